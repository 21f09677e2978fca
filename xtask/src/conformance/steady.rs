//! The judge `steady`: Steady, a mock server that validates each request against the document.

use std::env::consts;
use std::path::Path;
use std::process::Command;

use super::committed::Committed;
use super::npm::NpmTool;
use super::operations::{self, DocumentFlags, MockServer};
use super::recorder::Exchange;
use super::verdict::Verdict;
use oasmith_cli::error::Checked;

/// Call every operation of documents of OpenAPI 3 against Steady
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub documents: DocumentFlags,
}

/// The server.
pub const TOOL: NpmTool = NpmTool { judge: "steady", package: "@stdy/cli", version: "0.22.2" };

const SERVER: MockServer = MockServer {
    tool: TOOL,
    fixtures: &[
        "all-of-merge",
        "body-form",
        "body-json",
        "body-multipart",
        "formats",
        "one-of-tagged",
        "operation-tests",
        "parameters-cookie",
        "parameters-header",
        "parameters-path",
        "parameters-query",
        "read-write-split",
        "recursion",
        "several-statuses",
    ],
    reads: |version| version.starts_with("3.0") || version.starts_with("3.1"),
    command,
    path: "/_x-steady/health",
    rejection,
};

/// Judges the documents.
///
/// # Errors
/// See [`operations::judge`].
pub fn judge(arguments: &Arguments, committed: &Committed, repository: &Path) -> Checked<Verdict> {
    operations::judge(SERVER, &arguments.documents, committed, repository)
}

fn command(package: &Path, document: &Path, port: u16) -> Command {
    let mut command = Command::new(program(package));
    command.args(["--no-color", "--reject-on-sdk-error", "--log=false"]);
    command.arg(format!("--port={port}")).arg(document);
    command
}

/// The program of the package. Killing the script that starts it would not end the program.
fn program(package: &Path) -> std::path::PathBuf {
    let system = match consts::OS {
        "macos" => "darwin",
        "windows" => "win32",
        other => other,
    };
    let processor = match consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        other => other,
    };
    let name = format!("steady{}", consts::EXE_SUFFIX);
    let sibling = package.with_file_name(format!("cli-{system}-{processor}"));
    sibling.join("bin").join(name)
}

/// Each response has a header with the result of validation. Without it, Steady failed or does not
/// know the path.
fn rejection(exchange: &Exchange) -> Option<String> {
    if exchange.header("x-steady-request-valid").is_some_and(|value| value == "true") {
        return None;
    }
    let headers = exchange.headers();
    let value = |name: String| headers.iter().find(|(known, _)| *known == name);
    let errors = (1..=headers.len()).map_while(|number| {
        let (_, path) = value(format!("x-steady-error-{number}-path"))?;
        let (_, message) = value(format!("x-steady-error-{number}-message"))?;
        Some(format!("{path}: {message}"))
    });
    let errors: Vec<String> = errors.collect();
    let status = exchange.status().map_or_else(|| "none".to_owned(), |status| status.to_string());
    match errors.is_empty() {
        true => Some(format!("the server responds with status {status} and no reason")),
        false => Some(errors.join("; ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{Exchange, rejection};

    fn response(text: &str) -> Exchange {
        Exchange { request: Vec::new(), response: text.as_bytes().to_vec() }
    }

    #[test]
    fn a_rejection_has_the_reasons() {
        let valid = response("HTTP/1.1 404 Not Found\r\nX-Steady-Request-Valid: true\r\n\r\n");
        assert_eq!(rejection(&valid), None);
        let invalid = response(
            "HTTP/1.1 400 Bad Request\r\nx-steady-error-1-code: E3007\r\n\
             x-steady-error-1-message: Missing: id\r\nx-steady-error-1-path: body\r\n\
             x-steady-request-valid: false\r\n\r\n",
        );
        assert_eq!(rejection(&invalid).as_deref(), Some("body: Missing: id"));
        let failed = response("HTTP/1.1 500 Internal Server Error\r\n\r\n");
        let reason = rejection(&failed).expect("no valid response");
        assert!(reason.contains("500"), "{reason}");
    }
}
