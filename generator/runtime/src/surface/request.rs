//! The methods that all requests have.

use std::fmt::Debug;
use std::time::Duration;

use super::client::credential::Credential;
use super::client::error::Error;
use super::client::retry::RetryPolicy;

pub use super::client::call::Call;
pub use super::client::raw_response::RawResponse;
pub use super::client::response_future::RawResponseFuture;
pub use super::client::response_future::ResponseFuture;
pub use super::http::method::Method;
pub use super::operation::pagination::Pagination;
pub use super::operation::parameter::Parameter;
pub use super::operation::table::Operation;

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
    Sized + IntoFuture<Output = RequestResult<Self>, IntoFuture = ResponseFuture<RequestResult<Self>>>
{
    /// The type of a successful response: a [`Response`](super::super::Response).
    type Response: Send + 'static;

    /// The type of the documented errors: the `E` of [`Error<E>`](super::super::Error).
    type ErrorBody: Debug + Send + Sync + 'static;

    /// The call that the request sends.
    #[doc(hidden)]
    fn call_mut(&mut self) -> &mut Call;

    /// Converts the response to the result.
    #[doc(hidden)]
    fn decode(response: RawResponse) -> RequestResult<Self>;

    /// Sends the request. Like `.await`, but returns a future, for instance for `tokio::spawn`.
    fn send(mut self) -> ResponseFuture<RequestResult<Self>> {
        self.call_mut().take().send(Self::decode)
    }

    /// Sends the request. Returns an error without a type parameter.
    fn untyped(mut self) -> ResponseFuture<Result<Self::Response, Error>> {
        self.call_mut().take().send(|response| Self::decode(response).map_err(Error::into_untyped))
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
    ///
    /// If the document has no such scheme, the call fails with
    /// [`Error::Request`](super::super::Error::Request), and nothing is sent.
    #[must_use]
    fn with_credential(mut self, scheme: &'static str, credential: Credential) -> Self {
        self.call_mut().set_credential(scheme, credential);
        self
    }

    /// Sends the request, and returns the response with any status, as soon as its head has
    /// arrived. Its body is a stream without a limit on size or time. Credentials and retries are
    /// those of any other call.
    fn raw(mut self) -> RawResponseFuture {
        self.call_mut().take().send_raw()
    }
}

/// Declares the request of an operation: its type and setters, its static description, and how its
/// response is read.
///
/// ```text
/// request! {
///     /// `GET /items/{id}`, created by [`Items::get`].
///     pub struct GetItem = Get "/items/{id}" as "getItem" {
///         in path("id"),
///         /// The fields to return.
///         pub fn fields(list into String) or set_fields in query("fields").style(Style::Form, false),
///         security: [["apiKey"]],
///         response: Response<Item> = json 200,
///         error: GetItemError,
///     }
/// }
/// ```
///
/// Each parameter is a row, in the order of the request. An optional one has two setters, for a
/// value and for an `Option`. Their argument is a type; with `into`, anything that converts into
/// it; with `list`, any iterator of such.
///
/// `= json 200`: the only success is JSON, with this status. `as events 200`: it is a stream.
/// Otherwise, each row in braces reads the response for a pattern of statuses.
///
/// `request!(GetItem);` implements only `IntoFuture`.
#[allow(unused_macros, unused_macro_rules, reason = "what is used depends on the document")]
macro_rules! request {
    (
        $(#[$attribute:meta])*
        pub struct $name:ident = $method:ident $(($other:literal))? $path:literal as $id:literal {
            $(
                $(
                    $(#[$docs:meta])*
                    pub fn $setter:ident($($argument:tt)+) $(or $(#[$mark:meta])* $set:ident)?
                )?
                in $location:ident($wire:literal) $(.$change:ident($($by:expr),*))*,
            )*
            $(server: $server:literal,)?
            $(body: $body:literal,)?
            $(security: [$([$($scheme:literal),*]),*],)?
            $(accept: $accept:literal,)?
            $(paged: $paged:ident($($first:expr),*) $($part:ident($($of_part:expr),*))*,)?
            $(
                $(
                    pages: $($pages:ident)::+,
                    stream: $($stream:ident)::+ of $item:ty = |$page:ident| $items:expr,
                )?
                response: $response:ty
                    $(= $format:ident $(::$root:ident)? $status:literal)?
                    $(as $read:ident $status_of_stream:literal)?
                    $({ $($pattern:pat => $($arm:ident($($of_arm:expr),*))+,)+ })?,
                error: $error:ty,
            )?
        }
    ) => {
        $(#[$attribute])*
        ///
        /// Await it to send it.
        #[must_use = "a request does nothing until it is awaited"]
        pub struct $name {
            call: request::Call,
        }

        #[allow(clippy::should_implement_trait, reason = "names come from the document")]
        impl $name {
            const OPERATION: &'static request::Operation =
                &request::Operation::new(
                    $id,
                    request::Method::$method $(($other))?,
                    $path,
                    &[$(request::Parameter::$location($wire) $(.$change($($by),*))*),*],
                )
                    $(.server($server))?
                    $(.body($body))?
                    $(.security(&[$(&[$($scheme),*]),*]))?
                    $(.accept($accept))?
                    $(.pagination(
                        request::Pagination::$paged($($first),*) $(.$part($($of_part),*))*
                    ))?;

            $($(
                request! {
                    @setters $location $wire $(#[$docs])*
                    $setter($($argument)+) $($(#[$mark])* $set)?
                }
            )?)*

            /// Sends the request. Like `.await`, but returns a future, for instance for
            /// `tokio::spawn`.
            #[inline]
            #[allow(dead_code, reason = "in a program's own tests, `.await` is enough")]
            pub fn send(self) -> request::ResponseFuture<request::RequestResult<Self>> {
                request::Request::send(self)
            }

            $($(
                /// Returns a stream of the pages, starting with this one. Each one is requested
                /// when it is needed.
                #[inline]
                pub fn pages(self) -> $($pages)::+<$response, $error> {
                    $($pages)::+::new(self.call, <Self as request::Request>::decode)
                }

                /// Returns a stream of the items of all pages, starting with this one. A page is
                /// requested when all earlier items were taken.
                #[inline]
                pub fn stream(self) -> $($stream)::+<$item, $error> {
                    $($stream)::+::new(self.call, |response| {
                        <Self as request::Request>::decode(response).map(|$page| $items)
                    })
                }
            )?)?
        }

        impl ::std::fmt::Debug for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                self.call.format_as(stringify!($name), formatter)
            }
        }

        impl ::std::clone::Clone for $name {
            fn clone(&self) -> Self {
                Self { call: self.call.clone() }
            }
        }

        request!($name);

        $(
            impl request::Request for $name {
                type Response = $response;
                type ErrorBody = $error;

                #[inline]
                fn call_mut(&mut self) -> &mut request::Call {
                    &mut self.call
                }

                #[inline]
                fn decode(response: request::RawResponse) -> request::RequestResult<Self> {
                    $(match response.status() {
                        200..=299 => response.$format($(&xml_schemas::$root)?),
                        _ => response.error(),
                    })?
                    $(response.$read())?
                    $(match response.status() {
                        $($pattern => response $(.$arm($($of_arm),*))+,)+
                    })?
                }
            }

            stub_response! {
                $name $(= $status $format $(::$root)?)? $(= $status_of_stream)?
            }
        )?
    };

    (@setters $location:ident $wire:literal $(#[$docs:meta])*
        $name:ident(into $ty:ty) $($(#[$mark:meta])* $set:ident)?) => {
        $(#[$docs])*
        pub fn $name(mut self, $name: impl Into<$ty>) -> Self {
            let value: $ty = $name.into();
            self.call.set(request::Parameter::$location($wire), &value);
            self
        }

        request! { @option $location $wire $name($ty) $($(#[$mark])* $set)? }
    };
    (@setters $location:ident $wire:literal $(#[$docs:meta])*
        $name:ident(list into $ty:ty) $($(#[$mark:meta])* $set:ident)?) => {
        $(#[$docs])*
        pub fn $name(
            mut self,
            $name: impl IntoIterator<Item = impl Into<$ty>>,
        ) -> Self {
            let values = $name.into_iter().map(Into::into);
            let values: Vec<$ty> = values.collect();
            self.call.set(request::Parameter::$location($wire), &values);
            self
        }

        request! { @option $location $wire $name(Vec<$ty>) $($(#[$mark])* $set)? }
    };
    (@setters $location:ident $wire:literal $(#[$docs:meta])*
        $name:ident(list $ty:ty) $($(#[$mark:meta])* $set:ident)?) => {
        $(#[$docs])*
        pub fn $name(mut self, $name: impl IntoIterator<Item = $ty>) -> Self {
            let values: Vec<$ty> = $name.into_iter().collect();
            self.call.set(request::Parameter::$location($wire), &values);
            self
        }

        request! { @option $location $wire $name(Vec<$ty>) $($(#[$mark])* $set)? }
    };
    (@setters $location:ident $wire:literal $(#[$docs:meta])*
        $name:ident($ty:ty) $($(#[$mark:meta])* $set:ident)?) => {
        $(#[$docs])*
        pub fn $name(mut self, $name: $ty) -> Self {
            self.call.set(request::Parameter::$location($wire), &$name);
            self
        }

        request! { @option $location $wire $name($ty) $($(#[$mark])* $set)? }
    };

    (@option $location:ident $wire:literal $name:ident($ty:ty)) => {};
    (@option $location:ident $wire:literal $name:ident($ty:ty) $(#[$mark:meta])* $set:ident) => {
        /// The same setter for an `Option`: `None` leaves it out.
        $(#[$mark])*
        pub fn $set(mut self, $name: Option<$ty>) -> Self {
            self.call.set(request::Parameter::$location($wire), &$name);
            self
        }
    };

    ($name:ident) => {
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
