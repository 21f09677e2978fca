use std::fmt;

/// The method of a request (RFC 9110, section 9).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
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
    /// `QUERY` (OpenAPI 3.2.0, "Path Item Object"): like `GET`, with a body.
    Query,
    /// Another method, as it is sent.
    Other(String),
}

impl Method {
    /// The methods with a variant of their own.
    const NAMED: [Self; 9] = [
        Self::Get,
        Self::Put,
        Self::Post,
        Self::Delete,
        Self::Options,
        Self::Head,
        Self::Patch,
        Self::Trace,
        Self::Query,
    ];

    /// The method that is sent as `text`. `None` if `text` is no token (RFC 9110, section 5.6.2),
    /// and for `CONNECT`, which requests a tunnel.
    pub fn of(text: &str) -> Option<Self> {
        if let Some(named) = Self::NAMED.into_iter().find(|method| method.as_str() == text) {
            return Some(named);
        }
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        (!text.is_empty() && text.bytes().all(is_token) && text != "CONNECT")
            .then(|| Self::Other(text.to_owned()))
    }

    /// As it is sent.
    pub fn as_str(&self) -> &str {
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

impl fmt::Debug for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), formatter)
    }
}
