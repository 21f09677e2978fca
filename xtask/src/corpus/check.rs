//! Compiles generated crates.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;

use oasmith_cli::cargo::cargo;

/// The result of compiling a crate.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub succeeded: bool,
    pub errors: usize,
    pub warnings: usize,
    /// The time for the crate alone.
    pub time: Duration,
}

/// The command that checks a crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checker {
    /// `cargo check`
    Rustc,
    /// `cargo clippy` with its default lints, including the warnings of rustc.
    Clippy,
}

impl Checker {
    const fn subcommand(self) -> &'static str {
        match self {
            Self::Rustc => "check",
            Self::Clippy => "clippy",
        }
    }
}

/// Runs a checker on a crate, with a shared target folder. Messages go to the log.
///
/// # Errors
/// If cargo does not run, or the crate does not exist.
pub fn check(
    checker: Checker,
    package: &Path,
    target: &Path,
    log: &mut File,
) -> io::Result<Checked> {
    let first = run(checker, package, target, log)?;
    // Now the dependencies are compiled, so the time is that of the crate.
    match first.built_others {
        true => Ok(run(checker, package, target, log)?.checked),
        false => Ok(first.checked),
    }
}

struct Run {
    checked: Checked,
    /// Whether dependencies were compiled.
    built_others: bool,
}

fn run(checker: Checker, package: &Path, target: &Path, log: &mut File) -> io::Result<Run> {
    // A crate that was checked before is checked again, to measure the time.
    let root = package.join("src").join("lib.rs");
    File::options().append(true).open(&root)?.set_modified(SystemTime::now())?;
    let mut command = cargo(package);
    command.args([checker.subcommand(), "--message-format=json", "--target-dir"]).arg(target);
    command.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    command.env_remove("RUSTFLAGS").env_remove("CARGO_TARGET_DIR");
    let started = Instant::now();
    let output = command.output()?;
    let time = started.elapsed();
    log.write_all(&output.stderr)?;
    let own = fs::canonicalize(package.join("Cargo.toml"))?;
    let mut checked = Checked { succeeded: output.status.success(), errors: 0, warnings: 0, time };
    let mut built_others = false;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else { continue };
        let text =
            |pointer: &str| message.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let is_own = fs::canonicalize(text("/manifest_path")).is_ok_and(|path| path == own);
        match text("/reason") {
            "compiler-artifact" if !is_own => {
                built_others |= message.get("fresh") == Some(&Value::Bool(false))
            }
            "compiler-message" if is_own && is_finding(&message) => {
                match text("/message/level") {
                    "warning" => checked.warnings += 1,
                    _ => checked.errors += 1,
                }
                log.write_all(text("/message/rendered").as_bytes())?;
            }
            _ => {}
        }
    }
    Ok(Run { checked, built_others })
}

/// Whether a compiler message is about the code, and not the number of messages.
fn is_finding(message: &Value) -> bool {
    let has_location = message
        .pointer("/message/spans")
        .and_then(Value::as_array)
        .is_some_and(|spans| !spans.is_empty());
    has_location || message.pointer("/message/code").is_some_and(Value::is_object)
}
