//! Packages the crate with cargo.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use super::checks::Candidate;
use crate::cargo::cargo;
use crate::error::{Checked, CommandError};
use crate::program_output::excerpt;
use crate::registry::no_cargo;

/// A tarball on the disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tarball {
    /// Its path.
    pub path: PathBuf,
    /// The SHA-256 of its bytes, in hexadecimal digits.
    pub digest: String,
}

/// Packages the crate with cargo. The bytes depend only on the files and the commit.
pub fn package(crate_folder: &Path, target: &Path, candidate: &Candidate) -> Checked<Tarball> {
    run(cargo(crate_folder).args([
        "package",
        "--no-verify",
        "--color",
        "never",
        "--package",
        &candidate.package,
    ]))?;
    read(target, candidate)
}

/// The last package that cargo wrote.
pub fn read(target: &Path, candidate: &Candidate) -> Checked<Tarball> {
    let path =
        target.join("package").join(format!("{}-{}.crate", candidate.package, candidate.version));
    let bytes = fs::read(&path).map_err(|error| {
        CommandError::new(
            format!("{} cannot be read: {error}", path.display()),
            "`cargo package` should have written it",
        )
    })?;
    let digest = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Tarball { path, digest })
}

/// The output of `cargo metadata`.
pub fn metadata(crate_folder: &Path, manifest: &Path) -> Checked<Value> {
    let mut command = cargo(crate_folder);
    command
        .args([
            "metadata",
            "--no-deps",
            "--format-version",
            "1",
            "--color",
            "never",
            "--manifest-path",
        ])
        .arg(manifest);
    let output = run(&mut command)?;
    serde_json::from_slice(&output).map_err(|error| {
        CommandError::new(
            format!("the output of `cargo metadata` is not JSON: {error}"),
            "run it to see its output",
        )
    })
}

/// Cargo's target folder.
pub fn target(crate_folder: &Path) -> Checked<PathBuf> {
    let metadata = metadata(crate_folder, &crate_folder.join("Cargo.toml"))?;
    match metadata.get("target_directory").and_then(Value::as_str) {
        Some(target) => Ok(PathBuf::from(target)),
        None => Err(CommandError::new(
            "`cargo metadata` names no target folder",
            "run it to see its output",
        )),
    }
}

/// Runs cargo, and returns its output.
pub fn run(command: &mut Command) -> Checked<Vec<u8>> {
    let output = command.output().map_err(no_cargo)?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let line: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
    let message = format!("`cargo {}` fails\n{}", line.join(" "), excerpt(&output.stderr));
    Err(CommandError::new(message, "the last lines are from cargo"))
}
