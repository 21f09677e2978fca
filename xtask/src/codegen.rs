//! `cargo xtask codegen`: from documents to a crate.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oasmith::output::{self, Comparison, Limit};
use oasmith::{Generated, Input, Report, Summary, manifest};

use crate::Outcome;
use crate::terminal::{Shown, note, say, show};
use crate::workspace::{self, shown};

const EXAMPLES: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --document petstore.yaml --output ../petstore --name petstore
  cargo xtask codegen --manifest other/sdk.toml --output ../other";

/// Generate the SDK from its documents
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Write nothing; show what differs from the documents, and exit with 1 if anything does
    #[arg(long)]
    check: bool,

    /// Generate a stand-alone crate from this OpenAPI document, with no manifest
    #[arg(long, value_name = "FILE", requires_all = ["name", "output"], conflicts_with = "manifest")]
    document: Option<PathBuf>,

    /// Name of the crate that --document becomes
    #[arg(long, requires = "document", value_parser = name)]
    name: Option<String>,

    /// Manifest to generate from [default: spec/sdk.toml]
    #[arg(long, value_name = "FILE", requires = "output")]
    manifest: Option<PathBuf>,

    /// Folder to generate into [default: generated]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Show all messages, not only the first 50
    #[arg(long)]
    all: bool,
}

/// Generates, and writes or checks.
pub fn run(arguments: &Arguments) -> Outcome {
    let started = Instant::now();
    let messages = if arguments.all { Shown::All } else { Shown::First };
    let root = workspace::root();
    let folder = arguments.output.clone().unwrap_or_else(|| workspace::generated(&root));

    let mut report = Report::new();
    let generated = input(arguments, &root, &mut report).and_then(|input| oasmith::generate(&input, &mut report));
    let Some(generated) = generated else {
        show(&report, messages);
        return Outcome::Failed;
    };
    if arguments.check {
        show(&report, messages);
        return check(arguments, &generated, &folder);
    }
    let written = output::write(&generated.files, &folder, &mut report);
    show(&report, messages);
    match written {
        Some(comparison) => {
            say_written(&generated.summary, &comparison, &folder, started.elapsed());
            Outcome::Clean
        }
        None => Outcome::Failed,
    }
}

fn input(arguments: &Arguments, root: &Path, report: &mut Report) -> Option<Input> {
    match (&arguments.document, &arguments.name) {
        (Some(document), Some(name)) => Input::from_document(document, name, report),
        _ => {
            let manifest = arguments.manifest.clone().unwrap_or_else(|| workspace::manifest(root));
            Input::from_manifest(&manifest, report)
        }
    }
}

fn say_written(apis: &[Summary], comparison: &Comparison, folder: &Path, time: Duration) {
    let Comparison { written, unchanged, removed, foreign, .. } = comparison;
    for path in foreign {
        note(format_args!("note: {} was not generated, and stays", shown(&folder.join(path))));
    }
    summary(apis);
    say(format_args!(
        "{}: {} written, {unchanged} unchanged, {} removed in {:.2} s",
        shown(folder),
        count(written.len(), "file"),
        removed.len(),
        time.as_secs_f64(),
    ));
}

fn check(arguments: &Arguments, generated: &Generated, folder: &Path) -> Outcome {
    let differs = output::diff(&generated.files, folder, Limit::default());
    if differs.is_empty() {
        summary(&generated.summary);
        let files = count(generated.files.len(), "file");
        say(format_args!("{}: {files}, all as the documents say", shown(folder)));
        return Outcome::Clean;
    }
    say(differs.trim_end());
    note(format_args!(
        "error: {} is not what the documents give (- on disk, + from the documents)\n  = help: run `{}`",
        shown(folder),
        arguments.repair(),
    ));
    Outcome::Failed
}

impl Arguments {
    /// The same command without `--check`.
    fn repair(&self) -> String {
        let paths = [("--document", &self.document), ("--manifest", &self.manifest), ("--output", &self.output)];
        let mut command = "cargo xtask codegen".to_owned();
        for (flag, path) in paths {
            let Some(path) = path.as_ref().map(|path| path.display().to_string()) else { continue };
            let quote = if path.contains(char::is_whitespace) { "\"" } else { "" };
            command += &format!(" {flag} {quote}{path}{quote}");
        }
        if let Some(name) = &self.name {
            command += &format!(" --name {name}");
        }
        command
    }
}

fn summary(apis: &[Summary]) {
    let width = apis.iter().map(|api| api.api.len()).max().unwrap_or_default();
    for Summary { api, operations, types, enum_variants, webhooks, .. } in apis {
        say(format_args!(
            "{api:width$}  {}, {}, {}, {}",
            count(*operations, "operation"),
            count(*types, "type"),
            count(*enum_variants, "enum variant"),
            count(*webhooks, "webhook"),
        ));
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn name(name: &str) -> Result<String, String> {
    match manifest::check_package_name(name) {
        Ok(()) => Ok(name.to_owned()),
        Err(fault) => Err(format!("{}; {}", fault.message, fault.help)),
    }
}
