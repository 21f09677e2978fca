//! Mistakes that users make with a generated crate. None of them compiles, and the compiler's
//! errors are snapshots in `tests/mistakes/`, which show whether a change makes them harder to
//! understand.

use std::collections::BTreeMap;
use std::path::Path;

use oasmith_tests::cargo::messages;
use oasmith_tests::crates::{SHARED, Workspace, files_in};
use serde_json::Value;

#[test]
fn what_the_compiler_says_to_a_mistake_is_understood() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("mistakes");
    let mut workspace = Workspace::new("mistakes");
    workspace.examples("mistakes", &folder);
    let record = workspace.record_of_test("build", include_str!("mistakes.rs"));
    let known = record.found().and_then(|found| serde_json::from_str(&found).ok());
    let mut said = known.unwrap_or_else(|| {
        let said = compiled(&workspace);
        record.pass(&serde_json::json!(said).to_string());
        said
    });
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(folder.join("expected"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    for path in files_in(&folder) {
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let text = said.remove(name).unwrap_or_default();
        assert!(!text.is_empty(), "{name} compiles");
        settings.bind(|| insta::assert_snapshot!(name, text));
    }
    let others: Vec<_> = said.values().filter(|text| !text.is_empty()).collect();
    assert!(others.is_empty(), "{others:?}");
}

/// The compiler's errors for each program.
fn compiled(workspace: &Workspace) -> BTreeMap<String, String> {
    let build = ["build", "--examples", "--keep-going", "--message-format=json"];
    let packages = ["--package=mistakes", SHARED];
    let output = workspace.cargo(&build).args(packages).output().expect("cargo can be run");
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for message in messages(&output) {
        let target = message["target"]["name"].as_str().unwrap_or_default().to_owned();
        let (said, text) = (said.entry(target).or_default(), shown(&message["message"]));
        if !said.contains(&text) {
            said.push_str(&text);
        }
    }
    said
}

/// A message with its labels, notes and help. Locations outside of the program are omitted, because
/// they change with the generated crate.
fn shown(message: &Value) -> String {
    let text = message["message"].as_str().unwrap_or_default();
    let level = message["level"].as_str().unwrap_or_default();
    // These messages count the errors.
    if message["code"].is_null() && message["spans"].as_array().is_none_or(Vec::is_empty) {
        return String::new();
    }
    let code = message["code"]["code"].as_str().map(|code| format!("[{code}]"));
    let mut shown = format!("{level}{}: {text}\n", code.unwrap_or_default());
    shown.push_str(&labels(message));
    for child in message["children"].as_array().into_iter().flatten() {
        let text = child["message"].as_str().unwrap_or_default();
        // These messages name a file or an option of the compiler.
        if text.contains("long-type") || text.contains("--verbose") {
            continue;
        }
        // The order of these messages depends on the other crates of the build.
        let lists = text.contains("the following other types implement trait");
        let text = if lists { text.lines().next().unwrap_or_default() } else { text };
        let level = child["level"].as_str().unwrap_or_default();
        shown.push_str(&format!("  {level}: {}\n", text.replace('\n', "\n    ")));
        shown.push_str(&labels(child));
    }
    shown
}

/// The labels and suggestions of a message, each below its line of the program.
fn labels(message: &Value) -> String {
    let mut shown = String::new();
    let of_program = |span: &&Value| {
        span["file_name"].as_str().is_some_and(|name| name.replace('\\', "/").contains("examples/"))
    };
    for span in message["spans"].as_array().into_iter().flatten().filter(of_program) {
        let line = span["text"][0]["text"].as_str().unwrap_or_default().trim();
        let said =
            ["label", "suggested_replacement"].into_iter().filter_map(|key| span[key].as_str());
        for said in said.filter(|said| !said.is_empty()) {
            shown.push_str(&format!("    `{line}`\n      {said}\n"));
        }
    }
    shown
}
