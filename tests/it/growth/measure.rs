//! Measures the time and memory of a run.

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

/// CPU time below this is noise, in seconds.
const LEAST_TIME: f64 = 0.002;

/// A kind of document of any size.
pub struct Shape {
    /// The parts that grow.
    pub name: &'static str,
    /// The smaller of the two sizes. Choose it so that the larger document takes a few tenths of a
    /// second in a debug build.
    pub size: usize,
    /// The files of a document of this size; the first one is the root.
    pub files: fn(usize) -> Files,
    /// The largest size that the limits allow.
    pub most: usize,
    /// Whether it is known to be too slow. This is printed and does not fail.
    pub is_slow: bool,
    /// The operation to measure.
    pub through: Through,
}

/// The operation to measure.
pub enum Through {
    /// Generates a crate without errors.
    Generate,
    /// Fails to generate a crate, with this code.
    Refuse(&'static str),
    /// Compares it with itself, and with a copy that has different names, in both directions.
    Compare,
    /// Writes all messages in every format.
    Lint,
    /// Finds its examples; there is at least one.
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

/// A document on disk.
pub struct Document {
    _folder: TempDir,
    root: PathBuf,
    pub bytes: usize,
    /// The document that it is compared with.
    other: Option<Box<Document>>,
}

impl Shape {
    /// A shape from which a crate is generated.
    pub const fn new(name: &'static str, size: usize, files: fn(usize) -> Files) -> Self {
        Self { name, size, files, most: usize::MAX, is_slow: false, through: Through::Generate }
    }

    /// Sets the size that no document may exceed.
    pub const fn within(mut self, most: usize) -> Self {
        self.most = most;
        self
    }

    /// Marks the shape as known to be too slow.
    pub const fn slow(mut self) -> Self {
        self.is_slow = true;
        self
    }

    /// Expects an error of this code instead of a crate.
    pub const fn refused(mut self, code: &'static str) -> Self {
        self.through = Through::Refuse(code);
        self
    }

    /// Measures comparison.
    pub const fn compared(mut self) -> Self {
        self.through = Through::Compare;
        self
    }

    /// Measures messages.
    pub const fn linted(mut self) -> Self {
        self.through = Through::Lint;
        self
    }

    /// Measures the search for examples.
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
            fs::write(path, text).expect("disk space");
            bytes += text.len();
        }
        let root = folder.path().join(&files.first().expect("a root").0);
        Self { _folder: folder, root, bytes, other: None }
    }

    /// The measured cost of a run.
    ///
    /// # Errors
    /// If the result is not the one that the shape expects.
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
        // The run includes values that another thread drops.
        rested();
        Ok(Measure { time: cpu() - time, memory: memory as f64 })
    }

    fn input(&self, report: &mut Report) -> Option<Input> {
        match self.root.extension().is_some_and(|ending| ending == "toml") {
            true => Input::from_manifest(&self.root, report),
            false => Input::from_document(&self.root, "growth", report),
        }
    }

    /// Compares it with itself, and with the other document in both directions.
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

    /// Writes all messages in every format.
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

    /// Generates a crate, and writes the messages.
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

/// The cost of a run.
#[derive(Clone, Copy)]
pub struct Measure {
    /// CPU time of all threads, in seconds.
    pub time: f64,
    /// Peak of allocated memory, in bytes.
    pub memory: f64,
}

impl Measure {
    pub const NOTHING: Self = Self { time: 0.0, memory: 0.0 };
    pub const WORST: Self = Self { time: f64::INFINITY, memory: f64::INFINITY };

    /// The minimum of each figure.
    pub fn min(self, other: Self) -> Self {
        Self { time: self.time.min(other.time), memory: self.memory.min(other.memory) }
    }

    /// The growth per doubling of the size. For time, that of an empty document is subtracted.
    pub fn growth_from(self, small: Self, empty: Self, doublings: f64) -> Self {
        let time =
            (self.time - empty.time).max(LEAST_TIME) / (small.time - empty.time).max(LEAST_TIME);
        // Stages have separate peaks, so the peak of an empty document is not subtracted.
        let memory = self.memory / small.memory;
        Self { time: time.powf(1.0 / doublings), memory: memory.powf(1.0 / doublings) }
    }
}

/// The cost of an empty document.
pub fn empty() -> Measure {
    let shape = Shape::new("an empty document", 0, |_| {
        serde_json::json!({"openapi": "3.0.3", "info": {"title": "Growth", "version": "1"}, "paths": {}}).into()
    });
    let document = shape.document(0);
    (0..5).map(|_| document.measure(&shape).expect("a crate")).fold(Measure::WORST, Measure::min)
}

/// Waits until another thread has dropped the values of an earlier run. Returns the allocated
/// bytes.
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

/// CPU time of this process, in seconds.
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
