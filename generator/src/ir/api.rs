use std::collections::BTreeMap;
use std::fmt;

use super::{ChosenTypes, Content, Docs, Header, Operation, Type, TypeId, Types, XmlSchema};
use crate::source::Location;

/// An API, as its document describes it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// The servers, in the order of the document.
    pub servers: Vec<Server>,
    /// The security schemes, in the order of the document.
    pub security_schemes: Vec<SecurityScheme>,
    /// The tags of operations. Those that the document describes come first.
    pub tags: Vec<Tag>,
    /// The selected operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// The selected webhooks, in the order of the document.
    pub webhooks: Vec<Webhook>,
    /// The schemas that are selected by themselves.
    pub schemas: Vec<Type>,
    /// Every definition that an operation, webhook or selected schema uses.
    pub types: Types,
    /// How definitions are written as XML: those that bodies of XML use.
    pub xml: BTreeMap<TypeId, XmlSchema>,
    /// The ids of the operations and webhooks that were not selected.
    pub unselected: Vec<String>,
    /// The names of all schemas of `components`, if a part of the document is not selected or left
    /// out.
    pub component_schemas: Vec<String>,
    /// The operations and webhooks that are left out because of errors.
    pub left_out: Vec<LeftOut>,
    /// The schemas that became any JSON value because of errors.
    pub degraded: Vec<Location>,
    /// The formats and schemas whose types are chosen.
    pub chosen: ChosenTypes,
}

/// An operation or a webhook that is left out because of an error.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its id or name; `None` for an invalid path.
    pub id: Option<String>,
    /// Its location.
    pub location: Location,
}

impl Api {
    /// Whether it sends requests of its own: webhooks or callbacks.
    pub fn sends(&self) -> bool {
        !self.webhooks.is_empty()
            || self.operations.iter().any(|operation| !operation.callbacks.is_empty())
    }
}

/// A group of operations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tag {
    /// Its name.
    pub name: String,
    /// A short description.
    pub summary: Option<String>,
    /// The name of the tag that it belongs to.
    pub parent: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A server of an API.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// Its name (OpenAPI 3.2).
    pub name: Option<String>,
    /// The URL, with `{variable}`s.
    pub url: Template,
    /// Markdown.
    pub description: Option<String>,
    /// The variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
    /// Its location.
    pub location: Location,
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// The default; `None` if the caller must give a value.
    pub default: Option<String>,
    /// The allowed values; empty for any.
    pub values: Vec<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A text with placeholders, such as `/customers/{id}/timeline`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(pub Vec<Segment>);

impl fmt::Display for Template {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|segment| match segment {
            Segment::Literal(text) => formatter.write_str(text),
            Segment::Parameter(name) => write!(formatter, "{{{name}}}"),
        })
    }
}

/// A part of a [`Template`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text.
    Literal(String),
    /// The value of the parameter or variable with this name.
    Parameter(String),
}

/// A security scheme.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityScheme {
    /// Its name in security requirements.
    pub name: String,
    /// Its kind.
    pub kind: SecurityKind,
    /// Markdown.
    pub description: Option<String>,
    /// Its location.
    pub location: Location,
}

/// The kinds of security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityKind {
    /// An API key.
    ApiKey {
        /// Its location in the request.
        location: KeyLocation,
        /// The name of the header, query parameter or cookie.
        name: String,
    },
    /// HTTP basic authentication (RFC 7617).
    Basic,
    /// A token after `Bearer` (RFC 6750): HTTP bearer, OAuth 2 and OpenID Connect.
    Bearer,
    /// Another HTTP scheme. `Authorization` has this word before the credentials.
    Http(String),
}

/// The location of an API key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLocation {
    /// In a header.
    Header,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
}

/// A request that the API sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its name in the document.
    pub name: String,
    /// Its body; `None` if the document describes none, and if it is neither JSON nor XML.
    pub body: Option<Content>,
    /// Its headers, in the order of the document.
    pub headers: Vec<Header>,
    /// Its docs.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

impl Webhook {
    /// The types that it sends.
    pub fn types(&self) -> Vec<&Type> {
        let headers = self.headers.iter().map(|header| &header.ty);
        self.body.iter().map(|body| &body.ty).chain(headers).collect()
    }
}
