//! `cargo xtask corpus`: generates a crate from each of many documents.

mod check;
pub mod document;
mod examples;
pub mod find;
mod limits;
mod lines;
mod progress;
mod table;

use std::env;
use std::fs::{self, File};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use crate::clone;
use check::Checker;
use find::FoundDocument;
use limits::{End, Limits};
use oasmith_cli::paths::shown;
use oasmith_cli::terminal::{note, say};
use progress::Progress;
use table::Row;

const HELP: &str = "\
Each document becomes a crate below target/corpus/, with a log of all messages beside it. A document
with errors becomes no crate, and its row has no counts; with --keep-going, the rest of it becomes a
crate. A document that is found in a folder may refer to files anywhere in that folder; a document
that is named directly, to files in its own folder.

Columns:
  operations     operations in the crate
  schemas        schemas that operations and webhooks use: named ones, and inline objects, enums and
                 unions
  outcome        ok, errors, timeout, or crash (any other end, including the memory limit)
  degraded       schemas that became any JSON value, by warnings or errors
  left out       operations that are not in the crate
  seconds        wall time of the process
  peak MB        peak resident memory; only on systems with /proc, such as Linux
  check          ok, failed, or - if nothing was checked
  check seconds  for the crate alone, without its dependencies
  examples       examples that operations and webhooks use, once for each type that reads them
  valid          examples that match their schema
  lossy          valid examples that the types cannot read, or do not write as they were

Exit status: 1 after any crash, timeout, failed check or lossy example.

Examples:
  cargo xtask corpus specs
  cargo xtask corpus specs more/openapi.yaml --check --report corpus.tsv
  cargo xtask corpus specs --keep-going --check
  cargo xtask corpus specs --check --clippy
  cargo xtask corpus specs --examples
  cargo xtask corpus specs --lines";

/// Generate a crate from each of many documents, and print a table of the results
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Documents, and folders that contain documents at any depth
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Compile each crate with `cargo check`
    #[arg(long)]
    check: bool,

    /// Run clippy instead; its warnings count as those of rustc
    #[arg(long, requires = "check")]
    clippy: bool,

    /// Generate a crate although a document has errors, without the parts that have them
    #[arg(long)]
    keep_going: bool,

    /// Decode and encode the examples of each document with the types of its crate
    #[arg(long)]
    examples: bool,

    /// Count the lines of each crate by kind: docs, declarations, impls, tables, blank lines
    #[arg(long)]
    lines: bool,

    /// Documents at a time [default: one for each processor]
    #[arg(long, value_name = "N")]
    jobs: Option<NonZero<usize>>,

    /// Write the table to this file, as tab-separated values
    #[arg(long, value_name = "FILE")]
    report: Option<PathBuf>,

    /// Skip documents whose file is larger than this, in kB
    #[arg(long, value_name = "KB")]
    up_to: Option<u64>,

    /// Time limit for each document, in seconds
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    timeout: u64,

    /// Memory limit for each document, in MB
    #[arg(long, value_name = "MB", default_value_t = 4096)]
    memory: u64,
}

/// Generates, checks and reports.
pub fn run(arguments: &Arguments) -> oasmith_cli::Outcome {
    match rows(arguments) {
        Ok(rows) => {
            say(table::table(&rows));
            say(table::summary(&rows).trim_end());
            say(examples::failures(&rows).trim_end());
            let bad = |row: &Row| {
                matches!(row.outcome, table::Outcome::Crash | table::Outcome::Timeout)
                    || row.check_failed()
                    || row.examples_failed()
            };
            if rows.iter().any(bad) {
                oasmith_cli::Outcome::Failed
            } else {
                oasmith_cli::Outcome::Clean
            }
        }
        Err(message) => {
            note(format_args!("error: {message}"));
            oasmith_cli::Outcome::Failed
        }
    }
}

fn rows(arguments: &Arguments) -> Result<Vec<Row>, String> {
    let paths = arguments.paths.iter().map(|path| shown(path)).collect::<Vec<_>>().join(", ");
    let mut documents =
        find::find(&arguments.paths).map_err(|error| format!("cannot read {paths}: {error}"))?;
    if let Some(most) = arguments.up_to {
        documents.retain(|document| {
            fs::metadata(&document.path).is_ok_and(|file| file.len() <= most * 1000)
        });
    }
    let judge = match arguments.examples {
        true => Some(clone::find().ok_or(examples::NO_JUDGE)?),
        false => None,
    };
    if documents.is_empty() {
        return Err(format!(
            "there is no OpenAPI document in {paths}: no file has `openapi` or `swagger` at its root"
        ));
    }
    let folder = clone::target().join("corpus");
    let failed = |error: io::Error| format!("{} cannot be used: {error}", shown(&folder));
    fs::create_dir_all(&folder).map_err(failed)?;
    let mut rows = generate_all(documents, &folder, arguments).map_err(failed)?;
    if arguments.check {
        let checker = if arguments.clippy { Checker::Clippy } else { Checker::Rustc };
        check_all(checker, &mut rows, &folder).map_err(failed)?;
    }
    if let Some(judge) = judge {
        examples::try_all(&mut rows, &folder, &judge).map_err(failed)?;
    }
    if arguments.lines {
        say(lines::table(&rows, &folder).map_err(failed)?.trim_end());
    }
    if let Some(path) = &arguments.report {
        fs::write(path, table::tsv(&rows))
            .map_err(|error| format!("{} cannot be written: {error}", shown(path)))?;
    }
    Ok(rows)
}

/// Generates from the documents, several at a time, and returns the rows in order.
fn generate_all(
    documents: Vec<FoundDocument>,
    folder: &Path,
    arguments: &Arguments,
) -> io::Result<Vec<Row>> {
    let limits = Limits {
        time: Duration::from_secs(arguments.timeout),
        memory: arguments.memory.saturating_mul(1024),
    };
    let processors = thread::available_parallelism().map_or(1, NonZero::get);
    let jobs = arguments.jobs.map_or(processors, NonZero::get).min(documents.len());
    let progress = Progress::new("generated", documents.len());
    let waiting = Mutex::new(documents.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let work = || -> io::Result<()> {
        // Only a panic poisons the lock, and the value is valid at all times.
        let next = || waiting.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).next();
        while let Some((index, document)) = next() {
            let row = generate(document, folder, limits, arguments)?;
            progress.done(&row.document.name, row.outcome.word());
            done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((index, row));
        }
        Ok(())
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (0..jobs).map(|_| scope.spawn(work)).collect();
        let panicked = |_| Err(io::Error::other("a thread has panicked"));
        threads.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(panicked))
    })?;
    progress.end();
    let mut rows = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    rows.sort_by_key(|(index, _)| *index);
    Ok(rows.into_iter().map(|(_, row)| row).collect())
}

fn generate(
    document: FoundDocument,
    folder: &Path,
    limits: Limits,
    arguments: &Arguments,
) -> io::Result<Row> {
    let output = folder.join(&document.package);
    let log = File::create(log(&document, folder))?;
    let mut command = Command::new(env::current_exe()?);
    command.arg("corpus-document").args(arguments.keep_going.then_some("--keep-going"));
    command.args(arguments.examples.then_some("--examples"));
    if let Some(root) = &document.root {
        command.arg("--root").arg(root);
    }
    command.arg("--").args([&document.path, Path::new(&document.package), &output]);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
    let ended = limits::run(&mut command, limits)?;
    let figures: Option<document::Figures> = serde_json::from_str(&ended.output).ok();
    let (outcome, figures) = match (ended.end, figures) {
        (End::Exit(Some(0)), Some(figures)) if figures.made.is_some() => {
            (table::Outcome::Ok, Some(figures))
        }
        (End::Exit(Some(1)), Some(figures)) if figures.errors > 0 => {
            (table::Outcome::Errors, Some(figures))
        }
        (End::OverTime, _) => (table::Outcome::Timeout, None),
        (End::Exit(_) | End::OverMemory, _) => (table::Outcome::Crash, None),
    };
    let peak = ended.peak.max(figures.as_ref().and_then(|figures| figures.peak));
    Ok(Row { document, outcome, figures, time: ended.time, peak, check: None, examples: None })
}

/// Checks the crates one at a time: cargo uses all processors, and they share a target folder.
fn check_all(checker: Checker, rows: &mut [Row], folder: &Path) -> io::Result<()> {
    let target = folder.join("target");
    let made: Vec<_> = rows.iter_mut().filter(|row| row.made().is_some()).collect();
    let progress = Progress::new("checked", made.len());
    for row in made {
        let package = folder.join(&row.document.package);
        lock(&package)?;
        let mut log = File::options().append(true).open(log(&row.document, folder))?;
        let checked = check::check(checker, &package, &target, &mut log)?;
        progress.done(&row.document.name, if checked.succeeded { "ok" } else { "failed" });
        row.check = Some(checked);
    }
    progress.end();
    Ok(())
}

/// Copies this workspace's lock file to a crate, so that cargo does not query the registry.
fn lock(package: &Path) -> io::Result<()> {
    let lock = clone::here().join("Cargo.lock");
    if lock.is_file() {
        fs::copy(&lock, package.join("Cargo.lock"))?;
    }
    Ok(())
}

/// The log of a document.
fn log(document: &FoundDocument, folder: &Path) -> PathBuf {
    folder.join(format!("{}.log", document.package))
}
