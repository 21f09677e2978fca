//! The messages of `cargo xtask conformance` when it cannot run a judge.

use std::env;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use oasmith_tests::cargo::xtask;
use oasmith_tests::folder::{repository, write};

const PACKAGE: &str = "@microsoft.azure/autorest.testserver";

/// The judges, each with the name and version of its package.
const JUDGES: &[(&str, &str, &str)] = &[
    ("autorest", PACKAGE, "3.3.51"),
    ("steady", "@stdy/cli", "0.22.2"),
    ("prism", "@stoplight/prism-cli", "5.16.0"),
];

/// The command with a new target folder, so that nothing is installed.
fn judge(name: &str, target: &Path) -> Command {
    let mut command = xtask(&repository());
    command.args(["conformance", name]).env("CARGO_TARGET_DIR", target);
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
    for (name, package, _) in JUDGES {
        let error = error(judge(name, target.path()).env("PATH", target.path()));
        assert_eq!(
            error,
            format!(
                "error: `node` is not in the PATH, and {package} needs it\n  \
                 = help: install Node.js 20 or later\n"
            )
        );
    }
}

#[test]
fn without_the_server_or_npm_it_says_how_to_get_them() {
    let target = tempfile::tempdir().expect("a folder");
    write(&target.path().join("node"), "");
    for (name, package, version) in JUDGES {
        let missing = error(judge(name, target.path()).env("PATH", target.path()));
        assert_eq!(
            missing,
            format!(
                "error: {package} {version} is not installed\n  \
                 = help: run `cargo xtask conformance {name} --install`\n"
            )
        );
        let mut install = judge(name, target.path());
        let no_npm = error(install.arg("--install").env("PATH", target.path()));
        let line = "error: `npm` is not in the PATH, so";
        let line = format!("{line} {package}@{version} cannot be installed");
        assert!(no_npm.contains(&line), "{no_npm}");
        assert!(no_npm.ends_with("= help: install Node.js with npm\n"), "{no_npm}");
    }
}

#[test]
fn without_a_network_it_shows_what_npm_says() {
    if !has("node") || !has("npm") {
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    // Nothing listens on the port of a closed listener.
    let closed = TcpListener::bind(("127.0.0.1", 0)).and_then(|it| it.local_addr());
    let registry = format!("http://{}", closed.expect("a port"));
    for (name, package, version) in JUDGES {
        let error = error(
            judge(name, target.path())
                .arg("--install")
                .env("npm_config_registry", &registry)
                .env("npm_config_cache", target.path().join("cache"))
                .env("npm_config_fetch_retries", "0"),
        );
        let line = format!("error: npm cannot install {package}@{version}:\n");
        assert!(error.contains(&line), "{error}");
        assert!(error.contains("ECONNREFUSED"), "{error}");
        assert!(error.contains("= help: check the network and the registry"), "{error}");
    }
}

#[test]
fn a_port_in_use_is_named() {
    let target = tempfile::tempdir().expect("a folder");
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    let port = listener.local_addr().expect("an address").port().to_string();
    for (name, ..) in JUDGES {
        let error = error(judge(name, target.path()).args(["--port", &port]));
        assert!(error.starts_with(&format!("error: port {port} of 127.0.0.1 cannot be used: ")));
        assert!(error.ends_with("= help: choose another one, or omit `--port` for a free one\n"));
    }
}

/// An installed package whose server does not start.
fn installed(target: &Path, name: &str, package: &str, version: &str) {
    let folder = target.join("tools/npm").join(name).join("node_modules").join(package);
    write(&folder.join("package.json"), format!(r#"{{"version": "{version}"}}"#));
}

#[test]
fn documents_that_cannot_be_judged_are_named() {
    if !has("node") {
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    let document = target.path().join("broken.yaml");
    write(&document, "openapi: 3.0.3\npaths: [");
    for (name, package, version) in JUDGES.iter().filter(|(name, ..)| *name != "autorest") {
        installed(target.path(), name, package, version);
        let mut missing = judge(name, target.path());
        let error = error(missing.arg(target.path().join("none.yaml")));
        assert!(error.starts_with("error: the documents cannot be read: "), "{error}");
        assert!(error.ends_with("= help: check the paths\n"), "{error}");
    }
    let mut command = judge("steady", target.path());
    let Output { status, stdout, stderr } = command.arg(&document).output().expect("xtask");
    let (out, error) = (String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    assert_eq!(status.code(), Some(1), "{out}{error}");
    assert!(error.contains("requests: broken: no crate is generated: error["), "{error}");
    assert!(error.contains("= help: repair them, or give reasons in "), "{error}");
    assert!(out.contains("requests         0      1 "), "{out}");
}

#[test]
fn a_server_that_ends_at_once_is_shown() {
    if !has("node") {
        return;
    }
    let target = tempfile::tempdir().expect("a folder");
    installed(target.path(), "autorest", PACKAGE, "3.3.51");
    let package = target.path().join("tools/npm/autorest/node_modules").join(PACKAGE);
    write(&package.join("dist/cli/cli.js"), "throw new Error('this version is broken');");
    fs::create_dir_all(package.join("swagger")).expect("a folder");
    let error = error(&mut judge("autorest", target.path()));
    assert!(error.starts_with(&format!("error: {PACKAGE} ended with exit status: 1:\n")));
    assert!(error.contains("this version is broken"), "{error}");
    assert!(error.contains("= help: its whole output is in "), "{error}");
    assert!(error.contains("conformance/autorest/server.log"), "{error}");
}
