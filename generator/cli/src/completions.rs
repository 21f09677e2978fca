//! `oasmith completions`: prints completions for a shell.

use std::io;

use clap_complete::Shell;

use crate::Outcome;

const EXAMPLES: &str = "\
Examples:
  oasmith completions bash > ~/.local/share/bash-completion/completions/oasmith
  oasmith completions zsh > ~/.zfunc/_oasmith
  oasmith completions fish > ~/.config/fish/completions/oasmith.fish";

/// Print completions for a shell
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The shell
    shell: Shell,
}

/// Prints the completions of a program.
pub fn run(arguments: &Arguments, mut program: clap::Command) -> Outcome {
    let name = program.get_name().to_owned();
    clap_complete::generate(arguments.shell, &mut program, name, &mut io::stdout());
    Outcome::Clean
}
