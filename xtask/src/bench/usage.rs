//! The time, processor time and memory of a command, including its children.

use std::io;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use oasmith_cli::Outcome;
use oasmith_cli::terminal::say;

/// Run a command, and print what it used
#[derive(clap::Args)]
pub struct Arguments {
    /// The program
    program: PathBuf,
    /// Its arguments
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

/// The resources that a command used: one line of JSON.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    pub succeeded: bool,
    /// In seconds.
    pub wall: f64,
    /// CPU time on all processors, in user and system mode, in seconds; `None` if the system does
    /// not report it.
    pub cpu: Option<f64>,
    /// Peak resident memory of its largest process, in kB; `None` if the system does not report it.
    pub peak: Option<u64>,
}

/// Runs a command and prints [`Usage`]. This is a separate process, because systems report the sum
/// for all children of a process.
pub fn run(arguments: &Arguments) -> Outcome {
    let started = Instant::now();
    let status =
        Command::new(&arguments.program).args(&arguments.arguments).stdout(Stdio::null()).status();
    let wall = started.elapsed().as_secs_f64();
    let Ok(status) = status else { return Outcome::Failed };
    let (cpu, peak) = of_children();
    match serde_json::to_string(&Usage { succeeded: status.success(), wall, cpu, peak }) {
        Ok(line) => say(line),
        Err(_) => return Outcome::Failed,
    }
    Outcome::Clean
}

#[cfg(unix)]
fn of_children() -> (Option<f64>, Option<u64>) {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return (None, None) };
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    let cpu = Duration::from_micros(u64::try_from(micros).unwrap_or_default()).as_secs_f64();
    // Apple counts bytes.
    let unit = if cfg!(target_vendor = "apple") { 1024 } else { 1 };
    (Some(cpu), u64::try_from(usage.max_rss()).ok().map(|peak| peak / unit))
}

#[cfg(not(unix))]
fn of_children() -> (Option<f64>, Option<u64>) {
    (None, None)
}

/// Runs a command, and writes its output to `log`.
///
/// # Errors
/// If this program or the command cannot be started.
pub fn measure(command: &Command, log: std::fs::File) -> io::Result<Usage> {
    let mut measuring = Command::new(std::env::current_exe()?);
    measuring.arg("bench-measure").arg("--").arg(command.get_program()).args(command.get_args());
    if let Some(folder) = command.get_current_dir() {
        measuring.current_dir(folder);
    }
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => measuring.env(name, value),
            None => measuring.env_remove(name),
        };
    }
    let output = measuring.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).output()?;
    serde_json::from_slice(&output.stdout).map_err(|_| {
        io::Error::other(format!("{} cannot be run", command.get_program().to_string_lossy()))
    })
}

#[cfg(test)]
mod tests {
    #[cfg(unix)]
    #[test]
    fn what_children_have_used_is_known() {
        let (cpu, peak) = super::of_children();
        assert!(cpu.is_some_and(|cpu| cpu >= 0.0) && peak.is_some());
    }
}
