//! The flags that select parts of a document, and the handling of errors.

use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::xtask;
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
        '200': {description: A lamp., content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}}
  /chairs:
    get:
      operationId: listChairs
      tags: [Chairs]
      x-beta: true
      responses:
        '200': {description: Chairs., content: {application/json: {schema: {$ref: '#/components/schemas/Chair'}}}}
components:
  schemas:
    Lamp: {type: object, properties: {on: {type: boolean}}}
    Chair: {type: object, properties: {legs: {type: integer}}}
    Table: {type: object, properties: {round: {type: boolean}}}
";

const MANIFEST: &str = "\
[package]
name = \"little\"
version = \"0.1.0\"
output = \"../generated\"

[api.little]
document = \"little.yaml\"
";

fn workspace(document: &str, manifest: &str) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("Cargo.toml"), "[workspace]\nmembers = [\"generated\"]\n");
    write(&folder.path().join("spec/sdk.toml"), manifest);
    write(&folder.path().join("spec/little.yaml"), document);
    folder
}

fn codegen(folder: &TempDir, arguments: &[&str]) -> Output {
    xtask(folder.path()).arg("codegen").args(arguments).output().expect("xtask can be run")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn exits(output: &Output, code: i32) -> String {
    assert_eq!(output.status.code(), Some(code), "{}", said(output));
    said(output)
}

/// The groups of a crate.
fn has(folder: &Path, file: &str) -> bool {
    folder.join("generated/src").join(file).is_file()
}

#[test]
fn flags_select() {
    for (flags, lamps, chairs) in [
        (&["--tag", "Lamps"][..], true, false),
        (&["--path", "/lamps/*"], true, false),
        (&["--operation", "listChairs"], false, true),
        (&["--extension", "x-beta"], false, true),
        (&["--extension", "x-beta=true", "--tag", "Lamps"], true, true),
        (&["--exclude-tag", "Chairs"], true, false),
        (&["--path", "/**", "--exclude-extension", "x-beta"], true, false),
        (&["--exclude-path", "/lamps/**"], false, true),
        (&["--exclude-operation", "getLamp"], false, true),
    ] {
        let folder = workspace(DOCUMENT, MANIFEST);
        exits(&codegen(&folder, flags), 0);
        let found = (has(folder.path(), "lamps.rs"), has(folder.path(), "chairs.rs"));
        assert_eq!(found, (lamps, chairs), "{flags:?}");
        // `--check` with the same flags compares the same selection.
        exits(&codegen(&folder, &[flags, &["--check"]].concat()), 0);
        let differs = codegen(&folder, &["--check"]);
        assert_eq!(differs.status.code(), Some(i32::from(!(lamps && chairs))), "{flags:?}");
    }
}

#[test]
fn the_command_that_repairs_has_the_same_flags() {
    let folder = workspace(DOCUMENT, MANIFEST);
    let flags = [
        "--check",
        "--path",
        "/lamps/*",
        "--exclude-extension",
        "x-beta=true",
        "--types-only",
        "--keep-going",
    ];
    let text = exits(&codegen(&folder, &flags), 1);
    let command = "`cargo xtask codegen --path '/lamps/*' --exclude-extension x-beta=true --types-only --keep-going`";
    assert!(text.contains(command), "{text}");
}

#[test]
fn flags_replace_the_selection_of_the_manifest() {
    let select = format!("{MANIFEST}\n[api.little.select]\ntags = [\"Lamps\"]\n");
    let folder = workspace(DOCUMENT, &select);
    exits(&codegen(&folder, &[]), 0);
    assert!(has(folder.path(), "lamps.rs") && !has(folder.path(), "chairs.rs"));
    exits(&codegen(&folder, &["--check"]), 0);
    exits(&codegen(&folder, &["--tag", "Chairs"]), 0);
    assert!(!has(folder.path(), "lamps.rs") && has(folder.path(), "chairs.rs"));
}

#[test]
fn what_names_nothing_is_an_error() {
    let folder = workspace(DOCUMENT, MANIFEST);
    let text = exits(&codegen(&folder, &["--tag", "Lamp", "--exclude-operation", "getlamp"]), 1);
    assert!(text.contains("error[E0230]") && text.contains("did you mean `Lamps`?"), "{text}");
    assert!(text.contains("did you mean `getLamp`?"), "{text}");
    assert!(!has(folder.path(), "lib.rs"));
    exits(&codegen(&folder, &["--path", "lamps"]), 2);
    exits(&codegen(&folder, &["--extension", "beta"]), 2);
}

#[test]
fn a_selection_is_for_one_api() {
    let two = format!("{MANIFEST}\n[api.other]\ndocument = \"little.yaml\"\n");
    let folder = workspace(DOCUMENT, &two);
    let text = exits(&codegen(&folder, &["--tag", "Lamps"]), 1);
    assert!(
        text.contains("error[E0225]: selectors apply to one API, and the manifest has 2"),
        "{text}"
    );
    // Types alone need neither clients nor a client in the runtime.
    exits(&codegen(&folder, &["--types-only"]), 0);
    assert!(has(folder.path(), "little/types/mod.rs") && has(folder.path(), "other/types/mod.rs"));
    assert!(!has(folder.path(), "little/client.rs") && !has(folder.path(), "runtime/client.rs"));
}

#[test]
fn types_alone_need_nothing_of_http() {
    let folder = workspace(DOCUMENT, MANIFEST);
    exits(&codegen(&folder, &["--types-only"]), 0);
    let files = contents(&folder.path().join("generated"));
    let text = |path: &str| String::from_utf8_lossy(&files[path]).into_owned();
    let cargo = text("Cargo.toml");
    assert!(cargo.contains("[dependencies]\nserde = \"1\"\nserde_json = { version = \"1\", features = [\"float_roundtrip\"] }\n\n[lints"), "{cargo}");
    assert!(!cargo.contains("[features]") && !cargo.contains("reqwest"), "{cargo}");
    let types = text("src/types/schemas.rs");
    assert!(
        types.contains("pub struct Table:"),
        "nothing is selected, so all schemas are there\n{types}"
    );

    exits(&codegen(&folder, &["--types-only", "--tag", "Lamps"]), 0);
    let files = contents(&folder.path().join("generated"));
    let types = String::from_utf8_lossy(&files["src/types/schemas.rs"]).into_owned();
    assert!(
        types.contains("pub struct Lamp:") && !types.contains("Chair") && !types.contains("Table"),
        "{types}"
    );
}

#[test]
fn errors_stop_unless_it_is_to_keep_going() {
    let wrong = DOCUMENT
        .replace("{$ref: '#/components/schemas/Chair'}", "{$ref: '#/components/schemas/Chiar'}");
    let form = "requestBody: {content: {application/x-www-form-urlencoded: {schema: {type: object, properties: {a: {type: string}}}, encoding: {a: {style: other}}}}}";
    let wrong = wrong.replace("parameters: [", &format!("{form}\n      parameters: ["));
    let folder = workspace(&wrong, MANIFEST);
    exits(&codegen(&folder, &[]), 1);
    assert!(!has(folder.path(), "lib.rs"));

    let text = exits(&codegen(&folder, &["--keep-going"]), 1);
    assert!(text.contains("error[E0103]") && text.contains("error[E0119]"), "{text}");
    assert!(
        text.contains("1 operation is left out, 1 schema is any JSON value; the rest is there"),
        "{text}"
    );
    assert!(has(folder.path(), "chairs.rs") && !has(folder.path(), "lamps.rs"));
    exits(&codegen(&folder, &["--keep-going", "--check"]), 1);

    write(&folder.path().join("spec/little.yaml"), "openapi: 3.0.3\ninfo: {");
    exits(&codegen(&folder, &["--keep-going"]), 1);
    assert!(has(folder.path(), "chairs.rs"), "nothing is written when nothing can be read");
}
