//! Decides when a request is repeated, and after which pause.

use std::fmt;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use super::limits::{Limit, limit};
use super::platform::clock::Clock;
use super::platform::http_date as date;
use super::platform::random;

/// The retry policy: when a request is repeated.
///
/// A request is repeated only if that is safe. If its method is idempotent (`GET`, `HEAD`, `PUT`,
/// `DELETE`, `OPTIONS`, `TRACE`) or it has an `Idempotency-Key`, it is repeated after the statuses
/// 408, 429, 500, 502, 503 and 504, after a broken connection, and after the timeout of an attempt.
/// Any other request is repeated only if it was not processed: if no connection was established,
/// and after the status 429 with a `Retry-After` header (see [`rate_limited`](Self::rate_limited)).
/// A body that is a stream is never sent twice.
///
/// The pause between attempts grows exponentially and is random (full jitter). Pauses that the
/// server requests take precedence: `Retry-After`, with the status 429 also `Rate-Limit-Reset`,
/// `RateLimit-Reset`, `X-RateLimit-Reset` and `X-RateLimit-Retry-After`, and `retry` in an event
/// stream. If the pause is longer than [`max_retry_after`](Self::max_retry_after), or than the
/// remaining time of the call, the request is not repeated: the response or error is returned at
/// once.
#[derive(Clone, PartialEq, Eq)]
pub struct RetryPolicy {
    max_attempts: u32,
    max_elapsed: Duration,
    base_delay: Duration,
    max_delay: Duration,
    max_retry_after: Duration,
    rate_limited: bool,
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("RetryPolicy");
        shown.field("max_attempts", &self.max_attempts);
        shown.field("max_elapsed", &Limit(limit(self.max_elapsed)));
        shown.field("base_delay", &self.base_delay).field("max_delay", &self.max_delay);
        shown.field("max_retry_after", &Limit(limit(self.max_retry_after)));
        shown.field("rate_limited", &self.rate_limited).finish()
    }
}

impl Default for RetryPolicy {
    /// Three attempts, at most 250 ms before the second and 500 ms before the third, within the
    /// time limit of the call; at most ten minutes if the server requests a pause.
    fn default() -> Self {
        Self {
            max_attempts: 3,
            max_elapsed: Duration::MAX,
            base_delay: Duration::from_millis(250),
            max_delay: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(10 * 60),
            rate_limited: true,
        }
    }
}

impl RetryPolicy {
    /// Returns a policy that repeats nothing. A call is still sent once more if the server rejected
    /// its token with 401 and there is a new one; after a redirect, only if the method is safe,
    /// because the first request may have been processed.
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// Sets the maximum number of attempts, including the first. Default: 3.
    #[must_use]
    pub fn max_attempts(self, attempts: u32) -> Self {
        Self { max_attempts: attempts, ..self }
    }

    /// Sets the time after which no further attempt starts. The time limit of the call applies,
    /// too.
    #[must_use]
    pub fn max_elapsed(self, max_elapsed: Duration) -> Self {
        Self { max_elapsed, ..self }
    }

    /// Sets the maximum pause before the second attempt. It doubles with each further attempt.
    /// Default: 250 ms.
    #[must_use]
    pub fn base_delay(self, base_delay: Duration) -> Self {
        Self { base_delay, ..self }
    }

    /// Sets the maximum pause between two attempts, unless the server requests a longer one.
    #[must_use]
    pub fn max_delay(self, max_delay: Duration) -> Self {
        Self { max_delay, ..self }
    }

    /// Sets the maximum pause that the server can request. If it requests a longer one, the request
    /// is not repeated, and an event stream does not reconnect. Default: 10 minutes.
    /// [`Duration::MAX`] removes the limit.
    #[must_use]
    pub fn max_retry_after(self, max_retry_after: Duration) -> Self {
        Self { max_retry_after, ..self }
    }

    /// Sets whether every request, also a `POST`, is repeated after the status 429 with a
    /// `Retry-After` header, because the server did not process the request then (RFC 6585, section
    /// 4). Default: `true`.
    #[must_use]
    pub fn rate_limited(self, rate_limited: bool) -> Self {
        Self { rate_limited, ..self }
    }

    /// Whether a response rejects a request without processing it, so that it is repeated.
    pub(crate) fn is_rate_limited(&self, status: StatusCode, headers: &HeaderMap) -> bool {
        self.rate_limited
            && status == StatusCode::TOO_MANY_REQUESTS
            && headers.contains_key(http::header::RETRY_AFTER)
    }

    /// Returns the pause after this many attempts, or `None` if there is no further one. `left` is
    /// the remaining time of the call, `elapsed` the time since its start, `asked` the pause that
    /// the server requests.
    pub(crate) fn delay(
        &self,
        tries: u32,
        elapsed: Duration,
        left: Option<Duration>,
        asked: Option<Duration>,
    ) -> Option<Duration> {
        if tries >= self.max_attempts || asked.is_some_and(|asked| asked > self.max_retry_after) {
            return None;
        }
        let growth = 1_u32.checked_shl(tries.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.base_delay.saturating_mul(growth).min(self.max_delay);
        // All clients are asked to come back at the same moment; they had better not.
        let delay = match asked {
            Some(asked) => asked.saturating_add(random::up_to(self.base_delay.min(self.max_delay))),
            None => random::up_to(longest),
        };
        let limit = self.max_elapsed.saturating_sub(elapsed).min(left.unwrap_or(Duration::MAX));
        (delay < limit).then_some(delay)
    }
}

/// Whether the same request may succeed later, by its status.
pub(crate) fn is_retryable(status: StatusCode) -> bool {
    matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504)
}

/// The headers with the time at which a rate limit is reset.
const RESET: [&str; 4] =
    ["rate-limit-reset", "ratelimit-reset", "x-ratelimit-reset", "x-ratelimit-retry-after"];

/// The pause that the server requests. Rate limit headers count only if a rate limit was exceeded.
pub(crate) fn asked(
    status: StatusCode,
    headers: &HeaderMap,
    clock: &dyn Clock,
) -> Option<Duration> {
    let read = |name: &str| duration(headers.get(name)?.to_str().ok()?, headers, clock);
    let reset = || RESET.iter().find_map(|name| read(name));
    read("retry-after").or_else(|| (status == StatusCode::TOO_MANY_REQUESTS).then(reset).flatten())
}

/// A greater number is a time, not a duration (31 years).
const EPOCH: f64 = 1e9;
/// A greater number is a time in milliseconds.
const EPOCH_MILLIS: f64 = 1e11;

/// Parses seconds, seconds or milliseconds since 1970, or a date.
fn duration(text: &str, headers: &HeaderMap, clock: &dyn Clock) -> Option<Duration> {
    let number = text.split(';').next().unwrap_or(text).trim().parse::<f64>();
    let moment = match number {
        Ok(number) if number.is_nan() => return None,
        Ok(seconds) if seconds < EPOCH => return Some(seconds_or_longest(seconds.max(0.0))),
        Ok(milliseconds) if milliseconds > EPOCH_MILLIS => seconds_or_longest(milliseconds / 1e3),
        Ok(seconds) => seconds_or_longest(seconds),
        Err(_) => Duration::from_secs(date::unix_seconds(text)?),
    };
    Some(moment.saturating_sub(server_time(headers).or_else(|| clock.unix_time())?))
}

/// Parses a number of seconds. If it is too large, returns the longest duration.
fn seconds_or_longest(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(Duration::MAX)
}

/// The time at the server, because clocks differ.
fn server_time(headers: &HeaderMap) -> Option<Duration> {
    let date = headers.get(http::header::DATE)?.to_str().ok()?;
    date::unix_seconds(date).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::super::platform::clock::SystemClock;
    use super::*;

    const LONGEST: Duration = Duration::MAX;

    #[test]
    fn no_number_that_a_server_sends_overflows() {
        for (text, is_long) in [
            ("900000000", true),
            ("18446744073709551615", true),
            ("340282366920938463463374607431768211456", true),
            ("1e300", true),
            ("inf", true),
            ("9".repeat(400).as_str(), true),
            ("Fri, 31 Dec 9999 23:59:59 GMT", true),
            ("-1", false),
            ("-inf", false),
            ("-1e300", false),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert("retry-after", text.parse().unwrap());
            let asked = asked(StatusCode::SERVICE_UNAVAILABLE, &headers, &SystemClock).unwrap();
            assert_eq!(
                asked > RetryPolicy::default().max_retry_after,
                is_long,
                "{text}: {asked:?}"
            );
        }
    }

    #[test]
    fn what_takes_longer_than_the_limit_is_not_waited_for() {
        let second = Duration::from_secs(1);
        let delay =
            |policy: &RetryPolicy, asked| policy.delay(1, Duration::ZERO, None, Some(asked));
        let policy = RetryPolicy::default();
        assert!(delay(&policy, 600 * second).is_some());
        assert_eq!(delay(&policy, 601 * second), None);
        assert_eq!(delay(&policy, LONGEST), None);
        let policy = policy.max_retry_after(5 * second);
        assert_eq!(
            (delay(&policy, 5 * second).is_some(), delay(&policy, 6 * second)),
            (true, None)
        );
        // Also the largest of all settings.
        let policy = RetryPolicy {
            max_attempts: u32::MAX,
            max_elapsed: LONGEST,
            base_delay: LONGEST,
            ..policy
        };
        let policy = policy.max_delay(LONGEST).max_retry_after(LONGEST);
        assert_eq!(delay(&policy, LONGEST), None, "it would never end");
        assert!(delay(&policy, 900_000_000 * second).is_some());
        assert!(policy.delay(u32::MAX - 1, LONGEST, Some(LONGEST), None).is_none());
    }
}
