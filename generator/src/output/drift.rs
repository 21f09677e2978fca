//! Why a folder is out of date: for people in one sentence, for tools file by file.

use std::fs;
use std::io;
use std::path::Path;

use super::compare::compare;
use super::lockfile::{Changes, InputChange, Lockfile};
use super::{Comparison, Files, Limit};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{At, Location};

/// Changes that a message names.
const NAMED: usize = 5;

/// A folder that is out of date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its files.
    pub comparison: Comparison,
    /// The changes since it was generated. `None` if it has no valid lock.
    pub changes: Option<Changes>,
}

/// How `folder` differs from `files`. `None` if it does not. Writes nothing, and does not use git.
///
/// # Errors
/// Those of [`compare`].
pub fn drift(files: &Files, folder: &Path) -> io::Result<Option<Drift>> {
    let comparison = compare(files, folder)?;
    if comparison.is_clean() {
        return Ok(None);
    }
    let now = Lockfile::of(files);
    let changes = Lockfile::read(folder)?.zip(now).map(|(old, new)| Changes::between(&old, &new));
    Ok(Some(Drift { comparison, changes }))
}

impl Drift {
    /// Whether only the lock differs: inputs have changed, and the crate has not.
    pub fn is_of_lock_only(&self) -> bool {
        let Comparison { written, unchanged: _, removed, foreign, in_the_way, other } =
            &self.comparison;
        let of_lock = written.iter().all(|path| path == Lockfile::NAME);
        of_lock && [removed, foreign, in_the_way, other].iter().all(|paths| paths.is_empty())
    }

    /// The changes and the command that repairs them, in one message without a location. `folder`
    /// is the path to show, and `shown` maps the name of an input to the path to show.
    pub fn summary(
        &self,
        folder: &str,
        shown: impl Fn(&str) -> String,
        repair: &str,
    ) -> Diagnostic {
        let message = match (&self.changes, self.is_of_lock_only()) {
            (None, true) => {
                format!("{folder} has no {}", Lockfile::NAME)
            }
            (None, false) => {
                format!(
                    "{folder} differs from what the documents generate, and has no {}",
                    Lockfile::NAME
                )
            }
            (Some(changes), true) => {
                let reason = reason(changes, shown);
                format!(
                    "{folder}/{} is out of date, but the rest of the crate is not: {reason}",
                    Lockfile::NAME
                )
            }
            (Some(changes), false) => {
                let reason = reason(changes, shown);
                format!("{folder} differs from what the documents generate: {reason}")
            }
        };
        Diagnostic::new(Code::Drift, message).help(format!("run `{repair}`"))
    }

    /// Adds a message for each input that has changed, and for each file at its first line that
    /// differs, both up to the default [`Limit`]. Names are those of [`Drift::summary`].
    pub fn annotate(
        &self,
        (files, folder): (&Files, &Path),
        named: &str,
        shown: impl Fn(&str) -> String,
        report: &mut Report,
    ) {
        let limit = Limit::default();
        let inputs = self.changes.iter().flat_map(|changes| &changes.inputs);
        let there = inputs.filter(|(_, change)| **change != InputChange::Removed);
        for (input, change) in there.take(limit.files) {
            let name = shown(input);
            let file =
                report.sources.iter().find(|(_, source)| source.name == name).map(|(file, _)| file);
            let location = file.map(|file| Location { file, at: At::Offset(0) });
            let message = format!("{name} {} since {named} was generated", change.words());
            let diagnostic = Diagnostic::new(Code::Drift, message).label("changed");
            report.push(location.into_iter().fold(diagnostic, Diagnostic::at));
        }
        for (path, kind) in self.comparison.differing().into_iter().take(limit.files) {
            let old = fs::read(folder.join(path)).ok();
            let words = kind.words(old.is_some());
            let old =
                old.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            let offset = files.get(path).map_or(0, |new| first_difference(&old, new));
            let location = Location {
                file: report.sources.add(format!("{named}/{path}"), old),
                at: At::Offset(offset),
            };
            report.push(
                Diagnostic::new(Code::Drift, format!("{named}/{path}: {words}"))
                    .at(location)
                    .label("first difference"),
            );
        }
    }
}

/// The changes, in a few words.
fn reason(changes: &Changes, shown: impl Fn(&str) -> String) -> String {
    let Changes { generator, inputs } = changes;
    let generator = generator.iter().map(|(old, new)| format!("the generator is {new}, was {old}"));
    let named = inputs.iter().map(|(input, change)| format!("{} {}", shown(input), change.words()));
    let mut all: Vec<String> = generator.chain(named.take(NAMED)).collect();
    if inputs.len() > NAMED {
        all.push(format!("{} more have changed", inputs.len() - NAMED));
    }
    match all.is_empty() {
        true => {
            "none of its inputs has changed, so the crate or the generator was edited".to_owned()
        }
        false => all.join(", "),
    }
}

/// The offset of the first line that differs.
fn first_difference(old: &str, new: &str) -> usize {
    let same = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    old.split_inclusive('\n').take(same).map(str::len).sum()
}

#[cfg(test)]
mod tests {
    use super::first_difference;

    #[test]
    fn a_difference_starts_with_its_line() {
        assert_eq!(first_difference("a\nb\nc\n", "a\nB\nc\n"), 2);
        assert_eq!(first_difference("a\r\nb\r\n", "a\nc\n"), 3);
        assert_eq!(first_difference("a\nb", "a\nb\nc\n"), 3);
        assert_eq!(first_difference("", "a\n"), 0);
    }
}
