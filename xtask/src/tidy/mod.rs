//! `cargo xtask tidy`: the style checks of CI. They take seconds.

mod hook;
mod links;
mod sizes;
mod text;
mod words;

use std::fs;
use std::path::Path;

use crate::clone;
use oasmith_cli::Outcome;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::git;
use oasmith_cli::paths::shown;
use oasmith_cli::terminal::{note, say};

const EXAMPLES: &str = "\
Examples:
  cargo xtask tidy                   check this clone
  cargo xtask tidy --install-hook    check before each commit

To format the code, run `cargo fmt --all`.";

/// Check style: formatting, line widths, words, sizes, links
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Run this command before each commit of this clone, as git's pre-commit hook
    #[arg(long)]
    install_hook: bool,
}

/// A hand-written file.
struct Source {
    /// Its path below the root of the repository, with `/`.
    path: String,
    text: String,
}

/// A problem and its location.
#[derive(Debug, PartialEq, Eq)]
struct Problem {
    path: String,
    line: usize,
    message: String,
}

/// The rules. Each one reads a file and lists its problems.
const RULES: &[fn(&Path, &Source) -> Vec<Problem>] =
    &[text::problems, sizes::problems, words::problems, links::problems];

/// Checks the repository, or installs the hook.
pub fn run(arguments: &Arguments) -> Outcome {
    let done = if arguments.install_hook { install_hook() } else { check() };
    match done {
        Ok(outcome) => outcome,
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn root() -> Checked<std::path::PathBuf> {
    clone::find().ok_or_else(|| {
        CommandError::new(
            "the current folder is not in a clone of oasmith",
            "run this command in the clone whose files it should check",
        )
    })
}

fn install_hook() -> Checked<Outcome> {
    let path = hook::install(&root()?)?;
    say(format_args!("installed {}", shown(&path)));
    Ok(Outcome::Clean)
}

fn check() -> Checked<Outcome> {
    let root = root()?;
    let problems = problems(&root)?;
    for Problem { path, line, message } in &problems {
        say(format_args!("{path}:{line}: {message}"));
    }
    let formatted = cargo(&root).args(["fmt", "--all", "--check"]).status();
    let formatted = formatted.is_ok_and(|status| status.success());
    if !formatted {
        note("error: the code is not formatted\n  = help: run `cargo fmt --all`");
    }
    match (problems.len(), formatted) {
        (0, true) => {
            say("tidy: no problems");
            return Ok(Outcome::Clean);
        }
        (0, false) => {}
        (1, _) => note("error: 1 problem of style"),
        (number, _) => note(format_args!("error: {number} problems of style")),
    }
    Ok(Outcome::Failed)
}

/// Every problem in the files of the repository, in the order of their paths.
fn problems(root: &Path) -> Checked<Vec<Problem>> {
    let mut problems = Vec::new();
    for path in files(root)? {
        problems.extend(text::unwanted_file(&path));
        if !text::is_checked(&path) {
            continue;
        }
        // A deleted file that is not committed, or a file that is not text.
        let Ok(text) = fs::read_to_string(root.join(&path)) else { continue };
        let source = Source { path, text };
        problems.extend(RULES.iter().flat_map(|rule| rule(root, &source)));
    }
    Ok(problems)
}

/// The files that git tracks or would track, and pending snapshots, which git ignores.
fn files(root: &Path) -> Checked<Vec<String>> {
    let mut files = list(root, &["--cached", "--others", "--exclude-standard"])?;
    files.extend(list(root, &["--others", "--", "tests/*.snap.new", "generator/*.snap.new"])?);
    files.sort();
    files.dedup();
    Ok(files)
}

/// The paths that `git ls-files` prints, with `/`.
fn list(root: &Path, arguments: &[&str]) -> Checked<Vec<String>> {
    let mut command = git::command(root);
    command.args(["ls-files", "-z"]).args(arguments);
    let output = command.output().ok().filter(|output| output.status.success());
    let output = output.ok_or_else(|| {
        CommandError::new("cannot list the files of the repository", "check that `git status` runs")
    })?;
    let text = String::from_utf8_lossy(&output.stdout);
    Ok(text.split('\0').filter(|path| !path.is_empty()).map(str::to_owned).collect())
}

/// The lines of a text, counted from 1.
fn lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_repository_is_tidy() {
        let root = crate::clone::find().expect("a clone of oasmith");
        let problems = super::problems(&root).expect("git lists the files");
        assert!(problems.is_empty(), "run `cargo xtask tidy`: {problems:#?}");
    }
}
