use super::Type;

/// The properties of an object that have no name of their own.
#[derive(Debug, Clone, PartialEq)]
pub struct Additional {
    /// The type of their values.
    pub ty: Type,
    /// What their names look like, as far as the document says it.
    pub names: Vec<NamePattern>,
}

/// What some names of additional properties look like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NamePattern {
    /// A prefix, and after it whatever the caller chooses: `custom_…`
    Prefix(Prefix),
    /// Several prefixes that take the same number, counted up: `type_0` and `value_0`, `type_1` and
    /// `value_1`.
    Numbered {
        /// The prefixes, in the order of the document.
        prefixes: Vec<Prefix>,
        /// The first number.
        first: u64,
        /// What all of them are for.
        description: Option<String>,
    },
}

/// What a name begins with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    /// The text.
    pub text: String,
    /// What the properties are for whose names begin with it.
    pub description: Option<String>,
}
