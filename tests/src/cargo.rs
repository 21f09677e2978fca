//! Running cargo, and the command line of this repository.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;

use serde_json::Value;

use crate::folder::repository;

/// Variables that cargo sets for the program that it runs. What cargo says to a test about itself
/// would make packages build again.
const OWN: &[&str] =
    &["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_", "OUT_DIR"];

/// Cargo, as if it was called by hand.
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

/// Runs cargo, and fails with what it said when it failed.
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

/// The command line of this repository, to be run in `folder`: built once, as the tests themselves
/// are built.
pub fn xtask(folder: &Path) -> Command {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    let program = PROGRAM.get_or_init(|| {
        let mut build = cargo(&repository());
        build
            .args([
                "build",
                "--quiet",
                "--package",
                "xtask",
                "--message-format=json",
                "--target-dir",
            ])
            .arg(target());
        let output = run(&mut build);
        let messages = messages(&output);
        let built = messages.iter().find_map(|message| message["executable"].as_str());
        PathBuf::from(built.expect("the path of the program"))
    });
    let mut command = Command::new(program);
    command.current_dir(folder).env("NO_COLOR", "1");
    command
}
