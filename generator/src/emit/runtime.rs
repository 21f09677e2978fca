//! The support code, as it becomes part of a crate.

use std::borrow::Cow;

use crate::plan::{Contents, Crate, Part};

/// Where the runtime of a crate begins.
const ROOT: &str = "mod.rs";

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
    ("finite.rs", include_str!("../../runtime/src/finite.rs")),
    ("form.rs", include_str!("../../runtime/src/form.rs")),
    ("glance.rs", include_str!("../../runtime/src/glance.rs")),
    ("header.rs", include_str!("../../runtime/src/header.rs")),
    ("hook.rs", include_str!("../../runtime/src/hook.rs")),
    ("integer_enum.rs", include_str!("../../runtime/src/integer_enum.rs")),
    ("json.rs", include_str!("../../runtime/src/json.rs")),
    ("json_lines.rs", include_str!("../../runtime/src/json_lines.rs")),
    ("json_path.rs", include_str!("../../runtime/src/json_path.rs")),
    ("link.rs", include_str!("../../runtime/src/link.rs")),
    ("maybe.rs", include_str!("../../runtime/src/maybe.rs")),
    (ROOT, include_str!("../../runtime/src/lib.rs")),
    ("multipart.rs", include_str!("../../runtime/src/multipart.rs")),
    ("node.rs", include_str!("../../runtime/src/node.rs")),
    ("oauth.rs", include_str!("../../runtime/src/oauth.rs")),
    ("object.rs", include_str!("../../runtime/src/object.rs")),
    ("operation.rs", include_str!("../../runtime/src/operation.rs")),
    ("options.rs", include_str!("../../runtime/src/options.rs")),
    ("pagination.rs", include_str!("../../runtime/src/pagination.rs")),
    ("parameter.rs", include_str!("../../runtime/src/parameter.rs")),
    ("paging.rs", include_str!("../../runtime/src/paging.rs")),
    ("path.rs", include_str!("../../runtime/src/path.rs")),
    ("plain.rs", include_str!("../../runtime/src/plain.rs")),
    ("pointer.rs", include_str!("../../runtime/src/pointer.rs")),
    ("random.rs", include_str!("../../runtime/src/random.rs")),
    ("repeat.rs", include_str!("../../runtime/src/repeat.rs")),
    ("replay.rs", include_str!("../../runtime/src/replay.rs")),
    ("request.rs", include_str!("../../runtime/src/request.rs")),
    ("reqwest.rs", include_str!("../../runtime/src/reqwest.rs")),
    ("response.rs", include_str!("../../runtime/src/response.rs")),
    ("retry.rs", include_str!("../../runtime/src/retry.rs")),
    ("security.rs", include_str!("../../runtime/src/security.rs")),
    ("send.rs", include_str!("../../runtime/src/send.rs")),
    ("shape.rs", include_str!("../../runtime/src/shape.rs")),
    ("signature.rs", include_str!("../../runtime/src/signature.rs")),
    ("step.rs", include_str!("../../runtime/src/step.rs")),
    ("stub_response.rs", include_str!("../../runtime/src/stub_response.rs")),
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

type OfPart = (Part, &'static [&'static str], &'static [&'static str]);

/// What is there only for a part: modules, and what of them is for users. All others are always
/// there.
const OF_PARTS: &[OfPart] = &[
    (Part::Events, &["event", "event_stream"], &["EventStream", "ServerEvent"]),
    (Part::Forms, &["form", "multipart"], &[]),
    (Part::Lines, &["json_lines"], &["JsonLines"]),
    (Part::Pages, &["link", "pagination", "pointer"], &["ItemStream", "PageStream"]),
    (Part::Tokens, &["oauth"], &["ClientCredentials"]),
];

/// The files of the runtime that a crate has, each with its text.
pub fn files(krate: &Crate) -> Vec<(&'static str, Cow<'static, str>)> {
    let whole = |(name, text): (&'static str, &'static str)| (name, Cow::Borrowed(text));
    match krate.contents() {
        Contents::Client => {
            let left_out = left_out(krate, |(_, modules, _)| modules);
            let is_there = |name: &str| {
                !name.strip_suffix(".rs").is_some_and(|module| left_out.contains(&module))
            };
            let files = FILES.iter().copied().filter(|(name, _)| is_there(name));
            files
                .map(|(name, text)| {
                    (name, if name == ROOT { without(text, &left_out) } else { text.into() })
                })
                .collect()
        }
        Contents::Types => {
            let modules: Vec<&str> = modules(TYPES).collect();
            let is_used = |name: &str| {
                name.strip_suffix(".rs").is_some_and(|module| modules.contains(&module))
            };
            let used = FILES.iter().copied().filter(|(name, _)| is_used(name));
            used.chain([(ROOT, TYPES)]).map(whole).collect()
        }
    }
}

/// The root of the runtime without the lines that declare some modules, or name something of them.
fn without(root: &str, modules: &[&str]) -> Cow<'static, str> {
    let lines = root
        .split_inclusive('\n')
        .filter(|line| !module_of(line).is_some_and(|name| modules.contains(&name)));
    lines.collect::<String>().into()
}

/// The module that a line of the root declares, or from which it names something.
fn module_of(line: &str) -> Option<&str> {
    let line = line.strip_prefix("pub ").unwrap_or(line);
    let rest = line.strip_prefix("mod ").or_else(|| line.strip_prefix("use "))?;
    rest.get(..rest.find([':', ';'])?)
}

/// The modules that a file declares.
fn modules(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        line.strip_prefix("pub mod ").or_else(|| line.strip_prefix("mod "))?.strip_suffix(';')
    })
}

/// What the runtime has for users of a crate that has no client.
const FOR_USERS_OF_TYPES: &[&str] = &["Base64", "Json", "Maybe"];

/// What the runtime of a crate has for users, re-exported at the crate's root.
pub fn for_users(krate: &Crate) -> Vec<&'static str> {
    match krate.contents() {
        Contents::Types => FOR_USERS_OF_TYPES.to_vec(),
        Contents::Client => {
            let left_out = left_out(krate, |(_, _, names)| names);
            FOR_USERS.iter().copied().filter(|name| !left_out.contains(name)).collect()
        }
    }
}

/// What a crate does not have, of the parts that it does not need.
fn left_out(krate: &Crate, what: fn(&OfPart) -> &'static [&'static str]) -> Vec<&'static str> {
    let parts = krate.parts();
    OF_PARTS.iter().filter(|of| !parts.contains(&of.0)).flat_map(what).copied().collect()
}

/// What the runtime has for users.
const FOR_USERS: &[&str] = &[
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
    "CredentialLocation",
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
    "RawError",
    "Redirected",
    "Request",
    "RequestError",
    "RequestInfo",
    "Response",
    "ResponseInfo",
    "RetryPolicy",
    "SaveError",
    "Secret",
    "ServerEvent",
    "StatusCode",
    "SystemClock",
    "Timeout",
    "TokenContext",
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
        let root = FILES
            .iter()
            .find(|(name, _)| *name == "mod.rs")
            .map(|(_, text)| *text)
            .unwrap_or_default();
        for module in modules(root).chain(modules(TYPES)) {
            assert!(
                FILES.iter().any(|(name, _)| name.strip_suffix(".rs") == Some(module)),
                "{module}"
            );
        }
    }

    #[test]
    fn what_is_there_for_a_part_is_in_the_root() {
        let root =
            FILES.iter().find(|(name, _)| *name == ROOT).map(|(_, text)| *text).unwrap_or_default();
        for (part, of_part, names) in OF_PARTS {
            assert!(
                of_part.iter().all(|module| modules(root).any(|known| known == *module)),
                "{part:?}"
            );
            assert!(names.iter().all(|name| FOR_USERS.contains(name)), "{part:?}");
            let text = without(root, of_part);
            assert!(names.iter().all(|name| !text.contains(name)), "{part:?}: {text}");
            assert!(
                of_part.iter().all(|module| modules(&text).all(|kept| kept != *module)),
                "{part:?}: {text}"
            );
        }
    }
}
