//! The compiler and clippy accept every generated crate.
//!
//! Most fixtures are compiled as modules of one crate with one runtime. A fixture is a crate of its
//! own if the test is about the crate's features or manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use oasmith::{Files, Input, OnError, Report};
use oasmith_tests::crates::{SHARED, Workspace, files, together};
use oasmith_tests::extent;
use oasmith_tests::fixture::{self, Fixture};
use oasmith_tests::folder::repository;
use oasmith_tests::taken;

/// Fixtures with features.
const WITH_FEATURES: &[&str] = &[
    "identical-schemas",
    "names-clashes",
    "names-prelude",
    "no-tags",
    "objects",
    "two-documents",
    "webhooks",
];

/// Fixtures that have the name of a feature of the runtime.
const RESERVED: &[&str] = &["xml"];

/// Fixtures whose examples in the documentation are compiled. They contain names and values of the
/// document, so these fixtures have the most unusual ones, and one of each kind.
const WITH_EXAMPLES: &[&str] = &[
    "docs",
    "docs-hostile",
    "formats",
    "integer-aliases",
    "names-keywords",
    "one-of-untagged",
    "pagination",
];

/// The same for crates that choose types in their manifest.
const WITH_TYPES: &[&str] = &["types-jiff", "types-own", "types-time"];

fn named(fixture: &Fixture) -> (String, Input) {
    let mut report = Report::new();
    (fixture.name.clone(), fixture.input(&mut report).expect("a fixture"))
}

/// The files of the runtime, which depend on what a crate needs.
fn runtime(files: &Files) -> impl Iterator<Item = (&str, &str)> {
    files.iter().filter(|(path, _)| path.starts_with("src/runtime/"))
}

/// What distinguishes a runtime: which files it has and lacks of `all`, or its text if the run is
/// complete.
fn distinctions(files: &Files, all: &BTreeSet<&str>) -> BTreeSet<String> {
    if extent::is_complete() {
        return BTreeSet::from([runtime(files).map(|(_, text)| text).collect()]);
    }
    let own: BTreeSet<&str> = runtime(files).map(|(path, _)| path).collect();
    all.iter().map(|path| format!("{path}: {}", own.contains(path))).collect()
}

/// The names of the fixtures that are crates of their own: those with features or a manifest, and
/// as few others as have all distinctions of runtimes.
fn alone(fixtures: &[Fixture]) -> BTreeSet<&str> {
    let paths: BTreeSet<&str> =
        fixtures.iter().flat_map(|it| runtime(it.files())).map(|(path, _)| path).collect();
    let distinct = fixtures.iter().map(|it| (it, distinctions(it.files(), &paths)));
    let (chosen, mut rest): (Vec<_>, Vec<_>) = distinct.partition(|(fixture, _)| {
        let name = &&*fixture.name;
        WITH_FEATURES.contains(name)
            || RESERVED.contains(name)
            || fixture.folder.join("sdk.toml").is_file()
    });
    let mut alone: BTreeSet<&str> = chosen.iter().map(|(fixture, _)| &*fixture.name).collect();
    let mut known: BTreeSet<String> = chosen.into_iter().flat_map(|(_, own)| own).collect();
    loop {
        rest.iter_mut().for_each(|(_, own)| own.retain(|one| !known.contains(one)));
        rest.retain(|(_, own)| !own.is_empty());
        let Some(most) = (0..rest.len()).max_by_key(|index| rest[*index].1.len()) else {
            return alone;
        };
        let (fixture, own) = rest.swap_remove(most);
        alone.insert(&fixture.name);
        known.extend(own);
    }
}

#[test]
fn everything_compiles_without_a_warning() {
    let (mut workspace, mut shared) = (Workspace::new("fixtures"), Vec::new());
    let mut needed = BTreeSet::new();
    let fixtures = fixture::all();
    let alone = alone(&fixtures);
    for fixture in &fixtures {
        needed.extend(dependencies(fixture.files()));
        if alone.contains(&*fixture.name) {
            workspace.add(&fixture.name, fixture.files());
        } else {
            shared.push(named(fixture));
        }
    }
    assert_locked(&needed);
    println!("alone: {:?}, together: {}", workspace.members(), shared.len());
    workspace.add("together", &files(&together("fixtures-together", shared)));
    workspace.clippy(&["--workspace", "--lib", "--examples"]);
    let more = "--features=blocking,test-util";
    if extent::is_complete() {
        workspace.clippy(&["--workspace", "--lib", more]);
    } else {
        workspace.clippy(&["--package=fixtures-together", SHARED, "--lib", more]);
    }
    let packages = extent::sample(WITH_FEATURES, 3).map(|name| format!("--package=fixture-{name}"));
    let packages: Vec<_> = packages.collect();
    let no_features = ["--lib", "--no-default-features", SHARED];
    let no_features = no_features.into_iter().chain(packages.iter().map(String::as_str));
    workspace.clippy(&no_features.collect::<Vec<_>>());
    if extent::is_complete() {
        // All optional features, with only the features of dependencies that the crate requests
        // itself.
        let optional = "--features=blocking,fs,test-util,tower,tracing,webhook-signatures";
        let package = "--package=fixture-webhooks";
        workspace.clippy(&["--lib", "--no-default-features", optional, package]);
    }
}

#[test]
fn examples_on_pages_compile() {
    let mut workspace = Workspace::new("fixtures-docs");
    for name in extent::sample(WITH_TYPES, 3) {
        workspace.add(name, Fixture::named(name).files());
    }
    let inputs = WITH_EXAMPLES.iter().map(|name| named(&Fixture::named(name)));
    workspace.add("together", &files(&together("fixtures-documented", inputs)));
    assert!(workspace.doc_tests() > 30);
}

/// A document with errors also produces a crate if its invalid parts may be omitted.
#[test]
fn the_rest_of_invalid_documents_compiles() {
    let mut inputs = BTreeMap::new();
    let bad = std::fs::read_dir("bad").expect("tests run in the folder of their package");
    let folders = bad
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| !path.join("sdk.toml").is_file());
    for path in folders.chain(["broken".into()]) {
        let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
        if let Some(input) = input_of_the_rest(&path, &name) {
            inputs.insert(name, input);
        }
    }
    assert!(inputs.contains_key("broken") && inputs.len() > 10, "{:?}", inputs.keys());
    let mut workspace = Workspace::new("fixtures-broken");
    workspace.add("broken", &files(&together("fixtures-broken", inputs)));
    workspace.clippy(&["--workspace", "--lib"]);
}

/// The input for the valid rest of a document with errors; `None` if it has no errors or no valid
/// rest.
fn input_of_the_rest(folder: &Path, name: &str) -> Option<Input> {
    let mut report = Report::new();
    let input = Input::from_document(&folder.join("openapi.yaml"), name, &mut report)?;
    let input = Input { on_error: OnError::LeaveOut, ..input };
    oasmith::generate(&input, &mut report)?;
    report.has_errors().then_some(input)
}

/// Names of a document never collide with names of the runtime or of Rust.
#[test]
fn names_that_are_taken_compile() {
    let names = taken::names();
    assert!(names.len() > 300, "{names:?}");
    let names = extent::sample(names, 4).collect();
    let folder = tempfile::tempdir().expect("a folder");
    let document = folder.path().join("taken.json");
    std::fs::write(&document, taken::document(&names).to_string()).expect("a file");
    let mut report = Report::new();
    let mut input =
        Input::from_document(&document, "fixture-taken", &mut report).expect("a document");
    input.manifest.package.standalone = false;
    let mut workspace = Workspace::new("fixtures-taken");
    workspace.add("taken", &files(&input));
    // With all optional parts, so that every name of the runtime is present.
    let features = "--features=blocking,test-util,fs,webhook-signatures,tower,tracing";
    workspace.clippy(&["--workspace", "--lib", "--examples", features]);
    workspace.pages();
}

/// Tests compile generated crates without network, with the versions in `Cargo.lock`.
fn assert_locked(needed: &BTreeSet<String>) {
    let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("a lock file");
    let lock: toml::Table = lock.parse().expect("TOML");
    let packages = lock["package"].as_array().expect("a list");
    let locked: BTreeSet<&str> = packages.iter().filter_map(|it| it["name"].as_str()).collect();
    let missing: Vec<&String> =
        needed.iter().filter(|name| !locked.contains(name.as_str())).collect();
    assert!(missing.is_empty(), "add them to tests/Cargo.toml: {missing:?}");
}

/// The packages that the manifest of a crate takes from a registry.
fn dependencies(files: &Files) -> Vec<String> {
    let manifest = files.iter().find(|(path, _)| *path == "Cargo.toml").expect("a manifest").1;
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let of_targets = manifest.get("target").and_then(toml::Value::as_table);
    let of_targets = of_targets.into_iter().flat_map(|targets| targets.values());
    let tables =
        of_targets.map(|target| &target["dependencies"]).chain(manifest.get("dependencies"));
    let all = tables.filter_map(toml::Value::as_table).flatten();
    let published = all.filter(|(_, value)| value.get("path").is_none());
    published.map(|(name, _)| name.clone()).collect()
}
