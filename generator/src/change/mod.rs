//! What changes, between two crates, for those who use them.
//!
//! Compared are two plans: what a document says matters only where it changes what people write,
//! read or send. What the generator itself does otherwise than it did is in no plan, and not seen
//! here.
//!
//! # What is the same
//!
//! What has the same Rust path is the same; what has another one, but is the same on the wire (HTTP
//! method and path, or id; the name of a property; the value of a variant; the URL of a server),
//! was renamed. A type was renamed when it stands where another one stood, in something that is the
//! same, and has at least half of its members; or when it differs from one that is gone in nothing
//! but its name. Each change is said once, where it happens: a type that changed is not said again
//! wherever it is used.
//!
//! Two plans of n parts take n log n. A type that is gone is therefore compared with at most 32
//! types that stand where it stood.
//!
//! # What breaks programs, and what does not
//!
//! What is printed decides. Structs and enums are `#[non_exhaustive]`: nobody can list their
//! members, so a new one is an addition. The exception is a function: `new` of a struct that
//! callers make, and the method that begins a call, take what is required as arguments.
//!
//! | what changes | class | why |
//! | --- | --- | --- |
//! | something with a path is gone, or has another path | breaking | it is named in programs |
//! | something with a path is new | addition | |
//! | a field, in a struct that is only received | addition | required or not |
//! | an optional field, in a struct that callers make | addition | a setter |
//! | a required field, in a struct that callers make | breaking | `new` takes one more argument |
//! | the type of a field, be it only `T` and `Option<T>`, `Option<T>` and `Maybe<T>`, `T` and `Box<T>` | breaking | the field is public; either way round |
//! | a field that may be null, and one that may be absent | fix | both are `Option<T>`; breaking where `new` took it |
//! | the order of what `new` or a call takes | breaking | even where the types are the same: then nobody is told |
//! | a struct that is sent and received becomes two, or the other way round | breaking | what is sent is another type |
//! | a struct is no longer sent | breaking | `new`, setters and `Default` are gone |
//! | a parameter becomes required or optional | breaking | arguments have places, setters have names |
//! | an optional parameter is new | addition | a setter |
//! | the name of an argument | docs | nobody writes it |
//! | what a call gives, the type of its errors or headers (having one or having none included) | breaking | all of them are in the type of the answer |
//! | a documented error, an answer beside several, a value of an enum, a type of a union | addition | these enums are open |
//! | two variants of a union hold the same type from now on | breaking | `From` is gone |
//! | a name that stood for a type is a type of its own, or the other way round | breaking | two types were one |
//! | a module needs a feature | breaking | programs without default features lose it |
//! | how something is called, where it goes or how it is written on the wire | fix | programs are the same, and what they send is not |
//! | a call is no longer repeated after a fault | breaking | a promise is withdrawn: doing it twice is no longer doing it once |
//! | a call is repeated after a fault from now on | fix | |
//! | a client has to be told a server | breaking | it was told none, and no longer runs |
//! | the order of an enum's variants | fix | what is sorted by them comes in another order |
//! | `#[deprecated]` | addition | rustc warns, and cargo takes it for a minor change |
//! | words, constraints, defaults | docs | the server decides what they mean |

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

/// What differs for those who use the crate: the gravest first, and of the same class in the order
/// of the new plan, what is removed where it stood.
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
    found: Changes,
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
                let message = format!(
                    "it is there only with the feature `{feature}`, which is on by default"
                );
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), Some(feature)) if before != feature => {
                let message = format!(
                    "it is there with the feature `{feature}`, and no longer with `{before}`"
                );
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), None) => {
                let message =
                    format!("it is always there, and no longer only with the feature `{before}`");
                self.found.addition(ChangeCode::ModuleFeature, site.clone(), message);
            }
            _ => {}
        }
    }
}
