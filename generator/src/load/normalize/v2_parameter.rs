//! Parameters and headers of Swagger 2.0: types without a schema, formats of lists, fields of
//! forms.

use serde_json::{Map, Value, json};

use super::members::{has, shown};
use super::walk::Walk;
use crate::diagnostic::Code;
use crate::load::grammar::{Object, Version};
use crate::load::keys;
use crate::source::Pointer;

pub(super) const FORM: &str = "application/x-www-form-urlencoded";
const MULTIPART: &str = "multipart/form-data";

/// Members of a parameter that 2.0 does not have there, but that documents use to describe the
/// value.
const TOLERATED: &[&str] = &[
    "properties",
    "x-nullable",
    "x-enum-varnames",
    "x-enumNames",
    "x-enum-descriptions",
    "x-enumDescriptions",
    "x-ms-enum",
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
    let nested = take_nested(walk, parameter, at);
    take_schema(walk, parameter, at);
    if let Some(example) = parameter.shift_remove("x-example") {
        parameter.entry("example").or_insert(example);
    }
    if location != "query" {
        parameter.shift_remove("allowEmptyValue");
    }
    let has_format = walk.version == Version::V2 || format.is_some();
    if is_list && has_format && !has(parameter, "style") {
        parameter.extend(style(walk, format.as_ref(), &location, at));
        if !nested.is_empty() {
            parameter.insert(keys::NESTED_DELIMITERS.to_owned(), Value::Array(nested));
        }
    }
}

/// OpenAPI 2.0, "Header Object".
pub(super) fn header(walk: &mut Walk<'_>, header: &mut Map<String, Value>, at: &Pointer) {
    if header.contains_key("$ref") {
        return;
    }
    let format = header.shift_remove("collectionFormat");
    let is_list = is_list(header);
    let nested = take_nested(walk, header, at);
    take_schema(walk, header, at);
    if is_list {
        let style = style(walk, format.as_ref(), "header", at);
        header.extend(style.into_iter().filter(|(key, _)| key == keys::DELIMITER));
        if !nested.is_empty() {
            header.insert(keys::NESTED_DELIMITERS.to_owned(), Value::Array(nested));
        }
    }
}

fn is_list(members: &Map<String, Value>) -> bool {
    members.get("type").and_then(Value::as_str) == Some("array")
}

/// Takes what separates the items of lists in a list: that of the outermost of them first (OpenAPI
/// 2.0, "Items Object").
fn take_nested(walk: &mut Walk<'_>, list: &mut Map<String, Value>, at: &Pointer) -> Vec<Value> {
    let mut nested = Vec::new();
    let (mut list, mut at) = (list, at.clone());
    while let Some(Value::Object(items)) = list.get_mut("items") {
        if !is_list(items) {
            break;
        }
        at = at.child("items");
        let format = items.shift_remove("collectionFormat");
        let delimiter = delimiter(format.as_ref()).unwrap_or_else(|| {
            unsupported(walk, format.as_ref(), &at);
            "comma"
        });
        nested.push(json!(delimiter));
        list = items;
    }
    nested
}

/// The name of what separates the items of a list. `None` for `multi`, and what 2.0 does not have.
fn delimiter(format: Option<&Value>) -> Option<&'static str> {
    Some(match format.map(|format| format.as_str().unwrap_or_default()) {
        None | Some("csv") => "comma",
        Some("ssv") => "space",
        Some("tsv") => "tab",
        Some("pipes") => "pipe",
        Some(_) => return None,
    })
}

/// Reports a format of lists that cannot be sent.
fn unsupported(walk: &mut Walk<'_>, format: Option<&Value>, at: &Pointer) {
    let format = format.map(shown).unwrap_or_default();
    let message =
        format!("`collectionFormat: {format}` is not supported: items are separated by commas");
    walk.warn(
        Code::CollectionFormat,
        at.child("collectionFormat"),
        message,
        "use `csv`, or `multi` in a query",
    );
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
) -> Map<String, Value> {
    let plain = if location == "query" { "form" } else { "simple" };
    let (style, explode, delimiter) = match (format.and_then(Value::as_str), location) {
        (None | Some("csv"), _) => (plain, false, None),
        (Some("multi"), "query") => ("form", true, None),
        (Some("ssv"), "query") => ("spaceDelimited", false, None),
        (Some("pipes"), "query") => ("pipeDelimited", false, None),
        (Some("ssv"), "path" | "header") => (plain, false, Some("space")),
        (Some("pipes"), "path" | "header") => (plain, false, Some("pipe")),
        (Some("tsv"), "query" | "path" | "header") => (plain, false, Some("tab")),
        _ => {
            unsupported(walk, format, at);
            (plain, false, None)
        }
    };
    let mut members = Map::new();
    members.insert("style".to_owned(), json!(style));
    members.insert("explode".to_owned(), json!(explode));
    members.extend(delimiter.map(|name| (keys::DELIMITER.to_owned(), json!(name))));
    members
}

/// A form field with the members of its schema, which only newer versions have.
fn with_schema(mut field: Map<String, Value>) -> Map<String, Value> {
    match field.shift_remove("schema") {
        Some(Value::Object(schema)) if schema.contains_key("$ref") => {
            field.retain(|key, _| matches!(key.as_str(), "name" | "in" | "required"));
            field.extend(schema);
        }
        Some(Value::Object(schema)) => field.extend(schema),
        _ => {}
    }
    field
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
        .map(|(text, field)| (text, with_schema(field)))
        .collect();
    let is_file = |(_, field): &(Pointer, Map<String, Value>)| {
        let has = |key: &str, value: &str| field.get(key).and_then(Value::as_str) == Some(value);
        has("type", "file") || walk.version != Version::V2 && has("format", "binary")
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
    if let Some((text, _)) = fields.first() {
        walk.shown(now, text.clone());
    }
    let mut form = Form { media_types: &names, at: now.child("content"), ..Form::default() };
    for (text, field) in fields {
        form.add(walk, field, text);
    }
    form.request_body()
}

/// The request body that the fields of a form make.
#[derive(Default)]
struct Form<'n> {
    media_types: &'n [&'n str],
    /// The pointer of its `content`.
    at: Pointer,
    properties: Map<String, Value>,
    required: Vec<Value>,
    /// How properties of an urlencoded form are encoded.
    encoding: Map<String, Value>,
    /// How those of a multipart form are.
    parts: Map<String, Value>,
}

impl Form<'_> {
    /// Adds a form field, whose parameter is at `text` in the text, as a property.
    fn add(&mut self, walk: &mut Walk<'_>, mut field: Map<String, Value>, text: Pointer) {
        let Some(Value::String(name)) = field.shift_remove("name") else { return };
        self.moved(walk, &name, text);
        field.shift_remove("in");
        field.shift_remove("allowEmptyValue");
        if field.shift_remove("required").and_then(|required| required.as_bool()) == Some(true) {
            self.required.push(Value::String(name.clone()));
        }
        let format = field.shift_remove("collectionFormat");
        if is_list(&field) {
            // A file is always a part.
            let is_of_files = field
                .get("items")
                .is_some_and(|items| items.get("type").and_then(Value::as_str) == Some("file"));
            // Newer versions have no format of lists, but a default.
            if !is_of_files && (walk.version == Version::V2 || format.is_some()) {
                self.encode_list(walk, &name, format.as_ref());
            }
        }
        if let Some(example) = field.shift_remove("x-example") {
            field.entry("example").or_insert(example);
        }
        self.properties.insert(name, Value::Object(field));
    }

    /// The pointer of a property in the schema of a media type.
    fn property(&self, media_type: &str, name: &str) -> Pointer {
        self.at.child(media_type).child("schema").child("properties").child(name)
    }

    /// Notes where a field has moved: to the first media type. Messages about the others show it,
    /// too.
    fn moved(&self, walk: &mut Walk<'_>, name: &str, text: Pointer) {
        let mut properties = self.media_types.iter().map(|it| self.property(it, name));
        if let Some(first) = properties.next() {
            walk.moved(&first, text.clone());
        }
        properties.for_each(|property| walk.shown(&property, text.clone()));
    }

    /// How the items of a list are encoded. In a multipart form, each is a part for `multi`, and
    /// all are one part otherwise.
    fn encode_list(&mut self, walk: &mut Walk<'_>, name: &str, format: Option<&Value>) {
        let first = self.media_types.first().copied().unwrap_or(FORM);
        let at = self.property(first, name);
        if self.media_types.contains(&FORM) {
            let encoding = style(walk, format, "query", &at);
            self.encoding.insert(name.to_owned(), Value::Object(encoding));
        }
        if format.is_some_and(|format| format == "multi") {
            return;
        }
        let delimiter = delimiter(format).unwrap_or_else(|| {
            if !self.media_types.contains(&FORM) {
                unsupported(walk, format, &at);
            }
            "comma"
        });
        let encoding = json!({"explode": false, keys::DELIMITER: delimiter});
        self.parts.insert(name.to_owned(), encoding);
    }

    fn request_body(self) -> Value {
        let mut schema = json!({"type": "object", "properties": self.properties});
        let required = !self.required.is_empty();
        if let (true, Value::Object(schema)) = (required, &mut schema) {
            schema.insert("required".to_owned(), Value::Array(self.required));
        }
        let mut content = Map::new();
        for name in self.media_types {
            let mut media_type = Map::from_iter([("schema".to_owned(), schema.clone())]);
            let encoding = if *name == FORM { &self.encoding } else { &self.parts };
            if !encoding.is_empty() {
                media_type.insert("encoding".to_owned(), Value::Object(encoding.clone()));
            }
            content.insert((*name).to_owned(), Value::Object(media_type));
        }
        json!({"content": content, "required": required})
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{FORM, Form, MULTIPART, schema_members};

    #[test]
    fn members_that_describe_a_value_belong_to_the_schema() {
        let members: Vec<_> = schema_members().collect();
        for key in ["type", "format", "items", "default", "enum", "maxLength", "x-nullable"] {
            assert!(members.contains(&key), "{key}");
        }
        for key in ["name", "in", "description", "required", "collectionFormat", "schema"] {
            assert!(!members.contains(&key), "{key}");
        }
    }

    #[test]
    fn each_media_type_of_a_form_has_the_schema_and_urlencoded_ones_the_encoding() {
        let form = Form {
            media_types: &[MULTIPART, FORM],
            properties: [("a".to_owned(), json!({"type": "array"}))].into_iter().collect(),
            required: vec![json!("a")],
            encoding: [("a".to_owned(), json!({"style": "form"}))].into_iter().collect(),
            ..Form::default()
        };
        let schema = json!({
            "type": "object", "properties": {"a": {"type": "array"}}, "required": ["a"],
        });
        let expected = json!({
            "content": {
                MULTIPART: {"schema": schema},
                FORM: {"schema": schema, "encoding": {"a": {"style": "form"}}},
            },
            "required": true,
        });
        assert_eq!(form.request_body(), expected);
    }
}
