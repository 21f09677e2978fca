//! Calls: requests that are being built.

use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use http::header::{
    ACCEPT, CONTENT_LENGTH, CONTENT_TYPE, COOKIE, HeaderName, HeaderValue, TRANSFER_ENCODING,
    USER_AGENT,
};
use http::{HeaderMap, Uri};
use serde::Serialize;

use super::config::Core;
use super::credential::{self, Credential};
use super::http::body::Body;
use super::http::headers::sensitive;
use super::http::method::Method;
use super::http::url;
use super::json::text as json;
use super::limits::Limits;
use super::operation::argument_value::Value;
use super::operation::parameter::{Location, Parameter};
use super::operation::path_template;
use super::operation::request_error::RequestErrorKind;
use super::operation::request_head::RequestHead;
use super::operation::table::Operation;
use super::operation::target::Target;
use super::options::{FRAMED, Options};
use super::platform::random;
use super::received::ReadMode;
use super::retry::RetryPolicy;
use super::secret::Secret;

/// A request while it is built. An error in it is stored, and returned when the request is sent.
pub struct Call {
    core: Core,
    target: Target,
    pub(crate) values: Vec<Option<Value>>,
    body: Option<Box<Payload>>,
    /// The media type of the body. Replaces that of the operation.
    content_type: Option<String>,
    /// The media type of the header `Accept`. Replaces those of the operation.
    accept: Option<&'static str>,
    read_mode: ReadMode,
    /// The statuses of redirects that are responses of the operation.
    redirects: &'static [u16],
    error: Option<Arc<RequestErrorKind>>,
    options: Option<Box<Options>>,
    /// The URL of the next page. Replaces path and query.
    pub(crate) url: Option<Arc<str>>,
}

/// A body with its media type.
struct Payload {
    content_type: String,
    body: Body,
}

impl Call {
    pub(crate) fn new(core: Core, target: impl Into<Target>) -> Self {
        Self {
            core,
            target: target.into(),
            values: Vec::new(),
            body: None,
            content_type: None,
            accept: None,
            read_mode: ReadMode::Whole,
            redirects: &[],
            error: None,
            options: None,
            url: None,
        }
    }

    /// Returns the call, and leaves one that is not used.
    pub(crate) fn take(&mut self) -> Self {
        let rest = Self::new(self.core.clone(), self.target.clone());
        std::mem::replace(self, rest)
    }

    /// Returns a copy of the call, or `None` if its body is a stream, which can be sent only once.
    pub fn try_clone(&self) -> Option<Self> {
        let body = match &self.body {
            Some(payload) => Some(Box::new(Payload {
                content_type: payload.content_type.clone(),
                body: payload.body.try_clone()?,
            })),
            None => None,
        };
        Some(Self {
            core: self.core.clone(),
            target: self.target.clone(),
            values: self.values.clone(),
            body,
            content_type: self.content_type.clone(),
            accept: self.accept,
            read_mode: self.read_mode,
            redirects: self.redirects,
            error: self.error.clone(),
            options: self.options.clone(),
            url: self.url.clone(),
        })
    }

    /// Sets a path parameter.
    #[must_use]
    pub fn path<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set(Parameter::path(name), value);
        self
    }

    /// Sets a query parameter.
    #[must_use]
    pub fn query<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set(Parameter::query(name), value);
        self
    }

    /// Sets a parameter that is the whole query.
    #[must_use]
    pub fn whole_query<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set(Parameter::whole_query(name), value);
        self
    }

    /// Sets a header parameter.
    #[must_use]
    pub fn header<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set(Parameter::header(name), value);
        self
    }

    /// Sets a cookie parameter.
    #[must_use]
    pub fn cookie<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        self.set(Parameter::cookie(name), value);
        self
    }

    /// Sets the parameter with the same location and name. A value that is written as `null` is not
    /// sent.
    pub fn set<T: Serialize + ?Sized>(&mut self, parameter: Parameter, value: &T) {
        match Value::of(value) {
            Ok(value) => self.set_parameter(parameter, value),
            Err(error) => self.fail(RequestErrorKind::parameter(
                parameter.name,
                format!("cannot be written: {error}"),
            )),
        }
    }

    pub(crate) fn set_parameter(
        &mut self,
        Parameter { location, name, .. }: Parameter,
        value: Value,
    ) {
        match self.target.parameter(location, name) {
            Some((index, _)) => self.set_value(index, value),
            None => self.fail(RequestErrorKind::parameter(name, "is not one of the operation")),
        }
    }

    pub(crate) fn set_value(&mut self, index: usize, value: Value) {
        if self.values.len() <= index {
            self.values.resize(index + 1, None);
        }
        if let Some(parameter) = self.target.parameters.get(index)
            && let Some(reason) = parameter.misread(&value)
        {
            self.fail(RequestErrorKind::parameter(parameter.name, reason));
        }
        if let Some(slot) = self.values.get_mut(index) {
            *slot = (!value.is_null()).then_some(value);
        }
    }

    pub(crate) fn fail(&mut self, error: RequestErrorKind) {
        self.error.get_or_insert(Arc::new(error));
    }

    /// Sets a header. Replaces the one that the request would send with this name.
    pub fn set_header(&mut self, name: &str, value: &str) {
        if let Err(error) = self.options_mut().set_header(name, value) {
            self.fail(error);
        }
    }

    /// Sets the credential for a security scheme. Replaces the client's.
    pub fn set_credential(&mut self, scheme: &'static str, credential: Credential) {
        match self.core.settings().api.check_scheme(scheme) {
            Ok(()) => self.options_mut().set_credential(scheme, credential),
            Err(error) => self.fail(error),
        }
    }

    /// Adds a query parameter.
    pub fn add_query(&mut self, name: String, value: String) {
        self.options_mut().query.push((name, value));
    }

    pub(crate) fn options_mut(&mut self) -> &mut Options {
        self.options.get_or_insert_default()
    }

    /// Sets a JSON body.
    #[must_use]
    pub fn json<T: Serialize + ?Sized>(mut self, body: &T) -> Self {
        self.set_json(body);
        self
    }

    /// Sets a JSON body.
    pub fn set_json<T: Serialize + ?Sized>(&mut self, body: &T) {
        match json::to_vec(body) {
            Ok(bytes) => self.carry("application/json", Body::from(bytes)),
            Err(error) => self.fail(RequestErrorKind::Json(error)),
        }
    }

    /// Sets a text body.
    #[must_use]
    pub fn text(mut self, body: impl Into<String>) -> Self {
        self.set_text(body);
        self
    }

    /// Sets a text body.
    pub fn set_text(&mut self, body: impl Into<String>) {
        self.carry("text/plain; charset=utf-8", body.into().into());
    }

    /// Sets the media type of the body, if it is not the operation's first one.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets a body that is sent unchanged. A stream can be sent only once, so its request is never
    /// repeated.
    #[must_use]
    pub fn body(mut self, body: impl Into<Body>) -> Self {
        self.set_body(body);
        self
    }

    /// Sets a body that is sent unchanged. A stream can be sent only once, so its request is never
    /// repeated.
    pub fn set_body(&mut self, body: impl Into<Body>) {
        self.carry("application/octet-stream", body.into());
    }

    /// Removes the body.
    pub fn clear_body(&mut self) {
        self.body = None;
    }

    /// Sets a body with the operation's media type, if it has one.
    pub(crate) fn carry(&mut self, content_type: &str, body: Body) {
        let content_type = self.target.body.unwrap_or(content_type).to_owned();
        self.carry_as(content_type, body);
    }

    /// Sets a body with exactly this media type.
    pub(crate) fn carry_as(&mut self, content_type: String, body: Body) {
        self.body = Some(Box::new(Payload { content_type, body }));
    }

    /// Sets how the response is read. Default: to its end.
    #[must_use]
    pub fn read_mode(self, read_mode: ReadMode) -> Self {
        Self { read_mode, ..self }
    }

    /// Sets the header `Accept` to another media type.
    #[must_use]
    pub fn accept(self, media_type: &'static str) -> Self {
        Self { accept: Some(media_type), ..self }
    }

    /// Returns redirects with these statuses instead of following them.
    #[must_use]
    pub fn redirects(self, statuses: &'static [u16]) -> Self {
        Self { redirects: statuses, ..self }
    }

    /// The statuses of redirects that are not followed.
    pub(crate) fn documented_redirects(&self) -> &'static [u16] {
        self.redirects
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }

    pub(crate) fn target(&self) -> &Target {
        &self.target
    }

    pub(crate) fn options(&self) -> Option<&Options> {
        self.options.as_deref()
    }

    /// The values of the parameters.
    #[cfg(feature = "test-util")]
    pub(crate) fn arguments(&self) -> Vec<(&'static str, Value)> {
        let given = self.target.parameters.iter().zip(&self.values);
        given.filter_map(|(parameter, value)| Some((parameter.name, value.clone()?))).collect()
    }

    /// How the response is read.
    pub(crate) fn how(&self) -> ReadMode {
        self.read_mode
    }

    /// The credentials of the call, which replace those of the client.
    pub(crate) fn credentials(&self) -> Vec<(&'static str, Credential)> {
        self.options().map_or_else(Vec::new, |options| options.credentials.clone())
    }

    /// The limits of the call.
    pub(crate) fn limits(&self) -> Limits {
        let limits = &self.core.settings().limits;
        self.options().map_or_else(|| limits.clone(), |options| options.limits(limits))
    }

    /// Whether a response that does not match the document is read as far as possible.
    pub(crate) fn is_lenient(&self) -> bool {
        let of_call = self.options().and_then(|options| options.is_lenient);
        of_call.or(self.core.settings().defaults.is_lenient).unwrap_or(false)
    }

    /// The retry policy of the call.
    pub(crate) fn retry(&self) -> RetryPolicy {
        let of_call = self.options().and_then(|options| options.retry.clone());
        of_call.unwrap_or_else(|| self.core.settings().retry.clone())
    }

    /// Whether the request can be sent more than once.
    pub(crate) fn is_repeatable(&self) -> bool {
        self.body.as_ref().is_none_or(|payload| payload.body.is_repeatable())
    }

    /// Whether the body is empty.
    fn is_empty(&self) -> bool {
        self.body.as_ref().is_none_or(|payload| payload.body.is_empty())
    }

    /// Creates an `Idempotency-Key` if the document has that header and the caller set none.
    pub(crate) fn make_idempotency_key(&mut self) {
        let is_key = |parameter: &Parameter| {
            parameter.location == Location::Header
                && parameter.name.eq_ignore_ascii_case(IDEMPOTENCY_KEY.as_str())
        };
        let Some(index) = self.target.parameters.iter().position(is_key) else { return };
        let is_given = self.values.get(index).is_some_and(Option::is_some)
            || self.options().is_some_and(|options| options.headers.contains_key(&IDEMPOTENCY_KEY));
        if let (false, Some(key)) = (is_given, random::uuid()) {
            self.set_value(index, Value::Text(key));
        }
    }

    /// The request without its credentials and body. It is checked before anything is sent, even a
    /// request for a token.
    pub(crate) fn plan(
        &self,
        credentials: &[&Credential],
        plan: &mut CallPlan,
    ) -> Result<(), Arc<RequestErrorKind>> {
        if let Some(error) = &self.error {
            return Err(error.clone());
        }
        let draft = &mut plan.draft;
        self.draft(credentials, draft)?;
        plan.url = self.url_without_query()?;
        if let Some(query) =
            self.url.as_deref().and_then(|url| url.split_once('?')).map(|(_, query)| query)
        {
            draft.query = url::query_without(query, |name| {
                credentials.iter().any(|one| one.is_in_query(name))
            });
        } else if self.url.is_some() {
            draft.query.clear();
        }
        Ok(())
    }

    pub(crate) fn url_without_query(&self) -> Result<String, RequestErrorKind> {
        if let Some(url) = &self.url {
            return Ok(url.split('?').next().unwrap_or_default().to_owned());
        }
        let base_url = self.core.settings().base_url(&self.target);
        Ok(match self.target.custom_path() {
            Some(path) => [base_url, path_template::checked_path(path)?].concat(),
            None => path_template::url(base_url, &self.target, &self.values)?,
        })
    }

    fn draft(
        &self,
        credentials: &[&Credential],
        draft: &mut RequestHead,
    ) -> Result<(), RequestErrorKind> {
        let accept = Some(self.accept.unwrap_or(self.target.accept));
        let accept = accept.filter(|accept| !accept.is_empty() && accept.is_ascii());
        let accept = Bytes::from_static(accept.unwrap_or("*/*").as_bytes());
        let accept = HeaderValue::from_maybe_shared(accept);
        draft.headers.insert(ACCEPT, accept.unwrap_or(HeaderValue::from_static("*/*")));
        let settings = self.core.settings();
        draft.headers.insert(USER_AGENT, settings.user_agent.clone());
        settings.defaults.apply(draft, credentials, &settings.credentials)?;
        let mut has_headers = !settings.defaults.headers.is_empty();
        for (parameter, value) in self.target.parameters.iter().zip(&self.values) {
            if let Some(value) = value {
                has_headers |= parameter.location == Location::Header;
                draft.add(parameter, value)?;
            }
        }
        if has_headers {
            self.check_framing(&draft.headers)?;
        }
        if let Some(payload) = &self.body {
            let content_type = self.content_type.as_ref().unwrap_or(&payload.content_type);
            let value = HeaderValue::from_str(content_type)
                .map_err(|_| RequestErrorKind::Form("its media type is not valid".into()))?;
            draft.headers.insert(CONTENT_TYPE, value);
        }
        if self.is_empty() && self.target.method.has_body() {
            // RFC 9110, section 8.6; HTTP libraries leave it out, and some servers then respond
            // with 411.
            draft.headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        if let Some(options) = &self.options {
            has_headers = true;
            options.apply(draft, credentials, &settings.credentials)?;
        }
        let is_empty = |key: &HeaderValue| key.is_empty();
        if has_headers && draft.headers.get(&IDEMPOTENCY_KEY).is_some_and(is_empty) {
            return Err(RequestErrorKind::parameter("Idempotency-Key", "is empty"));
        }
        Ok(())
    }

    /// Rejects header parameters that change the body on the wire, because HTTP libraries obey
    /// them.
    fn check_framing(&self, headers: &HeaderMap) -> Result<(), RequestErrorKind> {
        let length = self.body.as_ref().map_or(Some(0), |payload| payload.body.len());
        let is_length =
            |value: &HeaderValue| length.is_some_and(|length| *value == *length.to_string());
        if headers.get(CONTENT_LENGTH).is_some_and(|value| !is_length(value)) {
            return Err(RequestErrorKind::parameter(
                "Content-Length",
                "is not the length of the body",
            ));
        }
        if headers.contains_key(TRANSFER_ENCODING) {
            return Err(RequestErrorKind::parameter("Transfer-Encoding", FRAMED));
        }
        Ok(())
    }

    /// Shows the operation and the names of the given parameters, as a struct with this name.
    pub fn format_as(&self, name: &str, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let given =
            self.target.parameters.iter().zip(&self.values).filter(|(_, value)| value.is_some());
        let names: Vec<&str> = given.map(|(parameter, _)| parameter.name).collect();
        formatter
            .debug_struct(name)
            .field("operation", &self.target.id)
            .field("request", &format_args!("{}", self.target))
            .field("parameters", &names)
            .field("has_body", &self.body.is_some())
            .finish_non_exhaustive()
    }

    /// The body of the request. A stream is taken.
    pub(crate) fn take_body(&mut self) -> Body {
        let Some(payload) = &mut self.body else { return Body::empty() };
        payload.body.try_clone().unwrap_or_else(|| std::mem::take(&mut payload.body))
    }
}

/// A clone of a call whose body is a stream cannot be sent: it fails with
/// [`Error::Request`](super::super::Error::Request).
impl Clone for Call {
    fn clone(&self) -> Self {
        self.try_clone().unwrap_or_else(|| {
            let mut call = Self::new(self.core.clone(), self.target.clone());
            call.fail(RequestErrorKind::Spent);
            call
        })
    }
}

pub(crate) static IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A request before its credentials and its body are added. It is large, so it is filled in place.
#[derive(Default)]
pub(crate) struct CallPlan {
    url: String,
    pub(crate) draft: RequestHead,
}

impl CallPlan {
    /// Whether the request has an `Idempotency-Key`.
    pub(crate) fn has_idempotency_key(&self) -> bool {
        self.draft.headers.contains_key(&IDEMPOTENCY_KEY)
    }

    /// Adds the credentials, and writes the head of the request.
    pub(crate) fn write<'a>(
        &mut self,
        request: &mut http::Request<Body>,
        method: Method,
        secrets: impl Iterator<Item = (&'a Credential, &'a Secret)> + Clone,
    ) -> Result<(), RequestErrorKind> {
        credential::apply(secrets, &mut self.draft)?;
        let RequestHead { query, headers, cookies } = &mut self.draft;
        if let Some(cookies) =
            std::mem::take(cookies).into_iter().reduce(|all, cookie| all + "; " + &cookie)
        {
            let value =
                sensitive(&cookies).ok_or(RequestErrorKind::Credential { name: "Cookie" })?;
            headers.insert(COOKIE, value);
        }
        for pair in query {
            self.url.push(if self.url.contains('?') { '&' } else { '?' });
            self.url.push_str(pair);
        }
        *request.method_mut() = method.try_into().map_err(|_| RequestErrorKind::Method)?;
        let url = std::mem::take(&mut self.url);
        *request.uri_mut() = Uri::try_from(url).map_err(|_| RequestErrorKind::Url)?;
        *request.headers_mut() = std::mem::take(headers);
        Ok(())
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.format_as("Call", formatter)
    }
}

impl Core {
    /// Starts a call.
    pub fn call(&self, operation: &'static Operation) -> Call {
        Call::new(self.clone(), operation)
    }
}
