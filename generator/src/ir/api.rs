use std::fmt;

use super::{Docs, Operation, Type, Types};
use crate::source::Location;

/// What a document says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Api {
    /// `info.title`
    pub title: String,
    /// `info.version`
    pub version: String,
    /// `info.description`
    pub description: Option<String>,
    /// Where it can be reached, in the order of the document.
    pub servers: Vec<Server>,
    /// How a caller is known, in the order of the document.
    pub security_schemes: Vec<SecurityScheme>,
    /// The tags that operations have, those that the document describes first.
    pub tags: Vec<Tag>,
    /// In the order of the document.
    pub operations: Vec<Operation>,
    /// In the order of the document.
    pub webhooks: Vec<Webhook>,
    /// The schemas that are wanted for themselves.
    pub schemas: Vec<Type>,
    /// Every definition that an operation, webhook or wanted schema reaches.
    pub types: Types,
    /// The ids of the operations and webhooks that were not selected.
    pub unselected: Vec<String>,
    /// The operations and webhooks that are left out, since something is wrong with them.
    pub left_out: Vec<LeftOut>,
    /// Where the schemas are that became any JSON value, since something is wrong with them.
    pub degraded: Vec<Location>,
}

/// An operation or a webhook that something is wrong with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// Its id or name; `None` for a path that cannot be read.
    pub id: Option<String>,
    /// Where it stands.
    pub place: Location,
}

impl Api {
    /// Whether it makes requests by itself.
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
    /// A few words.
    pub summary: Option<String>,
    /// The name of the tag that it belongs to.
    pub parent: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// Where an API can be reached.
#[derive(Debug, Clone, PartialEq)]
pub struct Server {
    /// What it is called.
    pub name: Option<String>,
    /// The URL, with `{variable}`s.
    pub url: Template,
    /// Markdown.
    pub description: Option<String>,
    /// The variables of the URL, in its order.
    pub variables: Vec<ServerVariable>,
    /// Where it stands.
    pub place: Location,
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq)]
pub struct ServerVariable {
    /// Its name.
    pub name: String,
    /// What it is when the caller says nothing; `None` when the caller must say it.
    pub default: Option<String>,
    /// The values that it may have; empty for any.
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
    /// Text that stands for itself.
    Literal(String),
    /// The value of the parameter or variable with this name.
    Parameter(String),
}

/// A way to be known.
#[derive(Debug, Clone, PartialEq)]
pub struct SecurityScheme {
    /// The name that requirements use.
    pub name: String,
    /// What it is.
    pub kind: SecurityKind,
    /// Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub place: Location,
}

/// The kinds of security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SecurityKind {
    /// A key that travels under a name.
    ApiKey {
        /// Where.
        location: KeyLocation,
        /// The name of the header, query parameter or cookie.
        name: String,
    },
    /// HTTP basic authentication (RFC 7617).
    Basic,
    /// A token after `Bearer` (RFC 6750): HTTP bearer, OAuth 2 and OpenID Connect.
    Bearer,
    /// Another HTTP scheme: the credentials after this word.
    Http(String),
}

/// Where an API key travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLocation {
    /// In a header.
    Header,
    /// In the query.
    Query,
    /// In a cookie.
    Cookie,
}

/// A request that the server makes.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhook {
    /// Its name in the document.
    pub name: String,
    /// What it brings; `None` when the document does not say.
    pub body: Option<Type>,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}
