//! What all operations have in common for those who call them.

use std::fmt::Debug;
use std::time::Duration;

use super::client::credential::Credential;
use super::client::error::Error;
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

/// The result of a request.
#[doc(hidden)]
pub type RequestResult<R> = Result<<R as Request>::Response, Error<<R as Request>::ErrorBody>>;

/// What every request can do, whatever its operation.
///
/// It is sent when it is awaited. A function that takes any request awaits it:
///
/// ```text
/// async fn logged<R: Request>(request: R) -> Result<R::Response, Error<R::ErrorBody>> {
///     let result = request.await;
///     println!("{:?}", result.as_ref().err().map(Error::kind));
///     result
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a request of this crate",
    label = "not a request",
    note = "pass the request itself, without `.await`"
)]
pub trait Request:
    HasCall + IntoFuture<Output = RequestResult<Self>, IntoFuture = ResponseFuture<RequestResult<Self>>>
{
    /// What a successful call returns: a [`Response`](super::super::Response).
    type Response: Send + 'static;

    /// The documented errors: the `E` of [`Error<E>`](super::super::Error).
    type ErrorBody: Debug + Send + Sync + 'static;

    /// Makes the result of a response.
    #[doc(hidden)]
    fn decode(response: RawResponse) -> RequestResult<Self>;

    /// Sends the request. The same as `.await`, but a future, for instance for `tokio::spawn`.
    fn send(self) -> ResponseFuture<RequestResult<Self>> {
        self.into_call().send(Self::decode)
    }

    /// Sends the request. Its error is that of all operations.
    fn untyped(self) -> ResponseFuture<Result<Self::Response, Error>> {
        self.into_call().send(|response| Self::decode(response).map_err(Error::into_untyped))
    }

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

    /// Whether this call reads a response that does not match the document as far as possible: see
    /// [`Builder::lenient`](super::super::Builder::lenient).
    #[must_use]
    fn with_lenient(mut self, is_lenient: bool) -> Self {
        self.call_mut().options_mut().is_lenient = Some(is_lenient);
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

    /// Sets the credential for a security scheme of the document, for this call, in place of the
    /// client's.
    #[must_use]
    fn with_credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.call_mut().options_mut().set_credential(scheme, credential);
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

        impl $name {
            /// Sends the request. The same as `.await`, but a future, for instance for
            /// `tokio::spawn`.
            #[inline]
            #[allow(dead_code, reason = "in a program's own tests, `.await` is enough")]
            pub fn send(self) -> request::ResponseFuture<request::RequestResult<Self>> {
                request::Request::send(self)
            }
        }

        impl ::std::future::IntoFuture for $name {
            type Output = request::RequestResult<Self>;
            type IntoFuture = request::ResponseFuture<request::RequestResult<Self>>;

            #[inline]
            fn into_future(self) -> request::ResponseFuture<request::RequestResult<Self>> {
                request::Request::send(self)
            }
        }
    };
}
pub(crate) use request;
