//! Limits, and what a caller wants otherwise for a single call.

use std::time::Duration;

use http::header::{
    CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderMap, HeaderName, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};

use super::call::Draft;
use super::error::Refusal;
use super::header::outgoing;
use super::parameter::encode;
use super::retry::RetryPolicy;
use super::security::Credential;

/// The limits of a client or a call.
#[derive(Debug, Clone)]
pub(super) struct Limits {
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) max_response_bytes: usize,
    pub(super) max_error_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(60)),
            attempt_timeout: None,
            max_response_bytes: 8 * 1024 * 1024,
            max_error_bytes: 64 * 1024,
        }
    }
}

/// The longest duration is no limit.
pub(super) fn limit(duration: Duration) -> Option<Duration> {
    (duration != Duration::MAX).then_some(duration)
}

/// What a caller wants for a single call.
#[derive(Clone, Default)]
pub(super) struct Options {
    pub(super) headers: HeaderMap,
    pub(super) query: Vec<(String, String)>,
    pub(super) timeout: Option<Duration>,
    pub(super) attempt_timeout: Option<Duration>,
    pub(super) max_response_bytes: Option<usize>,
    pub(super) retry: Option<RetryPolicy>,
}

impl Options {
    /// The client's limits with those of the call.
    pub(super) fn limits(&self, client: &Limits) -> Limits {
        Limits {
            timeout: self.timeout.map_or(client.timeout, limit),
            attempt_timeout: self.attempt_timeout.map_or(client.attempt_timeout, limit),
            max_response_bytes: self.max_response_bytes.unwrap_or(client.max_response_bytes),
            max_error_bytes: client.max_error_bytes,
        }
    }

    /// Takes a header.
    pub(super) fn set_header(&mut self, name: &str, value: &str) -> Result<(), Refusal> {
        let refusal = |reason| Refusal::Option {
            kind: "header",
            name: name.escape_debug().to_string(),
            reason,
        };
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| refusal("has a name that is not valid"))?;
        if FRAMING.contains(&header) || header.as_str().starts_with("proxy-") {
            return Err(refusal(FRAMED));
        }
        self.headers.insert(header, outgoing(value).map_err(refusal)?);
        Ok(())
    }

    /// Adds the headers and the query to a request. None of them may take the place of a credential
    /// of the call; one that is named like any other of the client's is as secret.
    pub(super) fn apply(
        &self,
        draft: &mut Draft,
        credentials: &[&Credential],
        known: &[(&'static str, Credential)],
    ) -> Result<(), Refusal> {
        let refusal = |kind, name: &str| {
            let reason = "carries the client's credential, which a call cannot replace";
            Err(Refusal::Option { kind, name: name.escape_debug().to_string(), reason })
        };
        for (name, value) in &self.headers {
            let is_taken = |credential: &&Credential| credential.is_in_header(name);
            if credentials.iter().any(is_taken) {
                return refusal("header", name.as_str());
            }
            if name == COOKIE {
                draft.cookies.push(String::from_utf8_lossy(value.as_bytes()).into_owned());
            } else {
                let mut value = value.clone();
                value.set_sensitive(
                    known.iter().any(|(_, credential)| credential.is_in_header(name)),
                );
                draft.headers.insert(name.clone(), value);
            }
        }
        for (name, value) in &self.query {
            if credentials.iter().any(|credential| credential.is_in_query(name)) {
                return refusal("query parameter", name);
            }
            draft.query.push(format!("{}={}", encode(name), encode(value)));
        }
        Ok(())
    }
}

/// Why a header is refused that belongs to the connection.
pub(super) const FRAMED: &str = "says how requests travel, which the transport decides";

/// Headers that belong to the connection.
const FRAMING: [HeaderName; 7] =
    [CONNECTION, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];
