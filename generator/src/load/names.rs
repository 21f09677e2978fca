//! The names that files and schemas give themselves (`$self`, `$id`, `$anchor`).

use std::collections::BTreeMap;

use super::file_address::FileAddress;
use super::normalize::Identified;
use super::reference::{Fragment, Reference};
use super::references::Need;
use crate::source::{FileId, Location, Pointer};

/// A reference to another file that must be read.
pub(super) struct WantedName {
    pub(super) location: Location,
    pub(super) text: String,
    pub(super) need: Need,
}

/// The names in the files of a document.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The schemas that have an `$id`, by their absolute names.
    pub(super) schemas: BTreeMap<String, (FileId, Pointer)>,
    /// The targets of relative references whose base is a URL.
    pub(super) meant: BTreeMap<Location, FileAddress>,
    /// References by an `$anchor` in another file.
    pub(super) anchored: Vec<Anchored>,
}

/// A reference by an `$anchor` in another file.
#[derive(Debug)]
pub(super) struct Anchored {
    pub(super) location: Location,
    /// The text before the `#`.
    pub(super) before: String,
    pub(super) anchor: String,
    pub(super) target: FileId,
    /// The schema with an `$id` around the anchor, or else the root of the file.
    pub(super) resource: Pointer,
}

impl Names {
    /// Adds the names in a file.
    pub(super) fn add(&mut self, file: FileId, identified: Identified) {
        for (name, pointer) in identified.names {
            self.schemas.entry(name).or_insert((file, pointer));
        }
        let location = |pointer: Pointer| {
            pointer.tokens().fold(Location::root(file), |location, token| location.child(&token))
        };
        self.meant.extend(
            identified.meant.into_iter().map(|(pointer, address)| (location(pointer), address)),
        );
    }

    /// Remembers a reference by an anchor of another file.
    pub(super) fn anchored(&mut self, wanted: &WantedName, target: FileId) {
        if let Some((before, _)) = wanted.text.split_once('#') {
            self.note(wanted, before.to_owned(), target, Pointer::root());
        }
    }

    pub(super) fn note(
        &mut self,
        wanted: &WantedName,
        before: String,
        target: FileId,
        resource: Pointer,
    ) {
        if let Ok(Fragment::Anchor(anchor)) =
            Reference::parse(&wanted.text).map(|reference| reference.fragment)
        {
            self.anchored.push(Anchored {
                location: wanted.location.clone(),
                before,
                anchor,
                target,
                resource,
            });
        }
    }
}
