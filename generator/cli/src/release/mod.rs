//! `oasmith release`: releases the next version.

pub mod changelog;
mod choice;
mod date;
mod file_changes;
mod lockfile;
mod state;
mod tag;

use std::fs;
use std::io::ErrorKind;
use std::path::Path;

use clap::ValueEnum;
use oasmith::Generated;
use oasmith::change::Step;
use oasmith::manifest;
use oasmith::output;
use semver::Version;

use crate::Outcome;
use crate::error::{Checked, CommandError};
use crate::git::{Git, check_clean};
use crate::paths::shown;
use crate::project::{ManifestFlags, Project};
use crate::release_lock::ReleaseLock;
use crate::terminal::{note, say};
use changelog::Contents;
use choice::Asked;
use date::Date;
use file_changes::{FileChanges, Undo};

pub use choice::check;
use state::Code;
pub use state::{Difference, State};
pub use tag::Release;

const EXAMPLES: &str = "\
Examples:
  oasmith release --dry-run          show the next version and its section of the changelog
  oasmith release                    set the version, generate, write the section
  oasmith release --commit           the same, then commit and tag
  oasmith release --step minor       take at least a minor step
  oasmith release --version 1.0.0    release this version
  oasmith release --first            release for the first time

The step follows from the changes between the last release tag (NAME-vX.Y.Z) and the documents, by
cargo's rules for semantic versioning, including those for 0.x.

Exit status: 0 if it is released or there is nothing to release, 1 on errors, 2 for wrong usage.";

/// Set the next version, and write its section of the changelog
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Show the version and the section, and write nothing
    #[arg(long)]
    dry_run: bool,

    /// Take at least this step
    #[arg(long, value_enum, value_name = "STEP", conflicts_with = "version")]
    step: Option<AskedStep>,

    /// Release this version
    #[arg(long, value_name = "X.Y.Z", value_parser = version)]
    version: Option<Version>,

    /// Release for the first time, with the version of the manifest or of --version
    #[arg(long, conflicts_with = "step")]
    first: bool,

    /// Date in the changelog [default: today, in UTC]
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,

    /// Commit the result, and tag it
    #[arg(long, conflicts_with = "allow_dirty")]
    commit: bool,

    /// Do not tag: for a pull request, whose merge is tagged later
    #[arg(long, requires = "commit")]
    no_tag: bool,

    /// Continue although there are uncommitted changes
    #[arg(long)]
    allow_dirty: bool,

    #[command(flatten)]
    manifests: ManifestFlags,
}

fn version(text: &str) -> Result<Version, String> {
    Version::parse(text).map_err(|error| {
        let (reason, help) = manifest::version_help(text, &error.to_string());
        format!("{reason}; {help}")
    })
}

/// A step that the user requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum AskedStep {
    Major,
    Minor,
    Patch,
}

impl From<AskedStep> for Step {
    fn from(step: AskedStep) -> Self {
        match step {
            AskedStep::Major => Self::Major,
            AskedStep::Minor => Self::Minor,
            AskedStep::Patch => Self::Patch,
        }
    }
}

/// Releases, or prints why not.
pub fn run(arguments: &Arguments) -> Outcome {
    match release(arguments) {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn release(arguments: &Arguments) -> Checked {
    let projects = arguments.manifests.projects()?;
    if projects.len() > 1 && arguments.version.is_some() {
        let message = "--version is for one crate, and there are several manifests";
        return Err(CommandError::new(message, "release each crate separately"));
    }
    let Some(first) = projects.first() else { return Ok(()) };
    let git = Git::of(&first.sources.root)?;
    let _lock = match arguments.dry_run {
        true => None,
        false => Some(ReleaseLock::in_repository(&git)?),
    };
    if !arguments.dry_run && !arguments.allow_dirty {
        check_clean(
            &git,
            "commit them, or run `git stash`: a release is made from committed files",
        )?;
    }
    projects.iter().try_for_each(|project| release_one(arguments, &git, project))
}

fn release_one(arguments: &Arguments, git: &Git, project: &Project) -> Checked {
    let now = State::of(project)?;
    let Some(next) = Next::of(arguments, git, project, &now)? else { return Ok(()) };
    let plan = ReleasePlan::of(&next, arguments.date.unwrap_or_else(Date::today), project, &now)?;
    say(format_args!("{} {}\n", now.package(), next.label()));
    say(plan.section.trim_end());
    if let Some((last, Difference { code: Code::OtherGenerator(before), .. })) = &next.last {
        note(format_args!(
            "note: oasmith {before} generated {}; changes of the generator are not listed: run `cargo semver-checks` to compare the crates",
            last.tag
        ));
    }
    if let Some((last, Difference { code: Code::OtherInterface, .. })) = &next.last {
        note(format_args!(
            "note: crates that use {} {} do not compile with {}: write the new version below [runtime] of their manifests, and generate them again",
            now.package(),
            last.version,
            next.release.version
        ));
    }
    if arguments.dry_run {
        note("note: --dry-run: nothing is written");
        return Ok(());
    }
    let commit = Commit::new(git, &next.release.tag);
    if arguments.commit {
        commit.check_committer()?;
    }
    let undo = plan.changes.apply()?;
    let count = plan.changes.paths().count();
    say(format_args!("\n{count} file{} written or removed", if count == 1 { "" } else { "s" }));
    let paths = committed(git, project)?;
    match (arguments.commit, arguments.no_tag) {
        (false, _) => commit.say_commands(&paths),
        (true, true) => {
            commit.commit(&paths, undo)?;
            say(format_args!("committed; after the merge, tag it:\n  {}", commit.tag_command()));
        }
        (true, false) => {
            commit.commit(&paths, undo)?;
            commit.tag()?;
        }
    }
    Ok(())
}

/// The next release.
struct Next {
    release: Release,
    last: Option<(Release, Difference)>,
}

impl Next {
    /// `None` if there is nothing to release, after a note.
    fn of(
        arguments: &Arguments,
        git: &Git,
        project: &Project,
        now: &State,
    ) -> Checked<Option<Self>> {
        let package = now.package();
        let (version, last) = match (tag::last(git, package)?, arguments.first) {
            (Some(last), true) => {
                let message = format!("--first is for the first release, and {} exists", last.tag);
                return Err(CommandError::new(message, "leave --first out"));
            }
            (None, false) => {
                let message = format!(
                    "there is no release yet: the tag {} does not exist",
                    Release::of(package, &now.version).tag
                );
                let help = "run `oasmith release --first`; if the tag exists elsewhere, run `git fetch --tags`";
                return Err(CommandError::new(message, help));
            }
            (None, true) => {
                (arguments.version.clone().unwrap_or_else(|| now.version.clone()), None)
            }
            (Some(last), false) => {
                let difference = Difference::since(&last, project, now)?;
                let needed = difference.needed(&last.version);
                match choice::next(&last, &needed, &now.version, &arguments.asked())? {
                    Some(version) => (version, Some((last, difference))),
                    None => {
                        say(format_args!("{package}: nothing to release since {}", last.tag));
                        return Ok(None);
                    }
                }
            }
        };
        let next = Self { release: Release::of(package, &version), last };
        next.check_is_new(git, project)?;
        Ok(Some(next))
    }

    /// Fails if the version was released already, here or on another branch.
    fn check_is_new(&self, git: &Git, project: &Project) -> Checked {
        let Release { tag, version } = &self.release;
        if self.release.is_tagged(git)? {
            let message = format!("the tag {tag} exists already");
            return Err(CommandError::new(message, "choose a greater version with --version"));
        }
        let path = project.changelog();
        if read(&path)?.is_some_and(|text| changelog::has(&text, version)) {
            let message = format!(
                "{} has a section {version} already, but there is no tag {tag}",
                shown(&path)
            );
            let help = format!(
                "if it is released, run `git tag -a {tag} -m '{tag}'`; if not, remove the section"
            );
            return Err(CommandError::new(message, help));
        }
        Ok(())
    }

    /// Such as `0.1.0 → 0.2.0 (minor)`.
    fn label(&self) -> String {
        let new = &self.release.version;
        match &self.last {
            Some((last, _)) => {
                format!("{} → {new} ({})", last.version, Step::between(&last.version, new))
            }
            None => format!("{new}, the first release"),
        }
    }
}

impl Arguments {
    fn asked(&self) -> Asked {
        match (&self.version, self.step) {
            (Some(version), _) => Asked::Version(version.clone()),
            (None, Some(step)) => Asked::Step(step.into()),
            (None, None) => Asked::Needed,
        }
    }
}

/// A text. `None` if the file does not exist.
fn read(path: &Path) -> Checked<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(CommandError::new(
            format!("{} cannot be read: {error}", shown(path)),
            "check that it is a text file that you may read",
        )),
    }
}

/// Everything that a release writes, in memory.
struct ReleasePlan {
    section: String,
    changes: FileChanges,
}

impl ReleasePlan {
    fn of(next: &Next, date: Date, project: &Project, now: &State) -> Checked<Self> {
        let (package, version) = (now.package(), &next.release.version);
        let manifest_path = project.manifest().to_owned();
        let Some(manifest) = oasmith::manifest::with_version(&now.manifest, version) else {
            let message = format!("cannot set the version in {}", shown(&manifest_path));
            return Err(CommandError::new(
                message,
                "write it as version = \"0.1.0\" below [package]",
            ));
        };
        let generated = now.files(project, &manifest)?;
        let modules = now.input.manifest.apis.iter().map(|api| api.module.as_deref());
        let apis: Vec<_> = modules.zip(&generated.summary).collect();
        let contents = match &next.last {
            None => Contents::First { apis: &apis },
            Some((_, Difference { changes, code })) => Contents::Next { changes, code },
        };
        let section = changelog::section(version, date, &package.replace('-', "_"), &contents);
        let path = project.changelog();
        let mut changes = FileChanges::default();
        changes.write(
            path.clone(),
            changelog::with_section(read(&path)?.as_deref(), package, &section),
        );
        if manifest != now.manifest {
            changes.write(manifest_path, manifest);
        }
        crate_files(&generated, project, &mut changes)?;
        if let Some(lockfile) = project.lockfile()
            && let Some(old) = read(&lockfile)?
            && let Some(text) = lockfile::with_version(&old, package, version)
            && text != old
        {
            changes.write(lockfile, text);
        }
        Ok(Self { section, changes })
    }
}

/// The changes in the folder of the crate.
fn crate_files(generated: &Generated, project: &Project, changes: &mut FileChanges) -> Checked {
    let folder = &project.output;
    let comparison = output::compare(&generated.files, folder).map_err(|error| {
        CommandError::new(error.to_string(), "check that you may read the folder")
    })?;
    if let Some(diagnostic) = comparison.not_a_crate(folder) {
        return Err(CommandError::new(diagnostic.message, "move these files away"));
    }
    if let Some(path) = comparison.in_the_way.first() {
        let message =
            format!("{} was not generated, and would be overwritten", shown(&folder.join(path)));
        return Err(CommandError::new(message, "move it away or delete it"));
    }
    for path in &comparison.written {
        changes.write(folder.join(path), generated.files.get(path).unwrap_or_default());
    }
    comparison.removed.iter().for_each(|path| changes.remove(folder.join(path)));
    Ok(())
}

/// The commit of a release, and its tag.
struct Commit<'a> {
    git: &'a Git,
    tag: &'a str,
    title: String,
}

impl<'a> Commit<'a> {
    fn new(git: &'a Git, tag: &'a str) -> Self {
        Self { git, tag, title: tag.replacen("-v", " ", 1) }
    }

    fn check_committer(&self) -> Checked {
        if self.git.knows_committer()? {
            return Ok(());
        }
        let help = "set it: `git config user.name …` and `git config user.email …`";
        Err(CommandError::new(
            "git has no name and email for the commit; nothing was changed",
            help,
        ))
    }

    fn tag_command(&self) -> String {
        format!("git tag -a {} -m '{}'", self.tag, self.title)
    }

    fn push_command(&self) -> String {
        format!("git push origin HEAD {}", self.tag)
    }

    /// The commands for those who commit and tag themselves.
    fn say_commands(&self, paths: &[String]) {
        let (tag, push) = (self.tag_command(), self.push_command());
        say("to commit and tag it:");
        say(format_args!("  git add -A {}", paths.join(" ")));
        say(format_args!("  git commit -m '{}'\n  {tag}\n  {push}", self.title));
    }

    /// Commits paths. If that fails, the files are as before.
    fn commit(&self, paths: &[String], undo: Undo) -> Checked {
        let add = ["add", "-A", "--"].into_iter().chain(paths.iter().map(String::as_str));
        let committed = self.git.run(add);
        committed.and_then(|_| self.git.run(["commit", "--quiet", "-m", &self.title])).map_err(
            |error| {
                let _ = self.git.run(["reset", "--quiet"]);
                undo.back(error)
            },
        )?;
        Ok(())
    }

    fn tag(&self) -> Checked {
        self.git.run(["tag", "-a", self.tag, "-m", &self.title]).map_err(|error| {
            error.after(&format!("it is committed; run `{}` to tag it", self.tag_command()))
        })?;
        let (tag, push) = (self.tag, self.push_command());
        say(format_args!("committed, and tagged {tag}; to push both:\n  {push}"));
        Ok(())
    }
}

/// The changed paths for git: relative to the root, without ignored files.
fn committed(git: &Git, project: &Project) -> Checked<Vec<String>> {
    let changed =
        [Some(project.manifest().to_owned()), Some(project.output.clone()), project.lockfile()];
    let mut paths = Vec::new();
    for path in changed.into_iter().flatten() {
        if path.exists()
            && !git.ignores(&path)?
            && let Some(inside) = project.sources.inside(&path)
        {
            paths.push(inside);
        }
    }
    Ok(paths)
}
