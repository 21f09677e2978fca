//! What types are built on, in a crate that has no client: objects, enums and unions, read and
//! written.
//!
//! These files are part of the generated crate as they are; there is no package to depend on beside
//! it.

mod base64;
mod content;
mod glance;
mod maybe;
mod node;
mod replay;
mod shape;
mod step;

pub mod integer_enum;
pub mod object;
pub mod string_enum;
pub mod union;

pub use base64::Base64;
pub use maybe::Maybe;
pub use serde_json::Value as Json;

#[allow(unused_imports, reason = "which of the macros are used depends on the document")]
pub(crate) use {
    integer_enum::integer_enum,
    object::object,
    string_enum::string_enum,
    union::{union, untagged},
};
