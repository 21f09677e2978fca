//! The objects of OpenAPI 3.0.3 as tables: which members they have, and what may stand in them.

use serde_json::{Map, Value, json};

use super::piece::{Piece, alternatives, unknown_value};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Location;

/// An object of the specification.
#[derive(Debug)]
pub struct Shape {
    /// What it is called in messages, with its article.
    pub(super) name: &'static str,
    pub(super) members: &'static [Member],
    /// What a table cannot say; `false` when the node is wrong.
    pub(super) refine: Option<Refine>,
}

/// Takes the members as they stand in the document, those that were kept of them, and the location of
/// the object.
pub(super) type Refine =
    fn(&Map<String, Value>, &mut Map<String, Value>, &Location, &mut Report) -> bool;

/// A member of an object.
#[derive(Debug)]
pub(super) struct Member {
    pub(super) key: &'static str,
    pub(super) kind: Kind,
    pub(super) need: Need,
}

/// What happens without a member.
#[derive(Debug, Clone, Copy)]
pub(super) enum Need {
    Optional,
    /// As [`Need::Optional`]; it is checked, and not kept: openapiv3's type has no field for it.
    Checked,
    /// The object is wrong.
    Required,
    /// A warning, and an empty one is put in.
    Filled(Code),
    /// An empty one is put in: openapiv3 insists on it, and nobody needs it.
    Silent,
}

/// What a member may hold. A *node* is read on its own: it is cut off here.
#[derive(Debug, Clone, Copy)]
pub(super) enum Kind {
    Any,
    Text,
    Flag,
    Number,
    Count,
    OneOf(&'static [&'static str]),
    Texts,
    TextMap,
    List,
    Node,
    Nodes,
    NodeMap,
    NodeOrFlag,
    /// A map of nodes that openapiv3 does not let be references.
    PlainMap,
    /// A node that openapiv3 does not let be a reference, and what it is replaced by.
    Plain(fn() -> Value),
    Responses,
    Requirements,
    Part(&'static Shape),
    Parts(&'static Shape),
    PartMap(&'static Shape),
}

impl Kind {
    /// What a value must be, in words.
    pub(super) const fn expected(self) -> &'static str {
        match self {
            Self::Any => "any value",
            Self::Text | Self::OneOf(_) => "text",
            Self::Flag => "`true` or `false`",
            Self::Number => "a number",
            Self::Count => "a non-negative integer",
            Self::Texts => "a list of texts",
            Self::TextMap => "an object of texts",
            Self::List | Self::Nodes | Self::Parts(_) => "a list",
            Self::Requirements => "a list of objects",
            Self::NodeOrFlag => "an object or a boolean",
            Self::Node | Self::NodeMap | Self::PlainMap | Self::Plain(_) | Self::Responses => {
                "an object"
            }
            Self::Part(_) | Self::PartMap(_) => "an object",
        }
    }

    /// The same, with the values themselves where they are few.
    pub(super) fn expected_values(self) -> String {
        match self {
            Self::OneOf(known) => alternatives(known),
            other => other.expected().to_owned(),
        }
    }

    /// What is put in where a member is missing.
    pub(super) fn empty(self) -> Value {
        match self {
            Self::Text | Self::OneOf(_) => json!(""),
            Self::Flag => json!(false),
            Self::Texts | Self::List | Self::Nodes | Self::Parts(_) | Self::Requirements => {
                json!([])
            }
            _ => json!({}),
        }
    }
}

impl Shape {
    /// Whether nothing at all reads as an empty object: `info`, whose absence has been reported by
    /// then.
    pub(super) fn may_be_absent(&self) -> bool {
        std::ptr::eq(self, &INFO)
    }
}

pub(super) fn member_of<'s>(shape: &'s Shape, key: &str) -> Option<&'s Member> {
    shape.members.iter().find(|member| member.key == key)
}

/// A table of members, each `key: kind` with what it needs in front.
macro_rules! shape {
    (@need optional) => { Need::Optional };
    (@need checked) => { Need::Checked };
    (@need required) => { Need::Required };
    (@need silent) => { Need::Silent };
    (@need $code:ident) => { Need::Filled(Code::$code) };
    ($name:literal, [$($need:ident $key:literal = $kind:expr),+ $(,)?]) => {
        shape!($name, [$($need $key = $kind),+], None)
    };
    ($name:literal, [$($need:ident $key:literal = $kind:expr),+ $(,)?], $refine:expr) => {
        Shape {
            name: $name,
            members: &[$(Member { key: $key, kind: $kind, need: shape!(@need $need) }),+],
            refine: $refine,
        }
    };
}

macro_rules! pieces {
    ($($shape:ident => $($path:ident)::+,)+) => {
        $(impl Piece for $($path)::+ { const SHAPE: &'static Shape = &$shape; })+
    };
}

use Kind::{
    Any, Count, Flag, List, Node, NodeMap, NodeOrFlag, Nodes, Number, OneOf, Part, PartMap, Parts,
    Plain, PlainMap, Requirements, Text, TextMap, Texts,
};

pieces! {
    SCHEMA => openapiv3::SchemaData,
    OPERATION => openapiv3::Operation,
    PATH_ITEM => openapiv3::PathItem,
    PARAMETER => openapiv3::Parameter,
    HEADER => openapiv3::Header,
    REQUEST_BODY => openapiv3::RequestBody,
    RESPONSE => openapiv3::Response,
    MEDIA_TYPE => openapiv3::MediaType,
    ENCODING => openapiv3::Encoding,
    EXAMPLE => openapiv3::Example,
    SECURITY_SCHEME => openapiv3::SecurityScheme,
    SERVER => openapiv3::Server,
    INFO => openapiv3::Info,
    TAG => openapiv3::Tag,
}

static SCHEMA: Shape = shape!("a schema", [
    optional "title" = Text, optional "description" = Text,
    checked "type" = Text, checked "format" = Text, optional "nullable" = Flag,
    optional "readOnly" = Flag, optional "writeOnly" = Flag, optional "deprecated" = Flag,
    checked "enum" = List, optional "default" = Any, optional "example" = Any,
    checked "properties" = NodeMap, checked "required" = Texts, checked "additionalProperties" = NodeOrFlag,
    checked "minProperties" = Count, checked "maxProperties" = Count,
    checked "items" = Node, checked "minItems" = Count, checked "maxItems" = Count, checked "uniqueItems" = Flag,
    checked "minLength" = Count, checked "maxLength" = Count, checked "pattern" = Text,
    checked "minimum" = Number, checked "maximum" = Number, checked "multipleOf" = Number,
    checked "exclusiveMinimum" = Flag, checked "exclusiveMaximum" = Flag,
    checked "allOf" = Nodes, checked "oneOf" = Nodes, checked "anyOf" = Nodes, checked "not" = Node,
    optional "discriminator" = Part(&DISCRIMINATOR), optional "externalDocs" = Part(&EXTERNAL_DOCS),
]);

static DISCRIMINATOR: Shape =
    shape!("a discriminator", [required "propertyName" = Text, optional "mapping" = TextMap]);

static EXTERNAL_DOCS: Shape =
    shape!("a link to documentation", [optional "description" = Text, MissingDetail "url" = Text]);

static OPERATION: Shape = shape!("an operation", [
    optional "operationId" = Text, optional "summary" = Text, optional "description" = Text, optional "tags" = Texts,
    optional "deprecated" = Flag, optional "externalDocs" = Part(&EXTERNAL_DOCS),
    optional "parameters" = Nodes, optional "requestBody" = Node, MissingResponses "responses" = Kind::Responses,
    optional "callbacks" = PlainMap, optional "security" = Requirements, optional "servers" = Parts(&SERVER),
]);

const NO_OPERATION: Kind = Plain(|| json!({"responses": {}}));

static PATH_ITEM: Shape = shape!("a path item", [
    optional "summary" = Text, optional "description" = Text,
    optional "get" = NO_OPERATION, optional "put" = NO_OPERATION, optional "post" = NO_OPERATION,
    optional "delete" = NO_OPERATION, optional "options" = NO_OPERATION, optional "head" = NO_OPERATION,
    optional "patch" = NO_OPERATION, optional "trace" = NO_OPERATION,
    optional "parameters" = Nodes, optional "servers" = Parts(&SERVER),
]);

static PARAMETER: Shape = shape!("a parameter", [
    required "name" = Text, required "in" = OneOf(&["query", "header", "path", "cookie"]),
    optional "description" = Text, optional "required" = Flag, optional "deprecated" = Flag,
    optional "style" = Text, optional "explode" = Flag, optional "allowReserved" = Flag, optional "allowEmptyValue" = Flag,
    optional "schema" = Node, optional "content" = PlainMap, optional "example" = Any, optional "examples" = NodeMap,
], Some(refine_parameter));

static HEADER: Shape = shape!("a header", [
    optional "description" = Text, optional "required" = Flag, optional "deprecated" = Flag,
    optional "style" = OneOf(&["simple"]), optional "explode" = Flag,
    optional "schema" = Node, optional "content" = PlainMap, optional "example" = Any, optional "examples" = NodeMap,
], Some(refine_schema_or_content));

static REQUEST_BODY: Shape = shape!("a request body", [
    optional "description" = Text, optional "required" = Flag, required "content" = PlainMap,
]);

static RESPONSE: Shape = shape!("a response", [
    MissingDescription "description" = Text,
    optional "headers" = NodeMap, optional "content" = PlainMap, optional "links" = NodeMap,
]);

static MEDIA_TYPE: Shape = shape!("a media type", [
    optional "schema" = Node, optional "example" = Any, optional "examples" = NodeMap,
    optional "encoding" = PartMap(&ENCODING),
]);

static ENCODING: Shape = shape!("an encoding", [
    optional "contentType" = Text, optional "headers" = NodeMap,
    optional "style" = OneOf(&["form", "spaceDelimited", "pipeDelimited", "deepObject"]),
    optional "explode" = Flag, optional "allowReserved" = Flag,
]);

static EXAMPLE: Shape = shape!("an example", [
    optional "summary" = Text, optional "description" = Text, optional "value" = Any, optional "externalValue" = Text,
]);

static SECURITY_SCHEME: Shape = shape!("a security scheme", [
    required "type" = OneOf(&["apiKey", "http", "oauth2", "openIdConnect"]),
    optional "description" = Text, optional "name" = Text, optional "in" = OneOf(&["query", "header", "cookie"]),
    optional "scheme" = Text, optional "bearerFormat" = Text, optional "flows" = Part(&FLOWS),
    optional "openIdConnectUrl" = Text,
], Some(refine_security_scheme));

static FLOWS: Shape = shape!("the flows", [
    optional "implicit" = Part(&IMPLICIT_FLOW), optional "password" = Part(&TOKEN_FLOW),
    optional "clientCredentials" = Part(&TOKEN_FLOW), optional "authorizationCode" = Part(&CODE_FLOW),
]);

static IMPLICIT_FLOW: Shape = shape!("a flow", [
    MissingDetail "authorizationUrl" = Text, optional "refreshUrl" = Text, silent "scopes" = TextMap,
]);

static TOKEN_FLOW: Shape = shape!("a flow", [
    MissingDetail "tokenUrl" = Text, optional "refreshUrl" = Text, silent "scopes" = TextMap,
]);

static CODE_FLOW: Shape = shape!("a flow", [
    MissingDetail "authorizationUrl" = Text, MissingDetail "tokenUrl" = Text, optional "refreshUrl" = Text,
    silent "scopes" = TextMap,
]);

static SERVER: Shape = shape!("a server", [
    required "url" = Text, optional "description" = Text, optional "variables" = PartMap(&SERVER_VARIABLE),
]);

static SERVER_VARIABLE: Shape = shape!("a server variable", [
    optional "enum" = Texts, required "default" = Text, optional "description" = Text,
]);

static INFO: Shape = shape!("the information about the API", [
    MissingInfo "title" = Text, MissingInfo "version" = Text, optional "description" = Text,
    optional "termsOfService" = Text, optional "contact" = Part(&CONTACT), optional "license" = Part(&LICENSE),
]);

static CONTACT: Shape =
    shape!("a contact", [optional "name" = Text, optional "url" = Text, optional "email" = Text]);

static LICENSE: Shape = shape!("a license", [MissingDetail "name" = Text, optional "url" = Text]);

static TAG: Shape = shape!("a tag", [
    required "name" = Text, optional "description" = Text, optional "externalDocs" = Part(&EXTERNAL_DOCS),
]);

/// The styles that each location has (OpenAPI 3.0.3, "Style Values").
fn refine_parameter(
    given: &Map<String, Value>,
    kept: &mut Map<String, Value>,
    location: &Location,
    report: &mut Report,
) -> bool {
    let styles: &[&str] = match kept.get("in").and_then(Value::as_str) {
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("path") => &["simple", "label", "matrix"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return false,
    };
    let mut sound = refine_schema_or_content(given, kept, location, report);
    if let Some(style) = kept.get("style").and_then(Value::as_str)
        && !styles.contains(&style)
    {
        report.push(unknown_value("style", styles, style, location.child("style")));
        sound = false;
    }
    sound
}

/// Exactly one of `schema` and `content` (OpenAPI 3.0.3, "Parameter Object").
fn refine_schema_or_content(
    given: &Map<String, Value>,
    kept: &mut Map<String, Value>,
    location: &Location,
    report: &mut Report,
) -> bool {
    let has = |key| given.get(key).is_some_and(|value| !value.is_null());
    match (has("schema"), has("content")) {
        (true, true) => {
            let diagnostic = Diagnostic::new(
                Code::SchemaAndContent,
                "`schema` and `content` exclude each other",
            )
            .at(location.child("content").key())
            .label("second one here")
            .related(location.child("schema").key(), "first one here");
            report.push(diagnostic.help("keep one of them"));
            false
        }
        (false, false) => {
            let diagnostic = Diagnostic::new(
                Code::MissingSchema,
                "there is neither `schema` nor `content`: any text is taken",
            );
            report.push(
                diagnostic
                    .at(location.clone())
                    .help("add `schema: {type: string}` or what it really is"),
            );
            kept.insert("content".to_owned(), json!({}));
            true
        }
        _ => true,
    }
}

/// What each type of security scheme needs (OpenAPI 3.0.3, "Security Scheme Object").
fn refine_security_scheme(
    given: &Map<String, Value>,
    kept: &mut Map<String, Value>,
    location: &Location,
    report: &mut Report,
) -> bool {
    let Some(kind) = kept.get("type").and_then(Value::as_str) else { return false };
    let needed: &[&str] = match kind {
        "apiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => &["flows"],
        _ => &["openIdConnectUrl"],
    };
    let missing: Vec<_> =
        needed.iter().filter(|key| given.get(**key).is_none_or(Value::is_null)).collect();
    for key in &missing {
        let message = format!("a security scheme of type `{kind}` has no `{key}`");
        report.push(
            Diagnostic::new(Code::MissingMember, message)
                .at(location.clone())
                .help(format!("add `{key}`")),
        );
    }
    missing.is_empty()
}
