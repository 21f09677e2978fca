//! The changes between two crates.

use std::fmt;

use super::code::ChangeCode;

/// A change for the users of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its kind.
    pub code: ChangeCode,
    /// Its effect on users of the crate.
    pub class: Class,
    /// The Rust path below the crate, such as `rebilly::types::Customer::email`.
    pub path: String,
    /// Its position in the new document, or in the old one for something removed.
    pub position: Option<Position>,
    /// Its description: one sentence without a full stop.
    pub message: String,
}

/// The effect of a change on users of a crate, the most severe first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Programs may no longer compile, or get other types.
    Breaking,
    /// Something is new, and everything else stays.
    Addition,
    /// The same code sends or reads something else.
    Fix,
    /// Only docs change.
    Docs,
}

impl Class {
    /// All classes, the most severe first.
    pub const ALL: [Self; 4] = [Self::Breaking, Self::Addition, Self::Fix, Self::Docs];

    /// Its name.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Breaking => "breaking",
            Self::Addition => "addition",
            Self::Fix => "fix",
            Self::Docs => "docs",
        }
    }
}

/// A position in a text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The name of the file.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
}

/// As compilers write it: `file:line:column`.
impl fmt::Display for Position {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}:{}:{}", self.file, self.line, self.column)
    }
}
