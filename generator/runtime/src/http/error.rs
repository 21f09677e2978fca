//! Errors of the connection between client and server.

use std::error::Error;
use std::fmt::{self, Display};

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// The request that an error belongs to: its method and path.
pub(crate) trait RequestLabel: Display + Send + Sync {
    /// The `operationId`, or a generated name.
    fn id(&self) -> &'static str;
}

/// The kind of a transport error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection was established, so the request was not processed.
    Connect,
    /// No connection was established in time, so the request was not processed.
    ConnectTimeout,
    /// There was no response in time.
    Timeout,
    /// The response ended too early.
    Body,
    /// The body of the request could not be read, or has another length than announced.
    RequestBody,
    /// Another error.
    Other,
}

/// The server could not be reached, or the connection broke.
pub struct TransportError {
    kind: TransportErrorKind,
    request: Option<Box<dyn RequestLabel>>,
    attempts: u32,
    source: Option<BoxError>,
}

impl TransportError {
    /// Creates an error of a kind. Its source must not show the query of a URL, because that may
    /// contain a credential.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, request: None, attempts: 0, source: Some(source.into()) }
    }

    /// A timeout of the client itself.
    pub(crate) fn timed_out() -> Self {
        Self { kind: TransportErrorKind::Timeout, request: None, attempts: 0, source: None }
    }

    /// The same while the body of a request is read.
    #[cfg(feature = "reqwest")]
    pub(crate) fn sending(self) -> Self {
        Self { kind: TransportErrorKind::RequestBody, ..self }
    }

    pub(crate) fn from_body(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::new(TransportErrorKind::Body, error),
        }
    }

    /// The same error of a call after this many attempts.
    pub(crate) fn during(self, request: impl RequestLabel + 'static, attempts: u32) -> Self {
        Self { request: Some(Box::new(request)), attempts, ..self }
    }

    /// Returns how many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the kind of the error.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Returns whether no connection was established, so the request was not processed.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
    }

    /// Whether the body of the request caused the error, so that another attempt would fail, too.
    pub(crate) fn is_from_request(&self) -> bool {
        self.kind == TransportErrorKind::RequestBody
    }

    /// Returns whether a time limit was exceeded.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("TransportError");
        if let Some(request) = &self.request {
            shown.field("operation", &request.id());
        }
        shown.field("kind", &self.kind).field("source", &self.source).finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(request) = &self.request {
            write!(formatter, "{request}: ")?;
        }
        formatter.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect to the server",
            TransportErrorKind::ConnectTimeout => "cannot connect to the server in time",
            TransportErrorKind::Timeout => "the server did not respond in time",
            TransportErrorKind::Body => "the response could not be read to its end",
            TransportErrorKind::RequestBody => "the body of the request cannot be read",
            TransportErrorKind::Other => "the request could not be sent or got no response",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

/// The test double has no response for the request.
#[cfg(feature = "test-util")]
#[derive(Debug)]
pub(crate) struct NoStub(pub(crate) String);

#[cfg(feature = "test-util")]
impl fmt::Display for NoStub {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

#[cfg(feature = "test-util")]
impl Error for NoStub {}

#[cfg(feature = "test-util")]
impl NoStub {
    /// Why the test double returned no response, if it caused the error.
    pub(crate) fn reason(error: &(dyn Error + 'static)) -> Option<String> {
        error.source()?.downcast_ref().map(|Self(reason)| reason.clone())
    }
}
