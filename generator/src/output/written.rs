//! Which files of a folder earlier runs have written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::disk::{metadata, with_path};
use super::lockfile::Lockfile;
use super::{TEMPORARY, is_generated, is_user_folder};
use crate::source::Digest;

/// How the name of an announced lock begins, see [`Written`].
const PENDING: &str = ".oasmith.lock.pending-";

/// The files that the lock of a folder lists, and those of runs that were killed.
///
/// A run announces its lock under another name before it writes anything else, and removes that
/// file at the end. So each file that a run has written is listed, even if the run was killed.
#[derive(Debug, Default)]
pub(super) struct Written {
    /// Whether there is a lock, valid or not.
    is_there: bool,
    marked: BTreeSet<String>,
    files: BTreeMap<String, Vec<Digest>>,
}

impl Written {
    /// Reads the locks of a folder. A folder that does not exist has none.
    ///
    /// # Errors
    /// If one cannot be read. The message names it.
    pub(super) fn read(folder: &Path) -> io::Result<Self> {
        let mut written = Self::default();
        for lock in pending(folder)?.iter().map(String::as_str).chain([Lockfile::NAME]) {
            let path = folder.join(lock);
            let is_file = metadata(&path)
                .map_err(|error| with_path(error, &path))?
                .is_some_and(|it| it.is_file());
            if is_file {
                let bytes = fs::read(&path).map_err(|error| with_path(error, &path))?;
                written.is_there = true;
                written.add(&String::from_utf8_lossy(&bytes));
            }
        }
        Ok(written)
    }

    /// Adds the files that a lock lists. From a lock with merge conflicts, it reads every valid
    /// line.
    fn add(&mut self, text: &str) {
        if let Some(lock) = Lockfile::parse(text) {
            self.marked.extend(lock.marked);
            lock.files
                .into_iter()
                .for_each(|(path, digest)| self.files.entry(path).or_default().push(digest));
            return;
        }
        let mut table = "";
        for line in text.lines().map(str::trim) {
            if line.starts_with('[') {
                table = line;
            } else if line.starts_with('"') && line.ends_with("\",") {
                let parsed =
                    format!("path = {}", line.trim_end_matches(',')).parse::<toml::Table>().ok();
                let path = parsed.as_ref().and_then(|it| it.get("path")?.as_str());
                self.marked.extend(path.map(str::to_owned));
            } else if table == "[files]" {
                for (path, digest) in line.parse::<toml::Table>().unwrap_or_default() {
                    let digest: Option<Digest> =
                        digest.as_str().and_then(|digest| digest.parse().ok());
                    self.files.entry(path).or_default().extend(digest);
                }
            }
        }
    }

    /// Whether the folder has a lock.
    pub(super) fn is_there(&self) -> bool {
        self.is_there
    }

    /// Whether a file with these bytes may be overwritten.
    pub(super) fn may_overwrite(&self, path: &str, bytes: &[u8]) -> bool {
        // An empty file may be left after a loss of power: its name was on the disk before its
        // text. Nothing in it can be lost.
        if bytes.is_empty() || self.has(path, bytes) {
            return true;
        }
        // Locks of older generators do not list files with the mark. There, the mark is enough.
        is_generated(bytes) && (!is_user_folder(path) || self.marked.is_empty())
    }

    /// Whether a file with these bytes, or a marked file that begins with them, may be removed.
    pub(super) fn may_remove(&self, path: &str, bytes: &[u8]) -> bool {
        self.has(path, bytes)
            || (self.marked.contains(path)
                && !is_user_folder(path)
                && (bytes.is_empty() || is_generated(bytes)))
    }

    /// Whether the file is listed, with any content.
    pub(super) fn lists(&self, path: &str) -> bool {
        self.marked.contains(path) || self.files.contains_key(path)
    }

    fn has(&self, path: &str, bytes: &[u8]) -> bool {
        self.files.get(path).is_some_and(|digests| digests.contains(&Digest::of(bytes)))
    }
}

/// The names of the announced locks of a folder, sorted.
fn pending(folder: &Path) -> io::Result<Vec<String>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(with_path(error, folder)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let found = entry
            .map_err(|error| with_path(error, folder))?
            .file_name()
            .to_string_lossy()
            .into_owned();
        if is_pending(&found) {
            names.push(found);
        }
    }
    names.sort();
    Ok(names)
}

/// Whether a path is the name of an announced lock.
pub(super) fn is_pending(path: &str) -> bool {
    path.starts_with(PENDING) && path.ends_with(TEMPORARY)
}

/// The name of the announced lock with this number.
pub(super) fn pending_name(number: usize) -> String {
    format!("{PENDING}{number}{TEMPORARY}")
}
