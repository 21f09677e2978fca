//! `oasmith generate --check`: whether a folder equals the output for its documents. It writes no
//! file and does not run git.

use std::path::{Path, PathBuf};

use oasmith::output::{self, Drift, Limit};
use oasmith::{Generated, Report};

use super::{Arguments, count, summary};
use crate::Outcome;
use crate::paths::shown;

/// A generated crate, and the folder to compare with.
pub(super) struct Compared<'a> {
    pub(super) generated: &'a Generated,
    pub(super) folder: &'a Path,
    /// The folder of the manifest, from which names of inputs are shown.
    pub(super) inputs: &'a Path,
}

impl Compared<'_> {
    /// Says whether the folder is up to date; `clean` is the outcome if it is.
    pub(super) fn check(
        &self,
        arguments: &Arguments,
        mut report: Report,
        clean: Outcome,
    ) -> Outcome {
        let Self { generated, folder, .. } = self;
        let messages = &arguments.messages;
        match output::drift(&generated.files, folder) {
            Ok(None) => {
                messages.show(&report);
                summary(messages, &generated.summary);
                let files = count(generated.files.len(), "file");
                messages.say(format_args!("{}: {files}, all as the documents say", shown(folder)));
                clean
            }
            Ok(Some(drift)) => {
                if let Some(diagnostic) = drift.comparison.not_a_crate(folder) {
                    report.push(diagnostic);
                    messages.show(&report);
                    return Outcome::Failed;
                }
                let differs = output::diff(&generated.files, folder, Limit::default());
                messages
                    .say(format_args!("- on disk, + from the documents\n\n{}", differs.trim_end()));
                self.say_drift(arguments, &drift, &mut report);
                messages.show(&report);
                Outcome::Failed
            }
            Err(error) => {
                report.push(output::failure(&error));
                messages.show(&report);
                Outcome::Failed
            }
        }
    }

    fn say_drift(&self, arguments: &Arguments, drift: &Drift, report: &mut Report) {
        let Self { generated, folder, inputs } = self;
        let named = shown(folder);
        let input = |input: &str| shown_input(inputs, input);
        report.push(drift.summary(&named, input, &arguments.repair()));
        // People have the diff.
        if arguments.messages.are_for_tools() {
            drift.annotate((&generated.files, folder), &named, input, report);
        }
    }
}

/// The path of an input, relative to the current folder. The lock has it relative to the folder of
/// the manifest.
fn shown_input(folder: &Path, input: &str) -> String {
    if input.starts_with("https://") || input.starts_with("http://") {
        return input.to_owned();
    }
    let mut path: PathBuf = folder.to_owned();
    for part in input.split('/') {
        match part {
            ".." if path.file_name().is_some() => drop(path.pop()),
            part => path.push(part),
        }
    }
    shown(&path)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::shown_input;

    #[test]
    fn an_input_is_shown_from_where_one_stands() {
        assert_eq!(shown_input(Path::new("spec"), "a/b.yaml"), "spec/a/b.yaml");
        assert_eq!(shown_input(Path::new("spec"), "../LICENSE"), "LICENSE");
        assert_eq!(shown_input(Path::new(""), "../a.yaml"), "../a.yaml");
        assert_eq!(
            shown_input(Path::new("spec"), "https://example.com/../a"),
            "https://example.com/../a"
        );
    }
}
