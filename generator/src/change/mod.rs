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
//! types that are used where it was.
//!
//! # Classes
//!
//! The public items decide. Structs and enums are `#[non_exhaustive]`, so that a new member is an
//! addition. Functions are the exception: `new` of a struct, and the method of an operation, take
//! required fields and parameters as arguments.
//!
//! | what changes | class | why |
//! | --- | --- | --- |
//! | something with a path is removed, or has another path | breaking | it is named in programs |
//! | something with a path is new | addition | |
//! | a field, in a struct that is only in responses | addition | required or not |
//! | an optional field, in a struct that callers construct | addition | a setter |
//! | a required field, in a struct that callers construct | breaking | `new` takes one more argument |
//! | the type of a field, even if only `T` and `Option<T>`, `Option<T>` and `Maybe<T>`, `T` and `Box<T>` | breaking | the field is public; in both directions |
//! | a field that may be null, and one that may be absent | fix | both are `Option<T>`; breaking where `new` took it |
//! | the order of what `new` or a call takes | breaking | even if the types are the same: then rustc does not notice |
//! | a type for requests and responses becomes two, or two become one | breaking | requests have another type |
//! | a struct is no longer in requests | breaking | `new`, setters and `Default` are removed |
//! | a parameter becomes required or optional | breaking | arguments are positional, setters have names |
//! | an optional parameter is new | addition | a setter |
//! | the name of an argument | docs | programs do not contain it |
//! | the output of a call, the type of its errors or headers (also if it gets or loses one) | breaking | all of them are part of the type of the response |
//! | the headers of errors get a type | addition | one more method of such errors |
//! | a documented error, one more successful response, a value of an enum, a type of a union | addition | these enums are open |
//! | two variants of a union hold the same type from now on | breaking | `From` is removed |
//! | a type for requests no longer has a `From` of a type for responses | breaking | programs write back what they read |
//! | an alias becomes a type, or a type an alias | breaking | two types were one |
//! | a module needs a feature | breaking | programs without default features lose it |
//! | a name, a location or a format on the wire | fix | programs stay the same, and send something else |
//! | failed calls are no longer retried | breaking | programs may rely on retries |
//! | failed calls are retried | fix | |
//! | a client requires a base URL | breaking | programs without one no longer run |
//! | the order of an enum's variants | fix | values sort in another order |
//! | `#[deprecated]` | addition | rustc warns, and cargo counts it as a minor change |
//! | a version of the shared runtime that is not compatible, or another runtime | breaking | `Error` and other types of signatures are of that crate |
//! | docs, constraints, defaults | docs | the server validates them |

mod align;
mod body;
mod code;
mod comparison;
mod conversion;
mod docs;
mod found;
mod item;
mod krate;
mod likeness;
mod matching;
mod names;
mod operation;
mod parameter;
mod renamed;
mod report;
mod response;
mod runtime;
mod server;
mod shapes;
mod shown;
mod step;
mod structure;
mod variant;
mod webhook;

pub use code::ChangeCode;
pub use report::{Change, Class, Position};
pub use step::Step;

use crate::plan::Crate;
use crate::source::Sources;

/// A planned crate and its sources.
#[derive(Debug, Clone)]
pub struct Planned {
    /// The crate.
    pub krate: Crate,
    /// The sources.
    pub sources: Sources,
}

/// The changes for users of the crate: the most severe first, and within a class in the order of
/// the new plan. Removed parts are listed at their old position.
pub fn compare(old: &Planned, new: &Planned) -> Vec<Change> {
    let found = krate::compare(&old.krate, &new.krate);
    found.finish(&old.sources, &new.sources)
}
