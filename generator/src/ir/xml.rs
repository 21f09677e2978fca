use std::collections::BTreeSet;

use super::TypeId;
use crate::source::Location;

/// A body that is XML.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlBody {
    /// The location of its schema.
    pub location: Location,
    /// Its root element.
    pub root: XmlElement,
}

/// The root element of a body.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlElement {
    /// Its name, if the document gives one.
    pub name: Option<XmlName>,
    /// Its content.
    pub schema: XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlName {
    /// The local name.
    pub local: String,
    /// The URI of its namespace.
    pub namespace: Option<String>,
    /// The prefix for its namespace.
    pub prefix: Option<String>,
}

/// The content of an element.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum XmlSchema {
    /// Any text.
    String,
    /// A text without white space around it.
    Token,
    /// Bytes as base64, with any white space.
    Base64,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// Anything.
    Any,
    /// That of a definition, see [`Api::xml`](super::Api::xml).
    Named(TypeId),
    /// The items of a list, each as an element.
    List(Box<XmlItem>),
    /// The items of a list, separated by white space in one text (XML Schema, `list`).
    Tokens(Box<XmlSchema>),
    /// The items of a list whose first items have schemas of their own.
    Tuple(XmlTuple),
    /// The properties of an object.
    Object(XmlObject),
    /// One of several schemas.
    Union(XmlUnion),
}

/// An item of a list, or the value of an additional property.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlItem {
    /// The name of its element.
    pub name: XmlName,
    /// The content of its element.
    pub schema: XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether its element has the name of the union's variant instead, if that has one.
    pub is_named_by_variant: bool,
}

/// The items of a list whose first items have schemas of their own (`prefixItems`).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlTuple {
    /// The first items, each an element or text. Their paths are empty.
    pub first: Vec<XmlMember>,
    /// All other items.
    pub rest: Option<Box<XmlItem>>,
}

/// The properties of an object.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlObject {
    /// The properties, in the order in which they are written.
    pub members: Vec<XmlMember>,
    /// The additional properties, each an element with its name.
    pub additional: Option<Box<XmlItem>>,
}

/// A property of an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlMember {
    /// The property. Several names lead to a property of a property that has no element.
    pub path: Vec<String>,
    /// The node of the document that holds it.
    pub node: XmlNode,
    /// Its content.
    pub schema: XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether it is required.
    pub is_required: bool,
}

/// The node that holds a property (OpenAPI 3.2.0, "XML Node Types").
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum XmlNode {
    /// An element.
    Element(XmlName),
    /// An element for each item of a list, without an element around them.
    Items(XmlName),
    /// An element with the name of the union's variant, or this one if that has none.
    Variant(XmlName),
    /// The same for each item of a list, without an element around them.
    Variants(XmlName),
    /// An attribute.
    Attribute(XmlName),
    /// The text of the object's element.
    Text,
    /// The same, written as a CDATA section.
    Cdata,
}

/// One of several schemas.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlUnion {
    /// The property that identifies the schema.
    pub tag: Option<String>,
    /// The schemas.
    pub variants: Vec<XmlVariant>,
}

/// One of the schemas of a union.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct XmlVariant {
    /// The name of its element, where the union itself has none.
    pub name: Option<XmlName>,
    /// The values of the tag for it.
    pub tags: Vec<String>,
    /// Whether it is the schema for all other values of the tag.
    pub is_default: bool,
    /// Its content.
    pub schema: XmlSchema,
}

impl XmlBody {
    /// A body that is not described yet.
    pub fn new(location: Location) -> Self {
        let root = XmlElement { name: None, schema: XmlSchema::Any, is_nullable: false };
        Self { location, root }
    }
}

impl XmlTuple {
    /// The names of the elements of its items.
    pub fn names(&self) -> BTreeSet<Option<XmlName>> {
        let first = self.first.iter().filter_map(|member| match &member.node {
            XmlNode::Element(name) | XmlNode::Variant(name) => Some(name),
            _ => None,
        });
        let rest = self.rest.iter().map(|item| &item.name);
        first.chain(rest).cloned().map(Some).collect()
    }
}

impl XmlName {
    /// A name without a namespace.
    pub fn new(local: impl Into<String>) -> Self {
        Self { local: local.into(), ..Self::default() }
    }
}
