//! The client builder, and the client that all groups of operations share.

use std::env;
use std::error::Error;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use http::uri::Authority;
use http::{HeaderValue, Uri};

use super::config::{Api, Core, Names, Settings};
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
use super::limits::{Limits, limit};
use super::options::Options;
use super::platform::clock::{Clock, SystemClock};
use super::retry::RetryPolicy;

/// Builds a client.
#[must_use = "a client is built by `build`"]
pub struct Builder<C> {
    api: &'static Api,
    pub(crate) base_url: Option<String>,
    transport: Option<Arc<dyn Transport>>,
    layers: Vec<Layer>,
    credentials: Vec<(&'static str, Credential)>,
    user_agent: String,
    connect: Connect,
    limits: Limits,
    retry: RetryPolicy,
    clock: Arc<dyn Clock>,
    hooks: Hooks,
    defaults: Options,
    /// The first invalid setting.
    error: Option<BuildErrorReason>,
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
    /// Creates a builder with the defaults of the document.
    pub fn new(api: &'static Api) -> Self {
        Self {
            api,
            base_url: api.server.map(str::to_owned),
            transport: None,
            layers: Vec::new(),
            credentials: Vec::new(),
            user_agent: api.user_agent.to_owned(),
            connect: Connect::default(),
            limits: Limits::default(),
            retry: RetryPolicy::default(),
            clock: Arc::new(SystemClock),
            hooks: Hooks::default(),
            defaults: Options::default(),
            error: None,
            client: PhantomData,
        }
    }

    /// Sets the base URL, for instance `https://api.example.com/v1`. All paths are appended to it,
    /// also those of operations with a server of their own in the document, unless the URL is the
    /// client's default.
    ///
    /// With plain `http`, credentials are sent unencrypted, also to a proxy from the environment.
    /// Requests to loopback use no proxy. A segment `.` or `..`, for instance from a server
    /// variable, is an error of [`Builder::build`].
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Sets the credential for a security scheme of the document. Replaces an earlier one. A scheme
    /// that is not in the document is an error of [`Builder::build`].
    pub fn credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        if let Err(error) = self.api.check_scheme(scheme) {
            self.error.get_or_insert(BuildErrorReason::Setting(error.to_string()));
        }
        self.credentials.retain(|(name, _)| *name != scheme);
        self.credentials.push((scheme, credential));
        self
    }

    /// Sets the transport that sends the requests. [`Builder::connect_timeout`] then has no effect.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Adds a transport around the others. It sees each attempt with its credentials, and requests
    /// for tokens. It may change the request, and sees the response. The layer that is added last
    /// is the outermost one.
    ///
    /// ```text
    /// struct Signed(Arc<dyn Transport>);
    ///
    /// impl Transport for Signed {
    ///     fn send(&self, mut request: http::Request<Body>) -> … {
    ///         request.headers_mut().insert("x-signature", sign(&request));
    ///         self.0.send(request)
    ///     }
    /// }
    ///
    /// let client = builder.layer(Signed).build()?;
    /// ```
    pub fn layer<T: Transport>(
        mut self,
        layer: impl FnOnce(Arc<dyn Transport>) -> T + Send + Sync + 'static,
    ) -> Self {
        self.layers.push(Box::new(|transport| Arc::new(layer(transport))));
        self
    }

    /// Sends a header with every request. Replaces an earlier one with this name. Parameters of an
    /// operation and headers of a call replace it. An invalid header, or one that belongs to the
    /// connection, such as `Host`, is an error of [`Builder::build`].
    pub fn default_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        if let Err(error) = self.defaults.set_header(name.as_ref(), value.as_ref()) {
            self.error.get_or_insert(BuildErrorReason::Setting(error.to_string()));
        }
        self
    }

    /// Sends a query parameter with every request, before those of the operation. Replaces an
    /// earlier one with this name.
    pub fn default_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        let name = name.into();
        self.defaults.query.retain(|(other, _)| *other != name);
        self.defaults.query.push((name, value.into()));
        self
    }

    /// Calls a setter with the value of an environment variable. A variable that is not set or
    /// empty changes nothing; one that is not Unicode is an error of [`Builder::build`].
    pub fn variable(self, name: &str, set: impl FnOnce(Self, String) -> Self) -> Self {
        match env::var(name) {
            Ok(value) if value.is_empty() => self,
            Ok(value) => set(self, value),
            Err(env::VarError::NotPresent) => self,
            Err(env::VarError::NotUnicode(_)) => {
                let reason = format!("the environment variable `{name}` is not Unicode");
                let error = self.error.or(Some(BuildErrorReason::Setting(reason)));
                Self { error, ..self }
            }
        }
    }

    /// Calls a setter with the values of two environment variables. If one of them is not set or
    /// empty, nothing changes. See [`Builder::variable`].
    pub fn variable_pair(
        self,
        [first, second]: [&str; 2],
        set: impl FnOnce(Self, String, String) -> Self,
    ) -> Self {
        self.variable(first, |builder, one| {
            builder.variable(second, |builder, other| set(builder, one, other))
        })
    }

    /// Configures the [`reqwest::Client`] that sends the requests, for instance its certificates,
    /// proxies or connection pool: `|client| client.add_root_certificate(certificate.clone())`. It
    /// is called once for each client: requests to loopback have a separate client without proxies.
    /// [`Builder::connect_timeout`] is applied first.
    ///
    /// Redirects are followed within an origin only, whatever redirect policy it sets: API keys are
    /// not sent to another origin.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    pub fn http_client(
        mut self,
        configure: impl Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync + 'static,
    ) -> Self {
        self.connect.configure = Some(Box::new(configure));
        self.transport = None;
        self
    }

    /// Sends requests with an existing client. This disables two protections: with the default
    /// redirect policy of `reqwest`, API keys are sent to other origins, and with a proxy from the
    /// environment, requests to loopback go through that proxy, client secrets included.
    /// [`Builder::connect_timeout`] then has no effect.
    ///
    /// Build it with [`same_origin_redirects`](super::super::same_origin_redirects), or use
    /// [`Builder::http_client`] instead. To share connections among clients, give each a clone of
    /// one [`ReqwestTransport`](super::super::ReqwestTransport).
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    pub fn http_client_with_custom_redirects_and_proxies(self, client: reqwest::Client) -> Self {
        self.transport(ReqwestTransport::with_custom_redirects_and_proxies(client))
    }

    /// Sets the time limit of a call: tokens, all attempts and the pauses between them, up to the
    /// end of the response body, or, if that is a stream, up to its start. Default: 60 seconds.
    /// [`Duration::MAX`] removes the limit.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.limits.timeout = limit(timeout);
        self
    }

    /// Sets the time limit of a single attempt. Default: no limit, so an attempt that stalls uses
    /// up the time of the call.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.limits.attempt_timeout = limit(timeout);
        self
    }

    /// Sets the time limit for connecting. Default: 10 seconds. [`Duration::MAX`] removes the
    /// limit. Has no effect in a browser.
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect.timeout = limit(timeout);
        self
    }

    /// Reads JSON responses that do not match the document as far as possible, instead of returning
    /// [`Error::Decode`](super::super::Error::Decode). Default: strict.
    ///
    /// Numbers and booleans in strings are converted, and numbers and booleans to strings, if no
    /// information is lost. An optional field and an item of a list that cannot be read are left
    /// out. [`Response::mismatches`](super::super::Response::mismatches) lists each of them. A
    /// required field that cannot be read stays an error, and so does a body with too many
    /// mismatches.
    pub fn lenient(mut self) -> Self {
        self.defaults.is_lenient = Some(true);
        self
    }

    /// Sets the size limit of a response body that is decoded. Default: 8 MiB. Streams have no
    /// limit.
    pub fn max_response_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_response_bytes = bytes;
        self
    }

    /// Sets how many bytes of the body of an error response are read and kept in the error.
    /// Default: 64 KiB.
    pub fn max_error_bytes(mut self, bytes: usize) -> Self {
        self.limits.max_error_bytes = bytes;
        self
    }

    /// Sets when requests are retried. Default: [`RetryPolicy::default`].
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Sets the clock that measures time and waits. Default: [`SystemClock`].
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Adds a hook that is called before each attempt. It sees neither credentials nor bodies.
    pub fn on_request(mut self, hook: impl Fn(&RequestInfo<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.on_request.push(Arc::new(hook));
        self
    }

    /// Adds a hook that is called after each attempt, whether it got a response or failed, unless
    /// its future was dropped. It sees neither credentials nor bodies.
    pub fn on_response(mut self, hook: impl Fn(&ResponseInfo<'_>) + Send + Sync + 'static) -> Self {
        self.hooks.on_response.push(Arc::new(hook));
        self
    }

    /// Sets the `User-Agent` of all requests.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = user_agent.into();
        self
    }

    /// Builds the client.
    pub fn build(self) -> Result<C, BuildError> {
        if let Some(error) = self.error {
            return Err(BuildError(error));
        }
        let base_url = self.base_url.ok_or(BuildError(BuildErrorReason::NoServer))?;
        let base_url = checked_url(&base_url)
            .map_err(|reason| BuildError(BuildErrorReason::Server(reason)))?;
        let transport = match self.transport {
            Some(transport) => transport,
            None => default_transport(self.connect, &base_url).map_err(BuildError)?,
        };
        let transport =
            self.layers.into_iter().fold(transport, |transport, layer| layer(transport));
        let settings = Settings {
            is_default: self.api.server.is_some_and(|url| url.trim_end_matches('/') == base_url),
            api: self.api,
            base_url,
            user_agent: HeaderValue::from_str(&self.user_agent)
                .map_err(|_| BuildError(BuildErrorReason::UserAgent))?,
            transport,
            credentials: self.credentials,
            limits: self.limits,
            retry: self.retry,
            clock: self.clock,
            hooks: self.hooks,
            defaults: self.defaults,
        };
        Ok(C::from(Core(Arc::new(settings))))
    }
}

/// Wraps a transport in another one.
type Layer = Box<dyn FnOnce(Arc<dyn Transport>) -> Arc<dyn Transport> + Send + Sync>;

impl Core {
    /// Returns a client with other settings, which shares the connections of this one.
    pub fn with<C: From<Self>>(
        &self,
        change: impl FnOnce(Builder<C>) -> Builder<C>,
    ) -> Result<C, BuildError> {
        change(self.to_builder()).build()
    }

    /// Returns a builder with the settings of a client.
    fn to_builder<C: From<Self>>(&self) -> Builder<C> {
        let settings = self.settings().clone();
        Builder {
            api: settings.api,
            base_url: Some(settings.base_url),
            transport: Some(settings.transport),
            layers: Vec::new(),
            credentials: settings.credentials,
            user_agent: settings.user_agent.to_str().unwrap_or_default().to_owned(),
            connect: Connect::default(),
            limits: settings.limits,
            retry: settings.retry,
            clock: settings.clock,
            hooks: settings.hooks,
            defaults: settings.defaults,
            error: None,
            client: PhantomData,
        }
    }
}

/// How the default transport connects.
struct Connect {
    #[allow(dead_code, reason = "in a browser it is up to the browser")]
    timeout: Option<Duration>,
    /// The configuration of the HTTP client by the program.
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
fn default_transport(_: Connect, _: &str) -> Result<Arc<dyn Transport>, BuildErrorReason> {
    Ok(Arc::new(FetchTransport))
}

#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
fn default_transport(connect: Connect, url: &str) -> Result<Arc<dyn Transport>, BuildErrorReason> {
    let setup = Setup { connect_timeout: connect.timeout, configure: connect.configure };
    let url = Uri::try_from(url).ok();
    let transport = ReqwestTransport::built(setup, &[url.as_ref().and_then(Uri::host)]);
    Ok(Arc::new(transport.map_err(BuildErrorReason::Transport)?))
}

#[cfg(not(feature = "reqwest"))]
fn default_transport(_: Connect, _: &str) -> Result<Arc<dyn Transport>, BuildErrorReason> {
    Err(BuildErrorReason::NoTransport)
}

/// The URL without a slash at its end, or an error if no path can be appended to it.
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
        Some(authority) if authority.as_str() != authority.host() && !has_port(authority) => {
            Err("has a port that is not valid")
        }
        // Of a server's variable, for instance: no encoding makes such a value safe.
        Some(_) if url::segments(text).any(|segment| url::dots(segment).is_some()) => {
            Err("has a segment `.` or `..`")
        }
        Some(_) => Ok(text.trim_end_matches('/').to_owned()),
    }
}

/// Whether a port between 0 and 65535, or an empty one, follows the host.
fn has_port(authority: &Authority) -> bool {
    authority.port_u16().is_some() || authority.as_str().ends_with(':')
}

/// A client cannot be built.
#[derive(Debug)]
pub struct BuildError(BuildErrorReason);

#[derive(Debug)]
enum BuildErrorReason {
    NoServer,
    Server(&'static str),
    UserAgent,
    Setting(String),
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    Transport(BoxError),
    #[cfg(not(feature = "reqwest"))]
    NoTransport,
}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            BuildErrorReason::NoServer => {
                formatter.write_str(
                "no base URL is set: call `base_url` of the builder, or `server` if it has that",
            )
            }
            BuildErrorReason::Setting(reason) => formatter.write_str(reason),
            BuildErrorReason::Server(reason) => write!(formatter, "the base URL {reason}"),
            BuildErrorReason::UserAgent => {
                formatter.write_str("the user agent contains characters that are not allowed in headers")
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
                .write_str("no transport is set: call `transport` of the builder, or enable the feature `rustls`"),
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
