//! The valid rest of documents with errors, if invalid parts may be omitted.

use std::fs;
use std::path::Path;

use oasmith::diagnostic::Style;
use oasmith::{Generated, Input, OnError, Report, load, lower};
use oasmith_tests::extent;

use crate::expected::{self, Texts};

fn generate(folder: &Path) -> (Report, Option<Generated>) {
    let mut report = Report::new();
    let (manifest, document) = (folder.join("sdk.toml"), folder.join("openapi.yaml"));
    let input = match manifest.is_file() {
        true => Input::from_manifest(&manifest, &mut report),
        false => Input::from_document(&document, "broken", &mut report),
    };
    let input = input.map(|input| Input { on_error: OnError::LeaveOut, ..input });
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    (report, generated)
}

#[test]
fn what_is_broken_is_left_out_and_the_rest_is_there() {
    let mut report = Report::new();
    let input = Input::from_document(Path::new("broken/openapi.yaml"), "broken", &mut report)
        .expect("a name");
    let chosen = &input.manifest.apis[0];
    let document =
        load::load(&chosen.request(None, Default::default()), &mut report).expect("a document");
    let api = lower::lower(&document, (&chosen.selection, &Default::default()), &mut report)
        .expect("an API");

    let there: Vec<&str> = api.operations.iter().map(|operation| operation.id.as_str()).collect();
    assert_eq!(there, ["whole", "half", "inlineSchema", "unknownScheme", "twice"]);
    let left_out: Vec<Option<&str>> =
        api.left_out.iter().map(|left_out| left_out.id.as_deref()).collect();
    let operations = [
        "brokenParameter",
        "brokenParameterAgain",
        "nowhereResponse",
        "nowhereBody",
        "nowhereBodyAgain",
        "halfTemplate",
        "noList",
    ];
    // The operations of a path whose reference cannot be resolved are unknown.
    let expected: Vec<Option<&str>> =
        [None].into_iter().chain(operations.map(Some)).chain([Some("brokenEvent")]).collect();
    assert_eq!(left_out, expected);
    let webhooks: Vec<&str> = api.webhooks.iter().map(|webhook| webhook.name.as_str()).collect();
    assert_eq!(webhooks, ["wholeEvent"]);
    let degraded: Vec<String> =
        api.degraded.iter().map(|location| location.pointer().to_string()).collect();
    let schemas = "/components/schemas";
    assert_eq!(
        degraded,
        [
            &format!("{schemas}/Half/properties/loop"),
            &format!("{schemas}/Half/properties/missing/items"),
            &format!("{schemas}/Parts"),
            &format!("{schemas}/Wrong"),
            "/paths/~1inline/get/responses/200/content/application~1json/schema/properties/there",
        ]
    );
}

#[test]
fn all_is_said_and_counted() {
    let (report, generated) = generate(Path::new("broken"));
    let generated = generated.expect("a crate of the rest");
    let summary = &generated.summary[0];
    assert_eq!(
        (summary.operations, summary.webhooks, summary.left_out, summary.degraded),
        (5, 1, 9, 5)
    );

    let code = |path: &str| path.starts_with("src/") && !path.starts_with("src/runtime/");
    let code: String = generated
        .files
        .iter()
        .filter(|(path, _)| code(path))
        .map(|(path, text)| format!("=== {path}\n{text}\n"))
        .collect();
    let messages = report.render(Style::Plain);
    expected::check(Path::new("broken"), Texts::from([("messages", messages), ("code", code)]));
}

/// Errors of the manifest, of a complete text or of the version leave nothing to generate.
#[test]
fn errors_of_a_complete_file_stop() {
    const COMPLETE: &[&str] = &[
        "E0102",
        "E0102-tab",
        "E0110",
        "E0110-missing",
        "E0110-number",
        "E0111",
        "E0111-manifest",
        "E0112",
        "E0113",
        "E0114",
        "E0115",
        "E0126",
        "E0127",
    ];
    let mut wrong = Vec::new();
    let entries = fs::read_dir("bad").expect("tests run in the folder of their package");
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    for folder in extent::sample(folders, 4) {
        let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let (report, generated) = generate(&folder);
        let stops = name.starts_with("E02") || COMPLETE.contains(&name.as_str());
        if generated.is_some() == stops {
            wrong.push(format!("{name}: {}", report.render(Style::Plain)));
        }
        if name.starts_with('E') != report.has_errors() {
            wrong.push(format!("{name}: errors are errors all the same"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
