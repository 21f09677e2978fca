//! Links of Markdown files, and the files that they name in backticks.

use std::path::{Path, PathBuf};

use super::{Problem, Source, lines};

/// Pages whose paths in backticks must exist.
const NAMES_FILES: &[&str] =
    &["ARCHITECTURE.md", "CONTRIBUTING.md", "README.md", "docs/src/", "tests/README.md"];

/// Folders below which a page may name a file by a shorter path.
const BASES: &[&str] = &["", "generator/src", "generator", "generator/runtime/tests/it"];

/// Links that lead nowhere, and paths of files that do not exist.
pub fn problems(root: &Path, source: &Source) -> Vec<Problem> {
    if !source.path.ends_with(".md") {
        return Vec::new();
    }
    let mut problems = Vec::new();
    let names_files = NAMES_FILES.iter().any(|page| source.path.starts_with(page));
    let mut fenced = false;
    for (line, text) in lines(&source.text) {
        fenced ^= text.trim_start().starts_with("```");
        if fenced {
            continue;
        }
        let mut problem = |message: String| {
            problems.push(Problem { path: source.path.clone(), line, message });
        };
        for target in link_targets(text).filter(|target| !leads(root, source, target)) {
            problem(format!("the link `{target}` leads nowhere"));
        }
        for path in code_paths(text).filter(|path| names_files && !exists(root, path)) {
            problem(format!("there is no file `{path}`"));
        }
    }
    problems
}

/// The targets of inline links that are not URLs.
fn link_targets(line: &str) -> impl Iterator<Item = &str> {
    let targets = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:"))
}

fn leads(root: &Path, source: &Source, target: &str) -> bool {
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let page = root.join(&source.path);
    let path = match file {
        "" => page,
        file => page.parent().unwrap_or(root).join(file),
    };
    if heading.is_empty() {
        return path.exists();
    }
    let text = std::fs::read_to_string(path).unwrap_or_default();
    text.lines().filter(|line| line.starts_with('#')).any(|line| anchor(line) == heading)
}

/// The anchor of a heading, as GitHub and mdBook make it.
fn anchor(heading: &str) -> String {
    let words = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = words.chars().filter(|it| it.is_alphanumeric() || matches!(it, ' ' | '-' | '_'));
    kept.map(|it| if it == ' ' { '-' } else { it }).collect()
}

/// The paths in backticks that name a Rust file of this repository: `a/b.rs` and `a/{b,c}.rs`. A
/// file name alone is one only where the text says which folder it is in.
fn code_paths(line: &str) -> impl Iterator<Item = String> {
    let quoted = line.split('`').skip(1).step_by(2);
    let paths = quoted.filter(|word| word.ends_with(".rs") && word.contains('/'));
    let paths = paths.filter(|word| !word.contains(['*', ' ', '<']) && !word.contains("NAME"));
    paths.flat_map(alternatives)
}

/// `a/{b,c}.rs` as `a/b.rs` and `a/c.rs`.
fn alternatives(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let Some((inside, after)) = rest.split_once('}') else { return vec![path.to_owned()] };
    inside.split(',').map(|name| format!("{before}{name}{after}")).collect()
}

fn exists(root: &Path, path: &str) -> bool {
    BASES
        .iter()
        .map(|base| [root, Path::new(base), Path::new(path)].iter().collect::<PathBuf>())
        .any(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::{anchor, code_paths, link_targets};

    #[test]
    fn links_and_paths_are_found() {
        let line = "see [a](b.md#c), [d](https://e.f/), `load/{files,url}.rs`, `a.rs` and `x.yaml`";
        assert_eq!(link_targets(line).collect::<Vec<_>>(), ["b.md#c"]);
        assert_eq!(code_paths(line).collect::<Vec<_>>(), ["load/files.rs", "load/url.rs"]);
    }

    #[test]
    fn anchors_are_those_of_github() {
        assert_eq!(anchor("## `[api.NAME.select]`"), "apinameselect");
        assert_eq!(anchor("# Where to change what"), "where-to-change-what");
    }
}
