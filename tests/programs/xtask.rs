//! The program of `cargo xtask`, built with the dependencies of the tests. `cargo build --package
//! xtask` selects other features of dependencies, so it would compile most of them again.

use std::process::ExitCode;

fn main() -> ExitCode {
    xtask::main()
}
