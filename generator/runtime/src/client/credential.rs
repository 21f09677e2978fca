//! Credentials.

use std::fmt;
use std::sync::Arc;

use http::header::{AUTHORIZATION, COOKIE, HeaderName};

use super::http::headers::sensitive;
use super::operation::parameter::encode;
use super::operation::request_error::RequestErrorKind;
use super::operation::request_head::RequestHead;
use super::secret::Secret;
use super::token_provider::TokenProvider;
use super::value::base64;

/// A credential for a security scheme. `Debug` does not show its secret.
#[derive(Clone)]
pub struct Credential {
    location: CredentialLocation,
    source: SecretSource,
    /// Whether it is valid.
    is_valid: bool,
}

/// The location of a credential in a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum CredentialLocation {
    /// A header with this name.
    Header(&'static str),
    /// A query parameter with this name.
    Query(&'static str),
    /// A cookie with this name.
    Cookie(&'static str),
    /// The `Authorization` header, after the name of this scheme, such as `Bearer`.
    Http(&'static str),
}

#[derive(Clone)]
enum SecretSource {
    Fixed(Secret),
    Provider(Arc<dyn TokenProvider>),
}

impl fmt::Debug for SecretSource {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fixed(secret) => secret.fmt(formatter),
            Self::Provider(_) => formatter.write_str("TokenProvider"),
        }
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Credential")
            .field("location", &self.location)
            .field("source", &self.source)
            .finish()
    }
}

impl Credential {
    fn fixed(location: CredentialLocation, secret: impl Into<Secret>) -> Self {
        Self { location, source: SecretSource::Fixed(secret.into()), is_valid: true }
    }

    /// An API key in a header.
    pub fn api_key_header(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self::fixed(CredentialLocation::Header(name), secret)
    }

    /// An API key in the query.
    pub fn api_key_query(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self::fixed(CredentialLocation::Query(name), secret)
    }

    /// An API key in a cookie.
    pub fn api_key_cookie(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self::fixed(CredentialLocation::Cookie(name), secret)
    }

    /// A bearer token (RFC 6750).
    pub fn bearer(secret: impl Into<Secret>) -> Self {
        Self::http("Bearer", secret)
    }

    /// A user and a password (RFC 7617). If the user contains a colon, calls fail with
    /// [`Error::Request`](super::super::Error::Request), because the server would read another user
    /// and another password.
    pub fn basic(user: impl AsRef<str>, password: impl Into<Secret>) -> Self {
        let (user, password) = (user.as_ref(), password.into());
        Self {
            is_valid: !user.contains(':'),
            ..Self::http("Basic", basic(user, password.expose()))
        }
    }

    /// Another scheme of the `Authorization` header, and the text that follows its name.
    pub fn http(scheme: &'static str, secret: impl Into<Secret>) -> Self {
        Self::fixed(CredentialLocation::Http(scheme), secret)
    }

    /// A secret from a provider that is called before every attempt, for instance because it
    /// expires.
    pub fn provider(location: CredentialLocation, provider: impl TokenProvider) -> Self {
        Self { location, source: SecretSource::Provider(Arc::new(provider)), is_valid: true }
    }

    /// A bearer token from a provider that is called before every attempt, for instance a token
    /// server.
    pub fn bearer_provider(provider: impl TokenProvider) -> Self {
        Self::provider(CredentialLocation::Http("Bearer"), provider)
    }

    /// The provider of the secret, if it is not fixed.
    pub(crate) fn source(&self) -> Result<&Secret, &dyn TokenProvider> {
        match &self.source {
            SecretSource::Fixed(secret) => Ok(secret),
            SecretSource::Provider(provider) => Err(&**provider),
        }
    }

    /// Whether the credential is sent in the header with this name.
    pub(crate) fn is_in_header(&self, header: &HeaderName) -> bool {
        match self.location {
            CredentialLocation::Header(name) => name.eq_ignore_ascii_case(header.as_str()),
            CredentialLocation::Http(_) => header == AUTHORIZATION,
            CredentialLocation::Cookie(_) => header == COOKIE,
            CredentialLocation::Query(_) => false,
        }
    }

    /// Whether the credential is sent in the query parameter with this name.
    pub(crate) fn is_in_query(&self, parameter: &str) -> bool {
        matches!(self.location, CredentialLocation::Query(name) if name == parameter)
    }

    /// The kind and name of the header, query parameter or cookie that both credentials would be
    /// sent in, if it is the same one.
    fn shared_with(&self, other: &Self) -> Option<(&'static str, &'static str)> {
        use CredentialLocation::{Cookie, Header, Http, Query};
        match (self.location, other.location) {
            (Http(_), Http(_)) => Some(("header", "Authorization")),
            (Header(name), Http(_)) | (Http(_), Header(name)) => {
                name.eq_ignore_ascii_case(AUTHORIZATION.as_str()).then_some(("header", name))
            }
            (Header(one), Header(two)) => one.eq_ignore_ascii_case(two).then_some(("header", one)),
            (Query(one), Query(two)) => (one == two).then_some(("query parameter", one)),
            (Cookie(one), Cookie(two)) => (one == two).then_some(("cookie", one)),
            _ => None,
        }
    }

    /// Whether both credentials write the same value.
    fn is_written_like(&self, secret: &Secret, other: &Self, other_secret: &Secret) -> bool {
        let written = |credential: &Self, secret: &Secret| match credential.location {
            CredentialLocation::Http(scheme) => format!("{scheme} {}", secret.expose()),
            _ => secret.expose().to_owned(),
        };
        written(self, secret) == written(other, other_secret)
    }

    /// Adds the credential to a request.
    pub(crate) fn apply(
        &self,
        secret: &Secret,
        request: &mut RequestHead,
    ) -> Result<(), RequestErrorKind> {
        let secret = secret.expose();
        match self.location {
            CredentialLocation::Header(name) => {
                let error = || RequestErrorKind::Credential { name };
                let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| error())?;
                let value = sensitive(secret).ok_or_else(error)?;
                if header == COOKIE {
                    request.cookies.push(secret.to_owned());
                } else {
                    request.headers.insert(header, value);
                }
            }
            CredentialLocation::Query(name) => {
                request.query.push(format!("{}={}", encode(name), encode(secret)))
            }
            CredentialLocation::Cookie(name) => {
                request.cookies.push(format!("{}={}", encode(name), encode(secret)))
            }
            CredentialLocation::Http(scheme) => {
                let value = sensitive(&format!("{scheme} {secret}")).filter(|_| self.is_valid);
                let value = value.ok_or(RequestErrorKind::Credential { name: scheme })?;
                request.headers.insert(AUTHORIZATION, value);
            }
        }
        Ok(())
    }
}

/// Adds all credentials of a call to a request. Equal ones are sent once. Two different ones in one
/// header, query parameter or cookie are an error.
pub(crate) fn apply<'a>(
    secrets: impl Iterator<Item = (&'a Credential, &'a Secret)> + Clone,
    request: &mut RequestHead,
) -> Result<(), RequestErrorKind> {
    for (index, (credential, secret)) in secrets.clone().enumerate() {
        let mut others = secrets.clone().take(index);
        let shared = others.find_map(|other| Some((other, credential.shared_with(other.0)?)));
        match shared {
            None => credential.apply(secret, request)?,
            Some(((other, other_secret), _))
                if credential.is_written_like(secret, other, other_secret) => {}
            Some((_, (kind, name))) => {
                return Err(RequestErrorKind::CredentialsClash { kind, name });
            }
        }
    }
    Ok(())
}

/// Encodes a user and a password for the scheme `Basic`.
pub(crate) fn basic(user: &str, password: &str) -> String {
    base64::encode(format!("{user}:{password}").as_bytes())
}

/// Whether two credentials are sent as one header, query parameter or cookie.
fn is_shared(credentials: &[&Credential]) -> bool {
    let rest = |index: usize| credentials.iter().skip(index + 1);
    let mut all = credentials.iter().enumerate();
    all.any(|(index, credential)| rest(index).any(|it| it.shared_with(credential).is_some()))
}

/// The credentials that a call can use, by the names of their security schemes.
pub(crate) struct Known<'a> {
    /// The credentials of the call, which replace the client's for the same schemes.
    pub(crate) of_call: &'a [(&'static str, Credential)],
    pub(crate) of_client: &'a [(&'static str, Credential)],
}

impl<'a> Known<'a> {
    fn find(&self, scheme: &str) -> Option<&'a Credential> {
        let mut known = self.of_call.iter().chain(self.of_client);
        known.find(|(name, _)| *name == scheme).map(|(_, credential)| credential)
    }

    /// All credentials, for a request that is not in the document. Of several in one header, query
    /// parameter or cookie, only the first is used.
    pub(crate) fn all(&self) -> Vec<&'a Credential> {
        let mut all: Vec<&Credential> = Vec::new();
        for (_, credential) in self.of_call.iter().chain(self.of_client) {
            if all.iter().all(|other| other.shared_with(credential).is_none()) {
                all.push(credential);
            }
        }
        all
    }

    /// The credentials of the first security requirement that is complete. Requirements with a
    /// credential of the call come first, then those without two credentials in one place. An empty
    /// requirement counts only if no other is complete.
    pub(crate) fn choose(
        &self,
        alternatives: &'static [&'static [&'static str]],
    ) -> Result<Vec<&'a Credential>, RequestErrorKind> {
        let is_of_call =
            |scheme: &&'static str| self.of_call.iter().any(|(name, _)| name == scheme);
        let named = alternatives.iter().filter(|schemes| !schemes.is_empty());
        let complete = named.filter_map(|schemes| {
            let found = schemes.iter().map(|scheme| self.find(scheme));
            let credentials = found.collect::<Option<Vec<_>>>()?;
            let rank = (!schemes.iter().any(is_of_call), is_shared(&credentials));
            Some((rank, credentials))
        });
        if let Some((_, credentials)) = complete.min_by_key(|(rank, _)| *rank) {
            return Ok(credentials);
        }
        let anonymous =
            alternatives.is_empty() || alternatives.iter().any(|schemes| schemes.is_empty());
        if anonymous {
            Ok(Vec::new())
        } else {
            Err(RequestErrorKind::NoCredential { alternatives })
        }
    }
}
