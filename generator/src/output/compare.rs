//! Compares the files of a crate with a folder on the disk.

use std::collections::BTreeSet;
use std::fs::{self, DirEntry, File};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::disk::{metadata, with_path};
use super::lockfile::Lockfile;
use super::written::Written;
use super::{Comparison, Files, TEMPORARY, is_generated, is_user_folder, path};
use crate::source::Digest;

/// Bytes of a file that are read to find the mark.
const START: u64 = 4096;

/// Ignored at the top of the folder.
const IGNORED: &[&str] = &["target", "Cargo.lock", "CHANGELOG.md"];

/// The manifest of a crate.
const MANIFEST: &str = "Cargo.toml";

/// Compares `files` with the content of `folder`, and writes nothing. A folder that does not exist
/// is empty.
///
/// # Errors
/// If a path is not safe ([`ErrorKind::InvalidInput`]), or the folder cannot be read. The message
/// names the file.
pub fn compare(files: &Files, folder: &Path) -> io::Result<Comparison> {
    let problems = path::problems(files);
    if !problems.is_empty() {
        return Err(io::Error::new(ErrorKind::InvalidInput, problems.join("\n")));
    }
    let mut comparison = Comparison::default();
    let written = Written::read(folder)?;
    for (path, text) in files.iter() {
        match state(folder, path, text, &written)
            .map_err(|error| with_path(error, &folder.join(path)))?
        {
            PathState::Same => comparison.unchanged += 1,
            PathState::Missing | PathState::Generated => comparison.written.push(path.to_owned()),
            PathState::Blocked => comparison.in_the_way.push(path.to_owned()),
        }
    }
    for (path, _) in files.once() {
        if is_missing(folder, path).map_err(|error| with_path(error, &folder.join(path)))? {
            comparison.written.push(path.to_owned());
        }
    }
    comparison.written.sort();
    let leftovers = Leftovers {
        files,
        folder,
        written: &written,
        comparison: &mut comparison,
        crates: Vec::new(),
        waiting: Vec::new(),
    };
    let crates = leftovers.find()?;
    comparison.removed.sort();
    comparison.foreign.sort();
    if !written.is_there() && !has_marked_manifest(folder)? {
        let others = comparison.foreign.iter().chain(&crates).chain(&comparison.in_the_way);
        let others =
            others.filter(|path| !is_user_folder(path)).filter_map(|path| path.split('/').next());
        comparison.other = others.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect();
    }
    Ok(comparison)
}

/// Whether a folder without a lock holds a generated crate.
fn has_marked_manifest(folder: &Path) -> io::Result<bool> {
    let path = folder.join(MANIFEST);
    match metadata(&path).map_err(|error| with_path(error, &path))? {
        Some(metadata) if metadata.is_file() => Ok(is_generated(&start(&path)?)),
        _ => Ok(false),
    }
}

/// Whether a folder is another crate, or was one.
fn is_crate(folder: &Path) -> io::Result<bool> {
    for file in [MANIFEST, Lockfile::NAME] {
        let path = folder.join(file);
        if metadata(&path).map_err(|error| with_path(error, &path))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What is on the disk at the path of a file.
enum PathState {
    Missing,
    Same,
    /// A file that an earlier run generated, with another text.
    Generated,
    /// Something that was not generated.
    Blocked,
}

fn state(folder: &Path, path: &str, text: &str, written: &Written) -> io::Result<PathState> {
    for parent in path.match_indices('/').filter_map(|(end, _)| path.get(..end)) {
        match metadata(&folder.join(parent))? {
            None => return Ok(PathState::Missing),
            Some(metadata) if metadata.is_dir() => {}
            Some(_) => return Ok(PathState::Blocked),
        }
    }
    let target = folder.join(path);
    match metadata(&target)? {
        None => Ok(PathState::Missing),
        Some(metadata) if metadata.is_file() => match fs::read(&target)? {
            old if is_same(&old, text) => Ok(PathState::Same),
            old if written.may_overwrite(path, &old) => Ok(PathState::Generated),
            _ => Ok(PathState::Blocked),
        },
        Some(_) => Ok(PathState::Blocked),
    }
}

/// Whether nothing is at a path, and none of its parent folders is something else.
fn is_missing(folder: &Path, path: &str) -> io::Result<bool> {
    for parent in path.match_indices('/').filter_map(|(end, _)| path.get(..end)) {
        match metadata(&folder.join(parent))? {
            None => return Ok(true),
            Some(metadata) if metadata.is_dir() => {}
            Some(_) => return Ok(false),
        }
    }
    Ok(metadata(&folder.join(path))?.is_none())
}

/// Whether a file has this text. Its line endings may differ, because git converts them.
fn is_same(old: &[u8], text: &str) -> bool {
    old == text.as_bytes()
        || (old.len() > text.len() && Digest::of(old) == Digest::of(text.as_bytes()))
}

/// A walk through a folder, for what is on the disk and not among the files.
struct Leftovers<'a> {
    files: &'a Files,
    folder: &'a Path,
    written: &'a Written,
    comparison: &'a mut Comparison,
    /// Folders of other crates. The walk does not enter them.
    crates: Vec<String>,
    /// Folders that are not read yet: relative paths, each with a `/` at its end.
    waiting: Vec<String>,
}

impl Leftovers<'_> {
    /// Adds every leftover to the comparison, and returns the folders of other crates.
    fn find(mut self) -> io::Result<Vec<String>> {
        self.waiting.push(String::new());
        while let Some(inner) = self.waiting.pop() {
            self.read_folder(&inner)?;
        }
        Ok(self.crates)
    }

    fn read_folder(&mut self, inner: &str) -> io::Result<()> {
        let folder = self.folder.join(inner);
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound && inner.is_empty() => return Ok(()),
            Err(error) => return Err(with_path(error, &folder)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| with_path(error, &folder))?;
            self.classify(inner, &entry)?;
        }
        Ok(())
    }

    fn classify(&mut self, inner: &str, entry: &DirEntry) -> io::Result<()> {
        let path = format!("{inner}{}", entry.file_name().to_string_lossy());
        let kind = entry.file_type().map_err(|error| with_path(error, &entry.path()))?;
        let temporary = kind.is_file() && path.ends_with(TEMPORARY);
        if self.files.get(&path).is_some() || (is_ignored(inner, &path) && !temporary) {
            return Ok(());
        }
        if kind.is_dir() {
            match is_crate(&entry.path())? {
                true => self.crates.push(path),
                false => self.waiting.push(path + "/"),
            }
        } else if temporary || (kind.is_file() && was_written(&path, &entry.path(), self.written)?)
        {
            self.comparison.removed.push(path);
        } else if !is_user_folder(&path) && !self.files.has_below(&path) {
            self.comparison.foreign.push(path);
        }
        Ok(())
    }
}

fn is_ignored(inner: &str, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.starts_with('.') || (inner.is_empty() && IGNORED.contains(&path))
}

/// Whether an earlier run wrote this file.
fn was_written(path: &str, file: &Path, written: &Written) -> io::Result<bool> {
    if !written.lists(path) {
        return Ok(false);
    }
    fs::read(file)
        .map(|bytes| written.may_remove(path, &bytes))
        .map_err(|error| with_path(error, file))
}

fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    read.map_err(|error| with_path(error, path))?;
    Ok(start)
}

#[cfg(test)]
mod tests {
    use super::compare;
    use crate::output::Lockfile;
    use crate::output::tests::{Folder, files, lock, ours};

    #[test]
    fn only_what_the_lock_lists_is_overwritten_or_removed() {
        let folder = Folder::new();
        folder.put(Lockfile::NAME, &lock(&["Cargo.toml", "src/old.rs", "src/changed.rs"], &[]));
        folder.put("Cargo.toml", &ours("1"));
        folder.put("src/same.rs", &ours("1"));
        folder.put("src/changed.rs", &ours("1"));
        folder.put("src/old.rs", &ours("1"));
        folder.put("src/mine.rs", "mine");
        folder.put("src/unlisted.rs", &ours("1"));
        folder.put("README.md", "mine");
        folder.put("other/Cargo.toml", "mine");
        folder.put("other/src/lib.rs", "mine");
        folder.put("target/x", "mine");
        let wanted = files(&[
            ("Cargo.toml", "1"),
            ("README.md", "1"),
            ("src/changed.rs", "2"),
            ("src/new.rs", "1"),
            ("src/same.rs", "1"),
        ]);
        let found = compare(&wanted, &folder.0).expect("a folder that can be read");
        assert_eq!(found.unchanged, 2);
        assert_eq!(found.written, ["src/changed.rs", "src/new.rs"]);
        assert_eq!(found.removed, ["src/old.rs"]);
        assert_eq!(found.in_the_way, ["README.md"]);
        assert_eq!(found.foreign, [Lockfile::NAME, "src/mine.rs", "src/unlisted.rs"]);
    }

    #[test]
    fn a_folder_without_a_crate_of_ours_is_another() {
        let folder = Folder::new();
        folder.put("src/main.rs", "mine");
        folder.put("inner/Cargo.toml", "mine");
        let found = compare(&files(&[("Cargo.toml", "1")]), &folder.0).expect("a folder");
        assert_eq!(found.other, ["inner", "src"]);
        folder.put("Cargo.toml", &ours("1"));
        let found = compare(&files(&[("Cargo.toml", "1")]), &folder.0).expect("a folder");
        assert!(found.other.is_empty(), "{:?}", found.other);
    }
}
