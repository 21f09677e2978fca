//! Paths of Rust types, as the manifest names them.

use std::fmt;

/// The types that need no path.
const BUILT_IN: &[&str] = &[
    "String", "bool", "char", "f32", "f64", "i128", "i16", "i32", "i64", "i8", "isize", "u128",
    "u16", "u32", "u64", "u8", "usize",
];

/// How deep type arguments may be nested.
const DEPTH: usize = 8;

/// The path of a type: `chrono::DateTime<chrono::Utc>`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct TypePath {
    /// Its segments. The first one is a crate, unless it is the only one.
    pub segments: Vec<String>,
    /// Its type arguments.
    pub arguments: Vec<TypePath>,
}

impl TypePath {
    /// Reads a path. `None` if the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        let (path, rest) = parse(text, DEPTH)?;
        rest.is_empty().then_some(path)
    }

    /// The crate that its first segment names, as in Rust code. `None` for built-in types.
    pub fn library(&self) -> Option<&str> {
        match self.segments.as_slice() {
            [_] | [] => None,
            [first, ..] => Some(first),
        }
    }

    /// Whether it is a type that needs no path.
    pub fn is_built_in(&self) -> bool {
        matches!(self.segments.as_slice(), [name] if BUILT_IN.contains(&name.as_str()))
    }

    /// Whether it is a type of the standard library.
    pub fn is_of_std(&self) -> bool {
        self.library().is_some_and(is_std)
    }

    /// The crates that it and its arguments name.
    pub fn libraries(&self) -> Vec<&str> {
        let arguments = self.arguments.iter().flat_map(Self::libraries);
        self.library().into_iter().chain(arguments).collect()
    }

    /// Those of them that are not the standard library.
    pub fn others(&self) -> Vec<&str> {
        self.libraries().into_iter().filter(|name| !is_std(name)).collect()
    }

    /// The path and those of its arguments.
    pub(super) fn all(&self) -> Vec<&Self> {
        [self].into_iter().chain(self.arguments.iter().flat_map(Self::all)).collect()
    }

    /// Its text, with the last segments alone.
    pub fn short(&self) -> String {
        let arguments: Vec<String> = self.arguments.iter().map(Self::short).collect();
        with_arguments(self.segments.last().map_or("", String::as_str), &arguments)
    }
}

impl fmt::Display for TypePath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let arguments: Vec<String> = self.arguments.iter().map(ToString::to_string).collect();
        formatter.write_str(&with_arguments(&self.segments.join("::"), &arguments))
    }
}

fn with_arguments(name: &str, arguments: &[String]) -> String {
    if arguments.is_empty() { name.to_owned() } else { format!("{name}<{}>", arguments.join(", ")) }
}

/// A path at the start of a text, and the rest.
fn parse(text: &str, depth: usize) -> Option<(TypePath, &str)> {
    let depth = depth.checked_sub(1)?;
    let mut rest = text.trim_start();
    let mut segments = Vec::new();
    loop {
        let end = rest.find(|it: char| !is_word(it)).unwrap_or(rest.len());
        let (segment, after) = rest.split_at_checked(end)?;
        super::check::chosen_name(segment).ok()?;
        segments.push(segment.to_owned());
        match after.strip_prefix("::") {
            Some(after) => rest = after,
            None => {
                rest = after.trim_start();
                break;
            }
        }
    }
    let mut arguments = Vec::new();
    while let Some(after) = rest.strip_prefix(if arguments.is_empty() { '<' } else { ',' }) {
        let (argument, after) = parse(after, depth)?;
        arguments.push(argument);
        rest = after;
    }
    if !arguments.is_empty() {
        rest = rest.strip_prefix('>')?.trim_start();
    }
    Some((TypePath { segments, arguments }, rest))
}

fn is_std(library: &str) -> bool {
    ["alloc", "core", "std"].contains(&library)
}

fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_have_type_arguments() {
        let path = TypePath::parse("chrono::DateTime< chrono::Utc >").unwrap();
        assert_eq!(path.to_string(), "chrono::DateTime<chrono::Utc>");
        assert_eq!(path.short(), "DateTime<Utc>");
        assert_eq!(path.libraries(), ["chrono", "chrono"]);
        let path = TypePath::parse("a::B<String, std::sync::Arc<c::D>>").unwrap();
        assert_eq!(path.to_string(), "a::B<String, std::sync::Arc<c::D>>");
        assert_eq!(path.libraries(), ["a", "std", "c"]);
    }

    #[test]
    fn other_texts_are_no_paths() {
        for text in ["", "::a::B", "a::", "a::<B>", "a::B<", "a::B<>", "a::B>", "a-b::C", "a::B C"]
        {
            assert_eq!(TypePath::parse(text), None, "{text}");
        }
        for text in ["a::type::B", "a::B; x", "&a::B", "a::B\n\"", "[a::B]", "a::B<'a>"] {
            assert_eq!(TypePath::parse(text), None, "{text}");
        }
        assert_eq!(TypePath::parse(&"a::B<".repeat(100_000)), None);
    }
}
