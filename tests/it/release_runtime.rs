//! Releases of a shared runtime, and of the crates that use it.

use std::fs;
use std::path::Path;

use oasmith_tests::folder::write;
use oasmith_tests::git::{Repository, said};

const RUNTIME: &str = "specs/runtime/sdk.toml";
const PETS: &str = "specs/pets/sdk.toml";

/// The repository of `layouts/shared-runtime`, with everything committed.
fn committed() -> Repository {
    let members = "[\"acme-sdk-runtime\", \"lamps-sdk\", \"pets-sdk\"]";
    let mut files = vec![
        ("Cargo.toml".to_owned(), format!("[workspace]\nresolver = \"3\"\nmembers = {members}\n")),
        ("Cargo.lock".to_owned(), "version = 4\n".to_owned()),
    ];
    for path in [
        RUNTIME,
        PETS,
        "specs/pets/openapi.yaml",
        "specs/lamps/sdk.toml",
        "specs/lamps/openapi.yaml",
    ] {
        let text = fs::read_to_string(Path::new("layouts/shared-runtime").join(path));
        let text = text
            .expect("an example")
            .replace("\noutput = ", "\nregistry = \"internal\"\noutput = ");
        files.push((path.to_owned(), text));
    }
    let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (&**path, &**text)).collect();
    let repository = Repository::of(&files, &["codegen", "--all-manifests"]);
    repository.commit("all");
    repository
}

/// With a release of all crates, 0.1.0.
fn released() -> Repository {
    let repository = committed();
    let all = ["release", "--first", "--commit", "--all-manifests", "--date", "2026-01-02"];
    repository.succeeds(&all);
    repository
}

/// With a release of all crates, whose runtime has an older interface.
fn released_with_an_older_interface() -> Repository {
    let repository = committed();
    let root = "acme-sdk-runtime/src/lib.rs";
    let all = ["release", "--first", "--all-manifests", "--date", "2026-01-02"];
    repository.succeeds(&all);
    repository.replace(root, "    (1) => {};", "    (0) => {};");
    repository.replace("pets-sdk/src/lib.rs", "interface!(1)", "interface!(0)");
    repository.commit("0.1.0");
    for package in ["acme-sdk-runtime", "pets-sdk"] {
        repository.git(&["tag", "-a", &format!("{package}-v0.1.0"), "-m", "0.1.0"]);
    }
    repository.succeeds(&["codegen", "--all-manifests"]);
    repository.commit("another version of oasmith");
    repository
}

#[test]
fn a_runtime_is_released_like_other_crates() {
    let repository = released();
    let tags = ["acme-sdk-runtime-v0.1.0", "lamps-sdk-v0.1.0", "pets-sdk-v0.1.0"];
    assert_eq!(repository.git(&["tag", "--list"]), tags.join("\n"));
    assert!(repository.text("acme-sdk-runtime/CHANGELOG.md").ends_with(
        "\n## [0.1.0] - 2026-01-02\n\n### Added\n\n- `acme_sdk_runtime`: the runtime that other crates share\n"
    ));
    assert_eq!(
        repository.succeeds(&["release", "--manifest", RUNTIME]),
        "acme-sdk-runtime: nothing to release since acme-sdk-runtime-v0.1.0\n"
    );
    assert_eq!(
        repository.succeeds(&["diff", "--base", "HEAD", "--manifest", RUNTIME]),
        "0.1.0: no changes for users of the crate\n"
    );
    repository.succeeds(&["codegen", "--check", "--all-manifests"]);

    // A text that only one crate has.
    repository.replace(RUNTIME, "layout =", "description = \"Shared code.\"\nlayout =");
    repository.commit("a description");
    let words = repository.succeeds(&["release", "--manifest", RUNTIME, "--date", "2026-03-04"]);
    assert!(words.starts_with("acme-sdk-runtime 0.1.0 → 0.1.1 (patch)\n\n## [0.1.1]"), "{words}");
    assert!(repository.text(RUNTIME).contains("version = \"0.1.1\""));
    assert!(repository.text("acme-sdk-runtime/Cargo.toml").contains("version = \"0.1.1\""));
    // The compiler's error names the version.
    assert!(
        repository.text("acme-sdk-runtime/src/lib.rs").contains("`acme-sdk-runtime` 0.1.1 has")
    );
}

#[test]
fn another_interface_is_a_breaking_change() {
    let repository = released_with_an_older_interface();
    let words = repository.is_refused(&["release", "--manifest", RUNTIME, "--version", "0.1.1"]);
    assert!(words.contains("crates that use the runtime do not fit its interface"), "{words}");

    let release = ["release", "--manifest", RUNTIME, "--date", "2026-03-04", "--commit"];
    let output = repository.xtask(&release).output().expect("xtask can be run");
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    assert!(words.contains("acme-sdk-runtime 0.1.0 → 0.2.0 (minor)"), "{words}");
    let note = "note: crates that use acme-sdk-runtime 0.1.0 do not compile with 0.2.0: write the new \
                version below [runtime] of their manifests, and generate them again";
    assert!(words.contains(note), "{words}");
    let changelog = repository.text("acme-sdk-runtime/CHANGELOG.md");
    let entry = "## [0.2.0] - 2026-03-04\n\n### Changed\n\n- **Breaking:** The interface to generated crates.";
    assert!(changelog.contains(entry), "{changelog}");

    // A client with the new runtime has different types.
    repository.replace(PETS, "version = \"0.1\"", "version = \"0.2\"");
    repository.commit("the new runtime");
    let words = repository.is_refused(&["release", "--manifest", PETS, "--version", "0.1.1"]);
    assert!(words.contains("breaking C0313 crate: it requires `acme-sdk-runtime` 0.2"), "{words}");
    let words = repository.succeeds(&["release", "--manifest", PETS]);
    assert!(words.starts_with("pets-sdk 0.1.0 → 0.2.0 (minor)"), "{words}");
    assert!(
        words.contains(
            "- **Breaking:** `pets_sdk`: it requires `acme-sdk-runtime` 0.2, and before 0.1 (C0313)"
        ),
        "{words}"
    );
}

#[test]
fn a_runtime_is_published_before_its_clients() {
    let repository = committed();
    let words = repository.is_refused(&["publish", "--all-manifests", "--dry-run"]);
    assert!(words.contains("acme-sdk-runtime/CHANGELOG.md has no section for 0.1.0"), "{words}");
}

#[test]
fn a_runtime_has_no_documents() {
    let repository = committed();
    let output = repository.xtask(&["drift", "--manifest", RUNTIME]).output().expect("xtask");
    let words = said(&output);
    assert!(output.status.success(), "{words}");
    assert_eq!(
        words,
        "acme-sdk-runtime: a runtime has no documents, so there is nothing to compare\n"
    );
    write(&repository.path("newer.yaml"), repository.text("specs/pets/openapi.yaml"));
    let against = ["drift", "--manifest", RUNTIME, "--against", "pets=newer.yaml"];
    let words = repository.is_refused(&against);
    assert!(words.contains("`acme-sdk-runtime` is a runtime, which has no documents"), "{words}");
}
