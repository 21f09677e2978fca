//! What a run takes.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use oasmith::diagnostic::Style;
use oasmith::{Input, Report, change, example};
use peak_alloc::PeakAlloc;
use serde_json::Value;
use tempfile::TempDir;

use super::changes::renamed;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// CPU time below this is noise.
const LEAST_TIME: f64 = 0.002;

/// A family of documents.
pub struct Shape {
    /// What there is more and more of.
    pub name: &'static str,
    /// The smaller of the two sizes. Choose it so that the larger document takes a few tenths of a
    /// second in a debug build.
    pub size: usize,
    /// The files of the document of a size; the first is its root.
    pub files: fn(usize) -> Files,
    /// The largest size that limits allow.
    pub most: usize,
    /// Whether it is known to be too slow, for now: that is printed, and is no failure.
    pub is_slow: bool,
    /// What is done with them.
    pub through: Through,
}

/// What is done with a document.
pub enum Through {
    /// A crate is generated; there must be no error.
    Generate,
    /// A crate is asked for; the document is refused with this code.
    Refuse(&'static str),
    /// It is compared with itself, and with a document that has other names: once each way.
    Compare,
    /// All that there is to say is written in every form.
    Lint,
    /// Its examples are found, and there are some.
    Examples,
}

/// Names and texts of files.
pub struct Files(pub Vec<(String, String)>);

impl From<Value> for Files {
    fn from(document: Value) -> Self {
        Self(vec![("openapi.json".to_owned(), document.to_string())])
    }
}

impl From<String> for Files {
    fn from(document: String) -> Self {
        Self(vec![("openapi.yaml".to_owned(), document)])
    }
}

/// A document on the disk.
pub struct Document {
    _folder: TempDir,
    root: PathBuf,
    pub bytes: usize,
    /// What it is compared with.
    other: Option<Box<Document>>,
}

impl Shape {
    /// A shape of which a crate is generated.
    pub const fn new(name: &'static str, size: usize, files: fn(usize) -> Files) -> Self {
        Self { name, size, files, most: usize::MAX, is_slow: false, through: Through::Generate }
    }

    /// The same, of a size that no document may exceed.
    pub const fn within(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// The same, as long as it is too slow.
    pub const fn slow(mut self) -> Self {
        self.is_slow = true;
        self
    }

    /// The same, of which no crate comes, for an error of this code.
    pub const fn refused(mut self, code: &'static str) -> Self {
        self.through = Through::Refuse(code);
        self
    }

    /// The same, compared with others.
    pub const fn compared(mut self) -> Self {
        self.through = Through::Compare;
        self
    }

    /// The same, of which there is something to say.
    pub const fn linted(mut self) -> Self {
        self.through = Through::Lint;
        self
    }

    /// The same, whose examples are wanted.
    pub const fn exemplified(mut self) -> Self {
        self.through = Through::Examples;
        self
    }

    /// The document of a size.
    pub fn document(&self, size: usize) -> Document {
        let files = (self.files)(size);
        let other =
            matches!(self.through, Through::Compare).then(|| Document::write(renamed(&files)));
        Document { other: other.map(Box::new), ..Document::write(files) }
    }
}

impl Document {
    fn write(Files(files): Files) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut bytes = 0;
        for (name, text) in &files {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, text).expect("room");
            bytes += text.len();
        }
        let root = folder.path().join(&files.first().expect("a root").0);
        Self { _folder: folder, root, bytes, other: None }
    }

    /// What a run takes.
    ///
    /// # Errors
    /// When it ends otherwise than the shape says.
    pub fn measure(&self, shape: &Shape) -> Result<Measure, String> {
        let before = rested();
        MEMORY.reset_peak_usage();
        let time = cpu();
        match shape.through {
            Through::Generate => self.generate(None)?,
            Through::Refuse(code) => self.generate(Some(code))?,
            Through::Compare => self.compare()?,
            Through::Lint => self.lint()?,
            Through::Examples => self.examples()?,
        }
        let memory = MEMORY.peak_usage().saturating_sub(before);
        // What is dropped on another thread belongs to the run.
        rested();
        Ok(Measure { time: cpu() - time, memory: memory as f64 })
    }

    fn input(&self, report: &mut Report) -> Option<Input> {
        match self.root.extension().is_some_and(|ending| ending == "toml") {
            true => Input::from_manifest(&self.root, report),
            false => Input::from_document(&self.root, "growth", report),
        }
    }

    /// Compares it with itself, and with the other document each way.
    fn compare(&self) -> Result<(), String> {
        let plan = |document: &Self| {
            let mut report = Report::new();
            let planned =
                document.input(&mut report).and_then(|input| oasmith::plan_of(&input, &mut report));
            planned.ok_or_else(|| report.render(Style::Plain))
        };
        let other = self.other.as_ref().ok_or("there is no other document")?;
        let (own, other) = (plan(self)?, plan(other)?);
        if !change::compare(&own, &own).is_empty() {
            return Err("it differs from itself".to_owned());
        }
        match change::compare(&own, &other).is_empty() || change::compare(&other, &own).is_empty() {
            true => Err("nothing changes".to_owned()),
            false => Ok(()),
        }
    }

    /// Writes all that there is to say in every form.
    fn lint(&self) -> Result<(), String> {
        for listed in [Report::LISTED, usize::MAX] {
            let mut report = Report::new();
            report.listed = listed;
            if let Some(input) = self.input(&mut report) {
                oasmith::lint(&input, &mut report);
            }
            let text = report.render_up_to(usize::MAX, Style::Plain);
            let forms = [text, report.render_json(), report.render_github(), report.render_sarif()];
            if forms.iter().any(String::is_empty) {
                return Err("there is nothing to say".to_owned());
            }
        }
        Ok(())
    }

    /// Finds its examples.
    fn examples(&self) -> Result<(), String> {
        let mut report = Report::new();
        let found = self
            .input(&mut report)
            .and_then(|input| example::examples(&input.manifest, &mut report));
        match found.is_some_and(|found| !found.examples.is_empty()) {
            true => Ok(()),
            false => Err(format!("there are no examples\n{}", report.render(Style::Plain))),
        }
    }

    /// Generates a crate, and writes what there is to say.
    fn generate(&self, refused: Option<&str>) -> Result<(), String> {
        let mut report = Report::new();
        let input = self.input(&mut report);
        let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
        let said = report.render(Style::Plain);
        let is_expected = match refused {
            None => generated.is_some(),
            Some(code) => generated.is_none() && said.contains(&format!("error[{code}")),
        };
        match is_expected {
            true => Ok(()),
            false => Err(said.lines().take(12).collect::<Vec<_>>().join("\n")),
        }
    }
}

/// What a run takes.
#[derive(Clone, Copy)]
pub struct Measure {
    /// Seconds of CPU time, of all threads.
    pub time: f64,
    /// The most bytes that were allocated at once.
    pub memory: f64,
}

impl Measure {
    pub const NOTHING: Self = Self { time: 0.0, memory: 0.0 };
    pub const WORST: Self = Self { time: f64::INFINITY, memory: f64::INFINITY };

    /// The least of both.
    pub fn min(self, other: Self) -> Self {
        Self { time: self.time.min(other.time), memory: self.memory.min(other.memory) }
    }

    /// How much more this is for each doubling; the time is that beyond an empty document.
    pub fn growth_from(self, small: Self, empty: Self, doublings: f64) -> Self {
        let time =
            (self.time - empty.time).max(LEAST_TIME) / (small.time - empty.time).max(LEAST_TIME);
        // Each stage has a peak of its own, so that of an empty document is no part of others.
        let memory = self.memory / small.memory;
        Self { time: time.powf(1.0 / doublings), memory: memory.powf(1.0 / doublings) }
    }
}

/// What a document without anything in it takes.
pub fn empty() -> Measure {
    let shape = Shape::new("an empty document", 0, |_| {
        serde_json::json!({"openapi": "3.0.3", "info": {"title": "Growth", "version": "1"}, "paths": {}}).into()
    });
    let document = shape.document(0);
    (0..5).map(|_| document.measure(&shape).expect("a crate")).fold(Measure::WORST, Measure::min)
}

/// Waits until what an earlier run leaves to another thread is dropped. What is allocated then.
fn rested() -> usize {
    static RESTING: AtomicUsize = AtomicUsize::new(usize::MAX);
    let known = RESTING.load(Ordering::Relaxed).min(MEMORY.current_usage());
    for _ in 0..500 {
        if MEMORY.current_usage() <= known + 64 * 1024 {
            break;
        }
        thread::sleep(Duration::from_millis(1));
    }
    let now = MEMORY.current_usage();
    RESTING.store(now, Ordering::Relaxed);
    now
}

/// Seconds of CPU time that this process has used.
#[cfg(unix)]
fn cpu() -> f64 {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;

    let usage = getrusage(UsageWho::RUSAGE_SELF).expect("a process knows what it uses");
    (usage.user_time() + usage.system_time()).num_microseconds() as f64 / 1e6
}

/// Seconds since the first call.
#[cfg(not(unix))]
fn cpu() -> f64 {
    static BEGUN: std::sync::LazyLock<std::time::Instant> =
        std::sync::LazyLock::new(std::time::Instant::now);
    BEGUN.elapsed().as_secs_f64()
}
