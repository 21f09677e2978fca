//! Flags and commands of other generators, and their equivalents.

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::program::{Program, call, generate};

/// Flags of other programs. `{}` is the call of the command that generates.
const FLAGS: &[(&[&str], &str)] = &[
    (
        &["-i", "--input", "--input-spec", "--input-file", "--spec", "--schema", "--file", "--url"],
        "write the document without a flag: `{} openapi.yaml`",
    ),
    (
        &["-n", "--package-name", "--package", "--crate-name", "--crate"],
        "name the crate with --name NAME, or with `name` below [package] of the manifest",
    ),
    (
        &["-c", "--config", "--config-file", "--settings"],
        "name the manifest with --manifest sdk.toml",
    ),
    (
        &["-F", "--features", "--all-features", "--no-default-features"],
        "a generated crate has features: the crate that depends on it selects them, with \
         `cargo add NAME --features …`",
    ),
    (
        &["--blocking", "--async", "--sync"],
        "a generated crate has both: blocking calls are its feature `blocking`",
    ),
    (
        &["-g", "--generator", "--generator-name", "--lang", "--language", "--client"],
        "leave it out: a Rust client is all that is generated",
    ),
    (
        &["--tags", "--include-tag", "--include-tags", "--filter-tag"],
        "select operations with --tag TAG; repeat it for several",
    ),
    (
        &["--operations", "--operation-id", "--operation-ids", "--include-operation"],
        "select operations with --operation ID; repeat it for several",
    ),
    (&["--models", "--models-only", "--types", "--global-property"], "write --types-only"),
    (&["--dry-run"], "write --check: it shows a diff and writes nothing"),
    (
        &["-f", "--force", "--overwrite", "--clean", "--delete"],
        "leave it out: generated files are replaced, and removed if they are no longer generated",
    ),
    (
        &["--skip-validation", "--skip-validate-spec", "--no-validate", "--ignore-errors"],
        "write --keep-going to leave out what has errors, or --allow CODE to hide a warning",
    ),
    (&["--silent", "-s"], "write --quiet"),
    (&["-v", "--verbose", "--debug"], "write --all to list all messages"),
    (&["--json"], "write --message-format json or --format json, if the command has it"),
    (
        &["--color", "--colour", "--no-color"],
        "set the environment variable NO_COLOR=1 for output without colors",
    ),
    (
        &["--template", "--template-dir", "--templates", "--additional-properties", "-p"],
        "see the keys of the manifest: `oasmith schema`",
    ),
    (
        &["--crate-version", "--package-version", "--version-crate"],
        "write `version` below [package] of the manifest",
    ),
    (
        &["--license", "--license-name", "--registry-name", "--author", "--authors", "--edition"],
        "write it below [package] of the manifest: `oasmith schema` lists the keys",
    ),
    (&["--from", "--since", "--against-ref", "--rev", "--ref"], "write --base REVISION"),
];

/// Commands of other programs, and those of oasmith.
const COMMANDS: &[(&[&str], &str)] = &[
    (&["build", "gen", "create", "update", "client", "sync", "rust"], "generate"),
    (&["validate", "verify", "check", "test"], "lint"),
    (&["new", "start", "setup"], "init"),
    (&["compare", "breaking", "changes", "changelog"], "diff"),
    (&["bump", "version", "tag"], "release"),
    (&["upload", "push", "deploy"], "publish"),
];

/// Prints a wrong call, or the help that was asked for.
pub fn usage(error: clap::Error, program: &clap::Command) -> ExitCode {
    let error = mended(error, program);
    let printed = error.print().is_ok();
    if printed && !error.use_stderr() { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// The error, with what to write instead.
fn mended(mut error: clap::Error, program: &clap::Command) -> clap::Error {
    let given = |error: &clap::Error, kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let tip = match error.kind() {
        ErrorKind::UnknownArgument => {
            // No command has values that start with `-`.
            error.remove(ContextKind::Suggested);
            let similar = error.get(ContextKind::SuggestedArg).is_some();
            given(&error, ContextKind::InvalidArg)
                .and_then(|flag| of_argument(&flag, similar, program))
        }
        ErrorKind::InvalidSubcommand => {
            given(&error, ContextKind::InvalidSubcommand).and_then(|command| of_command(&command))
        }
        ErrorKind::MissingRequiredArgument => of_missing(&error),
        _ => None,
    };
    if let Some(tip) = tip {
        let _ = error.remove(ContextKind::SuggestedSubcommand);
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![tip.into()]));
    }
    error
}

/// What to write instead of a flag or a further value.
fn of_argument(argument: &str, has_similar: bool, program: &clap::Command) -> Option<String> {
    if !argument.starts_with('-') {
        return Some(
            "write one value per flag; for several documents, use a manifest with several \
             [api.NAME] tables"
                .to_owned(),
        );
    }
    if has_similar {
        return None;
    }
    let tip = FLAGS.iter().find(|(flags, _)| flags.contains(&argument));
    match tip {
        Some((_, tip)) => Some(Program::called().spell(&tip.replace("{}", &generate()))),
        None => command_with(argument, program),
    }
}

/// Names the commands that have a flag.
fn command_with(flag: &str, program: &clap::Command) -> Option<String> {
    let has = |command: &&clap::Command| {
        command.get_arguments().any(|argument| argument.get_long() == flag.strip_prefix("--"))
    };
    let commands: Vec<_> = program.get_subcommands().filter(has).collect();
    let names: Vec<_> =
        commands.iter().map(|command| format!("`{}`", call(command.get_name()))).collect();
    let (last, others) = names.split_last()?;
    let others = others.join(", ");
    let and = if others.is_empty() { "" } else { " and " };
    Some(format!("{flag} is a flag of {others}{and}{last}"))
}

/// What to add if an argument is missing.
fn of_missing(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::Strings(missing)) = error.get(ContextKind::InvalidArg) else {
        return None;
    };
    let misses = |name: &str| missing.iter().any(|argument| argument.contains(name));
    if misses("<NEW>") {
        let base = call("diff --base HEAD");
        return Some(format!("to compare the files with those of a git revision, write `{base}`"));
    }
    misses("<DOCUMENT").then(|| {
        "this flag is for a document; the crate of a manifest has its name below [package]"
            .to_owned()
    })
}

/// What to write instead of a command.
fn of_command(command: &str) -> Option<String> {
    if command.contains(['.', '/']) {
        return Some(format!(
            "to generate a crate from a document, write `{} {command}`",
            generate()
        ));
    }
    let (_, meant) = COMMANDS.iter().find(|(commands, _)| commands.contains(&command))?;
    let line = if *meant == "generate" { generate() } else { call(meant) };
    Some(format!("the command for this is `{line}`"))
}

#[cfg(test)]
mod tests {
    use super::{COMMANDS, FLAGS, mended};
    use crate::command;

    /// What a person reads after a wrong call.
    fn said(line: &str) -> String {
        let error = command().try_get_matches_from(line.split(' ')).expect_err("wrong usage");
        mended(error, &command()).to_string()
    }

    #[test]
    fn every_row_says_what_to_write() {
        for flag in FLAGS.iter().flat_map(|(flags, _)| *flags) {
            let said = said(&format!("oasmith generate a.yaml {flag}"));
            assert!(said.contains("tip: ") && !said.contains("as a value"), "{flag}\n{said}");
        }
        for (words, command) in COMMANDS {
            for word in *words {
                let said = said(&format!("oasmith {word}"));
                assert!(said.contains(&format!("`oasmith {command}`")), "{word}\n{said}");
            }
        }
    }

    #[test]
    fn flags_of_other_commands_name_them() {
        let words = said("oasmith --check generate");
        assert!(words.contains("--check is a flag of `oasmith generate`"), "{words}");
        let words = said("oasmith schema --dry-run");
        assert!(!words.contains("as a value"), "{words}");
    }
}
