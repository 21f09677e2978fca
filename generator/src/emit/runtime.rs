//! The support code, as it becomes part of a crate.

use crate::plan::Contents;

/// Each file of `generator/runtime/src`.
pub const FILES: &[(&str, &str)] = &[
    ("answer.rs", include_str!("../../runtime/src/answer.rs")),
    ("base64.rs", include_str!("../../runtime/src/base64.rs")),
    ("browser.rs", include_str!("../../runtime/src/browser.rs")),
    ("blocking.rs", include_str!("../../runtime/src/blocking.rs")),
    ("body.rs", include_str!("../../runtime/src/body.rs")),
    ("call.rs", include_str!("../../runtime/src/call.rs")),
    ("client.rs", include_str!("../../runtime/src/client.rs")),
    ("clock.rs", include_str!("../../runtime/src/clock.rs")),
    ("content.rs", include_str!("../../runtime/src/content.rs")),
    ("date.rs", include_str!("../../runtime/src/date.rs")),
    ("documented.rs", include_str!("../../runtime/src/documented.rs")),
    ("fetch.rs", include_str!("../../runtime/src/fetch.rs")),
    ("disk.rs", include_str!("../../runtime/src/disk.rs")),
    ("download.rs", include_str!("../../runtime/src/download.rs")),
    ("error.rs", include_str!("../../runtime/src/error.rs")),
    ("event.rs", include_str!("../../runtime/src/event.rs")),
    ("event_stream.rs", include_str!("../../runtime/src/event_stream.rs")),
    ("file.rs", include_str!("../../runtime/src/file.rs")),
    ("form.rs", include_str!("../../runtime/src/form.rs")),
    ("header.rs", include_str!("../../runtime/src/header.rs")),
    ("hook.rs", include_str!("../../runtime/src/hook.rs")),
    ("integer_enum.rs", include_str!("../../runtime/src/integer_enum.rs")),
    ("json.rs", include_str!("../../runtime/src/json.rs")),
    ("json_lines.rs", include_str!("../../runtime/src/json_lines.rs")),
    ("json_path.rs", include_str!("../../runtime/src/json_path.rs")),
    ("link.rs", include_str!("../../runtime/src/link.rs")),
    ("maybe.rs", include_str!("../../runtime/src/maybe.rs")),
    ("mod.rs", include_str!("../../runtime/src/lib.rs")),
    ("multipart.rs", include_str!("../../runtime/src/multipart.rs")),
    ("oauth.rs", include_str!("../../runtime/src/oauth.rs")),
    ("object.rs", include_str!("../../runtime/src/object.rs")),
    ("operation.rs", include_str!("../../runtime/src/operation.rs")),
    ("options.rs", include_str!("../../runtime/src/options.rs")),
    ("pagination.rs", include_str!("../../runtime/src/pagination.rs")),
    ("parameter.rs", include_str!("../../runtime/src/parameter.rs")),
    ("path.rs", include_str!("../../runtime/src/path.rs")),
    ("plain.rs", include_str!("../../runtime/src/plain.rs")),
    ("pointer.rs", include_str!("../../runtime/src/pointer.rs")),
    ("random.rs", include_str!("../../runtime/src/random.rs")),
    ("request.rs", include_str!("../../runtime/src/request.rs")),
    ("reply.rs", include_str!("../../runtime/src/reply.rs")),
    ("reqwest.rs", include_str!("../../runtime/src/reqwest.rs")),
    ("response.rs", include_str!("../../runtime/src/response.rs")),
    ("retry.rs", include_str!("../../runtime/src/retry.rs")),
    ("security.rs", include_str!("../../runtime/src/security.rs")),
    ("send.rs", include_str!("../../runtime/src/send.rs")),
    ("signature.rs", include_str!("../../runtime/src/signature.rs")),
    ("string_enum.rs", include_str!("../../runtime/src/string_enum.rs")),
    ("test_double.rs", include_str!("../../runtime/src/test_double.rs")),
    ("token.rs", include_str!("../../runtime/src/token.rs")),
    ("trace.rs", include_str!("../../runtime/src/trace.rs")),
    ("transport.rs", include_str!("../../runtime/src/transport.rs")),
    ("union.rs", include_str!("../../runtime/src/union.rs")),
    ("untraced.rs", include_str!("../../runtime/src/untraced.rs")),
    ("webhook.rs", include_str!("../../runtime/src/webhook.rs")),
];

/// The root of the runtime in a crate that has no client; it takes the place of `mod.rs`.
const TYPES: &str = include_str!("../../runtime/src/types.rs");

/// The files of the runtime that a crate has, each with its text.
pub fn files(contents: Contents) -> Vec<(&'static str, &'static str)> {
    match contents {
        Contents::Client => FILES.to_vec(),
        Contents::Types => {
            let modules: Vec<&str> = modules(TYPES).collect();
            let is_used = |name: &str| name.strip_suffix(".rs").is_some_and(|module| modules.contains(&module));
            let used = FILES.iter().copied().filter(|(name, _)| is_used(name));
            used.chain([("mod.rs", TYPES)]).collect()
        }
    }
}

/// The modules that a file declares.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.lines()
        .filter_map(|line| line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?.strip_suffix(';'))
}

/// What the runtime has for users of a crate that has no client.
pub const FOR_USERS_OF_TYPES: &[&str] = &["Base64", "Json", "Maybe"];

/// What the runtime has for users, re-exported at the crate's root.
pub const FOR_USERS: &[&str] = &[
    "ApiError",
    "AuthError",
    "Base64",
    "Body",
    "BoxError",
    "BoxFuture",
    "BuildError",
    "Builder",
    "ByteStream",
    "Bytes",
    "ClientCredentials",
    "Clock",
    "Credential",
    "DecodeError",
    "Error",
    "EventStream",
    "File",
    "HeaderMap",
    "ItemStream",
    "Json",
    "JsonLines",
    "Maybe",
    "PageStream",
    "Place",
    "RawError",
    "Request",
    "RequestError",
    "RequestInfo",
    "Response",
    "ResponseInfo",
    "RetryPolicy",
    "SaveError",
    "Secret",
    "ServerEvent",
    "Session",
    "StatusCode",
    "SystemClock",
    "Timeout",
    "TokenError",
    "TokenProvider",
    "Transport",
    "TransportError",
    "TransportErrorKind",
    "WebhookError",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_module_of_the_runtime_is_there() {
        let root = FILES.iter().find(|(name, _)| *name == "mod.rs").map(|(_, text)| *text).unwrap_or_default();
        for module in modules(root).chain(modules(TYPES)) {
            assert!(FILES.iter().any(|(name, _)| name.strip_suffix(".rs") == Some(module)), "{module}");
        }
    }
}
