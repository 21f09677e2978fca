//! The default transport.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Frame, SizeHint};
use reqwest::redirect::Policy;

use super::body::Body;
use super::transport::{BoxError, BoxFuture, Timeout, Transport, TransportError, TransportErrorKind};

/// Sends requests with a [`reqwest::Client`].
#[derive(Debug, Clone)]
pub struct ReqwestTransport(reqwest::Client);

impl ReqwestTransport {
    /// A transport with a client of its own, which follows redirects only within an origin.
    pub fn new(connect_timeout: Option<Duration>) -> Result<Self, BoxError> {
        let mut builder = reqwest::Client::builder().redirect(same_origin_redirects()).referer(false);
        if let Some(connect_timeout) = connect_timeout {
            builder = builder.connect_timeout(connect_timeout);
        }
        Ok(Self(builder.build()?))
    }
}

/// The client's own redirect policy applies: `reqwest`'s default one sends API keys to other origins. Build the client with
/// [`same_origin_redirects`].
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self(client)
    }
}

/// Redirects are followed within an origin, ten at most. One to another origin is the answer: the request's credentials stay at home.
pub fn same_origin_redirects() -> Policy {
    Policy::custom(|attempt| {
        IS_REDIRECTED.set(true);
        let is_same = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
        if is_same && attempt.previous().len() <= 10 { attempt.follow() } else { attempt.stop() }
    })
}

thread_local! {
    /// Whether the request that is being polled was answered with a redirect.
    static IS_REDIRECTED: Cell<bool> = const { Cell::new(false) };
}

/// Sends a request. That there is no connection says nothing once the first one was answered with a redirect: then the server may well
/// have processed the request.
async fn execute(client: &reqwest::Client, request: reqwest::Request) -> Result<reqwest::Response, TransportError> {
    let mut response = pin!(client.execute(request));
    let mut is_redirected = false;
    let response = poll_fn(|context| {
        IS_REDIRECTED.set(false);
        let poll = response.as_mut().poll(context);
        is_redirected |= IS_REDIRECTED.get();
        poll
    });
    match response.await {
        Ok(response) => Ok(response),
        Err(error) if is_redirected && error.is_connect() => {
            Err(TransportError::new(TransportErrorKind::Other, error.without_url()))
        }
        Err(error) => Err(fault(error)),
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let timeout = request.extensions().get::<Timeout>().copied();
            let mut request = reqwest::Request::try_from(request.map(outgoing)).map_err(fault)?;
            if let Some(Timeout(timeout)) = timeout {
                *request.timeout_mut() = Some(timeout);
            }
            let response = execute(&self.0, request).await?;
            Ok(http::Response::<reqwest::Body>::from(response).map(|body| Body::stream(Incoming(body))))
        })
    }
}

fn outgoing(mut body: Body) -> reqwest::Body {
    if body.has_progress() {
        return reqwest::Body::wrap(Outgoing(body));
    }
    match body.take_bytes() {
        Some(bytes) => bytes.into(),
        None => reqwest::Body::wrap(Outgoing(body)),
    }
}

/// A body that is sent in chunks.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0).poll_next(context).map_ok(Frame::data).map_err(TransportError::sending)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.len().map(SizeHint::with_exact).unwrap_or_default()
    }
}

/// A body that arrives in chunks.
struct Incoming(reqwest::Body);

impl Stream for Incoming {
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = ready!(http_body::Body::poll_frame(Pin::new(&mut self.0), context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                None => return Poll::Ready(None),
                Some(Ok(Ok(bytes))) => return Poll::Ready(Some(Ok(bytes))),
                Some(Ok(Err(_trailers))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(body_fault(error).into()))),
            }
        }
    }
}

fn body_fault(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Body };
    TransportError::new(kind, error.without_url())
}

/// The URL is left out: its query may hold a credential.
fn fault(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (true, false) => TransportErrorKind::Connect,
        (false, true) => TransportErrorKind::Timeout,
        (false, false) if is_from_request(&error) => TransportErrorKind::RequestBody,
        (false, false) if error.is_body() => TransportErrorKind::Body,
        (false, false) => TransportErrorKind::Other,
    };
    TransportError::new(kind, error.without_url())
}

/// Whether the request's own body is to blame.
fn is_from_request(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if error.downcast_ref().is_some_and(TransportError::is_from_request) {
            return true;
        }
        cause = error.source();
    }
    false
}
