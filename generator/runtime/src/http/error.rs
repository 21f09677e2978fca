//! Errors between the client and the server.

use std::error::Error;
use std::fmt::{self, Display};

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Names the request that an error belongs to: its method and path.
pub(crate) trait RequestLabel: Display + Send + Sync {
    /// The operation's `operationId`, or the name that was made for it.
    fn id(&self) -> &'static str;
}

/// What failed between the client and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: the request was surely not processed.
    Connect,
    /// There was no connection in time: the request was surely not processed.
    ConnectTimeout,
    /// There was no response in time.
    Timeout,
    /// The response broke off.
    Body,
    /// The body of the request could not be read, or has another length than it said.
    RequestBody,
    /// Something else.
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
    /// An error of a kind. Its source must not show the query of a URL, which may hold a
    /// credential.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, request: None, attempts: 0, source: Some(source.into()) }
    }

    /// The client itself did not wait any longer.
    pub(crate) fn timed_out() -> Self {
        Self { kind: TransportErrorKind::Timeout, request: None, attempts: 0, source: None }
    }

    /// The same while a request's body is read.
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

    /// The same, during a call, after so many attempts.
    pub(crate) fn during(self, request: impl RequestLabel + 'static, attempts: u32) -> Self {
        Self { request: Some(Box::new(request)), attempts, ..self }
    }

    /// How many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// What failed.
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Whether there was no connection: the request was surely not processed.
    pub fn is_connect(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Connect | TransportErrorKind::ConnectTimeout)
    }

    /// Whether the body of the request caused it, so that another attempt would fail, too.
    pub(crate) fn is_from_request(&self) -> bool {
        self.kind == TransportErrorKind::RequestBody
    }

    /// Whether time ran out.
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

/// A test double has no response to a request.
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
    /// Why a test double gave no response, if that is what an error is about.
    pub(crate) fn reason(error: &(dyn Error + 'static)) -> Option<String> {
        error.source()?.downcast_ref().map(|Self(reason)| reason.clone())
    }
}
