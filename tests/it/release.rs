//! `cargo xtask release`: the files that it writes, and the errors after which it changes nothing.

use std::fs::{self, File};

use oasmith_tests::folder::write;
use oasmith_tests::git::{Repository, said};

#[test]
fn the_first_release_is_asked_for() {
    let repository = Repository::committed();
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("there is no release yet: the tag little-sdk-v0.1.0 does not exist"),
        "{words}"
    );
    assert!(words.contains("`cargo xtask release --first`"), "{words}");

    let words = repository.succeeds(&["release", "--first", "--date", "2026-01-02"]);
    assert!(words.contains("git tag -a little-sdk-v0.1.0 -m 'little-sdk 0.1.0'"), "{words}");
    assert_eq!(repository.git(&["status", "--porcelain"]), "?? generated/CHANGELOG.md");
    assert!(repository.text("generated/CHANGELOG.md").ends_with(
        "\n## [0.1.0] - 2026-01-02\n\n### Added\n\n- `little_sdk`: the API `little` (1 operation, 1 type)\n"
    ));
    repository.commit("little-sdk 0.1.0");
    let words = repository.is_refused(&["release", "--first"]);
    assert!(
        words.contains("has a section 0.1.0 already, but there is no tag little-sdk-v0.1.0"),
        "{words}"
    );
    repository.git(&["tag", "-a", "little-sdk-v0.1.0", "-m", "x"]);

    let words = repository.is_refused(&["release", "--first"]);
    assert!(
        words.contains("--first is for the first release, and little-sdk-v0.1.0 exists"),
        "{words}"
    );
    let before = repository.state();
    assert_eq!(
        repository.succeeds(&["release"]),
        "little-sdk: nothing to release since little-sdk-v0.1.0\n"
    );
    assert!(repository.state() == before);
}

#[test]
fn a_release_sets_the_version_everywhere() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");

    let before = repository.state();
    let dry = repository.succeeds(&["release", "--dry-run", "--date", "2026-03-04"]);
    assert!(repository.state() == before, "--dry-run writes something");
    let words = repository.succeeds(&["release", "--date", "2026-03-04"]);
    assert!(words.starts_with(dry.trim_end()), "{dry}\n---\n{words}");
    assert!(
        words.starts_with(
            "little-sdk 0.1.0 → 0.1.1 (patch)\n\n## [0.1.1] - 2026-03-04\n\n### Added\n\n"
        ),
        "{words}"
    );
    assert!(words.contains("- `little_sdk::"), "{words}");
    assert!(words.contains("  git push origin HEAD little-sdk-v0.1.1\n"), "{words}");

    assert!(repository.text("spec/sdk.toml").starts_with(
        "# What the documents become.\n[package]\nname = \"little-sdk\"\nversion = \"0.1.1\"   # set by releases\n"
    ));
    assert!(repository.text("generated/Cargo.toml").contains("\nversion = \"0.1.1\"\n"));
    assert!(
        repository.text("Cargo.lock").contains("\nname = \"little-sdk\"\nversion = \"0.1.1\"\n")
    );
    let changelog = repository.text("generated/CHANGELOG.md");
    assert!(
        changelog.contains("\n## [0.1.1] - 2026-03-04\n")
            && changelog.contains("\n## [0.1.0] - 2026-01-02\n")
    );
    repository.succeeds(&["codegen", "--check"]);
    // The commands in the output tag and publish the release.
    for line in words
        .lines()
        .filter_map(|line| line.strip_prefix("  git "))
        .filter(|line| !line.starts_with("push"))
    {
        let words: Vec<_> = line.split('\'').enumerate().collect();
        let arguments = words.iter().flat_map(|(at, part)| match at % 2 {
            0 => part.split_whitespace().collect::<Vec<_>>(),
            _ => vec![*part],
        });
        repository.git(&arguments.collect::<Vec<_>>());
    }
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(repository.git(&["cat-file", "-t", "little-sdk-v0.1.1"]), "tag");
    assert!(
        repository.succeeds(&["release"]).contains("nothing to release since little-sdk-v0.1.1")
    );
}

#[test]
fn too_small_a_step_is_rejected_with_the_reason() {
    let repository = Repository::committed();
    repository.add_operation();
    repository.commit("more");
    repository.succeeds(&["release", "--first", "--commit"]);
    repository.remove_operation();
    repository.commit("less");

    for arguments in [
        &["release", "--step", "patch"][..],
        &["release", "--version", "0.1.9"],
        &["release", "--version", "0.1.1-rc.1", "--dry-run"],
    ] {
        let words = repository.is_refused(arguments);
        assert!(
            words.contains(
                "is too small: the changes since little-sdk-v0.1.0 need a minor step, to 0.2.0"
            ),
            "{words}"
        );
        assert!(words.contains("breaking") && words.contains("list_bulbs"), "{words}");
        assert!(words.contains("= help: release 0.2.0 or more"), "{words}");
    }
    for version in ["0.1.0", "0.0.9"] {
        let words = repository.is_refused(&["release", "--version", version]);
        assert!(words.contains("is too small"), "{words}");
    }
    let words = repository.succeeds(&["release", "--commit"]);
    assert!(words.starts_with("little-sdk 0.1.0 → 0.2.0 (minor)"), "{words}");
    assert!(words.contains("### Removed\n\n- **Breaking:** `little_sdk::"), "{words}");
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(repository.git(&["describe", "--exact-match"]), "little-sdk-v0.2.0");
    assert_eq!(repository.git(&["log", "-1", "--format=%s"]), "little-sdk 0.2.0");
}

#[test]
fn more_may_be_asked_for() {
    let repository = Repository::released();
    let words = repository.succeeds(&["release", "--dry-run", "--step", "major"]);
    assert!(
        words.starts_with("little-sdk 0.1.0 → 1.0.0 (major)")
            && words.contains("- Only the version."),
        "{words}"
    );
    let words = repository.succeeds(&["release", "--dry-run", "--version", "0.4.0-rc.1"]);
    assert!(words.contains("## [0.4.0-rc.1] - "), "{words}");
    // A version that was set manually also requests a release.
    repository.replace("spec/sdk.toml", "0.1.0", "0.3.0");
    repository.commit("manual version");
    let words = repository.succeeds(&["release", "--commit"]);
    assert!(words.starts_with("little-sdk 0.1.0 → 0.3.0 (minor)"), "{words}");
    for wrong in ["1", "x", "01.0.0"] {
        let output =
            repository.xtask(&["release", "--version", wrong]).output().expect("xtask can be run");
        assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    }
}

#[test]
fn the_tag_may_wait_for_what_is_merged() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    let words = repository.succeeds(&["release", "--commit", "--no-tag"]);
    assert!(words.contains("  git tag -a little-sdk-v0.1.1 -m 'little-sdk 0.1.1'"), "{words}");
    assert_eq!(repository.git(&["tag", "--list"]), "little-sdk-v0.1.0");
    assert_eq!(repository.git(&["log", "-1", "--format=%s"]), "little-sdk 0.1.1");
    // There is no next release until this one is tagged.
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("has a section 0.1.1 already, but there is no tag little-sdk-v0.1.1"),
        "{words}"
    );
}

#[test]
fn uncommitted_changes_are_an_error() {
    let repository = Repository::released();
    repository.add_operation();
    write(&repository.path("new.txt"), "new");
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("there are uncommitted changes:\n     M spec/little.yaml\n    ?? new.txt\n"),
        "{words}"
    );
    repository.succeeds(&["release", "--dry-run"]);
    repository.succeeds(&["release", "--allow-dirty"]);
    assert!(repository.text("spec/sdk.toml").contains("0.1.1"));
}

#[test]
fn what_was_released_is_not_released_again() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    // On another branch.
    repository.git(&["checkout", "--quiet", "-b", "other"]);
    repository.succeeds(&["release", "--commit"]);
    repository.git(&["checkout", "--quiet", "main"]);
    let words = repository.is_refused(&["release"]);
    assert!(words.contains("the tag little-sdk-v0.1.1 exists already"), "{words}");

    repository.git(&["checkout", "--quiet", "--orphan", "unrelated"]);
    repository.commit("nothing before");
    let words = repository.is_refused(&["release"]);
    assert!(words.contains("HEAD is not a descendant of little-sdk-v0.1.1"), "{words}");
}

#[test]
fn a_shallow_clone_without_tags_says_what_to_fetch() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    let folder = tempfile::tempdir().expect("a folder");
    let clone = folder.path().join("clone");
    let url = format!("file://{}", repository.root().display());
    repository.git(&[
        "clone",
        "--quiet",
        "--depth=1",
        "--no-tags",
        &url,
        clone.to_str().expect("a path"),
    ]);
    let mut command = repository.xtask(&["release", "--dry-run"]);
    let output = command.current_dir(&clone).output().expect("xtask can be run");
    let words = said(&output);
    assert_eq!(output.status.code(), Some(1), "{words}");
    assert!(
        words.contains("this clone is shallow")
            && words.contains("run `git fetch --tags --unshallow`"),
        "{words}"
    );
}

#[test]
fn without_a_repository_there_is_no_release() {
    let repository = Repository::new();
    let words = repository
        .xtask(&["release"])
        .output()
        .map(|output| said(&output))
        .expect("xtask can be run");
    assert!(words.contains("the repository has no commit"), "{words}");
    fs::remove_dir_all(repository.path(".git")).expect("it can be removed");
    let mut command = repository.xtask(&["release"]);
    command.env("GIT_CEILING_DIRECTORIES", repository.root().parent().expect("a folder"));
    let words = command.output().map(|output| said(&output)).expect("xtask can be run");
    assert!(words.contains("is not in a git repository"), "{words}");
    let words = repository
        .xtask(&["release"])
        .env("PATH", "")
        .output()
        .map(|output| said(&output))
        .expect("xtask can be run");
    assert!(words.contains("git does not run"), "{words}");
}

#[test]
fn two_releases_at_once_are_one() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    let lock = File::create(repository.path(".git/oasmith-release.lock")).expect("a file");
    lock.lock().expect("a lock");
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("another `cargo xtask release` or `cargo xtask publish` is running"),
        "{words}"
    );
    let words = repository.is_refused(&["publish", "--registry", "internal"]);
    assert!(words.contains("is running in this repository"), "{words}");
    repository.succeeds(&["release", "--dry-run"]);
    drop(lock);

    let mut runs: Vec<_> = (0..4)
        .map(|_| {
            let mut command = repository.xtask(&["release", "--commit"]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.spawn().expect("xtask can be run")
        })
        .collect();
    for run in &mut runs {
        run.wait().expect("it ends");
    }
    assert_eq!(repository.git(&["tag", "--list"]), "little-sdk-v0.1.0\nlittle-sdk-v0.1.1");
    assert_eq!(repository.git(&["status", "--porcelain"]), "");
    assert_eq!(repository.text("generated/CHANGELOG.md").matches("\n## [").count(), 2);
}

#[test]
fn errors_in_documents_are_shown() {
    let repository = Repository::released();
    repository.replace("spec/little.yaml", "required: [on]", "required: on");
    repository.commit("wrong");
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("spec/little.yaml:") && words.contains("error: the documents have errors"),
        "{words}"
    );
    repository.git(&["revert", "--no-edit", "HEAD"]);

    // A release whose documents cannot be read any more.
    repository.replace("spec/little.yaml", "required: [on]", "required: on");
    repository.commit("wrong");
    repository.git(&["tag", "-a", "little-sdk-v0.5.0", "-m", "wrong"]);
    repository.git(&["revert", "--no-edit", "HEAD"]);
    let words = repository.is_refused(&["release"]);
    assert!(
        words.contains("the documents of little-sdk-v0.5.0 have errors for this generator"),
        "{words}"
    );
}

#[test]
fn what_cannot_be_written_changes_nothing() {
    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    // The lock is a folder: nothing can be written into the repository.
    fs::remove_file(repository.path(".git/oasmith-release.lock")).expect("it can be removed");
    fs::create_dir(repository.path(".git/oasmith-release.lock")).expect("a folder");
    let words = repository.is_refused(&["release"]);
    assert!(words.contains("cannot open"), "{words}");
    fs::remove_dir(repository.path(".git/oasmith-release.lock")).expect("it can be removed");

    repository.git(&["config", "user.useConfigOnly", "true"]);
    repository.git(&["config", "--unset", "user.email"]);
    let words = repository.is_refused(&["release", "--commit"]);
    assert!(words.contains("git has no name and email"), "{words}");
    repository.git(&["config", "user.email", "test@localhost"]);

    // The changelog is a folder.
    fs::remove_file(repository.path("generated/CHANGELOG.md")).expect("it can be removed");
    write(&repository.path("generated/CHANGELOG.md/note"), "a note");
    repository.commit("a folder");
    let words = repository.is_refused(&["release"]);
    assert!(words.contains("generated/CHANGELOG.md cannot be read"), "{words}");
}

#[cfg(unix)]
#[test]
fn a_failed_commit_undoes_everything() {
    use std::os::unix::fs::PermissionsExt as _;

    let repository = Repository::released();
    repository.add_operation();
    repository.commit("more");
    let hook = repository.path(".git/hooks/pre-commit");
    write(&hook, "#!/bin/sh\necho 'not on a Sunday' >&2\nexit 1\n");
    fs::set_permissions(&hook, fs::Permissions::from_mode(0o755)).expect("it can be run");
    let words = repository.is_refused(&["release", "--commit"]);
    assert!(
        words.contains("not on a Sunday") && words.contains("every file is as before"),
        "{words}"
    );
    fs::remove_file(&hook).expect("it can be removed");
    repository.succeeds(&["release", "--commit"]);
    assert_eq!(repository.git(&["describe", "--exact-match"]), "little-sdk-v0.1.1");
}
