//! Files of others: what is never overwritten or removed.

use std::fs;

use super::super::written::pending_name;
use super::{Folder, errors, files, lock, locked, ours, written};
use crate::output::{Lockfile, compare};

#[test]
fn crates_below_an_output_folder_stay() {
    let folder = Folder::new();
    for name in ["one", "two"] {
        for (path, text) in locked(&[("Cargo.toml", name), ("src/lib.rs", name)]).iter() {
            folder.put(&format!("clients/{name}/{path}"), text);
        }
    }
    folder.put("clients/two/src/lib.rs", &ours("edited"));
    let before = folder.listing();
    let made = locked(&[("Cargo.toml", "3"), ("src/lib.rs", "3")]);
    let clients = Folder(folder.0.join("clients"));
    let found = errors(&made, &clients).concat();
    assert!(found.starts_with("E0505") && found.ends_with("it contains `one`, `two`"), "{found}");
    assert_eq!(compare(&made, &clients.0).unwrap().other, ["one", "two"]);
    assert_eq!(folder.listing(), before);
    assert_eq!(folder.read("clients/two/src/lib.rs"), ours("edited"));

    // Nor are they touched where the folder was a crate before they came.
    for (path, text) in made.iter() {
        folder.put(&format!("clients/{path}"), text);
    }
    assert!(written(&made, &clients).is_clean());
    assert_eq!(written(&locked(&[("Cargo.toml", "4")]), &clients).removed, ["src/lib.rs"]);
    assert_eq!(folder.read("clients/two/src/lib.rs"), ours("edited"));
    std::mem::forget(clients);
}

#[test]
fn crates_in_a_crate_stay() {
    let folder = Folder::new();
    let made = locked(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]);
    written(&made, &folder);
    folder.put("tests/fixtures/other/Cargo.toml", &ours("other"));
    folder.put("tests/fixtures/other/src/lib.rs", &ours("other"));
    folder.put("fuzz/Cargo.toml", "mine");
    folder.put("fuzz/src/main.rs", &ours("fuzz"));
    folder.put("fuzz/src/.x.rs.1.oasmith-tmp", "another run");
    folder.put("src/inner/oasmith.lock", "broken");
    folder.put("src/inner/a.rs", &ours("inner"));
    let before = folder.listing();
    assert!(written(&made, &folder).is_clean());
    assert_eq!(folder.listing(), before);
    // Even if the lock lists them.
    let inner =
        ["fuzz/src/main.rs", "src/inner/a.rs", "src/lib.rs", "tests/fixtures/other/src/lib.rs"];
    folder.put(Lockfile::NAME, &lock(&inner, &[]));
    assert_eq!(written(&locked(&[("Cargo.toml", "1")]), &folder).removed, ["src/lib.rs"]);
}

#[test]
fn copies_in_the_folders_of_people_stay() {
    let folder = Folder::new();
    let made =
        [("Cargo.toml", "1"), ("examples/a.rs", "1"), ("examples/b.rs", "1"), ("tests/c.rs", "1")];
    written(&locked(&made), &folder);
    for copy in ["examples/mine.rs", "examples/deep/er.rs", "tests/mine.rs", "benches/mine.rs"] {
        folder.put(copy, &ours("1"));
    }
    folder.put("examples/b.rs", &ours("1 and mine"));
    let comparison = written(&locked(&[("Cargo.toml", "1")]), &folder);
    assert_eq!(comparison.removed, ["examples/a.rs", "tests/c.rs"]);
    assert!(comparison.foreign.is_empty());
    let left = [
        "benches/mine.rs",
        "examples/b.rs",
        "examples/deep/er.rs",
        "examples/mine.rs",
        "tests/mine.rs",
    ];
    assert!(left.iter().all(|path| folder.0.join(path).is_file()), "{:?}", folder.listing());
}

#[test]
fn what_people_made_of_an_example_is_not_overwritten() {
    let folder = Folder::new();
    written(
        &locked(&[("Cargo.toml", "1"), ("examples/a.rs", "1"), ("examples/c.rs", "1")]),
        &folder,
    );
    folder.put("examples/a.rs", &ours("edited"));
    folder.put("examples/b.rs", &ours("a copy"));
    let new = locked(&[
        ("Cargo.toml", "1"),
        ("examples/a.rs", "2"),
        ("examples/b.rs", "2"),
        ("examples/c.rs", "2"),
    ]);
    assert_eq!(compare(&new, &folder.0).unwrap().in_the_way, ["examples/a.rs", "examples/b.rs"]);
    assert_eq!(errors(&new, &folder).len(), 2);
    assert_eq!(
        (folder.read("examples/a.rs"), folder.read("examples/c.rs")),
        (ours("edited"), ours("1"))
    );
    fs::remove_file(folder.0.join("examples/a.rs")).unwrap();
    folder.put("examples/b.rs", &ours("2"));
    assert_eq!(written(&new, &folder).written, ["examples/a.rs", "examples/c.rs", "oasmith.lock"]);
}

#[test]
fn what_no_lock_lists_is_not_removed() {
    let folder = Folder::new();
    // As an older generator left it: the mark, and no lock.
    written(&files(&[("Cargo.toml", "1"), ("src/lamps.rs", "1")]), &folder);
    let comparison = written(&locked(&[("Cargo.toml", "2"), ("src/torches.rs", "2")]), &folder);
    assert_eq!(
        (comparison.removed, comparison.foreign),
        (Vec::new(), vec!["src/lamps.rs".to_owned()])
    );
    assert_eq!((folder.read("src/lamps.rs"), folder.read("Cargo.toml")), (ours("1"), ours("2")));

    // A file that the lock of another folder lists.
    folder.put("src/other.rs", &ours("1"));
    folder.put("elsewhere/notes.txt", &lock(&["src/other.rs", "../src/other.rs"], &[]));
    let comparison = written(&locked(&[("Cargo.toml", "2")]), &folder);
    assert_eq!(comparison.removed, ["src/torches.rs"]);
    assert_eq!(comparison.foreign, ["elsewhere/notes.txt", "src/lamps.rs", "src/other.rs"]);
}

#[test]
fn a_lock_lists_nothing_outside_its_folder() {
    let folder = Folder::new();
    folder.put("outside.rs", &ours("1"));
    let inner = Folder(folder.0.join("crate"));
    let outside = folder.0.join("outside.rs").display().to_string();
    folder.put("crate/Cargo.toml", &ours("1"));
    folder.put(
        "crate/oasmith.lock",
        &lock(&["../outside.rs", &outside, "src/../../outside.rs"], &[]),
    );
    assert!(written(&locked(&[("Cargo.toml", "1")]), &inner).removed.is_empty());
    assert_eq!(folder.read("outside.rs"), ours("1"));
    std::mem::forget(inner);
}

#[test]
fn a_folder_that_holds_something_else_is_not_written_to() {
    let made = locked(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]);
    for path in [
        "README.md",
        "src/lib.rs",
        "src/main.rs",
        "Cargo.toml",
        "other/Cargo.toml",
        "deep/er/oasmith.lock",
        "docs/a.md",
    ] {
        let folder = Folder::new();
        folder.put(path, "mine");
        let before = folder.listing();
        let found = errors(&made, &folder).concat();
        let top = path.split('/').next().unwrap_or_default();
        assert!(
            found.starts_with("E0505") && found.ends_with(&format!("it contains `{top}`")),
            "{path}: {found}"
        );
        assert_eq!(folder.listing(), before);
    }
    let folder = Folder::new();
    folder.put("src/old.rs", &ours("a remnant"));
    assert!(errors(&made, &folder).concat().starts_with("E0505"));
    for number in 0..5 {
        folder.put(&format!("{number}.txt"), "mine");
    }
    assert!(
        errors(&made, &folder).concat().ends_with("it contains `0.txt`, `1.txt`, `2.txt`, 3 more")
    );
}

#[test]
fn a_folder_for_a_crate_may_hold_what_belongs_to_any() {
    let made = locked(&[("Cargo.toml", "1"), ("src/lib.rs", "1")]);
    for path in [
        ".git/config",
        ".gitignore",
        "examples/mine.rs",
        "tests/other/Cargo.toml",
        "target/x",
        "CHANGELOG.md",
    ] {
        let folder = Folder::new();
        folder.put(path, "mine");
        fs::create_dir_all(folder.0.join("src/empty")).unwrap();
        assert_eq!(
            written(&made, &folder).written,
            ["Cargo.toml", "oasmith.lock", "src/lib.rs"],
            "{path}"
        );
        assert_eq!(folder.read(path), "mine");
        assert!(written(&made, &folder).is_clean());
    }
}

#[test]
fn what_a_killed_run_has_written_is_listed() {
    let folder = Folder::new();
    written(&locked(&[("Cargo.toml", "1"), ("src/a.rs", "1")]), &folder);
    // Two runs that were killed before their locks stood, and before they removed anything.
    folder.put(&pending_name(0), &lock(&["Cargo.toml", "src/b.rs"], &[]));
    folder.put("src/b.rs", &ours("2"));
    folder.put(&pending_name(1), &lock(&["Cargo.toml", "src/c.rs"], &[("LICENSE", "three")]));
    folder.put("src/c.rs", "");
    folder.put("LICENSE", "three");
    let comparison = written(&locked(&[("Cargo.toml", "1"), ("src/d.rs", "4")]), &folder);
    let removed =
        [&pending_name(0), &pending_name(1), "LICENSE", "src/a.rs", "src/b.rs", "src/c.rs"];
    assert_eq!(comparison.removed, removed);
    assert_eq!(folder.listing(), ["Cargo.toml", "oasmith.lock", "src", "src/d.rs"]);

    // The first run of all, killed.
    let folder = Folder::new();
    folder.put(&pending_name(0), &lock(&["Cargo.toml", "src/a.rs"], &[]));
    folder.put("src/a.rs", &ours("1"));
    assert_eq!(
        written(&locked(&[("Cargo.toml", "1")]), &folder).removed,
        [&pending_name(0), "src/a.rs"]
    );
}

#[test]
fn a_lock_that_git_could_not_merge_lists_both_sides() {
    let folder = Folder::new();
    let made = [("Cargo.toml", "1"), ("src/a.rs", "1"), ("src/b.rs", "1"), ("src/c.rs", "1")];
    written(&locked(&made), &folder);
    folder.put("LICENSE", "two");
    folder.put("NOTICE", "one");
    let (one, two) =
        (lock(&["src/a.rs"], &[("LICENSE", "one")]), lock(&["src/b.rs"], &[("LICENSE", "two")]));
    folder.put(Lockfile::NAME, &format!("<<<<<<< ours\n{one}=======\n{two}>>>>>>> theirs\n"));
    let comparison = written(&locked(&[("Cargo.toml", "1")]), &folder);
    assert_eq!(comparison.removed, ["LICENSE", "src/a.rs", "src/b.rs"]);
    assert_eq!(comparison.foreign, ["NOTICE", "src/c.rs"]);
}

#[test]
fn line_ends_of_another_system_make_no_file_of_others() {
    let folder = Folder::new();
    let made = [("Cargo.toml", "1"), ("examples/a.rs", "1\n2"), ("src/a.rs", "1")];
    written(&locked(&made), &folder);
    for path in ["Cargo.toml", "examples/a.rs", "src/a.rs", Lockfile::NAME] {
        folder.put(path, &folder.read(path).replace('\n', "\r\n"));
    }
    let comparison = written(&locked(&[("Cargo.toml", "1")]), &folder);
    assert_eq!(comparison.removed, ["examples/a.rs", "src/a.rs"]);
}
