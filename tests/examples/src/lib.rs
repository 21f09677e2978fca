//! Whether the generated types hold what the examples of documents say.

pub mod json;
pub mod judge;
pub mod program;
pub mod validity;
