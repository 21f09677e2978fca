//! The client behind all groups of operations, and how it is built.

use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderValue, Uri};

use super::config::{Api, Core, Limits, Names, Settings, limit};
use super::credential::Credential;
use super::hook::{Hooks, RequestInfo, ResponseInfo};
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
use super::http::error::BoxError;
use super::http::transport::Transport;
#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
use super::http::transport_fetch::FetchTransport;
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
use super::http::transport_reqwest::{Configure, ReqwestTransport, Setup};
use super::http::url;
use super::platform::clock::{Clock, SystemClock};
use super::retry::RetryPolicy;

/// Builds a client.
#[must_use = "a client is built by `build`"]
pub struct Builder<C> {
    pub(crate) base_url: Option<String>,
    default_url: Option<&'static str>,
    transport: Option<Box<dyn Transport>>,
    credentials: Vec<(&'static str, Credential)>,
    user_agent: String,
    connect: Connect,
    limits: Limits,
    retry: RetryPolicy,
    clock: Box<dyn Clock>,
    hooks: Hooks,
    client: PhantomData<fn() -> C>,
}

impl<C> fmt::Debug for Builder<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Builder");
        shown
            .field("credentials", &Names(&self.credentials))
            .field("connect_timeout", &self.connect.timeout);
        shown.field("limits", &self.limits).field("retry", &self.retry).finish_non_exhaustive()
    }
}

impl<C: From<Core>> Builder<C> {
    /// Begins with what the document says.
    pub fn new(api: &'static Api) -> Self {
        Self {
            base_url: api.server.map(str::to_owned),
            default_url: api.server,
            transport: None,
            credentials: Vec::new(),
            user_agent: api.user_agent.to_owned(),
            connect: Connect::default(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            clock: Box::new(SystemClock),
            hooks: Hooks::default(),
            client: PhantomData,
        }
    }

    /// The URL that all paths follow, for instance `https://api.example.com/v1`. Operations for
    /// which the document names a server of their own follow it, too, unless it is the URL that the
    /// client would have without it.
    ///
    /// With plain `http` credentials are sent in clear, also to a proxy of the environment;
    /// loopback is asked without a proxy. A segment `.` or `..`, for instance from a variable of a
    /// server, is an error of [`Builder::build`].
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the credential for a security scheme of the document. Replaces an earlier one.
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.credentials.retain(|(name, _)| *name != scheme);
        self.credentials.push((scheme, credential));
        self
    }

    /// Sets the transport that sends the requests. [`Builder::connect_timeout`] then has no effect.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Box::new(transport));
        self
    }

    /// Sets up the [`reqwest::Client`] that sends the requests, for instance its certificates, its
    /// proxies or its pool of connections:
    /// `|client| client.add_root_certificate(certificate.clone())`. It is called again when another
    /// client is needed: loopback is asked by one of its own, without proxies.
    /// [`Builder::connect_timeout`] is set before.
    ///
    /// Whatever redirect policy it sets, redirects are followed within an origin only: API keys are
    /// not sent to another one.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    pub fn http_client(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.connect.configure = Some(Box::new(configure));
        self.transport = None;
        self
    }

    /// Sends requests with a client that exists already, and gives up what the client's own
    /// settings cannot promise: with the redirect policy that `reqwest` has by default, API keys
    /// are sent to other origins, and with a proxy of the environment, what is meant for loopback
    /// is sent to that proxy, client secrets included. [`Builder::connect_timeout`] then has no
    /// effect.
    ///
    /// Build it with [`same_origin_redirects`](super::super::same_origin_redirects), or use
    /// [`Builder::http_client`] instead. To share connections among clients, give each a clone of
    /// one [`ReqwestTransport`](super::super::ReqwestTransport).
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    pub fn http_client_with_custom_redirects_and_proxies(self, client: reqwest::Client) -> Self {
        self.transport(ReqwestTransport::with_custom_redirects_and_proxies(client))
    }

    /// How long a call may take in all: tokens, all attempts and the time between them, up to the
    /// end of the response body, or, if that is a stream, up to its beginning. Default: 60 seconds;
    /// [`Duration::MAX`] for no limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = limit(timeout);
        self
    }

    /// How long a single attempt may take. Default: no limit, so an attempt that stalls uses up the
    /// time of the call.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = limit(timeout);
        self
    }

    /// How long connecting may take. Default: 10 seconds; [`Duration::MAX`] for no limit. In a
    /// browser it is up to the browser.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect.timeout = limit(timeout);
        self
    }

    /// The largest response body that is decoded. Default: 8 MiB. Streams have no limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// How much of the body of an unsuccessful response is read and kept in the error. Default: 64
    /// KiB.
    pub fn max_error_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_error_bytes = bytes;
        self
    }

    /// Sets when requests are retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// The clock that measures time and waits. Default: [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Calls this before each attempt. It sees neither credentials nor bodies.
    pub fn on_request(mut self, hook: impl Fn(&RequestInfo<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.on_request.push(Box::new(hook));
        self
    }

    /// Calls this after each attempt, whether it got a response or failed; not after one whose
    /// future was dropped. It sees neither credentials nor bodies.
    pub fn on_response(mut self, hook: impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.on_response.push(Box::new(hook));
        self
    }

    /// Sets the `User-Agent` of all requests.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// The client.
    pub fn build(self) -> Result<C, BuildError> {
        let base_url = self.base_url.ok_or(BuildError(BuildErrorReason::NoServer))?;
        let base_url = checked_url(&base_url)
            .map_err(|reason| BuildError(BuildErrorReason::Server(reason)))?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect, &base_url).map_err(BuildError)?,
        };
        let settings = Settings {
            is_default: self.default_url.is_some_and(|url| url.trim_end_matches('/') == base_url),
            base_url,
            user_agent: HeaderValue::from_str(&self.user_agent)
                .map_err(|_| BuildError(BuildErrorReason::UserAgent))?,
            transport,
            credentials: self.credentials,
            limits: self.limits,
            retry: self.retry,
            clock: self.clock,
            hooks: self.hooks,
        };
        Ok(C::from(Core(Arc::new(settings))))
    }
}

/// How the default transport connects.
struct Connect {
    #[allow(dead_code, reason = "in a browser it is up to the browser")]
    timeout: Option<Duration>,
    /// How the program sets up its HTTP client.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    configure: Option<Configure>,
}

impl Default for Connect {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(10)),
            #[cfg(all(
                feature = "reqwest",
                not(all(target_family = "wasm", target_os = "unknown"))
            ))]
            configure: None,
        }
    }
}

#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
fn default_transport(_: Connect, _: &str) -> Result<Box<dyn Transport>, BuildErrorReason> {
    Ok(Box::new(FetchTransport))
}

#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
fn default_transport(connect: Connect, url: &str) -> Result<Box<dyn Transport>, BuildErrorReason> {
    let setup = Setup { connect_timeout: connect.timeout, configure: connect.configure };
    let url = Uri::try_from(url).ok();
    let transport = ReqwestTransport::built(setup, &[url.as_ref().and_then(Uri::host)]);
    Ok(Box::new(transport.map_err(BuildErrorReason::Transport)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Connect, _: &str) -> Result<Box<dyn Transport>, BuildErrorReason> {
    Err(BuildErrorReason::NoTransport)
}

/// The URL without a slash at its end, if paths can follow it.
fn checked_url(text: &str) -> Result<String, &'static str> {
    if text.contains(['?', '#']) {
        return Err("has a query or a fragment");
    }
    let parsed: Uri = text.parse().map_err(|_| "is not a valid URL")?;
    if !matches!(parsed.scheme_str(), Some("http" | "https")) {
        return Err("does not begin with `https://` or `http://`");
    }
    match parsed.authority() {
        None => Err("names no host"),
        Some(authority) if authority.host().is_empty() => Err("names no host"),
        Some(authority) if authority.as_str().contains('@') => {
            Err("contains a user or a password; give credentials to the builder")
        }
        // Of a server's variable, for instance: no encoding makes such a value safe.
        Some(_) if url::segments(text).any(|segment| url::dots(segment).is_some()) => {
            Err("has a segment `.` or `..`")
        }
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
    }
}

/// A client cannot be built.
#[derive(Debug)]
pub struct BuildError(BuildErrorReason);

#[derive(Debug)]
enum BuildErrorReason {
    NoServer,
    Server(&'static str),
    UserAgent,
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    Transport(BoxError),
    #[cfg(not(feature = "reqwest"))]
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            BuildErrorReason::NoServer => {
                formatter.write_str("no server is set, and the document has none")
            }
            BuildErrorReason::Server(reason) => write!(formatter, "the server's URL {reason}"),
            BuildErrorReason::UserAgent => {
                formatter.write_str("the user agent contains characters that a header cannot")
            }
            #[cfg(all(
                feature = "reqwest",
                not(all(target_family = "wasm", target_os = "unknown"))
            ))]
            BuildErrorReason::Transport(_) => {
                formatter.write_str("the HTTP client cannot be set up")
            }
            #[cfg(not(feature = "reqwest"))]
            BuildErrorReason::NoTransport => formatter
                .write_str("there is no transport: give one, or turn on the feature `rustls`"),
        }
    }
}

impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.0 {
            #[cfg(all(
                feature = "reqwest",
                not(all(target_family = "wasm", target_os = "unknown"))
            ))]
            BuildErrorReason::Transport(error) => Some(&**error),
            _ => None,
        }
    }
}
