//! Runs cargo as a user would.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Stdio};

/// Variables that `cargo run` sets. With them, cargo would compile some packages again.
const OWN: &[&str] =
    &["CARGO_BIN_", "CARGO_CRATE_", "CARGO_MANIFEST_", "CARGO_PKG_", "CARGO_PRIMARY_", "OUT_DIR"];

/// A cargo command in a folder.
pub fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder).stdin(Stdio::null());
    let own = |name: &OsString| OWN.iter().any(|prefix| name.to_string_lossy().starts_with(prefix));
    env::vars_os().filter(|(name, _)| own(name)).for_each(|(name, _)| {
        command.env_remove(name);
    });
    command
}
