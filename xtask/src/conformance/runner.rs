//! Runs the tests of one document against its mock server.
//!
//! All tests run in parallel. A test that fails is run once more, with a recorder between the
//! client and the server. The record shows whether the server rejected the request or the client
//! the response. Tests whose requests are accepted are run again for each further response
//! (`round`).

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::batch::Document;
use super::operations::{MockServer, REQUESTS, RESPONSES, STATUSES};
use super::recorder::{Exchange, Recorder};
use super::round::{EXHAUSTED, Rounds};
use super::server::{Launch, Server, free_port};
use super::verdict::{Finding, Judged};
use super::write;
use oasmith_cli::error::Checked;
use oasmith_cli::terminal::note;

/// Time limit for a response that the recorder waits for.
const RECORDED: Duration = Duration::from_secs(2);

/// Runs tests against a mock server.
pub struct Runner {
    pub mock: MockServer,
    /// The folder of its package.
    pub package: PathBuf,
    /// The port of each server; `None` for a free one.
    pub port: Option<u16>,
    /// The folder for logs and documents.
    pub folder: PathBuf,
}

/// A document, its server, and the program with its tests.
struct Session<'a> {
    runner: &'a Runner,
    document: &'a Document,
    program: &'a Path,
    /// The document that the server serves.
    served: PathBuf,
    server: Server,
}

/// The result of a test.
#[derive(Debug, Clone, PartialEq, Eq)]
enum End {
    Passed,
    Ignored(String),
    Failed(String),
}

impl End {
    /// Whether a test is ignored although it has a call.
    fn needs_server(&self) -> bool {
        matches!(self, Self::Ignored(reason) if reason.ends_with("run it with `--ignored`"))
    }
}

/// The recorded exchange of a test that failed.
#[derive(Debug, Default)]
struct SeenExchange {
    /// Why the server rejected the request.
    request: Option<String>,
    /// Why the client could not decode the response.
    response: Option<String>,
    /// The request as a command.
    curl: Option<String>,
}

impl Runner {
    /// Calls every operation of a document.
    pub fn document(&self, document: &Document, program: &Path) -> (Vec<Finding>, Judged) {
        let started = Instant::now();
        let findings = self.findings(document, program).unwrap_or_else(|problem| {
            vec![Finding::new(REQUESTS, document.found.name.clone(), Some(problem))]
        });
        let name = document.found.name.clone();
        let time = started.elapsed();
        let judged = Judged { name, operations: document.operations, time };
        let counts = [REQUESTS, RESPONSES, STATUSES].map(|measure| {
            let all = findings.iter().filter(|finding| finding.measure == measure);
            (all.clone().filter(|finding| finding.problem.is_none()).count(), all.count())
        });
        let [(valid, calls), (decoded, responses), (others, of_others)] = counts;
        note(format_args!(
            "{}: {} operations, {valid} of {calls} requests valid, {decoded} of {responses} \
             responses decoded, {others} of {of_others} with other statuses, {:.1} s",
            judged.name,
            judged.operations,
            time.as_secs_f64()
        ));
        (findings, judged)
    }

    fn findings(&self, document: &Document, program: &Path) -> Result<Vec<Finding>, String> {
        let path = &document.found.path;
        let mut rounds = Rounds::read(path).inspect_err(|why| {
            let name = &document.found.name;
            note(format_args!("note: {name}: no other statuses are asked for: {why}"));
        });
        let mut served = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let server = self.start(document, &served).or_else(|error| {
            // The server may accept the document without meaningless members.
            let Ok(mended) = rounds.clone().map(Rounds::mended) else { return Err(error) };
            served = self.copy(document, "mended", mended.first())?;
            rounds = Ok(mended);
            self.start(document, &served).map_err(|_| error)
        });
        let server = server.map_err(|error| error.to_string())?;
        let mut session = Session { runner: self, document, program, served, server };
        let (mut findings, mut valid) = session.first()?;
        for round in 0..rounds.as_ref().map_or(0, Rounds::count) {
            let Ok(rounds) = &rounds else { break };
            if valid.is_empty() {
                break;
            }
            // The port is free once the server has ended.
            drop(session);
            let name = format!("response-{}", round + 2);
            let started = self.copy(document, &name, &rounds.document(round)).and_then(|served| {
                let server = self.start(document, &served)?;
                Ok((served, server))
            });
            let (served, server) = started.map_err(|error| error.to_string())?;
            session = Session { runner: self, document, program, served, server };
            findings.extend(session.further(round, &mut valid)?);
        }
        Ok(findings)
    }

    /// Replaces a document.
    fn copy(&self, document: &Document, name: &str, value: &Value) -> Checked<PathBuf> {
        let folder = self.folder.join("documents").join(&document.found.package);
        let path = folder.join(format!("{name}.json"));
        write(&path, value.to_string())?;
        Ok(path)
    }

    fn start(&self, document: &Document, served: &Path) -> Checked<Server> {
        let port = free_port(self.port)?;
        Server::start(Launch {
            name: self.mock.tool.package,
            command: (self.mock.command)(&self.package, served, port),
            port,
            log: self.folder.join("logs").join(format!("{}.log", document.found.package)),
            path: self.mock.path,
        })
    }
}

impl Session<'_> {
    /// Runs the calls with the responses that the server selects. Returns the tests whose requests
    /// it accepts.
    fn first(&mut self) -> Result<(Vec<Finding>, Vec<String>), String> {
        let filter = format!("{}::", self.document.module);
        let mut ends = self.run(&[&filter], &self.server.url())?;
        // These tests are ignored only because the test double has no response.
        let without_double = ends.iter().filter(|(_, end)| end.needs_server());
        let without_double: Vec<&str> = without_double.map(|(test, _)| test.as_str()).collect();
        if !without_double.is_empty() {
            let arguments: Vec<&str> =
                ["--exact", "--ignored"].into_iter().chain(without_double).collect();
            let of_these = self.run(&arguments, &self.server.url())?;
            ends.extend(of_these);
        }
        let (mut findings, mut valid) = (Vec::new(), Vec::new());
        for (test, end) in ends {
            let scenario = self.scenario(&test);
            let seen = match end {
                End::Passed => SeenExchange::default(),
                End::Ignored(reason) => {
                    findings.push(Finding::new(REQUESTS, scenario, Some(reason)));
                    continue;
                }
                End::Failed(_) => {
                    self.revive();
                    self.again(&test)
                }
            };
            let is_valid = seen.request.is_none();
            let request = Finding::new(REQUESTS, scenario.clone(), seen.request);
            findings.push(request.shown_by(seen.curl.clone()));
            if is_valid {
                let response = Finding::new(RESPONSES, scenario, seen.response);
                findings.push(response.shown_by(seen.curl));
                valid.push(test);
            }
        }
        Ok((findings, valid))
    }

    /// Runs the calls with further responses. Keeps the tests that may have one more.
    fn further(&mut self, round: usize, tests: &mut Vec<String>) -> Result<Vec<Finding>, String> {
        let mut arguments = vec!["--exact", "--include-ignored"];
        arguments.extend(tests.iter().map(String::as_str));
        let ends = self.run(&arguments, &self.server.url())?;
        let mut findings = Vec::new();
        for (test, end) in ends {
            let (response, curl) = match end {
                End::Passed => (None, None),
                End::Failed(error) if is_exhausted(&error) => {
                    tests.retain(|known| *known != test);
                    continue;
                }
                End::Failed(error) if is_decoded(&error) => (None, None),
                End::Failed(_) => {
                    self.revive();
                    let seen = self.again(&test);
                    (seen.request.or(seen.response), seen.curl)
                }
                End::Ignored(reason) => (Some(reason), None),
            };
            let scenario = format!("{} response {}", self.scenario(&test), round + 2);
            findings.push(Finding::new(STATUSES, scenario, response).shown_by(curl));
        }
        Ok(findings)
    }

    fn scenario(&self, test: &str) -> String {
        let module = self.document.module.as_str();
        let name = test.strip_prefix(module).and_then(|name| name.strip_prefix("::"));
        format!("{} {}", self.document.found.name, name.unwrap_or(test))
    }

    /// Restarts the server if a request has ended it: the tests after that fail, too.
    fn revive(&mut self) {
        if self.server.get(self.runner.mock.path).is_err()
            && let Ok(started) = self.runner.start(self.document, &self.served)
        {
            self.server = started;
        }
    }

    /// Runs some tests.
    fn run(&self, arguments: &[&str], url: &str) -> Result<BTreeMap<String, End>, String> {
        let mut command = Command::new(self.program);
        command.args(arguments).env("SDK_TEST_URL", url).env("NO_PROXY", "127.0.0.1");
        let output = command.stdin(Stdio::null()).output();
        let output = output.map_err(|error| format!("the tests do not run: {error}"))?;
        let ends = ends(&String::from_utf8_lossy(&output.stdout));
        if ends.is_empty() {
            return Err(format!("the tests end with {} and no result", output.status));
        }
        Ok(ends)
    }

    /// Runs one test again, with a recorder.
    fn again(&self, test: &str) -> SeenExchange {
        let rejected = |problem| SeenExchange { request: Some(problem), ..SeenExchange::default() };
        let recorder = match Recorder::start(self.server.port()) {
            Ok(recorder) => recorder,
            Err(error) => return rejected(format!("nothing can be recorded: {error}")),
        };
        let error = match self.run(&["--exact", "--include-ignored", test], &recorder.url()) {
            Ok(ends) => match ends.into_values().next() {
                Some(End::Failed(error)) => error,
                _ => return SeenExchange::default(),
            },
            Err(problem) => return rejected(problem),
        };
        let started = Instant::now();
        let exchange = loop {
            match recorder.take().pop() {
                Some(exchange) => break exchange,
                None if started.elapsed() > RECORDED => return rejected(error),
                None => thread::sleep(Duration::from_millis(5)),
            }
        };
        self.seen(&exchange, &error)
    }

    fn seen(&self, exchange: &Exchange, error: &str) -> SeenExchange {
        let line = exchange.request_line();
        let curl = Some(exchange.curl());
        if let Some(reason) = (self.runner.mock.rejection)(exchange) {
            return SeenExchange {
                request: Some(format!("{line}: {reason}")),
                response: None,
                curl,
            };
        }
        // A document may describe only errors: then the response is one of them.
        let is_success = exchange.status().is_some_and(|status| (200..300).contains(&status));
        match is_decoded(error) && !is_success {
            true => SeenExchange::default(),
            false => {
                SeenExchange { request: None, response: Some(format!("{line}: {error}")), curl }
            }
        }
    }
}

/// Whether the error of a test contains a decoded response.
fn is_decoded(error: &str) -> bool {
    error.starts_with("Error: Api(") && !error.contains(" body: Unknown(b\"")
}

/// Whether the error of a test means that the operation has no further response.
fn is_exhausted(error: &str) -> bool {
    error.starts_with("Error: Api(") && error.contains(&format!(" status: {EXHAUSTED},"))
}

/// The result of each test, in the output of Rust's test harness.
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
    use std::fs;
    use std::path::Path;
    use std::process::Command;

    use super::super::npm::NpmTool;
    use super::super::{batch, operations::REQUESTS};
    use super::{End, MockServer, Runner, ends, is_decoded, is_exhausted};
    use crate::corpus::find::find;

    const MOCK: MockServer = MockServer {
        tool: NpmTool { judge: "mock", package: "mock", version: "1" },
        fixtures: &[],
        reads: |_| true,
        command: |_, document, port| {
            let mut command = Command::new("node");
            let script = match document.ends_with("rejected.yaml") {
                true => "throw new Error('this document is rejected')".to_owned(),
                false => format!(
                    "require('http').createServer((_, it) => it.end('{{}}')).listen({port}, '127.0.0.1')"
                ),
            };
            command.args(["-e", &script]);
            command
        },
        path: "/",
        rejection: |_| None,
    };

    /// A program that passes one test of each document.
    fn program(folder: &Path) -> std::path::PathBuf {
        let path = folder.join("program");
        fs::write(&path, "#!/bin/sh\necho \"test $1get ... ok\"\n").expect("written");
        let status = Command::new("chmod").arg("+x").arg(&path).status().expect("chmod");
        assert!(status.success());
        path
    }

    #[cfg(unix)]
    #[test]
    fn what_can_be_judged_is() {
        if !crate::tool::are_on_path(&["node"]) {
            return;
        }
        let folder = tempfile::tempdir().expect("a folder");
        let documents = folder.path().join("documents");
        fs::create_dir(&documents).expect("a folder");
        let valid = "openapi: 3.0.3\ninfo: {title: A, version: '1'}\n\
                     paths: {/a: {get: {responses: {'204': {description: Done.}}}}}\n";
        for (name, text) in [
            ("broken", "openapi: 3.0.3\npaths: ["),
            ("good", valid),
            ("rejected", &format!("{valid}x-a: {{$ref: b.yaml}}\n")),
        ] {
            fs::write(documents.join(name).with_extension("yaml"), text).expect("written");
        }
        let mut findings = Vec::new();
        let found = find(&[documents]).expect("documents");
        let batches = batch::batches(found, &mut findings, REQUESTS);
        assert_eq!(findings.len(), 1);
        let problem = findings[0].problem.clone().unwrap_or_default();
        assert!(problem.starts_with("no crate is generated: error"), "{problem}");

        let program = program(folder.path());
        let runner = Runner {
            mock: MOCK,
            package: folder.path().to_owned(),
            port: None,
            folder: folder.path().to_owned(),
        };
        let judged = batches.iter().flat_map(|batch| &batch.documents).map(|document| {
            let (findings, judged) = runner.document(document, &program);
            (judged.name, findings)
        });
        let judged: Vec<_> = judged.collect();
        let [(good, reached), (rejected, not_reached)] = judged.as_slice() else {
            panic!("{judged:?}");
        };
        assert_eq!((good.as_str(), rejected.as_str()), ("good", "rejected"));
        assert!(reached.iter().all(|finding| finding.problem.is_none()), "{reached:?}");
        assert_eq!(not_reached.len(), 1);
        let problem = not_reached[0].problem.clone().unwrap_or_default();
        assert!(problem.starts_with("error: mock ended with exit status: 1"), "{problem}");
        assert!(problem.contains("this document is rejected"), "{problem}");
    }

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

    #[test]
    fn the_errors_of_tests_are_read() {
        let error = |status: u16, body: &str| {
            format!(
                "Error: Api(ApiError {{ operation: \"a\", status: {status}, request_id: None, \
                 body: {body}, .. }})"
            )
        };
        assert!(is_decoded(&error(404, "NotFound(Problem { a: \"Unknown(\" })")));
        assert!(!is_decoded(&error(404, "Unknown(b\"{}\")")));
        assert!(!is_decoded("Error: Decode(DecodeError { .. })"));
        assert!(is_exhausted(&error(599, "Unknown(b\"{}\")")));
        assert!(!is_exhausted(&error(500, "Unknown(b\"{}\")")));
    }
}
