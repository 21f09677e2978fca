//! `cargo xtask conformance`: tests generated crates against independent servers.
//!
//! Each judge is a module that returns a [`Verdict`]. The rest is shared: programs from npm
//! (`npm`), servers on loopback (`server`), generated crates and the programs that use them
//! (`program`), the committed scores and reasons (`committed`), and the comparison with them
//! (`verdict`).

mod any_value;
mod autorest;
mod batch;
mod committed;
mod npm;
mod operations;
mod prism;
mod program;
mod recorder;
mod round;
mod runner;
mod server;
mod steady;
mod verdict;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};

use crate::clone;
use oasmith_cli::Outcome;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::paths::shown;
use oasmith_cli::terminal::{note, say};

pub use autorest::TOOL as AUTOREST;
use committed::Committed;
pub use npm::NpmTool;
use operations::DocumentFlags;
pub use prism::TOOL as PRISM;
pub use steady::TOOL as STEADY;
use verdict::{Settled, Verdict};

const EXAMPLES: &str = "\
Examples:
  cargo xtask conformance autorest --install
  cargo xtask conformance autorest --report autorest.tsv
  cargo xtask conformance steady --install
  cargo xtask conformance steady specs --reasons reasons.toml --report steady.tsv
  cargo xtask conformance prism swagger.yaml

Exit status: 0 on success, 1 if a score is below the committed one, if a scenario that is not
reached has no reason, or if a reason is no longer needed, 2 for wrong usage. Scores and reasons
are in tests/conformance.";

/// Test generated crates against independent test servers
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    #[command(subcommand)]
    judge: Judge,
}

#[derive(clap::Subcommand)]
enum Judge {
    Autorest(autorest::Arguments),
    Steady(steady::Arguments),
    Prism(prism::Arguments),
}

/// The options of every judge.
#[derive(clap::Args)]
struct CommonFlags {
    /// Install the server from npm into target/tools, if it is missing
    #[arg(long)]
    install: bool,

    /// Port for the server on 127.0.0.1 [default: a free one]
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,

    /// Write the results to this file, as tab-separated values
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,
}

impl Judge {
    fn flags(&self) -> &CommonFlags {
        match self {
            Self::Autorest(arguments) => &arguments.common,
            Self::Steady(arguments) => &arguments.documents.common,
            Self::Prism(arguments) => &arguments.documents.common,
        }
    }

    fn name(&self) -> &'static str {
        match self {
            Self::Autorest(_) => AUTOREST.judge,
            Self::Steady(_) => STEADY.judge,
            Self::Prism(_) => PRISM.judge,
        }
    }

    /// The documents, if the judge reads any.
    fn documents(&self) -> Option<&DocumentFlags> {
        match self {
            Self::Autorest(_) => None,
            Self::Steady(arguments) => Some(&arguments.documents),
            Self::Prism(arguments) => Some(&arguments.documents),
        }
    }

    fn verdict(&self, committed: &Committed, repository: &Path) -> Checked<Verdict> {
        match self {
            Self::Autorest(arguments) => autorest::judge(arguments, repository),
            Self::Steady(arguments) => steady::judge(arguments, committed, repository),
            Self::Prism(arguments) => prism::judge(arguments, committed, repository),
        }
    }
}

/// Runs one judge, and compares its verdict with the committed score.
pub fn run(arguments: &Arguments) -> Outcome {
    let settled = settle(&arguments.judge);
    match settled {
        Ok(settled) => {
            say(settled.table());
            settled.problems().iter().for_each(note);
            if settled.problems().is_empty() { Outcome::Clean } else { Outcome::Failed }
        }
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn settle(judge: &Judge) -> Checked<Settled> {
    let repository = clone::find().ok_or_else(|| {
        CommandError::new(
            "the judges and their scores are not here",
            "run this command in a clone of oasmith",
        )
    })?;
    let documents = judge.documents();
    let reasons = documents.and_then(|flags| flags.reasons.as_deref());
    let committed = Committed::read(&repository, reasons)?;
    let table = documents.and_then(|flags| flags.table.as_deref());
    // Invalid reasons are an error before the judge runs for hours.
    if let Some(path) = table {
        page_with_table(path, judge.name(), "")?;
    }
    let _lock = FolderLock::take(&folder(&repository, judge.name()), judge.name())?;
    let settled = judge.verdict(&committed, &repository)?.settle(&committed);
    if let Some(path) = &judge.flags().report {
        write(path, settled.tsv())?;
    }
    if let Some(path) = table {
        write(path, page_with_table(path, judge.name(), &settled.documents())?)?;
    }
    Ok(settled)
}

/// A page with another table between the lines for a judge.
fn page_with_table(path: &Path, judge: &str, table: &str) -> Checked<String> {
    let text = read(path)?;
    let (start, end) = (format!("<!-- {judge} -->\n"), format!("<!-- end of {judge} -->\n"));
    let parts = text.split_once(&start).and_then(|(before, rest)| {
        let (_, after) = rest.split_once(&end)?;
        Some(format!("{before}{start}\n{table}\n{end}{after}"))
    });
    parts.ok_or_else(|| {
        CommandError::new(
            format!("{} has no lines for a table of {judge}", shown(path)),
            format!("add the lines `{}` and `{}`", start.trim(), end.trim()),
        )
    })
}

/// Lets only one run of a judge at a time write into its folder. The operating system releases the
/// lock when this is dropped. A file system without locks lets any run.
#[derive(Debug)]
struct FolderLock {
    _held: Option<File>,
}

impl FolderLock {
    fn take(folder: &Path, judge: &str) -> Checked<Self> {
        let path = folder.join("lock");
        write(&path, "")?;
        let file = File::open(&path).ok();
        match file.as_ref().map(File::try_lock) {
            Some(Err(TryLockError::WouldBlock)) => Err(CommandError::new(
                format!("another `cargo xtask conformance {judge}` is running here"),
                "wait until it ends, or use another clone of oasmith",
            )),
            _ => Ok(Self { _held: file }),
        }
    }
}

/// The folder for the files that a judge generates and builds.
fn folder(repository: &Path, judge: &str) -> PathBuf {
    crate::tool::target(repository).join("conformance").join(judge)
}

/// Writes a file, and its folder if it is missing. An equal file is not written, so that cargo does
/// not compile it again.
fn write(path: &Path, text: impl AsRef<[u8]>) -> Checked {
    let failed = |error: std::io::Error| {
        CommandError::new(
            format!("{} cannot be written: {error}", shown(path)),
            "check the path, its permissions and the space on the disk",
        )
    };
    if fs::read(path).is_ok_and(|old| old == text.as_ref()) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(failed)?;
    }
    fs::write(path, text).map_err(failed)
}

/// Reads a file of text.
fn read(path: &Path) -> Checked<String> {
    fs::read_to_string(path).map_err(|error| {
        CommandError::new(
            format!("{} cannot be read: {error}", shown(path)),
            "run this command in a complete clone of oasmith",
        )
    })
}

#[cfg(test)]
mod tests {
    use super::FolderLock;

    #[test]
    fn one_run_of_a_judge_at_a_time() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = FolderLock::take(folder.path(), "steady").expect("the first");
        let message = FolderLock::take(folder.path(), "steady").expect_err("taken").to_string();
        assert!(
            message.starts_with("error: another `cargo xtask conformance steady`"),
            "{message}"
        );
        drop(first);
    }
}
