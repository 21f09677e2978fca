//! Requests to paths that are not in the document.

use std::fmt;
use std::marker::PhantomData;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value as Json;

use super::client::call::Call;
use super::client::config::Core;
use super::client::error::{Error, RawError};
use super::client::raw_response::RawResponse;
use super::client::response::Response;
use super::client::response_future::ResponseFuture;
use super::http::body::Body;
use super::http::method::Method;
use super::operation::target::Target;
use super::request::Request;

/// A request to a path that is not in the document, with the credentials, retries and limits of the
/// client. `.await` sends it and reads the response as JSON of the type `T`; `raw()` of [`Request`]
/// returns the response undecoded.
///
/// It carries all credentials of the client. Of several in one header, query parameter or cookie,
/// only the first is sent.
#[must_use = "a request does nothing until it is awaited"]
pub struct CustomRequest<T = Json> {
    call: Call,
    response: PhantomData<fn() -> T>,
}

impl<T> CustomRequest<T> {
    /// Adds a query parameter.
    pub fn query(mut self, name: impl Into<String>, value: impl ToString) -> Self {
        self.call.add_query(name.into(), value.to_string());
        self
    }

    /// Sets a header. Replaces an earlier one with this name.
    pub fn header(mut self, name: impl AsRef<str>, value: impl AsRef<str>) -> Self {
        self.call.set_header(name.as_ref(), value.as_ref());
        self
    }

    /// Sets a JSON body.
    pub fn json<B: Serialize + ?Sized>(mut self, body: &B) -> Self {
        self.call.set_json(body);
        self
    }

    /// Sets a body with this media type.
    pub fn body(mut self, content_type: impl Into<String>, body: impl Into<Body>) -> Self {
        self.call.carry_as(content_type.into(), body.into());
        self
    }

    /// Reads the response as another type.
    pub fn typed<U>(self) -> CustomRequest<U> {
        CustomRequest { call: self.call, response: PhantomData }
    }
}

impl Core {
    /// Creates a request to a path that is not in the document.
    pub fn request(&self, method: Method, path: impl AsRef<str>) -> CustomRequest {
        let call = Call::new(self.clone(), Target::custom(method, path.as_ref()));
        CustomRequest { call, response: PhantomData }
    }
}

impl<T: DeserializeOwned + Send + 'static> Request for CustomRequest<T> {
    type Response = Response<T>;
    type ErrorBody = RawError;

    fn call_mut(&mut self) -> &mut Call {
        &mut self.call
    }

    fn decode(response: RawResponse) -> Result<Response<T>, Error> {
        if response.is_success() { response.json() } else { response.error() }
    }
}

impl<T: DeserializeOwned + Send + 'static> IntoFuture for CustomRequest<T> {
    type Output = Result<Response<T>, Error>;
    type IntoFuture = ResponseFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Request::send(self)
    }
}

/// Cloning a request whose body is a stream returns one that cannot be sent.
impl<T> Clone for CustomRequest<T> {
    fn clone(&self) -> Self {
        Self { call: self.call.clone(), response: PhantomData }
    }
}

impl<T> fmt::Debug for CustomRequest<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.call.format_as("CustomRequest", formatter)
    }
}
