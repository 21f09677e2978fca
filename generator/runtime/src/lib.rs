//! The support code of this crate. It does not depend on a package of the generator.
//!
//! Its folders are layers. Each one imports only those before it:
//!
//! - `value`: The types of JSON values: objects, enums, unions, numbers, bytes.
//! - `json`: JSON texts: reading, writing, and the location of an error.
//! - `platform`: Platform differences: time, random numbers, futures.
//! - `http`: HTTP messages, and the transport that sends them.
//! - `operation`: Descriptions of operations, and how arguments become parts of a request.
//! - `client`: The client: its settings, its calls and their attempts.
//! - `surface`: Features of requests beyond simple calls: streams, pages, forms, webhooks.
//! - `testing`: The test double, and the descriptions of operations that it needs.

// No response can stop the process.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

mod client;
mod http;
mod json;
mod operation;
mod platform;
mod surface;
mod testing;
mod value;

pub use ::http::HeaderMap;
pub use ::http::StatusCode;
pub use bytes::Bytes;
pub use serde_json::Value as Json;

pub use value::base64::Base64;
pub use value::chosen_type::chosen_type;
pub use value::decimal_number::DecimalNumber;
pub use value::encoded_bytes::{Base16, Base64Url};
pub use value::hidden::Hidden;
pub use value::integer_enum;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use value::integer_enum::integer_enum;
pub use value::iso_duration::IsoDuration;
pub use value::maybe::Maybe;
pub use value::object;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use value::object::object;
pub use value::rfc3339::Rfc3339;
pub use value::string_enum;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use value::string_enum::string_enum;
pub use value::union;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use value::union::union;

pub use json::error_path::json_path;
pub use json::json_string::JsonString;

pub use platform::clock::{Clock, SystemClock};
pub use platform::future::BoxFuture;

pub use http::body::Body;
pub use http::error::{BoxError, TransportError, TransportErrorKind};
pub use http::file::File;
pub use http::headers::{Headers, header};
pub use http::method::Method;
pub use http::transport::{DocumentedRedirects, Redirected, Timeout, Transport};
#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
pub use http::transport_fetch::FetchTransport;
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
pub use http::transport_reqwest::{ReqwestTransport, same_origin_redirects};
pub use http::url::{url_authority, url_path};

pub use operation::argument_value;
pub use operation::nested_lists::nested_lists;
pub use operation::pagination::{CursorSource, Pagination, PaginationStyle};
pub use operation::parameter;
pub use operation::parameter::{Location, Parameter, Style};
pub use operation::request_error::RequestError;
pub use operation::table::Operation;

pub use client::builder::{BuildError, Builder};
pub use client::call::Call;
pub use client::config::{Api, Core};
pub use client::credential::{Credential, CredentialLocation};
pub use client::error::{ApiError, AuthError, CallResult, DecodeError, Error, RawError, SendError};
pub use client::hook::{RequestInfo, ResponseInfo};
pub use client::raw_response::{ErrorBody, RawResponse};
pub use client::received::ReadMode;
pub use client::response::Response;
pub use client::response_future::{RawResponseFuture, ResponseFuture, StreamFuture};
pub use client::retry::RetryPolicy;
pub use client::secret::Secret;
pub use client::token_provider::{TokenContext, TokenError, TokenProvider};
pub use client::untyped_error::ErrorKind;
pub use client::value_mismatch::ValueMismatch;

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub use surface::blocking::{Awaited, Blocking, BlockingIter, Streamed};
pub use surface::byte_stream::{ByteStream, SaveError};
pub use surface::client_credentials::ClientCredentials;
pub use surface::custom_request::CustomRequest;
pub use surface::error_headers::ErrorHeaders;
pub use surface::event_stream::EventStream;
pub use surface::form::PropertyEncoding;
pub use surface::form_webhook;
pub use surface::header_encoding::{delimited_header, json_header};
pub use surface::json_lines::JsonLines;
pub use surface::multipart::PartEncoding;
pub use surface::page_stream::{ItemStream, PageStream};
pub use surface::part_encoding;
pub use surface::request;
pub use surface::request::Request;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use surface::request::request;
pub use surface::sse_parser::ServerEvent;
#[cfg(feature = "tower")]
pub use surface::tower::{TowerTransport, TransportService};
pub use surface::untyped_text::untyped_header;
pub use surface::webhook;
pub use surface::webhook::WebhookError;
#[cfg(feature = "webhook-signatures")]
pub use surface::webhook_signature::{SecretError, SignatureError, WebhookVerifier};
pub use surface::xml_body::{xml_page, xml_part};
#[cfg(not(feature = "xml"))]
pub use surface::xml_disabled::XmlElement;
#[cfg(feature = "xml")]
pub use surface::xml_schema::{
    XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject, XmlSchema, XmlUnion, XmlVariant,
};
pub use surface::xml_webhook;

#[cfg(feature = "test-util")]
pub use testing::stub_request::{StubRequest, StubResult, ToStubResponse};
pub use testing::stub_response;
#[allow(unused_imports, reason = "which macros are used depends on the document")]
pub(crate) use testing::stub_response::stub_response;
#[cfg(feature = "test-util")]
pub use testing::test_double::{Stub, StubBuilder, TestDouble, TestRequest};
