//! One release or publish at a time: two would take the same version, and each other's files.

use std::fs::{File, TryLockError};

use crate::git::Git;
use crate::refusal::{Checked, Refusal};

/// The file that is locked, beside what all work trees of a repository share.
const NAME: &str = "oasmith-release.lock";

/// That no other release or publish is at work in this repository. The system gives it back when
/// this is dropped, and when the process ends in whatever way; the file stays, and means nothing by
/// itself.
#[derive(Debug)]
pub struct Alone {
    _held: Option<File>,
}

impl Alone {
    /// Does not wait: who waited would release what the other one just has. A file system that
    /// knows no locks gives none, and the run goes on without.
    pub fn in_repository(git: &Git) -> Checked<Self> {
        let path = git.common()?.join(NAME);
        let file = File::options().write(true).create(true).truncate(false).open(&path).map_err(
            |error| {
                let message = format!("{} cannot be opened: {error}", path.display());
                Refusal::new(
                    message,
                    "a release writes into this repository: run it where that may be written",
                )
            },
        )?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _held: Some(file) }),
            Err(TryLockError::WouldBlock) => Err(Refusal::new(
                "another `cargo xtask release` or `cargo xtask publish` is at work in this repository",
                "wait until it is done, then look at what it did before you run this again",
            )),
            Err(TryLockError::Error(_)) => Ok(Self { _held: None }),
        }
    }
}
