//! Reads the actions of an overlay.

use std::path::Path;

use serde_json::{Map, Value};
use serde_json_path::JsonPath;

use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::load::mismatch::{describe, wrong_type};
use crate::source::{FileId, Location};

const ROOT: &[&str] = &["overlay", "$self", "info", "extends", "actions", "components"];
const ACTION: &[&str] = &["target", "description", "update", "copy", "remove", "$ref"];
const REUSABLE: &[&str] = &["fields", "description"];
const FIELDS: &[&str] = &["description", "update", "copy", "remove"];

/// An Action Object.
pub(super) struct Action<'o> {
    pub(super) target: Query<'o>,
    pub(super) change: Change<'o>,
}

/// A JSONPath (RFC 9535).
pub(super) struct Query<'o> {
    pub(super) text: &'o str,
    pub(super) path: JsonPath,
    pub(super) location: Location,
}

/// The change to the values that a target selects.
pub(super) enum Change<'o> {
    Remove,
    Update(&'o Value, Location),
    Copy(Query<'o>),
}

/// The files of an overlay and its document.
pub(super) struct Extended<'p> {
    pub(super) document: &'p Path,
    pub(super) overlay: &'p Path,
}

/// Reads the actions of an overlay; `None` if it is invalid. All problems are reported.
pub(super) fn read<'o>(
    overlay: &'o Value,
    file: FileId,
    extended: &Extended<'_>,
    report: &mut Report,
) -> Option<Vec<Action<'o>>> {
    let mut reader = OverlayReader { overlay, root: Location::root(file), report, failed: false };
    reader.version()?;
    reader.frame(extended);
    let actions = reader.actions();
    (!reader.failed).then_some(actions)
}

struct OverlayReader<'o, 'r> {
    overlay: &'o Value,
    root: Location,
    report: &'r mut Report,
    failed: bool,
}

impl<'o> OverlayReader<'o, '_> {
    fn error(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        self.report.push(diagnostic);
    }

    /// Checks the version; `None` if it is not supported.
    fn version(&mut self) -> Option<()> {
        let known = |text: &str| ["1.0", "1.1", "1.2"].iter().any(|known| is_version(text, known));
        let (message, location) = match self.overlay.get("overlay") {
            Some(Value::String(text)) if known(text) => return Some(()),
            Some(Value::String(text)) => (
                format!("Overlay {} is not supported", text.escape_debug()),
                self.root.child("overlay"),
            ),
            Some(other) => (
                format!("the version of an overlay must be text, found {}", describe(other)),
                self.root.child("overlay"),
            ),
            None => ("this is not an overlay: `overlay` is missing".to_owned(), self.root.clone()),
        };
        let help = "Overlay 1.0, 1.1 and 1.2 are supported, as in `overlay: 1.0.0`";
        self.error(Diagnostic::new(Code::OverlayVersion, message).at(location).help(help));
        None
    }

    /// Checks the members around the actions.
    fn frame(&mut self, extended: &Extended<'_>) {
        let (overlay, root) = (self.overlay, self.root.clone());
        self.members(overlay, &root, ROOT);
        let info = overlay.get("info").unwrap_or(&Value::Null);
        match info {
            Value::Object(_) => {
                let location = root.child("info");
                for key in ["title", "version"].into_iter().filter(|key| info.get(key).is_none()) {
                    let message = format!("the `info` of an overlay has no `{key}`");
                    self.error(
                        Diagnostic::new(Code::MissingMember, message)
                            .at(location.clone())
                            .help(format!("add a `{key}`")),
                    );
                }
            }
            Value::Null => {
                let help = "add `info` with a `title` and a `version`";
                self.error(
                    Diagnostic::new(Code::MissingMember, "an overlay has no `info`")
                        .at(root.clone())
                        .help(help),
                );
            }
            other => self.error(wrong_type("info", "an object", other, root.child("info"))),
        }
        match overlay.get("extends") {
            Some(Value::String(text)) => self.extends(text, extended),
            Some(other) => self.error(wrong_type("extends", "text", other, root.child("extends"))),
            None => {}
        }
    }

    /// Checks that an overlay is applied to the file that `extends` names.
    fn extends(&mut self, text: &str, extended: &Extended<'_>) {
        if text.contains(':') {
            return;
        }
        let folder = extended.overlay.parent().unwrap_or(Path::new(""));
        let named = folder.join(text.split('#').next().unwrap_or_default());
        let real = |path: &Path| path.canonicalize().ok();
        if real(&named).is_none() || real(&named) != real(extended.document) {
            let message = format!(
                "this overlay extends `{}`, but is applied to another document",
                text.escape_debug()
            );
            let help = "correct `extends`, which is relative to the overlay, or remove it";
            let location = self.root.child("extends");
            self.report
                .push(Diagnostic::new(Code::OverlayOfAnother, message).at(location).help(help));
        }
    }

    fn actions(&mut self) -> Vec<Action<'o>> {
        let location = self.root.child("actions");
        let actions = match self.overlay.get("actions") {
            Some(Value::Array(actions)) if !actions.is_empty() => actions,
            Some(Value::Array(_)) | None => {
                let help = "add `actions` with a list of at least one";
                let message = "an overlay has no `actions`";
                self.error(
                    Diagnostic::new(Code::MissingMember, message).at(self.root.clone()).help(help),
                );
                return Vec::new();
            }
            Some(other) => {
                self.error(wrong_type("actions", "a list", other, location));
                return Vec::new();
            }
        };
        actions
            .iter()
            .enumerate()
            .filter_map(|(index, action)| self.action(action, &location.element(index)))
            .collect()
    }

    fn action(&mut self, action: &'o Value, location: &Location) -> Option<Action<'o>> {
        if !action.is_object() {
            self.error(wrong_type("actions", "a list of objects", action, location.clone()));
            return None;
        }
        let known = self.members(action, location, ACTION);
        let target = match action.get("target") {
            Some(target) => self.query("target", target, location.child("target")),
            None => {
                let help = "add a `target` such as `$.paths['/a'].get`";
                self.error(
                    Diagnostic::new(Code::MissingMember, "an action has no `target`")
                        .at(location.clone())
                        .help(help),
                );
                None
            }
        };
        let (fields, at) = match action.get("$ref") {
            Some(reference) => self.reusable(reference, location)?,
            None => (action, location.clone()),
        };
        // A misspelled member is not reported as missing, too.
        let change = self.change(fields, &at, known)?;
        Some(Action { target: target?, change })
    }

    /// The fields of a Reusable Action Object.
    fn reusable(
        &mut self,
        reference: &Value,
        location: &Location,
    ) -> Option<(&'o Value, Location)> {
        let at = location.child("$ref");
        let Some(text) = reference.as_str() else {
            self.error(wrong_type("$ref", "text", reference, at));
            return None;
        };
        let pointer =
            text.strip_prefix('#').filter(|pointer| pointer.starts_with("/components/actions/"));
        let Some((pointer, reusable)) =
            pointer.and_then(|it| Some((it, self.overlay.pointer(it)?)))
        else {
            let message = format!(
                "the reference `{}` does not point at a reusable action",
                text.escape_debug()
            );
            let help = "write it as `#/components/actions/name`, with an action of that name in `components`";
            self.error(Diagnostic::new(Code::DanglingReference, message).at(at).help(help));
            return None;
        };
        let there = pointer.split('/').skip(1).fold(self.root.clone(), |location, token| {
            location.child(&token.replace("~1", "/").replace("~0", "~"))
        });
        self.members(reusable, &there, REUSABLE);
        let fields = reusable.get("fields").unwrap_or(&Value::Null);
        let there = there.child("fields");
        if !fields.is_object() {
            self.error(wrong_type("fields", "an object", fields, there));
            return None;
        }
        self.members(fields, &there, FIELDS).then_some((fields, there))
    }

    /// `remove` takes precedence; `update` and `copy` exclude each other.
    fn change(
        &mut self,
        fields: &'o Value,
        location: &Location,
        known: bool,
    ) -> Option<Change<'o>> {
        match fields.get("remove") {
            Some(Value::Bool(true)) => return Some(Change::Remove),
            None | Some(Value::Bool(false)) => {}
            Some(other) => {
                self.error(wrong_type(
                    "remove",
                    "`true` or `false`",
                    other,
                    location.child("remove"),
                ));
                return None;
            }
        }
        let (message, help) = match (fields.get("update"), fields.get("copy")) {
            (Some(update), None) => return Some(Change::Update(update, location.child("update"))),
            (None, Some(copy)) => {
                return self.query("copy", copy, location.child("copy")).map(Change::Copy);
            }
            (Some(_), Some(_)) => {
                ("an action has both `update` and `copy`", "make two actions of it")
            }
            (None, None) if !known => return None,
            (None, None) => {
                ("an action changes nothing", "give it `update`, `copy` or `remove: true`")
            }
        };
        self.error(Diagnostic::new(Code::OverlayMisfit, message).at(location.clone()).help(help));
        None
    }

    fn query(&mut self, key: &str, value: &'o Value, location: Location) -> Option<Query<'o>> {
        let Some(text) = value.as_str() else {
            self.error(wrong_type(key, "text", value, location));
            return None;
        };
        match JsonPath::parse(text) {
            Ok(path) => Some(Query { text, path, location }),
            Err(error) => {
                let reason = error.to_string();
                let reason = reason.split_once(": ").map_or(reason.as_str(), |(_, reason)| reason);
                let message = format!("`{text}` is not a JSONPath: {reason}");
                let help = "write it as in RFC 9535, such as `$.paths['/pets/{id}'].get`";
                self.error(Diagnostic::new(Code::OverlayTarget, message).at(location).help(help));
                None
            }
        }
    }

    /// Reports every unknown member; `true` if there is none.
    fn members(&mut self, value: &Value, location: &Location, known: &[&'static str]) -> bool {
        let mut all_known = true;
        let unknown = |key: &&String| !known.contains(&key.as_str()) && !key.starts_with("x-");
        for key in value.as_object().into_iter().flat_map(Map::keys).filter(unknown) {
            let help = match nearest(key, known) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => format!(
                    "known members are {}, and extensions that start with `x-`",
                    known.join(", ")
                ),
            };
            let message = format!("`{}` has no meaning here in an overlay", key.escape_debug());
            self.error(
                Diagnostic::new(Code::OverlayMember, message)
                    .at(location.child(key).key())
                    .help(help),
            );
            all_known = false;
        }
        all_known
    }
}

fn is_version(text: &str, known: &str) -> bool {
    text.strip_prefix(known).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '-']))
}
