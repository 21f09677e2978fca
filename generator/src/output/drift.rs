//! Why a folder is not what it should be: for people in one sentence, for tools file by file.

use std::fs;
use std::io;
use std::path::Path;

use super::compare::compare;
use super::lockfile::{Changes, InputChange, Lockfile};
use super::{Comparison, Files, Limit};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{At, Location};

/// How many changes are named.
const NAMED: usize = 5;

/// A folder that is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drift {
    /// Its files.
    pub comparison: Comparison,
    /// What has changed since it was written; `None` when it does not say what it was made of.
    pub changes: Option<Changes>,
}

/// How `folder` differs from `files`; `None` when it does not. Nothing is written, and nothing of
/// git is asked.
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
    /// Whether what the crate is made of has changed, and the crate has not.
    pub fn is_of_lock_only(&self) -> bool {
        let Comparison { written, unchanged: _, removed, foreign, in_the_way, other } =
            &self.comparison;
        let of_lock = written.iter().all(|path| path == Lockfile::NAME);
        of_lock && [removed, foreign, in_the_way, other].iter().all(|paths| paths.is_empty())
    }

    /// What has changed, and what is to be done, in one message without a place. `folder` is how
    /// people know it, `shown` makes the same of the name of an input.
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
                format!("{folder} differs from what the documents generate, and has no {}", Lockfile::NAME)
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

    /// Adds a message for each input that has changed, and for each file at the first of its lines
    /// that differs; both up to a limit. Names are those of [`Drift::summary`].
    pub fn annotate(
        &self,
        (files, folder): (&Files, &Path),
        named: &str,
        shown: impl Fn(&str) -> String,
        limit: Limit,
        report: &mut Report,
    ) {
        let inputs = self.changes.iter().flat_map(|changes| &changes.inputs);
        let there = inputs.filter(|(_, change)| **change != InputChange::Removed);
        for (input, change) in there.take(limit.files) {
            let name = shown(input);
            let file =
                report.sources.iter().find(|(_, source)| source.name == name).map(|(file, _)| file);
            let place = file.map(|file| Location { file, at: At::Offset(0) });
            let message = format!("{name} {} since {named} was generated", change.words());
            let diagnostic = Diagnostic::new(Code::Drift, message).label("changed");
            report.push(place.into_iter().fold(diagnostic, Diagnostic::at));
        }
        for (path, kind) in self.comparison.differing().into_iter().take(limit.files) {
            let old = fs::read(folder.join(path)).ok();
            let words = kind.words(old.is_some());
            let old =
                old.map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
            let offset = files.get(path).map_or(0, |new| first_difference(&old, new));
            let place = Location {
                file: report.sources.add(format!("{named}/{path}"), old),
                at: At::Offset(offset),
            };
            report.push(
                Diagnostic::new(Code::Drift, format!("{named}/{path}: {words}"))
                    .at(place)
                    .label("first difference"),
            );
        }
    }
}

/// What has changed, in a few words.
fn reason(changes: &Changes, shown: impl Fn(&str) -> String) -> String {
    let Changes { generator, inputs } = changes;
    let generator =
        generator.iter().map(|(old, new)| format!("the generator is {new}, was {old}"));
    let named = inputs.iter().map(|(input, change)| format!("{} {}", shown(input), change.words()));
    let mut all: Vec<String> = generator.chain(named.take(NAMED)).collect();
    if inputs.len() > NAMED {
        all.push(format!("{} more have changed", inputs.len() - NAMED));
    }
    match all.is_empty() {
        true => {
            "none of its inputs has changed, so the crate or the generator was edited"
                .to_owned()
        }
        false => all.join(", "),
    }
}

/// Where the line starts that is the first one to differ.
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
