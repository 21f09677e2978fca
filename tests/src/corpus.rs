//! Runs of `cargo xtask corpus` that compile the crate of a document.

use std::fs;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use oasmith::{Input, Report};
use serde_json::{Value, json};

use crate::cargo::{program, target, xtask};
use crate::crates::profile;
use crate::folder::repository;
use crate::passed::{Inputs, Record};

/// A document and the flags of a run.
#[derive(Debug)]
pub struct Corpus<'a> {
    /// The name of the file, which is unique to a test.
    pub file: &'a str,
    /// The document.
    pub text: &'a str,
    /// The arguments after the file.
    pub arguments: &'a [&'a str],
}

/// The output of a successful run.
#[derive(Debug)]
pub struct Outcome {
    /// The standard output.
    pub said: String,
    /// The log of the document; empty if there is none.
    pub log: String,
    /// The table, with `--report report.tsv`; empty otherwise.
    pub report: String,
}

impl Corpus<'_> {
    /// Runs the command, or returns its recorded output if the document, the generated crate, and
    /// the code of the command and of these tests are the same.
    ///
    /// # Panics
    /// If the command fails.
    pub fn run(&self) -> Outcome {
        let record = self.record();
        if let Some(outcome) = record.found().as_deref().and_then(Outcome::from_record) {
            return outcome;
        }
        // Cargo gives the program of each crate the same path in the shared target folder.
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _guard = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let above = repository().join("target");
        fs::create_dir_all(&above).expect("a folder");
        let folder = tempfile::tempdir_in(above).expect("a folder");
        let folder = folder.path();
        self.write_project(folder);
        let mut command = xtask(folder);
        command.args(["corpus", self.file]).args(self.arguments);
        command.env("CARGO_NET_OFFLINE", "true");
        command.env("OASMITH_JUDGE", program("judge-under-test"));
        let output = command.output().expect("xtask can be run");
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let text = |path: &str| fs::read_to_string(folder.join(path)).unwrap_or_default();
        let log = text(&format!("target/corpus/corpus-{}.log", self.stem()));
        let outcome = Outcome { said, log, report: text("report.tsv") };
        record.pass(&outcome.to_record());
        outcome
    }

    fn stem(&self) -> &str {
        self.file.split('.').next().unwrap_or(self.file)
    }

    fn record(&self) -> Record {
        let mut inputs = Inputs::new(&["corpus", self.file, self.text]);
        self.arguments.iter().for_each(|argument| inputs.add(argument.as_bytes()));
        inputs.add(&fs::read(repository().join("Cargo.lock")).unwrap_or_default());
        for folder in ["generator/cli/src", "xtask/src/corpus", "tests/src", "tests/examples/src"] {
            inputs.add_folder(&repository().join(folder));
        }
        let folder = tempfile::tempdir().expect("a folder");
        let document = folder.path().join(self.file);
        fs::write(&document, self.text).expect("a file");
        let mut report = Report::new();
        let input = Input::from_document(&document, self.stem(), &mut report);
        let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
        for (path, text) in generated.iter().flat_map(|generated| generated.files.iter()) {
            inputs.add(path.as_bytes());
            inputs.add(text.as_bytes());
        }
        Record::new(&target().join("corpus-runs"), self.stem(), inputs)
    }

    /// Writes a project with only a document. Its crate shares its dependencies with the fixtures.
    fn write_project(&self, folder: &Path) {
        let write = |path: &str, text: &str| crate::folder::write(&folder.join(path), text);
        write(self.file, self.text);
        write("spec/sdk.toml", "");
        write("Cargo.toml", "[workspace]\n");
        write(".cargo/config.toml", &profile());
        // The current folder is in a clone, and not in the one that contains the tests.
        ["xtask/Cargo.toml", "tests/examples/Cargo.toml"].iter().for_each(|it| write(it, ""));
        fs::create_dir_all(folder.join("target/corpus")).expect("a folder");
        let shared = target();
        fs::create_dir_all(&shared).expect("a folder");
        #[cfg(unix)]
        std::os::unix::fs::symlink(&shared, folder.join("target/corpus/target")).expect("a link");
        fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).expect("Cargo.lock");
    }
}

impl Outcome {
    fn to_record(&self) -> String {
        json!([self.said, self.log, self.report]).to_string()
    }

    fn from_record(text: &str) -> Option<Self> {
        let parts: Vec<Value> = serde_json::from_str(text).ok()?;
        let [said, log, report] = parts.try_into().ok()?;
        let text = |part: Value| part.as_str().map(str::to_owned);
        Some(Self { said: text(said)?, log: text(log)?, report: text(report)? })
    }
}
