//! The default transport.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::Uri;
use http::uri::{Authority, Scheme};
use http_body::{Frame, SizeHint};
use reqwest::Url;
use reqwest::redirect::Policy;

use super::body::Body;
use super::transport::{
    BoxError, BoxFuture, Redirected, Timed, Timeout, Transport, TransportError, TransportErrorKind,
};

/// Sends requests with a [`reqwest::Client`].
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    client: reqwest::Client,
    origin: Arc<OnceLock<Origin>>,
}

/// The origin of the first request, mostly that of all: its URL is taken apart only once.
#[derive(Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

impl ReqwestTransport {
    /// A transport with a client of its own, which follows redirects only within an origin.
    pub fn new(connect_timeout: Option<Duration>) -> Result<Self, BoxError> {
        let mut builder = reqwest::Client::builder().redirect(same_origin_redirects()).referer(false);
        if let Some(connect_timeout) = connect_timeout {
            builder = builder.connect_timeout(connect_timeout);
        }
        Ok(builder.build()?.into())
    }
}

/// The client's own redirect policy applies: `reqwest`'s default one sends API keys to other origins. Build the client with
/// [`same_origin_redirects`].
impl From<reqwest::Client> for ReqwestTransport {
    fn from(client: reqwest::Client) -> Self {
        Self { client, origin: Arc::default() }
    }
}

/// Redirects are followed within an origin, ten at most. One to another origin is the answer: the request's credentials stay at home.
pub fn same_origin_redirects() -> Policy {
    Policy::custom(|attempt| {
        let is_same = attempt.previous().first().is_some_and(|first| first.origin() == attempt.url().origin());
        if !is_same || attempt.previous().len() > 10 {
            return attempt.stop();
        }
        IS_REDIRECTED.set(true);
        attempt.follow()
    })
}

thread_local! {
    /// Whether a redirect of the request that is being polled was followed.
    static IS_REDIRECTED: Cell<bool> = const { Cell::new(false) };
}

/// Sends a request. Once a redirect was followed, neither a response nor a failed connection says anything about the first request,
/// which the server may have processed. Of a redirect that another policy than [`same_origin_redirects`] followed, only the response's URL
/// tells.
async fn execute(
    client: &reqwest::Client,
    request: reqwest::Request,
) -> Result<http::Response<reqwest::Body>, TransportError> {
    let url = request.url().clone();
    let mut response = pin!(client.execute(request));
    let mut is_redirected = false;
    let response = poll_fn(|context| {
        IS_REDIRECTED.set(false);
        let poll = response.as_mut().poll(context);
        is_redirected |= IS_REDIRECTED.get();
        poll
    });
    match response.await {
        Ok(response) => {
            is_redirected |= *response.url() != url;
            let mut response = http::Response::from(response);
            if is_redirected {
                response.extensions_mut().insert(Redirected);
            }
            Ok(response)
        }
        Err(error) if is_redirected && error.is_connect() => {
            Err(TransportError::new(TransportErrorKind::Other, error.without_url()))
        }
        Err(error) => Err(fault(error)),
    }
}

impl Transport for ReqwestTransport {
    fn send(&self, request: http::Request<Body>) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(async move {
            let response = execute(&self.client, self.outgoing(request)?).await?;
            Ok(response.map(|body| Body::stream(Incoming(body))))
        })
    }
}

impl ReqwestTransport {
    fn outgoing(&self, request: http::Request<Body>) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let mut request = reqwest::Request::new(head.method, self.url(&head.uri)?);
        *request.headers_mut() = head.headers;
        *request.version_mut() = head.version;
        *request.body_mut() = outgoing(body);
        if let (None, Some(Timeout(timeout))) = (head.extensions.get::<Timed>(), head.extensions.get()) {
            *request.timeout_mut() = Some(*timeout);
        }
        Ok(request)
    }

    fn url(&self, uri: &Uri) -> Result<Url, TransportError> {
        let of_origin = self.origin.get().and_then(|origin| origin.url(uri));
        if let Some(url) = of_origin {
            return Ok(url);
        }
        let other = |error| TransportError::new(TransportErrorKind::Other, error);
        let url = Url::parse(&uri.to_string()).map_err(|error| other(BoxError::from(error)))?;
        if let (Some(scheme), Some(authority)) = (uri.scheme(), uri.authority()) {
            let (scheme, authority) = (scheme.clone(), authority.clone());
            self.origin.get_or_init(|| Origin { scheme, authority, url: url.clone() });
        }
        Ok(url)
    }
}

impl Origin {
    /// The URL, if it is one of this origin. A path that begins with two slashes would be read as another host.
    fn url(&self, uri: &Uri) -> Option<Url> {
        let path = uri.path_and_query()?.as_str();
        let is_same = uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority);
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
        if is_same && is_path { self.url.join(path).ok() } else { None }
    }
}

/// The body of a request; `None` if there is nothing in it.
fn outgoing(mut body: Body) -> Option<reqwest::Body> {
    if body.has_progress() {
        return Some(reqwest::Body::wrap(Outgoing(body)));
    }
    match body.take_bytes() {
        Some(bytes) => (!bytes.is_empty()).then(|| bytes.into()),
        None => Some(reqwest::Body::wrap(Outgoing(body))),
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
