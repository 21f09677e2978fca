//! What changes, between two crates, for those who use them.
//!
//! Compared are two plans: what a document says matters only where it changes what people write, read or send. What the generator itself does
//! otherwise than it did is in no plan, and not seen here.

mod code;
mod step;

use std::collections::BTreeSet;
use std::fmt;

pub use code::ChangeCode;
pub use step::Step;

use crate::plan::{Api, Crate};
use crate::source::Sources;

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
    let mut changes = Vec::new();
    for (code, class, members) in [
        (ChangeCode::OperationRemoved, Class::Breaking, missing(&old.krate, &new.krate, operations)),
        (ChangeCode::OperationAdded, Class::Addition, missing(&new.krate, &old.krate, operations)),
        (ChangeCode::TypeRemoved, Class::Breaking, missing(&old.krate, &new.krate, types)),
        (ChangeCode::TypeAdded, Class::Addition, missing(&new.krate, &old.krate, types)),
    ] {
        let change = |path| Change { code, class, path, position: None, message: code.title().to_owned() };
        changes.extend(members.into_iter().map(change));
    }
    changes.sort_by_key(|change| change.class);
    changes
}

/// What one crate has and another one has not.
fn missing(one: &Crate, other: &Crate, members: impl Fn(&Api) -> Vec<String>) -> Vec<String> {
    let there: BTreeSet<String> = other.apis.iter().flat_map(&members).collect();
    one.apis.iter().flat_map(&members).filter(|path| !there.contains(path)).collect()
}

fn operations(api: &Api) -> Vec<String> {
    let module = module(api);
    let of_group = |group: &crate::plan::Group| {
        let (module, ident) = (format!("{module}{}", group.module.ident.plain()), group.ident.plain().to_owned());
        let path =
            |operation: &crate::plan::Operation| format!("{module}::{ident}::{}", operation.method_ident.plain());
        group.operations.iter().map(path).collect::<Vec<_>>()
    };
    api.groups.iter().flat_map(of_group).collect()
}

fn types(api: &Api) -> Vec<String> {
    let module = module(api);
    let items = api.types.iter().flat_map(|types| &types.items);
    items.map(|item| format!("{module}types::{}", item.ident.plain())).collect()
}

fn module(api: &Api) -> String {
    api.module.as_ref().map(|module| format!("{}::", module.ident.plain())).unwrap_or_default()
}
