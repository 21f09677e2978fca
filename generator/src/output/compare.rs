//! What is on the disk, held against what should be.

use std::collections::BTreeSet;
use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::lockfile::Lockfile;
use super::written::Written;
use super::{Comparison, Files, TEMPORARY, is_ours, is_peoples, path};
use crate::source::Digest;

/// How many bytes are looked at for the mark.
const START: u64 = 4096;

/// Not looked at when they stand at the top of the folder.
const IGNORED: &[&str] = &["target", "Cargo.lock", "CHANGELOG.md"];

/// The manifest of a crate.
const MANIFEST: &str = "Cargo.toml";

/// Holds `files` against what `folder` has, and touches nothing. A folder that is not there is an
/// empty one.
///
/// # Errors
/// When a path is not safe ([`ErrorKind::InvalidInput`]), or the folder cannot be read; the message
/// says which file.
pub fn compare(files: &Files, folder: &Path) -> io::Result<Comparison> {
    let faults = path::faults(files);
    if !faults.is_empty() {
        return Err(io::Error::new(ErrorKind::InvalidInput, faults.join("\n")));
    }
    let mut comparison = Comparison::default();
    let written = Written::read(folder)?;
    for (path, text) in files.iter() {
        match state(folder, path, text, &written)
            .map_err(|error| name(error, &folder.join(path)))?
        {
            State::Same => comparison.unchanged += 1,
            State::Missing | State::Ours => comparison.written.push(path.to_owned()),
            State::InTheWay => comparison.in_the_way.push(path.to_owned()),
        }
    }
    let crates = leftovers(files, folder, &written, &mut comparison)?;
    comparison.removed.sort();
    comparison.foreign.sort();
    if !written.is_there() && !has_marked_manifest(folder)? {
        let others = comparison.foreign.iter().chain(&crates).chain(&comparison.in_the_way);
        let others =
            others.filter(|path| !is_peoples(path)).filter_map(|path| path.split('/').next());
        comparison.other = others.collect::<BTreeSet<_>>().into_iter().map(str::to_owned).collect();
    }
    Ok(comparison)
}

/// Whether a folder without a lock holds a generated crate.
fn has_marked_manifest(folder: &Path) -> io::Result<bool> {
    let path = folder.join(MANIFEST);
    match metadata(&path).map_err(|error| name(error, &path))? {
        Some(metadata) if metadata.is_file() => Ok(is_ours(&start(&path)?)),
        _ => Ok(false),
    }
}

/// Whether a folder is a crate of its own, or was one.
fn is_crate(folder: &Path) -> io::Result<bool> {
    for file in [MANIFEST, Lockfile::NAME] {
        let path = folder.join(file);
        if metadata(&path).map_err(|error| name(error, &path))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What the disk has where a file should be.
enum State {
    Missing,
    Same,
    Ours,
    InTheWay,
}

fn state(folder: &Path, path: &str, text: &str, written: &Written) -> io::Result<State> {
    for parent in path.match_indices('/').filter_map(|(end, _)| path.get(..end)) {
        match metadata(&folder.join(parent))? {
            None => return Ok(State::Missing),
            Some(metadata) if metadata.is_dir() => {}
            Some(_) => return Ok(State::InTheWay),
        }
    }
    let place = folder.join(path);
    match metadata(&place)? {
        None => Ok(State::Missing),
        Some(metadata) if metadata.is_file() => match fs::read(&place)? {
            old if is_same(&old, text) => Ok(State::Same),
            old if written.may_overwrite(path, &old) => Ok(State::Ours),
            _ => Ok(State::InTheWay),
        },
        Some(_) => Ok(State::InTheWay),
    }
}

/// Whether a file has this text: git may have given it the line ends of the system.
fn is_same(old: &[u8], text: &str) -> bool {
    old == text.as_bytes()
        || (old.len() > text.len() && Digest::of(old) == Digest::of(text.as_bytes()))
}

/// What stands at a path, links not followed; `None` for nothing.
pub(super) fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Finds what is on the disk and not among the files. Gives the folders that are crates of their
/// own, which it does not look into.
fn leftovers(
    files: &Files,
    folder: &Path,
    written: &Written,
    comparison: &mut Comparison,
) -> io::Result<Vec<String>> {
    let mut crates = Vec::new();
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        let place = folder.join(&inner);
        let entries = match fs::read_dir(&place) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound && inner.is_empty() => {
                return Ok(crates);
            }
            Err(error) => return Err(name(error, &place)),
        };
        for entry in entries {
            let entry = entry.map_err(|error| name(error, &place))?;
            let path = format!("{inner}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type().map_err(|error| name(error, &entry.path()))?;
            let temporary = kind.is_file() && path.ends_with(TEMPORARY);
            if files.get(&path).is_some() || (is_ignored(&inner, &path) && !temporary) {
                continue;
            }
            if kind.is_dir() {
                match is_crate(&entry.path())? {
                    true => crates.push(path),
                    false => waiting.push(path + "/"),
                }
            } else if temporary || (kind.is_file() && was_written(&path, &entry.path(), written)?) {
                comparison.removed.push(path);
            } else if !is_peoples(&path) && !files.has_below(&path) {
                comparison.foreign.push(path);
            }
        }
    }
    Ok(crates)
}

fn is_ignored(inner: &str, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.starts_with('.') || (inner.is_empty() && IGNORED.contains(&path))
}

/// Whether a file is of an earlier run.
fn was_written(path: &str, place: &Path, written: &Written) -> io::Result<bool> {
    if !written.lists(path) {
        return Ok(false);
    }
    fs::read(place)
        .map(|bytes| written.may_remove(path, &bytes))
        .map_err(|error| name(error, place))
}

fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut start = Vec::new();
    let read = File::open(path).and_then(|file| file.take(START).read_to_end(&mut start));
    read.map_err(|error| name(error, path))?;
    Ok(start)
}

/// The same error with the file's name.
pub(super) fn name(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
