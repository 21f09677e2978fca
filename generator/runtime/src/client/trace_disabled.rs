//! Replaces spans and events if the feature `tracing` is off.

use std::time::Duration;

use super::error::SendError;
use super::http::error::TransportError;
use super::operation::target::Target;
use super::received::Received;
use super::value_mismatch::ValueMismatch;

/// A call that nobody watches.
pub(crate) struct Trace;

impl Trace {
    pub(crate) fn new(_: &Target, _: &str) -> Self {
        Self
    }

    pub(crate) fn scope<F: Future>(&self, work: F) -> F {
        work
    }

    pub(crate) fn attempt(
        &self,
        _: u32,
        _: &Result<Box<Received>, TransportError>,
        _: impl FnOnce() -> Duration,
    ) {
    }

    pub(crate) fn end(&self, _: &Result<Box<Received>, SendError>) {}
}

pub(crate) fn trace_mismatches(_: &Target, _: &[ValueMismatch]) {}
