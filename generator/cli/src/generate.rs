//! `oasmith generate`: generates the crate.

mod check;
mod target;

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use clap::Parser as _;
use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::load::{GivenPath, Host, Remote};
use oasmith::output::{self, Comparison};
use oasmith::{Input, OnError, Report, Summary, manifest};

use crate::Outcome;
use crate::document::GivenDocument;
use crate::fetch::fetch;
use crate::limits::LimitFlags;
use crate::messages::Messages;
use crate::paths::shown;
use crate::program;
use crate::progress::during;
use crate::project::ManifestFlags;
use crate::selection::SelectionFlags;
use crate::terminal::note;
use target::{Origin, Target};

const EXAMPLES: &str = "\
Examples:
  oasmith generate petstore.yaml
  oasmith generate https://example.com/openapi.yaml
  oasmith generate
  oasmith generate --check
  oasmith generate petstore.yaml --output ../pets --name pets --tag pet \\
      --exclude-operation deletePet
  oasmith generate petstore.yaml --output ../pet-types --name pet-types --types-only
  oasmith generate --manifest other/sdk.toml --output ../other
  oasmith generate api/openapi.yaml --root . --overlay fix.yaml --output ../api
  oasmith generate openapi.yaml --allow-remote schemas.example.com

A document becomes a crate in ./NAME, whose name is the title of the API and `-sdk`, unless --name
and --output say otherwise. A URL is fetched by https, and kept beside the crate.

Exit status: 0 on success, 1 on errors or, with --check, differences, 2 for wrong usage. With
--keep-going, files are written although there are errors, and the exit status is 1.";

/// Generate the crate of a document, or the crates of manifests
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// OpenAPI document of a stand-alone crate, without a manifest [default: those of the manifest]
    #[arg(
        value_name = "DOCUMENT",
        group = "given",
        conflicts_with_all = ["manifest", "all_manifests"]
    )]
    document: Option<GivenDocument>,

    /// The same as DOCUMENT
    #[arg(
        long = "document",
        value_name = "FILE|URL",
        group = "given",
        conflicts_with_all = ["document", "manifest", "all_manifests"]
    )]
    named_document: Option<GivenDocument>,

    /// Write nothing; show a diff and exit with 1 if the crate is out of date
    #[arg(long)]
    check: bool,

    /// Name of the crate; only for a document [default: the title of the API, and `-sdk`]
    #[arg(long, requires = "given", value_parser = name)]
    name: Option<String>,

    #[command(flatten)]
    manifests: ManifestFlags,

    /// Folder to generate into [default: `output` of the manifest; for a document, ./NAME]
    #[arg(short, long, value_name = "DIR")]
    output: Option<PathBuf>,

    /// Leave out operations with errors, and use any JSON value for schemas with errors
    #[arg(long)]
    keep_going: bool,

    /// Apply this OpenAPI overlay after those of the manifest; repeat it for several, in order
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,

    /// Allow references to files in this folder and below [default: the folder of the document]
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
    let mut report = arguments.messages.report();
    let Some(targets) = target::targets(arguments, &mut report) else {
        arguments.messages.show(&report);
        return Outcome::Failed;
    };
    targets.iter().fold(Outcome::Clean, |outcome, target| outcome.and(generate(arguments, target)))
}

/// Generates the crate of a manifest, with the defaults of all flags.
pub fn of_manifest(path: &Path) -> Outcome {
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        arguments: Arguments,
    }
    let line = [OsStr::new("generate"), OsStr::new("--manifest"), path.as_os_str()];
    Line::try_parse_from(line).map_or(Outcome::Failed, |line| run(&line.arguments))
}

/// Generates one crate.
fn generate(arguments: &Arguments, target: &Target) -> Outcome {
    let started = Instant::now();
    let messages = &arguments.messages;
    let mut report = messages.report();
    let input = messages.apply(input(arguments, target, &mut report));
    let folder = input.as_ref().and_then(|input| target.folder(&input.manifest, &mut report));
    let generated = input.zip(folder).and_then(|(input, folder)| {
        let generated = during("generating", || oasmith::generate(&input, &mut report))?;
        Some((generated, input, folder))
    });
    let Some((generated, input, folder)) = generated else {
        messages.show(&report);
        return Outcome::Failed;
    };
    // With errors, there is a crate only because of --keep-going.
    let clean = if report.has_errors() { Outcome::Failed } else { Outcome::Clean };
    if arguments.check {
        let inputs = &input.manifest.folder;
        let compared = check::Compared { generated: &generated, folder: &folder, inputs };
        return compared.check(arguments, report, clean);
    }
    let written = output::write(&generated.files, &folder, &mut report);
    messages.show(&report);
    match written {
        Some(comparison) => {
            say_kept(&comparison.foreign, &folder);
            summary(messages, &generated.summary);
            say_written(messages, &comparison, &folder, started.elapsed());
            if !comparison.written.is_empty() {
                say_dependencies(messages, &generated.dependencies);
            }
            clean
        }
        None => Outcome::Failed,
    }
}

fn input(arguments: &Arguments, target: &Target, report: &mut Report) -> Option<Input> {
    let mut input = arguments.limits.apply(documents(arguments, target, report)?);
    if arguments.keep_going {
        input.on_error = OnError::LeaveOut;
    }
    arguments.wanted.apply(input, report)
}

fn documents(arguments: &Arguments, target: &Target, report: &mut Report) -> Option<Input> {
    let mut input = match &target.origin {
        Origin::Document { path, name } => Input::from_document(path, name, report),
        Origin::Manifest(path) => Input::from_manifest(path, report),
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

fn say_written(messages: &Messages, comparison: &Comparison, folder: &Path, time: Duration) {
    let Comparison { written, unchanged, removed, .. } = comparison;
    messages.say(format_args!(
        "{}: {} written, {unchanged} unchanged, {} removed in {:.2} s",
        shown(folder),
        count(written.len(), "file"),
        removed.len(),
        time.as_secs_f64(),
    ));
}

/// Lists the files that oasmith has not written, and so keeps.
fn say_kept(foreign: &[String], folder: &Path) {
    for path in foreign {
        note(format_args!(
            "note: {} is not in oasmith.lock, so it is kept",
            shown(&folder.join(path))
        ));
    }
}

/// Lists the dependencies that a module needs.
fn say_dependencies(messages: &Messages, commands: &[String]) {
    if !commands.is_empty() {
        messages.say("the crate around the module needs these dependencies:");
        commands.iter().for_each(|command| messages.say(format_args!("  {command}")));
    }
}

impl Arguments {
    /// The same command without `--check`.
    fn repair(&self) -> String {
        let document = self.document.iter().chain(&self.named_document);
        let document = document.map(|it| ("", it.to_string()));
        let manifests = self.manifests.manifest.iter();
        let manifests = manifests.map(|path| ("--manifest", path.display().to_string()));
        let output = self.output.iter().map(|path| ("--output", path.display().to_string()));
        let name = self.name.iter().map(|name| ("--name", name.clone()));
        let overlays = self.overlay.iter().map(|path| ("--overlay", path.display().to_string()));
        let root = self.root.iter().map(|path| ("--root", path.display().to_string()));
        let mut command = program::generate();
        for (flag, value) in document
            .chain(manifests)
            .chain(output)
            .chain(name)
            .chain(overlays)
            .chain(root)
            .chain(self.wanted.typed())
            .chain(self.limits.typed())
        {
            let quote =
                if value.contains([' ', '\t', '*', '{', '$', '&', ';', '(']) { "'" } else { "" };
            let space = if flag.is_empty() { "" } else { " " };
            command += &format!("{space}{flag} {quote}{value}{quote}");
        }
        for (flag, is_set) in [
            ("--all-manifests", self.manifests.all_manifests),
            ("--types-only", self.wanted.types_only()),
            ("--keep-going", self.keep_going),
        ] {
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

/// The name of a package, as the command line gives it.
///
/// # Errors
/// If it is not one. The text says why.
pub fn name(name: &str) -> Result<String, String> {
    match manifest::check_package_name(name) {
        Ok(()) => Ok(name.to_owned()),
        Err(error) => Err(format!("{}; {}", error.message, error.help)),
    }
}
