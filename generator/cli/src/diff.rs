//! `oasmith diff`: compares two states of the documents, and names the next version.

mod json;
pub mod markdown;
mod text;

use std::path::{Path, PathBuf};

use clap::ValueEnum;
use oasmith::change::{self, Change, Class, Step};
use oasmith::{Input, Planned, Report};
use semver::Version;

use crate::Outcome;
use crate::error::CommandError;
use crate::limits::LimitFlags;
use crate::paths::shown;
use crate::program::call;
use crate::progress::during;
use crate::project::{self, ManifestFlags, Sources};
use crate::revision;
use crate::terminal::{Shown, note, say, show};

const EXAMPLES: &str = "\
Examples:
  oasmith diff old.yaml new.yaml                  two documents
  oasmith diff old/ new/sdk.toml                  manifests, or folders with an sdk.toml
  oasmith diff --base origin/main                 the documents at a git revision, and now
  oasmith diff --base v1.2.0 --format markdown    for a comment on a pull request
  oasmith diff --base origin/main --fail-on breaking

Each change has a code (C0211), a class, the Rust path in the crate, and its location: in the new
document, or in the old one for a removal. A removed type is compared with at most 32 types to find
out whether it was renamed. The last line is the next version by cargo's rules, including those for
0.x.

As JSON: {\"old\": VERSION, \"new\": VERSION, \"step\": \"none\" | \"patch\" | \"minor\" | \"major\",
\"next\": VERSION, \"changes\": [{\"code\", \"title\", \"class\": \"breaking\" | \"addition\" | \"fix\" | \"docs\",
\"path\", \"message\", \"position\": null | {\"file\", \"line\", \"column\"}}]}

Exit status: 0 on success, 1 if a document has errors or because of --fail-on, 2 for wrong usage.";

/// Compare two states of the documents, and name the next version
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The old document or manifest. With --base, the only argument: the new document or manifest
    /// [default: the manifest]
    #[arg(
        value_name = "OLD or NEW",
        required_unless_present = "base",
        conflicts_with_all = ["manifest", "all_manifests"]
    )]
    first: Option<PathBuf>,

    /// The new document or manifest, without --base
    #[arg(value_name = "NEW", conflicts_with = "base", required_unless_present = "base")]
    second: Option<PathBuf>,

    /// Compare with the state at this git revision
    #[arg(long, value_name = "REVISION")]
    base: Option<String>,

    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value = "text")]
    format: Format,

    /// Exit with 1 if there is a change of this class, or a more severe one
    #[arg(long, value_enum, value_name = "CLASS")]
    fail_on: Option<FailOn>,

    #[command(flatten)]
    manifests: ManifestFlags,

    #[command(flatten)]
    limits: LimitFlags,
}

/// The output format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Lines for a terminal.
    Text,
    /// A comment on a pull request.
    Markdown,
    /// One JSON object.
    Json,
}

impl Format {
    /// The changes, and the version that follows.
    pub fn write(self, difference: &Difference) -> String {
        match self {
            Self::Text => text::text(difference),
            Self::Markdown => markdown::markdown(difference),
            Self::Json => json::json(difference),
        }
    }
}

/// The changes that make the command fail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    Breaking,
    Addition,
    Any,
}

impl FailOn {
    fn covers(self, class: Class) -> bool {
        match self {
            Self::Breaking => class == Class::Breaking,
            Self::Addition => class <= Class::Addition,
            Self::Any => true,
        }
    }
}

/// The changes between two crates.
#[derive(Debug)]
pub struct Difference {
    /// The version of the old one.
    pub old: Version,
    /// The version of the new one, in its manifest.
    pub new: Version,
    /// The changes, the most severe first.
    pub changes: Vec<Change>,
}

impl Difference {
    /// What changes between two crates.
    pub fn of(old: &Planned, new: &Planned) -> Self {
        // A manifest with another version is not read.
        let version = |planned: &Planned| {
            Version::parse(&planned.krate.package.version).unwrap_or(Version::new(0, 0, 0))
        };
        Self { old: version(old), new: version(new), changes: change::compare(old, new) }
    }

    /// The smallest sufficient step.
    pub fn step(&self) -> Step {
        Step::needed(&self.changes, &self.old)
    }

    /// The changes of a class.
    pub fn of_class(&self, class: Class) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| change.class == class)
    }

    /// What follows for the version, as one line.
    pub fn verdict(&self) -> String {
        let step = self.step();
        if step == Step::None {
            return format!("{}: no changes for users of the crate", self.old);
        }
        let gravest = self.changes.first().map_or(Class::Docs, |change| change.class);
        let count = self.of_class(gravest).count();
        let what = match (gravest, count) {
            (Class::Breaking, 1) => "1 breaking change".to_owned(),
            (Class::Breaking, count) => format!("{count} breaking changes"),
            (Class::Addition, 1) => "1 addition".to_owned(),
            (Class::Addition, count) => format!("{count} additions"),
            (Class::Fix, 1) => "1 fix".to_owned(),
            (Class::Fix, count) => format!("{count} fixes"),
            (Class::Docs, 1) => "1 change of documentation".to_owned(),
            (Class::Docs, count) => format!("{count} changes of documentation"),
        };
        format!("{} → {} ({step}: {what})", self.old, step.apply(&self.old))
    }
}

/// Compares, and prints.
pub fn run(arguments: &Arguments) -> Outcome {
    if let (None, Some(old), Some(new)) = (&arguments.base, &arguments.first, &arguments.second) {
        if let Some(revision) = [old, new].into_iter().find(|path| is_revision(path)) {
            let (name, base) = (revision.display(), call("diff --base"));
            let help = format!("compare the files with a revision: `{base} {name}`");
            note(CommandError::new(format!("{name} is a git revision, not a document"), help));
            return Outcome::Failed;
        }
        let is_empty = |path: &&PathBuf| path.is_dir() && !path.join("sdk.toml").is_file();
        if let Some(folder) = [old, new].into_iter().find(is_empty) {
            let message = format!("the folder {} has no sdk.toml", shown(folder));
            note(CommandError::new(message, "name a document in it, such as `openapi.yaml`"));
            return Outcome::Failed;
        }
        let limits = &arguments.limits;
        return arguments.say(plan(old, "old", limits), plan(new, "new", limits));
    }
    let paths = match &arguments.first {
        Some(path) => Ok(vec![path.clone()]),
        None => arguments.manifests.paths(),
    };
    let base = arguments.base.as_deref().unwrap_or("HEAD");
    match paths {
        Ok(paths) => paths.iter().fold(Outcome::Clean, |outcome, path| {
            if paths.len() > 1 {
                note(format_args!("{}:", shown(path)));
            }
            outcome.and(arguments.since(base, path))
        }),
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

impl Arguments {
    /// Compares a document or manifest with its state at a revision.
    fn since(&self, revision: &str, path: &Path) -> Outcome {
        let path = if path.is_dir() { path.join("sdk.toml") } else { path.to_owned() };
        self.say(at_revision(revision, &path, &self.limits), plan(&path, "new", &self.limits))
    }

    /// Prints the changes. Errors of a side without a plan were printed.
    fn say(&self, old: Option<Planned>, new: Option<Planned>) -> Outcome {
        let (Some(old), Some(new)) = (old, new) else { return Outcome::Failed };
        let difference = Difference::of(&old, &new);
        say(self.format.write(&difference).trim_end());
        let fails =
            |fail_on: FailOn| difference.changes.iter().any(|change| fail_on.covers(change.class));
        if self.fail_on.is_some_and(fails) { Outcome::Failed } else { Outcome::Clean }
    }
}

/// The plan of what a revision has where `new` is now. If `new` is not in a repository, that of the
/// nearest manifest.
fn at_revision(revision: &str, new: &Path, limits: &LimitFlags) -> Option<Planned> {
    let sources = sources(new);
    let sources = match (sources.is_in_repository(), project::nearest()) {
        (false, Some(manifest)) => self::sources(&manifest),
        _ => sources,
    };
    let checkout = match revision::files(&sources.root, revision, &sources.folders(&[])) {
        Ok(checkout) => checkout,
        Err(error) => {
            let help = error.help().map(|help| format!("\n  = help: {help}")).unwrap_or_default();
            note(format_args!("error: {error}{help}"));
            return None;
        }
    };
    let then = sources.in_checkout(checkout.path()).file;
    if !then.is_file() {
        let name = shown(&sources.file);
        let message = format!("{name} does not exist at the revision `{revision}`");
        let help = format!("choose a revision that has it: `git log --oneline -- {name}`");
        note(CommandError::new(message, help));
        return None;
    }
    let folder = format!("{}/", checkout.path().display());
    let name = |file: &str| match file.strip_prefix(&folder) {
        Some(inside) => format!("{revision}:{inside}"),
        None => file.to_owned(),
    };
    plan_as(&then, revision, name, limits)
}

/// Whether a path names no file, but a revision of the repository around the current folder.
fn is_revision(path: &Path) -> bool {
    let revision = path.to_str().filter(|_| !path.exists());
    revision.is_some_and(|revision| revision::exists(Path::new("."), revision))
}

/// The files that a manifest or a document reads.
fn sources(path: &Path) -> Sources {
    // Problems of the manifest are shown when it is planned.
    match input(path, &mut Report::new()) {
        Some(input) if input.manifest.file.is_some() => Sources::of_manifest(&input, path),
        _ => Sources::of_document(path),
    }
}

fn plan(path: &Path, side: &str, limits: &LimitFlags) -> Option<Planned> {
    plan_as(path, side, str::to_owned, limits)
}

/// Every decision about a crate. `name` is what people call its files.
fn plan_as(
    path: &Path,
    side: &str,
    name: impl Fn(&str) -> String,
    limits: &LimitFlags,
) -> Option<Planned> {
    let mut report = Report::new();
    let input = input(path, &mut report).map(|input| limits.apply(input));
    let planned = input.and_then(|input| {
        during(&format!("reading the {side} side"), || oasmith::plan_of(&input, &mut report))
    });
    report.sources.rename(&name);
    match planned {
        Some(mut planned) => {
            planned.sources.rename(&name);
            Some(planned)
        }
        None => {
            let path = name(&path.display().to_string());
            note(format_args!(
                "error: cannot compare the {side} side, {}",
                shown(Path::new(&path))
            ));
            show(&report, Shown::First);
            None
        }
    }
}

/// What to compare: a manifest, a folder with one, or a document, which becomes a crate called
/// `api`.
fn input(path: &Path, report: &mut Report) -> Option<Input> {
    if path.is_dir() {
        return Input::from_manifest(&path.join("sdk.toml"), report);
    }
    if path.extension().is_some_and(|extension| extension == "toml") {
        return Input::from_manifest(path, report);
    }
    Input::from_document(path, "api", report)
}
