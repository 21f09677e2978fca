//! The same input produces the same bytes, in any folder and on any thread.

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use oasmith::{Files, Input, Report};
use oasmith_tests::cargo::xtask;
use oasmith_tests::extent;
use oasmith_tests::fixture;
use oasmith_tests::folder::{contents, copy, repository, write};

/// The crate of this repository.
static GENERATED: LazyLock<Files> = LazyLock::new(|| generate(&repository().join("spec/sdk.toml")));

fn generate(manifest: &Path) -> Files {
    let mut report = Report::new();
    let input = Input::from_manifest(manifest, &mut report);
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    match generated {
        Some(generated) => generated.files,
        None => panic!("{}", report.render(oasmith::diagnostic::Style::Plain)),
    }
}

/// Copies the documents, and the licenses in the parent folder.
fn copy_documents(to: &Path) {
    copy(&repository().join("spec"), to);
    for name in ["LICENSE-MIT", "LICENSE-APACHE"] {
        fs::copy(repository().join(name), to.join("..").join(name)).expect("a licence");
    }
}

/// Reports only the first line that differs, because complete crates are too long to read.
fn assert_same(one: &Files, other: &Files) {
    let paths = |files: &Files| files.iter().map(|(path, _)| path.to_owned()).collect::<Vec<_>>();
    assert_eq!(paths(one), paths(other));
    for ((path, before), (_, after)) in one.iter().zip(other.iter()) {
        let differs = before.lines().zip(after.lines()).position(|(before, after)| before != after);
        assert!(before == after, "{path} differs, first in line {differs:?}");
    }
}

#[test]
fn twice_the_same() {
    assert_same(&GENERATED, &generate(&repository().join("spec/sdk.toml")));
    for fixture in extent::sample(fixture::all(), 25) {
        assert_same(&fixture.generate().files, &fixture.generate().files);
    }
}

#[test]
fn the_same_from_another_folder() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let copied = elsewhere.path().join("deep/er/and other");
    copy_documents(&copied);
    assert_same(&GENERATED, &generate(&copied.join("sdk.toml")));
    // A relative path, too: tests run in the folder of their package.
    assert_same(&GENERATED, &generate(Path::new("../spec/sdk.toml")));
}

#[test]
fn the_same_from_a_program_that_runs_elsewhere() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    copy_documents(&elsewhere.path().join("api"));
    write(&elsewhere.path().join("work/here/.keep"), "");
    let mut command = xtask(&elsewhere.path().join("work/here"));
    command.args(["codegen", "--manifest", "../../api/sdk.toml", "--output", "../out"]);
    command.env("LC_ALL", "tr_TR.UTF-8").env("TZ", "Asia/Kathmandu").env("HOME", elsewhere.path());
    let output = command.output().expect("xtask can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    let mut there = Files::new();
    for (path, bytes) in contents(&elsewhere.path().join("work/out")) {
        there.insert(path, String::from_utf8(bytes).expect("text"));
    }
    assert_same(&GENERATED, &there);
}

#[test]
fn no_path_of_this_machine_is_in_the_output() {
    let root = repository();
    let own = root.to_string_lossy();
    let home = std::env::var("HOME").unwrap_or_default();
    for (path, text) in GENERATED.iter() {
        assert!(!text.contains(&*own), "{path} holds {own}");
        assert!(home.len() < 2 || !text.contains(&format!("{home}/")), "{path} holds {home}");
    }
}
