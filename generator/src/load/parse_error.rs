//! Why a text cannot be read, as messages.

use super::limits::Limits;
use crate::diagnostic::{Code, Diagnostic};
use crate::source::{At, FileId, Location};

/// Why a text has no value.
pub(super) struct ParseError {
    pub(super) diagnostic: Box<Diagnostic>,
    pub(super) offset: usize,
    /// What the parser was reading, and where that starts.
    pub(super) context: Option<(usize, String)>,
}

impl ParseError {
    pub(super) fn at(self, file: FileId) -> Diagnostic {
        let diagnostic = self.diagnostic.at(Location { file, at: At::Offset(self.offset) });
        match self.context {
            Some((offset, text)) if offset != self.offset => {
                diagnostic.related(Location { file, at: At::Offset(offset) }, text)
            }
            _ => diagnostic,
        }
    }
}

/// The byte at a line and a column in characters, both from 1.
pub(super) fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = line_start(text, line);
    let mut signs = text.get(start..).unwrap_or_default().char_indices();
    signs.nth(column.saturating_sub(1)).map_or(text.len(), |(offset, _)| start + offset)
}

/// What a YAML parser was reading and where, from a message such as
/// `…, while scanning a quoted scalar at line 4 column 4`.
pub(super) fn context_of(text: &str, message: &str) -> Option<(usize, String)> {
    let (what, position) = message.rsplit_once(", while ")?.1.rsplit_once(" at line ")?;
    let (line, column) = position.split_once(" column ")?;
    Some((offset_of(text, line.parse().ok()?, column.parse().ok()?), format!("while {what}")))
}

pub(super) fn too_deep(limits: Limits) -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        format!("the text is nested more than {} levels deep", limits.depth),
    )
    .help("move inner parts to `components` and refer to them, or raise the limit with --max-depth")
}

/// Aliases of YAML expand to too many values.
pub(super) fn too_large() -> Diagnostic {
    Diagnostic::new(
        Code::TooLarge,
        "the aliases of this text expand to far more than the text itself",
    )
    .help("write the values out, or use `$ref`")
}

pub(super) fn long_text(limits: Limits) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a text has more than {} bytes", limits.text))
        .label("too long")
        .help("shorten it, or raise the limit with --max-text")
}

pub(super) fn long_key(limits: Limits) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a key has more than {} bytes", limits.key))
        .label("too long")
        .help("shorten it, or raise the limit with --max-key")
}

/// The byte that a line starts with; lines count from 1.
pub(super) fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}
