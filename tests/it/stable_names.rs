//! Names stay the same when a document gets unrelated additions.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::diagnostic::Style;
use oasmith::{Input, Report};

/// The lines that define public items, with their files.
fn names(document: &Path) -> BTreeSet<String> {
    let mut report = Report::new();
    let input = Input::from_document(document, "stable", &mut report).expect("a name");
    let generated = oasmith::generate(&input, &mut report);
    let files = generated.unwrap_or_else(|| panic!("{}", report.render(Style::Plain))).files;
    let own = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/runtime/"));
    let lines =
        own.flat_map(|(_, text)| text.lines().filter(|line| line.trim_start().starts_with("pub ")));
    lines.map(|line| line.trim().to_owned()).collect()
}

#[test]
fn what_is_added_renames_nothing() {
    const OPERATION: &str = "
  /aa-unrelated:
    get:
      tags: [Aa unrelated]
      responses:
        '200': {description: All., content: {application/json: {schema: {$ref: '#/components/schemas/AaUnrelated'}}}}
";
    const SCHEMA: &str = "
    AaUnrelated: {type: object, properties: {aa: {type: object, properties: {b: {type: string, enum: [c]}}}}}
";
    let folder = tempfile::tempdir().expect("a folder");
    for name in [
        "inline-names",
        "names-clashes",
        "names-keywords",
        "names-odd",
        "names-prelude",
        "no-operation-ids",
    ] {
        let text = fs::read_to_string(Path::new("fixtures").join(name).join("openapi.yaml"))
            .expect("a document");
        let (before, after) = (folder.path().join("before.yaml"), folder.path().join("after.yaml"));
        // In front of all others, so that it would take a name first.
        let paths = text.replacen("\npaths:\n", &format!("\npaths:{OPERATION}"), 1);
        let schemas = if paths.contains("\n  schemas:\n") {
            paths
        } else {
            paths + "\ncomponents:\n  schemas:\n"
        };
        let added = schemas.replacen("\n  schemas:\n", &format!("\n  schemas:{SCHEMA}"), 1);
        assert!(added.contains("/aa-unrelated:") && added.contains("AaUnrelated: {"), "{name}");
        fs::write(&before, text).expect("a file");
        fs::write(&after, added).expect("a file");
        let (before, after) = (names(&before), names(&after));
        let gone: Vec<&String> = before.difference(&after).collect();
        assert!(gone.is_empty(), "{name}: {gone:#?}");
        assert!(after.len() > before.len(), "{name}");
    }
}

/// Windows reserves some file names for devices, in any case and with any extension. The crate must
/// compile there, too.
#[test]
fn a_tag_that_is_a_device_has_a_file_of_another_name() {
    const TAGS: &[&str] = &["Aux", "con", "NUL", "Prn", "COM1", "com9", "LPT3", "CONIN$", "Com 2"];
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("devices.json");
    let operation = |tag: &&str| {
        let schema = serde_json::json!({"type": "object", "description": tag, "properties": {"a": {"type": "string"}}});
        let content = serde_json::json!({"application/json": {"schema": schema}});
        let response = serde_json::json!({"200": {"description": "Yes.", "content": content}});
        let get = serde_json::json!({"operationId": format!("get {tag}"), "tags": [tag], "responses": response});
        (format!("/{tag}"), serde_json::json!({"get": get}))
    };
    let paths: serde_json::Map<_, _> = TAGS.iter().map(operation).collect();
    let text = serde_json::json!({"openapi": "3.0.3", "info": {"title": "Devices", "version": "1"}, "paths": paths});
    fs::write(&document, text.to_string()).expect("a file");
    let mut report = Report::new();
    let input = Input::from_document(&document, "devices", &mut report).expect("a name");
    let generated = oasmith::generate(&input, &mut report);
    let files = generated.unwrap_or_else(|| panic!("{}", report.render(Style::Plain))).files;
    let devices = files.iter().filter(|(path, _)| path.split('/').any(oasmith::source::is_device));
    assert_eq!(devices.map(|(path, _)| path).collect::<Vec<_>>(), Vec::<&str>::new());
    for module in ["aux_group", "con_group", "nul_group", "com1_group", "lpt3_group"] {
        assert!(
            files
                .get("src/lib.rs")
                .is_some_and(|text| text.contains(&format!("pub mod {module};"))),
            "{module}"
        );
        assert!(files.get(&format!("src/types/{module}.rs")).is_some(), "{module}");
        let method = format!("pub fn {module}(&self)");
        assert!(files.get("src/client.rs").is_some_and(|text| text.contains(&method)), "{module}");
    }
    let mut report = Report::new();
    assert!(oasmith::output::write(&files, &folder.path().join("crate"), &mut report).is_some());
}
