//! Errors of calls.

use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt::{self, Debug, Display};
use std::sync::OnceLock;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, LOCATION};
use http::{HeaderMap, StatusCode};

use super::error_message::{ErrorMessage, ShownStatus, excerpt};
use super::json::error_path::WithoutPath;
use super::operation::request_error::RequestError;
use super::operation::target::Target;
use super::response::request_id;
use super::retry;
use super::token_provider;

use super::http::error::{BoxError, TransportError, TransportErrorKind};
use super::http::headers::{essence, undocumented_media_type};

/// The error of a call. `E` is the type of the documented errors of the operation.
///
/// Without `E`, it is the error of any operation: `?` converts each [`Error<E>`](Self) to it, with
/// the status, the headers, the message, the code and the raw body.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E = RawError> {
    /// The server responded with an error, or with an undocumented status other than 2xx.
    Api(ApiError<E>),
    /// The server could not be reached, or the connection broke.
    Transport(TransportError),
    /// There was no response in time.
    Timeout(TransportError),
    /// The response does not match the document.
    Decode(DecodeError),
    /// No token could be obtained for the request.
    Auth(AuthError),
    /// The request cannot be sent, the next page must not be requested (its link leads to another
    /// origin, or the list seems to be endless), or an event stream cannot be resumed. Nothing was
    /// sent.
    Request(RequestError),
}

impl<E> Error<E> {
    /// Returns the status of the response, if there was one.
    pub fn status(&self) -> Option<StatusCode> {
        match self {
            Self::Api(error) => Some(error.status()),
            Self::Decode(error) => Some(error.status()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// Returns the request id from the server, if there was a response with one.
    pub fn request_id(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.request_id(),
            Self::Decode(error) => error.request_id(),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// Returns whether a time limit was exceeded.
    pub fn is_timeout(&self) -> bool {
        matches!(self, Self::Timeout(_))
    }

    /// Returns whether no connection was established, so the request was not processed.
    pub fn is_connect(&self) -> bool {
        matches!(self, Self::Transport(error) | Self::Timeout(error) if error.is_connect())
    }

    /// Returns whether the same call may succeed later: the status is 408, 429, 500, 502, 503 or
    /// 504, or there was no response. It may not be safe to send the request again; see
    /// [`Error::is_connect`].
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Api(error) => retry::is_retryable(error.status()),
            Self::Transport(error) | Self::Timeout(error) => !error.is_from_request(),
            Self::Auth(error) => error.is_retryable(),
            Self::Decode(_) | Self::Request(_) => false,
        }
    }

    /// Returns how many times the request was sent. Requests for tokens do not count.
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

/// The response that caused an error.
pub(crate) struct Origin {
    pub(crate) operation: Target,
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) raw: Bytes,
    pub(crate) attempts: u32,
}

impl Origin {
    fn request_id(&self) -> Option<&str> {
        request_id(&self.headers)
    }

    /// `the body`, with its media type if that is undocumented.
    fn body(&self) -> Cow<'static, str> {
        match undocumented_media_type(&self.headers, self.operation.accept) {
            Some(media_type) => format!("the body ({})", excerpt(media_type, 100)).into(),
            None => "the body".into(),
        }
    }

    fn write_request_id(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.request_id() {
            Some(id) => write!(formatter, " (request {})", excerpt(id, 100)),
            None => Ok(()),
        }
    }
}

/// The server responded with an error, or with an undocumented status other than 2xx.
pub struct ApiError<E = RawError>(Box<ErrorResponse<E>>);

struct ErrorResponse<E> {
    origin: Origin,
    body: E,
    /// Computed when it is first used.
    message: OnceLock<ErrorMessage>,
}

impl<E> ApiError<E> {
    pub(crate) fn new(origin: Origin, body: E) -> Self {
        Self(Box::new(ErrorResponse { origin, body, message: OnceLock::new() }))
    }

    fn origin(&self) -> &Origin {
        &self.0.origin
    }

    fn error_message(&self) -> &ErrorMessage {
        let Origin { headers, raw, .. } = self.origin();
        self.0.message.get_or_init(|| ErrorMessage::of(headers, raw))
    }

    /// Returns the message in the body. In JSON, it is the first of the members `detail`,
    /// `message`, `title`, `error_description`, `error` and some less common ones, also in an
    /// object `error` or a list `errors`, or the first field in an object `errors`. In XML, it is
    /// the first element with such a name. A body of the type `text/plain`, or without a type, is
    /// the message. It is not changed; `Display` shows at most 300 characters of it, without
    /// control characters.
    pub fn message(&self) -> Option<&str> {
        self.error_message().message.as_deref()
    }

    /// Returns the code in the body: the first of the JSON members `code`, `error_code`, `error`
    /// (if it is a single word) and `type`, also in an object `error` or a list `errors`. Numbers
    /// are converted to text.
    pub fn code(&self) -> Option<&str> {
        self.error_message().code.as_deref()
    }

    /// Returns the same error with another body.
    pub fn map_body<F>(self, change: impl FnOnce(E) -> F) -> ApiError<F> {
        let ErrorResponse { origin, body, message } = *self.0;
        ApiError(Box::new(ErrorResponse { origin, body: change(body), message }))
    }

    /// Returns the same error without the type of its body.
    pub fn into_untyped(self) -> ApiError {
        let raw = self.raw().clone();
        self.map_body(|_| RawError(raw))
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.origin().status
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.origin().headers
    }

    /// Returns the request id from the server.
    pub fn request_id(&self) -> Option<&str> {
        self.origin().request_id()
    }

    /// Returns how many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.origin().attempts
    }

    /// Returns the decoded body.
    pub fn body(&self) -> &E {
        &self.0.body
    }

    /// Returns the decoded body by value.
    pub fn into_body(self) -> E {
        self.0.body
    }

    /// Returns the body as bytes. It ends at the client's limit for errors.
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
        let Origin { operation, status, headers, .. } = self.origin();
        write!(formatter, "{operation}: the server responded with {}", ShownStatus(*status))?;
        self.origin().write_request_id(formatter)?;
        if status.is_redirection() && headers.contains_key(LOCATION) {
            formatter.write_str(": the redirect was not followed")?;
        }
        Display::fmt(self.error_message(), formatter)
    }
}

impl<E: Debug> StdError for ApiError<E> {}

/// The response does not match the document.
pub struct DecodeError(Box<(Origin, Mismatch)>);

/// How a response differs from the document.
pub(crate) enum Mismatch {
    Json {
        path: String,
        error: serde_json::Error,
    },
    /// The same in one of several lines. Lines count from 1.
    #[allow(dead_code, reason = "not every document has lines")]
    Line {
        number: u64,
        path: String,
        error: serde_json::Error,
    },
    /// It is not valid XML.
    #[allow(dead_code, reason = "not every document has XML")]
    Xml {
        path: String,
        reason: String,
    },
    /// It has another media type than this one.
    #[allow(dead_code, reason = "not every document has events")]
    MediaType(&'static str),
    Text(std::str::Utf8Error),
    /// It is not valid JSON, and its media type is not JSON.
    NotJson {
        media_type: String,
        /// The start of a text, for the message.
        start: String,
        error: serde_json::Error,
    },
    /// The client does not support the content coding of the response (RFC 9110, section 8.4).
    Encoded(String),
    /// The body is empty, but the document describes one.
    Empty,
    /// The status is an undocumented success, and there are several documented ones.
    Undocumented,
    TooLarge,
}

impl DecodeError {
    pub(crate) fn new(origin: Origin, mismatch: Mismatch) -> Self {
        Self(Box::new((origin, mismatch)))
    }

    fn origin(&self) -> &Origin {
        &self.0.0
    }

    /// Returns the status of the response.
    pub fn status(&self) -> StatusCode {
        self.origin().status
    }

    /// Returns the headers of the response.
    pub fn headers(&self) -> &HeaderMap {
        &self.origin().headers
    }

    /// Returns the request id from the server.
    pub fn request_id(&self) -> Option<&str> {
        self.origin().request_id()
    }

    /// Returns how many times the request was sent.
    pub fn attempts(&self) -> u32 {
        self.origin().attempts
    }

    /// Returns the location in the JSON, such as `$.items[3].name`. `$` is the whole response,
    /// event or line. In text that is not valid XML, it is the path of the element, such as
    /// `/items/item[4]/name`.
    pub fn path(&self) -> &str {
        match &self.0.1 {
            Mismatch::Json { path, .. }
            | Mismatch::Line { path, .. }
            | Mismatch::Xml { path, .. } => path,
            Mismatch::Text(_)
            | Mismatch::MediaType(_)
            | Mismatch::NotJson { .. }
            | Mismatch::Encoded(_)
            | Mismatch::Empty
            | Mismatch::Undocumented
            | Mismatch::TooLarge => "$",
        }
    }

    /// Returns the number of the line, from 1 on, if the response is a stream of JSON lines.
    pub fn line(&self) -> Option<u64> {
        match &self.0.1 {
            Mismatch::Line { number, .. } => Some(*number),
            _ => None,
        }
    }

    /// Returns whether the response, event or line is larger than the client's limit, and was not
    /// read to its end.
    pub fn is_too_large(&self) -> bool {
        matches!(self.0.1, Mismatch::TooLarge)
    }

    /// Returns the error of the parser, which the message ends with: one of `serde_json` or of
    /// UTF-8.
    pub fn parser_error(&self) -> Option<&(dyn StdError + Send + Sync + 'static)> {
        match &self.0.1 {
            Mismatch::Json { error, .. }
            | Mismatch::Line { error, .. }
            | Mismatch::NotJson { error, .. } => Some(error),
            Mismatch::Text(error) => Some(error),
            _ => None,
        }
    }

    /// Returns the body of the response, the data of the event, or the line. It ends at the
    /// client's limit for errors.
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
        write!(formatter, "{operation}: the server responded with {}, but ", ShownStatus(*status))?;
        match &self.0.1 {
            mismatch @ Mismatch::MediaType(_) => {
                let media_type = self.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
                let media_type = excerpt(media_type.map_or("", essence), 100);
                let separator = if media_type.is_empty() { "" } else { ", " };
                write!(formatter, "the body is {media_type}{separator}{mismatch}")?
            }
            mismatch @ (Mismatch::TooLarge
            | Mismatch::NotJson { .. }
            | Mismatch::Empty
            | Mismatch::Encoded(_)) => write!(formatter, "the body is {mismatch}")?,
            mismatch @ Mismatch::Undocumented => Display::fmt(mismatch, formatter)?,
            mismatch @ Mismatch::Line { number, path, .. } => {
                write!(formatter, "line {number} of the body cannot be read at {path}: {mismatch}")?
            }
            mismatch => {
                let (body, path) = (self.0.0.body(), self.path());
                write!(formatter, "{body} cannot be read at {path}: {mismatch}")?
            }
        }
        self.origin().write_request_id(formatter)
    }
}

impl Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { error, .. } | Self::Line { error, .. } => {
                Display::fmt(&WithoutPath(error), formatter)
            }
            Self::Text(error) => Display::fmt(error, formatter),
            Self::Xml { reason, .. } => formatter.write_str(reason),
            Self::MediaType(expected) => write!(formatter, "not {expected}"),
            Self::NotJson { media_type, start, .. } if start.is_empty() => {
                write!(formatter, "{media_type}, not JSON")
            }
            Self::NotJson { media_type, start, .. } => {
                write!(formatter, "{media_type}, not JSON, and starts with `{start}`")
            }
            Self::Encoded(coding) => {
                write!(formatter, "encoded as `{coding}`, which the client did not ask for")
            }
            Self::Empty => formatter.write_str("empty"),
            Self::Undocumented => formatter.write_str("the document does not describe this status"),
            Self::TooLarge => formatter.write_str("larger than the client's limit"),
        }
    }
}

// Its message ends with the cause.
impl StdError for DecodeError {}

/// The body of an undocumented error, or of an [`Error`] without the type of its body, as bytes.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct RawError(pub Bytes);

/// No token could be obtained. The request was not sent, or the server rejected it because of the
/// previous token.
pub struct AuthError {
    operation: Target,
    attempts: u32,
    source: BoxError,
}

impl AuthError {
    pub(crate) fn new(operation: Target, attempts: u32, source: BoxError) -> Self {
        Self { operation, attempts, source }
    }

    /// Returns how many times the request itself was sent.
    pub fn attempts(&self) -> u32 {
        self.attempts
    }

    /// Returns the error of the provider.
    pub fn provider_error(&self) -> &(dyn StdError + Send + Sync + 'static) {
        &*self.source
    }

    /// Returns whether another attempt may obtain a token.
    pub fn is_retryable(&self) -> bool {
        token_provider::is_retryable(&*self.source)
    }
}

impl fmt::Debug for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("AuthError");
        shown
            .field("operation", &self.operation.id)
            .field("source", &self.source)
            .finish_non_exhaustive()
    }
}

impl fmt::Display for AuthError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}: could not obtain a token: {}", self.operation, self.source)
    }
}

impl StdError for AuthError {
    /// The source of the provider's error. The message ends with the provider's error itself.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.source()
    }
}

/// Why there is no response.
#[derive(Debug)]
#[non_exhaustive]
pub enum SendError {
    /// The request cannot be sent.
    Request(RequestError),
    /// No token could be obtained for the request.
    Auth(AuthError),
    /// The server could not be reached, or the connection broke.
    Transport(TransportError),
}

/// The result of a call.
pub trait CallResult {
    /// The result for a call without a response.
    fn from_error(error: SendError) -> Self;
}

impl<T, E> CallResult for Result<T, Error<E>> {
    fn from_error(error: SendError) -> Self {
        Err(match error {
            SendError::Request(error) => Error::Request(error),
            SendError::Auth(error) => Error::Auth(error),
            SendError::Transport(error) if error.is_timeout() => Error::Timeout(error),
            SendError::Transport(error) => Error::Transport(error),
        })
    }
}

impl<T> CallResult for Result<T, TransportError> {
    fn from_error(error: SendError) -> Self {
        Err(match error {
            SendError::Request(error) => TransportError::new(TransportErrorKind::Other, error),
            SendError::Auth(error) => TransportError::new(TransportErrorKind::Other, error),
            SendError::Transport(error) => error,
        })
    }
}
