//! Judges the operations of any document: its crate has tests that call each operation
//! (`tests = true`), and a mock server of the document responds.
//!
//! Several documents share a crate, as modules, because the runtime and the linker would take most
//! of the time otherwise.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::batch::Document;
use super::committed::Committed;
use super::npm::NpmTool;
use super::recorder::Exchange;
use super::runner::Runner;
use super::server::free_port;
use super::verdict::{Extent, Finding, Judged, Measure, Verdict};
use super::{CommonFlags, batch, folder};
use crate::corpus::find::{self, FoundDocument};
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::terminal::note;

/// The documents to judge.
#[derive(clap::Args)]
pub struct DocumentFlags {
    #[command(flatten)]
    pub common: CommonFlags,

    /// Documents, and folders that contain documents at any depth [default: some of
    /// tests/fixtures]
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,

    /// Read the reasons from this file instead of tests/conformance/reasons.toml
    #[arg(long, value_name = "FILE", requires = "paths")]
    pub reasons: Option<PathBuf>,

    /// Write a table of the documents into this Markdown file, between the lines
    /// `<!-- JUDGE -->` and `<!-- end of JUDGE -->`
    #[arg(long, value_name = "FILE")]
    pub table: Option<PathBuf>,
}

/// A mock server.
#[derive(Debug, Clone, Copy)]
pub struct MockServer {
    pub tool: NpmTool,
    /// The fixtures that are judged by default.
    pub fixtures: &'static [&'static str],
    /// Whether it reads documents of a version.
    pub reads: fn(&str) -> bool,
    /// The command that serves a document, for the folder of the package and a port.
    pub command: fn(&Path, &Path, u16) -> Command,
    /// A path that responds once the server has started.
    pub path: &'static str,
    /// Why it rejects a request; `None` if it does not.
    pub rejection: fn(&Exchange) -> Option<String>,
}

/// Calls whose request the server accepts, without those that could not be written.
pub const REQUESTS: Measure = Measure { name: "requests", needs_reasons: true };
/// Responses to these calls that the client decodes.
pub const RESPONSES: Measure = Measure { name: "responses", needs_reasons: true };
/// Responses with the other statuses that the document describes, which the client decodes.
pub const STATUSES: Measure = Measure { name: "statuses", needs_reasons: true };

/// Generates and builds the crates, and calls every operation of each document.
///
/// # Errors
/// If no document can be judged, or the server is not there.
pub fn judge(
    mock: MockServer,
    flags: &DocumentFlags,
    committed: &Committed,
    repository: &Path,
) -> Checked<Verdict> {
    let port = flags.common.port;
    free_port(port)?;
    let package = mock.tool.folder(repository, flags.common.install)?;
    let (found, extent) = documents(mock, flags, committed, repository)?;
    let folder = folder(repository, mock.tool.judge);
    let (mut findings, mut documents) = (Vec::new(), Vec::new());
    let batches = batch::batches(found, &mut findings, REQUESTS);
    let built = batch::build(&batches, &folder, repository)?;
    let runner = Runner { mock, package, port, folder };
    for (batch, program) in batches.iter().zip(built) {
        for document in &batch.documents {
            let (of_document, judged) = match &program {
                Ok(program) => runner.document(document, program),
                Err(problem) => unbuilt(document, problem),
            };
            findings.extend(of_document);
            documents.push(judged);
        }
    }
    let measures = vec![REQUESTS, RESPONSES, STATUSES];
    Ok(Verdict { judge: mock.tool.judge, measures, findings, documents, extent })
}

/// The documents of the command line that the server reads, or the fixtures.
fn documents(
    mock: MockServer,
    flags: &DocumentFlags,
    committed: &Committed,
    repository: &Path,
) -> Checked<(Vec<FoundDocument>, Extent)> {
    let fixtures = repository.join("tests").join("fixtures");
    let (paths, extent) = match flags.paths.as_slice() {
        [] => {
            let fixture = |name: &&str| fixtures.join(name);
            (mock.fixtures.iter().map(fixture).collect(), Extent::Complete)
        }
        paths => (paths.to_owned(), Extent::Part),
    };
    let found = find::find(&paths).map_err(|error| {
        CommandError::new(format!("the documents cannot be read: {error}"), "check the paths")
    })?;
    // Reasons with a list of documents apply only to these, whatever their version is.
    let listed = committed.documents(mock.tool.judge);
    let is_judged = |document: &FoundDocument| match listed.is_empty() {
        true => document.version.as_deref().is_some_and(mock.reads),
        false => listed.contains(document.name.as_str()),
    };
    let (mut judged, others): (Vec<_>, Vec<_>) = found.into_iter().partition(is_judged);
    if !others.is_empty() {
        let why = if listed.is_empty() { "their versions are others" } else { "not listed" };
        note(format_args!("note: {} of the documents are not judged: {why}", others.len()));
    }
    if judged.is_empty() {
        return Err(CommandError::new(
            format!("there is no document that {} reads", mock.tool.package),
            "name documents of another version of OpenAPI, or list them below `--reasons`",
        ));
    }
    if extent == Extent::Complete {
        // All fixtures have the same file name.
        for document in &mut judged {
            let folder = document.path.parent().and_then(Path::file_name).unwrap_or_default();
            document.name = folder.to_string_lossy().into_owned();
        }
    }
    Ok((judged, extent))
}

/// The finding about a document whose crate is not built.
fn unbuilt(document: &Document, problem: &str) -> (Vec<Finding>, Judged) {
    let name = document.found.name.clone();
    let finding = Finding::new(REQUESTS, name.clone(), Some(problem.to_owned()));
    (vec![finding], Judged { name, operations: document.operations, time: Duration::ZERO })
}
