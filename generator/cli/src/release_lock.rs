//! A lock that lets only one release or publish run at a time. Two would take the same version, and
//! overwrite each other's files.

use std::fs::{File, TryLockError};

use crate::error::{Checked, CommandError};
use crate::git::Git;

/// The locked file, in the folder that all work trees of a repository share.
const NAME: &str = "oasmith-release.lock";

/// Proof that no other release or publish runs in this repository. The operating system releases
/// the lock when this is dropped, or when the process ends. The file stays.
#[derive(Debug)]
pub struct ReleaseLock {
    _held: Option<File>,
}

impl ReleaseLock {
    /// Takes the lock, without waiting: a second run would release again what the first one just
    /// released. If the file system has no locks, the run continues without one.
    pub fn in_repository(git: &Git) -> Checked<Self> {
        let path = git.common()?.join(NAME);
        let file = File::options().write(true).create(true).truncate(false).open(&path).map_err(
            |error| {
                let message = format!("cannot open {}: {error}", path.display());
                CommandError::new(
                    message,
                    "a release writes into this repository: check that you may write to this folder",
                )
            },
        )?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(CommandError::new(
                "another `oasmith release` or `oasmith publish` is running in this repository",
                "wait until it ends, then check what it did before you run this again",
            )),
            Err(TryLockError::Error(_)) => Ok(Self { _held: None }),
        }
    }
}
