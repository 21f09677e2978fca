//! Applies the actions of overlays.

use serde_json::Value;
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
enum Source<'o> {
    /// In an overlay.
    Overlay(Location),
    /// In the document, before anything was copied.
    Document(Pointer, &'o Origins),
}

impl Source<'_> {
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
                self.merge_all(&selected, update, &Source::Overlay(location.clone()), location)
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
                let help = "make it name one value";
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
            &Source::Document(from.clone(), &origins),
            &query.location,
        )
    }

    fn merge_all(
        &mut self,
        selected: &[Pointer],
        update: &Value,
        source: &Source<'_>,
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
        source: &Source<'_>,
        location: &Location,
    ) -> Result<(), Box<Diagnostic>> {
        let mut open = vec![(pointer.clone(), update, source.clone(), location.clone())];
        while let Some((pointer, update, source, location)) = open.pop() {
            let Some(value) = self.value.pointer_mut(pointer.as_str()) else { continue };
            let mut new = Vec::new();
            match (value, update) {
                (Value::Object(members), Value::Object(updates)) => {
                    for (key, update) in updates {
                        let at = pointer.child(key);
                        if members.contains_key(key) {
                            open.push((at, update, source.child(key), location.child(key)));
                        } else {
                            members.insert(key.clone(), update.clone());
                            new.push((at, source.child(key)));
                        }
                    }
                }
                (Value::Array(elements), Value::Array(more)) => {
                    for (index, update) in more.iter().enumerate() {
                        new.push((
                            pointer.child(&elements.len().to_string()),
                            source.child(&index.to_string()),
                        ));
                        elements.push(update.clone());
                    }
                }
                (value, update) if !is_collection(value) && !is_collection(update) => {
                    *value = update.clone();
                    new.push((pointer, source));
                }
                (value, update) => {
                    let message =
                        format!("{} cannot be merged into {}", describe(update), describe(value));
                    let there = Location::value(self.file, pointer);
                    let misfit = Diagnostic::new(Code::OverlayMisfit, message)
                        .at(location)
                        .label("this")
                        .related(there, "into this");
                    return Err(Box::new(
                        misfit.help("remove what is there by an action of its own before"),
                    ));
                }
            }
            new.iter().for_each(|(at, source)| self.note(at, source));
        }
        Ok(())
    }

    /// Notes where a value is written.
    fn note(&mut self, at: &Pointer, source: &Source<'_>) {
        match source {
            Source::Overlay(location) => self.origins.set(at, location.clone()),
            Source::Document(pointer, origins) => {
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
                Some(near) => format!("`{before}` is there: did you mean `{near}` in it?"),
                None if keys.is_empty() => {
                    format!("`{before}` is there, and is {}", describe(first))
                }
                None => {
                    let more = if keys.len() > SHOWN { ", …" } else { "" };
                    let keys: Vec<_> =
                        keys.iter().take(SHOWN).map(|key| format!("`{key}`")).collect();
                    format!("`{before}` is there, and has {}{more}", keys.join(", "))
                }
            };
            return diagnostic.help(help);
        }
        diagnostic.help("take the action away, or correct its target")
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
