//! JSON texts: reading, writing, and the location of an error.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::value;

pub(crate) mod error_path;
pub(crate) mod finite;
pub(crate) mod json_string;
pub(crate) mod text;
