//! Checks whether examples fit their schemas.

use std::cell::RefCell;
use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, ValidationOptions, Validator};
use serde_json::{Value, json};

/// The URL of the schemas in the validator.
const ROOT: &str = "oasmith:/schemas";

/// Schemas that validate values.
pub struct Schemas {
    text: Value,
    registry: Registry<'static>,
    /// The validators by schema, as text.
    validators: RefCell<BTreeMap<String, Result<Validator, String>>>,
}

impl Schemas {
    /// The schemas in `$defs` of a text of JSON Schema 2020-12. An invalid schema accepts every
    /// value.
    ///
    /// # Errors
    /// If the schemas cannot be read.
    pub fn new(mut text: Value) -> Result<Self, String> {
        let defs = text.get_mut("$defs").and_then(Value::as_object_mut);
        for schema in defs.into_iter().flat_map(|defs| defs.values_mut()) {
            if !is_schema(schema) {
                *schema = Value::Bool(true);
            }
        }
        let registry =
            Registry::new().add(ROOT, text.clone()).and_then(|registry| registry.prepare());
        Ok(Self {
            text,
            registry: registry.map_err(|error| error.to_string())?,
            validators: RefCell::default(),
        })
    }

    /// The schema with a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.text.get("$defs")?.get(name)
    }

    /// The schema that a reference names.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        self.text.pointer(reference.strip_prefix('#')?)
    }

    /// The error of a value for the named schema; `None` if it is valid.
    pub fn error(&self, name: &str, value: &Value) -> Option<String> {
        self.wrong(&json!({"$ref": format!("#/$defs/{name}")}), value)
    }

    /// Whether a value fits one of these schemas or a part of one.
    pub fn fits(&self, schema: &Value, value: &Value) -> bool {
        self.wrong(schema, value).is_none()
    }

    fn wrong(&self, schema: &Value, value: &Value) -> Option<String> {
        let mut validators = self.validators.borrow_mut();
        let validator = validators.entry(schema.to_string()).or_insert_with(|| {
            let options = options().with_registry(&self.registry);
            options.build(&absolute(schema)).map_err(|error| error.to_string())
        });
        match validator {
            Ok(validator) => validator.validate(value).err().map(|error| {
                let mut text: String = error.to_string().chars().take(300).collect();
                text += &format!(" (at {:?})", error.instance_path().to_string());
                text
            }),
            Err(error) => Some(error.clone()),
        }
    }
}

/// A schema with absolute references.
fn absolute(schema: &Value) -> Value {
    match schema {
        Value::Array(elements) => elements.iter().map(absolute).collect(),
        Value::Object(members) => {
            let absolute = |(key, value): (&String, &Value)| match (key.as_str(), value) {
                ("$ref", Value::String(reference)) => {
                    (key.clone(), json!(format!("{ROOT}{reference}")))
                }
                _ => (key.clone(), absolute(value)),
            };
            Value::Object(members.iter().map(absolute).collect())
        }
        plain => plain.clone(),
    }
}

fn options<'i>() -> ValidationOptions<'i> {
    let is_base64 = |text: &str| {
        let stripped = text.trim_end_matches('=');
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '/');
        text.len() - stripped.len() <= 2 && stripped.chars().all(is_sign) && stripped.len() % 4 != 1
    };
    let is_base64url = |text: &str| {
        let stripped = text.trim_end_matches('=');
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '_');
        text.len() - stripped.len() <= 2 && stripped.chars().all(is_sign) && stripped.len() % 4 != 1
    };
    let is_base16 = |text: &str| {
        text.len().is_multiple_of(2) && text.chars().all(|sign| sign.is_ascii_hexdigit())
    };
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(true)
        .with_format("byte", is_base64)
        .with_format("binary", is_base64)
        .with_format("base64url", is_base64url)
        .with_format("base16", is_base16)
}

/// Whether this is a valid schema, regardless of the schemas that it refers to.
fn is_schema(schema: &Value) -> bool {
    if !jsonschema::meta::is_valid(schema) {
        return false;
    }
    let of = |value: &Value| value.get("pattern").cloned();
    let patterns = schema
        .get("anyOf")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(of)
        .chain(of(schema));
    // The validator compiles patterns when it is built. One invalid pattern would make every schema
    // that refers to it invalid.
    patterns.into_iter().all(|pattern| options().build(&json!({"pattern": pattern})).is_ok())
}
