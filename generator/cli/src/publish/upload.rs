//! Sends the package with cargo, which has the credentials.

use std::path::Path;
use std::process::Output;

use super::checks::Candidate;
use super::package::{Tarball, package, read};
use crate::cargo::cargo;
use crate::error::{Checked, CommandError};
use crate::git::{Git, check_clean};
use crate::registry::{Registry, no_cargo};

/// Variables that make cargo and curl log what they send.
const CHATTY: &[&str] = &["CARGO_HTTP_DEBUG", "CARGO_LOG"];

/// Whether the package is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadMode {
    /// It is sent.
    Real,
    /// It is not sent.
    Dry,
}

/// Publishes with cargo. Nothing may have changed since `verified` was built: cargo packages again,
/// and the result is compared before and after.
pub fn upload(
    git: &Git,
    crate_folder: &Path,
    target: &Path,
    registry: &Registry<'_>,
    candidate: &Candidate,
    verified: &Tarball,
    sending: UploadMode,
) -> Checked {
    check_clean(git, "files changed during the build: run the command again")?;
    if git.head()? != candidate.head || package(crate_folder, target, candidate)? != *verified {
        let message = "the checked-out commit changed during the build";
        return Err(CommandError::new(message, "start again").after("nothing was published"));
    }
    let output = publish(crate_folder, registry, candidate, sending)?;
    if !output.status.success() {
        return Err(failure(registry, candidate, &output, sending));
    }
    let sent = read(target, candidate)?;
    if sent != *verified {
        let message = format!(
            "cargo sent a package with sha256 {}, and the one that was checked has {}",
            sent.digest, verified.digest
        );
        let help = format!(
            "check the published package, and yank it if it is wrong: `cargo yank --registry {}`",
            registry.name
        );
        return Err(CommandError::new(message, help));
    }
    Ok(())
}

fn publish(
    crate_folder: &Path,
    registry: &Registry<'_>,
    candidate: &Candidate,
    sending: UploadMode,
) -> Checked<Output> {
    let mut command = cargo(crate_folder);
    command.args(["publish", "--no-verify", "--color", "never", "--package", &candidate.package]);
    command.args(["--registry", registry.name]);
    if sending == UploadMode::Dry {
        command.arg("--dry-run");
    }
    CHATTY.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.output().map_err(no_cargo)
}

/// Why it failed, and whether the registry accepted it nevertheless: a response may get lost.
fn failure(
    registry: &Registry<'_>,
    candidate: &Candidate,
    output: &Output,
    sending: UploadMode,
) -> CommandError {
    let Candidate { package, version, .. } = candidate;
    let error = registry
        .explain_failure(output, &format!("`{}` rejects {package} {version}", registry.name));
    let state = match (sending, registry.has(package, version)) {
        (UploadMode::Dry, _) | (_, Ok(false)) => "nothing was published".to_owned(),
        (UploadMode::Real, Ok(true)) => {
            format!("`{}` has {package} {version} now: find out who published it", registry.name)
        }
        (UploadMode::Real, Err(_)) => {
            format!(
                "it is unknown whether the registry has {package} {version}: check before you publish again"
            )
        }
    };
    error.after(&state)
}
