//! Hooks that observe the requests of a client.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;
use http::header::{AUTHORIZATION, COOKIE, HeaderMap, PROXY_AUTHORIZATION, SET_COOKIE};

use super::http::error::TransportError;
use super::http::method::Method;

/// An attempt that is about to be sent.
#[derive(Debug)]
#[non_exhaustive]
pub struct RequestInfo<'a> {
    /// The `operationId`, or a generated name.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The template of the path, such as `/items/{id}`.
    pub template: &'a str,
    /// The number of the attempt, starting at 1.
    pub attempt: u32,
    /// The headers, without credentials and cookies.
    pub headers: &'a HeaderMap,
}

/// A finished attempt: it got a response or failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResponseInfo<'a> {
    /// The `operationId`, or a generated name.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The template of the path, such as `/items/{id}`.
    pub template: &'a str,
    /// The number of the attempt, starting at 1.
    pub attempt: u32,
    /// The status, if there was a response.
    pub status: Option<StatusCode>,
    /// The headers of the response, without cookies.
    pub headers: &'a HeaderMap,
    /// The transport error, if there was one.
    pub error: Option<&'a TransportError>,
    /// The duration, up to the end of the response body, or, if that is a stream, up to its start.
    pub duration: Duration,
}

type OnRequest = Arc<dyn Fn(&RequestInfo<'_>) + Send + Sync>;
type OnResponse = Arc<dyn Fn(&ResponseInfo<'_>) + Send + Sync>;

/// The hooks of a client.
#[derive(Clone, Default)]
pub(crate) struct Hooks {
    pub(crate) on_request: Vec<OnRequest>,
    pub(crate) on_response: Vec<OnResponse>,
}

impl fmt::Debug for Hooks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Hooks")
    }
}

/// The headers without those that must not be shown.
pub(crate) fn visible(headers: &HeaderMap) -> HeaderMap {
    let hidden = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE];
    let shown =
        headers.iter().filter(|(name, value)| !value.is_sensitive() && !hidden.contains(name));
    shown.map(|(name, value)| (name.clone(), value.clone())).collect()
}
