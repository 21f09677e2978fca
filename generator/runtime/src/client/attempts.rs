//! Sends a call: its attempts, the pauses between them, and the response.

use std::error::Error as StdError;
use std::sync::Arc;
use std::time::Duration;

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
use super::http::transport::{Redirected, Terms, Timeout};
use super::operation::request_error::{RequestError, RequestErrorKind};
#[cfg(feature = "test-util")]
use super::operation::stub_context::CallExtension;
use super::operation::target::Target;
use super::platform::future::BoxFuture;
use super::raw_response::{OpenBody, RawResponse};
use super::received::{Arriving, ReadMode, Reading, Received};
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

fn raw_response(
    received: Box<Received>,
    call: &Call,
    reconnection: Option<Box<Call>>,
) -> RawResponse {
    let (target, limits) = (call.target().clone(), call.limits());
    let Received { head, mut body, is_truncated, attempts, .. } = *received;
    let bytes = body.take_bytes();
    let opened = bytes.is_none().then(|| {
        Box::new(OpenBody { body, limit: limits.max_response_bytes, again: reconnection })
    });
    let mut response = RawResponse::new(target, head, bytes.unwrap_or_default(), is_truncated);
    response.attempts = attempts;
    response.max_error_bytes = limits.max_error_bytes;
    response.is_lenient = call.is_lenient();
    response.opened = opened;
    response
}

/// Sends a request that has its idempotency key, retries it where that is safe and useful, and
/// returns the last response.
pub(crate) async fn exchange(call: &mut Call) -> Result<Box<Received>, SendError> {
    let core = call.core().clone();
    let settings = core.settings();
    let trace = Trace::new(call.target(), settings.base_url(call.target()));
    let result = trace.scope(run(call, settings, &trace)).await;
    trace.end(&result);
    result
}

async fn run(
    call: &mut Call,
    settings: &Settings,
    trace: &Trace,
) -> Result<Box<Received>, SendError> {
    let of_call = CallSettings {
        credentials: call.credentials(),
        reading: Reading {
            mode: call.how(),
            redirects: call.documented_redirects(),
            limits: call.limits(),
        },
    };
    let mut run = Run::new(call, settings, &of_call, trace)?;
    let result = run.attempt(call).await;
    match run.next(&result) {
        Next::Return => result,
        // Few calls are repeated, so the future of every call has no room for that.
        Next::Retry | Next::Renew | Next::Forget | Next::Reconnect => {
            Box::pin(run.repeat(call, result)).await
        }
    }
}

/// The settings of a call that its attempts share.
struct CallSettings {
    credentials: Vec<(&'static str, Credential)>,
    reading: Reading,
}

/// The state of a call between its first and its last attempt.
struct Run<'a> {
    settings: &'a Settings,
    target: Target,
    trace: &'a Trace,
    reading: &'a Reading,
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

impl<'a> Run<'a> {
    fn new(
        call: &Call,
        settings: &'a Settings,
        of_call: &'a CallSettings,
        trace: &'a Trace,
    ) -> Result<Self, SendError> {
        let target = call.target().clone();
        let CallSettings { credentials, reading } = of_call;
        let known = Known { of_call: credentials, of_client: &settings.credentials };
        let credentials = match target.custom_path() {
            Some(_) => known.all(),
            None => known.choose(target.security).map_err(|kind| request_error(&target, kind))?,
        };
        Ok(Self {
            settings,
            effect: Effect::of(target.method),
            target,
            trace,
            retry: call.retry(),
            time: CallTime::start(&*settings.clock, &reading.limits),
            reading,
            secrets: CallSecrets::new(credentials),
            is_repeatable: call.is_repeatable(),
            tries: 1,
            sent: 0,
        })
    }

    /// Sends the request once.
    async fn attempt(&mut self, call: &mut Call) -> Result<Box<Received>, SendError> {
        if self.secrets.has_providers() {
            // What cannot be sent is not worth a token. Few clients have providers, so the future
            // of every call has no room for theirs.
            self.plan(call, &mut CallPlan::default())?;
            let context = self.settings.token_context();
            let prepared = Box::pin(self.secrets.prepare(context, &self.time)).await;
            prepared.map_err(|error| self.secret_error(error))?;
        }
        let mut arriving = self.send(call)?;
        let result = (&mut arriving).await;
        let duration = || self.settings.clock.now().saturating_sub(arriving.start);
        self.trace.attempt(self.sent, &result, duration);
        self.call_response_hooks(&result, duration);
        result.map_err(|error| self.transport_error(error))
    }

    /// Plans the request without its tokens.
    fn plan(&mut self, call: &Call, plan: &mut CallPlan) -> Result<(), SendError> {
        let planned = call.plan(self.secrets.credentials(), plan);
        planned.map_err(|kind| request_error(&self.target, kind))?;
        if self.effect == Effect::Unknown && plan.has_idempotency_key() {
            self.effect = self.effect.with_key();
        }
        Ok(())
    }

    /// Sends the request again as long as that is safe and useful.
    async fn repeat(
        &mut self,
        call: &mut Call,
        mut result: Result<Box<Received>, SendError>,
    ) -> Result<Box<Received>, SendError> {
        loop {
            if let Some(result) = self.prepare_next(result).await {
                return result;
            }
            result = self.attempt(call).await;
        }
    }

    /// Renews the tokens or waits, and takes the result of this attempt. Returns it if there is no
    /// further attempt.
    async fn prepare_next(
        &mut self,
        mut result: Result<Box<Received>, SendError>,
    ) -> Option<Result<Box<Received>, SendError>> {
        if self.next(&result) == Next::Renew {
            match self.renew().await {
                Ok(true) => return None,
                Ok(false) => return Some(result),
                Err(error) => result = Err(error),
            }
        }
        let pause = match self.next(&result) {
            Next::Retry => self.pause(&result),
            Next::Forget => {
                self.secrets.invalidate();
                None
            }
            Next::Return | Next::Renew | Next::Reconnect => None,
        };
        let Some(pause) = pause else { return Some(result) };
        drop(result);
        pause.await;
        self.tries += 1;
        None
    }

    /// Renews the tokens. Returns whether the next attempt has a different token.
    async fn renew(&mut self) -> Result<bool, SendError> {
        let renewed = self.secrets.renew(self.settings.token_context(), &self.time).await;
        renewed.map_err(|error| self.secret_error(error))
    }

    /// Sends the request. It is written in place, because it is large.
    fn send(&mut self, call: &mut Call) -> Result<Arriving<'a>, SendError> {
        let mut plan = CallPlan::default();
        self.plan(call, &mut plan)?;
        let mut request = http::Request::new(call.take_body());
        let written = plan.write(&mut request, self.target.method, self.secrets.secrets());
        written.map_err(|kind| request_error(&self.target, kind))?;
        #[cfg(feature = "test-util")]
        if self.target.custom_path().is_none() {
            let (operation, arguments) = (self.target.operation(), call.arguments());
            request.extensions_mut().insert(CallExtension { operation, arguments });
        }
        self.sent += 1;
        self.call_request_hooks(&request);
        let Settings { clock, transport, .. } = self.settings;
        let start = clock.now();
        let limit = self.time.of_attempt(start);
        let alarm = limit.and_then(|limit| clock.alarm(limit));
        let Reading { mode, redirects, .. } = *self.reading;
        let terms = Terms {
            timeout: limit.filter(|_| mode == ReadMode::Whole).map(Timeout),
            is_timed: alarm.is_some(),
            redirects,
        };
        Ok(Arriving {
            start,
            response: transport.send_under(terms, request),
            alarm,
            reading: self.reading,
            sent: self.sent,
            received: None,
        })
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
        result: &Result<Box<Received>, TransportError>,
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
    fn next(&self, result: &Result<Box<Received>, SendError>) -> Next {
        let is_spent = self.sent > 0 && !self.is_repeatable;
        let ending = match result {
            Ok(received)
                if self.retry.is_rate_limited(received.head.status, &received.head.headers) =>
            {
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
    fn pause(&self, result: &Result<Box<Received>, SendError>) -> Option<BoxFuture<'static, ()>> {
        let clock = &*self.settings.clock;
        let asked = match result {
            Ok(received) => retry::asked(received.head.status, &received.head.headers, clock),
            Err(_) => None,
        };
        let (elapsed, left) = (self.time.elapsed(), self.time.left());
        clock.sleep(self.retry.delay(self.tries, elapsed, left, asked)?)
    }

    #[cold]
    fn transport_error(&self, error: TransportError) -> SendError {
        match unsent_error(&error) {
            Some(kind) => request_error(&self.target, kind),
            None => SendError::Transport(error.during(self.target.clone(), self.sent)),
        }
    }

    #[cold]
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
fn ending(result: &Result<Box<Received>, SendError>, can_renew: bool) -> Ending {
    match result {
        Ok(received) if received.head.status == StatusCode::UNAUTHORIZED => {
            match received.head.extensions.get() {
                _ if !can_renew => Ending::Final,
                Some(Redirected) => Ending::UnauthorizedAfterRedirect,
                None => Ending::Unauthorized,
            }
        }
        Ok(received) if retry::is_retryable(received.head.status) => Ending::Unavailable,
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

#[cold]
fn request_error(target: &Target, kind: impl Into<Arc<RequestErrorKind>>) -> SendError {
    SendError::Request(RequestError::new(target.clone(), kind.into()))
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::super::http::error::TransportErrorKind;
    use super::{Body, Ending, Received, Redirected, SendError, TransportError, ending};

    fn response(status: StatusCode, is_redirected: bool) -> Result<Box<Received>, SendError> {
        let mut response = http::Response::new(());
        *response.status_mut() = status;
        if is_redirected {
            response.extensions_mut().insert(Redirected);
        }
        let (head, ()) = response.into_parts();
        Ok(Box::new(Received::new((head, Body::default()), 0, 1)))
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
