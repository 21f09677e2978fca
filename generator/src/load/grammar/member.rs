//! The vocabulary of the grammar: objects, their members, and what a member holds.

use std::fmt;

use serde_json::{Map, Value};

/// A version of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// Swagger 2.0.
    V2,
    /// OpenAPI 3.0, the dialect that every document is normalized to.
    V30,
    /// OpenAPI 3.1.
    V31,
    /// OpenAPI 3.2.
    V32,
}

impl fmt::Display for Version {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::V2 => "Swagger 2.0",
            Self::V30 => "OpenAPI 3.0",
            Self::V31 => "OpenAPI 3.1",
            Self::V32 => "OpenAPI 3.2",
        })
    }
}

impl Version {
    /// The version that a document has after it was loaded.
    pub const DIALECT: Self = Self::V30;
}

/// An object of the specification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// The root ("OpenAPI Object", in 2.0 "Swagger Object").
    Document,
    /// Metadata of the API.
    Info,
    /// The contact in the metadata.
    Contact,
    /// The license in the metadata.
    License,
    /// A server.
    Server,
    /// A variable in the URL of a server.
    ServerVariable,
    /// A tag.
    Tag,
    /// A link to documentation.
    ExternalDocs,
    /// What other parts refer to.
    Components,
    /// Paths and their path items.
    Paths,
    /// The operations of a path.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// The body of a request.
    RequestBody,
    /// Status codes and their responses.
    Responses,
    /// A response.
    Response,
    /// A header.
    Header,
    /// A media type.
    MediaType,
    /// How a field of a form is encoded.
    Encoding,
    /// An example.
    Example,
    /// A link to another operation.
    Link,
    /// URLs and their path items.
    Callback,
    /// A security scheme.
    SecurityScheme,
    /// The flows of OAuth 2.0.
    Flows,
    /// A flow without a token endpoint.
    ImplicitFlow,
    /// A flow with nothing but a token endpoint.
    TokenFlow,
    /// A flow with both endpoints.
    CodeFlow,
    /// A flow for devices (3.2).
    DeviceFlow,
    /// A schema.
    Schema,
    /// The discriminator of a schema.
    Discriminator,
    /// How a schema is written as XML.
    Xml,
}

impl Object {
    /// All objects.
    pub const ALL: &[Self] = &[
        Self::Document,
        Self::Info,
        Self::Contact,
        Self::License,
        Self::Server,
        Self::ServerVariable,
        Self::Tag,
        Self::ExternalDocs,
        Self::Components,
        Self::Paths,
        Self::PathItem,
        Self::Operation,
        Self::Parameter,
        Self::RequestBody,
        Self::Responses,
        Self::Response,
        Self::Header,
        Self::MediaType,
        Self::Encoding,
        Self::Example,
        Self::Link,
        Self::Callback,
        Self::SecurityScheme,
        Self::Flows,
        Self::ImplicitFlow,
        Self::TokenFlow,
        Self::CodeFlow,
        Self::DeviceFlow,
        Self::Schema,
        Self::Discriminator,
        Self::Xml,
    ];

    /// Its name in messages, with an article.
    pub fn noun(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Info => "the information about the API",
            Self::Contact => "a contact",
            Self::License => "a license",
            Self::Server => "a server",
            Self::ServerVariable => "a server variable",
            Self::Tag => "a tag",
            Self::ExternalDocs => "a link to documentation",
            Self::Components => "the components",
            Self::Paths => "the paths",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::Responses => "the responses",
            Self::Response => "a response",
            Self::Header => "a header",
            Self::MediaType => "a media type",
            Self::Encoding => "an encoding",
            Self::Example => "an example",
            Self::Link => "a link",
            Self::Callback => "a callback",
            Self::SecurityScheme => "a security scheme",
            Self::Flows => "the flows",
            Self::ImplicitFlow | Self::TokenFlow | Self::CodeFlow | Self::DeviceFlow => "a flow",
            Self::Schema => "a schema",
            Self::Discriminator => "a discriminator",
            Self::Xml => "an XML description",
        }
    }

    /// What every member holds, if the author of the document chooses all keys.
    pub fn patterned(self) -> Option<Self> {
        match self {
            Self::Paths | Self::Callback => Some(Self::PathItem),
            Self::Responses => Some(Self::Response),
            _ => None,
        }
    }
}

/// A member of an object, in the versions that have it.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its key.
    pub key: &'static str,
    /// The type of its value.
    pub kind: ValueKind,
    /// Whether an object is invalid without it.
    pub required: bool,
    /// The first version that has it.
    pub since: Version,
    /// The last version that has it.
    pub until: Version,
    /// The type whose values alone it restricts (JSON Schema Validation 2020-12, section 6).
    pub restricts: Option<ValueType>,
}

/// What a member holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// Any JSON value.
    Any,
    /// A list of any JSON values.
    Values,
    /// An object of any JSON values.
    AnyMap,
    /// Text.
    Text,
    /// One of a few texts.
    OneOf(&'static [&'static str]),
    /// A list of texts.
    Texts,
    /// An object of texts.
    TextMap,
    /// The name of a type or a list of them.
    TypeNames,
    /// A boolean.
    Flag,
    /// A number.
    Number,
    /// A non-negative integer.
    Count,
    /// A list of security requirements.
    Requirements,
    /// An object of the specification.
    Object(Object),
    /// An object of the specification or a boolean.
    ObjectOrFlag(Object),
    /// A list of them.
    Objects(Object),
    /// An object of them. The author of the document chooses the keys.
    ObjectMap(Object),
}

impl ValueKind {
    /// Whether a member holds data, in which nothing is a reference or a schema.
    pub fn is_data(self) -> bool {
        matches!(self, Self::Any | Self::Values)
    }

    /// Whether the author of a document chooses the keys of what a member holds.
    pub fn has_chosen_keys(self) -> bool {
        match self {
            Self::ObjectMap(_) | Self::TextMap | Self::AnyMap => true,
            Self::Object(object) => object.patterned().is_some(),
            _ => false,
        }
    }

    /// Whether a value has the type of a member. Numbers and booleans are accepted as text, and
    /// text as a boolean.
    pub fn accepts(self, value: &Value) -> bool {
        let is_text = |value: &Value| value.is_string() || value.is_number() || value.is_boolean();
        match self {
            Self::Any => true,
            Self::Text | Self::OneOf(_) => is_text(value),
            Self::Flag => {
                let is_flag = |text: &str| {
                    text.eq_ignore_ascii_case("true") || text.eq_ignore_ascii_case("false")
                };
                value.is_boolean() || value.as_str().is_some_and(is_flag)
            }
            Self::Number => value.is_number(),
            Self::Count => value.as_f64().is_some_and(|count| count >= 0.0 && count.fract() == 0.0),
            Self::Texts => value.as_array().is_some_and(|texts| texts.iter().all(is_text)),
            Self::TypeNames => value.is_string() || value.is_array(),
            Self::Values | Self::Requirements | Self::Objects(_) => value.is_array(),
            Self::ObjectOrFlag(_) => value.is_object() || value.is_boolean(),
            Self::TextMap | Self::AnyMap | Self::Object(_) | Self::ObjectMap(_) => {
                value.is_object()
            }
        }
    }

    /// Whether a value is an empty list where an object belongs, or the other way round. Languages
    /// without separate types for them, such as PHP, write one for the other.
    pub fn is_empty_other(self, value: &Value) -> bool {
        match self {
            Self::AnyMap
            | Self::TextMap
            | Self::Object(_)
            | Self::ObjectOrFlag(_)
            | Self::ObjectMap(_) => value.as_array().is_some_and(Vec::is_empty),
            Self::Values | Self::Texts | Self::Objects(_) => {
                value.as_object().is_some_and(Map::is_empty)
            }
            _ => false,
        }
    }

    /// Whether a member holds neither schemas nor lists.
    fn is_scalar(self) -> bool {
        matches!(self, Self::Text | Self::Flag | Self::Number | Self::Count)
    }
}

/// A type of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// Text.
    String,
    /// Numbers and integers.
    Number,
    /// Lists.
    Array,
    /// Objects.
    Object,
}

impl Member {
    /// A member that may be absent, in all versions.
    pub(super) const fn optional(key: &'static str, kind: ValueKind) -> Self {
        let (since, until) = (Version::V2, Version::V32);
        Self { key, kind, required: false, since, until, restricts: None }
    }

    /// A member without which an object is invalid, in all versions.
    pub(super) const fn required(key: &'static str, kind: ValueKind) -> Self {
        let mut member = Self::optional(key, kind);
        member.required = true;
        member
    }

    /// An extension that carries what the dialect cannot express.
    pub(super) const fn carrier(key: &'static str, kind: ValueKind) -> Self {
        Self::optional(key, kind).only(Version::DIALECT)
    }

    pub(super) const fn since(mut self, version: Version) -> Self {
        self.since = version;
        self
    }

    pub(super) const fn until(mut self, version: Version) -> Self {
        self.until = version;
        self
    }

    pub(super) const fn only(self, version: Version) -> Self {
        self.since(version).until(version)
    }

    pub(super) const fn restricts(mut self, values: ValueType) -> Self {
        self.restricts = Some(values);
        self
    }

    /// Whether a version has this member.
    pub fn is_in(&self, version: Version) -> bool {
        self.since <= version && version <= self.until
    }

    /// Whether it is a rule for values, such as `maxLength`.
    pub fn is_constraint(&self) -> bool {
        self.restricts.is_some() && self.kind.is_scalar() && !self.key.starts_with("x-")
    }
}
