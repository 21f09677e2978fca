//! Finds what there is to normalize: every location that a reference points at, and its role.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use serde_json::{Map, Value};

use crate::load::document::Document;
use crate::load::grammar::{Object, Role};
use crate::source::{FileId, Location, Pointer};

/// How many references in a row are followed.
const MAX_LINKS: usize = 64;

/// The parts of a document.
#[derive(Debug, Default)]
pub(super) struct Reached {
    /// The roots of the parts, with their roles. Those of a file are in the order of their
    /// pointers, outer ones first.
    pub(super) entries: BTreeMap<FileId, BTreeMap<Pointer, Role>>,
    /// Targets of references to parameters, media types and schemas of files, by the file and the
    /// text of the reference. The passes of 2.0 and 3.2 inline those that 3.0 cannot refer to.
    pub(super) referenced: BTreeMap<FileId, BTreeMap<String, Target>>,
}

/// The target of a reference.
#[derive(Debug, Clone)]
pub(super) struct Target {
    /// Its members at the end of the chain, with `true` for every schema.
    pub(super) members: Arc<Map<String, Value>>,
    /// The target of the first reference of the chain.
    pub(super) location: Location,
}

impl Reached {
    /// Follows all references from the root of a document. Broken references are not reported here.
    pub(super) fn of(document: &Document) -> Self {
        let mut reach = Reach {
            document,
            reached: Self::default(),
            seen: BTreeMap::new(),
            kept: BTreeMap::new(),
            pending: VecDeque::new(),
        };
        reach.pending.push_back((document.root(), Role::One(Object::Document)));
        while let Some((location, role)) = reach.pending.pop_front() {
            if !reach.reached.covers(&location) {
                reach.enter(location, role);
            }
        }
        reach.reached.prune();
        reach.reached
    }

    /// Whether a location is part of one of the entries.
    fn covers(&self, location: &Location) -> bool {
        let pointer = location.pointer();
        let Some(entries) = self.entries.get(&location.file) else { return false };
        entries.contains_key(pointer) || inside(entries, pointer)
    }

    /// Removes entries that are part of others.
    fn prune(&mut self) {
        for entries in self.entries.values_mut() {
            let inner: BTreeSet<Pointer> =
                entries.keys().filter(|pointer| inside(entries, pointer)).cloned().collect();
            entries.retain(|pointer, _| !inner.contains(pointer));
        }
    }
}

/// Whether a pointer is below one of the entries and the grammar leads from there to it.
fn inside(entries: &BTreeMap<Pointer, Role>, pointer: &Pointer) -> bool {
    let tokens: Vec<Cow<'_, str>> = pointer.tokens().collect();
    let mut at = Pointer::root();
    for (depth, token) in tokens.iter().enumerate() {
        if let Some(role) = entries.get(&at) {
            let rest = tokens.iter().skip(depth);
            if rest.map(Cow::as_ref).try_fold(*role, Role::step).is_some() {
                return true;
            }
        }
        at.push(token);
    }
    false
}

struct Reach<'d> {
    document: &'d Document,
    reached: Reached,
    /// Texts of references that were followed.
    seen: BTreeMap<FileId, BTreeSet<&'d str>>,
    /// The members of targets by their location: many references may share one.
    kept: BTreeMap<Location, Arc<Map<String, Value>>>,
    pending: VecDeque<(Location, Role)>,
}

impl<'d> Reach<'d> {
    fn enter(&mut self, location: Location, role: Role) {
        let Some(value) = self.document.value(&location) else { return };
        let file = location.file;
        self.reached.entries.entry(file).or_default().insert(location.pointer().clone(), role);
        let mut open = vec![(value, role)];
        while let Some((value, role)) = open.pop() {
            match value {
                Value::Object(members) => {
                    self.reference(members, file, role);
                    for (key, member) in members.iter().filter(|(_, member)| is_collection(member))
                    {
                        open.extend(role.step(key).map(|role| (member, role)));
                    }
                }
                Value::Array(elements) => {
                    let role = role.step("0").unwrap_or(role);
                    open.extend(
                        elements
                            .iter()
                            .filter(|element| is_collection(element))
                            .map(|element| (element, role)),
                    );
                }
                _ => {}
            }
        }
    }

    /// Adds the targets of the references of an object.
    fn reference(&mut self, members: &'d Map<String, Value>, file: FileId, role: Role) {
        if let Some(text) = members.get("$ref").and_then(Value::as_str) {
            let is_new = self.target(file, text, role);
            let is_kept = match role {
                Role::One(Object::Parameter | Object::MediaType) => true,
                Role::One(Object::Schema) => is_new && self.is_file(file, text),
                _ => false,
            };
            if is_kept {
                self.keep(file, text);
            }
        }
        if role != Role::One(Object::Schema) {
            return;
        }
        let mapping =
            members.get("discriminator").and_then(|discriminator| discriminator.get("mapping"));
        for text in mapping
            .and_then(Value::as_object)
            .into_iter()
            .flat_map(Map::values)
            .filter_map(Value::as_str)
        {
            self.target(file, text, role);
        }
    }

    /// Adds the target of a reference; `false` if the same reference was there before.
    fn target(&mut self, file: FileId, text: &'d str, role: Role) -> bool {
        let is_new = self.seen.entry(file).or_default().insert(text);
        if is_new
            && let Ok(location) = self.document.resolve(file, text)
            && !self.reached.covers(&location)
        {
            self.pending.push_back((location, role));
        }
        is_new
    }

    /// Whether the target of a reference is a file (OpenAPI 2.0, "Response Object").
    fn is_file(&self, file: FileId, text: &str) -> bool {
        let location = self.document.resolve(file, text).ok();
        let end = location.and_then(|location| self.end_of(&location));
        end.is_some_and(|(_, members)| members.get("type").and_then(Value::as_str) == Some("file"))
    }

    /// Keeps the target of a reference.
    fn keep(&mut self, file: FileId, text: &str) {
        if self.reached.referenced.get(&file).is_some_and(|known| known.contains_key(text)) {
            return;
        }
        let Ok(location) = self.document.resolve(file, text) else { return };
        let Some((end, members)) = self.end_of(&location) else { return };
        let members = self.kept.entry(end).or_insert_with(|| Arc::new(skeleton(members))).clone();
        let kept = Target { members, location };
        self.reached.referenced.entry(file).or_default().insert(text.to_owned(), kept);
    }

    /// The object at the end of a chain of references.
    fn end_of(&self, location: &Location) -> Option<(Location, &'d Map<String, Value>)> {
        let mut location = location.clone();
        for _ in 0..MAX_LINKS {
            let members = self.document.value(&location)?.as_object()?;
            let Some(next) = members.get("$ref").and_then(Value::as_str) else {
                return Some((location, members));
            };
            location = self.document.resolve(location.file, next).ok()?;
        }
        None
    }
}

/// The members of a parameter or media type without its schemas.
fn skeleton(members: &Map<String, Value>) -> Map<String, Value> {
    let plain = |(key, value): (&String, &Value)| {
        let value = match (key.as_str(), value) {
            ("schema" | "itemSchema", _) => Value::Bool(true),
            ("content", Value::Object(content)) => {
                content.keys().map(|key| (key.clone(), Value::Bool(true))).collect()
            }
            (_, value) => value.clone(),
        };
        (key.clone(), value)
    };
    members.iter().map(plain).collect()
}

pub(super) fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}
