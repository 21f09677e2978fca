//! `oasmith drift`: compares the documents with newer copies that are published elsewhere.

mod newer;

use std::path::Path;

use oasmith::load::{Host, Remote, Replacement};
use oasmith::manifest::{Api, Manifest};
use oasmith::{Input, Planned, Report};

use crate::Outcome;
use crate::diff::{Difference, Format};
use crate::fetch::fetch;
use crate::limits::LimitFlags;
use crate::paths::shown;
use crate::program;
use crate::progress::during;
use crate::project::ManifestFlags;
use crate::terminal::{Shown, note, say, show};
use newer::{GivenCopies, Newer};

const EXAMPLES: &str = "\
Examples:
  oasmith drift                                      each API with an `upstream` in the manifest
  oasmith drift --against rebilly=new/openapi.yaml   a file
  oasmith drift --against rebilly=https://example.com/openapi.yaml --against other=new.yaml
  oasmith drift --against upstream.txt               a list: lines of `api-name FILE|URL`, # for comments
  oasmith drift --write --format markdown            also replace the documents, for a pull request

A newer copy is read as if it were the document: references to other files and overlays work as
before. URLs are fetched by https without credentials. A redirect is followed on the same host, and
to hosts that --allow-remote names.

Exit status: 0 if the crate would not change, 1 if it would or on errors, 2 for wrong usage.";

/// Compare the documents with newer copies that are published elsewhere
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Newer copy of the document of an API, or a list of them (*.txt); repeat it for several APIs;
    /// a single API needs no name [default: the `upstream` of each API in the manifest]
    #[arg(long, value_name = "[API=]FILE|URL")]
    against: Vec<GivenCopies>,

    #[command(flatten)]
    manifests: ManifestFlags,

    /// Replace the documents by the newer copies
    #[arg(long)]
    write: bool,

    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Fetch references and follow redirects to these hosts by https, separated by commas
    #[arg(long, value_name = "HOST[:PORT]", value_delimiter = ',')]
    allow_remote: Vec<Host>,

    #[command(flatten)]
    limits: LimitFlags,
}

/// Compares the crates with those of the newer copies.
pub fn run(arguments: &Arguments) -> Outcome {
    let manifests = match arguments.manifests.paths() {
        Ok(manifests) => manifests,
        Err(error) => {
            note(error);
            return Outcome::Failed;
        }
    };
    if manifests.len() > 1 && !arguments.against.is_empty() {
        note(
            "error: --against is for one manifest, and there are several\n  = help: write `upstream` into the manifests",
        );
        return Outcome::Failed;
    }
    manifests
        .iter()
        .fold(Outcome::Clean, |outcome, manifest| outcome.and(compare(arguments, manifest)))
}

/// Compares the crate of one manifest.
fn compare(arguments: &Arguments, manifest: &Path) -> Outcome {
    match compared(arguments, manifest) {
        Ok(Compared { newer, difference }) => {
            newer.iter().for_each(say_newer);
            if let Some(difference) = &difference {
                say(arguments.format.write(difference).trim_end());
            }
            if arguments.write && !write(&newer) {
                return Outcome::Failed;
            }
            match difference.is_some_and(|difference| !difference.changes.is_empty()) {
                true => Outcome::Failed,
                false => Outcome::Clean,
            }
        }
        Err(DriftError { message, help, report }) => {
            if let Some(report) = report {
                show(&report, Shown::First);
            }
            let help = help.map(|help| format!("\n  = help: {help}")).unwrap_or_default();
            note(format_args!("error: {message}{help}"));
            Outcome::Failed
        }
    }
}

/// The newer copies and their changes. `None` if each copy is equal to the document.
struct Compared {
    newer: Vec<Newer>,
    difference: Option<Difference>,
}

/// Why the comparison failed.
pub(crate) struct DriftError {
    message: String,
    help: Option<String>,
    report: Option<Box<Report>>,
}

impl DriftError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None, report: None }
    }

    fn help(self, help: impl Into<String>) -> Self {
        Self { help: Some(help.into()), ..self }
    }

    fn with(self, report: Report) -> Self {
        Self { report: Some(Box::new(report)), ..self }
    }
}

fn compared(arguments: &Arguments, manifest: &Path) -> Result<Compared, DriftError> {
    let input = input(arguments, manifest)?;
    if input.manifest.apis.is_empty() {
        return without_documents(arguments, &input.manifest.package.name);
    }
    let remote = Remote { hosts: arguments.allow_remote.clone(), fetch };
    let newer = newer::read(&arguments.against, &input.manifest, &remote, input.limits.bytes)?;
    if newer.iter().all(Newer::is_same) {
        return Ok(Compared { newer, difference: None });
    }
    let mut then = input.clone();
    for copy in newer.iter().filter(|copy| !copy.is_same()) {
        if let Some(api) = api(&mut then.manifest, &copy.api) {
            api.replacement =
                Some(Replacement { name: copy.origin.clone(), bytes: copy.bytes.clone() });
        }
    }
    let old = planned(&input, "cannot generate a crate from the present documents")?;
    let mut new =
        planned(&then, "cannot generate a crate from the newer documents, so nothing is replaced")?;
    if arguments.write {
        // From now on, the copies are at these paths.
        let written = |name: &str| {
            newer.iter().find(|copy| copy.origin == name).map(|copy| shown(&copy.document))
        };
        new.sources.rename(|name| written(name).unwrap_or_else(|| name.to_owned()));
    }
    let difference = Difference::of(&old, &new);
    Ok(Compared { newer, difference: Some(difference) })
}

/// A runtime has no documents, which could have newer copies.
fn without_documents(arguments: &Arguments, package: &str) -> Result<Compared, DriftError> {
    if !arguments.against.is_empty() {
        let message = format!("`{package}` is a runtime, which has no documents");
        let help = "name the manifest of a client with --manifest";
        return Err(DriftError::new(message).help(help));
    }
    note(format_args!("{package}: a runtime has no documents, so there is nothing to compare"));
    Ok(Compared { newer: Vec::new(), difference: None })
}

fn input(arguments: &Arguments, manifest: &Path) -> Result<Input, DriftError> {
    let mut report = Report::new();
    let Some(input) = Input::from_manifest(manifest, &mut report) else {
        return Err(DriftError::new(format!("cannot use {}", shown(manifest))).with(report));
    };
    let mut input = arguments.limits.apply(input);
    if !arguments.allow_remote.is_empty() {
        input.remote = Some(Remote { hosts: arguments.allow_remote.clone(), fetch });
    }
    Ok(input)
}

fn planned(input: &Input, otherwise: &str) -> Result<Planned, DriftError> {
    let mut report = Report::new();
    let planned = during("comparing", || oasmith::plan_of(input, &mut report));
    planned.ok_or_else(|| DriftError::new(otherwise).with(report))
}

fn api<'m>(manifest: &'m mut Manifest, name: &str) -> Option<&'m mut Api> {
    manifest.apis.iter_mut().find(|api| api.name == name)
}

fn say_newer(copy: &Newer) {
    let Newer { api, origin, document, .. } = copy;
    let what = if copy.is_same() { "is the same as" } else { "differs from" };
    note(format_args!("{api}: {origin} {what} {}", shown(document)));
}

/// Replaces the documents, each in one step. Returns whether all were replaced.
fn write(newer: &[Newer]) -> bool {
    for copy in newer.iter().filter(|copy| !copy.is_same()) {
        if let Err(error) = replace(&copy.document, &copy.bytes) {
            note(format_args!("error: cannot write {}: {error}", shown(&copy.document)));
            return false;
        }
        let (path, next) = (shown(&copy.document), program::generate());
        note(format_args!("{path}: written; run `{next}`"));
    }
    true
}

fn replace(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    // Keeps symbolic links.
    let path = path.canonicalize()?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
    let done = std::fs::write(&beside, bytes).and_then(|()| std::fs::rename(&beside, &path));
    if done.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    done
}
