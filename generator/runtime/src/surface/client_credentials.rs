//! OAuth 2.0: client credentials (RFC 6749, section 4.4).

use std::fmt;
use std::future::poll_fn;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use http::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use http::{Method, Uri};

use super::client::credential::basic;
use super::client::secret::Secret;
use super::client::token_provider::{AuthErrorReason, TokenContext, TokenError, TokenProvider};
use super::http::body::Body;
use super::http::error::BoxError;
use super::http::headers::sensitive;
use super::http::url::is_loopback;
use super::operation::parameter::encode;
use super::platform::future::BoxFuture;

/// A provider of tokens by the grant `client_credentials`.
///
/// A token is cached until shortly before it expires, or until the server rejects it. If several
/// calls need a new token at the same time, only one request is sent. To share the tokens between
/// several clients, give each of them a clone of one `Arc<ClientCredentials>`.
pub struct ClientCredentials {
    token_url: String,
    id: String,
    secret: Secret,
    scopes: Vec<String>,
    parameters: Vec<(String, String)>,
    is_in_body: bool,
    margin: Duration,
    state: Mutex<TokenState>,
}

#[derive(Default)]
struct TokenState {
    token: Option<Token>,
    /// Whether a call is requesting a new token.
    is_renewing: bool,
    /// The number of finished renewals.
    renewals: u64,
    /// The error of the last renewal, for the calls that waited for it.
    failure: Option<TokenError>,
    waiting: Vec<Waker>,
}

struct Token {
    secret: Secret,
    /// By the client's clock. `None`: valid until the server rejects it.
    expires: Option<Duration>,
}

impl ClientCredentials {
    /// Creates a provider for the URL of a token server. The URL must be `https`; plain `http` is
    /// allowed for loopback only (`localhost`, `127.0.0.0/8`, `::1`), because the secret could be
    /// read on the way. With any other URL, calls fail with
    /// [`Error::Auth`](super::super::Error::Auth), and nothing is sent.
    pub fn new(
        token_url: impl Into<String>,
        id: impl Into<String>,
        secret: impl Into<Secret>,
    ) -> Self {
        Self {
            token_url: token_url.into(),
            id: id.into(),
            secret: secret.into(),
            scopes: Vec::new(),
            parameters: Vec::new(),
            is_in_body: false,
            margin: Duration::from_secs(30),
            state: Mutex::default(),
        }
    }

    /// Adds a scope to request.
    #[must_use]
    pub fn scope(mut self, scope: impl Into<String>) -> Self {
        self.scopes.push(scope.into());
        self
    }

    /// Adds a parameter for the token server that is not standard, such as `audience`.
    #[must_use]
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    /// Sends the id and the secret in the body, for servers that do not accept them in the
    /// `Authorization` header.
    #[must_use]
    pub fn auth_in_body(self) -> Self {
        Self { is_in_body: true, ..self }
    }

    /// Sets how long before its expiry a token is renewed. Default: 30 seconds, and at most half of
    /// its lifetime.
    #[must_use]
    pub fn renew_before(self, margin: Duration) -> Self {
        Self { margin, ..self }
    }

    fn state(&self) -> MutexGuard<'_, TokenState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn current(&self, context: TokenContext<'_>) -> Result<Secret, TokenError> {
        let mut seen = None;
        let turn = poll_fn(|task| self.poll_turn(task, context, &mut seen)).await;
        let renewal = match turn {
            Turn::Given(result) => return result,
            Turn::Renew(renewal) => renewal,
        };
        let result = self.request(context).await.map_err(TokenError::from);
        renewal.finish(result)
    }

    /// The token, the error of the renewal that was awaited, or the task to request one.
    fn poll_turn(
        &self,
        task: &Context<'_>,
        context: TokenContext<'_>,
        seen: &mut Option<u64>,
    ) -> Poll<Turn<'_>> {
        let mut state = self.state();
        let now = context.now();
        if let Some(token) = &state.token
            && token.expires.is_none_or(|expires| now < expires)
        {
            return Poll::Ready(Turn::Given(Ok(token.secret.clone())));
        }
        if let Some(failure) = &state.failure
            && seen.is_some_and(|seen| seen < state.renewals)
        {
            return Poll::Ready(Turn::Given(Err(failure.clone())));
        }
        if state.is_renewing {
            seen.get_or_insert(state.renewals);
            if !state.waiting.iter().any(|waker| waker.will_wake(task.waker())) {
                state.waiting.push(task.waker().clone());
            }
            return Poll::Pending;
        }
        state.is_renewing = true;
        Poll::Ready(Turn::Renew(Renewal(self)))
    }

    async fn request(&self, context: TokenContext<'_>) -> Result<Token, AuthErrorReason> {
        let request = self.describe()?;
        let asked = context.now();
        let response = context.send(request).await.map_err(AuthErrorReason::Transport)?;
        let (head, body) = response.into_parts();
        if !head.status.is_success() {
            return Err(AuthErrorReason::ErrorStatus {
                status: head.status,
                code: error_code(&body),
            });
        }
        let (secret, lifetime) = read(&body).ok_or(AuthErrorReason::Unreadable)?;
        let expires =
            lifetime.map(|lifetime| asked.saturating_add(lifetime - self.margin.min(lifetime / 2)));
        Ok(Token { secret, expires })
    }

    fn describe(&self) -> Result<http::Request<Body>, AuthErrorReason> {
        let uri: Uri = self.token_url.parse().map_err(|_| AuthErrorReason::Url)?;
        let host = uri.host().filter(|host| !host.is_empty()).ok_or(AuthErrorReason::Url)?;
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if is_loopback(host) => {}
            Some("http") => return Err(AuthErrorReason::Clear),
            _ => return Err(AuthErrorReason::Url),
        }
        if uri.authority().is_none_or(|authority| authority.as_str().contains('@')) {
            return Err(AuthErrorReason::Url);
        }
        let mut pairs = vec![("grant_type", "client_credentials".to_owned())];
        if !self.scopes.is_empty() {
            pairs.push(("scope", self.scopes.join(" ")));
        }
        pairs.extend(self.parameters.iter().map(|(name, value)| (name.as_str(), value.clone())));
        let mut request = http::Request::new(Body::empty());
        if self.is_in_body {
            pairs.push(("client_id", self.id.clone()));
            pairs.push(("client_secret", self.secret.expose().to_owned()));
        } else {
            let pair = basic(&encode(&self.id), &encode(self.secret.expose()));
            let value = sensitive(&format!("Basic {pair}")).ok_or(AuthErrorReason::Secret)?;
            request.headers_mut().insert(AUTHORIZATION, value);
        }
        let form: Vec<String> = pairs
            .iter()
            .map(|(name, value)| format!("{}={}", encode(name), encode(value)))
            .collect();
        *request.method_mut() = Method::POST;
        *request.uri_mut() = uri;
        *request.body_mut() = form.join("&").into();
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        Ok(request)
    }
}

impl TokenProvider for ClientCredentials {
    fn token<'a>(&'a self, context: TokenContext<'a>) -> BoxFuture<'a, Result<Secret, BoxError>> {
        Box::pin(async move { self.current(context).await.map_err(BoxError::from) })
    }

    fn invalidate(&self, used: &Secret) {
        let mut state = self.state();
        if state.token.as_ref().is_some_and(|token| token.secret == *used) {
            state.token = None;
        }
    }
}

impl fmt::Debug for ClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ClientCredentials");
        shown
            .field("token_url", &self.token_url)
            .field("id", &self.id)
            .field("secret", &self.secret);
        shown.field("scopes", &self.scopes).finish_non_exhaustive()
    }
}

enum Turn<'a> {
    Given(Result<Secret, TokenError>),
    Renew(Renewal<'a>),
}

/// The task to request a new token. If it is dropped unfinished, a waiting call takes it over.
struct Renewal<'a>(&'a ClientCredentials);

impl Renewal<'_> {
    fn finish(self, result: Result<Token, TokenError>) -> Result<Secret, TokenError> {
        let mut state = self.0.state();
        state.renewals += 1;
        match result {
            Ok(token) => {
                let secret = token.secret.clone();
                state.token = Some(token);
                state.failure = None;
                Ok(secret)
            }
            Err(failure) => {
                state.failure = Some(failure.clone());
                Err(failure)
            }
        }
    }
}

impl Drop for Renewal<'_> {
    fn drop(&mut self) {
        let mut state = self.0.state();
        state.is_renewing = false;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// A token and its lifetime (RFC 6749, section 5.1).
fn read(body: &Bytes) -> Option<(Secret, Option<Duration>)> {
    let response: serde_json::Value = serde_json::from_slice(body).ok()?;
    let token = response.get("access_token")?.as_str().filter(|token| !token.is_empty())?;
    if let Some(kind) = response.get("token_type")
        && !kind.as_str()?.eq_ignore_ascii_case("bearer")
    {
        return None;
    }
    let seconds = response.get("expires_in").and_then(|seconds| match seconds {
        serde_json::Value::String(text) => text.parse().ok(),
        other => other.as_f64(),
    });
    Some((
        Secret::from(token),
        seconds.and_then(|seconds: f64| Duration::try_from_secs_f64(seconds).ok()),
    ))
}

/// The error code of the token server: one of RFC 6749, section 5.2, or another one of at most the
/// same length.
fn error_code(body: &Bytes) -> Option<String> {
    let response: serde_json::Value = serde_json::from_slice(body).ok()?;
    let code = response.get("error")?.as_str()?;
    let is_code =
        code.len() <= 64 && code.chars().all(|letter| letter.is_ascii_lowercase() || letter == '_');
    is_code.then(|| code.to_owned())
}
