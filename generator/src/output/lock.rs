//! One run at a time: whoever writes to a folder holds its lock.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// The lock of a folder. The system gives it back when this is dropped, and when the process ends
/// in whatever way.
#[derive(Debug)]
pub(super) struct Lock {
    _held: Option<File>,
}

impl Lock {
    /// Waits until no other run writes to `folder`, which is made if it is not there.
    ///
    /// A file system that knows no locks gives none, and the run goes on without.
    ///
    /// # Errors
    /// When there is no such folder and none can be made, or it cannot be opened.
    pub(super) fn of(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let handle = handle(folder)?;
        let held = handle.lock().is_ok();
        Ok(Self { _held: held.then_some(handle) })
    }
}

/// What is locked: the folder itself, so that nothing is left behind.
#[cfg(unix)]
fn handle(folder: &Path) -> io::Result<File> {
    File::open(folder)
}

/// What is locked: a file in the folder, since a folder cannot be. Its name starts with a dot, so
/// it is nobody's business.
#[cfg(not(unix))]
fn handle(folder: &Path) -> io::Result<File> {
    File::options().write(true).create(true).truncate(false).open(folder.join(".oasmith-lock"))
}
