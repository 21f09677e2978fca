//! What changes, between two crates, for those who use them.
//!
//! Compared are two plans: what a document says matters only where it changes what people write, read or send. What the generator itself does
//! otherwise than it did is in no plan, and not seen here.

mod align;
mod answer;
mod body;
mod code;
mod docs;
mod found;
mod item;
mod krate;
mod likeness;
mod matching;
mod names;
mod operation;
mod parameter;
mod server;
mod shown;
mod step;
mod structure;
mod variant;
mod webhook;

use std::collections::BTreeMap;
use std::fmt;

pub use code::ChangeCode;
pub use step::Step;

use crate::plan::Crate;
use crate::source::Sources;
use found::{Found, Site};
use names::Names;

/// A crate that is decided on, and the texts that it comes from.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The crate.
    pub krate: Crate,
    /// The texts.
    pub sources: Sources,
}

/// Something that changes for those who use a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What it is about.
    pub code: ChangeCode,
    /// What it asks of those who use the crate.
    pub class: Class,
    /// The Rust path below the crate, such as `rebilly::types::Customer::email`.
    pub path: String,
    /// Where it is written: in the new document or, for what is removed, in the old one.
    pub position: Option<Position>,
    /// What it is, as one sentence without a full stop.
    pub message: String,
}

/// What a change asks of those who use a crate. The gravest comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Programs that compile may no longer do so, or get other types than they had.
    Breaking,
    /// There is something new; what was there stays.
    Addition,
    /// The same code sends or reads something else.
    Fix,
    /// Only what people read is different.
    Docs,
}

impl Class {
    /// All of them, the gravest first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Addition, Self::Fix, Self::Docs];

    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Fix => "fix",
            Self::Docs => "docs",
        }
    }
}

/// A position in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The name that people know the file by.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// As compilers write it: `file:line:column`.
impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}

/// What differs for those who use the crate: the gravest first, and of the same class in the order of the new plan, what is removed where it
/// stood.
pub fn compare(old: &Planned, new: &Planned) -> Vec<Change> {
    let found = krate::compare(&old.krate, &new.krate);
    found.finish(&old.sources, &new.sources)
}

/// An API of both crates that is being compared.
#[derive(Debug)]
struct Comparison<'a> {
    /// What stands before its paths: its module and `::`.
    prefix: String,
    names: Names<'a>,
    /// What the features of the old crate are called now, where that is something else.
    features: &'a BTreeMap<String, String>,
    found: Found,
}

impl Comparison<'_> {
    /// Something that stands in the API's module.
    fn path(&self, name: &str) -> Site {
        Site::nowhere(format!("{}{name}", self.prefix))
    }

    /// The feature that a module is there with.
    fn module_feature(&mut self, site: &Site, old: Option<&str>, new: Option<&str>) {
        let now = old.map(|feature| self.features.get(feature).map_or(feature, String::as_str));
        match (now, new) {
            (None, Some(feature)) => {
                let message = format!("it is there only with the feature `{feature}`, which is on by default");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), Some(feature)) if before != feature => {
                let message = format!("it is there with the feature `{feature}`, and no longer with `{before}`");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), None) => {
                let message = format!("it is always there, and no longer only with the feature `{before}`");
                self.found.addition(ChangeCode::ModuleFeature, site.clone(), message);
            }
            _ => {}
        }
    }
}
