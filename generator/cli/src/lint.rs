//! `oasmith lint`: reports the problems of documents.

use std::path::{Path, PathBuf};

use oasmith::{Input, Report, manifest};

use crate::Outcome;
use crate::limits::LimitFlags;
use crate::messages::Messages;
use crate::program::call;
use crate::progress::during;
use crate::project;

const EXAMPLES: &str = "\
Examples:
  oasmith lint                                 check sdk.toml and its documents
  oasmith lint petstore.yaml other/sdk.toml    check documents and manifests (*.toml)
  oasmith lint --deny-warnings --allow W0341   fail on any warning except W0341
  oasmith lint --message-format sarif > lint.sarif

The manifest can set levels, too, in [lints]: W0341 = \"allow\", \"warn\" or \"deny\". The level of an
error cannot be lowered.

Exit status: 0 without errors, 1 with errors, 2 for wrong usage.";

/// Report the problems of documents, and write nothing
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// OpenAPI documents, or manifests (*.toml) [default: the nearest manifest]
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,

    #[command(flatten)]
    limits: LimitFlags,

    #[command(flatten)]
    messages: Messages,
}

/// Reads and plans each file, without printing a crate.
pub fn run(arguments: &Arguments) -> Outcome {
    let Arguments { files, limits, messages } = arguments;
    let mut report = messages.report();
    let of_project = match files.is_empty() {
        true => {
            let otherwise = format!("name the documents: `{}`", call("lint FILE"));
            project::nearest_or_report(&otherwise, &mut report)
        }
        false => None,
    };
    let files: &[PathBuf] = if files.is_empty() { of_project.as_slice() } else { files };
    for file in files {
        if let Some(input) =
            messages.apply(input(file, &mut report).map(|input| limits.apply(input)))
        {
            during("reading", || oasmith::lint(&input, &mut report));
        }
    }
    messages.show(&report);
    if report.message_count() == 0 {
        let checked =
            if files.len() == 1 { "1 file".to_owned() } else { format!("{} files", files.len()) };
        messages.say(format_args!("{checked} checked, no problems"));
    }
    if report.has_errors() { Outcome::Failed } else { Outcome::Clean }
}

/// Whether a file that the command line names is a manifest.
pub(crate) fn is_manifest(file: &Path) -> bool {
    file.extension().is_some_and(|extension| extension == "toml")
}

/// What a document or a manifest says to generate.
pub(crate) fn input(file: &Path, report: &mut Report) -> Option<Input> {
    if is_manifest(file) {
        return Input::from_manifest(file, report);
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
    let name = if manifest::check_package_name(&stem).is_ok() { &stem } else { "api" };
    Input::from_document(file, name, report)
}
