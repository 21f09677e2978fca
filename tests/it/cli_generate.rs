//! The program `oasmith`: documents without a manifest, the nearest manifest, several manifests.
//! Messages name this program.

use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::oasmith;
use oasmith_tests::folder::{contents, write};
use oasmith_tests::git::git;
use oasmith_tests::server::{Server, ServerResponse};
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.1.0
info: {title: Lamp Shop, version: '1'}
paths: {/lamps: {get: {operationId: listLamps, tags: [Lamps], responses: {'204': {description: None.}}}}}
";

fn run(folder: &Path, line: &str) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } =
        oasmith(folder).args(line.split(' ')).output().expect("oasmith can be run");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (status.code(), text(&stdout) + &text(&stderr))
}

fn succeeds(folder: &Path, line: &str) -> String {
    let (status, words) = run(folder, line);
    assert_eq!(status, Some(0), "{line}\n{words}");
    words
}

fn fails(folder: &Path, line: &str) -> String {
    let before = contents(folder);
    let (status, words) = run(folder, line);
    assert_eq!(status, Some(1), "{line}\n{words}");
    assert_eq!(contents(folder), before, "{line}");
    words
}

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("shop.yaml"), DOCUMENT);
    folder
}

#[test]
fn a_document_needs_nothing_else() {
    let folder = folder();
    let root = folder.path();
    succeeds(root, "generate shop.yaml");
    assert!(root.join("lamp-shop-sdk/src/lib.rs").is_file());
    succeeds(root, "generate shop.yaml --check");
    write(&root.join("lamp-shop-sdk/src/lib.rs"), "// Edited.\n");
    let words = fails(root, "generate shop.yaml --check");
    assert!(words.contains("run `oasmith generate shop.yaml`"), "{words}");
    assert!(words.contains("run `oasmith explain E0504`"), "{words}");
    succeeds(root, "codegen --document shop.yaml --name shop");
    assert!(root.join("shop/src/lib.rs").is_file());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_at_a_url_is_fetched() {
    let server = Server::start([ServerResponse::new(200, DOCUMENT)]).await;
    let folder = folder();
    let root = folder.path();
    succeeds(root, &format!("generate {}/v1/openapi.yaml", server.url()));
    let kept = std::fs::read_to_string(root.join("lamp-shop-sdk.openapi.yaml")).expect("a copy");
    assert_eq!(kept, DOCUMENT);
    assert!(root.join("lamp-shop-sdk/src/lib.rs").is_file());

    let url = format!("{}/openapi.yaml", server.url());
    for (response, reason) in [
        (ServerResponse::new(404, "gone"), "the server responds with 404"),
        (
            ServerResponse::new(302, "").header("Location", "https://elsewhere.example/a"),
            "elsewhere.example",
        ),
        (ServerResponse::new(302, "").header("Location", "file:///etc/passwd"), "file:"),
    ] {
        server.respond(response);
        let words = fails(root, &format!("generate {url}"));
        assert!(words.contains("cannot be fetched") && words.contains(reason), "{words}");
    }
    server.respond(ServerResponse::new(200, "x".repeat(200)));
    let words = fails(root, &format!("generate {url} --max-bytes 100"));
    assert!(words.contains("it is larger than"), "{words}");
    for url in ["https://me:secret@example.com/a.yaml", "http://example.com/a.yaml", "ftp://a/b"] {
        let (status, words) = run(root, &format!("generate {url}"));
        assert_eq!(status, Some(2), "{words}");
        assert!(!words.contains("secret") || words.contains(url), "{words}");
    }
}

/// A repository with two manifests in different folders.
fn two() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    for name in ["lamps", "bulbs"] {
        write(&root.join(name).join("openapi.yaml"), DOCUMENT);
        let manifest = format!(
            "[package]\nname = \"{name}-sdk\"\nversion = \"0.1.0\"\noutput = \"rust\"\n\n[api.{name}]\ndocument = \"openapi.yaml\"\n"
        );
        write(&root.join(name).join("sdk.toml"), manifest);
    }
    git(root, &["init", "--quiet"]);
    git(root, &["add", "--all"]);
    folder
}

#[test]
fn several_manifests_are_several_crates() {
    let folder = two();
    let root = folder.path();
    let words = fails(root, "generate");
    assert!(words.contains("there is no `sdk.toml`"), "{words}");
    let help = "in the folder of a manifest, such as bulbs/sdk.toml";
    assert!(words.contains(help), "{words}");
    let words = fails(tempfile::tempdir().expect("a folder").path(), "generate");
    assert!(words.contains("name a document: `oasmith generate openapi.yaml`"), "{words}");
    succeeds(&root.join("lamps"), "generate");
    assert!(root.join("lamps/rust/src/lib.rs").is_file() && !root.join("bulbs/rust").exists());
    succeeds(root, "generate --manifest bulbs/sdk.toml --manifest lamps/sdk.toml");
    succeeds(root, "generate --all-manifests --check");

    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "all"]);
    succeeds(root, "release --first --commit --all-manifests");
    assert_eq!(git(root, &["tag", "--list"]), "bulbs-sdk-v0.1.0\nlamps-sdk-v0.1.0");
    write(&root.join("lamps/openapi.yaml"), DOCUMENT.replace("listLamps", "allLamps"));
    let words = succeeds(root, "diff --base HEAD --all-manifests");
    assert!(words.contains("0.1.0 → 0.2.0") && words.contains("lamps"), "{words}");
    succeeds(root, "generate --all-manifests");
    git(root, &["commit", "--quiet", "--all", "-m", "more"]);
    let words = succeeds(root, "release --commit --all-manifests");
    assert!(words.contains("bulbs-sdk: nothing to release since bulbs-sdk-v0.1.0"), "{words}");
    assert!(git(root, &["tag", "--list"]).contains("lamps-sdk-v0.2.0"), "{words}");
    let same = "[package]\nname = \"x\"\nversion = \"0.1.0\"\noutput = \"../lamps/rust\"\n\n[api.x]\ndocument = \"openapi.yaml\"\n";
    write(&root.join("bulbs/sdk.toml"), same);
    let words = fails(root, "release --all-manifests");
    assert!(words.contains("have the same output, lamps/rust"), "{words}");
}

const SALES: &str = "\
openapi: 3.0.3
info: {title: Sales, version: '1'}
paths: {/sales: {get: {operationId: listSales, tags: [Sales], responses: {'200': {description: Sales.,
  content: {application/json: {schema: {$ref: '#/components/schemas/Sale'}}}}}}}}
components:
  schemas:
    Sale:
      type: object
      required: [id, at, total]
      properties:
        id: {type: string, format: uuid}
        at: {type: string, format: date-time}
        total: {$ref: '#/components/schemas/Money'}
    Money: {type: string, format: decimal}
";

/// Manifests of one document with custom types, and the types and dependencies of each crate.
const CHOICES: &[(&str, &str, &[&str], &[&str])] = &[
    (
        "plain",
        "[api.sales]\ndocument = \"../sales.yaml\"\n",
        &["id: Uuid", "at: DateTime<FixedOffset>", "total: Money", "type Money = String"],
        &["chrono = ", "uuid = "],
    ),
    (
        "chosen",
        "[formats]\ndate-time = \"jiff\"\nuuid = \"string\"\ndecimal = \"rust_decimal\"\n
[api.sales]\ndocument = \"../sales.yaml\"\n",
        &[
            "id: String",
            "at: jiff::Timestamp",
            "total: Money",
            "type Money = rust_decimal::Decimal",
        ],
        &["jiff = ", "rust_decimal = "],
    ),
    (
        "own",
        "[dependencies]\nsemver = { version = \"1\", features = [\"serde\"] }\n
[api.sales]\ndocument = \"../sales.yaml\"\n
[api.sales.replace]\nMoney = \"semver::Version\"\n
[api.sales.derive]\nSale = [\"Eq\", \"Hash\"]\n",
        &[
            "id: Uuid",
            "at: DateTime<FixedOffset>",
            "total: Money",
            "type Money = semver::Version",
            "#[derive(Eq, Hash)]",
        ],
        &["chrono = ", "semver = ", "uuid = "],
    ),
];

/// The choices of a manifest apply only to its crate.
#[test]
fn each_manifest_chooses_its_types() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path();
    write(&root.join("sales.yaml"), SALES);
    for (name, tables, ..) in CHOICES {
        let head = format!("name = \"{name}\"\nversion = \"0.1.0\"\noutput = \"rust\"\n");
        write(&root.join(name).join("sdk.toml"), format!("[package]\n{head}\n{tables}"));
    }
    git(root, &["init", "--quiet"]);
    git(root, &["add", "--all"]);
    succeeds(root, "generate --all-manifests");
    let all_dependencies = CHOICES.iter().flat_map(|(.., dependencies)| *dependencies);
    for (name, _, types, dependencies) in CHOICES {
        let read = |path: &str| {
            let path = root.join(name).join("rust").join(path);
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path:?}: {error}"))
        };
        let (text, manifest) = (read("src/types/sales.rs"), read("Cargo.toml"));
        for expected in *types {
            assert!(text.contains(expected), "{name}: {expected}\n{text}");
        }
        for dependency in all_dependencies.clone() {
            let has = manifest.lines().any(|line| line.starts_with(dependency));
            assert_eq!(has, dependencies.contains(dependency), "{name}: {dependency}\n{manifest}");
        }
    }
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "all"]);
    let path = root.join("chosen/sdk.toml");
    let text = std::fs::read_to_string(&path).expect("a manifest");
    write(&path, text.replace("uuid = \"string\"", "uuid = \"uuid\""));
    let words = succeeds(root, "diff --base HEAD --all-manifests");
    assert_eq!(words.matches("no changes for users").count(), 2, "{words}");
    assert_eq!(words.matches("1 breaking change)").count(), 1, "{words}");
    assert!(words.contains("`Uuid`, and no longer `String`"), "{words}");
}

#[test]
fn the_help_names_this_program() {
    let folder = folder();
    for line in ["--help", "generate --help", "init --help", "man", "man generate", "schema"] {
        let words = succeeds(folder.path(), line);
        assert!(words.contains("oasmith") && !words.contains("xtask"), "{line}\n{words}");
    }
    let words = fails(folder.path(), "man nothing");
    assert!(words.contains("there is no command `nothing`"), "{words}");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let words = succeeds(folder.path(), &format!("completions {shell}"));
        assert!(words.contains("oasmith") && words.contains("all-manifests"), "{shell}\n{words}");
    }
}

#[test]
fn mistakes_say_what_to_write() {
    let folder = folder();
    let root = folder.path();
    write(&root.join("patch.json"), "[{\"op\": \"add\", \"path\": \"/x\", \"value\": 1}]\n");
    for (line, words) in [
        ("generate shop.yaml --overlay patch.json", "a JSON Patch is not one"),
        ("lint https://example.com/a.yaml", "save the document as a file"),
        ("lint .", "the document `.` cannot be read: it is a folder"),
        ("release", "start one: `oasmith init`"),
        ("diff --base HEAD", "`oasmith init`"),
    ] {
        let said = fails(root, line);
        assert!(said.contains(words), "{line}\n{said}");
    }
}
