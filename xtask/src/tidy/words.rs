//! Words that the project does not use, in Markdown and in comments. `words.tsv` lists them.

use std::path::Path;

use super::{Problem, Source, lines};

/// One line for each word: the word, where it is not used, and what to write instead.
const TABLE: &str = include_str!("words.tsv");

/// Files that contain these words as data.
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
        let words = words().filter(move |(word, _)| contains(&text, word));
        words.map(move |(word, instead)| (line, format!("\"{word}\": write {instead}")))
    });
    found.map(|(line, message)| Problem { path: source.path.clone(), line, message }).collect()
}

/// A word to avoid, and its replacement.
fn words() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| {
        let (word, rest) = line.split_once('\t')?;
        let (scopes, instead) = rest.split_once('\t')?;
        scopes.split(',').any(|scope| scope == "prose").then_some((word, instead))
    })
}

/// Whether a text has these words, not only as a part of a longer word.
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
    use super::{Source, TABLE, contains, problems, words};
    use std::path::Path;

    #[test]
    fn the_table_is_read_in_full() {
        let lines: Vec<_> = TABLE.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.is_sorted(), "sort the words");
        for line in &lines {
            assert_eq!(line.split('\t').count(), 3, "{line}");
        }
        let prose = lines.iter().filter(|line| line.contains("prose")).count();
        assert_eq!(words().count(), prose);
    }

    #[test]
    fn complete_words_are_found() {
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
