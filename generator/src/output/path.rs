//! Safe paths of generated files: valid on every system, and never outside of the folder.

use std::collections::BTreeMap;

use super::Files;
use crate::source::is_device;

/// The problems of the paths of these files, one line each.
pub(super) fn problems(files: &Files) -> Vec<String> {
    let mut problems = Vec::new();
    let mut seen = BTreeMap::new();
    for (path, _) in files.iter() {
        if let Some(reason) = problem(path) {
            problems.push(format!("{path:?} {reason}"));
        }
        if let Some(other) = seen.insert(path.to_lowercase(), path) {
            problems.push(format!(
                "{path:?} and {other:?} are the same file where names are case-insensitive"
            ));
        }
        let folders = path.match_indices('/').filter_map(|(end, _)| path.get(..end));
        let blocked = folders.into_iter().find(|folder| files.get(folder).is_some());
        problems.extend(
            blocked.map(|folder| format!("{folder:?} is a file, so it cannot contain {path:?}")),
        );
    }
    problems
}

fn problem(path: &str) -> Option<&'static str> {
    if path.len() > 240 {
        return Some("is too long");
    }
    path.split('/').find_map(part_problem)
}

fn part_problem(part: &str) -> Option<&'static str> {
    if part.is_empty() {
        Some("has an empty part")
    } else if part == "." || part == ".." {
        Some("has `.` or `..` as a part")
    } else if part.eq_ignore_ascii_case(".git") {
        Some("is in the folder of git")
    } else if part.contains(|it: char| {
        it.is_control() || matches!(it, '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|')
    }) {
        Some("contains a character that is not allowed in file names")
    } else if part.ends_with(['.', ' ']) {
        Some("has a part that ends in a dot or a space")
    } else if is_device(part) {
        Some("is a device on Windows")
    } else {
        None
    }
}
