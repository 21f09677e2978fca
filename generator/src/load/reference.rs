//! The text of a `$ref`.

use super::reference_error::ReferenceError;
use super::url::percent_decoded;
use crate::source::Pointer;

/// A parsed reference (RFC 3986, sections 3 and 4.2; RFC 6901, section 6).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Reference<'t> {
    /// The file as it is written; `None` for the file that has the reference.
    pub(super) file: Option<&'t str>,
    /// The value in it.
    pub(super) fragment: Fragment,
}

/// Which value of a file is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fragment {
    Pointer(Pointer),
    /// The `$anchor` of a schema (JSON Schema Core 2020-12, section 8.2.2). It becomes a pointer as
    /// soon as the files are read, if there is such a schema.
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

const NO_POINTER: ReferenceError = ReferenceError::Malformed(
    "has a fragment that is neither a JSON pointer nor an anchor of that file",
);

impl<'t> Reference<'t> {
    pub(super) fn parse(text: &'t str) -> Result<Self, ReferenceError> {
        let (file, fragment) = text.split_once('#').unwrap_or((text, ""));
        if text.is_empty() {
            return Err(ReferenceError::Malformed("is empty"));
        }
        let fragment = percent_decoded(fragment).ok_or(BROKEN_ESCAPE)?;
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

/// Whether a text is a valid `$anchor` (JSON Schema Core 2020-12, section 8.2.2).
fn is_anchor(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
        && text.chars().all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '_' | '-' | '.'))
}

/// A percent sign without two hexadecimal digits, or bytes that are not UTF-8.
pub(super) const BROKEN_ESCAPE: ReferenceError =
    ReferenceError::Malformed("has a broken percent-escape");
