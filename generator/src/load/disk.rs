//! Files on the disk: their bytes, error messages, and paths as users type them.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Component, Path};

pub(super) fn is_too_large(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::FileTooLarge
}

pub(super) fn too_large(limit: u64) -> io::Error {
    let message = format!("it has more than {limit} bytes, the limit of --max-bytes");
    io::Error::new(io::ErrorKind::FileTooLarge, message)
}

/// The bytes of a file. Fails if there are more than `limit`.
pub(super) fn read_bytes(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let metadata = fs::metadata(path)?;
    if metadata.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    if !metadata.is_file() {
        return Err(io::Error::other("it is not a regular file"));
    }
    if metadata.len() > limit {
        return Err(too_large(limit));
    }
    // A file may grow while it is read.
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// The reason for an error, in the same words on every system where possible.
pub(super) fn explain(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "a part of its path is not a folder".to_owned(),
        _ => error.to_string(),
    }
}

/// What to write instead of a folder: a file in it that people mean, if there is one.
pub(super) fn help_for_folder(path: &Path) -> String {
    const NAMES: [&str; 7] = [
        "sdk.toml",
        "openapi.yaml",
        "openapi.yml",
        "openapi.json",
        "swagger.yaml",
        "swagger.json",
        "api.yaml",
    ];
    let found = NAMES.iter().map(|name| path.join(name)).find(|path| path.is_file());
    match found {
        Some(file) => format!("name a file in it, such as `{}`", show(&file).escape_debug()),
        None => "name a file in it".to_owned(),
    }
}

/// A path as users type it: with `/`, and relative to the current folder if it is below it.
pub(super) fn show(path: &Path) -> String {
    let current = std::env::current_dir().unwrap_or_default();
    let path = path.strip_prefix(&current).unwrap_or(path);
    let mut text = String::new();
    for part in path.components() {
        match part {
            Component::CurDir => continue,
            Component::RootDir => text.push('/'),
            other => {
                if !text.is_empty() && !text.ends_with('/') {
                    text.push('/');
                }
                text.push_str(&other.as_os_str().to_string_lossy());
            }
        }
    }
    text
}
