//! Responses before they are decoded.

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use serde::de::DeserializeOwned;

use super::call::Call;
use super::error::RawError;
use super::error::{ApiError, DecodeError, Error, Mismatch, Origin};
use super::error_message::excerpt;
use super::http::body::Body;
use super::http::error::TransportError;
use super::http::headers::{Headers, essence, is_json};
use super::json::error_path::error_path;
use super::json::text::{self as json, without_mark};
use super::lenient;
use super::operation::target::Target;
use super::response::Response;
#[cfg(feature = "tracing")]
use super::trace::trace_mismatches;
#[cfg(not(feature = "tracing"))]
use super::trace_disabled::trace_mismatches;
use super::value_mismatch::ValueMismatch;

/// A response with its status, its headers, and its body as bytes or as a stream.
pub struct RawResponse {
    operation: Target,
    pub(crate) status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
    is_truncated: bool,
    pub(crate) attempts: u32,
    /// The size limit of the body that an error keeps.
    pub(crate) max_error_bytes: usize,
    pub(crate) is_lenient: bool,
    /// The body, if it is a stream. `body` is empty then.
    pub(crate) opened: Option<Box<OpenBody>>,
}

/// The body of a response as a stream.
pub(crate) struct OpenBody {
    pub(crate) body: Body,
    /// The size limit of one item of the stream.
    #[allow(dead_code, reason = "not every document has events or lines")]
    pub(crate) limit: usize,
    /// The call, if it may be repeated after the connection breaks.
    #[allow(dead_code, reason = "not every document has events")]
    pub(crate) again: Option<Box<Call>>,
}

/// The documented errors of an operation.
pub trait ErrorBody: Sized {
    /// Reads the body according to the status. A body that cannot be read is kept as it is.
    fn read(response: &RawResponse) -> Self;
}

/// The body of an error: the type of a documented error, or [`RawError`].
///
/// [`RawError`] does not implement [`ErrorBody`], so that every other error converts to it.
pub trait ReadError: Sized {
    /// Reads the body of a response.
    #[doc(hidden)]
    fn read_error(response: &RawResponse) -> Self;
}

impl<E: ErrorBody> ReadError for E {
    #[inline]
    fn read_error(response: &RawResponse) -> Self {
        E::read(response)
    }
}

impl ReadError for RawError {
    #[inline]
    fn read_error(response: &RawResponse) -> Self {
        Self(response.raw())
    }
}

impl std::fmt::Debug for RawResponse {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = formatter.debug_struct("RawResponse");
        shown
            .field("operation", &self.operation.id)
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

impl RawResponse {
    pub(crate) fn new(
        operation: Target,
        head: http::response::Parts,
        body: Bytes,
        is_truncated: bool,
    ) -> Self {
        Self {
            operation,
            status: head.status,
            headers: head.headers,
            body,
            is_truncated,
            attempts: 1,
            max_error_bytes: usize::MAX,
            is_lenient: false,
            opened: None,
        }
    }

    /// The same response with another body.
    pub(crate) fn with_raw(&self, raw: Bytes) -> Self {
        Self {
            operation: self.operation.clone(),
            headers: self.headers.clone(),
            body: raw,
            opened: None,
            ..*self
        }
    }

    /// Takes the body as a stream.
    pub(crate) fn open(&mut self) -> OpenBody {
        let body = std::mem::take(&mut self.body);
        let there = || OpenBody { body: body.into(), limit: usize::MAX, again: None };
        self.opened.take().map_or_else(there, |opened| *opened)
    }

    /// An error while the body was read, after this many attempts.
    pub(crate) fn during(&self, error: TransportError) -> TransportError {
        error.during(self.operation.clone(), self.attempts)
    }

    pub(crate) fn is_success(&self) -> bool {
        self.status.is_success()
    }

    /// The status as a number.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The bytes of the body.
    pub fn raw(&self) -> Bytes {
        self.body.clone()
    }

    /// A success with a JSON body.
    pub fn json<T: DeserializeOwned, H: Headers, E>(self) -> Result<Response<T, H>, Error<E>> {
        self.json_as(std::convert::identity)
    }

    /// One of several successes, with a JSON body.
    pub fn json_as<T: DeserializeOwned, U, H: Headers, E>(
        self,
        wrap: impl FnOnce(T) -> U,
    ) -> Result<Response<U, H>, Error<E>> {
        let mismatch = match self.read() {
            // Not by way of `parse`, which would move the value once more.
            Ok(value) if !self.is_truncated => return Ok(self.success(wrap(value))),
            Ok(_) => Mismatch::TooLarge,
            Err(error) => self.unreadable(error),
        };
        match self.read_leniently(&mismatch) {
            Some((value, mismatches)) => Ok(self.lenient_success(wrap(value), mismatches)),
            None => Err(self.mismatch(mismatch)),
        }
    }

    /// The value of a JSON body that a strict reader rejects, if this call is lenient.
    pub(crate) fn read_leniently<T: DeserializeOwned>(
        &self,
        mismatch: &Mismatch,
    ) -> Option<(T, Vec<ValueMismatch>)> {
        match mismatch {
            Mismatch::Json { error, .. } if self.is_lenient => lenient::read(&self.body, error),
            _ => None,
        }
    }

    /// A success that was read leniently.
    pub(crate) fn lenient_success<T, H: Headers>(
        self,
        value: T,
        mismatches: Vec<ValueMismatch>,
    ) -> Response<T, H> {
        trace_mismatches(&self.operation, &mismatches);
        self.success(value).with_mismatches(mismatches)
    }

    /// A success without a body.
    pub fn empty<H: Headers, E>(self) -> Result<Response<(), H>, Error<E>> {
        self.empty_as(())
    }

    /// One of several successes, without a body.
    pub fn empty_as<U, H: Headers, E>(self, value: U) -> Result<Response<U, H>, Error<E>> {
        Ok(self.success(value))
    }

    /// A success with any body.
    pub fn bytes<H: Headers, E>(self) -> Result<Response<Bytes, H>, Error<E>> {
        self.bytes_as(std::convert::identity)
    }

    /// One of several successes, with any body.
    pub fn bytes_as<U, H: Headers, E>(
        self,
        wrap: impl FnOnce(Bytes) -> U,
    ) -> Result<Response<U, H>, Error<E>> {
        match self.whole() {
            Ok(bytes) => Ok(self.success(wrap(bytes))),
            Err(mismatch) => Err(self.mismatch(mismatch)),
        }
    }

    /// A success with a text as its body.
    pub fn text<H: Headers, E>(self) -> Result<Response<String, H>, Error<E>> {
        self.text_as(std::convert::identity)
    }

    /// One of several successes, with a text as its body.
    pub fn text_as<U, H: Headers, E>(
        self,
        wrap: impl FnOnce(String) -> U,
    ) -> Result<Response<U, H>, Error<E>> {
        match self.utf8() {
            Ok(text) => Ok(self.success(wrap(text))),
            Err(mismatch) => Err(self.mismatch(mismatch)),
        }
    }

    /// An error, or a response that is not in the document.
    pub fn error<T, H, E: ReadError>(self) -> Result<Response<T, H>, Error<E>> {
        Err(if self.is_success() {
            self.mismatch(Mismatch::Undocumented)
        } else {
            self.into_error()
        })
    }

    pub(crate) fn into_error<E: ReadError>(self) -> Error<E> {
        let response = self.bounded();
        let body = E::read_error(&response);
        Error::Api(ApiError::new(response.into_origin(), body))
    }

    /// The JSON body of an error, or its bytes if it is not JSON.
    pub fn error_json<T: DeserializeOwned, E>(
        &self,
        wrap: impl FnOnce(T) -> E,
        unknown: impl FnOnce(Bytes) -> E,
    ) -> E {
        match self.parse() {
            Ok(value) => wrap(value),
            Err(_) => unknown(self.raw()),
        }
    }

    /// The text body of an error, or its bytes if it is not text.
    pub fn error_text<E>(
        &self,
        wrap: impl FnOnce(String) -> E,
        unknown: impl FnOnce(Bytes) -> E,
    ) -> E {
        match self.utf8() {
            Ok(text) => wrap(text),
            Err(_) => unknown(self.raw()),
        }
    }

    /// Reads the body as JSON. An empty body is `null` if the type allows that.
    pub(crate) fn parse<T: DeserializeOwned>(&self) -> Result<T, Mismatch> {
        match self.read() {
            Ok(value) if !self.is_truncated => Ok(value),
            Ok(_) => Err(Mismatch::TooLarge),
            Err(error) => Err(self.unreadable(error)),
        }
    }

    /// Reads what there is of the body.
    fn read<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        json::from_slice(if self.is_empty() { b"null" } else { &self.body })
    }

    fn is_empty(&self) -> bool {
        self.body.is_empty() && !self.is_truncated
    }

    fn unreadable(&self, error: serde_json::Error) -> Mismatch {
        if self.is_truncated {
            return Mismatch::TooLarge;
        }
        if self.is_empty() {
            return Mismatch::Empty;
        }
        if let Some(coding) = self.coding() {
            return Mismatch::Encoded(coding);
        }
        if !error.is_data()
            && !is_like_json(&self.body)
            && let Some(media_type) = self.other_media_type()
        {
            let start = start_of(&self.body, &media_type);
            return Mismatch::NotJson { media_type, start, error };
        }
        Mismatch::Json { path: error_path(&self.body, &error), error }
    }

    /// Whether the media type of the body is JSON.
    #[allow(dead_code, reason = "not every document has XML")]
    pub(crate) fn is_json(&self) -> bool {
        let media_type = self.headers.get(http::header::CONTENT_TYPE);
        media_type.and_then(|value| value.to_str().ok()).is_some_and(is_json)
    }

    /// The media type of the body, if it has one that is not JSON.
    fn other_media_type(&self) -> Option<String> {
        let media_type = self.headers.get(http::header::CONTENT_TYPE)?;
        let media_type = essence(media_type.to_str().ok()?).to_owned();
        (!media_type.is_empty() && !is_json(&media_type)).then_some(media_type)
    }

    pub(crate) fn whole(&self) -> Result<Bytes, Mismatch> {
        if self.is_truncated { Err(Mismatch::TooLarge) } else { Ok(self.raw()) }
    }

    pub(crate) fn utf8(&self) -> Result<String, Mismatch> {
        let bytes = self.whole()?;
        std::str::from_utf8(&bytes).map(str::to_owned).map_err(|error| match self.coding() {
            Some(coding) => Mismatch::Encoded(coding),
            None => Mismatch::Text(error),
        })
    }

    /// The content coding of the body. A transport removes the header when it decodes the body.
    pub(crate) fn coding(&self) -> Option<String> {
        let coding = self.headers.get(http::header::CONTENT_ENCODING)?.to_str().ok()?;
        (!coding.eq_ignore_ascii_case("identity")).then(|| coding.to_owned())
    }

    pub(crate) fn success<T, H: Headers>(self, value: T) -> Response<T, H> {
        Response::new(value, self.status, self.headers)
    }

    pub(crate) fn mismatch<E>(self, mismatch: Mismatch) -> Error<E> {
        Error::Decode(DecodeError::new(self.bounded().into_origin(), mismatch))
    }

    /// The error with the start of the body, up to the limit for errors.
    fn bounded(mut self) -> Self {
        if let Some(kept) =
            self.body.get(..self.max_error_bytes).filter(|kept| kept.len() < self.body.len())
        {
            self.body = Bytes::copy_from_slice(kept);
            self.is_truncated = true;
        }
        self
    }

    fn into_origin(self) -> Origin {
        let Self { operation, status, headers, body, attempts, .. } = self;
        Origin { operation, status, headers, raw: body, attempts }
    }
}

/// Whether a body begins as an object, an array or a string of JSON.
fn is_like_json(body: &[u8]) -> bool {
    matches!(without_mark(body).trim_ascii_start().first(), Some(b'{' | b'[' | b'"'))
}

/// The start of a text, such as a page of HTML. It is empty for other media types, such as forms,
/// which may have the secrets of the document's JSON.
fn start_of(body: &[u8], media_type: &str) -> String {
    const MOST: usize = 120;
    if !media_type.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("text/")) {
        return String::new();
    }
    // Four bytes are enough for each character.
    excerpt(&String::from_utf8_lossy(body.get(..MOST * 4).unwrap_or(body)), MOST)
}
