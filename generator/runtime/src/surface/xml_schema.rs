//! How values are written as XML: static descriptions of schemas (OpenAPI, "XML Object").
//!
//! A description converts between XML and JSON, and the types read and write JSON. So a type is
//! compiled once for both.

/// The root element of a body.
#[derive(Debug)]
pub struct XmlElement {
    /// The name, or `None` if the document has none. Then any element is accepted.
    pub name: Option<XmlName>,
    /// Its content.
    pub schema: &'static XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
}

/// The name of an element or attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct XmlName {
    /// The local name.
    pub local: &'static str,
    /// The URI of its namespace.
    pub namespace: Option<&'static str>,
    /// The prefix for its namespace.
    pub prefix: Option<&'static str>,
}

/// The content of an element.
#[derive(Debug)]
pub enum XmlSchema {
    /// Any text.
    String,
    /// A text without surrounding white space: a date, or a value of an enum.
    Token,
    /// Bytes as base64, with any white space (XML Schema, part 2, section 3.2.16).
    Base64,
    /// `true` or `false`.
    Boolean,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// Any content.
    Any,
    /// The items of a list, each as an element.
    List(XmlItem),
    /// The items of a list, separated by white space in one text.
    Tokens(&'static XmlSchema),
    /// The items of a list whose first items have schemas of their own.
    Tuple(XmlTuple),
    /// The properties of an object.
    Object(XmlObject),
    /// One of several schemas.
    Union(XmlUnion),
}

/// An item of a list, or the value of an additional property.
#[derive(Debug)]
pub struct XmlItem {
    /// The name of its element.
    pub name: XmlName,
    /// The content of its element.
    pub schema: &'static XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether its element has the name of the union's variant instead, if that has one.
    pub is_named_by_variant: bool,
}

/// The items of a list whose first items have schemas of their own.
#[derive(Debug)]
pub struct XmlTuple {
    /// The first items, each an element or text. Their paths are empty.
    pub first: &'static [XmlMember],
    /// All other items.
    pub rest: Option<&'static XmlItem>,
}

/// The properties of an object.
#[derive(Debug)]
pub struct XmlObject {
    /// The properties, in the order in which they are written.
    pub members: &'static [XmlMember],
    /// The additional properties, each an element with its name.
    pub additional: Option<&'static XmlItem>,
}

/// A property of an object.
#[derive(Debug)]
pub struct XmlMember {
    /// The path of the property. It has several names if the parent property has no element.
    pub path: &'static [&'static str],
    /// The XML node that contains it.
    pub node: XmlNode,
    /// Its content.
    pub schema: &'static XmlSchema,
    /// Whether it may be null.
    pub is_nullable: bool,
    /// Whether it is required.
    pub is_required: bool,
}

/// The XML node that contains a property.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
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
#[derive(Debug)]
pub struct XmlUnion {
    /// The property that identifies the schema.
    pub tag: Option<&'static str>,
    /// The schemas.
    pub variants: &'static [XmlVariant],
}

/// One of the schemas of a union.
#[derive(Debug)]
pub struct XmlVariant {
    /// The name of its element, where the union itself has none.
    pub name: Option<XmlName>,
    /// The tags that identify it.
    pub tags: &'static [&'static str],
    /// Whether it is the schema for all other tags.
    pub is_default: bool,
    /// Its content.
    pub schema: &'static XmlSchema,
}

impl XmlName {
    /// A name without a namespace.
    pub const fn new(local: &'static str) -> Self {
        Self { local, namespace: None, prefix: None }
    }

    const fn last(path: &'static [&'static str]) -> Self {
        match path {
            [.., name] => Self::new(name),
            [] => Self::new(""),
        }
    }

    /// Adds a namespace.
    #[must_use]
    pub const fn namespace(self, namespace: &'static str) -> Self {
        Self { namespace: Some(namespace), ..self }
    }

    /// Adds a prefix.
    #[must_use]
    pub const fn prefix(self, prefix: &'static str) -> Self {
        Self { prefix: Some(prefix), ..self }
    }
}

impl XmlElement {
    /// A root element with any name.
    pub const fn new(schema: &'static XmlSchema) -> Self {
        Self { name: None, schema, is_nullable: false }
    }

    /// Adds a name.
    #[must_use]
    pub const fn named(self, name: XmlName) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Allows null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { is_nullable: true, ..self }
    }
}

impl XmlItem {
    /// An item.
    pub const fn new(name: XmlName, schema: &'static XmlSchema) -> Self {
        Self { name, schema, is_nullable: false, is_named_by_variant: false }
    }

    /// Allows null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { is_nullable: true, ..self }
    }

    /// Uses the names of the union's variants.
    #[must_use]
    pub const fn named_by_variant(self) -> Self {
        Self { is_named_by_variant: true, ..self }
    }
}

impl XmlSchema {
    /// An object without additional properties.
    pub const fn object(members: &'static [XmlMember]) -> Self {
        Self::Object(XmlObject { members, additional: None })
    }

    /// An object with additional properties.
    pub const fn open(members: &'static [XmlMember], additional: &'static XmlItem) -> Self {
        Self::Object(XmlObject { members, additional: Some(additional) })
    }

    /// A list of these items.
    pub const fn tuple(first: &'static [XmlMember]) -> Self {
        Self::Tuple(XmlTuple { first, rest: None })
    }

    /// A list of these items, and others.
    pub const fn open_tuple(first: &'static [XmlMember], rest: &'static XmlItem) -> Self {
        Self::Tuple(XmlTuple { first, rest: Some(rest) })
    }

    /// An object that has only additional properties.
    pub const fn map(additional: &'static XmlItem) -> Self {
        Self::open(&[], additional)
    }
}

impl XmlMember {
    /// An optional property.
    pub const fn new(
        path: &'static [&'static str],
        node: XmlNode,
        schema: &'static XmlSchema,
    ) -> Self {
        Self { path, node, schema, is_nullable: false, is_required: false }
    }

    /// An optional property in an element with its name.
    pub const fn element(path: &'static [&'static str], schema: &'static XmlSchema) -> Self {
        Self::new(path, XmlNode::Element(XmlName::last(path)), schema)
    }

    /// An optional property in an attribute with its name.
    pub const fn attribute(path: &'static [&'static str], schema: &'static XmlSchema) -> Self {
        Self::new(path, XmlNode::Attribute(XmlName::last(path)), schema)
    }

    /// Allows null.
    #[must_use]
    pub const fn nullable(self) -> Self {
        Self { is_nullable: true, ..self }
    }

    /// Makes it required.
    #[must_use]
    pub const fn required(self) -> Self {
        Self { is_required: true, ..self }
    }
}

impl XmlVariant {
    /// A schema for these tags.
    pub const fn new(tags: &'static [&'static str], schema: &'static XmlSchema) -> Self {
        Self { name: None, tags, is_default: false, schema }
    }

    /// Adds the name of its element.
    #[must_use]
    pub const fn named(self, name: XmlName) -> Self {
        Self { name: Some(name), ..self }
    }

    /// Also used for all other tags.
    #[must_use]
    pub const fn otherwise(self) -> Self {
        Self { is_default: true, ..self }
    }
}
