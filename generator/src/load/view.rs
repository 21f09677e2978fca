//! A cache for lookups in a document.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Followed};
use super::document::{End, step};
use super::grammar::Version;
use super::limits::{Limit, Limits};
use super::node::{FromNode, read_node};
use super::reference_error::ReferenceError;
use crate::diagnostic::Report;
use crate::source::{FileId, Location, unescaped};

/// A document with the path of the last lookup: the next one usually shares most of it.
#[derive(Debug)]
pub struct View<'d> {
    document: &'d Document,
    path: RefCell<CachedPath<'d>>,
    /// The ends of the references that were followed.
    ends: RefCell<BTreeMap<Location, End>>,
}

/// The values on the path to a location.
#[derive(Debug, Default)]
struct CachedPath<'d> {
    file: Option<FileId>,
    /// The JSON pointer of the last value.
    pointer: String,
    /// The values from the root on, each with the length of its pointer.
    values: Vec<(usize, &'d Value)>,
}

impl<'d> View<'d> {
    /// A view of a document.
    pub fn new(document: &'d Document) -> Self {
        Self { document, path: RefCell::default(), ends: RefCell::default() }
    }

    /// See [`Document::root`].
    pub fn root(&self) -> Location {
        self.document.root()
    }

    /// See [`Document::version`].
    pub fn version(&self) -> Version {
        self.document.version()
    }

    /// See [`Document::files`].
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.document.files()
    }

    /// See [`Document::limits`].
    pub fn limits(&self) -> &Limits {
        self.document.limits()
    }

    /// See [`Document::limit`].
    pub fn limit(&self, limit: impl FnOnce(&Limits) -> Limit) -> usize {
        self.document.limit(limit)
    }

    /// See [`Document::resolve`].
    ///
    /// # Errors
    /// See there.
    pub fn resolve(&self, file: FileId, reference: &str) -> Result<Location, ReferenceError> {
        self.document.resolve(file, reference)
    }

    /// The location in the text of a reference. No reference on the way to it is followed, so there
    /// may be no value.
    ///
    /// # Errors
    /// If the text is invalid, or names a file that was not read.
    pub fn named(&self, file: FileId, reference: &str) -> Result<Location, ReferenceError> {
        self.document.named(file, reference)
    }

    /// See [`Document::value`].
    pub fn value(&self, location: &Location) -> Option<&'d Value> {
        let mut path = self.path.borrow_mut();
        if path.file != Some(location.file) {
            *path = CachedPath { file: Some(location.file), ..CachedPath::default() };
            path.values.push((0, self.document.value(&Location::root(location.file))?));
        }
        path.go(location)
    }

    /// See [`Document::follow`]. Each reference is followed once: chains share their ends.
    pub fn follow(&self, location: &Location, report: &mut Report) -> Option<Followed> {
        if self.value(location)?.get("$ref").is_none() {
            return Some(Followed { location: location.clone(), reference: None });
        }
        let known = self.ends.borrow().get(location).cloned();
        let end = known.unwrap_or_else(|| {
            let (chain, end) = self.document.walk(
                location,
                |location| self.ends.borrow().get(location).cloned(),
                report,
            );
            self.ends
                .borrow_mut()
                .extend(chain.into_iter().map(|location| (location, end.clone())));
            end
        });
        end.into_followed(report)
    }

    /// See [`Document::node`].
    pub fn node<T: FromNode>(&self, location: &Location, report: &mut Report) -> Option<T> {
        read_node(self.value(location), location, report)
    }
}

impl<'d> CachedPath<'d> {
    /// Goes up to the shared part of the path, then down to the location.
    fn go(&mut self, location: &Location) -> Option<&'d Value> {
        let pointer = location.pointer().as_str();
        let is_prefix = |path: &str, length: usize| {
            let rest = path.get(..length).and_then(|path| pointer.strip_prefix(path));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        while self
            .values
            .last()
            .is_some_and(|(length, _)| *length > 0 && !is_prefix(&self.pointer, *length))
        {
            self.values.pop();
        }
        let (length, mut value) = self.values.last().copied()?;
        self.pointer.truncate(length);
        for token in pointer.get(length..)?.split('/').skip(1) {
            value = step(value, &unescaped(token))?;
            self.pointer.push('/');
            self.pointer.push_str(token);
            self.values.push((self.pointer.len(), value));
        }
        Some(value)
    }
}
