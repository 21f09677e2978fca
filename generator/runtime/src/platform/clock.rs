//! Clocks, which measure time and wait.

use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use super::future::BoxFuture;

/// Measures time and waits. Implement it for a runtime other than Tokio, for WebAssembly, or to
/// skip waiting in a test.
pub trait Clock: Send + Sync + 'static {
    /// Returns the time since a fixed moment. It never decreases.
    fn now(&self) -> Duration;

    /// Returns a future that completes after this time, or `None` if this clock cannot wait.
    /// Without waiting, calls that would need a pause are not repeated, and only the transport
    /// enforces time limits.
    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>>;

    /// Returns a future that completes when a time limit of this length expires. The same as
    /// [`Clock::sleep`], except for clocks whose time passes only during a sleep, as in a test.
    fn alarm(&self, limit: Duration) -> Option<BoxFuture<'static, ()>> {
        self.sleep(limit)
    }

    /// Returns the time since the start of 1970, or `None` if it is unknown.
    fn unix_time(&self) -> Option<Duration> {
        unix_time()
    }
}

/// The system clock. It waits with Tokio, inside a Tokio runtime and with the feature `reqwest` or
/// `blocking`; on `wasm32-unknown-unknown` with `setTimeout`, with the feature `reqwest`. Elsewhere
/// it cannot wait. On `wasm32-unknown-unknown` without that feature, it does not know the time
/// either.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        system::now()
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        system::sleep(duration)
    }
}

fn unix_time() -> Option<Duration> {
    system::unix_time()
}

#[cfg(all(
    any(feature = "blocking", feature = "reqwest"),
    not(all(target_family = "wasm", target_os = "unknown"))
))]
mod system {
    use std::sync::LazyLock;
    use std::time::{Duration, SystemTime};

    use tokio::time::Instant;

    use super::BoxFuture;

    pub(crate) fn now() -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        Instant::now().saturating_duration_since(*START)
    }

    pub(crate) fn sleep(duration: Duration) -> Option<BoxFuture<'static, ()>> {
        let has_runtime = tokio::runtime::Handle::try_current().is_ok();
        has_runtime.then(|| -> BoxFuture<'static, ()> { Box::pin(tokio::time::sleep(duration)) })
    }

    pub(crate) fn unix_time() -> Option<Duration> {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()
    }
}

#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
mod system {
    use std::time::Duration;

    use send_wrapper::SendWrapper;

    use super::{super::browser, BoxFuture};

    pub(crate) use browser::now;

    pub(crate) fn sleep(duration: Duration) -> Option<BoxFuture<'static, ()>> {
        Some(Box::pin(SendWrapper::new(browser::sleep(duration))))
    }

    pub(crate) fn unix_time() -> Option<Duration> {
        Some(browser::unix_time())
    }
}

#[cfg(not(any(
    feature = "blocking",
    feature = "reqwest",
    all(target_family = "wasm", target_os = "unknown")
)))]
mod system {
    use std::sync::LazyLock;
    use std::time::{Duration, Instant, SystemTime};

    use super::BoxFuture;

    pub(crate) fn now() -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    pub(crate) fn sleep(_: Duration) -> Option<BoxFuture<'static, ()>> {
        None
    }

    pub(crate) fn unix_time() -> Option<Duration> {
        SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).ok()
    }
}

/// The standard library has no clock on this target, and would panic.
#[cfg(all(not(feature = "reqwest"), target_family = "wasm", target_os = "unknown"))]
mod system {
    use std::time::Duration;

    use super::BoxFuture;

    pub(crate) fn now() -> Duration {
        Duration::ZERO
    }

    pub(crate) fn sleep(_: Duration) -> Option<BoxFuture<'static, ()>> {
        None
    }

    pub(crate) fn unix_time() -> Option<Duration> {
        None
    }
}

/// The result of a future, or `None` if the time limit expires first.
pub(crate) async fn within<F: Future>(
    mut alarm: Option<BoxFuture<'static, ()>>,
    mut work: Pin<&mut F>,
) -> Option<F::Output> {
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        if is_expired(&mut alarm, context) { Poll::Ready(None) } else { Poll::Pending }
    })
    .await
}

/// Whether a time limit has expired. If not, the task is woken when it does.
pub(crate) fn is_expired(
    alarm: &mut Option<BoxFuture<'static, ()>>,
    context: &mut Context<'_>,
) -> bool {
    alarm.as_mut().is_some_and(|alarm| alarm.as_mut().poll(context).is_ready())
}
