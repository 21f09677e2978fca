//! `oasmith.lock`: what a crate is made of.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use super::Files;
use super::compare::{metadata, name};
use crate::source::Digest;

/// What is written in `oasmith.lock`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lockfile {
    /// The version of the generator.
    pub generator: String,
    /// Every file that was read: its path from the folder of the manifest, with `/`, or its URL.
    pub inputs: BTreeMap<String, Digest>,
    /// The files of the crate that carry [`MARK`](super::MARK), by their paths in the crate; this
    /// file itself is not among them.
    pub marked: BTreeSet<String>,
    /// The other files of the crate, by their paths: those that cannot carry the mark, such as
    /// licences, and those in folders where people keep files of their own, such as `examples/`.
    pub files: BTreeMap<String, Digest>,
}

impl Lockfile {
    /// The name of the file.
    pub const NAME: &str = "oasmith.lock";

    /// Reads the text of such a file. `None` for any other text: who merges two branches may leave
    /// one.
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

    /// That of these files.
    pub fn of(files: &Files) -> Option<Self> {
        files.get(Self::NAME).and_then(Self::parse)
    }

    /// That of a folder; `None` when there is none that can be understood.
    ///
    /// # Errors
    /// When it cannot be read; the message says where.
    pub fn read(folder: &Path) -> io::Result<Option<Self>> {
        let path = folder.join(Self::NAME);
        match metadata(&path).map_err(|error| name(error, &path))? {
            Some(metadata) if metadata.is_file() => {
                let bytes = fs::read(&path).map_err(|error| name(error, &path))?;
                Ok(std::str::from_utf8(&bytes).ok().and_then(Self::parse))
            }
            _ => Ok(None),
        }
    }
}

/// How what a crate is made of differs from what it was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Changes {
    /// The version that the generator had, and that which it has, where these differ.
    pub generator: Option<(String, String)>,
    /// Files that were read, now or then.
    pub inputs: BTreeMap<String, InputChange>,
}

/// What became of a file that is read.
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
    /// What to say of the file.
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
