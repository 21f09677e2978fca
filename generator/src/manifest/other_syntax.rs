//! Manifests that are no TOML.

/// What the text of a manifest is instead of TOML, and what to do.
pub(super) struct OtherSyntax {
    pub(super) message: &'static str,
    pub(super) help: &'static str,
    /// The offset of the first line with content.
    pub(super) offset: usize,
}

/// Judges by the first line with content.
pub(super) fn other_syntax(text: &str) -> Option<OtherSyntax> {
    let mut offset = 0;
    let line = text.split_inclusive('\n').find(|line| {
        let words = line.trim();
        let has_content = !words.is_empty() && !words.starts_with(['#', '%']) && words != "---";
        offset += if has_content { 0 } else { line.len() };
        has_content
    })?;
    let is_document = text.split(['\n', '{', ',']).any(|part| {
        let part = part.trim_start_matches([' ', '\t', '"']);
        part.starts_with("openapi:") || part.starts_with("openapi\"") || part.starts_with("swagger")
    });
    let is_json = line.trim_start().starts_with('{');
    let is_yaml = line.trim_start().split_once(':').is_some_and(|(key, value)| {
        let is_key = |it: char| it.is_alphanumeric() || "-_.\"'".contains(it);
        key.chars().all(is_key) && value.starts_with([' ', '\r', '\n'])
    });
    if !is_json && !is_yaml {
        return None;
    }
    let (message, help) = if is_document {
        (
            "this is an OpenAPI document, not a manifest",
            "write its path below the header of an API: document = \"openapi.yaml\"",
        )
    } else {
        (
            if is_json {
                "this is JSON, but a manifest is TOML"
            } else {
                "this is YAML, but a manifest is TOML"
            },
            "write a table as a line `[package]`, and each of its keys as a line `name = \"lamps\"`",
        )
    };
    Some(OtherSyntax { message, help, offset })
}
