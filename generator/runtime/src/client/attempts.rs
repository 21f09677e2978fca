//! Sending a call: its attempts, the pauses between them, and the response.

use std::error::Error as StdError;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;

use super::call::{Call, CallPlan};
use super::config::{Limits, Settings};
use super::credential::{self, Credential};
use super::error::{AuthError, SendError};
use super::hook::{RequestInfo, ResponseInfo, visible};
use super::http::body::Body;
#[cfg(feature = "test-util")]
use super::http::error::NoStub;
use super::http::error::TransportError;
use super::http::transport::{DocumentedRedirects, Redirected, Timed, Timeout};
use super::operation::request_error::{RequestError, RequestErrorKind};
#[cfg(feature = "test-util")]
use super::operation::stub_context::CallExtension;
use super::operation::table::Operation;
use super::platform::clock::within;
use super::platform::future::BoxFuture;
use super::raw_response::{OpenBody, RawResponse};
use super::received::{ReadMode, Received};
use super::repeat::{Effect, Ending, Next};
use super::retry::{self, RetryPolicy};
use super::secret::Secret;
#[cfg(feature = "tracing")]
use super::trace::Trace;
#[cfg(not(feature = "tracing"))]
use super::trace_disabled::Trace;

/// The response to a request, once this is polled. A block, since a function would have room for
/// its argument twice.
pub(crate) fn later(mut call: Call) -> BoxFuture<'static, Result<RawResponse, SendError>> {
    Box::pin(async move {
        // A repetition has the same key.
        call.make_idempotency_key();
        let again = again(&call);
        let received = exchange(&mut call).await?;
        Ok(made_of(received, &call, again))
    })
}

/// The same call once more, for a stream of events that breaks.
fn again(call: &Call) -> Option<Box<Call>> {
    let next = Ending::EventsStopped.next(Effect::of(call.operation().method));
    let may = call.how() == ReadMode::Events && next == Next::Reconnect;
    may.then(|| call.try_clone()).flatten().map(Box::new)
}

fn made_of(received: Received, call: &Call, again: Option<Box<Call>>) -> RawResponse {
    let (operation, limits) = (call.operation(), call.limits());
    let Received { head, mut body, is_truncated, attempts } = received;
    match body.take_bytes() {
        Some(bytes) => RawResponse::new(operation, head, bytes, is_truncated)
            .after(attempts, limits.max_error_bytes),
        None => {
            let opened = OpenBody { body, limit: limits.max_response_bytes, again };
            RawResponse::new(operation, head, Bytes::new(), false)
                .after(attempts, limits.max_error_bytes)
                .opened(opened)
        }
    }
}

/// Sends a request, again where that is safe and may help, and gives the last response.
pub(crate) async fn exchange(call: &mut Call) -> Result<Received, SendError> {
    let core = call.core().clone();
    let settings = core.settings();
    let trace = Trace::new(call.operation(), settings.base_url(call.operation()));
    let result = trace.scope(run(call, settings, &trace)).await;
    trace.end(&result);
    result
}

async fn run(call: &mut Call, settings: &Settings, trace: &Trace) -> Result<Received, SendError> {
    call.make_idempotency_key();
    let mut run = Run::new(call, settings, trace)?;
    loop {
        // Two small futures: a large one costs the allocator more than both.
        let mut tried = Box::pin(run.attempt(call)).await;
        let mut next = run.next(&tried);
        if next == Next::Renew {
            match run.renew().await {
                Ok(true) => continue,
                Ok(false) => return tried,
                Err(error) => tried = Err(error),
            }
            next = run.next(&tried);
        }
        if next == Next::Forget {
            run.forget();
        }
        let Some(pause) = run.pause(next, &tried) else { return tried };
        drop(tried);
        pause.await;
        run.tries += 1;
    }
}

/// An attempt on its way.
struct Sent<'a> {
    response: BoxFuture<'a, Result<http::Response<Body>, TransportError>>,
    alarm: Option<BoxFuture<'static, ()>>,
    /// By the client's clock.
    start: Duration,
}

/// A call between its first attempt and its last.
struct Run<'a> {
    settings: &'a Settings,
    operation: &'static Operation,
    trace: &'a Trace,
    read_mode: ReadMode,
    /// The statuses of redirects that are responses of the operation.
    redirects: &'static [u16],
    limits: Limits,
    retry: RetryPolicy,
    credentials: Vec<&'a Credential>,
    /// The credentials' secrets as the last attempt had them, or as the next one will.
    secrets: Vec<Secret>,
    /// By the client's clock.
    start: Duration,
    /// How many attempts have come to an end, be it for want of a token, apart from those with a
    /// token that was rejected.
    tries: u32,
    /// How many requests were sent.
    sent: u32,
    /// Whether the body can be sent again.
    is_repeatable: bool,
    effect: Effect,
    /// Whether a token was rejected.
    is_renewed: bool,
    /// Whether the secrets are there for the next attempt.
    is_fresh: bool,
}

impl<'a> Run<'a> {
    fn new(call: &Call, settings: &'a Settings, trace: &'a Trace) -> Result<Self, SendError> {
        let operation = call.operation();
        let credentials = credential::choose(operation.security, &settings.credentials)
            .map_err(|error| request_error(operation, error.into()))?;
        Ok(Self {
            settings,
            operation,
            trace,
            read_mode: call.how(),
            redirects: call.documented_redirects(),
            limits: call.limits(),
            retry: call.retry(),
            credentials,
            secrets: Vec::new(),
            start: settings.clock.now(),
            tries: 1,
            sent: 0,
            is_repeatable: call.is_repeatable(),
            effect: Effect::of(operation.method),
            is_renewed: false,
            is_fresh: false,
        })
    }

    fn elapsed(&self) -> Duration {
        self.settings.clock.now().saturating_sub(self.start)
    }

    /// How much time the call has yet.
    fn left(&self) -> Option<Duration> {
        self.limits.timeout.map(|timeout| timeout.saturating_sub(self.elapsed()))
    }

    async fn attempt(&mut self, call: &mut Call) -> Result<Received, SendError> {
        // What cannot be sent is not worth a token.
        let plan =
            call.plan(&self.credentials).map_err(|error| request_error(self.operation, error))?;
        if plan.has_idempotency_key() {
            self.effect = self.effect.with_key();
        }
        if !std::mem::take(&mut self.is_fresh) {
            self.secrets = self.ask().await?;
        }
        let sent =
            self.send(plan, call).map_err(|error| request_error(self.operation, error.into()))?;
        self.receive(sent).await.map_err(|error| self.send_error(error))
    }

    fn send_error(&self, error: TransportError) -> SendError {
        match unsent_error(&error) {
            Some(unsent_error) => request_error(self.operation, unsent_error.into()),
            None => SendError::Transport(error.during(self.operation, self.sent)),
        }
    }

    /// The secrets of all credentials.
    async fn ask(&self) -> Result<Vec<Secret>, SendError> {
        let mut secrets = Vec::with_capacity(self.credentials.len());
        for credential in &self.credentials {
            secrets.push(match credential.source() {
                Ok(secret) => secret.clone(),
                Err(provider) => {
                    let mut token = provider.token(self.settings.token_context());
                    let alarm = self.left().and_then(|left| self.settings.clock.alarm(left));
                    match within(alarm, Pin::new(&mut token)).await {
                        Some(Ok(token)) => token,
                        Some(Err(error)) => {
                            return Err(match outside(&*error) {
                                Some(kind) => request_error(self.operation, kind.into()),
                                None => SendError::Auth(AuthError::new(
                                    self.operation,
                                    self.sent,
                                    error,
                                )),
                            });
                        }
                        None => {
                            return Err(SendError::Transport(
                                TransportError::timed_out().during(self.operation, self.sent),
                            ));
                        }
                    }
                }
            });
        }
        Ok(secrets)
    }

    fn request(
        &self,
        plan: CallPlan,
        call: &mut Call,
    ) -> Result<http::Request<Body>, RequestErrorKind> {
        let mut request = plan.request(self.operation.method, &self.credentials, &self.secrets)?;
        *request.body_mut() = call.take_body();
        #[cfg(feature = "test-util")]
        request
            .extensions_mut()
            .insert(CallExtension { operation: self.operation, arguments: call.arguments() });
        Ok(request)
    }

    /// How long an attempt may take that begins at this time.
    fn limit(&self, now: Duration) -> Option<Duration> {
        let left = self
            .limits
            .timeout
            .map(|timeout| timeout.saturating_sub(now.saturating_sub(self.start)));
        match (left, self.limits.attempt_timeout) {
            (Some(left), Some(attempt)) => Some(left.min(attempt)),
            (left, attempt) => left.or(attempt),
        }
    }

    fn send(&mut self, plan: CallPlan, call: &mut Call) -> Result<Sent<'a>, RequestErrorKind> {
        let mut request = self.request(plan, call)?;
        self.sent += 1;
        let Settings { clock, hooks, transport, .. } = self.settings;
        if !hooks.on_request.is_empty() {
            let (headers, template) = (visible(request.headers()), self.operation.path);
            let Operation { id, method, .. } = *self.operation;
            let info = RequestInfo {
                operation: id,
                method,
                template,
                attempt: self.sent,
                headers: &headers,
            };
            hooks.on_request.iter().for_each(|hook| hook(&info));
        }
        let start = clock.now();
        let limit = self.limit(start);
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
        self.end(&result, self.settings.clock.now().saturating_sub(start));
        result
    }

    fn end(&self, result: &Result<Received, TransportError>, duration: Duration) {
        let hooks = &self.settings.hooks;
        self.trace.attempt(self.sent, result, duration);
        if !hooks.on_response.is_empty() {
            let received = result.as_ref().ok();
            let info = ResponseInfo {
                operation: self.operation.id,
                method: self.operation.method,
                template: self.operation.path,
                attempt: self.sent,
                status: received.map(|received| received.head.status),
                headers: &received
                    .map(|received| visible(&received.head.headers))
                    .unwrap_or_default(),
                error: result.as_ref().err(),
                duration,
            };
            hooks.on_response.iter().for_each(|hook| hook(&info));
        }
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

    /// How an attempt ended.
    fn ending(&self, tried: &Result<Received, SendError>) -> Ending {
        match tried {
            Ok(Received { head, .. }) if head.status == StatusCode::UNAUTHORIZED => {
                let has_tokens =
                    self.credentials.iter().any(|credential| credential.source().is_err());
                match head.extensions.get() {
                    _ if self.is_renewed || !has_tokens => Ending::Final,
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

    /// What follows an attempt.
    fn next(&self, tried: &Result<Received, SendError>) -> Next {
        match self.ending(tried).next(self.effect) {
            Next::Retry | Next::Renew if self.is_spent() => Next::Return,
            next => next,
        }
    }

    /// Whether the body was sent and cannot be sent again.
    fn is_spent(&self) -> bool {
        self.sent > 0 && !self.is_repeatable
    }

    /// Gets new tokens in place of rejected ones. Whether they are others.
    async fn renew(&mut self) -> Result<bool, SendError> {
        self.is_renewed = true;
        self.forget();
        let fresh = self.ask().await?;
        self.is_fresh = fresh != self.secrets;
        self.secrets = fresh;
        Ok(self.is_fresh)
    }

    /// Tells the providers that the tokens were rejected.
    fn forget(&self) {
        for (credential, used) in self.credentials.iter().zip(&self.secrets) {
            if let Err(provider) = credential.source() {
                provider.invalidate(used);
            }
        }
    }

    /// The time before the next attempt, if there is to be one.
    fn pause(
        &self,
        next: Next,
        tried: &Result<Received, SendError>,
    ) -> Option<BoxFuture<'static, ()>> {
        if next != Next::Retry {
            return None;
        }
        let clock = &*self.settings.clock;
        let asked = match tried {
            Ok(Received { head, .. }) => retry::asked(head.status, &head.headers, clock),
            Err(_) => None,
        };
        clock.sleep(self.retry.delay(self.tries, self.elapsed(), self.left(), asked)?)
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

fn request_error(operation: &'static Operation, error: Arc<RequestErrorKind>) -> SendError {
    SendError::Request(RequestError::new(operation, error))
}
