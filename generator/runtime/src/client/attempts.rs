//! Sends a call: its attempts, the pauses between them, and the response.

use std::error::Error as StdError;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::call::{Call, CallPlan};
use super::call_secrets::{CallSecrets, NoSecret};
use super::call_time::CallTime;
use super::config::Settings;
use super::credential::{Credential, Known};
use super::error::{AuthError, SendError};
use super::hook::{RequestInfo, ResponseInfo, visible};
use super::http::body::Body;
#[cfg(feature = "test-util")]
use super::http::error::NoStub;
use super::http::error::TransportError;
use super::http::transport::{DocumentedRedirects, Redirected, Timed, Timeout};
use super::limits::Limits;
use super::operation::request_error::{RequestError, RequestErrorKind};
#[cfg(feature = "test-util")]
use super::operation::stub_context::CallExtension;
use super::operation::target::Target;
use super::platform::clock::within;
use super::platform::future::BoxFuture;
use super::raw_response::{OpenBody, RawResponse};
use super::received::{ReadMode, Received};
use super::repeat::{Effect, Ending, Next};
use super::retry::{self, RetryPolicy};
#[cfg(feature = "tracing")]
use super::trace::Trace;
#[cfg(not(feature = "tracing"))]
use super::trace_disabled::Trace;

/// Returns the future of a request and its response, boxed when it is first polled. An `async`
/// block stores its argument once, an `async fn` twice.
pub(crate) fn later(mut call: Call) -> BoxFuture<'static, Result<RawResponse, SendError>> {
    Box::pin(async move {
        // A repetition has the same key.
        call.make_idempotency_key();
        let reconnection = reconnection(&call);
        let received = exchange(&mut call).await?;
        Ok(raw_response(received, &call, reconnection))
    })
}

/// Returns a copy of the call, to reconnect an event stream.
fn reconnection(call: &Call) -> Option<Box<Call>> {
    let next = Ending::EventsStopped.next(Effect::of(call.target().method));
    let may = call.how() == ReadMode::Events && next == Next::Reconnect;
    may.then(|| call.try_clone()).flatten().map(Box::new)
}

fn raw_response(received: Received, call: &Call, reconnection: Option<Box<Call>>) -> RawResponse {
    let (target, limits) = (call.target().clone(), call.limits());
    let is_lenient = call.is_lenient();
    let Received { head, mut body, is_truncated, attempts } = received;
    match body.take_bytes() {
        Some(bytes) => RawResponse::new(target, head, bytes, is_truncated)
            .after(attempts, limits.max_error_bytes)
            .lenient(is_lenient),
        None => {
            let opened = OpenBody { body, limit: limits.max_response_bytes, again: reconnection };
            RawResponse::new(target, head, Bytes::new(), false)
                .after(attempts, limits.max_error_bytes)
                .opened(opened)
        }
    }
}

/// Sends a request that has its idempotency key, retries it where that is safe and useful, and
/// returns the last response.
pub(crate) async fn exchange(call: &mut Call) -> Result<Received, SendError> {
    let core = call.core().clone();
    let settings = core.settings();
    let trace = Trace::new(call.target(), settings.base_url(call.target()));
    let result = trace.scope(run(call, settings, &trace)).await;
    trace.end(&result);
    result
}

async fn run(call: &mut Call, settings: &Settings, trace: &Trace) -> Result<Received, SendError> {
    let credentials = call.credentials();
    let mut run = Run::new(call, settings, &credentials, trace)?;
    loop {
        // Two small futures: a large one costs the allocator more than both.
        let mut result = Box::pin(run.attempt(call)).await;
        if run.next(&result) == Next::Renew {
            // Seldom needed, so the future of every call has no room for it.
            match Box::pin(run.renew()).await {
                Ok(true) => continue,
                Ok(false) => return result,
                Err(error) => result = Err(error),
            }
        }
        let pause = match run.next(&result) {
            Next::Retry => run.pause(&result),
            Next::Forget => {
                run.secrets.invalidate();
                None
            }
            Next::Return | Next::Renew | Next::Reconnect => None,
        };
        let Some(pause) = pause else { return result };
        drop(result);
        pause.await;
        run.tries += 1;
    }
}

/// The state of a call between its first and its last attempt.
struct Run<'a> {
    settings: &'a Settings,
    target: Target,
    trace: &'a Trace,
    read_mode: ReadMode,
    /// The statuses of redirects that are responses of the operation.
    redirects: &'static [u16],
    limits: Limits,
    retry: RetryPolicy,
    time: CallTime<'a>,
    secrets: CallSecrets<'a>,
    effect: Effect,
    /// Whether the body can be sent again.
    is_repeatable: bool,
    /// The number of attempts that count for the retry policy, including the current one. Attempts
    /// after a renewal of tokens do not count.
    tries: u32,
    /// The number of requests that were sent.
    sent: u32,
}

/// A request that waits for its response.
struct Sent<'a> {
    response: BoxFuture<'a, Result<http::Response<Body>, TransportError>>,
    alarm: Option<BoxFuture<'static, ()>>,
    /// The time at which it was sent, by the client's clock.
    start: Duration,
}

impl<'a> Run<'a> {
    fn new(
        call: &Call,
        settings: &'a Settings,
        of_call: &'a [(&'static str, Credential)],
        trace: &'a Trace,
    ) -> Result<Self, SendError> {
        let target = call.target().clone();
        let known = Known { of_call, of_client: &settings.credentials };
        let credentials = match target.custom_path() {
            Some(_) => known.all(),
            None => known.choose(target.security).map_err(|kind| request_error(&target, kind))?,
        };
        let limits = call.limits();
        Ok(Self {
            settings,
            effect: Effect::of(target.method),
            target,
            trace,
            read_mode: call.how(),
            redirects: call.documented_redirects(),
            retry: call.retry(),
            time: CallTime::start(&*settings.clock, &limits),
            limits,
            secrets: CallSecrets::new(credentials),
            is_repeatable: call.is_repeatable(),
            tries: 1,
            sent: 0,
        })
    }

    /// Sends the request once.
    async fn attempt(&mut self, call: &mut Call) -> Result<Received, SendError> {
        // What cannot be sent is not worth a token.
        let plan = call
            .plan(self.secrets.credentials())
            .map_err(|kind| request_error(&self.target, kind))?;
        if self.effect == Effect::Unknown && plan.has_idempotency_key() {
            self.effect = self.effect.with_key();
        }
        let prepared = self.secrets.prepare(self.settings.token_context(), &self.time).await;
        prepared.map_err(|error| self.secret_error(error))?;
        let sent = self.send(plan, call).map_err(|kind| request_error(&self.target, kind))?;
        self.receive(sent).await.map_err(|error| self.transport_error(error))
    }

    /// Renews the tokens. Returns whether the next attempt has a different token.
    async fn renew(&mut self) -> Result<bool, SendError> {
        let renewed = self.secrets.renew(self.settings.token_context(), &self.time).await;
        renewed.map_err(|error| self.secret_error(error))
    }

    fn request(
        &self,
        plan: CallPlan,
        call: &mut Call,
    ) -> Result<http::Request<Body>, RequestErrorKind> {
        let (credentials, secrets) = (self.secrets.credentials(), self.secrets.secrets());
        let mut request = plan.request(self.target.method, credentials, secrets)?;
        *request.body_mut() = call.take_body();
        #[cfg(feature = "test-util")]
        if self.target.custom_path().is_none() {
            let (operation, arguments) = (self.target.operation(), call.arguments());
            request.extensions_mut().insert(CallExtension { operation, arguments });
        }
        Ok(request)
    }

    fn send(&mut self, plan: CallPlan, call: &mut Call) -> Result<Sent<'a>, RequestErrorKind> {
        let mut request = self.request(plan, call)?;
        self.sent += 1;
        self.call_request_hooks(&request);
        let Settings { clock, transport, .. } = self.settings;
        let start = clock.now();
        let limit = self.time.of_attempt(start);
        if !self.redirects.is_empty() {
            request.extensions_mut().insert(DocumentedRedirects(self.redirects));
        }
        if let (ReadMode::Whole, Some(limit)) = (self.read_mode, limit) {
            request.extensions_mut().insert(Timeout(limit));
        }
        let alarm = limit.and_then(|limit| clock.alarm(limit));
        if alarm.is_some() {
            request.extensions_mut().insert(Timed);
        }
        Ok(Sent { response: transport.send(request), alarm, start })
    }

    async fn receive(
        &self,
        Sent { response, alarm, start }: Sent<'a>,
    ) -> Result<Received, TransportError> {
        let mut work = pin!(self.read(response));
        let result = within(alarm, work.as_mut()).await;
        let result = result.unwrap_or_else(|| Err(TransportError::timed_out()));
        let duration = || self.settings.clock.now().saturating_sub(start);
        self.trace.attempt(self.sent, &result, duration);
        self.call_response_hooks(&result, duration);
        result
    }

    async fn read(
        &self,
        response: BoxFuture<'_, Result<http::Response<Body>, TransportError>>,
    ) -> Result<Received, TransportError> {
        let (head, mut body) = response.await?.into_parts();
        if self.read_mode.is_stream(&head) {
            return Ok(Received { head, body, is_truncated: false, attempts: self.sent });
        }
        let Limits { max_response_bytes, max_error_bytes, .. } = self.limits;
        let is_documented = self.redirects.contains(&head.status.as_u16());
        let limit = if head.status.is_success() || is_documented {
            max_response_bytes
        } else {
            max_error_bytes.min(max_response_bytes)
        };
        let (bytes, is_truncated) = body.read_to_end(limit).await?;
        Ok(Received { head, body: bytes.into(), is_truncated, attempts: self.sent })
    }

    fn call_request_hooks(&self, request: &http::Request<Body>) {
        let hooks = &self.settings.hooks.on_request;
        if hooks.is_empty() {
            return;
        }
        let info = RequestInfo {
            operation: self.target.id,
            method: self.target.method,
            template: self.target.path(),
            attempt: self.sent,
            headers: &visible(request.headers()),
        };
        hooks.iter().for_each(|hook| hook(&info));
    }

    fn call_response_hooks(
        &self,
        result: &Result<Received, TransportError>,
        duration: impl FnOnce() -> Duration,
    ) {
        let hooks = &self.settings.hooks.on_response;
        if hooks.is_empty() {
            return;
        }
        let head = result.as_ref().ok().map(|received| &received.head);
        let info = ResponseInfo {
            operation: self.target.id,
            method: self.target.method,
            template: self.target.path(),
            attempt: self.sent,
            status: head.map(|head| head.status),
            headers: &head.map(|head| visible(&head.headers)).unwrap_or_default(),
            error: result.as_ref().err(),
            duration: duration(),
        };
        hooks.iter().for_each(|hook| hook(&info));
    }

    /// What follows an attempt.
    fn next(&self, result: &Result<Received, SendError>) -> Next {
        let is_spent = self.sent > 0 && !self.is_repeatable;
        let ending = match result {
            Ok(Received { head, .. }) if self.retry.is_rate_limited(head.status, &head.headers) => {
                Ending::RateLimited
            }
            _ => ending(result, self.secrets.can_renew()),
        };
        match ending.next(self.effect) {
            Next::Retry | Next::Renew if is_spent => Next::Return,
            next => next,
        }
    }

    /// The pause before the next attempt, or `None` if the retry policy allows no further attempt.
    fn pause(&self, result: &Result<Received, SendError>) -> Option<BoxFuture<'static, ()>> {
        let clock = &*self.settings.clock;
        let asked = match result {
            Ok(Received { head, .. }) => retry::asked(head.status, &head.headers, clock),
            Err(_) => None,
        };
        let (elapsed, left) = (self.time.elapsed(), self.time.left());
        clock.sleep(self.retry.delay(self.tries, elapsed, left, asked)?)
    }

    fn transport_error(&self, error: TransportError) -> SendError {
        match unsent_error(&error) {
            Some(kind) => request_error(&self.target, kind),
            None => SendError::Transport(error.during(self.target.clone(), self.sent)),
        }
    }

    fn secret_error(&self, error: NoSecret) -> SendError {
        match error {
            NoSecret::TimedOut => SendError::Transport(
                TransportError::timed_out().during(self.target.clone(), self.sent),
            ),
            NoSecret::Provider(error) => match outside(&*error) {
                Some(kind) => request_error(&self.target, kind),
                None => SendError::Auth(AuthError::new(self.target.clone(), self.sent, error)),
            },
        }
    }
}

/// How an attempt ended.
fn ending(result: &Result<Received, SendError>, can_renew: bool) -> Ending {
    match result {
        Ok(Received { head, .. }) if head.status == StatusCode::UNAUTHORIZED => {
            match head.extensions.get() {
                _ if !can_renew => Ending::Final,
                Some(Redirected) => Ending::UnauthorizedAfterRedirect,
                None => Ending::Unauthorized,
            }
        }
        Ok(Received { head, .. }) if retry::is_retryable(head.status) => Ending::Unavailable,
        Err(SendError::Transport(error)) if error.is_from_request() => Ending::RequestBody,
        Err(SendError::Transport(error)) if error.is_connect() => Ending::NoConnection,
        Err(SendError::Transport(_)) => Ending::Interrupted,
        Err(SendError::Auth(error)) if error.is_retryable() => Ending::NoToken,
        Ok(_) | Err(SendError::Auth(_) | SendError::Request(_)) => Ending::Final,
    }
}

/// The request error behind a transport error, if nothing was sent.
fn unsent_error(error: &TransportError) -> Option<RequestErrorKind> {
    #[cfg(feature = "test-util")]
    if let Some(reason) = NoStub::reason(error) {
        return Some(RequestErrorKind::NoStub(reason));
    }
    outside(error)
}

/// The error of a request that was awaited outside the runtime that its transport needs.
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
fn outside(error: &(dyn StdError + 'static)) -> Option<RequestErrorKind> {
    super::http::transport_reqwest::is_outside(error).then_some(RequestErrorKind::NoRuntime)
}

#[cfg(not(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown")))))]
fn outside(_: &(dyn StdError + 'static)) -> Option<RequestErrorKind> {
    None
}

fn request_error(target: &Target, kind: impl Into<Arc<RequestErrorKind>>) -> SendError {
    SendError::Request(RequestError::new(target.clone(), kind.into()))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::super::http::error::TransportErrorKind;
    use super::{Body, Ending, Received, Redirected, SendError, TransportError, ending};

    fn response(status: StatusCode, is_redirected: bool) -> Result<Received, SendError> {
        let mut response = http::Response::new(());
        *response.status_mut() = status;
        if is_redirected {
            response.extensions_mut().insert(Redirected);
        }
        let (head, ()) = response.into_parts();
        Ok(Received { head, body: Body::default(), is_truncated: false, attempts: 1 })
    }

    #[test]
    fn an_attempt_ends_as_its_response_or_its_error_says() {
        let unauthorized = |is_redirected| response(StatusCode::UNAUTHORIZED, is_redirected);
        assert_eq!(ending(&unauthorized(false), true), Ending::Unauthorized);
        assert_eq!(ending(&unauthorized(true), true), Ending::UnauthorizedAfterRedirect);
        assert_eq!(ending(&unauthorized(false), false), Ending::Final);
        for (status, expected) in [
            (StatusCode::OK, Ending::Final),
            (StatusCode::NOT_FOUND, Ending::Final),
            (StatusCode::TOO_MANY_REQUESTS, Ending::Unavailable),
            (StatusCode::SERVICE_UNAVAILABLE, Ending::Unavailable),
        ] {
            assert_eq!(ending(&response(status, false), true), expected, "{status}");
        }
        for (kind, expected) in [
            (TransportErrorKind::Connect, Ending::NoConnection),
            (TransportErrorKind::RequestBody, Ending::RequestBody),
            (TransportErrorKind::Body, Ending::Interrupted),
        ] {
            let error = Err(SendError::Transport(TransportError::new(kind, "broken")));
            assert_eq!(ending(&error, true), expected, "{kind:?}");
        }
    }
}
