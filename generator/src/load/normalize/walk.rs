//! Goes through the parts of one file, outer objects before inner ones, and lets each be rewritten.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::globals::Globals;
use super::reach::{Reached, Target, is_collection};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::load::grammar::{Object, Role, Version};
use crate::load::keys;
use crate::load::mismatch::describe;
use crate::source::{FileId, Location, Moves, Pointer, longest};

/// The version that a document has after it was normalized.
pub(super) const DIALECT: &str = "3.0.3";

/// Rewrites one object of a file, without the objects in it.
pub(super) type Rewrite = fn(&mut Walk<'_>, &mut Map<String, Value>, &Pointer);

/// The objects that a version has in another form than the dialect, and how each is rewritten.
pub(super) type Pass = &'static [(Object, Rewrite)];

/// One file while it is normalized.
pub(super) struct Walk<'w> {
    /// The version that the document declares.
    pub(super) version: Version,
    pub(super) passes: &'static [Pass],
    pub(super) file: FileId,
    pub(super) globals: &'w Globals,
    pub(super) reached: &'w Reached,
    pub(super) report: &'w mut Report,
    /// Where things stand in the text that stand elsewhere now.
    pub(super) moves: Moves,
    /// Where things stand now, by where they stand in the text: what references to them have to be
    /// changed to.
    pub(super) relocated: BTreeMap<String, Pointer>,
    /// Every text that refers to something.
    pub(super) references: Vec<Pointer>,
    /// How many bytes a pointer may have: each part that is looked at, and each reference, knows
    /// its own.
    pub(super) longest: usize,
}

/// A value that is yet to be looked at.
struct Job<'v> {
    value: &'v mut Value,
    at: Pointer,
    role: Role,
    /// How many schemas are around it, up to the entry of the walk.
    depth: usize,
}

/// Deeper schemas have no name and become JSON values (W0339): nothing reads them, so they stay as
/// they are if what leads to them is too long.
const READ_DEPTH: usize = 64;

impl Walk<'_> {
    /// Upgrades the parts of the file that `value` is.
    pub(super) fn run(&mut self, value: &mut Value, entries: &BTreeMap<Pointer, Role>) {
        for (entry, role) in entries {
            let at = longest(&self.relocated, entry).unwrap_or_else(|| entry.clone());
            if let Some(value) = value.pointer_mut(at.as_str()) {
                self.part(value, at, *role);
            }
        }
    }

    fn part(&mut self, value: &mut Value, at: Pointer, role: Role) {
        let mut open = vec![Job { value, at, role, depth: 0 }];
        while let Some(Job { value, at, role, depth }) = open.pop() {
            if at.as_str().len() > self.longest {
                if depth > READ_DEPTH {
                    continue;
                }
                return self.is_far(at);
            }
            let depth = depth + usize::from(role == Role::One(Object::Schema));
            if let (Value::Bool(anything), Role::One(Object::Schema)) = (&*value, role) {
                *value = if *anything { json!({}) } else { json!({"not": {}}) };
            }
            match value {
                Value::Object(members) => {
                    if let Role::One(object) = role {
                        self.rewrite(object, members, &at);
                    }
                    self.note_references(members, role, &at);
                    for (key, value) in
                        members.iter_mut().filter(|(key, value)| is_open(key, value, role))
                    {
                        if let Some(role) = role.step(key) {
                            open.push(Job { value, at: at.child(key), role, depth });
                        }
                    }
                }
                Value::Array(elements) => {
                    let role = role.step("0").unwrap_or(role);
                    for (index, value) in elements.iter_mut().enumerate() {
                        open.push(Job { value, at: at.child(&index.to_string()), role, depth });
                    }
                }
                _ => {}
            }
        }
    }

    /// Lets the passes rewrite an object, one after the other.
    fn rewrite(&mut self, object: Object, members: &mut Map<String, Value>, at: &Pointer) {
        for (_, rewrite) in self.passes.iter().flat_map(|pass| *pass).filter(|it| it.0 == object) {
            rewrite(self, members, at);
        }
    }

    /// Remembers where texts stand that refer to something.
    fn note_references(&mut self, members: &Map<String, Value>, role: Role, at: &Pointer) {
        if members.get("$ref").is_some_and(Value::is_string) {
            self.references.push(at.child("$ref"));
        }
        if role == Role::One(Object::Schema)
            && let Some(Value::Object(discriminator)) = members.get("discriminator")
        {
            let at = at.child("discriminator");
            if let Some(Value::Object(mapping)) = discriminator.get("mapping") {
                self.references.extend(mapping.keys().map(|key| at.child("mapping").child(key)));
            }
            if discriminator.contains_key(keys::DEFAULT_MAPPING) {
                self.references.push(at.child(keys::DEFAULT_MAPPING));
            }
        }
    }

    /// Where a value stands in the text.
    pub(super) fn text_of(&self, at: &Pointer) -> Pointer {
        self.moves.text_of(at)
    }

    /// Says that what stands at `text` in the text stands at `now`; messages show the text,
    /// references are changed.
    pub(super) fn moved(&mut self, now: &Pointer, text: Pointer) {
        if *now != text {
            self.relocated.insert(text.as_str().to_owned(), now.clone());
        }
        self.moves.record(now, text);
    }

    /// Says that messages about `now` show `text`.
    pub(super) fn shown(&mut self, now: &Pointer, text: Pointer) {
        self.moves.record(now, text);
    }

    /// Takes elements out of a list, each with a location of its own that messages about it can be
    /// given, and remembers where the others are then. `indices` are in order.
    pub(super) fn take_elements(
        &mut self,
        holder: &mut Map<String, Value>,
        at: &Pointer,
        key: &str,
        indices: &[usize],
    ) -> Vec<(Pointer, Value)> {
        let Some(Value::Array(elements)) = holder.get_mut(key).filter(|_| !indices.is_empty())
        else {
            return Vec::new();
        };
        let elements = std::mem::take(elements);
        let (list, apart) = (at.child(key), at.child("x-left-out").child(key));
        let texts: Vec<Pointer> = (0..elements.len())
            .map(|index| self.text_of(&list.child(&index.to_string())))
            .collect();
        let (mut kept, mut taken) = (Vec::new(), Vec::new());
        for (index, (element, text)) in elements.into_iter().zip(texts).enumerate() {
            if indices.binary_search(&index).is_ok() {
                let now = apart.child(&index.to_string());
                self.shown(&now, text);
                taken.push((now, element));
            } else {
                self.moved(&list.child(&kept.len().to_string()), text);
                kept.push(element);
            }
        }
        match kept.is_empty() {
            true => drop(holder.shift_remove(key)),
            false => drop(holder.insert(key.to_owned(), Value::Array(kept))),
        }
        taken
    }

    /// Says that a pointer is too long.
    fn is_far(&mut self, at: Pointer) {
        let message =
            format!("the keys that lead here have more than {} bytes together", self.longest);
        let help = "move this to `components` and refer to it, or raise the limit with --max-key";
        let diagnostic =
            Diagnostic::new(Code::TooMany, message).at(self.location(self.text_of(&at)));
        self.report.push(diagnostic.label("too deep in long keys").help(help));
    }

    /// A location in this file as it is now.
    pub(super) fn location(&self, at: Pointer) -> Location {
        Location::value(self.file, at)
    }

    /// Warns about the member at `at`.
    pub(super) fn say(&mut self, code: Code, at: Pointer, message: impl Into<String>, help: &str) {
        let location = self.location(at).key();
        self.report.push(Diagnostic::new(code, message).at(location).help(help));
    }

    /// What a reference in this file leads to, if that is a parameter or a media type.
    pub(super) fn referenced(&self, value: &Value) -> Option<&Target> {
        let text = value.get("$ref")?.as_str()?;
        self.reached.referenced.get(&self.file)?.get(text)
    }
}

/// Whether something may be to be done in a member. `additionalProperties: false` is as good in
/// 3.0.
fn is_open(key: &str, value: &Value, role: Role) -> bool {
    is_collection(value)
        || value.is_boolean()
            && (role != Role::One(Object::Schema) || key != "additionalProperties")
}

/// Gives a member another key.
pub(super) fn rename(
    walk: &mut Walk<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
    key: &str,
    new: &str,
) {
    if let Some(value) = members.shift_remove(key) {
        let text = walk.text_of(at).child(key);
        walk.moved(&at.child(new), text);
        members.insert(new.to_owned(), value);
    }
}

/// A value in a message.
pub(super) fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| describe(value), |text| text.escape_debug().to_string())
}

/// The texts in a list, without other elements.
pub(super) fn texts(value: Option<&Value>) -> Option<Vec<String>> {
    let texts = value?.as_array()?.iter().filter_map(Value::as_str).map(str::to_owned);
    Some(texts.collect())
}

/// Whether a member is there and no null.
pub(super) fn has(members: &Map<String, Value>, key: &str) -> bool {
    members.get(key).is_some_and(|value| !value.is_null())
}
