//! The limits of clients and calls, on time and sizes.

use std::fmt;
use std::time::Duration;

/// The limits of a client or a call.
#[derive(Clone)]
pub(crate) struct Limits {
    pub(crate) timeout: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_response_bytes: usize,
    pub(crate) max_error_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            timeout: Some(Duration::from_secs(60)),
            attempt_timeout: None,
            max_response_bytes: 8 * 1024 * 1024,
            max_error_bytes: 64 * 1024,
        }
    }
}

impl fmt::Debug for Limits {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Limits");
        shown.field("timeout", &Limit(self.timeout));
        shown.field("attempt_timeout", &Limit(self.attempt_timeout));
        shown.field("max_response_bytes", &self.max_response_bytes);
        shown.field("max_error_bytes", &self.max_error_bytes).finish()
    }
}

/// Displays a time limit: `60s`, or `none`.
pub(crate) struct Limit(pub(crate) Option<Duration>);

impl fmt::Debug for Limit {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some(limit) => write!(formatter, "{limit:?}"),
            None => formatter.write_str("none"),
        }
    }
}

/// `Duration::MAX` means no limit.
pub(crate) fn limit(duration: Duration) -> Option<Duration> {
    (duration != Duration::MAX).then_some(duration)
}
