//! What is printed for small plans.

mod files;
mod fixture;
mod hostile;
mod items;
pub mod parts;
mod prose;
