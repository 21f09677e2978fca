//! Calls the operations of AutoRest's documents against AutoRest's test server, whose URL is the
//! argument, and prints a line of JSON for each call: its name, and what is wrong, if anything.
//!
//! `cargo xtask conformance autorest` generates the crate `autorest` from `sdk.toml`, builds this
//! program, starts the server and runs it.

#![recursion_limit = "256"]

#[macro_use]
mod check;
mod array;
mod body;
mod client;
mod complex;
mod dictionary;
mod header;
mod http;
mod model;
mod paging;
mod responses;
mod scalar;
mod url;
mod xml;

#[tokio::main(flavor = "current_thread")]
async fn main() {
    array::calls().await;
    body::calls().await;
    client::calls().await;
    complex::calls().await;
    dictionary::calls().await;
    header::calls().await;
    http::calls().await;
    model::calls().await;
    paging::calls().await;
    responses::calls().await;
    scalar::calls().await;
    url::calls().await;
    xml::calls().await;
}
