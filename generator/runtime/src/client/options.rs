//! The options of a single call.

use std::fmt;
use std::time::Duration;

use http::header::{
    CONNECTION, CONTENT_LENGTH, COOKIE, HOST, HeaderMap, HeaderName, TE, TRAILER,
    TRANSFER_ENCODING, UPGRADE,
};

use super::credential::Credential;
use super::http::headers::outgoing;
use super::limits::{Limits, limit};
use super::operation::parameter::encode;
use super::operation::request_error::RequestErrorKind;
use super::operation::request_head::RequestHead;
use super::retry::RetryPolicy;

/// The options of a single call.
#[derive(Clone, Default)]
pub(crate) struct Options {
    pub(crate) headers: HeaderMap,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_response_bytes: Option<usize>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) is_lenient: Option<bool>,
    /// Replaces the client's credentials for the same schemes.
    pub(crate) credentials: Vec<(&'static str, Credential)>,
}

impl Options {
    /// The limits of the client, with those of the call.
    pub(crate) fn limits(&self, client: &Limits) -> Limits {
        Limits {
            timeout: self.timeout.map_or(client.timeout, limit),
            attempt_timeout: self.attempt_timeout.map_or(client.attempt_timeout, limit),
            max_response_bytes: self.max_response_bytes.unwrap_or(client.max_response_bytes),
            max_error_bytes: client.max_error_bytes,
        }
    }

    /// Sets the credential for a security scheme.
    pub(crate) fn set_credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.retain(|(name, _)| *name != scheme);
        self.credentials.push((scheme, credential));
    }

    /// Shows the names of headers and query parameters, but no values.
    pub(crate) fn debug(&self, shown: &mut fmt::DebugStruct<'_, '_>) {
        let headers: Vec<&HeaderName> = self.headers.keys().collect();
        let query: Vec<&String> = self.query.iter().map(|(name, _)| name).collect();
        if !headers.is_empty() {
            shown.field("default_headers", &headers);
        }
        if self.is_lenient == Some(true) {
            shown.field("is_lenient", &true);
        }
        if !query.is_empty() {
            shown.field("default_query", &query);
        }
    }

    /// Adds a header.
    pub(crate) fn set_header(&mut self, name: &str, value: &str) -> Result<(), RequestErrorKind> {
        let error = |reason| RequestErrorKind::Option {
            kind: "header",
            name: name.escape_debug().to_string(),
            reason,
        };
        let header = HeaderName::from_bytes(name.as_bytes())
            .map_err(|_| error("has a name that is not valid"))?;
        if FRAMING.contains(&header) || header.as_str().starts_with("proxy-") {
            return Err(error(FRAMED));
        }
        self.headers.insert(header, outgoing(value).map_err(error)?);
        Ok(())
    }

    /// Adds the headers and the query to a request. None of them may replace a credential of the
    /// call. One with the name of any other credential of the client is marked as sensitive.
    pub(crate) fn apply(
        &self,
        draft: &mut RequestHead,
        credentials: &[&Credential],
        known: &[(&'static str, Credential)],
    ) -> Result<(), RequestErrorKind> {
        let error = |kind, name: &str| {
            let reason = "carries the client's credential; use `with_credential` to replace it";
            Err(RequestErrorKind::Option { kind, name: name.escape_debug().to_string(), reason })
        };
        for (name, value) in &self.headers {
            let is_taken = |credential: &&Credential| credential.is_in_header(name);
            if credentials.iter().any(is_taken) {
                return error("header", name.as_str());
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
                return error("query parameter", name);
            }
            draft.query.push(format!("{}={}", encode(name), encode(value)));
        }
        Ok(())
    }
}

/// Why a header is rejected that belongs to the connection.
pub(crate) const FRAMED: &str = "is set by the transport";

/// Headers that belong to the connection.
const FRAMING: [HeaderName; 7] =
    [CONNECTION, CONTENT_LENGTH, HOST, TE, TRAILER, TRANSFER_ENCODING, UPGRADE];
