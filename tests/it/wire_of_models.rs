//! Values of fixtures about models, sent to a server and received from it by their crates.

use std::path::Path;

use oasmith::Report;
use oasmith_tests::crates::{Workspace, files, together};
use oasmith_tests::fixture::Fixture;
use oasmith_tests::server::{Server, ServerResponse};
use serde_json::{Value, json};

/// The fixtures whose crates the program `wire/models/` uses.
const FIXTURES: &[&str] = &["secrets"];

fn ok(body: &Value) -> ServerResponse {
    ServerResponse::json(200, body)
}

fn secrets() -> Vec<ServerResponse> {
    let account = json!({
        "name": "Ann", "password": "p4711", "oldPasswords": ["o4711"], "answers": {"pet": "a4711"},
        "card": 4711, "hint": "h4711", "taxId": "t4711", "identity": {"place": "i4711"},
        "login": {"id": "k", "ssn": "s4711"},
    });
    vec![
        ok(&account).header("X-Token", "t4711").header("X-Limit", "7"),
        ok(&json!({"name": "Ann", "card": "c4711", "password": "p4711"})),
        ServerResponse::json(400, &json!({"detail": "No.", "attempted": "p4711"})),
        ok(&json!({"kind": "token", "token": "t4711"})),
        ok(&json!({"kind": "later", "token": "t4711"})),
    ]
}

#[tokio::test]
async fn values_of_models_are_sent_received_and_shown() {
    let inputs = FIXTURES.iter().map(|name| {
        let input = Fixture::named(name).input(&mut Report::new()).expect("a fixture");
        ((*name).to_owned(), input)
    });
    let mut workspace = Workspace::new("wire-of-models");
    workspace.add("apis", &files(&together("apis", inputs)));
    workspace.program("wire-of-models", Path::new("wire/models"), &["apis"]);
    let server = Server::start(secrets()).await;
    let url = server.url().to_owned();
    let mut command = workspace.cargo(&["run", "--quiet", "--package", "wire-of-models"]);
    let output = tokio::task::spawn_blocking(move || command.args(["--", &url]).output());
    let output = output.await.expect("a thread").expect("cargo can be run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
