//! The present state of documents and crate, and that of the last release.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use oasmith::change::{self, Change, Step};
use oasmith::output::Lockfile;
use oasmith::{Files, Input, Planned, Report};
use semver::Version;

use super::choice::Needed;
use super::tag::Release;
use crate::error::{Checked, CommandError};
use crate::paths::shown;
use crate::progress::during;
use crate::project::Project;
use crate::revision;
use crate::terminal::{Shown, show};

/// Files of the crate that only describe its origin.
const ORIGINS: &[&str] = &[Lockfile::NAME, "CHANGELOG.md"];

/// The documents in the working tree.
pub struct State {
    /// The manifest's text.
    pub manifest: String,
    /// The documents.
    pub input: Input,
    /// The package's version in the manifest.
    pub version: Version,
    /// The generated crate.
    pub planned: Planned,
}

impl State {
    /// Of a project.
    pub fn of(project: &Project) -> Checked<Self> {
        let path = project.manifest();
        let manifest = fs::read_to_string(path).map_err(|error| {
            let message = format!("{} cannot be read: {error}", shown(path));
            CommandError::new(message, "check that it is a valid manifest")
        })?;
        let mut report = Report::new();
        let input = Input::from_manifest_text(path, &manifest, &mut report);
        let planned = input
            .as_ref()
            .and_then(|input| during("reading", || oasmith::plan_of(input, &mut report)));
        let (Some(input), Some(planned)) = (input, planned) else {
            return Err(wrong(
                &report,
                "the documents have errors",
                "run `oasmith lint` to see them",
            ));
        };
        let version = Version::parse(&input.manifest.package.version).map_err(|error| {
            CommandError::new(
                format!("the version in the manifest is not valid: {error}"),
                "write three numbers, such as `0.1.0`",
            )
        })?;
        Ok(Self { manifest, input, version, planned })
    }

    /// The package's name.
    pub fn package(&self) -> &str {
        &self.input.manifest.package.name
    }

    /// The files of the crate for this text of the manifest.
    pub fn files(&self, project: &Project, manifest: &str) -> Checked<oasmith::Generated> {
        let mut report = Report::new();
        let input = Input::from_manifest_text(project.manifest(), manifest, &mut report);
        let generated =
            input.and_then(|input| during("generating", || oasmith::generate(&input, &mut report)));
        generated.ok_or_else(|| {
            wrong(
                &report,
                "the crate cannot be generated",
                "run `oasmith generate` to see the errors",
            )
        })
    }
}

/// The difference since a release.
pub struct Difference {
    /// The changes for users of the crate.
    pub changes: Vec<Change>,
    /// The difference of the generated code.
    pub code: Code,
}

/// The generated code, compared with that of a release.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Code {
    /// It is equal.
    Same,
    /// It differs.
    Differs,
    /// It differs, and another version of the generator, this one, made the release.
    OtherGenerator(String),
    /// It is a runtime with another interface, which the crates that use the release do not fit.
    OtherInterface,
}

impl Difference {
    /// Compares the present state with a release.
    pub fn since(release: &Release, project: &Project, now: &State) -> Checked<Self> {
        let folders = project.sources.folders(std::slice::from_ref(&project.output));
        let old =
            revision::files(&project.sources.root, &release.tag, &folders).map_err(|error| {
                let help = error.help().unwrap_or_else(|| "the last line is from git".to_owned());
                CommandError::new(format!("{} cannot be compared with: {error}", release.tag), help)
            })?;
        let mut report = Report::new();
        let then = project.in_checkout(old.path());
        let input = Input::from_manifest(then.manifest(), &mut report);
        let planned =
            input.and_then(|input| during("comparing", || oasmith::plan_of(&input, &mut report)));
        let Some(planned) = planned else {
            let message =
                format!("the documents of {} have errors for this generator", release.tag);
            let help = "the changes since then are unknown: set the version in the manifest, generate, write the changelog and tag manually";
            return Err(wrong(&report, &message, help));
        };
        let changes = change::compare(&planned, &now.planned);
        Ok(Self { changes, code: code(&release.version, project, &then, now)? })
    }

    /// The smallest step for the difference. If the code differs, it is at least a patch.
    pub fn needed(&self, old: &Version) -> Needed {
        let code = match self.code {
            Code::Same => Step::None,
            Code::Differs | Code::OtherGenerator(_) => Step::Patch,
            Code::OtherInterface => match (old.major, old.minor) {
                (0, 0) => Step::Patch,
                (0, _) => Step::Minor,
                _ => Step::Major,
            },
        };
        Needed { step: Step::needed(&self.changes, old).max(code), reasons: self.reasons() }
    }

    /// The changes that need the step: the most severe ones, a line for each.
    fn reasons(&self) -> String {
        const FIRST: usize = 8;
        let line = |change: &Change| {
            let Change { code, class, path, message, .. } = change;
            format!("    {} {} {path}: {message}", class.word(), code.id())
        };
        let gravest = self.changes.first().map(|change| change.class);
        let asking: Vec<_> =
            self.changes.iter().take_while(|change| Some(change.class) == gravest).collect();
        let mut lines: Vec<_> = asking.iter().take(FIRST).map(|change| line(change)).collect();
        if asking.len() > FIRST {
            lines.push(format!("    … and {} more", asking.len() - FIRST));
        }
        match self.code {
            Code::OtherInterface => {
                lines.push("    crates that use the runtime do not fit its interface".to_owned());
            }
            Code::Differs | Code::OtherGenerator(_) if lines.is_empty() => {
                lines.push("    the generated code differs".to_owned());
            }
            Code::Same | Code::Differs | Code::OtherGenerator(_) => {}
        }
        lines.join("\n")
    }
}

/// Whether the files of the crate, with the version of a release, differ from that release.
fn code(version: &Version, project: &Project, then: &Project, now: &State) -> Checked<Code> {
    let Some(manifest) = oasmith::manifest::with_version(&now.manifest, version) else {
        return Ok(Code::Differs);
    };
    let files = now.files(project, &manifest)?.files;
    let folder = &then.output;
    if compared(&files) == released(&files, folder) {
        return Ok(Code::Same);
    }
    let root = "src/lib.rs";
    let old = fs::read_to_string(folder.join(root)).unwrap_or_default();
    if interface(&old) != files.get(root).and_then(interface) {
        return Ok(Code::OtherInterface);
    }
    let before = Lockfile::read(folder).ok().flatten().map(|lock| lock.generator);
    let is_other =
        |before: &String| Lockfile::of(&files).is_some_and(|lock| lock.generator != *before);
    Ok(before.filter(is_other).map_or(Code::Differs, Code::OtherGenerator))
}

/// The version of the interface in the root of a shared runtime; `None` for other crates.
fn interface(text: &str) -> Option<&str> {
    let (_, arms) = text.split_once("macro_rules! interface {")?;
    arms.split_once('(')?.1.split_once(')').map(|(version, _)| version)
}

fn compared(files: &Files) -> BTreeMap<String, Vec<u8>> {
    let counts = |path: &str| !ORIGINS.contains(&path);
    files
        .iter()
        .filter(|(path, _)| counts(path))
        .map(|(path, text)| (path.to_owned(), text.as_bytes().into()))
        .collect()
}

/// These files in a release, and the other files in their folders.
fn released(files: &Files, folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        for entry in fs::read_dir(folder.join(&inner)).into_iter().flatten().flatten() {
            let path = format!("{inner}{}", entry.file_name().to_string_lossy());
            if entry.path().is_dir() {
                waiting.push(path + "/");
            } else if !ORIGINS.contains(&path.as_str())
                && (inner.starts_with("src") || files.get(&path).is_some())
            {
                let text = fs::read(entry.path()).unwrap_or_default();
                found.insert(
                    path,
                    String::from_utf8_lossy(&text).replace("\r\n", "\n").into_bytes(),
                );
            }
        }
    }
    found
}

/// Prints the problems of documents.
fn wrong(report: &Report, message: &str, help: &str) -> CommandError {
    show(report, Shown::First);
    CommandError::new(message, help)
}
