//! The command line loads documents: overlays, roots of references, and the network.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Output;
use std::sync::{Arc, Mutex};
use std::thread;

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{contents, write};
use tempfile::TempDir;

/// A document whose only response is a reference.
fn document(reference: &str) -> String {
    format!(
        "openapi: 3.0.3\ninfo: {{title: Little, version: '1'}}\npaths:\n  /lamp:\n    get:\n      operationId: getLamp\n      \
         responses:\n        '200':\n          description: A lamp.\n          content: {{application/json: {{schema: {{$ref: \
         '{reference}'}}}}}}\n"
    )
}

const LAMP: &str =
    "type: object\nproperties: {on: {type: boolean}, shade: {$ref: 'more/shade.yaml#/Shade'}}\n";
const SHADE: &str =
    "Shade: {type: object, properties: {color: {type: string}, lamp: {$ref: ../lamp.yaml}}}\n";

/// A folder with files.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    files.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
    folder
}

/// Generates from `api/openapi.yaml` into `out`.
fn codegen(folder: &TempDir, arguments: &[&str]) -> Output {
    let mut command = xtask(folder.path());
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy).env_remove(proxy.to_lowercase());
    }
    command
        .args(["codegen", "--document", "api/openapi.yaml", "--name", "little", "--output", "out"])
        .args(arguments);
    command.output().expect("xtask can be run")
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Succeeds, and returns the generated text.
fn succeeds(folder: &TempDir, arguments: &[&str]) -> String {
    let output = codegen(folder, arguments);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let files = contents(&folder.path().join("out/src")).into_iter();
    files
        .filter(|(path, _)| !path.starts_with("runtime"))
        .map(|(_, text)| String::from_utf8_lossy(&text).into_owned())
        .collect()
}

/// Fails; returns the output.
fn fails(folder: &TempDir, arguments: &[&str]) -> String {
    let output = codegen(folder, arguments);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    said(&output)
}

fn contains(text: &str, part: &str) {
    assert!(text.contains(part), "{part}\n---\n{text}");
}

const OVERLAY: &str = "overlay: 1.0.0\ninfo: {title: Little, version: '1'}\nactions:\n";

#[test]
fn an_overlay_is_applied() {
    let overlay = format!(
        "{OVERLAY}- target: $..schema\n  update: {{properties: {{brand: {{type: string}}}}}}\n"
    );
    let document =
        document("x").replace("{$ref: 'x'}", "{type: object, properties: {on: {type: boolean}}}");
    let folder = folder(&[("api/openapi.yaml", &document), ("fix.yaml", &overlay)]);
    let types = succeeds(&folder, &["--overlay", "fix.yaml"]);
    contains(&types, "pub brand: Option<String>");
    contains(&types, "pub on: Option<bool>");
    let checked = codegen(&folder, &["--check"]);
    assert_eq!(checked.status.code(), Some(1), "without the overlay it is another crate");
    write(&folder.path().join("out/src/lib.rs"), "// @generated\n");
    contains(
        &said(&codegen(&folder, &["--check", "--overlay", "fix.yaml"])),
        " --overlay fix.yaml`",
    );
}

#[test]
fn what_is_wrong_in_an_overlay_is_shown_there() {
    let document = document("x").replace("{$ref: 'x'}", "{type: object}");
    let wrong = format!("{OVERLAY}- target: $..schema\n  update:\n    properties: [on]\n");
    let folder = folder(&[("api/openapi.yaml", &document), ("fix.yaml", &wrong)]);
    contains(&fails(&folder, &["--overlay", "fix.yaml"]), "--> fix.yaml:6:5\n");
    contains(
        &fails(&folder, &["--overlay", "none.yaml"]),
        "error[E0101]: the overlay `none.yaml` cannot be read",
    );
    write(
        &folder.path().join("fix.yaml"),
        format!("{OVERLAY}- {{target: $.path, update: {{}}}}\n"),
    );
    contains(&fails(&folder, &["--overlay", "fix.yaml"]), "did you mean `paths` in it?");
}

#[test]
fn references_of_an_overlay_are_relative_to_the_document() {
    let document = document("x").replace("{$ref: 'x'}", "{type: object}");
    let overlay = format!(
        "{OVERLAY}- target: $..schema\n  update: {{properties: {{lamp: {{$ref: lamp.yaml}}}}}}\n"
    );
    let folder = folder(&[
        ("api/openapi.yaml", &document),
        ("api/lamp.yaml", "type: object\nproperties: {on: {type: boolean}}\n"),
        ("overlays/fix.yaml", &overlay),
    ]);
    contains(&succeeds(&folder, &["--overlay", "overlays/fix.yaml"]), "pub struct Lamp");
}

#[test]
fn several_apis_need_a_manifest_that_says_whose_overlay_it_is() {
    let manifest = "[package]\nname = \"two\"\nversion = \"0.1.0\"\n[api.a]\ndocument = \"a.yaml\"\n[api.b]\ndocument = \"a.yaml\"\n";
    let document = document("x").replace("{$ref: 'x'}", "{type: object}");
    let folder = folder(&[("sdk.toml", manifest), ("a.yaml", &document)]);
    let arguments = ["codegen", "--manifest", "sdk.toml", "--output", "out"];
    let output = xtask(folder.path())
        .args(arguments)
        .args(["--root", "."])
        .output()
        .expect("xtask can be run");
    assert_eq!(output.status.code(), Some(1));
    contains(&said(&output), "error[E0225]: --overlay and --root apply to one API");
}

#[test]
fn files_are_read_anywhere_below_the_root() {
    let files = [
        ("api/openapi.yaml", &*document("../common/lamp.yaml")),
        ("common/lamp.yaml", LAMP),
        ("common/more/shade.yaml", SHADE),
    ];
    let folder = folder(&files);
    contains(&fails(&folder, &[]), "pass --root with a parent folder");
    contains(&succeeds(&folder, &["--root", "."]), "pub struct Shade");
    contains(
        &fails(&folder, &["--root", "common"]),
        "error[E0126]: the document `api/openapi.yaml` is not below the root `common`",
    );
    write(&folder.path().join("common/lamp.yaml"), "properties: 5\n");
    contains(&fails(&folder, &["--root", "."]), "--> common/lamp.yaml:1:13\n");
    write(&folder.path().join("common/lamp.yaml"), "properties: {a: {$ref: ../../outside.yaml}}\n");
    contains(&fails(&folder, &["--root", "."]), "error[E0108]: the reference `../../outside.yaml`");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out_of_the_root() {
    let folder = folder(&[("in/api/openapi.yaml", &document("../link.yaml")), ("out.yaml", LAMP)]);
    std::os::unix::fs::symlink(folder.path().join("out.yaml"), folder.path().join("in/link.yaml"))
        .expect("a link");
    let arguments = [
        "codegen",
        "--document",
        "in/api/openapi.yaml",
        "--name",
        "little",
        "--output",
        "out",
        "--root",
        "in",
    ];
    let output = xtask(folder.path()).args(arguments).output().expect("xtask can be run");
    assert_eq!(output.status.code(), Some(1));
    contains(&said(&output), "error[E0108]: the reference `../link.yaml` leaves the folder");
}

#[test]
fn a_manifest_has_overlays_and_a_root() {
    let manifest = "[package]\nname = \"little\"\nversion = \"0.1.0\"\n[api.little]\ndocument = \"api/openapi.yaml\"\n\
                    overlays = [\"a.yaml\", \"b.yaml\"]\nroot = \".\"\n";
    let title =
        |title: &str| format!("{OVERLAY}- {{target: $.info, update: {{title: {title}}}}}\n");
    let folder = folder(&[
        ("spec/sdk.toml", manifest),
        ("spec/api/openapi.yaml", &document("../lamp.yaml")),
        ("spec/lamp.yaml", "type: object\nproperties: {on: {type: boolean}}\n"),
        ("spec/a.yaml", &title("First")),
        ("spec/b.yaml", &title("Second")),
    ]);
    let arguments = ["codegen", "--manifest", "spec/sdk.toml", "--output", "out"];
    let output = xtask(folder.path()).args(arguments).output().expect("xtask can be run");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    contains(
        &fs::read_to_string(folder.path().join("out/src/lib.rs")).expect("a library"),
        "Second",
    );
}

#[test]
fn a_corpus_reads_anywhere_below_the_folder_that_was_asked_for() {
    let folder = folder(&[
        ("Cargo.toml", "[workspace]\n"),
        ("spec/sdk.toml", ""),
        ("specs/set/spec/openapi.yaml", &document("../common/lamp.yaml")),
        ("specs/set/common/lamp.yaml", LAMP),
        ("specs/set/common/more/shade.yaml", SHADE),
    ]);
    let corpus = |path: &str| {
        xtask(folder.path()).args(["corpus", path]).output().expect("xtask can be run")
    };
    contains(&String::from_utf8_lossy(&corpus("specs").stdout), "(1 ok, 0 errors");
    contains(
        &String::from_utf8_lossy(&corpus("specs/set/spec/openapi.yaml").stdout),
        "(0 ok, 1 errors",
    );
}

/// The response of a server for each path, with its headers.
type Pages = BTreeMap<&'static str, String>;

/// A server on loopback. It runs until the process ends.
struct Server {
    host: String,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Server {
    fn start(pages: impl Fn(&str) -> Pages) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (pages, log) = (pages(&host), asked.clone());
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                respond(stream, &pages, &log);
            }
        });
        Self { host, asked }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.host)
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().expect("no panic"))
    }
}

fn respond(mut stream: TcpStream, pages: &Pages, asked: &Mutex<Vec<String>>) {
    let mut reader = BufReader::new(stream.try_clone().expect("a stream"));
    let mut lines = Vec::new();
    let mut line = String::new();
    while reader.read_line(&mut line).is_ok_and(|read| read > 2) {
        lines.push(std::mem::take(&mut line));
    }
    let path = lines.first().and_then(|line| line.split(' ').nth(1)).unwrap_or_default().to_owned();
    asked.lock().expect("no panic").push(path.clone());
    let mut text = match pages.get(path.as_str()) {
        Some(page) if page.starts_with("HTTP/1.1 ") => page.clone(),
        Some(page) => format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{page}", page.len()),
        None => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_owned(),
    };
    text = text.replacen("\r\n", "\r\nConnection: close\r\n", 1);
    // A client that has read enough closes the connection.
    _ = stream.write_all(text.as_bytes());
    if text.ends_with("Endless: yes\r\n\r\n") {
        let block = vec![b' '; 1 << 20];
        while stream.write_all(&block).is_ok() {}
    }
    _ = stream.shutdown(std::net::Shutdown::Write);
    _ = reader.read_to_end(&mut Vec::new());
}

fn redirect(target: &str) -> String {
    format!("HTTP/1.1 302 Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n")
}

#[test]
fn documents_are_fetched_from_hosts_that_are_named_and_from_no_other() {
    let server = Server::start(|_| {
        Pages::from([
            ("/api/lamp.yaml", LAMP.to_owned()),
            ("/api/more/shade.yaml", SHADE.to_owned()),
        ])
    });
    let folder = folder(&[("api/openapi.yaml", &document(&server.url("/api/lamp.yaml")))]);

    contains(&fails(&folder, &[]), "or allow its host with --allow-remote");
    contains(
        &fails(&folder, &["--allow-remote", "example.com,localhost,127.0.0.1:1"]),
        "error[E0109]",
    );
    assert_eq!(server.asked(), [""; 0], "nobody was asked");

    let types = succeeds(&folder, &["--allow-remote", &server.host]);
    contains(&types, "pub struct Shade");
    assert_eq!(
        server.asked(),
        ["/api/lamp.yaml", "/api/more/shade.yaml"],
        "each once, though they refer to each other"
    );

    contains(&fails(&folder, &["--check"]), "error[E0109]");
    assert_eq!(server.asked(), [""; 0], "a check asks nobody by itself");
    let checked = codegen(&folder, &["--check", "--allow-remote", &server.host]);
    assert_eq!(checked.status.code(), Some(0), "{}", said(&checked));
}

#[test]
fn failed_downloads_are_errors() {
    let server = Server::start(|host| {
        let elsewhere =
            format!("http://localhost:{}/lamp.yaml", host.rsplit(':').next().unwrap_or_default());
        Pages::from([
            ("/moved.yaml", redirect("/new/lamp.yaml")),
            ("/new/lamp.yaml", "type: object\nproperties: {on: {$ref: on.yaml}}\n".to_owned()),
            ("/new/on.yaml", "type: boolean\n".to_owned()),
            ("/elsewhere.yaml", redirect(&elsewhere)),
            ("/file.yaml", redirect("file:///etc/passwd")),
            ("/loop.yaml", redirect("/loop.yaml")),
            ("/large.yaml", "HTTP/1.1 200 OK\r\nEndless: yes\r\n\r\n".to_owned()),
            ("/broken.yaml", "a: [\n".to_owned()),
            ("/local.yaml", "properties: {a: {$ref: 'file:///etc/passwd'}}\n".to_owned()),
            ("/up.yaml", "properties: {a: {$ref: '../../../etc/passwd'}}\n".to_owned()),
        ])
    });
    let folder = folder(&[("api/openapi.yaml", "")]);
    let host = server.host.clone();
    let fetch = |path: &str| {
        write(&folder.path().join("api/openapi.yaml"), document(&server.url(path)));
        server.asked();
        fails(&folder, &["--allow-remote", &host])
    };
    for (path, expected) in [
        ("/none.yaml", "cannot be read: the server responds with 404 Not Found"),
        ("/elsewhere.yaml", ", which --allow-remote does not allow"),
        ("/file.yaml", "it redirects to `file:///etc/passwd`, which is not a URL"),
        ("/loop.yaml", "it redirects more than 5 times"),
        ("/large.yaml", "it is larger than 128 MiB"),
        ("/broken.yaml", "error[E0102]: this is not YAML"),
        (
            "/local.yaml",
            "error[E0109]: the reference `file:///etc/passwd` is a URL with an unsupported scheme",
        ),
        ("/up.yaml", "/etc/passwd` cannot be read: the server responds with 404"),
    ] {
        contains(&fetch(path), expected);
    }
    assert_eq!(
        server.asked(),
        ["/up.yaml", "/etc/passwd"],
        "a path of a fetched document is one of its server"
    );

    write(&folder.path().join("api/openapi.yaml"), document(&server.url("/moved.yaml")));
    server.asked();
    succeeds(&folder, &["--allow-remote", &host]);
    assert_eq!(
        server.asked(),
        ["/moved.yaml", "/new/lamp.yaml", "/new/on.yaml"],
        "relative to where it is in the end"
    );
}

#[test]
fn only_https_is_asked_beyond_this_machine() {
    let folder = folder(&[("api/openapi.yaml", &document("http://example.invalid/lamp.yaml"))]);
    contains(
        &fails(&folder, &["--allow-remote", "example.invalid"]),
        "http://example.invalid/lamp.yaml is not https",
    );
}

#[test]
fn names_that_are_urls_are_not_fetched() {
    let server = Server::start(|_| Pages::new());
    let own = server.url("/api/openapi.yaml");
    let text = document(&format!("{own}#/components/schemas/Lamp"))
        .replace("openapi: 3.0.3\n", &format!("openapi: 3.2.0\n$self: {own}\n"))
        + &format!(
            "components:\n  schemas:\n    Lamp: {{$id: '{}', type: object, properties: {{part: {{$ref: part.yaml}}, other: {{$ref: '{}'}}}}}}\n",
            server.url("/lamp"),
            server.url("/part"),
        );
    let part = format!(
        "$id: {}\ntype: object\nproperties: {{on: {{type: boolean}}}}\n",
        server.url("/part")
    );
    let folder = folder(&[("api/openapi.yaml", &text), ("api/part.yaml", &part)]);
    contains(&succeeds(&folder, &["--allow-remote", &server.host]), "pub struct Part");
    succeeds(&folder, &[]);
    assert_eq!(server.asked(), [""; 0]);
}

#[test]
fn a_remote_root_is_no_document() {
    let folder = folder(&[("api/openapi.yaml", "")]);
    let output = xtask(folder.path())
        .args([
            "codegen",
            "--document",
            "https://example.com/a.yaml",
            "--name",
            "a",
            "--output",
            "out",
        ])
        .output();
    contains(&said(&output.expect("xtask can be run")), "error[E0101]");
    assert!(!Path::new("https:").exists());
}
