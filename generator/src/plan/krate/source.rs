//! The locations of a plan's parts in the documents.

use std::fmt;

use crate::source::Location;

/// The location of something in the documents, if it has one. It does not take part in comparisons:
/// all are equal, and `Debug` does not show it.
#[derive(Clone, Default)]
pub struct SourceLocation(pub Option<Location>);

impl From<&Location> for SourceLocation {
    fn from(location: &Location) -> Self {
        Self(Some(location.clone()))
    }
}

impl PartialEq for SourceLocation {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for SourceLocation {}

impl fmt::Debug for SourceLocation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("_")
    }
}
