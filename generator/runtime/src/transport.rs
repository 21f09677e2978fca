//! What sends a request: the one dependency that can be swapped.

use std::error::Error;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use super::operation::Operation;

/// A future on the heap. It is [`Send`], except on `wasm32-unknown-unknown`, where what waits for JavaScript cannot be.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future on the heap. It is not [`Send`] on this target, since what waits for JavaScript cannot be; on all others it is.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// [`Send`], except on `wasm32-unknown-unknown`, where it is any type.
#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
pub trait MaybeSend: Send {}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
impl<T: Send + ?Sized> MaybeSend for T {}

/// Any type on this target, [`Send`] on all others.
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
pub trait MaybeSend {}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
impl<T: ?Sized> MaybeSend for T {}

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Sends requests. Implement it to use another HTTP client, to put something in between, or to test without a network.
///
/// A transport must not follow a redirect to another origin: requests carry credentials in headers that it does not know.
///
/// A transport can be sent and shared between threads on every target, so that a client can; its futures only where
/// [`BoxFuture`] is [`Send`].
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer as soon as its head is there.
    ///
    /// The request's extensions hold a [`Timeout`] if there is one: for all of it, up to the end of the answer's body.
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }
}

/// How long a request may take, up to the end of the answer's body: an extension of the request. The client keeps time by itself too, if
/// it has a [`Clock`](super::Clock) that can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// The body of a request or an answer: bytes, or a stream of them.
pub struct Body(Content);

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;
#[cfg(all(target_family = "wasm", target_os = "unknown"))]
type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>>>>;

enum Content {
    Bytes(Option<Bytes>),
    /// The lock is never taken; it makes the body `Sync`.
    Stream(Mutex<Chunks>),
}

impl Body {
    /// No body.
    pub fn empty() -> Self {
        Self(Content::Bytes(None))
    }

    /// A body that comes in chunks.
    pub fn stream<S>(stream: S) -> Self
    where
        S: Stream<Item = Result<Bytes, BoxError>> + MaybeSend + 'static,
    {
        Self(Content::Stream(Mutex::new(Box::pin(Faults(Box::pin(stream))))))
    }

    /// All of the body, if it is there already.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Content::Bytes(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Content::Stream(_) => None,
        }
    }

    /// Takes all of the body, if it is there already.
    pub fn take_bytes(&mut self) -> Option<Bytes> {
        match &mut self.0 {
            Content::Bytes(bytes) => Some(bytes.take().unwrap_or_default()),
            Content::Stream(_) => None,
        }
    }

    /// The same body once more. `None` if it is a stream.
    pub fn try_clone(&self) -> Option<Self> {
        match &self.0 {
            Content::Bytes(bytes) => Some(Self(Content::Bytes(bytes.clone()))),
            Content::Stream(_) => None,
        }
    }

    /// The next chunk; `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        match &mut self.0 {
            Content::Bytes(bytes) => Poll::Ready(bytes.take().map(Ok)),
            Content::Stream(stream) => {
                stream.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
            }
        }
    }
}

/// Any error in the middle of a body is a [`TransportError`].
struct Faults<S>(Pin<Box<S>>);

impl<S: Stream<Item = Result<Bytes, BoxError>>> Stream for Faults<S> {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map_err(TransportError::from_body)
    }
}

impl Default for Body {
    fn default() -> Self {
        Self::empty()
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self(Content::Bytes((!bytes.is_empty()).then_some(bytes)))
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.as_bytes() {
            Some(bytes) => write!(formatter, "Body({} bytes)", bytes.len()),
            None => formatter.write_str("Body(stream)"),
        }
    }
}

/// What failed between the client and the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// There was no connection: the request was surely not processed.
    Connect,
    /// There was no connection in time: the request was surely not processed.
    ConnectTimeout,
    /// There was no answer in time.
    Timeout,
    /// The answer broke off.
    Body,
    /// Something else.
    Other,
}

/// The server could not be reached, or the connection broke.
pub struct TransportError {
    kind: TransportErrorKind,
    operation: Option<&'static Operation>,
    attempts: u32,
    source: Option<BoxError>,
}

impl TransportError {
    /// An error of a kind. Its source must not show the query of a URL, which may hold a credential.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, operation: None, attempts: 0, source: Some(source.into()) }
    }

    /// The client itself did not wait any longer.
    pub(super) fn timed_out() -> Self {
        Self { kind: TransportErrorKind::Timeout, operation: None, attempts: 0, source: None }
    }

    fn from_body(error: BoxError) -> Self {
        match error.downcast() {
            Ok(error) => *error,
            Err(error) => Self::new(TransportErrorKind::Body, error),
        }
    }

    /// The same, during a call, after so many attempts.
    pub(super) fn during(self, operation: &'static Operation, attempts: u32) -> Self {
        Self { operation: Some(operation), attempts, ..self }
    }

    /// How often the request was sent.
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

    /// Whether time ran out.
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind, TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout)
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("TransportError");
        if let Some(operation) = self.operation {
            shown.field("operation", &operation.id);
        }
        shown.field("kind", &self.kind).field("source", &self.source).finish()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(formatter, "{operation}: ")?;
        }
        formatter.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect to the server",
            TransportErrorKind::ConnectTimeout => "cannot connect to the server in time",
            TransportErrorKind::Timeout => "the server did not answer in time",
            TransportErrorKind::Body => "the answer broke off",
            TransportErrorKind::Other => "the request could not be sent or was not answered",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}
