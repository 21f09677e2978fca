//! Prints changes as Markdown.

use std::fmt::Write as _;

use oasmith::change::{Change, Class};
use oasmith::diagnostic::visible;

use super::Difference;

/// The version that follows, and below it the changes as a list for each class.
pub fn markdown(difference: &Difference) -> String {
    let mut text = format!("**{}**\n", difference.verdict());
    for class in Class::ALL {
        let changes: Vec<_> = difference.of_class(class).collect();
        if changes.is_empty() {
            continue;
        }
        let _ = writeln!(text, "\n### {}\n", heading(class));
        for change in changes {
            let _ = writeln!(text, "{}", item(change));
        }
    }
    text
}

/// What a class is called at the head of a list.
pub fn heading(class: Class) -> &'static str {
    match class {
        Class::Breaking => "Breaking changes",
        Class::Addition => "Additions",
        Class::Fix => "Fixes",
        Class::Docs => "Docs",
    }
}

/// A change as an item of a list.
pub fn item(change: &Change) -> String {
    let location =
        change.position.as_ref().map(|position| format!(" – {}", code(&position.to_string())));
    let location = location.unwrap_or_default();
    format!("- {} {}: {}{location}", change.code.id(), code(&change.path), prose(&change.message))
}

/// A text as code, whatever is in it.
pub fn code(text: &str) -> String {
    let text = visible(text);
    let longest = text.split(|sign| sign != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest + 1);
    let space = if longest > 0 { " " } else { "" };
    format!("{fence}{space}{text}{space}{fence}")
}

/// A message as Markdown: text between backticks is code, and everything else is escaped.
pub fn prose(message: &str) -> String {
    let message = visible(message);
    let parts = message.split('`').enumerate();
    let balanced = message.matches('`').count().is_multiple_of(2);
    let text = parts.map(|(index, part)| match (balanced && index % 2 == 1, balanced) {
        (true, _) => format!("`{part}`"),
        (false, true) => escaped(part),
        (false, false) => escaped(part) + "'",
    });
    let text: String = text.collect();
    if balanced { text } else { text.trim_end_matches('\'').to_owned() }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(
            character,
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '@' | '&'
        ) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::{code, prose};

    #[test]
    fn what_a_document_says_is_no_markdown() {
        assert_eq!(code("a"), "`a`");
        assert_eq!(code("a`b"), "`` a`b ``");
        assert_eq!(prose("it is `a*b`, and *not* <b>"), "it is `a*b`, and \\*not\\* \\<b\\>");
        assert_eq!(prose("a ` [x](y)"), "a ' \\[x\\](y)");
    }
}
