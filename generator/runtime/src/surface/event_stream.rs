//! Server-sent events, as a stream that reconnects when the connection breaks.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;
use http::StatusCode;
use http::header::{HeaderName, HeaderValue};
use serde::de::DeserializeOwned;

use super::client::attempts as send;
use super::client::call::Call;
use super::client::error::{CallResult, Error, Mismatch, RawError, SendError};
use super::client::raw_response::{OpenBody, RawResponse, ReadError};
use super::client::response::Response;
use super::client::retry;
use super::client::retry::RetryPolicy;
use super::http::body::Body;
use super::http::headers::{EVENT_STREAM, Headers, is_event_stream};
use super::json::error_path::error_path;
use super::operation::request_error::{RequestError, RequestErrorKind};
use super::platform::future::BoxFuture;
use super::sse_parser::{Parser, ServerEvent};

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// A stream of server-sent events (WHATWG HTML, section 9.2).
///
/// An event whose data does not match the document is an error, and the stream continues with the
/// next event. After any other error, it ends. The client's limit for responses applies to each
/// event. The stream as a whole has no limit on size or time.
///
/// When the connection breaks or the server closes it, the stream reconnects with the header
/// `Last-Event-ID`, if the request may be repeated (its method is idempotent, and its body was not
/// a stream) and the server supports it, as an `id` or a `retry` in the stream shows. The pause
/// before it is the one that the server requested, or that of the client's [`RetryPolicy`]. The
/// stream ends with an error after that policy's number of attempts without a new event, or if the
/// server requests a pause longer than [`RetryPolicy::max_retry_after`].
///
/// An `id` with a control character cannot be sent in a header (RFC 9110, section 5.5). If the
/// stream would have to resume after such an event, it ends with an error.
#[must_use = "events come when the stream is polled"]
pub struct EventStream<T, E = RawError> {
    events: Events,
    decode: fn(&ServerEvent<String>) -> Result<T, Mismatch>,
    error: PhantomData<fn() -> E>,
}

impl<T, E> EventStream<T, E> {
    pub(crate) fn new(
        head: RawResponse,
        opened: OpenBody,
        decode: fn(&ServerEvent<String>) -> Result<T, Mismatch>,
    ) -> Self {
        let OpenBody { body, limit, again } = opened;
        let events = Events {
            state: StreamState::Open(body),
            parser: Parser::new(limit),
            chunk: Bytes::new(),
            head,
            last: None,
            resume: again.map(|call| Resume::of(*call)),
        };
        Self { events, decode, error: PhantomData }
    }

    /// Ends the stream at an event with exactly this data, such as `[DONE]`. That event is not
    /// returned.
    pub fn until(mut self, data: impl Into<String>) -> Self {
        self.events.last = Some(data.into());
        self
    }

    /// Sets whether the stream reconnects when the connection breaks. Default: `true`, where that
    /// is possible.
    pub fn reconnect(mut self, reconnect: bool) -> Self {
        self.events.resume = self.events.resume.filter(|_| reconnect);
        self
    }

    /// Returns the last event id from the server. A later call that sends it in the header
    /// `Last-Event-ID` continues after that event.
    pub fn last_event_id(&self) -> Option<&str> {
        self.events.parser.last_id()
    }
}

impl<T, E: ReadError> EventStream<T, E> {
    /// Returns the next event, or `None` at the end.
    pub async fn next(&mut self) -> Option<Result<ServerEvent<T>, Error<E>>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<T, E: ReadError> Stream for EventStream<T, E> {
    type Item = Result<ServerEvent<T>, Error<E>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(next) = ready!(self.events.poll(context)) else { return Poll::Ready(None) };
        Poll::Ready(Some(match next {
            Ok(event) => match (self.decode)(&event) {
                Ok(data) => Ok(ServerEvent { event: event.event, id: event.id, data }),
                Err(mismatch) => {
                    Err(self.events.head.with_raw(event.data.into()).mismatch(mismatch))
                }
            },
            Err(StreamFailure::Send(error)) => CallResult::from_error(error),
            Err(StreamFailure::Api(response)) => Err(response.into_error()),
            Err(StreamFailure::Mismatch(response, mismatch)) => Err(response.mismatch(mismatch)),
        }))
    }
}

impl<T, E> fmt::Debug for EventStream<T, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("EventStream")
            .field("last_event_id", &self.last_event_id())
            .finish_non_exhaustive()
    }
}

impl RawResponse {
    /// A success whose body is a stream of events with JSON data. Any other response is an error.
    pub fn events<T: DeserializeOwned, H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<EventStream<T, E>, H>, Error<E>> {
        self.events_by(|event| {
            serde_json::from_str(&event.data).map_err(|error| {
                let path = error_path(event.data.as_bytes(), &error);
                Mismatch::Json { path, error }
            })
        })
    }

    /// A success whose body is a stream of events with text data. Any other response is an error.
    pub fn text_events<H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<EventStream<String, E>, H>, Error<E>> {
        self.events_by(|event| Ok(event.data.clone()))
    }

    pub(crate) fn events_by<T, H: Headers, E: ReadError>(
        mut self,
        decode: fn(&ServerEvent<String>) -> Result<T, Mismatch>,
    ) -> Result<Response<EventStream<T, E>, H>, Error<E>> {
        if !self.is_success() {
            return self.error();
        }
        if !is_event_stream(self.headers()) {
            return Err(self.mismatch(Mismatch::MediaType(EVENT_STREAM)));
        }
        let stream = EventStream::new(self.with_raw(Bytes::new()), self.open(), decode);
        Ok(self.success(stream))
    }
}

/// How a stream resumes after the connection breaks.
struct Resume {
    call: Call,
    policy: RetryPolicy,
    /// The number of connections since the last event, including the one of that event.
    tries: u32,
    /// When the connection broke, if there was no event since then.
    broken: Option<Duration>,
}

impl Resume {
    fn of(mut call: Call) -> Self {
        let policy = call.retry();
        // What is repeated is counted here.
        call.options_mut().retry = Some(RetryPolicy::never());
        Self { call, policy, tries: 1, broken: None }
    }

    fn heard(&mut self) {
        (self.tries, self.broken) = (1, None);
    }

    /// The pause before the next connection, or `None` if there is no further one.
    fn pause(&mut self, asked: Option<Duration>) -> Option<BoxFuture<'static, ()>> {
        let clock = &*self.call.core().settings().clock;
        let now = clock.now();
        let broken = *self.broken.get_or_insert(now);
        let delay = self.policy.delay(self.tries, now.saturating_sub(broken), None, asked)?;
        self.tries += 1;
        clock.sleep(delay)
    }

    /// The same request, for the events after this one.
    fn connect(
        &self,
        last_id: Option<HeaderValue>,
    ) -> BoxFuture<'static, Result<RawResponse, SendError>> {
        let mut call = self.call.clone();
        if let Some(id) = last_id {
            call.options_mut().headers.insert(LAST_EVENT_ID, id);
        }
        send::later(call)
    }

    /// The error of a stream that cannot resume.
    fn failure(&self, error: RequestErrorKind) -> StreamFailure {
        StreamFailure::Send(SendError::Request(RequestError::new(
            self.call.target().clone(),
            Arc::new(error),
        )))
    }
}

/// The state of a stream, without a type parameter.
struct Events {
    state: StreamState,
    parser: Parser,
    /// Received data that is not read yet.
    chunk: Bytes,
    /// The response without its body.
    head: RawResponse,
    /// The data of the event that ends the stream.
    last: Option<String>,
    resume: Option<Resume>,
}

enum StreamState {
    Open(Body),
    /// The value of `Last-Event-ID` for the next connection, and the pause before it.
    Waiting(Option<HeaderValue>, BoxFuture<'static, ()>),
    Connecting(BoxFuture<'static, Result<RawResponse, SendError>>),
    Ended,
}

enum StreamFailure {
    Send(SendError),
    Api(Box<RawResponse>),
    Mismatch(Box<RawResponse>, Mismatch),
}

impl Events {
    fn poll(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ServerEvent<String>, StreamFailure>>> {
        loop {
            if let Some(read) = self.parser.read(&mut self.chunk) {
                return Poll::Ready(self.read(read.ok()));
            }
            let failure = match &mut self.state {
                StreamState::Ended => return Poll::Ready(None),
                StreamState::Open(body) => match ready!(Pin::new(body).poll_next(context)) {
                    Some(Ok(chunk)) => {
                        self.chunk = chunk;
                        None
                    }
                    Some(Err(error)) => {
                        let failed = SendError::Transport(self.head.during(error));
                        self.broken(None, Some(StreamFailure::Send(failed)))
                    }
                    None => self.broken(None, None),
                },
                StreamState::Waiting(last_id, pause) => {
                    ready!(pause.as_mut().poll(context));
                    let connecting =
                        self.resume.as_ref().map(|resume| resume.connect(last_id.take()));
                    self.state = connecting.map_or(StreamState::Ended, StreamState::Connecting);
                    None
                }
                StreamState::Connecting(response) => {
                    let response = ready!(response.as_mut().poll(context));
                    self.connected(response)
                }
            };
            if let Some(failure) = failure {
                return Poll::Ready(Some(Err(failure)));
            }
        }
    }

    /// Returns an event, or an error if it was too large.
    fn read(
        &mut self,
        event: Option<ServerEvent<String>>,
    ) -> Option<Result<ServerEvent<String>, StreamFailure>> {
        let is_last = event.as_ref().is_none_or(|event| self.last.as_ref() == Some(&event.data));
        if is_last {
            self.end();
            return event.is_none().then(|| {
                Err(StreamFailure::Mismatch(
                    self.head.with_raw(Bytes::new()).into(),
                    Mismatch::TooLarge,
                ))
            });
        }
        if let Some(resume) = &mut self.resume {
            resume.heard();
        }
        event.map(Ok)
    }

    fn end(&mut self) {
        (self.state, self.chunk) = (StreamState::Ended, Bytes::new());
    }

    /// The connection was closed. Returns an error if that ends the stream.
    fn broken(
        &mut self,
        asked: Option<Duration>,
        failure: Option<StreamFailure>,
    ) -> Option<StreamFailure> {
        let asked = asked.or(self.parser.retry());
        let resume = self.resume.as_mut().filter(|_| self.parser.is_resumable());
        let Some((resume, pause)) =
            resume.and_then(|resume| resume.pause(asked).map(|pause| (resume, pause)))
        else {
            self.end();
            return failure;
        };
        match self.parser.last_id().map(|id| HeaderValue::from_bytes(id.as_bytes())).transpose() {
            Ok(last_id) => {
                self.state = StreamState::Waiting(last_id, pause);
                None
            }
            Err(_) => {
                // Without the id the stream would go on elsewhere, and at its end nobody would know
                // that events are missing.
                let failure =
                    failure.unwrap_or_else(|| resume.failure(RequestErrorKind::LastEventId));
                self.end();
                Some(failure)
            }
        }
    }

    fn connected(&mut self, result: Result<RawResponse, SendError>) -> Option<StreamFailure> {
        let mut response = match result {
            Ok(response) => response,
            Err(failed) => {
                let is_retryable = match &failed {
                    SendError::Transport(error) => !error.is_from_request(),
                    SendError::Auth(error) => error.is_retryable(),
                    SendError::Request(_) => false,
                };
                if is_retryable {
                    return self.broken(None, Some(StreamFailure::Send(failed)));
                }
                self.end();
                return Some(StreamFailure::Send(failed));
            }
        };
        if response.status() == StatusCode::NO_CONTENT.as_u16() {
            // The server says that there is nothing more to come (section 9.2.3).
            self.end();
            return None;
        }
        if response.is_success() && is_event_stream(response.headers()) {
            self.parser.restart();
            self.head = response.with_raw(Bytes::new());
            self.state = StreamState::Open(response.open().body);
            return None;
        }
        if response.is_success() {
            self.end();
            return Some(StreamFailure::Mismatch(
                response.into(),
                Mismatch::MediaType(EVENT_STREAM),
            ));
        }
        match self.resume.as_ref().filter(|_| retry::is_retryable(response.status)) {
            Some(resume) => {
                let clock = &*resume.call.core().settings().clock;
                let asked = retry::asked(response.status, response.headers(), clock);
                self.broken(asked, Some(StreamFailure::Api(response.into())))
            }
            None => {
                self.end();
                Some(StreamFailure::Api(response.into()))
            }
        }
    }
}
