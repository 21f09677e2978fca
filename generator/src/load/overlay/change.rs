//! Applies the actions of overlays.

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use super::action::{Action, Change, Query};
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::load::mismatch::describe;
use crate::source::{FileId, Location, Origins, Pointer};

/// How many keys are named in a message.
const SHOWN: usize = 8;

/// The document that is changed, and where its values are written.
pub(super) struct Target<'v> {
    pub(super) value: &'v mut Value,
    pub(super) file: FileId,
    pub(super) origins: Origins,
}

/// Where a merged value is written.
#[derive(Clone)]
enum ValueSource<'o> {
    /// In an overlay.
    Overlay(Location),
    /// In the document, before anything was copied.
    Document(Pointer, &'o Origins),
}

impl ValueSource<'_> {
    /// The source of a member or an element.
    fn child(&self, key: &str) -> Self {
        match self {
            Self::Overlay(location) => Self::Overlay(location.child(key)),
            Self::Document(pointer, origins) => Self::Document(pointer.child(key), origins),
        }
    }
}

impl Target<'_> {
    /// Applies an action; `false` if it does not fit, which is reported.
    pub(super) fn act(&mut self, action: &Action<'_>, report: &mut Report) -> bool {
        let selected = self.select(&action.target);
        if selected.is_empty() {
            report.push(self.no_match(&action.target));
            return false;
        }
        let done = match &action.change {
            Change::Remove => self.remove(&selected, &action.target),
            Change::Update(update, location) => {
                self.merge_all(&selected, update, &ValueSource::Overlay(location.clone()), location)
            }
            Change::Copy(query) => self.copy(&selected, query),
        };
        done.map_err(|diagnostic| report.push(*diagnostic)).is_ok()
    }

    /// The values that a query selects, without duplicates, in the order of the document.
    fn select(&self, query: &Query<'_>) -> Vec<Pointer> {
        let mut selected: Vec<_> = query
            .path
            .query_located(self.value)
            .into_iter()
            .map(|node| Selected::new(&node))
            .collect();
        selected.sort();
        selected.dedup();
        selected.into_iter().map(|selected| selected.pointer).collect()
    }

    /// Removes values, the last one first, so that the indices of the others stay valid.
    fn remove(&mut self, selected: &[Pointer], query: &Query<'_>) -> Result<(), Box<Diagnostic>> {
        for pointer in selected.iter().rev() {
            let Some((parent, key)) = pointer.split() else {
                let message = "the whole document cannot be removed";
                let help = "select what is in it, such as `$.paths['/a']`";
                return Err(Box::new(
                    Diagnostic::new(Code::OverlayMisfit, message)
                        .at(query.location.clone())
                        .help(help),
                ));
            };
            match self.value.pointer_mut(parent.as_str()) {
                Some(Value::Object(members)) => {
                    members.shift_remove(&key);
                    self.origins.remove(pointer);
                }
                Some(Value::Array(elements)) => {
                    let Some(index) = key.parse().ok().filter(|index| *index < elements.len())
                    else {
                        continue;
                    };
                    self.origins.remove_element(self.file, &parent, index, elements.len());
                    elements.remove(index);
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Merges the value that `query` selects into the selected ones.
    fn copy(&mut self, selected: &[Pointer], query: &Query<'_>) -> Result<(), Box<Diagnostic>> {
        let sources = self.select(query);
        let from = match sources.as_slice() {
            [from] => from,
            [] => return Err(Box::new(self.no_match(query))),
            several => {
                let message = format!(
                    "`{}` selects {} values, and only one can be copied",
                    query.text,
                    several.len()
                );
                let help = "make it select one value";
                return Err(Box::new(
                    Diagnostic::new(Code::OverlayMisfit, message)
                        .at(query.location.clone())
                        .help(help),
                ));
            }
        };
        let copied = self.value.pointer(from.as_str()).cloned().unwrap_or_default();
        let origins = self.origins.clone();
        self.merge_all(
            selected,
            &copied,
            &ValueSource::Document(from.clone(), &origins),
            &query.location,
        )
    }

    fn merge_all(
        &mut self,
        selected: &[Pointer],
        update: &Value,
        source: &ValueSource<'_>,
        location: &Location,
    ) -> Result<(), Box<Diagnostic>> {
        selected.iter().try_for_each(|pointer| {
            match (self.value.pointer_mut(pointer.as_str()), update) {
                (Some(Value::Array(elements)), update) if !update.is_array() => {
                    let at = pointer.child(&elements.len().to_string());
                    elements.push(update.clone());
                    self.note(&at, source);
                    Ok(())
                }
                _ => self.merge(pointer, update, source, location),
            }
        })
    }

    /// Merges a value into the one at `pointer` (Overlay 1.1.0, "Action Object"). Objects are
    /// merged member by member, lists are appended, and scalars are replaced.
    fn merge(
        &mut self,
        pointer: &Pointer,
        update: &Value,
        source: &ValueSource<'_>,
        location: &Location,
    ) -> Result<(), Box<Diagnostic>> {
        let mut open = vec![Merge {
            pointer: pointer.clone(),
            update,
            source: source.clone(),
            location: location.clone(),
        }];
        while let Some(merge) = open.pop() {
            let Some(value) = self.value.pointer_mut(merge.pointer.as_str()) else { continue };
            match (value, merge.update) {
                (Value::Object(members), Value::Object(updates)) => {
                    let added = merge.merge_object(members, updates, &mut open);
                    self.note_all(&added);
                }
                (Value::Array(elements), Value::Array(more)) => {
                    let added = merge.append_list(elements, more);
                    self.note_all(&added);
                }
                (value, update) if !is_collection(value) && !is_collection(update) => {
                    *value = update.clone();
                    self.note(&merge.pointer, &merge.source);
                }
                (value, _) => {
                    let value = describe(value);
                    return Err(Box::new(merge.mismatch(&value, self.file)));
                }
            }
        }
        Ok(())
    }

    fn note_all<'s>(&mut self, added: &[(Pointer, ValueSource<'s>)]) {
        added.iter().for_each(|(at, source)| self.note(at, source));
    }

    /// Notes where a value is written.
    fn note(&mut self, at: &Pointer, source: &ValueSource<'_>) {
        match source {
            ValueSource::Overlay(location) => self.origins.set(at, location.clone()),
            ValueSource::Document(pointer, origins) => {
                self.origins.copy(at, self.file, pointer, origins)
            }
        }
    }

    /// The message about a query that selects nothing. Its help names the longest part that selects
    /// something.
    fn no_match(&self, query: &Query<'_>) -> Diagnostic {
        let text = query.text;
        let message = format!("`{text}` matches nothing in the document");
        let diagnostic = Diagnostic::new(Code::OverlayNoMatch, message).at(query.location.clone());
        let ends = text
            .char_indices()
            .rev()
            .filter(|(_, sign)| matches!(sign, '.' | '['))
            .map(|(end, _)| end);
        for end in ends {
            let (before, rest) = text.split_at_checked(end).unwrap_or((text, ""));
            let Ok(path) = JsonPath::parse(before) else { continue };
            let nodes = path.query(self.value);
            let Some(first) = nodes.first() else { continue };
            let keys: Vec<&str> = nodes
                .iter()
                .filter_map(|node| node.as_object())
                .flat_map(|it| it.keys())
                .map(String::as_str)
                .collect();
            let help = match first_name(rest).and_then(|name| nearest(name, &keys)) {
                Some(near) => format!("`{before}` exists: did you mean `{near}` in it?"),
                None if keys.is_empty() => {
                    format!("`{before}` exists and is {}", describe(first))
                }
                None => {
                    let more = if keys.len() > SHOWN { ", …" } else { "" };
                    let keys: Vec<_> =
                        keys.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
                    format!("`{before}` exists and has {}{more}", keys.join(", "))
                }
            };
            return diagnostic.help(help);
        }
        diagnostic.help("remove the action, or correct its target")
    }
}

/// A value that is merged into the one at a pointer.
struct Merge<'v, 's> {
    pointer: Pointer,
    update: &'v Value,
    source: ValueSource<'s>,
    /// Where the update is written, for messages.
    location: Location,
}

impl<'v, 's> Merge<'v, 's> {
    /// Adds new members, and opens a merge for each that exists. Returns the added values.
    fn merge_object(
        &self,
        members: &mut Map<String, Value>,
        updates: &'v Map<String, Value>,
        open: &mut Vec<Self>,
    ) -> Vec<(Pointer, ValueSource<'s>)> {
        let mut added = Vec::new();
        for (key, update) in updates {
            let (pointer, source) = (self.pointer.child(key), self.source.child(key));
            if members.contains_key(key) {
                open.push(Self { pointer, update, source, location: self.location.child(key) });
            } else {
                members.insert(key.clone(), update.clone());
                added.push((pointer, source));
            }
        }
        added
    }

    /// Appends elements. Returns them with their pointers.
    fn append_list(
        &self,
        elements: &mut Vec<Value>,
        more: &[Value],
    ) -> Vec<(Pointer, ValueSource<'s>)> {
        let mut added = Vec::new();
        for (index, update) in more.iter().enumerate() {
            let pointer = self.pointer.child(&elements.len().to_string());
            added.push((pointer, self.source.child(&index.to_string())));
            elements.push(update.clone());
        }
        added
    }

    fn mismatch(self, value: &str, file: FileId) -> Diagnostic {
        let message = format!("{} cannot be merged into {value}", describe(self.update));
        Diagnostic::new(Code::OverlayMisfit, message)
            .at(self.location)
            .label("this")
            .related(Location::value(file, self.pointer), "into this")
            .help("remove the value with an action before this one")
    }
}

/// The name that the first segment of a query selects, such as `.name` or `['name']`.
fn first_name(segments: &str) -> Option<&str> {
    if let Some(rest) = segments.strip_prefix('.') {
        let end = rest.find(['.', '[']).unwrap_or(rest.len());
        return rest.get(..end).filter(|name| !name.is_empty());
    }
    let rest = segments.strip_prefix('[')?.trim_start();
    let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    rest.get(1..)?.split(quote).next()
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

/// A value that a query selects. The order is that of the document.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Selected {
    steps: Vec<(usize, String)>,
    pointer: Pointer,
}

impl Selected {
    fn new(node: &serde_json_path::LocatedNode<'_>) -> Self {
        let step = |index: Option<usize>, name: Option<&str>| {
            (index.unwrap_or_default(), name.unwrap_or_default().to_owned())
        };
        let location = node.location();
        Self {
            steps: location
                .iter()
                .map(|element| step(element.as_index(), element.as_name()))
                .collect(),
            pointer: Pointer::new(location.to_json_pointer()),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Target, ValueSource, first_name};
    use crate::source::{Location, Origins, Pointer, Sources};

    /// Merges `update` into `value`; `None` if they do not fit.
    fn merged(mut value: Value, update: &Value) -> Option<(Value, Vec<bool>)> {
        let mut sources = Sources::default();
        let (file, overlay) = (sources.add("a", ""), Location::root(sources.add("b", "")));
        let mut target = Target { value: &mut value, file, origins: Origins::default() };
        let source = ValueSource::Overlay(overlay.clone());
        target.merge(&Pointer::root(), update, &source, &overlay).ok()?;
        let from_overlay = ["/a", "/a/b", "/l/0", "/l/1"]
            .map(|at| target.origins.of(file, &Pointer::new(at)).file == overlay.file);
        Some((value, from_overlay.to_vec()))
    }

    #[test]
    fn objects_are_merged_lists_appended_and_scalars_replaced() {
        let value = json!({"a": {"b": 1, "c": 2}, "l": [1]});
        let update = json!({"a": {"b": 3, "d": 4}, "l": [2]});
        let expected = json!({"a": {"b": 3, "c": 2, "d": 4}, "l": [1, 2]});
        let origins = vec![false, true, false, true];
        assert_eq!(merged(value, &update), Some((expected, origins)));
    }

    #[test]
    fn values_of_different_types_are_not_merged() {
        for update in [json!({"a": 1}), json!({"a": []})] {
            assert_eq!(merged(json!({"a": {}}), &update), None, "{update}");
        }
    }

    #[test]
    fn the_first_segment_of_a_query_is_read() {
        for (segments, name) in [
            (".name.x", Some("name")),
            ("['a.b'].x", Some("a.b")),
            ("[\"a\"]", Some("a")),
            ("[0]", None),
            ("", None),
        ] {
            assert_eq!(first_name(segments), name, "{segments}");
        }
    }
}
