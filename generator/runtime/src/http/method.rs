//! Request methods.

use std::fmt;

use http::method::InvalidMethod;

/// A method (RFC 9110, section 9).
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
    /// Another method with unknown properties.
    Other(&'static str),
}

impl Method {
    /// `GET`
    pub const GET: Self = Self::Get;
    /// `PUT`
    pub const PUT: Self = Self::Put;
    /// `POST`
    pub const POST: Self = Self::Post;
    /// `DELETE`
    pub const DELETE: Self = Self::Delete;
    /// `OPTIONS`
    pub const OPTIONS: Self = Self::Options;
    /// `HEAD`
    pub const HEAD: Self = Self::Head;
    /// `PATCH`
    pub const PATCH: Self = Self::Patch;
    /// `TRACE`
    pub const TRACE: Self = Self::Trace;

    /// The name of the method as it is sent.
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
    pub(crate) const fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch | Self::Query)
    }
}

impl TryFrom<Method> for http::Method {
    type Error = InvalidMethod;

    fn try_from(method: Method) -> Result<Self, InvalidMethod> {
        Ok(match method {
            Method::Get => Self::GET,
            Method::Put => Self::PUT,
            Method::Post => Self::POST,
            Method::Delete => Self::DELETE,
            Method::Options => Self::OPTIONS,
            Method::Head => Self::HEAD,
            Method::Patch => Self::PATCH,
            Method::Trace => Self::TRACE,
            Method::Query | Method::Other(_) => {
                return Self::from_bytes(method.as_str().as_bytes());
            }
        })
    }
}
