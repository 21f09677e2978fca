//! Operations as tables.

use std::fmt;

use super::http::method::Method;
use super::pagination::Pagination;
use super::parameter::{Location, Parameter};

/// The static description of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// The `operationId`, or a generated name.
    pub id: &'static str,
    /// The method of its requests.
    pub method: Method,
    /// The template of the path, such as `/items/{id}`, percent-encoded except for the names of
    /// parameters. It may end with `?` and a query that all requests have.
    pub path: &'static str,
    /// The operation's own base URL. It is used as long as the client uses the default server.
    pub server: Option<&'static str>,
    /// Its parameters; calls refer to them by index.
    pub parameters: &'static [Parameter],
    /// The security requirements: alternatives, each with the names of its schemes in the document.
    /// If the list is empty, no credential is needed.
    pub security: &'static [&'static [&'static str]],
    /// The media types of the responses. Empty: any.
    pub accept: &'static str,
    /// The media type of the request body.
    pub body: Option<&'static str>,
    /// How the next page is requested, if there are pages.
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// Returns the path parameter of this name, and its index.
    pub(crate) fn path_parameter(&self, name: &str) -> Option<(usize, &'static Parameter)> {
        let is_meant =
            |parameter: &Parameter| parameter.location == Location::Path && parameter.name == name;
        self.parameters.iter().enumerate().find(|(_, parameter)| is_meant(parameter))
    }
}

impl fmt::Display for Operation {
    /// `GET /items/{id}`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}
