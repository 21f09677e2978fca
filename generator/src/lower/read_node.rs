//! Reading a single schema: its default, unknown keywords and types are checked.

use std::rc::Rc;

use openapiv3::SchemaData;
use serde_json::{Map, Value};

use super::Context;
use super::node::{InstanceKind, Node, kind, kind_of_value};
use crate::diagnostic::{Code, nearest};
use crate::ir::Scalar;
use crate::load::grammar::Object;
use crate::source::Location;

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
            && word != "null"
            && !TYPES.contains(&word)
        {
            self.report_at(
                Code::UnknownType,
                &location.child("type"),
                format!("`{word}` is not a type of OpenAPI, so any value is accepted"),
                meant_type(word),
            );
        }
        let node = Rc::new(Node { location: location.clone(), raw, data, ignored: Vec::new() });
        self.last = Some(node.clone());
        // Its errors must be found again by the next reader.
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
            InstanceKind::Any => true,
            InstanceKind::Number => matches!(found, InstanceKind::Number | InstanceKind::Integer),
            InstanceKind::Integer => {
                found == InstanceKind::Integer || found == InstanceKind::Number && is_whole()
            }
            kind => found == kind,
        };
        let is_too_large = || {
            kind == InstanceKind::Integer
                && !integer_fits(raw.get("format").and_then(Value::as_str), value)
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

/// The types of OpenAPI.
const TYPES: &[&str] = &["string", "integer", "number", "boolean", "array", "object"];

/// What to write instead of a word that is not a type: people use those of programming languages.
fn meant_type(word: &str) -> String {
    let lower = word.to_ascii_lowercase();
    let meant = match lower.as_str() {
        "str" | "text" | "char" | "varchar" => "string",
        "int" | "long" | "short" => "integer",
        "float" | "double" | "decimal" => "number",
        "bool" => "boolean",
        "list" | "set" => "array",
        "map" | "dict" | "struct" | "json" => "object",
        "date" | "date-time" | "uuid" | "uri" | "email" | "password" | "byte" | "binary" => {
            return format!("write `type: string` and `format: {lower}`");
        }
        "datetime" | "timestamp" => {
            return "write `type: string` and `format: date-time`".to_owned();
        }
        "file" => return "write `type: string` and `format: binary`".to_owned(),
        _ => match nearest(word, TYPES) {
            Some(nearest) => nearest,
            None => {
                return "use `string`, `integer`, `number`, `boolean`, `array` or `object`"
                    .to_owned();
            }
        },
    };
    format!("did you mean `{meant}`?")
}
