//! `cargo xtask bench`: compares time and memory of generation, and compile time of the generated
//! crate, with other generators.

mod figures;
mod generator;
mod table;
pub mod usage;

use std::fs::{self, File};
use std::io;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::clone;
use figures::{Figures, GeneratorFigures};
use generator::Generator;
use oasmith_cli::cargo::cargo;
use oasmith_cli::paths::shown;
use oasmith_cli::terminal::{note, say};
use usage::Usage;

const HELP: &str = "\
Generators take turns, so that other load on the machine affects all of them. The ratio in brackets
compares with oasmith: the median of the ratios of neighboring runs. Other generators are found on
the PATH; a note says how to install those that are missing. Crates are written below
target/bench/, with logs beside them.

Columns:
  wall, CPU    time of generation in seconds; CPU is the sum of all processors
  MB           peak resident memory of generation
  lines        lines of Rust
  check, build CPU seconds of `cargo check` and `cargo build` (dev) for the generated crate alone,
               after its dependencies, including cargo itself
  check MB, build MB
               peak resident memory of these

Measure a release build: `cargo run --profile fast --package xtask -- bench FILE`.

Examples:
  cargo xtask bench openapi.json
  cargo xtask bench openapi.json other.yaml --rounds 9 --no-check
  cargo xtask bench openapi.json --markdown";

/// Compare time, memory and compile time with other generators
#[derive(clap::Args)]
#[command(after_help = HELP)]
pub struct Arguments {
    /// Documents
    #[arg(required = true, value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Runs of generation; compilation runs a third of that
    #[arg(long, value_name = "N", default_value = "5")]
    rounds: NonZero<usize>,

    /// Compile nothing
    #[arg(long)]
    no_check: bool,

    /// Print the table as Markdown
    #[arg(long)]
    markdown: bool,
}

/// Measures and reports.
pub fn run(arguments: &Arguments) -> oasmith_cli::Outcome {
    if cfg!(debug_assertions) {
        note(
            "note: this is a dev build of oasmith, which is much slower: use `cargo run --profile fast --package xtask -- bench`",
        );
    }
    let (generators, missing): (Vec<_>, Vec<_>) = std::iter::once(Generator::Own)
        .chain(Generator::PEERS)
        .map(|generator| (generator, generator.program()))
        .partition(|(_, program)| program.is_some());
    let generators: Vec<(Generator, PathBuf)> = generators
        .into_iter()
        .filter_map(|(generator, program)| Some((generator, program?)))
        .collect();
    for (generator, _) in missing {
        note(format_args!(
            "note: {} is not installed: `cargo install --locked {}`",
            generator.name(),
            generator.package()
        ));
    }
    let folder = clone::target().join("bench");
    match arguments
        .paths
        .iter()
        .map(|path| measure(path, &generators, &folder, arguments))
        .collect()
    {
        Ok(documents) => {
            let documents: Vec<Figures> = documents;
            let table = if arguments.markdown {
                table::markdown(&documents)
            } else {
                table::plain(&documents)
            };
            say(table.trim_end());
            let own_failed = |figures: &Figures| {
                figures.made.iter().any(|made| made.generator == Generator::Own && made.failed())
            };
            if documents.iter().any(own_failed) {
                oasmith_cli::Outcome::Failed
            } else {
                oasmith_cli::Outcome::Clean
            }
        }
        Err(error) => {
            let error: io::Error = error;
            note(format_args!("error: {error}"));
            oasmith_cli::Outcome::Failed
        }
    }
}

/// Measures one document.
fn measure(
    path: &Path,
    generators: &[(Generator, PathBuf)],
    folder: &Path,
    arguments: &Arguments,
) -> io::Result<Figures> {
    let document = path
        .canonicalize()
        .map_err(|error| io::Error::other(format!("{}: {error}", shown(path))))?;
    let name = document.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let folder = folder.join(&name);
    fs::create_dir_all(&folder)?;
    let mut all: Vec<GeneratorFigures> =
        generators.iter().map(|(generator, _)| GeneratorFigures::new(*generator)).collect();
    for round in 0..arguments.rounds.get() {
        note(format_args!("{name}: round {} of generation", round + 1));
        for ((generator, program), made) in generators.iter().zip(&mut all) {
            let usage = generate(*generator, program, &document, &folder)?;
            made.generation.push(usage);
        }
    }
    for made in all.iter_mut().filter(|made| made.is_generated()) {
        made.lines = lines(&folder.join(made.generator.name()).join("src"))?;
    }
    if !arguments.no_check {
        for command in [Step::Check, Step::Build] {
            compile_all(command, &mut all, &folder, arguments.rounds.get().div_ceil(3))?;
        }
    }
    Ok(Figures { document: name, made: all })
}

fn generate(
    generator: Generator,
    program: &Path,
    document: &Path,
    folder: &Path,
) -> io::Result<Usage> {
    let output = folder.join(generator.name());
    match fs::remove_dir_all(&output) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    fs::create_dir_all(output.join("src"))?;
    let log = File::create(folder.join(format!("{}.log", generator.name())))?;
    let mut usage = usage::measure(&generator.command(program, document, &output), log)?;
    usage.succeeded &= generator.complete(&output).is_ok();
    Ok(usage)
}

/// How a generated crate is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Check,
    Build,
}

/// Compiles the crates in turns, after a first build of each with its dependencies.
fn compile_all(
    step: Step,
    all: &mut [GeneratorFigures],
    folder: &Path,
    rounds: usize,
) -> io::Result<()> {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let word = if step == Step::Check { "check" } else { "build" };
    for round in 0..=rounds {
        for made in all.iter_mut().filter(|made| made.is_generated()) {
            if round > 0 && made.compiled(step).iter().any(|usage| !usage.succeeded) {
                continue;
            }
            note(format_args!(
                "{name}: cargo {word} of {}, {round} of {rounds}",
                made.generator.name()
            ));
            let usage = compile(word, &folder.join(made.generator.name()), folder, made.generator)?;
            if round > 0 || !usage.succeeded {
                made.compiled(step).push(usage);
            }
        }
    }
    Ok(())
}

fn compile(word: &str, package: &Path, folder: &Path, generator: Generator) -> io::Result<Usage> {
    File::options()
        .append(true)
        .open(package.join("src").join("lib.rs"))?
        .set_modified(SystemTime::now())?;
    let log = File::options()
        .create(true)
        .append(true)
        .open(folder.join(format!("{}.log", generator.name())))?;
    let target = folder.with_file_name("target");
    let mut command = cargo(package);
    command.args([word, "--quiet", "--target-dir"]).arg(target);
    command.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS").env_remove("CARGO_TARGET_DIR");
    usage::measure(&command, log)
}

/// The lines of Rust below a folder.
fn lines(folder: &Path) -> io::Result<usize> {
    let mut count = 0;
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            count += lines(&path)?;
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            count += fs::read_to_string(&path)?.lines().count();
        }
    }
    Ok(count)
}
