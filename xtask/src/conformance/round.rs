//! Documents in which each operation has a single response.
//!
//! A mock server selects the response of an operation itself: that of the lowest success. To get
//! the other responses, it receives the same document again, with one other response of each
//! operation at a time.

use std::fs;
use std::path::Path;

use serde_json::{Map, Value, json};

use super::any_value;

/// The status of operations that have no further response.
pub const EXHAUSTED: u16 = 599;

const METHODS: &[&str] = &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

/// A document, and the number of rounds that send each response once.
#[derive(Debug, Clone, PartialEq)]
pub struct Rounds {
    document: Value,
    count: usize,
}

impl Rounds {
    /// Reads a document.
    ///
    /// # Errors
    /// If it cannot be read, or refers to other files.
    pub fn read(path: &Path) -> Result<Self, &'static str> {
        let text = fs::read_to_string(path).map_err(|_| "the file cannot be read")?;
        let document = any_value::read(&text).ok_or("it is neither JSON nor YAML")?;
        match refers_to_files(&document) {
            true => Err("it refers to other files"),
            false => Ok(Self::of(document)),
        }
    }

    fn of(mut document: Value) -> Self {
        let further = |responses: &mut Map<String, Value>| further(responses).len();
        let count = each_operation(&mut document, further).into_iter().max().unwrap_or_default();
        Self { document, count }
    }

    /// The document without members that some servers reject although they have no meaning: null
    /// members, and references that cannot be resolved.
    pub fn mended(self) -> Self {
        let mut document = self.document.clone();
        mend(&mut document, &self.document);
        Self { document, count: self.count }
    }

    /// The document of the first round.
    pub fn first(&self) -> &Value {
        &self.document
    }

    /// The number of rounds after the first one.
    pub fn count(&self) -> usize {
        self.count
    }

    /// The document of a further round, counted from 0.
    pub fn document(&self, round: usize) -> Value {
        let mut document = self.document.clone();
        each_operation(&mut document, |responses| {
            let (status, response) = match further(responses).get(round) {
                Some((key, status)) => (*status, responses.remove(key).unwrap_or_default()),
                None => (EXHAUSTED, json!({"description": "no further response"})),
            };
            *responses = Map::from_iter([(status.to_string(), response)]);
        });
        document
    }
}

/// Calls a function for the responses of each operation.
fn each_operation<T>(
    document: &mut Value,
    mut call: impl FnMut(&mut Map<String, Value>) -> T,
) -> Vec<T> {
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    let items = paths.into_iter().flat_map(Map::values_mut).filter_map(Value::as_object_mut);
    let mut results = Vec::new();
    for item in items {
        for method in METHODS {
            let operation = item.get_mut(*method).and_then(Value::as_object_mut);
            let responses = operation.and_then(|it| it.get_mut("responses"));
            results.extend(responses.and_then(Value::as_object_mut).map(&mut call));
        }
    }
    results
}

/// The responses that a server does not select itself: the key of each, and a status that it
/// applies to.
fn further(responses: &Map<String, Value>) -> Vec<(String, u16)> {
    let number = |key: &String| key.parse().ok().filter(|status| (200..599).contains(status));
    let numbers: Vec<u16> = responses.keys().filter_map(number).collect();
    let success = numbers.iter().copied().filter(|status| *status < 300).min();
    let chosen = success.or_else(|| numbers.iter().copied().min());
    let unused =
        |from: u16, to: u16| (from..to).find(|status| !numbers.contains(status)).unwrap_or(from);
    let has_range = |digit: char| responses.keys().any(|key| is_range(key, digit));
    // `default` applies to all other statuses: one that no range contains.
    let other = [('5', 500, EXHAUSTED), ('4', 400, 500), ('3', 300, 400)]
        .into_iter()
        .find(|(digit, ..)| !has_range(*digit))
        .map(|(_, from, to)| unused(from, to));
    let is_chosen = numbers.is_empty() && responses.len() == 1;
    let status = |key: &String| match key.as_str() {
        "default" => other.filter(|_| !is_chosen),
        key if is_range(key, '2') => Some(unused(200, 300)),
        key if is_range(key, '3') => Some(unused(300, 400)),
        key if is_range(key, '4') => Some(unused(400, 500)),
        key if is_range(key, '5') => Some(unused(500, EXHAUSTED)),
        _ => number(key).filter(|status| Some(*status) != chosen),
    };
    responses.keys().filter_map(|key| Some((key.clone(), status(key)?))).collect()
}

/// Whether a key is a range of statuses, such as `4XX`.
fn is_range(key: &str, digit: char) -> bool {
    key.strip_prefix(digit).is_some_and(|rest| rest.eq_ignore_ascii_case("xx"))
}

/// Members with any value, in which null is a value.
const DATA: &[&str] = &["default", "example", "examples", "enum", "const", "value"];

fn mend(value: &mut Value, root: &Value) {
    match value {
        Value::Object(members) => {
            let leads_nowhere = |text: &str| {
                text.strip_prefix('#').is_some_and(|pointer| root.pointer(pointer).is_none())
            };
            let is_kept = |key: &String, value: &mut Value| match value {
                Value::Null => DATA.contains(&key.as_str()),
                Value::String(text) => key != "$ref" || !leads_nowhere(text),
                _ => true,
            };
            members.retain(is_kept);
            let others = members.iter_mut().filter(|(key, _)| !DATA.contains(&key.as_str()));
            others.for_each(|(_, value)| mend(value, root));
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mend(item, root)),
        _ => {}
    }
}

/// Whether a document refers to other files, which mock servers resolve against its own path.
fn refers_to_files(value: &Value) -> bool {
    match value {
        Value::Object(members) => members.iter().any(|(key, value)| match value.as_str() {
            Some(text) => key == "$ref" && !text.starts_with('#'),
            None => !DATA.contains(&key.as_str()) && refers_to_files(value),
        }),
        Value::Array(items) => items.iter().any(refers_to_files),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::{Value, json};

    use super::Rounds;

    const DOCUMENT: &str = "\
openapi: 3.0.3
paths:
  /a:
    parameters: []
    get:
      responses:
        200: {description: chosen}
        404: {description: a}
        default: {description: b}
        500: {description: c}
    put:
      responses: {'204': {description: chosen}, 4XX: {description: d}}
    patch:
      responses: {'204': {description: chosen}, default: {description: e}, 5XX: {description: f}}
    post:
      responses: {default: {description: chosen}}
";

    fn responses(document: &Value, method: &str) -> Value {
        document["paths"]["/a"][method]["responses"].clone()
    }

    #[test]
    fn each_response_has_a_round() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("openapi.yaml");
        fs::write(&path, DOCUMENT).expect("written");
        let rounds = Rounds::read(&path).expect("a document");
        assert_eq!(rounds.count(), 3);
        let first = rounds.document(0);
        assert_eq!(responses(&first, "get"), json!({"404": {"description": "a"}}));
        assert_eq!(responses(&first, "put"), json!({"400": {"description": "d"}}));
        let none = json!({"599": {"description": "no further response"}});
        assert_eq!(responses(&first, "post"), none);
        assert_eq!(responses(&first, "patch"), json!({"400": {"description": "e"}}));
        let second = rounds.document(1);
        assert_eq!(responses(&second, "patch"), json!({"500": {"description": "f"}}));
        assert_eq!(responses(&second, "get"), json!({"501": {"description": "b"}}));
        assert_eq!(responses(&second, "put"), none);
        assert_eq!(responses(&rounds.document(2), "get"), json!({"500": {"description": "c"}}));
        let text = "a: {b: ~, c: {$ref: '#/d'}, e: {$ref: '#/a'}, default: ~}";
        fs::write(&path, text).expect("written");
        let mended = Rounds::read(&path).expect("a document").mended();
        let document = json!({"a": {"c": {}, "e": {"$ref": "#/a"}, "default": null}});
        assert_eq!(*mended.first(), document);
        fs::write(&path, "openapi: 3.0.3\npaths: {/a: {$ref: a.yaml}}\n").expect("written");
        assert_eq!(Rounds::read(&path), Err("it refers to other files"));
    }
}
