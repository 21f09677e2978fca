//! `cargo xtask codegen`: generates the crate.

mod check;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::load::{GivenPath, Host, Remote};
use oasmith::output::{self, Comparison};
use oasmith::{Input, OnError, Report, Summary, manifest};

use crate::Outcome;
use crate::fetch::fetch;
use crate::limits::LimitFlags;
use crate::messages::Messages;
use crate::selection::SelectionFlags;
use crate::terminal::note;
use crate::workspace::{self, shown};

const EXAMPLES: &str = "\
Examples:
  cargo xtask codegen
  cargo xtask codegen --check
  cargo xtask codegen --document petstore.yaml --output ../petstore --name petstore
  cargo xtask codegen --document petstore.yaml --output ../pets --name pets \\
      --tag pet --exclude-operation deletePet
  cargo xtask codegen --document petstore.yaml --output ../pet-types --name pet-types --types-only
  cargo xtask codegen --manifest other/sdk.toml --output ../other
  cargo xtask codegen --document api/openapi.yaml --root . --overlay fix.yaml \\
      --output ../api --name api
  cargo xtask codegen --document openapi.yaml --allow-remote schemas.example.com \\
      --output ../api --name api

Exit status: 0 on success, 1 on errors or, with --check, differences, 2 for wrong usage. With
--keep-going, files are written although there are errors, and the exit status is 1.";

/// Generate the crate from its documents
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Write nothing; show a diff and exit with 1 if the crate is out of date
    #[arg(long)]
    check: bool,

    /// Generate a stand-alone crate from this OpenAPI document, without a manifest
    #[arg(long, value_name = "FILE", requires_all = ["name", "output"], conflicts_with = "manifest")]
    document: Option<PathBuf>,

    /// Name of the crate for --document
    #[arg(long, requires = "document", value_parser = name)]
    name: Option<String>,

    /// Manifest to generate from [default: spec/sdk.toml]
    #[arg(long, value_name = "FILE", requires = "output")]
    manifest: Option<PathBuf>,

    /// Folder to generate into [default: generated]
    #[arg(long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Leave out operations with errors, and use any JSON value for schemas with errors
    #[arg(long)]
    keep_going: bool,

    /// Apply this OpenAPI overlay after those of the manifest; repeat it for several, in order
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,

    /// Allow files in this folder and below [default: the folder of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,

    /// Fetch references to these hosts by https, separated by commas; nothing else is fetched
    #[arg(long, value_name = "HOST[:PORT]", value_delimiter = ',')]
    allow_remote: Vec<Host>,

    #[command(flatten)]
    wanted: SelectionFlags,

    #[command(flatten)]
    limits: LimitFlags,

    #[command(flatten)]
    messages: Messages,
}

/// Generates, and writes or checks.
pub fn run(arguments: &Arguments) -> Outcome {
    let started = Instant::now();
    let messages = &arguments.messages;
    let mut report = messages.report();
    let Some((manifest, folder)) = paths(arguments, &mut report) else {
        messages.show(&report);
        return Outcome::Failed;
    };
    let input = messages.apply(input(arguments, &manifest, &mut report));
    let generated = input
        .and_then(|input| Some((oasmith::generate(&input, &mut report)?, input.manifest.folder)));
    let Some((generated, inputs)) = generated else {
        messages.show(&report);
        return Outcome::Failed;
    };
    // With errors, there is a crate only because of --keep-going.
    let clean = if report.has_errors() { Outcome::Failed } else { Outcome::Clean };
    if arguments.check {
        return check::check(arguments, &generated, &folder, &inputs, report, clean);
    }
    let written = output::write(&generated.files, &folder, &mut report);
    messages.show(&report);
    match written {
        Some(comparison) => {
            say_written(messages, &generated.summary, &comparison, &folder, started.elapsed());
            clean
        }
        None => Outcome::Failed,
    }
}

/// The manifest to read, unless there is a document, and the folder to write. A project is needed
/// only if one of them is not given.
fn paths(arguments: &Arguments, report: &mut Report) -> Option<(PathBuf, PathBuf)> {
    if let (Some(folder), Some(from)) =
        (&arguments.output, arguments.manifest.as_ref().or(arguments.document.as_ref()))
    {
        return Some((from.clone(), folder.clone()));
    }
    let otherwise =
        "name a document: `cargo xtask codegen --document FILE --output DIR --name NAME`";
    let root = workspace::root_or_report(otherwise, report)?;
    let folder = arguments.output.clone().unwrap_or_else(|| workspace::generated(&root));
    Some((workspace::manifest(&root), folder))
}

fn input(arguments: &Arguments, manifest: &Path, report: &mut Report) -> Option<Input> {
    let mut input = arguments.limits.apply(documents(arguments, manifest, report)?);
    if arguments.keep_going {
        input.on_error = OnError::LeaveOut;
    }
    arguments.wanted.apply(input, report)
}

fn documents(arguments: &Arguments, manifest: &Path, report: &mut Report) -> Option<Input> {
    let mut input = match (&arguments.document, &arguments.name) {
        (Some(document), Some(name)) => Input::from_document(document, name, report),
        _ => Input::from_manifest(manifest, report),
    }?;
    if !arguments.overlay.is_empty() || arguments.root.is_some() {
        let [api] = input.manifest.apis.as_mut_slice() else {
            let message = "--overlay and --root apply to one API, and the manifest has several";
            let help = "write `overlays` and `root` into the [api.…] table of the API";
            report.push(Diagnostic::new(Code::WhichApi, message).help(help));
            return None;
        };
        api.overlays.extend(arguments.overlay.iter().cloned().map(GivenPath::from));
        api.root = arguments.root.clone().map(GivenPath::from).or(api.root.take());
    }
    if !arguments.allow_remote.is_empty() {
        input.remote = Some(Remote { hosts: arguments.allow_remote.clone(), fetch });
    }
    Some(input)
}

fn say_written(
    messages: &Messages,
    apis: &[Summary],
    comparison: &Comparison,
    folder: &Path,
    time: Duration,
) {
    let Comparison { written, unchanged, removed, foreign, .. } = comparison;
    for path in foreign {
        note(format_args!(
            "note: {} is not in oasmith.lock, so it is kept",
            shown(&folder.join(path))
        ));
    }
    summary(messages, apis);
    messages.say(format_args!(
        "{}: {} written, {unchanged} unchanged, {} removed in {:.2} s",
        shown(folder),
        count(written.len(), "file"),
        removed.len(),
        time.as_secs_f64(),
    ));
}

impl Arguments {
    /// The same command without `--check`.
    fn repair(&self) -> String {
        let paths = [
            ("--document", &self.document),
            ("--manifest", &self.manifest),
            ("--output", &self.output),
        ];
        let paths = paths
            .into_iter()
            .filter_map(|(flag, path)| Some((flag, path.as_ref()?.display().to_string())));
        let name = self.name.iter().map(|name| ("--name", name.clone()));
        let overlays = self.overlay.iter().map(|path| ("--overlay", path.display().to_string()));
        let root = self.root.iter().map(|path| ("--root", path.display().to_string()));
        let mut command = "cargo xtask codegen".to_owned();
        for (flag, value) in paths
            .chain(name)
            .chain(overlays)
            .chain(root)
            .chain(self.wanted.typed())
            .chain(self.limits.typed())
        {
            let quote =
                if value.contains([' ', '\t', '*', '{', '$', '&', ';', '(']) { "'" } else { "" };
            command += &format!(" {flag} {quote}{value}{quote}");
        }
        for (flag, is_set) in
            [("--types-only", self.wanted.types_only()), ("--keep-going", self.keep_going)]
        {
            command += &if is_set { format!(" {flag}") } else { String::new() };
        }
        if !self.allow_remote.is_empty() {
            let hosts: Vec<_> = self.allow_remote.iter().map(Host::to_string).collect();
            command += &format!(" --allow-remote {}", hosts.join(","));
        }
        command
    }
}

fn summary(messages: &Messages, apis: &[Summary]) {
    let width = apis.iter().map(|api| api.api.len()).max().unwrap_or_default();
    for Summary { api, operations, types, enum_variants, webhooks, left_out, degraded, .. } in apis
    {
        messages.say(format_args!(
            "{api:width$}  {}, {}, {}, {}",
            count(*operations, "operation"),
            count(*types, "type"),
            count(*enum_variants, "enum variant"),
            count(*webhooks, "webhook"),
        ));
        if *left_out + *degraded > 0 {
            note(format_args!(
                "note: for the errors in {api}, {} left out, {} any JSON value; the rest is there",
                count(*left_out, "operation") + if *left_out == 1 { " is" } else { " are" },
                count(*degraded, "schema") + if *degraded == 1 { " is" } else { " are" },
            ));
        }
    }
}

fn count(number: usize, what: &str) -> String {
    format!("{number} {what}{}", if number == 1 { "" } else { "s" })
}

fn name(name: &str) -> Result<String, String> {
    match manifest::check_package_name(name) {
        Ok(()) => Ok(name.to_owned()),
        Err(error) => Err(format!("{}; {}", error.message, error.help)),
    }
}
