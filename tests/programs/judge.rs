//! The program `oasmith-examples`, built with the dependencies of the tests.

use std::process::ExitCode;

fn main() -> ExitCode {
    oasmith_examples::program::main()
}
