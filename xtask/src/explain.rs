//! `cargo xtask explain`: what a code means.

use oasmith::change::ChangeCode;
use oasmith::diagnostic::{Code, explain};
use oasmith::manifest::check_code;

use crate::Outcome;
use crate::terminal::say;

const EXAMPLES: &str = "\
Examples:
  cargo xtask explain E0103    what E0103 means, with a wrong and a right example
  cargo xtask explain C0212    what `cargo xtask diff` means by C0212
  cargo xtask explain          all codes";

/// Say what the code of a message means
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Code of an error, a warning or a change [default: list all]
    #[arg(value_parser = code)]
    code: Option<Explained>,
}

/// What has a code.
#[derive(Debug, Clone, Copy)]
enum Explained {
    Message(Code),
    Change(ChangeCode),
}

/// Prints a text, or the table of codes.
pub fn run(arguments: &Arguments) -> Outcome {
    match arguments.code {
        None => {
            Code::ALL.iter().for_each(|code| say(format_args!("{}  {}", code.id(), code.title())));
            ChangeCode::ALL
                .iter()
                .for_each(|code| say(format_args!("{}  {}", code.id(), code.title())));
        }
        Some(Explained::Change(code)) => {
            say(format_args!("{}: {}\n", code.id(), code.title()));
            say(
                "Said by `cargo xtask diff`, with the class that the change has: what breaks programs stands at the head of generator/src/change/mod.rs.",
            );
        }
        Some(Explained::Message(code)) => {
            say(format_args!("{}: {}\n", code.id(), code.title()));
            say(explain::text(code).map(explain::plain).unwrap_or_default().trim_end());
        }
    }
    Outcome::Clean
}

fn code(id: &str) -> Result<Explained, String> {
    if let Some(change) = ChangeCode::ALL.iter().find(|code| code.id() == id) {
        return Ok(Explained::Change(*change));
    }
    check_code(id)
        .map(Explained::Message)
        .map_err(|fault| format!("{}; {}", fault.message, fault.help))
}
