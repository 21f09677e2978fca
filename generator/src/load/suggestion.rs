//! Suggestions for references that point at nothing.

use std::borrow::Cow;

use serde_json::Value;

use super::document::Document;
use super::reference::Reference;
use crate::diagnostic::nearest;
use crate::source::{FileId, Pointer};

/// More names than this are not listed.
const LISTED: usize = 8;

impl Document {
    /// The help for a reference in `file` that points at nothing.
    pub(super) fn suggestion(&self, file: FileId, text: &str) -> Option<String> {
        let before = text.split('#').next().unwrap_or_default();
        let wanted = Reference::parse(text).ok()?.fragment.pointer().ok()?;
        let target = self.resolve(file, &format!("{before}#")).ok()?;
        let mut value = self.value(&target)?;
        let tokens: Vec<_> = wanted.tokens().collect();
        if let Some(moved) = moved(&tokens, value) {
            let help = format!("write `{before}#{moved}`: `definitions` is of Swagger 2.0");
            return Some(help.escape_debug().to_string());
        }
        let mut path = Pointer::root();
        for (index, token) in tokens.iter().enumerate() {
            let members = value.as_object()?;
            if let Some(next) = members.get(token.as_ref()) {
                path = path.child(token);
                value = next;
                continue;
            }
            let names: Vec<&str> = members.keys().map(String::as_str).collect();
            let help = match nearest(token, &names) {
                Some(near) => {
                    let meant = tokens
                        .iter()
                        .skip(index + 1)
                        .fold(path.child(near), |path, token| path.child(token));
                    format!("did you mean `{before}#{meant}`?")
                }
                None if path == Pointer::root() => {
                    format!("declare `{token}` at the root of the file")
                }
                None if (1..=LISTED).contains(&names.len()) => {
                    format!("`{before}#{path}` has: {}", names.join(", "))
                }
                None => format!("declare `{token}` under `{before}#{path}`"),
            };
            return Some(help.escape_debug().to_string());
        }
        None
    }
}

/// Where a schema that a reference looks for in the `definitions` of Swagger 2.0 is.
fn moved(tokens: &[Cow<'_, str>], root: &Value) -> Option<Pointer> {
    let [first, name, rest @ ..] = tokens else { return None };
    if first != "definitions" || root.get("definitions").is_some() {
        return None;
    }
    root.get("components")?.get("schemas")?.get(name.as_ref())?;
    let start = Pointer::root().child("components").child("schemas").child(name);
    Some(rest.iter().fold(start, |path, token| path.child(token)))
}
