//! The structure of a crate without its texts: its items, the keys of its manifest, and the active
//! parts of its pages.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use oasmith::Files;
use oasmith_tests::skeleton::Skeleton;
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag};
use sha2::{Digest as _, Sha256};

/// The parts that no document may change.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Structure {
    /// The items of its Rust files.
    rust: Skeleton,
    /// The keys of `Cargo.toml`, and the sources of its dependencies.
    manifest: BTreeMap<String, String>,
    /// The number of Rust code blocks on all pages. All of them are examples of the generator.
    examples: usize,
    /// The HTML on all pages, which is the generator's.
    html: BTreeSet<String>,
}

impl Structure {
    /// The structure of a crate. Fails on a page with a foreign link, and on a path with unexpected
    /// characters.
    pub fn of(files: &Files) -> Self {
        let mut found = Self::default();
        for (path, text) in files.iter().filter(|(path, _)| !path.starts_with("src/runtime/")) {
            assert!(is_plain(path), "the path {path:?}");
            if path.ends_with(".rs") {
                found.add(&Self::of_rust(path, text));
                continue;
            }
            assert_eq!(hidden(text), None, "what cannot be seen in {path}");
            if path == "Cargo.toml" {
                flatten("", &text.parse::<toml::Table>().unwrap().into(), &mut found.manifest);
            } else {
                found.page(text);
            }
        }
        found
    }

    /// The structure of a Rust file. Most attacks leave most files unchanged, so each text is
    /// parsed once.
    fn of_rust(path: &str, text: &str) -> Arc<Self> {
        static READ: Mutex<BTreeMap<[u8; 32], Arc<Structure>>> = Mutex::new(BTreeMap::new());
        let digest = Sha256::digest(text).into();
        if let Some(known) = READ.lock().unwrap().get(&digest) {
            return known.clone();
        }
        assert_eq!(hidden(text), None, "what cannot be seen in {path}");
        let mut found = Self::default();
        let docs = found.rust.add(text);
        let docs = docs.unwrap_or_else(|error| panic!("{path} is no Rust: {error}\n{text}"));
        docs.iter().for_each(|page| found.page(page));
        let found = Arc::new(found);
        READ.lock().unwrap().insert(digest, found.clone());
        found
    }

    fn add(&mut self, file: &Self) {
        for (item, count) in &file.rust.items {
            *self.rust.items.entry(item.clone()).or_default() += count;
        }
        self.rust.active.extend(file.rust.active.iter().cloned());
        self.rust.paths.extend(file.rust.paths.iter().cloned());
        self.examples += file.examples;
        self.html.extend(file.html.iter().cloned());
    }

    pub fn page(&mut self, page: &str) {
        let (examples, html) = live(page);
        self.examples += examples;
        self.html.extend(html);
    }

    /// The entries that only the first one has.
    pub fn beyond(&self, other: &Self) -> String {
        let items = |it: &Self| {
            it.rust.items.iter().map(|(kind, count)| format!("{count} × {kind}")).collect()
        };
        let (mine, theirs): (BTreeSet<String>, BTreeSet<String>) = (items(self), items(other));
        let keys =
            |it: &Self| it.manifest.iter().map(|(key, value)| format!("{key} = {value}")).collect();
        let (my_keys, their_keys): (BTreeSet<String>, BTreeSet<String>) = (keys(self), keys(other));
        format!(
            "items {:?}, active {:?}, paths {:?}, keys {:?}, examples {}, HTML {:?}",
            mine.difference(&theirs).collect::<Vec<_>>(),
            self.rust.active.difference(&other.rust.active).collect::<Vec<_>>(),
            self.rust.paths.difference(&other.rust.paths).collect::<Vec<_>>(),
            my_keys.difference(&their_keys).collect::<Vec<_>>(),
            self.examples,
            self.html.difference(&other.html).collect::<Vec<_>>(),
        )
    }

    /// Whether the crate is like the harmless one: the same items, and no other active parts.
    pub fn is_like(&self, harmless: &Self) -> bool {
        self.rust.items == harmless.rust.items
            && self.rust.paths.is_subset(&harmless.rust.paths)
            && self.is_no_more_than(harmless)
    }

    /// Whether the crate has no active parts that the harmless one lacks. Items may differ.
    pub fn is_no_more_than(&self, harmless: &Self) -> bool {
        // A different function may use a different part of the runtime, and an example a different
        // part of the crate.
        let is_own =
            |it: &String| it.starts_with("crate::runtime::") || it.starts_with("hostile::");
        let is_ours = |it: &String| harmless.rust.active.contains(it) || it == "#[expect]";
        self.rust.active.iter().all(is_ours)
            && self.rust.paths.difference(&harmless.rust.paths).all(is_own)
            && self.manifest == harmless.manifest
            && self.examples <= harmless.examples
            && self.html.is_subset(&harmless.html)
    }
}

/// An invisible character that changes how text is shown: control characters, marks of direction,
/// spaces without width, unusual line ends.
pub fn hidden(text: &str) -> Option<char> {
    let is_hidden = |it: char| {
        it.is_control() && !matches!(it, '\n' | '\t')
            || matches!(it, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    text.chars().find(|it| is_hidden(*it))
}

fn is_plain(path: &str) -> bool {
    let is_plain = |part: &str| {
        part.len() <= 180
            && part.bytes().all(|it| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'.'))
    };
    path == ".rustfmt.toml"
        || path.split('/').all(|part| is_plain(part) && !part.starts_with('.') && !part.is_empty())
}

/// The keys of a manifest. Values are included only if they affect the build.
fn flatten(prefix: &str, value: &toml::Value, out: &mut BTreeMap<String, String>) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                // The document determines the names of groups and the operation of the example, but
                // not their number.
                let is_group = prefix == "features";
                let key = if is_group { format!("group {}", out.len()) } else { key.clone() };
                flatten(
                    &if prefix.is_empty() { key } else { format!("{prefix}.{key}") },
                    value,
                    out,
                );
            }
        }
        toml::Value::Array(all) if prefix == "example" => {
            _ = out.insert(prefix.to_owned(), all.len().to_string())
        }
        _ if prefix.starts_with("features") => {
            _ = out.insert(prefix.to_owned(), "a list".to_owned())
        }
        toml::Value::String(_) if prefix.starts_with("package.") => {
            _ = out.insert(prefix.to_owned(), "text".to_owned())
        }
        other => _ = out.insert(prefix.to_owned(), other.to_string()),
    }
}

/// The number of code blocks of a page that rustdoc would compile, and its HTML. No link may run
/// code.
fn live(page: &str) -> (usize, Vec<String>) {
    let (mut count, mut found) = (0, Vec::new());
    for event in Parser::new_ext(page, Options::all()) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => found.push(html.to_string()),
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let scheme = dest_url
                    .split_once(':')
                    .filter(|(scheme, rest)| !scheme.contains('/') && !rest.starts_with(':'));
                let is_safe =
                    scheme.is_none_or(|(scheme, _)| matches!(scheme, "http" | "https" | "mailto"));
                assert!(is_safe, "a link to {dest_url:?} in\n{page}");
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => {
                panic!("an indented block in\n{page}")
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(language))) => {
                count += usize::from(!matches!(&*language, "text" | "json" | "toml"));
            }
            _ => {}
        }
    }
    (count, found)
}
