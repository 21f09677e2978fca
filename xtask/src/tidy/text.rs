//! Widths of lines, white space, the length of `README.md`, and files that do not belong here.

use std::path::Path;

use super::{Problem, Source, lines};

/// Characters of a line of Markdown or of a comment.
const WIDTH: usize = 100;

/// Lines of `README.md`.
const README: usize = 150;

/// Folders whose files are generated, or are third-party documents.
const NOT_OURS: &[&str] = &["generated/", "tests/fixtures/", "tests/bad/", "tests/broken/"];

/// Extensions of hand-written files.
const CHECKED: &[&str] = &[".rs", ".md", ".toml", ".yml", ".sh", ".mjs"];

/// Whether the rules apply to a file.
pub fn is_checked(path: &str) -> bool {
    CHECKED.iter().any(|end| path.ends_with(end))
        && !NOT_OURS.iter().any(|folder| path.starts_with(folder))
}

/// A snapshot that is not reviewed yet.
pub fn unwanted_file(path: &str) -> Option<Problem> {
    let pending = path.ends_with(".snap.new") || path.ends_with(".pending-snap");
    let message = "this snapshot is pending: run `cargo insta review`, or delete it".to_owned();
    pending.then(|| Problem { path: path.to_owned(), line: 1, message })
}

/// Problems of white space and width.
pub fn problems(_: &Path, source: &Source) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut problem = |line: usize, message: String| {
        problems.push(Problem { path: source.path.clone(), line, message });
    };
    let mut fenced = false;
    for (number, line) in lines(&source.text) {
        if line.ends_with([' ', '\t']) {
            problem(number, "trailing white space".to_owned());
        }
        let fence = comment(line).starts_with("```");
        fenced ^= fence;
        let width = line.chars().count();
        if width > WIDTH && is_prose(&source.path, line) && !fenced && !fence {
            problem(number, format!("{width} characters: the limit is {WIDTH}"));
        }
    }
    let count = source.text.lines().count();
    if source.path == "README.md" && count > README {
        problem(count, format!("{count} lines: the limit is {README}; move parts to docs/src"));
    }
    if !source.text.is_empty() && !source.text.ends_with('\n') {
        problem(count, "no newline at the end of the file".to_owned());
    }
    problems
}

/// A line without the slashes of a comment.
fn comment(line: &str) -> &str {
    line.trim_start().trim_start_matches(['/', '!']).trim_start()
}

/// Whether a line can be wrapped: Markdown outside of tables, and comments; not a line without
/// spaces after its first words, such as a URL.
fn is_prose(path: &str, line: &str) -> bool {
    let text = line.trim_start();
    let wraps = match path.rsplit_once('.') {
        Some((_, "md")) => !text.starts_with('|'),
        Some((_, "rs")) => text.starts_with("//") && !comment(line).starts_with('|'),
        _ => false,
    };
    let longest = text.split(' ').map(|word| word.chars().count()).max().unwrap_or_default();
    wraps && longest < WIDTH * 3 / 4
}

#[cfg(test)]
mod tests {
    use super::{Source, WIDTH, is_checked, problems, unwanted_file};
    use std::path::Path;

    fn found(path: &str, text: &str) -> Vec<String> {
        let source = Source { path: path.to_owned(), text: text.to_owned() };
        let problems = problems(Path::new(""), &source).into_iter();
        problems.map(|problem| format!("{}: {}", problem.line, problem.message)).collect()
    }

    #[test]
    fn white_space_is_checked() {
        assert_eq!(
            found("a.md", "one \ntwo"),
            ["1: trailing white space", "2: no newline at the end of the file"]
        );
        assert_eq!(found("a.md", ""), [""; 0]);
    }

    #[test]
    fn prose_is_at_most_100_wide() {
        let long = "word ".repeat(WIDTH / 5) + "more\n";
        assert_eq!(found("a.md", &long), ["1: 104 characters: the limit is 100"]);
        assert_eq!(found("a.rs", &format!("/// {long}")).len(), 1);
        // These lines cannot be wrapped, or another tool formats them.
        assert_eq!(found("a.md", &format!("| {long}")).len(), 0);
        assert_eq!(found("a.md", &format!("```sh\n{long}```\n")).len(), 0);
        assert_eq!(found("a.md", &format!("<https://example.com/{}>\n", "a".repeat(100))).len(), 0);
        assert_eq!(found("a.rs", &format!("//! ```toml\n//! {long}//! ```\n")).len(), 0);
        assert_eq!(found("a.rs", &format!("let text = \"{long}")).len(), 0);
    }

    #[test]
    fn the_readme_is_short() {
        let text = "line\n".repeat(151);
        assert_eq!(found("README.md", &text).len(), 1);
        assert_eq!(found("docs/src/guide.md", &text).len(), 0);
    }

    #[test]
    fn files_of_others_are_left_alone() {
        assert!(is_checked("generator/src/lib.rs") && is_checked("README.md"));
        assert!(!is_checked("generated/README.md") && !is_checked("LICENSE-MIT"));
        assert!(unwanted_file("tests/snapshots/a.snap.new").is_some());
        assert!(unwanted_file("tests/snapshots/a.snap").is_none());
    }
}
