//! Generated crates that tests compile: workspaces of them in cargo's target folder.

use std::env::consts::EXE_EXTENSION;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use oasmith::diagnostic::Style;
use oasmith::{Files, Input, Report, output};

use crate::cargo::{cargo, messages, run, target};
use crate::folder::{repository, write};
use crate::passed::{Inputs, Record};

/// An empty crate with the features of dependencies that `cargo test --workspace` selects for the
/// tests. Cargo unifies features, so with this crate in a workspace, dependencies are not compiled
/// again.
const SHARED_FEATURES: &str = r#"[package]
name = "shared-features"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
bigdecimal = { version = "0.4", features = ["serde"] }
bitflags = { version = "2", features = ["std"] }
bytes = "1"
chrono = { version = "0.4", default-features = false }
form_urlencoded = "1"
futures-util = { version = "0.3", default-features = false }
hashbrown = "0.17"
indexmap = { version = "2", features = ["serde"] }
jiff = { version = "0.2", default-features = false, features = ["serde", "std"] }
libc = { version = "0.2", features = ["extra_traits"] }
memchr = "2"
num-traits = { version = "0.2", features = ["i128"] }
reqwest = { version = "0.13", default-features = false, features = ["gzip", "http2", "rustls", "system-proxy"] }
rust_decimal = { version = "1", default-features = false, features = ["serde", "std"] }
rustls = { version = "0.23", default-features = false, features = ["logging", "ring", "std", "tls12"] }
serde = { version = "1", features = ["alloc", "derive"] }
serde_json = { version = "1", features = ["alloc", "float_roundtrip", "preserve_order"] }
time = { version = "0.3", default-features = false, features = ["serde-human-readable", "std"] }
tokio = { version = "1", features = ["fs", "io-util", "macros", "net", "rt-multi-thread", "sync", "time"] }
url = { version = "2", features = ["serde"] }
uuid = { version = "1", features = ["serde"] }
"#;

/// The argument that selects this crate. Beside other packages, it gives their dependencies the
/// features of the tests.
pub const SHARED: &str = "--package=shared-features";

/// Generated crates as the members of a workspace of their own. They are built into the folder of
/// the tests themselves, with the same profile, lock file and features of dependencies, so that
/// dependencies are built once.
#[derive(Debug)]
pub struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
    /// Crates outside of the workspace that members use.
    outside: Vec<PathBuf>,
}

impl Workspace {
    /// A workspace in a folder of this name. It keeps the files of an earlier run: cargo compiles
    /// only what has changed.
    pub fn new(name: &str) -> Self {
        Self { folder: target().join(name), members: Vec::new(), outside: Vec::new() }
    }

    /// Writes a crate; unchanged files are not touched.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn add(&mut self, name: &str, files: &Files) {
        let mut report = Report::new();
        let written = output::write(files, &self.folder.join(name), &mut report);
        assert!(written.is_some(), "{}", report.render(Style::Plain));
        self.members.push(name.to_owned());
    }

    /// Writes a program with the files of a folder, which uses other members.
    ///
    /// # Panics
    /// If the files cannot be copied.
    pub fn program(&mut self, name: &str, sources: &Path, uses: &[&str]) {
        let dependencies: String =
            uses.iter().map(|name| format!("{name} = {{ path = \"../{name}\" }}\n")).collect();
        let dependencies = format!(
            "{dependencies}shared-features = {{ path = \"../shared-features\" }}\n\
             futures-util = {{ version = \"0.3\", default-features = false }}\nhttp = \"1\"\nserde_json = \"1\"\ntokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        self.package_of(name, &dependencies, sources, "src");
    }

    /// Writes a package without code of its own, whose examples are the files in a folder. It uses
    /// the generated crate of this repository.
    ///
    /// # Panics
    /// If the files cannot be copied.
    pub fn examples(&mut self, name: &str, sources: &Path) {
        let generated = repository().join("generated");
        let dependencies = format!(
            "customer-timeline = {{ path = {generated:?} }}\n\
             tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n"
        );
        write_changed(self.folder.join(name).join("src/lib.rs"), "");
        self.package_of(name, &dependencies, sources, "examples");
        self.outside.push(generated);
    }

    /// Writes a package with copies of the files in a folder.
    fn package_of(&mut self, name: &str, dependencies: &str, sources: &Path, into: &str) {
        let manifest = format!(
            "[package]\nname = \"{name}\"\nedition = \"2024\"\n\n[dependencies]\n{dependencies}"
        );
        write_changed(self.folder.join(name).join("Cargo.toml"), &manifest);
        for path in files_in(sources) {
            let text = fs::read_to_string(&path).expect("a file");
            let file = path.file_name().expect("a name");
            write_changed(self.folder.join(name).join(into).join(file), &text);
        }
        self.members.push(name.to_owned());
    }

    /// Writes a copy of a folder of the tests that is a workspace.
    ///
    /// # Panics
    /// If it cannot be copied.
    pub fn copy(&mut self, name: &str, sources: &Path) -> PathBuf {
        let folder = self.folder.join(name);
        for path in files_in(sources).into_iter().chain(files_in(&sources.join("src"))) {
            let text = fs::read_to_string(&path).expect("a file");
            let text = match path.file_name().is_some_and(|it| it == "Cargo.toml") {
                true => text.replace("\n[workspace]\n", ""),
                false => text,
            };
            write_changed(folder.join(path.strip_prefix(sources).expect("a file below")), &text);
        }
        self.members.push(name.to_owned());
        folder
    }

    /// Adds a member whose files [`Workspace::write`] writes.
    pub fn member(&mut self, name: &str) {
        self.members.push(name.to_owned());
    }

    /// Writes a file of a member, unless it is unchanged.
    ///
    /// # Panics
    /// If it cannot be written.
    pub fn write(&self, path: &str, text: &str) {
        write_changed(self.folder.join(path), text);
    }

    /// The names of its crates.
    pub fn members(&self) -> &[String] {
        &self.members
    }

    /// Cargo, for this workspace. Features of dependencies are shared with the tests if the
    /// arguments select the complete workspace, or members beside `shared-features`. For other
    /// packages, they are those that the crates ask for themselves.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        self.write_workspace();
        let mut command = cargo(&self.folder);
        command.args(arguments).arg("--offline").env("CARGO_TARGET_DIR", target());
        // Incremental compilation does not help crates that are compiled once.
        command.env("CARGO_INCREMENTAL", "0").env_remove("RUSTFLAGS");
        command
    }

    /// Builds an example of a package, whose dependencies share their features with the tests, and
    /// returns the program.
    ///
    /// # Panics
    /// With the output of cargo, if there is any.
    pub fn example(&self, package: &str, name: &str, arguments: &[&str]) -> PathBuf {
        let (package, example) = (format!("--package={package}"), format!("--example={name}"));
        let build = ["build", "--quiet", SHARED, &package, &example];
        let output = run(self.cargo(&build).args(arguments));
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.is_empty(), "{errors}");
        target().join("debug/examples").join(name).with_extension(EXE_EXTENSION)
    }

    /// Writes the files of the workspace itself.
    fn write_workspace(&self) {
        let members: Vec<&str> =
            self.members.iter().map(String::as_str).chain(["shared-features"]).collect();
        let manifest =
            format!("[workspace]\nresolver = \"3\"\nmembers = {members:?}\n\n{}", profile());
        write_changed(self.folder.join("Cargo.toml"), &manifest);
        write_changed(self.folder.join("shared-features/Cargo.toml"), SHARED_FEATURES);
        write_changed(self.folder.join("shared-features/src/lib.rs"), "");
        let lock = fs::read_to_string(repository().join("Cargo.lock")).expect("Cargo.lock");
        write(&self.folder.join("Cargo.lock"), lock);
    }

    /// The record of a check of some members.
    fn record(&self, name: &str, check: &[&str], members: &[String]) -> Record {
        self.record_of(name, Inputs::new(check), members)
    }

    fn record_of(&self, name: &str, mut inputs: Inputs, members: &[String]) -> Record {
        for path in ["Cargo.lock", "clippy.toml"] {
            inputs.add(&fs::read(repository().join(path)).unwrap_or_default());
        }
        inputs.add(profile().as_bytes());
        inputs.add(SHARED_FEATURES.as_bytes());
        for member in members {
            inputs.add(member.as_bytes());
            inputs.add_folder(&self.folder.join(member));
        }
        self.outside.iter().for_each(|folder| inputs.add_folder(folder));
        Record::new(&self.folder, name, inputs)
    }

    /// The record of a test that runs programs of the workspace. It depends on the crates, the text
    /// of the test, and the code in `tests/src`.
    pub fn record_of_test(&self, name: &str, test: &str) -> Record {
        let mut inputs = Inputs::new(&["test", test]);
        inputs.add_folder(&repository().join("tests/src"));
        self.record_of(name, inputs, &self.members)
    }

    /// Asserts that clippy and the compiler have no warnings.
    ///
    /// # Panics
    /// With the warnings.
    pub fn clippy(&self, arguments: &[&str]) {
        let name = arguments.join(" ").replace(['=', ','], "_");
        let check = [&["clippy"], arguments].concat();
        let record = self.record(&name, &check, &self.members);
        if record.found().is_some() {
            return;
        }
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
        record.pass("");
    }

    /// Asserts that the examples in the documentation compile and that none is run. Returns their
    /// number.
    ///
    /// # Panics
    /// With the output of cargo if it fails.
    pub fn doc_tests(&self) -> usize {
        let record = |member: &String| {
            let members = std::slice::from_ref(member);
            self.record(&format!("doc-tests-{member}"), &["doc tests"], members)
        };
        let records = self.members.iter().map(|member| (member, record(member)));
        let (mut count, mut waiting) = (0, Vec::new());
        for (member, record) in records {
            match record.found().and_then(|found| found.parse::<usize>().ok()) {
                Some(found) => count += found,
                None => waiting.push((member, record)),
            }
        }
        if waiting.is_empty() {
            return count;
        }
        let packages =
            waiting.iter().map(|(member, _)| format!("--package={}", self.package(member)));
        let mut command = self.cargo(&["test", "--doc", SHARED]);
        let output = command.args(packages).output().expect("cargo can be run");
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
        let is_test = |line: &&str| line.starts_with("test ") && !line.starts_with("test result");
        let tests: Vec<_> = said.lines().filter(is_test).collect();
        let is_compiled = |line: &&str| line.ends_with(" - compile ... ok");
        assert!(tests.iter().all(is_compiled), "an example is run\n{said}");
        for (member, record) in waiting {
            let is_of_member = |line: &&&str| line.starts_with(&format!("test {member}/"));
            record.pass(&tests.iter().filter(is_of_member).count().to_string());
        }
        count + tests.len()
    }

    /// The name of the package of a member.
    fn package(&self, member: &str) -> String {
        let path = self.folder.join(member).join("Cargo.toml");
        let text = fs::read_to_string(path).expect("a manifest");
        let manifest: toml::Table = text.parse().expect("TOML");
        let name = manifest.get("package").and_then(|package| package.get("name"));
        name.and_then(toml::Value::as_str).expect("a name").to_owned()
    }

    /// Asserts that rustdoc has no warnings about members.
    ///
    /// # Panics
    /// With the warnings.
    pub fn pages(&self) {
        let record = self.record("pages", &["pages"], &self.members);
        if record.found().is_some() {
            return;
        }
        let mut command = self.cargo(&["doc", "--workspace", "--no-deps", "--lib", "--quiet"]);
        run(command.env("RUSTDOCFLAGS", "-D warnings"));
        record.pass("");
    }
}

/// One crate of several APIs: the first API of each input, in a module and behind a feature with
/// the given name. They share one runtime.
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

/// The profiles of this repository, without debug information.
pub(crate) fn profile() -> String {
    let text = fs::read_to_string(repository().join("Cargo.toml")).expect("Cargo.toml");
    let mut manifest: toml::Table = text.parse().expect("TOML");
    manifest.retain(|key, _| key == "profile");
    let dev = manifest.get_mut("profile").and_then(|profile| profile.get_mut("dev"));
    let dev = dev.and_then(toml::Value::as_table_mut).expect("profile.dev");
    dev.insert("debug".to_owned(), false.into());
    manifest.to_string()
}

/// The files in a folder, without those in folders below it, in the order of their names.
///
/// # Panics
/// If the folder cannot be read.
pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    let mut files: Vec<_> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.retain(|path| path.is_file());
    files.sort();
    files
}

/// Writes a file, unless it is unchanged, so that its time of modification stays.
fn write_changed(path: PathBuf, text: &str) {
    if fs::read_to_string(&path).is_ok_and(|old| old == text) {
        return;
    }
    write(&path, text);
}
