//! Judges the operations of any document: its crate has tests that call each operation
//! (`tests = true`), and a mock server of the document responds.
//!
//! Several documents share a crate, as modules, because the runtime and the linker would take most
//! of the time otherwise. A test that fails is run once more, with a recorder between the client
//! and the server, to see whether the server rejected the request or the client the response.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::batch::Document;
use super::npm::NpmTool;
use super::recorder::{Exchange, Recorder};
use super::server::{Launch, Server, free_port};
use super::verdict::{Extent, Finding, Measure, Verdict};
use super::{CommonFlags, batch, folder};
use crate::corpus::find::{self, FoundDocument};
use crate::error::{Checked, CommandError};
use crate::terminal::note;

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
    /// A path that it responds to once it has started.
    pub path: &'static str,
    /// Why it rejects a request; `None` if it does not.
    pub rejection: fn(&Exchange) -> Option<String>,
}

/// Calls whose request the server accepts. A call that cannot be written is none of them.
const REQUESTS: Measure = Measure { name: "requests", needs_reasons: true };
/// Responses to these that the client decodes.
const RESPONSES: Measure = Measure { name: "responses", needs_reasons: true };

/// Time limit for a response that the recorder waits for.
const RECORDED: Duration = Duration::from_secs(2);

/// Generates and builds the crates, and calls every operation of each document.
///
/// # Errors
/// If no document can be judged, or the server is not there.
pub fn judge(mock: MockServer, flags: &DocumentFlags, repository: &Path) -> Checked<Verdict> {
    let package = mock.tool.folder(repository, flags.common.install)?;
    let port = free_port(flags.common.port)?;
    let (documents, extent) = documents(mock, flags, repository)?;
    let folder = folder(repository, mock.tool.judge);
    let mut findings = Vec::new();
    let batches = batch::batches(documents, &mut findings, REQUESTS);
    let built = batch::build(&batches, &folder, repository)?;
    let runner = Runner { mock, package, port, folder };
    for (batch, program) in batches.iter().zip(built) {
        for document in &batch.documents {
            match &program {
                Ok(program) => findings.extend(runner.document(document, program)),
                Err(problem) => findings.push(whole(document, problem)),
            }
        }
    }
    let measures = vec![REQUESTS, RESPONSES];
    Ok(Verdict { judge: mock.tool.judge, measures, findings, extent })
}

/// The documents of the command line that the server reads, or the fixtures.
fn documents(
    mock: MockServer,
    flags: &DocumentFlags,
    repository: &Path,
) -> Checked<(Vec<FoundDocument>, Extent)> {
    let fixtures = repository.join("tests").join("fixtures");
    let (paths, extent) = match flags.paths.as_slice() {
        [] => {
            let fixture = |name: &&str| fixtures.join(name);
            (mock.fixtures.iter().map(fixture).collect(), Extent::Whole)
        }
        paths => (paths.to_owned(), Extent::Part),
    };
    let found = find::find(&paths).map_err(|error| {
        CommandError::new(format!("the documents cannot be read: {error}"), "check the paths")
    })?;
    let (mut judged, others): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|document| document.version.as_deref().is_some_and(mock.reads));
    if !others.is_empty() {
        note(format_args!(
            "note: {} does not read {} of the documents: their versions are others",
            mock.tool.package,
            others.len()
        ));
    }
    if judged.is_empty() {
        return Err(CommandError::new(
            format!("there is no document that {} reads", mock.tool.package),
            "name documents of another version of OpenAPI",
        ));
    }
    if extent == Extent::Whole {
        // All fixtures have the same file name.
        for document in &mut judged {
            let folder = document.path.parent().and_then(Path::file_name).unwrap_or_default();
            document.name = folder.to_string_lossy().into_owned();
        }
    }
    Ok((judged, extent))
}

/// A finding about a whole document.
fn whole(document: &Document, problem: &str) -> Finding {
    let problem = Some(problem.to_owned());
    Finding { measure: REQUESTS, scenario: document.found.name.clone(), problem }
}

struct Runner {
    mock: MockServer,
    package: PathBuf,
    port: u16,
    folder: PathBuf,
}

/// How a test ended.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Passed,
    Ignored(String),
    Failed(String),
}

impl Runner {
    /// Calls every operation of a document.
    fn document(&self, document: &Document, program: &Path) -> Vec<Finding> {
        let mut server = match self.start(&document.found) {
            Ok(server) => server,
            Err(error) => return vec![whole(document, &error.to_string())],
        };
        let filter = format!("{}::", document.module);
        let ends = match self.run(program, &[&filter], &server.url()) {
            Ok(ends) => ends,
            Err(problem) => return vec![whole(document, &problem)],
        };
        let mut findings = Vec::new();
        for (test, end) in &ends {
            let name = test.strip_prefix(&filter).unwrap_or(test);
            let scenario = format!("{} {name}", document.found.name);
            let finding =
                |measure, problem| Finding { measure, scenario: scenario.clone(), problem };
            match end {
                End::Passed => {
                    findings.extend([finding(REQUESTS, None), finding(RESPONSES, None)]);
                }
                End::Ignored(reason) => findings.push(finding(REQUESTS, Some(reason.clone()))),
                End::Failed(_) => {
                    // One request may end a server, and then the others fail, too.
                    if server.get(self.mock.path).is_err()
                        && let Ok(started) = self.start(&document.found)
                    {
                        server = started;
                    }
                    let (request, response) = self.again(program, test);
                    findings.push(finding(REQUESTS, request.clone()));
                    if request.is_none() {
                        findings.push(finding(RESPONSES, response));
                    }
                }
            }
        }
        let count = |measure: Measure| {
            let all = findings.iter().filter(move |finding| finding.measure == measure);
            (all.clone().filter(|finding| finding.problem.is_none()).count(), all.count())
        };
        let ((valid, calls), (decoded, responses)) = (count(REQUESTS), count(RESPONSES));
        note(format_args!(
            "{}: {} operations, {valid} of {calls} requests valid, {decoded} of {responses} \
             responses decoded",
            document.found.name, document.operations
        ));
        findings
    }

    fn start(&self, document: &FoundDocument) -> Checked<Server> {
        let path = fs::canonicalize(&document.path).unwrap_or_else(|_| document.path.clone());
        Server::start(Launch {
            name: self.mock.tool.package,
            command: (self.mock.command)(&self.package, &path, self.port),
            port: self.port,
            log: self.folder.join("logs").join(format!("{}.log", document.package)),
            path: self.mock.path,
        })
    }

    /// Runs some tests.
    fn run(
        &self,
        program: &Path,
        arguments: &[&str],
        url: &str,
    ) -> Result<BTreeMap<String, End>, String> {
        let mut command = Command::new(program);
        command.args(arguments).env("SDK_TEST_URL", url).env("NO_PROXY", "127.0.0.1");
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("the tests do not run: {error}"))?;
        let ends = ends(&String::from_utf8_lossy(&output.stdout));
        if ends.is_empty() {
            return Err(format!("the tests end with {} and no result", output.status));
        }
        Ok(ends)
    }

    /// Runs one test again: what is wrong with its request, and what with the response.
    fn again(&self, program: &Path, test: &str) -> (Option<String>, Option<String>) {
        let recorder = match Recorder::start(self.port) {
            Ok(recorder) => recorder,
            Err(error) => return (Some(format!("nothing can be recorded: {error}")), None),
        };
        let error = match self.run(program, &["--exact", test], &recorder.url()) {
            Ok(ends) => match ends.into_values().next() {
                Some(End::Failed(error)) => error,
                _ => return (None, None),
            },
            Err(problem) => return (Some(problem), None),
        };
        let started = Instant::now();
        let exchange = loop {
            match recorder.take().pop() {
                Some(exchange) => break exchange,
                None if started.elapsed() > RECORDED => return (Some(error), None),
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        let line = exchange.request_line();
        if let Some(reason) = (self.mock.rejection)(&exchange) {
            return (Some(format!("{line}: {reason}")), None);
        }
        // A document may describe errors alone: then one is the response.
        let is_success = exchange.status().is_some_and(|status| (200..300).contains(&status));
        match error.starts_with("Error: Api(") && !is_success {
            true => (None, None),
            false => (None, Some(format!("{line}: {error}"))),
        }
    }
}

/// How each test ended, in the output of Rust's test harness.
fn ends(output: &str) -> BTreeMap<String, End> {
    let mut ends = BTreeMap::new();
    let mut of = None;
    for line in output.lines() {
        if let Some((test, end)) =
            line.strip_prefix("test ").and_then(|line| line.split_once(" ... "))
        {
            let end = match end.split_once(", ") {
                _ if end == "ok" => End::Passed,
                Some(("ignored", reason)) => End::Ignored(reason.to_owned()),
                _ if end == "ignored" => End::Ignored("it is ignored".to_owned()),
                _ => End::Failed("no message".to_owned()),
            };
            ends.insert(test.to_owned(), end);
        } else if let Some(test) =
            line.strip_prefix("---- ").and_then(|line| line.strip_suffix(" stdout ----"))
        {
            of = Some(test.to_owned());
        } else if let Some(test) = of.take_if(|_| !line.trim().is_empty()) {
            ends.insert(test, End::Failed(line.to_owned()));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::{End, ends};

    #[test]
    fn the_output_of_tests_is_read() {
        let output = "running 3 tests\n\
            test a::get ... ok\n\
            test a::put ... FAILED\n\
            test a::post ... ignored, `body`: no string fits, of `a`\n\n\
            failures:\n\n---- a::put stdout ----\nError: Api(…)\n\n\nfailures:\n    a::put\n\n\
            test result: FAILED. 1 passed; 1 failed; 1 ignored\n";
        let ends = ends(output);
        let known = |test: &str| ends.get(test).cloned();
        assert_eq!(known("a::get"), Some(End::Passed));
        assert_eq!(known("a::put"), Some(End::Failed("Error: Api(…)".to_owned())));
        let reason = "`body`: no string fits, of `a`".to_owned();
        assert_eq!(known("a::post"), Some(End::Ignored(reason)));
        assert_eq!(ends.len(), 3);
    }
}
