//! Differences as text for people: bounded, and safe to print.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::time::Duration;

use similar::{ChangeTag, TextDiff};

use super::compare::compare;
use super::{Comparison, Files};
use crate::diagnostic;

/// How much of a difference is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit {
    /// Files.
    pub files: usize,
    /// Lines of each file.
    pub lines: usize,
}

impl Default for Limit {
    fn default() -> Self {
        Self { files: 10, lines: 40 }
    }
}

/// Characters of one line to show.
const WIDTH: usize = 160;

/// After this time, the rest of two texts is compared roughly.
const PATIENCE: Duration = Duration::from_millis(500);

/// The difference between `folder` (`-`) and `files` (`+`), as a unified diff for each file, with
/// its kind: `edited or out of date`, `missing`, or `extra`. Empty if there is none.
pub fn diff(files: &Files, folder: &Path, limit: Limit) -> String {
    let comparison = match compare(files, folder) {
        Ok(comparison) => comparison,
        Err(error) => return format!("{}\n", visible(&error.to_string())),
    };
    let entries = comparison.differing();
    let mut text = String::new();
    for (path, kind) in entries.iter().take(limit.files) {
        let (old, new) = (fs::read(folder.join(path)).ok(), files.get(path).unwrap_or_default());
        let entry = entry(old, new, *kind, limit.lines);
        let _ = write!(text, "{}: {entry}", visible(path));
    }
    if entries.len() > limit.files {
        let _ = writeln!(text, "… and {} more files", entries.len() - limit.files);
    }
    text
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DifferenceKind {
    Written,
    Removed,
    Foreign,
    InTheWay,
}

impl DifferenceKind {
    /// A description, for a file that exists or does not.
    pub(super) const fn words(self, is_there: bool) -> &'static str {
        match (self, is_there) {
            (Self::Written, false) => "missing",
            (Self::Written, true) => "edited or out of date",
            (Self::InTheWay, true) => {
                "edited or out of date, and not generated, so it is not overwritten"
            }
            (Self::InTheWay, false) => "missing: its path is taken by something else",
            (Self::Removed, _) => "extra, no longer generated",
            (Self::Foreign, _) => {
                "extra, and not in oasmith.lock: delete it, or move your own files to examples/, tests/, benches/ or src/ext/"
            }
        }
    }
}

impl Comparison {
    /// Every file that is different, sorted.
    pub(super) fn differing(&self) -> Vec<(&str, DifferenceKind)> {
        let groups = [
            (&self.written, DifferenceKind::Written),
            (&self.removed, DifferenceKind::Removed),
            (&self.foreign, DifferenceKind::Foreign),
            (&self.in_the_way, DifferenceKind::InTheWay),
        ];
        let mut all: Vec<_> = groups
            .iter()
            .flat_map(|(paths, kind)| paths.iter().map(|path| (path.as_str(), *kind)))
            .collect();
        all.sort_by_key(|(path, _)| *path);
        all
    }
}

fn entry(old: Option<Vec<u8>>, new: &str, kind: DifferenceKind, lines: usize) -> String {
    let mut text = format!("{}\n", kind.words(old.is_some()));
    if let (DifferenceKind::Written | DifferenceKind::InTheWay, Some(old)) = (kind, old) {
        let old = String::from_utf8_lossy(&old).replace("\r\n", "\n");
        text += &unified(&old, new, lines);
    }
    text
}

fn unified(old: &str, new: &str, limit: usize) -> String {
    let diff = TextDiff::configure().timeout(PATIENCE).diff_lines(old, new);
    let mut shown = Vec::new();
    let mut total = 0;
    for hunk in diff.unified_diff().context_radius(2).iter_hunks() {
        let header = std::iter::once(hunk.header().to_string());
        let changes = hunk.iter_changes().map(|change| {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            format!("{sign}{}", visible(change.value().trim_end_matches('\n')))
        });
        for line in header.chain(changes) {
            total += 1;
            if shown.len() < limit {
                shown.push(line);
            }
        }
    }
    if total > limit {
        shown.push(format!("… and {} more lines", total - limit));
    }
    shown.into_iter().fold(String::new(), |text, line| text + "    " + &line + "\n")
}

/// One line without characters that a terminal obeys or that mislead a reader, cut to a readable
/// width.
fn visible(line: &str) -> String {
    match line.char_indices().nth(WIDTH) {
        Some((end, _)) => diagnostic::visible(line.get(..end).unwrap_or_default()) + "…",
        None => diagnostic::visible(line),
    }
}
