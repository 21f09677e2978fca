//! Samples of code for the documentation of an API, as an overlay adds them to its document.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::snippet::{Member, Snippets};
use crate::plan::{Api, Crate, Method, Operation};
use crate::source::{FileId, Pointer};

/// The width of the lines: documentation shows samples in a narrow column.
const COLUMNS: usize = 80;

/// The samples of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSamples {
    /// The title of the API.
    pub title: String,
    /// Its version.
    pub version: String,
    /// A sample for each operation, in the order of the crate.
    pub samples: Vec<CodeSample>,
    /// How many of the operations are in referenced files. An overlay can add samples to them only
    /// after the files were joined to one.
    pub in_other_files: usize,
}

/// A sample of Rust code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeSample {
    /// The operation, such as `GET /users`.
    pub operation: String,
    /// The location of the operation in the document.
    pub pointer: Pointer,
    /// The code.
    pub source: String,
}

/// The samples of each API. `roots` are the root files of their documents.
pub fn of(krate: &Crate, roots: &[FileId]) -> Vec<CodeSamples> {
    let samples = |(api, root): (&Api, &FileId)| of_api(api, *root, krate);
    krate.apis.iter().zip(roots).map(samples).collect()
}

fn of_api(api: &Api, root: FileId, krate: &Crate) -> CodeSamples {
    let snippets = Snippets::new(api, krate);
    let (title, version) = (api.title.clone(), api.version.clone());
    let mut found = CodeSamples { title, version, samples: Vec::new(), in_other_files: 0 };
    // Paths can share a path item, and so an operation.
    let mut pointers = BTreeSet::new();
    for member in snippets.members() {
        let (_, operation) = member;
        let Some(location) = &operation.source.0 else { continue };
        let is_elsewhere = location.file != root;
        let pointer = if is_elsewhere { joined(operation) } else { location.pointer().clone() };
        if pointers.insert(pointer.clone()) {
            found.in_other_files += usize::from(is_elsewhere);
            found.samples.push(CodeSample {
                operation: format!("{} {}", operation.http_method, operation.path),
                pointer,
                source: source(member, &snippets),
            });
        }
    }
    found
}

/// The location of an operation in a document without references to other files.
fn joined(operation: &Operation) -> Pointer {
    let item = Pointer::root().child("paths").child(&operation.path);
    match &operation.http_method {
        Method::Other(method) => item.child("additionalOperations").child(method),
        method => item.child(&method.to_string().to_lowercase()),
    }
}

/// A client and a call, or the call alone if its types have the names of a client's parts.
fn source<'a>(member: Member<'a>, snippets: &Snippets<'a>) -> String {
    let whole = snippets.first_call(member).unwrap_or_else(|| snippets.operation(member));
    whole.shown(COLUMNS)
}

impl CodeSamples {
    /// An overlay that adds the samples to the operations of the document as `x-codeSamples`
    /// (Overlay Specification 1.0).
    pub fn overlay(&self) -> String {
        let (title, version) =
            (quoted(&format!("Samples in Rust for {}", self.title)), quoted(&self.version));
        let mut text =
            format!("overlay: 1.0.0\ninfo:\n  title: {title}\n  version: {version}\nactions:\n");
        for sample in &self.samples {
            let target = quoted(&json_path(&sample.pointer));
            // Writing to a `String` cannot fail.
            let _ = write!(
                text,
                "  - target: {target}\n    update:\n      x-codeSamples:\n        \
                 - lang: Rust\n          source: |-\n"
            );
            for line in sample.source.trim_end().lines() {
                let indent = if line.is_empty() { "" } else { "            " };
                let _ = writeln!(text, "{indent}{line}");
            }
        }
        text
    }
}

/// A string of JSON, which YAML reads, too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The location as a JSONPath (RFC 9535, section 2.3.1).
fn json_path(pointer: &Pointer) -> String {
    let mut path = String::from("$");
    for token in pointer.tokens() {
        // The escapes of JSON, except those of quotation marks.
        let text = quoted(&token).replace("\\\"", "\"").replace('\'', "\\'");
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
        let _ = write!(path, "['{}']", text.unwrap_or_default());
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_overlay_names_operations_by_their_location() {
        let pointer = Pointer::root().child("paths").child("/it's/{a}").child("get");
        let sample = CodeSample {
            operation: "GET /it's/{a}".to_owned(),
            pointer,
            source: "let a = 1;\n\nb(a);\n".to_owned(),
        };
        let samples = CodeSamples {
            title: "Lamps: \"all\"".to_owned(),
            version: "1".to_owned(),
            samples: vec![sample],
            in_other_files: 0,
        };
        let expected = r#"overlay: 1.0.0
info:
  title: "Samples in Rust for Lamps: \"all\""
  version: "1"
actions:
  - target: "$['paths']['/it\\'s/{a}']['get']"
    update:
      x-codeSamples:
        - lang: Rust
          source: |-
            let a = 1;

            b(a);
"#;
        assert_eq!(samples.overlay(), expected);
    }
}
