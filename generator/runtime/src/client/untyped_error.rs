//! The parts of an error that do not depend on the operation.

use bytes::Bytes;
use http::HeaderMap;

use super::error::{Error, RawError};
use super::raw_response::ErrorBody;

/// The kind of an [`Error`]: its variant without the content.
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
    /// Returns the kind of the error.
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

    /// Returns the message in the body of the response: see [`ApiError::message`].
    ///
    /// [`ApiError::message`]: super::super::ApiError::message
    pub fn message(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.message(),
            _ => None,
        }
    }

    /// Returns the code in the body of the response: see [`ApiError::code`].
    ///
    /// [`ApiError::code`]: super::super::ApiError::code
    pub fn code(&self) -> Option<&str> {
        match self {
            Self::Api(error) => error.code(),
            _ => None,
        }
    }

    /// Returns the headers of the response, if there was one.
    pub fn headers(&self) -> Option<&HeaderMap> {
        match self {
            Self::Api(error) => Some(error.headers()),
            Self::Decode(error) => Some(error.headers()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// Returns the body of the response, if there was one. It ends at the client's limit for
    /// errors.
    pub fn raw(&self) -> Option<&Bytes> {
        match self {
            Self::Api(error) => Some(error.raw()),
            Self::Decode(error) => Some(error.raw()),
            Self::Transport(_) | Self::Timeout(_) | Self::Auth(_) | Self::Request(_) => None,
        }
    }

    /// Returns the same error with another type for the body of the response.
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

    /// Returns the same error without the type of its body.
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
