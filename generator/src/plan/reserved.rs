//! Names that a generated crate has already, so that nothing of a document gets them.
//!
//! The lists follow from the runtime's code: the tests below parse it, and fail where a list is
//! short.

/// What a file of types uses by these names, by itself or in the macros of the runtime.
pub const TYPES: &[&str] = &[
    "AsRef",
    "BTreeMap",
    "Base64",
    "Box",
    "Bytes",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Deserialize",
    "Drop",
    "Eq",
    "Err",
    "ErrorBody",
    "File",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "Hash",
    "HeaderMap",
    "Headers",
    "Into",
    "IntoIterator",
    "Iterator",
    "Json",
    "MapAccess",
    "Maybe",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "RawResponse",
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

/// The same for the file of a group, which has a type for each request.
pub const REQUESTS: &[&str] = &[
    "BTreeMap",
    "Base64",
    "Body",
    "Box",
    "ByteStream",
    "Bytes",
    "Call",
    "Core",
    "Err",
    "Error",
    "EventStream",
    "File",
    "From",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Json",
    "JsonLines",
    "Maybe",
    "Method",
    "None",
    "Ok",
    "Operation",
    "Option",
    "Parameter",
    "PropertyEncoding",
    "RawError",
    "RawResponse",
    "ReadMode",
    "Response",
    "ResponseFuture",
    "Result",
    "Self",
    "Some",
    "StreamFuture",
    "String",
    "Style",
    "Vec",
];

/// The methods of the client's builder, `server` of generated crates among them.
pub const BUILDER_METHODS: &[&str] = &[
    "attempt_timeout",
    "base_url",
    "build",
    "clock",
    "connect_timeout",
    "credential",
    "http_client",
    "http_client_with_custom_redirects_and_proxies",
    "max_error_bytes",
    "max_response_bytes",
    "new",
    "on_request",
    "on_response",
    "retry",
    "server",
    "test_double",
    "timeout",
    "transport",
    "user_agent",
];

/// The methods of requests that are not those of one operation, and their only field.
pub const REQUEST_METHODS: &[&str] = &[
    "body",
    "call",
    "call_mut",
    "decode",
    "into_call",
    "into_future",
    "iter",
    "raw",
    "send",
    "stub_response",
    "with_attempt_timeout",
    "with_header",
    "with_idempotency_key",
    "with_max_response_bytes",
    "with_query",
    "with_retry",
    "with_timeout",
];

/// Functions that the constructor of a server calls on its arguments.
pub const URL_FUNCTIONS: &[&str] = &["url_authority", "url_path"];

/// Modules that a crate has besides those of its groups, and names that mean something to cargo or
/// the client.
pub const MODULES: &[&str] =
    &["builder", "client", "lib", "main", "mod", "runtime", "types", "webhooks"];

#[cfg(test)]
mod tests;
