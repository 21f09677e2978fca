//! What a request is sent to: an operation, or a path that the document lacks.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

use super::http::error::RequestLabel;
use super::http::method::Method;
use super::table::Operation;

/// An operation, or a path that the document lacks.
#[derive(Clone)]
pub(crate) struct Target {
    operation: &'static Operation,
    /// In place of the operation's.
    path: Option<Arc<str>>,
}

impl Target {
    /// A path that the document lacks.
    pub(crate) fn custom(method: Method, path: &str) -> Self {
        Self { operation: custom_operation(method), path: Some(path.into()) }
    }

    /// The path, if the document lacks it.
    pub(crate) fn custom_path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// The path, as a template if it is an operation's.
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

/// What is known of a request that the document lacks: its method.
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
