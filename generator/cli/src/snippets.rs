//! `oasmith snippets`: samples of code for the documentation of an API.

use std::path::PathBuf;

use oasmith::{CodeSamples, Input, Report};

use crate::Outcome;
use crate::document::crate_name;
use crate::error::{Checked, CommandError};
use crate::limits::LimitFlags;
use crate::lint;
use crate::messages::Messages;
use crate::program::call;
use crate::project;
use crate::terminal::{note, say};

const EXAMPLES: &str = "\
Examples:
  oasmith snippets                                      the samples as Markdown
  oasmith snippets --overlay > samples.overlay.yaml
  oasmith snippets --api billing --overlay              one of several documents of sdk.toml
  oasmith snippets openapi.yaml --overlay

Apply the overlay to the document before its documentation is built. Programs that show
`x-codeSamples`, such as Redocly, then have a sample in Rust beside the other languages.";

/// Print samples of Rust code for the documentation of an API
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// OpenAPI document, or manifest (*.toml) [default: the nearest manifest]
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,

    /// Print an OpenAPI overlay, which adds the samples as `x-codeSamples` [default: Markdown]
    #[arg(long)]
    overlay: bool,

    /// The document of the manifest, if it has several
    #[arg(long, value_name = "NAME")]
    api: Option<String>,

    #[command(flatten)]
    limits: LimitFlags,

    #[command(flatten)]
    messages: Messages,
}

/// Prints the samples.
pub fn run(arguments: &Arguments) -> Outcome {
    let mut report = arguments.messages.report();
    let read = read(arguments, &mut report);
    arguments.messages.show(&report);
    let Some((input, all)) = read else { return Outcome::Failed };
    match chosen(&input, all, arguments) {
        Ok(samples) if arguments.overlay => {
            note_other_files(samples.in_other_files);
            say(samples.overlay().trim_end());
            Outcome::Clean
        }
        Ok(samples) => {
            say(markdown(&samples).trim_end());
            Outcome::Clean
        }
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

/// The samples of all documents, and what they were made from.
fn read(arguments: &Arguments, report: &mut Report) -> Option<(Input, Vec<CodeSamples>)> {
    let otherwise = format!("name the document: `{}`", call("snippets FILE"));
    let file = match &arguments.file {
        Some(file) => file.clone(),
        None => project::nearest_or_report(&otherwise, report)?,
    };
    let input = if lint::is_manifest(&file) {
        Input::from_manifest(&file, report)
    } else {
        // The name of the crate that `generate` writes.
        let name = crate_name(&file, arguments.limits.limits(), report)?;
        Input::from_document(&file, &name, report)
    };
    let input = input.map(|input| arguments.limits.apply(input));
    let input = arguments.messages.apply(input)?;
    let samples = oasmith::code_samples(&input, report)?;
    Some((input, samples))
}

/// The samples of the document that the arguments name, or of the only one.
fn chosen(input: &Input, all: Vec<CodeSamples>, arguments: &Arguments) -> Checked<CodeSamples> {
    let names = || input.manifest.apis.iter().map(|api| api.name.as_str());
    let is_chosen = |name: &str| arguments.api.as_deref().is_none_or(|chosen| chosen == name);
    let mut found = all.into_iter().zip(names()).filter(|(_, name)| is_chosen(name));
    let message = match (found.next(), &arguments.api) {
        (Some(_), _) if found.next().is_some() => "the manifest has several documents".to_owned(),
        (Some((samples, _)), _) if samples.samples.is_empty() => {
            return Err(CommandError::new(
                "the document has no operations, so there is no code to show",
                "check `paths` of the document, and the selection in the manifest",
            ));
        }
        (Some((samples, _)), _) => return Ok(samples),
        (None, Some(name)) => format!("the manifest has no document `{name}`"),
        (None, None) => "the manifest has no document".to_owned(),
    };
    let names: Vec<&str> = names().collect();
    Err(CommandError::new(message, format!("choose one with --api: {}", names.join(", "))))
}

/// Says what is needed if operations are in other files than the document.
fn note_other_files(count: usize) {
    if count > 0 {
        let are = if count == 1 { "1 operation is" } else { &format!("{count} operations are") };
        note(format_args!(
            "{are} in other files, and an overlay changes one file: join them before you apply it, \
             for example with `npx @redocly/cli bundle`"
        ));
    }
}

/// A heading and a block of code for each operation.
fn markdown(samples: &CodeSamples) -> String {
    let parts = samples.samples.iter().map(|sample| {
        format!("## `{}`\n\n```rust\n{}\n```\n", sample.operation, sample.source.trim_end())
    });
    parts.collect::<Vec<String>>().join("\n")
}
