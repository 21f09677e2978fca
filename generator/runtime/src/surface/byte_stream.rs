//! Response bodies as streams of bytes.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;

use super::client::error::{CallResult, Error, RawError, SendError};
use super::client::raw_response::{OpenBody, RawResponse, ReadError};
use super::client::response::Response;
use super::http::body::Body;
use super::http::headers::Headers;

/// The body of a response as a stream of chunks. It has no limit on size or time. Dropping it
/// closes the connection.
///
/// If the body is shorter than announced, the stream ends with an error.
#[must_use = "bytes come when the stream is polled"]
pub struct ByteStream<E = RawError> {
    body: Body,
    length: Option<u64>,
    /// The response without its body.
    head: RawResponse,
    error: PhantomData<fn() -> E>,
}

impl<E> ByteStream<E> {
    pub(crate) fn new(head: RawResponse, opened: OpenBody) -> Self {
        let length = head
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse().ok());
        Self { body: opened.body.announced(length), length, head, error: PhantomData }
    }

    /// Returns the total number of bytes, if the server announced it.
    pub fn length(&self) -> Option<u64> {
        self.length
    }

    /// Returns the number of bytes that were received so far.
    pub fn received(&self) -> u64 {
        self.body.passed()
    }

    /// Sets a function that is called with the number of bytes so far, whenever it grows.
    pub fn on_progress(self, progress: impl FnMut(u64) + Send + 'static) -> Self {
        Self { body: self.body.on_progress(progress), ..self }
    }

    /// Returns the next chunk, or `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<E> Stream for ByteStream<E> {
    type Item = Result<Bytes, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let chunk = Pin::new(&mut self.body).poll_next(context);
        chunk.map(|chunk| {
            chunk.map(|chunk| {
                chunk.or_else(|error| {
                    CallResult::from_error(SendError::Transport(self.head.during(error)))
                })
            })
        })
    }
}

impl RawResponse {
    /// A success whose body is a stream of bytes. Any other response is an error.
    pub fn byte_stream<H: Headers, E: ReadError>(
        mut self,
    ) -> Result<Response<ByteStream<E>, H>, Error<E>> {
        if !self.is_success() {
            return self.error();
        }
        let stream = ByteStream::new(self.with_raw(Bytes::new()), self.open());
        Ok(self.success(stream))
    }
}

/// Converts the rest of the stream to a body that can be sent.
impl<E> From<ByteStream<E>> for Body {
    fn from(stream: ByteStream<E>) -> Self {
        stream.body
    }
}

impl<E> fmt::Debug for ByteStream<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ByteStream");
        shown
            .field("length", &self.length)
            .field("received", &self.received())
            .finish_non_exhaustive()
    }
}

/// A download could not be saved. No file was left behind.
#[derive(Debug)]
#[non_exhaustive]
pub enum SaveError<E = RawError> {
    /// The download ended too early.
    Download(Error<E>),
    /// The file could not be written.
    File(io::Error),
}

impl<E> fmt::Display for SaveError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Download(error) => error.fmt(formatter),
            Self::File(_) => formatter.write_str("the download cannot be written to its file"),
        }
    }
}

impl<E: fmt::Debug> StdError for SaveError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Download(error) => error.source(),
            Self::File(error) => Some(error),
        }
    }
}
