//! The changes between two versions of a crate, for its users.
//!
//! Two plans are compared: a change in a document matters only if it changes what programs write,
//! read or send. Changes of the generator itself are not in a plan.
//!
//! # Matching
//!
//! Parts with the same Rust path are the same. A part with another path that is the same on the
//! wire (HTTP method and path, or id; the name of a property; the value of a variant; the URL of a
//! server) was renamed. A type was renamed if it is used where another one was and has at
//! least half of its members, or if it differs from a removed type only in its name. Each change is
//! reported once, where it happens: a changed type is not reported again for each use.
//!
//! Comparing plans of n parts takes n log n. For that, a removed type is compared with at most 32
//! types that are used in its place.
//!
//! # Classes
//!
//! The public items decide. Structs and enums are `#[non_exhaustive]`, so that a new member is an
//! addition. Functions are the exception: `new` of a struct, and the method of an operation, take
//! required fields and parameters as arguments.
//!
//! | what changes | class | why |
//! | --- | --- | --- |
//! | something with a path is gone, or has another path | breaking | it is named in programs |
//! | something with a path is new | addition | |
//! | a field, in a struct that is only in responses | addition | required or not |
//! | an optional field, in a struct that callers construct | addition | a setter |
//! | a required field, in a struct that callers construct | breaking | `new` takes one more argument |
//! | the type of a field, be it only `T` and `Option<T>`, `Option<T>` and `Maybe<T>`, `T` and `Box<T>` | breaking | the field is public; in both directions |
//! | a field that may be null, and one that may be absent | fix | both are `Option<T>`; breaking where `new` took it |
//! | the order of what `new` or a call takes | breaking | even if the types are the same: then rustc does not notice |
//! | a type for requests and responses becomes two, or two become one | breaking | requests have another type |
//! | a struct is no longer in requests | breaking | `new`, setters and `Default` are gone |
//! | a parameter becomes required or optional | breaking | arguments are positional, setters have names |
//! | an optional parameter is new | addition | a setter |
//! | the name of an argument | docs | nobody writes it |
//! | the output of a call, the type of its errors or headers (also if it gets or loses one) | breaking | all of them are part of the type of the response |
//! | a documented error, one more successful response, a value of an enum, a type of a union | addition | these enums are open |
//! | two variants of a union hold the same type from now on | breaking | `From` is gone |
//! | an alias becomes a type, or a type an alias | breaking | two types were one |
//! | a module needs a feature | breaking | programs without default features lose it |
//! | a name, a location or a format on the wire | fix | programs stay the same, and send something else |
//! | failed calls are no longer retried | breaking | programs may rely on retries |
//! | failed calls are retried | fix | |
//! | a client requires a base URL | breaking | programs without one no longer run |
//! | the order of an enum's variants | fix | values sort in another order |
//! | `#[deprecated]` | addition | rustc warns, and cargo counts it as a minor change |
//! | docs, constraints, defaults | docs | the server validates them |

mod align;
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
mod response;
mod server;
mod shapes;
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
use found::{Changes, Site};
use names::Names;

/// A planned crate and its sources.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The crate.
    pub krate: Crate,
    /// The sources.
    pub sources: Sources,
}

/// A change for the users of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub code: ChangeCode,
    /// Its effect on users of the crate.
    pub class: Class,
    /// The Rust path below the crate, such as `rebilly::types::Customer::email`.
    pub path: String,
    /// Its position in the new document, or in the old one for something removed.
    pub position: Option<Position>,
    /// Its description: one sentence without a full stop.
    pub message: String,
}

/// The effect of a change on users of a crate, the most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Programs may no longer compile, or get other types.
    Breaking,
    /// Something is new, and everything else stays.
    Addition,
    /// The same code sends or reads something else.
    Fix,
    /// Only docs change.
    Docs,
}

impl Class {
    /// All classes, the most severe first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Addition, Self::Fix, Self::Docs];

    /// Its name.
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
    /// The name of the file.
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

/// The changes for users of the crate: the most severe first, and within a class in the order of
/// the new plan. Removed parts are listed at their old position.
pub fn compare(old: &Planned, new: &Planned) -> Vec<Change> {
    let found = krate::compare(&old.krate, &new.krate);
    found.finish(&old.sources, &new.sources)
}

/// The comparison of an API in two crates.
#[derive(Debug)]
struct Comparison<'a> {
    /// The prefix of its paths: its module and `::`.
    prefix: String,
    names: Names<'a>,
    /// The new names of renamed features.
    features: &'a BTreeMap<String, String>,
    found: Changes,
}

impl Comparison<'_> {
    /// A part of the API's module.
    fn path(&self, name: &str) -> Site {
        Site::nowhere(format!("{}{name}", self.prefix))
    }

    /// Compares the features of a module.
    fn module_feature(&mut self, site: &Site, old: Option<&str>, new: Option<&str>) {
        let now = old.map(|feature| self.features.get(feature).map_or(feature, String::as_str));
        match (now, new) {
            (None, Some(feature)) => {
                let message =
                    format!("it requires the feature `{feature}`, which is enabled by default");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), Some(feature)) if before != feature => {
                let message =
                    format!("it requires the feature `{feature}`, and no longer `{before}`");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), None) => {
                let message = format!("it no longer requires the feature `{before}`");
                self.found.addition(ChangeCode::ModuleFeature, site.clone(), message);
            }
            _ => {}
        }
    }
}
