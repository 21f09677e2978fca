//! The files that were read and their digests.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use crate::source::Digest;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Where it is.
    pub origin: InputOrigin,
    /// What was in it.
    pub digest: Digest,
}

/// Where a file that was read is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputOrigin {
    /// On the disk: absolute, or relative to the current folder.
    Path(PathBuf),
    /// In the network: the URL that was requested.
    Url(String),
}

impl InputFile {
    /// Its path on the disk; `None` if it was fetched.
    pub fn path(&self) -> Option<&Path> {
        match &self.origin {
            InputOrigin::Path(path) => Some(path),
            InputOrigin::Url(_) => None,
        }
    }

    pub(super) fn at_path(path: impl Into<PathBuf>, bytes: &[u8]) -> Self {
        Self { origin: InputOrigin::Path(path.into()), digest: Digest::of(bytes) }
    }

    pub(super) fn at_url(url: String, bytes: &[u8]) -> Self {
        Self { origin: InputOrigin::Url(url), digest: Digest::of(bytes) }
    }
}

/// The digest of each file by its path relative to `folder`, or by its URL. No path is absolute:
/// one outside of `folder` starts with `..`, or is the file name alone on another drive of Windows.
pub fn digests<'a>(
    files: impl IntoIterator<Item = &'a InputFile>,
    folder: &Path,
) -> BTreeMap<String, Digest> {
    let from = absolute(folder);
    let name = |origin: &InputOrigin| match origin {
        InputOrigin::Path(path) => relative(&absolute(path), &from),
        InputOrigin::Url(url) => url.clone(),
    };
    files.into_iter().map(|file| (name(&file.origin), file.digest)).collect()
}

/// The parts of an absolute path, without `.` and `..`. Links are not resolved, so that names are
/// those that users see.
fn absolute(path: &Path) -> Vec<String> {
    let path = if path.as_os_str().is_empty() { Path::new(".") } else { path };
    let whole = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut parts: Vec<String> = Vec::new();
    for part in whole.components() {
        match part {
            Component::CurDir | Component::RootDir => {}
            Component::ParentDir => drop(parts.pop()),
            Component::Prefix(prefix) => {
                parts.push(prefix.as_os_str().to_string_lossy().into_owned())
            }
            Component::Normal(name) => parts.push(name.to_string_lossy().into_owned()),
        }
    }
    parts
}

/// The relative path from a folder to a file, with `/`.
fn relative(path: &[String], folder: &[String]) -> String {
    let shared = path.iter().zip(folder).take_while(|(one, other)| one == other).count();
    let elsewhere = shared == 0 && cfg!(windows);
    let below = path.iter().skip(if elsewhere { path.len().saturating_sub(1) } else { shared });
    let up = if elsewhere { 0 } else { folder.len() - shared };
    let parts: Vec<&str> = std::iter::repeat_n("..", up).chain(below.map(String::as_str)).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{InputFile, digests};

    #[test]
    fn a_file_is_named_from_the_folder() {
        let names = |path: &str, folder: &str| {
            let files = [InputFile::at_path(path, b"")];
            digests(&files, Path::new(folder)).into_keys().collect::<Vec<_>>().concat()
        };
        assert_eq!(names("/a/spec/x/openapi.yaml", "/a/spec"), "x/openapi.yaml");
        assert_eq!(names("/a/spec/../LICENSE", "/a/spec"), "../LICENSE");
        assert_eq!(names("/a/spec/x/../../y/./z.yaml", "/a/spec/"), "../y/z.yaml");
        assert_eq!(names("spec/x.yaml", "spec"), "x.yaml");
        assert_eq!(names("x.yaml", ""), "x.yaml");
        assert_eq!(names("../x.yaml", "."), "../x.yaml");
        let url = [InputFile::at_url("https://example.com/a.yaml".to_owned(), b"")];
        assert_eq!(
            digests(&url, Path::new("a")).into_keys().collect::<Vec<_>>(),
            ["https://example.com/a.yaml"]
        );
    }
}
