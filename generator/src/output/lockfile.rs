//! `oasmith.lock`: the inputs and files of a crate.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::Files;
use super::disk::{metadata, with_path};
use crate::source::Digest;

/// The content of `oasmith.lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockfile {
    /// The version of the generator.
    pub generator: String,
    /// Every file that was read: its path from the folder of the manifest, with `/`, or its URL.
    pub inputs: BTreeMap<String, Digest>,
    /// The files of the crate that contain [`MARK`](super::MARK), by their paths in the crate,
    /// without this file.
    pub marked: BTreeSet<String>,
    /// The other files of the crate, by their paths: those that cannot contain the mark, such as
    /// licenses, and those in folders that users add files to, such as `examples/`.
    pub files: BTreeMap<String, Digest>,
}

impl Lockfile {
    /// The name of the file.
    pub const NAME: &str = "oasmith.lock";

    /// Parses the text of the file. `None` for any other text, such as one with merge conflicts.
    pub fn parse(text: &str) -> Option<Self> {
        let table: toml::Table = text.parse().ok()?;
        let digests = |key: &str| -> Option<BTreeMap<String, Digest>> {
            let Some(entries) = table.get(key) else { return Some(BTreeMap::new()) };
            entries
                .as_table()?
                .iter()
                .map(|(path, digest)| Some((path.clone(), digest.as_str()?.parse().ok()?)))
                .collect()
        };
        let marked = match table.get("crate").and_then(|of_crate| of_crate.get("marked")) {
            Some(paths) => paths
                .as_array()?
                .iter()
                .map(|path| path.as_str().map(str::to_owned))
                .collect::<Option<_>>()?,
            None => BTreeSet::new(),
        };
        let generator = table.get("generator")?.as_str()?.to_owned();
        Some(Self { generator, inputs: digests("inputs")?, marked, files: digests("files")? })
    }

    /// The lock among these files.
    pub fn of(files: &Files) -> Option<Self> {
        files.get(Self::NAME).and_then(Self::parse)
    }

    /// The lock of a folder. `None` if there is none or it is not valid.
    ///
    /// # Errors
    /// If it cannot be read. The message names the file.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(Self::NAME);
        match metadata(&path).map_err(|error| with_path(error, &path))? {
            Some(metadata) if metadata.is_file() => {
                let bytes = fs::read(&path).map_err(|error| with_path(error, &path))?;
                Ok(std::str::from_utf8(&bytes).ok().and_then(Self::parse))
            }
            _ => Ok(None),
        }
    }
}

/// How the inputs of a crate changed since it was generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The previous and the present version of the generator, if they differ.
    pub generator: Option<(String, String)>,
    /// Files that were added, changed or removed.
    pub inputs: BTreeMap<String, InputChange>,
}

/// How an input changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InputChange {
    /// It has another text.
    Changed,
    /// It was not read before.
    Added,
    /// It is no longer read.
    Removed,
}

impl InputChange {
    /// The change as the end of a sentence.
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::Changed => "has changed",
            Self::Added => "is new",
            Self::Removed => "is no longer read",
        }
    }
}

impl Changes {
    /// From an earlier state to the present one.
    pub fn between(old: &Lockfile, new: &Lockfile) -> Self {
        let generator = (old.generator != new.generator)
            .then(|| (old.generator.clone(), new.generator.clone()));
        let now = new.inputs.iter().filter_map(|(path, digest)| match old.inputs.get(path) {
            Some(before) if before == digest => None,
            Some(_) => Some((path.clone(), InputChange::Changed)),
            None => Some((path.clone(), InputChange::Added)),
        });
        let gone = old.inputs.keys().filter(|path| !new.inputs.contains_key(*path));
        let inputs = now.chain(gone.map(|path| (path.clone(), InputChange::Removed))).collect();
        Self { generator, inputs }
    }
}
