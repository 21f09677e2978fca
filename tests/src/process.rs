//! Tests that run in a separate process.

use std::env;
use std::process::Command;

/// The command that runs only one test: the function `name` of the module with `module_path!()`
/// `module`, in this test program.
pub fn alone(module: &str, name: &str) -> Command {
    let mut command = Command::new(env::current_exe().expect("a test is a program"));
    command.args([&path(module, name), "--exact", "--nocapture"]);
    command
}

/// The name that the test harness gives a function: its path without the crate.
pub fn path(module: &str, name: &str) -> String {
    let inner = module.split_once("::").map(|(_, inner)| format!("{inner}::"));
    format!("{}{name}", inner.unwrap_or_default())
}
