//! The command line of this repository: `cargo xtask …`. It has the commands of `oasmith`, and
//! those that only a clone of oasmith needs.
//!
//! Exit status: 0 success, 1 errors or differences, 2 wrong usage. A library, so that the tests
//! build the program with their own dependencies.

mod bench;
mod ci;
mod clone;
mod conformance;
mod corpus;
mod docs;
mod self_test;
mod tidy;
mod tool;

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use oasmith_cli::{Program, diff, drift, expected, explain, generate, lint, release};

const EXAMPLES: &str = "\
Examples:
  cargo xtask codegen                          generate generated/ from spec/
  cargo xtask codegen --check                  check that generated/ is up to date
  cargo xtask lint a.yaml                      report the problems of a document
  cargo xtask diff old/ new/                   compare two states of the documents
  cargo xtask drift                            compare the documents with newer copies
  cargo xtask release                          release the next version
  cargo xtask publish --registry internal      publish the crate
  cargo xtask explain E0103                    explain the code of a message
  cargo xtask ci                               run all checks of CI
  cargo xtask tidy                             check style, in seconds
  cargo xtask docs                             check and build the book
  cargo xtask corpus specs                     try each document below specs/
  cargo xtask conformance autorest             test generated crates against a test server
  cargo xtask bench a.json                     compare with other generators";

/// Generate a Rust client crate from OpenAPI documents.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version, after_help = EXAMPLES)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    #[command(alias = "generate")]
    Codegen(Box<generate::Arguments>),
    Lint(lint::Arguments),
    Diff(diff::Arguments),
    Drift(drift::Arguments),
    Release(release::Arguments),
    Publish(self_test::PublishArguments),
    Explain(explain::Arguments),
    Ci(ci::Arguments),
    Tidy(tidy::Arguments),
    Docs(docs::Arguments),
    Bench(bench::Arguments),
    #[command(hide = true)]
    BenchMeasure(bench::usage::Arguments),
    Corpus(corpus::Arguments),
    Conformance(conformance::Arguments),
    #[command(hide = true)]
    CorpusDocument(corpus::document::Arguments),
}

/// The name of this program in usage texts.
const PROGRAM: Program = Program { name: "cargo xtask", generate: "codegen" };

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    PROGRAM.set_called();
    let parsed =
        command().try_get_matches().and_then(|matches| Arguments::from_arg_matches(&matches));
    let arguments = match parsed {
        Ok(arguments) => arguments,
        Err(error) => return expected::usage(error, &command()),
    };
    let outcome = match arguments.command {
        Command::Codegen(arguments) => generate::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Publish(arguments) => self_test::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Ci(arguments) => ci::run(&arguments),
        Command::Tidy(arguments) => tidy::run(&arguments),
        Command::Docs(arguments) => docs::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::BenchMeasure(arguments) => bench::usage::run(&arguments),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::CorpusDocument(arguments) => corpus::document::run(&arguments),
    };
    outcome.into()
}

/// Prints the help, or the error about the arguments.
fn command() -> clap::Command {
    PROGRAM.spelled(Arguments::command())
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use clap::error::ErrorKind;

    use super::Arguments;

    fn usage_error(line: &str) -> Option<ErrorKind> {
        Arguments::try_parse_from(line.split(' ')).err().map(|error| error.kind())
    }

    #[test]
    fn the_commands_are_well_formed() {
        super::command().debug_assert();
    }

    #[test]
    fn the_reference_has_every_command_and_flag() {
        let commands = super::command().mut_subcommand("codegen", |it| it.name("generate"));
        let page = include_str!("../../docs/src/commands.md");
        let missing = oasmith_cli::reference::missing(page, &commands);
        assert!(missing.is_empty(), "docs/src/commands.md lacks {missing:?}");
    }

    #[test]
    fn usage_is_checked() {
        for (line, error) in [
            ("xtask codegen", None),
            ("xtask codegen --check --output other", None),
            ("xtask codegen a.yaml", None),
            ("xtask generate", None),
            ("xtask corpus specs --check --clippy", None),
            ("xtask corpus specs --clippy", Some(ErrorKind::MissingRequiredArgument)),
            (
                "xtask corpus specs a.yaml --check --jobs 2 --report r.tsv --timeout 9 --memory 99",
                None,
            ),
            ("xtask corpus", Some(ErrorKind::MissingRequiredArgument)),
            ("xtask corpus specs --jobs 0", Some(ErrorKind::ValueValidation)),
            ("xtask bench a.yaml b.json --rounds 3 --no-check --markdown", None),
            ("xtask bench", Some(ErrorKind::MissingRequiredArgument)),
            ("xtask bench a.yaml --rounds 0", Some(ErrorKind::ValueValidation)),
            ("xtask publish", None),
            ("xtask publish --self-test", None),
            ("xtask publish --registry a --self-test", Some(ErrorKind::ArgumentConflict)),
            ("xtask publish --dry-run --self-test", Some(ErrorKind::ArgumentConflict)),
            ("xtask conformance autorest --install --port 3000 --report a.tsv", None),
            ("xtask conformance autorest --port 0", Some(ErrorKind::ValueValidation)),
            ("xtask conformance other", Some(ErrorKind::InvalidSubcommand)),
            ("xtask tidy --install-hook", None),
            ("xtask codgen", Some(ErrorKind::InvalidSubcommand)),
        ] {
            assert_eq!(usage_error(line), error, "{line}");
        }
    }
}
