//! What every generated client is built on: calls and their parameters, answers and errors,
//! credentials, the transport.
//!
//! These files are part of the generated crate as they are; there is no package to depend on beside
//! it.

// What a server sends can stop nothing.
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

mod answer;
mod base64;
mod body;
mod call;
mod client;
mod clock;
mod content;
mod date;
#[cfg(all(feature = "fs", not(target_family = "wasm")))]
mod disk;
#[cfg(feature = "test-util")]
mod documented;
mod download;
mod error;
mod event;
mod event_stream;
mod file;
mod finite;
mod form;
mod glance;
mod header;
mod hook;
mod json;
mod json_lines;
mod json_path;
mod link;
mod maybe;
mod multipart;
mod node;
mod oauth;
mod operation;
mod options;
mod pagination;
mod paging;
mod path;
mod pointer;
mod random;
mod repeat;
mod replay;
mod response;
mod retry;
mod security;
mod send;
mod shape;
mod step;
#[cfg(feature = "test-util")]
mod test_double;
mod token;
mod transport;

pub mod integer_enum;
pub mod object;
pub mod parameter;
pub mod plain;
pub mod request;
pub mod string_enum;
pub mod stub_response;
pub mod union;
pub mod webhook;

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
mod blocking;

#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
mod browser;
#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
mod fetch;
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
mod reqwest;

#[cfg(feature = "webhook-signatures")]
mod signature;

#[cfg(feature = "tracing")]
mod trace;
#[cfg(not(feature = "tracing"))]
mod untraced;
#[cfg(not(feature = "tracing"))]
use untraced as trace;

#[cfg(all(feature = "blocking", not(target_family = "wasm")))]
pub use self::blocking::{Awaited, Blocking, BlockingIter, Streamed};
#[cfg(all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown"))))]
pub use self::reqwest::{ReqwestTransport, same_origin_redirects};
#[cfg(feature = "webhook-signatures")]
pub use self::signature::{SecretError, SignatureError, WebhookVerifier};
pub use answer::{ErrorBody, RawError, RawResponse};
pub use base64::Base64;
pub use body::Body;
pub use bytes::Bytes;
pub use call::Call;
pub use client::{Api, BuildError, Builder, Core};
pub use clock::{Clock, SystemClock};
#[cfg(feature = "test-util")]
pub use documented::{StubRequest, StubResult, ToStubResponse};
pub use download::{ByteStream, SaveError};
pub use error::{ApiError, DecodeError, Error, RequestError};
pub use event::ServerEvent;
pub use event_stream::EventStream;
#[cfg(all(feature = "reqwest", target_family = "wasm", target_os = "unknown"))]
pub use fetch::FetchTransport;
pub use file::File;
pub use form::PropertyEncoding;
pub use header::{Headers, header};
pub use hook::{RequestInfo, ResponseInfo};
pub use http::{HeaderMap, StatusCode};
pub use json_lines::JsonLines;
pub use json_path::json_path;
pub use maybe::Maybe;
pub use oauth::ClientCredentials;
pub use operation::{Method, Operation};
pub use pagination::{ItemStream, PageStream};
pub use paging::{CursorSource, Pagination, PaginationStyle};
pub use parameter::{Location, Parameter, Style};
pub use path::{url_authority, url_path};
pub use request::Request;
pub use response::Response;
pub use retry::RetryPolicy;
pub use security::{Credential, CredentialLocation, Secret};
pub use send::{CallResult, RawResponseFuture, ReadMode, ResponseFuture, SendError, StreamFuture};
pub use serde_json::Value as Json;
#[cfg(feature = "test-util")]
pub use test_double::{Stub, StubBuilder, TestDouble, TestRequest};
pub use token::{AuthError, TokenContext, TokenError, TokenProvider};
pub use transport::{
    BoxError, BoxFuture, Redirected, Timeout, Transport, TransportError, TransportErrorKind,
};
pub use webhook::WebhookError;

#[allow(unused_imports, reason = "which of the macros are used depends on the document")]
pub(crate) use {
    integer_enum::integer_enum,
    object::object,
    request::request,
    string_enum::string_enum,
    stub_response::stub_response,
    union::{union, untagged},
};
