//! What the disk says about a path.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

/// The metadata of a path, without following links. `None` if nothing is there.
pub(super) fn metadata(path: &Path) -> io::Result<Option<Metadata>> {
    match fs::symlink_metadata(path) {
        Ok(metadata) => Ok(Some(metadata)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The error with the path of the file in its message.
pub(super) fn with_path(error: io::Error, path: &Path) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", path.display()))
}
