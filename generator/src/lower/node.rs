//! A single schema, without its children.

use openapiv3::SchemaData;
use serde_json::{Map, Value};

use crate::source::Location;

/// A schema that is not a reference.
#[derive(Debug, Clone)]
pub(super) struct Node<'a> {
    /// Its location.
    pub location: Location,
    /// Its members in the document.
    pub raw: &'a Map<String, Value>,
    /// The members that every schema may have.
    pub data: SchemaData,
    /// Its keywords of alternatives that are ignored.
    pub ignored: Vec<&'static str>,
}

/// The kind of the values of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum InstanceKind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    /// The schema does not restrict it.
    Any,
}

impl InstanceKind {
    /// Its name in OpenAPI.
    pub fn word(self) -> &'static str {
        match self {
            Self::String => "string",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Array => "array",
            Self::Object => "object",
            Self::Any => "any value",
        }
    }
}

/// The additional properties of a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Additional {
    /// Nothing.
    Unspecified,
    /// They are not allowed.
    Forbidden,
    /// They may have any value.
    Any,
    /// They have the schema at this location.
    Schema(Location),
}

impl<'a> Node<'a> {
    /// Whether a member exists and is not empty.
    pub fn has(&self, key: &str) -> bool {
        holds(self.raw, key)
    }

    /// A member that is a string.
    pub fn text(&self, key: &str) -> Option<&'a str> {
        self.raw.get(key).and_then(Value::as_str)
    }

    /// The kind of its values, from `type` or the other members.
    pub fn kind(&self) -> InstanceKind {
        kind(self.raw)
    }

    /// The values of `enum`; empty without one.
    pub fn values(&self) -> &'a [Value] {
        self.raw.get("enum").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// Whether null is allowed.
    pub fn nullable(&self) -> bool {
        self.data.nullable || self.values().iter().any(Value::is_null)
    }

    /// The names in `required`.
    pub fn required(&self) -> impl Iterator<Item = &'a str> {
        self.raw
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// Its properties with their locations, in order.
    pub fn properties(&self) -> impl Iterator<Item = (&'a str, Location)> {
        let at = self.location.child("properties");
        let properties =
            self.raw.get("properties").and_then(Value::as_object).into_iter().flatten();
        properties.map(move |(name, _)| (name.as_str(), at.child(name)))
    }

    /// The number of its properties.
    pub fn property_count(&self) -> usize {
        self.raw.get("properties").and_then(Value::as_object).map_or(0, Map::len)
    }

    /// Its additional properties.
    pub fn additional(&self) -> Additional {
        match self.raw.get("additionalProperties") {
            None | Some(Value::Null) => Additional::Unspecified,
            Some(Value::Bool(false)) => Additional::Forbidden,
            Some(Value::Object(members)) if !members.is_empty() => {
                Additional::Schema(self.location.child("additionalProperties"))
            }
            Some(_) => Additional::Any,
        }
    }

    /// The keyword of its alternatives.
    pub fn alternatives(&self) -> Option<&'static str> {
        ["oneOf", "anyOf"].into_iter().find(|key| self.has(key) && !self.ignored.contains(key))
    }

    /// Whether it describes properties.
    pub fn describes_object(&self) -> bool {
        self.has("properties")
            || matches!(self.additional(), Additional::Any | Additional::Schema(_))
    }
}

/// Whether a member exists and is not empty.
pub(super) fn holds(raw: &Map<String, Value>, key: &str) -> bool {
    match raw.get(key) {
        None | Some(Value::Null) => false,
        Some(Value::Array(elements)) => !elements.is_empty(),
        Some(Value::Object(members)) => !members.is_empty() || matches!(key, "items" | "not"),
        Some(_) => true,
    }
}

/// The kind of a schema's values.
pub(super) fn kind(raw: &Map<String, Value>) -> InstanceKind {
    match raw.get("type").and_then(Value::as_str) {
        Some("string") => return InstanceKind::String,
        Some("integer") => return InstanceKind::Integer,
        Some("number") => return InstanceKind::Number,
        Some("boolean") => return InstanceKind::Boolean,
        Some("array") => return InstanceKind::Array,
        Some("object") => return InstanceKind::Object,
        _ => {}
    }
    if holds(raw, "properties") || raw.contains_key("additionalProperties") {
        return InstanceKind::Object;
    }
    if holds(raw, "items") {
        return InstanceKind::Array;
    }
    let values = raw.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut known = values.iter().filter(|value| !value.is_null()).peekable();
    if known.peek().is_some() {
        let mut kinds = known.map(kind_of_value);
        let first = kinds.next().unwrap_or(InstanceKind::Any);
        return if kinds.all(|kind| kind == first) { first } else { InstanceKind::Any };
    }
    InstanceKind::Any
}

/// The kind of a value.
pub(super) fn kind_of_value(value: &Value) -> InstanceKind {
    match value {
        Value::String(_) => InstanceKind::String,
        Value::Number(number) if number.is_i64() || number.is_u64() => InstanceKind::Integer,
        Value::Number(_) => InstanceKind::Number,
        Value::Bool(_) => InstanceKind::Boolean,
        Value::Array(_) => InstanceKind::Array,
        Value::Object(_) => InstanceKind::Object,
        Value::Null => InstanceKind::Any,
    }
}

/// Members with which a schema is more than a description of another one.
const STRUCTURE: &[&str] = &["properties", "required", "items", "enum"];

/// Whether a schema has more than descriptions, constraints and `type: object`.
pub(super) fn structural(raw: &Map<String, Value>) -> bool {
    if raw.contains_key("$ref") {
        return true;
    }
    own_structure(raw) || holds(raw, "allOf")
}

/// The same, ignoring `allOf`.
pub(super) fn own_structure(raw: &Map<String, Value>) -> bool {
    beside_alternatives(raw) || holds(raw, "oneOf") || holds(raw, "anyOf")
}

/// The same, ignoring `oneOf` and `anyOf`, too.
pub(super) fn beside_alternatives(raw: &Map<String, Value>) -> bool {
    let open =
        !matches!(raw.get("additionalProperties"), None | Some(Value::Null | Value::Bool(false)));
    open || STRUCTURE.iter().any(|key| holds(raw, key))
        || !matches!(kind(raw), InstanceKind::Any | InstanceKind::Object)
}

/// Whether a schema allows only null.
pub(super) fn only_null(raw: &Map<String, Value>) -> bool {
    if let Some(values) = raw.get("enum").and_then(Value::as_array) {
        return !values.is_empty() && values.iter().all(Value::is_null);
    }
    let nullable = raw.get("nullable") == Some(&Value::Bool(true));
    let prose = |key: &String| {
        matches!(key.as_str(), "nullable" | "description" | "title" | "example" | "default")
    };
    raw.get("type").and_then(Value::as_str) == Some("null")
        || nullable && raw.keys().all(|key| prose(key) || key.starts_with("x-"))
}

/// Whether a schema only restricts what another one describes, as `{required: [a]}` does.
pub(super) fn only_restricts(raw: &Map<String, Value>) -> bool {
    let restricts = |key: &String| {
        matches!(
            key.as_str(),
            "required"
                | "not"
                | "minProperties"
                | "maxProperties"
                | "title"
                | "description"
                | "type"
                | "example"
        ) || key.starts_with("x-")
    };
    raw.keys().all(restricts)
        && matches!(kind(raw), InstanceKind::Any | InstanceKind::Object)
        && (holds(raw, "required") || holds(raw, "not"))
}
