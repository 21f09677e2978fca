//! The generated output of each folder of `fixtures/`. `tests/README.md` explains how to accept a
//! change and how to add a fixture.

use oasmith_tests::fixture::{self, Fixture};

use crate::expected::{self, Texts};

#[test]
fn every_fixture_becomes_what_it_expects() {
    let folders = fixture::all().into_iter().map(|fixture| fixture.folder).collect();
    expected::check_all(folders, |folder| texts(&Fixture::named(&expected::name(folder))));
}

/// The code and the messages of each fixture, and the optional texts that it has snapshots of.
fn texts(fixture: &Fixture) -> Texts {
    let generated = fixture.generated();
    let mut texts = Texts::from([("code", generated.code())]);
    let file = |path: &str| generated.files.get(path).unwrap_or_default().to_owned();
    for (name, text) in [
        ("frame", generated.frame()),
        ("tests", generated.tests()),
        ("cargo-toml", file("Cargo.toml")),
        ("readme", file("README.md")),
    ] {
        if expected::has(&fixture.folder, name) {
            texts.insert(name, text);
        }
    }
    if !generated.messages.is_empty() {
        texts.insert("messages", generated.messages.clone());
    }
    texts
}
