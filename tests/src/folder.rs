//! Folders of tests: lists and copies of their files.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").canonicalize().expect("the repository")
}

/// The files below a folder, sorted: relative paths with `/`, and their bytes. Empty if the folder
/// does not exist.
pub fn contents(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![String::new()];
    while let Some(inner) = waiting.pop() {
        let Ok(entries) = fs::read_dir(folder.join(&inner)) else { continue };
        for entry in entries {
            let entry = entry.expect("an entry");
            let path = format!("{inner}{}", entry.file_name().to_string_lossy());
            match entry.path().is_dir() {
                true => waiting.push(path + "/"),
                false => drop(
                    files.insert(path, fs::read(entry.path()).expect("a file that can be read")),
                ),
            }
        }
    }
    files
}

/// Copies all files below a folder into another.
pub fn copy(from: &Path, to: &Path) {
    for (path, bytes) in contents(from) {
        write(&to.join(path), bytes);
    }
}

/// Writes a file, and creates its folders.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
    fs::write(path, bytes).expect("a file can be written");
}
