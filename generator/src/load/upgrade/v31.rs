//! The objects of OpenAPI 3.1 that 3.0 has in another way.

use serde_json::{Map, Value, json};

use super::keys;
use super::v32;
use super::walk::{Walk, has, rename};
use crate::diagnostic::Code;
use crate::source::Pointer;

/// OpenAPI 3.1.1, "OpenAPI Object".
pub(super) fn document(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    root.insert("openapi".to_owned(), json!(super::DIALECT));
    root.shift_remove("jsonSchemaDialect");
    root.shift_remove("$self");
    webhooks(walk, root, at);
    if !has(root, "paths") {
        root.insert("paths".to_owned(), json!({}));
    }
    requirements(walk, root);
}

/// `webhooks` to `x-webhooks`; those that are there already stay.
fn webhooks(walk: &mut Walk<'_>, root: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(known)) = root.get_mut(keys::WEBHOOKS).map(Value::take) else {
        root.shift_remove(keys::WEBHOOKS);
        return rename(walk, root, at, "webhooks", keys::WEBHOOKS);
    };
    let mut all = known;
    if let Some(Value::Object(webhooks)) = root.shift_remove("webhooks") {
        let (now, text) = (at.child(keys::WEBHOOKS), walk.text_of(at).child("webhooks"));
        for (name, item) in webhooks {
            if !all.contains_key(&name) {
                walk.moved(&now.child(&name), text.child(&name));
                all.insert(name, item);
            }
        }
    }
    root.insert(keys::WEBHOOKS.to_owned(), Value::Object(all));
}

/// Leaves out what is settled when a connection is made and not in a request: mutual TLS.
pub(super) fn components(walk: &mut Walk<'_>, components: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(schemes)) = components.get_mut("securitySchemes") else { return };
    let globals = walk.globals;
    for name in &globals.mutual_tls {
        if schemes.shift_remove(name).is_some() {
            walk.say(
                Code::MutualTls,
                at.child("securitySchemes").child(name),
                format!(
                    "the security scheme `{}` is mutual TLS and is left out",
                    name.escape_debug()
                ),
                "give the client's certificate to the HTTP client that you pass in",
            );
        }
    }
}

/// The requirements of an operation or the document, without schemes that were left out.
fn requirements(walk: &Walk<'_>, holder: &mut Map<String, Value>) {
    let globals = walk.globals;
    let Some(Value::Array(requirements)) = holder.get_mut("security") else { return };
    for requirement in requirements.iter_mut().filter_map(Value::as_object_mut) {
        requirement.retain(|name, _| !globals.mutual_tls.contains(name));
    }
}

/// OpenAPI 3.1.1, "Operation Object".
pub(super) fn operation(walk: &mut Walk<'_>, operation: &mut Map<String, Value>, at: &Pointer) {
    if !has(operation, "responses") {
        operation.insert("responses".to_owned(), json!({}));
    }
    requirements(walk, operation);
    v32::parameters(walk, operation, at);
}

/// OpenAPI 3.2.0, "OAuth Flows Object".
pub(super) fn security_scheme(walk: &mut Walk<'_>, scheme: &mut Map<String, Value>, at: &Pointer) {
    let Some(Value::Object(flows)) = scheme.get_mut("flows") else { return };
    if flows.shift_remove("deviceAuthorization").is_some() {
        walk.say(
            Code::FlowLeftOut,
            at.child("flows").child("deviceAuthorization"),
            "the flow `deviceAuthorization` is left out",
            "nothing needs to be done: a token from it can be given to the client",
        );
    }
}
