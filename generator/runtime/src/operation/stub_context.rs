//! Information about a request for the test double.

use super::argument_value::Value;
use super::table::Operation;

/// The operation of a request: an extension of the request.
#[derive(Clone)]
pub(crate) struct CallExtension {
    pub(crate) operation: &'static Operation,
    /// The arguments of its parameters.
    pub(crate) arguments: Vec<(&'static str, Value)>,
}
