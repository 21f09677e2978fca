//! What a test double learns of a request.

use super::argument_value::Value;
use super::table::Operation;

/// What a request of an operation is for: an extension of it.
#[derive(Clone)]
pub(crate) struct CallExtension {
    pub(crate) operation: &'static Operation,
    /// What was given for its parameters.
    pub(crate) arguments: Vec<(&'static str, Value)>,
}
