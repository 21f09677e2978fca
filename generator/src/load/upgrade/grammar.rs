//! Which object of the specification stands where, in all versions together.
//!
//! A file of a document may be anything: a single schema, a path item, a map of schemas. What a
//! value is is told by where it is referred to from, and what its members are by this table.

/// An object of the specification, with those that 2.0 calls by the same name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Document,
    Info,
    License,
    Server,
    Tag,
    Components,
    /// `paths`, and a callback: keys of its own making to path items.
    Paths,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Responses,
    Response,
    Header,
    MediaType,
    Encoding,
    Example,
    SecurityScheme,
    Schema,
}

/// What a value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// One object.
    One(Kind),
    /// A list of them.
    List(Kind),
    /// An object with names that people chose as keys.
    Map(Kind),
}

impl Role {
    /// What the member or element `key` of such a value is; `None` when nothing is to be done in
    /// it.
    pub(super) fn step(self, key: &str) -> Option<Self> {
        match self {
            Self::One(kind) => member(kind, key),
            Self::List(kind) | Self::Map(kind) => Some(Self::One(kind)),
        }
    }
}

fn member(kind: Kind, key: &str) -> Option<Role> {
    use Kind::*;
    use Role::{List, Map, One};
    let role = match (kind, key) {
        (Schema, _) => return schema_member(key),
        (Paths | Responses, key) if key.starts_with("x-") => return None,
        (Paths, _) => One(PathItem),
        (Responses, _) => One(Response),
        (Document, "info") => One(Info),
        (Info, "license") => One(License),
        (Document | PathItem | Operation, "servers") => List(Server),
        (Document, "tags") => List(Tag),
        (Document, "paths") => One(Paths),
        (Document, "components") => One(Components),
        (Document, "webhooks" | "x-webhooks") | (Components, "pathItems") => Map(PathItem),
        (Document, "definitions") | (Components, "schemas") => Map(Schema),
        (Document | Components, "responses") => Map(Response),
        (Document | Components, "parameters") => Map(Parameter),
        (Document, "securityDefinitions") | (Components, "securitySchemes") => Map(SecurityScheme),
        (Components, "requestBodies") => Map(RequestBody),
        (Components, "callbacks") | (Operation, "callbacks") => Map(Paths),
        (Components, "mediaTypes") => Map(MediaType),
        (Components | Response | Encoding, "headers") => Map(Header),
        (
            PathItem,
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query",
        ) => One(Operation),
        (PathItem, "additionalOperations" | "x-additional-operations") => Map(Operation),
        (PathItem | Operation, "parameters") => List(Parameter),
        (Operation, "requestBody") => One(RequestBody),
        (Operation, "responses") => One(Responses),
        (Parameter | Header | MediaType | Response, "schema") => One(Schema),
        (MediaType, "itemSchema" | "x-item-schema") => One(Schema),
        (Parameter | Header | RequestBody | Response, "content") => Map(MediaType),
        (MediaType | Encoding, "encoding") => Map(Encoding),
        (Components | Parameter | Header | MediaType, "examples") => Map(Example),
        _ => return None,
    };
    Some(role)
}

fn schema_member(key: &str) -> Option<Role> {
    match key {
        "properties" | "patternProperties" | "$defs" | "definitions" | "dependentSchemas" => {
            Some(Role::Map(Kind::Schema))
        }
        "allOf" | "anyOf" | "oneOf" | "prefixItems" => Some(Role::List(Kind::Schema)),
        "items"
        | "additionalProperties"
        | "not"
        | "unevaluatedProperties"
        | "unevaluatedItems"
        | "additionalItems"
        | "contains"
        | "propertyNames"
        | "contentSchema"
        | "x-content-schema"
        | "if"
        | "then"
        | "else" => Some(Role::One(Kind::Schema)),
        _ => None,
    }
}
