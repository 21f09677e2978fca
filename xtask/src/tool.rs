//! Programs that some commands need, and that may have to be installed.

use std::env;
use std::path::{Path, PathBuf};

/// A program of crates.io.
#[derive(Debug, Clone, Copy)]
pub struct Tool {
    /// The package, and the program in it.
    pub name: &'static str,
    /// The version that these commands were written for.
    pub version: &'static str,
}

/// Compares the public items of two crates: the second opinion of `tests/it/second_opinion.rs`.
pub const SEMVER_CHECKS: Tool = Tool { name: "cargo-semver-checks", version: "0.51.0" };

/// A registry to publish to.
pub const HTTP_REGISTRY: Tool = Tool { name: "cargo-http-registry", version: "0.1.8" };

/// Builds the book.
pub const MDBOOK: Tool = Tool { name: "mdbook", version: "0.5.4" };

impl Tool {
    /// Its path: below the target folder, or in the PATH.
    pub fn find(self, root: &Path) -> Option<PathBuf> {
        let path = env::var_os("PATH").unwrap_or_default();
        let folders = [folder(root).join("bin")].into_iter().chain(env::split_paths(&path));
        let mut paths =
            folders.map(|folder| folder.join(self.name).with_extension(env::consts::EXE_EXTENSION));
        paths.find(|path| path.is_file())
    }

    /// The arguments for installing it with cargo, without optimization and debug information: an
    /// optimized build takes longer than all its runs here.
    pub fn install(self, root: &Path) -> Vec<String> {
        let Self { name, version } = self;
        let flags =
            ["install", "--config", "profile.dev.debug=false", "--locked", "--debug", "--root"];
        let mut arguments = flags.map(str::to_owned).to_vec();
        arguments.extend([folder(root).display().to_string(), format!("{name}@{version}")]);
        arguments
    }
}

/// The folder of programs that are installed for these commands only.
pub fn folder(root: &Path) -> PathBuf {
    target(root).join("tools")
}

/// Cargo's target folder.
pub fn target(root: &Path) -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |it| root.join(it))
}

/// Whether all of these programs are in the PATH.
pub fn are_on_path(programs: &[&str]) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    let is_there =
        |program: &&str| env::split_paths(&path).any(|folder| folder.join(program).is_file());
    programs.iter().all(is_there)
}
