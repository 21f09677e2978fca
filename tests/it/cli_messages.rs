//! The messages of the command line, for people and for tools: `lint`, `explain`, and the flags for
//! messages.

use std::path::Path;
use std::process::Output;

use oasmith::change::ChangeCode;
use oasmith::diagnostic::Code;
use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{contents, repository, write};
use serde_json::Value;
use tempfile::TempDir;

const CLEAN: &str = "\
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    get: {operationId: getLamp, responses: {'204': {description: Done.}}}
";

/// Warnings W0302 and W0102.
const WARNS: &str = "\
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    get: {operationId: getLamp, sumary: A typo., responses: {'204': {}}}
";

/// Error E0107.
const WRONG: &str = "\
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths: {}
paths: {}
";

const MANIFEST: &str = "\
[package]
name = \"lamps\"
version = \"0.1.0\"
output = \"../generated\"

[api.lamps]
document = \"warns.yaml\"
";

fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"generated\"]\n");
    write(&folder.path().join("spec/sdk.toml"), MANIFEST);
    write(&folder.path().join("spec/clean.yaml"), CLEAN);
    write(&folder.path().join("spec/warns.yaml"), WARNS);
    write(&folder.path().join("spec/wrong.yaml"), WRONG);
    folder
}

fn run(folder: &Path, line: &str) -> Output {
    xtask(folder).args(line.split(' ')).output().expect("xtask can be run")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The codes in the output, in order, with a `!` after those of errors.
fn codes(output: &Output) -> Vec<String> {
    let shown = err(output);
    let heads = shown.lines().filter_map(|line| {
        let error = line.strip_prefix("error[").map(|rest| (rest, "!"));
        let (rest, mark) =
            error.or_else(|| line.strip_prefix("warning[").map(|rest| (rest, "")))?;
        Some(format!("{}{mark}", rest.get(..5)?))
    });
    heads.collect()
}

/// Runs a command, and compares its exit code and the codes in its output.
fn lints(folder: &TempDir, line: &str, status: i32, expected: &[&str]) {
    let before = contents(folder.path());
    let output = run(folder.path(), line);
    assert_eq!(output.status.code(), Some(status), "{line}\n{}", err(&output));
    assert_eq!(codes(&output), expected, "{line}\n{}", err(&output));
    assert_eq!(contents(folder.path()), before, "{line}: nothing is written");
}

#[test]
fn lint_says_what_generation_would_say_and_writes_nothing() {
    let folder = workspace();
    lints(&folder, "lint", 0, &["W0302", "W0102"]);
    lints(&folder, "lint spec/sdk.toml", 0, &["W0302", "W0102"]);
    lints(&folder, "lint spec/clean.yaml", 0, &[]);
    lints(&folder, "lint spec/wrong.yaml", 1, &["E0107!"]);
    lints(&folder, "lint spec/wrong.yaml spec/warns.yaml", 1, &["E0107!", "W0302", "W0102"]);
    lints(&folder, "lint spec/nowhere.yaml", 1, &["E0101!"]);
    let output = run(folder.path(), "lint spec/clean.yaml");
    assert_eq!(
        (out(&output).as_str(), err(&output).as_str()),
        ("1 file checked, no problems\n", "")
    );
    let generated = run(folder.path(), "codegen");
    assert_eq!(codes(&generated), ["W0302", "W0102"], "{}", err(&generated));
}

#[test]
fn flags_say_what_becomes_of_warnings() {
    let folder = workspace();
    lints(&folder, "lint --deny-warnings", 1, &["W0302!", "W0102!"]);
    lints(&folder, "lint --allow W0302", 0, &["W0102"]);
    lints(&folder, "lint --allow W0302 --allow W0102 --deny-warnings", 0, &[]);
    lints(&folder, "lint --deny-warnings --warn W0302", 1, &["W0302", "W0102!"]);
    lints(&folder, "lint --deny W0102", 1, &["W0302", "W0102!"]);
    lints(&folder, "codegen --deny W0102", 1, &["W0302", "W0102!"]);
    for line in [
        "lint --allow E0107",
        "lint --deny W999",
        "lint --warn",
        "lint --message-format xml",
        "explain W999",
    ] {
        lints(&folder, line, 2, &[]);
    }
    assert!(
        err(&run(folder.path(), "lint --allow E0107"))
            .contains("`E0107` is an error and cannot be lowered")
    );
    assert!(err(&run(folder.path(), "lint --deny W0301x")).contains("did you mean `W0301`?"));
}

#[test]
fn the_manifest_says_what_becomes_of_warnings_and_flags_stand_above_it() {
    let folder = workspace();
    write(
        &folder.path().join("spec/sdk.toml"),
        format!("{MANIFEST}\n[lints]\nW0302 = \"allow\"\nW0102 = \"deny\"\n"),
    );
    lints(&folder, "lint", 1, &["W0102!"]);
    lints(&folder, "codegen", 1, &["W0102!"]);
    lints(&folder, "lint --warn W0302 --allow W0102", 0, &["W0302"]);
    lints(&folder, "lint --deny-warnings --allow W0102", 0, &[]);
    write(
        &folder.path().join("spec/sdk.toml"),
        format!("{MANIFEST}\n[lints]\nE0107 = \"allow\"\n"),
    );
    lints(&folder, "lint", 1, &["E0241!"]);
}

#[test]
fn a_shared_file_is_reported_once() {
    let folder = workspace();
    let refers = CLEAN.replace("{description: Done.}", "{$ref: 'shared.yaml#/Done'}");
    write(&folder.path().join("spec/one.yaml"), &refers);
    write(&folder.path().join("spec/two.yaml"), refers);
    write(&folder.path().join("spec/shared.yaml"), "Done: {}\n");
    lints(&folder, "lint spec/one.yaml spec/two.yaml", 0, &["W0102"]);
}

#[test]
fn the_output_names_the_command_that_explains() {
    let folder = workspace();
    let shown = err(&run(folder.path(), "lint spec/warns.yaml spec/wrong.yaml"));
    assert!(
        shown.ends_with("\nfor more about E0107, run `cargo xtask explain E0107`\n"),
        "{shown}"
    );
}

#[test]
fn json_is_a_message_on_each_line() {
    let folder = workspace();
    let output = run(
        folder.path(),
        "lint spec/wrong.yaml spec/warns.yaml --message-format json --deny W0102",
    );
    assert_eq!((output.status.code(), err(&output).as_str()), (Some(1), ""));
    let messages: Vec<Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON on each line"))
        .collect();
    let shown: Vec<String> = messages
        .iter()
        .map(|it| {
            format!(
                "{} {} {}:{}:{}",
                it["code"], it["severity"], it["file"], it["line"], it["column"]
            )
        })
        .collect();
    let expected = [
        r#""E0107" "error" "spec/wrong.yaml":4:1"#,
        r#""W0302" "warning" "spec/warns.yaml":5:33"#,
        r#""W0102" "error" "spec/warns.yaml":5:62"#,
    ];
    assert_eq!(shown, expected);
    assert_eq!(messages[0]["related"][0]["line"], 3);
    let nothing = run(folder.path(), "lint spec/clean.yaml --message-format json");
    assert_eq!((nothing.status.code(), out(&nothing).as_str()), (Some(0), ""));
}

#[test]
fn annotations_are_commands_on_standard_output() {
    let folder = workspace();
    let output = run(folder.path(), "codegen --message-format github");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let lines: Vec<String> = out(&output).lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    let start =
        "::warning file=spec/warns.yaml,line=5,col=33,endLine=5,endColumn=39,title=W0302%3A ";
    assert!(lines[0].starts_with(start), "{}", lines[0]);
    assert!(err(&output).contains("generated: "), "results do not mix with messages for tools");
}

#[test]
fn code_scanning_gets_one_log() {
    let folder = workspace();
    for (line, results) in [("spec/clean.yaml", 0), ("spec/warns.yaml spec/wrong.yaml", 3)] {
        let output = run(folder.path(), &format!("lint {line} --message-format sarif"));
        let log: Value = serde_json::from_str(&out(&output)).expect("one JSON value");
        assert_eq!(log["version"], "2.1.0");
        let run = &log["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(results));
        for result in run["results"].as_array().into_iter().flatten() {
            let rule = &run["tool"]["driver"]["rules"]
                [result["ruleIndex"].as_u64().expect("an index") as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            assert!(
                rule["help"]["markdown"].as_str().is_some_and(|text| text.contains("Right")),
                "{rule}"
            );
        }
    }
}

/// A document whose texts attack a terminal.
const HOSTILE: &str = "openapi: 3.0.3\ninfo: {title: Lamps, version: '1'}\npaths:\n  /lamps:\n    get:\n      \
                       operationId: getLamp\n      \"x\\n::error::owned\\e[31m\\r\\u202E, file=a%0A](https://a.example)\": 1\n      \
                       responses: {'204': {description: Done.}}\n";

#[test]
fn no_text_of_a_document_leaves_its_message() {
    let folder = workspace();
    write(&folder.path().join("spec/hostile.yaml"), HOSTILE);
    for format in ["human", "json", "github", "sarif"] {
        let output =
            run(folder.path(), &format!("lint spec/hostile.yaml --message-format {format}"));
        let all = out(&output) + &err(&output);
        let text = all.replace('\n', "");
        assert!(!text.is_empty() && text.contains("owned"), "{format}: {all}");
        assert!(!text.contains(|it: char| it.is_control() || it == '\u{202e}'), "{format}: {all}");
        let commands = all.lines().filter(|line| line.starts_with("::")).count();
        assert_eq!(commands, usize::from(format == "github"), "{all}");
    }
}

/// Characters that a terminal must not receive: controls, changes of the writing direction,
/// characters without width, tags.
fn is_hidden(it: char) -> bool {
    it.is_control() && !matches!(it, '\n' | '\t')
        || matches!(it, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(it, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

const HIDDEN: &str = "\u{1b}[31mA\u{7}\u{7f}\u{85}\u{9b}1m\u{61c}\u{200b}\u{200f}\u{2028}\u{2029}\u{202e}\u{2066}\u{feff}\u{e0041}\u{e007f}\r\n::error::B";

/// A document with [`HIDDEN`] in every text.
fn hidden(folder: &Path, name: &str, tail: &str) {
    let text = format!("{HIDDEN}{tail}");
    let schema = serde_json::json!({"type": "string", "enum": [text, "b"], text.clone(): 1});
    let parameter =
        serde_json::json!({"name": text, "in": "query", "description": text, "schema": schema});
    let response = serde_json::json!({"description": text, "content": {"application/json": {
        "schema": {"type": "object", "properties": {text.clone(): {"type": "string", "description": text}}}}}});
    let operation = serde_json::json!({"operationId": text, "summary": text, "tags": [text], "parameters": [parameter],
        "responses": {"200": response}});
    let document = serde_json::json!({
        "openapi": "3.0.3",
        "info": {"title": text, "version": text, "description": text},
        "paths": {format!("/a{HIDDEN}"): {"get": operation}},
    });
    write(&folder.join(name), document.to_string());
}

#[test]
fn no_form_of_output_holds_what_a_terminal_must_not_get() {
    let folder = workspace();
    let root = folder.path();
    hidden(root, "old.json", "");
    hidden(root, "new.json", "x");
    let named = "odd\u{202e}\u{1b}[31m.json";
    hidden(root, &format!("specs/{named}"), "");
    let manifest =
        "[package]\nname = \"odd\"\nversion = \"0.1.0\"\n[api.odd]\ndocument = \"old.json\"\n";
    write(&root.join("odd.toml"), manifest);
    let formats = |flag: &str, formats: &[&str]| {
        formats.iter().map(|format| format!("{flag} {format}")).collect::<Vec<String>>()
    };
    let mut lines =
        formats("lint old.json --message-format", &["human", "json", "github", "sarif"]);
    lines.extend(formats("diff old.json new.json --format", &["text", "markdown", "json"]));
    let drift = "drift --manifest odd.toml --against new.json --format";
    lines.extend(formats(drift, &["text", "markdown", "json"]));
    lines.push("codegen --document old.json --name odd --output out".to_owned());
    let check = "codegen --check --document new.json --name odd --output out --message-format";
    lines.extend(formats(check, &["human", "json", "github", "sarif"]));
    lines.push("corpus specs --report report.tsv".to_owned());
    for line in &lines {
        let output = run(root, line);
        let all = out(&output) + &err(&output);
        assert!(
            output.status.code().is_some_and(|code| code < 2) && !all.is_empty(),
            "{line}: {all}"
        );
        assert_eq!(all.chars().find(|it| is_hidden(*it)), None, "{line}: {all:?}");
        let commands =
            all.lines().filter(|line| line.starts_with("::") && !line.contains("title=")).count();
        assert_eq!(commands, 0, "{line}: {all}");
    }
    let report = std::fs::read_to_string(root.join("report.tsv")).expect("a report");
    assert!(!report.contains(is_hidden) && report.lines().count() == 2, "{report:?}");

    // The values in JSON output are those of the document.
    let json: Value =
        serde_json::from_str(&out(&run(root, "diff old.json new.json --format json")))
            .expect("JSON");
    assert!(json.to_string().contains('\u{202e}'), "{json:?}");
}

#[test]
fn codes_are_explained() {
    let folder = workspace();
    let all = out(&run(folder.path(), "explain"));
    assert_eq!(all.lines().count(), Code::ALL.len() + ChangeCode::ALL.len());
    assert!(all.contains("E0103  a reference points to nothing\n"), "{all}");
    let one = out(&run(folder.path(), "explain E0103"));
    assert!(one.starts_with("E0103: a reference points to nothing\n\n"), "{one}");
    assert!(one.contains("\nWrong") && one.contains("\nRight") && !one.contains("```"), "{one}");
    let change = out(&run(folder.path(), "explain C0101"));
    assert!(change.starts_with("C0101: an operation is gone\n\n"), "{change}");
    let unknown = run(folder.path(), "explain E013");
    assert_eq!(unknown.status.code(), Some(2));
    assert!(
        err(&unknown).contains("no message has the code `E013`; did you mean `E0103`?"),
        "{}",
        err(&unknown)
    );
    for arguments in ["lint --help", "explain --help"] {
        assert!(
            out(&run(folder.path(), arguments)).contains("Examples:\n  cargo xtask "),
            "{arguments}"
        );
    }
}

#[test]
fn the_documents_of_this_repository_are_linted() {
    let output = run(&repository(), "lint");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
}
