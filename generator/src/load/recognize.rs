//! Texts of other formats that people take for OpenAPI documents.

use serde_json::Value;

/// Another format.
pub(super) struct Format {
    /// What the text is, with an article.
    pub(super) name: &'static str,
    /// What to do instead.
    pub(super) help: &'static str,
}

const fn format(name: &'static str, help: &'static str) -> Option<Format> {
    Some(Format { name, help })
}

const DOWNLOAD: &str = "download the document itself: the page that shows it usually links to a \
                        `.json` or `.yaml` file";

/// The format of a text that is no object of YAML or JSON, from its first line.
pub(super) fn of_text(text: &str) -> Option<Format> {
    let start = text.trim_start();
    let first = start.lines().next().unwrap_or_default().trim_end().to_ascii_lowercase();
    if first.starts_with("<!doctype html") || first.starts_with("<html") {
        return format("an HTML page", DOWNLOAD);
    }
    if first.starts_with('<') && !first.starts_with("<<") {
        return format("XML", "convert it to an OpenAPI document, in YAML or JSON");
    }
    if first.starts_with("version https://git-lfs.github.com/") {
        return format("a pointer of Git LFS", "run `git lfs pull`");
    }
    if first.starts_with("#%raml") {
        return format("a RAML document", "convert it to OpenAPI 3.0 first");
    }
    if first.starts_with("syntax = \"proto") || first.starts_with("syntax=\"proto") {
        return format("a Protocol Buffers file", "convert it to OpenAPI first, or use gRPC");
    }
    let is_graphql = ["type ", "schema {", "scalar ", "directive @", "extend type "]
        .iter()
        .any(|keyword| first.starts_with(keyword))
        && text.contains('{');
    if is_graphql {
        return format("a GraphQL schema", "use a GraphQL client instead");
    }
    None
}

/// The format of an object that does not declare a version of OpenAPI.
pub(super) fn of_object(root: &Value) -> Option<Format> {
    let has = |key: &str| root.get(key).is_some();
    let below = |object: &str, key: &str| root.get(object).and_then(|it| it.get(key));
    if has("swaggerVersion") {
        return format(
            "a document of Swagger 1",
            "convert it to OpenAPI 3.0 first: Swagger 1 has a file for each resource",
        );
    }
    let schema = below("info", "schema").and_then(Value::as_str).unwrap_or_default();
    if below("info", "_postman_id").is_some() || schema.contains("getpostman.com") {
        return format("a Postman collection", "convert it to OpenAPI 3.0 first");
    }
    if has("asyncapi") {
        return format(
            "an AsyncAPI document",
            "name the OpenAPI document of the HTTP API: messages of brokers are not supported",
        );
    }
    if has("overlay") {
        return format(
            "an OpenAPI Overlay",
            "name the document that it changes, and the overlay with --overlay FILE",
        );
    }
    if has("arazzo") {
        return format(
            "an Arazzo description",
            "name an OpenAPI document that it lists under `sourceDescriptions`",
        );
    }
    if has("discoveryVersion") {
        return format(
            "a document of Google's API Discovery Service",
            "convert it to OpenAPI 3.0 first",
        );
    }
    if has("__export_format") {
        return format("an Insomnia export", "export the OpenAPI document of its design instead");
    }
    if below("log", "entries").is_some() {
        return format("an HTTP archive (HAR)", "name the OpenAPI document of the API");
    }
    if has("apiVersion") && has("kind") {
        return format("a Kubernetes resource", "name the OpenAPI document of the API");
    }
    if has("$schema") || has("$defs") || has("type") && has("properties") {
        return format(
            "a JSON Schema",
            "refer to it from `components/schemas` of an OpenAPI document",
        );
    }
    None
}

/// The byte of the first conflict marker of git.
pub(super) fn conflict(text: &str) -> Option<usize> {
    if text.starts_with("<<<<<<< ") {
        return Some(0);
    }
    text.find("\n<<<<<<< ").map(|before| before + 1)
}

/// How a file that is no text is compressed, from its first bytes.
pub(super) fn compression(bytes: &[u8]) -> Option<&'static str> {
    [
        (b"\x1f\x8b".as_slice(), "gzip"),
        (b"PK\x03\x04", "zip"),
        (b"BZh", "bzip2"),
        (b"\x28\xb5\x2f\xfd", "zstd"),
        (b"\xfd7zXZ", "xz"),
    ]
    .into_iter()
    .find_map(|(magic, name)| bytes.starts_with(magic).then_some(name))
}
