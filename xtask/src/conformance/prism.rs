//! The judge `prism`: Prism, a mock server that also reads Swagger 2.0.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::committed::Committed;
use super::npm::NpmTool;
use super::operations::{self, DocumentFlags, MockServer};
use super::recorder::Exchange;
use super::verdict::Verdict;
use oasmith_cli::error::Checked;

/// Call every operation of documents of Swagger 2.0 against Prism
#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    pub documents: DocumentFlags,
}

/// The server.
pub const TOOL: NpmTool =
    NpmTool { judge: "prism", package: "@stoplight/prism-cli", version: "5.16.0" };

const SERVER: MockServer = MockServer {
    tool: TOOL,
    fixtures: &["hierarchy-2-0", "lists-2-0", "upgrade-2-0"],
    reads: |version| version.starts_with("2."),
    command,
    path: "/",
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
    let mut command = Command::new("node");
    command.arg(package.join("dist").join("index.js")).arg("mock").arg(document);
    command.args(["--host", "127.0.0.1", "--port"]).arg(port.to_string());
    command
}

/// Violations are in a header, also if the document describes a response to invalid requests. Other
/// errors are problem details (RFC 9457) with a type of Prism.
fn rejection(exchange: &Exchange) -> Option<String> {
    if let Some(violations) = exchange.header("sl-violations") {
        let violations: Value = serde_json::from_str(&violations).unwrap_or_default();
        let of_request = violations.as_array().into_iter().flatten().filter(|violation| {
            violation.pointer("/location/0").and_then(Value::as_str) == Some("request")
                && violation.get("severity").and_then(Value::as_str) == Some("Error")
        });
        let messages = of_request.filter_map(|violation| {
            let location = violation.get("location")?.as_array()?.iter().filter_map(Value::as_str);
            let location: Vec<&str> = location.skip(1).collect();
            Some(format!("{}: {}", location.join("."), violation.get("message")?.as_str()?))
        });
        let messages: Vec<String> = messages.collect();
        if !messages.is_empty() {
            return Some(messages.join("; "));
        }
    }
    let text = String::from_utf8_lossy(&exchange.response);
    let (_, error) = text.split_once("stoplight.io/prism/errors#")?;
    let name: String =
        error.chars().take_while(|it| it.is_ascii_uppercase() || *it == '_').collect();
    let member = |key: &str| {
        let (_, value) = error.split_once(&format!("\"{key}\":\""))?;
        value.split('"').next().filter(|value| !value.is_empty())
    };
    Some(format!("{name}: {}", member("detail").or(member("title")).unwrap_or("no detail")))
}

#[cfg(test)]
mod tests {
    use super::{Exchange, rejection};

    #[test]
    fn a_rejection_has_the_reasons() {
        let response =
            |text: &str| Exchange { request: Vec::new(), response: text.as_bytes().to_vec() };
        assert_eq!(rejection(&response("HTTP/1.1 200 OK\r\n\r\n{}")), None);
        let violation = response(
            "HTTP/1.1 400 Bad Request\r\nsl-violations: [{\"location\":[\"request\",\"query\",\
             \"a\"],\"severity\":\"Error\",\"code\":\"type\",\"message\":\"must be integer\"}]\r\n\
             \r\n",
        );
        assert_eq!(rejection(&violation).as_deref(), Some("query.a: must be integer"));
        let unknown = response(
            "HTTP/1.1 404 Not Found\r\n\r\n{\"type\":\"https://stoplight.io/prism/errors#\
             NO_PATH_MATCHED_ERROR\",\"detail\":\"The route /a\"}",
        );
        assert_eq!(rejection(&unknown).as_deref(), Some("NO_PATH_MATCHED_ERROR: The route /a"));
    }
}
