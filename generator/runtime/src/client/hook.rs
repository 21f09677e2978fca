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
    /// The operation's `operationId`, or the name that was made for it.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The template of the path, for instance `/items/{id}`.
    pub template: &'a str,
    /// Which attempt of the call it is, from 1 on.
    pub attempt: u32,
    /// The headers, without credentials and cookies.
    pub headers: &'a HeaderMap,
}

/// A finished attempt: it got a response or failed.
#[derive(Debug)]
#[non_exhaustive]
pub struct ResponseInfo<'a> {
    /// The operation's `operationId`, or the name that was made for it.
    pub operation: &'static str,
    /// The method.
    pub method: Method,
    /// The template of the path, for instance `/items/{id}`.
    pub template: &'a str,
    /// Which attempt of the call it is, from 1 on.
    pub attempt: u32,
    /// The status, if there was a response.
    pub status: Option<StatusCode>,
    /// The headers of the response, without cookies.
    pub headers: &'a HeaderMap,
    /// What went wrong on the way, if something did.
    pub error: Option<&'a TransportError>,
    /// How long it took: up to the end of the response body, or, if that is a stream, up to its
    /// beginning.
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

/// The headers without those that are not to be shown.
pub(crate) fn visible(headers: &HeaderMap) -> HeaderMap {
    let hidden = [AUTHORIZATION, COOKIE, PROXY_AUTHORIZATION, SET_COOKIE];
    let shown =
        headers.iter().filter(|(name, value)| !value.is_sensitive() && !hidden.contains(name));
    shown.map(|(name, value)| (name.clone(), value.clone())).collect()
}
