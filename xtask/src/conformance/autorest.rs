//! The judge `autorest`: the test server of AutoRest, which counts the scenarios that a client of
//! its Swagger 2.0 documents reaches. The program in `tests/conformance/autorest` calls the
//! operations, and compares each response with what the server is known to send.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use serde::Deserialize;

use super::npm::NpmTool;
use super::program::{Sources, Workspace};
use super::server::{Launch, Server, free_port};
use super::verdict::{Extent, Finding, Measure, Verdict};
use super::{CommonFlags, folder, read, write};
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::terminal::note;

/// Call the operations of AutoRest's documents against AutoRest's test server
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub common: CommonFlags,
}

/// The server, with its documents.
pub const TOOL: NpmTool = NpmTool {
    judge: "autorest",
    package: "@microsoft.azure/autorest.testserver",
    version: "3.3.51",
};

/// Scenarios of `GET /report`.
const REQUIRED: Measure = Measure { name: "required", needs_reasons: true };
/// Scenarios of `GET /report/optional`: behavior that no document describes.
const OPTIONAL: Measure = Measure { name: "optional", needs_reasons: false };
/// Calls whose status, body and headers are the expected ones.
const RESPONSES: Measure = Measure { name: "responses", needs_reasons: true };

const MANIFEST: &str = "tests/conformance/autorest/sdk.toml";

const PROGRAM: Sources<'_> = Sources {
    name: "autorest-calls",
    main: "tests/conformance/autorest/main.rs",
    dependencies: "chrono = { version = \"0.4\", default-features = false }\n\
                   futures-util = { version = \"0.3\", default-features = false }\n\
                   reqwest = { version = \"0.13\", default-features = false, \
                   features = [\"cookies\"] }\n\
                   serde = \"1\"\nserde_json = \"1\"\n\
                   tokio = { version = \"1\", features = [\"macros\", \"rt\", \"time\"] }\n\
                   uuid = { version = \"1\", default-features = false }\n",
};

/// Makes the server listen on 127.0.0.1 only.
const LOOPBACK: &str = include_str!("autorest/loopback.cjs");

/// One line of the program's output.
#[derive(Debug, Deserialize)]
struct Call {
    call: String,
    problem: Option<String>,
}

/// Starts the server, generates, builds, calls and requests the report.
///
/// # Errors
/// If one of these steps fails.
pub fn judge(arguments: &Arguments, repository: &Path) -> Checked<Verdict> {
    let port = free_port(arguments.common.port)?;
    let package = TOOL.folder(repository, arguments.common.install)?;
    let workspace =
        Workspace { folder: folder(repository, TOOL.judge), repository: repository.to_owned() };
    let server = start(&package, &workspace.folder, port)?;
    copy_documents(&package.join("swagger"), &workspace.folder.join("swagger"))?;
    let manifest = workspace.folder.join("sdk.toml");
    write(&manifest, read(&repository.join(MANIFEST))?)?;
    let name = workspace.generate(&manifest)?;
    let program = workspace.build(&name, PROGRAM)?;
    note(format_args!("calling {}", server.url()));
    let output = Command::new(&program).arg(server.url()).stdin(Stdio::null()).output();
    let output = output.map_err(|error| {
        CommandError::new(format!("{} does not run: {error}", program.display()), "build it again")
    })?;
    let mut findings = counted(REQUIRED, &server.get("/report")?)?;
    findings.extend(counted(OPTIONAL, &server.get("/report/optional")?)?);
    findings.extend(String::from_utf8_lossy(&output.stdout).lines().filter_map(call));
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        let problem = Some(format!("{}: {said}", output.status));
        findings.push(Finding::new(RESPONSES, PROGRAM.name.to_owned(), problem));
    }
    let measures = vec![REQUIRED, OPTIONAL, RESPONSES];
    let (documents, extent) = (Vec::new(), Extent::Complete);
    Ok(Verdict { judge: TOOL.judge, measures, findings, documents, extent })
}

/// Copies the documents beside the manifest: a manifest may name files in its own folder only.
fn copy_documents(from: &Path, to: &Path) -> Checked {
    let failed = |error: std::io::Error| {
        CommandError::new(
            format!("the documents in {} cannot be copied: {error}", from.display()),
            "remove target/tools/npm/autorest, and run this command with `--install`",
        )
    };
    for entry in fs::read_dir(from).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if let (true, Some(name)) =
            (path.extension().is_some_and(|it| it == "json"), path.file_name())
        {
            write(&to.join(name), fs::read(&path).map_err(failed)?)?;
        }
    }
    Ok(())
}

fn start(package: &Path, folder: &Path, port: u16) -> Checked<Server> {
    let loopback = folder.join("loopback.cjs");
    write(&loopback, LOOPBACK)?;
    let mut command = Command::new("node");
    command
        .current_dir(folder)
        .arg("--require")
        .arg(loopback)
        .arg(package.join("dist/cli/cli.js"))
        .args(["run", &format!("--port={port}"), "--coverageDirectory=coverage"]);
    // The server's report includes earlier runs.
    let _ = fs::remove_dir_all(folder.join("coverage"));
    let log = folder.join("server.log");
    Server::start(Launch { name: TOOL.package, command, port, log, path: "/report" })
}

/// The scenarios of a report, in alphabetical order.
fn counted(measure: Measure, report: &str) -> Checked<Vec<Finding>> {
    let counts: BTreeMap<String, u64> = serde_json::from_str(report).map_err(|error| {
        CommandError::new(
            format!("the report of {} is not a map of counts: {error}", TOOL.package),
            "its format may have changed: read it, and change this command",
        )
    })?;
    let finding = |(scenario, count): (String, u64)| {
        let problem = (count == 0).then(|| "the server did not count it".to_owned());
        Finding::new(measure, scenario, problem)
    };
    Ok(counts.into_iter().map(finding).collect())
}

fn call(line: &str) -> Option<Finding> {
    let Call { call, problem } = serde_json::from_str(line).ok()?;
    Some(Finding::new(RESPONSES, call, problem))
}
