//! A call: a request while it is described, and on its way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use bytes::{Bytes, BytesMut};
use http::header::{ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, USER_AGENT};
use http::{HeaderMap, Uri};
use serde::Serialize;

use super::answer::Answer;
use super::client::Core;
use super::error::{Error, Refusal, RequestError};
use super::multipart::{self, PropertyEncoding};
use super::operation::Operation;
use super::parameter::{Location, Parameter};
use super::plain::Value;
use super::transport::{Body, BoxFuture, Timeout, TransportError};
use super::{form, path, security};

/// A request that is being described. What cannot be sent is remembered, and told when the call is made.
pub struct Call {
    core: Core,
    operation: &'static Operation,
    values: Vec<Option<Value>>,
    body: Option<Payload>,
    refusal: Option<Refusal>,
}

/// A body with its media type.
struct Payload {
    content_type: String,
    bytes: Bytes,
}

/// What parameters and credentials add to a request.
#[derive(Default)]
pub(super) struct Draft {
    pub(super) query: Vec<String>,
    pub(super) headers: HeaderMap,
    pub(super) cookies: Vec<String>,
}

impl Call {
    pub(super) fn new(core: Core, operation: &'static Operation) -> Self {
        Self { core, operation, values: Vec::new(), body: None, refusal: None }
    }

    /// Gives a value to the parameter with this index.
    #[must_use]
    pub fn with<T: Serialize + ?Sized>(mut self, index: usize, value: &T) -> Self {
        self.set(index, value);
        self
    }

    /// Gives a value to the parameter with this index. Nothing takes the value away.
    pub fn set<T: Serialize + ?Sized>(&mut self, index: usize, value: &T) {
        match Value::of(value) {
            Ok(value) => self.set_value(index, value),
            Err(error) => self.refuse(Refusal::parameter(self.name(index), format!("cannot be written: {error}"))),
        }
    }

    fn set_value(&mut self, index: usize, value: Value) {
        if self.values.len() <= index {
            self.values.resize(index + 1, None);
        }
        if let Some(slot) = self.values.get_mut(index) {
            *slot = (!value.is_null()).then_some(value);
        }
    }

    fn name(&self, index: usize) -> &'static str {
        self.operation.parameters.get(index).map_or("?", |parameter| parameter.name)
    }

    fn refuse(&mut self, refusal: Refusal) {
        self.refusal.get_or_insert(refusal);
    }

    /// Sends a value as JSON.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.set_json(body);
        self
    }

    /// Sends a value as JSON.
    pub fn set_json<T: Serialize + ?Sized>(&mut self, body: &T) {
        match serde_json::to_vec(body) {
            Ok(bytes) => self.set_body("application/json", bytes.into()),
            Err(error) => self.refuse(Refusal::Json(error)),
        }
    }

    /// Sends a value as `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T, encodings: &'static [PropertyEncoding]) -> Self {
        self.set_form(body, encodings);
        self
    }

    /// Sends a value as `application/x-www-form-urlencoded`.
    pub fn set_form<T: Serialize + ?Sized>(&mut self, body: &T, encodings: &'static [PropertyEncoding]) {
        let form = Value::of(body).map_err(|error| Refusal::Form(error.to_string().into()));
        match form.and_then(|value| form::write(&value, encodings).ok_or(Refusal::Form("it is not an object".into()))) {
            Ok(text) => self.set_body("application/x-www-form-urlencoded", text.into()),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Sends a value as `multipart/form-data`.
    #[must_use]
    pub fn multipart<T: Serialize + ?Sized>(mut self, body: &T, encodings: &'static [PropertyEncoding]) -> Self {
        self.set_multipart(body, encodings);
        self
    }

    /// Sends a value as `multipart/form-data`.
    pub fn set_multipart<T: Serialize + ?Sized>(&mut self, body: &T, encodings: &'static [PropertyEncoding]) {
        let form = Value::of(body).map_err(|error| Refusal::Form(error.to_string().into()));
        match form
            .and_then(|value| multipart::write(&value, encodings).ok_or(Refusal::Form("it is not an object".into())))
        {
            Ok((content_type, bytes)) => self.body = Some(Payload { content_type, bytes }),
            Err(refusal) => self.refuse(refusal),
        }
    }

    /// Sends a text.
    #[must_use]
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.set_text(body);
        self
    }

    /// Sends a text.
    pub fn set_text(&mut self, body: impl Into<String>) {
        self.set_body("text/plain; charset=utf-8", body.into().into());
    }

    /// Sends bytes.
    #[must_use]
    pub fn bytes(mut self, body: impl Into<Bytes>) -> Self {
        self.set_bytes(body);
        self
    }

    /// Sends bytes.
    pub fn set_bytes(&mut self, body: impl Into<Bytes>) {
        self.set_body("application/octet-stream", body.into());
    }

    /// Sends the body as another media type than the operation's first.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        if let Some(body) = &mut self.body {
            body.content_type = content_type.into();
        }
        self
    }

    fn set_body(&mut self, content_type: &str, bytes: Bytes) {
        let content_type = self.operation.body.unwrap_or(content_type).to_owned();
        self.body = Some(Payload { content_type, bytes });
    }

    /// Sends the request. `decode` makes the result of the answer.
    pub fn send<O: Outcome>(self, decode: fn(Answer) -> O) -> Sending<O> {
        Sending { answer: Box::pin(answer(self)), decode }
    }

    /// The request as it is sent.
    pub fn into_request(self) -> Result<http::Request<Body>, RequestError> {
        let operation = self.operation;
        self.request().map_err(|refusal| RequestError::new(operation, refusal))
    }

    fn request(mut self) -> Result<http::Request<Body>, Refusal> {
        if let Some(refusal) = self.refusal.take() {
            return Err(refusal);
        }
        let mut draft = self.draft()?;
        let mut request = http::Request::new(Body::empty());
        *request.uri_mut() = self.uri(&draft)?;
        *request.method_mut() = self.operation.method.into();
        if let Some(timeout) = self.core.settings().timeout {
            request.extensions_mut().insert(Timeout(timeout));
        }
        if self.body.as_ref().is_none_or(|body| body.bytes.is_empty()) && self.operation.method.has_body() {
            // RFC 9110, section 8.6; HTTP libraries leave it out, and some servers then answer 411.
            draft.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some(Payload { content_type, bytes }) = self.body.take() {
            let value = HeaderValue::from_str(&content_type)
                .map_err(|_| Refusal::Form("its media type is not valid".into()))?;
            draft.headers.insert(CONTENT_TYPE, value);
            *request.body_mut() = bytes.into();
        }
        *request.headers_mut() = draft.headers;
        Ok(request)
    }

    /// All but the path and the body.
    fn draft(&self) -> Result<Draft, Refusal> {
        let settings = self.core.settings();
        let mut draft = Draft::default();
        let accept = if self.operation.accept.is_empty() { "*/*" } else { self.operation.accept };
        draft.headers.insert(ACCEPT, HeaderValue::from_str(accept).unwrap_or(HeaderValue::from_static("*/*")));
        draft.headers.insert(USER_AGENT, settings.user_agent.clone());
        for (parameter, value) in self.operation.parameters.iter().zip(&self.values) {
            if let Some(value) = value {
                draft.add(parameter, value)?;
            }
        }
        for credential in security::choose(self.operation.security, &settings.credentials)? {
            credential.apply(&mut draft)?;
        }
        if !draft.cookies.is_empty() {
            let value = security::sensitive(&draft.cookies.join("; ")).ok_or(Refusal::Credential { name: "Cookie" })?;
            draft.headers.insert(COOKIE, value);
        }
        Ok(draft)
    }

    fn uri(&self, draft: &Draft) -> Result<Uri, Refusal> {
        let mut url = self.core.settings().base_url.clone();
        url.push_str(&path::path(self.operation, &self.values)?);
        if !draft.query.is_empty() {
            url.push(if url.contains('?') { '&' } else { '?' });
            url.push_str(&draft.query.join("&"));
        }
        Uri::try_from(url).map_err(|_| Refusal::Url)
    }
}

impl Draft {
    fn add(&mut self, parameter: &Parameter, value: &Value) -> Result<(), Refusal> {
        match parameter.location {
            Location::Path => {}
            Location::Query => self.query.extend(parameter.to_pairs(value)),
            Location::Cookie => self.cookies.extend(parameter.to_pairs(value)),
            Location::Header => {
                let Some(text) = parameter.to_header(value) else { return Ok(()) };
                let refusal = || Refusal::parameter(parameter.name, "holds characters that a header cannot");
                let name = HeaderName::from_bytes(parameter.name.as_bytes()).map_err(|_| refusal())?;
                self.headers.insert(name, HeaderValue::from_str(&text).map_err(|_| refusal())?);
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given = self.operation.parameters.iter().zip(&self.values).filter(|(_, value)| value.is_some());
        let names: Vec<&str> = given.map(|(parameter, _)| parameter.name).collect();
        let mut shown = formatter.debug_struct("Call");
        shown.field("operation", &self.operation.id).field("request", &format_args!("{}", self.operation));
        shown.field("parameters", &names).field("has_body", &self.body.is_some()).finish_non_exhaustive()
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum Fault {
    /// The request cannot be sent.
    Request(RequestError),
    /// The server could not be reached, or the connection broke.
    Transport(TransportError),
}

/// The result of a call.
pub trait Outcome {
    /// The result when there is no answer.
    fn fault(fault: Fault) -> Self;
}

impl<T, E> Outcome for Result<T, Error<E>> {
    fn fault(fault: Fault) -> Self {
        Err(match fault {
            Fault::Request(error) => Error::Request(error),
            Fault::Transport(error) if error.is_timeout() => Error::Timeout(error),
            Fault::Transport(error) => Error::Transport(error),
        })
    }
}

/// A request on its way. All but the last step is the same code for every operation.
#[must_use = "a request is sent when it is awaited"]
pub struct Sending<O> {
    answer: BoxFuture<'static, Result<Answer, Fault>>,
    decode: fn(Answer) -> O,
}

impl<O> fmt::Debug for Sending<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Sending")
    }
}

impl<O: Outcome> Future for Sending<O> {
    type Output = O;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<O> {
        Poll::Ready(match ready!(self.answer.as_mut().poll(context)) {
            Ok(answer) => (self.decode)(answer),
            Err(fault) => O::fault(fault),
        })
    }
}

/// Sends the request and reads the answer to its end or to the limit.
async fn answer(call: Call) -> Result<Answer, Fault> {
    let (core, operation) = (call.core.clone(), call.operation);
    let settings = core.settings();
    let request = call.into_request().map_err(Fault::Request)?;
    let fault = |error: TransportError| Fault::Transport(error.during(operation));
    let (head, body) = settings.transport.send(request).await.map_err(fault)?.into_parts();
    let (body, is_truncated) = collect(body, settings.max_response_bytes).await.map_err(fault)?;
    Ok(Answer::new(operation, head, body, is_truncated))
}

/// The bytes of a body up to a limit, and whether there are more.
async fn collect(mut body: Body, limit: usize) -> Result<(Bytes, bool), TransportError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = body.chunk().await {
        let mut chunk = chunk?;
        let room = limit.saturating_sub(bytes.len());
        let is_too_large = chunk.len() > room;
        chunk.truncate(room);
        if bytes.is_empty() {
            bytes = chunk.into();
        } else {
            bytes.extend_from_slice(&chunk);
        }
        if is_too_large {
            return Ok((bytes.freeze(), true));
        }
    }
    Ok((bytes.freeze(), false))
}
