//! The temporary repository of the self-test, with copies of the documents and the crate.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use oasmith::manifest::{Package, with_version};
use semver::Version;

use crate::clone;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::git::{self, Git};
use oasmith_cli::program_output::excerpt;
use oasmith_cli::registry::no_cargo;

/// The token of the self-test. It occurs nowhere else, so any output that contains it leaks it.
pub const TOKEN: &str = "cio_oasmith_self_test_9d41";

const WORKSPACE: &str =
    "[workspace]\nresolver = \"3\"\nmembers = [\"generated\"]\nexclude = [\"target\"]\n";

/// The copy.
pub struct Repository {
    /// Its root.
    pub root: PathBuf,
    /// Its git repository.
    pub git: Git,
    /// The registry, by its name in cargo's configuration.
    pub registry: String,
    target: PathBuf,
}

/// The sources of a copy.
pub struct Source<'s> {
    /// The root of this repository.
    pub root: &'s Path,
    /// The package of its crate.
    pub package: &'s Package,
    /// The target folder of the copy.
    pub target: &'s Path,
}

/// The registry that a copy publishes to.
pub struct Registry<'s> {
    /// Its name in cargo's configuration.
    pub name: &'s str,
    /// The URL of its index.
    pub index: &'s str,
}

impl Repository {
    /// Copies documents, crate and `Cargo.lock` into an empty folder; names the registry; generates
    /// and commits.
    pub fn copy(source: &Source<'_>, registry: &Registry<'_>, root: &Path) -> Checked<Self> {
        let from = source.root;
        let failed = |error: io::Error| {
            CommandError::new(
                format!("cannot copy the files: {error}"),
                "check that the disk is not full",
            )
        };
        for folder in ["spec", "generated"] {
            copy(&from.join(folder), &root.join(folder)).map_err(failed)?;
        }
        for license in &source.package.licenses {
            let path = fs::canonicalize(&license.path).map_err(failed)?;
            let from = fs::canonicalize(from).map_err(failed)?;
            if let Ok(inner) = path.strip_prefix(&from) {
                fs::copy(&path, root.join(inner)).map_err(failed)?;
            }
        }
        // The copy has no releases.
        let _ = fs::remove_file(root.join("generated/CHANGELOG.md"));
        fs::copy(from.join("Cargo.lock"), root.join("Cargo.lock")).map_err(failed)?;
        write(root, "Cargo.toml", WORKSPACE).map_err(failed)?;
        write(root, ".gitignore", "/target\n").map_err(failed)?;
        write(root, ".cargo/config.toml", &config(registry.name, registry.index))
            .map_err(failed)?;
        begin(root)?;
        let repository = Self {
            root: root.to_owned(),
            git: Git::of(root)?,
            registry: registry.name.to_owned(),
            target: source.target.to_owned(),
        };
        repository.succeeds(&["codegen"])?;
        // Removes packages from Cargo.lock that only other packages of this repository need.
        let output = repository
            .cargo()
            .args(["metadata", "--format-version", "1", "--color", "never"])
            .output();
        let output = output.map_err(no_cargo)?;
        if !output.status.success() {
            return Err(CommandError::new(
                format!("`cargo metadata` fails\n{}", excerpt(&output.stderr)),
                "see cargo's words",
            ));
        }
        repository.commit("generated")?;
        Ok(repository)
    }

    /// Commits everything, if there is anything.
    pub fn commit(&self, title: &str) -> Checked {
        if self.git.uncommitted()?.is_empty() {
            return Ok(());
        }
        self.git.run(["add", "-A"])?;
        self.git.run(["commit", "--quiet", "-m", title]).map(drop)
    }

    /// Sets a version manually in the manifest, the crate and the changelog, and commits it.
    pub fn set_version(&self, old: &str, new: &Version) -> Checked {
        let failed = |error: io::Error| {
            CommandError::new(
                format!("cannot change the copy: {error}"),
                "check that the disk is not full",
            )
        };
        let manifest = clone::manifest(&self.root);
        let text = fs::read_to_string(&manifest).map_err(failed)?;
        fs::write(&manifest, with_version(&text, new).unwrap_or(text)).map_err(failed)?;
        let changelog = clone::generated(&self.root).join("CHANGELOG.md");
        let text = fs::read_to_string(&changelog).map_err(failed)?;
        fs::write(&changelog, text.replace(&format!("[{old}]"), &format!("[{new}]")))
            .map_err(failed)?;
        self.succeeds(&["codegen"])?;
        self.commit("manual change")
    }

    /// Resets to the last commit, or to a revision.
    pub fn reset(&self, revision: &str) -> Checked {
        self.git.run(["reset", "--quiet", "--hard", revision])?;
        self.git.run(["clean", "-fdq"]).map(drop)
    }

    /// Cargo, as it runs in the copy.
    fn cargo(&self) -> Command {
        let mut command = oasmith_cli::cargo::cargo(&self.root);
        self.settings(&mut command);
        command
    }

    fn settings(&self, command: &mut Command) {
        let variable = self.registry.to_uppercase().replace('-', "_");
        command.current_dir(&self.root).stdin(Stdio::null());
        command
            .env("CARGO_TARGET_DIR", &self.target)
            .env("CARGO_NET_RETRY", "0")
            .env("NO_COLOR", "1");
        command.env(format!("CARGO_REGISTRIES_{variable}_TOKEN"), TOKEN);
        command.env_remove(format!("CARGO_REGISTRIES_{variable}_INDEX"));
    }

    /// Runs a command of this program in the copy, and returns its output.
    pub fn xtask(&self, arguments: &[&str], index: Option<&str>) -> Checked<Output> {
        let program = env::current_exe().map_err(|error| {
            CommandError::new(format!("cannot find this program: {error}"), "build it again")
        })?;
        let mut command = Command::new(program);
        self.settings(&mut command);
        if let Some(index) = index {
            let variable = self.registry.to_uppercase().replace('-', "_");
            command.env(format!("CARGO_REGISTRIES_{variable}_INDEX"), index);
        }
        let output = command.args(arguments).output().map_err(no_cargo)?;
        match all(&output).contains(TOKEN) {
            true => Err(CommandError::new(
                format!("`cargo xtask {}` shows the token", arguments.join(" ")),
                "it must not",
            )),
            false => Ok(output),
        }
    }

    /// Runs a command that must succeed, and returns its output.
    pub fn succeeds(&self, arguments: &[&str]) -> Checked<String> {
        self.succeeds_with(arguments, None)
    }

    /// Like [`Repository::succeeds`], with another index of the registry.
    pub fn succeeds_with(&self, arguments: &[&str], index: Option<&str>) -> Checked<String> {
        let output = self.xtask(arguments, index)?;
        match output.status.success() {
            true => Ok(all(&output)),
            false => Err(CommandError::new(
                format!(
                    "`cargo xtask {}` fails in the copy\n{}",
                    arguments.join(" "),
                    excerpt(&output.stderr)
                ),
                "it should not",
            )),
        }
    }

    /// Runs a command that must fail with these words, and returns its error.
    pub fn fails_with(
        &self,
        arguments: &[&str],
        index: Option<&str>,
        words: &str,
    ) -> Checked<String> {
        let output = self.xtask(arguments, index)?;
        let all = all(&output);
        if output.status.code() == Some(1) && all.contains(words) {
            return Ok(excerpt(all.as_bytes()));
        }
        let line = arguments.join(" ");
        let message = format!(
            "`cargo xtask {line}` does not fail with `{words}`: {}\n{}",
            output.status,
            excerpt(all.as_bytes())
        );
        Err(CommandError::new(message, "it should be"))
    }
}

/// Makes it a git repository with one commit, independent of the user's configuration.
fn begin(root: &Path) -> Checked {
    let lines = [
        "init --quiet",
        "config user.name oasmith",
        "config user.email self-test@localhost",
        "config commit.gpgSign false",
        "config tag.gpgSign false",
        "config core.hooksPath /dev/null",
        "config core.autocrlf false",
        "add -A",
        "commit --quiet -m copied",
    ];
    for line in lines {
        let said = match git::command(root).args(line.split(' ')).output() {
            Ok(output) if output.status.success() => continue,
            Ok(output) => excerpt(&output.stderr),
            Err(error) => error.to_string(),
        };
        return Err(CommandError::new(
            format!("`git {line}` fails\n{said}"),
            "check that git is installed",
        ));
    }
    Ok(())
}

fn all(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

/// The registry for cargo: its index, and its token in a variable, independent of the user's
/// configuration.
pub fn config(registry: &str, index: &str) -> String {
    format!(
        "[registries.{registry}]\nindex = \"{index}\"\ncredential-provider = \"cargo:token\"\n\n[net]\ngit-fetch-with-cli = true\n"
    )
}

/// Writes a file and its folders.
pub fn write(root: &Path, path: &str, text: &str) -> io::Result<()> {
    let path = root.join(path);
    path.parent().map_or(Ok(()), fs::create_dir_all)?;
    fs::write(path, text)
}

/// Copies all files below a folder.
pub fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, name) = (entry.path(), entry.file_name());
        match path.is_dir() {
            true if name == "target" => {}
            true => copy(&path, &to.join(name))?,
            false => drop(fs::copy(&path, to.join(name))?),
        }
    }
    Ok(())
}
