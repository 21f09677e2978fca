//! Processes with limits on time and memory.

use std::fs;
use std::io::{self, Read as _};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

/// The limits of a process.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Wall time.
    pub time: Duration,
    /// Resident memory, in kB. Only limited on systems with `/proc`, such as Linux.
    pub memory: u64,
}

/// The end of a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It exited with this status; `None` if a signal ended it.
    Exit(Option<i32>),
    /// It exceeded the time limit.
    OverTime,
    /// It exceeded the memory limit.
    OverMemory,
}

/// The results of a process that has ended.
#[derive(Debug)]
pub struct Ended {
    pub end: End,
    pub time: Duration,
    /// Peak memory among the measurements, in kB.
    pub peak: Option<u64>,
    /// Its output.
    pub output: String,
}

/// The interval of measurements.
const INTERVAL: Duration = Duration::from_millis(5);

/// Runs a process until it ends or exceeds a limit. Its output must be small.
///
/// # Errors
/// If it cannot be started or waited for.
pub fn run(command: &mut Command, limits: Limits) -> io::Result<Ended> {
    let started = Instant::now();
    let mut child = command.spawn()?;
    let id = child.id().to_string();
    let mut highest = None;
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exit(status.code());
        }
        highest = highest.max(peak(&id));
        let over = match highest {
            _ if started.elapsed() > limits.time => Some(End::OverTime),
            Some(memory) if memory > limits.memory => Some(End::OverMemory),
            _ => None,
        };
        if let Some(end) = over {
            child.kill()?;
            child.wait()?;
            break end;
        }
        thread::sleep(INTERVAL);
    };
    let time = started.elapsed();
    let mut output = Vec::new();
    if let Some(mut from) = child.stdout.take() {
        from.read_to_end(&mut output)?;
    }
    Ok(Ended { end, time, peak: highest, output: String::from_utf8_lossy(&output).into_owned() })
}

/// Peak memory of a process so far, in kB: `VmHWM` in `/proc/<process>/status`.
pub fn peak(process: &str) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().split(' ').next()?.parse().ok()
}

#[cfg(test)]
#[cfg(target_os = "linux")]
mod tests {
    use std::process::{Command, Stdio};
    use std::time::Duration;

    use super::{End, Limits, run};

    fn ended(script: &str, seconds: u64, memory: u64) -> (End, String) {
        let limits = Limits { time: Duration::from_secs(seconds), memory };
        let ended = run(Command::new("sh").args(["-c", script]).stdout(Stdio::piped()), limits)
            .expect("a shell");
        (ended.end, ended.output)
    }

    #[test]
    fn a_process_ends_by_itself_or_at_a_limit() {
        let much = 1024 * 1024;
        assert_eq!(ended("echo a; exit 3", 60, much), (End::Exit(Some(3)), "a\n".to_owned()));
        assert_eq!(ended("kill -9 $$", 60, much).0, End::Exit(None));
        assert_eq!(ended("exec sleep 60", 0, much).0, End::OverTime);
        assert_eq!(ended("exec sleep 60", 60, 10).0, End::OverMemory);
    }
}
