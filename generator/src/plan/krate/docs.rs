//! What people read of an item.

use crate::plan::name::Ident;

/// What people read of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// Paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Whether the document advises against it.
    pub deprecated: bool,
}

/// The words before the value that stands for an absent one.
pub(in crate::plan) const DEFAULT: &str = "Default: ";

impl Docs {
    /// The value that stands for an absent one, as JSON, where the document names it.
    pub fn default_value(&self) -> Option<&str> {
        let lines = self.paragraphs.iter().filter_map(|paragraph| match paragraph {
            Paragraph::Line(line) => Some(line.as_slice()),
            _ => None,
        });
        lines.flat_map(|line| line.windows(2)).find_map(|parts| match parts {
            [Inline::Text(DEFAULT), Inline::Code(value)] => Some(value.as_str()),
            _ => None,
        })
    }
}

/// A paragraph of documentation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Paragraph {
    /// Markdown from the document, to be made harmless.
    Prose(String),
    /// A line of ours.
    Line(Vec<Inline>),
    /// Lines of ours, as a list.
    List(Vec<Vec<Inline>>),
    /// A JSON text, to be shown as a block.
    Example(String),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Words of ours.
    Text(&'static str),
    /// Words from the document, to be shown as plain text.
    Words(String),
    /// Something from the document, to be shown as code.
    Code(String),
    /// A link to an item of the API's types.
    Link(Ident),
    /// A link to a method of a group.
    Method {
        /// The module of the group.
        module: Ident,
        /// The type of the group.
        group: Ident,
        /// Its method.
        method: Ident,
    },
    /// A link to a variant of an item of the API's types.
    Variant {
        /// The item.
        item: Ident,
        /// Its variant.
        variant: Ident,
    },
}
