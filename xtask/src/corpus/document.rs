//! Runs one document in a separate process. A crash, a hang or memory use does not affect the
//! others.

use std::collections::BTreeMap;
use std::path::PathBuf;

use oasmith::load::GivenPath;
use oasmith::{Input, OnError, Report, output};
use serde::{Deserialize, Serialize};

use super::{examples, limits};
use oasmith_cli::Outcome;
use oasmith_cli::terminal::{Shown, note, say, show};

/// Try one document of a corpus, and print figures
#[derive(clap::Args)]
pub struct Arguments {
    /// The document
    document: PathBuf,
    /// The name of the crate
    name: String,
    /// The folder of the crate
    output: PathBuf,
    /// Leave out what has errors
    #[arg(long)]
    keep_going: bool,
    /// The folder that files are read from
    #[arg(long)]
    root: Option<PathBuf>,
    /// Write the examples of the document and a program that tries them, too
    #[arg(long)]
    examples: bool,
}

/// The counts that the process of a document prints: one line of JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figures {
    /// The crate. `None` if the document has errors and nothing was left out.
    pub made: Option<CrateCounts>,
    pub errors: usize,
    pub warnings: usize,
    /// The number of messages with each code.
    pub codes: BTreeMap<String, usize>,
    /// Peak resident memory in kB, if the system reports it.
    pub peak: Option<u64>,
}

/// The counts of a crate.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrateCounts {
    pub operations: usize,
    pub schemas: usize,
    /// Operations that were left out because of errors.
    pub left_out: usize,
    /// Schemas that became any JSON value because of errors.
    pub degraded: usize,
    pub files: usize,
    pub lines: usize,
}

/// Generates a crate and prints [`Figures`]. Messages go to standard error.
pub fn run(arguments: &Arguments) -> Outcome {
    let mut report = Report::new();
    let made = make(arguments, &mut report);
    show(&report, Shown::All);
    let codes = report
        .counts_by_code()
        .into_iter()
        .map(|(code, count)| (code.id().to_owned(), count))
        .collect();
    let (errors, warnings) = report.counts();
    let outcome = if made.is_some() && errors == 0 { Outcome::Clean } else { Outcome::Failed };
    let figures = Figures { made, errors, warnings, codes, peak: limits::peak("self") };
    match serde_json::to_string(&figures) {
        Ok(line) => say(line),
        Err(_) => return Outcome::Failed,
    }
    outcome
}

fn make(arguments: &Arguments, report: &mut Report) -> Option<CrateCounts> {
    let mut input = Input::from_document(&arguments.document, &arguments.name, report)?;
    if arguments.keep_going {
        input.on_error = OnError::LeaveOut;
    }
    for api in &mut input.manifest.apis {
        api.root = arguments.root.clone().map(GivenPath::from);
    }
    let generated = oasmith::generate(&input, report)?;
    output::write(&generated.files, &arguments.output, report)?;
    if arguments.examples {
        examples::write(&input, &arguments.output)
            .unwrap_or_else(|error| note(format_args!("error: {error}")));
    }
    Some(CrateCounts {
        operations: generated.summary.iter().map(|api| api.operations).sum(),
        schemas: generated.summary.iter().map(|api| api.schemas).sum(),
        left_out: generated.summary.iter().map(|api| api.left_out).sum(),
        degraded: generated.summary.iter().map(|api| api.degraded).sum(),
        files: generated.files.len(),
        lines: generated.files.iter().map(|(_, text)| text.lines().count()).sum(),
    })
}
