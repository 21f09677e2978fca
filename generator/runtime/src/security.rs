//! Credentials.

use std::fmt;

use http::header::{AUTHORIZATION, HeaderName, HeaderValue};

use super::base64;
use super::call::Draft;
use super::error::Refusal;
use super::parameter::encode;

/// A text that is not shown: a key, a token, a password.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// The text itself.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<&String> for Secret {
    fn from(text: &String) -> Self {
        Self(text.clone())
    }
}

/// What satisfies a security scheme. Its `Debug` shows no secret.
#[derive(Debug, Clone)]
pub struct Credential(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Header { name: &'static str, secret: Secret },
    Query { name: &'static str, secret: Secret },
    Cookie { name: &'static str, secret: Secret },
    Http { scheme: &'static str, secret: Secret },
}

impl Credential {
    /// A key in a header.
    pub fn api_key_header(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self(Kind::Header { name, secret: secret.into() })
    }

    /// A key in the query.
    pub fn api_key_query(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self(Kind::Query { name, secret: secret.into() })
    }

    /// A key in a cookie.
    pub fn api_key_cookie(name: &'static str, secret: impl Into<Secret>) -> Self {
        Self(Kind::Cookie { name, secret: secret.into() })
    }

    /// A bearer token (RFC 6750).
    pub fn bearer(secret: impl Into<Secret>) -> Self {
        Self::http("Bearer", secret)
    }

    /// A user and a password (RFC 7617).
    pub fn basic(user: impl AsRef<str>, password: impl Into<Secret>) -> Self {
        let pair = format!("{}:{}", user.as_ref(), password.into().expose());
        Self::http("Basic", base64::encode(pair.as_bytes()))
    }

    /// Any other scheme of the `Authorization` header, with all that follows its name.
    pub fn http(scheme: &'static str, secret: impl Into<Secret>) -> Self {
        Self(Kind::Http { scheme, secret: secret.into() })
    }

    /// Puts the credential into a request.
    pub(super) fn apply(&self, request: &mut Draft) -> Result<(), Refusal> {
        match &self.0 {
            Kind::Header { name, secret } => {
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Refusal::Credential { name })?;
                request
                    .headers
                    .insert(name.clone(), sensitive(secret.expose()).ok_or(Refusal::Credential { name: self.name() })?);
            }
            Kind::Query { name, secret } => request.query.push(format!("{}={}", encode(name), encode(secret.expose()))),
            Kind::Cookie { name, secret } => {
                request.cookies.push(format!("{}={}", encode(name), encode(secret.expose())))
            }
            Kind::Http { scheme, secret } => {
                let value =
                    sensitive(&format!("{scheme} {}", secret.expose())).ok_or(Refusal::Credential { name: scheme })?;
                request.headers.insert(AUTHORIZATION, value);
            }
        }
        Ok(())
    }

    fn name(&self) -> &'static str {
        match self.0 {
            Kind::Header { name, .. } | Kind::Query { name, .. } | Kind::Cookie { name, .. } => name,
            Kind::Http { scheme, .. } => scheme,
        }
    }
}

/// A header's value that is not shown either.
pub(super) fn sensitive(value: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The credentials of the first alternative that is complete. One that needs none counts only when no other is.
pub(super) fn choose<'a>(
    alternatives: &'static [&'static [&'static str]],
    credentials: &'a [(&'static str, Credential)],
) -> Result<Vec<&'a Credential>, Refusal> {
    let find = |scheme: &&str| credentials.iter().find(|(name, _)| name == scheme).map(|(_, credential)| credential);
    let mut named = alternatives.iter().filter(|schemes| !schemes.is_empty());
    if let Some(complete) = named.find_map(|schemes| schemes.iter().map(find).collect()) {
        return Ok(complete);
    }
    let anonymous = alternatives.is_empty() || alternatives.iter().any(|schemes| schemes.is_empty());
    if anonymous { Ok(Vec::new()) } else { Err(Refusal::NoCredential { alternatives }) }
}
