//! XML bodies of successes with an undocumented status.

use serde::de::DeserializeOwned;

use super::client::undocumented::Undocumented;
#[cfg(not(feature = "xml"))]
use super::xml_disabled::XmlElement;
#[cfg(feature = "xml")]
use super::xml_schema::XmlElement;

impl<U> Undocumented<U> {
    /// A success with an XML body.
    #[must_use]
    pub fn xml<T: DeserializeOwned>(
        self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> U,
    ) -> Self {
        self.or(|response| response.parse_xml(root).map(wrap))
    }

    /// A success with a JSON or XML body.
    #[must_use]
    pub fn json_or_xml<T: DeserializeOwned>(
        self,
        root: &'static XmlElement,
        wrap: impl FnOnce(T) -> U,
    ) -> Self {
        self.or(|response| response.parse_json_or_xml(root).map(wrap))
    }
}
