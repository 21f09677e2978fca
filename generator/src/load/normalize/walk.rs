//! Walks the parts of one file, outer objects first, and lets the passes rewrite each.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::globals::Globals;
use super::reach::{Reached, Target, is_collection};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::load::grammar::{Object, Role, Version};
use crate::load::keys;
use crate::source::{FileId, Location, Moves, Pointer, longest};

/// The version that a document has after it was normalized.
pub(super) const DIALECT: &str = "3.0.3";

/// Rewrites one object of a file, without the objects in it.
pub(super) type Rewrite = fn(&mut Walk<'_>, &mut Map<String, Value>, &Pointer);

/// The objects that one version has in another form than the version before it, each with its
/// rewrite.
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
    /// The pointers in the text of values that were moved.
    pub(super) moves: Moves,
    /// The new pointers of values that were moved, by their pointers in the text. References are
    /// changed to them.
    pub(super) relocated: BTreeMap<String, Pointer>,
    /// The pointers of all references.
    pub(super) references: Vec<Pointer>,
    /// How many bytes a pointer may have. The walk keeps one for each open value and each
    /// reference.
    pub(super) longest: usize,
}

/// A value that is still to be visited.
struct Job<'v> {
    value: &'v mut Value,
    at: Pointer,
    role: Role,
    /// How many schemas are around it.
    depth: usize,
}

/// Schemas that are nested more deeply become JSON values (W0339). No stage reads them, so they are
/// skipped if their pointers are too long.
const READ_DEPTH: usize = 64;

impl Walk<'_> {
    /// Normalizes the parts of a file.
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
        while let Some(job) = open.pop() {
            if job.at.as_str().len() <= self.longest {
                self.visit(job, &mut open);
            } else if job.depth <= READ_DEPTH {
                return self.is_far(job.at);
            }
        }
    }

    /// Rewrites a value and opens the values in it.
    fn visit<'v>(&mut self, job: Job<'v>, open: &mut Vec<Job<'v>>) {
        let Job { value, at, role, depth } = job;
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
                let members = members.iter_mut().filter(|(key, value)| is_open(key, value, role));
                open.extend(members.filter_map(|(key, value)| {
                    Some(Job { value, at: at.child(key), role: role.step(key)?, depth })
                }));
            }
            Value::Array(elements) => {
                let role = role.step("0").unwrap_or(role);
                let elements = elements.iter_mut().enumerate();
                open.extend(elements.map(|(index, value)| Job {
                    value,
                    at: at.child(&index.to_string()),
                    role,
                    depth,
                }));
            }
            _ => {}
        }
    }

    /// Lets the passes rewrite an object, one after the other.
    fn rewrite(&mut self, object: Object, members: &mut Map<String, Value>, at: &Pointer) {
        for (_, rewrite) in self.passes.iter().flat_map(|pass| *pass).filter(|it| it.0 == object) {
            rewrite(self, members, at);
        }
    }

    /// Notes the pointers of the references of an object.
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

    /// The pointer of a value in the text.
    pub(super) fn text_of(&self, at: &Pointer) -> Pointer {
        self.moves.text_of(at)
    }

    /// Notes that the value at `text` was moved to `now`. Messages show `text`, and references are
    /// changed to `now`.
    pub(super) fn moved(&mut self, now: &Pointer, text: Pointer) {
        if *now != text {
            self.relocated.insert(text.as_str().to_owned(), now.clone());
        }
        self.moves.record(now, text);
    }

    /// Notes that messages about `now` show `text`.
    pub(super) fn shown(&mut self, now: &Pointer, text: Pointer) {
        self.moves.record(now, text);
    }

    /// Takes the elements at `indices`, which are sorted, out of a list. Each gets a pointer of its
    /// own for messages. The pointers of the others are updated.
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

    /// Reports that a pointer is too long.
    fn is_far(&mut self, at: Pointer) {
        let message =
            format!("the keys of this location have more than {} bytes together", self.longest);
        let help = "move this to `components` and refer to it, or raise the limit with --max-key";
        let diagnostic =
            Diagnostic::new(Code::TooMany, message).at(self.location(self.text_of(&at)));
        self.report.push(diagnostic.label("too deep below long keys").help(help));
    }

    /// The location of a pointer in this file.
    pub(super) fn location(&self, at: Pointer) -> Location {
        Location::value(self.file, at)
    }

    /// Warns about the member at `at`.
    pub(super) fn warn(&mut self, code: Code, at: Pointer, message: impl Into<String>, help: &str) {
        let location = self.location(at).key();
        self.report.push(Diagnostic::new(code, message).at(location).help(help));
    }

    /// The target of a reference in this file to a parameter, a media type or the schema of a file.
    pub(super) fn referenced(&self, value: &Value) -> Option<&Target> {
        let text = value.get("$ref")?.as_str()?;
        self.reached.referenced.get(&self.file)?.get(text)
    }
}

/// Whether a member has to be visited. `additionalProperties: false` is the same in 3.0.
fn is_open(key: &str, value: &Value, role: Role) -> bool {
    is_collection(value)
        || value.is_boolean()
            && (role != Role::One(Object::Schema) || key != "additionalProperties")
}

/// Renames a member.
pub(super) fn rename(
    walk: &mut Walk<'_>,
    members: &mut Map<String, Value>,
    at: &Pointer,
    (key, new): (&str, &str),
) {
    if let Some(value) = members.shift_remove(key) {
        let text = walk.text_of(at).child(key);
        walk.moved(&at.child(new), text);
        members.insert(new.to_owned(), value);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::{Map, Value, json};

    use super::{Globals, Pass, Reached, Walk, is_open};
    use crate::diagnostic::Report;
    use crate::load::document::File;
    use crate::load::file_address::FileAddress;
    use crate::load::grammar::{Object, Role, Version};
    use crate::load::{Document, Limits};
    use crate::source::{Moves, Pointer};

    /// Counts its visits in the schema itself.
    const COUNT: Pass = &[(Object::Schema, |_, members: &mut Map<String, Value>, _| {
        let visits = members.get("x-visits").and_then(Value::as_u64).unwrap_or_default();
        members.insert("x-visits".to_owned(), json!(visits + 1));
    })];

    /// Walks a schema. Returns it, the pointers of its references, and how many errors it has.
    fn walked(mut schema: Value, longest: usize) -> (Value, Vec<String>, usize) {
        let mut report = Report::new();
        let file = report.sources.add("a.json", "");
        let base = FileAddress::Path(String::new());
        let files = BTreeMap::from([(file, File { base, value: json!({}) })]);
        let document = Document {
            root: file,
            limits: Limits::default(),
            version: Version::DIALECT,
            bytes: 0,
            files,
            found: BTreeMap::new(),
            inputs: Vec::new(),
        };
        let mut walk = Walk {
            version: Version::V31,
            passes: &[COUNT],
            file,
            globals: &Globals::of(&document),
            reached: &Reached::default(),
            report: &mut report,
            moves: Moves::default(),
            relocated: BTreeMap::new(),
            references: Vec::new(),
            longest,
        };
        walk.part(&mut schema, Pointer::root(), Role::One(Object::Schema));
        let mut references: Vec<_> = walk.references.iter().map(Pointer::to_string).collect();
        references.sort();
        (schema, references, report.diagnostics().len())
    }

    #[test]
    fn each_schema_is_rewritten_once_and_its_references_are_noted() {
        let schema = json!({
            "properties": {"a": {"$ref": "#/x"}, "b": true},
            "allOf": [{"items": false}],
            "example": {"items": {}},
            "discriminator": {"mapping": {"t": "#/y"}},
        });
        let (schema, references, errors) = walked(schema, 1000);
        let expected = json!({
            "properties": {"a": {"$ref": "#/x", "x-visits": 1}, "b": {"x-visits": 1}},
            "allOf": [{"items": {"not": {"x-visits": 1}, "x-visits": 1}, "x-visits": 1}],
            "example": {"items": {}},
            "discriminator": {"mapping": {"t": "#/y"}},
            "x-visits": 1,
        });
        assert_eq!(schema, expected);
        assert_eq!(references, ["/discriminator/mapping/t", "/properties/a/$ref"]);
        assert_eq!(errors, 0);
    }

    #[test]
    fn a_pointer_that_is_too_long_is_an_error() {
        let (schema, _, errors) = walked(json!({"items": {"items": {}}}), "/items".len());
        assert_eq!(schema["items"]["x-visits"], 1);
        assert_eq!((schema["items"]["items"].get("x-visits"), errors), (None, 1));
    }

    #[test]
    fn collections_and_boolean_schemas_are_visited() {
        let schema = Role::One(Object::Schema);
        assert!(is_open("items", &json!({}), schema) && is_open("items", &json!(false), schema));
        assert!(!is_open("additionalProperties", &json!(false), schema));
        assert!(!is_open("title", &json!("a"), schema));
    }
}
