//! The progress of a long run, on standard error: a bar on a terminal, or a line for each step.

use std::io::{self, IsTerminal as _, Write as _};
use std::sync::atomic::{AtomicUsize, Ordering};

use oasmith::diagnostic::visible;

use oasmith_cli::terminal::note;

/// Width of the bar, in characters.
const WIDTH: usize = 30;

/// The progress of a run of steps that threads share.
pub struct Progress {
    verb: &'static str,
    all: usize,
    done: AtomicUsize,
    is_terminal: bool,
}

impl Progress {
    /// A run of this many steps. `verb` describes a finished step.
    pub fn new(verb: &'static str, all: usize) -> Self {
        Self { verb, all, done: AtomicUsize::new(0), is_terminal: io::stderr().is_terminal() }
    }

    /// Reports the end of a step and its result.
    pub fn done(&self, name: &str, ended: &str) {
        let Self { verb, all, .. } = self;
        let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
        if !self.is_terminal {
            note(format_args!("{verb} {done}/{all}  {ended:7}  {name}"));
            return;
        }
        let filled = done * WIDTH / (*all).max(1);
        let bar: String = (0..WIDTH).map(|at| if at < filled { '#' } else { '.' }).collect();
        let name: String = visible(name).chars().take(40).collect();
        let _ = write!(io::stderr(), "\r\x1b[K{verb} [{bar}] {done}/{all}  {name}");
    }

    /// Removes the bar.
    pub fn end(&self) {
        if self.is_terminal {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}
