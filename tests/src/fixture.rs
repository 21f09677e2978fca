//! The documents in `fixtures/`, and their generated crates.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use oasmith::diagnostic::Style;
use oasmith::{Files, Input, Report};

/// A folder of `fixtures/`: an `openapi.yaml`, or an `sdk.toml` and the documents that it names.
#[derive(Debug, Clone)]
pub struct Fixture {
    /// The folder's name.
    pub name: String,
    /// The folder, relative to the package, in which tests run.
    pub folder: PathBuf,
}

/// All of them, sorted by name.
pub fn all() -> Vec<Fixture> {
    let entries = fs::read_dir("fixtures").expect("tests run in the folder of their package");
    let mut names: Vec<_> = entries
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    names.sort();
    names.iter().map(|name| Fixture::named(name)).collect()
}

/// The generated output of a fixture.
#[derive(Debug)]
pub struct Generated {
    /// The crate.
    pub files: Files,
    /// All messages as they are shown; empty if there are none.
    pub messages: String,
}

impl Fixture {
    /// The fixture of this name.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), folder: Path::new("fixtures").join(name) }
    }

    /// Its crate, called `fixture-…` and not a workspace of its own. Messages are in the report.
    pub fn input(&self, report: &mut Report) -> Option<Input> {
        let (own, document) = (self.folder.join("sdk.toml"), self.folder.join("openapi.yaml"));
        let mut input = match own.is_file() {
            true => Input::from_manifest(&own, report),
            false => Input::from_document(&document, &format!("fixture-{}", self.name), report),
        }?;
        input.manifest.package.standalone = false;
        Some(input)
    }

    /// Its crate and the messages, generated once for all tests of a program.
    ///
    /// # Panics
    /// If there are errors, with the errors.
    pub fn generated(&self) -> &'static Generated {
        static ALL: Mutex<BTreeMap<String, &OnceLock<Generated>>> = Mutex::new(BTreeMap::new());
        let mut all = ALL.lock().unwrap_or_else(PoisonError::into_inner);
        let known = *all.entry(self.name.clone()).or_insert_with(|| Box::leak(Box::default()));
        drop(all);
        known.get_or_init(|| self.generate())
    }

    /// Generates its crate.
    ///
    /// # Panics
    /// If there are errors, with the errors.
    pub fn generate(&self) -> Generated {
        let mut report = Report::new();
        let generated =
            self.input(&mut report).and_then(|input| oasmith::generate(&input, &mut report));
        let messages = report.render(Style::Plain);
        match generated {
            Some(generated) => Generated { files: generated.files, messages },
            None => panic!("{}: nothing was generated\n{messages}", self.name),
        }
    }

    /// Its crate, generated once for all tests of a program.
    ///
    /// # Panics
    /// If there are errors, with the errors.
    pub fn files(&self) -> &'static Files {
        &self.generated().files
    }
}

impl Generated {
    /// The code of operations and types.
    pub fn code(&self) -> String {
        self.texts(|path| path.starts_with("src/") && !path.contains("runtime/") && !is_frame(path))
    }

    /// The code around them: the library's page, the clients, and the example.
    pub fn frame(&self) -> String {
        self.texts(|path| {
            (path.starts_with("examples/") || is_frame(path)) && !path.contains("runtime/")
        })
    }

    /// The tests that call every operation.
    pub fn tests(&self) -> String {
        self.texts(|path| path.starts_with("tests/"))
    }

    fn texts(&self, wanted: impl Fn(&str) -> bool) -> String {
        let files = self.files.iter().filter(|(path, _)| wanted(path));
        files.map(|(path, text)| format!("=== {path}\n{text}\n")).collect()
    }
}

fn is_frame(path: &str) -> bool {
    ["src/lib.rs", "src/deps.rs"].contains(&path) || path.ends_with("/client.rs")
}
