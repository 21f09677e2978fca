//! Code that several tests share.

#[cfg(doctest)]
mod book;
pub mod cargo;
pub mod clients;
pub mod corpus;
pub mod crates;
pub mod documents;
pub mod extent;
pub mod fixture;
pub mod folder;
pub mod git;
pub mod module_graph;
pub mod passed;
pub mod process;
pub mod proxy;
pub mod random;
pub mod rust_source;
pub mod server;
pub mod signatures;
pub mod skeleton;
pub mod tables;
pub mod taken;
