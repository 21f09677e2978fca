//! Operations as tables.

use std::fmt;

use http::method::InvalidMethod;

use super::parameter::Location;
use super::{Pagination, Parameter};

/// What is known of an operation before it is called.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// Its `operationId`, or a name made for it.
    pub id: &'static str,
    /// The method of its requests.
    pub method: Method,
    /// The template of its path, such as `/customers/{id}`: percent-encoded, but for the names of
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
    /// The media types that it answers with. Empty: any.
    pub accept: &'static str,
    /// The media type of its requests' body.
    pub body: Option<&'static str>,
    /// How it comes to its next page, if it has pages.
    pub pagination: Option<Pagination>,
}

impl Operation {
    /// The parameter that stands in its path under this name, and its index.
    pub(super) fn path_parameter(&self, name: &str) -> Option<(usize, &'static Parameter)> {
        let is_meant =
            |parameter: &Parameter| parameter.location == Location::Path && parameter.name == name;
        self.parameters.iter().enumerate().find(|(_, parameter)| is_meant(parameter))
    }
}

impl fmt::Display for Operation {
    /// `GET /customers/{id}`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}

/// The methods that a document can use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `PUT`
    Put,
    /// `POST`
    Post,
    /// `DELETE`
    Delete,
    /// `OPTIONS`
    Options,
    /// `HEAD`
    Head,
    /// `PATCH`
    Patch,
    /// `TRACE`
    Trace,
    /// `QUERY`: a `GET` with a body.
    Query,
    /// Another one, of which nothing is known.
    Other(&'static str),
}

impl Method {
    /// As it is sent.
    const fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Put => "PUT",
            Self::Post => "POST",
            Self::Delete => "DELETE",
            Self::Options => "OPTIONS",
            Self::Head => "HEAD",
            Self::Patch => "PATCH",
            Self::Trace => "TRACE",
            Self::Query => "QUERY",
            Self::Other(method) => method,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

impl Method {
    /// Whether a request with this method is expected to carry a body.
    pub(super) const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch | Self::Query)
    }
}

impl TryFrom<Method> for http::Method {
    type Error = InvalidMethod;

    fn try_from(method: Method) -> Result<Self, InvalidMethod> {
        Self::from_bytes(method.as_str().as_bytes())
    }
}
