//! Operations as tables.

use std::fmt;

use super::http::method::Method;
use super::pagination::Pagination;
use super::parameter::{Location, Parameter};

/// The static description of an operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its `operationId`, or a name made for it.
    pub id: &'static str,
    /// The method of its requests.
    pub method: Method,
    /// The template of its path, such as `/items/{id}`: percent-encoded, but for the names of
    /// parameters in braces. With a `?` begins the query that all requests have.
    pub path: &'static str,
    /// The URL that its path follows, as long as the client talks to the server that is meant when
    /// none is chosen.
    pub server: Option<&'static str>,
    /// Its parameters; calls refer to them by index.
    pub parameters: &'static [Parameter],
    /// Alternatives of security schemes by their names in the document. An empty list: no
    /// credential is needed.
    pub security: &'static [&'static [&'static str]],
    /// The media types of its responses. Empty: any.
    pub accept: &'static str,
    /// The media type of its requests' body.
    pub body: Option<&'static str>,
    /// How it comes to its next page, if it has pages.
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// The path parameter of this name, and its index.
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
