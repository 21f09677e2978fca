//! The clone of oasmith that the current folder is in.

use std::env;
use std::path::{Path, PathBuf};

use oasmith_cli::error::{Checked, CommandError};

/// Its root, if the current folder is in one.
pub fn find() -> Option<PathBuf> {
    let is_root = |folder: &&Path| {
        folder.join("tests/examples/Cargo.toml").is_file()
            && folder.join("xtask/Cargo.toml").is_file()
    };
    env::current_dir().ok()?.ancestors().find(is_root).map(Path::to_owned)
}

/// Like [`find`], for commands that need it.
///
/// # Errors
/// If the current folder is not in a clone.
pub fn root() -> Checked<PathBuf> {
    find().ok_or_else(|| {
        CommandError::new(
            "the current folder is not in a clone of oasmith",
            "run this command in a clone, or in a folder of it",
        )
    })
}

/// The manifest.
pub fn manifest(root: &Path) -> PathBuf {
    root.join("spec").join("sdk.toml")
}

/// The generated crate.
pub fn generated(root: &Path) -> PathBuf {
    root.join("generated")
}

/// The root of the clone, or the current folder outside of a clone.
pub fn here() -> PathBuf {
    find().or_else(|| env::current_dir().ok()).unwrap_or_default()
}

/// The `target` folder of [`here`].
pub fn target() -> PathBuf {
    here().join("target")
}
