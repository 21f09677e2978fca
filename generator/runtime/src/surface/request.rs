//! What all operations have in common for those who call them.

use std::time::Duration;

use super::client::error::CallResult;
use super::client::raw_response::RawResponse;
use super::client::retry::RetryPolicy;

pub use super::client::call::Call;
pub use super::client::response_future::RawResponseFuture;
pub use super::client::response_future::ResponseFuture;

/// What is a [`Call`] inside: implemented by `request!`.
#[doc(hidden)]
pub trait HasCall: Sized {
    /// The call that is being described.
    fn call_mut(&mut self) -> &mut Call;

    /// The call as it was described.
    fn into_call(self) -> Call;
}

/// What every request can do, whatever its operation.
///
/// It is sent when it is awaited.
pub trait Request: HasCall {
    /// The result of the call.
    type Output: CallResult;

    /// Makes the result of a response.
    #[doc(hidden)]
    fn decode(response: RawResponse) -> Self::Output;

    /// Sends a header, in place of what the request would send under this name; a `Cookie` is added
    /// to those of the operation. Given twice, the last one counts.
    ///
    /// One that carries the client's credential for this call cannot be replaced, nor one that
    /// belongs to the connection, such as `Host` or `Content-Length`: the call then fails with
    /// [`Error::Request`](super::super::Error::Request), and nothing is sent.
    #[must_use]
    fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call_mut().set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Adds a parameter to the query, after those of the operation. None is replaced.
    ///
    /// One with the name under which the client's credential for this call is sent fails with
    /// [`Error::Request`](super::super::Error::Request), and nothing is sent.
    #[must_use]
    fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call_mut().add_query(name.into(), value.into());
        self
    }

    /// How long this call may take in all, instead of what
    /// [`Builder::timeout`](super::super::Builder::timeout) says. [`Duration::MAX`] for no limit.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().options_mut().timeout = Some(timeout);
        self
    }

    /// How long a single attempt of this call may take, instead of what
    /// [`Builder::attempt_timeout`](super::super::Builder::attempt_timeout) says. [`Duration::MAX`]
    /// for no limit.
    #[must_use]
    fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().options_mut().attempt_timeout = Some(timeout);
        self
    }

    /// How large the response may be, instead of what
    /// [`Builder::max_response_bytes`](super::super::Builder::max_response_bytes) says.
    #[must_use]
    fn with_max_response_bytes(mut self, bytes: usize) -> Self {
        self.call_mut().options_mut().max_response_bytes = Some(bytes);
        self
    }

    /// When this call's request is repeated, instead of what
    /// [`Builder::retry`](super::super::Builder::retry) says.
    #[must_use]
    fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().options_mut().retry = Some(policy);
        self
    }

    /// Sends this `Idempotency-Key`, the same with every attempt. The request is then repeated like
    /// an idempotent one, so give a key only where the server knows what it means.
    ///
    /// Where the document has such a header, a key is made for each call that was given none: a
    /// random UUID, unique but no secret.
    #[must_use]
    fn with_idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        self.call_mut().set_header("Idempotency-Key", key.as_ref());
        self
    }

    /// Sends the request and gives the response as it is, whatever its status, as soon as its head
    /// has arrived. Its body is a stream without a limit on size or time. Credentials and repeated
    /// attempts are those of any other call.
    fn raw(self) -> RawResponseFuture {
        self.into_call().send_raw()
    }
}

/// Makes a request of a type that implements [`Request`] something to await.
#[allow(unused_macros, reason = "whether it is used depends on the document")]
macro_rules! request {
    ($name:ident) => {
        impl request::HasCall for $name {
            #[inline]
            fn call_mut(&mut self) -> &mut request::Call {
                &mut self.call
            }

            #[inline]
            fn into_call(self) -> request::Call {
                self.call
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = <Self as request::Request>::Output;
            type IntoFuture = request::ResponseFuture<<Self as request::Request>::Output>;

            #[inline]
            fn into_future(self) -> request::ResponseFuture<<Self as request::Request>::Output> {
                request::HasCall::into_call(self).send(<Self as request::Request>::decode)
            }
        }
    };
}
pub(crate) use request;
