//! Spans and events of the feature `tracing`: a span for each call, an event for each attempt, with
//! the field names of OpenTelemetry for HTTP clients. They never contain credentials, bodies,
//! queries or path arguments.

use std::time::Duration;

use http::{StatusCode, Uri};
use tracing::field::Empty;
use tracing::{Instrument, Span};

use super::error::SendError;
use super::http::error::{TransportError, TransportErrorKind};
use super::operation::target::Target;
use super::received::Received;
use super::value_mismatch::ValueMismatch;

/// The span of a call.
pub(crate) struct Trace(Span);

impl Trace {
    pub(crate) fn new(operation: &Target, base_url: &str) -> Self {
        let span = tracing::info_span!(
            "http.client",
            otel.name = %operation,
            otel.kind = "client",
            otel.status_code = Empty,
            http.request.method = %operation.method,
            http.request.resend_count = Empty,
            http.response.status_code = Empty,
            server.address = Empty,
            server.port = Empty,
            url.template = operation.path(),
            error.type = Empty,
        );
        if !span.is_disabled()
            && let Ok(url) = base_url.parse::<Uri>()
        {
            span.record("server.address", url.host());
            let default = if url.scheme_str() == Some("http") { 80 } else { 443 };
            span.record("server.port", url.port_u16().unwrap_or(default));
        }
        Self(span)
    }

    /// Runs a future within the span.
    pub(crate) fn scope<F: Future>(&self, work: F) -> impl Future<Output = F::Output> + use<F> {
        work.instrument(self.0.clone())
    }

    /// Records the end of an attempt.
    pub(crate) fn attempt(
        &self,
        attempt: u32,
        result: &Result<Box<Received>, TransportError>,
        duration: impl FnOnce() -> Duration,
    ) {
        let status = result.as_ref().ok().map(|received| received.head.status);
        let error = match result {
            Ok(received) => status_error(received.head.status),
            Err(error) => Some(kind(error).to_owned()),
        };
        tracing::debug!(
            parent: &self.0,
            http.request.resend_count = attempt - 1,
            http.response.status_code = status.map(|status| status.as_u16()),
            http.client.request.duration = duration().as_secs_f64(),
            error.type = error,
            "attempt",
        );
    }

    /// Records the end of the call.
    pub(crate) fn end(&self, result: &Result<Box<Received>, SendError>) {
        if self.0.is_disabled() {
            return;
        }
        let (attempts, error) = match result {
            Ok(received) => {
                self.0.record("http.response.status_code", received.head.status.as_u16());
                (received.attempts, status_error(received.head.status))
            }
            Err(SendError::Transport(error)) => (error.attempts(), Some(kind(error).to_owned())),
            Err(SendError::Auth(error)) => (error.attempts(), Some("auth".to_owned())),
            Err(SendError::Request(_)) => (0, Some("request".to_owned())),
        };
        if attempts > 1 {
            self.0.record("http.request.resend_count", attempts - 1);
        }
        if let Some(error) = error {
            self.0.record("error.type", error);
            self.0.record("otel.status_code", "ERROR");
        }
    }
}

/// Records values of a response that do not match the document.
pub(crate) fn trace_mismatches(operation: &Target, mismatches: &[ValueMismatch]) {
    for mismatch in mismatches {
        tracing::warn!(
            otel.name = %operation,
            path = mismatch.path(),
            is_converted = mismatch.is_converted(),
            "a value does not match the document",
        );
    }
}

fn status_error(status: StatusCode) -> Option<String> {
    (status.is_client_error() || status.is_server_error()).then(|| status.as_str().to_owned())
}

fn kind(error: &TransportError) -> &'static str {
    match error.kind() {
        TransportErrorKind::Connect => "connect",
        TransportErrorKind::ConnectTimeout => "connect_timeout",
        TransportErrorKind::Timeout => "timeout",
        TransportErrorKind::Body => "body",
        TransportErrorKind::RequestBody => "request_body",
        TransportErrorKind::Other => "_OTHER",
    }
}
