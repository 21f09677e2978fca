//! Streams of JSON values: lines (JSON Lines, NDJSON), or a JSON text sequence (RFC 7464).

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Buf, Bytes, BytesMut};
use futures_core::Stream;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::call::Call;
use super::client::error::{CallResult, Error, Mismatch, RawError, SendError};
use super::client::raw_response::{OpenBody, RawResponse, ReadError};
use super::client::response::Response;
use super::http::body::Body;
use super::http::headers::{Headers, essence};
use super::json::error_path::error_path;
use super::json::text as json;
use super::operation::request_error::RequestErrorKind;

/// The separator before each text of a sequence. JSON never contains it.
pub(crate) const RECORD_SEPARATOR: u8 = 0x1e;

impl Call {
    /// Sends values as JSON, each on a line, or, as `application/json-seq`, as a text sequence (RFC
    /// 7464).
    #[must_use]
    pub fn json_lines<T: Serialize>(mut self, body: &[T]) -> Self {
        self.set_json_lines(body);
        self
    }

    /// Sends values as JSON, each on a line, or, as `application/json-seq`, as a text sequence (RFC
    /// 7464).
    pub fn set_json_lines<T: Serialize>(&mut self, body: &[T]) {
        let is_sequence = self.is_sequence();
        let mut lines = Vec::new();
        for value in body {
            if is_sequence {
                lines.push(RECORD_SEPARATOR);
            }
            if let Err(error) = json::write(&mut lines, value) {
                return self.fail(RequestErrorKind::Json(error));
            }
            lines.push(b'\n');
        }
        self.carry("application/jsonl", lines.into());
    }

    /// Whether the body is a sequence (RFC 7464, and RFC 8091 for `+json-seq`).
    pub(crate) fn is_sequence(&self) -> bool {
        self.target().body.is_some_and(|content_type| essence(content_type).ends_with("json-seq"))
    }
}

/// The JSON values of a response, as a stream.
///
/// A line that does not match the document is an error with its number, and the stream continues
/// with the next line. After any other error, it ends. The client's limit for responses applies to
/// each line. The stream as a whole has no limit on size or time. Empty lines are skipped.
#[must_use = "values come when the stream is polled"]
pub struct JsonLines<T, E = RawError> {
    lines: Lines,
    decode: fn(&[u8]) -> Result<T, serde_json::Error>,
    error: PhantomData<fn() -> E>,
}

impl<T, E> JsonLines<T, E> {
    /// Returns the next value, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<T, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T, E> Stream for JsonLines<T, E> {
    type Item = Result<T, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let line = match ready!(self.lines.poll(context)) {
            None => return Poll::Ready(None),
            Some(Err(LineFailure::Send(error))) => {
                return Poll::Ready(Some(CallResult::from_error(error)));
            }
            Some(Err(LineFailure::TooLarge)) => {
                return Poll::Ready(Some(Err(self
                    .lines
                    .head
                    .with_raw(Bytes::new())
                    .mismatch(Mismatch::TooLarge))));
            }
            Some(Ok(line)) => line,
        };
        Poll::Ready(Some((self.decode)(&line).map_err(|error| {
            let path = error_path(&line, &error);
            let mismatch = Mismatch::Line { number: self.lines.splitter.number, path, error };
            self.lines.head.with_raw(line).mismatch(mismatch)
        })))
    }
}

impl<T, E> fmt::Debug for JsonLines<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JsonLines")
    }
}

impl RawResponse {
    /// A success whose body is a stream of JSON values. Any other response is an error.
    pub fn lines<T: DeserializeOwned, H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<JsonLines<T, E>, H>, Error<E>> {
        self.lines_as(<[u8]>::trim_ascii, |line| json::from_slice(line))
    }

    /// The same with a function that converts a line to a value.
    pub(crate) fn lines_as<T, H: Headers, E: ReadError>(
        mut self,
        trim: fn(&[u8]) -> &[u8],
        decode: fn(&[u8]) -> Result<T, serde_json::Error>,
    ) -> Result<Response<JsonLines<T, E>, H>, Error<E>> {
        if !self.is_success() {
            return self.error();
        }
        let (head, OpenBody { body, limit, .. }) = (self.with_raw(Bytes::new()), self.open());
        let splitter = Splitter::new(limit, trim);
        let lines = Lines { body: Some(body), chunk: Bytes::new(), splitter, head };
        Ok(self.success(JsonLines { lines, decode, error: PhantomData }))
    }
}

/// The lines of a body, without a type parameter.
struct Lines {
    /// `None` at its end.
    body: Option<Body>,
    /// Received data that is not read yet.
    chunk: Bytes,
    splitter: Splitter,
    /// The response without its body.
    head: RawResponse,
}

enum LineFailure {
    Send(SendError),
    TooLarge,
}

impl Lines {
    fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, LineFailure>>> {
        loop {
            match self.splitter.read(&mut self.chunk) {
                Ok(Some(line)) => return Poll::Ready(Some(Ok(line))),
                Ok(None) => {}
                Err(TooLarge) => {
                    (self.body, self.chunk) = (None, Bytes::new());
                    return Poll::Ready(Some(Err(LineFailure::TooLarge)));
                }
            }
            let Some(body) = &mut self.body else { return Poll::Ready(None) };
            match ready!(Pin::new(body).poll_next(context)) {
                Some(Ok(chunk)) => self.chunk = chunk,
                Some(Err(error)) => {
                    self.body = None;
                    return Poll::Ready(Some(Err(LineFailure::Send(SendError::Transport(
                        self.head.during(error),
                    )))));
                }
                None => {
                    self.body = None;
                    return Poll::Ready(self.splitter.end().map(Ok));
                }
            }
        }
    }
}

/// The separator of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Framing {
    /// Nothing was received yet.
    Unknown,
    /// The end of a line.
    Lines,
    /// The separator of a sequence.
    Sequence,
}

struct TooLarge;

/// Splits chunks into lines.
struct Splitter {
    /// The size limit of a line in bytes.
    limit: usize,
    framing: Framing,
    /// The number of the last returned line, from 1 on.
    number: u64,
    line: BytesMut,
    /// Removes the separators around a value.
    trim: fn(&[u8]) -> &[u8],
}

impl Splitter {
    fn new(limit: usize, trim: fn(&[u8]) -> &[u8]) -> Self {
        Self { limit, framing: Framing::Unknown, number: 0, line: BytesMut::new(), trim }
    }

    /// Reads from a chunk up to the end of a line that is not empty, or of the chunk.
    fn read(&mut self, chunk: &mut Bytes) -> Result<Option<Bytes>, TooLarge> {
        while let Some(first) = chunk.first() {
            let separator = self.separator(*first);
            let end = chunk.iter().position(|byte| *byte == separator);
            let piece = chunk.split_to(end.unwrap_or(chunk.len()));
            if piece.len() > self.limit.saturating_sub(self.line.len()) {
                return Err(TooLarge);
            }
            self.line.extend_from_slice(&piece);
            if end.is_some() {
                chunk.advance(1);
                if let Some(line) = self.end() {
                    return Ok(Some(line));
                }
            }
        }
        Ok(None)
    }

    /// The first byte determines the separator.
    fn separator(&mut self, first: u8) -> u8 {
        if self.framing == Framing::Unknown {
            self.framing =
                if first == RECORD_SEPARATOR { Framing::Sequence } else { Framing::Lines };
        }
        if self.framing == Framing::Sequence { RECORD_SEPARATOR } else { b'\n' }
    }

    /// The line without separators, or `None` if it is empty.
    fn end(&mut self) -> Option<Bytes> {
        let line = self.line.split().freeze();
        let text = (self.trim)(&line);
        // A sequence has nothing before its first separator.
        if self.framing == Framing::Lines || !text.is_empty() {
            self.number += 1;
        }
        (!text.is_empty()).then(|| line.slice_ref(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(chunks: &[&[u8]]) -> Vec<(u64, String)> {
        let mut splitter = Splitter::new(100, <[u8]>::trim_ascii);
        let mut lines = Vec::new();
        for chunk in chunks {
            let mut chunk = Bytes::copy_from_slice(chunk);
            while let Ok(Some(line)) = splitter.read(&mut chunk) {
                lines.push((splitter.number, String::from_utf8(line.to_vec()).unwrap()));
            }
        }
        lines.extend(
            splitter.end().map(|line| (splitter.number, String::from_utf8(line.to_vec()).unwrap())),
        );
        lines
    }

    #[test]
    fn lines_and_sequences_split_everywhere() {
        let lines = "{\"a\":1}\r\n\n[2]\n \n3";
        let sequence = "\u{1e}{\"a\":\n1}\n\u{1e}\u{1e}[2]\n\u{1e}3\n";
        for (text, expected) in [
            (lines, [(1, "{\"a\":1}"), (3, "[2]"), (5, "3")]),
            (sequence, [(1, "{\"a\":\n1}"), (2, "[2]"), (3, "3")]),
        ] {
            let expected = expected.map(|(number, line)| (number, line.to_owned()));
            for at in 0..=text.len() {
                let (one, other) = text.as_bytes().split_at(at);
                assert_eq!(split(&[one, other]), expected, "{at}");
            }
        }
    }

    #[test]
    fn a_line_has_a_limit() {
        let mut splitter = Splitter::new(3, <[u8]>::trim_ascii);
        assert!(matches!(splitter.read(&mut Bytes::from_static(b"123\n")), Ok(Some(_))));
        assert!(matches!(splitter.read(&mut Bytes::from_static(b"12")), Ok(None)));
        assert!(splitter.read(&mut Bytes::from_static(b"34\n")).is_err());
    }
}
