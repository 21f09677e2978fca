//! Checks before packaging: whether the crate may be published to the registry.

use std::path::Path;

use oasmith::output::{self, Limit};
use oasmith::{Files, Input, Report};
use semver::Version;

use crate::error::{Checked, CommandError};
use crate::git::{Git, check_clean};
use crate::registry::Registry;
use crate::release::{self, Difference, Release, State, changelog};
use crate::terminal::{Shown, note, show};
use crate::workspace::{self, shown};

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
pub fn check(git: &Git, root: &Path, registry: &Registry<'_>) -> Checked<Candidate> {
    named_by_manifest(root, registry.name)?;
    check_clean(git, "commit them, or run `git stash`: only committed files are published")?;
    let state = State::of(root)?;
    let files = check_drift(root, &state)?;
    let candidate = Candidate {
        package: state.package().to_owned(),
        version: state.version.clone(),
        head: git.head()?,
        files,
        has_license: !state.input.manifest.package.licenses.is_empty(),
    };
    check_changelog(root, &candidate.version)?;
    check_version(git, root, registry, &state)?;
    Ok(candidate)
}

/// The manifest names the allowed registry: `registry`, which becomes `publish = […]`.
fn named_by_manifest(root: &Path, registry: &str) -> Checked {
    let path = workspace::manifest(root);
    let mut report = Report::new();
    let Some(input) = Input::from_manifest(&path, &mut report) else {
        show(&report, Shown::First);
        return Err(CommandError::new(
            "the manifest has errors",
            "run `cargo xtask lint` to see them",
        ));
    };
    let path = shown(&path);
    match input.manifest.package.registry.as_deref() {
        Some(named) if named == registry => Ok(()),
        Some(named) => Err(CommandError::new(
            format!("{path} allows publishing to `{named}` only, not to `{registry}`"),
            format!("use `--registry {named}`"),
        )),
        None => Err(CommandError::new(
            format!("{path} names no registry, so this crate cannot be published"),
            format!(
                "write registry = \"{registry}\" below [package], and run `cargo xtask codegen`"
            ),
        )),
    }
}

/// Fails if `generated/` is out of date, like `cargo xtask codegen --check`. Returns the files.
fn check_drift(root: &Path, state: &State) -> Checked<Files> {
    let files = state.files(root, &state.manifest)?.files;
    let folder = workspace::generated(root);
    let differs = output::diff(&files, &folder, Limit { files: 3, lines: 12 });
    if differs.is_empty() {
        return Ok(files);
    }
    let message = format!(
        "{} differs from what the documents generate\n{}",
        shown(&folder),
        differs.trim_end()
    );
    Err(CommandError::new(message, "run `cargo xtask codegen`, review the changes and commit them"))
}

/// Fails if the changelog has no section for the version.
fn check_changelog(root: &Path, version: &Version) -> Checked {
    let path = workspace::generated(root).join("CHANGELOG.md");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    if changelog::has(&text, version) {
        return Ok(());
    }
    let message = format!("{} has no section for {version}", shown(&path));
    Err(CommandError::new(
        message,
        "run `cargo xtask release`, which sets the version and writes the section (`--first` for the first one)",
    ))
}

/// Fails if the version exists already, or is too small for the changes.
fn check_version(git: &Git, root: &Path, registry: &Registry<'_>, state: &State) -> Checked {
    let (package, version) = (state.package(), &state.version);
    let Some(newest) = registry.newest(package)? else { return Ok(()) };
    let next = "run `cargo xtask release` for the next version";
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
    let difference = Difference::since(&last, root, state)?;
    release::check(&last, difference.needed(&newest), version, &difference.reasons())
}
