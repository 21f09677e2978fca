//! `cargo xtask diff`: documents, folders and revisions; formats; exit codes.

use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::write;
use oasmith_tests::git::git;
use serde_json::Value;
use tempfile::TempDir;

const MANIFEST: &str = "[package]\nname = \"lamps\"\nversion = \"0.1.0\"\noutput = \"../generated\"\n\n[api.lamps]\ndocument = \"lamps.yaml\"\n";

fn document(fields: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Lamps, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    Lamp: {{type: object, \
         properties: {{{fields}}}}}\n"
    )
}

const OLD: &str = "on: {type: boolean}, watts: {type: integer}";
const NEW: &str = "on: {type: boolean}, color: {type: string, description: 'A [link](x) <b>'}";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(&root.join("Cargo.toml"), "[workspace]\n");
    write(&root.join("spec/sdk.toml"), MANIFEST);
    write(&root.join("spec/lamps.yaml"), document(OLD));
    write(&root.join("old.yaml"), document(OLD));
    write(&root.join("new.yaml"), document(NEW));
    write(
        &root.join("wrong.yaml"),
        "openapi: 3.0.3\ninfo: {title: Lamps}\npaths: {/a: {$ref: '#/nothing'}}\n",
    );
    folder
}

fn diff(folder: &Path, arguments: &[&str]) -> Output {
    xtask(folder).arg("diff").args(arguments).output().expect("xtask can be run")
}

fn out(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn err(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A repository whose first commit contains the old document, and whose working tree contains the
/// new one.
fn repository() -> TempDir {
    let folder = folder();
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "-m", "One"]);
    git(folder.path(), &["tag", "lamps-v0.1.0"]);
    write(&folder.path().join("spec/lamps.yaml"), document(NEW));
    folder
}

const TEXT: &str = "\
breaking (1)
  C0211  types::Lamp::watts  old.yaml:6:60
         the field, `Option<i64>`, is gone

addition (1)
  C0212  types::Lamp::color  new.yaml:6:60
         it is a new field, `Option<String>`

0.1.0 → 0.2.0 (minor: 1 breaking change)
";

#[test]
fn two_documents_as_text() {
    let folder = folder();
    let output = diff(folder.path(), &["old.yaml", "new.yaml"]);
    assert_eq!(
        (output.status.code(), out(&output).as_str(), err(&output).as_str()),
        (Some(0), TEXT, "")
    );
    let output = diff(folder.path(), &["old.yaml", "old.yaml"]);
    assert_eq!(out(&output), "0.1.0: no changes for users of the crate\n");
}

#[test]
fn as_markdown_and_as_json() {
    let folder = folder();
    let markdown = out(&diff(folder.path(), &["old.yaml", "new.yaml", "--format", "markdown"]));
    let expected = "\
**0.1.0 → 0.2.0 (minor: 1 breaking change)**

### Breaking changes

- C0211 `types::Lamp::watts`: the field, `Option<i64>`, is gone – `old.yaml:6:60`

### Additions

- C0212 `types::Lamp::color`: it is a new field, `Option<String>` – `new.yaml:6:60`
";
    assert_eq!(markdown, expected);
    let json = out(&diff(folder.path(), &["old.yaml", "new.yaml", "--format", "json"]));
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(
        (&json["old"], &json["step"], &json["next"]),
        (&"0.1.0".into(), &"minor".into(), &"0.2.0".into())
    );
    let expected = serde_json::json!({
        "code": "C0211",
        "title": "a field is gone",
        "class": "breaking",
        "path": "types::Lamp::watts",
        "message": "the field, `Option<i64>`, is gone",
        "position": {"file": "old.yaml", "line": 6, "column": 60},
    });
    assert_eq!(json["changes"][0], expected);
    assert_eq!(json["changes"].as_array().map(Vec::len), Some(2));
}

#[test]
fn folders_and_manifests() {
    let folder = folder();
    write(&folder.path().join("next/sdk.toml"), MANIFEST);
    write(&folder.path().join("next/lamps.yaml"), document(NEW));
    for pair in [["spec", "next"], ["spec/sdk.toml", "next/sdk.toml"], ["spec/", "next/sdk.toml"]] {
        let output = diff(folder.path(), &pair);
        let text =
            TEXT.replace("old.yaml", "spec/lamps.yaml").replace("new.yaml", "next/lamps.yaml");
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(0), text),
            "{pair:?} {}",
            err(&output)
        );
    }
}

#[test]
fn a_revision_and_what_is_there_now() {
    let repository = repository();
    let text = |revision: &str, now: &str| {
        TEXT.replace("old.yaml", &format!("{revision}:spec/lamps.yaml")).replace("new.yaml", now)
    };
    for revision in ["HEAD", "main", "lamps-v0.1.0"] {
        let output = diff(repository.path(), &["--base", revision]);
        assert_eq!(
            (output.status.code(), out(&output)),
            (Some(0), text(revision, "spec/lamps.yaml")),
            "{}",
            err(&output)
        );
    }
    // The current file is compared with its committed version. A document outside of `spec/` is
    // found through the manifest.
    let output = diff(repository.path(), &["--base", "HEAD", "spec/lamps.yaml"]);
    assert_eq!(out(&output), text("HEAD", "spec/lamps.yaml"), "{}", err(&output));
    let output = diff(&repository.path().join("spec"), &["--base", "HEAD", "sdk.toml"]);
    assert_eq!(out(&output), text("HEAD", "lamps.yaml"), "{}", err(&output));
}

#[test]
fn a_revision_that_is_not_there() {
    let repository = repository();
    let output = diff(repository.path(), &["--base", "origin/main"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        err(&output),
        "error: there is no revision `origin/main`\n  = help: run `git fetch origin main`\n"
    );
    let plain = folder();
    let output = diff(plain.path(), &["--base", "HEAD"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("is not in a git repository\n  = help: run this in a clone"),
        "{}",
        err(&output)
    );
}

#[test]
fn what_is_grave_enough_fails() {
    let folder = folder();
    write(
        &folder.path().join("docs.yaml"),
        document(&OLD.replace("{type: boolean}", "{type: boolean, description: Lit.}")),
    );
    for (old, new, gravity, code) in [
        ("old.yaml", "new.yaml", "breaking", 1),
        ("old.yaml", "old.yaml", "any", 0),
        ("old.yaml", "docs.yaml", "any", 1),
        ("old.yaml", "docs.yaml", "addition", 0),
        ("old.yaml", "new.yaml", "addition", 1),
    ] {
        let output = diff(folder.path(), &[old, new, "--fail-on", gravity]);
        assert_eq!(output.status.code(), Some(code), "{old} {new} {gravity}");
    }
}

#[test]
fn a_document_with_errors_is_said_with_its_side() {
    let folder = folder();
    let output = diff(folder.path(), &["old.yaml", "wrong.yaml"]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""));
    assert!(
        err(&output).starts_with("error: cannot compare the new side, wrong.yaml\n"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("--> wrong.yaml:3:"), "{}", err(&output));
    let output = diff(folder.path(), &["missing.yaml", "new.yaml"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).starts_with("error: cannot compare the old side, missing.yaml\n"),
        "{}",
        err(&output)
    );
    let repository = repository();
    write(
        &repository.path().join("spec/lamps.yaml"),
        "openapi: 3.0.3\npaths: {/a: {$ref: '#/nothing'}}\n",
    );
    git(repository.path(), &["commit", "--quiet", "--all", "-m", "Wrong"]);
    write(&repository.path().join("spec/lamps.yaml"), document(NEW));
    let output = diff(repository.path(), &["--base", "HEAD"]);
    assert!(
        err(&output).starts_with("error: cannot compare the HEAD side, HEAD:spec/sdk.toml\n"),
        "{}",
        err(&output)
    );
    assert!(err(&output).contains("--> HEAD:spec/lamps.yaml:2:"), "{}", err(&output));
}

#[test]
fn wrong_usage_is_exit_2() {
    let folder = folder();
    for arguments in [
        &[][..],
        &["old.yaml"],
        &["old.yaml", "new.yaml", "--base", "HEAD"],
        &["a", "b", "--format", "yaml"],
    ] {
        assert_eq!(diff(folder.path(), arguments).status.code(), Some(2), "{arguments:?}");
    }
}
