//! What an API says, with no Rust in it.
//!
//! Definitions and uses are apart: [`Types`] holds the definitions, a [`Type`] is a use. Nothing
//! here is a Rust name, and nothing points back into the document but a
//! [`Location`](crate::source::Location), which is only there to be shown.

mod api;
mod format;
mod method;
mod open;
mod operation;
mod ty;

pub use api::*;
pub use method::*;
pub use open::*;
pub use operation::*;
pub use ty::*;
