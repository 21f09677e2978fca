//! `cargo xtask drift`: documents and their newer versions, from files and from a server.

use std::fs;
use std::path::Path;
use std::process::Output;

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{contents, write};
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::Value;
use tempfile::TempDir;

/// A document that refers to another file and needs an overlay.
fn document(operation: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Little, version: '1'}}\npaths:\n  /lamp:\n    get:\n      operationId: {operation}\n      \
         responses:\n        '200': {{description: A lamp., content: {{application/json: {{schema: {{$ref: \
         'more/lamp.yaml'}}}}}}}}\n"
    )
}

const OTHER: &str = "openapi: 3.0.3\ninfo: {title: Other, version: '1'}\npaths:\n  /x:\n    get: {operationId: getX, responses: {'204': {description: X.}}}\n";

const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: Fix, version: '1'}\nactions:\n- target: $.paths['/lamp'].get\n  \
                       update: {description: From the overlay.}\n";

/// Two APIs, the first with several files and an overlay. `upstream` is a line for each.
fn workspace(upstreams: [&str; 2]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let [first, second] = upstreams;
    let manifest = format!(
        "[package]\nname = \"two\"\nversion = \"0.1.0\"\noutput = \"../generated\"\n\n[api.lamps]\ndocument = \"lamps/openapi.yaml\"\noverlays = \
         [\"fix.yaml\"]\n{first}\n\n[api.other]\ndocument = \"other.yaml\"\n{second}\n"
    );
    let files = [
        ("Cargo.toml", "[workspace]\n"),
        ("spec/sdk.toml", &manifest),
        ("spec/lamps/openapi.yaml", &document("getLamp")),
        ("spec/lamps/more/lamp.yaml", "type: object\nproperties: {on: {type: boolean}}\n"),
        ("spec/fix.yaml", OVERLAY),
        ("spec/other.yaml", OTHER),
    ];
    files.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
    folder
}

fn drift(folder: &TempDir, arguments: &[&str]) -> (Option<i32>, String, String) {
    let mut command = xtask(folder.path());
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy).env_remove(proxy.to_lowercase());
    }
    let Output { status, stdout, stderr } =
        command.arg("drift").args(arguments).output().expect("xtask can be run");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("text");
    (status.code(), text(stdout), text(stderr))
}

/// Fails with this message, and changes no file.
fn refused(folder: &TempDir, arguments: &[&str], part: &str) {
    let before = contents(folder.path());
    let (status, said, noted) = drift(folder, arguments);
    assert_eq!((status, said.as_str()), (Some(1), ""), "{arguments:?}\n{noted}");
    assert!(noted.contains(part), "{arguments:?}: {part}\n---\n{noted}");
    assert_eq!(contents(folder.path()), before, "{arguments:?}");
}

fn read(folder: &TempDir, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).expect("a file")
}

#[test]
fn a_newer_copy_that_changes_the_sdk_is_drift() {
    let folder = workspace(["", ""]);
    write(&folder.path().join("new.yaml"), document("readLamp"));
    let before = contents(folder.path());
    let (status, said, noted) = drift(&folder, &["--against", "lamps=new.yaml"]);
    assert_eq!(status, Some(1), "{noted}");
    assert!(said.contains("breaking (") && said.contains("lamps::"), "{said}");
    assert!(
        said.trim_end().ends_with(" breaking change)")
            || said.trim_end().ends_with(" breaking changes)"),
        "{said}"
    );
    assert!(noted.contains("lamps: new.yaml differs from spec/lamps/openapi.yaml\n"), "{noted}");
    assert!(
        said.contains("  new.yaml:5:5\n"),
        "new items have locations in the newer copy\n{said}"
    );
    assert_eq!(contents(folder.path()), before, "nothing is written");

    let (_, markdown, _) = drift(&folder, &["--against", "lamps=new.yaml", "--format", "markdown"]);
    assert!(markdown.starts_with("**0.1.0 → 0.2.0 "), "{markdown}");
    let (_, json, _) = drift(&folder, &["--against", "lamps=new.yaml", "--format", "json"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!((&json["next"], &json["step"]), (&Value::from("0.2.0"), &Value::from("minor")));
}

#[test]
fn a_newer_copy_that_changes_nothing_is_no_drift() {
    let folder = workspace(["", ""]);
    write(&folder.path().join("same.yaml"), document("getLamp").replace('\n', "\r\n"));
    let (status, said, noted) = drift(&folder, &["--against", "lamps=same.yaml", "--write"]);
    assert_eq!((status, said.as_str()), (Some(0), ""), "{noted}");
    assert!(noted.contains("lamps: same.yaml is the same as spec/lamps/openapi.yaml\n"), "{noted}");
    assert!(!read(&folder, "spec/lamps/openapi.yaml").contains('\r'));

    let commented = document("getLamp") + "# More.\n";
    write(&folder.path().join("new.yaml"), &commented);
    let (status, said, noted) = drift(&folder, &["--against", "lamps=new.yaml", "--write"]);
    assert_eq!(status, Some(0), "{noted}");
    assert!(said.contains("no changes for users of the crate"), "{said}");
    assert_eq!(read(&folder, "spec/lamps/openapi.yaml"), commented);
}

#[test]
fn an_overlay_is_for_the_newer_copy_too() {
    let folder = workspace(["", ""]);
    write(&folder.path().join("new.yaml"), document("getLamp").replace("/lamp:", "/lamps:"));
    refused(&folder, &["--against", "lamps=new.yaml", "--write"], "error[E0124]");
    let added = document("getLamp") + "      x-anything: true\n";
    write(&folder.path().join("new.yaml"), added);
    let (status, said, noted) = drift(&folder, &["--against", "lamps=new.yaml"]);
    assert_eq!(status, Some(0), "the docs of the overlay are there on both sides\n{said}{noted}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_upstream_of_the_manifest_is_fetched_and_written() {
    let server = Server::start([ServerResponse::new(200, document("readLamp"))]).await;
    let upstream = format!("upstream = \"{}/openapi.yaml\"", server.url());
    let folder = workspace([&upstream, ""]);
    let (status, said, noted) = drift(&folder, &["--write"]);
    assert_eq!(status, Some(1), "{noted}");
    assert!(
        said.contains("  spec/lamps/openapi.yaml:5:5\n"),
        "locations are those of the written document\n{said}"
    );
    let request = server.take_one();
    assert_eq!(request.line(), "GET /openapi.yaml");
    assert!(request.header("authorization").is_none());
    assert_eq!(read(&folder, "spec/lamps/openapi.yaml"), document("readLamp"));
    assert!(
        noted.contains("spec/lamps/openapi.yaml: written; run `cargo xtask codegen`"),
        "{noted}"
    );
    let names: Vec<_> = contents(&folder.path().join("spec")).into_keys().collect();
    assert_eq!(names.len(), 5, "nothing is left beside it: {names:?}");
    assert_eq!(drift(&folder, &[]).0, Some(0), "it is there now");
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_unless_all_can_be_read() {
    let server = Server::start([
        ServerResponse::new(200, document("readLamp")),
        ServerResponse::new(503, "busy"),
    ])
    .await;
    let url = |name: &str| format!("upstream = \"{}/{name}\"", server.url());
    let folder = workspace([&url("a.yaml"), &url("b.yaml")]);
    refused(&folder, &["--write"], "/b.yaml cannot be read: the server responds with 503");

    server.respond(
        ServerResponse::new(302, "").header("Location", "https://elsewhere.example/a.yaml"),
    );
    refused(
        &folder,
        &["--write"],
        "it redirects to elsewhere.example, which --allow-remote does not allow",
    );
    server.respond(ServerResponse::new(302, "").header("Location", "http://127.0.0.1:1/a.yaml"));
    refused(&folder, &["--write"], "it redirects to 127.0.0.1:1");
    server.respond(ServerResponse::new(200, "<html>gone</html>"));
    refused(&folder, &["--write"], "cannot generate a crate from the newer documents");
    server.respond(ServerResponse::new(200, "x".repeat(200)));
    refused(&folder, &["--write", "--max-bytes", "100"], "cannot be read: it is larger than");
}

#[test]
fn what_is_wrong_with_a_call_is_said() {
    let folder = workspace(["", ""]);
    write(&folder.path().join("broken.yaml"), "openapi: 3.0.3\ninfo: [\n");
    refused(&folder, &[], "error: no API has an `upstream`\n  = help: write `upstream");
    refused(&folder, &["--against", "broken.yaml"], "error: there are several APIs");
    refused(
        &folder,
        &["--against", "lamp=broken.yaml"],
        "error: there is no API `lamp`\n  = help: the manifest names `lamps`, `other`",
    );
    refused(&folder, &["--against", "lamps=none.yaml"], "error: none.yaml cannot be read");
    refused(&folder, &["--against", "lamps=broken.yaml", "--write"], "error[E0102]");
    refused(
        &folder,
        &["--against", "other=broken.yaml", "--against", "other=broken.yaml"],
        "--against names the API `other` twice",
    );
    refused(&folder, &["--manifest", "none.toml"], "error[E0101]");
    let (status, _, noted) = drift(&folder, &["--against", "lamps=http://example.com/a.yaml"]);
    assert_eq!(status, Some(2), "{noted}");
}

#[test]
fn a_list_names_copies() {
    let folder = workspace(["", ""]);
    write(&folder.path().join("newer/lamps.yaml"), document("readLamp"));
    write(&folder.path().join("newer/other.yaml"), OTHER);
    write(
        &folder.path().join("newer/all.txt"),
        "# What is published.\n\nlamps  lamps.yaml # new\nother other.yaml\r\n",
    );
    let (status, said, noted) = drift(&folder, &["--against", "newer/all.txt"]);
    assert_eq!(status, Some(1), "{noted}");
    assert!(
        said.contains("breaking (") && noted.contains("other: newer/other.yaml is the same as"),
        "{said}{noted}"
    );
    write(&folder.path().join("newer/all.txt"), "other\n");
    refused(&folder, &["--against", "newer/all.txt"], "newer/all.txt:1: there is no file or URL");
    write(&folder.path().join("newer/all.txt"), "other http://example.com/x\n");
    refused(
        &folder,
        &["--against", "newer/all.txt"],
        "newer/all.txt:1: `http://example.com/x` is not an https URL",
    );
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let folder = workspace(["", ""]);
    let inside = |path: &str| folder.path().join(path);
    fs::rename(inside("spec/other.yaml"), inside("spec/real.yaml")).expect("a file");
    std::os::unix::fs::symlink("real.yaml", inside("spec/other.yaml")).expect("a link");
    let newer = OTHER.replace("getX", "readX");
    write(&inside("new.yaml"), &newer);
    assert_eq!(drift(&folder, &["--against", "other=new.yaml", "--write"]).0, Some(1));
    let is_link =
        |path: &Path| fs::symlink_metadata(path).expect("a file").file_type().is_symlink();
    assert!(is_link(&inside("spec/other.yaml")) && !is_link(&inside("spec/real.yaml")));
    assert_eq!(read(&folder, "spec/real.yaml"), newer);
}
