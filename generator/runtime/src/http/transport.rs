//! Transports.

use std::sync::Arc;
use std::time::Duration;

use http::Extensions;

use super::body::Body;
use super::error::TransportError;
use super::platform::future::BoxFuture;

/// Sends requests. Implement it to use another HTTP client, to change requests, or to test without
/// a network.
///
/// A transport must not follow a redirect to another origin, because requests carry credentials in
/// headers that it does not know. If it follows a redirect within an origin, the first request may
/// have been processed. Then it inserts [`Redirected`] into the extensions of the response, and its
/// errors are not of the kind [`Connect`](super::error::TransportErrorKind::Connect) or
/// [`ConnectTimeout`](super::error::TransportErrorKind::ConnectTimeout). It must not repeat a
/// request that a server may have processed.
///
/// If a request has the extension [`DocumentedRedirects`], redirects with these statuses are
/// responses, and are not followed.
///
/// It must not send requests to loopback through a proxy, because they may contain client secrets
/// over plain `http`.
///
/// Its futures are [`Send`] on every target. On `wasm32-unknown-unknown`, futures of JavaScript are
/// not `Send`: wrap them in a `send_wrapper::SendWrapper`. The target has only one thread.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request, and returns the response as soon as its head has arrived.
    ///
    /// If the request has a time limit, its extensions contain a [`Timeout`], which includes
    /// reading the response body.
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>>;

    /// Sends a request. Its terms become extensions, unless the transport takes them as they are,
    /// which saves some allocations.
    #[doc(hidden)]
    fn send_under(
        &self,
        terms: Terms,
        mut request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        terms.add_to(request.extensions_mut());
        self.send(request)
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }

    fn send_under(
        &self,
        terms: Terms,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send_under(self, terms, request)
    }
}

impl<T: Transport + ?Sized> Transport for Box<T> {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send(self, request)
    }

    fn send_under(
        &self,
        terms: Terms,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        T::send_under(self, terms, request)
    }
}

/// The time limit of a request, including its response body: an extension of the request. The
/// client also enforces it, if its [`Clock`](super::super::Clock) can wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeout(pub Duration);

/// An extension of a response: the transport followed a redirect, so this is the response to
/// another request (RFC 9110, section 15.4). After a status 401, only requests with a safe method
/// are then repeated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Redirected;

/// An extension of a request: the document describes redirects with these statuses as responses.
/// They are not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DocumentedRedirects(pub &'static [u16]);

/// An extension of a request: the client itself enforces its [`Timeout`].
#[derive(Debug, Clone, Copy)]
struct Timed;

/// The terms of a request: what its extensions say.
#[doc(hidden)]
#[derive(Debug, Clone, Copy, Default)]
pub struct Terms {
    pub(crate) timeout: Option<Timeout>,
    /// Whether the client itself enforces the time limit.
    pub(crate) is_timed: bool,
    pub(crate) redirects: &'static [u16],
}

impl Terms {
    /// The terms in the extensions of a request.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    pub(crate) fn of(extensions: &Extensions) -> Self {
        let redirects = extensions.get().map_or(&[][..], |DocumentedRedirects(statuses)| statuses);
        let is_timed = extensions.get::<Timed>().is_some();
        Self { timeout: extensions.get().copied(), is_timed, redirects }
    }

    fn add_to(self, extensions: &mut Extensions) {
        if !self.redirects.is_empty() {
            extensions.insert(DocumentedRedirects(self.redirects));
        }
        if let Some(timeout) = self.timeout {
            extensions.insert(timeout);
        }
        if self.is_timed {
            extensions.insert(Timed);
        }
    }
}
