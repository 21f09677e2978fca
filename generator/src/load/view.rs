//! A cache for lookups in a document.

use std::cell::RefCell;
use std::collections::BTreeMap;

use serde_json::Value;

use super::document::{Document, Followed};
use super::document::{End, step};
use super::limits::{Limits, Most};
use super::node::{FromNode, read_node};
use super::reference_error::ReferenceError;
use crate::diagnostic::Report;
use crate::source::{FileId, Location, unescaped};

/// A document with the path of the last lookup: the next one usually shares most of it.
#[derive(Debug)]
pub struct View<'d> {
    document: &'d Document,
    way: RefCell<Way<'d>>,
    /// The ends of the references that were followed.
    ends: RefCell<BTreeMap<Location, End>>,
}

/// The values on the path to a location.
#[derive(Debug, Default)]
struct Way<'d> {
    file: Option<FileId>,
    /// The JSON pointer of the last value.
    pointer: String,
    /// The values from the root on, each with the length of its pointer.
    values: Vec<(usize, &'d Value)>,
}

impl<'d> View<'d> {
    /// A view of a document.
    pub fn new(document: &'d Document) -> Self {
        Self { document, way: RefCell::default(), ends: RefCell::default() }
    }

    /// See [`Document::root`].
    pub fn root(&self) -> Location {
        self.document.root()
    }

    /// See [`Document::limits`].
    pub fn limits(&self) -> &Limits {
        self.document.limits()
    }

    /// See [`Document::most`].
    pub fn most(&self, most: impl FnOnce(&Limits) -> Most) -> usize {
        self.document.most(most)
    }

    /// See [`Document::resolve`].
    ///
    /// # Errors
    /// See there.
    pub fn resolve(&self, file: FileId, reference: &str) -> Result<Location, ReferenceError> {
        self.document.resolve(file, reference)
    }

    /// See [`Document::value`].
    pub fn value(&self, location: &Location) -> Option<&'d Value> {
        let mut way = self.way.borrow_mut();
        if way.file != Some(location.file) {
            *way = Way { file: Some(location.file), ..Way::default() };
            way.values.push((0, self.document.value(&Location::root(location.file))?));
        }
        way.go(location)
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
        end.said(report)
    }

    /// See [`Document::node`].
    pub fn node<T: FromNode>(&self, location: &Location, report: &mut Report) -> Option<T> {
        read_node(self.value(location), location, report)
    }
}

impl<'d> Way<'d> {
    /// Goes up to the shared part of the path, then down to the location.
    fn go(&mut self, location: &Location) -> Option<&'d Value> {
        let pointer = location.pointer().as_str();
        let on_the_way = |way: &str, length: usize| {
            let rest = way.get(..length).and_then(|way| pointer.strip_prefix(way));
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        while self
            .values
            .last()
            .is_some_and(|(length, _)| *length > 0 && !on_the_way(&self.pointer, *length))
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
