//! The changes found so far.

use std::collections::{BTreeMap, BTreeSet};

use super::{Change, ChangeCode, Class, Position};
use crate::plan::SourceLocation;
use crate::source::{Location, Sources};

/// A part of one of two crates.
#[derive(Debug, Clone)]
pub struct Site {
    path: String,
    side: Side,
    location: Option<Location>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

impl Site {
    /// A part of the new crate.
    pub fn new(path: impl Into<String>, source: &SourceLocation) -> Self {
        Self { path: path.into(), side: Side::New, location: source.0.clone() }
    }

    /// A part that only the old crate has.
    pub fn old(path: impl Into<String>, source: &SourceLocation) -> Self {
        Self { path: path.into(), side: Side::Old, location: source.0.clone() }
    }

    /// A part that no document describes.
    pub fn nowhere(path: impl Into<String>) -> Self {
        Self { path: path.into(), side: Side::New, location: None }
    }

    /// A part of it, at the same location.
    pub fn part(&self, name: &str) -> Self {
        Self { path: format!("{}::{name}", self.path), ..self.clone() }
    }

    /// An argument of it.
    pub fn argument(&self, name: &str) -> Self {
        Self { path: format!("{}({name})", self.path), ..self.clone() }
    }

    /// The same part, at another location in the new document.
    pub fn at(&self, source: &SourceLocation) -> Self {
        Self { side: Side::New, location: source.0.clone(), ..self.clone() }
    }

    /// The same part, at another location in the old document.
    pub fn was_at(&self, source: &SourceLocation) -> Self {
        Self { side: Side::Old, location: source.0.clone(), ..self.clone() }
    }
}

/// The changes found so far.
#[derive(Debug, Default)]
pub struct Changes {
    changes: Vec<(ChangeCode, Class, Site, String)>,
}

impl Changes {
    /// Adds a change.
    pub fn push(&mut self, code: ChangeCode, class: Class, site: Site, message: impl Into<String>) {
        self.changes.push((code, class, site, message.into()));
    }

    /// Adds a change that breaks programs.
    pub fn breaking(&mut self, code: ChangeCode, site: Site, message: impl Into<String>) {
        self.push(code, Class::Breaking, site, message);
    }

    /// Adds an addition.
    pub fn addition(&mut self, code: ChangeCode, site: Site, message: impl Into<String>) {
        self.push(code, Class::Addition, site, message);
    }

    /// Adds a change of what is sent or read.
    pub fn fix(&mut self, code: ChangeCode, site: Site, message: impl Into<String>) {
        self.push(code, Class::Fix, site, message);
    }

    /// Adds a change of docs.
    pub fn docs(&mut self, code: ChangeCode, site: Site, message: impl Into<String>) {
        self.push(code, Class::Docs, site, message);
    }

    /// Whether there are no changes.
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes with their positions, the most severe first, each once.
    pub fn finish(self, old: &Sources, new: &Sources) -> Vec<Change> {
        let locations = |side| {
            let sites = self.changes.iter().map(|(_, _, site, _)| site);
            sites.filter(move |site| site.side == side).filter_map(|site| site.location.as_ref())
        };
        let (in_old, in_new) =
            (old.located(locations(Side::Old)), new.located(locations(Side::New)));
        let position = |site: &Site| {
            let (sources, positions) =
                if site.side == Side::Old { (old, &in_old) } else { (new, &in_new) };
            position(sources, positions, site.location.as_ref()?)
        };
        let positions: Vec<Option<Position>> =
            self.changes.iter().map(|(_, _, site, _)| position(site)).collect();
        let mut seen = BTreeSet::new();
        let mut changes: Vec<Change> = Vec::with_capacity(self.changes.len());
        for ((code, class, site, message), position) in self.changes.into_iter().zip(positions) {
            if seen.insert((code, site.path.clone(), message.clone())) {
                changes.push(Change { code, class, path: site.path, position, message });
            }
        }
        changes.sort_by_key(|change| change.class);
        changes
    }
}

fn position(
    sources: &Sources,
    positions: &BTreeMap<&Location, crate::source::Position>,
    location: &Location,
) -> Option<Position> {
    let position = positions.get(location)?;
    let file = sources.get(sources.written(location).file)?.name.clone();
    Some(Position { file, line: position.line, column: position.column })
}
