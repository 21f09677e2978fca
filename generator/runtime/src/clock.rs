//! Time: told, and waited for.

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use super::transport::BoxFuture;

/// Tells the time and waits. Implement it for a runtime other than Tokio, for WebAssembly, or to make time pass at once in a test.
pub trait Clock: Send + Sync + 'static {
    /// How long ago some moment was that stays the same. It never goes back.
    fn now(&self) -> Duration;

    /// Ready when this much time has passed. `None` when this clock cannot wait: then no call is repeated that would have to wait for
    /// it, and limits on time are up to the transport.
    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>>;

    /// How long ago the year 1970 began. `None` when nobody knows.
    fn unix_time(&self) -> Option<Duration> {
        unix_time()
    }
}

/// The clock of the system. It waits with Tokio, inside a Tokio runtime and with the feature `reqwest`; elsewhere it cannot wait.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemClock;

#[cfg(all(feature = "reqwest", not(target_family = "wasm")))]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        use std::sync::LazyLock;
        use tokio::time::Instant;

        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        Instant::now().saturating_duration_since(*START)
    }

    fn sleep(&self, duration: Duration) -> Option<BoxFuture<'static, ()>> {
        let has_runtime = tokio::runtime::Handle::try_current().is_ok();
        has_runtime.then(|| -> BoxFuture<'static, ()> { Box::pin(tokio::time::sleep(duration)) })
    }
}

#[cfg(not(all(feature = "reqwest", not(target_family = "wasm"))))]
impl Clock for SystemClock {
    fn now(&self) -> Duration {
        monotonic()
    }

    fn sleep(&self, _: Duration) -> Option<BoxFuture<'static, ()>> {
        None
    }
}

#[cfg(not(any(feature = "reqwest", target_family = "wasm")))]
fn monotonic() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;

    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// In a browser the standard library has no clock: asking for one would panic.
#[cfg(target_family = "wasm")]
fn monotonic() -> Duration {
    Duration::ZERO
}

#[cfg(not(all(target_family = "wasm", target_os = "unknown")))]
fn unix_time() -> Option<Duration> {
    std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()
}

#[cfg(all(target_family = "wasm", target_os = "unknown"))]
fn unix_time() -> Option<Duration> {
    None
}

/// What a work gives, or `None` when the time was up before.
pub(super) async fn within<T>(
    clock: &dyn Clock,
    limit: Option<Duration>,
    work: impl Future<Output = T> + Send,
) -> Option<T> {
    let mut work = pin!(work);
    let mut alarm = limit.and_then(|limit| clock.sleep(limit));
    poll_fn(|context| {
        if let Poll::Ready(result) = work.as_mut().poll(context) {
            return Poll::Ready(Some(result));
        }
        match alarm.as_mut().map(|alarm| alarm.as_mut().poll(context)) {
            Some(Poll::Ready(())) => Poll::Ready(None),
            Some(Poll::Pending) | None => Poll::Pending,
        }
    })
    .await
}
