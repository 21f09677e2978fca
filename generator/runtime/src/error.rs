//! What can go wrong with a call.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::answer::RawError;
use super::operation::Operation;
use super::response::request_id;
use super::retry;
use super::token::AuthError;
use super::transport::TransportError;

/// Why a call failed. `E` is what the document says about errors of this operation.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = RawError> {
    /// The server answered, and it is not a success, or not one that the document knows.
    Api(ApiError<E>),
    /// The server could not be reached, or the connection broke.
    Transport(TransportError),
    /// There was no answer in time.
    Timeout(TransportError),
    /// The server answered, but not with what the document says.
    Decode(DecodeError),
    /// A token for the request could not be had.
    Auth(AuthError),
    /// What the caller gave cannot be sent, a next page must not be asked for (its link leads to
    /// another origin, or the list seems to have no end), or an event stream cannot go on; nothing
    /// was sent.
    Request(RequestError),
}

impl<E> Error<E> {
    /// The status of the answer, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// The name that the server gave to the request, if there was an answer with one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// Whether there was no answer in time.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Whether there was no connection: the request was surely not processed.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) | Self::Timeout(error) if error.is_connect())
    }

    /// Whether the same call may succeed another time: the status is 408, 429, 500, 502, 503 or
    /// 504, or there was no answer. This says nothing about whether it is safe to make it again;
    /// see [`Error::is_connect`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => retry::is_retryable(error.status()),
            Self::Transport(error) | Self::Timeout(error) => !error.is_from_request(),
            Self::Auth(error) => error.is_retryable(),
            Self::Decode(_) | Self::Request(_) => false,
        }
    }

    /// How often the request was sent. Requests for tokens do not count.
    pub fn attempts(&self) -> u32 {
        match self {
            Self::Api(error) => error.attempts(),
            Self::Transport(error) | Self::Timeout(error) => error.attempts(),
            Self::Decode(error) => error.attempts(),
            Self::Auth(error) => error.attempts(),
            Self::Request(_) => 0,
        }
    }
}

impl<E> Display for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => error.fmt(formatter),
            Self::Transport(error) | Self::Timeout(error) => Display::fmt(error, formatter),
            Self::Decode(error) => Display::fmt(error, formatter),
            Self::Auth(error) => Display::fmt(error, formatter),
            Self::Request(error) => Display::fmt(error, formatter),
        }
    }
}

impl<E: Debug> StdError for Error<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Api(_) => None,
            Self::Transport(error) | Self::Timeout(error) => error.source(),
            Self::Decode(error) => error.source(),
            Self::Auth(error) => error.source(),
            Self::Request(error) => error.source(),
        }
    }
}

/// What an answer was, apart from what it says.
pub(super) struct Origin {
    pub(super) operation: &'static Operation,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) raw: Bytes,
    pub(super) attempts: u32,
}

impl Origin {
    fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    fn write_request_id(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.request_id() {
            Some(id) => write!(formatter, " (request {id})"),
            None => Ok(()),
        }
    }
}

/// The server answered with an error, or with a status that the document does not know.
pub struct ApiError<E = RawError>(Box<(Origin, E)>);

impl<E> ApiError<E> {
    pub(super) fn new(origin: Origin, body: E) -> Self {
        Self(Box::new((origin, body)))
    }

    fn origin(&self) -> &Origin {
        &self.0.0
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.origin().status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.origin().headers
    }

    /// The name that the server gave to the request.
    pub fn request_id(&self) -> Option<&str> {
        self.origin().request_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.origin().attempts
    }

    /// What the server said.
    pub fn body(&self) -> &E {
        &self.0.1
    }

    /// What the server said, by value.
    pub fn into_body(self) -> E {
        self.0.1
    }

    /// What the server said, as it came. It ends at the client's limit for errors.
    pub fn raw(&self) -> &Bytes {
        &self.origin().raw
    }
}

impl<E: Debug> Debug for ApiError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("ApiError");
        shown.field("operation", &self.origin().operation.id).field("status", &self.status());
        shown
            .field("request_id", &self.request_id())
            .field("body", self.body())
            .finish_non_exhaustive()
    }
}

impl<E> Display for ApiError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { operation, status, .. } = self.origin();
        write!(formatter, "{operation}: the server answered {status}")?;
        self.origin().write_request_id(formatter)
    }
}

impl<E: Debug> StdError for ApiError<E> {}

/// The server's answer is not what the document says.
pub struct DecodeError(Box<(Origin, Mismatch)>);

/// How an answer is not what it should be.
pub(super) enum Mismatch {
    Json {
        path: String,
        error: serde_json::Error,
    },
    /// The same in one of several lines, counted from 1.
    #[allow(dead_code, reason = "not every document has lines")]
    Line {
        number: u64,
        path: String,
        error: serde_json::Error,
    },
    /// It is of another media type than this one.
    #[allow(dead_code, reason = "not every document has events")]
    MediaType(&'static str),
    Text(std::str::Utf8Error),
    /// It cannot be read as JSON, and its media type says that it is something else.
    NotJson {
        media_type: String,
        /// How the body begins, for a message.
        start: String,
        error: serde_json::Error,
    },
    /// The answer has a content coding that is none of the client's (RFC 9110, section 8.4).
    Encoded(String),
    TooLarge,
}

impl DecodeError {
    pub(super) fn new(origin: Origin, mismatch: Mismatch) -> Self {
        Self(Box::new((origin, mismatch)))
    }

    fn origin(&self) -> &Origin {
        &self.0.0
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.origin().status
    }

    /// The headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.origin().headers
    }

    /// The name that the server gave to the request.
    pub fn request_id(&self) -> Option<&str> {
        self.origin().request_id()
    }

    /// How often the request was sent.
    pub fn attempts(&self) -> u32 {
        self.origin().attempts
    }

    /// Where in the JSON, such as `$.items[3].name`. `$` for the whole answer, or the whole of an
    /// event or a line if it is a stream of them.
    pub fn path(&self) -> &str {
        match &self.0.1 {
            Mismatch::Json { path, .. } | Mismatch::Line { path, .. } => path,
            Mismatch::Text(_)
            | Mismatch::MediaType(_)
            | Mismatch::NotJson { .. }
            | Mismatch::Encoded(_)
            | Mismatch::TooLarge => "$",
        }
    }

    /// Which line it is, from 1 on, where the answer is one of JSON lines.
    pub fn line(&self) -> Option<u64> {
        match &self.0.1 {
            Mismatch::Line { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Whether the answer was not read to its end because it, or an event or a line of it, is
    /// larger than the client's limit.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.1, Mismatch::TooLarge)
    }

    /// The answer as it came, or the event's data or the line. It ends at the client's limit for
    /// errors.
    pub fn raw(&self) -> &Bytes {
        &self.origin().raw
    }
}

impl Debug for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("DecodeError");
        shown
            .field("operation", &self.origin().operation.id)
            .field("status", &self.status())
            .field("request_id", &self.request_id());
        shown
            .field("path", &self.path())
            .field("error", &format_args!("{}", self.0.1))
            .finish_non_exhaustive()
    }
}

impl Display for DecodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Origin { operation, status, .. } = self.origin();
        match &self.0.1 {
            mismatch @ (Mismatch::TooLarge
            | Mismatch::MediaType(_)
            | Mismatch::NotJson { .. }
            | Mismatch::Encoded(_)) => {
                write!(formatter, "{operation}: the answer ({status}) is {mismatch}")?
            }
            mismatch @ Mismatch::Line { number, path, .. } => write!(
                formatter,
                "{operation}: line {number} of the answer ({status}) cannot be read at {path}: {mismatch}"
            )?,
            mismatch => write!(
                formatter,
                "{operation}: the answer ({status}) cannot be read at {}: {mismatch}",
                self.path()
            )?,
        }
        self.origin().write_request_id(formatter)
    }
}

impl Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { error, .. } | Self::Line { error, .. } => Display::fmt(error, formatter),
            Self::Text(error) => Display::fmt(error, formatter),
            Self::MediaType(expected) => write!(formatter, "not `{expected}`"),
            Self::NotJson { media_type, start, .. } if start.is_empty() => {
                write!(formatter, "{media_type}, not JSON, and empty")
            }
            Self::NotJson { media_type, start, .. } => {
                write!(formatter, "{media_type}, not JSON, and starts with `{start}`")
            }
            Self::Encoded(coding) => {
                write!(formatter, "encoded as `{coding}`, which the client did not ask for")
            }
            Self::TooLarge => formatter.write_str("larger than the client's limit"),
        }
    }
}

impl StdError for DecodeError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &self.0.1 {
            Mismatch::Json { error, .. }
            | Mismatch::Line { error, .. }
            | Mismatch::NotJson { error, .. } => Some(error),
            Mismatch::Text(error) => Some(error),
            Mismatch::MediaType(_) | Mismatch::Encoded(_) | Mismatch::TooLarge => None,
        }
    }
}

/// What the caller gave cannot be sent, a next page must not be asked for (its link leads to
/// another origin, or the list seems to have no end), or an event stream cannot go on. Nothing was
/// sent.
#[derive(Clone)]
pub struct RequestError {
    operation: Option<&'static Operation>,
    refusal: Arc<Refusal>,
}

impl RequestError {
    pub(super) fn new(operation: &'static Operation, refusal: Arc<Refusal>) -> Self {
        Self { operation: Some(operation), refusal }
    }

    /// One that has nothing to do with an operation.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    pub(super) fn of_none(refusal: Arc<Refusal>) -> Self {
        Self { operation: None, refusal }
    }

    /// The parameter that cannot be sent, by its name in the document.
    pub fn parameter(&self) -> Option<&str> {
        match &*self.refusal {
            Refusal::Parameter { name, .. } => Some(name),
            _ => None,
        }
    }

    /// Whether the client has no credential that the operation accepts.
    pub fn is_missing_credential(&self) -> bool {
        matches!(*self.refusal, Refusal::NoCredential { .. })
    }
}

impl Debug for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("RequestError");
        if let Some(operation) = self.operation {
            shown.field("operation", &operation.id);
        }
        shown.field("reason", &format_args!("{}", self.refusal)).finish()
    }
}

impl Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation {
            write!(formatter, "{operation}: ")?;
        }
        Display::fmt(&self.refusal, formatter)
    }
}

impl StdError for RequestError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match &*self.refusal {
            Refusal::Json(error) => Some(error),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            Refusal::Runtime(error) => Some(error),
            _ => None,
        }
    }
}

/// Why a request is not sent.
pub(super) enum Refusal {
    Parameter {
        name: &'static str,
        reason: Cow<'static, str>,
    },
    Json(serde_json::Error),
    Form(Cow<'static, str>),
    NoCredential {
        alternatives: &'static [&'static [&'static str]],
    },
    Credential {
        name: &'static str,
    },
    Option {
        kind: &'static str,
        name: String,
        reason: &'static str,
    },
    /// The clone of a call with a stream.
    Spent,
    /// There is a next page, and it is not asked for.
    #[allow(dead_code, reason = "not every document has pages")]
    NextPage(Cow<'static, str>),
    /// An event stream was closed after an event whose id no header can carry.
    #[allow(dead_code, reason = "not every document has events")]
    LastEventId,
    Url,
    Method,
    /// A test double does not know what to answer.
    #[cfg(feature = "test-util")]
    NoStub(String),
    /// The default transport needs a Tokio runtime.
    #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
    NoRuntime,
    /// It would block an async runtime.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    Blocking,
    /// There is no runtime to block on.
    #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
    Runtime(std::io::Error),
}

impl Refusal {
    pub(super) fn parameter(name: &'static str, reason: impl Into<Cow<'static, str>>) -> Self {
        Self::Parameter { name, reason: reason.into() }
    }
}

impl Display for Refusal {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter { name, reason } => write!(formatter, "the parameter `{name}` {reason}"),
            Self::Json(_) => formatter.write_str("the body cannot be written as JSON"),
            Self::Form(reason) => write!(formatter, "the body cannot be written as a form: {reason}"),
            Self::NoCredential { alternatives } => {
                formatter.write_str("the client has no credential for it; it needs ")?;
                for (index, schemes) in alternatives.iter().enumerate() {
                    formatter.write_str(if index == 0 { "" } else { ", or " })?;
                    for (index, scheme) in schemes.iter().enumerate() {
                        formatter.write_str(if index == 0 { "" } else { " and " })?;
                        formatter.write_str(scheme)?;
                    }
                }
                Ok(())
            }
            Self::Credential { name } => {
                write!(formatter, "the credential for `{name}` holds characters that are not allowed there")
            }
            Self::Option { kind, name, reason } => write!(formatter, "the {kind} `{name}` {reason}"),
            Self::Spent => formatter.write_str("its body is a stream, which can be sent only once"),
            Self::NextPage(reason) => write!(formatter, "the next page is not asked for: {reason}"),
            Self::LastEventId => formatter.write_str(
                "the event stream cannot be resumed: the id of the last event contains a control character, which no header \
                 can carry",
            ),
            Self::Url => formatter.write_str("its URL is too long or not valid"),
            Self::Method => formatter.write_str("its method is not valid"),
            #[cfg(feature = "test-util")]
            Self::NoStub(reason) => formatter.write_str(reason),
            #[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
            Self::NoRuntime => formatter.write_str(
                "the call was awaited outside a Tokio runtime; await it inside one, or use the feature `blocking`",
            ),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            Self::Blocking => formatter.write_str(
                "a call that blocks was made inside an async runtime; `.await` the request there, or ask the stream for its `next()`",
            ),
            #[cfg(all(feature = "blocking", not(target_family = "wasm")))]
            Self::Runtime(_) => formatter.write_str("the thread that serves calls that block cannot be started"),
        }
    }
}
