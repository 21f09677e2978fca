//! The program `oasmith-examples EXAMPLES TRIPS`: judges the examples of a document by the results
//! of the generated types, and prints a line of JSON. Both arguments are JSON files from `cargo
//! xtask corpus --examples`.

use std::io::Write as _;
use std::path::Path;
use std::process::ExitCode;
use std::thread;

use crate::judge::{Examples, Trip, judge};

/// The parser has no limit on the nesting of schemas.
const STACK: usize = 512 << 20;

/// Runs the program with the arguments of the process.
pub fn main() -> ExitCode {
    let work = thread::Builder::new().stack_size(STACK).spawn(run);
    let result = work.map_err(|error| error.to_string()).and_then(|thread| match thread.join() {
        Ok(result) => result,
        Err(_) => Err("the judge has panicked".to_owned()),
    });
    match result {
        Ok(line) => match writeln!(std::io::stdout(), "{line}") {
            Ok(()) => ExitCode::SUCCESS,
            Err(_) => ExitCode::FAILURE,
        },
        Err(message) => {
            let _ = writeln!(std::io::stderr(), "error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<String, String> {
    let mut arguments = std::env::args_os().skip(1);
    let (Some(examples), Some(trips)) = (arguments.next(), arguments.next()) else {
        return Err("usage: oasmith-examples EXAMPLES TRIPS".to_owned());
    };
    let examples: Examples = read(Path::new(&examples))?;
    let trips: Vec<Trip> = read(Path::new(&trips))?;
    serde_json::to_string(&judge(examples, &trips)?).map_err(|error| error.to_string())
}

fn read<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, String> {
    let failed = |error: &dyn std::fmt::Display| format!("{}: {error}", path.display());
    let text = std::fs::read_to_string(path).map_err(|error| failed(&error))?;
    serde_json::from_str(&text).map_err(|error| failed(&error))
}
