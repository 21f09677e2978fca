//! Changes of several files, which are all made or none.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use crate::error::{Checked, CommandError};
use crate::paths::shown;

/// The new content of files; `None` for files that are removed.
#[derive(Debug, Default)]
pub struct FileChanges(BTreeMap<PathBuf, Option<Vec<u8>>>);

impl FileChanges {
    /// Writes a file.
    pub fn write(&mut self, path: PathBuf, text: impl Into<Vec<u8>>) {
        self.0.insert(path, Some(text.into()));
    }

    /// Removes a file.
    pub fn remove(&mut self, path: PathBuf) {
        self.0.insert(path, None);
    }

    /// The files, sorted.
    pub fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.keys().map(PathBuf::as_path)
    }

    /// Writes the changes. Each file is first written under another name in its folder, and then
    /// renamed.
    ///
    /// # Errors
    /// If a write fails. Then every file is as before.
    pub fn apply(&self) -> Checked<Undo> {
        let mut undo = Undo::default();
        let mut beside = Beside::default();
        match self.try_apply(&mut undo, &mut beside) {
            Ok(()) => Ok(undo),
            Err((path, error)) => {
                let error = CommandError::new(
                    format!("{} cannot be written: {error}", shown(&path)),
                    "check that you may write to the folder, and that the disk is not full",
                );
                Err(undo.back(error))
            }
        }
    }

    fn try_apply(&self, undo: &mut Undo, beside: &mut Beside) -> Result<(), (PathBuf, io::Error)> {
        let at = |path: &Path| {
            let path = path.to_owned();
            move |error| (path, error)
        };
        for (path, bytes) in &self.0 {
            undo.remember(path).map_err(at(path))?;
            if let Some(bytes) = bytes {
                beside.write(path, bytes).map_err(at(path))?;
            }
        }
        undo.begun = true;
        for (path, bytes) in &self.0 {
            match bytes {
                Some(_) => beside.put(path),
                None => fs::remove_file(path),
            }
            .map_err(at(path))?;
        }
        Ok(())
    }
}

/// The content of files before they were changed.
#[derive(Debug, Default)]
pub struct Undo {
    old: BTreeMap<PathBuf, Option<Vec<u8>>>,
    begun: bool,
}

impl Undo {
    fn remember(&mut self, path: &Path) -> io::Result<()> {
        let old = match fs::read(path) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(error),
        };
        self.old.insert(path.to_owned(), old);
        Ok(())
    }

    /// Undoes every change after a later step failed, and adds a note to the error.
    pub fn back(self, error: CommandError) -> CommandError {
        let Self { old, begun } = self;
        let restore = |path: &Path, bytes: Option<&[u8]>| match bytes {
            Some(bytes) if fs::read(path).is_ok_and(|now| now == bytes) => Ok(()),
            Some(bytes) => Beside::default().replace(path, bytes),
            None if !path.exists() => Ok(()),
            None => fs::remove_file(path),
        };
        let failed: Vec<_> = match begun {
            true => old
                .iter()
                .filter(|(path, bytes)| restore(path, bytes.as_deref()).is_err())
                .collect(),
            false => Vec::new(),
        };
        if failed.is_empty() {
            return error.after("nothing was changed: every file is as before");
        }
        let paths: Vec<_> = failed.into_iter().map(|(path, _)| shown(path)).collect();
        error.after(&format!(
            "some changes could not be undone; run `git restore {}`",
            paths.join(" ")
        ))
    }
}

/// Files that are written beside the ones that they replace. Those which are left when this is
/// dropped are removed.
#[derive(Debug, Default)]
struct Beside(BTreeMap<PathBuf, PathBuf>);

impl Beside {
    fn write(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.oasmith-tmp", std::process::id()));
        self.0.insert(path.to_owned(), temporary.clone());
        File::create(&temporary)?.write_all(bytes)
    }

    fn put(&mut self, path: &Path) -> io::Result<()> {
        match self.0.get(path) {
            Some(temporary) => fs::rename(temporary, path)?,
            None => return Err(ErrorKind::NotFound.into()),
        }
        self.0.remove(path);
        Ok(())
    }

    fn replace(&mut self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        self.write(path, bytes)?;
        self.put(path)
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.0.values().for_each(|temporary| {
            let _ = fs::remove_file(temporary);
        });
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::FileChanges;
    use crate::error::CommandError;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn all_files_change_or_none() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        fs::write(at("a"), "old a").expect("a file");
        fs::write(at("gone"), "old gone").expect("a file");
        fs::create_dir(at("c")).expect("a folder");

        let mut changes = FileChanges::default();
        changes.write(at("a"), "new a");
        changes.write(at("b"), "new b");
        changes.remove(at("gone"));
        changes.write(at("c"), "where a folder is");
        let error = changes.apply().expect_err("a folder is in the way").to_string();
        assert!(error.contains("nothing was changed"), "{error}");
        assert_eq!(names(folder.path()), ["a", "c", "gone"]);
        assert_eq!(fs::read(at("a")).expect("a file"), b"old a");

        let mut changes = FileChanges::default();
        changes.write(at("a"), "new a");
        changes.write(at("d/b"), "new b");
        changes.remove(at("gone"));
        let undo = changes.apply().expect("it is written");
        assert_eq!(names(folder.path()), ["a", "c", "d"]);
        assert_eq!(fs::read(at("a")).expect("a file"), b"new a");
        let error = undo.back(CommandError::new("no", "yes")).to_string();
        assert!(error.ends_with("nothing was changed: every file is as before"), "{error}");
        assert_eq!(fs::read(at("a")).expect("a file"), b"old a");
        assert_eq!(fs::read(at("gone")).expect("a file"), b"old gone");
        assert!(!at("d/b").exists());
    }
}
