//! The time that a call and its attempts may take.

use std::time::Duration;

use super::limits::Limits;
use super::platform::clock::Clock;

/// The time of a call, by the client's clock.
pub(crate) struct CallTime<'a> {
    clock: &'a dyn Clock,
    start: Duration,
    /// The limit of the call with all of its attempts.
    timeout: Option<Duration>,
    /// The limit of one attempt.
    attempt_timeout: Option<Duration>,
}

impl<'a> CallTime<'a> {
    /// The time of a call that starts now.
    pub(crate) fn start(clock: &'a dyn Clock, limits: &Limits) -> Self {
        let Limits { timeout, attempt_timeout, .. } = *limits;
        Self { clock, start: clock.now(), timeout, attempt_timeout }
    }

    /// How long the call has taken.
    pub(crate) fn elapsed(&self) -> Duration {
        self.clock.now().saturating_sub(self.start)
    }

    /// How much time the call has left. `None` without a limit.
    pub(crate) fn left(&self) -> Option<Duration> {
        self.left_at(self.clock.now())
    }

    fn left_at(&self, now: Duration) -> Option<Duration> {
        let elapsed = now.saturating_sub(self.start);
        self.timeout.map(|timeout| timeout.saturating_sub(elapsed))
    }

    /// How long an attempt may take that starts at `now`. `None` without a limit.
    pub(crate) fn of_attempt(&self, now: Duration) -> Option<Duration> {
        match (self.left_at(now), self.attempt_timeout) {
            (Some(left), Some(attempt)) => Some(left.min(attempt)),
            (left, attempt) => left.or(attempt),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::platform::future::BoxFuture;
    use super::{CallTime, Clock, Limits};

    /// A clock that stands still at this number of seconds.
    struct At(u64);

    impl Clock for At {
        fn now(&self) -> Duration {
            Duration::from_secs(self.0)
        }

        fn sleep(&self, _: Duration) -> Option<BoxFuture<'static, ()>> {
            None
        }
    }

    #[test]
    fn an_attempt_has_its_own_limit_or_what_the_call_has_left() {
        let seconds = |seconds: Option<u64>| seconds.map(Duration::from_secs);
        for (timeout, attempt_timeout, now, expected) in [
            (Some(60), Some(10), 100, Some(10)),
            (Some(60), Some(10), 155, Some(5)),
            (Some(60), Some(10), 200, Some(0)),
            (Some(60), None, 130, Some(30)),
            (None, Some(10), 900, Some(10)),
            (None, None, 900, None),
        ] {
            let limits = Limits {
                timeout: seconds(timeout),
                attempt_timeout: seconds(attempt_timeout),
                ..Limits::default()
            };
            let time = CallTime::start(&At(100), &limits);
            assert_eq!(time.of_attempt(Duration::from_secs(now)), seconds(expected), "at {now}");
        }
    }
}
