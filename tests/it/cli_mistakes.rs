//! Mistakes of new users: each message says what to write.

use std::os::unix::fs::symlink;
use std::path::Path;

use oasmith_tests::cargo::oasmith;
use oasmith_tests::folder::write;
use oasmith_tests::git::git;
use tempfile::TempDir;

const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Lamp Shop, version: '1'}
paths: {/lamps: {get: {operationId: listLamps, tags: [Lamps], responses: {'204': {description: None.}}}}}
";

const MANIFEST: &str = "\
[package]
name = \"lamps\"
version = \"0.1.0\"
output = \"sdk\"

[api.lamps]
document = \"openapi.yaml\"
";

fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    write(&folder.path().join("openapi.yaml"), DOCUMENT);
    folder
}

/// The output of a command that fails.
fn fails(root: &Path, line: &str) -> String {
    let output = oasmith(root).args(line.split(' ')).output().expect("oasmith runs");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(!output.status.success(), "{line}\n{said}");
    said
}

fn says(root: &Path, table: &[(&str, &str)]) {
    for (line, words) in table {
        let said = fails(root, line);
        assert!(said.contains(words), "{line}\nwithout: {words}\n{said}");
    }
}

#[test]
fn of_flags_and_commands() {
    let folder = folder();
    says(
        folder.path(),
        &[
            ("generate -i openapi.yaml", "without a flag: `oasmith generate openapi.yaml`"),
            ("generate --spec openapi.yaml", "without a flag: `oasmith generate openapi.yaml`"),
            ("generate openapi.yaml --features rustls", "`cargo add NAME --features …`"),
            ("generate openapi.yaml --package-name lamps", "--name NAME"),
            ("generate --config sdk.toml", "--manifest sdk.toml"),
            ("generate -g rust openapi.yaml", "leave it out"),
            ("generate openapi.yaml --force", "leave it out"),
            ("generate openapi.yaml --dry-run", "--check"),
            ("generate openapi.yaml --blocking", "its feature `blocking`"),
            ("generate openapi.yaml --skip-validate-spec", "--keep-going"),
            ("generate openapi.yaml -v", "--all"),
            ("generate openapi.yaml b.yaml", "several [api.NAME] tables"),
            ("generate openapi.yaml --tag Lamps,Bulbs", "repeat the flag"),
            ("generate --name x", "the crate of a manifest has its name below [package]"),
            ("generate -", "standard input is not read"),
            ("openapi.yaml", "`oasmith generate openapi.yaml`"),
            ("build", "`oasmith generate`"),
            ("validate openapi.yaml", "`oasmith lint`"),
            ("bump", "`oasmith release`"),
            ("--manifest sdk.toml generate", "--manifest is a flag of"),
            ("generate --manifest Cargo.toml", "this is cargo's manifest"),
            ("generate .", "such as `openapi.yaml`"),
            ("release --version v1.0", "write `1.0.0`"),
            ("generate ", "name a file, such as `openapi.yaml`"),
            ("generate file:///a/openapi.yaml", "by its path, `/a/openapi.yaml`"),
            ("generate http://example.com/a.yaml", "write `https://example.com/a.yaml`"),
            ("generate https://me:pw@example.com/a.yaml", "leave out the user and the password"),
            ("generate www.example.com/a.yaml", "write `https://www.example.com/a.yaml`"),
        ],
    );
}

#[test]
fn quiet_prints_problems_only() {
    let folder = folder();
    for line in ["generate openapi.yaml -o sdk -q", "lint openapi.yaml --quiet"] {
        let arguments = line.split(' ');
        let output = oasmith(folder.path()).args(arguments).output().expect("oasmith runs");
        assert!(output.status.success(), "{line}");
        assert_eq!([output.stdout, output.stderr].concat(), b"", "{line}");
    }
    assert!(folder.path().join("sdk/src/lib.rs").is_file());
    assert!(fails(folder.path(), "lint -q nothing.yaml").contains("E0101"));
}

/// A text that is no OpenAPI document, its file name, and the expected message.
const OTHER_FORMATS: &[(&str, &str, &str)] = &[
    ("a.yaml", "<!DOCTYPE html>\n<html></html>\n", "this is an HTML page"),
    ("a.json", "<html><body>x</body></html>\n", "this is an HTML page"),
    ("a.xml", "<?xml version=\"1.0\"?><definitions/>\n", "this is XML"),
    ("a.json", "{\"swaggerVersion\": \"1.2\", \"apis\": []}\n", "a document of Swagger 1"),
    ("a.json", "{\"info\": {\"_postman_id\": \"1\"}, \"item\": []}\n", "a Postman collection"),
    ("a.yaml", "asyncapi: 3.0.0\nchannels: {}\n", "an AsyncAPI document"),
    ("a.yaml", "overlay: 1.0.0\nactions: []\n", "with --overlay FILE"),
    ("a.yaml", "arazzo: 1.0.0\nworkflows: []\n", "`sourceDescriptions`"),
    ("a.json", "{\"log\": {\"entries\": []}}\n", "an HTTP archive (HAR)"),
    ("a.json", "{\"discoveryVersion\": \"v1\"}\n", "Google's API Discovery Service"),
    ("a.json", "{\"__export_format\": 4}\n", "an Insomnia export"),
    ("a.yaml", "apiVersion: v1\nkind: Pod\n", "a Kubernetes resource"),
    ("a.json", "{\"$schema\": \"x\", \"type\": \"object\"}\n", "this is a JSON Schema"),
    ("a.raml", "#%RAML 1.0\ntitle: x\n", "this is a RAML document"),
    ("a.graphql", "type Query { a: Int }\n", "this is a GraphQL schema"),
    ("a.proto", "syntax = \"proto3\";\npackage x;\n", "this is a Protocol Buffers file"),
    ("a.yaml", "version https://git-lfs.github.com/spec/v1\nsize 3\n", "`git lfs pull`"),
    ("a.yaml", "<<<<<<< HEAD\nopenapi: 3.0.3\n=======\n", "a conflict marker of git"),
    ("a.yaml", "openapi: 3\npaths: {}\n", "write `openapi: \"3.0.3\"`"),
    ("a.yaml", "openapi: '2.0'\npaths: {}\n", "write `swagger: \"2.0\"`"),
    ("a.yaml", "OpenAPI: 3.0.3\npaths: {}\n", "write `openapi` instead of `OpenAPI`"),
    ("a.json", "\n", "found an empty text"),
    ("a.yaml", "info:\n  title: \"x\n  version: \"1\"\n", "close the quote on the line"),
];

#[test]
fn of_documents_in_other_formats() {
    let folder = folder();
    for (name, text, words) in OTHER_FORMATS {
        write(&folder.path().join(name), text);
        says(folder.path(), &[(&format!("lint {name}"), words)]);
    }
    std::fs::write(folder.path().join("a.yaml"), b"\x1f\x8b\x08\x08^\xe8\x0c").expect("a file");
    says(folder.path(), &[("lint a.yaml", "compressed (gzip)")]);
}

/// Changes of one line of the manifest, and the expected messages.
const LINES: &[(&str, &str, &str)] = &[
    ("name = \"lamps\"", "name = \"My lamps\"", "`My lamps` cannot name a package"),
    ("name = \"lamps\"", "name = \"std\"", "a crate that comes with the compiler"),
    ("name = \"lamps\"", "name = \"serde\"", "write a name such as `serde-sdk`"),
    ("version = \"0.1.0\"", "version = \"v1.0\"", "write `1.0.0`"),
    ("output = \"sdk\"", "output = \"~/sdk\"", "only a shell replaces"),
    ("output = \"sdk\"", "output = \"rust\\sdk\"", "single quotes may have `\\`"),
    ("output = \"sdk\"", "output = 'rust\\sdk'", "write `rust/sdk`"),
    ("output = \"sdk\"", "output = \"$HOME/sdk\"", "are not replaced"),
    ("[api.lamps]", "[[api]]", "a header with a name, [api.petstore]"),
    ("document = \"openapi.yaml\"", "document = \"$SPEC\"", "only a shell replaces"),
    ("document = \"openapi.yaml\"", "document = 'spec\\api.yaml'", "write `spec/api.yaml`"),
    ("output = \"sdk\"", "registry = \"crates.io\"", "write `crates-io`"),
    ("output = \"sdk\"", "tags = [\"Lamps\"]", "in `select`"),
    ("output = \"sdk\"", "document = \"a.yaml\"", "below the header of an API"),
    ("[api.lamps]", "[features]\n\n[api.lamps]", "write `features` below [package]"),
    ("output = \"sdk\"", "edition = \"2021\"", "has the edition 2024"),
    ("output = \"sdk\"", "publish = true", "registry = \"crates-io\""),
    ("output = \"sdk\"", "license-file = \"LICENSE\"", "license-files = [\"LICENSE\"]"),
    ("output = \"sdk\"", "build = \"build.rs\"", "a key of `Cargo.toml`"),
    ("[api.lamps]", "[dev-dependencies]\n\n[api.lamps]", "a table of `Cargo.toml`"),
    ("document = \"openapi.yaml\"", "document = \"api.yaml\"", "did you mean `spec/api.yaml`?"),
];

#[test]
fn of_the_manifest() {
    let folder = folder();
    write(&folder.path().join("spec/api.yaml"), DOCUMENT);
    for (line, wrong, words) in LINES {
        write(&folder.path().join("sdk.toml"), MANIFEST.replace(line, wrong));
        says(folder.path(), &[("generate", words)]);
    }
}

/// Manifests that are no TOML, and what the message says.
const OTHER_MANIFESTS: &[(&str, &str)] = &[
    ("# The lamps\n\npackage:\n  name: lamps\n", "3 | package:"),
    ("---\npackage: {name: lamps}\n", "this is YAML, but a manifest is TOML"),
    ("{\r\n  \"package\": {\"name\": \"lamps\"}\r\n}\r\n", "this is JSON, but a manifest is TOML"),
    (DOCUMENT, "this is an OpenAPI document, not a manifest"),
    ("name = lamps\n", "write it in quotes: name = \"lamps\""),
];

#[test]
fn of_the_syntax_of_the_manifest() {
    let folder = folder();
    for (text, words) in OTHER_MANIFESTS {
        write(&folder.path().join("sdk.toml"), text);
        says(folder.path(), &[("generate", words)]);
    }
}

#[test]
fn in_the_current_folder() {
    let folder = folder();
    let root = folder.path();
    write(&root.join("lamps/sdk.toml"), MANIFEST);
    write(&root.join("lamps/openapi.yaml"), DOCUMENT);
    write(&root.join("file"), "x");
    symlink("none", root.join("link")).expect("a link");
    says(
        root,
        &[
            ("generate", "in the folder of lamps/sdk.toml"),
            ("release", "in the folder of lamps/sdk.toml"),
            ("generate openapi.yaml -o file", "a part of its path is a file"),
            ("generate openapi.yaml -o link", "`link` is a symbolic link that leads nowhere"),
            ("lint link", "it is a symbolic link to `none`"),
            ("generate lamps", "such as `lamps/sdk.toml`"),
            ("generate openapi.yaml -o lamps", "error[E0505]: `lamps` is not empty"),
            ("generate openapi.yaml -o .", "such as `--output my-client`"),
            ("diff openapi.yaml", "`oasmith diff --base HEAD`"),
            ("diff . openapi.yaml", "name a document in it"),
        ],
    );
}

#[test]
fn of_revisions() {
    let folder = folder();
    let root = folder.path();
    write(&root.join("sdk.toml"), MANIFEST);
    git(root, &["init", "--quiet", "--initial-branch=main"]);
    says(root, &[("diff --base main", "commit your files"), ("release", "commit your files")]);
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "all"]);
    write(&root.join("new.yaml"), DOCUMENT);
    says(
        root,
        &[
            ("diff --base mian", "did you mean `main`?"),
            ("diff --base v9", "`git branch --all` and `git tag` list what is there"),
            ("diff main HEAD", "`oasmith diff --base main`"),
            ("diff --base main new.yaml", "new.yaml does not exist at the revision `main`"),
            ("release --first", "there are uncommitted changes"),
            ("publish", "write registry = \"crates-io\""),
        ],
    );
    git(root, &["add", "--all"]);
    git(root, &["commit", "--quiet", "-m", "more"]);
    says(root, &[("release", "`oasmith release --first`")]);
}
