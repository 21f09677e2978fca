//! The secrets that the attempts of a call send.

use std::pin::Pin;

use super::call_time::CallTime;
use super::credential::Credential;
use super::http::error::BoxError;
use super::platform::clock::within;
use super::secret::Secret;
use super::token_provider::TokenContext;

/// The credentials of a call, and their secrets.
pub(crate) struct CallSecrets<'a> {
    credentials: Vec<&'a Credential>,
    /// Those of the last attempt, or those that a renewal obtained for the next one.
    secrets: Vec<Secret>,
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
        Self { credentials, secrets: Vec::new(), renewal: Renewal::Unused }
    }

    pub(crate) fn credentials(&self) -> &[&'a Credential] {
        &self.credentials
    }

    /// Their secrets, in the same order.
    pub(crate) fn secrets(&self) -> &[Secret] {
        &self.secrets
    }

    /// Obtains the secrets of an attempt, unless a renewal has just obtained them.
    pub(crate) async fn prepare(
        &mut self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<(), NoSecret> {
        match self.renewal {
            Renewal::Obtained => self.renewal = Renewal::Done,
            Renewal::Unused | Renewal::Done => self.secrets = self.obtain(context, time).await?,
        }
        Ok(())
    }

    /// Whether rejected tokens can be renewed.
    pub(crate) fn can_renew(&self) -> bool {
        self.renewal == Renewal::Unused
            && self.credentials.iter().any(|credential| credential.source().is_err())
    }

    /// Replaces rejected tokens. Returns whether the next attempt has others.
    pub(crate) async fn renew(
        &mut self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<bool, NoSecret> {
        self.renewal = Renewal::Done;
        self.invalidate();
        let secrets = self.obtain(context, time).await?;
        let are_others = secrets != self.secrets;
        if are_others {
            self.renewal = Renewal::Obtained;
        }
        self.secrets = secrets;
        Ok(are_others)
    }

    /// Tells the providers that the tokens were rejected.
    pub(crate) fn invalidate(&self) {
        for (credential, used) in self.credentials.iter().zip(&self.secrets) {
            if let Err(provider) = credential.source() {
                provider.invalidate(used);
            }
        }
    }

    /// The secrets of all credentials.
    async fn obtain(
        &self,
        context: TokenContext<'_>,
        time: &CallTime<'_>,
    ) -> Result<Vec<Secret>, NoSecret> {
        let mut secrets = Vec::with_capacity(self.credentials.len());
        for credential in &self.credentials {
            let secret = match credential.source() {
                Ok(secret) => secret.clone(),
                Err(provider) => {
                    let mut token = provider.token(context);
                    let alarm = time.left().and_then(|left| context.clock.alarm(left));
                    let token = within(alarm, Pin::new(&mut token)).await;
                    token.ok_or(NoSecret::TimedOut)?.map_err(NoSecret::Provider)?
                }
            };
            secrets.push(secret);
        }
        Ok(secrets)
    }
}
