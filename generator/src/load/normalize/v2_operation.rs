//! Operations of Swagger 2.0: parameters that are bodies, and responses.

use serde_json::{Map, Value, json};

use super::members::{has, texts};
use super::v2_parameter::{FORM, form};
use super::walk::Walk;
use crate::diagnostic::Code;
use crate::source::Pointer;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch"];

/// Media types beyond this number are ignored, since each repeats the schema.
const MAX_MEDIA_TYPES: usize = 8;

/// Where a parameter is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    /// The body.
    Body,
    /// A field of a form in the body.
    Form,
    /// In the path, the query or a header.
    Elsewhere,
}

impl In {
    pub(super) fn of(walk: &Walk<'_>, parameter: &Value) -> Self {
        let location = match walk.referenced(parameter) {
            Some(target) => target.members.get("in"),
            None => parameter.get("in"),
        };
        match location.and_then(Value::as_str) {
            Some("body") => Self::Body,
            Some("formData") => Self::Form,
            _ => Self::Elsewhere,
        }
    }
}

/// Body parameters of a path item are moved to each of its operations that has none.
pub(super) fn path_item(walk: &mut Walk<'_>, item: &mut Map<String, Value>, at: &Pointer) {
    let common = take_bodies(walk, item, at);
    if common.is_empty() {
        return;
    }
    for method in METHODS {
        let Some(Value::Object(operation)) = item.get_mut(*method) else { continue };
        let now = at.child(method).child("parameters");
        let mut own = match operation.shift_remove("parameters") {
            Some(Value::Array(own)) => own,
            _ => Vec::new(),
        };
        let has_body = own.iter().any(|parameter| In::of(walk, parameter) == In::Body);
        for (text, parameter) in &common {
            let same = |other: &Value| {
                other.get("in") == parameter.get("in") && other.get("name") == parameter.get("name")
            };
            let overridden = match In::of(walk, parameter) {
                In::Body => has_body,
                _ => parameter.get("name").is_some() && own.iter().any(same),
            };
            if !overridden {
                walk.shown(&now.child(&own.len().to_string()), text.clone());
                own.push(parameter.clone());
            }
        }
        operation.insert("parameters".to_owned(), Value::Array(own));
    }
}

/// Takes body parameters and form fields out of a list, with their pointers in the text.
pub(super) fn take_bodies(
    walk: &mut Walk<'_>,
    holder: &mut Map<String, Value>,
    at: &Pointer,
) -> Vec<(Pointer, Value)> {
    let Some(Value::Array(parameters)) = holder.get("parameters") else { return Vec::new() };
    let indexed = (0..).zip(parameters);
    let bodies: Vec<usize> = indexed
        .filter(|(_, parameter)| In::of(walk, parameter) != In::Elsewhere)
        .map(|(index, _)| index)
        .collect();
    let taken = walk.take_elements(holder, at, "parameters", &bodies);
    taken.into_iter().map(|(now, value)| (walk.text_of(&now), value)).collect()
}

/// OpenAPI 2.0, "Operation Object".
pub(super) fn operation(walk: &mut Walk<'_>, operation: &mut Map<String, Value>, at: &Pointer) {
    let own_consumes = texts(operation.shift_remove("consumes").as_ref());
    let own_produces = texts(operation.shift_remove("produces").as_ref());
    servers(walk, operation, at);
    let bodies = take_bodies(walk, operation, at);
    if !has(operation, "requestBody")
        && let Some(body) = body(walk, bodies, at, own_consumes.as_deref())
    {
        operation.insert("requestBody".to_owned(), body);
    }
    let Some(Value::Object(responses)) = operation.get_mut("responses") else { return };
    let now = at.child("responses");
    for (status, value) in responses.iter_mut().filter(|(status, _)| !status.starts_with("x-")) {
        if let Value::Object(members) = value {
            response(walk, members, &now.child(status), own_produces.as_deref());
        }
    }
}

/// Schemes of an operation matter only if the document has none of them.
fn servers(walk: &mut Walk<'_>, operation: &mut Map<String, Value>, at: &Pointer) {
    let Some(schemes) = texts(operation.shift_remove("schemes").as_ref()) else { return };
    let usable = schemes.is_empty()
        || walk.globals.schemes.is_empty()
        || walk.globals.schemes.iter().any(|scheme| schemes.contains(scheme));
    if !usable {
        let message = format!(
            "the document has none of the schemes of this operation ({})",
            schemes.join(", ")
        );
        walk.warn(
            Code::SchemeLeftOut,
            at.child("schemes"),
            message,
            "add its scheme to the `schemes` of the document",
        );
    }
}

/// The request body that the body parameters and form fields of an operation describe.
pub(super) fn body(
    walk: &mut Walk<'_>,
    parameters: Vec<(Pointer, Value)>,
    at: &Pointer,
    own_consumes: Option<&[String]>,
) -> Option<Value> {
    let of_document = walk.globals.consumes.clone();
    let consumes = own_consumes.unwrap_or(&of_document);
    let now = at.child("requestBody");
    let (bodies, fields): (Vec<_>, Vec<_>) =
        parameters.into_iter().partition(|(_, parameter)| In::of(walk, parameter) == In::Body);
    let mut bodies = bodies.into_iter();
    let Some((text, parameter)) = bodies.next() else {
        return (!fields.is_empty()).then(|| form(walk, fields, &now, consumes));
    };
    for (index, (text, _)) in bodies.chain(fields).enumerate() {
        // Each gets a location of its own, so that the message shows it.
        let location = at.child("x-left-out").child(&index.to_string());
        walk.shown(&location, text);
        walk.warn(
            Code::BodyLeftOut,
            location,
            "an operation has one body, so this one is left out",
            "keep one of them",
        );
    }
    walk.moved(&now, text.clone());
    let shared = walk.referenced(&parameter).is_some_and(|target| {
        let mut tokens = target.location.pointer().tokens();
        target.location.file == walk.globals.root
            && tokens.next().as_deref() == Some("parameters")
            && tokens.count() == 1
    });
    // The shared body becomes a component with the media types of the document.
    if shared && consumes == of_document {
        return Some(parameter);
    }
    let consumes = consumes.to_vec();
    Some(request_body(walk, BodyParameter { parameter, text, consumes }, &now))
}

/// A body parameter, or a reference to one.
pub(super) struct BodyParameter {
    pub(super) parameter: Value,
    /// Its pointer in the text.
    pub(super) text: Pointer,
    /// The media types of the body.
    pub(super) consumes: Vec<String>,
}

/// A body parameter as a request body at `now`.
pub(super) fn request_body(walk: &mut Walk<'_>, body: BodyParameter, now: &Pointer) -> Value {
    let BodyParameter { parameter, text, consumes } = body;
    let reference = parameter.get("$ref").and_then(Value::as_str).map(str::to_owned);
    let mut parameter = match (walk.referenced(&parameter), parameter) {
        (Some(target), _) => (*target.members).clone(),
        (None, Value::Object(parameter)) => parameter,
        (None, other) => return other,
    };
    let schema = parameter.shift_remove("schema").map(|schema| match reference {
        Some(text) if text.contains('#') => json!({"$ref": format!("{text}/schema")}),
        Some(text) => json!({"$ref": format!("{text}#/schema")}),
        None => schema,
    });
    let example = parameter.shift_remove("x-example");
    let mut body = Map::new();
    for (key, value) in parameter {
        if matches!(key.as_str(), "description" | "required") || key.starts_with("x-") {
            body.insert(key, value);
        }
    }
    let media_types = media_types(&consumes, "application/json");
    let content = MediaTypes { names: media_types, schema, example };
    let content = content.content(walk, &now.child("content"), &text);
    body.insert("content".to_owned(), Value::Object(content));
    Value::Object(body)
}

/// Several media types with the same schema and example.
struct MediaTypes {
    names: Vec<String>,
    schema: Option<Value>,
    example: Option<Value>,
}

impl MediaTypes {
    /// The content of a body or response at `now`. `text` is the pointer in the text of the object
    /// with the schema. References to the schema point at the first media type.
    fn content(&self, walk: &mut Walk<'_>, now: &Pointer, text: &Pointer) -> Map<String, Value> {
        let mut content = Map::new();
        walk.shown(now, text.clone());
        for (index, name) in self.names.iter().enumerate() {
            let mut media_type = Map::new();
            if let Some(schema) = &self.schema {
                let now = now.child(name).child("schema");
                match index {
                    0 => walk.moved(&now, text.child("schema")),
                    _ => walk.shown(&now, text.child("schema")),
                }
                media_type.insert("schema".to_owned(), schema.clone());
            }
            let example = self.example.clone().map(|example| ("example".to_owned(), example));
            media_type.extend(example);
            content.insert(name.clone(), Value::Object(media_type));
        }
        content
    }
}

fn media_types(given: &[String], default: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in
        given.iter().map(|name| name.trim()).filter(|name| !name.is_empty()).take(MAX_MEDIA_TYPES)
    {
        if !names.iter().any(|known| known == name) {
            names.push(name.to_owned());
        }
    }
    if names.is_empty() {
        names.push(default.to_owned());
    }
    names
}

/// OpenAPI 2.0, "Response Object". `own` are the media types of its operation, if it has any.
pub(super) fn response(
    walk: &mut Walk<'_>,
    response: &mut Map<String, Value>,
    at: &Pointer,
    own: Option<&[String]>,
) {
    if response.contains_key("$ref") {
        return shared_response(walk, at, own);
    }
    let examples = response.shift_remove("examples");
    let Some(schema) = response.shift_remove("schema").filter(|schema| !schema.is_null()) else {
        return;
    };
    if has(response, "content") {
        return;
    }
    let produces = own.unwrap_or(&walk.globals.produces).to_owned();
    let is_file = |kind: Option<&Value>| kind.and_then(Value::as_str) == Some("file");
    let is_file = is_file(schema.get("type"))
        || walk.referenced(&schema).is_some_and(|target| is_file(target.members.get("type")));
    let names = if is_file {
        let binary: Vec<String> =
            produces.into_iter().filter(|name| !name.contains("json")).collect();
        media_types(&binary, "application/octet-stream")
    } else {
        media_types(&produces, "application/json")
    };
    let now = at.child("content");
    let text = walk.text_of(at);
    let media_types = MediaTypes { names, schema: Some(schema), example: None };
    let mut content = media_types.content(walk, &now, &text);
    if let Some(Value::Object(examples)) = examples {
        for (name, example) in examples {
            if let Some(Value::Object(media_type)) = content.get_mut(&name) {
                walk.shown(&now.child(&name).child("example"), text.child("examples").child(&name));
                media_type.insert("example".to_owned(), example);
            }
        }
    }
    response.insert("content".to_owned(), Value::Object(content));
}

/// A response that several operations refer to has the media types of the document.
fn shared_response(walk: &mut Walk<'_>, at: &Pointer, own: Option<&[String]>) {
    let shared = media_types(&walk.globals.produces, "application/json");
    let Some(own) = own else { return };
    if !own.is_empty()
        && !own.iter().any(|name| shared.contains(name) || name == FORM || name.contains("json"))
    {
        walk.warn(
            Code::SharedMediaTypes,
            at.child("$ref"),
            format!("this shared response is read as {}, not as {}", listed(&shared), listed(own)),
            "describe the response in the operation itself",
        );
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>().join(", ")
}
