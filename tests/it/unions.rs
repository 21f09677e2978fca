//! What values of unions become: nothing that a schema describes is lost, and no valid value is
//! unknown. A document is made of `tests/unions/cases.yaml`, and its examples are tried.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use oasmith_tests::cargo::{target, xtask};
use oasmith_tests::folder::repository;
use serde_json::{Map, Value, json};

/// The cases: schemas that they share, and a list of schemas with values.
fn cases() -> Value {
    let text = fs::read_to_string(repository().join("tests/unions/cases.yaml")).expect("the cases");
    serde_yaml::from_str(&text).expect("YAML")
}

/// Whether the values of a case are sent, too.
fn is_sent(case: &Value) -> bool {
    case["sent"] == true
}

/// A document with an operation for each case, whose values are the examples of its response, and
/// of its body if they are sent.
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

/// Writes a project with only a document, whose crate shares its dependencies with the fixtures.
fn write_project(folder: &Path, document: &Value) {
    fs::write(folder.join("unions.json"), document.to_string()).expect("a file");
    fs::create_dir_all(folder.join("spec")).expect("a folder");
    fs::write(folder.join("spec/sdk.toml"), "").expect("a file");
    fs::write(folder.join("Cargo.toml"), "[workspace]\n").expect("a file");
    fs::create_dir_all(folder.join("target/corpus")).expect("a folder");
    fs::create_dir_all(target()).expect("a folder");
    std::os::unix::fs::symlink(target(), folder.join("target/corpus/target")).expect("a link");
    fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("Cargo.lock");
}

/// What comes of the examples of a document: the output of the command, and its log.
#[cfg(unix)]
pub fn tried(document: &Value) -> (String, String) {
    // Cargo gives the program of each crate the same path in the shared target folder.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let above = repository().join("target");
    fs::create_dir_all(&above).expect("a folder");
    let folder = tempfile::tempdir_in(above).expect("a folder");
    write_project(folder.path(), document);
    let mut command = xtask(folder.path());
    command.args(["corpus", "unions.json", "--examples"]).env("CARGO_NET_OFFLINE", "true");
    let output = command.output().expect("xtask can be run");
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let log = fs::read_to_string(folder.path().join("target/corpus/corpus-unions.log"));
    (said, log.unwrap_or_default())
}

#[cfg(unix)]
#[test]
fn no_union_loses_what_a_schema_describes() {
    let cases = cases();
    let values = |case: &Value| {
        case["values"].as_array().map_or(0, Vec::len) * if is_sent(case) { 2 } else { 1 }
    };
    let count: usize = cases["cases"].as_array().expect("a list").iter().map(values).sum();
    let (said, log) = tried(&document(&cases));
    let line = format!(
        "examples: {count} ({count} valid, 0 of these lossy; 0 have properties that their schema does not describe"
    );
    assert!(said.contains(&line), "{said}\n{log}");
}
