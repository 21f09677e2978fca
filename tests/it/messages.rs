//! The messages about invalid documents and manifests: a folder of `bad/` for each code, with the
//! expected messages in `expected/messages.snap`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use oasmith::diagnostic::{Code, Severity, Style};
use oasmith::{Input, Report};

use crate::expected::{self, Texts};

/// Codes that no file of a fixture can raise, and the modules that test them.
const ELSEWHERE: &[(&str, &str)] = &[
    ("E0225", "cli_load.rs and cli_selection.rs: it is about the command line"),
    ("E0501", "cli.rs"),
    ("E0502", "cli.rs"),
    ("E0503", "generator/src/output/tests.rs: no document can have such a path made"),
    ("E0504", "cli.rs and drift.rs: it is about the disk"),
    ("E0505", "cli_project.rs: it is about the disk"),
];

fn run(folder: &Path) -> (Report, bool) {
    let mut report = Report::new();
    let (manifest, document) = (folder.join("sdk.toml"), folder.join("openapi.yaml"));
    let input = match manifest.is_file() {
        true => Input::from_manifest(&manifest, &mut report),
        false => Input::from_document(&document, "bad", &mut report),
    };
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    (report, generated.is_some())
}

/// The result for each folder of `bad/`: the messages, and whether there is a crate.
static ALL: LazyLock<Vec<(PathBuf, Report, bool)>> = LazyLock::new(|| {
    let given = |folder: PathBuf| {
        let (report, generated) = run(&folder);
        (folder, report, generated)
    };
    folders().into_iter().map(given).collect()
});

fn folders() -> Vec<PathBuf> {
    let entries = fs::read_dir("bad").expect("tests run in the folder of their package");
    let mut folders: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    folders.sort();
    folders
}

fn codes(report: &Report) -> BTreeSet<&'static str> {
    report.diagnostics().iter().map(|diagnostic| diagnostic.code.id()).collect()
}

#[test]
fn every_folder_has_the_messages_that_it_expects() {
    expected::check_all(folders(), |folder| {
        let (_, report, _) = ALL.iter().find(|(path, ..)| path == folder).expect("a folder");
        Texts::from([("messages", report.render(Style::Plain))])
    });
}

#[test]
fn a_folder_has_what_its_name_says() {
    let mut wrong = Vec::new();
    for (folder, report, generated) in ALL.iter() {
        let name = expected::name(folder);
        let codes = codes(report);
        let id: &str = &name[..name.len().min(5)];
        if !codes.contains(id) {
            wrong.push(format!("{name}: {codes:?}"));
        }
        let errors = codes.iter().any(|code| code.starts_with('E'));
        if errors == *generated {
            wrong.push(format!("{name}: errors {errors}, generated {generated}"));
        }
        if errors != id.starts_with('E') {
            wrong.push(format!("{name}: {codes:?}, and it is to be about one kind only"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_message_has_a_location_a_label_and_a_help() {
    let mut wrong = Vec::new();
    for (folder, report, _) in ALL.iter() {
        for (diagnostic, location) in report.located() {
            // A file that cannot be opened has no excerpt.
            let placed = location.is_some() && diagnostic.location.is_some();
            if !placed || diagnostic.help.is_none() || diagnostic.label_or_default().is_empty() {
                wrong.push(format!(
                    "{}: {} {}",
                    folder.display(),
                    diagnostic.code.id(),
                    diagnostic.message
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_code_is_raised() {
    let mut raised: BTreeSet<&str> = ELSEWHERE.iter().map(|(code, _)| *code).collect();
    raised.extend(ALL.iter().flat_map(|(_, report, _)| codes(report)));
    let missing: Vec<_> =
        Code::ALL.iter().map(|code| code.id()).filter(|id| !raised.contains(id)).collect();
    assert!(missing.is_empty(), "no document raises {missing:?}");
}

#[test]
fn schemas_that_go_on_and_on_become_json() {
    const LENGTH: usize = 300;
    let mut text =
        "openapi: 3.0.3\ninfo: {title: Deep, version: '1'}\npaths:\n  /a:\n    get:\n      operationId: a\n      \
                    responses: {'200': {description: A., content: {application/json: {schema: {$ref: \
                    '#/components/schemas/X'}}}}}\ncomponents:\n  schemas:\n    \
                    X: {allOf: [{$ref: '#/components/schemas/A0'}, {$ref: '#/components/schemas/B0'}]}\n"
            .to_owned();
    for index in 0..LENGTH {
        let next = (index + 1) % LENGTH;
        for letter in ["A", "B"] {
            let property = format!("{{$ref: '#/components/schemas/{letter}{next}'}}");
            text += &format!("    {letter}{index}: {{properties: {{p: {property}}}}}\n");
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("openapi.yaml"), text).expect("a file");
    let (report, generated) = run(folder.path());
    assert!(generated);
    assert_eq!(codes(&report), BTreeSet::from(["W0339"]), "{}", report.render(Style::Plain));
}

/// A JSON document with one schema in two locations: in the response of an operation, and in a
/// component.
fn deep(schema: &str) -> String {
    format!(
        r##"{{"openapi": "3.1.0", "info": {{"title": "Deep", "version": "1"}}, "paths": {{"/a": {{"get": {{"operationId": "a",
        "responses": {{"200": {{"description": "A.", "content": {{"application/json": {{"schema": {schema}}}}}}},
        "default": {{"description": "B.", "content": {{"application/json": {{"schema": {{"$ref": "#/components/schemas/X"}}}}}}}}
        }}}}}}}}, "components": {{"schemas": {{"X": {{"type": "object", "properties": {{"x": {schema}}}}}}}}}}}"##
    )
}

#[test]
fn schemas_that_are_nested_thousands_of_levels_deep_are_read_and_become_json() {
    const LEVELS: usize = 3_000;
    for (before, inner, after) in [
        (r#"{"type": "array", "items": "#, r#"{"type": "string"}"#, "}"),
        (r#"{"type": "object", "additionalProperties": "#, r#"{"type": "string"}"#, "}"),
        (r#"{"type": "object", "properties": {"part": "#, r#"{"type": "string"}"#, "}}"),
        (r#"{"oneOf": [{"type": "string"}, "#, r#"{"type": "integer"}"#, "]}"),
        (r#"{"not": "#, "{}", "}"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let schema = format!("{}{inner}{}", before.repeat(LEVELS), after.repeat(LEVELS));
        // JSON is recognized under any file name.
        fs::write(folder.path().join("openapi.yaml"), deep(&schema)).expect("a file");
        let (report, generated) = run(folder.path());
        assert!(generated, "{before}\n{}", report.render(Style::Plain));
        // The names of inline schemas contain those of the schemas around them, up to a limit.
        let expected: &[&str] = match before {
            _ if before.contains("not") => &["W0301"],
            _ if before.contains("oneOf") => &["W0339", "W0401"],
            _ => &["W0339"],
        };
        assert_eq!(codes(&report), expected.iter().copied().collect(), "{before}");
    }
}

#[test]
fn a_hundred_thousand_levels_are_an_error_at_once() {
    let started = std::time::Instant::now();
    for (name, before) in [
        ("openapi.json", "{\"a\":"),
        ("openapi.yaml", "a: ["),
        ("openapi.yaml", "["),
        ("openapi.yaml", "- "),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let document = folder.path().join(name);
        fs::write(&document, before.repeat(100_000)).expect("a file");
        let mut report = Report::new();
        let input = Input::from_document(&document, "bad", &mut report).expect("a name");
        assert!(oasmith::generate(&input, &mut report).is_none(), "{before}");
    }
    assert!(started.elapsed().as_secs() < 8, "{:?}", started.elapsed());
}

#[test]
fn all_that_is_wrong_is_said_in_one_run() {
    for (folder, wrong) in [("bad/E0105", 5), ("bad/E0105-outer", 2), ("bad/E0105-root", 2)] {
        let (report, generated) = run(Path::new(folder));
        let errors =
            report.diagnostics().iter().filter(|it| it.severity() == Severity::Error).count();
        assert!(!generated);
        assert_eq!(errors, wrong, "{}", report.render(Style::Plain));
    }
}

/// The manifest without the lines that W0380 suggests.
const UNPAGED: &str = "\
[package]
name = \"paged\"
version = \"0.1.0\"

[api.bad]
document = \"openapi.yaml\"
";

#[test]
fn the_lines_for_lists_that_look_paged_can_be_pasted() {
    let path = Path::new("bad/W0380/sdk.toml");
    let run = |manifest: &str| {
        let mut report = Report::new();
        let input = Input::from_manifest_text(path, manifest, &mut report).expect("a manifest");
        let generated = oasmith::generate(&input, &mut report).expect("a crate");
        let text = generated.files.get("src/operations.rs").expect("the operations").to_owned();
        (report, text.matches("stream: ItemStream of ").count())
    };
    let (report, streams) = run(UNPAGED);
    let lines =
        report.diagnostics().into_iter().filter(|it| it.code == Code::LooksPaged).map(|it| {
            let help = it.help.as_deref().unwrap_or_default();
            help.split_once('\n').expect("lines to paste").1
        });
    let lines: Vec<&str> = lines.collect();
    assert_eq!((lines.len(), streams), (6, 1), "{}", report.render(Style::Plain));
    let (report, streams) = run(&format!("{UNPAGED}\n{}\n", lines.join("\n\n")));
    assert!(report.diagnostics().is_empty(), "{}", report.render(Style::Plain));
    assert_eq!(streams, 7);
}
