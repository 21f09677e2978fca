//! The program `oasmith`, built with the dependencies of the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    oasmith_cli::main()
}
