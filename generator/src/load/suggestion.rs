//! Suggestions for references that point at nothing.

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
