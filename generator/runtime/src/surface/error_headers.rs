//! Documented headers of errors.

use super::client::error::ApiError;
use super::http::headers::Headers;

/// Errors whose documented responses have headers.
pub trait ErrorHeaders {
    /// Those headers.
    type Headers: Headers;
}

impl<E: ErrorHeaders> ApiError<E> {
    /// The headers that the document knows. [`headers`](Self::headers) returns all.
    pub fn typed_headers(&self) -> E::Headers {
        E::Headers::read(self.headers())
    }
}
