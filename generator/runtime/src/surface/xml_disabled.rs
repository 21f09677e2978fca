//! Replaces reading and writing XML if the feature `xml` is off. Every function returns an error.

use serde_json::Value as Json;

use super::xml_error::XmlError;

/// The root element of a body, about which nothing is known.
#[derive(Debug)]
pub struct XmlElement;

/// Why there is no XML.
pub(crate) const MISSING: &str = "the feature `xml` of this crate is not enabled";

/// Fails.
pub(crate) fn read(_: &[u8], _: &XmlElement) -> Result<Json, XmlError> {
    Err(XmlError::new(MISSING))
}

/// Fails.
pub(crate) fn write(_: &Json, _: &XmlElement) -> Result<String, XmlError> {
    Err(XmlError::new(MISSING))
}
