//! `oasmith explain`: explains the code of a message.

use oasmith::change::ChangeCode;
use oasmith::diagnostic::{Code, explain};
use oasmith::manifest::check_code;

use crate::Outcome;
use crate::program::call;
use crate::terminal::say;

const EXAMPLES: &str = "\
Examples:
  oasmith explain E0103    explain E0103, with a wrong and a right example
  oasmith explain C0212    explain the change C0212 of `oasmith diff`
  oasmith explain          list all codes";

/// Explain the code of a message
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Code of an error, a warning or a change [default: list all]
    #[arg(value_parser = code)]
    code: Option<Explained>,
}

/// A code to explain.
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
            say(format_args!("`{}` reports this change with its class.", call("diff")));
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
        .map_err(|error| format!("{}; {}", error.message, error.help))
}
