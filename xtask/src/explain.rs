//! `cargo xtask explain`: what a code means.

use oasmith::diagnostic::{Code, explain};
use oasmith::manifest::check_code;

use crate::Outcome;
use crate::terminal::say;

const EXAMPLES: &str = "\
Examples:
  cargo xtask explain E0103    what E0103 means, with a wrong and a right example
  cargo xtask explain          all codes";

/// Say what the code of a message means
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Code of an error or a warning [default: list all]
    #[arg(value_parser = code)]
    code: Option<Code>,
}

/// Prints a text, or the table of codes.
pub fn run(arguments: &Arguments) -> Outcome {
    match arguments.code {
        None => Code::ALL.iter().for_each(|code| say(format_args!("{}  {}", code.id(), code.title()))),
        Some(code) => {
            say(format_args!("{}: {}\n", code.id(), code.title()));
            say(explain::text(code).map(explain::plain).unwrap_or_default().trim_end());
        }
    }
    Outcome::Clean
}

fn code(id: &str) -> Result<Code, String> {
    check_code(id).map_err(|fault| format!("{}; {}", fault.message, fault.help))
}
