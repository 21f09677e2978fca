//! Crates of several documents, with tests that call each operation.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use oasmith::diagnostic::Style;
use oasmith::load::GivenPath;
use oasmith::{Input, OnError, Report, output};
use serde_json::Value;

use super::verdict::{Finding, Measure};
use super::write;
use crate::corpus::find::FoundDocument;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::program_output::excerpt;
use oasmith_cli::terminal::note;

/// The maximum number of operations in the documents of one crate.
const OPERATIONS: usize = 250;

/// A document of a crate.
#[derive(Debug)]
pub struct Document {
    pub found: FoundDocument,
    /// The module of its tests.
    pub module: String,
    /// The number of its operations.
    pub operations: usize,
    input: Input,
}

/// The documents of a crate.
#[derive(Debug)]
pub struct Batch {
    pub documents: Vec<Document>,
}

/// Plans crates. A document from which nothing can be generated is a finding, and so is each
/// omitted operation.
pub fn batches(
    documents: Vec<FoundDocument>,
    findings: &mut Vec<Finding>,
    measure: Measure,
) -> Vec<Batch> {
    let mut batches: Vec<Batch> = Vec::new();
    let mut size = 0;
    for found in documents {
        let mut add = |scenario: String, problem: String| {
            findings.push(Finding::new(measure, scenario, Some(problem)));
        };
        let mut report = Report::new();
        let Some((input, summary)) = generated(&found, &mut report) else {
            let text = report.render(Style::Plain);
            let first = text.lines().find(|line| line.starts_with("error")).unwrap_or("an error");
            add(found.name, format!("no crate is generated: {first}"));
            continue;
        };
        for index in 0..summary.left_out {
            let problem = "an operation is left out, since it has an error".to_owned();
            add(format!("{} left out {}", found.name, index + 1), problem);
        }
        if summary.operations == 0 {
            continue;
        }
        let module = found.package.replace('-', "_");
        let document = Document { found, module, operations: summary.operations, input };
        if batches.is_empty() || size + document.operations > OPERATIONS {
            batches.push(Batch { documents: Vec::new() });
            size = 0;
        }
        size += document.operations;
        if let Some(batch) = batches.last_mut() {
            batch.documents.push(document);
        }
    }
    batches
}

/// The input for a document, and its counts.
fn generated(found: &FoundDocument, report: &mut Report) -> Option<(Input, oasmith::Summary)> {
    let mut input = Input::from_document(&found.path, &found.package, report)?;
    input.on_error = OnError::LeaveOut;
    input.manifest.package.tests = true;
    for api in &mut input.manifest.apis {
        api.root = found.root.clone().map(GivenPath::from);
    }
    let summary = oasmith::generate(&input, report)?.summary.into_iter().next()?;
    Some((input, summary))
}

/// Builds the test program of each batch, or returns the errors of the compiler.
///
/// # Errors
/// If a file cannot be written, or cargo does not run.
pub fn build(
    batches: &[Batch],
    folder: &Path,
    repository: &Path,
) -> Checked<Vec<Result<PathBuf, String>>> {
    let names: Vec<String> = (1..=batches.len()).map(|index| format!("batch-{index}")).collect();
    for (batch, name) in batches.iter().zip(&names) {
        write_crate(batch, name, &folder.join(name))?;
    }
    let members: Vec<_> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let manifest = format!(
        "[workspace]\nresolver = \"3\"\nmembers = [{}]\n\n[profile.dev]\ndebug = false\n",
        members.join(", ")
    );
    write(&folder.join("Cargo.toml"), manifest)?;
    // The same versions as the repository's own crates.
    let lock = fs::read(repository.join("Cargo.lock")).unwrap_or_default();
    if !folder.join("Cargo.lock").exists() {
        write(&folder.join("Cargo.lock"), lock)?;
    }
    note(format_args!("building {} crates", batches.len()));
    let target = crate::tool::target(repository).join("conformance").join("target");
    let mut command = cargo(folder);
    command
        .args(["build", "--workspace", "--keep-going", "--test=operations"])
        .args(["--message-format=json-render-diagnostics", "--color=never", "--target-dir"])
        .arg(target)
        .env("CARGO_INCREMENTAL", "0")
        .env_remove("RUSTFLAGS");
    let output = command.output().map_err(|error| {
        CommandError::new(format!("cargo does not run: {error}"), "install Rust with rustup")
    })?;
    let programs = programs(&String::from_utf8_lossy(&output.stdout));
    let problem = "its crate does not compile".to_owned();
    if programs.len() < names.len() {
        note(format_args!(
            "error: {} of {} crates do not compile:\n{}",
            names.len() - programs.len(),
            names.len(),
            excerpt(&output.stderr)
        ));
    }
    let program = |name: &String| programs.get(name).cloned().ok_or_else(|| problem.clone());
    Ok(names.iter().map(program).collect())
}

/// The programs in cargo's messages, by the name of their package.
fn programs(messages: &str) -> BTreeMap<String, PathBuf> {
    let program = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        let executable = PathBuf::from(message.get("executable")?.as_str()?);
        let manifest = PathBuf::from(message.get("manifest_path")?.as_str()?);
        Some((manifest.parent()?.file_name()?.to_string_lossy().into_owned(), executable))
    };
    messages.lines().filter_map(program).collect()
}

/// Writes the crate of a batch: without TLS, since servers are on this machine.
fn write_crate(batch: &Batch, name: &str, folder: &Path) -> Checked {
    let failed = |report: &Report| {
        CommandError::new(
            format!("{name} cannot be generated:\n{}", report.render(Style::Plain)),
            "repair the errors above",
        )
    };
    let mut inputs = batch.documents.iter().map(|document| {
        let mut input = document.input.clone();
        for api in &mut input.manifest.apis {
            api.name.clone_from(&document.found.package);
            api.module = Some(document.module.clone());
            api.feature = Some(document.found.package.clone());
        }
        input
    });
    let mut report = Report::new();
    let Some(mut input) = inputs.next() else { return Ok(()) };
    input.manifest.apis.extend(inputs.flat_map(|input| input.manifest.apis));
    name.clone_into(&mut input.manifest.package.name);
    input.manifest.package.standalone = false;
    let generated = oasmith::generate(&input, &mut report);
    let Some(mut generated) = generated else { return Err(failed(&report)) };
    let manifest = generated.files.get("Cargo.toml").unwrap_or_default();
    let manifest = with_default_features(manifest);
    generated.files.insert("Cargo.toml", manifest);
    match output::write(&generated.files, folder, &mut report) {
        Some(_) => Ok(()),
        None => Err(failed(&report)),
    }
}

/// The manifest with the default features that the tests need. The header stays, since files
/// without it are not overwritten.
fn with_default_features(manifest: &str) -> String {
    let mut is_default = false;
    let mut text = String::new();
    for line in manifest.lines() {
        is_default |= line.starts_with("default = [");
        let features = "\"reqwest\", \"test-util\"";
        let line = if is_default { line.replace("\"rustls\"", features) } else { line.to_owned() };
        is_default &= !line.ends_with(']');
        text.push_str(&line);
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::with_default_features;

    #[test]
    fn the_crate_has_no_tls() {
        let short = "[features]\ndefault = [\"rustls\", \"pets\"]\nrustls = [\"reqwest\"]\n";
        assert_eq!(
            with_default_features(short),
            "[features]\ndefault = [\"reqwest\", \"test-util\", \"pets\"]\n\
             rustls = [\"reqwest\"]\n"
        );
        let long = "default = [\n    \"rustls\",\n    \"pets\",\n]\n";
        let features = with_default_features(long);
        let parsed: toml::Table = features.parse().expect("TOML");
        let known: Vec<_> = parsed["default"].as_array().expect("a list").iter().collect();
        assert_eq!(known.len(), 3, "{features}");
        assert!(features.contains("\"test-util\""), "{features}");
    }
}
