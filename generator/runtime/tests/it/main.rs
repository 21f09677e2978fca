//! Tests of the runtime through its public interface, in one program to save linking.
//!
//! The runtime is a module of this program, as it is in a generated crate. Some files are written
//! as the generator emits them and use the runtime; the modules `headers_and_json_paths`,
//! `parameters` and `webhook_signatures` do not need them.

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
mod untyped_texts;
mod uploads;
mod values;
#[cfg(feature = "webhook-signatures")]
mod webhook_signatures;
#[cfg(feature = "xml")]
mod xml;
#[cfg(feature = "xml")]
mod xml_alternatives;
#[cfg(feature = "xml")]
mod xml_tuples;
