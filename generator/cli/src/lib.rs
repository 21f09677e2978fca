//! The command line of oasmith.
//!
//! Each command is a module, a few lines over the library. Exit status: 0 success, 1 errors or
//! differences, 2 wrong usage. A library, so that other programs have the same commands under a
//! name of their own ([`Program`]).

pub mod cargo;
mod completions;
pub mod diff;
mod document;
pub mod drift;
pub mod error;
pub mod expected;
pub mod explain;
mod fetch;
pub mod generate;
pub mod git;
mod init;
mod limits;
pub mod lint;
mod man;
mod messages;
pub mod paths;
pub mod program;
pub mod program_output;
mod progress;
pub mod project;
pub mod publish;
pub mod reference;
pub mod registry;
pub mod release;
pub mod release_lock;
mod revision;
mod schema;
mod selection;
mod snippets;
pub mod terminal;
#[cfg(test)]
mod tests;

use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use program::Program;

const EXAMPLES: &str = "\
Examples:
  oasmith init openapi.yaml                start a project
  oasmith generate openapi.yaml            generate a crate from a document
  oasmith generate                         generate the crate of sdk.toml
  oasmith generate --check                 check that the crate is up to date
  oasmith lint a.yaml                      report the problems of a document
  oasmith diff old/ new/                   compare two states of the documents
  oasmith drift                            compare the documents with newer copies
  oasmith release                          release the next version
  oasmith publish --registry internal      publish the crate
  oasmith explain E0103                    explain the code of a message";

/// Generate Rust client crates from OpenAPI documents.
#[derive(Parser)]
#[command(name = "oasmith", bin_name = "oasmith", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    Init(init::Arguments),
    #[command(visible_alias = "codegen")]
    Generate(Box<generate::Arguments>),
    Lint(lint::Arguments),
    Diff(diff::Arguments),
    Drift(drift::Arguments),
    Release(release::Arguments),
    Publish(publish::Arguments),
    Explain(explain::Arguments),
    Snippets(snippets::Arguments),
    Schema(schema::Arguments),
    Completions(completions::Arguments),
    Man(man::Arguments),
}

/// The result of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// Success.
    Clean,
    /// Errors or differences.
    Failed,
}

impl Outcome {
    /// The outcome of two runs: a failure of either.
    pub fn and(self, other: Self) -> Self {
        if self == Self::Failed { self } else { other }
    }
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Clean => Self::SUCCESS,
            Outcome::Failed => Self::FAILURE,
        }
    }
}

/// The commands and flags of `oasmith`.
pub fn command() -> clap::Command {
    Arguments::command()
}

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return expected::usage(error, &command()),
    };
    let outcome = match arguments.command {
        Command::Init(arguments) => init::run(&arguments),
        Command::Generate(arguments) => generate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Publish(arguments) => publish::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Snippets(arguments) => snippets::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Man(arguments) => man::run(&arguments, command()),
        Command::Completions(arguments) => completions::run(&arguments, command()),
    };
    outcome.into()
}
