//! The default transport.

use std::cell::Cell;
use std::error::Error;
use std::fmt;
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::Uri;
use http::uri::{Authority, Scheme};
use http_body::{Frame, SizeHint};
use reqwest::redirect::Policy;
use reqwest::{ClientBuilder, Url};
use tokio::runtime::Handle;

use super::body::Body;
use super::error::{BoxError, TransportError, TransportErrorKind};
use super::platform::future::BoxFuture;
use super::transport::{Redirected, Terms, Timeout, Transport};
use super::url::is_loopback;

/// Sends requests with a [`reqwest::Client`]. It needs a Tokio runtime with its I/O and time
/// drivers (`enable_all`); outside of one, a call fails with
/// [`Error::Request`](super::super::Error::Request).
///
/// Redirects are followed within an origin only ([`same_origin_redirects`]), so no API key reaches
/// another one. Loopback (`localhost`, `127.0.0.0/8`, `::1`) is asked directly, whatever proxies
/// the environment or the client has: a proxy elsewhere would reach its own loopback, and see what
/// is sent there over plain `http`. Needs the feature `reqwest`.
#[derive(Debug, Clone)]
pub struct ReqwestTransport {
    clients: Arc<Clients>,
    origin: Arc<OnceLock<Origin>>,
}

/// The clients. Each one is built when it is first needed: that takes milliseconds, and most
/// programs need only one.
#[derive(Default)]
struct Clients {
    /// `None`: the program has built the client.
    setup: Option<Setup>,
    client: OnceLock<reqwest::Client>,
    /// The client for loopback, without proxies.
    direct: OnceLock<reqwest::Client>,
}

/// The settings for building a client.
#[derive(Default)]
pub(crate) struct Setup {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) configure: Option<Configure>,
}

/// Any host of loopback.
const LOOPBACK: Option<&str> = Some("localhost");

/// The configuration by the program.
pub(crate) type Configure = Box<dyn Fn(ClientBuilder) -> ClientBuilder + Send + Sync>;

/// The origin of the first request, so that later URLs with the same origin are not parsed again.
#[derive(Debug)]
struct Origin {
    scheme: Scheme,
    authority: Authority,
    url: Url,
}

impl ReqwestTransport {
    /// Creates a transport with its own client. `connect_timeout` limits the time for connecting;
    /// `None` means no limit.
    ///
    /// # Errors
    ///
    /// The client cannot be built, for instance because there are no certificates to trust.
    pub fn new(connect_timeout: Option<Duration>) -> Result<Self, BoxError> {
        Self::built(Setup { connect_timeout, ..Setup::default() }, &[None, LOOPBACK])
    }

    /// Creates a transport with its own client, configured by `configure`. That function is called
    /// twice: requests to loopback have a second client without proxies. Whatever redirect policy
    /// it sets, redirects are followed within an origin only.
    ///
    /// # Errors
    ///
    /// The client cannot be built, for instance because a certificate is not valid.
    pub fn configured(
        configure: impl Fn(ClientBuilder) -> ClientBuilder + Send + Sync + 'static,
    ) -> Result<Self, BoxError> {
        Self::built(
            Setup { configure: Some(Box::new(configure)), ..Setup::default() },
            &[None, LOOPBACK],
        )
    }

    /// Creates a transport with clients for these hosts.
    pub(crate) fn built(setup: Setup, hosts: &[Option<&str>]) -> Result<Self, BoxError> {
        let clients = Clients { setup: Some(setup), ..Clients::default() };
        for host in hosts {
            clients.of(*host)?;
        }
        Ok(Self { clients: Arc::new(clients), origin: Arc::default() })
    }

    /// Creates a transport with an existing client. Its redirects and proxies are not checked. With
    /// the default redirect policy of `reqwest`, API keys are sent to other origins. With a proxy
    /// from the environment, requests to loopback go through that proxy, client secrets included.
    /// [`same_origin_redirects`] and [`no_proxy`](reqwest::ClientBuilder::no_proxy) prevent both.
    pub fn with_custom_redirects_and_proxies(client: reqwest::Client) -> Self {
        let clients = Clients { client: OnceLock::from(client), ..Clients::default() };
        Self { clients: Arc::new(clients), origin: Arc::default() }
    }
}

impl Clients {
    /// The client for a host.
    fn of(&self, host: Option<&str>) -> reqwest::Result<&reqwest::Client> {
        let is_direct = self.setup.is_some() && host.is_some_and(is_loopback);
        let client = if is_direct { &self.direct } else { &self.client };
        if let Some(client) = client.get() {
            return Ok(client);
        }
        let builder = self.builder();
        let built = if is_direct { builder.no_proxy() } else { builder }.build()?;
        Ok(client.get_or_init(|| built))
    }

    /// The settings of both clients.
    fn builder(&self) -> ClientBuilder {
        let mut builder = reqwest::Client::builder();
        if let Some(Setup { connect_timeout, configure }) = &self.setup {
            if let Some(connect_timeout) = connect_timeout {
                builder = builder.connect_timeout(*connect_timeout);
            }
            if let Some(configure) = configure {
                builder = configure(builder);
            }
        }
        // Last, so that nothing sends a credential to another origin.
        builder.redirect(same_origin_redirects()).referer(false)
    }
}

impl fmt::Debug for Clients {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Clients").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Redirects are followed within an origin, ten at most. One to another origin is the response: the
/// request's credentials stay at home. So is one that the document describes as a response. Needs
/// the feature `reqwest`.
pub fn same_origin_redirects() -> Policy {
    Policy::custom(|attempt| {
        let is_same = attempt
            .previous()
            .first()
            .is_some_and(|first| first.origin() == attempt.url().origin());
        let is_documented = DOCUMENTED.get().contains(&attempt.status().as_u16());
        if !is_same || is_documented || attempt.previous().len() > 10 {
            return attempt.stop();
        }
        IS_REDIRECTED.set(true);
        attempt.follow()
    })
}

thread_local! {
    /// Whether the current request followed a redirect.
    static IS_REDIRECTED: Cell<bool> = const { Cell::new(false) };

    /// The documented redirects of the current request.
    static DOCUMENTED: Cell<&'static [u16]> = const { Cell::new(&[]) };
}

/// The transport was used outside a Tokio runtime.
#[derive(Debug)]
struct NoRuntime;

impl fmt::Display for NoRuntime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("there is no Tokio runtime")
    }
}

impl Error for NoRuntime {}

/// Whether an error occurred because the transport was used outside a Tokio runtime.
pub(crate) fn is_outside(error: &(dyn Error + 'static)) -> bool {
    has_cause(error, |cause| cause.is::<NoRuntime>())
}

/// An error if there is no Tokio runtime: without one, connections and timers panic.
fn check_runtime() -> Result<(), TransportError> {
    let outside = |_| TransportError::new(TransportErrorKind::Other, NoRuntime);
    Handle::try_current().map(drop).map_err(outside)
}

/// The redirects of one request.
#[derive(Default)]
struct Redirects {
    /// The statuses of those that are responses of the operation.
    documented: &'static [u16],
    is_followed: bool,
}

impl Redirects {
    /// Lets a request make progress, and observes the redirects that [`same_origin_redirects`]
    /// follows meanwhile.
    fn observe<T>(&mut self, poll: impl FnOnce() -> Poll<T>) -> Poll<T> {
        IS_REDIRECTED.set(false);
        DOCUMENTED.set(self.documented);
        let poll = poll();
        DOCUMENTED.set(&[]);
        self.is_followed |= IS_REDIRECTED.get();
        poll
    }

    /// The response. After a redirect was followed, neither a response nor a failed connection is
    /// about the first request, which the server may have processed.
    fn response(
        self,
        result: reqwest::Result<reqwest::Response>,
    ) -> Result<http::Response<Body>, TransportError> {
        let is_followed = self.is_followed;
        match result {
            Ok(response) => {
                let mut response = http::Response::from(response);
                if is_followed {
                    response.extensions_mut().insert(Redirected);
                }
                Ok(response.map(|body| Body::from_chunks(Incoming(body))))
            }
            Err(error) if is_followed && error.is_connect() => {
                Err(TransportError::new(TransportErrorKind::Other, error.without_url()))
            }
            Err(error) => Err(transport_error(error)),
        }
    }
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        self.send_under(Terms::of(request.extensions()), request)
    }

    fn send_under(
        &self,
        terms: Terms,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        if check_runtime().is_err() {
            // There may be one when the response is awaited.
            return Box::pin(async move {
                check_runtime()?;
                self.response(terms, request)?.await
            });
        }
        self.response(terms, request).unwrap_or_else(|error| Box::pin(ready(Err(error))))
    }
}

/// The response to a request that is sent.
type Sending = BoxFuture<'static, Result<http::Response<Body>, TransportError>>;

impl ReqwestTransport {
    /// Sends a request within a runtime. The future does not hold the request, so it is small.
    fn response(
        &self,
        terms: Terms,
        request: http::Request<Body>,
    ) -> Result<Sending, TransportError> {
        let request = self.outgoing(terms, request)?;
        let client = self.clients.of(request.url().host_str()).map_err(transport_error)?;
        // If another policy than `same_origin_redirects` follows a redirect, only the URL of the
        // response shows it.
        let url = self.clients.setup.is_none().then(|| request.url().clone());
        let response = client.execute(request);
        Ok(Box::pin(async move {
            let mut redirects = Redirects { documented: terms.redirects, ..Redirects::default() };
            let mut response = pin!(response);
            let result = poll_fn(|context| match check_runtime() {
                Ok(()) => redirects.observe(|| response.as_mut().poll(context)).map(Ok),
                Err(error) => Poll::Ready(Err(error)),
            });
            let result = result.await?;
            let last = result.as_ref().ok().map(reqwest::Response::url);
            redirects.is_followed |= url.is_some_and(|url| last.is_some_and(|last| *last != url));
            redirects.response(result)
        }))
    }

    fn outgoing(
        &self,
        terms: Terms,
        request: http::Request<Body>,
    ) -> Result<reqwest::Request, TransportError> {
        let (head, body) = request.into_parts();
        let mut request = reqwest::Request::new(head.method, self.url(&head.uri)?);
        *request.headers_mut() = head.headers;
        *request.version_mut() = head.version;
        *request.body_mut() = outgoing(body);
        if let (false, Some(Timeout(timeout))) = (terms.is_timed, terms.timeout) {
            *request.timeout_mut() = Some(timeout);
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
    /// The URL, if it has this origin. A path that starts with two slashes would be read as another
    /// host.
    fn url(&self, uri: &Uri) -> Option<Url> {
        let path = uri.path_and_query()?.as_str();
        let is_same =
            uri.scheme() == Some(&self.scheme) && uri.authority() == Some(&self.authority);
        let is_path = path.starts_with('/') && !path.starts_with("//") && !path.starts_with("/\\");
        if is_same && is_path { self.url.join(path).ok() } else { None }
    }
}

/// The body of a request, or `None` if it is empty.
fn outgoing(mut body: Body) -> Option<reqwest::Body> {
    if body.has_progress() {
        return Some(reqwest::Body::wrap(Outgoing(body)));
    }
    match body.take_bytes() {
        Some(bytes) => (!bytes.is_empty()).then(|| bytes.into()),
        None => Some(reqwest::Body::wrap(Outgoing(body))),
    }
}

/// A request body that is sent in chunks.
struct Outgoing(Body);

impl http_body::Body for Outgoing {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
        Pin::new(&mut self.0)
            .poll_next(context)
            .map_ok(Frame::data)
            .map_err(TransportError::sending)
    }

    fn size_hint(&self) -> SizeHint {
        self.0.len().map(SizeHint::with_exact).unwrap_or_default()
    }
}

/// A response body that arrives in chunks.
struct Incoming(reqwest::Body);

impl Stream for Incoming {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let frame = ready!(http_body::Body::poll_frame(Pin::new(&mut self.0), context));
            match frame.map(|frame| frame.map(Frame::into_data)) {
                None => return Poll::Ready(None),
                Some(Ok(Ok(bytes))) => return Poll::Ready(Some(Ok(bytes))),
                Some(Ok(Err(_trailers))) => {}
                Some(Err(error)) => return Poll::Ready(Some(Err(body_error(error)))),
            }
        }
    }
}

fn body_error(error: reqwest::Error) -> TransportError {
    let kind =
        if error.is_timeout() { TransportErrorKind::Timeout } else { TransportErrorKind::Body };
    TransportError::new(kind, error.without_url())
}

/// The URL is left out: its query may hold a credential.
fn transport_error(error: reqwest::Error) -> TransportError {
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

/// Whether the request's own body caused the error.
fn is_from_request(error: &(dyn Error + 'static)) -> bool {
    has_cause(error, |cause| cause.downcast_ref().is_some_and(TransportError::is_from_request))
}

/// Whether an error or one of its sources has this type.
fn has_cause(error: &(dyn Error + 'static), is_such: fn(&(dyn Error + 'static)) -> bool) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if is_such(error) {
            return true;
        }
        cause = error.source();
    }
    false
}
