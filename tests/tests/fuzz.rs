//! Inputs that nobody wrote: documents of this repository with parts of them exchanged, doubled, cut and replaced, as texts
//! and as values, through the whole pipeline; and what the runtime reads and writes.
//!
//! A run is bounded: a few seconds with the other tests, `OASMITH_FUZZ_SECONDS` where more is wanted. It starts at
//! `OASMITH_FUZZ_SEED`, so that it can be repeated. An input that fails is kept, and the message says with what it is tried again.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use oasmith::diagnostic::{Severity, Style};
use oasmith::{Files, Input, OnError, Report};
use oasmith_runtime::{Base64, Parameter, json_path, parameter, plain};
use oasmith_tests::skeleton::Skeleton;
use serde_json::Value;

/// What stands in the place of something else.
const WORDS: &[&str] = &[
    "",
    " ",
    "a",
    "..",
    ".",
    "/",
    "/{a}",
    "{",
    "}",
    "$ref",
    "#/",
    "#",
    "#/components/schemas/A",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "type",
    "object",
    "array",
    "string",
    "integer",
    "null",
    "enum",
    "properties",
    "items",
    "required",
    "discriminator",
    "mapping",
    "propertyName",
    "additionalProperties",
    "nullable",
    "readOnly",
    "default",
    "example",
    "format",
    "date-time",
    "binary",
    "x-",
    "200",
    "default",
    "2XX",
    "application/json",
    "multipart/form-data",
    "text/event-stream",
    "get",
    "parameters",
    "in",
    "path",
    "query",
    "deepObject",
    "\u{0}",
    "\u{2028}",
    "\u{202e}",
    "\"",
    "*/",
    "```rust",
    "<b>",
    "\\",
    "🦀",
    "r#fn",
    "self",
    "Self",
    "3.0.3",
    "3.1.0",
    "3.2.0",
    "2.0",
    "1e999",
    "-0",
    "9223372036854775808",
    "- ",
    ": ",
    "&a ",
    "*a",
    "!!str ",
    "<<",
    "|",
    ">",
    "? ",
    "%",
    "\t",
    "\n",
    "---",
    "...",
    "[",
    "]",
    ",",
];

/// Numbers that are the same in each run from the same seed (xorshift64*).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A text with some of its bytes changed.
fn changed_text(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut text = chance.of(seeds).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(text.len() + 1);
        let end = (at + chance.below(40)).min(text.len());
        match chance.below(6) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, chance.of(WORDS).bytes())),
            2 => drop(text.splice(at..end, chance.of(WORDS).bytes())),
            3 => {
                let other = chance.of(seeds);
                let from = chance.below(other.len());
                let to = (from + chance.below(200)).min(other.len());
                text.splice(at..at, other[from..to].iter().copied());
            }
            4 => {
                let byte = chance.next() as u8;
                text.get_mut(at).into_iter().for_each(|it| *it ^= byte);
            }
            _ => {
                let copy = text[at..end].to_vec();
                text.splice(at..at, copy);
            }
        }
    }
    text
}

/// Every value within a value, with the keys and indices that lead to it.
fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, it)| {
            pointers(it, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(elements) => {
            elements.iter().enumerate().for_each(|(index, it)| pointers(it, format!("{at}/{index}"), found));
        }
        _ => {}
    }
    found.push(at);
}

/// A document with some of its values exchanged.
fn changed_value(chance: &mut Chance, seeds: &[Value]) -> Value {
    let mut value = chance.of(seeds).clone();
    for _ in 0..=chance.below(5) {
        let mut all = Vec::new();
        pointers(&value, String::new(), &mut all);
        let from = chance.of(&all).clone();
        let at = chance.of(&all);
        let copy = value.pointer(&from).cloned().unwrap_or_default();
        let word = *chance.of(WORDS);
        let choice = chance.below(7);
        let Some(target) = value.pointer_mut(at) else { continue };
        match (choice, &mut *target) {
            (0, _) => *target = copy,
            (1, _) => *target = Value::from(word),
            (2, Value::Object(members)) => drop(members.insert(word.to_owned(), copy)),
            (3, Value::Object(members)) => {
                let key = members.keys().nth(chance.below(members.len())).cloned();
                key.into_iter().for_each(|key| drop(members.shift_remove(&key)));
            }
            (2 | 3, Value::Array(elements)) => elements.push(copy),
            (4, _) => *target = serde_json::json!({"$ref": format!("#{from}")}),
            (5, _) => *target = [Value::Null, true.into(), (-1).into(), 1.5.into()][chance.below(4)].clone(),
            _ => *target = Value::Array(vec![copy.clone(), copy]),
        }
    }
    value
}

fn documents() -> Vec<PathBuf> {
    let folders = ["fixtures", "bad"].into_iter().flat_map(|folder| fs::read_dir(folder).expect("a folder of tests"));
    let paths = folders.map(|entry| entry.expect("an entry").path().join("openapi.yaml"));
    let mut paths: Vec<_> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}

/// Generates twice, and says what is wrong with what comes of it.
fn generate(path: &Path) -> Result<(), String> {
    let run = |on_error: OnError| -> (Option<Files>, String, bool) {
        let mut report = Report::new();
        let input = Input::from_document(path, "fuzzed", &mut report).expect("the name is right");
        let generated = oasmith::generate(&Input { on_error, ..input }, &mut report);
        let placed = report.diagnostics().iter().any(|it| it.severity() == Severity::Error && it.place.is_some());
        (generated.map(|it| it.files), report.render(Style::Plain), placed)
    };
    let (files, said, placed) = run(OnError::Stop);
    if files.is_none() && !placed {
        return Err(format!("refused without a place: {said}"));
    }
    let (kept, said, _) = run(OnError::LeaveOut);
    let (again, said_again, _) = run(OnError::LeaveOut);
    let texts = |files: &Option<Files>| -> Vec<(String, String)> {
        let files = files.iter().flat_map(|files| files.iter());
        files
            .map(|(path, text)| (path.to_string(), text.to_owned()))
            .filter(|(path, _)| !path.starts_with("src/runtime/"))
            .collect()
    };
    if texts(&kept) != texts(&again) || said != said_again {
        return Err("two runs differ".to_owned());
    }
    for (path, text) in texts(&kept) {
        if path.ends_with(".rs") {
            Skeleton::default().add(&text).map_err(|error| format!("{path} is no Rust: {error}"))?;
        }
    }
    Ok(())
}

/// How long each of the targets runs, and where it begins.
fn bounds() -> (Duration, u64) {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    (Duration::from_secs(number("OASMITH_FUZZ_SECONDS").unwrap_or(4)), number("OASMITH_FUZZ_SEED").unwrap_or(1).max(1))
}

/// Tries inputs until the time is over; what fails is written down.
fn fuzz(
    target: &str,
    ending: &str,
    mut input: impl FnMut(&mut Chance) -> Vec<u8>,
    check: impl Fn(&Path) -> Result<(), String>,
) {
    let folder = oasmith_tests::cargo::target().join("fuzz");
    fs::create_dir_all(&folder).expect("a folder");
    let (time, seed) = bounds();
    let (started, mut chance, mut count) = (Instant::now(), Chance(seed), 0);
    let path = folder.join(format!("{target}-{seed}.{ending}"));
    while started.elapsed() < time {
        fs::write(&path, input(&mut chance)).expect("room");
        let begun = Instant::now();
        let outcome = catch_unwind(AssertUnwindSafe(|| check(&path)));
        count += 1;
        let problem = match outcome {
            Ok(Ok(())) if begun.elapsed() < Duration::from_secs(20) => continue,
            Ok(Ok(())) => "it takes too long".to_owned(),
            Ok(Err(problem)) => problem,
            Err(_) => "it panics".to_owned(),
        };
        let kept = folder.join(format!("failed-{target}-{seed}-{count}.{ending}"));
        fs::rename(&path, &kept).expect("room");
        panic!(
            "{problem}\nagain: OASMITH_FUZZ_INPUT={} cargo test -p oasmith-tests --test fuzz a_kept_input -- --nocapture",
            kept.display()
        );
    }
    fs::remove_file(&path).ok();
    println!("{target}: {count} inputs");
}

#[test]
fn texts() {
    let seeds: Vec<_> = documents().iter().map(|path| fs::read(path).expect("a file")).collect();
    fuzz("texts", "yaml", |chance| changed_text(chance, &seeds), generate);
}

#[test]
fn values() {
    let seeds: Vec<Value> = documents()
        .iter()
        .filter_map(|path| serde_yaml::from_str(&fs::read_to_string(path).ok()?).ok())
        .filter(Value::is_object)
        .collect();
    assert!(seeds.len() > 100, "{}", seeds.len());
    fuzz("values", "json", |chance| changed_value(chance, &seeds).to_string().into_bytes(), generate);
}

/// What the runtime reads from a server, and writes into a request.
fn read_and_write(path: &Path) -> Result<(), String> {
    let bytes = fs::read(path).map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&bytes).into_owned();
    _ = json_path(&bytes, bytes.len() % 7, bytes.len() % 31);
    _ = serde_json::from_slice::<customer_timeline::rebilly::types::CustomerTimeline>(&bytes);
    if let Ok(decoded) = serde_json::from_value::<Base64>(Value::from(text.clone())) {
        let written = serde_json::to_value(&decoded).map_err(|error| error.to_string())?;
        let again: Base64 = serde_json::from_value(written).map_err(|error| error.to_string())?;
        if again.as_ref() != decoded.as_ref() {
            return Err("base64 comes back as something else".to_owned());
        }
    }
    let value = plain::Value::of(&text).map_err(|error| format!("{error:?}"))?;
    for style in [parameter::Style::Simple, parameter::Style::Label, parameter::Style::Matrix] {
        let segment = Parameter::path("p").style(style, false).to_segment(&value);
        if segment.contains(['/', '?', '#', '\\']) || !segment.is_ascii() {
            return Err(format!("{segment:?} is no segment"));
        }
    }
    let header = Parameter::header("h").to_header(&value);
    Parameter::query("q").to_pairs(&value).iter().for_each(|pair| assert!(!pair.contains(['#', ' ']), "{pair}"));
    drop(header);
    Ok(())
}

#[test]
fn what_the_runtime_reads_and_writes() {
    let seeds: Vec<Vec<u8>> = [
        "{\"id\": \"a\", \"type\": \"paid\", \"_links\": []}",
        "data: a\nid: 1\n\nevent: b\ndata: {\"a\": 1}\n\n",
        "aGVsbG8=",
        "2024-02-29T12:00:00Z",
        "a/../b?c#d%2e%2e",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    fuzz("runtime", "bin", |chance| changed_text(chance, &seeds), read_and_write);
}

/// An input that failed, again.
#[test]
fn a_kept_input() {
    let Some(path) = std::env::var_os("OASMITH_FUZZ_INPUT").map(PathBuf::from) else { return };
    let check = if path.extension().is_some_and(|it| it == "bin") { read_and_write } else { generate };
    assert_eq!(check(&path), Ok(()));
}
