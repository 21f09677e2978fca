//! What errors of all operations have in common.

use bytes::Bytes;
use http::HeaderMap;

use super::error::{Error, RawError};
use super::raw_response::ErrorBody;

/// Which variant of an [`Error`] it is, without what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// [`Error::Api`]
    Api,
    /// [`Error::Transport`]
    Transport,
    /// [`Error::Timeout`]
    Timeout,
    /// [`Error::Decode`]
    Decode,
    /// [`Error::Auth`]
    Auth,
    /// [`Error::Request`]
    Request,
}

impl<E> Error<E> {
    /// The kind of error.
    pub fn kind(&self) -> ErrorKind {
        match self {
            Self::Api(_) => ErrorKind::Api,
            Self::Transport(_) => ErrorKind::Transport,
            Self::Timeout(_) => ErrorKind::Timeout,
            Self::Decode(_) => ErrorKind::Decode,
            Self::Auth(_) => ErrorKind::Auth,
            Self::Request(_) => ErrorKind::Request,
        }
    }

    /// The message in the body of the response: see [`ApiError::message`].
    ///
    /// [`ApiError::message`]: super::super::ApiError::message
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.message(),
            _ => None,
        }
    }

    /// The code in the body of the response: see [`ApiError::code`].
    ///
    /// [`ApiError::code`]: super::super::ApiError::code
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.code(),
            _ => None,
        }
    }

    /// The headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// The body as the server sent it, cut off at the client's limit for errors, if there was a
    /// response.
    pub fn raw(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.raw()),
            Self::Decode(error) => Some(error.raw()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// The same error with another type for the body of the response.
    pub fn map_body<F>(self, change: impl FnOnce(E) -> F) -> Error<F> {
        match self {
            Self::Api(error) => Error::Api(error.map_body(change)),
            Self::Transport(error) => Error::Transport(error),
            Self::Timeout(error) => Error::Timeout(error),
            Self::Decode(error) => Error::Decode(error),
            Self::Auth(error) => Error::Auth(error),
            Self::Request(error) => Error::Request(error),
        }
    }

    /// The same error without the type of its body: that of all operations.
    pub fn into_untyped(self) -> Error {
        let raw = self.raw().cloned().unwrap_or_default();
        self.map_body(|_| RawError(raw))
    }
}

impl<E: ErrorBody> From<Error<E>> for Error {
    fn from(error: Error<E>) -> Self {
        error.into_untyped()
    }
}
