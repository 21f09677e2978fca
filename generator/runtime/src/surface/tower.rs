//! Layers and services of `tower`, with the feature `tower`: between a client and its transport, or
//! as the transport.

use std::fmt;
use std::future::poll_fn;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};

use tower_layer::Layer;
use tower_service::Service;

use super::client::builder::Builder;
use super::client::config::Core;
use super::http::body::Body;
use super::http::error::{BoxError, TransportError, TransportErrorKind};
use super::http::transport::Transport;
use super::platform::future::BoxFuture;

/// The transport of a client as a `tower::Service`, which [`Builder::tower_layer`] gives to a
/// layer. Needs the feature `tower`.
#[derive(Clone)]
pub struct TransportService(Arc<dyn Transport>);

impl Service<http::Request<Body>> for TransportService {
    type Response = http::Response<Body>;
    type Error = TransportError;
    type Future = BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), TransportError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let transport = self.0.clone();
        Box::pin(async move { transport.send(request).await })
    }
}

impl fmt::Debug for TransportService {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TransportService")
    }
}

/// A `tower::Service` as a transport. Needs the feature `tower`.
///
/// All requests share the service, one after the other until it is ready, so it needs neither
/// `Clone` nor a buffer. A [`TransportError`] of the service stays what it is. Any other error is a
/// [`TransportError`] of the kind [`Other`](TransportErrorKind::Other), with the error as its
/// source.
///
/// The rules of [`Transport`] hold for the service as well.
pub struct TowerTransport<S> {
    service: Mutex<S>,
    waiting: Arc<Waiting>,
}

impl<S> TowerTransport<S> {
    /// Sends requests with a service.
    pub fn new(service: S) -> Self {
        Self { service: Mutex::new(service), waiting: Arc::default() }
    }
}

impl<S> Transport for TowerTransport<S>
where
    S: Service<http::Request<Body>, Response = http::Response<Body>> + Send + 'static,
    S::Error: Into<BoxError>,
    S::Future: Send,
{
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let mut request = Some(request);
            let future = poll_fn(|context| self.poll_call(&mut request, context)).await;
            match future.map_err(transport_error)? {
                Some(future) => future.await.map_err(transport_error),
                None => Err(TransportError::new(TransportErrorKind::Other, "polled after its end")),
            }
        })
    }
}

impl<S: Service<http::Request<Body>>> TowerTransport<S> {
    /// Calls the service when it is ready. Between the two, no other request gets hold of it.
    fn poll_call(
        &self,
        request: &mut Option<http::Request<Body>>,
        context: &mut Context<'_>,
    ) -> Poll<Result<Option<S::Future>, S::Error>> {
        let mut service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        // A service wakes only who asked last, and any of those that wait may have been dropped.
        self.waiting.add(context.waker());
        let waker = Waker::from(Arc::clone(&self.waiting));
        let ready = service.poll_ready(&mut Context::from_waker(&waker));
        ready.map(|ready| {
            self.waiting.remove(context.waker());
            ready.map(|()| request.take().map(|request| service.call(request)))
        })
    }
}

impl<S> fmt::Debug for TowerTransport<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TowerTransport")
    }
}

/// The requests that wait until a service is ready. All of them are woken.
#[derive(Default)]
struct Waiting(Mutex<Vec<Waker>>);

impl Waiting {
    fn add(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if !wakers.iter().any(|other| other.will_wake(waker)) {
            wakers.push(waker.clone());
        }
    }

    fn remove(&self, waker: &Waker) {
        let mut wakers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        wakers.retain(|other| !other.will_wake(waker));
    }
}

impl Wake for Waiting {
    fn wake(self: Arc<Self>) {
        let wakers = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        wakers.into_iter().for_each(Waker::wake);
    }
}

fn transport_error(error: impl Into<BoxError>) -> TransportError {
    match error.into().downcast() {
        Ok(error) => *error,
        Err(error) => TransportError::new(TransportErrorKind::Other, error),
    }
}

impl<C: From<Core>> Builder<C> {
    /// Puts a `tower::Layer` around the transport, such as a limit of the rate. It sees each
    /// attempt with its credentials, as [`Builder::layer`] does, and the last layer is the
    /// outermost one. Needs the feature `tower`.
    ///
    /// A `tower::ServiceBuilder` is a layer of several layers:
    ///
    /// ```text
    /// let limit = RateLimitLayer::new(10, Duration::from_secs(1));
    /// let client = Client::builder().tower_layer(limit).build()?;
    /// ```
    pub fn tower_layer<L>(self, layer: L) -> Self
    where
        L: Layer<TransportService> + Send + Sync + 'static,
        L::Service: Service<http::Request<Body>, Response = http::Response<Body>> + Send + 'static,
        <L::Service as Service<http::Request<Body>>>::Error: Into<BoxError>,
        <L::Service as Service<http::Request<Body>>>::Future: Send,
    {
        self.layer(move |inner| TowerTransport::new(layer.layer(TransportService(inner))))
    }
}
