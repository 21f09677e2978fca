//! Prints changes as JSON.

use oasmith::change::Change;
use oasmith::diagnostic::escaped_json;
use serde_json::{Value, json as value};

use super::Difference;

/// One object. The help of the command describes its members.
pub fn json(difference: &Difference) -> String {
    let step = difference.step();
    let object = value!({
        "old": difference.old.to_string(),
        "new": difference.new.to_string(),
        "step": step.to_string(),
        "next": step.apply(&difference.old).to_string(),
        "changes": difference.changes.iter().map(change).collect::<Vec<_>>(),
    });
    escaped_json(&serde_json::to_string_pretty(&object).unwrap_or_default())
}

fn change(change: &Change) -> Value {
    let position = change.position.as_ref();
    let position =
        position.map(|position| value!({"file": position.file, "line": position.line, "column": position.column}));
    value!({
        "code": change.code.id(),
        "title": change.code.title(),
        "class": change.class.word(),
        "path": change.path,
        "message": change.message,
        "position": position,
    })
}
