//! The generators that are compared, and their command lines.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A generator of Rust clients.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Generator {
    /// This generator.
    Own,
    Oas3Gen,
    OpenapiToRust,
    Ploidy,
    Progenitor,
}

/// The name of every generated crate.
const PACKAGE: &str = "bench-client";

impl Generator {
    pub const PEERS: [Self; 4] =
        [Self::Oas3Gen, Self::OpenapiToRust, Self::Ploidy, Self::Progenitor];

    /// The name in tables.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Own => "oasmith",
            Self::Oas3Gen => "oas3-gen",
            Self::OpenapiToRust => "openapi-to-rust",
            Self::Ploidy => "ploidy",
            Self::Progenitor => "progenitor",
        }
    }

    /// The package on crates.io, which is also the name of its program.
    pub const fn package(self) -> &'static str {
        match self {
            Self::Progenitor => "cargo-progenitor",
            other => other.name(),
        }
    }

    /// Its program; `None` if it is not installed.
    pub fn program(self) -> Option<PathBuf> {
        if self == Self::Own {
            return env::current_exe().ok();
        }
        let name = format!("{}{}", self.package(), env::consts::EXE_SUFFIX);
        env::split_paths(&env::var_os("PATH")?)
            .map(|folder| folder.join(&name))
            .find(|program| program.is_file())
    }

    /// The command that generates a crate from a document.
    pub fn command(self, program: &Path, document: &Path, output: &Path) -> Command {
        let mut command = Command::new(program);
        match self {
            Self::Own => command
                .args(["codegen", "--name", PACKAGE, "--document"])
                .arg(document)
                .arg("--output")
                .arg(output),
            Self::Oas3Gen => command
                .args(["generate", "client-mod", "--workspace", "--quiet", "-i"])
                .arg(document)
                .arg("-o")
                .arg(output),
            Self::OpenapiToRust => {
                let sources = output.join("src").join("generated");
                command.args(["generate", "--quiet"]).arg(document).arg("--output-dir").arg(sources)
            }
            Self::Ploidy => command
                .args(["generate", "rust", "--name", PACKAGE])
                .arg(document)
                .arg("--output")
                .arg(output),
            Self::Progenitor => {
                command.args(["progenitor", "--name", PACKAGE, "--version", "0.1.0"]);
                command.arg("--input").arg(document).arg("--output").arg(output)
            }
        };
        command
    }

    /// Turns the output into a package that is not part of this workspace. An output without a
    /// manifest gets a `Cargo.toml` with the packages that it needs.
    ///
    /// # Errors
    /// If a file cannot be read or written.
    pub fn complete(self, output: &Path) -> io::Result<()> {
        let manifest = output.join("Cargo.toml");
        let text = match self {
            Self::OpenapiToRust => {
                let needed = fs::read_to_string(
                    output.join("src").join("generated").join("REQUIRED_DEPS.toml"),
                )?;
                fs::write(output.join("src").join("lib.rs"), "pub mod generated;\n")?;
                format!(
                    "[package]\nname = \"{PACKAGE}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n{needed}"
                )
            }
            _ => fs::read_to_string(&manifest)?,
        };
        let has_workspace = text.lines().any(|line| line.trim() == "[workspace]");
        fs::write(manifest, if has_workspace { text } else { text + "\n[workspace]\n" })
    }
}
