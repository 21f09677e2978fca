//! `generated/` equals the output for the documents in `spec/`, and `codegen --check` reports each
//! difference of a folder.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use oasmith::diagnostic::Style;
use oasmith::output::{self, Limit, Lockfile};
use oasmith::source::Digest;
use oasmith::{Input, Report};
use oasmith_tests::cargo::{cargo, run, xtask};
use oasmith_tests::extent;
use oasmith_tests::folder::{contents, copy, repository, write};
use oasmith_tests::git::git;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn generated_is_what_the_documents_give() {
    let (manifest, folder) = (repository().join("spec/sdk.toml"), repository().join("generated"));
    let mut report = Report::new();
    let input = Input::from_manifest(&manifest, &mut report);
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    let Some(generated) = generated else { panic!("{}", report.render(Style::Plain)) };

    let comparison = output::compare(&generated.files, &folder).expect("generated/ can be read");
    let diff = output::diff(&generated.files, &folder, Limit::default());
    assert!(comparison.is_clean(), "run `cargo xtask codegen`\n{diff}");
    assert_eq!(comparison.unchanged, generated.files.len());
    assert_eq!(diff, "");
}

#[test]
fn the_documents_give_no_errors() {
    let mut report = Report::new();
    let input =
        Input::from_manifest(&repository().join("spec/sdk.toml"), &mut report).expect("a manifest");
    oasmith::generate(&input, &mut report);
    assert_eq!(report.counts().0, 0, "{}", report.render(Style::Plain));
}

/// A repository of a crate: a manifest, a document with an external file, an overlay, an example
/// and a license.
const REPOSITORY: &[(&str, &str)] = &[
    ("Cargo.toml", "[workspace]\n"),
    ("LICENSE", "Do as you like.\n"),
    (
        "spec/sdk.toml",
        "[package]\nname = \"little\"\nversion = \"0.1.0\"\noutput = \"../generated\"\nlicense-files = [\"../LICENSE\"]\nexamples = \"examples\"\n\n\
         [api.little]\ndocument = \"api/openapi.yaml\"\noverlays = [\"fix.yaml\"]\nroot = \".\"\n",
    ),
    ("spec/examples/tour.rs", "//! A tour.\n\nfn main() {}\n"),
    (
        "spec/api/openapi.yaml",
        "openapi: 3.0.3\ninfo: {title: Little, version: '1'}\npaths:\n  /lamp:\n    get:\n      operationId: getLamp\n      \
         responses:\n        '200': {description: A lamp., content: {application/json: {schema: {$ref: \
         '../shared/lamp.yaml'}}}}\n",
    ),
    (
        "spec/shared/lamp.yaml",
        "type: object\nproperties: {on: {type: boolean}, shade: {$ref: shade.yaml}}\n",
    ),
    ("spec/shared/shade.yaml", "type: string\nenum: [red, blue]\n"),
    ("spec/shared/unused.yaml", "type: string\n"),
    (
        "spec/fix.yaml",
        "overlay: 1.0.0\ninfo: {title: Little, version: '1'}\nactions:\n- target: $.info\n  update: {title: Small}\n",
    ),
];

/// The repository, and in it the crate that is generated from its documents.
fn workspace() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    REPOSITORY.iter().for_each(|(path, text)| write(&folder.path().join(path), text));
    let output = codegen(folder.path(), &[]);
    assert!(output.status.success(), "{}", said(&output));
    folder
}

fn codegen(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = xtask(folder);
    for proxy in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(proxy).env_remove(proxy.to_lowercase());
    }
    command.arg("codegen").args(arguments).output().expect("xtask can be run")
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

fn lock(folder: &Path) -> Lockfile {
    Lockfile::read(&folder.join("generated")).expect("a folder").expect("a lock")
}

#[test]
fn the_lock_has_every_file_that_was_read() {
    let folder = workspace();
    let lock = lock(folder.path());
    let inputs = [
        "../LICENSE",
        "api/openapi.yaml",
        "examples/tour.rs",
        "fix.yaml",
        "sdk.toml",
        "shared/lamp.yaml",
        "shared/shade.yaml",
    ];
    assert_eq!(lock.inputs.keys().collect::<Vec<_>>(), inputs);
    for (path, digest) in &lock.inputs {
        let bytes = fs::read(folder.path().join("spec").join(path)).expect("an input");
        assert_eq!(*digest, Digest::of(&bytes), "{path}");
    }
    assert_eq!(
        lock.files.keys().collect::<Vec<_>>(),
        ["LICENSE", "examples/client.rs", "examples/tour.rs"]
    );
    let own = contents(&repository().join("spec"));
    let of_ours =
        Lockfile::read(&repository().join("generated")).expect("a folder").expect("a lock").inputs;
    // The root of `spec/` also has a configuration file of another tool.
    let documents =
        own.keys().filter(|path| path.ends_with(".yaml") && path.contains('/')).collect::<Vec<_>>();
    let missing: Vec<_> = documents.iter().filter(|path| !of_ours.contains_key(**path)).collect();
    assert!(!documents.is_empty() && missing.is_empty(), "{missing:?}");
}

#[test]
fn every_change_is_noticed_and_named() {
    type Change = fn(&Path);
    fn append(path: &Path, text: &str) {
        let before = fs::read_to_string(path).expect("a file");
        write(path, before + text);
    }
    fn replace(path: &Path, from: &str, to: &str) {
        let before = fs::read_to_string(path).expect("a file");
        assert!(before.contains(from), "{before}");
        write(path, before.replace(from, to));
    }
    const LOCK_ONLY: &str =
        "generated/oasmith.lock is out of date, but the rest of the crate is not: ";
    const CRATE: &str = "generated differs from what the documents generate: ";
    let edited = "none of its inputs has changed, so the crate or the generator was edited";
    let changes: &[(&str, &str, Change)] = &[
        (LOCK_ONLY, "spec/api/openapi.yaml has changed", |root| {
            append(&root.join("spec/api/openapi.yaml"), "# more\n")
        }),
        (LOCK_ONLY, "spec/shared/shade.yaml has changed", |root| {
            append(&root.join("spec/shared/shade.yaml"), "# more\n")
        }),
        (LOCK_ONLY, "spec/fix.yaml has changed", |root| {
            append(&root.join("spec/fix.yaml"), "# more\n")
        }),
        (LOCK_ONLY, "spec/sdk.toml has changed", |root| {
            append(&root.join("spec/sdk.toml"), "# more\n")
        }),
        (CRATE, "spec/api/openapi.yaml has changed", |root| {
            replace(&root.join("spec/api/openapi.yaml"), "getLamp", "lamp")
        }),
        (CRATE, "spec/shared/shade.yaml has changed", |root| {
            replace(&root.join("spec/shared/shade.yaml"), "blue", "green")
        }),
        (CRATE, "spec/fix.yaml has changed", |root| {
            replace(&root.join("spec/fix.yaml"), "Small", "Tiny")
        }),
        (CRATE, "spec/sdk.toml has changed", |root| {
            replace(&root.join("spec/sdk.toml"), "0.1.0", "0.2.0")
        }),
        (CRATE, "spec/examples/tour.rs has changed", |root| {
            append(&root.join("spec/examples/tour.rs"), "// more\n")
        }),
        (CRATE, "spec/examples/new.rs is new", |root| {
            write(&root.join("spec/examples/new.rs"), "fn main() {}\n")
        }),
        (CRATE, "LICENSE has changed", |root| append(&root.join("LICENSE"), "Or do not.\n")),
        (
            CRATE,
            "spec/shared/lamp.yaml has changed, spec/shared/shade.yaml is no longer read, spec/shared/unused.yaml is new",
            |root| {
                replace(&root.join("spec/shared/lamp.yaml"), "shade.yaml", "unused.yaml");
            },
        ),
        // A different version of the generator or a different runtime file produces a different
        // crate.
        (
            LOCK_ONLY,
            concat!("the generator is ", env!("CARGO_PKG_VERSION"), ", was 0.0.9"),
            |root| {
                let version = format!("generator = \"{}\"", env!("CARGO_PKG_VERSION"));
                replace(&root.join("generated/oasmith.lock"), &version, "generator = \"0.0.9\"");
            },
        ),
        (CRATE, edited, |root| {
            append(&root.join("generated/src/runtime/mod.rs"), "// another generator\n")
        }),
        (CRATE, edited, |root| append(&root.join("generated/src/lib.rs"), "// manual change\n")),
        ("generated has no oasmith.lock", "", |root| {
            fs::remove_file(root.join("generated/oasmith.lock")).expect("a lock");
        }),
    ];
    let before = workspace();
    for (start, reason, change) in extent::sample(changes, 3) {
        let folder = tempfile::tempdir().expect("a folder");
        copy(before.path(), folder.path());
        change(folder.path());
        let before = contents(folder.path());
        let output = codegen(folder.path(), &["--check"]);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{reason}\n{said}");
        let message =
            format!("error[E0504]: {start}{reason}\n = help: run `cargo xtask codegen`\n");
        assert!(said.contains(&message), "{message}\n---\n{said}");
        assert_eq!(contents(folder.path()), before, "{reason}");
        assert!(codegen(folder.path(), &[]).status.success(), "{reason}");
        let after = codegen(folder.path(), &["--check"]);
        assert!(after.status.success(), "{reason}\n{}", self::said(&after));
    }
}

#[test]
fn what_nothing_reads_is_no_drift() {
    let folder = workspace();
    write(&folder.path().join("spec/shared/unused.yaml"), "type: object\n");
    write(&folder.path().join("spec/README.md"), "Words.\n");
    write(&folder.path().join("generated/CHANGELOG.md"), "# Changelog\n");
    let output = codegen(folder.path(), &["--check"]);
    assert!(output.status.success(), "{}", said(&output));
    let output = codegen(folder.path(), &[]);
    assert!(output.status.success() && !said(&output).contains("CHANGELOG"), "{}", said(&output));
    assert!(folder.path().join("generated/CHANGELOG.md").is_file());
}

/// A file of the runtime without its unit tests, which are at its end.
fn without_tests(text: &str) -> &str {
    text.split_once("\n#[cfg(test)]\n").map_or(text, |(kept, _)| kept)
}

#[test]
fn the_runtime_of_the_crate_is_the_runtime() {
    let own = contents(&repository().join("generator/runtime/src"));
    let embedded = contents(&repository().join("generated/src/runtime"));
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let module_of = |path: &str| match path.rsplit_once('/') {
        Some((layer, file)) if file != "mod.rs" => (format!("{layer}/mod.rs"), file.to_owned()),
        Some((layer, _)) => ("mod.rs".to_owned(), layer.to_owned()),
        None => (path.to_owned(), path.to_owned()),
    };
    let is_declared = |path: &str| {
        let (parent, name) = module_of(path);
        let name = name.trim_end_matches(".rs");
        text(&embedded[&parent]).contains(&format!("mod {name};\n"))
    };
    let is_printed = |path: &str| path.ends_with("mod.rs");
    for (path, copy) in embedded.iter().filter(|(path, _)| *path != "mod.rs") {
        assert!(is_declared(path), "nothing declares generated/src/runtime/{path}");
        let is_same = is_printed(path) || text(copy).ends_with(without_tests(&text(&own[path])));
        assert!(is_same, "generated/src/runtime/{path} is another one");
    }
    // Parts that the documents do not need are omitted, also in parent modules.
    let left_out: Vec<&String> = own.keys().filter(|path| !embedded.contains_key(*path)).collect();
    let expected = [
        "json/json_string.rs",
        "operation/nested_lists.rs",
        "surface/alternative.rs",
        "surface/event_stream.rs",
        "surface/form_webhook.rs",
        "surface/header_encoding.rs",
        "surface/json_lines.rs",
        "surface/media_types.rs",
        "surface/part_encoding.rs",
        "surface/sse_parser.rs",
        "surface/text_lines.rs",
        "surface/typed_events.rs",
        "surface/untyped_text.rs",
        "surface/xml_body.rs",
        "surface/xml_disabled.rs",
        "surface/xml_element.rs",
        "surface/xml_error.rs",
        "surface/xml_read.rs",
        "surface/xml_schema.rs",
        "surface/xml_successes.rs",
        "surface/xml_tree.rs",
        "surface/xml_webhook.rs",
        "surface/xml_write.rs",
        "testing/stub_xml.rs",
        "value/chosen_type.rs",
        "value/decimal_number.rs",
        "value/encoded_bytes.rs",
        "value/iso_duration.rs",
        "value/rfc3339.rs",
    ];
    let (before, after): (Vec<&str>, Vec<&str>) =
        expected.into_iter().partition(|path| *path < "lib.rs");
    assert_eq!(left_out, [&before[..], &["lib.rs"], &after].concat());
    assert!(!expected.iter().any(|path| is_declared(path)));
    for (path, copy) in embedded.iter().filter(|(path, _)| is_printed(path)) {
        let complete = text(&own[if path == "mod.rs" { "lib.rs" } else { path }]);
        let copy = text(copy);
        let added =
            copy.lines().skip(1).filter(|line| !complete.lines().any(|known| known == *line));
        assert_eq!(added.collect::<Vec<_>>(), [""; 0], "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_from_the_network_is_in_the_lock() {
    let server = Server::start([ServerResponse::new(
        200,
        "type: object\nproperties: {on: {type: boolean}}\n",
    )])
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("{}/lamp.yaml", server.url());
    let (_, document) =
        REPOSITORY.iter().find(|(path, _)| path.ends_with("openapi.yaml")).expect("a document");
    write(&folder.path().join("openapi.yaml"), document.replace("../shared/lamp.yaml", &url));
    let host = server.url().trim_start_matches("http://");
    let generate = [
        "--document",
        "openapi.yaml",
        "--name",
        "little",
        "--output",
        "generated",
        "--allow-remote",
        host,
    ];
    let output = codegen(folder.path(), &generate);
    assert!(output.status.success(), "{}", said(&output));
    let inputs = lock(folder.path()).inputs;
    assert_eq!(inputs.keys().collect::<Vec<_>>(), [&url, "openapi.yaml"]);

    server.respond(ServerResponse::new(
        200,
        "type: object # a lamp\nproperties: {on: {type: boolean}}\n",
    ));
    let output = codegen(folder.path(), &[&generate[..], &["--check"]].concat());
    assert!(
        said(&output).contains(&format!("the rest of the crate is not: {url} has changed\n")),
        "{}",
        said(&output)
    );
}

#[test]
fn tools_get_a_message_for_each_file() {
    let folder = workspace();
    write(
        &folder.path().join("spec/shared/shade.yaml"),
        "type: string\nenum: [red, \"gr\\e[31m\"]\n",
    );
    fs::remove_file(folder.path().join("generated/examples/tour.rs")).expect("an example");
    let check = |format: &str| {
        let output = codegen(folder.path(), &["--check", "--message-format", format]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        String::from_utf8(output.stdout).expect("text")
    };
    let lines = check("json");
    let messages: Vec<Value> =
        lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert!(messages.iter().all(|message| message["code"] == "E0504"), "{lines}");
    let first =
        |file: &str| messages.iter().find(|it| it["file"] == file).map(|it| it["line"].clone());
    assert_eq!(first("generated/examples/tour.rs"), Some(1.into()), "{lines}");
    assert_eq!(first("spec/shared/shade.yaml"), Some(1.into()), "{lines}");
    let types = messages
        .iter()
        .find(|it| it["file"].as_str().is_some_and(|file| file.starts_with("generated/src/types")));
    let types = types.expect("a message on a file of types");
    let text = fs::read_to_string(folder.path().join(types["file"].as_str().unwrap_or_default()))
        .expect("a file");
    let line = types["line"]
        .as_u64()
        .and_then(|line| text.lines().nth(line as usize - 1))
        .expect("a line");
    assert!(line.contains("blue"), "{line}\n{lines}");
    let general =
        messages.iter().find(|message| message["file"].is_null()).expect("a message on all of it");
    assert_eq!(general["help"], "run `cargo xtask codegen`");
    assert!(
        general["message"]
            .as_str()
            .is_some_and(|it| it.ends_with(": spec/shared/shade.yaml has changed")),
        "{lines}"
    );

    let github = check("github");
    assert!(github.contains("::error file=generated/oasmith.lock,line="), "{github}");
    assert_eq!(github.lines().count(), messages.len(), "{github}");
    let sarif: Value = serde_json::from_str(&check("sarif")).expect("JSON");
    assert_eq!(sarif["runs"][0]["results"].as_array().map(Vec::len), Some(messages.len()));
    assert_eq!(sarif["runs"][0]["tool"]["driver"]["rules"][0]["id"], "E0504");

    let human = said(&codegen(folder.path(), &["--check"]));
    assert!(human.contains("gr\\u{1b}[31m") && !human.contains('\u{1b}'), "{human}");
}

#[test]
fn messages_for_tools_are_bounded() {
    let folder = workspace();
    fs::remove_dir_all(folder.path().join("generated/src")).expect("sources");
    let output = codegen(folder.path(), &["--check", "--message-format", "github"]);
    let lines = String::from_utf8_lossy(&output.stdout).lines().count();
    assert_eq!((output.status.code(), lines), (Some(1), 11), "{}", said(&output));
}

#[test]
fn a_shallow_clone_with_the_line_ends_of_windows_is_no_drift() {
    let folder = workspace();
    git(folder.path(), &["init", "--quiet"]);
    git(folder.path(), &["add", "."]);
    git(folder.path(), &["commit", "--quiet", "--message", "all"]);
    git(folder.path(), &["commit", "--quiet", "--message", "more", "--allow-empty"]);
    let clones = tempfile::tempdir().expect("a folder");
    let source = format!("file://{}", folder.path().display());
    for (name, line_ends) in [("unix", "core.autocrlf=false"), ("windows", "core.autocrlf=true")] {
        git(
            clones.path(),
            &["clone", "--quiet", "--depth", "1", "--config", line_ends, &source, name],
        );
        let clone = clones.path().join(name);
        assert!(clone.join(".git/shallow").is_file());
        let text = fs::read_to_string(clone.join("generated/LICENSE")).expect("a licence");
        assert_eq!(text.contains("\r\n"), name == "windows");
        let before = contents(&clone);
        let output = codegen(&clone, &["--check"]);
        assert!(output.status.success(), "{}", said(&output));
        assert_eq!(contents(&clone), before);
        // Files with CRLF keep it.
        assert!(said(&codegen(&clone, &[])).contains("0 files written"));
    }
    let clone = clones.path().join("windows");
    write(&clone.join("spec/shared/shade.yaml"), "type: string\r\nenum: [red, green]\r\n");
    let output = codegen(&clone, &["--check"]);
    let diff = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(
        diff.contains("reen") && diff.lines().count() < 100,
        "only what has changed is shown\n{diff}"
    );
    assert!(
        said(&output).contains("generate: spec/shared/shade.yaml has changed\n"),
        "{}",
        said(&output)
    );
}

/// Root may write everywhere, so the command runs as `nobody` then.
#[cfg(unix)]
#[test]
fn a_checkout_that_cannot_be_written_is_checked() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    const NOBODY: u32 = 65534;

    let folder = workspace();
    let set = |path: &Path, mode: u32| {
        fs::set_permissions(path, fs::Permissions::from_mode(mode))
            .expect("the mode of what is ours");
    };
    // The program may be below a folder that other users cannot enter.
    let program = xtask(folder.path()).get_program().to_owned();
    let copied = folder.path().join("xtask");
    fs::copy(program, &copied).expect("the program");
    let mut waiting = vec![folder.path().to_owned()];
    let mut folders = Vec::new();
    while let Some(path) = waiting.pop() {
        for entry in fs::read_dir(&path).expect("a folder") {
            let path = entry.expect("an entry").path();
            match path.is_dir() {
                true => waiting.push(path),
                false => set(&path, if path == copied { 0o555 } else { 0o444 }),
            }
        }
        folders.push(path);
    }
    folders.iter().for_each(|path| set(path, 0o555));

    let is_root = fs::metadata(folder.path()).expect("a folder").uid() == 0;
    let run = |arguments: &[&str]| {
        let mut command = Command::new(&copied);
        if is_root {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
            .current_dir(folder.path())
            .env("NO_COLOR", "1")
            .args(arguments)
            .output()
            .expect("xtask can be run")
    };
    let checked = run(&["codegen", "--check"]);
    // The folders are read-only: a command that writes fails.
    let refused = run(&["codegen", "--output", "generated/more"]);
    folders.iter().for_each(|path| set(path, 0o755));
    assert!(checked.status.success(), "{}", said(&checked));
    assert!(said(&checked).contains("all as the documents say"), "{}", said(&checked));
    assert!(said(&refused).contains("E0502"), "{}", said(&refused));
}

#[test]
fn the_package_has_what_a_registry_wants() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&repository().join("generated"), folder.path());
    write(&folder.path().join("CHANGELOG.md"), "# Changelog\n");
    let manifest = fs::read_to_string(folder.path().join("Cargo.toml")).expect("a manifest");
    write(&folder.path().join("Cargo.toml"), manifest + "\n[workspace]\n");
    let mut command = cargo(folder.path());
    command.args(["package", "--list", "--allow-dirty", "--offline", "--no-verify"]);
    let output = run(&mut command);
    let text = String::from_utf8_lossy(&output.stdout);
    let listed: Vec<&str> = text.lines().collect();
    for file in [
        "CHANGELOG.md",
        "Cargo.toml",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "examples/timeline.rs",
        "oasmith.lock",
        "src/lib.rs",
        "src/runtime/mod.rs",
    ] {
        assert!(listed.contains(&file), "{file} is not packaged\n{text}");
    }
    assert!(!said(&output).contains("license"), "{}", said(&output));
    for license in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let (own, copied) =
            (fs::read(repository().join(license)), fs::read(folder.path().join(license)));
        assert_eq!(own.ok(), copied.ok(), "{license}");
    }
}
