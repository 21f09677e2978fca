//! Where generated code goes, and what that leaves to the manifest.

use std::collections::BTreeSet;

use super::check::{FEATURES, ValueError};
use super::table::{Reader, Table, Text};
use crate::diagnostic::{Code, nearest};

/// Where generated code goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Layout {
    /// A crate.
    #[default]
    Crate,
    /// The files of a module, for a crate that includes them. It has no features of cargo, and no
    /// `Cargo.toml`.
    Module {
        /// The features of generated crates that are enabled in it.
        features: BTreeSet<String>,
    },
    /// The crate of a runtime, for crates that share it. It has no APIs.
    Runtime,
}

impl Layout {
    /// A module with the feature `rustls`.
    pub fn module() -> Self {
        Self::Module { features: BTreeSet::from(["rustls".to_owned()]) }
    }
}

/// Features that a module can have. The feature `xml` is enabled if an API has bodies of XML.
const OF_MODULES: &[&str] = &[
    "blocking",
    "fs",
    "gzip",
    "native-tls",
    "reqwest",
    "rustls",
    "test-util",
    "tower",
    "tracing",
    "webhook-signatures",
];

/// Keys of `[package]` that are about a package of cargo.
const OF_CRATES: &[&str] = &[
    "authors",
    "categories",
    "documentation",
    "examples",
    "ext",
    "homepage",
    "keywords",
    "license",
    "license-files",
    "readme",
    "registry",
    "repository",
    "rust-version",
    "tests",
];

/// Those of them that are about operations.
const OF_OPERATIONS: &[&str] = &["examples", "tests"];

/// The words for `layout`.
pub(super) const WORDS: &[&str] = &["crate", "module", "runtime"];

pub(super) fn read(package: &Table<'_>, reader: &mut Reader<'_>) -> Layout {
    let layout = package.text("layout", known, reader).map(|text| text.value);
    let features = package.texts("features", reader);
    if layout.as_deref() != Some("module") {
        if let Some(offset) = package.offset_of("features") {
            let message = "`features` applies to the layout `module`".to_owned();
            let help = "add layout = \"module\", or remove the key: those who use a crate choose its features";
            reader.value_error(invalid(message, help), offset);
        }
        if layout.as_deref() != Some("runtime") {
            return Layout::Crate;
        }
        let help = "remove the key: a runtime has no operations";
        report_keys(OF_OPERATIONS, (package, help), reader);
        return Layout::Runtime;
    }
    let help = "remove the key: a module is part of a crate that has its own `Cargo.toml`";
    report_keys(OF_CRATES, (package, help), reader);
    if !package.has("features") {
        return Layout::module();
    }
    Layout::Module { features: features.into_iter().filter_map(|it| feature(it, reader)).collect() }
}

/// Reports keys that apply to crates with operations only.
fn report_keys(keys: &[&str], (table, help): (&Table<'_>, &str), reader: &mut Reader<'_>) {
    for key in keys {
        if let Some(offset) = table.offset_of(key) {
            let message = format!("`{key}` applies to the layout `crate`");
            reader.value_error(invalid(message, help), offset);
        }
    }
}

/// Reports the tables of a runtime that are about documents and types.
pub(super) fn check_root(layout: &Layout, root: &Table<'_>, reader: &mut Reader<'_>) {
    if *layout != Layout::Runtime {
        return;
    }
    let help = "remove the table, or remove `layout`: a runtime has no APIs and no types";
    let is_of_crates = |key: &Text| ["api", "formats", "dependencies"].contains(&&*key.value);
    for (key, _) in root.entries().into_iter().filter(|(key, _)| is_of_crates(key)) {
        let message = format!("[{}] applies to the layout `crate`", key.value);
        reader.value_error(invalid(message, help), key.offset);
    }
}

fn feature(Text { value, offset }: Text, reader: &mut Reader<'_>) -> Option<String> {
    if OF_MODULES.contains(&value.as_str()) {
        return Some(value);
    }
    let help = match nearest(&value, OF_MODULES) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("choose from: {}", OF_MODULES.join(", ")),
    };
    let message = match FEATURES.contains(&value.as_str()) {
        true => format!("a module cannot choose the feature `{value}`"),
        false => format!("there is no feature `{}`", value.escape_debug()),
    };
    reader.value_error(invalid(message, &help), offset);
    None
}

/// Reports a `feature` of an API, which only a crate can have.
pub(super) fn check_api(layout: &Layout, api: &Table<'_>, reader: &mut Reader<'_>) {
    if let (Layout::Module { .. }, Some(offset)) = (layout, api.offset_of("feature")) {
        let message = "`feature` applies to the layout `crate`".to_owned();
        let help = "remove the key: a module has no features, so all of its APIs are always there";
        reader.value_error(invalid(message, help), offset);
    }
}

fn known(word: &str) -> Result<(), ValueError> {
    if WORDS.contains(&word) {
        return Ok(());
    }
    let help = format!("choose one of: {}", WORDS.join(", "));
    Err(invalid(format!("there is no layout `{}`", word.escape_debug()), &help))
}

fn invalid(message: String, help: &str) -> ValueError {
    ValueError { code: Code::InvalidLayout, message, help: help.to_owned() }
}
