//! Responses in other media types than the first one.

use serde::de::DeserializeOwned;

use super::client::error::Error;
use super::client::raw_response::{RawResponse, ReadError};
use super::client::response::Response;
use super::http::headers::Headers;

impl RawResponse {
    /// A success with a JSON body. Any other response is an error.
    pub fn json_alternative<T: DeserializeOwned, H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<T, H>, Error<E>> {
        if self.is_success() { self.json() } else { self.error() }
    }

    /// A success with a text body. Any other response is an error.
    pub fn text_alternative<H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<String, H>, Error<E>> {
        if self.is_success() { self.text() } else { self.error() }
    }
}
