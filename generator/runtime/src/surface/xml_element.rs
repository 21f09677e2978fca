//! An element of a document of XML.

use std::rc::Rc;

use super::xml_schema::XmlName;

/// The namespace of `xsi:nil` (XML Schema, part 1, section 2.6.2).
pub(crate) const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// A name as a document has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Name {
    pub(crate) namespace: Option<Rc<str>>,
    pub(crate) local: Box<str>,
}

/// An attribute that is not a declaration of a namespace.
#[derive(Debug)]
pub(crate) struct Attr {
    pub(crate) name: Name,
    pub(crate) value: String,
}

/// An element.
#[derive(Debug)]
pub(crate) struct Element {
    pub(crate) name: Name,
    pub(crate) attributes: Vec<Attr>,
    pub(crate) children: Vec<Element>,
    /// All text that is not in a child.
    pub(crate) text: String,
    /// The length of the parent's text before it.
    pub(crate) offset: usize,
}

impl Name {
    /// Whether it is a name of the description, in an element of the namespace `outer`.
    ///
    /// Servers are not exact about namespaces: a name without a namespace is accepted for any, and
    /// one in that of its parent for a name without.
    pub(crate) fn is(&self, name: &XmlName, outer: Option<&str>) -> bool {
        *self.local == *name.local
            && match (self.namespace.as_deref(), name.namespace) {
                (None, _) => true,
                (Some(actual), Some(expected)) => actual == expected,
                (Some(actual), None) => outer.is_none_or(|outer| outer == actual),
            }
    }
}

impl Element {
    pub(crate) fn namespace(&self) -> Option<&str> {
        self.name.namespace.as_deref()
    }

    /// Whether it has `xsi:nil`.
    pub(crate) fn is_nil(&self) -> bool {
        let is_nil = |attribute: &&Attr| {
            *attribute.name.local == *"nil" && attribute.name.namespace.as_deref() == Some(INSTANCE)
        };
        let nil = self.attributes.iter().find(is_nil);
        nil.is_some_and(|nil| matches!(nil.value.trim(), "true" | "1"))
    }

    /// Whether it has neither text nor children. White space is no text.
    pub(crate) fn is_empty(&self) -> bool {
        self.children.is_empty() && self.text.trim().is_empty()
    }
}
