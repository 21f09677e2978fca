//! Providers of tokens.

use std::error::Error;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{HeaderValue, USER_AGENT};

use super::error_message::ShownStatus;
use super::http::body::Body;
use super::http::error::{BoxError, TransportError};
use super::http::transport::{Timeout, Transport};
use super::platform::clock::Clock;
use super::platform::future::BoxFuture;
use super::retry;
use super::secret::Secret;

/// Provides tokens, for instance from a vault, a file that another program renews, or an identity
/// provider.
///
/// It is called before every attempt, so it should cache a token for as long as it is valid.
pub trait TokenProvider: Send + Sync + 'static {
    /// Returns a valid token. `context` can send requests over the client's own transport.
    ///
    /// If it returns an error, the call fails with [`Error::Auth`](super::super::Error::Auth), and
    /// nothing is sent. If the error is a [`TransportError`], the client calls the provider again
    /// according to its [`RetryPolicy`](super::super::RetryPolicy).
    fn token<'a>(&'a self, context: TokenContext<'a>) -> BoxFuture<'a, Result<Secret, BoxError>>;

    /// Reports that the server responded with 401 to a request with this token, so it must not be
    /// used again. If the provider then has another token, the call is sent once more with it,
    /// unless the 401 came after a redirect and the method of the request is not safe.
    fn invalidate(&self, used: &Secret) {
        let _ = used;
    }
}

impl<T: TokenProvider + ?Sized> TokenProvider for Arc<T> {
    fn token<'a>(&'a self, context: TokenContext<'a>) -> BoxFuture<'a, Result<Secret, BoxError>> {
        T::token(self, context)
    }

    fn invalidate(&self, used: &Secret) {
        T::invalidate(self, used);
    }
}

/// The transport and the clock of the client, for a [`TokenProvider`].
#[derive(Clone, Copy)]
pub struct TokenContext<'a> {
    pub(crate) transport: &'a dyn Transport,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) user_agent: &'a HeaderValue,
    /// The time limit of a request for a token.
    pub(crate) timeout: Option<Duration>,
}

/// The size limit of a token server's response.
const MAX_BYTES: usize = 1024 * 1024;

impl TokenContext<'_> {
    /// Sends a request over the client's transport and reads the whole response. The client's
    /// credentials are not added.
    pub async fn send(
        self,
        mut request: http::Request<Body>,
    ) -> Result<http::Response<Bytes>, TransportError> {
        if let Some(timeout) = self.timeout {
            request.extensions_mut().insert(Timeout(timeout));
        }
        request.headers_mut().entry(USER_AGENT).or_insert_with(|| self.user_agent.clone());
        let (head, mut body) = self.transport.send(request).await?.into_parts();
        let (bytes, _) = body.read_to_end(MAX_BYTES).await?;
        Ok(http::Response::from_parts(head, bytes))
    }

    /// The time since a fixed moment.
    pub fn now(self) -> Duration {
        self.clock.now()
    }
}

impl fmt::Debug for TokenContext<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("TokenContext")
    }
}

/// The token server returned no token.
#[derive(Clone)]
pub struct TokenError(Arc<AuthErrorReason>);

/// Why there is no token.
#[derive(Debug)]
#[allow(dead_code, reason = "what asks a token server is there only where the document has tokens")]
pub(crate) enum AuthErrorReason {
    Url,
    /// Plain `http` to another machine would reveal the secret.
    Clear,
    Secret,
    Transport(TransportError),
    ErrorStatus {
        status: StatusCode,
        code: Option<String>,
    },
    Unreadable,
}

impl TokenError {
    /// The status of the token server's response, if it is not a success.
    pub fn status(&self) -> Option<StatusCode> {
        match &*self.0 {
            AuthErrorReason::ErrorStatus { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The error code from the token server, such as `invalid_client`.
    pub fn code(&self) -> Option<&str> {
        match &*self.0 {
            AuthErrorReason::ErrorStatus { code, .. } => code.as_deref(),
            _ => None,
        }
    }

    /// Whether another attempt may obtain a token.
    pub fn is_retryable(&self) -> bool {
        match &*self.0 {
            AuthErrorReason::Transport(_) => true,
            AuthErrorReason::ErrorStatus { status, .. } => retry::is_retryable(*status),
            AuthErrorReason::Url
            | AuthErrorReason::Clear
            | AuthErrorReason::Secret
            | AuthErrorReason::Unreadable => false,
        }
    }
}

impl From<AuthErrorReason> for TokenError {
    fn from(reason: AuthErrorReason) -> Self {
        Self(Arc::new(reason))
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("TokenError").field(&self.0).finish()
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &*self.0 {
            AuthErrorReason::Url => formatter.write_str("the token server's URL is not a valid one with `https`"),
            AuthErrorReason::Clear => formatter.write_str(
                "the token server's URL is not `https`, and the secret is sent over plain `http` only on this machine",
            ),
            AuthErrorReason::Secret => formatter.write_str("the id or the secret contains characters that are not allowed in headers"),
            AuthErrorReason::Transport(error) => write!(formatter, "the request to the token server failed: {error}"),
            AuthErrorReason::ErrorStatus { status, code: Some(code) } => {
                write!(formatter, "the token server responded with {}: {code}", ShownStatus(*status))
            }
            AuthErrorReason::ErrorStatus { status, code: None } => {
                write!(formatter, "the token server responded with {}", ShownStatus(*status))
            }
            AuthErrorReason::Unreadable => formatter.write_str("the token server's response contains no bearer token"),
        }
    }
}

impl Error for TokenError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &*self.0 {
            // The message has that of the transport.
            AuthErrorReason::Transport(error) => error.source(),
            _ => None,
        }
    }
}

/// Whether one of an error's causes is a transport error.
pub(crate) fn is_retryable(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(error) = cause {
        let is_retryable = error.downcast_ref().is_some_and(TokenError::is_retryable);
        if is_retryable || error.is::<TransportError>() {
            return true;
        }
        cause = error.source();
    }
    false
}
