//! How bodies are written as XML.

use std::collections::BTreeMap;

use crate::ir::{TypeId, XmlElement, XmlSchema};
use crate::plan::name::Ident;

/// The static descriptions of an API's bodies of XML.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Xml {
    /// The name of each definition that bodies use.
    pub idents: BTreeMap<TypeId, Ident>,
    /// The definitions, in the order of their identifiers.
    pub schemas: BTreeMap<TypeId, XmlSchema>,
    /// The root elements, each with its name, in the order of names.
    pub roots: Vec<(Ident, XmlElement)>,
}

impl Xml {
    /// Whether there is a body of XML.
    pub fn is_used(&self) -> bool {
        !self.roots.is_empty()
    }
}
