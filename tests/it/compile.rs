//! What every fixture becomes is code that the compiler and clippy have nothing against.

use std::fmt::Write as _;
use std::path::Path;

use oasmith::{Input, OnError, Report, output};
use oasmith_tests::cargo::{cargo, messages, target};
use oasmith_tests::folder::{repository, write};
use oasmith_tests::{fixture, taken};

/// Writes fixtures as the members of a workspace in cargo's target folder, and nothing that is
/// there already.
fn workspace(folder: &Path, is_member: impl Fn(&str) -> bool) {
    let mut members = String::new();
    for fixture in fixture::all().into_iter().filter(|fixture| is_member(&fixture.name)) {
        let mut report = Report::new();
        let written = output::write(&fixture.files(), &folder.join(&fixture.name), &mut report);
        assert!(written.is_some(), "{}", report.render(oasmith::diagnostic::Style::Plain));
        _ = write!(members, "{:?}, ", fixture.name);
    }
    let profile = "[profile.dev]\ndebug = false\n";
    write(
        &folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n{profile}"),
    );
    // The same versions as everywhere else in the repository, so that nothing has to be looked up.
    write(
        &folder.join("Cargo.lock"),
        std::fs::read(repository().join("Cargo.lock")).expect("Cargo.lock"),
    );
}

/// What the compiler and clippy say of the fixtures.
fn complaints(folder: &Path, arguments: &[&str]) -> Vec<String> {
    let mut command = cargo(folder);
    command.args(["clippy", "--offline", "--keep-going", "--message-format=json"]).args(arguments);
    command.env("CARGO_TARGET_DIR", target().join("fixtures-target")).env_remove("RUSTFLAGS");
    let output = command.output().expect("cargo can be run");
    let messages = messages(&output);
    let mut complaints: Vec<_> = messages
        .iter()
        .filter_map(|message| message["message"]["rendered"].as_str())
        .map(str::to_owned)
        .collect();
    if !output.status.success() && complaints.is_empty() {
        complaints.push(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    complaints
}

/// Examples on pages are made of the names and plain values of a document, so these have the
/// strangest ones, and one of each kind.
#[test]
fn examples_on_pages_compile() {
    const FIXTURES: &[&str] =
        &["docs", "docs-hostile", "formats", "names-keywords", "one-of-untagged", "pagination"];
    let folder = target().join("fixtures-docs");
    workspace(&folder, |name| FIXTURES.contains(&name));
    let mut command = cargo(&folder);
    // The folder of the tests themselves: what the fixtures depend on is built there already.
    command.args(["test", "--offline", "--doc"]).env("CARGO_TARGET_DIR", target());
    let output = command.output().expect("cargo can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    let examples: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("test ") && !line.starts_with("test result"))
        .collect();
    assert!(examples.len() > 30, "{said}");
    assert!(
        examples.iter().all(|line| line.ends_with(" - compile ... ok")),
        "none of them is run\n{said}"
    );
}

/// Of a document with errors there is a crate, too, where what they spoil may be left out.
#[test]
fn what_is_left_of_broken_documents_compiles() {
    let folder = target().join("fixtures-broken");
    let mut members = String::new();
    let bad = std::fs::read_dir("bad").expect("tests run in the folder of their package");
    let folders = bad
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.join("sdk.toml").is_file());
    for path in folders.chain(["broken".into()]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        let mut report = Report::new();
        let input =
            Input::from_document(&path.join("openapi.yaml"), &format!("left-{name}"), &mut report);
        let input = input.map(|input| Input { on_error: OnError::LeaveOut, ..input });
        let generated = input.and_then(|mut input| {
            input.manifest.package.standalone = false;
            oasmith::generate(&input, &mut report)
        });
        let Some(generated) = generated.filter(|_| report.has_errors()) else { continue };
        let written = output::write(&generated.files, &folder.join(&name), &mut report);
        assert!(written.is_some(), "{}", report.render(oasmith::diagnostic::Style::Plain));
        _ = write!(members, "{name:?}, ");
    }
    assert!(members.contains("broken") && members.matches(',').count() > 10, "{members}");
    write(
        &folder.join("Cargo.toml"),
        format!("[workspace]\nresolver = \"3\"\nmembers = [{members}]\n"),
    );
    write(
        &folder.join("Cargo.lock"),
        std::fs::read(repository().join("Cargo.lock")).expect("Cargo.lock"),
    );
    let complaints = complaints(&folder, &["--workspace", "--lib"]);
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// Whatever a document calls its things, nothing of the runtime or of Rust is called so.
#[test]
fn names_that_are_taken_compile() {
    let names = taken::names();
    assert!(names.len() > 300, "{names:?}");
    let folder = target().join("fixtures-taken");
    let document = folder.join("taken.json");
    write(&document, taken::document(&names).to_string());
    let mut report = Report::new();
    let generated =
        Input::from_document(&document, "fixture-taken", &mut report).and_then(|mut input| {
            input.manifest.package.standalone = false;
            oasmith::generate(&input, &mut report)
        });
    let written = generated
        .and_then(|generated| output::write(&generated.files, &folder.join("taken"), &mut report));
    assert!(written.is_some(), "{}", report.render(oasmith::diagnostic::Style::Plain));
    write(
        &folder.join("Cargo.toml"),
        "[workspace]\nresolver = \"3\"\nmembers = [\"taken\"]\n[profile.dev]\ndebug = false\n",
    );
    write(
        &folder.join("Cargo.lock"),
        std::fs::read(repository().join("Cargo.lock")).expect("Cargo.lock"),
    );
    for arguments in [
        &["--lib", "--examples"][..],
        &["--lib", "--features=blocking,test-util,fs,webhook-signatures,tracing"],
    ] {
        let complaints = complaints(&folder, arguments);
        let shown = complaints.iter().take(30).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(
            complaints.is_empty(),
            "{} complaints with {arguments:?}\n{shown}",
            complaints.len()
        );
    }
    let mut doc = cargo(&folder);
    doc.args(["doc", "--offline", "--no-deps", "--lib", "--quiet"])
        .env("RUSTDOCFLAGS", "-D warnings");
    let output = doc
        .env("CARGO_TARGET_DIR", target().join("fixtures-target"))
        .output()
        .expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

#[test]
fn everything_compiles_without_a_warning() {
    // Those in which features switch something on and off.
    const WITH_FEATURES: &[&str] =
        &["names-clashes", "names-prelude", "no-tags", "objects", "two-documents", "webhooks"];
    let folder = target().join("fixtures");
    workspace(&folder, |_| true);
    let packages: Vec<_> =
        WITH_FEATURES.iter().map(|name| format!("--package=fixture-{name}")).collect();
    let no_features =
        ["--lib", "--no-default-features"].into_iter().chain(packages.iter().map(String::as_str));
    let off_by_default = vec!["--workspace", "--lib", "--features=blocking,test-util"];
    for arguments in
        [vec!["--workspace", "--lib", "--examples"], off_by_default, no_features.collect()]
    {
        let complaints = complaints(&folder, &arguments);
        let shown = complaints.iter().take(30).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(
            complaints.is_empty(),
            "{} complaints with {arguments:?}\n{shown}",
            complaints.len()
        );
    }
}
