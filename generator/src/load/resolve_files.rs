//! Reads the files that references name, by their paths, their URLs, or the names that files and
//! schemas give themselves (`$self`, `$id`).
//!
//! A reference by such a name is replaced by a JSON pointer, so that no later stage knows these
//! names.

use std::collections::BTreeMap;

use serde_json::Value;

use super::file_address::FileAddress;
use super::files::FileReader;
use super::names::{Anchored, WantedName};
use super::normalize::{anchor, anchors};
use super::reference_error::ReferenceError;
use super::references::{FoundReference, external_references};
use super::url::Url;
use crate::diagnostic::Report;
use crate::source::{FileId, Location, Pointer};

impl FileReader<'_> {
    /// Reads every file that a reference names, until there is no new one.
    ///
    /// Files on the disk come first: one of them, or a schema in it, may declare a URL that another
    /// reference names.
    pub(super) fn read_referenced(&mut self, report: &mut Report) {
        let mut next = 0;
        let mut later = Vec::new();
        loop {
            while let Some(&id) = self.pending.get(next) {
                next += 1;
                let (now, others): (Vec<_>, Vec<_>) = self
                    .wanted(id)
                    .into_iter()
                    .partition(|wanted| self.is_there(&self.address(wanted)));
                now.into_iter().for_each(|wanted| self.require(&wanted, report));
                later.extend(others);
            }
            later.retain(|wanted| !self.by_name(wanted, report));
            if self.pending.len() > next {
                continue;
            }
            if later.is_empty() {
                break;
            }
            later.drain(..).for_each(|wanted| self.require(&wanted, report));
        }
        self.point();
    }

    /// The references of a file to others.
    fn wanted(&self, id: FileId) -> Vec<WantedName> {
        let Some(file) = self.files.get(&id) else { return Vec::new() };
        let mut found = Vec::new();
        external_references(&file.value, Location::root(id), &mut found);
        let owned = |FoundReference { location, text, need }: FoundReference<'_>| WantedName {
            location,
            text: text.to_owned(),
            need,
        };
        found.into_iter().map(owned).collect()
    }

    /// Whether a reference names an existing file on the disk.
    pub(super) fn is_there(&self, address: &Result<FileAddress, ReferenceError>) -> bool {
        match address {
            Ok(FileAddress::Path(path)) => {
                !self.identifies || self.folder.boundary.join(path).exists()
            }
            Ok(FileAddress::Url(_)) => false,
            Err(_) => !self.identifies,
        }
    }

    /// Resolves a reference that names no file by the names that files and schemas declare; `false`
    /// if none has the name. A file on the disk matches, too, if its relative path is the one from
    /// this file's URL to the URL in the reference.
    pub(super) fn by_name(&mut self, wanted: &WantedName, report: &mut Report) -> bool {
        let written = wanted.text.split('#').next().unwrap_or_default().to_owned();
        let address = self.address(wanted);
        if matches!(&address, Ok(address) if self.found.contains_key(address)) {
            self.require(wanted, report);
            return true;
        }
        if !self.identifies {
            return false;
        }
        let meant = self.names.meant.get(&wanted.location).cloned();
        let named = address.as_ref().map_or(written, FileAddress::to_string);
        for name in [Some(named), meant.as_ref().map(FileAddress::to_string)].into_iter().flatten()
        {
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
        let Some(FileAddress::Url(url)) = meant.or(address.ok()) else { return false };
        self.beside(wanted, &url, report)
    }

    /// Changes a reference so that it points at a schema, or at what its fragment names in it.
    fn lead(&mut self, wanted: &WantedName, target: FileId, resource: &Pointer) -> bool {
        let base = |id| self.files.get(&id).map(|file| &file.base);
        let (Some(to), Some(from)) = (base(target), base(wanted.location.file)) else {
            return false;
        };
        let before = match to {
            FileAddress::Url(url) => url.to_string(),
            FileAddress::Path(_) => match to.relative_to(from) {
                Some(before) => before,
                None => return false,
            },
        };
        let fragment = wanted.text.split_once('#').map_or("", |(_, fragment)| fragment);
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = resource.as_str().replace('%', "%25");
            self.write(&wanted.location, format!("{before}#{pointer}{fragment}"));
        } else {
            // An anchor that is not found is reported when the reference is followed.
            self.write(&wanted.location, format!("{before}#{fragment}"));
            self.names.note(wanted, before, target, resource.clone());
        }
        true
    }

    /// Reads the file whose relative path is the one from this file's URL to the URL, if it exists.
    fn beside(&mut self, wanted: &WantedName, url: &Url, report: &mut Report) -> bool {
        let Some(file) = self.files.get(&wanted.location.file) else { return false };
        let own =
            ["$self", "$id"].iter().find_map(|key| Url::parse(file.value.get(*key)?.as_str()?));
        let Some(relative) = own.and_then(|own| url.relative_to(&own)) else { return false };
        let address = file.base.join(&relative);
        if !matches!(address, Ok(FileAddress::Path(_))) || !self.is_there(&address) {
            return false;
        }
        let fragment = wanted.text.split_once('#').map_or("", |(_, fragment)| fragment);
        let text = format!("{relative}#{fragment}");
        self.write(&wanted.location, text.clone());
        self.require(
            &WantedName { location: wanted.location.clone(), text, need: wanted.need },
            report,
        );
        true
    }

    /// Turns anchors in other files into pointers. A missing anchor is reported when the reference
    /// is followed.
    pub(super) fn point(&mut self) {
        let mut known: BTreeMap<FileId, BTreeMap<(Pointer, String), Pointer>> = BTreeMap::new();
        for Anchored { location, before, anchor: name, target, resource } in
            std::mem::take(&mut self.names.anchored)
        {
            let files = &self.files;
            let names = known.entry(target).or_insert_with(|| {
                files.get(&target).map(|file| anchors(&file.value, &file.base)).unwrap_or_default()
            });
            if let Some(pointer) = anchor(names, &resource, &name) {
                let pointer = pointer.as_str().replace('%', "%25");
                self.write(&location, format!("{before}#{pointer}"));
            }
        }
    }

    /// Replaces the text of a reference.
    fn write(&mut self, location: &Location, text: String) {
        let file = self.files.get_mut(&location.file);
        if let Some(reference) =
            file.and_then(|file| file.value.pointer_mut(location.pointer().as_str()))
        {
            *reference = Value::String(text);
        }
    }
}
