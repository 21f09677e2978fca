//! Generated code in miniature: the runtime is a module here as it is in a generated crate, and
//! files such as the generator emits are written against it.

#[path = "../src/lib.rs"]
pub mod runtime;

#[path = "generated_shape/auth.rs"]
mod auth;
#[path = "generated_shape/client.rs"]
mod client;
#[path = "generated_shape/customers.rs"]
mod customers;
#[cfg(feature = "fs")]
#[path = "generated_shape/disk.rs"]
mod disk;
#[path = "generated_shape/downloads.rs"]
mod downloads;
#[path = "generated_shape/end_to_end.rs"]
mod end_to_end;
#[path = "generated_shape/events.rs"]
mod events;
#[path = "generated_shape/exact.rs"]
mod exact;
#[path = "generated_shape/fast.rs"]
mod fast;
#[path = "generated_shape/faults.rs"]
mod faults;
#[path = "generated_shape/json.rs"]
mod json;
#[path = "generated_shape/library.rs"]
mod library;
#[path = "generated_shape/misbehaving.rs"]
mod misbehaving;
#[path = "generated_shape/nested_unions.rs"]
mod nested_unions;
#[path = "generated_shape/observed.rs"]
mod observed;
#[path = "generated_shape/outside.rs"]
mod outside;
#[path = "generated_shape/pages.rs"]
mod pages;
#[path = "generated_shape/payments.rs"]
mod payments;
#[path = "generated_shape/per_call.rs"]
mod per_call;
#[path = "generated_shape/repeats.rs"]
mod repeats;
#[path = "generated_shape/requests.rs"]
mod requests;
#[path = "generated_shape/server.rs"]
mod server;
#[path = "generated_shape/types.rs"]
mod types;
#[path = "generated_shape/uploads.rs"]
mod uploads;
#[path = "generated_shape/values.rs"]
mod values;
