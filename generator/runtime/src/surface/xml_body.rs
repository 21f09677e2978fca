//! XML bodies.

use bytes::Bytes;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::client::call::Call;
use super::client::error::{Error, Mismatch};
use super::client::raw_response::{RawResponse, ReadError};
use super::client::response::Response;
use super::http::headers::{Headers, essence};
use super::json::error_path::error_path;
use super::json::text as json;
use super::operation::argument_value::Value;
use super::operation::request_error::RequestErrorKind;
#[cfg(not(feature = "xml"))]
use super::xml_disabled::{XmlElement, read, write};
use super::xml_error::XmlError;
#[cfg(feature = "xml")]
use super::xml_read::read;
#[cfg(feature = "xml")]
use super::xml_schema::XmlElement;
#[cfg(feature = "xml")]
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

    /// Requests an XML response. Without the feature `xml`, nothing is sent.
    #[must_use]
    pub fn expects_xml(self) -> Self {
        #[cfg(not(feature = "xml"))]
        let this = {
            let mut this = self;
            this.fail(RequestErrorKind::Xml(super::xml_disabled::MISSING.to_owned()));
            this
        };
        #[cfg(feature = "xml")]
        let this = self;
        this
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

    /// A success with an XML body. Any other response is an error.
    pub fn xml_alternative<T: DeserializeOwned, H: Headers, E: ReadError>(
        self,
        root: &'static XmlElement,
    ) -> Result<Response<T, H>, Error<E>> {
        if self.is_success() { self.xml(root) } else { self.error() }
    }

    /// A success with a JSON body, or with an XML body by its media type.
    pub fn json_or_xml<T: DeserializeOwned, H: Headers, E>(
        self,
        root: &'static XmlElement,
    ) -> Result<Response<T, H>, Error<E>> {
        if self.is_xml() { self.xml(root) } else { self.json() }
    }

    /// One of several successes, with a JSON or XML body.
    pub fn json_or_xml_as<T: DeserializeOwned, U, H: Headers, E>(
        self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> U,
    ) -> Result<Response<U, H>, Error<E>> {
        if self.is_xml() { self.xml_as(root, wrap) } else { self.json_as(wrap) }
    }

    /// The JSON or XML body of an error, or its bytes if it is neither.
    pub fn error_json_or_xml<T: DeserializeOwned, E>(
        &self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> E,
        unknown: impl FnOnce(Bytes) -> E,
    ) -> E {
        match self.parse_json_or_xml(root) {
            Ok(value) => wrap(value),
            Err(_) => unknown(self.raw()),
        }
    }

    /// The body as JSON, or as XML by its media type.
    pub(crate) fn parse_json_or_xml<T: DeserializeOwned>(
        &self,
        root: &XmlElement,
    ) -> Result<T, Mismatch> {
        if self.is_xml() { self.parse_xml(root) } else { self.parse() }
    }

    /// Whether the media type of the body is XML.
    fn is_xml(&self) -> bool {
        let media_type = self.headers().get(http::header::CONTENT_TYPE);
        media_type.and_then(|value| value.to_str().ok()).is_some_and(is_xml)
    }

    /// The XML body of an error, or its bytes if it is not XML.
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

    /// The body. If its media type is JSON, it is read as JSON. An empty body is null.
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

/// A value as an XML document, or an error if it cannot be written.
pub(crate) fn to_xml<T: Serialize + ?Sized>(
    value: &T,
    root: &XmlElement,
) -> Result<String, String> {
    let text = json::to_vec(value).map_err(|error| error.to_string())?;
    let value = serde_json::from_slice(&text).map_err(|error| error.to_string())?;
    write(&value, root).map_err(|error| format!("{}: {}", error.path(), error.reason))
}

/// Whether a media type is XML (RFC 7303, section 4.2).
pub(crate) fn is_xml(media_type: &str) -> bool {
    let media_type = essence(media_type).to_ascii_lowercase();
    matches!(media_type.as_str(), "application/xml" | "text/xml") || media_type.ends_with("+xml")
}

/// A part of a form as an XML document.
#[allow(dead_code, reason = "not every document has parts that are XML")]
pub fn xml_part(value: &Value, root: &'static XmlElement) -> Result<String, String> {
    let value = serde_json::from_str(&value.json()).map_err(|error| error.to_string())?;
    write(&value, root).map_err(|error| format!("{}: {}", error.path(), error.reason))
}

/// A page as JSON, in which the link to the next page is found. XML that cannot be read has no next
/// page.
pub fn xml_page(body: &Bytes, root: &'static XmlElement) -> Bytes {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !text.trim_ascii_start().starts_with(b"<") {
        return body.clone();
    }
    read(body, root).map(|value| value.to_string().into()).unwrap_or_default()
}
