//! Generated crates, and the programs that call them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::{Input, Report, output};
use serde_json::Value;

use super::write;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::paths::shown;
use oasmith_cli::program_output::excerpt;
use oasmith_cli::terminal::{Shown, note, show};

/// A workspace of a generated crate and a program that uses it, in a folder below `target`.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its folder.
    pub folder: PathBuf,
    /// The clone of oasmith.
    pub repository: PathBuf,
}

/// A program whose sources are in the repository.
#[derive(Debug, Clone, Copy)]
pub struct Sources<'a> {
    /// The name of the program.
    pub name: &'a str,
    /// `main.rs`, relative to the repository.
    pub main: &'a str,
    /// Dependencies besides the generated crate, as lines of `Cargo.toml`.
    pub dependencies: &'a str,
}

impl Workspace {
    /// Generates the crate that a manifest describes, and returns its name.
    ///
    /// # Errors
    /// If a document has errors, or a file cannot be written.
    pub fn generate(&self, manifest: &Path) -> Checked<String> {
        let mut report = Report::new();
        let input = Input::from_manifest(manifest, &mut report);
        let generated = input.as_ref().and_then(|input| oasmith::generate(input, &mut report));
        let crate_folder = self.folder.join("crate");
        let written = generated
            .and_then(|generated| output::write(&generated.files, &crate_folder, &mut report));
        let (Some(input), Some(_)) = (input, written) else {
            show(&report, Shown::First);
            return Err(CommandError::new(
                format!("the crate of {} cannot be generated", shown(manifest)),
                "repair the errors above",
            ));
        };
        Ok(input.manifest.package.name)
    }

    /// Builds the program, and returns its path.
    ///
    /// # Errors
    /// If it does not compile, or a file cannot be written.
    pub fn build(&self, package: &str, sources: Sources<'_>) -> Checked<PathBuf> {
        let folder = &self.folder;
        write(&folder.join("Cargo.toml"), WORKSPACE)?;
        write(&folder.join("program").join("Cargo.toml"), self.manifest(package, sources)?)?;
        // The same versions as the repository's own crates.
        let lock = fs::read(self.repository.join("Cargo.lock")).unwrap_or_default();
        if !folder.join("Cargo.lock").exists() {
            write(&folder.join("Cargo.lock"), lock)?;
        }
        note(format_args!("building {}", sources.name));
        let target = crate::tool::target(&self.repository).join("conformance").join("target");
        let mut command = cargo(folder);
        command
            .args(["build", "--message-format=json-render-diagnostics", "--color", "never"])
            .args(["--package", sources.name, "--target-dir"])
            .arg(target)
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_INCREMENTAL", "0")
            .env_remove("RUSTFLAGS");
        built(&mut command, sources.name)
    }

    /// The manifest of the program. The crate has the features that it has by default, but no TLS.
    fn manifest(&self, package: &str, sources: Sources<'_>) -> Checked<String> {
        let Sources { name, main, dependencies } = sources;
        let text = super::read(&self.folder.join("crate").join("Cargo.toml"))?;
        let generated: toml::Table = toml::from_str(&text).unwrap_or_default();
        let features = generated.get("features").and_then(|it| it.get("default"));
        let features = features.and_then(toml::Value::as_array).into_iter().flatten();
        let mut features: Vec<_> = features
            .filter_map(toml::Value::as_str)
            .map(|feature| if feature == "rustls" { "reqwest" } else { feature })
            .map(toml::Value::from)
            .collect();
        features.dedup();
        let features = toml::Value::Array(features);
        let main = toml::Value::from(self.repository.join(main).display().to_string());
        Ok(format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\
             publish = false\n\n[[bin]]\nname = \"{name}\"\npath = {main}\n\n[dependencies]\n\
             {package} = {{ path = \"../crate\", default-features = false, \
             features = {features} }}\n{dependencies}"
        ))
    }
}

const WORKSPACE: &str = "[workspace]\nresolver = \"3\"\nmembers = [\"crate\", \"program\"]\n";

/// Runs a build, and returns the path of the program.
fn built(command: &mut Command, name: &str) -> Checked<PathBuf> {
    let output = command.output().map_err(|error| {
        CommandError::new(format!("cargo does not run: {error}"), "install Rust with rustup")
    })?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        message.get("executable")?.as_str().map(PathBuf::from)
    };
    let found = messages.lines().filter_map(executable).next_back();
    found.filter(|_| output.status.success()).ok_or_else(|| {
        CommandError::new(
            format!("{name} does not compile:\n{}", excerpt(&output.stderr)),
            "a name in the generated crate may have changed: change the program, too",
        )
    })
}
