//! Bodies that are XML.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::call::Call;
use super::client::error::{Error, Mismatch};
use super::client::raw_response::RawResponse;
use super::client::response::Response;
use super::http::headers::Headers;
use super::json::error_path::error_path;
use super::json::text as json;
use super::operation::request_error::RequestErrorKind;
use super::xml_element::XmlError;
use super::xml_read::read;
use super::xml_schema::XmlElement;
use super::xml_write::write;

impl Call {
    /// Sends a value as XML.
    #[must_use]
    pub fn xml<T: Serialize + ?Sized>(mut self, body: &T, root: &'static XmlElement) -> Self {
        self.set_xml(body, root);
        self
    }

    /// Sends a value as XML.
    pub fn set_xml<T: Serialize + ?Sized>(&mut self, body: &T, root: &'static XmlElement) {
        match to_xml(body, root) {
            Ok(text) => self.carry("application/xml", text.into()),
            Err(reason) => self.fail(RequestErrorKind::Xml(reason)),
        }
    }
}

impl RawResponse {
    /// A success with an XML body.
    pub fn xml<T: DeserializeOwned, H: Headers, E>(
        self,
        root: &'static XmlElement,
    ) -> Result<Response<T, H>, Error<E>> {
        self.xml_as(root, std::convert::identity)
    }

    /// One of several successes, with an XML body.
    pub fn xml_as<T: DeserializeOwned, U, H: Headers, E>(
        self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> U,
    ) -> Result<Response<U, H>, Error<E>> {
        match self.parse_xml(root) {
            Ok(value) => Ok(self.success(wrap(value))),
            Err(mismatch) => Err(self.mismatch(mismatch)),
        }
    }

    /// The XML body of an error; the raw one if it is something else.
    pub fn error_xml<T: DeserializeOwned, E>(
        &self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> E,
        unknown: impl FnOnce(Bytes) -> E,
    ) -> E {
        match self.parse_xml(root) {
            Ok(value) => wrap(value),
            Err(_) => unknown(self.raw()),
        }
    }

    /// The body, which a server may send as JSON if it says so. No body is null.
    pub(crate) fn parse_xml<T: DeserializeOwned>(&self, root: &XmlElement) -> Result<T, Mismatch> {
        if self.is_json() || self.raw().is_empty() {
            return self.parse();
        }
        let body = self.whole()?;
        let text = match read(&body, root) {
            Ok(value) => value.to_string(),
            Err(error) => {
                return Err(self.coding().map_or_else(|| mismatch(&error), Mismatch::Encoded));
            }
        };
        json::from_slice(text.as_bytes())
            .map_err(|error| Mismatch::Json { path: error_path(text.as_bytes(), &error), error })
    }
}

fn mismatch(error: &XmlError) -> Mismatch {
    Mismatch::Xml { path: error.path(), reason: error.reason.clone() }
}

/// A value as a document, or why it is none.
pub(crate) fn to_xml<T: Serialize + ?Sized>(
    value: &T,
    root: &XmlElement,
) -> Result<String, String> {
    let text = json::to_vec(value).map_err(|error| error.to_string())?;
    let value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    write(&value, root).map_err(|error| format!("{}: {}", error.path(), error.reason))
}

/// A page of XML as JSON, in which the next page is found. What cannot be read has none.
pub fn xml_page(body: &Bytes, root: &'static XmlElement) -> Bytes {
    read(body, root).map(|value| value.to_string().into()).unwrap_or_default()
}
