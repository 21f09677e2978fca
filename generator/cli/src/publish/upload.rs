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

/// A package that was built and checked, and where it is sent.
pub struct Upload<'u> {
    /// The repository of the crate.
    pub git: &'u Git,
    /// The crate's folder.
    pub crate_folder: &'u Path,
    /// The folder that cargo packages into.
    pub target: &'u Path,
    /// The registry.
    pub registry: &'u Registry<'u>,
    /// What is published.
    pub candidate: &'u Candidate,
    /// The package that was checked.
    pub verified: &'u Tarball,
    /// Whether it is sent.
    pub mode: UploadMode,
}

impl Upload<'_> {
    /// Publishes with cargo. Nothing may have changed since `verified` was built: cargo packages
    /// again, and the result is compared before and after.
    pub fn run(&self) -> Checked {
        let Self { target, candidate, verified, .. } = *self;
        check_clean(self.git, "files changed during the build: run the command again")?;
        let is_other_commit = self.git.head()? != candidate.head;
        if is_other_commit || package(self.crate_folder, target, candidate)? != *verified {
            let message = "the checked-out commit changed during the build";
            return Err(CommandError::new(message, "start again").after("nothing was published"));
        }
        let output = self.publish()?;
        if !output.status.success() {
            return Err(self.failure(&output));
        }
        let sent = read(target, candidate)?;
        if sent == *verified {
            return Ok(());
        }
        let message = format!(
            "cargo sent a package with sha256 {}, and the one that was checked has {}",
            sent.digest, verified.digest
        );
        let help = format!(
            "check the published package, and yank it if it is wrong: `cargo yank --registry {}`",
            self.registry.name
        );
        Err(CommandError::new(message, help))
    }

    fn publish(&self) -> Checked<Output> {
        let mut command = cargo(self.crate_folder);
        let package = &self.candidate.package;
        command.args(["publish", "--no-verify", "--color", "never", "--package", package]);
        command.args(["--registry", self.registry.name]);
        if self.mode == UploadMode::Dry {
            command.arg("--dry-run");
        }
        CHATTY.iter().for_each(|name| {
            command.env_remove(name);
        });
        command.output().map_err(no_cargo)
    }

    /// Why it failed, and whether the registry accepted it nevertheless: a response may get lost.
    fn failure(&self, output: &Output) -> CommandError {
        let Self { registry, candidate: Candidate { package, version, .. }, .. } = *self;
        let error = registry
            .explain_failure(output, &format!("`{}` rejects {package} {version}", registry.name));
        let state = match (self.mode, registry.has(package, version)) {
            (UploadMode::Dry, _) | (_, Ok(false)) => "nothing was published".to_owned(),
            (UploadMode::Real, Ok(true)) => format!(
                "`{}` has {package} {version} now: find out who published it",
                registry.name
            ),
            (UploadMode::Real, Err(_)) => format!(
                "it is unknown whether the registry has {package} {version}: check before you \
                 publish again"
            ),
        };
        error.after(&state)
    }
}
