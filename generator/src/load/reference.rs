//! The text of a `$ref`, and where references stand in a file.

use std::fmt;

use serde_json::{Map, Value};

use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Place, Pointer};

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceError {
    /// Its text cannot be understood; says why.
    Malformed(&'static str),
    /// It is a URL. Nothing is ever fetched.
    Url,
    /// Its file is outside of the folder of the root document.
    Outside,
    /// Its file cannot be read; says which and why.
    Unreadable {
        /// The file, relative to the folder of the root document.
        file: String,
        /// What the system says.
        reason: String,
        /// The first reference to that file.
        place: Place,
    },
    /// Its file was read, but is broken, which has been reported.
    Broken,
    /// Its file was not read, since nothing where references are looked for names it.
    Unread,
    /// The file has no such value.
    Dangling,
    /// The way to the value goes through references in a circle.
    Loop,
}

impl ReferenceError {
    /// The code that this is reported with.
    pub fn code(&self) -> Code {
        match self {
            Self::Malformed(_) => Code::MalformedReference,
            Self::Url => Code::ReferenceUrl,
            Self::Outside => Code::ReferenceOutside,
            Self::Unreadable { .. } | Self::Broken => Code::UnreadableFile,
            Self::Unread | Self::Dangling => Code::DanglingReference,
            Self::Loop => Code::ReferenceLoop,
        }
    }

    /// What there is to say about a reference with this text at this place; `None` when all has been said.
    pub fn diagnostic(&self, reference: &str, place: Place) -> Option<Diagnostic> {
        let text = reference.escape_debug();
        let diagnostic = match self {
            Self::Broken => return None,
            Self::Unreadable { file, reason, place } => {
                let message = format!("the file `{}` cannot be read: {reason}", file.escape_debug());
                return Some(
                    Diagnostic::new(self.code(), message)
                        .at(place.clone())
                        .label("named here")
                        .help("a reference to a file is relative to the file that it stands in"),
                );
            }
            Self::Malformed(reason) => Diagnostic::new(self.code(), format!("the reference `{text}` {reason}"))
                .help("write a reference as `#/components/schemas/Name` or `file.yaml#/Name`"),
            Self::Url => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL, and nothing is fetched"))
                    .help("keep a copy of that document beside this one and refer to the file")
            }
            Self::Outside => {
                Diagnostic::new(self.code(), format!("the reference `{text}` leaves the folder of the document"))
                    .help("only files in and below the folder of the root document are read")
            }
            Self::Unread | Self::Dangling => {
                Diagnostic::new(self.code(), format!("the reference `{text}` points at nothing"))
            }
            Self::Loop => Diagnostic::new(self.code(), format!("the way to `{text}` leads through itself")),
        };
        Some(diagnostic.at(place).label(self.label()))
    }

    fn label(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "not understood",
            Self::Url => "a URL",
            Self::Outside => "outside",
            Self::Unreadable { .. } | Self::Broken => "not readable",
            Self::Unread | Self::Dangling => "not found",
            Self::Loop => "a loop",
        }
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

impl std::error::Error for ReferenceError {}

/// A reference taken apart (RFC 3986, sections 3 and 4.2; RFC 6901, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference {
    /// The file, relative to the one that the reference stands in; `None` for that file itself.
    pub(super) file: Option<String>,
    /// The value in it.
    pub(super) pointer: Pointer,
}

impl Reference {
    pub(super) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.is_empty() {
            return Err(ReferenceError::Malformed("is empty"));
        }
        if has_scheme(file) || file.starts_with("//") {
            return Err(ReferenceError::Url);
        }
        let file = decode(file)?;
        if file.starts_with(['/', '\\']) {
            return Err(ReferenceError::Outside);
        }
        if file.contains(char::is_control) || file.contains(['<', '>', '?', '|', '"']) {
            return Err(ReferenceError::Malformed("holds signs that no file name has"));
        }
        let fragment = decode(fragment)?;
        if !fragment.is_empty() && !fragment.starts_with('/') {
            return Err(ReferenceError::Malformed("has a fragment that is no JSON pointer"));
        }
        let file = Some(file).filter(|file| !file.is_empty());
        Ok(Self { file, pointer: Pointer::new(fragment) })
    }
}

/// Whether a text starts as `http:` does. One letter is no scheme but a drive, which is caught as a file name.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'))
}

/// Undoes percent-encoding.
fn decode(text: &str) -> Result<String, ReferenceError> {
    const PROBLEM: ReferenceError = ReferenceError::Malformed("has a broken percent-escape");
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(), digit()) else { return Err(PROBLEM) };
        bytes.push(u8::try_from(high * 16 + low).map_err(|_| PROBLEM)?);
    }
    String::from_utf8(bytes).map_err(|_| PROBLEM)
}

/// Joins a folder and a relative path, both with `/`, and takes `.` and `..` away. `None` when it leaves the top.
pub(super) fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Whether the value of a discriminator's mapping is a reference to a file and not the name of a schema.
fn names_a_file(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    !file.is_empty() && (text.contains('#') || file.contains('/') || is_document_name(file))
}

fn is_document_name(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| name.ends_with(extension))
}

/// A reference that stands in a file.
pub(super) struct Found<'v> {
    pub(super) place: Place,
    pub(super) text: &'v str,
    /// Whether it may be something else, too: then a file that does not exist is not worth a message.
    pub(super) uncertain: bool,
}

/// Members whose keys are names that the author chose.
const NAMED: &[&str] = &[
    "callbacks",
    "content",
    "definitions",
    "encoding",
    "examples",
    "headers",
    "links",
    "parameters",
    "pathItems",
    "paths",
    "patternProperties",
    "properties",
    "requestBodies",
    "responses",
    "schemas",
    "securitySchemes",
    "variables",
    "webhooks",
    "x-webhooks",
];

/// Members that hold data or prose: what looks like a reference there is none.
const DATA: &[&str] = &["default", "description", "enum", "example", "value"];

/// All references to other files in a value.
pub(super) fn external_references<'v>(value: &'v Value, place: Place, found: &mut Vec<Found<'v>>) {
    collect(value, &place, false, found);
}

fn collect<'v>(value: &'v Value, place: &Place, named: bool, found: &mut Vec<Found<'v>>) {
    match value {
        Value::Object(members) => collect_members(members, place, named, found),
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate().filter(|(_, element)| is_collection(element)) {
                collect(element, &place.element(index), false, found);
            }
        }
        _ => {}
    }
}

fn collect_members<'v>(members: &'v Map<String, Value>, place: &Place, named: bool, found: &mut Vec<Found<'v>>) {
    for (key, member) in members {
        match (key.as_str(), member) {
            ("$ref", Value::String(text)) if !text.starts_with('#') => {
                found.push(Found { place: place.child(key), text, uncertain: false });
            }
            ("discriminator", Value::Object(discriminator)) if !named => {
                collect_mapping(discriminator, &place.child(key), found);
            }
            (_, member) if !is_collection(member) => {}
            (key, _) if !named && (DATA.contains(&key) || key.starts_with("x-") && !NAMED.contains(&key)) => {}
            (key, member) => collect(member, &place.child(key), !named && NAMED.contains(&key), found),
        }
    }
}

fn collect_mapping<'v>(discriminator: &'v Map<String, Value>, place: &Place, found: &mut Vec<Found<'v>>) {
    let Some(Value::Object(mapping)) = discriminator.get("mapping") else { return };
    for (key, target) in mapping {
        if let Some(text) = target.as_str().filter(|text| names_a_file(text)) {
            found.push(Found { place: place.child("mapping").child(key), text, uncertain: true });
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Reference, ReferenceError, external_references, join};
    use crate::source::{Place, Sources};

    fn parts(text: &str) -> Result<(Option<String>, String), ReferenceError> {
        Reference::parse(text).map(|reference| (reference.file, reference.pointer.to_string()))
    }

    #[test]
    fn a_reference_is_taken_apart() {
        assert_eq!(parts("#/a~1b/%7Bid%7D"), Ok((None, "/a~1b/{id}".to_owned())));
        assert_eq!(parts("../a%20b.yaml#/X"), Ok((Some("../a b.yaml".to_owned()), "/X".to_owned())));
        assert_eq!(parts("a.json"), Ok((Some("a.json".to_owned()), String::new())));
        assert_eq!(parts("#"), Ok((None, String::new())));
    }

    #[test]
    fn what_is_no_file_reference_is_refused() {
        for url in ["http://a/b", "https://a#/x", "file:///etc/passwd", "//host/a", "FILE:x", "c:\\x"] {
            assert_eq!(parts(url), Err(ReferenceError::Url), "{url}");
        }
        for outside in ["/etc/passwd", "%2Fetc/passwd", "\\x"] {
            assert_eq!(parts(outside), Err(ReferenceError::Outside), "{outside}");
        }
        for malformed in ["", "#a", "a%", "a%zz", "<some-broken-uri>", "a%00b", "%ff"] {
            assert!(matches!(parts(malformed), Err(ReferenceError::Malformed(_))), "{malformed}");
        }
    }

    #[test]
    fn paths_are_joined_and_stay_inside() {
        assert_eq!(join("a/b", "../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(join("", "./c.yaml").as_deref(), Some("c.yaml"));
        assert_eq!(join("a", "../../c.yaml"), None);
        assert_eq!(join("a", "b/../../../c.yaml"), None);
        assert_eq!(join("a", "..\\..\\c.yaml"), None);
    }

    #[test]
    fn references_are_found_where_they_are_references() {
        let value = json!({
            "paths": {"/a": {"$ref": "a.yaml"}, "example": {"get": {"example": {"$ref": "no.yaml"}}}},
            "properties": {"default": {"$ref": "b.yaml"}, "$ref": {"type": "string"}, "x-y": {"$ref": "c.yaml"}},
            "default": {"$ref": "no.yaml"},
            "x-other": {"$ref": "no.yaml"},
            "x-webhooks": {"hook": {"$ref": "d.yaml"}},
            "allOf": [{"$ref": "e.yaml#/X"}, {"$ref": "#/X"}],
            "discriminator": {"mapping": {"f": "f.yaml", "g": "Name", "h": "#/components/schemas/H"}},
        });
        let mut found = Vec::new();
        let file = Sources::default().add("", "");
        external_references(&value, Place::root(file), &mut found);
        let texts: Vec<_> = found.iter().map(|found| found.text).collect();
        assert_eq!(texts, ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml#/X", "f.yaml"]);
    }
}
