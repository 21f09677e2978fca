//! Where the code goes: modules of one's own in a generated crate.

use std::fs;
use std::path::Path;

use oasmith_tests::cargo::{cargo, oasmith};
use oasmith_tests::crates::Workspace;
use oasmith_tests::fixture::Fixture;
use oasmith_tests::folder::write;
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Lamp Shop, version: '1'}
servers: [{url: 'https://lamps.example.com'}]
paths:
  /lamps/{id}:
    get:
      operationId: getLamp
      tags: [Lamps]
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: A lamp.
          content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}
components: {schemas: {Lamp: {type: object, required: [id], properties: {id: {type: string}}}}}
";

const MANIFEST: &str = "\
[package]
name = \"lamps\"
version = \"0.1.0\"
output = \"sdk\"
ext = true

[api.lamps]
document = \"openapi.yaml\"
";

/// Code of users in a generated crate.
const EXT: &str = "\
//! Lamps, as we use them.

pub mod shelf;

impl crate::types::Lamp {
    /// The id without its prefix.
    pub fn number(&self) -> &str {
        self.id.trim_start_matches(\"lamp-\")
    }
}
";

const SHELF: &str =
    "//! A shelf.\n\n/// The lamps on it.\npub type Shelf = Vec<crate::types::Lamp>;\n";

fn run(folder: &Path, line: &str) -> String {
    let output = oasmith(folder).args(line.split(' ')).output().expect("oasmith can be run");
    let words = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success(), "{line}\n{}", words.concat());
    words.concat()
}

fn project(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    files.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
    folder
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

#[test]
fn modules_of_users_are_part_of_the_crate_and_stay() {
    let folder = project(&[("sdk.toml", MANIFEST), ("openapi.yaml", DOCUMENT)]);
    let (root, sdk) = (folder.path(), folder.path().join("sdk"));
    run(root, "generate");
    assert!(text(&sdk.join("src/lib.rs")).contains("\npub mod ext;\n"));
    assert!(text(&sdk.join("src/ext/mod.rs")).starts_with("//! Code of our own."));
    run(root, "generate --check");

    // A file with the mark, too, since it may be a copy of a generated one.
    let files = [
        ("src/ext/mod.rs", EXT.to_owned()),
        ("src/ext/shelf.rs", SHELF.to_owned()),
        ("src/ext/copy.rs", format!("// {}\n", text(&sdk.join("src/deps.rs")))),
    ];
    files.iter().for_each(|(path, text)| write(&sdk.join(path), text));
    let quiet = |words: &str| assert!(!words.contains("src/ext"), "{words}");
    quiet(&run(root, "generate --check"));
    // The document loses an operation, so files are removed.
    write(&root.join("openapi.yaml"), &DOCUMENT.replace("tags: [Lamps]", "tags: [Bulbs]"));
    quiet(&run(root, "generate"));
    assert!(!sdk.join("src/lamps.rs").exists() && sdk.join("src/bulbs.rs").exists());
    for (path, written) in &files {
        assert_eq!(text(&sdk.join(path)), *written, "{path}");
        assert!(!text(&sdk.join("oasmith.lock")).contains(path), "{path}");
    }

    // They are in the package.
    write(&sdk.join("Cargo.toml"), &(text(&sdk.join("Cargo.toml")) + "\n[workspace]\n"));
    let list = cargo(&sdk).args(["package", "--list", "--allow-dirty", "--offline"]).output();
    let list = String::from_utf8_lossy(&list.expect("cargo can be run").stdout).into_owned();
    assert!(files.iter().all(|(path, _)| list.lines().any(|line| line == *path)), "{list}");
}

#[test]
fn modules_of_users_add_to_generated_types() {
    let mut workspace = Workspace::new("layouts");
    workspace.add("fixture-package", &Fixture::named("package").files());
    workspace.write("fixture-package/src/ext/mod.rs", EXT);
    workspace.write("fixture-package/src/ext/shelf.rs", SHELF);
    workspace.clippy(&["--package=fixture-package", "--lib"]);
}
