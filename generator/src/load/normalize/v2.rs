//! The root of a Swagger 2.0 document: servers, components, security.

use serde_json::{Map, Value, json};

use super::members::{has, texts};
use super::v2_operation::{self, BodyParameter, In};
use super::walk::{DIALECT, Pass, Walk};
use super::{schema, v2_parameter};
use crate::diagnostic::Code;
use crate::load::grammar::Object;
use crate::source::Pointer;

/// Swagger 2.0 to OpenAPI 3.0.
pub(super) const PASS: Pass = &[
    (Object::Document, document),
    (Object::SecurityScheme, security_scheme),
    (Object::PathItem, v2_operation::path_item),
    (Object::Operation, v2_operation::operation),
    (Object::Response, response),
    (Object::Parameter, v2_parameter::parameter),
    (Object::Header, v2_parameter::header),
    (Object::Schema, schema::rewrite),
];

/// OpenAPI 2.0, "Swagger Object".
fn document(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    root.shift_remove("swagger");
    root.insert("openapi".to_owned(), json!(DIALECT));
    servers(walk, root, at);
    let mut components = match root.shift_remove("components") {
        Some(Value::Object(components)) => components,
        _ => Map::new(),
    };
    parameters(walk, root, &mut components, at);
    for (key, new) in [
        ("definitions", "schemas"),
        ("responses", "responses"),
        ("securityDefinitions", "securitySchemes"),
    ] {
        if let Some(Value::Object(members)) = root.shift_remove(key) {
            walk.moved(&at.child("components").child(new), walk.text_of(at).child(key));
            components.insert(new.to_owned(), Value::Object(members));
        }
    }
    if !components.is_empty() {
        root.insert("components".to_owned(), Value::Object(components));
    }
    root.shift_remove("consumes");
    root.shift_remove("produces");
}

/// A response that operations refer to.
fn response(walk: &mut Walk<'_>, response: &mut Map<String, Value>, at: &Pointer) {
    v2_operation::response(walk, response, at, None);
}

/// `schemes`, `host` and `basePath` become `servers`, https first.
fn servers(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    let host = root.shift_remove("host").filter(Value::is_string);
    let base = root.shift_remove("basePath").filter(Value::is_string);
    let schemes = root.shift_remove("schemes");
    if has(root, "servers") || host.is_none() && base.is_none() {
        return;
    }
    let base = base.as_ref().and_then(Value::as_str).unwrap_or_default().trim_matches('/');
    let path = if base.is_empty() { String::new() } else { format!("/{base}") };
    let key = if host.is_some() { "host" } else { "basePath" };
    let urls = match host.as_ref().and_then(Value::as_str).map(|host| host.trim().trim_matches('/'))
    {
        None | Some("") => vec![if path.is_empty() { "/".to_owned() } else { path }],
        // Some documents have a whole URL here.
        Some(host) if host.contains("://") => vec![format!("{host}{path}")],
        Some(host) => {
            let known = known_schemes(walk, schemes.as_ref(), at);
            known.iter().map(|scheme| format!("{scheme}://{host}{path}")).collect()
        }
    };
    let text = walk.text_of(at);
    walk.shown(&at.child("servers"), text.child(key));
    for index in 0..urls.len() {
        let server = at.child("servers").child(&index.to_string());
        walk.shown(&server, text.child(key));
        walk.shown(&server.child("url"), text.child(key));
    }
    root.insert("servers".to_owned(), urls.into_iter().map(|url| json!({"url": url})).collect());
}

/// The schemes that an HTTP client can use, `https` first.
fn known_schemes(walk: &mut Walk<'_>, schemes: Option<&Value>, at: &Pointer) -> Vec<&'static str> {
    let given = texts(schemes).unwrap_or_default();
    for (index, scheme) in
        given.iter().enumerate().filter(|(_, scheme)| !matches!(scheme.as_str(), "http" | "https"))
    {
        let message = format!("the scheme `{}` is not used", scheme.escape_debug());
        let location = at.child("schemes").child(&index.to_string());
        walk.warn(Code::SchemeLeftOut, location, message, "only `https` and `http` are supported");
    }
    let known: Vec<_> = ["https", "http"]
        .into_iter()
        .filter(|scheme| given.iter().any(|given| given == scheme))
        .collect();
    if known.is_empty() { vec!["https"] } else { known }
}

/// Shared parameters: bodies become request bodies, and form fields are copied to the operations
/// that use them.
fn parameters(
    walk: &mut Walk<'_>,
    root: &mut Map<String, Value>,
    components: &mut Map<String, Value>,
    at: &Pointer,
) {
    let Some(Value::Object(parameters)) = root.shift_remove("parameters") else { return };
    let text = walk.text_of(at).child("parameters");
    let (mut plain, mut bodies) = (Map::new(), Map::new());
    let components_at = at.child("components");
    for (name, parameter) in parameters {
        let text = text.child(&name);
        match In::of(walk, &parameter) {
            In::Form => {}
            In::Body => {
                let now = components_at.child("requestBodies").child(&name);
                walk.moved(&now, text.clone());
                let consumes = walk.globals.consumes.clone();
                let body = BodyParameter { parameter, text, consumes };
                bodies.insert(name, v2_operation::request_body(walk, body, &now));
            }
            In::Elsewhere => {
                walk.moved(&components_at.child("parameters").child(&name), text);
                plain.insert(name, parameter);
            }
        }
    }
    for (key, members) in [("parameters", plain), ("requestBodies", bodies)] {
        if !members.is_empty() {
            components.insert(key.to_owned(), Value::Object(members));
        }
    }
}

/// OpenAPI 2.0, "Security Scheme Object".
fn security_scheme(walk: &mut Walk<'_>, scheme: &mut Map<String, Value>, at: &Pointer) {
    match scheme.get("type").and_then(Value::as_str) {
        Some("basic") => {
            scheme.insert("type".to_owned(), json!("http"));
            scheme.insert("scheme".to_owned(), json!("basic"));
        }
        Some("oauth2") if !has(scheme, "flows") => {
            let flow = match scheme.shift_remove("flow") {
                Some(Value::String(flow)) => flow,
                _ => return,
            };
            let name = match flow.as_str() {
                "accessCode" => "authorizationCode",
                "application" => "clientCredentials",
                other => other,
            };
            let mut members = Map::new();
            for key in ["authorizationUrl", "tokenUrl", "refreshUrl", "scopes"] {
                members.extend(scheme.shift_remove(key).map(|value| (key.to_owned(), value)));
            }
            members.entry("scopes").or_insert_with(|| json!({}));
            walk.shown(&at.child("flows"), walk.text_of(at).child("flow"));
            walk.shown(&at.child("flows").child(name), walk.text_of(at));
            let flows = Map::from_iter([(name.to_owned(), Value::Object(members))]);
            scheme.insert("flows".to_owned(), Value::Object(flows));
        }
        _ => {}
    }
}
