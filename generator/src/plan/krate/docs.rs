//! The docs of an item.

use crate::plan::name::Ident;

/// The docs of an item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Docs {
    /// Paragraphs, in order.
    pub paragraphs: Vec<Paragraph>,
    /// Whether the document deprecates it.
    pub deprecated: bool,
}

/// The words before a default value.
pub(in crate::plan) const DEFAULT: &str = "Default: ";

impl Docs {
    /// The default value as JSON, if the document has one.
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
    /// Markdown from the document. It is sanitized when it is printed.
    Prose(String),
    /// A line of the generator.
    Line(Vec<Inline>),
    /// A list of lines of the generator.
    List(Vec<Vec<Inline>>),
    /// A JSON text, shown as a block.
    Example(String),
}

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Inline {
    /// Text of the generator.
    Text(&'static str),
    /// Text from the document, shown without markup.
    Words(String),
    /// Text from the document, shown as code.
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
