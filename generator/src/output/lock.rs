//! A lock that lets only one run at a time write to a folder.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// The lock of a folder. The operating system releases it when this is dropped, and when the
/// process ends.
#[derive(Debug)]
pub(super) struct Lock {
    _held: Option<File>,
}

impl Lock {
    /// Waits until no other run writes to `folder`. Creates the folder if it does not exist. If the
    /// file system has no locks, the run continues without one.
    ///
    /// # Errors
    /// If the folder cannot be created or opened.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let handle = handle(folder)?;
        let held = handle.lock().is_ok();
        Ok(Self { _held: held.then_some(handle) })
    }
}

/// Locks the folder itself, so that no file is left behind.
#[cfg(unix)]
fn handle(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// Locks a hidden file in the folder, because a folder cannot be locked on this system.
#[cfg(not(unix))]
fn handle(folder: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(false).open(folder.join(".oasmith-lock"))
}
