//! Values of unions: no property that a schema describes is lost, and no valid value is unknown. A
//! document is built from `tests/unions/cases.yaml`, and its examples are tried.

use std::fs;

use oasmith_tests::corpus::Corpus;
use oasmith_tests::folder::repository;
use serde_json::{Map, Value, json};

/// The cases: shared schemas, and a list of schemas with values.
fn cases() -> Value {
    let text = fs::read_to_string(repository().join("tests/unions/cases.yaml")).expect("the cases");
    serde_yaml::from_str(&text).expect("YAML")
}

/// Whether the values of a case are sent, too.
fn is_sent(case: &Value) -> bool {
    case["sent"] == true
}

/// A document with an operation for each case. The values are examples of the response, and of the
/// body if they are sent.
fn document(cases: &Value) -> Value {
    let list = cases["cases"].as_array().expect("a list");
    let paths: Map<String, Value> = list
        .iter()
        .enumerate()
        .map(|(index, case)| {
            let values = case["values"].as_array().expect("values").iter().enumerate();
            let examples: Map<String, Value> =
                values.map(|(index, value)| (index.to_string(), json!({"value": value}))).collect();
            let content = json!({
                "application/json": {"schema": case["schema"], "examples": examples},
            });
            let mut operation = json!({
                "operationId": format!("case{index:02}"),
                "responses": {"200": {"description": "A value.", "content": content}},
            });
            if is_sent(case) {
                operation["requestBody"] = json!({"required": true, "content": content});
            }
            (format!("/cases/{index:02}"), json!({"put": operation}))
        })
        .collect();
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Unions", "version": "1"},
        "paths": paths,
        "components": {"schemas": cases["components"]},
    })
}

/// The results for the examples of a document in a file of this name: the output of the command,
/// and its log.
pub fn tried(file: &str, document: &Value) -> (String, String) {
    let text = document.to_string();
    let corpus = Corpus { file, text: &text, arguments: &["--examples"] };
    let outcome = corpus.run();
    (outcome.said, outcome.log)
}

#[cfg(unix)]
#[test]
fn no_union_loses_what_a_schema_describes() {
    let cases = cases();
    let values = |case: &Value| {
        case["values"].as_array().map_or(0, Vec::len) * if is_sent(case) { 2 } else { 1 }
    };
    let count: usize = cases["cases"].as_array().expect("a list").iter().map(values).sum();
    let (said, log) = tried("unions.json", &document(&cases));
    let line = format!(
        "examples: {count} ({count} valid, 0 of these lossy; 0 have properties that their schema does not describe"
    );
    assert!(said.contains(&line), "{said}\n{log}");
}
