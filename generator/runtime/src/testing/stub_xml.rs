//! Stubbed XML responses.

use serde::Serialize;

use super::stub_request::StubResponse;
use super::surface::xml_body::to_xml;
#[cfg(not(feature = "xml"))]
use super::surface::xml_disabled::XmlElement;
#[cfg(feature = "xml")]
use super::surface::xml_schema::XmlElement;

impl StubResponse {
    /// A response with an XML body.
    pub fn xml<T: Serialize + ?Sized>(self, value: &T, root: &'static XmlElement) -> Self {
        let text = to_xml(value, root).map_err(|reason| format!("as XML: {reason}"));
        self.written("application/xml", text)
    }

    /// A response with a JSON body, for an operation whose response may also be XML.
    pub fn json_or_xml<T: Serialize + ?Sized>(self, value: &T, _: &'static XmlElement) -> Self {
        self.json(value)
    }
}
