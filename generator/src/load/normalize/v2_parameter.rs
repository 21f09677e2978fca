//! Parameters and headers of Swagger 2.0: types without a schema, formats of lists, fields of
//! forms.

use serde_json::{Map, Value, json};

use super::members::{has, shown};
use super::walk::Walk;
use crate::diagnostic::Code;
use crate::load::grammar::{Object, Version};
use crate::source::Pointer;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Members of a parameter that 2.0 does not have there, but that documents use to describe the value.
const TOLERATED: &[&str] = &[
    "properties",
    "x-nullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-enumDescriptions",
];

/// The members of a parameter or header that describe the value in 2.0. In 3.0 they belong to its
/// schema.
fn schema_members() -> impl Iterator<Item = &'static str> {
    let keys = |object: Object, version| object.members(version).map(|member| member.key);
    let moved = keys(Object::Parameter, Version::V2).filter(|key| {
        Object::Parameter.dialect_member(key).is_none()
            && Object::Schema.dialect_member(key).is_some()
    });
    moved.chain(TOLERATED.iter().copied())
}

/// OpenAPI 2.0, "Parameter Object".
pub(super) fn parameter(walk: &mut Walk<'_>, parameter: &mut Map<String, Value>, at: &Pointer) {
    let location = parameter.get("in").and_then(Value::as_str).unwrap_or_default().to_owned();
    if parameter.contains_key("$ref") || matches!(location.as_str(), "body" | "formData") {
        return;
    }
    let format = parameter.shift_remove("collectionFormat");
    let is_list = is_list(parameter);
    take_schema(walk, parameter, at);
    if let Some(example) = parameter.shift_remove("x-example") {
        parameter.entry("example").or_insert(example);
    }
    if location != "query" {
        parameter.shift_remove("allowEmptyValue");
    }
    if is_list && !has(parameter, "style") {
        let (style, explode) = style(walk, format.as_ref(), &location, at);
        parameter.insert("style".to_owned(), json!(style));
        parameter.insert("explode".to_owned(), json!(explode));
    }
}

/// OpenAPI 2.0, "Header Object".
pub(super) fn header(walk: &mut Walk<'_>, header: &mut Map<String, Value>, at: &Pointer) {
    if header.contains_key("$ref") {
        return;
    }
    let format = header.shift_remove("collectionFormat");
    if is_list(header) {
        style(walk, format.as_ref(), "header", at);
    }
    take_schema(walk, header, at);
}

fn is_list(members: &Map<String, Value>) -> bool {
    members.get("type").and_then(Value::as_str) == Some("array")
}

/// Moves the members that describe the value into a schema. An existing `schema` is kept, though
/// 2.0 has none here.
fn take_schema(walk: &mut Walk<'_>, members: &mut Map<String, Value>, at: &Pointer) {
    let mut schema = Map::new();
    for key in schema_members() {
        schema.extend(members.shift_remove(key).map(|value| (key.to_owned(), value)));
    }
    if !schema.is_empty() && !has(members, "schema") && !has(members, "content") {
        walk.shown(&at.child("schema"), walk.text_of(at));
        members.insert("schema".to_owned(), Value::Object(schema));
    }
}

/// How the items of a list are serialized (OpenAPI 2.0, `collectionFormat`; 3.0.3, "Style Values").
fn style(
    walk: &mut Walk<'_>,
    format: Option<&Value>,
    location: &str,
    at: &Pointer,
) -> (&'static str, bool) {
    let plain = if location == "query" { "form" } else { "simple" };
    match (format.and_then(Value::as_str), location) {
        (None | Some("csv"), _) => (plain, false),
        (Some("multi"), "query") => ("form", true),
        (Some("ssv"), "query") => ("spaceDelimited", false),
        (Some("pipes"), "query") => ("pipeDelimited", false),
        _ => {
            let format = format.map(shown).unwrap_or_default();
            let message =
                format!("`collectionFormat: {format}` is not kept: items are separated by commas");
            walk.say(
                Code::CollectionFormat,
                at.child("collectionFormat"),
                message,
                "use `csv`, or `multi` in a query",
            );
            (plain, false)
        }
    }
}

/// One request body of all fields of a form.
pub(super) fn form(
    walk: &mut Walk<'_>,
    fields: Vec<(Pointer, Value)>,
    now: &Pointer,
    consumes: &[String],
) -> Value {
    let fields: Vec<(Pointer, Map<String, Value>)> = fields
        .into_iter()
        .filter_map(|(text, field)| match walk.referenced(&field) {
            Some(target) => Some((text, (*target.members).clone())),
            None => field.as_object().map(|field| (text, field.clone())),
        })
        .collect();
    let is_file = |(_, field): &(Pointer, Map<String, Value>)| {
        field.get("type").and_then(Value::as_str) == Some("file")
    };
    let any_file = fields.iter().any(is_file);
    let mut names: Vec<&str> = consumes
        .iter()
        .map(|name| name.trim())
        .filter(|name| *name == MULTIPART || *name == FORM && !any_file)
        .collect();
    names.dedup();
    if names.is_empty() {
        names.push(if any_file { MULTIPART } else { FORM });
    }
    let mut form = Form::default();
    if let Some((text, _)) = fields.first() {
        walk.shown(now, text.clone());
    }
    for (text, field) in fields {
        form.add(walk, field, text, &now.child("content"), &names);
    }
    form.request_body(&names)
}

#[derive(Default)]
struct Form {
    properties: Map<String, Value>,
    required: Vec<Value>,
    encoding: Map<String, Value>,
}

impl Form {
    fn add(
        &mut self,
        walk: &mut Walk<'_>,
        mut field: Map<String, Value>,
        text: Pointer,
        now: &Pointer,
        names: &[&str],
    ) {
        let Some(Value::String(name)) = field.shift_remove("name") else { return };
        for (index, media_type) in names.iter().enumerate() {
            let now = now.child(media_type).child("schema").child("properties").child(&name);
            if index == 0 {
                walk.moved(&now, text.clone());
            } else {
                walk.shown(&now, text.clone());
            }
        }
        field.shift_remove("in");
        if field.shift_remove("required").and_then(|required| required.as_bool()) == Some(true) {
            self.required.push(Value::String(name.clone()));
        }
        let format = field.shift_remove("collectionFormat");
        let location = now
            .child(names.first().copied().unwrap_or(FORM))
            .child("schema")
            .child("properties")
            .child(&name);
        if is_list(&field) {
            if names.contains(&FORM) {
                let (style, explode) = style(walk, format.as_ref(), "query", &location);
                self.encoding.insert(name.clone(), json!({"style": style, "explode": explode}));
            } else if format.as_ref().is_some_and(|format| format != "multi") {
                let message = "items of a list in a multipart body become a part each";
                walk.say(
                    Code::CollectionFormat,
                    location.child("collectionFormat"),
                    message,
                    "use `multi`",
                );
            }
        }
        if let Some(example) = field.shift_remove("x-example") {
            field.entry("example").or_insert(example);
        }
        field.shift_remove("allowEmptyValue");
        self.properties.insert(name, Value::Object(field));
    }

    fn request_body(self, names: &[&str]) -> Value {
        let mut schema = json!({"type": "object", "properties": self.properties});
        let required = !self.required.is_empty();
        if let (true, Value::Object(schema)) = (required, &mut schema) {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        let mut content = Map::new();
        for name in names {
            let mut media_type = Map::from_iter([("schema".to_owned(), schema.clone())]);
            if *name == FORM && !self.encoding.is_empty() {
                media_type.insert("encoding".to_owned(), Value::Object(self.encoding.clone()));
            }
            content.insert((*name).to_owned(), Value::Object(media_type));
        }
        json!({"content": content, "required": required})
    }
}
