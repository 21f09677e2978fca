//! A real registry server: `cargo-http-registry` from crates.io, on loopback.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::loopback::{Response, serve};
use crate::tool::HTTP_REGISTRY;
use oasmith_cli::cargo::cargo;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::publish::package::run;
use oasmith_cli::terminal::note;

/// Time limit for its start.
const PATIENCE: Duration = Duration::from_secs(20);

/// The path of the program. Installs it below the target folder if it is missing.
pub fn program(root: &Path) -> Checked<PathBuf> {
    if let Some(found) = HTTP_REGISTRY.find(root) {
        return Ok(found);
    }
    let mut command = cargo(root);
    command.args(HTTP_REGISTRY.install(root)).args(["--color", "never", "--quiet"]);
    note(format_args!("$ cargo {}", HTTP_REGISTRY.install(root).join(" ")));
    run(&mut command)?;
    let missing = || {
        CommandError::new(
            format!("{} was not installed", HTTP_REGISTRY.name),
            "install it manually",
        )
    };
    HTTP_REGISTRY.find(root).ok_or_else(missing)
}

/// The server, until this is dropped.
pub struct Server {
    child: Child,
    folder: PathBuf,
    api: String,
}

impl Server {
    /// Starts it on a free port, with an empty registry in `folder`.
    pub fn start(program: &Path, folder: &Path) -> Checked<Self> {
        let failed = |error: std::io::Error| {
            CommandError::new(
                format!("{} does not run: {error}", program.display()),
                "install it again",
            )
        };
        let mut command = Command::new(program);
        command
            .arg(folder)
            .args(["--addr", "127.0.0.1:0"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let child = command.spawn().map_err(failed)?;
        note(format_args!("$ {} {} --addr 127.0.0.1:0", HTTP_REGISTRY.name, folder.display()));
        let mut server = Self { child, folder: folder.to_owned(), api: String::new() };
        let started = Instant::now();
        while server.api.is_empty() {
            if started.elapsed() > PATIENCE || server.child.try_wait().map_err(failed)?.is_some() {
                return Err(CommandError::new(
                    format!("{} does not start", HTTP_REGISTRY.name),
                    format!("run it manually: {} {}", HTTP_REGISTRY.name, folder.display()),
                ));
            }
            thread::sleep(Duration::from_millis(50));
            server.api = server.config().unwrap_or_default();
        }
        Ok(server)
    }

    /// The address that the server wrote into its index.
    fn config(&self) -> Option<String> {
        let text = fs::read(self.folder.join("config.json")).ok()?;
        let config: Value = serde_json::from_slice(&text).ok()?;
        config.get("api")?.as_str().map(str::to_owned)
    }

    /// Its index as a git repository.
    pub fn git_index(&self) -> String {
        format!("{}/git", self.api)
    }

    /// Its index as files, in the folder of the packages.
    pub fn sparse_index(&self) -> String {
        format!("sparse+{}/crates/", self.api)
    }

    /// The stored package.
    pub fn kept(&self, package: &str, version: &str) -> PathBuf {
        self.folder.join(format!("{package}-{version}.crate"))
    }

    /// The same registry behind a proxy that rejects every upload, like a registry that does not
    /// know the token. The server itself needs no token. The response repeats the token, as some
    /// registries do, to check that it is hidden. The index is sparse. For a missing file, the
    /// server responds with 405, and the proxy with the usual 404.
    pub fn refusing_uploads(&self) -> Checked<String> {
        let api = self.api.clone();
        let agent = ureq::Agent::config_builder().http_status_as_error(false).build().new_agent();
        let address = serve(move |request| match request.target() {
            ("GET", path) => match agent.get(format!("{api}{path}")).call() {
                Ok(mut response) if response.status().is_success() => {
                    let body = response.body_mut().read_to_string().unwrap_or_default();
                    let own = format!("http://{}", request.header("host").unwrap_or_default());
                    Response { status: "200 OK", body: body.replace(&api, &own).into_bytes() }
                }
                _ => Response { status: "404 Not Found", body: Vec::new() },
            },
            _ => {
                let token = request.header("authorization").unwrap_or_default();
                let body = serde_json::json!({"errors": [{"detail": format!("the token {token} is not known")}]});
                Response { status: "403 Forbidden", body: body.to_string().into_bytes() }
            }
        });
        let address = address.map_err(|error| {
            CommandError::new(format!("no port on loopback: {error}"), "close programs")
        })?;
        Ok(format!("sparse+http://{address}/crates/"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
