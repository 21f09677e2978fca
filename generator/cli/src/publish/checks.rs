//! Checks before packaging: whether the crate may be published to the registry.

use oasmith::Files;
use oasmith::output::{self, Limit};
use semver::Version;

use crate::error::{Checked, CommandError};
use crate::git::{Git, check_clean};
use crate::paths::shown;
use crate::project::Project;
use crate::registry::Registry;
use crate::release::{self, Difference, Release, State, changelog};
use crate::terminal::note;

/// A version that may be published.
pub struct Candidate {
    /// The package's name.
    pub package: String,
    /// Its version.
    pub version: Version,
    /// The commit that is checked out.
    pub head: String,
    /// The generated files.
    pub files: Files,
    /// Whether they include license files.
    pub has_license: bool,
}

/// Fails if the crate must not be published. The registry is queried last.
pub fn check(git: &Git, project: &Project, registry: &Registry<'_>) -> Checked<Candidate> {
    check_clean(git, "commit them, or run `git stash`: only committed files are published")?;
    let state = State::of(project)?;
    let files = check_drift(project, &state)?;
    let candidate = Candidate {
        package: state.package().to_owned(),
        version: state.version.clone(),
        head: git.head()?,
        files,
        has_license: !state.input.manifest.package.licenses.is_empty(),
    };
    check_changelog(project, &candidate.version)?;
    check_version(git, project, registry, &state)?;
    Ok(candidate)
}

/// The registry to publish to: the one that the manifest allows (`registry`, which becomes
/// `publish = […]`). `asked` is the one of the command line.
pub fn registry(project: &Project, asked: Option<&str>) -> Checked<String> {
    let path = shown(project.manifest());
    match (&project.registry, asked) {
        (Some(named), Some(asked)) if named != asked => Err(CommandError::new(
            format!("{path} allows publishing to `{named}` only, not to `{asked}`"),
            format!("use `--registry {named}`"),
        )),
        (Some(named), _) => Ok(named.clone()),
        (None, asked) => Err(CommandError::new(
            format!("{path} names no registry, so this crate cannot be published"),
            match asked {
                Some(asked) => format!(
                    "write registry = \"{asked}\" below [package], and run `oasmith generate`"
                ),
                None => {
                    "write registry = \"crates-io\" below [package] for crates.io, or the name of \
                         your registry in cargo's configuration, and run `oasmith generate`"
                        .to_owned()
                }
            },
        )),
    }
}

/// Fails if the crate is out of date, like `oasmith generate --check`. Returns the files.
fn check_drift(project: &Project, state: &State) -> Checked<Files> {
    let files = state.files(project, &state.manifest)?.files;
    let folder = &project.output;
    let differs = output::diff(&files, folder, Limit { files: 3, lines: 12 });
    if differs.is_empty() {
        return Ok(files);
    }
    let message = format!(
        "{} differs from what the documents generate\n{}",
        shown(folder),
        differs.trim_end()
    );
    Err(CommandError::new(message, "run `oasmith generate`, review the changes and commit them"))
}

/// Fails if the changelog has no section for the version.
fn check_changelog(project: &Project, version: &Version) -> Checked {
    let path = project.changelog();
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    if changelog::has(&text, version) {
        return Ok(());
    }
    let message = format!("{} has no section for {version}", shown(&path));
    Err(CommandError::new(
        message,
        "run `oasmith release`, which sets the version and writes the section (`--first` for the first one)",
    ))
}

/// Fails if the version exists already, or is too small for the changes.
fn check_version(git: &Git, project: &Project, registry: &Registry<'_>, state: &State) -> Checked {
    let (package, version) = (state.package(), &state.version);
    let Some(newest) = registry.newest(package)? else { return Ok(()) };
    let next = "run `oasmith release` for the next version";
    if newest == *version || registry.has(package, version)? {
        return Err(CommandError::new(
            format!("`{}` has {package} {version} already", registry.name),
            next,
        ));
    }
    if version.cmp_precedence(&newest).is_le() {
        let message = format!("{version} is too small: `{}` has {package} {newest}", registry.name);
        return Err(CommandError::new(message, next));
    }
    let last = Release::of(package, &newest);
    if !last.is_tagged(git)? {
        let tag = last.tag;
        note(format_args!(
            "note: there is no tag {tag}, so the changes since {newest} are unknown: run `git fetch --tags`"
        ));
        return Ok(());
    }
    let difference = Difference::since(&last, project, state)?;
    release::check(&last, &difference.needed(&newest), version)
}
