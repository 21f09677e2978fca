//! Servers of judges: processes that listen on a port of 127.0.0.1 until they are dropped.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use ureq::Agent;

use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::paths::shown;
use oasmith_cli::program_output::excerpt;

/// Time limit for a start.
const START: Duration = Duration::from_secs(60);

/// Time limit for a response to this command.
const RESPONSE: Duration = Duration::from_secs(30);

/// The port to listen on: the requested one, or a free one.
///
/// # Errors
/// If the port is in use.
pub fn free_port(wanted: Option<u16>) -> Checked<u16> {
    let port = wanted.unwrap_or_default();
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port));
    listener.and_then(|listener| listener.local_addr()).map(|address| address.port()).map_err(
        |error| match wanted {
            Some(port) => CommandError::new(
                format!("port {port} of 127.0.0.1 cannot be used: {error}"),
                "choose another one, or omit `--port` for a free one",
            ),
            None => CommandError::new(
                format!("127.0.0.1 has no free port: {error}"),
                "end programs that listen on ports",
            ),
        },
    )
}

/// The command that starts a server.
#[derive(Debug)]
pub struct Launch<'a> {
    /// Its name in messages.
    pub name: &'a str,
    /// With the port among the arguments.
    pub command: Command,
    pub port: u16,
    /// The file for its output.
    pub log: PathBuf,
    /// A path that responds with any status once the server has started.
    pub path: &'a str,
}

/// A running server. It ends when this is dropped.
#[derive(Debug)]
pub struct Server {
    name: String,
    child: Child,
    port: u16,
    agent: Agent,
}

impl Server {
    /// Starts it, and waits for its first response.
    ///
    /// # Errors
    /// If it cannot be started, ends, or does not respond in time.
    pub fn start(launch: Launch<'_>) -> Checked<Self> {
        let Launch { name, mut command, port, log, path } = launch;
        let failed = |error: std::io::Error| {
            CommandError::new(format!("{name} does not run: {error}"), "install it again")
        };
        if let Some(folder) = log.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let output = File::create(&log).map_err(failed)?;
        command.stdin(Stdio::null()).stderr(output.try_clone().map_err(failed)?).stdout(output);
        let child = command.spawn().map_err(failed)?;
        let config = Agent::config_builder().http_status_as_error(false).proxy(None);
        let agent = config.timeout_global(Some(RESPONSE)).build().new_agent();
        let mut server = Self { name: name.to_owned(), child, port, agent };
        let started = Instant::now();
        while server.get(path).is_err() {
            let ended = server.child.try_wait().map_err(failed)?;
            let how = match ended {
                Some(status) => format!("ended with {status}"),
                None if started.elapsed() > START => {
                    format!("does not respond after {} seconds", START.as_secs())
                }
                None => {
                    thread::sleep(Duration::from_millis(100));
                    continue;
                }
            };
            return Err(not_started(name, &how, &log));
        }
        Ok(server)
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The base URL.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// The text of a response to a GET request, whatever its status.
    ///
    /// # Errors
    /// If there is no response.
    pub fn get(&self, path: &str) -> Checked<String> {
        let url = format!("{}{path}", self.url());
        let text = self.agent.get(&url).call().and_then(|mut it| it.body_mut().read_to_string());
        text.map_err(|error| {
            CommandError::new(
                format!("{} does not respond to {url}: {error}", self.name),
                "look into its log in target/conformance",
            )
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn not_started(name: &str, how: &str, log: &Path) -> CommandError {
    let said = fs::read(log).map(|bytes| excerpt(&bytes)).unwrap_or_default();
    let said = if said.is_empty() { said } else { format!(":\n{said}") };
    CommandError::new(
        format!("{name} {how}{said}"),
        format!("its whole output is in {}", shown(log)),
    )
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;
    use std::process::Command;

    use super::{Launch, Server, free_port};

    #[test]
    fn a_port_in_use_is_a_message() {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
        let port = listener.local_addr().expect("an address").port();
        let message = free_port(Some(port)).expect_err("it is in use").to_string();
        assert!(message.starts_with(&format!("error: port {port} of 127.0.0.1")), "{message}");
        assert!(message.ends_with("omit `--port` for a free one"), "{message}");
        assert_ne!(free_port(None).expect("a free port"), port);
    }

    #[test]
    fn a_server_that_does_not_start_is_a_message() {
        let folder = tempfile::tempdir().expect("a folder");
        let port = free_port(None).expect("a port");
        let launch = |command| Launch {
            name: "mock",
            command,
            port,
            log: folder.path().join("mock.log"),
            path: "/",
        };
        let missing = Server::start(launch(Command::new(folder.path().join("none"))));
        let message = missing.expect_err("there is no such program").to_string();
        assert!(message.starts_with("error: mock does not run: "), "{message}");

        // Cargo is there, and ends at once.
        let mut command = Command::new(env!("CARGO"));
        command.arg("no-such-command");
        let message = Server::start(launch(command)).expect_err("it ends").to_string();
        assert!(message.starts_with("error: mock ended with "), "{message}");
        assert!(message.contains("no such command"), "{message}");
        assert!(message.contains("mock.log"), "{message}");
    }
}
