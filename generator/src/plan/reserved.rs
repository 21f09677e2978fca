//! Names that nothing of a document gets, since the generated crate has them already.
//!
//! This module decides what a thing is called, so that `File` means the runtime's file in every
//! crate. The names of the runtime come from its table; the tests below parse its code, and fail
//! where a list is incomplete. Names that are not reserved may still clash with an import:
//! then `emit::scope` writes the full path of the import, and no name changes.

use crate::runtime::{self, Reserved};

/// The names of the standard library and of serde that files of types and the macros there use.
const OF_TYPES: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Drop",
    "Eq",
    "Err",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "Into",
    "IntoIterator",
    "Iterator",
    "MapAccess",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Self",
    "Send",
    "Serialize",
    "SerializeMap",
    "Serializer",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "Vec",
];

/// The same for files of groups, which have a type for each request.
const OF_REQUESTS: &[&str] = &[
    "BTreeMap",
    "Box",
    "Err",
    "From",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "None",
    "Ok",
    "Option",
    "Result",
    "Self",
    "Some",
    "String",
    "Vec",
];

/// The names that no type of an API gets.
pub fn types() -> impl Iterator<Item = &'static str> {
    OF_TYPES.iter().copied().chain(runtime::reserved_in(Reserved::Types))
}

/// The names that no type of a request gets.
pub fn requests() -> impl Iterator<Item = &'static str> {
    OF_REQUESTS.iter().copied().chain(runtime::reserved_in(Reserved::Requests))
}

/// The methods of the client's builder, `from_env` and `server` of generated crates among them.
pub const BUILDER_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "build",
    "clock",
    "connect_timeout",
    "credential",
    "default_header",
    "default_query",
    "from_env",
    "http_client",
    "http_client_with_custom_redirects_and_proxies",
    "layer",
    "lenient",
    "max_error_bytes",
    "max_response_bytes",
    "new",
    "on_request",
    "on_response",
    "retry",
    "server",
    "test_double",
    "timeout",
    "tower_layer",
    "transport",
    "user_agent",
    "variable",
    "variable_pair",
];

/// The methods of requests that are not those of one operation, and their only field.
pub const REQUEST_METHODS: &[&str] = &[
    "block_on",
    "body",
    "call",
    "call_mut",
    "decode",
    "into_future",
    "iter",
    "raw",
    "read_error",
    "send",
    "stub_response",
    "untyped",
    "with_attempt_timeout",
    "with_credential",
    "with_header",
    "with_idempotency_key",
    "with_lenient",
    "with_max_response_bytes",
    "with_query",
    "with_retry",
    "with_timeout",
];

/// Functions that the constructor of a server calls on its arguments.
pub const URL_FUNCTIONS: &[&str] = &["url_authority", "url_path"];

/// Modules that a crate has besides those of its groups, and names that mean something to cargo or
/// the client.
pub const MODULES: &[&str] = &[
    "builder", "client", "deps", "lib", "main", "mod", "request", "runtime", "types", "webhooks",
    "with",
];

/// The module that a crate with bodies of XML has besides.
pub const XML_MODULE: &str = "xml_schemas";

/// The module for code of users.
pub const EXT_MODULE: &str = "ext";

#[cfg(test)]
mod tests;
