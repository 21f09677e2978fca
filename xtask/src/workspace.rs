//! Where this repository is.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the repository that the current folder is in; the one that this program was built in when there is none.
pub fn root() -> PathBuf {
    let current = env::current_dir().ok();
    let found = current.as_deref().and_then(|current| current.ancestors().find(|folder| is_root(folder)));
    found.map_or_else(built_in, Path::to_owned)
}

fn is_root(folder: &Path) -> bool {
    folder.join("Cargo.toml").is_file() && manifest(folder).is_file()
}

/// The root of the repository that this program was built in.
pub fn built_in() -> PathBuf {
    let built_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    built_in.canonicalize().unwrap_or(built_in)
}

/// The manifest of the SDK.
pub fn manifest(root: &Path) -> PathBuf {
    root.join("spec").join("sdk.toml")
}

/// The folder of the generated crate.
pub fn generated(root: &Path) -> PathBuf {
    root.join("generated")
}

/// A path as people would type it: relative to the current folder.
pub fn shown(path: &Path) -> String {
    let current = env::current_dir().unwrap_or_default();
    let relative = match path.is_absolute() {
        true => from(&current, path).unwrap_or_else(|| path.to_owned()),
        false => path.to_owned(),
    };
    match relative.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => relative.display().to_string().replace('\\', "/"),
    }
}

/// The way from a folder to a path beside or below it; `None` for one that has little in common with it.
fn from(folder: &Path, path: &Path) -> Option<PathBuf> {
    let shared = folder.ancestors().take(4).find(|ancestor| path.starts_with(ancestor))?;
    let up = folder.strip_prefix(shared).ok()?.components().map(|_| "..");
    Some(up.collect::<PathBuf>().join(path.strip_prefix(shared).ok()?))
}

#[cfg(test)]
mod tests {
    use super::from;
    use std::path::Path;

    #[test]
    fn a_path_is_shown_from_where_one_stands() {
        let way =
            |folder: &str, path: &str| from(Path::new(folder), Path::new(path)).map(|way| way.display().to_string());
        assert_eq!(way("/a/b", "/a/b/c").as_deref(), Some("c"));
        assert_eq!(way("/a/b", "/a/b").as_deref(), Some(""));
        assert_eq!(way("/a/b/spec/x", "/a/b/generated").as_deref(), Some("../../generated"));
        assert_eq!(way("/a/b/c/d/e", "/x"), None);
    }
}
