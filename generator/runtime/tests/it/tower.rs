//! Layers and services of `tower` around the transport, and in place of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use http::{HeaderName, HeaderValue};
use tower::limit::{ConcurrencyLimitLayer, RateLimitLayer};
use tower::timeout::TimeoutLayer;
use tower::{Layer, Service, ServiceBuilder, service_fn};
use tower_http::set_header::SetRequestHeaderLayer;

use crate::client::Client;
use crate::fast::{KEY, builder, ok, status};
use crate::runtime::{
    Body, BoxFuture, Error, Request as _, RetryPolicy, TowerTransport, Transport, TransportError,
    TransportErrorKind,
};
use crate::server::{Action, Server};

type Request = http::Request<Body>;
type Response = http::Response<Body>;

/// A layer as users write them: it changes each request, and counts responses.
#[derive(Clone)]
struct Sign(Arc<AtomicU32>);

#[derive(Clone)]
struct Signed<S>(S, Arc<AtomicU32>);

impl<S> Layer<S> for Sign {
    type Service = Signed<S>;

    fn layer(&self, inner: S) -> Signed<S> {
        Signed(inner, self.0.clone())
    }
}

impl<S: Service<Request>> Service<Request> for Signed<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> S::Future {
        let key = request.headers().get("reb-apikey").map_or(0, |key| key.len());
        request.headers_mut().insert("x-signature", key.into());
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.call(request)
    }
}

#[tokio::test]
async fn a_layer_changes_each_attempt() {
    let server = Server::script([status(503), ok()]).await;
    let count = Arc::new(AtomicU32::new(0));
    let layers = ServiceBuilder::new().layer(Sign(count.clone())).layer(Sign(count.clone()));
    let client = builder(&server).secret_api_key(KEY).tower_layer(layers).build().unwrap();
    client.customers().get("1").await.unwrap();
    let length = KEY.len().to_string();
    for arrived in server.arrived() {
        assert_eq!(arrived.header("x-signature"), Some(length.as_str()));
    }
    assert_eq!((server.arrived().len(), count.load(Ordering::Relaxed)), (2, 4));
}

/// Layers of `tower-http` for headers fit as they are.
#[tokio::test]
async fn a_layer_of_tower_http_sets_headers() {
    let server = Server::start(ok()).await;
    let shop = SetRequestHeaderLayer::overriding(
        HeaderName::from_static("x-shop"),
        HeaderValue::from_static("lamps"),
    );
    let path = |request: &Request| HeaderValue::from_str(request.uri().path()).ok();
    let path = SetRequestHeaderLayer::if_not_present(HeaderName::from_static("x-path"), path);
    let client = builder(&server)
        .secret_api_key(KEY)
        .tower_layer(ServiceBuilder::new().layer(shop).layer(path))
        .build()
        .unwrap();
    client.customers().get("1").await.unwrap();
    let arrived = server.arrived();
    assert_eq!(arrived[0].header("x-shop"), Some("lamps"));
    assert_eq!(arrived[0].header("x-path"), Some("/customers/1"));
}

/// `RateLimit` is not `Clone`, and wakes only the task that polled last.
#[tokio::test]
async fn a_rate_is_limited_for_all_requests() {
    let server = Server::start(ok()).await;
    let limit = RateLimitLayer::new(2, Duration::from_millis(100));
    let layers = ServiceBuilder::new().layer(limit).layer(ConcurrencyLimitLayer::new(2));
    let client = builder(&server).secret_api_key(KEY).tower_layer(layers).build().unwrap();
    let started = Instant::now();
    let calls: Vec<_> = (0..7).map(|_| tokio::spawn(client.customers().get("1").send())).collect();
    // A dropped call does not block the others.
    calls[5].abort();
    for (index, call) in calls.into_iter().enumerate().filter(|(index, _)| *index != 5) {
        call.await.unwrap().unwrap_or_else(|error| panic!("{index}: {error}"));
    }
    assert!(started.elapsed() >= Duration::from_millis(200), "{:?}", started.elapsed());
    assert!(server.arrived().len() >= 6);
}

/// Counts requests in flight, and records the maximum.
struct Sending {
    inner: Arc<dyn Transport>,
    now: AtomicU32,
    most: Arc<AtomicU32>,
}

impl Transport for Sending {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        Box::pin(async move {
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            let response = self.inner.send(request).await;
            self.now.fetch_sub(1, Ordering::SeqCst);
            response
        })
    }
}

#[tokio::test]
async fn a_limit_bounds_what_is_sent_at_once() {
    let server = Server::start(ok()).await;
    let most = Arc::new(AtomicU32::new(0));
    let kept = most.clone();
    let client = builder(&server)
        .secret_api_key(KEY)
        .layer(move |inner| Sending { inner, now: AtomicU32::new(0), most: kept })
        .tower_layer(ConcurrencyLimitLayer::new(3))
        .build()
        .unwrap();
    let calls: Vec<_> = (0..20).map(|_| tokio::spawn(client.customers().get("1").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((server.arrived().len(), most.load(Ordering::SeqCst)), (20, 3));
    // A derived client has the same limit.
    let derived = client.with(|options| options.secret_api_key("another")).unwrap();
    let both = (0..20).map(|call| if call % 2 == 0 { &client } else { &derived });
    let calls: Vec<_> =
        both.map(|client| tokio::spawn(client.customers().get("1").send())).collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!((server.arrived().len(), most.load(Ordering::SeqCst)), (40, 3));
}

#[tokio::test]
async fn an_error_of_a_layer_is_one_of_the_transport() {
    let server = Server::start(Action::Stall).await;
    let layer = TimeoutLayer::new(Duration::from_millis(50));
    let client = builder(&server).secret_api_key(KEY).tower_layer(layer).build().unwrap();
    let error = client.customers().get("1").with_retry(RetryPolicy::never()).await.unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert_eq!(error.kind(), TransportErrorKind::Other);
    assert!(std::error::Error::source(&error).unwrap().is::<tower::timeout::error::Elapsed>());
}

#[tokio::test]
async fn an_error_of_the_transport_passes_a_layer() {
    let layer = ServiceBuilder::new().layer(TimeoutLayer::new(Duration::from_secs(5)));
    let client =
        Client::builder().base_url("http://127.0.0.1:1").secret_api_key(KEY).tower_layer(layer);
    let error = client
        .build()
        .unwrap()
        .customers()
        .get("1")
        .with_retry(RetryPolicy::never())
        .await
        .unwrap_err();
    let Error::Transport(error) = error else { panic!("{error:?}") };
    assert!(error.is_connect(), "{error:?}");
}

#[tokio::test]
async fn a_service_is_the_transport() {
    let service = service_fn(|request: Request| async move {
        assert_eq!(request.uri().path(), "/customers/1");
        let body = Body::from(r#"{"name": "a"}"#);
        http::Response::builder().header("content-type", "application/json").body(body)
    });
    let client = Client::builder()
        .base_url("http://nowhere.invalid")
        .secret_api_key(KEY)
        .transport(TowerTransport::new(service));
    client.build().unwrap().customers().get("1").await.unwrap();
}
