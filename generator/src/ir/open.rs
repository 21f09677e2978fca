use super::Type;

/// The additional properties of an object.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Additional {
    /// The type of their values.
    pub ty: Type,
    /// Whether the document says nothing about their values, or about the items of their lists.
    pub is_untyped: bool,
    /// Whether their values are secret.
    pub is_secret: bool,
    /// The patterns that the document gives for their names.
    pub names: Vec<NamePattern>,
}

/// A pattern for names of additional properties.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum NamePattern {
    /// A prefix with any text after it: `custom_…`
    Prefix(Prefix),
    /// Several prefixes with the same number after them: `type_0` and `value_0`, `type_1` and
    /// `value_1`.
    Numbered {
        /// The prefixes, in the order of the document.
        prefixes: Vec<Prefix>,
        /// The first number.
        first: u64,
        /// The description of all of them.
        description: Option<String>,
    },
}

/// The beginning of a name.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Prefix {
    /// The text.
    pub text: String,
    /// The description of the properties with this prefix.
    pub description: Option<String>,
}
