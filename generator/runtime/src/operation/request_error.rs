//! Why a request cannot be sent.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::sync::Arc;

use super::target::Target;

/// The request cannot be sent, the next page must not be requested (its link leads to another
/// origin, or the list seems to be endless), or an event stream cannot be resumed. Nothing was
/// sent.
#[derive(Clone)]
pub struct RequestError {
    target: Option<Target>,
    error: Arc<RequestErrorKind>,
}

impl RequestError {
    pub(crate) fn new(target: Target, error: Arc<RequestErrorKind>) -> Self {
        Self { target: Some(target), error }
    }

    /// An error that belongs to no operation.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    pub(crate) fn of_none(error: Arc<RequestErrorKind>) -> Self {
        Self { target: None, error }
    }

    /// Returns the invalid parameter, by its name in the document.
    pub fn parameter(&self) -> Option<&str> {
        match &*self.error {
            RequestErrorKind::Parameter { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Returns whether the client has no credential that the operation accepts.
    pub fn is_missing_credential(&self) -> bool {
        matches!(*self.error, RequestErrorKind::NoCredential { .. })
    }
}

impl Debug for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("RequestError");
        if let Some(target) = &self.target {
            shown.field("operation", &target.id);
        }
        shown.field("reason", &format_args!("{}", self.error)).finish()
    }
}

impl Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(target) = &self.target {
            write!(formatter, "{target}: ")?;
        }
        Display::fmt(&self.error, formatter)
    }
}

impl StdError for RequestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.error {
            RequestErrorKind::Json(error) => Some(error),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            RequestErrorKind::Runtime(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a request is not sent.
pub(crate) enum RequestErrorKind {
    Parameter {
        name: &'static str,
        reason: Cow<'static, str>,
    },
    Json(serde_json::Error),
    Form(Cow<'static, str>),
    #[allow(dead_code, reason = "not every document has lines of text")]
    Lines(&'static str),
    #[allow(dead_code, reason = "not every document has XML")]
    Xml(String),
    NoCredential {
        alternatives: &'static [&'static [&'static str]],
    },
    NoScheme {
        name: &'static str,
        known: &'static [&'static str],
    },
    Credential {
        name: &'static str,
    },
    /// Two credentials of a call with different values belong in the same header, query parameter
    /// or cookie.
    CredentialsClash {
        kind: &'static str,
        name: &'static str,
    },
    Option {
        kind: &'static str,
        name: String,
        reason: &'static str,
    },
    /// The call is a clone whose body was a stream.
    Spent,
    /// There is a next page, but it must not be requested.
    #[allow(dead_code, reason = "not every document has pages")]
    NextPage(Cow<'static, str>),
    /// An event stream was closed after an event with an id that cannot be sent in a header.
    #[allow(dead_code, reason = "not every document has events")]
    LastEventId,
    Url,
    Method,
    /// The test double has no response for the request.
    #[cfg(feature = "test-util")]
    NoStub(String),
    /// The default transport needs a Tokio runtime.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    NoRuntime,
    /// The call would block an async runtime.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    Blocking,
    /// There is no runtime to block on.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    Runtime(std::io::Error),
}

impl RequestErrorKind {
    pub(crate) fn parameter(name: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Parameter { name, reason: reason.into() }
    }
}

impl Display for RequestErrorKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { name, reason } => write!(formatter, "the parameter `{name}` {reason}"),
            Self::Json(_) => formatter.write_str("the body cannot be written as JSON"),
            Self::Lines(reason) => write!(formatter, "the body cannot be written as lines: {reason}"),
            Self::Form(reason) => write!(formatter, "the body cannot be written as a form: {reason}"),
            Self::Xml(reason) => write!(formatter, "XML is not sent: {reason}"),
            Self::NoCredential { alternatives } => {
                formatter.write_str("no credential is configured; the operation needs ")?;
                for (index, schemes) in alternatives.iter().enumerate() {
                    formatter.write_str(if index == 0 { "" } else { ", or " })?;
                    for (index, scheme) in schemes.iter().enumerate() {
                        formatter.write_str(if index == 0 { "" } else { " and " })?;
                        formatter.write_str(scheme)?;
                    }
                }
                Ok(())
            }
            Self::NoScheme { name, known } => {
                write!(formatter, "the document has no security scheme `{name}`; it has ")?;
                for (index, scheme) in known.iter().enumerate() {
                    write!(formatter, "{}`{scheme}`", if index == 0 { "" } else { ", " })?;
                }
                Ok(())
            }
            Self::Credential { name } => {
                write!(formatter, "the credential for `{name}` contains characters that are not allowed there")
            }
            Self::CredentialsClash { kind, name } => {
                write!(formatter, "two credentials are sent as the {kind} `{name}`, which a request can have only once")
            }
            Self::Option { kind, name, reason } => write!(formatter, "the {kind} `{name}` {reason}"),
            Self::Spent => formatter.write_str("the body is a stream, which can be sent only once"),
            Self::NextPage(reason) => write!(formatter, "the next page was not requested: {reason}"),
            Self::LastEventId => formatter.write_str(
                "cannot resume the event stream: the id of the last event contains a control character, which is not allowed \
                 in headers",
            ),
            Self::Url => formatter.write_str("the URL is not valid, or too long"),
            Self::Method => formatter.write_str("the method is not valid"),
            #[cfg(feature = "test-util")]
            Self::NoStub(reason) => formatter.write_str(reason),
            #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
            Self::NoRuntime => formatter.write_str(
                "the call was awaited outside a Tokio runtime; await it inside one, or use the feature `blocking`",
            ),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            Self::Blocking => formatter.write_str(
                "a blocking call was made on a worker thread of an async runtime; `.await` the request there, or make the call in `tokio::task::spawn_blocking`",
            ),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            Self::Runtime(_) => formatter.write_str("cannot start the thread that serves blocking calls"),
        }
    }
}
