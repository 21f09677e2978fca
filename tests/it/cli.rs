//! The command line: output, streams and exit codes.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use oasmith_tests::cargo::xtask;
use oasmith_tests::corpus::{Corpus, Outcome};
use oasmith_tests::extent;
use oasmith_tests::folder::{contents, write};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Little, version: '1'}
paths:
  /lamps/{id}:
    get:
      operationId: getLamp
      tags: [Lamps]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A lamp.
          content:
            application/json:
              schema: {$ref: '#/components/schemas/Lamp'}
components:
  schemas:
    Lamp: {type: object, required: [on], properties: {on: {type: boolean}, color: {type: string, enum: [red, blue]}}}
";

const MANIFEST: &str = "\
[package]
name = \"little\"
version = \"0.1.0\"
output = \"../generated\"

[api.little]
document = \"little.yaml\"
";

/// A new repository with a manifest and one document.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"generated\"]\n");
    write(&folder.path().join("spec/sdk.toml"), MANIFEST);
    write(&folder.path().join("spec/little.yaml"), DOCUMENT);
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Output {
    xtask(folder).args(arguments).output().expect("xtask can be run")
}

fn codegen(folder: &TempDir, arguments: &[&str]) -> Output {
    run(folder.path(), &[&["codegen"], arguments].concat())
}

fn generated() -> TempDir {
    let folder = workspace();
    let output = codegen(&folder, &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    folder
}

/// The complete output, without text that differs between runs.
fn said(output: &Output) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let all = format!("{}--- standard error\n{}", text(&output.stdout), text(&output.stderr));
    let all: Vec<_> = all.lines().map(|line| line.split(" in 0.").next().unwrap_or(line)).collect();
    without_folder(&all.join("\n"))
}

/// Replaces the path of a temporary folder, which differs between runs.
fn without_folder(text: &str) -> String {
    let Some((before, after)) = text.split_once("/.tmp") else { return text.to_owned() };
    let start = before.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let rest = after.trim_start_matches(|it: char| it.is_ascii_alphanumeric());
    format!("{}<folder>{}", &before[..start], without_folder(rest))
}

fn exits(output: &Output, code: i32) {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
}

macro_rules! shows {
    ($name:literal, $output:expr) => {{
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("../snapshots/cli");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!($name, said($output)));
    }};
}

#[test]
fn help_has_examples() {
    let folder = workspace();
    for arguments in [
        &["--help"][..],
        &["codegen", "--help"],
        &["ci", "--help"],
        &["corpus", "--help"],
        &["drift", "--help"],
    ] {
        let output = run(folder.path(), arguments);
        exits(&output, 0);
        let help = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(help.contains("Examples:\n  cargo xtask "), "{arguments:?}\n{help}");
        assert!(
            !help.contains("corpus-document"),
            "a command for itself only is not shown\n{help}"
        );
    }
    shows!("help", &run(folder.path(), &["--help"]));
    shows!("help-codegen", &run(folder.path(), &["codegen", "--help"]));
}

#[test]
fn codegen_writes_and_says_what() {
    let folder = workspace();
    let output = codegen(&folder, &[]);
    exits(&output, 0);
    let first = said(&output);
    assert!(first.contains("little  1 operation, 2 types, 2 enum variants, 0 webhooks"), "{first}");
    assert!(first.contains(" written, 0 unchanged, 0 removed"), "{first}");
    let files = contents(&folder.path().join("generated"));
    assert!(
        files.contains_key("Cargo.toml") && files.contains_key("src/lib.rs"),
        "{:?}",
        files.keys()
    );

    let second = said(&codegen(&folder, &[]));
    assert!(
        second.contains(&format!("0 files written, {} unchanged, 0 removed", files.len())),
        "{second}"
    );
    assert_eq!(contents(&folder.path().join("generated")), files);
}

#[test]
fn codegen_removes_what_it_no_longer_makes() {
    let folder = generated();
    let text = fs::read_to_string(folder.path().join("spec/little.yaml")).expect("the document");
    write(&folder.path().join("spec/little.yaml"), text.replace("Lamps", "Torches"));
    write(&folder.path().join("generated/examples/mine.rs"), "fn main() {}\n");
    let output = codegen(&folder, &[]);
    exits(&output, 0);
    let files = contents(&folder.path().join("generated"));
    assert!(
        !files.contains_key("src/lamps.rs") && files.contains_key("src/torches.rs"),
        "{:?}",
        files.keys()
    );
    assert!(files.contains_key("examples/mine.rs"), "what people wrote stays");
    exits(&codegen(&folder, &["--check"]), 0);
}

#[test]
fn check_is_clean_after_codegen() {
    let folder = generated();
    let before = contents(folder.path());
    let output = codegen(&folder, &["--check"]);
    exits(&output, 0);
    assert_eq!(contents(folder.path()), before);
}

/// Runs `--check` on a changed generated folder: exit 1, a diff, and nothing is written.
fn drift(change: impl FnOnce(&Path)) -> Output {
    let folder = generated();
    change(folder.path());
    let before = contents(folder.path());
    let output = codegen(&folder, &["--check"]);
    exits(&output, 1);
    assert!(said(&output).contains("run `cargo xtask codegen`"), "{}", said(&output));
    assert_eq!(contents(folder.path()), before, "--check writes nothing");
    output
}

fn edit(path: &Path, change: impl FnOnce(String) -> String) {
    let text = fs::read_to_string(path).expect("a file");
    write(path, change(text));
}

#[test]
fn check_shows_a_file_that_was_edited() {
    shows!(
        "check-edited",
        &drift(|root| edit(&root.join("generated/src/lamps.rs"), |text| {
            text.replace("The operations with the tag", "Edited by hand:")
        }))
    );
}

#[test]
fn check_shows_a_file_that_is_missing() {
    shows!(
        "check-missing",
        &drift(|root| fs::remove_file(root.join("generated/src/lamps.rs")).expect("a file"))
    );
}

#[test]
fn check_shows_a_file_that_is_extra() {
    shows!(
        "check-extra",
        &drift(|root| {
            write(&root.join("generated/src/more.rs"), "// by hand\n");
            write(&root.join("generated/src/old.rs"), "// @generated by oasmith\n");
        })
    );
}

#[test]
fn check_shows_that_a_document_has_changed() {
    shows!(
        "check-out-of-date",
        &drift(|root| edit(&root.join("spec/little.yaml"), |text| {
            text.replace("[red, blue]", "[red, blue, green]")
        }))
    );
}

#[test]
fn check_is_bounded() {
    let output = drift(|root| {
        for (path, _) in contents(&root.join("generated")) {
            edit(&root.join("generated").join(path), |text| {
                text.lines().rev().collect::<Vec<_>>().join("\n")
            });
        }
    });
    let shown = said(&output);
    assert!(shown.lines().count() < 600, "{} lines", shown.lines().count());
    assert!(shown.contains("more files") && shown.contains("more lines"), "{shown}");
}

#[test]
fn a_document_becomes_a_crate_of_its_own() {
    let folder = workspace();
    let arguments =
        ["--document", "spec/little.yaml", "--output", "out/little", "--name", "little-lamps"];
    let output = codegen(&folder, &arguments);
    exits(&output, 0);
    let manifest =
        fs::read_to_string(folder.path().join("out/little/Cargo.toml")).expect("a Cargo.toml");
    assert!(
        manifest.contains("name = \"little-lamps\"") && manifest.contains("\n[workspace]\n"),
        "{manifest}"
    );
    assert!(!folder.path().join("generated").exists());
    exits(&codegen(&folder, &[&arguments[..], &["--check"]].concat()), 0);

    edit(&folder.path().join("out/little/src/lib.rs"), |text| text + "\n");
    let output = codegen(&folder, &[&arguments[..], &["--check"]].concat());
    exits(&output, 1);
    let repair =
        "run `cargo xtask codegen spec/little.yaml --output out/little --name little-lamps`";
    assert!(said(&output).contains(repair), "{}", said(&output));
}

#[test]
fn wrong_usage_is_exit_2() {
    let folder = workspace();
    for arguments in [
        &[][..],
        &["codgen"],
        &["codegen", "--chek"],
        &["codegen", "--document", "a", "--output", "b", "--name", "not a name"],
        &["codegen", "a", "--manifest", "b"],
        &["corpus"],
    ] {
        let output = run(folder.path(), arguments);
        exits(&output, 2);
        assert!(output.stdout.is_empty() && !output.stderr.is_empty(), "{arguments:?}");
    }
    assert!(!folder.path().join("generated").exists());
    shows!(
        "usage",
        &run(
            folder.path(),
            &["codegen", "--document", "a", "--output", "b", "--name", "not a name"]
        )
    );
}

#[test]
fn nothing_is_coloured_for_a_file_or_against_the_wish() {
    let folder = workspace();
    write(&folder.path().join("spec/little.yaml"), "openapi: 2");
    let mut with_colours: Command = xtask(folder.path());
    with_colours.env_remove("NO_COLOR").env("TERM", "xterm-256color");
    for command in [&mut with_colours, &mut xtask(folder.path())] {
        let output = command.arg("codegen").output().expect("xtask can be run");
        exits(&output, 1);
        assert!(!output.stderr.contains(&0x1b) && !output.stdout.contains(&0x1b));
    }
}

/// Runs with invalid input: exit 1, and no file changes.
fn refused(change: impl FnOnce(&Path)) -> Output {
    let folder = generated();
    change(folder.path());
    let before = contents(folder.path());
    let checked = codegen(&folder, &["--check"]);
    exits(&checked, 1);
    let output = codegen(&folder, &[]);
    exits(&output, 1);
    assert_eq!(contents(folder.path()), before, "nothing is written");
    assert!(output.stdout.is_empty(), "errors go to standard error");
    output
}

fn document(folder: &Path) -> std::path::PathBuf {
    folder.join("spec/little.yaml")
}

#[test]
fn a_missing_document() {
    shows!(
        "bad-missing-document",
        &refused(|root| fs::remove_file(document(root)).expect("a file"))
    );
}

#[test]
fn a_missing_manifest() {
    let folder = workspace();
    let output = codegen(&folder, &["--manifest", "spec/none.toml", "--output", "generated"]);
    exits(&output, 1);
    shows!("bad-missing-manifest", &output);
    assert!(!folder.path().join("generated").exists());
}

#[test]
fn a_missing_file() {
    shows!(
        "bad-missing-file",
        &refused(|root| edit(&document(root), |text| {
            text.replace("'#/components/schemas/Lamp'", "schemas/Lamp.yaml")
        }))
    );
}

#[test]
fn broken_yaml() {
    shows!(
        "bad-yaml",
        &refused(|root| edit(&document(root), |text| text.replace("paths:", "paths: ]")))
    );
}

#[test]
fn a_dangling_reference() {
    shows!(
        "bad-dangling",
        &refused(
            |root| edit(&document(root), |text| text.replace("schemas/Lamp'", "schemas/Lmap'"))
        )
    );
}

#[test]
fn a_looping_reference() {
    shows!(
        "bad-loop",
        &refused(|root| edit(&document(root), |text| {
            let start = text.split("    Lamp:").next().unwrap_or_default().to_owned();
            start
                + "    Lamp: {$ref: '#/components/schemas/Other'}\n    Other: {$ref: '#/components/schemas/Lamp'}\n"
        }))
    );
}

#[test]
fn a_wrong_type() {
    shows!(
        "bad-type",
        &refused(|root| edit(&document(root), |text| text.replace("[red, blue]", "red")))
    );
}

#[test]
fn an_unknown_key_of_the_manifest() {
    shows!(
        "bad-manifest-key",
        &refused(|root| edit(&root.join("spec/sdk.toml"), |text| {
            text.replace("version =", "verison =")
        }))
    );
}

#[test]
fn several_at_once() {
    let output = refused(|root| {
        edit(&document(root), |text| {
            text.replace("[red, blue]", "red")
                .replace("required: true,", "required: ja,")
                .replace("schemas/Lamp'", "schemas/Lmap'")
                .replace("type: boolean", "type: boolean, maxLength: -1")
        })
    });
    shows!("bad-several", &output);
}

#[test]
fn something_in_the_way() {
    let output = refused(|root| {
        write(&root.join("generated/src/lamps.rs"), "// by hand\n");
        edit(&document(root), |text| text.replace("[red, blue]", "[red, green]"));
    });
    assert!(said(&output).contains("E0501"), "{}", said(&output));
    shows!("in-the-way", &output);
}

#[cfg(unix)]
#[test]
fn an_output_that_cannot_be_written() {
    let folder = workspace();
    write(&folder.path().join("file"), "no folder");
    let output = codegen(&folder, &["--manifest", "spec/sdk.toml", "--output", "file/generated"]);
    exits(&output, 1);
    assert!(said(&output).contains("E05"), "{}", said(&output));
    shows!("output-failed", &output);
}

#[test]
fn it_works_from_a_folder_below() {
    let folder = workspace();
    write(&folder.path().join("spec/deep/er/.keep"), "");
    let output = run(&folder.path().join("spec/deep/er"), &["codegen"]);
    exits(&output, 0);
    assert!(said(&output).contains("../../../generated: "), "{}", said(&output));
    assert!(folder.path().join("generated/src/lib.rs").is_file());
}

/// A repository with a folder of documents: a valid one, one with an error, and one in two files
/// that loses a schema and an operation.
fn corpus() -> TempDir {
    let folder = workspace();
    write(&folder.path().join("specs/good.yaml"), DOCUMENT);
    write(
        &folder.path().join("specs/wrong.yaml"),
        DOCUMENT.replace("schemas/Lamp'", "schemas/Lmap'"),
    );
    let loses = DOCUMENT.replace("'#/components/schemas/Lamp'", "lamp.yaml").replace("3.0.3", "3.2.0").replace(
        "    get:",
        "    additionalOperations: {CONNECT: {responses: {'204': {description: Done.}}}}\n    get:",
    );
    write(&folder.path().join("specs/parts/root.yaml"), loses);
    let lamp = "type: object\nproperties:\n  color: {enum: [red, 1]}\n";
    write(&folder.path().join("specs/parts/lamp.yaml"), lamp);
    folder
}

/// The report of a corpus, without text that differs between runs: a line for each document, with a
/// space between cells.
fn report(folder: &TempDir) -> Vec<String> {
    without_figures(&fs::read_to_string(folder.path().join("report.tsv")).expect("a report"))
}

fn without_figures(text: &str) -> Vec<String> {
    const VARIES: &[&str] = &["files", "lines", "seconds", "peak MB", "check seconds"];
    let lines: Vec<Vec<&str>> = text.lines().map(|line| line.split('\t').collect()).collect();
    let columns = lines.first().expect("the names of the columns").clone();
    let stays = |cells: &Vec<&str>| {
        assert_eq!(cells.len(), columns.len(), "{text}");
        let kept = cells.iter().zip(&columns).filter(|(_, column)| !VARIES.contains(column));
        kept.map(|(cell, _)| *cell).collect::<Vec<_>>().join(" ")
    };
    lines.iter().map(stays).collect()
}

const COLUMNS: &str = "name version operations schemas outcome errors warnings degraded left out check rustc errors rustc warnings examples valid lossy";

#[test]
fn a_corpus_is_generated_and_counted() {
    let folder = corpus();
    let output = run(folder.path(), &["corpus", "specs", "--report", "report.tsv", "--jobs", "2"]);
    exits(&output, 0);
    let expected = [
        COLUMNS,
        "good 3.0.3 1 2 ok 0 0 0 0 - - - - - -",
        "parts/root 3.2.0 1 1 ok 0 2 1 1 - - - - - -",
        "wrong 3.0.3 - - errors 1 0 - - - - - - - -",
    ];
    assert_eq!(report(&folder), expected);
    let shown = String::from_utf8_lossy(&output.stdout).into_owned();
    for line in [
        "documents: 3 (2 ok, 1 errors, 0 crash, 0 timeout)\n",
        "degraded schemas: 1 beside 3 (1 W0338: an enum becomes any JSON value)\n",
        "operations left out: 1 beside 2 (1 W0337: an operation has a method that cannot be sent)\n",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    let progress = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(progress.contains("generated 3/3  ") && progress.lines().count() == 3, "{progress}");
    let corpus = folder.path().join("target/corpus");
    assert!(
        corpus.join("corpus-good/src/lib.rs").is_file() && !corpus.join("corpus-wrong").exists()
    );
    let log = fs::read_to_string(corpus.join("corpus-wrong.log")).expect("a log");
    assert!(log.contains("error[E0103]"), "{log}");
}

#[test]
fn a_corpus_with_a_timeout_is_a_failure() {
    let folder = corpus();
    let arguments = ["corpus", "specs/good.yaml", "--timeout", "0", "--report", "report.tsv"];
    exits(&run(folder.path(), &arguments), 1);
    assert_eq!(report(&folder), [COLUMNS, "good 3.0.3 - - timeout - - - - - - - - - -"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_corpus_with_a_document_that_takes_too_much_memory_is_a_failure() {
    let folder = corpus();
    let arguments = ["corpus", "specs/good.yaml", "--memory", "0", "--report", "report.tsv"];
    exits(&run(folder.path(), &arguments), 1);
    assert_eq!(report(&folder), [COLUMNS, "good 3.0.3 - - crash - - - - - - - - - -"]);
}

#[test]
fn a_corpus_without_documents_is_a_failure() {
    let folder = corpus();
    for path in ["none", "target", "spec/sdk.toml/x"] {
        fs::create_dir_all(folder.path().join("target")).expect("a folder");
        let output = run(folder.path(), &["corpus", path]);
        exits(&output, 1);
        assert!(said(&output).contains(path) && output.stdout.is_empty(), "{}", said(&output));
    }
}

#[test]
fn a_corpus_with_a_crate_that_does_not_compile_is_a_failure() {
    let folder = corpus();
    write(&folder.path().join("Cargo.lock"), "this is no lock file");
    let output = run(folder.path(), &["corpus", "specs", "--check", "--report", "report.tsv"]);
    exits(&output, 1);
    let lines = report(&folder);
    assert_eq!(lines[1], "good 3.0.3 1 2 ok 0 0 0 0 failed 0 0 - - -");
    assert_eq!(lines[3], "wrong 3.0.3 - - errors 1 0 - - - - - - - -");
    let log =
        fs::read_to_string(folder.path().join("target/corpus/corpus-good.log")).expect("a log");
    assert!(log.contains("lock file"), "{log}");
}

#[test]
fn of_a_corpus_the_rest_is_kept() {
    let folder = corpus();
    let wrong = folder.path().join("specs/wrong.yaml");
    let broken = fs::read_to_string(&wrong)
        .expect("a document")
        .replace("  /lamps", "  /broken: {get: {responses: 5}}\n  /lamps");
    write(&wrong, broken);
    let output = run(
        folder.path(),
        &["corpus", "specs/wrong.yaml", "--keep-going", "--report", "report.tsv"],
    );
    exits(&output, 0);
    assert_eq!(report(&folder), [COLUMNS, "wrong 3.0.3 1 0 errors 2 0 1 1 - - - - - -"]);
    assert!(
        folder.path().join("target/corpus/corpus-wrong/Cargo.toml").is_file(),
        "{}",
        said(&output)
    );
}

#[cfg(unix)]
#[test]
fn a_corpus_is_compiled() {
    // Its dependencies have other features than those of the tests, so they are compiled again.
    if !extent::is_complete() {
        return;
    }
    let arguments = ["--check", "--report", "report.tsv"];
    let corpus = Corpus { file: "good.yaml", text: DOCUMENT, arguments: &arguments };
    let Outcome { said, report, .. } = corpus.run();
    assert_eq!(without_figures(&report), [COLUMNS, "good 3.0.3 1 2 ok 0 0 0 0 ok 0 0 - - -"]);
    assert!(said.contains("checked: 1 (0 failed, 0 rustc warnings)"), "{said}");
}
