//! `readOnly` and `writeOnly`.

use crate::source::Location;

/// The `readOnly` and `writeOnly` of a schema, or of one that it includes.
#[derive(Debug, Clone, Default)]
pub(super) struct Marks {
    pub(super) read: Option<Location>,
    pub(super) write: Option<Location>,
}
