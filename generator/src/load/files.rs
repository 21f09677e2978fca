//! Files from the disk, and those that they refer to.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use serde_json::Value;

use super::document::{Document, File};
use super::read;
use super::reference::{Found, Reference, ReferenceError, external_references, join};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{FileId, Place};

/// A file larger than this is not read.
const MAX_BYTES: u64 = 64 * 1024 * 1024;

/// More files than this are not read.
const MAX_FILES: usize = 20_000;

/// A document while its files are read.
pub(super) struct Reader {
    /// The folder of the root, without links and dots: nothing outside of it is read.
    boundary: PathBuf,
    /// The same folder as people write it, with `/` as separator; empty for the current one.
    shown: String,
    root: FileId,
    files: BTreeMap<FileId, File>,
    paths: BTreeMap<String, Result<FileId, ReferenceError>>,
    /// Files that were read and whose references were not yet looked at.
    pending: Vec<FileId>,
    /// What was read, by its path without links, since two paths may lead to one file.
    known: BTreeMap<PathBuf, Result<FileId, ReferenceError>>,
    /// What is done with the value of each file before references are looked for in it.
    prepare: Option<fn(&mut Value)>,
}

impl Reader {
    /// Reads the root. `None` when nothing can be done with it, which is reported.
    pub(super) fn open(path: &Path, report: &mut Report) -> Option<Self> {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let shown = show(path);
        let unreadable = |error: &io::Error| {
            let message = format!("the document `{}` cannot be read: {}", shown.escape_debug(), explain(error));
            Diagnostic::new(Code::UnreadableFile, message).help("check the path of the document")
        };
        let opened = folder.canonicalize().and_then(|folder| Ok((folder, path.canonicalize()?, read_bytes(path)?)));
        let (boundary, real, bytes) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                report.push(unreadable(&error));
                return None;
            }
        };
        let (root, value) = read::read(&shown, bytes, report);
        let value = value?;
        let name = shown.rsplit('/').next().unwrap_or_default().to_owned();
        let mut reader = Self {
            boundary,
            shown: shown.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default(),
            root,
            files: BTreeMap::new(),
            paths: BTreeMap::from([(name, Ok(root))]),
            pending: vec![root],
            known: BTreeMap::from([(real, Ok(root))]),
            prepare: None,
        };
        reader.files.insert(root, File { folder: String::new(), value });
        Some(reader)
    }

    pub(super) fn root(&self) -> Place {
        Place::root(self.root)
    }

    pub(super) fn root_value(&self) -> &Value {
        self.files.get(&self.root).map_or(&Value::Null, |file| &file.value)
    }

    /// Lets something be done with the value of each file, those that were read already included.
    pub(super) fn prepare(&mut self, prepare: fn(&mut Value)) {
        self.files.values_mut().for_each(|file| prepare(&mut file.value));
        self.prepare = Some(prepare);
    }

    /// Reads every file that is referred to from those that were read, until there is no new one.
    pub(super) fn read_referenced(&mut self, report: &mut Report) {
        let mut next = 0;
        while let Some(&id) = self.pending.get(next) {
            next += 1;
            let Some(file) = self.files.get(&id) else { continue };
            let mut found = Vec::new();
            external_references(&file.value, Place::root(id), &mut found);
            let folder = file.folder.clone();
            let wanted: Vec<_> =
                found.into_iter().map(|Found { place, text, uncertain }| (place, text.to_owned(), uncertain)).collect();
            for (place, text, uncertain) in wanted {
                let outcome = self.require(&folder, &text, &place, uncertain, report);
                if let Err(error) = outcome
                    && !uncertain
                {
                    error.diagnostic(&text, place).into_iter().for_each(|diagnostic| report.push(diagnostic));
                }
            }
        }
    }

    pub(super) fn into_document(self) -> Document {
        Document { root: self.root, files: self.files, paths: self.paths }
    }

    /// Makes sure that the file of a reference is read.
    fn require(
        &mut self,
        folder: &str,
        text: &str,
        place: &Place,
        uncertain: bool,
        report: &mut Report,
    ) -> Result<FileId, ReferenceError> {
        let Some(file) = Reference::parse(text)?.file else { return Ok(place.file) };
        let path = join(folder, &file).ok_or(ReferenceError::Outside)?;
        if let Some(outcome) = self.paths.get(&path) {
            return outcome.clone();
        }
        let outcome = self.read(&path, place, report);
        if !(uncertain && outcome.is_err()) {
            self.paths.insert(path, outcome.clone());
        }
        outcome
    }

    fn read(&mut self, path: &str, place: &Place, report: &mut Report) -> Result<FileId, ReferenceError> {
        let unreadable = |error: io::Error| ReferenceError::Unreadable {
            file: path.to_owned(),
            reason: explain(&error),
            place: place.clone(),
        };
        if self.known.len() >= MAX_FILES {
            return Err(unreadable(io::Error::other(format!("there are more than {MAX_FILES} files"))));
        }
        let real = self.boundary.join(path).canonicalize().map_err(unreadable)?;
        if !real.starts_with(&self.boundary) {
            return Err(ReferenceError::Outside);
        }
        if let Some(outcome) = self.known.get(&real) {
            return outcome.clone();
        }
        let bytes = read_bytes(&real).map_err(unreadable)?;
        let shown = if self.shown.is_empty() { path.to_owned() } else { format!("{}/{path}", self.shown) };
        let (id, value) = read::read(&shown, bytes, report);
        let outcome = match value {
            None => Err(ReferenceError::Broken),
            Some(mut value) => {
                self.prepare.into_iter().for_each(|prepare| prepare(&mut value));
                let folder = path.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
                self.files.insert(id, File { folder, value });
                self.pending.push(id);
                Ok(id)
            }
        };
        self.known.insert(real, outcome.clone());
        outcome
    }
}

fn read_bytes(path: &Path) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is no regular file"));
    }
    if metadata.len() > MAX_BYTES {
        return Err(io::Error::other(format!("it is larger than {} MiB", MAX_BYTES / 1024 / 1024)));
    }
    fs::read(path)
}

/// What the system says, in words that are the same on every system where that is possible.
pub(super) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is no folder".to_owned(),
        _ => error.to_string(),
    }
}

/// A path as the user would type it: relative to the current folder where it is below that, with `/`.
pub(super) fn show(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&current).unwrap_or(path);
    let mut text = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => continue,
            Component::RootDir => text.push('/'),
            other => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&other.as_os_str().to_string_lossy());
            }
        }
    }
    text
}
