//! Words that the project does not use, in Markdown and in comments.

use std::path::Path;

use super::{Problem, Source, lines};

/// What not to write, and what to write.
const WORDS: &[(&str, &str)] = &[
    ("octets", "bytes"),
    ("by hand", "manually, or hand-written"),
    ("must have stands", "required parameters are arguments"),
    ("ways to be known", "authentication"),
    ("way to be known", "security scheme"),
    ("the way data goes", "pipeline"),
    ("what is left of what is wrong", "errors in a part of a document"),
    ("what the api sends by itself", "webhooks"),
    ("in the place of", "instead of, or replaces"),
    ("stands in the way", "prevents"),
    ("who must agree", "reviewers"),
    ("refused are", "… is rejected"),
    ("that is said", "a note or a message says so"),
    ("nothing to say", "no problems"),
];

/// Files that hold these words as data.
const EXEMPT: &[&str] = &["xtask/src/tidy/words.rs", "tests/"];

/// Forbidden words.
pub fn problems(_: &Path, source: &Source) -> Vec<Problem> {
    if EXEMPT.iter().any(|path| source.path.starts_with(path)) {
        return Vec::new();
    }
    let is_markdown = source.path.ends_with(".md");
    let prose = lines(&source.text).filter(|(_, line)| {
        is_markdown || line.trim_start().starts_with("//") || line.trim_start().starts_with('#')
    });
    let found = prose.flat_map(|(line, text)| {
        let text = text.to_lowercase();
        let words = WORDS.iter().filter(move |(word, _)| contains(&text, word));
        words.map(move |(word, instead)| (line, format!("\"{word}\": write {instead}")))
    });
    found.map(|(line, message)| Problem { path: source.path.clone(), line, message }).collect()
}

/// Whether a text has these words, and not only as a part of a longer word.
fn contains(text: &str, words: &str) -> bool {
    text.match_indices(words).any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + words.len()..).and_then(|text| text.chars().next());
        let in_word = |it: Option<char>| it.is_some_and(char::is_alphanumeric);
        !in_word(before) && !in_word(after)
    })
}

#[cfg(test)]
mod tests {
    use super::{Source, contains, problems};
    use std::path::Path;

    #[test]
    fn whole_words_are_found() {
        assert!(contains("some octets.", "octets"));
        assert!(!contains("octets2", "octets"));
    }

    #[test]
    fn code_is_left_alone() {
        let text = "let octets = 1;\n// Octets.\n".to_owned();
        let source = Source { path: "xtask/src/a.rs".to_owned(), text };
        let found = problems(Path::new(""), &source);
        assert_eq!(found.iter().map(|problem| problem.line).collect::<Vec<_>>(), [2]);
    }
}
