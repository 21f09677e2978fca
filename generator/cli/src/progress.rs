//! Progress on a terminal, for work that takes longer than a second.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// Shorter work shows nothing.
const DELAY: Duration = Duration::from_secs(1);

/// The time between two pictures of the spinner.
const TICK: Duration = Duration::from_millis(100);

/// Does some work. If it takes longer than a second, and standard error is a terminal, a line there
/// says what is done and for how long. The line is removed at the end.
pub fn during<T>(what: &str, work: impl FnOnce() -> T) -> T {
    if !io::stderr().is_terminal() {
        return work();
    }
    let (working, ended) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || show(what, &ended));
        let result = work();
        drop(working);
        result
    })
}

/// Shows the line, until the other end of the channel is dropped.
fn show(what: &str, ended: &Receiver<()>) {
    let is_working = |time| ended.recv_timeout(time) == Err(RecvTimeoutError::Timeout);
    if !is_working(DELAY) {
        return;
    }
    let bar = ProgressBar::new_spinner().with_elapsed(DELAY);
    if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
        bar.set_style(style);
    }
    bar.set_message(what.to_owned());
    bar.tick();
    while is_working(TICK) {
        bar.tick();
    }
    bar.finish_and_clear();
}

#[cfg(test)]
mod tests {
    use super::during;

    #[test]
    fn the_result_is_that_of_the_work() {
        assert_eq!(during("counting", || 1 + 1), 2);
    }
}
