//! Changes references to values that were moved.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::load::document::Document;
use crate::load::reference::Reference;
use crate::source::{FileId, Pointer, longest};

/// Changes references to values that were moved. `relocated` has the new pointers of each file by
/// those in the text.
pub(super) fn relink(
    document: &mut Document,
    relocated: &BTreeMap<FileId, BTreeMap<String, Pointer>>,
    references: &[(FileId, Vec<Pointer>)],
) {
    for (file, pointers) in references {
        let mut changed = Vec::new();
        for pointer in pointers {
            let text =
                document.files.get(file).and_then(|file| file.value.pointer(pointer.as_str()));
            let new = text
                .and_then(Value::as_str)
                .and_then(|text| relinked(document, relocated, *file, text));
            changed.extend(new.map(|new| (pointer, new)));
        }
        let Some(value) = document.files.get_mut(file).map(|file| &mut file.value) else {
            continue;
        };
        for (pointer, new) in changed {
            if let Some(text) = value.pointer_mut(pointer.as_str()) {
                *text = Value::String(new);
            }
        }
    }
}

/// The new text of a reference; `None` if its target was not moved.
fn relinked(
    document: &Document,
    relocated: &BTreeMap<FileId, BTreeMap<String, Pointer>>,
    file: FileId,
    text: &str,
) -> Option<String> {
    let reference = Reference::parse(text).ok()?;
    let target = document.target_file(file, reference.file).ok()?;
    let pointer = reference.fragment.pointer().ok()?;
    let now = longest(relocated.get(&target)?, &pointer)?;
    if now == pointer {
        return None;
    }
    let (path, _) = text.split_once('#').unwrap_or((text, ""));
    Some(format!("{path}#{}", now.as_str().replace('%', "%25")))
}
