//! Texts and the locations in them.
//!
//! A [`Location`] is the file and the JSON pointer (RFC 6901) of a value. It costs no search:
//! [`locate`] looks lines and columns up only for messages.

mod alias;
mod device;
mod digest;
mod locate;
mod locations;
mod media_type;
mod moves;
mod origins;
mod pointer;
mod scan;

use std::collections::BTreeMap;

pub(crate) use alias::costliest_alias;
pub use device::is_device;
pub use digest::{Digest, NoDigest};
pub use locate::{Position, locate, locate_all};
pub use locations::Locations;
pub use media_type::MediaType;
pub use moves::Moves;
pub(crate) use moves::longest;
pub use origins::Origins;
pub use pointer::Pointer;
pub(crate) use pointer::unescaped;
pub(crate) use scan::{
    Finding, Shape, Span, Step, Visitor, YamlKind, deeper_than, findings, walk_json, walk_yaml,
};

/// One of the files of a run, as an index into its [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub(crate) u32);

/// A text that was read, and its name in messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path as users type it: relative to the current folder, with `/` as separator.
    pub name: String,
    /// The whole text.
    pub text: String,
    /// Where values are written that overlays added or moved.
    pub origins: Origins,
    /// Where values were before normalization moved them.
    pub moves: Moves,
}

/// All files of a run, in the order in which they were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sources {
    files: Vec<SourceFile>,
}

impl Sources {
    /// Adds a file and returns its identifier.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> FileId {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        self.files.push(SourceFile {
            name: name.into(),
            text: text.into(),
            origins: Origins::default(),
            moves: Moves::default(),
        });
        id
    }

    /// Sets where values of a file were before normalization moved them.
    pub fn set_moves(&mut self, file: FileId, moves: Moves) {
        if let Some(source) = self.files.get_mut(file.0 as usize) {
            source.moves = moves;
        }
    }

    /// Sets where values of a file are written that overlays added or moved.
    pub fn set_origins(&mut self, file: FileId, origins: Origins) {
        if let Some(source) = self.files.get_mut(file.0 as usize) {
            source.origins = origins;
        }
    }

    /// Where the value at a location is written.
    pub fn written(&self, location: &Location) -> Location {
        let Some(source) = self.get(location.file) else { return location.clone() };
        match source.moves.text_at(&location.at) {
            At::Value(pointer) => source.origins.of(location.file, &pointer),
            At::Key(pointer) => source.origins.of(location.file, &pointer).key(),
            At::Offset(offset) => Location { file: location.file, at: At::Offset(offset) },
        }
    }

    /// The file with this identifier.
    pub fn get(&self, file: FileId) -> Option<&SourceFile> {
        self.files.get(file.0 as usize)
    }

    /// Finds the positions of locations. Each file is read once.
    pub fn located<'a>(
        &self,
        locations: impl Iterator<Item = &'a Location>,
    ) -> BTreeMap<&'a Location, Position> {
        let mut by_file: BTreeMap<FileId, Vec<(&'a Location, At)>> = BTreeMap::new();
        for location in locations {
            let written = self.written(location);
            by_file.entry(written.file).or_default().push((location, written.at));
        }
        let mut found = BTreeMap::new();
        for (file, locations) in by_file {
            let Some(source) = self.get(file) else { continue };
            let wanted: Vec<&At> = locations.iter().map(|(_, at)| at).collect();
            let positions = locate_all(&source.text, &wanted);
            found.extend(locations.iter().map(|(location, _)| *location).zip(positions));
        }
        found
    }

    /// Renames the files.
    pub fn rename(&mut self, name: impl Fn(&str) -> String) {
        for file in &mut self.files {
            file.name = name(&file.name);
        }
    }

    /// All files, in the order in which they were added.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        (0..).map(FileId).zip(&self.files)
    }
}

/// A location in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Location {
    /// The file.
    pub file: FileId,
    /// The part of the file.
    pub at: At,
}

/// A part of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum At {
    /// The value that a JSON pointer names.
    Value(Pointer),
    /// The key of the value that a JSON pointer names.
    Key(Pointer),
    /// A byte offset, for texts that do not parse.
    Offset(usize),
}

impl Location {
    /// The value at `pointer`.
    pub fn value(file: FileId, pointer: Pointer) -> Self {
        Self { file, at: At::Value(pointer) }
    }

    /// The root of a file.
    pub fn root(file: FileId) -> Self {
        Self::value(file, Pointer::root())
    }

    /// The member `key`, or the element with that index, of the value at this location.
    pub fn child(&self, key: &str) -> Self {
        Self { file: self.file, at: At::Value(self.pointer().child(key)) }
    }

    /// The element `index` of the list at this location.
    pub fn element(&self, index: usize) -> Self {
        self.child(&index.to_string())
    }

    /// The key of the value at this location.
    pub fn key(&self) -> Self {
        Self { file: self.file, at: At::Key(self.pointer().clone()) }
    }

    /// Whether this is another location, its key, or within it.
    pub fn is_within(&self, outer: &Self) -> bool {
        let (At::Value(pointer) | At::Key(pointer)) = &self.at else { return false };
        let rest = pointer.as_str().strip_prefix(outer.pointer().as_str());
        self.file == outer.file && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }

    /// Whether this is the text of a reference.
    pub fn is_reference(&self) -> bool {
        self.pointer().as_str().ends_with("/$ref")
    }

    /// The JSON pointer of this location; the root's for an offset.
    pub fn pointer(&self) -> &Pointer {
        static ROOT: Pointer = Pointer::root();
        match &self.at {
            At::Value(pointer) | At::Key(pointer) => pointer,
            At::Offset(_) => &ROOT,
        }
    }
}
