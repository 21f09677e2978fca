//! `oasmith init`: the documents that it finds, the files that it writes, and that the project
//! works.

use std::fs;
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

fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    files.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
    folder
}

fn run(folder: &Path, line: &str) -> Output {
    let arguments = line.split(' ').filter(|it| !it.is_empty());
    oasmith(folder).args(arguments).output().expect("oasmith can be run")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn succeeds(folder: &Path, line: &str) -> String {
    let output = run(folder, line);
    assert_eq!(output.status.code(), Some(0), "{line}\n{}", said(&output));
    said(&output)
}

fn fails(folder: &Path, line: &str) -> String {
    let before = contents(folder);
    let output = run(folder, line);
    assert_eq!(output.status.code(), Some(1), "{line}\n{}", said(&output));
    assert_eq!(contents(folder), before, "{line}");
    said(&output)
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// The files of a project without the generated crate.
fn own(folder: &Path) -> Vec<String> {
    let files = contents(folder).into_keys();
    files.filter(|path| !path.starts_with("lamp-shop-sdk/") && !path.contains(".git/")).collect()
}

#[test]
fn an_empty_folder_with_a_document_becomes_a_project() {
    let folder = folder(&[("openapi.yaml", DOCUMENT)]);
    let root = folder.path();
    let before = contents(root);
    let dry = succeeds(root, "init --dry-run");
    assert_eq!(contents(root), before, "--dry-run writes something");
    assert!(dry.contains("--- sdk.toml\n#:schema ./sdk.schema.json\n"), "{dry}");

    let words = succeeds(root, "init");
    let written: Vec<_> = words.lines().filter(|line| line.starts_with("write ")).collect();
    assert!(!written.is_empty() && written.iter().all(|line| dry.contains(line)), "{words}");
    for next in [
        "  cargo doc --open --no-deps --manifest-path lamp-shop-sdk/Cargo.toml\n",
        "  cargo add --path lamp-shop-sdk ",
        "  git init && git add --all && git commit -m 'Add a Rust client' && oasmith release --first",
    ] {
        assert!(words.contains(next), "{next}\n{words}");
    }
    assert_eq!(
        own(root),
        [
            ".github/workflows/sdk.yml",
            ".gitignore",
            "README.md",
            "openapi.yaml",
            "sdk.schema.json",
            "sdk.toml"
        ]
    );
    assert_eq!(text(root, "sdk.schema.json"), oasmith::manifest::schema());
    assert!(text(root, "lamp-shop-sdk/Cargo.toml").contains("\nname = \"lamp-shop-sdk\"\n"));
    succeeds(root, "generate --check");
    succeeds(&root.join("lamp-shop-sdk/src"), "generate --check");

    let words = fails(root, "init");
    assert!(words.contains("this folder has an sdk.toml already"), "{words}");
    assert!(words.contains("run `oasmith generate`"), "{words}");
}

/// Each key that `init` comments out is valid when its `# ` is removed.
#[test]
fn the_keys_that_are_commented_out_are_valid() {
    let folder = folder(&[
        ("openapi.yaml", &DOCUMENT.replace("/lamps:", "/pets/lamps:").replace("Lamps]", "Pets]")),
        ("LICENSE-MIT", "MIT"),
        ("LICENSE-APACHE", "Apache"),
        (
            "fix.yaml",
            "overlay: 1.0.0\ninfo: {title: Fix, version: '1'}\nactions: [{target: $.info, update: {title: Lamps}}]\n",
        ),
        ("examples/tour.rs", "fn main() {}\n"),
    ]);
    let root = folder.path();
    succeeds(root, "init --ci none");
    let is_key = |line: &str| {
        line.starts_with("# [")
            || line.split_once(" = ").is_some_and(|(key, _)| {
                key.strip_prefix("# ").is_some_and(|key| !key.trim_matches('"').contains(' '))
            })
    };
    let all: Vec<_> = text(root, "sdk.toml")
        .lines()
        .map(|line| if is_key(line) { line[2..].to_owned() } else { line.to_owned() })
        .filter(|line| !line.starts_with("only = ") && !line.starts_with("layout = "))
        .collect();
    write(&root.join("sdk.toml"), all.join("\n"));
    let output = run(root, "lint");
    let words = said(&output);
    // This document lacks what two of the examples name.
    let errors: Vec<_> = words.lines().filter(|line| line.starts_with("error[")).collect();
    let expected = [
        "error[E0230]: no operation or webhook of the document has the extension `x-internal`",
        "error[E0221]: there is no operation `listPets`",
    ];
    assert_eq!(errors, expected, "{words}");
}

#[test]
fn the_crate_is_a_member_of_the_workspace() {
    let folder = folder(&[
        ("Cargo.toml", "[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\",\n]\n"),
        ("app/Cargo.toml", "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n"),
        ("app/src/lib.rs", ""),
        ("api/openapi.yaml", DOCUMENT),
        ("README.md", "# The shop\n\nWords.\n"),
        (".gitignore", "/target\n"),
    ]);
    let root = folder.path();
    git(root, &["init", "--quiet"]);
    git(root, &["remote", "add", "origin", "git@gitlab.example.com:acme/shop.git"]);
    let words = succeeds(root, "init");
    assert!(words.contains("change Cargo.toml: the crate is a member of the workspace"), "{words}");
    assert_eq!(
        text(root, "Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\n    \"app\",\n    \"lamp-shop-sdk\",\n]\n"
    );
    let manifest = text(root, "sdk.toml");
    assert!(manifest.contains("\ndocument = \"api/openapi.yaml\"\n"), "{manifest}");
    let repository = "\nrepository = \"https://gitlab.example.com/acme/shop\"\n";
    assert!(manifest.contains(repository), "{manifest}");
    let readme = text(root, "README.md");
    assert!(readme.starts_with("# The shop\n\nWords.\n\n## The Rust client\n"), "{readme}");
    assert_eq!(text(root, ".gitignore"), "/target\n");
    assert!(root.join(".gitlab/sdk.yml").is_file() && root.join(".gitlab-ci.yml").is_file());
    assert!(!root.join(".github").exists());
}

#[test]
fn a_package_becomes_a_workspace() {
    let package = "[package]\nname = \"app\"\nversion = \"0.1.0\"\nedition = \"2024\"\n";
    let folder = folder(&[("Cargo.toml", package), ("src/lib.rs", ""), ("swagger.json", SWAGGER)]);
    let root = folder.path();
    succeeds(root, "init --name shop --output clients/shop");
    let manifest = format!("{package}\n[workspace]\nmembers = [\"clients/shop\"]\n");
    assert_eq!(text(root, "Cargo.toml"), manifest);
    assert!(text(root, "clients/shop/Cargo.toml").contains("\nname = \"shop\"\n"));
}

const SWAGGER: &str =
    r#"{"swagger": "2.0", "info": {"title": "Shop", "version": "1"}, "paths": {}}"#;

#[test]
fn in_a_repository_of_another_language_a_folder_is_a_project() {
    let folder = folder(&[("go.mod", "module shop\n"), ("docs/openapi.yaml", DOCUMENT)]);
    let root = folder.path();
    git(root, &["init", "--quiet"]);
    fs::create_dir(root.join("rust")).expect("a folder");
    let inner = root.join("rust");
    succeeds(&inner, "init ../docs/openapi.yaml --output sdk");
    assert!(root.join("rust/sdk/src/lib.rs").is_file() && !root.join("Cargo.toml").exists());
    let workflow = text(root, ".github/workflows/sdk.yml");
    assert!(workflow.contains("\n    working-directory: rust\n"), "{workflow}");
    assert!(workflow.contains("cargo test --manifest-path sdk/Cargo.toml\n"), "{workflow}");
    let readme = text(root, "README.md");
    assert!(
        readme.contains("The folder `rust/sdk` has the Rust crate")
            && readme.contains("(rust/sdk.toml)")
    );
    succeeds(&inner, "generate --check");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_fetched_and_followed() {
    let server =
        Server::start([200, 200].map(|status| ServerResponse::new(status, DOCUMENT))).await;
    let folder = folder(&[]);
    let root = folder.path();
    let url = format!("{}/openapi", server.url());
    succeeds(root, &format!("init {url} --ci none"));
    assert_eq!(text(root, "openapi.yaml"), DOCUMENT);
    assert!(text(root, "sdk.toml").contains(&format!("\nupstream = \"{url}\"\n")));
    let words = succeeds(root, "drift");
    assert!(words.contains("is the same as openapi.yaml"), "{words}");
}

#[test]
fn what_cannot_be_found_is_asked_for() {
    let empty = folder(&[("api.yaml", "api: [1]\n"), ("notes.md", DOCUMENT)]);
    let words = fails(empty.path(), "init");
    assert!(words.contains("no OpenAPI document is found in this folder"), "{words}");
    assert!(words.contains("`oasmith init openapi.yaml`"), "{words}");
    let words = fails(empty.path(), "init none.yaml");
    assert!(words.contains("E0101"), "{words}");

    // A single document is found under any name.
    let named = folder(&[("lamps.v1.json", SWAGGER), ("b.yaml", "openapi: true\n")]);
    assert!(succeeds(named.path(), "init --ci none").contains("write sdk.toml"));
    assert!(text(named.path(), "sdk.toml").contains("document = \"lamps.v1.json\""));
    let several = folder(&[("a.json", SWAGGER), ("b.yaml", DOCUMENT)]);
    let words = fails(several.path(), "init");
    assert!(words.contains("there are several OpenAPI documents: a.json, b.yaml"), "{words}");

    let two = folder(&[("openapi.yaml", DOCUMENT), ("api/openapi.json", SWAGGER)]);
    let words = fails(two.path(), "init");
    let message = "there are several OpenAPI documents: openapi.yaml, api/openapi.json";
    assert!(words.contains(message) && words.contains("`oasmith init openapi.yaml`"), "{words}");
}

#[test]
fn a_document_with_errors_leaves_a_project_to_correct() {
    let broken = DOCUMENT.replace("{description: None.}", "{$ref: '#/components/responses/None'}");
    let folder = folder(&[("openapi.yaml", &broken)]);
    let output = run(folder.path(), "init --ci none");
    let words = said(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(words.contains("correct the document, then run `oasmith generate`"), "{words}");
    write(&folder.path().join("openapi.yaml"), DOCUMENT);
    succeeds(folder.path(), "generate");
}
