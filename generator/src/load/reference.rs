//! The text of a `$ref`, and where references stand in a file.

use std::fmt;

use serde_json::{Map, Value};

use super::grammar::{has_chosen_keys, holds_data};
use super::url::{Url, has_scheme};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{Location, Pointer};

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceError {
    /// Its text cannot be understood; says why.
    Malformed(&'static str),
    /// It is a URL of a host that nothing may be fetched from.
    Url,
    /// It is a URL that nothing can be fetched from, such as one of a file.
    Scheme,
    /// Its file is outside of the folder that files are read from.
    Outside,
    /// Its file cannot be read; says which and why.
    Unreadable {
        /// The file, relative to the folder that files are read from, or its URL.
        file: String,
        /// What the system says.
        reason: String,
        /// The first reference to that file.
        location: Location,
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
            Self::Url | Self::Scheme => Code::ReferenceUrl,
            Self::Outside => Code::ReferenceOutside,
            Self::Unreadable { .. } | Self::Broken => Code::UnreadableFile,
            Self::Unread | Self::Dangling => Code::DanglingReference,
            Self::Loop => Code::ReferenceLoop,
        }
    }

    /// What there is to say about a reference with this text at this location; `None` when all has
    /// been said.
    pub fn diagnostic(&self, reference: &str, location: Location) -> Option<Diagnostic> {
        let text = reference.escape_debug();
        let diagnostic = match self {
            Self::Broken => return None,
            Self::Unreadable { file, reason, location } => {
                let message = format!("the file `{}` cannot be read: {reason}", file.escape_debug());
                return Some(
                    Diagnostic::new(self.code(), message)
                        .at(location.clone())
                        .label("named here")
                        .help("a reference to a file is relative to the file that it stands in"),
                );
            }
            Self::Malformed(reason) => Diagnostic::new(self.code(), format!("the reference `{text}` {reason}"))
                .help("write a reference as `#/components/schemas/Name` or `file.yaml#/Name`"),
            Self::Url => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL, and nothing is fetched"))
                    .help("keep a copy of that document beside this one and refer to the file, or pass --allow-remote with its host")
            }
            Self::Scheme => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL that nothing is read from"))
                    .help("refer to files by relative paths, and to other documents by https")
            }
            Self::Outside => {
                Diagnostic::new(self.code(), format!("the reference `{text}` leaves the folder that files are read from"))
                    .help("only files in and below the folder of the root document are read: pass --root with a folder further up, or write it as `root` in the manifest")
            }
            Self::Unread | Self::Dangling => {
                Diagnostic::new(self.code(), format!("the reference `{text}` points at nothing"))
                    .help("declare what it names, or correct the reference")
            }
            Self::Loop => Diagnostic::new(self.code(), format!("the way to `{text}` leads through itself"))
                .help("let it point at the value itself"),
        };
        Some(diagnostic.at(location).label(self.label()))
    }

    fn label(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "not understood",
            Self::Url | Self::Scheme => "a URL",
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
pub(super) struct Reference<'t> {
    /// The file as it is written; `None` for the one that the reference stands in.
    pub(super) file: Option<&'t str>,
    /// The value in it.
    pub(super) fragment: Fragment,
}

/// Which value of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fragment {
    Pointer(Pointer),
    /// The name that a schema gives itself (JSON Schema Core 2020-12, section 8.2.2). It becomes a
    /// pointer as soon as the files are read, if there is such a schema.
    Anchor(String),
}

impl Fragment {
    pub(super) fn pointer(self) -> Result<Pointer, ReferenceError> {
        match self {
            Self::Pointer(pointer) => Ok(pointer),
            Self::Anchor(_) => Err(NO_POINTER),
        }
    }
}

const NO_POINTER: ReferenceError =
    ReferenceError::Malformed("has a fragment that is no JSON pointer, and no anchor of that file");

impl<'t> Reference<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, ReferenceError> {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.is_empty() {
            return Err(ReferenceError::Malformed("is empty"));
        }
        let fragment = decode(fragment)?;
        let fragment = match fragment {
            pointer if pointer.is_empty() || pointer.starts_with('/') => {
                Fragment::Pointer(Pointer::new(pointer))
            }
            name if is_anchor(&name) => Fragment::Anchor(name),
            _ => return Err(NO_POINTER),
        };
        Ok(Self { file: Some(file).filter(|file| !file.is_empty()), fragment })
    }
}

/// Whether a schema can have this name (JSON Schema Core 2020-12, section 8.2.2).
fn is_anchor(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.'))
}

/// Where a file is: what it is known by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileAddress {
    /// On the disk: relative to the folder that files are read from, with `/` as separator and
    /// without `.` and `..`.
    Path(String),
    /// In the network.
    Url(Url),
}

impl FileAddress {
    /// Where the file is that a reference in this file names.
    pub(super) fn join(&self, file: &str) -> Result<Self, ReferenceError> {
        const SIGNS: ReferenceError =
            ReferenceError::Malformed("holds signs that no file name has");
        let path = match self {
            _ if is_http(file) => return Url::parse(file).map(Self::Url).ok_or(MALFORMED_URL),
            _ if has_scheme(file) => return Err(ReferenceError::Scheme),
            Self::Url(url) => return url.join(file).map(Self::Url).ok_or(MALFORMED_URL),
            Self::Path(_) if file.starts_with("//") => return Err(ReferenceError::Scheme),
            Self::Path(path) => path,
        };
        let file = decode(file)?;
        if file.starts_with(['/', '\\']) {
            return Err(ReferenceError::Outside);
        }
        if file.contains(char::is_control) || file.contains(['<', '>', '?', '|', '"']) {
            return Err(SIGNS);
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        join(folder, &file).map(Self::Path).ok_or(ReferenceError::Outside)
    }

    /// What a reference in the file `from` says for a file on the disk; `None` where one of them is
    /// in the network.
    pub(super) fn relative_to(&self, from: &Self) -> Option<String> {
        let (Self::Path(to), Self::Path(from)) = (self, from) else { return None };
        Some(way(from, to).replace('%', "%25").replace('#', "%23"))
    }
}

impl fmt::Display for FileAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => formatter.write_str(path),
            Self::Url(url) => url.fmt(formatter),
        }
    }
}

const MALFORMED_URL: ReferenceError = ReferenceError::Malformed("is no URL that can be understood");

fn is_http(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    has_scheme(text) && ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
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

/// The relative path from one file to another.
pub(super) fn way(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut to, mut folders) = (to.split('/').peekable(), folder.split_terminator('/').peekable());
    while folders.peek().is_some() && to.peek() == folders.peek() {
        to.next();
        folders.next();
    }
    let up = folders.map(|_| "..");
    let parts: Vec<&str> = up.chain(to).collect();
    parts.join("/")
}

/// Joins a folder and a relative path, both with `/`, and takes `.` and `..` away. `None` when it
/// leaves the top.
fn join(folder: &str, path: &str) -> Option<String> {
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

/// Whether the value of a discriminator's mapping is a reference to a file and not the name of a
/// schema.
fn names_a_file(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    !file.is_empty() && (text.contains('#') || file.contains('/') || is_document_name(file))
}

fn is_document_name(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| name.ends_with(extension))
}

/// A reference that stands in a file.
pub(super) struct Found<'v> {
    pub(super) location: Location,
    pub(super) text: &'v str,
    /// Whether it may be something else, too: then a file that does not exist is not worth a
    /// message.
    pub(super) uncertain: bool,
}

/// Whether what looks like a reference in a member is none.
fn holds_no_references(key: &str) -> bool {
    // Some documents keep long descriptions in files of their own, which are not read.
    holds_data(key) || key == "description"
}

/// All references to other files in a value, in its order.
pub(super) fn external_references<'v>(
    value: &'v Value,
    root: Location,
    found: &mut Vec<Found<'v>>,
) {
    let mut search = Search {
        root,
        links: Vec::new(),
        open: vec![Open { value, link: None, role: Role::Any }],
        found,
    };
    while let Some(Open { value, link, role }) = search.open.pop() {
        let first = search.open.len();
        match value {
            Value::Object(members) if role == Role::Discriminator => search.mapping(members, link),
            Value::Object(members) => search.members(members, link, role),
            Value::Array(elements) => {
                for (index, value) in
                    elements.iter().enumerate().filter(|(_, element)| is_collection(element))
                {
                    search.open(value, Link { above: link, step: Step::Element(index) }, Role::Any);
                }
            }
            _ => {}
        }
        if let Some(new) = search.open.get_mut(first..) {
            new.reverse();
        }
    }
}

/// Locations are made where something is found: few files refer to others, and there are hundreds of
/// thousands of locations.
struct Search<'v, 'f> {
    root: Location,
    links: Vec<Link<'v>>,
    open: Vec<Open<'v>>,
    found: &'f mut Vec<Found<'v>>,
}

/// How a collection hangs on the one around it.
#[derive(Clone, Copy)]
struct Link<'v> {
    /// That of the one around it; `None` for the root.
    above: Option<usize>,
    step: Step<'v>,
}

#[derive(Clone, Copy)]
enum Step<'v> {
    Member(&'v str),
    Element(usize),
}

/// A collection that is yet to be looked at.
struct Open<'v> {
    value: &'v Value,
    link: Option<usize>,
    role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Any,
    /// Its keys are names that the author chose.
    Named,
    Discriminator,
}

impl<'v> Search<'v, '_> {
    fn open(&mut self, value: &'v Value, link: Link<'v>, role: Role) {
        self.open.push(Open { value, link: Some(self.links.len()), role });
        self.links.push(link);
    }

    /// The location of a collection.
    fn location(&self, mut link: Option<usize>) -> Location {
        let mut steps = Vec::new();
        while let Some(Link { above, step }) = link.and_then(|link| self.links.get(link)) {
            steps.push(step);
            link = *above;
        }
        // Not a location for each step: a document may be thousands of levels deep.
        let mut pointer = self.root.pointer().clone();
        for step in steps.into_iter().rev() {
            match step {
                Step::Member(key) => pointer.push(key),
                Step::Element(index) => pointer.push(&index.to_string()),
            }
        }
        Location::value(self.root.file, pointer)
    }

    fn members(&mut self, members: &'v Map<String, Value>, link: Option<usize>, role: Role) {
        let named = role == Role::Named;
        for (key, member) in members {
            match (key.as_str(), member) {
                ("$ref", Value::String(text)) if !text.starts_with('#') => {
                    self.found.push(Found {
                        location: self.location(link).child(key),
                        text,
                        uncertain: false,
                    });
                }
                ("discriminator", value @ Value::Object(_)) if !named => {
                    self.open(
                        value,
                        Link { above: link, step: Step::Member(key) },
                        Role::Discriminator,
                    );
                }
                (_, member) if !is_collection(member) => {}
                (key, _)
                    if !named
                        && (holds_no_references(key)
                            || key.starts_with("x-") && !has_chosen_keys(key)) => {}
                (key, value) => {
                    let role = if !named && has_chosen_keys(key) { Role::Named } else { Role::Any };
                    self.open(value, Link { above: link, step: Step::Member(key) }, role);
                }
            }
        }
    }

    fn mapping(&mut self, discriminator: &'v Map<String, Value>, link: Option<usize>) {
        let Some(Value::Object(mapping)) = discriminator.get("mapping") else { return };
        for (key, target) in mapping {
            if let Some(text) = target.as_str().filter(|text| names_a_file(text)) {
                let location = self.location(link).child("mapping").child(key);
                self.found.push(Found { location, text, uncertain: true });
            }
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{FileAddress, Reference, ReferenceError, external_references, join};
    use crate::source::{Location, Sources};

    fn parts(text: &str) -> Result<(Option<String>, String), ReferenceError> {
        let reference = Reference::parse(text)?;
        let here = FileAddress::Path("in/it.yaml".to_owned());
        let file = reference.file.map(|file| here.join(file)).transpose()?;
        Ok((file.map(|file| file.to_string()), reference.fragment.pointer()?.to_string()))
    }

    #[test]
    fn a_reference_is_taken_apart() {
        assert_eq!(parts("#/a~1b/%7Bid%7D"), Ok((None, "/a~1b/{id}".to_owned())));
        assert_eq!(parts("../a%20b.yaml#/X"), Ok((Some("a b.yaml".to_owned()), "/X".to_owned())));
        assert_eq!(parts("a.json"), Ok((Some("in/a.json".to_owned()), String::new())));
        assert_eq!(parts("#"), Ok((None, String::new())));
        assert_eq!(
            parts("https://a.com/x#/X"),
            Ok((Some("https://a.com/x".to_owned()), "/X".to_owned()))
        );
    }

    #[test]
    fn the_way_from_file_to_file_leads_there() {
        for (from, to, expected) in [
            ("a.yaml", "b.yaml", "b.yaml"),
            ("in/a.yaml", "b.yaml", "../b.yaml"),
            ("a.yaml", "in/50% #1.yaml", "in/50%25 %231.yaml"),
            ("x/y/a.yaml", "x/z/b.yaml", "../z/b.yaml"),
            ("x/a.yaml", "x/a.yaml/b", "a.yaml/b"),
        ] {
            let path = |text: &str| FileAddress::Path(text.to_owned());
            let written = path(to).relative_to(&path(from));
            assert_eq!(written.as_deref(), Some(expected));
            assert_eq!(path(from).join(expected), Ok(path(to)));
        }
    }

    #[test]
    fn what_is_no_file_reference_is_refused() {
        for url in ["file:///etc/passwd", "//host/a", "FILE:x", "c:\\x", "urn:a:b"] {
            assert_eq!(parts(url), Err(ReferenceError::Scheme), "{url}");
        }
        for outside in ["/etc/passwd", "%2Fetc/passwd", "\\x", "../../x"] {
            assert_eq!(parts(outside), Err(ReferenceError::Outside), "{outside}");
        }
        for malformed in
            ["", "#a", "a%", "a%zz", "<some-broken-uri>", "a%00b", "%ff", "http:a", "https://a b/"]
        {
            assert!(matches!(parts(malformed), Err(ReferenceError::Malformed(_))), "{malformed}");
        }
    }

    #[test]
    fn what_was_fetched_leads_to_nothing_local() {
        let there =
            FileAddress::join(&FileAddress::Path(String::new()), "https://a.com/b/c.yaml").unwrap();
        for (text, expected) in [
            ("d.yaml", Ok("https://a.com/b/d.yaml")),
            ("/etc/passwd", Ok("https://a.com/etc/passwd")),
            ("../../../x", Ok("https://a.com/x")),
            ("file:///etc/passwd", Err(ReferenceError::Scheme)),
        ] {
            assert_eq!(
                there.join(text).map(|it| it.to_string()),
                expected.map(str::to_owned),
                "{text}"
            );
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
        external_references(&value, Location::root(file), &mut found);
        let texts: Vec<_> = found.iter().map(|found| found.text).collect();
        assert_eq!(texts, ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml#/X", "f.yaml"]);
    }
}
