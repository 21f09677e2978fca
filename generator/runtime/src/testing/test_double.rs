//! A test double of the server, for tests of programs that use a client.

use std::fmt;
use std::future::poll_fn;
use std::marker::PhantomData;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use http::header::{HeaderName, HeaderValue};
use http::{HeaderMap, StatusCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::builder::Builder;
use super::client::config::Core;
use super::client::hook::visible;
use super::http::body::Body;
use super::http::error::{NoStub, TransportError, TransportErrorKind};
use super::http::transport::{Timeout, Transport};
use super::operation::argument_value;
use super::operation::stub_context::CallExtension;
use super::operation::table::Operation;
use super::platform::clock::Clock;
use super::platform::future::BoxFuture;
use super::stub_request::{StubRequest, StubResponse, ToStubResponse, Value};

/// Replaces the server in a test: it returns stubbed responses and records the requests.
///
/// The rest of the client works as usual: credentials, parameters, attempts, decoding.
///
/// ```text
/// let double = TestDouble::new();
/// double.on::<GetItem>().respond(item);
/// double.on::<CreateItem>().fail(TransportErrorKind::Connect).then().respond_error(CreateItemError::Conflict(problem));
/// double.on::<ListItems>().respond(items).header("X-Total", "2");
/// let client = Client::builder().test_double(&double).build()?;
///
/// run_the_program(client).await;
///
/// assert_eq!(double.requests_of::<GetItem>()[0].argument("id"), Some("1"));
/// assert_eq!(double.requests_of::<CreateItem>()[0].json::<Json>()?["name"], "A");
/// ```
///
/// The type of a request identifies its operation. Stubbed responses are returned in order, and the
/// last one repeatedly. A call without a stub fails with
/// [`Error::Request`](super::super::Error::Request), whose message says what to stub.
///
/// A value of a type that only responses use can be read from JSON, with `serde_json::from_value`
/// or with [`StubBuilder::respond_json`].
///
/// Clones are the same double. It is the client's clock, too: no test ever waits, and
/// [`elapsed`](TestDouble::elapsed) says how long it would have taken.
///
/// Needs the feature `test-util`.
#[derive(Clone, Default)]
pub struct TestDouble(Arc<DoubleState>);

#[derive(Default)]
struct DoubleState {
    rules: Mutex<Vec<Rule>>,
    requests: Mutex<Vec<TestRequest>>,
    time: Mutex<Duration>,
}

type Condition = Arc<dyn Fn(&TestRequest) -> bool + Send + Sync>;

/// The responses to some requests.
struct Rule {
    target: Target,
    /// `None`: all requests that no other rule matches.
    condition: Option<Condition>,
    responses: Vec<StubbedResponse>,
    /// The number of responses that were returned.
    given: usize,
}

/// The kind of request that a rule matches.
#[derive(Clone, Copy)]
enum Target {
    Operation(&'static Operation),
    /// A request without an operation, such as one for a token.
    Other,
}

struct StubbedResponse {
    what: Result<http::Response<Body>, StubFailure>,
    delay: Duration,
}

#[derive(Clone)]
enum StubFailure {
    Transport(TransportErrorKind),
    /// The stub is not a valid response.
    Unusable(String),
}

impl TestDouble {
    /// Creates a test double without stubs.
    pub fn new() -> Self {
        Self::default()
    }

    /// Stubs the responses of an operation.
    pub fn on<R: StubRequest>(&self) -> StubBuilder<'_, R> {
        StubBuilder {
            double: self,
            target: Target::Operation(R::OPERATION),
            condition: None,
            request: PhantomData,
        }
    }

    /// Stubs the responses to requests without an operation, such as those for a token.
    pub fn on_other_requests(&self) -> StubBuilder<'_, ()> {
        StubBuilder { double: self, target: Target::Other, condition: None, request: PhantomData }
    }

    /// Returns all requests that got a response, or failed as stubbed.
    pub fn requests(&self) -> Vec<TestRequest> {
        lock(&self.0.requests).clone()
    }

    /// Returns the requests of an operation.
    pub fn requests_of<R: StubRequest>(&self) -> Vec<TestRequest> {
        let mut requests = self.requests();
        requests.retain(|request| request.target.is(Target::Operation(R::OPERATION)));
        requests
    }

    /// Returns the time that has passed for its clients, including the pauses between attempts and
    /// [`Stub::delay`].
    pub fn elapsed(&self) -> Duration {
        *lock(&self.0.time)
    }

    fn pass(&self, duration: Duration) {
        let mut time = lock(&self.0.time);
        *time = time.saturating_add(duration);
    }

    fn tell(
        &self,
        target: Target,
        condition: Option<Condition>,
        response: StubbedResponse,
    ) -> (usize, usize) {
        let mut rules = lock(&self.0.rules);
        let is_same = |rule: &Rule| {
            rule.target.is(target)
                && match (&rule.condition, &condition) {
                    (Some(one), Some(other)) => Arc::ptr_eq(one, other),
                    (None, None) => true,
                    _ => false,
                }
        };
        let at = rules.iter().position(is_same).unwrap_or_else(|| {
            rules.push(Rule { target, condition, responses: Vec::new(), given: 0 });
            rules.len() - 1
        });
        let Some(rule) = rules.get_mut(at) else { return (at, 0) };
        rule.responses.push(response);
        (at, rule.responses.len() - 1)
    }

    /// The next response to a request, and its delay.
    fn choose(&self, request: &TestRequest) -> Option<StubbedResponse> {
        // A condition may itself ask the double.
        let rules: Vec<(usize, Option<Condition>)> = lock(&self.0.rules)
            .iter()
            .enumerate()
            .filter(|(_, rule)| rule.target.is(request.target))
            .map(|(at, rule)| (at, rule.condition.clone()))
            .collect();
        let fits = |(_, condition): &&(usize, Option<Condition>)| {
            condition.as_ref().is_some_and(|fits| fits(request))
        };
        let is_any = |(_, condition): &&(usize, Option<Condition>)| condition.is_none();
        let (at, _) = rules.iter().find(fits).or_else(|| rules.iter().find(is_any))?;
        lock(&self.0.rules).get_mut(*at)?.next()
    }

    async fn exchange(
        &self,
        request: http::Request<Body>,
    ) -> Result<http::Response<Body>, TransportError> {
        let (head, mut body) = request.into_parts();
        let limit = head.extensions.get::<Timeout>().copied();
        let (body, _) = body.read_to_end(usize::MAX).await?;
        let (target, arguments) = match head.extensions.get::<CallExtension>() {
            Some(described) => {
                (Target::Operation(described.operation), described.arguments.clone())
            }
            None => (Target::Other, Vec::new()),
        };
        let request = TestRequest {
            target,
            arguments,
            method: head.method,
            url: head.uri,
            headers: head.headers,
            body,
        };
        let response = self.choose(&request).ok_or_else(|| no_stub(request.target))?;
        if let Err(StubFailure::Unusable(reason)) = response.what {
            return Err(TransportError::new(TransportErrorKind::Other, NoStub(reason)));
        }
        lock(&self.0.requests).push(request);
        self.delay(response.delay, limit).await;
        response.what.map_err(|failure| match failure {
            StubFailure::Transport(kind) => TransportError::new(kind, "stubbed by the test"),
            StubFailure::Unusable(reason) => {
                TransportError::new(TransportErrorKind::Other, NoStub(reason))
            }
        })
    }

    /// Advances the time, and wakes everything that waits for it.
    async fn delay(&self, delay: Duration, limit: Option<Timeout>) {
        if delay.is_zero() {
            return;
        }
        self.pass(limit.map_or(delay, |Timeout(limit)| limit.min(delay)));
        let mut is_seen = false;
        poll_fn(|context| {
            if std::mem::replace(&mut is_seen, true) {
                return Poll::Ready(());
            }
            context.waker().wake_by_ref();
            Poll::Pending
        })
        .await;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

fn no_stub(target: Target) -> TransportError {
    let line = match target {
        Target::Operation(_) => "on::<…>()`, with the type of the request between `<` and `>`",
        Target::Other => "on_other_requests()`: it is not the request of an operation",
    };
    let reason = format!("the test double has no response for it; stub one by `{line}");
    TransportError::new(TransportErrorKind::Other, NoStub(reason))
}

impl Target {
    fn is(self, other: Self) -> bool {
        match (self, other) {
            (Self::Operation(one), Self::Operation(other)) => one == other,
            (Self::Other, Self::Other) => true,
            _ => false,
        }
    }
}

impl Rule {
    /// The next response. The last one is returned repeatedly.
    fn next(&mut self) -> Option<StubbedResponse> {
        let at = self.given.min(self.responses.len().checked_sub(1)?);
        self.given = at + 1;
        self.responses.get_mut(at).map(StubbedResponse::take)
    }
}

impl StubbedResponse {
    /// Returns the response, and keeps it for the next request unless its body is a stream.
    fn take(&mut self) -> Self {
        let delay = self.delay;
        let spent = || {
            Err(StubFailure::Unusable(
                "the body of its response is a stream, which was sent already".to_owned(),
            ))
        };
        let what = match &mut self.what {
            Ok(response) => match response.body().try_clone() {
                Some(body) => Ok(with_head_of(response, body)),
                None => std::mem::replace(&mut self.what, spent()),
            },
            Err(failure) => Err(failure.clone()),
        };
        Self { what, delay }
    }
}

fn with_head_of(response: &http::Response<Body>, body: Body) -> http::Response<Body> {
    let mut copy = http::Response::new(body);
    *copy.status_mut() = response.status();
    *copy.version_mut() = response.version();
    *copy.headers_mut() = response.headers().clone();
    copy
}

impl Transport for TestDouble {
    fn send(
        &self,
        request: http::Request<Body>,
    ) -> BoxFuture<'_, Result<http::Response<Body>, TransportError>> {
        Box::pin(self.exchange(request))
    }
}

impl Clock for TestDouble {
    fn now(&self) -> Duration {
        self.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        let double = self.clone();
        Some(Box::pin(async move { double.pass(duration) }))
    }

    fn alarm(&self, limit: Duration) -> Option<BoxFuture<'static, ()>> {
        let double = self.clone();
        let end = self.elapsed().saturating_add(limit);
        let is_over = move || if double.elapsed() >= end { Poll::Ready(()) } else { Poll::Pending };
        Some(Box::pin(poll_fn(move |_| is_over())))
    }
}

impl fmt::Debug for TestDouble {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TestDouble")
            .field("requests", &self.requests())
            .finish_non_exhaustive()
    }
}

/// Builds a stub for an operation. Made by [`TestDouble::on`]. Needs the feature `test-util`.
#[must_use = "a stub does nothing before it has a response"]
pub struct StubBuilder<'a, R> {
    double: &'a TestDouble,
    target: Target,
    condition: Option<Condition>,
    request: PhantomData<fn() -> R>,
}

impl<'a, R> StubBuilder<'a, R> {
    /// Limits the stub to requests that match this condition. If several stubs match, the first one
    /// is used.
    pub fn when(self, condition: impl Fn(&TestRequest) -> bool + Send + Sync + 'static) -> Self {
        Self { condition: Some(Arc::new(condition)), ..self }
    }

    /// Responds with JSON. The value is not checked against the document, so a test can send
    /// unexpected values.
    pub fn respond_json<T: Serialize + ?Sized>(self, status: u16, value: &T) -> Stub<'a, R> {
        self.respond_with(StubResponse::new(status).json(value))
    }

    /// Responds with an HTTP response. If its body is a stream, it can be sent once.
    pub fn respond_raw<B: Into<Body>>(self, response: http::Response<B>) -> Stub<'a, R> {
        self.tell(Ok(response.map(Into::into)))
    }

    /// Fails without a response. The client retries according to its retry policy, where that is
    /// safe.
    pub fn fail(self, kind: TransportErrorKind) -> Stub<'a, R> {
        self.tell(Err(StubFailure::Transport(kind)))
    }

    fn respond_with(self, response: StubResponse) -> Stub<'a, R> {
        self.tell(response.into_response().map_err(StubFailure::Unusable))
    }

    fn tell(self, what: Result<http::Response<Body>, StubFailure>) -> Stub<'a, R> {
        let index = self.double.tell(
            self.target,
            self.condition.clone(),
            StubbedResponse { what, delay: Duration::ZERO },
        );
        Stub { on: self, index }
    }
}

impl<'a, R: StubRequest> StubBuilder<'a, R> {
    /// Responds with a success. Its status is the documented one, or 200 if the document has only a
    /// range.
    pub fn respond(self, value: impl Into<Value<R>>) -> Stub<'a, R> {
        self.respond_with(R::stub_response(&value.into()))
    }

    /// Responds with an error. Its status is the documented one of the variant, the first of a
    /// documented range, or 500. [`Stub::status`] changes it.
    pub fn respond_error(self, error: impl Into<R::ErrorBody>) -> Stub<'a, R>
    where
        R::ErrorBody: ToStubResponse,
    {
        self.respond_with(error.into().to_stub_response())
    }
}

impl<R> fmt::Debug for StubBuilder<'_, R> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("StubBuilder")
            .field("operation", &self.target.id())
            .finish_non_exhaustive()
    }
}

impl<C: From<Core>> Builder<C> {
    /// Sends the requests to a test double, and uses its clock. If no server is set, the URL is one
    /// that leads nowhere. Needs the feature `test-util`.
    pub fn test_double(mut self, double: &TestDouble) -> Self {
        self.base_url.get_or_insert_with(|| "https://server.invalid".to_owned());
        self.transport(double.clone()).clock(double.clone())
    }
}

/// A stubbed response of a [`TestDouble`], to which more can be added. Needs the feature
/// `test-util`.
#[derive(Debug)]
pub struct Stub<'a, R> {
    on: StubBuilder<'a, R>,
    /// The index of the rule, and of the response in it.
    index: (usize, usize),
}

impl<'a, R> Stub<'a, R> {
    /// Adds a header to the response. Has no effect on a failure.
    pub fn header(self, name: &str, value: &str) -> Self {
        self.change(|response| {
            let name = HeaderName::from_bytes(name.as_bytes())
                .map_err(|_| format!("{name:?} is not a header name"))?;
            let value = HeaderValue::from_str(value)
                .map_err(|_| format!("{value:?} is not a header value"))?;
            response.headers_mut().append(name, value);
            Ok(())
        })
    }

    /// Changes the status of the response. Has no effect on a failure.
    pub fn status(self, status: u16) -> Self {
        self.change(|response| {
            *response.status_mut() =
                StatusCode::from_u16(status).map_err(|_| format!("{status} is not a status"))?;
            Ok(())
        })
    }

    /// Advances the clock of the test double by this duration before the response or the failure.
    /// The client's timeouts apply. The test does not wait.
    pub fn delay(self, delay: Duration) -> Self {
        self.with_response(|response| response.delay = delay);
        self
    }

    /// Stubs the next response to the same requests.
    pub fn then(self) -> StubBuilder<'a, R> {
        self.on
    }

    fn change(self, change: impl FnOnce(&mut http::Response<Body>) -> Result<(), String>) -> Self {
        self.with_response(|response| {
            if let Err(reason) = response.what.as_mut().map_or(Ok(()), change) {
                response.what = Err(StubFailure::Unusable(reason));
            }
        });
        self
    }

    fn with_response(&self, change: impl FnOnce(&mut StubbedResponse)) {
        let (rule, response) = self.index;
        let mut rules = lock(&self.on.double.0.rules);
        if let Some(response) =
            rules.get_mut(rule).and_then(|rule| rule.responses.get_mut(response))
        {
            change(response);
        }
    }
}

/// A request that a [`TestDouble`] got: an attempt of a call. Needs the feature `test-util`.
#[derive(Clone)]
pub struct TestRequest {
    target: Target,
    arguments: Vec<(&'static str, argument_value::Value)>,
    method: http::Method,
    url: http::Uri,
    headers: HeaderMap,
    body: Bytes,
}

impl TestRequest {
    /// Returns the `operationId`, or the generated name. `None` if the request belongs to no
    /// operation.
    pub fn operation(&self) -> Option<&'static str> {
        self.target.id()
    }

    /// Returns the argument of the parameter with this name. `None` if it was not set, or is an
    /// array or object. Requests for further pages have no arguments if a page contains the URL of
    /// the next one.
    pub fn argument(&self, name: &str) -> Option<&str> {
        let (_, value) = self.arguments.iter().find(|(parameter, _)| *parameter == name)?;
        match value {
            argument_value::Value::Text(text) | argument_value::Value::Number(text) => Some(text),
            argument_value::Value::Boolean(true) => Some("true"),
            argument_value::Value::Boolean(false) => Some("false"),
            _ => None,
        }
    }

    /// Returns the method.
    pub fn method(&self) -> &http::Method {
        &self.method
    }

    /// Returns the URL with its query.
    pub fn url(&self) -> &http::Uri {
        &self.url
    }

    /// Returns the headers, including credentials.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Returns the body as JSON.
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }
}

/// Shows no credentials and no query, because it may contain some.
impl fmt::Debug for TestRequest {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("TestRequest");
        shown.field("operation", &self.operation()).field("method", &self.method);
        shown.field("path", &self.url.path()).field("headers", &visible(&self.headers));
        shown.field("body", &format_args!("{} bytes", self.body.len())).finish_non_exhaustive()
    }
}

impl Target {
    fn id(self) -> Option<&'static str> {
        match self {
            Self::Operation(operation) => Some(operation.id),
            Self::Other => None,
        }
    }
}
