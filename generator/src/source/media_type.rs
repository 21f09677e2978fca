//! Media types (RFC 9110, section 8.3.1), as documents name them.

/// A media type without its parameters, in lower case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MediaType(String);

impl MediaType {
    /// Reads a media type. A text without `/` has no subtype.
    pub fn of(text: &str) -> Self {
        Self(text.split(';').next().unwrap_or_default().trim().to_ascii_lowercase())
    }

    /// The type and the subtype, such as `text` and `plain`.
    pub fn parts(&self) -> (&str, &str) {
        self.0.split_once('/').unwrap_or((&self.0, ""))
    }

    /// Whether a body of this type is JSON (RFC 6839, section 3.1, for `+json`). The runtime
    /// decides in the same way.
    pub fn is_json(&self) -> bool {
        match self.parts() {
            ("application" | "text", "json") => true,
            (_, subtype) => subtype.ends_with("+json"),
        }
    }

    /// Whether a body of this type is a JSON merge patch (RFC 7396), or works like one.
    pub fn is_merge_patch(&self) -> bool {
        self.parts().1.ends_with("merge-patch+json")
    }

    /// Whether a body of this type is a JSON text sequence (RFC 7464; RFC 8091 for `+json-seq`).
    pub fn is_json_sequence(&self) -> bool {
        let (_, subtype) = self.parts();
        subtype == "json-seq" || subtype.ends_with("+json-seq")
    }

    /// Whether a body of this type is a sequence of JSON values, under any of the names in use.
    pub fn is_json_lines(&self) -> bool {
        let (ty, subtype) = self.parts();
        let name = subtype.strip_prefix("x-").unwrap_or(subtype);
        let is_lines = matches!(name, "jsonl" | "jsonlines" | "json-lines" | "ndjson" | "ldjson");
        self.is_json_sequence() || (is_lines && matches!(ty, "application" | "text"))
    }

    /// Whether a body of this type is XML (RFC 7303).
    pub fn is_xml(&self) -> bool {
        let (_, subtype) = self.parts();
        subtype == "xml" || subtype.ends_with("+xml")
    }

    /// Whether a string of JSON can hold a body of this type as it is.
    pub fn is_text(&self) -> bool {
        const TEXT: &[&str] = &[
            "yaml",
            "x-yaml",
            "javascript",
            "ecmascript",
            "graphql",
            "sql",
            "jwt",
            "jose",
            "x-www-form-urlencoded",
            "x-ndjson",
            "jsonl",
            "json-seq",
            "toml",
        ];
        let (ty, subtype) = self.parts();
        ty == "text"
            || subtype == "json"
            || self.is_json()
            || self.is_xml()
            || TEXT.contains(&subtype)
    }
}

#[cfg(test)]
mod tests {
    use super::MediaType;

    /// Media types, each with whether it is JSON. The tests of the runtime read them, too.
    const JSON: &str = include_str!("../../runtime/tests/json_media_types.txt");

    #[test]
    fn json_is_found_as_the_runtime_finds_it() {
        for line in JSON.lines() {
            let (is_json, media_type) =
                line.split_once(' ').expect("`yes` or `no`, then a media type");
            assert_eq!(MediaType::of(media_type).is_json(), is_json == "yes", "{line}");
        }
    }

    #[test]
    fn parameters_and_case_do_not_matter() {
        let media_type = MediaType::of(" Text/XML ; charset=utf-8");
        assert_eq!(media_type.parts(), ("text", "xml"));
        assert!(media_type.is_xml() && media_type.is_text());
        assert!(!MediaType::of("image/png").is_text());
    }
}
