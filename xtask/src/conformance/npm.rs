//! Programs from npm, in separate folders below `target/tools`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::tool;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::program_output::excerpt;
use oasmith_cli::terminal::note;

/// A program from npm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NpmTool {
    /// The sub-command that uses it.
    pub judge: &'static str,
    /// The package.
    pub package: &'static str,
    /// The version that the judge was written for.
    pub version: &'static str,
}

impl NpmTool {
    /// The folder of the package, if it is installed in the pinned version. Otherwise installs it,
    /// if `install` is set.
    ///
    /// # Errors
    /// If Node.js is missing, or the package is missing and cannot or must not be installed.
    pub fn folder(self, repository: &Path, install: bool) -> Checked<PathBuf> {
        if !tool::are_on_path(&["node"]) {
            return Err(CommandError::new(
                format!("`node` is not in the PATH, and {} needs it", self.package),
                "install Node.js 20 or later",
            ));
        }
        if let Some(found) = self.found(repository) {
            return Ok(found);
        }
        if !install {
            return Err(CommandError::new(
                format!("{} {} is not installed", self.package, self.version),
                format!("run `cargo xtask conformance {} --install`", self.judge),
            ));
        }
        self.install(repository)?;
        self.found(repository).ok_or_else(|| {
            CommandError::new(
                format!("npm did not install {} {}", self.package, self.version),
                format!("look into {}", self.prefix(repository).display()),
            )
        })
    }

    /// Whether it can be used without installing anything.
    pub fn is_ready(self, repository: &Path) -> bool {
        tool::are_on_path(&["node"]) && self.found(repository).is_some()
    }

    fn prefix(self, repository: &Path) -> PathBuf {
        tool::folder(repository).join("npm").join(self.judge)
    }

    fn found(self, repository: &Path) -> Option<PathBuf> {
        let folder = self.prefix(repository).join("node_modules").join(self.package);
        let manifest = fs::read(folder.join("package.json")).ok()?;
        let manifest: Value = serde_json::from_slice(&manifest).ok()?;
        (manifest.get("version")?.as_str()? == self.version).then_some(folder)
    }

    fn install(self, repository: &Path) -> Checked {
        let prefix = self.prefix(repository);
        let arguments = ["install", "--no-audit", "--no-fund", "--no-update-notifier", "--prefix"];
        let package = format!("{}@{}", self.package, self.version);
        let line = format!("npm {} {} {package}", arguments.join(" "), prefix.display());
        note(format_args!("$ {line}"));
        let failed = |what: String, help: &str| CommandError::new(what, help);
        if !tool::are_on_path(&["npm"]) {
            return Err(failed(
                format!("`npm` is not in the PATH, so {package} cannot be installed"),
                "install Node.js with npm",
            ));
        }
        fs::create_dir_all(&prefix).map_err(|error| {
            failed(
                format!("{} cannot be written: {error}", prefix.display()),
                "check its permissions and the space on the disk",
            )
        })?;
        let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
        command.args(arguments).arg(&prefix).arg(&package).stdin(Stdio::null());
        let output = command.output().map_err(|error| {
            failed(format!("npm does not run: {error}"), "check the installation of Node.js")
        })?;
        if output.status.success() {
            return Ok(());
        }
        let said = excerpt(&[output.stderr, output.stdout].concat());
        Err(failed(
            format!("npm cannot install {package}:\n{said}"),
            "check the network and the registry (`npm config get registry`), then try again",
        ))
    }
}
