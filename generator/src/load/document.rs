//! A document in memory: the values of its files, and how references between them are resolved.

use std::collections::BTreeMap;

use serde_json::Value;

use super::deep;
use super::file_address::FileAddress;
use super::grammar::Version;
use super::input::InputFile;
use super::limits::{Limit, Limits};
use super::mismatch::wrong_type;
use super::node::{FromNode, read_node};
use super::reference::Reference;
use super::reference_error::ReferenceError;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{FileId, Location, Pointer};

/// A document with all files that it refers to.
#[derive(Debug, Clone)]
pub struct Document {
    pub(super) root: FileId,
    pub(super) limits: Limits,
    /// The version that its root declares.
    pub(super) version: Version,
    /// Bytes of all files that were read.
    pub(super) bytes: u64,
    pub(super) files: BTreeMap<FileId, File>,
    /// The result of reading each file that a reference names.
    pub(super) found: BTreeMap<FileAddress, Result<FileId, ReferenceError>>,
    /// Every file that was read for it.
    pub(super) inputs: Vec<InputFile>,
}

/// One file of a document.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// The base of its references: its address, or the one in `$self` (OpenAPI 3.2.0, "Establishing
    /// the Base URI").
    pub(super) base: FileAddress,
    pub(super) value: Value,
}

impl Drop for File {
    fn drop(&mut self) {
        deep::dismantle(std::mem::take(&mut self.value));
    }
}

/// Where a chain of references ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Followed {
    /// The location of a value that is not a reference.
    pub location: Location,
    /// The text of the last reference; `None` if the first location is not a reference.
    pub reference: Option<String>,
}

/// How a chain of references ends.
#[derive(Debug, Clone)]
pub(super) enum End {
    /// At a value that is not a reference.
    At(Followed),
    /// The first location does not exist.
    Nothing,
    /// At an error.
    Broken(Box<Diagnostic>),
    /// At an error that was reported before.
    ReportedBefore,
}

impl End {
    /// The location at the end. Reports an error.
    pub(super) fn into_followed(self, report: &mut Report) -> Option<Followed> {
        match self {
            Self::At(followed) => return Some(followed),
            Self::Nothing => {}
            Self::Broken(diagnostic) => report.push(*diagnostic),
            Self::ReportedBefore => report.raise_again(),
        }
        None
    }
}

/// How many locations of a loop are shown.
const SHOWN: usize = 8;

/// How many messages have a suggestion.
const EXPLAINED: usize = 200;

/// How many references one pointer may pass through.
const MAX_JUMPS: usize = 64;

impl Document {
    /// The location of the whole document.
    pub fn root(&self) -> Location {
        Location::root(self.root)
    }

    /// The version of OpenAPI that its author wrote it in.
    pub fn version(&self) -> Version {
        self.version
    }

    /// Its files, without overlays.
    pub fn files(&self) -> impl Iterator<Item = FileId> {
        self.files.keys().copied()
    }

    /// Every file that was read for it: its own, all that they refer to, and overlays.
    pub fn inputs(&self) -> &[InputFile] {
        &self.inputs
    }

    /// Like [`Document::inputs`], and drops the rest.
    pub fn into_inputs(self) -> Vec<InputFile> {
        self.inputs
    }

    /// The limits that it was read with.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The value of a limit that grows with the size of all files.
    pub fn limit(&self, limit: impl FnOnce(&Limits) -> Limit) -> usize {
        limit(&self.limits).within(self.bytes)
    }

    /// The value at a location. A reference is not followed.
    pub fn value(&self, location: &Location) -> Option<&Value> {
        let mut value = &self.files.get(&location.file)?.value;
        for token in location.pointer().tokens() {
            value = step(value, &token)?;
        }
        Some(value)
    }

    /// The location that a reference such as `schemas/a.yaml#/B` in `file` points at.
    ///
    /// # Errors
    /// If there is no such value, or it must not be read.
    pub fn resolve(&self, file: FileId, reference: &str) -> Result<Location, ReferenceError> {
        let location = self.named(file, reference)?;
        if self.value(&location).is_some() && location.pointer().is_canonical() {
            return Ok(location);
        }
        self.descend(location.file, location.pointer(), &mut 0)
    }

    /// The location in the text of a reference. No reference on the way to it is followed, so there
    /// may be no value.
    pub(super) fn named(&self, file: FileId, reference: &str) -> Result<Location, ReferenceError> {
        let reference = Reference::parse(reference)?;
        let target = self.target_file(file, reference.file)?;
        Ok(Location::value(target, reference.fragment.pointer()?))
    }

    /// Follows `$ref` from a location to a value that is not a reference.
    ///
    /// `None` if a reference is broken, which is reported, or if the location does not exist, which
    /// is not.
    pub fn follow(&self, location: &Location, report: &mut Report) -> Option<Followed> {
        self.walk(location, |_| None, report).1.into_followed(report)
    }

    /// The chain of references from a location, and its end. The walk stops at a location whose end
    /// is `known`.
    pub(super) fn walk(
        &self,
        location: &Location,
        known: impl Fn(&Location) -> Option<End>,
        report: &Report,
    ) -> (Vec<Location>, End) {
        let mut followed = Followed { location: location.clone(), reference: None };
        let mut visited = BTreeMap::new();
        let mut chain = Vec::new();
        let end = loop {
            let Some(value) = self.value(&followed.location) else { break End::Nothing };
            let Some(reference) = value.get("$ref") else { break End::At(followed) };
            if let Some(end) = known(&followed.location) {
                break end;
            }
            let at = followed.location.child("$ref");
            let Some(text) = reference.as_str() else {
                break End::Broken(Box::new(wrong_type("$ref", "text", reference, at)));
            };
            if let Some(start) = visited.insert(followed.location.clone(), chain.len()) {
                break End::Broken(Box::new(loop_diagnostic(
                    chain.get(start..).unwrap_or_default(),
                )));
            }
            chain.push((at.clone(), text));
            match self.resolve(followed.location.file, text) {
                Ok(next) => {
                    followed = Followed { location: next, reference: Some(text.to_owned()) }
                }
                Err(error) => {
                    // Nobody reads that many messages, and finding a suggestion among many names is
                    // slow.
                    let dangling =
                        error == ReferenceError::Dangling && report.message_count() < EXPLAINED;
                    let help =
                        dangling.then(|| self.suggestion(followed.location.file, text)).flatten();
                    break match error.diagnostic(text, at) {
                        Some(diagnostic) => End::Broken(Box::new(
                            help.iter().fold(diagnostic, |diagnostic, help| diagnostic.help(help)),
                        )),
                        None => End::ReportedBefore,
                    };
                }
            }
        };
        (visited.into_keys().collect(), end)
    }

    /// One node as an openapiv3 value.
    ///
    /// Children are cut off first: reading a node costs what it holds itself, nothing recurses, and
    /// an invalid node is reported at its own location and does not affect others. Children are
    /// replaced by references to `#`, or by empty objects where openapiv3 allows no reference. Read
    /// them at their own locations. A `$ref` at the location itself is not followed.
    ///
    /// `None` if the node is missing or invalid, which is reported.
    pub fn node<T: FromNode>(&self, location: &Location, report: &mut Report) -> Option<T> {
        read_node(self.value(location), location, report)
    }

    /// The file that a reference names.
    pub(super) fn target_file(
        &self,
        file: FileId,
        named: Option<&str>,
    ) -> Result<FileId, ReferenceError> {
        let Some(named) = named else { return Ok(file) };
        let address = self.files.get(&file).ok_or(ReferenceError::Unread)?.base.join(named)?;
        self.found.get(&address).cloned().unwrap_or(Err(ReferenceError::Unread))
    }

    /// The location that a pointer names. References on the way are followed.
    fn descend(
        &self,
        file: FileId,
        pointer: &Pointer,
        jumps: &mut usize,
    ) -> Result<Location, ReferenceError> {
        let mut location = Location::root(file);
        let mut value = self.value(&location).ok_or(ReferenceError::Dangling)?;
        for token in pointer.tokens() {
            while step(value, &token).is_none() {
                let text =
                    value.get("$ref").and_then(Value::as_str).ok_or(ReferenceError::Dangling)?;
                *jumps += 1;
                if *jumps > MAX_JUMPS {
                    return Err(ReferenceError::Loop);
                }
                let reference = Reference::parse(text)?;
                let target = self.target_file(location.file, reference.file)?;
                location = self.descend(target, &reference.fragment.pointer()?, jumps)?;
                value = self.value(&location).ok_or(ReferenceError::Dangling)?;
            }
            value = step(value, &token).ok_or(ReferenceError::Dangling)?;
            location = location.child(&token);
        }
        Ok(location)
    }
}

/// The member or element of a value that a reference token names (RFC 6901, section 4).
pub(super) fn step<'v>(value: &'v Value, token: &str) -> Option<&'v Value> {
    match value {
        Value::Object(members) => members.get(token),
        Value::Array(elements) => {
            let plain = token == "0" || !token.starts_with(['0', '+']);
            elements.get(token.parse::<usize>().ok().filter(|_| plain)?)
        }
        _ => None,
    }
}

/// A loop is reported at the first of its locations, wherever it was entered, so that it is
/// reported once.
fn loop_diagnostic(links: &[(Location, &str)]) -> Diagnostic {
    let mut links: Vec<_> = links.to_vec();
    links.sort();
    let mut links = links.into_iter();
    let Some((location, text)) = links.next() else {
        return Diagnostic::new(Code::ReferenceLoop, "the references form a loop");
    };
    let message = format!("the reference `{}` leads back to itself", text.escape_debug());
    links.take(SHOWN).fold(
        Diagnostic::new(Code::ReferenceLoop, message)
            .at(location)
            .label("the loop goes through here")
            .help("replace one of these references with the value itself"),
        |diagnostic, (location, _)| diagnostic.related(location, "and through here"),
    )
}
