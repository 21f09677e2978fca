//! `cargo xtask publish`: errors before anything is sent. `cargo xtask publish --self-test` covers
//! the rest with a real registry.

use std::net::TcpListener;
use std::process::Command;

use oasmith_tests::folder::write;
use oasmith_tests::git::{Repository, said};

const INDEX: &str = "CARGO_REGISTRIES_INTERNAL_INDEX";

/// Publishes to a registry on a port where nothing listens.
fn publish(repository: &Repository, arguments: &[&str]) -> Command {
    let port = TcpListener::bind("127.0.0.1:0")
        .and_then(|listener| listener.local_addr())
        .expect("a port")
        .port();
    let mut command =
        repository.xtask(&[&["publish", "--registry", "internal"], arguments].concat());
    command.env(INDEX, format!("sparse+http://127.0.0.1:{port}/")).env("CARGO_NET_RETRY", "0");
    command.env("CARGO_REGISTRIES_INTERNAL_TOKEN", TOKEN);
    command
}

const TOKEN: &str = "cio_oasmith_test_51c7";

/// The error of a command that must fail. It must not contain a token.
fn refused(repository: &Repository, command: &mut Command) -> String {
    let words = repository.refuses(command);
    assert!(!words.contains(TOKEN), "{words}");
    words
}

#[test]
fn the_manifest_says_where_to() {
    let repository = Repository::released();
    let words =
        refused(&repository, &mut repository.xtask(&["publish", "--registry", "crates-io"]));
    assert!(
        words.contains("spec/sdk.toml allows publishing to `internal` only, not to `crates-io`"),
        "{words}"
    );
    repository.replace("spec/sdk.toml", "registry = \"internal\"\n", "");
    let words = refused(&repository, &mut publish(&repository, &[]));
    assert!(words.contains("names no registry, so this crate cannot be published"), "{words}");
}

#[test]
fn only_what_is_committed_and_generated_is_published() {
    let repository = Repository::released();
    write(&repository.path("spec/note.md"), "a note");
    let words = refused(&repository, &mut publish(&repository, &[]));
    assert!(words.contains("there are uncommitted changes:\n    ?? spec/note.md\n"), "{words}");
    repository.add_operation();
    repository.commit("more");
    let words = refused(&repository, &mut publish(&repository, &["--dry-run"]));
    assert!(words.contains("generated differs from what the documents generate"), "{words}");
    assert!(words.contains("run `cargo xtask codegen`"), "{words}");
}

#[test]
fn a_version_without_a_changelog_is_not_published() {
    let repository = Repository::committed();
    let words = refused(&repository, &mut publish(&repository, &[]));
    assert!(words.contains("generated/CHANGELOG.md has no section for 0.1.0"), "{words}");
    assert!(words.contains("cargo xtask release"), "{words}");
}

#[test]
fn an_unknown_registry_is_named() {
    let repository = Repository::released();
    let home = tempfile::tempdir().expect("a folder");
    let mut command = repository.xtask(&["publish", "--registry", "internal"]);
    let words = refused(&repository, command.env_remove(INDEX).env("CARGO_HOME", home.path()));
    assert!(
        words.contains("registry index was not found in any configuration: `internal`"),
        "{words}"
    );
    assert!(
        words.contains("name it in .cargo/config.toml: [registries.internal] index = "),
        "{words}"
    );
}

#[test]
fn a_registry_that_does_not_respond_is_an_error() {
    let repository = Repository::released();
    let words = refused(&repository, &mut publish(&repository, &[]));
    assert!(words.contains("cannot reach the registry `internal`"), "{words}");
    assert!(words.contains("= help: check the network"), "{words}");
}

#[test]
fn usage_is_checked() {
    let repository = Repository::new();
    for arguments in [
        &["publish", "--registry", "--help-me"][..],
        &["publish", "--registry", "a b"],
        &["publish", "--self-test", "--dry-run"],
    ] {
        let output = repository.xtask(arguments).output().expect("xtask can be run");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}\n{}", said(&output));
    }
    let help = repository.succeeds(&["publish", "--help"]);
    assert!(
        help.contains("Examples:\n  cargo xtask publish --registry internal --dry-run"),
        "{help}"
    );
}
