//! The state of a path on disk.

use std::fs::{self, Metadata};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

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
    let leads_nowhere = |path: &&Path| path.is_symlink() && !path.exists();
    let reason = match path.ancestors().find(leads_nowhere) {
        Some(link) => format!("`{}` is a symbolic link that leads nowhere", shown(link)),
        None => reason(&error),
    };
    io::Error::new(error.kind(), format!("`{}` cannot be used: {reason}", shown(path)))
}

/// A path as users type it: with `/`, and without `.` inside it.
pub(super) fn shown(path: &Path) -> String {
    path.components().collect::<PathBuf>().display().to_string().replace('\\', "/")
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
pub fn failure(error: &io::Error) -> Diagnostic {
    let help = match error.kind() {
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "allow your user to write there, or name another folder with `--output`"
        }
        ErrorKind::AlreadyExists | ErrorKind::NotADirectory => {
            "remove it, or name another folder with `--output`"
        }
        ErrorKind::StorageFull => "free some space, and run the command again",
        ErrorKind::NotFound => "name another folder with `--output`",
        _ => return Diagnostic::new(Code::OutputFailed, error.to_string()),
    };
    Diagnostic::new(Code::OutputFailed, error.to_string()).help(help)
}
