//! The project that a command works on: that of the current folder.

use std::env;
use std::path::{Path, PathBuf};

use oasmith::Report;
use oasmith::diagnostic::{Code, Diagnostic, visible};

use crate::error::{Checked, CommandError};

/// The error if there is no project.
const NO_PROJECT: &str =
    "there is no `spec/sdk.toml` in the current folder or in a folder above it";

/// The root of the project: the nearest folder, from the current one upwards, that has a manifest.
pub fn find() -> Option<PathBuf> {
    nearest(|folder| manifest(folder).is_file())
}

/// Like [`find`], for commands that need a project.
///
/// # Errors
/// If there is no project.
pub fn root() -> Checked<PathBuf> {
    find().ok_or_else(|| {
        CommandError::new(NO_PROJECT, "run this command in a project or in a folder of it")
    })
}

/// Like [`find`], with the error in the report. `otherwise` says how to run the command without a
/// project.
pub fn root_or_report(otherwise: &str, report: &mut Report) -> Option<PathBuf> {
    let root = find();
    if root.is_none() {
        let help = format!("run this command in a project, or {otherwise}");
        report.push(Diagnostic::new(Code::UnreadableFile, NO_PROJECT).help(help));
    }
    root
}

/// The `target` folder of the project, or of the current folder if there is no project.
pub fn target() -> PathBuf {
    find().or_else(|| env::current_dir().ok()).unwrap_or_default().join("target")
}

/// The root of the clone of oasmith, if the current folder is in one.
pub fn oasmith() -> Option<PathBuf> {
    nearest(|folder| {
        folder.join("tests/examples/Cargo.toml").is_file()
            && folder.join("xtask/Cargo.toml").is_file()
    })
}

/// The nearest folder, from the current one upwards, that meets a condition.
fn nearest(is_it: impl Fn(&Path) -> bool) -> Option<PathBuf> {
    env::current_dir().ok()?.ancestors().find(|folder| is_it(folder)).map(Path::to_owned)
}

/// The manifest of the project.
pub fn manifest(root: &Path) -> PathBuf {
    root.join("spec").join("sdk.toml")
}

/// The folder of the generated crate.
pub fn generated(root: &Path) -> PathBuf {
    root.join("generated")
}

/// A path to show: relative to the current folder, on one line, and safe to print.
pub fn shown(path: &Path) -> String {
    let current = env::current_dir().unwrap_or_default();
    let relative = match path.is_absolute() {
        true => from(&current, path).unwrap_or_else(|| path.to_owned()),
        false => path.to_owned(),
    };
    match relative.as_os_str().is_empty() {
        true => ".".to_owned(),
        false => visible(&relative.display().to_string().replace('\\', "/")),
    }
}

/// The relative path from a folder to a path beside or below it. `None` if they have no close
/// common folder.
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
        let way = |folder: &str, path: &str| {
            from(Path::new(folder), Path::new(path)).map(|way| way.display().to_string())
        };
        assert_eq!(way("/a/b", "/a/b/c").as_deref(), Some("c"));
        assert_eq!(way("/a/b", "/a/b").as_deref(), Some(""));
        assert_eq!(way("/a/b/spec/x", "/a/b/generated").as_deref(), Some("../../generated"));
        assert_eq!(way("/a/b/c/d/e", "/x"), None);
    }
}
