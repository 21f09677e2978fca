//! Records of checks that passed, so that tests do not compile the same code again.
//!
//! The records are in cargo's target folder, so `cargo clean` removes them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use sha2::{Digest as _, Sha256};

use crate::cargo::{cargo, run};
use crate::extent::is_complete;
use crate::folder::{contents, write};

/// The versions of the compilers.
static TOOLCHAIN: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let rustc = run(Command::new(rustc).arg("-vV"));
    let clippy = run(cargo(Path::new(".")).args(["clippy", "-V"]));
    [rustc.stdout, clippy.stdout].concat()
});

/// The inputs of a check.
pub struct Inputs(Sha256);

impl Inputs {
    /// The toolchain, and the name of the check with its arguments.
    pub fn new(check: &[&str]) -> Self {
        let mut inputs = Self(Sha256::new());
        inputs.add(&TOOLCHAIN);
        check.iter().for_each(|part| inputs.add(part.as_bytes()));
        inputs
    }

    /// Adds a text.
    pub fn add(&mut self, bytes: &[u8]) {
        self.0.update(bytes.len().to_le_bytes());
        self.0.update(bytes);
    }

    /// Adds the files below a folder, with their paths.
    pub fn add_folder(&mut self, folder: &Path) {
        for (path, bytes) in contents(folder) {
            self.add(path.as_bytes());
            self.add(&bytes);
        }
    }
}

/// The record of a check.
#[derive(Debug)]
pub struct Record {
    path: PathBuf,
    digest: String,
}

impl Record {
    /// The record of the check `name` in a folder, with all its inputs.
    pub fn new(folder: &Path, name: &str, inputs: Inputs) -> Self {
        // A name lists fixtures: it can be longer than that of a file.
        let file = written(Sha256::digest(name));
        Self { path: folder.join("passed").join(file), digest: written(inputs.0.finalize()) }
    }

    /// The result of the check when it last passed; `None` if it never passed with these inputs, or
    /// if the run is complete.
    pub fn found(&self) -> Option<String> {
        if is_complete() {
            return None;
        }
        let text = fs::read_to_string(&self.path).ok()?;
        text.strip_prefix(&self.digest)?.strip_prefix('\n').map(str::to_owned)
    }

    /// Records that it passed, and its result.
    pub fn pass(&self, found: &str) {
        write(&self.path, format!("{}\n{found}", self.digest));
    }
}

fn written(digest: impl AsRef<[u8]>) -> String {
    digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{Inputs, Record};

    #[test]
    fn any_change_needs_another_run() {
        let folder = tempfile::tempdir().expect("a folder");
        let code = folder.path().join("code");
        fs::create_dir(&code).expect("a folder");
        fs::write(code.join("lib.rs"), "fn a() {}").expect("a file");
        let record = |check: &[&str]| {
            let mut inputs = Inputs::new(check);
            inputs.add_folder(&code);
            Record::new(folder.path(), &"check ".repeat(100), inputs)
        };
        assert_eq!(record(&["clippy"]).found(), None);
        record(&["clippy"]).pass("3");
        let found = (!super::is_complete()).then(|| "3".to_owned());
        assert_eq!(record(&["clippy"]).found(), found);
        assert_eq!(record(&["doc"]).found(), None);
        assert_eq!(record(&["clip", "py"]).found(), None);
        fs::write(code.join("lib.rs"), "fn b() {}").expect("a file");
        assert_eq!(record(&["clippy"]).found(), None);
        fs::rename(code.join("lib.rs"), code.join("main.rs")).expect("a file");
        fs::write(code.join("main.rs"), "fn a() {}").expect("a file");
        assert_eq!(record(&["clippy"]).found(), None);
    }
}
