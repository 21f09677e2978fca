//! The command line of this repository: `cargo xtask …`.
//!
//! Each command is a module, a few lines over the library. Exit status: 0 success, 1 errors or
//! differences, 2 wrong usage. A library, so that the tests build the program with their own
//! dependencies.

mod bench;
mod cargo;
mod ci;
mod codegen;
mod conformance;
mod corpus;
mod diff;
mod drift;
mod error;
mod explain;
mod fetch;
mod git;
mod limits;
mod lint;
mod messages;
mod program_output;
mod publish;
mod registry;
mod release;
mod release_lock;
mod revision;
mod selection;
mod terminal;
mod tidy;
mod tool;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
  cargo xtask corpus specs                     try each document below specs/
  cargo xtask conformance autorest             judge generated crates with a test server
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
    Codegen(Box<codegen::Arguments>),
    Lint(lint::Arguments),
    Diff(diff::Arguments),
    Drift(drift::Arguments),
    Release(release::Arguments),
    Publish(publish::Arguments),
    Explain(explain::Arguments),
    Ci(ci::Arguments),
    Tidy(tidy::Arguments),
    Bench(bench::Arguments),
    #[command(hide = true)]
    BenchMeasure(bench::usage::Arguments),
    Corpus(corpus::Arguments),
    Conformance(conformance::Arguments),
    #[command(hide = true)]
    CorpusDocument(corpus::document::Arguments),
}

/// The result of a command.
enum Outcome {
    /// Success.
    Clean,
    /// Errors or differences.
    Failed,
}

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    let outcome = match Arguments::parse().command {
        Command::Codegen(arguments) => codegen::run(&arguments),
        Command::Lint(arguments) => lint::run(&arguments),
        Command::Diff(arguments) => diff::run(&arguments),
        Command::Drift(arguments) => drift::run(&arguments),
        Command::Release(arguments) => release::run(&arguments),
        Command::Publish(arguments) => publish::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Ci(arguments) => ci::run(&arguments),
        Command::Tidy(arguments) => tidy::run(&arguments),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::BenchMeasure(arguments) => bench::usage::run(&arguments),
        Command::Corpus(arguments) => corpus::run(&arguments),
        Command::Conformance(arguments) => conformance::run(&arguments),
        Command::CorpusDocument(arguments) => corpus::document::run(&arguments),
    };
    match outcome {
        Outcome::Clean => ExitCode::SUCCESS,
        Outcome::Failed => ExitCode::FAILURE,
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;
    use clap::Parser as _;
    use clap::error::ErrorKind;

    use super::Arguments;

    fn usage_error(line: &str) -> Option<ErrorKind> {
        Arguments::try_parse_from(line.split(' ')).err().map(|error| error.kind())
    }

    #[test]
    fn the_commands_are_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_reference_has_every_command_and_flag() {
        let page = include_str!("../../docs/src/commands.md");
        let section = |heading: &str| {
            let start = page.find(&format!("\n## {heading}\n"))?;
            page.get(start + 1..)?.split("\n## ").next()
        };
        let shared =
            ["Selection", "Messages", "Limits"].map(|heading| section(heading).unwrap_or(""));
        let mut missing = Vec::new();
        for command in Arguments::command().get_subcommands().filter(|it| !it.is_hide_set()) {
            let name = command.get_name();
            let Some(text) = section(&format!("`{name}`")) else {
                missing.push(name.to_owned());
                continue;
            };
            let nested = command.get_subcommands().flat_map(clap::Command::get_arguments);
            for flag in command.get_arguments().chain(nested).filter_map(|it| it.get_long()) {
                let shown = |text: &str| {
                    text.contains(&format!("`--{flag}`")) || text.contains(&format!("`--{flag} "))
                };
                if !shown(text) && !shared.iter().any(|text| shown(text)) {
                    missing.push(format!("{name} --{flag}"));
                }
            }
        }
        assert!(missing.is_empty(), "docs/src/commands.md lacks {missing:?}");
    }

    #[test]
    fn usage_is_checked() {
        assert_eq!(usage_error("xtask codegen"), None);
        assert_eq!(usage_error("xtask codegen --check --output other"), None);
        assert_eq!(usage_error("xtask codegen --document a.yaml --output b --name c"), None);
        assert_eq!(usage_error("xtask codegen --manifest a.toml --output b"), None);
        assert_eq!(
            usage_error(
                "xtask codegen --tag a --tag b --path /a/** --exclude-extension x-a=1 --types-only"
            ),
            None
        );
        assert_eq!(usage_error("xtask codegen --path a"), Some(ErrorKind::ValueValidation));
        assert_eq!(
            usage_error("xtask codegen --exclude-extension internal=true"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(
            usage_error(
                "xtask codegen --overlay a --overlay b --root c --allow-remote d.com,e.com:8443"
            ),
            None
        );
        assert_eq!(
            usage_error("xtask codegen --allow-remote https://a.com"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(
            usage_error("xtask codegen --document a.yaml --output b"),
            Some(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(
            usage_error("xtask codegen --document a.yaml --name c"),
            Some(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(
            usage_error("xtask codegen --manifest a.toml"),
            Some(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(usage_error("xtask codegen --name c"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(usage_error("xtask corpus specs --check --clippy"), None);
        assert_eq!(
            usage_error("xtask corpus specs --clippy"),
            Some(ErrorKind::MissingRequiredArgument)
        );
        assert_eq!(
            usage_error("xtask codegen --document a --output b --name 2c"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(
            usage_error("xtask codegen --document a --output b --name c --manifest d"),
            Some(ErrorKind::ArgumentConflict)
        );
        assert_eq!(
            usage_error(
                "xtask corpus specs a.yaml --check --jobs 2 --report r.tsv --timeout 9 --memory 99"
            ),
            None
        );
        assert_eq!(usage_error("xtask corpus"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(usage_error("xtask corpus specs --jobs 0"), Some(ErrorKind::ValueValidation));
        assert_eq!(usage_error("xtask bench a.yaml b.json --rounds 3 --no-check --markdown"), None);
        assert_eq!(usage_error("xtask bench"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(usage_error("xtask bench a.yaml --rounds 0"), Some(ErrorKind::ValueValidation));
        assert_eq!(
            usage_error(
                "xtask lint a.yaml b.json --deny-warnings --message-format sarif --allow W0341"
            ),
            None
        );
        assert_eq!(usage_error("xtask lint --allow E0103"), Some(ErrorKind::ValueValidation));
        assert_eq!(usage_error("xtask lint --deny W9999"), Some(ErrorKind::ValueValidation));
        assert_eq!(usage_error("xtask lint --message-format xml"), Some(ErrorKind::InvalidValue));
        assert_eq!(usage_error("xtask codegen --warn W0341 --deny E0103"), None);
        assert_eq!(
            usage_error(
                "xtask lint a.yaml --max-depth 9 --max-members 9 --max-bytes 9 --max-files 9"
            ),
            None
        );
        assert_eq!(usage_error("xtask codegen --max-key 9"), None);
        assert_eq!(usage_error("xtask codegen --max-key many"), Some(ErrorKind::ValueValidation));
        assert_eq!(usage_error("xtask diff a.yaml b.yaml --format json --fail-on breaking"), None);
        assert_eq!(usage_error("xtask diff --base origin/main"), None);
        assert_eq!(usage_error("xtask diff --base origin/main spec/sdk.toml"), None);
        assert_eq!(usage_error("xtask diff"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(
            usage_error("xtask diff a.yaml b.yaml c.yaml"),
            Some(ErrorKind::UnknownArgument)
        );
        assert_eq!(
            usage_error("xtask diff a.yaml b.yaml --format xml"),
            Some(ErrorKind::InvalidValue)
        );
        assert_eq!(
            usage_error("xtask diff a.yaml b.yaml --fail-on docs"),
            Some(ErrorKind::InvalidValue)
        );
        assert_eq!(
            usage_error(
                "xtask drift --against a=b.yaml --against https://a.com/x --write --format markdown"
            ),
            None
        );
        assert_eq!(
            usage_error("xtask drift --against http://a.com/x"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(usage_error("xtask drift --format xml"), Some(ErrorKind::InvalidValue));
        assert_eq!(usage_error("xtask release --dry-run --step minor --date 2026-11-22"), None);
        assert_eq!(usage_error("xtask release --version 1.0.0-rc.1 --commit --first"), None);
        assert_eq!(usage_error("xtask release --commit --no-tag"), None);
        assert_eq!(usage_error("xtask release --no-tag"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(usage_error("xtask release --version 1.0"), Some(ErrorKind::ValueValidation));
        assert_eq!(
            usage_error("xtask release --date 2026-02-30"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(usage_error("xtask release --step huge"), Some(ErrorKind::InvalidValue));
        assert_eq!(
            usage_error("xtask release --step minor --version 1.0.0"),
            Some(ErrorKind::ArgumentConflict)
        );
        assert_eq!(
            usage_error("xtask release --commit --allow-dirty"),
            Some(ErrorKind::ArgumentConflict)
        );
        assert_eq!(usage_error("xtask publish --registry internal --dry-run"), None);
        assert_eq!(usage_error("xtask publish --self-test"), None);
        assert_eq!(usage_error("xtask publish"), Some(ErrorKind::MissingRequiredArgument));
        assert_eq!(usage_error("xtask publish --registry a/b"), Some(ErrorKind::ValueValidation));
        assert_eq!(
            usage_error("xtask publish --registry a --self-test"),
            Some(ErrorKind::ArgumentConflict)
        );
        assert_eq!(
            usage_error("xtask conformance autorest --install --port 3000 --report a.tsv"),
            None
        );
        assert_eq!(
            usage_error("xtask conformance autorest --port 0"),
            Some(ErrorKind::ValueValidation)
        );
        assert_eq!(usage_error("xtask conformance other"), Some(ErrorKind::InvalidSubcommand));
        assert_eq!(usage_error("xtask tidy --install-hook"), None);
        assert_eq!(usage_error("xtask explain"), None);
        assert_eq!(usage_error("xtask explain E0103"), None);
        assert_eq!(usage_error("xtask codgen"), Some(ErrorKind::InvalidSubcommand));
    }
}
