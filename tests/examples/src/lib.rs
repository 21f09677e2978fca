//! Checks whether generated types keep the examples of documents.

pub mod json;
pub mod judge;
pub mod program;
pub mod validity;
