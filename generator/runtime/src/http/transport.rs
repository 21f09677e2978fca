//! Transports.

use std::sync::Arc;
use std::time::Duration;

use super::body::Body;
use super::error::TransportError;
use super::platform::future::BoxFuture;

/// Sends requests. Implement it to use another HTTP client, to put something in between, or to test
/// without a network.
///
/// A transport must not follow a redirect to another origin: requests carry credentials in headers
/// that it does not know. If it follows one within an origin, it says so, since the first request
/// may have been processed: it inserts [`Redirected`] into the extensions of the response, and an
/// error has another kind than [`Connect`](super::error::TransportErrorKind::Connect) or
/// [`ConnectTimeout`](super::error::TransportErrorKind::ConnectTimeout). It must not repeat a
/// request that a server may have processed.
///
/// If a request has the extension [`DocumentedRedirects`], a redirect with one of these statuses is
/// the response, also within an origin.
///
/// It must not ask loopback through a proxy: client secrets go there over plain `http`.
///
/// Its futures are [`Send`] on every target. On `wasm32-unknown-unknown`, where what waits for
/// JavaScript is not, put them into a `send_wrapper::SendWrapper`: there is only one thread.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request and gives the response as soon as its head has arrived.
    ///
    /// The request's extensions hold a [`Timeout`] if there is one: for all of it, up to the end of
    /// the response body.
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

/// How long a request may take, up to the end of the response body: an extension of the request.
/// The client limits the time as well, if it has a [`Clock`](super::super::Clock) that can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// An extension of a response: the transport followed a redirect, so this is the response to
/// another request than the one that it was given (RFC 9110, section 15.4). After it, a status 401
/// repeats only requests whose method is safe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redirected;

/// An extension of a request: redirects with these statuses are responses that the document
/// describes. They are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedRedirects(pub &'static [u16]);

/// An extension of a request: the client itself enforces its [`Timeout`].
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timed;
