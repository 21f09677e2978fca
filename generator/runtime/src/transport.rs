//! What sends a request: the one dependency that can be swapped.

use std::error::Error;
use std::fmt;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use super::body::Body;
use super::operation::Operation;

/// A future on the heap.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error.
pub type BoxError = Box<dyn Error + Send + Sync>;

/// Sends requests. Implement it to use another HTTP client, to put something in between, or to test
/// without a network.
///
/// A transport must not follow a redirect to another origin: requests carry credentials in headers
/// that it does not know. If it follows one within an origin, it says so, since the first request
/// may have been processed: it inserts [`Redirected`] into the extensions of the response, and an
/// error has another kind than [`Connect`](TransportErrorKind::Connect) or
/// [`ConnectTimeout`](TransportErrorKind::ConnectTimeout). It must not repeat a request that a
/// server may have processed.
///
/// It must not ask loopback through a proxy: client secrets go there over plain `http`.
///
/// Its futures are [`Send`] on every target. On `wasm32-unknown-unknown`, where what waits for
/// JavaScript is not, put them into a `send_wrapper::SendWrapper`: there is only one thread.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the answer as soon as its head is there.
    ///
    /// The request's extensions hold a [`Timeout`] if there is one: for all of it, up to the end of
    /// the answer's body.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }
}

/// Whether a URL's host is this machine: what is sent there is seen by nobody else.
#[allow(dead_code, reason = "not every document has tokens, not every transport proxies")]
pub(super) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let name = host.strip_suffix('.').unwrap_or(host);
    // An IPv6 address may hold an IPv4 one: `::ffff:127.0.0.1`.
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    name.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(is_loopback)
}

/// How long a request may take, up to the end of the answer's body: an extension of the request.
/// The client keeps time by itself too, if it has a [`Clock`](super::Clock) that can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// An extension of a response: the transport followed a redirect, so this is the response to
/// another request than the one that it was given (RFC 9110, section 15.4). After it, a status 401
/// repeats only requests whose method is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redirected;

/// An extension of a request: the client keeps its [`Timeout`] by itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Timed;

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
    /// The body of the request could not be read, or has another length than it said.
    RequestBody,
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
    /// An error of a kind. Its source must not show the query of a URL, which may hold a
    /// credential.
    pub fn new(kind: TransportErrorKind, source: impl Into<BoxError>) -> Self {
        Self { kind, operation: None, attempts: 0, source: Some(source.into()) }
    }

    /// The client itself did not wait any longer.
    pub(super) fn timed_out() -> Self {
        Self { kind: TransportErrorKind::Timeout, operation: None, attempts: 0, source: None }
    }

    /// The same while a request's body is read.
    #[cfg(feature = "reqwest")]
    pub(super) fn sending(self) -> Self {
        Self { kind: TransportErrorKind::RequestBody, ..self }
    }

    pub(super) fn from_body(error: BoxError) -> Self {
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

    /// Whether the body of the request is to blame: another attempt would come to the same end.
    pub(super) fn is_from_request(&self) -> bool {
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
            TransportErrorKind::RequestBody => "the body of the request cannot be read",
            TransportErrorKind::Other => "the request could not be sent or was not answered",
        })
    }
}

impl Error for TransportError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        self.source.as_ref().map(|source| &**source as &(dyn Error + 'static))
    }
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    #[test]
    fn loopback_is_this_machine() {
        for host in [
            "localhost",
            "LocalHost",
            "localhost.",
            "127.0.0.1",
            "127.8.9.10",
            "::1",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "notlocalhost",
            "127.0.0.1.example.com",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "[::ffff:10.0.0.1]",
            "[fe80::1]",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
