//! Paths in messages.

use std::env;
use std::path::{Path, PathBuf};

use oasmith::diagnostic::visible;

/// A path to show: relative to the current folder, on one line, and safe to print.
pub fn shown(path: &Path) -> String {
    let current = env::current_dir().unwrap_or_default();
    let relative = match path.is_absolute() {
        true => relative(&current, path).unwrap_or_else(|| path.to_owned()),
        false => path.to_owned(),
    };
    match relative.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => visible(&relative.display().to_string().replace('\\', "/")),
    }
}

/// The relative path from a folder to a path beside or below it. `None` if they have no close
/// common folder.
pub fn relative(folder: &Path, path: &Path) -> Option<PathBuf> {
    let shared = folder.ancestors().take(4).find(|ancestor| path.starts_with(ancestor))?;
    let up = folder.strip_prefix(shared).ok()?.components().map(|_| "..");
    Some(up.collect::<PathBuf>().join(path.strip_prefix(shared).ok()?))
}

#[cfg(test)]
mod tests {
    use super::relative;
    use std::path::Path;

    #[test]
    fn a_path_is_shown_from_the_current_folder() {
        let path = |folder: &str, path: &str| {
            relative(Path::new(folder), Path::new(path)).map(|path| path.display().to_string())
        };
        assert_eq!(path("/a/b", "/a/b/c").as_deref(), Some("c"));
        assert_eq!(path("/a/b", "/a/b").as_deref(), Some(""));
        assert_eq!(path("/a/b/spec/x", "/a/b/generated").as_deref(), Some("../../generated"));
        assert_eq!(path("/a/b/c/d/e", "/x"), None);
    }
}
