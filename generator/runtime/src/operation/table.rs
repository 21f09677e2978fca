//! Operations as tables.

use std::fmt;

use super::http::method::Method;
use super::pagination::Pagination;
use super::parameter::{Location, Parameter};

/// The static description of an operation.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(feature = "test-util", derive(PartialEq, Eq))]
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
    /// Its parameters. No two of them have the same location and name.
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
    /// An operation without credentials, whose response is JSON.
    pub const fn new(
        id: &'static str,
        method: Method,
        path: &'static str,
        parameters: &'static [Parameter],
    ) -> Self {
        Self {
            id,
            method,
            path,
            server: None,
            parameters,
            security: &[],
            accept: "application/json",
            body: None,
            pagination: None,
        }
    }

    /// Sets the operation's own base URL.
    #[must_use]
    pub const fn server(self, server: &'static str) -> Self {
        Self { server: Some(server), ..self }
    }

    /// Sets the media type of the request body.
    #[must_use]
    pub const fn body(self, media_type: &'static str) -> Self {
        Self { body: Some(media_type), ..self }
    }

    /// Sets the security requirements.
    #[must_use]
    pub const fn security(self, security: &'static [&'static [&'static str]]) -> Self {
        Self { security, ..self }
    }

    /// Sets the media types of the responses.
    #[must_use]
    pub const fn accept(self, media_types: &'static str) -> Self {
        Self { accept: media_types, ..self }
    }

    /// Sets how the next page is requested.
    #[must_use]
    pub const fn pagination(self, pagination: Pagination) -> Self {
        Self { pagination: Some(pagination), ..self }
    }

    /// Returns the parameter with this location and name, and its index.
    pub(crate) fn parameter(
        &self,
        location: Location,
        name: &str,
    ) -> Option<(usize, &'static Parameter)> {
        let is_meant =
            |parameter: &Parameter| parameter.location == location && parameter.name == name;
        self.parameters.iter().enumerate().find(|(_, parameter)| is_meant(parameter))
    }
}

impl fmt::Display for Operation {
    /// `GET /items/{id}`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.method, self.path)
    }
}
