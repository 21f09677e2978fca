//! Features of requests beyond simple calls: streams, pages, forms, webhooks.

#[allow(unused_imports, reason = "which layers are used depends on the features")]
use super::{client, http, json, operation, platform, value};

pub(crate) mod alternative;
#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub(crate) mod blocking;
pub(crate) mod byte_stream;
pub(crate) mod client_credentials;
pub(crate) mod custom_request;
#[cfg(all(feature = "fs", not(target_family = "wasm")))]
pub(crate) mod disk;
pub(crate) mod error_headers;
pub(crate) mod event_stream;
pub(crate) mod form;
pub mod form_webhook;
pub(crate) mod header_encoding;
pub(crate) mod json_lines;
pub(crate) mod json_pointer;
pub(crate) mod link_header;
pub(crate) mod media_types;
pub(crate) mod multipart;
pub(crate) mod page_stream;
pub mod part_encoding;
pub mod request;
pub(crate) mod sse_parser;
pub(crate) mod text_lines;
#[cfg(feature = "tower")]
pub(crate) mod tower;
pub(crate) mod typed_events;
pub(crate) mod untyped_text;
pub mod webhook;
#[cfg(feature = "webhook-signatures")]
pub(crate) mod webhook_signature;
pub(crate) mod xml_body;
#[cfg(not(feature = "xml"))]
pub(crate) mod xml_disabled;
#[cfg(feature = "xml")]
pub(crate) mod xml_element;
pub(crate) mod xml_error;
#[cfg(feature = "xml")]
pub(crate) mod xml_read;
#[cfg(feature = "xml")]
pub(crate) mod xml_schema;
pub(crate) mod xml_successes;
#[cfg(feature = "xml")]
pub(crate) mod xml_tree;
pub mod xml_webhook;
#[cfg(feature = "xml")]
pub(crate) mod xml_write;
