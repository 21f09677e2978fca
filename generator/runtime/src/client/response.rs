//! Successful responses.

use std::ops::{Deref, DerefMut};
use std::sync::OnceLock;

use http::{HeaderMap, StatusCode};

use super::http::headers::Headers;
use super::value_mismatch::ValueMismatch;

/// A successful response: the decoded value, the status and the headers. It dereferences to the
/// value.
#[derive(Clone)]
pub struct Response<T, H = ()> {
    value: T,
    status: StatusCode,
    /// The documented headers, read when they are first asked for: few callers do.
    headers: OnceLock<H>,
    read_headers: fn(&HeaderMap) -> H,
    raw_headers: HeaderMap,
    mismatches: Option<Box<[ValueMismatch]>>,
}

impl<T, H> Response<T, H> {
    pub(crate) fn new(value: T, status: StatusCode, raw_headers: HeaderMap) -> Self
    where
        H: Headers,
    {
        let headers = OnceLock::new();
        Self { value, status, headers, read_headers: H::read, raw_headers, mismatches: None }
    }

    /// Adds the values that a lenient reader converted or left out.
    pub(crate) fn with_mismatches(self, mismatches: Vec<ValueMismatch>) -> Self {
        Self { mismatches: Some(mismatches.into()), ..self }
    }

    /// Returns the values that did not match the document and were converted or left out, in the
    /// order of their paths. It is empty without
    /// [`Builder::lenient`](super::super::Builder::lenient).
    pub fn mismatches(&self) -> &[ValueMismatch] {
        self.mismatches.as_deref().unwrap_or_default()
    }

    /// Returns the status.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns all headers.
    pub fn raw_headers(&self) -> &HeaderMap {
        &self.raw_headers
    }

    /// Returns the request id from the server: the first of the headers `X-Request-Id`,
    /// `Request-Id`, `X-Amzn-RequestId`, `X-Amz-Request-Id`, `X-Correlation-Id`, `X-Trace-Id`,
    /// `CF-Ray`.
    pub fn request_id(&self) -> Option<&str> {
        request_id(&self.raw_headers)
    }

    /// Returns the value.
    pub fn into_inner(self) -> T {
        self.value
    }

    /// Returns the same response with another value.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U, H> {
        Response {
            value: change(self.value),
            status: self.status,
            headers: self.headers,
            read_headers: self.read_headers,
            raw_headers: self.raw_headers,
            mismatches: self.mismatches,
        }
    }

    /// Returns the documented headers.
    pub fn headers(&self) -> &H {
        self.headers.get_or_init(|| (self.read_headers)(&self.raw_headers))
    }

    /// Returns the status, the documented headers and the value.
    pub fn into_parts(self) -> (StatusCode, H, T) {
        let read = || (self.read_headers)(&self.raw_headers);
        let headers = self.headers.into_inner().unwrap_or_else(read);
        (self.status, headers, self.value)
    }
}

impl<T: std::fmt::Debug, H: std::fmt::Debug> std::fmt::Debug for Response<T, H> {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("Response");
        shown
            .field("status", &self.status)
            .field("headers", self.headers())
            .field("value", &self.value)
            .finish_non_exhaustive()
    }
}

impl<T, H> Deref for Response<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T, H> DerefMut for Response<T, H> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.value
    }
}

/// The items of a response that is a list: `for item in response`.
impl<T: IntoIterator, H> IntoIterator for Response<T, H> {
    type Item = T::Item;
    type IntoIter = T::IntoIter;

    fn into_iter(self) -> T::IntoIter {
        self.value.into_iter()
    }
}

impl<'a, T, H> IntoIterator for &'a Response<T, H>
where
    &'a T: IntoIterator,
{
    type Item = <&'a T as IntoIterator>::Item;
    type IntoIter = <&'a T as IntoIterator>::IntoIter;

    fn into_iter(self) -> Self::IntoIter {
        self.value.into_iter()
    }
}

/// The headers that contain a request id.
const REQUEST_ID: [&str; 7] = [
    "x-request-id",
    "request-id",
    "x-amzn-requestid",
    "x-amz-request-id",
    "x-correlation-id",
    "x-trace-id",
    "cf-ray",
];

/// The request id from the server.
pub(crate) fn request_id(headers: &HeaderMap) -> Option<&str> {
    REQUEST_ID.iter().find_map(|name| headers.get(*name)?.to_str().ok())
}
