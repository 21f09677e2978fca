use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::{Comparison, Files, Limit, Lockfile, MARK, compare, diff, write};
use crate::diagnostic::Report;
use crate::source::Digest;

mod ownership;

/// A separate folder for each test, removed at its end.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let path =
            std::env::temp_dir().join(format!("oasmith-output-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(super) fn put(&self, path: &str, text: &str) {
        let target = self.0.join(path);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Every file and folder, sorted.
    fn listing(&self) -> Vec<String> {
        fn walk(folder: &Path, root: &Path, found: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let entry = entry.unwrap();
                found.push(entry.path().strip_prefix(root).unwrap().to_string_lossy().into_owned());
                if entry.file_type().unwrap().is_dir() {
                    walk(&entry.path(), root, found);
                }
            }
        }
        let mut found = Vec::new();
        walk(&self.0, &self.0, &mut found);
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) fn ours(text: &str) -> String {
    format!("// {MARK}. Do not edit.\n{text}\n")
}

pub(super) fn files(list: &[(&str, &str)]) -> Files {
    let mut files = Files::new();
    for (path, text) in list {
        files.insert(*path, ours(text));
    }
    files
}

/// The text of a lock that lists these files: those that carry the mark, and others with their
/// texts.
pub(super) fn lock(marked: &[&str], others: &[(&str, &str)]) -> String {
    let marked: String = marked.iter().map(|path| format!("    \"{path}\",\n")).collect();
    let others: String = others
        .iter()
        .map(|(path, text)| format!("\"{path}\" = \"{}\"\n", Digest::of(text.as_bytes())))
        .collect();
    format!(
        "# {MARK}\n\ngenerator = \"1.0.0\"\n\n[files]\n{others}\n[crate]\nmarked = [\n{marked}]\n"
    )
}

/// Files with the mark, and the lock that lists them.
fn locked(list: &[(&str, &str)]) -> Files {
    let mut files = files(list);
    let (peoples, marked): (Vec<_>, Vec<_>) =
        list.iter().partition(|(path, _)| super::is_user_folder(path));
    let marked: Vec<&str> = marked.iter().map(|(path, _)| *path).collect();
    let peoples: Vec<(&str, String)> =
        peoples.iter().map(|(path, text)| (*path, ours(text))).collect();
    let peoples: Vec<(&str, &str)> =
        peoples.iter().map(|(path, text)| (*path, text.as_str())).collect();
    files.insert(Lockfile::NAME, lock(&marked, &peoples));
    files
}

fn written(files: &Files, folder: &Folder) -> Comparison {
    let mut report = Report::new();
    let comparison = write(files, &folder.0, &mut report);
    comparison.unwrap_or_else(|| panic!("{:#?}", report.diagnostics()))
}

fn errors(files: &Files, folder: &Folder) -> Vec<String> {
    let mut report = Report::new();
    assert_eq!(write(files, &folder.0, &mut report), None);
    report.diagnostics().iter().map(|it| format!("{} {}", it.code.id(), it.message)).collect()
}

#[test]
fn what_is_new_is_written_and_then_nothing_differs() {
    let folder = Folder::new();
    let files = files(&[("Cargo.toml", "a"), ("src/api/mod.rs", "b")]);
    assert_eq!(written(&files, &folder).written, ["Cargo.toml", "src/api/mod.rs"]);
    assert_eq!(folder.listing(), ["Cargo.toml", "src", "src/api", "src/api/mod.rs"]);

    let before = fs::metadata(folder.0.join("Cargo.toml")).unwrap().modified().unwrap();
    let again = written(&files, &folder);
    assert!(again.is_clean());
    assert_eq!(again.unchanged, 2);
    assert_eq!(fs::metadata(folder.0.join("Cargo.toml")).unwrap().modified().unwrap(), before);
    assert_eq!(diff(&files, &folder.0, Limit::default()), "");
}

#[test]
fn a_folder_that_is_not_there_is_made() {
    let folder = Folder::new();
    let mut report = Report::new();
    let inner = folder.0.join("deep/er");
    assert!(compare(&files(&[("a.rs", "1")]), &inner).is_ok_and(|it| it.written == ["a.rs"]));
    assert!(write(&files(&[("a.rs", "1")]), &inner, &mut report).is_some());
    assert_eq!(folder.read("deep/er/a.rs"), ours("1"));
}

#[test]
fn what_is_no_longer_made_goes_with_its_folders() {
    let folder = Folder::new();
    written(&locked(&[("src/a/b/c.rs", "1"), ("src/a/d.rs", "1"), ("src/e.rs", "1")]), &folder);
    let comparison = written(&locked(&[("src/e.rs", "2")]), &folder);
    assert_eq!(comparison.removed, ["src/a/b/c.rs", "src/a/d.rs"]);
    assert_eq!(folder.listing(), ["oasmith.lock", "src", "src/e.rs"]);
    assert_eq!(folder.read("src/e.rs"), ours("2"));
}

#[test]
fn what_people_made_stays() {
    let folder = Folder::new();
    written(&locked(&[("Cargo.toml", "1")]), &folder);
    folder.put("src/mine.rs", "mine");
    folder.put("src/other.rs", "// @generated by another tool");
    folder.put("examples/mine.rs", "mine");
    folder.put("Cargo.lock", "mine");
    folder.put("CHANGELOG.md", "mine");
    folder.put("target/debug/x", &ours(""));
    folder.put(".git/config", &ours(""));
    folder.put("late.rs", &format!("\n\n\n\n\n{}", ours("")));
    let before = folder.listing();
    let comparison = written(&locked(&[("Cargo.toml", "1")]), &folder);
    assert_eq!(comparison.foreign, ["late.rs", "src/mine.rs", "src/other.rs"]);
    assert!(comparison.removed.is_empty() && !comparison.is_clean());
    assert_eq!(folder.listing(), before);
}

#[test]
fn what_is_in_the_way_stops_everything() {
    let folder = Folder::new();
    folder.put("Cargo.toml", &ours("1"));
    folder.put("README.md", "mine");
    folder.put("src/a.rs/x", "mine");
    folder.put("lib", "mine");
    let before = folder.listing();
    let files = files(&[("README.md", "1"), ("src/a.rs", "1"), ("lib/b.rs", "1"), ("new.rs", "1")]);
    assert!(compare(&files, &folder.0).is_ok_and(|it| it.foreign == ["Cargo.toml"]));
    let found = errors(&files, &folder);
    let ends = [
        "README.md was not generated, and would be overwritten",
        "lib is a file where a folder should be",
        "src/a.rs is a folder",
    ];
    assert_eq!(found.len(), 3, "{found:#?}");
    assert!(
        found.iter().zip(ends).all(|(it, end)| it.starts_with("E0501") && it.ends_with(end)),
        "{found:#?}"
    );
    assert_eq!(folder.listing(), before);
    assert_eq!(folder.read("README.md"), "mine");
}

#[cfg(unix)]
#[test]
fn links_are_not_followed() {
    use std::os::unix::fs::symlink;
    let (folder, outside) = (Folder::new(), Folder::new());
    outside.put("a.rs", &ours("old"));
    written(&locked(&[("b.rs", "old"), ("src/a.rs", "old")]), &folder);
    fs::remove_dir_all(folder.0.join("src")).unwrap();
    fs::remove_file(folder.0.join("b.rs")).unwrap();
    symlink(&outside.0, folder.0.join("src")).unwrap();
    symlink(outside.0.join("a.rs"), folder.0.join("b.rs")).unwrap();
    let found = errors(&files(&[("src/a.rs", "new"), ("b.rs", "new")]), &folder);
    assert!(found.len() == 2 && found.iter().all(|it| it.contains("symbolic link")), "{found:#?}");

    let comparison = written(&locked(&[("c.rs", "1")]), &folder);
    assert_eq!(
        (comparison.foreign, comparison.removed),
        (vec!["b.rs".to_owned(), "src".to_owned()], Vec::new())
    );
    assert_eq!(outside.read("a.rs"), ours("old"));
}

#[test]
fn paths_that_lead_elsewhere_are_rejected() {
    let folder = Folder::new();
    let bad = [
        "", "/a", "../a", "a/../b", "a//b", "a/", "a\\b", "./a", "c:/a", "a\0", "con.rs", "x/NUL",
        "a.", ".git/x",
    ];
    for path in bad {
        let found = errors(&files(&[(path, "1")]), &folder).concat();
        assert!(found.starts_with("E0503"), "{path:?} {found}");
    }
    assert!(errors(&files(&[("a", "1"), ("a/b", "1")]), &folder).concat().contains("is a file"));
    assert!(
        errors(&files(&[("a.rs", "1"), ("A.rs", "1")]), &folder)
            .concat()
            .contains("names are case-insensitive")
    );
    assert!(folder.listing().is_empty());
}

#[test]
fn a_file_left_over_by_a_crash_goes() {
    let folder = Folder::new();
    folder.put("src/.a.rs.17.oasmith-tmp", "// half");
    assert_eq!(
        written(&files(&[("src/a.rs", "1")]), &folder).removed,
        ["src/.a.rs.17.oasmith-tmp"]
    );
    assert_eq!(folder.listing(), ["src", "src/a.rs"]);
}

#[test]
fn an_empty_file_is_written_where_one_of_ours_goes() {
    let folder = Folder::new();
    written(&locked(&[("a.rs", "1")]), &folder);
    folder.put("a.rs", "");
    folder.put("b.rs", "");
    let comparison = written(&locked(&[("a.rs", "1")]), &folder);
    assert_eq!(
        (comparison.written, comparison.foreign),
        (vec!["a.rs".to_owned()], vec!["b.rs".to_owned()])
    );
    assert_eq!((folder.read("a.rs"), folder.read("b.rs")), (ours("1"), String::new()));
}

#[test]
fn the_difference_says_what_each_file_is() {
    let folder = Folder::new();
    let made = locked(&[("a.rs", "one\ntwo\nthree"), ("b.rs", "1"), ("d.rs", "made")]);
    let old = locked(&[("c.rs", "1")]);
    folder.put(Lockfile::NAME, old.get(Lockfile::NAME).unwrap());
    folder.put("a.rs", &ours("one\n2\u{1b}[31m\nthree"));
    folder.put("c.rs", &ours("1"));
    folder.put("d.rs", "edited\n");
    folder.put("e.rs", "mine");
    let expected = format!(
        "a.rs: edited or out of date
    @@ -1,4 +1,4 @@
     // {MARK}. Do not edit.
     one
    -2\\u{{1b}}[31m
    +two
     three
b.rs: missing
c.rs: extra, no longer generated
d.rs: edited or out of date, and not generated, so it is not overwritten
    @@ -1 +1,2 @@
    -edited
    +// {MARK}. Do not edit.
    +made
e.rs: extra, and not in oasmith.lock: delete it, or move your own files to examples/, tests/, benches/ or src/ext/
oasmith.lock: edited or out of date
"
    );
    let differs = diff(&made, &folder.0, Limit::default());
    assert!(differs.starts_with(&expected), "{differs}");
    assert!(folder.read("a.rs").contains("2\u{1b}"));
}

#[test]
fn the_difference_is_bounded() {
    let folder = Folder::new();
    let mut made = Files::new();
    for index in 0..13 {
        let path = format!("{index:02}.rs");
        folder.put(&path, &ours(&"old\n".repeat(5000)));
        made.insert(
            path,
            ours(&(0..5000).fold(String::new(), |text, line| format!("{text}{line}\n"))),
        );
    }
    let text = diff(&made, &folder.0, Limit::default());
    assert!(text.ends_with("… and 3 more files\n"));
    assert_eq!(text.lines().count(), 10 * 42 + 1);
}

/// Files without the mark, which a lock has.
fn licensed(list: &[(&str, &str)]) -> Files {
    let mut files = files(&[("src/a.rs", "1")]);
    let entries =
        list.iter().map(|(path, text)| format!("{path} = \"{}\"\n", Digest::of(text.as_bytes())));
    let lock =
        format!("# {MARK}\n\ngenerator = \"1.0.0\"\n\n[files]\n{}", entries.collect::<String>());
    files.insert(Lockfile::NAME, lock);
    for (path, text) in list {
        files.insert(*path, *text);
    }
    files
}

#[test]
fn what_the_lock_has_is_generated() {
    let folder = Folder::new();
    written(&licensed(&[("LICENSE", "one\n"), ("NOTICE", "one\n")]), &folder);
    let comparison = written(&licensed(&[("LICENSE", "two\n")]), &folder);
    assert_eq!(
        (comparison.written, comparison.removed),
        (vec!["LICENSE".to_owned(), "oasmith.lock".to_owned()], vec!["NOTICE".to_owned()])
    );
    assert_eq!(folder.listing(), ["LICENSE", "oasmith.lock", "src", "src/a.rs"]);
    assert_eq!(folder.read("LICENSE"), "two\n");
}

#[test]
fn what_people_changed_of_it_is_theirs() {
    let folder = Folder::new();
    written(&licensed(&[("LICENSE", "one\n"), ("NOTICE", "one\n")]), &folder);
    folder.put("LICENSE", "mine\n");
    folder.put("NOTICE", "mine\n");
    assert_eq!(errors(&licensed(&[("LICENSE", "two\n")]), &folder).len(), 1);
    assert_eq!(
        (folder.read("LICENSE"), folder.read("NOTICE")),
        ("mine\n".to_owned(), "mine\n".to_owned())
    );
    assert!(
        diff(&licensed(&[("LICENSE", "two\n")]), &folder.0, Limit::default())
            .contains("so it is not overwritten")
    );
    // A file that the user changed to the new text is accepted.
    folder.put("LICENSE", "two\n");
    assert_eq!(written(&licensed(&[("LICENSE", "two\n")]), &folder).foreign, ["NOTICE"]);
}

#[test]
fn a_lock_that_cannot_be_read_says_nothing() {
    let folder = Folder::new();
    for lock in
        ["", "<<<<<<< HEAD\n", "generator = 1\n", "generator = \"1\"\n[files]\nLICENSE = \"ab\"\n"]
    {
        folder.put("LICENSE", "one\n");
        folder.put(Lockfile::NAME, &format!("# {MARK}\n{lock}"));
        assert_eq!(errors(&licensed(&[("LICENSE", "two\n")]), &folder).len(), 1, "{lock}");
        assert!(!written(&licensed(&[("LICENSE", "one\n")]), &folder).written.is_empty(), "{lock}");
    }
}

#[test]
fn line_ends_of_another_system_are_no_difference() {
    let folder = Folder::new();
    let made = files(&[("a.rs", "one\ntwo\nthree\nfour\nfive")]);
    folder.put("a.rs", &ours("one\ntwo\nthree\nfour\nfive").replace('\n', "\r\n"));
    assert!(compare(&made, &folder.0).is_ok_and(|it| it.is_clean()));
    folder.put("a.rs", &ours("one\ntwo\nthree\nfour\nfife").replace('\n', "\r\n"));
    let differs = diff(&made, &folder.0, Limit::default());
    assert_eq!(differs.matches("\n    -").count(), 1, "{differs}");
    folder.put("a.rs", &ours("one\rtwo\nthree\nfour\nfive"));
    assert!(
        !compare(&made, &folder.0).is_ok_and(|it| it.is_clean()),
        "a CR alone is no end of a line"
    );
}
