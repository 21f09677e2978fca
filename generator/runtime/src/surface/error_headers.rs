//! Documented headers of errors.

use super::client::error::ApiError;
use super::http::headers::Headers;

/// Errors whose documented responses have headers.
pub trait ErrorHeaders {
    /// The type of the headers.
    type Headers: Headers;
}

impl<E: ErrorHeaders> ApiError<E> {
    /// Returns the documented headers. [`headers`](Self::headers) returns all of them.
    pub fn typed_headers(&self) -> E::Headers {
        E::Headers::read(self.headers())
    }
}
