//! Descriptions of operations for the test double.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderValue};
use http::{Response as HttpResponse, StatusCode};
use serde::Serialize;

use super::client::error::RawError;
use super::client::response::Response;
use super::http::body::Body;
use super::json::text as json;
use super::operation::table::Operation;
use super::surface::request::Request;

/// A request that can be stubbed by [`TestDouble::on`](super::super::TestDouble::on). All requests
/// of a generated client are. Needs the feature `test-util`.
pub trait StubRequest: Request<Response: StubResult> {
    /// The static description of the operation.
    #[doc(hidden)]
    const OPERATION: &'static Operation;

    /// Converts a success to an HTTP response, as the document describes it.
    #[doc(hidden)]
    fn stub_response(value: &Value<Self>) -> StubResponse;
}

/// The type of the successful response of a call.
pub trait StubResult {
    /// The type of its value: `T` of [`Response<T>`](Response).
    type Value;
}

impl<T, H> StubResult for Response<T, H> {
    type Value = T;
}

/// The value of a success of an operation.
pub type Value<R> = <<R as Request>::Response as StubResult>::Value;

/// One of several responses, which contains its status.
pub trait ToStubResponse {
    /// Converts it to an HTTP response, as the document describes it.
    #[doc(hidden)]
    fn to_stub_response(&self) -> StubResponse;
}

impl ToStubResponse for RawError {
    fn to_stub_response(&self) -> StubResponse {
        StubResponse::new(500).bytes(&self.0)
    }
}

/// An HTTP response from the test double.
#[doc(hidden)]
#[derive(Debug)]
pub struct StubResponse {
    status: u16,
    content_type: Option<&'static str>,
    /// The body, or an error if it cannot be written.
    body: Result<Bytes, String>,
}

impl StubResponse {
    /// A response without a body.
    pub fn new(status: u16) -> Self {
        Self { status, content_type: None, body: Ok(Bytes::new()) }
    }

    /// The same response, whose value is no body.
    pub fn empty<T: ?Sized>(self, _: &T) -> Self {
        self
    }

    /// A response with a JSON body.
    pub fn json<T: Serialize + ?Sized>(self, value: &T) -> Self {
        let body = json::to_vec(value).map(Bytes::from);
        let body = body.map_err(|error| format!("as JSON: {error}"));
        Self { content_type: Some("application/json"), body, ..self }
    }

    /// A response with a text of this media type, or an error if it cannot be written.
    #[allow(dead_code, reason = "not every document has XML")]
    pub(crate) fn written(self, content_type: &'static str, text: Result<String, String>) -> Self {
        Self { content_type: Some(content_type), body: text.map(Bytes::from), ..self }
    }

    /// A response with a text.
    pub fn text(self, text: &str) -> Self {
        let body = Ok(Bytes::copy_from_slice(text.as_bytes()));
        Self { content_type: Some("text/plain; charset=utf-8"), body, ..self }
    }

    /// The same response with another media type.
    pub fn media_type(self, content_type: &'static str) -> Self {
        Self { content_type: Some(content_type), ..self }
    }

    /// A response with any body.
    pub fn bytes(self, bytes: &Bytes) -> Self {
        Self { body: Ok(bytes.clone()), ..self }
    }

    /// The response, or an error if it cannot be written.
    pub(crate) fn into_response(self) -> Result<HttpResponse<Body>, String> {
        let body =
            self.body.map_err(|reason| format!("the response cannot be written {reason}"))?;
        let mut response = HttpResponse::new(Body::from(body));
        *response.status_mut() = StatusCode::from_u16(self.status)
            .map_err(|_| format!("{} is not a status", self.status))?;
        if let Some(content_type) = self.content_type {
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        Ok(response)
    }
}
