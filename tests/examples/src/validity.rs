//! Whether examples fit their schemas.

use std::collections::BTreeMap;

use jsonschema::{Draft, Registry, ValidationOptions, Validator};
use serde_json::{Value, json};

/// Where the schemas stand for the validator.
const ROOT: &str = "oasmith:/schemas";

/// Some schemas, to be asked about values.
pub struct Schemas {
    text: Value,
}

impl Schemas {
    /// The schemas below `$defs` of a text of JSON Schema 2020-12. One that is no schema allows everything.
    pub fn new(mut text: Value) -> Self {
        let defs = text.get_mut("$defs").and_then(Value::as_object_mut);
        for schema in defs.into_iter().flat_map(|defs| defs.values_mut()) {
            if !is_schema(schema) {
                *schema = Value::Bool(true);
            }
        }
        Self { text }
    }

    /// The schema with a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.text.get("$defs")?.get(name)
    }

    /// The schema that a reference names, as they stand among these schemas.
    pub fn target(&self, reference: &str) -> Option<&Value> {
        self.text.pointer(reference.strip_prefix('#')?)
    }

    /// What is wrong with each value, given with the name of its schema; `None` where nothing is.
    ///
    /// # Errors
    /// When the schemas cannot be read.
    pub fn faults<'v>(
        &self,
        values: impl Iterator<Item = (&'v str, &'v Value)>,
    ) -> Result<Vec<Option<String>>, String> {
        let registry = Registry::new().add(ROOT, self.text.clone()).and_then(|registry| registry.prepare());
        let registry = registry.map_err(|error| error.to_string())?;
        let mut validators: BTreeMap<&str, Result<Validator, String>> = BTreeMap::new();
        let fault = |(name, value): (&'v str, &'v Value)| {
            let validator = validators.entry(name).or_insert_with(|| {
                let schema = json!({"$ref": format!("{ROOT}#/$defs/{name}")});
                options().with_registry(&registry).build(&schema).map_err(|error| error.to_string())
            });
            match validator {
                Ok(validator) => validator.validate(value).err().map(|error| {
                    let mut text: String = error.to_string().chars().take(300).collect();
                    text += &format!(" (at {:?})", error.instance_path().to_string());
                    text
                }),
                Err(error) => Some(error.clone()),
            }
        };
        Ok(values.map(fault).collect())
    }
}

fn options<'i>() -> ValidationOptions<'i> {
    let is_base64 = |text: &str| {
        let stripped = text.trim_end_matches('=');
        let is_sign = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '/');
        text.len() - stripped.len() <= 2 && stripped.chars().all(is_sign) && stripped.len() % 4 != 1
    };
    jsonschema::options()
        .with_draft(Draft::Draft202012)
        .offline()
        .should_validate_formats(true)
        .with_format("byte", is_base64)
        .with_format("binary", is_base64)
}

/// Whether this is a schema by itself, other than by what it refers to.
fn is_schema(schema: &Value) -> bool {
    if !jsonschema::meta::is_valid(schema) {
        return false;
    }
    let of = |value: &Value| value.get("pattern").cloned();
    let patterns = schema.get("anyOf").and_then(Value::as_array).into_iter().flatten().filter_map(of).chain(of(schema));
    // The validator reads patterns when it is built, and one that it cannot read would spoil all that lead there.
    patterns.into_iter().all(|pattern| options().build(&json!({"pattern": pattern})).is_ok())
}
