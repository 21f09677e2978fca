//! References to files and schemas by names of their own (`$self`, `$id`), which is decided when
//! all files of the disk were read.
//!
//! Such a reference becomes one to the place of what it names, so that nothing later knows these
//! names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::files::{Reader, Wanted};
use super::reference::{Fragment, Location, Reference, ReferenceError};
use super::upgrade::{Identified, anchor, anchors};
use super::url::Url;
use crate::diagnostic::Report;
use crate::source::{FileId, Place, Pointer};

/// The names in the files of a document.
#[derive(Debug, Default)]
pub(super) struct Names {
    /// The schemas that have an `$id`, by their absolute names.
    schemas: BTreeMap<String, (FileId, Pointer)>,
    /// What relative references mean where a URL is the base.
    meant: BTreeMap<Place, Location>,
    /// References by the names that schemas of other files give themselves.
    anchored: Vec<Anchored>,
}

/// A reference by the name that a schema of another file gives itself.
#[derive(Debug)]
struct Anchored {
    place: Place,
    /// What stands before the `#`.
    before: String,
    anchor: String,
    target: FileId,
    /// The schema with an `$id` that it is a name in; the file itself where there is none.
    resource: Pointer,
}

impl Names {
    /// Keeps the names in a file.
    pub(super) fn add(&mut self, file: FileId, identified: Identified) {
        for (name, pointer) in identified.names {
            self.schemas.entry(name).or_insert((file, pointer));
        }
        let place = |pointer: Pointer| {
            pointer.tokens().fold(Place::root(file), |place, token| place.child(&token))
        };
        self.meant.extend(
            identified.meant.into_iter().map(|(pointer, location)| (place(pointer), location)),
        );
    }

    /// Remembers a reference by an anchor of another file.
    pub(super) fn anchored(&mut self, wanted: &Wanted, target: FileId) {
        if let Some((before, _)) = wanted.text.split_once('#') {
            self.note(wanted, before.to_owned(), target, Pointer::root());
        }
    }

    fn note(&mut self, wanted: &Wanted, before: String, target: FileId, resource: Pointer) {
        if let Ok(Fragment::Anchor(anchor)) =
            Reference::parse(&wanted.text).map(|reference| reference.fragment)
        {
            self.anchored.push(Anchored {
                place: wanted.place.clone(),
                before,
                anchor,
                target,
                resource,
            });
        }
    }
}

impl Reader<'_> {
    /// Whether a reference is one to a file of the disk that is there.
    pub(super) fn is_there(&self, location: &Result<Location, ReferenceError>) -> bool {
        match location {
            Ok(Location::Path(path)) => !self.identifies || self.boundary.join(path).exists(),
            Ok(Location::Url(_)) => false,
            Err(_) => !self.identifies,
        }
    }

    /// Lets a reference that names no file lead to what has that name; `false` when nothing known
    /// has it. A file of the disk that lies to this one as its URL does to that of this one is
    /// known, too.
    pub(super) fn by_name(&mut self, wanted: &Wanted, report: &mut Report) -> bool {
        let written = wanted.text.split('#').next().unwrap_or_default().to_owned();
        let location = self.location(wanted);
        if matches!(&location, Ok(location) if self.found.contains_key(location)) {
            self.require(wanted, report);
            return true;
        }
        if !self.identifies {
            return false;
        }
        let meant = self.names.meant.get(&wanted.place).cloned();
        let named = location.as_ref().map_or(written, Location::to_string);
        for name in [Some(named), meant.as_ref().map(Location::to_string)].into_iter().flatten() {
            if let Some((target, resource)) = self.names.schemas.get(&name).cloned()
                && self.lead(wanted, target, &resource)
            {
                return true;
            }
        }
        let of_file = meant.as_ref().and_then(|meant| self.found.get(meant)?.clone().ok());
        if of_file.is_some_and(|target| self.lead(wanted, target, &Pointer::root())) {
            return true;
        }
        let Some(Location::Url(url)) = meant.or(location.ok()) else { return false };
        self.beside(wanted, &url, report)
    }

    /// Lets a reference lead to a schema, or to what its fragment names in there.
    fn lead(&mut self, wanted: &Wanted, target: FileId, resource: &Pointer) -> bool {
        let base = |id| self.files.get(&id).map(|file| &file.base);
        let (Some(to), Some(from)) = (base(target), base(wanted.place.file)) else { return false };
        let before = match to {
            Location::Url(url) => url.to_string(),
            Location::Path(_) => match to.relative_to(from) {
                Some(before) => before,
                None => return false,
            },
        };
        let fragment = wanted.text.split_once('#').map_or("", |(_, fragment)| fragment);
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = resource.as_str().replace('%', "%25");
            self.write(&wanted.place, format!("{before}#{pointer}{fragment}"));
        } else {
            // What its name is not found for keeps the schema, and is reported when it is followed.
            self.write(&wanted.place, format!("{before}#{fragment}"));
            self.names.note(wanted, before, target, resource.clone());
        }
        true
    }

    /// Reads the file that lies to the one of the reference as this URL does to its own, if there
    /// is one.
    fn beside(&mut self, wanted: &Wanted, url: &Url, report: &mut Report) -> bool {
        let Some(file) = self.files.get(&wanted.place.file) else { return false };
        let own =
            ["$self", "$id"].iter().find_map(|key| Url::parse(file.value.get(*key)?.as_str()?));
        let Some(way) = own.and_then(|own| url.relative_to(&own)) else { return false };
        let location = file.base.join(&way);
        if !matches!(location, Ok(Location::Path(_))) || !self.is_there(&location) {
            return false;
        }
        let fragment = wanted.text.split_once('#').map_or("", |(_, fragment)| fragment);
        let text = format!("{way}#{fragment}");
        self.write(&wanted.place, text.clone());
        self.require(
            &Wanted { place: wanted.place.clone(), text, uncertain: wanted.uncertain },
            report,
        );
        true
    }

    /// Turns names of schemas in other files into pointers. What has no such schema stays, and is
    /// reported when it is followed.
    pub(super) fn point(&mut self) {
        let mut known: BTreeMap<FileId, BTreeMap<(Pointer, String), Pointer>> = BTreeMap::new();
        for Anchored { place, before, anchor: name, target, resource } in
            std::mem::take(&mut self.names.anchored)
        {
            let files = &self.files;
            let names = known.entry(target).or_insert_with(|| {
                files.get(&target).map(|file| anchors(&file.value, &file.base)).unwrap_or_default()
            });
            if let Some(pointer) = anchor(names, &resource, &name) {
                let pointer = pointer.as_str().replace('%', "%25");
                self.write(&place, format!("{before}#{pointer}"));
            }
        }
    }

    /// Gives a reference another text.
    fn write(&mut self, place: &Place, text: String) {
        let file = self.files.get_mut(&place.file);
        if let Some(reference) =
            file.and_then(|file| file.value.pointer_mut(place.pointer().as_str()))
        {
            *reference = Value::String(text);
        }
    }
}
