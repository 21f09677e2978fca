//! What `cargo xtask conformance` says where it cannot judge.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{repository, write};

const PACKAGE: &str = "@microsoft.azure/autorest.testserver";

/// The command with a target folder of its own, so that nothing is installed.
fn judge(target: &Path) -> Command {
    let mut command = xtask(&repository());
    command.args(["conformance", "autorest"]).env("CARGO_TARGET_DIR", target);
    command
}

/// The error of a command that fails.
fn error(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().expect("xtask can be run");
    let (out, error) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert_eq!(status.code(), Some(1), "{out}{error}");
    assert_eq!(out, "", "{error}");
    error.into_owned()
}

/// Whether a program is in the PATH.
fn has(program: &str) -> bool {
    env::split_paths(&env::var_os("PATH").unwrap_or_default())
        .any(|folder| folder.join(program).is_file())
}

#[test]
fn without_node_it_says_what_to_install() {
    let target = tempfile::tempdir().expect("a folder");
    let error = error(judge(target.path()).env("PATH", target.path()));
    assert_eq!(
        error,
        format!(
            "error: `node` is not in the PATH, and {PACKAGE} needs it\n  \
             = help: install Node.js 20 or later\n"
        )
    );
}

#[test]
fn without_the_server_or_npm_it_says_how_to_get_them() {
    let target = tempfile::tempdir().expect("a folder");
    write(&target.path().join("node"), "");
    let missing = error(judge(target.path()).env("PATH", target.path()));
    assert_eq!(
        missing,
        format!(
            "error: {PACKAGE} 3.3.51 is not installed\n  \
             = help: run `cargo xtask conformance autorest --install`\n"
        )
    );
    let no_npm = error(judge(target.path()).arg("--install").env("PATH", target.path()));
    let line = format!("error: `npm` is not in the PATH, so {PACKAGE}@3.3.51 cannot be installed");
    assert!(no_npm.contains(&line), "{no_npm}");
    assert!(no_npm.ends_with("= help: install Node.js with npm\n"), "{no_npm}");
}

#[test]
fn without_a_network_it_shows_what_npm_says() {
    if !has("node") || !has("npm") {
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    // Nothing listens on the port of a listener that is gone.
    let closed = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
    let registry = format!("http://{}", closed.expect("a port"));
    let error = error(
        judge(target.path())
            .arg("--install")
            .env("npm_config_registry", registry)
            .env("npm_config_cache", target.path().join("cache"))
            .env("npm_config_fetch_retries", "0"),
    );
    assert!(error.contains(&format!("error: npm cannot install {PACKAGE}@3.3.51:\n")), "{error}");
    assert!(error.contains("ECONNREFUSED"), "{error}");
    assert!(error.contains("= help: check the network and the registry"), "{error}");
}

#[test]
fn a_port_in_use_is_named() {
    let target = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    let error = error(judge(target.path()).args(["--port", &port]));
    assert!(error.starts_with(&format!("error: port {port} of 127.0.0.1 cannot be used: ")));
    assert!(error.ends_with("= help: choose another one, or omit `--port` for a free one\n"));
}

#[test]
fn a_server_that_ends_at_once_is_shown() {
    if !has("node") {
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    let package = target.path().join("tools/npm/autorest/node_modules").join(PACKAGE);
    write(&package.join("package.json"), r#"{"version": "3.3.51"}"#);
    write(&package.join("dist/cli/cli.js"), "throw new Error('this version is broken');");
    fs::create_dir_all(package.join("swagger")).expect("a folder");
    let error = error(&mut judge(target.path()));
    assert!(error.starts_with(&format!("error: {PACKAGE} ended with exit status: 1:\n")));
    assert!(error.contains("this version is broken"), "{error}");
    assert!(error.contains("= help: its whole output is in "), "{error}");
    assert!(error.contains("conformance/autorest/server.log"), "{error}");
}
