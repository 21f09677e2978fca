//! What is on the disk, held against what should be.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

use super::lockfile::Lockfile;
use super::{Comparison, Files, is_ours, path};
use crate::source::Digest;

/// How many bytes are looked at for the mark.
const START: u64 = 4096;

/// The ending of temporary files; one that is left over after a crash is ours.
pub(super) const TEMPORARY: &str = ".oasmith-tmp";

/// Not looked at when they stand at the top of the folder.
const IGNORED: &[&str] = &["target", "Cargo.lock", "CHANGELOG.md"];

/// Folders at the top that hold files of people.
const PEOPLES: &[&str] = &["examples/", "tests/", "benches/"];

/// Holds `files` against what `folder` has, and touches nothing. A folder that is not there is an empty one.
///
/// # Errors
/// When a path is not safe ([`ErrorKind::InvalidInput`]), or the folder cannot be read; the message says which file.
pub fn compare(files: &Files, folder: &Path) -> io::Result<Comparison> {
    let faults = path::faults(files);
    if !faults.is_empty() {
        return Err(io::Error::new(ErrorKind::InvalidInput, faults.join("\n")));
    }
    let mut comparison = Comparison::default();
    let lock = Lockfile::read(folder)?;
    for (path, text) in files.iter() {
        match state(folder, path, text, lock.as_ref()).map_err(|error| name(error, &folder.join(path)))? {
            State::Same => comparison.unchanged += 1,
            State::Missing | State::Ours => comparison.written.push(path.to_owned()),
            State::InTheWay => comparison.in_the_way.push(path.to_owned()),
        }
    }
    leftovers(files, folder, lock.as_ref(), &mut comparison)?;
    comparison.removed.sort();
    comparison.foreign.sort();
    Ok(comparison)
}

/// What the disk has where a file should be.
enum State {
    Missing,
    Same,
    Ours,
    InTheWay,
}

fn state(folder: &Path, path: &str, text: &str, lock: Option<&Lockfile>) -> io::Result<State> {
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
            // A name may reach the disk before its text does: that is what a loss of power can leave of a new file. There
            // is nothing in it that could be lost.
            old if old.is_empty() || is_ours(&old) => Ok(State::Ours),
            old if lock.is_some_and(|lock| lock.has(path, &old)) => Ok(State::Ours),
            _ => Ok(State::InTheWay),
        },
        Some(_) => Ok(State::InTheWay),
    }
}

/// Whether a file has this text: git may have given it the line ends of the system.
fn is_same(old: &[u8], text: &str) -> bool {
    old == text.as_bytes() || (old.len() > text.len() && Digest::of(old) == Digest::of(text.as_bytes()))
}

/// What stands at a path, links not followed; `None` for nothing.
pub(super) fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Finds what is on the disk and not among the files.
fn leftovers(files: &Files, folder: &Path, lock: Option<&Lockfile>, comparison: &mut Comparison) -> io::Result<()> {
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        let place = folder.join(&inner);
        let entries = match fs::read_dir(&place) {
            Ok(entries) => entries,
            Err(error) if error.kind() == ErrorKind::NotFound && inner.is_empty() => return Ok(()),
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
                waiting.push(path + "/");
            } else if temporary || (kind.is_file() && was_written(&path, &entry.path(), lock)?) {
                comparison.removed.push(path);
            } else if !PEOPLES.iter().any(|folder| path.starts_with(folder)) && !is_folder_of(files, &path) {
                comparison.foreign.push(path);
            }
        }
    }
    Ok(())
}

/// Whether one of the files is to be below `path`.
fn is_folder_of(files: &Files, path: &str) -> bool {
    files.iter().any(|(file, _)| file.strip_prefix(path).is_some_and(|rest| rest.starts_with('/')))
}

fn is_ignored(inner: &str, path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or(path);
    last.starts_with('.') || (inner.is_empty() && IGNORED.contains(&path))
}

/// Whether a file is of an earlier run.
fn was_written(path: &str, place: &Path, lock: Option<&Lockfile>) -> io::Result<bool> {
    match lock.filter(|lock| lock.files.contains_key(path)) {
        Some(lock) => fs::read(place).map(|bytes| lock.has(path, &bytes)).map_err(|error| name(error, place)),
        None => Ok(is_ours(&start(place)?)),
    }
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
