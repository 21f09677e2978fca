//! Bodies of requests and responses: bytes, or streams of them.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use futures_core::Stream;

use super::error::{BoxError, TransportError, TransportErrorKind};

/// The body of a request or a response: bytes, or a stream of them.
///
/// A stream can be sent only once, so its request is never repeated, unless the body was created by
/// [`Body::repeatable`].
#[derive(Default)]
pub struct Body {
    content: Content,
    /// The total number of bytes, if it is known.
    length: Option<u64>,
    /// The number of bytes that were read.
    passed: u64,
    progress: Option<Progress>,
}

type Chunks = Pin<Box<dyn Stream<Item = Result<Bytes, TransportError>> + Send>>;
type Open = Arc<dyn Fn() -> Chunks + Send + Sync>;
type Progress = Arc<Mutex<dyn FnMut(u64) + Send>>;

enum Content {
    Bytes(Option<Bytes>),
    /// The lock is never taken; it makes the body `Sync`.
    Stream(Mutex<Chunks>),
    /// The stream is opened when it is first read.
    Repeatable(Open, Option<Mutex<Chunks>>),
    /// One body after the other.
    Sequence(VecDeque<Body>),
}

impl Body {
    /// An empty body.
    pub fn empty() -> Self {
        Self::default()
    }

    /// A body from a stream of chunks. It can be sent only once.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::of(Content::Stream(Mutex::new(chunks(stream))), None)
    }

    /// A body from a stream of chunks, as a transport receives them.
    #[allow(dead_code, reason = "only the transport of `reqwest` has such chunks")]
    pub(crate) fn from_chunks(
        chunks: impl Stream<Item = Result<Bytes, TransportError>> + Send + 'static,
    ) -> Self {
        Self::of(Content::Stream(Mutex::new(Box::pin(chunks))), None)
    }

    /// A body from a stream of chunks with this total number of bytes, which is sent as its
    /// `Content-Length`. It can be sent only once.
    ///
    /// If the stream has more or fewer bytes, the call fails.
    pub fn sized<S, B, E>(length: u64, stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self { length: Some(length), ..Self::stream(stream) }
    }

    /// A body from a stream of chunks that can be sent several times: `open` is called before each
    /// attempt and must return the same bytes. If the length is given, it is sent as the
    /// `Content-Length`, and the call fails if the stream has more or fewer bytes.
    pub fn repeatable<S, B, E>(
        length: Option<u64>,
        open: impl Fn() -> S + Send + Sync + 'static,
    ) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<BoxError>,
    {
        Self::of(Content::Repeatable(Arc::new(move || chunks(open())), None), length)
    }

    /// Several bodies, one after the other.
    #[allow(dead_code, reason = "not every document has forms")]
    pub(crate) fn sequence(bodies: impl IntoIterator<Item = Self>) -> Self {
        Self::of(Content::Sequence(bodies.into_iter().collect()), None)
    }

    fn of(content: Content, length: Option<u64>) -> Self {
        Self { content, length, passed: 0, progress: None }
    }

    /// The body of a response with a known length.
    pub(crate) fn announced(self, length: Option<u64>) -> Self {
        Self { length, ..self }
    }

    /// Sets a function that is called with the number of bytes so far, whenever it grows. For the
    /// body of a request, these are the bytes that the transport has read, for the body of a
    /// response those that the program has read. Each attempt starts at 0.
    #[must_use]
    pub fn on_progress(self, progress: impl FnMut(u64) + Send + 'static) -> Self {
        Self { progress: Some(Arc::new(Mutex::new(progress))), ..self }
    }

    /// Returns the number of remaining bytes, if it is known.
    pub fn len(&self) -> Option<u64> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Content::Stream(_) | Content::Repeatable(..) => {
                Some(self.length?.saturating_sub(self.passed))
            }
            Content::Sequence(bodies) => {
                bodies.iter().try_fold(0, |length: u64, body| length.checked_add(body.len()?))
            }
        }
    }

    /// Whether the body is known to have no more bytes.
    pub fn is_empty(&self) -> bool {
        self.len() == Some(0)
    }

    /// Returns whether the body can be sent again.
    pub fn is_repeatable(&self) -> bool {
        match &self.content {
            Content::Bytes(_) | Content::Repeatable(..) => true,
            Content::Stream(_) => false,
            Content::Sequence(bodies) => bodies.iter().all(Self::is_repeatable),
        }
    }

    /// Returns the bytes of the body, unless it is a stream.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Bytes(bytes) => Some(bytes.as_deref().unwrap_or_default()),
            Content::Stream(_) | Content::Repeatable(..) | Content::Sequence(_) => None,
        }
    }

    /// Takes the bytes of the body, unless it is a stream.
    pub fn take_bytes(&mut self) -> Option<Bytes> {
        let Content::Bytes(bytes) = &mut self.content else { return None };
        let bytes = bytes.take().unwrap_or_default();
        self.pass(bytes.len());
        Some(bytes)
    }

    /// Returns a copy of the body, or `None` if it is a stream that can be sent only once.
    pub fn try_clone(&self) -> Option<Self> {
        let content = match &self.content {
            Content::Bytes(bytes) => Content::Bytes(bytes.clone()),
            Content::Repeatable(open, _) => Content::Repeatable(open.clone(), None),
            Content::Stream(_) => return None,
            Content::Sequence(bodies) => {
                Content::Sequence(bodies.iter().map(Self::try_clone).collect::<Option<_>>()?)
            }
        };
        Some(Self { progress: self.progress.clone(), ..Self::of(content, self.length) })
    }

    /// Returns the next chunk, or `None` at the end.
    pub async fn chunk(&mut self) -> Option<Result<Bytes, TransportError>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns the bytes of the body up to a limit, and whether there are more.
    pub(crate) async fn read_to_end(
        &mut self,
        limit: usize,
    ) -> Result<(Bytes, bool), TransportError> {
        let mut collected = Collected::new(limit);
        poll_fn(|context| self.poll_to_end(&mut collected, context)).await
    }

    /// The same, with the bytes so far.
    pub(crate) fn poll_to_end(
        &mut self,
        collected: &mut Collected,
        context: &mut Context<'_>,
    ) -> Poll<Result<(Bytes, bool), TransportError>> {
        while let Some(chunk) = ready!(Pin::new(&mut *self).poll_next(context)) {
            if collected.is_full_with(chunk?) {
                return Poll::Ready(Ok((collected.take(), true)));
            }
        }
        Poll::Ready(Ok((collected.take(), false)))
    }

    /// Whether a function observes the progress.
    pub(crate) fn has_progress(&self) -> bool {
        self.progress.is_some()
    }

    /// The number of bytes that were read.
    pub(crate) fn passed(&self) -> u64 {
        self.passed
    }

    fn pass(&mut self, bytes: usize) {
        self.passed = self.passed.saturating_add(bytes as u64);
        if let Some(progress) = self.progress.as_ref().filter(|_| bytes > 0) {
            (progress.lock().unwrap_or_else(PoisonError::into_inner))(self.passed);
        }
    }

    /// The error after which the body ends.
    fn broken(&mut self, error: TransportError) -> Poll<Option<Result<Bytes, TransportError>>> {
        (self.content, self.length) = (Content::default(), None);
        Poll::Ready(Some(Err(error)))
    }
}

/// The bytes of a body so far, up to a limit. A body of one chunk is not copied.
pub(crate) struct Collected {
    limit: usize,
    first: Bytes,
    all: BytesMut,
}

impl Collected {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, first: Bytes::new(), all: BytesMut::new() }
    }

    /// Adds a chunk. Returns whether it is longer than the limit allows.
    fn is_full_with(&mut self, mut chunk: Bytes) -> bool {
        let space = self.limit.saturating_sub(self.first.len()).saturating_sub(self.all.len());
        let is_too_large = chunk.len() > space;
        chunk.truncate(space);
        if self.first.is_empty() && self.all.is_empty() {
            self.first = chunk;
        } else {
            self.all.extend_from_slice(&std::mem::take(&mut self.first));
            self.all.extend_from_slice(&chunk);
        }
        is_too_large
    }

    fn take(&mut self) -> Bytes {
        let all = std::mem::take(&mut self.all);
        if all.is_empty() { std::mem::take(&mut self.first) } else { all.freeze() }
    }
}

/// The size of a chunk if a function observes the progress.
const PIECE: usize = 64 * 1024;

impl Content {
    fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
        most: usize,
    ) -> Poll<Option<Result<Bytes, TransportError>>> {
        match self {
            Self::Bytes(bytes) => Poll::Ready(match bytes {
                Some(bytes) if bytes.len() > most => Some(Ok(bytes.split_to(most))),
                bytes => bytes.take().map(Ok),
            }),
            Self::Stream(chunks) => poll_chunks(chunks, context),
            Self::Repeatable(open, chunks) => {
                poll_chunks(chunks.get_or_insert_with(|| Mutex::new(open())), context)
            }
            Self::Sequence(bodies) => loop {
                let Some(body) = bodies.front_mut() else { return Poll::Ready(None) };
                match ready!(Pin::new(body).poll_next(context)) {
                    Some(chunk) => return Poll::Ready(Some(chunk)),
                    None => drop(bodies.pop_front()),
                }
            },
        }
    }
}

impl Default for Content {
    fn default() -> Self {
        Self::Bytes(None)
    }
}

fn poll_chunks(
    chunks: &mut Mutex<Chunks>,
    context: &mut Context<'_>,
) -> Poll<Option<Result<Bytes, TransportError>>> {
    chunks.get_mut().unwrap_or_else(PoisonError::into_inner).as_mut().poll_next(context)
}

impl Stream for Body {
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let most = if self.has_progress() { PIECE } else { usize::MAX };
        match ready!(self.content.poll_chunk(context, most)) {
            Some(Ok(chunk)) => {
                self.pass(chunk.len());
                if self.length.is_some_and(|length| self.passed > length) {
                    return self.broken(TransportError::new(
                        TransportErrorKind::Body,
                        "the body is longer than announced",
                    ));
                }
                Poll::Ready(Some(Ok(chunk)))
            }
            Some(Err(error)) => self.broken(error),
            None if self.length.is_some_and(|length| self.passed < length) => self.broken(
                TransportError::new(TransportErrorKind::Body, "the body is shorter than announced"),
            ),
            None => Poll::Ready(None),
        }
    }
}

fn chunks<S, B, E>(stream: S) -> Chunks
where
    S: Stream<Item = Result<B, E>> + Send + 'static,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    Box::pin(Plain(Box::pin(stream)))
}

/// Chunks are [`Bytes`], and any error in the middle of a body is a [`TransportError`].
struct Plain<S>(Pin<Box<S>>);

impl<S, B, E> Stream for Plain<S>
where
    S: Stream<Item = Result<B, E>>,
    B: Into<Bytes>,
    E: Into<BoxError>,
{
    type Item = Result<Bytes, TransportError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context).map(|chunk| {
            chunk.map(|chunk| {
                chunk.map(Into::into).map_err(|error| TransportError::from_body(error.into()))
            })
        })
    }
}

impl From<Bytes> for Body {
    fn from(bytes: Bytes) -> Self {
        Self::of(Content::Bytes((!bytes.is_empty()).then_some(bytes)), None)
    }
}

impl From<Vec<u8>> for Body {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Body {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<String> for Body {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&'static str> for Body {
    fn from(text: &'static str) -> Self {
        text.as_bytes().into()
    }
}

impl fmt::Debug for Body {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.as_bytes(), self.len()) {
            (Some(bytes), _) => write!(formatter, "Body({} bytes)", bytes.len()),
            (None, Some(length)) => write!(formatter, "Body(stream of {length} bytes)"),
            (None, None) => formatter.write_str("Body(stream)"),
        }
    }
}
