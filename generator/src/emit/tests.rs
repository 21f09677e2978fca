//! What is printed for small plans.

mod files;
mod fixture;
mod items;
mod prose;
