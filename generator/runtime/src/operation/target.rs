//! The target of a request: an operation, or a path that is not in the document.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::http::error::RequestLabel;
use super::http::method::Method;
use super::table::Operation;

/// An operation, or a path that is not in the document.
#[derive(Clone)]
pub(crate) struct Target {
    operation: &'static Operation,
    /// Replaces the path of the operation.
    path: Option<Arc<str>>,
}

impl Target {
    /// A path that is not in the document.
    pub(crate) fn custom(method: Method, path: &str) -> Self {
        Self { operation: custom_operation(method), path: Some(path.into()) }
    }

    /// The path, if it is not in the document.
    pub(crate) fn custom_path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The path, as a template if the target is an operation.
    pub(crate) fn path(&self) -> &str {
        self.path.as_deref().unwrap_or(self.operation.path)
    }

    /// The description of the operation.
    #[cfg(feature = "test-util")]
    pub(crate) fn operation(&self) -> &'static Operation {
        self.operation
    }
}

impl From<&'static Operation> for Target {
    fn from(operation: &'static Operation) -> Self {
        Self { operation, path: None }
    }
}

impl Deref for Target {
    type Target = Operation;

    fn deref(&self) -> &Operation {
        self.operation
    }
}

impl fmt::Display for Target {
    /// `GET /items/{id}`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The path of the program: it may hold anything.
        write!(formatter, "{} {}", self.method, self.path().escape_debug())
    }
}

impl RequestLabel for Target {
    fn id(&self) -> &'static str {
        self.operation.id
    }
}

/// The description for requests that are not in the document. Only the method is known.
fn custom_operation(method: Method) -> &'static Operation {
    const fn of(method: Method) -> Operation {
        Operation {
            id: "request",
            method,
            path: "",
            server: None,
            parameters: &[],
            security: &[],
            accept: "application/json",
            body: None,
            pagination: None,
        }
    }
    static OPERATIONS: [Operation; 9] = [
        of(Method::Get),
        of(Method::Put),
        of(Method::Post),
        of(Method::Delete),
        of(Method::Options),
        of(Method::Head),
        of(Method::Patch),
        of(Method::Trace),
        of(Method::Query),
    ];
    static OTHER: Operation = of(Method::Other(""));
    OPERATIONS.iter().find(|operation| operation.method == method).unwrap_or(&OTHER)
}
