//! Builds and runs the programs, and compares their results.

use std::env;
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::program::NAME;
use super::{EXAMPLES, FEATURES, Verdict};
use crate::corpus::progress::Progress;
use crate::corpus::table::{Outcome, Row};
use crate::corpus::{lock, log};
use oasmith_cli::cargo::cargo;

/// The result of trying the examples of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tried {
    /// They were tried.
    Judged(Verdict),
    /// They could not be tried, with the reason.
    Broken(String),
}

impl Tried {
    /// The verdict, if they were tried.
    pub fn verdict(&self) -> Option<&Verdict> {
        match self {
            Self::Judged(verdict) => Some(verdict),
            Self::Broken(_) => None,
        }
    }

    /// Whether every example was kept.
    pub fn is_clean(&self) -> bool {
        self.verdict().is_some_and(|verdict| verdict.failed.is_empty())
    }
}

/// Tries the examples of all crates, one crate at a time: cargo uses all processors, and the crates
/// share a target folder. `repository` is the clone of oasmith.
///
/// # Errors
/// If cargo does not run, `oasmith-examples` does not compile, or a file cannot be written.
pub fn try_all(rows: &mut [Row], folder: &Path, repository: &Path) -> io::Result<()> {
    let judge = build_judge(repository)?;
    let made: Vec<_> = rows.iter_mut().filter(|row| row.outcome == Outcome::Ok).collect();
    let progress = Progress::new("tried", made.len());
    for row in made {
        let package = folder.join(&row.document.package);
        let mut log = File::options().append(true).open(log(&row.document, folder))?;
        let tried = try_one(&package, &folder.join("target"), &judge, &mut log)?;
        progress.done(&row.document.name, if tried.is_clean() { "ok" } else { "lossy" });
        row.examples = Some(tried);
    }
    progress.end();
    Ok(())
}

fn try_one(package: &Path, target: &Path, judge: &Path, log: &mut File) -> io::Result<Tried> {
    let examples = package.join(EXAMPLES);
    if is_empty(&examples)? {
        return Ok(Tried::Judged(Verdict::default()));
    }
    lock(package)?;
    let mut build = cargo(package);
    let features = fs::read_to_string(package.join(FEATURES))?.replace('\n', ",");
    build.args(["build", "--example", NAME, "--no-default-features", "--features", &features]);
    build.env("CARGO_PROFILE_DEV_DEBUG", "0").env("CARGO_INCREMENTAL", "0");
    let program = match build_program(build.arg("--target-dir").arg(target), log)? {
        Some(program) => program,
        None => return Ok(Tried::Broken("the program does not compile".to_owned())),
    };
    let trips = package.join("round_trips.json");
    let output = Command::new(&program).arg(&examples).stdin(Stdio::null()).output()?;
    fs::remove_file(&program)?;
    log.write_all(&output.stderr)?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Ok(Tried::Broken(format!(
            "the program ended with {}: {}",
            output.status,
            said.trim()
        )));
    }
    fs::write(&trips, &output.stdout)?;
    let output = Command::new(judge).args([&examples, &trips]).stdin(Stdio::null()).output()?;
    log.write_all(&output.stderr)?;
    match serde_json::from_slice::<Verdict>(&output.stdout) {
        Ok(verdict) => {
            for problem in &verdict.invalid {
                writeln!(
                    log,
                    "invalid example: {}: {}: {}",
                    problem.location, problem.ty, problem.reason
                )?;
            }
            for problem in &verdict.failed {
                writeln!(
                    log,
                    "lossy example: {}: {}: {}",
                    problem.location, problem.ty, problem.reason
                )?;
            }
            Ok(Tried::Judged(verdict))
        }
        Err(_) => Ok(Tried::Broken(String::from_utf8_lossy(&output.stderr).trim().to_owned())),
    }
}

/// Whether there is nothing to try.
fn is_empty(examples: &Path) -> io::Result<bool> {
    let file: Value = serde_json::from_slice(&fs::read(examples)?)?;
    Ok(file.get("examples").and_then(Value::as_array).is_none_or(Vec::is_empty))
}

/// The environment variable with the path of `oasmith-examples`, if it is already built.
const JUDGE: &str = "OASMITH_JUDGE";

/// The program that compares results: a package of this repository.
fn build_judge(repository: &Path) -> io::Result<PathBuf> {
    if let Some(built) = env::var_os(JUDGE) {
        return Ok(built.into());
    }
    let mut build = cargo(repository);
    let built = build_program(
        build.args(["build", "--quiet", "--package", "oasmith-examples", "--bins"]),
        &mut io::stderr(),
    )?;
    built.ok_or_else(|| io::Error::other("the package `oasmith-examples` does not compile"))
}

/// Builds a program and returns its path. `None` if it does not compile.
fn build_program(command: &mut Command, log: &mut dyn io::Write) -> io::Result<Option<PathBuf>> {
    let output =
        command.arg("--message-format=json-render-diagnostics").env_remove("RUSTFLAGS").output()?;
    log.write_all(&output.stderr)?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let executable = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        message.get("executable")?.as_str().map(PathBuf::from)
    };
    Ok(messages.lines().filter_map(executable).next_back().filter(|_| output.status.success()))
}
