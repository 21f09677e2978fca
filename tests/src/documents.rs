//! The content of the documents in `spec/`, found by traversal. It is independent of the generator,
//! because tests compare both.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::Value;

/// An operation or a webhook.
#[derive(Debug, Clone)]
pub struct Operation {
    /// Its `operationId`.
    pub id: String,
    /// The method, in capitals.
    pub method: String,
    /// The path as the document has it; for a webhook its name.
    pub path: String,
    /// Whether it is a webhook.
    pub is_webhook: bool,
    /// Its parameters and those of its path.
    pub parameters: Vec<Parameter>,
    /// The request's body, if it has one.
    pub request: Option<Message>,
    /// The responses by status, such as `200` or `4XX`.
    pub responses: Vec<(String, Message)>,
}

/// A parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// `path`, `query`, `header` or `cookie`.
    pub location: String,
    /// Whether it is required.
    pub required: bool,
}

/// The content of a request or a response.
#[derive(Debug, Clone, Default)]
pub struct Message {
    /// The names of its headers.
    pub headers: Vec<String>,
    /// Its media types.
    pub media_types: Vec<String>,
    /// The examples of its media types, by name; `example` alone has the name `example`.
    pub examples: Vec<Example>,
}

/// An example.
#[derive(Debug, Clone, PartialEq)]
pub struct Example {
    /// Its name.
    pub name: String,
    /// The file that contains it.
    pub file: PathBuf,
    /// The value.
    pub value: Value,
}

impl Operation {
    /// The examples of its request.
    pub fn request_examples(&self) -> &[Example] {
        self.request.as_ref().map(|request| request.examples.as_slice()).unwrap_or_default()
    }

    /// The response with a status.
    pub fn response(&self, status: &str) -> &Message {
        let found = self.responses.iter().find(|(key, _)| key == status);
        &found.unwrap_or_else(|| panic!("{} documents no {status}", self.id)).1
    }

    /// The first example of the response with a status.
    pub fn response_example(&self, status: &str) -> &Value {
        let first = self.response(status).examples.first();
        &first.unwrap_or_else(|| panic!("{} has no example of a {status}", self.id)).value
    }
}

/// The folder `spec/`.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").join("spec")
}

/// The values of an enum: those of `enum` at a pointer of a file, relative to `spec/`.
pub fn enum_values(file: &str, pointer: &str) -> Vec<Value> {
    let node = Node::read(&folder().join(file));
    let values =
        node.value.pointer(pointer).and_then(|schema| schema.get("enum")).and_then(Value::as_array);
    values.unwrap_or_else(|| panic!("{file}#{pointer}: no enum")).clone()
}

/// The operations and webhooks of `spec/{api}/openapi.yaml`.
pub fn operations(api: &str) -> Vec<Operation> {
    static READ: Mutex<BTreeMap<String, Vec<Operation>>> = Mutex::new(BTreeMap::new());
    let mut read = READ.lock().unwrap_or_else(PoisonError::into_inner);
    read.entry(api.to_owned()).or_insert_with(|| walk(api)).clone()
}

fn walk(api: &str) -> Vec<Operation> {
    let root = Node::read(&folder().join(api).join("openapi.yaml"));
    let paths = root.get("paths").expect("paths");
    let mut operations = of_items(&paths, false);
    if let Some(webhooks) = root.get("x-webhooks") {
        operations.extend(of_items(&webhooks, true));
    }
    operations
}

/// One of [`operations`].
pub fn operation(api: &str, id: &str) -> Operation {
    let found = operations(api).into_iter().find(|operation| operation.id == id);
    found.unwrap_or_else(|| panic!("{api} has no operation {id}"))
}

/// A value, and the file that contains it.
#[derive(Debug, Clone)]
struct Node {
    file: PathBuf,
    value: Value,
}

impl Node {
    fn read(file: &Path) -> Self {
        let text = std::fs::read_to_string(file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let value = serde_yaml::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        Self { file: file.to_owned(), value }
    }

    /// A child, with references followed.
    fn get(&self, key: &str) -> Option<Self> {
        let value = self.value.get(key)?.clone();
        Some(Self { file: self.file.clone(), value }.followed())
    }

    fn followed(self) -> Self {
        let Some(reference) = self.value.get("$ref").and_then(Value::as_str) else { return self };
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        let file = if file.is_empty() {
            self.file
        } else {
            self.file.parent().expect("a folder").join(file)
        };
        let target = Self::read(&file);
        let value =
            target.value.pointer(pointer).unwrap_or_else(|| panic!("{reference}: nothing there"));
        Self { value: value.clone(), ..target }.followed()
    }

    fn text(&self, key: &str) -> String {
        let text = self.value.get(key).and_then(Value::as_str);
        text.unwrap_or_else(|| panic!("{}: no {key}", self.file.display())).to_owned()
    }

    fn keys(&self) -> Vec<String> {
        self.value.as_object().map(|object| object.keys().cloned().collect()).unwrap_or_default()
    }

    /// The members of an object, with references followed.
    fn members(&self) -> Vec<(String, Self)> {
        self.keys().into_iter().filter_map(|key| Some((key.clone(), self.get(&key)?))).collect()
    }

    /// The items of a list, with references followed.
    fn items(&self) -> Vec<Self> {
        let items = self.value.as_array().cloned().unwrap_or_default();
        items.into_iter().map(|value| Self { file: self.file.clone(), value }.followed()).collect()
    }
}

fn of_items(items: &Node, is_webhook: bool) -> Vec<Operation> {
    const METHODS: [&str; 8] =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let mut operations = Vec::new();
    for (path, item) in items.members() {
        for (method, node) in
            item.members().into_iter().filter(|(key, _)| METHODS.contains(&key.as_str()))
        {
            let lists = [item.get("parameters"), node.get("parameters")].into_iter().flatten();
            operations.push(Operation {
                id: node.text("operationId"),
                method: method.to_uppercase(),
                path: path.clone(),
                is_webhook,
                parameters: lists
                    .flat_map(|list| list.items())
                    .map(|parameter| of_parameter(&parameter))
                    .collect(),
                request: node.get("requestBody").map(|body| of_message(&body)),
                responses: responses(&node),
            });
        }
    }
    operations
}

fn of_parameter(node: &Node) -> Parameter {
    let required = node.value.get("required").and_then(Value::as_bool).unwrap_or_default();
    Parameter { name: node.text("name"), location: node.text("in"), required }
}

fn responses(operation: &Node) -> Vec<(String, Message)> {
    let responses = operation.get("responses").expect("responses").members();
    responses.into_iter().map(|(status, response)| (status, of_message(&response))).collect()
}

fn of_message(node: &Node) -> Message {
    let headers = node.get("headers").map(|headers| headers.keys()).unwrap_or_default();
    let mut message = Message { headers, ..Message::default() };
    for (media_type, content) in
        node.get("content").map(|content| content.members()).unwrap_or_default()
    {
        message.media_types.push(media_type);
        if let Some(value) = content.value.get("example") {
            let example = Example {
                name: "example".to_owned(),
                file: content.file.clone(),
                value: value.clone(),
            };
            message.examples.push(example);
        }
        for (name, example) in
            content.get("examples").map(|examples| examples.members()).unwrap_or_default()
        {
            let value = example.value.get("value").expect("an example has a value").clone();
            message.examples.push(Example { name, file: example.file, value });
        }
    }
    message
}
