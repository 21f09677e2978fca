//! Layouts: custom modules in a generated crate, and generated modules in other crates.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::manifest::SharedRuntime;
use oasmith::output::Files;
use oasmith::{Layout, Report};
use oasmith_tests::cargo::{cargo, oasmith, target};
use oasmith_tests::crates::{SHARED, Workspace, files, together};
use oasmith_tests::extent;
use oasmith_tests::fixture::{self, Fixture};
use oasmith_tests::folder::write;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::json;
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

/// Custom code in a generated crate.
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

    // One file has the mark of generated files, since it may be a copy of one.
    let files = [
        ("src/ext/mod.rs", EXT.to_owned()),
        ("src/ext/shelf.rs", SHELF.to_owned()),
        ("src/ext/copy.rs", format!("// {}\n", text(&sdk.join("src/deps.rs")))),
    ];
    files.iter().for_each(|(path, text)| write(&sdk.join(path), text));
    let quiet = |words: &str| assert!(!words.contains("src/ext"), "{words}");
    quiet(&run(root, "generate --check"));
    // A group gets another name, so a file is removed.
    write(&root.join("openapi.yaml"), DOCUMENT.replace("tags: [Lamps]", "tags: [Bulbs]"));
    quiet(&run(root, "generate"));
    assert!(!sdk.join("src/lamps.rs").exists() && sdk.join("src/bulbs.rs").exists());
    for (path, written) in &files {
        assert_eq!(text(&sdk.join(path)), *written, "{path}");
        assert!(!text(&sdk.join("oasmith.lock")).contains(path), "{path}");
    }

    // The package contains the custom files.
    write(&sdk.join("Cargo.toml"), &(text(&sdk.join("Cargo.toml")) + "\n[workspace]\n"));
    let list = cargo(&sdk).args(["package", "--list", "--allow-dirty", "--offline"]).output();
    let list = String::from_utf8_lossy(&list.expect("cargo can be run").stdout).into_owned();
    assert!(files.iter().all(|(path, _)| list.lines().any(|line| line == *path)), "{list}");
}

#[test]
fn modules_of_users_add_to_generated_types() {
    let mut workspace = Workspace::new("layouts");
    workspace.add("fixture-package", Fixture::named("package").files());
    workspace.write("fixture-package/src/ext/mod.rs", EXT);
    workspace.write("fixture-package/src/ext/shelf.rs", SHELF);
    workspace.clippy(&[SHARED, "--package=fixture-package", "--lib"]);
}

/// Runs a program that shows the lamp `a` of a server, and checks its request and its output.
async fn shows_a_lamp(program: impl FnOnce(&str) -> Command) {
    let lamp = json!({"id": "a", "state": "on"});
    let server = Server::start([ServerResponse::json(200, &lamp)]).await;
    let output = program(server.url()).output().expect("cargo can be run");
    let [stdout, stderr] =
        [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into_owned());
    assert!(output.status.success(), "{stderr}");
    assert!(stdout.starts_with("a Some(") && stdout.contains("On"), "{stdout}");
    assert!(!stderr.contains("warning"), "{stderr}");
    assert_eq!(server.take_one().line(), "GET /lamps/a");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_module_is_part_of_a_crate() {
    let mut workspace = Workspace::new("module");
    let folder = workspace.copy("lamps-with-a-module", Path::new("layouts/module"));
    _ = fs::remove_dir_all(folder.join("src/api"));
    let words = run(&folder, "generate");
    // It lists the dependencies of the example.
    let listed = words.lines().filter(|line| line.starts_with("  cargo add "));
    let listed: Vec<&str> = listed.filter(|line| !line.contains("'cfg(all(")).collect();
    let manifest = text(&folder.join("Cargo.toml"));
    let packages = listed.iter().flat_map(|line| line.split(' ')).filter(|it| it.contains('@'));
    let packages: Vec<&str> = packages.filter_map(|it| it.split('@').next()).collect();
    assert!(packages.len() == 9, "{words}");
    assert!(packages.iter().all(|it| manifest.contains(&format!("\n{it} = "))), "{words}");
    let page = text(&folder.join("src/api/mod.rs"));
    assert!(listed.iter().all(|line| page.contains(line.trim())), "{page}");
    run(&folder, "generate --check");

    let record = workspace.record_of_test("run", include_str!("layouts.rs"));
    if record.found().is_some() {
        return;
    }
    let arguments = ["--quiet", SHARED, "--package=lamps-with-a-module"];
    workspace.clippy(&[SHARED, "--package=lamps-with-a-module"]);
    let build = workspace.cargo(&["build"]).args(arguments).status().expect("cargo can be run");
    assert!(build.success());
    shows_a_lamp(|url| {
        let mut command = Command::new(target().join("debug/lamps-with-a-module"));
        command.arg(url);
        command
    })
    .await;
    record.pass("");
}

/// Generates the runtime and the two clients of `layouts/shared-runtime` as members of a workspace.
/// Returns its folder.
fn with_shared_runtime(workspace: &mut Workspace) -> PathBuf {
    let example = Path::new("layouts/shared-runtime");
    let program = workspace.copy("program", &example.join("program"));
    let folder = program.parent().expect("a parent");
    for (name, output) in
        [("runtime", "acme-sdk-runtime"), ("lamps", "lamps-sdk"), ("pets", "pets-sdk")]
    {
        let specs = format!("specs/{name}");
        for file in ["sdk.toml", "openapi.yaml"] {
            let path = example.join(&specs).join(file);
            if path.is_file() {
                workspace.write(&format!("{specs}/{file}"), &text(&path));
            }
        }
        run(&folder.join(&specs), "generate");
        run(&folder.join(&specs), "generate --check");
        workspace.member(output);
    }
    folder.to_owned()
}

/// Two clients with one runtime, and a program that uses both.
#[tokio::test(flavor = "multi_thread")]
async fn crates_share_a_runtime() {
    let mut workspace = Workspace::new("shared-runtime");
    let folder = with_shared_runtime(&mut workspace);
    assert!(!folder.join("pets-sdk/src/runtime").exists());
    workspace.clippy(&["--workspace"]);
    workspace.clippy(&[SHARED, "--package=acme-sdk-runtime", "--all-features"]);
    let record = workspace.record_of_test("run", include_str!("layouts.rs"));
    if record.found().is_some() {
        return;
    }
    let arguments = ["--quiet", SHARED, "--package=lamps-and-pets"];
    let build = workspace.cargo(&["build"]).args(arguments).status().expect("cargo can be run");
    assert!(build.success());

    let program = |arguments: &[&str]| {
        let mut command = Command::new(target().join("debug/lamps-and-pets"));
        let output = command.args(arguments).output().expect("the program can be run");
        let words = [output.stdout, output.stderr].map(|it| String::from_utf8_lossy(&it).into());
        let [stdout, stderr]: [String; 2] = words;
        assert!(output.status.success(), "{stderr}");
        stdout
    };
    let lost = "Some(404): no such pet\n";
    assert_eq!(program(&[]), format!("a None\n{lost}"));
    let responses =
        [(200, json!({"id": "a", "state": "on"})), (404, json!({"message": "no such pet"}))];
    let server =
        Server::start(responses.map(|(status, body)| ServerResponse::json(status, &body))).await;
    assert_eq!(program(&[server.url()]), format!("a Some(On)\n{lost}"));
    let requests = server.take();
    let lines: Vec<String> = requests.iter().map(|request| request.line()).collect();
    assert_eq!(lines, ["GET /lamps/a", "GET /pets/b"]);
    assert_eq!(requests[1].header("x-key"), Some("secret"));
    record.pass("");
}

/// Every feature of documents, in crates that share a runtime.
#[test]
fn all_fixtures_compile_with_a_shared_runtime() {
    let shares = |mut input: oasmith::Input| {
        let path = ("path", "../acme-sdk-runtime".to_owned());
        let package = "acme-sdk-runtime".to_owned();
        input.manifest.runtime = Some(SharedRuntime { package, texts: vec![path] });
        input.manifest.package.standalone = false;
        input
    };
    let read = |name: &str| {
        let mut report = Report::new();
        let input = Fixture::named(name).input(&mut report).expect("a fixture");
        (name.to_owned(), shares(input))
    };
    let mut workspace = Workspace::new("shared-runtimes");
    let manifest = Path::new("layouts/shared-runtime/specs/runtime/sdk.toml");
    let runtime = oasmith::Input::from_manifest(manifest, &mut Report::new()).expect("a runtime");
    workspace.add("acme-sdk-runtime", &files(&runtime));
    let (alone, others): (Vec<_>, Vec<_>) =
        fixture::all().into_iter().partition(|it| it.folder.join("sdk.toml").is_file());
    let others = others.iter().map(|it| read(&it.name));
    workspace.add("fixtures-shared", &files(&together("fixtures-shared", others)));
    for name in ["types-jiff", "types-time", "two-documents"] {
        assert!(alone.iter().any(|it| it.name == name), "{name}");
        workspace.add(&format!("fixture-{name}"), &files(&read(name).1));
    }
    workspace.clippy(&["--workspace", "--lib", "--examples"]);
    if extent::is_complete() {
        // The runtime has features that its client crates lack.
        let feature = "--features=acme-sdk-runtime/blocking,acme-sdk-runtime/test-util,acme-sdk-runtime/tower,acme-sdk-runtime/tracing";
        workspace.clippy(&["--workspace", "--lib", "--no-default-features", feature]);
    }
    let all = "--features=blocking,fs,test-util,tower,tracing,webhook-signatures";
    workspace.clippy(&[SHARED, "--package=fixtures-shared", "--lib", all]);
}

/// A client that was generated for a different interface than its runtime has. The first error says
/// what to do, before errors about missing names.
#[test]
fn a_client_for_another_interface_does_not_compile() {
    let mut workspace = Workspace::new("other-interface");
    let folder = with_shared_runtime(&mut workspace);
    let path = folder.join("lamps-sdk/src/lib.rs");
    let older = text(&path).replace("::interface!(1);", "::interface!(0);");
    write(&path, &older);
    let path = folder.join("lamps-sdk/src/client.rs");
    write(&path, text(&path).replace("client_builder", "builder_that_the_runtime_lacks"));
    let record = workspace.record_of_test("check", include_str!("layouts.rs"));
    if record.found().is_some() {
        return;
    }
    let output = workspace.cargo(&["check", "--quiet", SHARED, "--package=lamps-sdk"]).output();
    let output = output.expect("cargo can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let first = stderr.lines().find(|line| line.starts_with("error"));
    let words = "error: this crate needs a runtime with interface 0, but `acme-sdk-runtime` 0.1.0 \
                 has interface 1: generate both with the same version of oasmith, and depend on a \
                 version of `acme-sdk-runtime` that fits";
    assert!(!output.status.success() && first == Some(words), "{stderr}");
    record.pass("");
}

/// The compiler's error says what to do if a runtime has a different interface.
#[test]
fn a_runtime_that_does_not_fit_is_an_error() {
    let folder = project(&[
        ("runtime/sdk.toml", &text(Path::new("layouts/shared-runtime/specs/runtime/sdk.toml"))),
        ("lamps/sdk.toml", &text(Path::new("layouts/shared-runtime/specs/lamps/sdk.toml"))),
        ("lamps/openapi.yaml", DOCUMENT),
    ]);
    let root = folder.path();
    let output = ["generate", "--output", "crate"].join(" ");
    run(&root.join("runtime"), &output);
    run(&root.join("lamps"), &output);
    let text = text(&root.join("runtime/crate/src/lib.rs"));
    let (_, check) = text.split_once("macro_rules! interface {\n").expect("the check");
    let check = format!("macro_rules! interface {{\n{check}interface!(0);\nfn main() {{}}\n");
    write(&root.join("check.rs"), check);
    let mut rustc = Command::new("rustc");
    let output = rustc.arg("check.rs").current_dir(root).output().expect("rustc can be run");
    let stderr = String::from_utf8_lossy(&output.stderr);
    let words = "this crate needs a runtime with interface 0, but `acme-sdk-runtime` 0.1.0 has \
                 interface 1: generate both with the same version of oasmith, and depend on a \
                 version of `acme-sdk-runtime` that fits";
    assert!(!output.status.success() && stderr.contains(words), "{stderr}");
    let used = fs::read_to_string(root.join("lamps/crate/src/lib.rs")).expect("a crate");
    assert!(used.contains("\nacme_sdk_runtime::interface!(1);\n"), "{used}");
}

/// The files of a fixture as a module.
fn module(name: &str, features: &[&str]) -> Files {
    let mut report = Report::new();
    let features = features.iter().map(|it| (*it).to_owned()).collect();
    let input = Fixture::named(name).input(&mut report).expect("a fixture");
    let input = input.with_layout(Layout::Module { features });
    oasmith::generate(&input, &mut report).expect("a module").files
}

/// Modules at several depths and with different features, in a crate with strict lints.
#[test]
fn modules_compile_with_any_features() {
    let all = ["blocking", "fs", "gzip", "reqwest", "test-util", "tracing", "webhook-signatures"];
    let modules = [
        ("two-documents", &[][..]),
        ("webhooks", &all[..]),
        ("xml", &["reqwest"]),
        ("formats", &["test-util"]),
        ("pagination", &["fs", "rustls"]),
        ("streams", &["blocking"]),
        ("types-only", &[]),
    ];
    let mut workspace = Workspace::new("modules");
    let mut root = "//! Modules.\n#![warn(missing_docs, unused)]\n\n".to_owned();
    for (name, features) in modules {
        let module_name = name.replace('-', "_");
        let files = module(name, features);
        assert!(files.get("Cargo.toml").is_none() && files.get("src/lib.rs").is_none());
        for (path, text) in files.iter() {
            assert!(!text.contains("cfg(feature") && !text.contains("crate::"), "{name}/{path}");
            workspace.write(&format!("modules/src/deep/{module_name}/{path}"), text);
        }
        root += &format!("mod {module_name};\n");
    }
    workspace.write("modules/src/deep/mod.rs", &root);
    workspace.write("modules/src/lib.rs", "//! A crate.\nmod deep;\n");
    workspace.write("modules/Cargo.toml", MODULES);
    workspace.member("modules");
    workspace.clippy(&[SHARED, "--package=modules"]);
}

/// A crate with every dependency.
const MODULES: &str = r#"
[package]
name = "modules"
edition = "2024"

[dependencies]
bytes = "1"
chrono = { version = "0.4", default-features = false, features = ["serde", "std"] }
futures-core = "0.3"
hmac = { version = "0.13", default-features = false }
http = "1"
http-body = "1"
percent-encoding = "2"
quick-xml = "0.42"
reqwest = { version = "0.13", default-features = false, features = ["http2", "system-proxy"] }
serde = "1"
serde_json = { version = "1", features = ["float_roundtrip"] }
sha2 = { version = "0.11", default-features = false }
tokio = { version = "1", features = ["fs", "io-util", "rt", "time"] }
tracing = { version = "0.1", default-features = false, features = ["std"] }
uuid = { version = "1", features = ["serde"] }
"#;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "compiles the generator once more, as a dependency of a build script"]
async fn a_build_script_generates_a_module() {
    let (sources, folder) = (Path::new("layouts/build-script"), target().join("build-script"));
    let repository = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("a parent");
    for path in ["Cargo.toml", "build.rs", "openapi.yaml", "src/main.rs"] {
        let generator = format!("{:?}", repository.join("generator"));
        let text = text(&sources.join(path)).replace("\"../../../generator\"", &generator);
        write(&folder.join(path), &text);
    }
    write(&folder.join("Cargo.lock"), text(&repository.join("Cargo.lock")));
    shows_a_lamp(|url| {
        let mut command = cargo(&folder);
        command.args(["run", "--quiet", "--offline", "--", url]);
        command
    })
    .await;
}
