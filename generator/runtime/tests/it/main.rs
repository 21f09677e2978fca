//! Tests of the runtime as its users see it. One program, so that a change links once.
//!
//! Generated code in miniature: the runtime is a module here as it is in a generated crate, and
//! files such as the generator emits are written against it. Without such files:
//! `headers_and_json_paths`, `parameters` and `webhook_signatures`.

#[path = "../../src/lib.rs"]
pub mod runtime;

mod auth;
mod client;
mod configured;
mod customers;
#[cfg(feature = "fs")]
mod disk;
mod downloads;
mod end_to_end;
mod events;
mod exact;
mod failures;
mod fast;
mod headers_and_json_paths;
mod json;
mod lenient;
mod library;
mod media_types;
mod misbehaving;
mod nested_unions;
mod observed;
mod one_error;
mod outside;
mod pages;
mod parameters;
mod payments;
mod per_call;
mod repeats;
mod request_values;
mod requests;
mod server;
mod successes;
#[cfg(feature = "tower")]
mod tower;
mod types;
mod uploads;
mod values;
#[cfg(feature = "webhook-signatures")]
mod webhook_signatures;
#[cfg(feature = "xml")]
mod xml;
