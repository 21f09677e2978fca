//! Successes with an undocumented status, for operations with several documented successes.

use bytes::Bytes;
use serde::de::DeserializeOwned;

use super::error::{Error, Mismatch};
use super::http::headers::Headers;
use super::raw_response::{RawResponse, ReadError};
use super::response::Response;
use super::value_mismatch::ValueMismatch;

/// Reads a response as the first documented success that its body matches. A response that is not a
/// success is an error.
pub struct Undocumented<U> {
    response: RawResponse,
    found: Option<U>,
    /// The first one that the body matches if it is read leniently.
    lenient: Option<(U, Vec<ValueMismatch>)>,
    mismatch: Option<Mismatch>,
}

impl RawResponse {
    /// A response whose status is not in the document.
    pub fn undocumented<U>(self) -> Undocumented<U> {
        Undocumented { response: self, found: None, lenient: None, mismatch: None }
    }
}

impl<U> Undocumented<U> {
    /// The success without a body.
    #[must_use]
    pub fn empty(self, value: U) -> Self {
        if self.response.raw().is_empty() { self.or(|_| Ok(value)) } else { self }
    }

    /// A success with a JSON body.
    #[must_use]
    pub fn json<T: DeserializeOwned>(mut self, wrap: impl FnOnce(T) -> U) -> Self {
        if self.found.is_some() || !self.response.is_success() {
            return self;
        }
        match self.response.parse() {
            Ok(value) => self.found = Some(wrap(value)),
            Err(mismatch) => {
                if self.lenient.is_none() {
                    let read = self.response.read_leniently(&mismatch);
                    self.lenient = read.map(|(value, mismatches)| (wrap(value), mismatches));
                }
                self.mismatch.get_or_insert(mismatch);
            }
        }
        self
    }

    /// A success with a text as its body.
    #[must_use]
    pub fn text(self, wrap: impl FnOnce(String) -> U) -> Self {
        self.or(|response| response.utf8().map(wrap))
    }

    /// A success with any body.
    #[must_use]
    pub fn bytes(self, wrap: impl FnOnce(Bytes) -> U) -> Self {
        self.or(|response| response.whole().map(wrap))
    }

    /// A success that a function reads.
    #[must_use]
    pub(crate) fn or(mut self, read: impl FnOnce(&RawResponse) -> Result<U, Mismatch>) -> Self {
        if self.found.is_none() && self.response.is_success() {
            match read(&self.response) {
                Ok(found) => self.found = Some(found),
                Err(mismatch) => {
                    self.mismatch.get_or_insert(mismatch);
                }
            }
        }
        self
    }

    /// The response.
    pub fn end<H: Headers, E: ReadError>(self) -> Result<Response<U, H>, Error<E>> {
        match (self.found, self.lenient, self.mismatch) {
            (Some(found), ..) => Ok(self.response.success(found)),
            (None, Some((found, mismatches)), _) => {
                Ok(self.response.lenient_success(found, mismatches))
            }
            (None, None, Some(mismatch)) => Err(self.response.mismatch(mismatch)),
            (None, None, None) => self.response.error(),
        }
    }
}
