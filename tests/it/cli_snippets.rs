//! `oasmith snippets`: its output, and that its overlay fits its document.

use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::oasmith;
use oasmith_tests::folder::write;
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Lamp Shop, version: '1'}
servers: [{url: https://lamps.example}]
paths:
  /lamps: {$ref: '#/components/pathItems/Lamps'}
  /lights: {$ref: '#/components/pathItems/Lamps'}
  /rooms/{room's name}:
    get:
      operationId: getRoom
      tags: [Rooms]
      x-codeSamples: [{lang: JavaScript, source: 'rooms()'}]
      parameters: [{name: room's name, in: path, required: true, schema: {type: string}}]
      responses: {'204': {description: None.}}
  /shelves: {$ref: 'shelves.yaml'}
components:
  pathItems:
    Lamps:
      get: {tags: [Lamps], responses: {'204': {description: None.}}}
";

const SHELVES: &str = "\
get: {operationId: listShelves, tags: [Shelves], responses: {'204': {description: None.}}}
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("shop.yaml"), DOCUMENT);
    write(&folder.path().join("shelves.yaml"), SHELVES);
    folder
}

fn run(folder: &Path, line: &str) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        oasmith(folder).args(line.split(' ')).output().expect("oasmith can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout), text(&stderr))
}

#[test]
fn an_overlay_adds_a_sample_to_each_operation() {
    let folder = folder();
    let root = folder.path();
    let (status, overlay, notes) = run(root, "snippets shop.yaml --overlay");
    assert_eq!(status, Some(0), "{notes}");
    // Two paths share an operation, and one operation is in another file.
    assert_eq!(overlay.matches("- target: ").count(), 3, "{overlay}");
    assert!(notes.contains("1 operation is in other files"), "{notes}");
    // The crate has the name that `generate` gives it.
    assert!(overlay.contains("            use lamp_shop_sdk::Client;"), "{overlay}");
    write(&root.join("samples.overlay.yaml"), &overlay);
    let joined = DOCUMENT.replace("{$ref: 'shelves.yaml'}", &format!("{{{}}}", SHELVES.trim()));
    write(&root.join("shop.yaml"), &joined);
    let (status, _, words) = run(root, "generate shop.yaml --overlay samples.overlay.yaml");
    assert_eq!(status, Some(0), "{words}");
}

#[test]
fn samples_are_printed_as_markdown() {
    let folder = folder();
    let (status, text, _) = run(folder.path(), "snippets shop.yaml");
    assert_eq!(status, Some(0));
    assert!(text.starts_with("## `GET /"), "{text}");
    assert_eq!(text.matches("```rust\n").count(), 3, "{text}");
}

#[test]
fn one_of_several_documents_is_chosen() {
    let folder = folder();
    let root = folder.path();
    let manifest = "\
[package]
name = \"shop\"
version = \"0.1.0\"

[api.shop]
document = \"shop.yaml\"

[api.attic]
document = \"attic.yaml\"
";
    write(&root.join("sdk.toml"), manifest);
    write(&root.join("attic.yaml"), "openapi: 3.1.0\ninfo: {title: A, version: '1'}\npaths: {}\n");
    for (line, expected) in [
        ("snippets --overlay", "choose one with --api: shop, attic"),
        ("snippets --overlay --api shopp", "the manifest has no document `shopp`"),
        ("snippets --overlay --api attic", "the document has no operations"),
    ] {
        let (status, text, words) = run(root, line);
        assert_eq!((status, text.as_str()), (Some(1), ""), "{line}");
        assert!(words.contains(expected), "{line}\n{words}");
    }
    let (status, text, words) = run(root, "snippets --overlay --api shop");
    assert_eq!(status, Some(0), "{words}");
    assert!(text.contains("shop::shop::Client"), "{text}");
}
