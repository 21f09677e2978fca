//! The futures that send a request.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use super::attempts::{exchange, later};
use super::call::Call;
use super::error::{CallResult, Error, RawError, SendError};
use super::http::body::Body;
use super::platform::future::BoxFuture;
use super::raw_response::RawResponse;
use super::received::ReadMode;
use super::response::Response;

/// Sends a request and decodes the response. Dropping it cancels the call.
#[must_use = "a request is sent when it is awaited"]
pub struct ResponseFuture<O> {
    response: BoxFuture<'static, Result<RawResponse, SendError>>,
    decode: fn(RawResponse) -> O,
}

/// A future whose response is a stream, such as a [`ByteStream`](super::super::ByteStream).
pub type StreamFuture<S, H = (), E = RawError> = ResponseFuture<Result<Response<S, H>, Error<E>>>;

impl<O> fmt::Debug for ResponseFuture<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("ResponseFuture")
    }
}

impl<O: CallResult> Future for ResponseFuture<O> {
    type Output = O;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<O> {
        Poll::Ready(match ready!(self.response.as_mut().poll(context)) {
            Ok(response) => (self.decode)(response),
            Err(error) => O::from_error(error),
        })
    }
}

/// Sends a request and returns the response without decoding it.
#[must_use = "a request is sent when it is awaited"]
pub struct RawResponseFuture(BoxFuture<'static, Result<http::Response<Body>, Error>>);

impl fmt::Debug for RawResponseFuture {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("RawResponseFuture")
    }
}

impl Future for RawResponseFuture {
    type Output = Result<http::Response<Body>, Error>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.0.as_mut().poll(context)
    }
}

impl Call {
    /// Sends the request, and converts the response with `decode`.
    pub fn send<O: CallResult>(self, decode: fn(RawResponse) -> O) -> ResponseFuture<O> {
        ResponseFuture { response: later(self), decode }
    }

    /// Sends the request, and returns the response with any status as soon as its head has arrived.
    pub fn send_raw(self) -> RawResponseFuture {
        RawResponseFuture(Box::pin(async move {
            let mut call = self.read_mode(ReadMode::Head);
            call.make_idempotency_key();
            match exchange(&mut call).await {
                Ok(received) => Ok(http::Response::from_parts(received.head, received.body)),
                Err(error) => CallResult::from_error(error),
            }
        }))
    }
}
