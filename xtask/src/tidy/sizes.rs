//! Lines of files and of functions.

use std::path::Path;

use super::{Problem, Source, lines};

const FILE: usize = 600;
const FUNCTION: usize = 60;

/// Folders of the program. Tests and benchmarks may be longer.
const FOLDERS: &[&str] = &["generator/src/", "generator/runtime/src/", "xtask/src/"];

/// Files and functions that are too long.
pub fn problems(_: &Path, source: &Source) -> Vec<Problem> {
    let path = &source.path;
    let in_program = FOLDERS.iter().any(|folder| path.starts_with(folder));
    let is_test = path.ends_with("tests.rs") || path.contains("/tests/");
    if !in_program || is_test || !path.ends_with(".rs") {
        return Vec::new();
    }
    let code = without_tests(&source.text);
    let mut problems = Vec::new();
    let count = code.lines().count();
    if count > FILE {
        let message = format!("{count} lines: a file has at most {FILE}");
        problems.push(Problem { path: path.clone(), line: count, message });
    }
    for (name, line, count) in functions(code).filter(|(_, _, count)| *count > FUNCTION) {
        let message = format!("`{name}` has {count} lines: a function has at most {FUNCTION}");
        problems.push(Problem { path: path.clone(), line, message });
    }
    problems
}

/// The text before the unit tests, which are the last module of a file.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

/// Functions with a body: name, first line, number of lines. rustfmt puts the closing brace of a
/// function below its first line, at the same depth.
fn functions(code: &str) -> impl Iterator<Item = (&str, usize, usize)> {
    lines(code).filter_map(move |(first, line)| {
        let (before, rest) = line.split_once("fn ")?;
        let indent = before.len() - before.trim_start().len();
        let qualifiers = ["", "pub", "const", "async", "extern", "default"];
        let is_function = before
            .split_whitespace()
            .all(|word| qualifiers.contains(&word) || word.starts_with("pub("));
        let name = rest.split(['(', '<']).next().filter(|_| is_function)?;
        let close = format!("{}}}", " ".repeat(indent));
        let last = lines(code).skip(first).find(|(_, line)| *line == close)?.0;
        let has_body = !line.trim_end().ends_with([';', '}']);
        has_body.then_some((name, first, last + 1 - first))
    })
}

#[cfg(test)]
mod tests {
    use super::{Source, functions, problems};
    use std::path::Path;

    #[test]
    fn functions_are_measured() {
        let code = "impl A {\n    pub fn one(\n        &self,\n    ) -> u8 {\n        1\n    }\n\n    \
                    fn two() {}\n}\n\npub(crate) const fn three<T>() {\n    // fn\n}\n";
        let found: Vec<_> = functions(code).collect();
        assert_eq!(found, [("one", 2, 5), ("three", 11, 3)]);
    }

    #[test]
    fn long_functions_and_files_are_found() {
        let body = "    one();\n".repeat(59);
        let source = |path: &str, text: String| Source { path: path.to_owned(), text };
        let long = source("xtask/src/a.rs", format!("fn long() {{\n{body}}}\n"));
        let found = problems(Path::new(""), &long);
        let messages: Vec<_> = found.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(messages, ["`long` has 61 lines: a function has at most 60"]);
        let text = "// line\n".repeat(601);
        assert_eq!(problems(Path::new(""), &source("xtask/src/a.rs", text.clone())).len(), 1);
        assert_eq!(problems(Path::new(""), &source("xtask/src/a/tests.rs", text)).len(), 0);
    }
}
