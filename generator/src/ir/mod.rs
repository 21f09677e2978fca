//! The contents of an API, without anything of Rust.
//!
//! [`Types`] holds the definitions, and a [`Type`] is a use of one. Nothing here is a Rust name.
//! The only link back into the document is a [`Location`](crate::source::Location), which is only
//! there to be shown.

mod api;
mod call;
mod format;
mod letters;
mod method;
mod open;
mod operation;
mod ty;
mod xml;

pub use api::*;
pub use call::*;
pub use format::misspelled;
pub use letters::letters;
pub use method::*;
pub use open::*;
pub use operation::*;
pub use ty::*;
pub use xml::*;
