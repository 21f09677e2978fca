//! Generated crates that tests compile: workspaces of them in cargo's target folder.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::diagnostic::Style;
use oasmith::{Files, Input, Report, output};

use crate::cargo::{cargo, messages, target};
use crate::folder::{repository, write};

/// An empty crate with the features of dependencies that `cargo test --workspace` selects for the
/// tests. Cargo unifies features, so with this crate in a workspace, dependencies are not compiled
/// again.
const SHARED: &str = r#"[package]
name = "shared-features"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
bitflags = { version = "2", features = ["std"] }
bytes = "1"
chrono = { version = "0.4", default-features = false }
form_urlencoded = "1"
futures-util = { version = "0.3", default-features = false }
hashbrown = "0.17"
indexmap = { version = "2", features = ["serde"] }
libc = { version = "0.2", features = ["extra_traits"] }
memchr = "2"
num-traits = { version = "0.2", features = ["i128"] }
reqwest = { version = "0.13", default-features = false, features = ["gzip", "http2", "rustls", "system-proxy"] }
rustls = { version = "0.23", default-features = false, features = ["logging", "ring", "std", "tls12"] }
serde = { version = "1", features = ["alloc", "derive"] }
serde_json = { version = "1", features = ["alloc", "float_roundtrip", "preserve_order"] }
tokio = { version = "1", features = ["fs", "io-util", "macros", "net", "rt-multi-thread", "sync", "time"] }
"#;

/// Generated crates as the members of a workspace of their own. They are built into the folder of
/// the tests themselves, with the same profile, lock file and features of dependencies, so that
/// dependencies are built once.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
}

impl Workspace {
    /// A workspace in a folder of this name. What an earlier run left there is kept: cargo compiles
    /// only what has changed.
    pub fn new(name: &str) -> Self {
        Self { folder: target().join(name), members: Vec::new() }
    }

    /// Writes a crate, and nothing that is there already.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn add(&mut self, name: &str, files: &Files) {
        let mut report = Report::new();
        let written = output::write(files, &self.folder.join(name), &mut report);
        assert!(written.is_some(), "{}", report.render(Style::Plain));
        self.members.push(name.to_owned());
    }

    /// Writes a program, whose files are in a folder, and which uses other members.
    ///
    /// # Panics
    /// If the files cannot be copied.
    pub fn program(&mut self, name: &str, sources: &Path, uses: &[&str]) {
        let dependencies: String =
            uses.iter().map(|name| format!("{name} = {{ path = \"../{name}\" }}\n")).collect();
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}\
             serde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        write_changed(self.folder.join(name).join("Cargo.toml"), &manifest);
        for entry in fs::read_dir(sources).expect("a folder") {
            let path = entry.expect("an entry").path();
            let text = fs::read_to_string(&path).expect("a file");
            let file = path.file_name().expect("a name");
            write_changed(self.folder.join(name).join("src").join(file), &text);
        }
        self.members.push(name.to_owned());
    }

    /// The names of its crates.
    pub fn members(&self) -> &[String] {
        &self.members
    }

    /// Cargo, for this workspace. Features of dependencies are shared with the tests if the
    /// arguments select the whole workspace. For selected packages, they are those that the crates
    /// ask for themselves.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let members: Vec<&str> =
            self.members.iter().map(String::as_str).chain(["shared-features"]).collect();
        let manifest =
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{}", profile());
        write_changed(self.folder.join("Cargo.toml"), &manifest);
        write_changed(self.folder.join("shared-features/Cargo.toml"), SHARED);
        write_changed(self.folder.join("shared-features/src/lib.rs"), "");
        let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("Cargo.lock");
        write(&self.folder.join("Cargo.lock"), lock);
        let mut command = cargo(&self.folder);
        command.args(arguments).arg("--offline").env("CARGO_TARGET_DIR", target());
        // A crate that is compiled once gains nothing from it.
        command.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
        command
    }

    /// Asserts that clippy, and with it the compiler, has no complaint.
    ///
    /// # Panics
    /// With the complaints.
    pub fn clippy(&self, arguments: &[&str]) {
        let mut command = self.cargo(&["clippy", "--keep-going", "--message-format=json"]);
        let output = command.args(arguments).output().expect("cargo can be run");
        let rendered = |message: &serde_json::Value| {
            message["message"]["rendered"].as_str().map(str::to_owned)
        };
        let complaints: Vec<_> = messages(&output).iter().filter_map(rendered).collect();
        let shown = complaints.iter().take(30).map(String::as_str).collect::<Vec<_>>().join("\n");
        assert!(
            complaints.is_empty() && output.status.success(),
            "{} complaints with {arguments:?}\n{shown}\n{}",
            complaints.len(),
            String::from_utf8_lossy(&output.stderr)
        );
    }

    /// Asserts that the examples on pages compile and that none is run, and gives their number.
    ///
    /// # Panics
    /// With what cargo says otherwise.
    pub fn doc_tests(&self) -> usize {
        let mut command = self.cargo(&["test", "--doc", "--workspace"]);
        let output = command.output().expect("cargo can be run");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let is_test = |line: &&str| line.starts_with("test ") && !line.starts_with("test result");
        let tests: Vec<_> = said.lines().filter(is_test).collect();
        let is_compiled = |line: &&str| line.ends_with(" - compile ... ok");
        assert!(tests.iter().all(is_compiled), "an example is run\n{said}");
        tests.len()
    }
}

/// One crate of several APIs: the first API of each input, in a module and behind a feature with
/// the name beside it. They share one runtime.
///
/// # Panics
/// If there is no input.
pub fn together(name: &str, inputs: impl IntoIterator<Item = (String, Input)>) -> Input {
    let mut all: Option<Input> = None;
    for (name, mut input) in inputs {
        let mut api = input.manifest.apis.remove(0);
        api.module = Some(name.replace(['-', '.'], "_"));
        api.feature = Some(name.clone());
        api.name = name;
        input.manifest.apis.clear();
        all.get_or_insert(input).manifest.apis.push(api);
    }
    let mut all = all.expect("an input");
    name.clone_into(&mut all.manifest.package.name);
    all.manifest.package.standalone = false;
    all
}

/// The crate of an input.
///
/// # Panics
/// If there is none, with the messages.
pub fn files(input: &Input) -> Files {
    let mut report = Report::new();
    match oasmith::generate(input, &mut report) {
        Some(generated) => generated.files,
        None => panic!("nothing was generated\n{}", report.render(Style::Plain)),
    }
}

/// The profiles of this repository. Nobody debugs the crates, so they have no debug information.
fn profile() -> String {
    let text = fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let mut manifest: toml::Table = text.parse().expect("TOML");
    manifest.retain(|key, _| key == "profile");
    let dev = manifest.get_mut("profile").and_then(|profile| profile.get_mut("dev"));
    let dev = dev.and_then(toml::Value::as_table_mut).expect("profile.dev");
    dev.insert("debug".to_owned(), false.into());
    manifest.to_string()
}

/// Writes a file whose time says when it last changed.
fn write_changed(path: PathBuf, text: &str) {
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return;
    }
    write(&path, text);
}
