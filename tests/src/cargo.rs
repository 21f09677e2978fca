//! Runs cargo, and the command line of this repository.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;

/// Variables that cargo sets for programs that it runs. If a test passed them on, packages would be
/// built again.
const OWN: &[&str] =
    &["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_", "OUT_DIR"];

/// Cargo without the variables of an outer cargo.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    let own = |name: &str| {
        OWN.iter().any(|prefix| name.starts_with(prefix)) || name == "RUSTC_WORKSPACE_WRAPPER"
    };
    for name in
        env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|name| own(name))
    {
        command.env_remove(name);
    }
    command
}

/// The folder that cargo builds these tests into.
pub fn target() -> PathBuf {
    let program = env::current_exe().expect("a test is a program");
    let built = program
        .ancestors()
        .find(|folder| folder.join(".fingerprint").is_dir() || folder.join("deps").is_dir());
    built.and_then(Path::parent).expect("cargo's target folder").to_owned()
}

/// Runs cargo, and fails with its output if it fails.
pub fn run(command: &mut Command) -> Output {
    let output = command.output().expect("cargo can be run");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The messages of a run of cargo with `--message-format=json`.
pub fn messages(output: &Output) -> Vec<Value> {
    let text = String::from_utf8_lossy(&output.stdout);
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

/// A program of this package, which cargo has built with the tests.
///
/// # Panics
/// If it does not exist.
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().expect("a test is a program");
    let folder = test.parent().and_then(Path::parent).expect("the folder of the profile");
    let path = folder.join(name).with_extension(env::consts::EXE_EXTENSION);
    assert!(path.is_file(), "{} is not built: run the tests with cargo", path.display());
    path
}

/// The command line of this repository, to be run in `folder`.
pub fn xtask(folder: &Path) -> Command {
    let mut command = Command::new(program("xtask-under-test"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}

/// The program `oasmith`, to be run in `folder`.
pub fn oasmith(folder: &Path) -> Command {
    let mut command = Command::new(program("oasmith-under-test"));
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}
