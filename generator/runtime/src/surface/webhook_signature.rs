//! Signatures of webhooks (Standard Webhooks 1.0.0, "Signature scheme"): HMAC-SHA256 with a shared
//! secret.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderValue};
use sha2::Sha256;

use super::platform::clock::{Clock, SystemClock};
use super::value::base64;

const ID: &str = "webhook-id";
const TIMESTAMP: &str = "webhook-timestamp";
const SIGNATURE: &str = "webhook-signature";

/// Five minutes, as the specification proposes.
const TOLERANCE: Duration = Duration::from_secs(5 * 60);

/// Checks that the sender of a request knows the secret, that the request was not changed, and that
/// it is not an old request that is sent again.
///
/// It reads the headers `webhook-id`, `webhook-timestamp` and `webhook-signature` of Standard
/// Webhooks. Signatures of version `v1` count; others, such as `v1a`, are passed over. Needs the
/// feature `webhook-signatures`.
pub struct WebhookVerifier {
    keys: Vec<Hmac<Sha256>>,
    tolerance: Duration,
    clock: Box<dyn Clock>,
}

impl WebhookVerifier {
    /// Creates a verifier from a secret: Base64 text, with or without the prefix `whsec_`.
    ///
    /// # Errors
    ///
    /// If it is not Base64 text, or empty.
    pub fn new(secret: impl AsRef<str>) -> Result<Self, SecretError> {
        Ok(Self {
            keys: vec![key(secret.as_ref())?],
            tolerance: TOLERANCE,
            clock: Box::new(SystemClock),
        })
    }

    /// Also accepts signatures with another secret, while the secret is being replaced.
    ///
    /// # Errors
    ///
    /// If it is not Base64 text, or empty.
    pub fn or_secret(mut self, secret: impl AsRef<str>) -> Result<Self, SecretError> {
        self.keys.push(key(secret.as_ref())?);
        Ok(self)
    }

    /// Sets how old a request may be, and how far in the future. Default: five minutes.
    #[must_use]
    pub fn tolerance(self, tolerance: Duration) -> Self {
        Self { tolerance, ..self }
    }

    /// Sets the clock that measures time. Default: [`SystemClock`].
    #[must_use]
    pub fn clock(self, clock: impl Clock) -> Self {
        Self { clock: Box::new(clock), ..self }
    }

    /// Checks the signature of a request. `body` must be the unchanged bytes of the body.
    ///
    /// # Errors
    ///
    /// If a header is missing or cannot be read, the request is too old or from the future, or no
    /// signature matches. Respond to such a request with 401, and do not read its body.
    pub fn verify(&self, headers: &HeaderMap, body: &[u8]) -> Result<(), SignatureError> {
        let (id, timestamp) = (header(headers, ID)?, header(headers, TIMESTAMP)?);
        let signatures = header(headers, SIGNATURE)?;
        self.check_time(timestamp.to_str().ok().and_then(|text| text.parse().ok()))?;
        let signed =
            self.keys.iter().map(|key| message(key, id.as_bytes(), timestamp.as_bytes(), body));
        let signed: Vec<Hmac<Sha256>> = signed.collect();
        let signatures = signatures.to_str().unwrap_or_default().split(' ');
        let mut candidates =
            signatures.filter_map(|signature| base64::decode(signature.strip_prefix("v1,")?));
        // `verify_slice` compares in constant time.
        let fits = |candidate: Vec<u8>| {
            signed.iter().any(|mac| mac.clone().verify_slice(&candidate).is_ok())
        };
        if candidates.any(fits) { Ok(()) } else { Err(SignatureError::Mismatch) }
    }

    fn check_time(&self, timestamp: Option<u64>) -> Result<(), SignatureError> {
        let timestamp = Duration::from_secs(timestamp.ok_or(SignatureError::Header(TIMESTAMP))?);
        let now = self.clock.unix_time().ok_or(SignatureError::NoTime)?;
        if now.saturating_sub(timestamp) > self.tolerance {
            return Err(SignatureError::TooOld);
        }
        if timestamp.saturating_sub(now) > self.tolerance {
            return Err(SignatureError::TooNew);
        }
        Ok(())
    }

    /// Returns the header `webhook-signature` for a request with this `webhook-id`, this
    /// `webhook-timestamp` (in seconds since 1970) and this body, signed with the first secret. Use
    /// it to test a handler.
    pub fn sign(&self, id: &str, timestamp: u64, body: &[u8]) -> String {
        let signature = self
            .keys
            .first()
            .map(|key| message(key, id.as_bytes(), timestamp.to_string().as_bytes(), body));
        let bytes = signature.map(|mac| mac.finalize().into_bytes()).unwrap_or_default();
        format!("v1,{}", base64::encode(&bytes))
    }
}

/// Shows no secret.
impl fmt::Debug for WebhookVerifier {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("WebhookVerifier");
        shown
            .field("secrets", &self.keys.len())
            .field("tolerance", &self.tolerance)
            .finish_non_exhaustive()
    }
}

fn key(secret: &str) -> Result<Hmac<Sha256>, SecretError> {
    let bytes =
        base64::decode(secret.strip_prefix("whsec_").unwrap_or(secret)).ok_or(SecretError)?;
    if bytes.is_empty() {
        return Err(SecretError);
    }
    Hmac::new_from_slice(&bytes).map_err(|_| SecretError)
}

fn message(key: &Hmac<Sha256>, id: &[u8], timestamp: &[u8], body: &[u8]) -> Hmac<Sha256> {
    let mut mac = key.clone();
    for part in [id, b".", timestamp, b".", body] {
        mac.update(part);
    }
    mac
}

fn header<'a>(
    headers: &'a HeaderMap,
    name: &'static str,
) -> Result<&'a HeaderValue, SignatureError> {
    headers.get(name).ok_or(SignatureError::Header(name))
}

/// A secret for webhooks is no Base64 text. Needs the feature `webhook-signatures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SecretError;

impl fmt::Display for SecretError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the secret is not `whsec_` followed by Base64")
    }
}

impl Error for SecretError {}

/// Why a request does not count as one of the API. Needs the feature `webhook-signatures`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum SignatureError {
    /// This header is missing, or cannot be read.
    Header(&'static str),
    /// The request is older than the tolerance.
    TooOld,
    /// The request is further in the future than the tolerance.
    TooNew,
    /// No signature matches the secret and the request.
    Mismatch,
    /// The clock does not know the time.
    NoTime,
}

impl fmt::Display for SignatureError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Header(name) => {
                write!(formatter, "the header `{name}` is missing or cannot be read")
            }
            Self::TooOld => {
                formatter.write_str("the timestamp of the request is older than the tolerance")
            }
            Self::TooNew => formatter.write_str(
                "the timestamp of the request is further in the future than the tolerance",
            ),
            Self::Mismatch => formatter.write_str(
                "no signature matches: check the secret, and verify the body as it was received",
            ),
            Self::NoTime => formatter.write_str("the clock has no current time"),
        }
    }
}

impl Error for SignatureError {}
