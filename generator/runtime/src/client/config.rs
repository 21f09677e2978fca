//! The settings of a client.

use std::fmt;
use std::sync::Arc;

use http::header::HeaderValue;

use super::credential::Credential;
use super::hook::Hooks;
use super::http::transport::Transport;
use super::limits::Limits;
use super::operation::request_error::RequestErrorKind;
use super::operation::table::Operation;
use super::options::Options;
use super::platform::clock::Clock;
use super::retry::RetryPolicy;
use super::token_provider::TokenContext;

/// What a document says about its API as a whole.
#[derive(Debug, Clone, Copy)]
pub struct Api {
    /// The name and version of this client: the `User-Agent` of its requests.
    pub user_agent: &'static str,
    /// The URL of the default server, if there is one.
    pub server: Option<&'static str>,
    /// The names of its security schemes.
    pub schemes: &'static [&'static str],
}

impl Api {
    /// Checks that the document has a security scheme. If it has none at all, any name is allowed.
    pub(crate) fn check_scheme(&self, name: &'static str) -> Result<(), RequestErrorKind> {
        match self.schemes.is_empty() || self.schemes.contains(&name) {
            true => Ok(()),
            false => Err(RequestErrorKind::NoScheme { name, known: self.schemes }),
        }
    }
}

/// The settings that all clones of a client share.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Settings>);

#[derive(Clone)]
pub(crate) struct Settings {
    pub(crate) api: &'static Api,
    pub(crate) transport: Arc<dyn Transport>,
    /// Has no slash at its end.
    pub(crate) base_url: String,
    /// Whether it is the default server. Only then operations have servers of their own.
    pub(crate) is_default: bool,
    pub(crate) credentials: Vec<(&'static str, Credential)>,
    pub(crate) user_agent: HeaderValue,
    pub(crate) limits: Limits,
    pub(crate) retry: RetryPolicy,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) hooks: Hooks,
    /// What every request gets: default headers and query parameters.
    pub(crate) defaults: Options,
}

impl Settings {
    /// The context for token providers.
    pub(crate) fn token_context(&self) -> TokenContext<'_> {
        TokenContext {
            transport: &*self.transport,
            clock: &*self.clock,
            user_agent: &self.user_agent,
            timeout: self.limits.attempt_timeout.or(self.limits.timeout),
        }
    }

    /// The base URL for the path of an operation.
    pub(crate) fn base_url(&self, operation: &Operation) -> &str {
        operation.server.filter(|_| self.is_default).unwrap_or(&self.base_url)
    }
}

impl Core {
    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let settings = self.settings();
        let mut shown = formatter.debug_struct("Client");
        shown
            .field("base_url", &settings.base_url)
            .field("credentials", &Names(&settings.credentials));
        settings.defaults.debug(&mut shown);
        shown
            .field("limits", &settings.limits)
            .field("retry", &settings.retry)
            .finish_non_exhaustive()
    }
}

/// The names of the schemes that have a credential.
pub(crate) struct Names<'a>(pub(crate) &'a [(&'static str, Credential)]);

impl fmt::Debug for Names<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}
