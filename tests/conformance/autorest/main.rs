//! Calls the operations of AutoRest's documents against AutoRest's test server, whose URL is the
//! argument, and prints a line of JSON for each call: its name, and what is wrong, if anything.
//!
//! `cargo xtask conformance autorest` generates the crate `autorest` from `sdk.toml`, builds this
//! program, starts the server and runs it.

#![recursion_limit = "256"]

#[macro_use]
mod check;
mod array;
mod dictionary;
mod scalar;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    array::calls().await;
    dictionary::calls().await;
    scalar::calls().await;
}
