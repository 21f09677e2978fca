//! The program that `cargo xtask corpus --examples` builds.

use std::process::ExitCode;

fn main() -> ExitCode {
    oasmith_examples::program::main()
}
