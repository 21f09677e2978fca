//! Prints changes as text for a terminal.

use std::fmt::Write as _;

use oasmith::change::Class;
use oasmith::diagnostic::visible;

use super::Difference;

/// The changes by class: code, path and location on a line, and a sentence below. Then the next
/// version.
pub fn text(difference: &Difference) -> String {
    let mut text = String::new();
    for class in Class::ALL {
        let changes: Vec<_> = difference.of_class(class).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "{} ({})", class.word(), changes.len());
        for change in changes {
            let location = change
                .position
                .as_ref()
                .map(|position| format!("  {position}"))
                .unwrap_or_default();
            let _ = writeln!(
                text,
                "  {}  {}{}",
                change.code.id(),
                visible(&change.path),
                visible(&location)
            );
            let _ = writeln!(text, "         {}", visible(&change.message));
        }
        text.push('\n');
    }
    let _ = writeln!(text, "{}", difference.verdict());
    text
}
