//! The command `oasmith`: published to the registry, installed with an empty home of cargo, and
//! run.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::repository::{TOKEN, config, copy, write};
use super::server::Server;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::publish::package::run;

/// The packages, each after those that it depends on.
const PACKAGES: [&str; 2] = ["oasmith", "oasmith-cli"];

/// The folders of these packages and of the runtime, whose files one of them contains.
const MEMBERS: &str = "[\"generator\", \"generator/cli\", \"generator/runtime-package\"]";

/// The registry's name in cargo's configuration.
const REGISTRY: &str = "loopback";

/// Publishes the packages of this repository, and installs the command from the registry.
pub struct CommandTest<'a> {
    /// The clone of oasmith.
    pub root: &'a Path,
    /// An empty folder for a copy of the packages, and for the home of cargo.
    pub folder: &'a Path,
    /// The target folder.
    pub target: &'a Path,
    /// The registry.
    pub server: &'a Server,
}

impl CommandTest<'_> {
    /// Publishes, installs and generates. Returns what the installed command prints.
    pub fn run(&self) -> Checked<String> {
        let copy = self.copy().map_err(not_written)?;
        for package in PACKAGES {
            // It is compiled when it is installed.
            let arguments = ["publish", "--no-verify", "--registry", REGISTRY, "--package"];
            let mut command = cargo(&copy);
            run(self.settings(command.args(arguments).arg(package)))?;
        }
        let program = self.installed()?;
        let document = self.root.join("tests/layouts/module/openapi.yaml");
        let mut command = Command::new(program);
        command.arg("generate").arg(document).current_dir(self.folder).stdin(Stdio::null());
        run(command.args(["--output", "generated"]))?;
        match self.folder.join("generated/src/lib.rs").is_file() {
            true => Ok(String::from_utf8_lossy(&run(command.arg("--check"))?).into_owned()),
            false => Err(CommandError::new("the command generates nothing", "run it manually")),
        }
    }

    /// The packages in a workspace of their own. The dependency of one on the other names the
    /// registry, as it must on any but crates.io.
    fn copy(&self) -> io::Result<PathBuf> {
        let to = self.folder.join("oasmith");
        copy(&self.root.join("generator"), &to.join("generator"))?;
        for file in ["README.md", "Cargo.lock"] {
            fs::copy(self.root.join(file), to.join(file))?;
        }
        let manifest = fs::read_to_string(self.root.join("Cargo.toml"))?;
        let lines = manifest.lines().map(|line| match line.split_once(" = ") {
            Some(("members", _)) => format!("members = {MEMBERS}"),
            Some(("oasmith", value)) => {
                let table = value.trim_end_matches(" }");
                format!("oasmith = {table}, registry = \"{REGISTRY}\" }}")
            }
            _ => line.to_owned(),
        });
        write(&to, "Cargo.toml", &(lines.collect::<Vec<_>>().join("\n") + "\n"))?;
        write(self.folder, ".cargo/config.toml", &config(REGISTRY, &self.server.git_index()))?;
        Ok(to)
    }

    /// Installs the command with a home of cargo that has only what was downloaded before. Returns
    /// its path.
    fn installed(&self) -> Checked<PathBuf> {
        let home = self.folder.join("home");
        let own = std::env::var_os("CARGO_HOME")
            .map(PathBuf::from)
            .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
        for part in ["registry/index", "registry/cache"] {
            let own = own.as_ref().map(|own| own.join(part)).filter(|own| own.is_dir());
            let there = own.map_or(Ok(()), |own| copy(&own, &home.join(part)));
            there.map_err(not_written)?;
        }
        let mut command = cargo(self.folder);
        // An optimized build takes minutes and shows nothing more.
        command.args(["install", "--debug", "--locked", "--registry", REGISTRY, "oasmith-cli"]);
        command.env("CARGO_HOME", &home).env("CARGO_PROFILE_DEV_DEBUG", "false");
        run(self.settings(&mut command))?;
        Ok(home.join("bin/oasmith").with_extension(std::env::consts::EXE_EXTENSION))
    }

    fn settings<'c>(&self, command: &'c mut Command) -> &'c mut Command {
        let variable = REGISTRY.to_uppercase();
        command.stdin(Stdio::null()).env("CARGO_TARGET_DIR", self.target);
        command.env("CARGO_NET_RETRY", "0").env("NO_COLOR", "1").env("CARGO_INCREMENTAL", "0");
        command.env(format!("CARGO_REGISTRIES_{variable}_TOKEN"), TOKEN)
    }
}

fn not_written(error: io::Error) -> CommandError {
    let message = format!("cannot copy the packages: {error}");
    CommandError::new(message, "check that the disk is not full")
}
