//! `oasmith man`: prints a man page.

use std::io;

use crate::Outcome;
use crate::error::CommandError;
use crate::program::call;
use crate::terminal::note;

const EXAMPLES: &str = "\
Examples:
  oasmith man > ~/.local/share/man/man1/oasmith.1
  oasmith man generate | man -l -";

/// Print the man page of a command
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The command [default: the page that lists all commands]
    command: Option<String>,
}

/// Prints a page of a program.
pub fn run(arguments: &Arguments, mut program: clap::Command) -> Outcome {
    program.build();
    let page = match &arguments.command {
        None => Some(&program),
        Some(name) => program.find_subcommand(name),
    };
    let Some(page) = page else {
        let name = arguments.command.as_deref().unwrap_or_default();
        note(CommandError::new(
            format!("there is no command `{name}`"),
            format!("`{}` lists the commands", call("help")),
        ));
        return Outcome::Failed;
    };
    // A reader that stops early, such as a pager, is no error.
    let _ = clap_mangen::Man::new(page.clone()).render(&mut io::stdout());
    Outcome::Clean
}
