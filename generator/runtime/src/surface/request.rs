//! The methods that all requests have.

use std::fmt::Debug;
use std::time::Duration;

use super::client::credential::Credential;
use super::client::error::Error;
use super::client::raw_response::RawResponse;
use super::client::retry::RetryPolicy;

pub use super::client::call::Call;
pub use super::client::response_future::RawResponseFuture;
pub use super::client::response_future::ResponseFuture;

/// Access to the [`Call`] of a request. `request!` implements it.
#[doc(hidden)]
pub trait HasCall: Sized {
    /// Returns the call.
    fn call_mut(&mut self) -> &mut Call;

    /// Returns the call by value.
    fn into_call(self) -> Call;
}

/// The result of a request.
#[doc(hidden)]
pub type RequestResult<R> = Result<<R as Request>::Response, Error<<R as Request>::ErrorBody>>;

/// The options of every request, whatever its operation.
///
/// Awaiting a request sends it. A function can await any request:
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
    /// The type of a successful response: a [`Response`](super::super::Response).
    type Response: Send + 'static;

    /// The type of the documented errors: the `E` of [`Error<E>`](super::super::Error).
    type ErrorBody: Debug + Send + Sync + 'static;

    /// Converts the response to the result.
    #[doc(hidden)]
    fn decode(response: RawResponse) -> RequestResult<Self>;

    /// Sends the request. Like `.await`, but returns a future, for instance for `tokio::spawn`.
    fn send(self) -> ResponseFuture<RequestResult<Self>> {
        self.into_call().send(Self::decode)
    }

    /// Sends the request. Returns an error without a type parameter.
    fn untyped(self) -> ResponseFuture<Result<Self::Response, Error>> {
        self.into_call().send(|response| Self::decode(response).map_err(Error::into_untyped))
    }

    /// Sets a header. It replaces the header that the request would send with this name; a `Cookie`
    /// is added to those of the operation. If it is set twice, the last value counts.
    ///
    /// A header cannot replace the client's credential for this call, or a header that belongs to
    /// the connection, such as `Host` or `Content-Length`. Then the call fails with
    /// [`Error::Request`](super::super::Error::Request), and nothing is sent.
    #[must_use]
    fn with_header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call_mut().set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Adds a query parameter after those of the operation. It replaces none.
    ///
    /// If the client's credential for this call is a query parameter with this name, the call fails
    /// with [`Error::Request`](super::super::Error::Request), and nothing is sent.
    #[must_use]
    fn with_query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.call_mut().add_query(name.into(), value.into());
        self
    }

    /// Sets the time limit of this call. Replaces
    /// [`Builder::timeout`](super::super::Builder::timeout). [`Duration::MAX`] removes the limit.
    #[must_use]
    fn with_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().options_mut().timeout = Some(timeout);
        self
    }

    /// Sets the time limit of each attempt of this call. Replaces
    /// [`Builder::attempt_timeout`](super::super::Builder::attempt_timeout). [`Duration::MAX`]
    /// removes the limit.
    #[must_use]
    fn with_attempt_timeout(mut self, timeout: Duration) -> Self {
        self.call_mut().options_mut().attempt_timeout = Some(timeout);
        self
    }

    /// Sets the size limit of the response in bytes. Replaces
    /// [`Builder::max_response_bytes`](super::super::Builder::max_response_bytes).
    #[must_use]
    fn with_max_response_bytes(mut self, bytes: usize) -> Self {
        self.call_mut().options_mut().max_response_bytes = Some(bytes);
        self
    }

    /// Sets whether this call reads a response that does not match the document as far as possible:
    /// see [`Builder::lenient`](super::super::Builder::lenient).
    #[must_use]
    fn with_lenient(mut self, is_lenient: bool) -> Self {
        self.call_mut().options_mut().is_lenient = Some(is_lenient);
        self
    }

    /// Sets the retry policy of this call. Replaces
    /// [`Builder::retry`](super::super::Builder::retry).
    #[must_use]
    fn with_retry(mut self, policy: RetryPolicy) -> Self {
        self.call_mut().options_mut().retry = Some(policy);
        self
    }

    /// Sets the `Idempotency-Key`. It is the same for every attempt. The request is then repeated
    /// like an idempotent one, so set a key only if the server supports it.
    ///
    /// If the document has such a header, every call without a key gets a random UUID, which is
    /// unique but not secret.
    #[must_use]
    fn with_idempotency_key(mut self, key: impl AsRef<str>) -> Self {
        self.call_mut().set_header("Idempotency-Key", key.as_ref());
        self
    }

    /// Sets the credential for a security scheme of the document, for this call. Replaces the
    /// client's credential.
    #[must_use]
    fn with_credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.call_mut().options_mut().set_credential(scheme, credential);
        self
    }

    /// Sends the request, and returns the response with any status, as soon as its head has
    /// arrived. Its body is a stream without a limit on size or time. Credentials and retries are
    /// those of any other call.
    fn raw(self) -> RawResponseFuture {
        self.into_call().send_raw()
    }
}

/// Implements [`Request`] and `IntoFuture` for a request type.
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
            /// Sends the request. Like `.await`, but returns a future, for instance for
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
