//! Random inputs: documents of this repository with parts exchanged, repeated, cut and replaced, as
//! texts and as values; random documents; manifests and overlays; and data that the runtime reads
//! and writes.
//!
//! A run has a time limit: a fraction of a second for each target by default, or
//! `OASMITH_FUZZ_SECONDS`, which CI sets. For long runs, `--profile fuzz` is faster and detects
//! overflows. `OASMITH_FUZZ_SEED` sets the first seed, so that a run can be repeated. An input that
//! fails is minimized and stored, and the message shows how to run it again. An input that aborts
//! the process remains in `target/fuzz-inputs/NAME/SEED.ENDING`.

mod chance;
mod graphs;
mod made;
mod pipeline;
mod runtime;
#[path = "../../../generator/runtime/benches/unions/types.rs"]
mod unions;

use std::fs;
use std::io::{Seek as _, Write as _};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use serde_json::Value;

use chance::{Chance, changed_text, changed_value, pointers};

/// The default time of a target. CI has a separate step with a longer time.
const BRIEF: Duration = Duration::from_millis(100);

/// The time limit for an input in a debug build.
const LONG: Duration = Duration::from_secs(20);

/// The time limit for minimizing an input.
const SHRINKING: Duration = Duration::from_secs(60);

/// A function to test, and the ending of its input files.
struct Target {
    name: &'static str,
    ending: &'static str,
    check: fn(&Path) -> Result<(), String>,
}

impl Target {
    /// Returns the error of an input, if any.
    fn problem(&self, path: &Path) -> Option<String> {
        let begun = Instant::now();
        match catch_unwind(AssertUnwindSafe(|| (self.check)(path))) {
            Ok(Ok(())) if begun.elapsed() < LONG => None,
            Ok(Ok(())) => Some("it takes too long".to_owned()),
            Ok(Err(problem)) => Some(problem),
            Err(_) => Some("it panics".to_owned()),
        }
    }

    /// Tries inputs until the time is over, and stores one that fails.
    fn run(&self, mut input: impl FnMut(&mut Chance) -> Vec<u8>) {
        let Self { name, ending, .. } = self;
        let folder = oasmith_tests::cargo::target().join("fuzz-inputs").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        pipeline::surround(&folder);
        let (time, seed) = bounds();
        let (started, mut chance, mut count) = (Instant::now(), Chance(seed), 0);
        let path = folder.join(format!("{seed}.{ending}"));
        // The file stays open: creating it again would write to the disk each time.
        let mut file = fs::File::create(&path).expect("disk space");
        while started.elapsed() < time {
            let text = input(&mut chance);
            file.rewind()
                .and_then(|()| file.write_all(&text))
                .and_then(|()| file.set_len(text.len() as u64))
                .expect("disk space");
            count += 1;
            let Some(problem) = self.problem(&path) else { continue };
            let kept = folder.join(format!("failed-{seed}-{count}.{ending}"));
            fs::copy(&path, &kept).expect("disk space");
            self.shrink(&kept);
            let variable = format!("OASMITH_FUZZ_INPUT={}", kept.display());
            panic!(
                "{name}, input {count}: {problem}\nagain: {variable} cargo test -p oasmith-tests --test it a_kept_input -- --nocapture"
            );
        }
        fs::remove_file(&path).ok();
        println!("{name}: {count} inputs");
    }

    /// Removes parts of an input as long as it fails.
    fn shrink(&self, kept: &Path) {
        let started = Instant::now();
        let tried = kept.with_file_name("shrinking").with_extension(self.ending);
        let fails = |input: &[u8]| {
            fs::write(&tried, input).expect("disk space");
            let is_worse = started.elapsed() < SHRINKING && self.problem(&tried).is_some();
            if is_worse {
                fs::copy(&tried, kept).expect("disk space");
            }
            is_worse
        };
        let text = fs::read(kept).expect("the input");
        match serde_json::from_slice::<Value>(&text) {
            Ok(value) if self.ending == "json" => {
                smaller_value(value, |it| fails(it.to_string().as_bytes()))
            }
            _ => smaller_text(text, fails),
        }
        fs::remove_file(tried).ok();
    }
}

/// Removes members and elements, outer ones first.
fn smaller_value(mut value: Value, mut fails: impl FnMut(&Value) -> bool) {
    loop {
        let mut all = Vec::new();
        pointers(&value, String::new(), &mut all);
        all.sort_by_key(|pointer| pointer.matches('/').count());
        let mut is_smaller = false;
        for pointer in all {
            let less = without(&value, &pointer);
            if let Some(less) = less.filter(|it| fails(it)) {
                (value, is_smaller) = (less, true);
            }
        }
        if !is_smaller {
            return;
        }
    }
}

/// A value without the one at a pointer.
fn without(value: &Value, pointer: &str) -> Option<Value> {
    let (parent, token) = pointer.rsplit_once('/')?;
    let mut value = value.clone();
    match value.pointer_mut(parent)? {
        Value::Object(members) => {
            members.shift_remove(&token.replace("~1", "/").replace("~0", "~")).map(drop)?
        }
        Value::Array(elements) => {
            let index = token.parse().ok().filter(|it| *it < elements.len())?;
            drop(elements.remove(index));
        }
        _ => return None,
    }
    Some(value)
}

/// Removes ranges, large ones first.
fn smaller_text(mut text: Vec<u8>, mut fails: impl FnMut(&[u8]) -> bool) {
    let mut size = text.len() / 2;
    while size > 0 {
        let mut at = 0;
        while at < text.len() {
            let less = [&text[..at], text.get(at + size..).unwrap_or_default()].concat();
            if fails(&less) { text = less } else { at += size }
        }
        size /= 2;
    }
}

/// The time for each target, and its first seed.
fn bounds() -> (Duration, u64) {
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let time = number("OASMITH_FUZZ_SECONDS").map_or(BRIEF, Duration::from_secs);
    (time, number("OASMITH_FUZZ_SEED").unwrap_or(1).max(1))
}

/// The documents, manifests or overlays of the other tests.
fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folders = ["fixtures", "bad"]
        .into_iter()
        .flat_map(|folder| fs::read_dir(folder).expect("a folder of tests"));
    let paths = folders.map(|entry| entry.expect("an entry").path().join(name));
    let mut paths: Vec<PathBuf> = paths.filter(|path| path.is_file()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).expect("a file")).collect()
}

const TARGETS: &[Target] = &[
    Target { name: "texts", ending: "yaml", check: pipeline::document },
    Target { name: "values", ending: "json", check: pipeline::document },
    Target { name: "made", ending: "json", check: pipeline::document },
    Target { name: "graphs", ending: "json", check: pipeline::document },
    Target { name: "manifests", ending: "toml", check: pipeline::manifest },
    Target { name: "overlays", ending: "yaml", check: pipeline::overlay },
    Target { name: "decoded", ending: "bin", check: runtime::values },
    Target { name: "unions", ending: "json", check: runtime::unions },
    Target { name: "events", ending: "bin", check: runtime::events },
    Target { name: "lines", ending: "bin", check: runtime::lines },
    Target { name: "links", ending: "bin", check: runtime::links },
    Target { name: "dates", ending: "bin", check: runtime::dates },
    Target { name: "xml", ending: "xml", check: runtime::xml },
    Target { name: "segments", ending: "bin", check: runtime::segments },
];

fn target(name: &str) -> &'static Target {
    TARGETS.iter().find(|target| target.name == name).expect("a target")
}

/// Changes these texts.
fn change(name: &str, seeds: &[&str]) {
    let seeds: Vec<_> = seeds.iter().map(|text| text.as_bytes().to_vec()).collect();
    target(name).run(|chance| changed_text(chance, &seeds));
}

#[test]
fn texts() {
    let seeds = seeds("openapi.yaml");
    target("texts").run(|chance| changed_text(chance, &seeds));
}

#[test]
fn values() {
    let seeds: Vec<Value> = seeds("openapi.yaml")
        .iter()
        .filter_map(|text| serde_yaml::from_slice(text).ok())
        .filter(Value::is_object)
        .collect();
    assert!(seeds.len() > 100, "{}", seeds.len());
    target("values").run(|chance| changed_value(chance, &seeds).to_string().into_bytes());
}

#[test]
fn documents_made_from_nothing() {
    target("made").run(|chance| made::document(chance).to_string().into_bytes());
}

#[test]
fn schemas_that_refer_to_each_other() {
    target("graphs").run(|chance| graphs::document(chance).to_string().into_bytes());
}

#[test]
fn manifests() {
    let seeds = seeds("sdk.toml");
    assert!(seeds.len() > 20, "{}", seeds.len());
    target("manifests").run(|chance| changed_text(chance, &seeds));
}

#[test]
fn overlays() {
    let seeds = seeds("overlay.yaml");
    assert!(seeds.len() > 5, "{}", seeds.len());
    target("overlays").run(|chance| changed_text(chance, &seeds));
}

#[test]
fn what_the_runtime_reads_and_writes() {
    let json = "{\"id\": \"a\", \"type\": \"paid\", \"_links\": []}";
    change("decoded", &[json, "aGVsbG8=", "2024-02-29T12:00:00Z", "a/../b?c#d%2e%2e"]);
}

#[test]
fn unions_inside_unions() {
    target("unions").run(|chance| runtime::any_union(chance, 0).to_string().into_bytes());
}

#[test]
fn event_streams() {
    change(
        "events",
        &[
            "data: a\nid: 1\n\nevent: b\ndata: {\"a\": 1}\n\n",
            "\u{feff}: hi\r\rdata\rdata:x\r\nretry: 12\n\n\ndata: [DONE]",
            "id\nid: \0\ndata:  two\ndata\n\nevent:\ndata: ä\u{2028}\n\n",
        ],
    );
}

#[test]
fn json_lines() {
    change(
        "lines",
        &[
            "{\"a\":1}\r\n\n[2]\n \n3",
            "\u{1e}{\"a\":\n1}\n\u{1e}\u{1e}[2]\n\u{1e}3\n",
            "null\ntrue\n\"\u{1e}\"\n",
        ],
    );
}

#[test]
fn next_links() {
    change(
        "links",
        &[
            "<https://api.test/things?page=2>; rel=\"next\"",
            "<a>; rel=prev, <../b;c?d#e>; title=\"x, \\\"<c>; rel=next\" ; REL = \"last NEXT\"",
            "<//user@api.test:443/%2e%2e/x>; rel=next; anchor=\"/other\", <?q=1>; rel=next",
        ],
    );
}

#[test]
fn dates() {
    let seeds: Vec<Vec<u8>> = [
        "Sun, 06 Nov 1994 08:49:37 GMT",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "6 Nov 94 08:49 -0500",
        "2026-11-06T08:49:37.5+01:00",
        "1700000000",
        "99999999999999999999",
    ]
    .map(|text| text.as_bytes().to_vec())
    .into();
    target("dates").run(|chance| match chance.below(3) {
        0 => runtime::any_date(chance),
        _ => changed_text(chance, &seeds),
    });
}

#[test]
fn path_segments() {
    change(
        "segments",
        &["a\n..\n", ".\n.\nb", "%2e\n\n/", "a/../b?c#d%2e%2e\n🦀\n\\", "..\n\n..;x"],
    );
}

#[test]
fn bodies_of_xml() {
    change(
        "xml",
        &[
            "<pets xmlns='urn:p'><pet id='1'><name>a&amp;b</name><tag/><tag>c</tag>\
                <weight>1e3</weight><parent><name/></parent><kind>true</kind></pet></pets>",
            "\u{feff}<?xml version='1.0' encoding='UTF-8'?><!-- c --><x:pets xmlns:x='urn:p'>\n\
                <pet xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance' xsi:nil='true'/>\
                <x:pet x:id='&#50;'><![CDATA[<a>]]></x:pet></x:pets>",
            "<!DOCTYPE a [<!ENTITY b 'c'>]><pets><pet>&b;<other a='1'>x<b/></other></pet></pets>",
        ],
    );
}

/// Runs an input that failed again.
#[test]
fn a_kept_input() {
    let Some(path) = std::env::var_os("OASMITH_FUZZ_INPUT").map(PathBuf::from) else { return };
    let folder = path
        .parent()
        .and_then(Path::file_name)
        .and_then(|name| name.to_str())
        .expect("the folder of a target");
    assert_eq!((target(folder).check)(&path), Ok(()));
}

#[test]
fn what_fails_is_made_small() {
    let value = serde_json::json!({"a": [1, {"b": 2, "c": 3}], "d": {}});
    let mut least = Value::Null;
    smaller_value(value, |it| {
        let fails = it.to_string().contains("\"c\"");
        if fails {
            least = it.clone();
        }
        fails
    });
    assert_eq!(least, serde_json::json!({"a": [{"c": 3}]}));
    let mut least = Vec::new();
    smaller_text(b"a long text with x in it".to_vec(), |it| {
        let fails = it.contains(&b'x');
        if fails {
            least = it.to_vec();
        }
        fails
    });
    assert_eq!(least, b"x");
}
