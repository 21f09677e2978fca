//! The secrets that the attempts of a call send.

use std::pin::Pin;

use super::call_time::CallTime;
use super::credential::Credential;
use super::http::error::BoxError;
use super::platform::clock::within;
use super::secret::Secret;
use super::token_provider::{TokenContext, TokenProvider};

/// The credentials of a call, and their secrets.
pub(crate) struct CallSecrets<'a> {
    credentials: Vec<&'a Credential>,
    /// The tokens of those that have a provider, in the same order: those of the last attempt, or
    /// those that a renewal obtained for the next one.
    tokens: Vec<Secret>,
    renewal: Renewal,
}

/// Rejected tokens are renewed at most once in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Renewal {
    /// No token was rejected.
    Unused,
    /// The next attempt sends the new tokens.
    Obtained,
    /// An earlier attempt sent the new tokens, or there were none.
    Done,
}

/// Why there is no secret.
pub(crate) enum NoSecret {
    /// The provider has failed.
    Provider(BoxError),
    /// The call has no time left.
    TimedOut,
}

impl<'a> CallSecrets<'a> {
    pub(crate) fn new(credentials: Vec<&'a Credential>) -> Self {
        Self { credentials, tokens: Vec::new(), renewal: Renewal::Unused }
    }

    pub(crate) fn credentials(&self) -> &[&'a Credential] {
        &self.credentials
    }

    /// The credentials with their secrets.
    pub(crate) fn secrets(&self) -> impl Iterator<Item = (&'a Credential, &Secret)> + Clone {
        let mut tokens = self.tokens.iter();
        self.credentials.iter().filter_map(move |credential| {
            Some((*credential, credential.source().ok().or_else(|| tokens.next())?))
        })
    }

    fn providers(&self) -> impl Iterator<Item = &'a dyn TokenProvider> {
        self.credentials.iter().filter_map(|credential| credential.source().err())
    }

    /// Whether there are tokens to obtain before each attempt.
    pub(crate) fn has_providers(&self) -> bool {
        self.providers().next().is_some()
    }

    /// Obtains the tokens of an attempt, unless a renewal has just obtained them.
    pub(crate) async fn prepare(
        &mut self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<(), NoSecret> {
        match self.renewal {
            Renewal::Obtained => self.renewal = Renewal::Done,
            Renewal::Unused | Renewal::Done => self.tokens = self.obtain(context, time).await?,
        }
        Ok(())
    }

    /// Whether rejected tokens can be renewed.
    pub(crate) fn can_renew(&self) -> bool {
        self.renewal == Renewal::Unused && self.has_providers()
    }

    /// Replaces rejected tokens. Returns whether the next attempt has others.
    pub(crate) async fn renew(
        &mut self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<bool, NoSecret> {
        self.renewal = Renewal::Done;
        self.invalidate();
        let tokens = self.obtain(context, time).await?;
        let are_others = tokens != self.tokens;
        if are_others {
            self.renewal = Renewal::Obtained;
        }
        self.tokens = tokens;
        Ok(are_others)
    }

    /// Tells the providers that the tokens were rejected.
    pub(crate) fn invalidate(&self) {
        for (provider, used) in self.providers().zip(&self.tokens) {
            provider.invalidate(used);
        }
    }

    /// The tokens of all providers.
    async fn obtain(
        &self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<Vec<Secret>, NoSecret> {
        let mut tokens = Vec::new();
        for provider in self.providers() {
            let mut token = provider.token(context);
            let alarm = time.left().and_then(|left| context.clock.alarm(left));
            let token = within(alarm, Pin::new(&mut token)).await;
            tokens.push(token.ok_or(NoSecret::TimedOut)?.map_err(NoSecret::Provider)?);
        }
        Ok(tokens)
    }
}
