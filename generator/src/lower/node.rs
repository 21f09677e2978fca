//! A single schema, without its children.

use std::rc::Rc;

use openapiv3::SchemaData;
use serde_json::{Map, Value};

use super::Context;
use crate::diagnostic::Code;
use crate::ir::Scalar;
use crate::load::grammar::Object;
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
    /// Whether its alternatives are ignored.
    pub without_alternatives: bool,
}

/// The kind of the values of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    String,
    Integer,
    Number,
    Boolean,
    Array,
    Object,
    /// The schema does not restrict it.
    Any,
}

impl Kind {
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
    pub fn kind(&self) -> Kind {
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
        if self.without_alternatives {
            return None;
        }
        ["oneOf", "anyOf"].into_iter().find(|key| self.has(key))
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
pub(super) fn kind(raw: &Map<String, Value>) -> Kind {
    match raw.get("type").and_then(Value::as_str) {
        Some("string") => return Kind::String,
        Some("integer") => return Kind::Integer,
        Some("number") => return Kind::Number,
        Some("boolean") => return Kind::Boolean,
        Some("array") => return Kind::Array,
        Some("object") => return Kind::Object,
        _ => {}
    }
    if holds(raw, "properties") || raw.contains_key("additionalProperties") {
        return Kind::Object;
    }
    if holds(raw, "items") {
        return Kind::Array;
    }
    let values = raw.get("enum").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let mut known = values.iter().filter(|value| !value.is_null()).peekable();
    if known.peek().is_some() {
        let mut kinds = known.map(kind_of_value);
        let first = kinds.next().unwrap_or(Kind::Any);
        return if kinds.all(|kind| kind == first) { first } else { Kind::Any };
    }
    Kind::Any
}

/// The kind of a value.
fn kind_of_value(value: &Value) -> Kind {
    match value {
        Value::String(_) => Kind::String,
        Value::Number(number) if number.is_i64() || number.is_u64() => Kind::Integer,
        Value::Number(_) => Kind::Number,
        Value::Bool(_) => Kind::Boolean,
        Value::Array(_) => Kind::Array,
        Value::Object(_) => Kind::Object,
        Value::Null => Kind::Any,
    }
}

/// Whether a whole number has the size of a format.
fn integer_fits(format: Option<&str>, value: &Value) -> bool {
    let Some(Scalar::Integer(format)) = format.and_then(Scalar::of_format) else { return true };
    let (least, most) = format.range();
    match (value.as_i64(), value.as_u64(), value.as_f64()) {
        (_, Some(value), _) => value <= most,
        (Some(value), _, _) => value >= least,
        (_, _, value) => value.is_some_and(|value| value >= least as f64 && value <= most as f64),
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
        || !matches!(kind(raw), Kind::Any | Kind::Object)
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
        && matches!(kind(raw), Kind::Any | Kind::Object)
        && (holds(raw, "required") || holds(raw, "not"))
}

impl<'a> Context<'a> {
    /// Reads the schema at a location that has no reference.
    pub(super) fn node(&mut self, location: &Location) -> Option<Rc<Node<'a>>> {
        if let Some(last) = self.last.as_ref().filter(|last| last.location == *location) {
            return Some(last.clone());
        }
        let raw = self.object(location)?;
        let is_base = raw.contains_key("discriminator");
        if let Some(base) = self.bases_read.get(location).filter(|_| is_base) {
            return Some(base.clone());
        }
        let errors = self.report.errors_raised();
        let Some(mut data) = self.document.node::<SchemaData>(location, self.report) else {
            self.read_below(location);
            return None;
        };
        self.checked_default(location, raw, &mut data);
        self.unknown_keys(location, Object::Schema);
        if let Some(word) = raw.get("type").and_then(Value::as_str)
            && !matches!(
                word,
                "string" | "integer" | "number" | "boolean" | "array" | "object" | "null"
            )
        {
            self.report_at(
                Code::UnknownType,
                &location.child("type"),
                format!("`{word}` is not a type of OpenAPI, so any value is accepted"),
                "use `string`, `integer`, `number`, `boolean`, `array` or `object`",
            );
        }
        let node =
            Rc::new(Node { location: location.clone(), raw, data, without_alternatives: false });
        self.last = Some(node.clone());
        // Its errors must be found again by whoever reads it next.
        if is_base && self.report.errors_raised() == errors {
            self.bases_read.insert(location.clone(), node.clone());
        }
        Some(node)
    }

    /// Removes a `default` that the schema does not allow (OpenAPI 3.0.3, "Schema Object"). Null
    /// counts as no default.
    fn checked_default(
        &mut self,
        location: &Location,
        raw: &Map<String, Value>,
        data: &mut SchemaData,
    ) {
        let Some(value) = data.default.as_ref() else { return };
        let (kind, found) = (kind(raw), kind_of_value(value));
        let is_whole = || value.as_f64().is_some_and(|number| number.fract() == 0.0);
        let fits = match kind {
            Kind::Any => true,
            Kind::Number => matches!(found, Kind::Number | Kind::Integer),
            Kind::Integer => found == Kind::Integer || found == Kind::Number && is_whole(),
            kind => found == kind,
        };
        let is_too_large = || {
            kind == Kind::Integer && !integer_fits(raw.get("format").and_then(Value::as_str), value)
        };
        if fits && is_too_large() {
            self.report_at(
                Code::DefaultMisfit,
                &location.child("default"),
                format!(
                    "the default `{value}` is ignored: it is too large for the `format` of the schema"
                ),
                "write a value that the schema allows, or give the schema a larger format",
            );
            data.default = None;
        } else if !fits && !value.is_null() {
            self.report_at(
                Code::DefaultMisfit,
                &location.child("default"),
                format!(
                    "a default of the type `{}` is ignored: the values are of the type `{}`",
                    found.word(),
                    kind.word()
                ),
                "write a value that the schema allows, a string in quotes, or remove it",
            );
            data.default = None;
        }
    }

    /// Reads the schemas inside an invalid one, so that their errors are reported in the same run.
    fn read_below(&mut self, location: &Location) {
        let mut work = self.locations_below(location);
        while let Some(location) = work.pop() {
            let Some(raw) = self.object(&location) else { continue };
            if !raw.contains_key("$ref") {
                _ = self.document.node::<SchemaData>(&location, self.report);
                work.extend(self.locations_below(&location));
            } else if let Some(followed) = self.document.follow(&location, self.report) {
                self.named(&followed.location);
            }
        }
    }

    fn locations_below(&self, location: &Location) -> Vec<Location> {
        let mut locations: Vec<Location> = self
            .members(location, "properties")
            .into_iter()
            .map(|(_, location)| location)
            .collect();
        locations.extend(
            ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| self.elements(location, key)),
        );
        locations.extend(["items", "additionalProperties", "not"].map(|key| location.child(key)));
        locations
    }
}
