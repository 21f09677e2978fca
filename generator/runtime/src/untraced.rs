//! In place of spans and events where the feature `tracing` is off.

use std::time::Duration;

use super::operation::Operation;
use super::send::{Received, SendError};
use super::transport::TransportError;

/// A call that nobody watches.
pub(super) struct Trace;

impl Trace {
    pub(super) fn new(_: &'static Operation, _: &str) -> Self {
        Self
    }

    pub(super) fn scope<F: Future>(&self, work: F) -> F {
        work
    }

    pub(super) fn attempt(&self, _: u32, _: &Result<Received, TransportError>, _: Duration) {}

    pub(super) fn end(&self, _: &Result<Received, SendError>) {}
}
