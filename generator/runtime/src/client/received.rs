//! Responses as they arrive.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use http::StatusCode;

use super::http::body::{Body, Collected};
use super::http::error::TransportError;
use super::http::headers::is_event_stream;
use super::limits::Limits;
use super::platform::clock::is_expired;
use super::platform::future::BoxFuture;

/// How a response is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadMode {
    /// The whole body is read, up to a limit.
    Whole,
    /// The head is read; the body is a stream.
    Head,
    /// The body of a success is a stream; any other body is read, up to a limit.
    Stream,
    /// The same, but only an event stream is a stream.
    Events,
}

impl ReadMode {
    /// Whether the body of a response is a stream.
    pub(super) fn is_stream(self, head: &http::response::Parts) -> bool {
        match self {
            Self::Whole => false,
            Self::Head => true,
            Self::Stream => head.status.is_success(),
            Self::Events => head.status.is_success() && is_event_stream(&head.headers),
        }
    }
}

/// A response whose body may not be read yet. It is large, so it is passed on in a box.
pub(crate) struct Received {
    pub(crate) head: http::response::Parts,
    pub(crate) body: Body,
    pub(crate) is_truncated: bool,
    pub(crate) attempts: u32,
    /// The bytes of the body, while it is read.
    collected: Collected,
}

impl Received {
    /// A response whose body is not read yet, and the size limit of the body.
    pub(crate) fn new(
        (head, body): (http::response::Parts, Body),
        limit: usize,
        attempts: u32,
    ) -> Self {
        Self { head, body, is_truncated: false, attempts, collected: Collected::new(limit) }
    }
}

/// How the response of a call is read.
pub(crate) struct Reading {
    pub(crate) mode: ReadMode,
    /// The statuses of redirects that are responses of the operation.
    pub(crate) redirects: &'static [u16],
    pub(crate) limits: Limits,
}

impl Reading {
    /// The size limit of a body.
    fn limit(&self, status: StatusCode) -> usize {
        let Limits { max_response_bytes, max_error_bytes, .. } = self.limits;
        if status.is_success() || self.redirects.contains(&status.as_u16()) {
            max_response_bytes
        } else {
            max_error_bytes.min(max_response_bytes)
        }
    }
}

/// The response to a request that was sent. One future, because each inner one would move the
/// response.
pub(crate) struct Arriving<'a> {
    /// The time at which the request was sent, by the client's clock.
    pub(crate) start: Duration,
    pub(crate) response: BoxFuture<'a, Result<http::Response<Body>, TransportError>>,
    /// Completes when the time limit expires.
    pub(crate) alarm: Option<BoxFuture<'static, ()>>,
    pub(crate) reading: &'a Reading,
    /// The number of requests that were sent.
    pub(crate) sent: u32,
    /// The response, while its body is read.
    pub(crate) received: Option<Box<Received>>,
}

impl Future for Arriving<'_> {
    type Output = Result<Box<Received>, TransportError>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if let Poll::Ready(result) = self.poll_received(context) {
            return Poll::Ready(result);
        }
        if is_expired(&mut self.alarm, context) {
            return Poll::Ready(Err(TransportError::timed_out()));
        }
        Poll::Pending
    }
}

impl Arriving<'_> {
    fn poll_received(&mut self, context: &mut Context<'_>) -> Poll<<Self as Future>::Output> {
        let mut received = match self.received.take() {
            Some(received) => received,
            None => {
                let (head, body) = ready!(self.response.as_mut().poll(context))?.into_parts();
                let is_stream = self.reading.mode.is_stream(&head);
                let limit = self.reading.limit(head.status);
                let received = Box::new(Received::new((head, body), limit, self.sent));
                if is_stream {
                    return Poll::Ready(Ok(received));
                }
                received
            }
        };
        let Received { body, collected, .. } = &mut *received;
        let Poll::Ready(result) = body.poll_to_end(collected, context) else {
            self.received = Some(received);
            return Poll::Pending;
        };
        let (bytes, is_truncated) = result?;
        (received.body, received.is_truncated) = (bytes.into(), is_truncated);
        Poll::Ready(Ok(received))
    }
}
