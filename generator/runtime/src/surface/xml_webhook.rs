//! XML webhooks and callbacks.

use http::header::CONTENT_TYPE;
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::webhook::{self, WebhookError};
use super::xml_body::{is_xml, to_xml};
#[cfg(not(feature = "xml"))]
use super::xml_disabled::{XmlElement, read};
#[cfg(feature = "xml")]
use super::xml_read::read;
#[cfg(feature = "xml")]
use super::xml_schema::XmlElement;

/// Reads the body of a request: as XML if it starts like XML, otherwise as JSON.
pub fn from_slice<T: DeserializeOwned>(
    body: &[u8],
    root: &'static XmlElement,
) -> Result<T, WebhookError> {
    let text = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    if !text.trim_ascii_start().starts_with(b"<") {
        return webhook::from_slice(body);
    }
    let value =
        read(body, root).map_err(|error| WebhookError::other("XML", error.path(), error.reason))?;
    webhook::from_slice(value.to_string().as_bytes())
}

/// Reads the body of a request whose media type is XML, JSON or missing.
pub fn from_request_parts<T: DeserializeOwned>(
    head: &http::request::Parts,
    body: &[u8],
    root: &'static XmlElement,
) -> Result<T, WebhookError> {
    let media_type = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if media_type.is_none_or(is_xml) {
        from_slice(body, root)
    } else {
        webhook::from_request_parts(head, body)
    }
}

/// Writes a response.
pub fn write<T: Serialize + ?Sized>(
    value: &T,
    root: &'static XmlElement,
) -> Result<String, WebhookError> {
    to_xml(value, root).map_err(|reason| WebhookError::other("XML", "/".to_owned(), reason))
}
