//! What the disk says about a path.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::Path;

use crate::diagnostic::{Code, Diagnostic};

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
    let reason = reason(&error);
    let path = path.display().to_string().replace('\\', "/");
    io::Error::new(error.kind(), format!("`{path}` cannot be used: {reason}"))
}

/// Why something cannot be read or written, without the number of the system's error.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        ErrorKind::PermissionDenied => "permission denied".to_owned(),
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "a part of its path is a file".to_owned()
        }
        ErrorKind::ReadOnlyFilesystem => "the file system is read-only".to_owned(),
        ErrorKind::StorageFull => "no space is left".to_owned(),
        _ => error.to_string(),
    }
}

/// The message about output that cannot be read or written.
pub(super) fn failure(error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "allow your user to write there, or name another folder with `--output`"
        }
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "remove the file, or name another folder with `--output`"
        }
        ErrorKind::StorageFull => "free some space, and run the command again",
        _ => return Diagnostic::new(Code::OutputFailed, error.to_string()),
    };
    Diagnostic::new(Code::OutputFailed, error.to_string()).help(help)
}
