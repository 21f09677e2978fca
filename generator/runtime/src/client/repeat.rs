//! Decides whether a request is sent again. All code that repeats requests calls [`Ending::next`].

use super::http::method::Method;

/// The effect of sending a request twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Effect {
    /// None: its method is safe (RFC 9110, section 9.2.1).
    Safe,
    /// The same as sending it once: its method is idempotent (section 9.2.2).
    Idempotent,
    /// The same as sending it once: it carries an `Idempotency-Key`.
    Keyed,
    /// Unknown: the server may process both requests.
    Unknown,
}

impl Effect {
    /// The effect of a method. `QUERY` is defined in draft-ietf-httpbis-safe-method-w-body.
    pub(crate) const fn of(method: Method) -> Self {
        match method {
            Method::Get | Method::Head | Method::Options | Method::Trace | Method::Query => {
                Self::Safe
            }
            Method::Put | Method::Delete => Self::Idempotent,
            Method::Post | Method::Patch | Method::Other(_) => Self::Unknown,
        }
    }

    /// The effect of the same request with an `Idempotency-Key`.
    pub(crate) const fn with_key(self) -> Self {
        match self {
            Self::Unknown => Self::Keyed,
            known => known,
        }
    }
}

/// How an attempt, or the stream of its response, ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// No token was obtained. The request was not sent.
    NoToken,
    /// No connection was established. The request was not processed.
    NoConnection,
    /// The connection broke, or time ran out.
    Interrupted,
    /// The body of the request could not be read.
    RequestBody,
    /// The status is 408, 429, 500, 502, 503 or 504.
    Unavailable,
    /// The status is 429 with a time after which to send the request again. It was not processed.
    RateLimited,
    /// The status is 401, and a token can be renewed.
    Unauthorized,
    /// The same after a redirect. The status does not apply to the original request.
    UnauthorizedAfterRedirect,
    /// An event stream whose server can resume it broke or was closed.
    EventsStopped,
    /// Another response, or an error that is not temporary.
    Final,
}

/// What follows an attempt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Next {
    /// The result is returned.
    Return,
    /// The result is returned. The tokens are not used again.
    Forget,
    /// The request is sent again after a pause, as often as the retry policy says.
    Retry,
    /// The request is sent again with new tokens, once, whatever the retry policy says.
    Renew,
    /// The request is sent again with `Last-Event-ID` after a pause, as often as the retry policy
    /// says.
    Reconnect,
}

impl Ending {
    /// What follows, by the effect of the request:
    ///
    /// | ending | safe | idempotent | keyed | unknown |
    /// | --- | --- | --- | --- | --- |
    /// | no token | retry | retry | retry | retry |
    /// | no connection | retry | retry | retry | retry |
    /// | interrupted | retry | retry | retry | return |
    /// | unreadable request body | return | return | return | return |
    /// | unavailable | retry | retry | retry | return |
    /// | rate limited | retry | retry | retry | retry |
    /// | 401 | renew | renew | renew | renew |
    /// | 401 after a redirect | renew | forget | forget | forget |
    /// | event stream stopped | reconnect | reconnect | return | return |
    /// | final | return | return | return | return |
    ///
    /// If the body can be sent only once, everything after it was sent is `return`. Following a
    /// redirect is not a repetition: the server names another request, and the transport sends it
    /// once (RFC 9110, section 15.4). The next page of a list is another request, too. HTTP
    /// libraries also repeat requests that no server has processed: on a connection that was closed
    /// before they were written, and those rejected in HTTP/2 (RFC 9113, section 8.7).
    pub(crate) const fn next(self, effect: Effect) -> Next {
        use Effect::{Idempotent, Keyed, Safe, Unknown};

        match (self, effect) {
            (
                Self::NoToken | Self::NoConnection | Self::RateLimited,
                Safe | Idempotent | Keyed | Unknown,
            ) => Next::Retry,
            (Self::Interrupted | Self::Unavailable, Safe | Idempotent | Keyed) => Next::Retry,
            (Self::Interrupted | Self::Unavailable, Unknown) => Next::Return,
            (Self::Unauthorized, Safe | Idempotent | Keyed | Unknown) => Next::Renew,
            (Self::UnauthorizedAfterRedirect, Safe) => Next::Renew,
            (Self::UnauthorizedAfterRedirect, Idempotent | Keyed | Unknown) => Next::Forget,
            (Self::EventsStopped, Safe | Idempotent) => Next::Reconnect,
            (Self::EventsStopped, Keyed | Unknown) => Next::Return,
            (Self::RequestBody | Self::Final, Safe | Idempotent | Keyed | Unknown) => Next::Return,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDINGS: [(&str, Ending); 10] = [
        ("no token", Ending::NoToken),
        ("no connection", Ending::NoConnection),
        ("interrupted", Ending::Interrupted),
        ("unreadable request body", Ending::RequestBody),
        ("unavailable", Ending::Unavailable),
        ("rate limited", Ending::RateLimited),
        ("401", Ending::Unauthorized),
        ("401 after a redirect", Ending::UnauthorizedAfterRedirect),
        ("event stream stopped", Ending::EventsStopped),
        ("final", Ending::Final),
    ];

    #[test]
    fn the_table_is_what_is_done() {
        let effects = [Effect::Safe, Effect::Idempotent, Effect::Keyed, Effect::Unknown];
        let rows = ENDINGS.map(|(name, ending)| {
            let cells = effects.map(|effect| format!("{:?}", ending.next(effect)).to_lowercase());
            format!("    /// | {name} | {} |\n", cells.join(" | "))
        });
        let head = "    /// | ending | safe | idempotent | keyed | unknown |\n    /// | --- | --- | --- | --- | --- |\n";
        assert!(
            include_str!("repeat.rs").contains(&(head.to_owned() + &rows.concat() + "    ///\n")),
            "{}",
            rows.concat()
        );
    }
}
