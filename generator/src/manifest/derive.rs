//! Further traits that types derive: the table `[api.NAME.derive]`.

use std::fmt;

use super::check::ValueError;
use super::formats::own_type;
use super::table::{Reader, Table};
use super::type_path::TypePath;
use crate::diagnostic::{Code, nearest};
use crate::source::Location;

/// The traits that some types derive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeriveChoice {
    /// The schema; `None` for all types.
    pub schema: Option<String>,
    /// The traits, in the order of the manifest.
    pub traits: Vec<Derive>,
    /// The location of the key.
    pub location: Location,
}

/// A trait that types derive.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Derive {
    /// A trait of the standard library. Not every type can have it.
    Std(StdTrait),
    /// The macro of another crate.
    Macro(TypePath),
}

/// A trait of the standard library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum StdTrait {
    /// `Eq`
    Eq,
    /// `PartialOrd`
    PartialOrd,
    /// `Ord`
    Ord,
    /// `Hash`
    Hash,
}

impl StdTrait {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Eq, Self::PartialOrd, Self::Ord, Self::Hash];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Eq => "Eq",
            Self::PartialOrd => "PartialOrd",
            Self::Ord => "Ord",
            Self::Hash => "Hash",
        }
    }

    /// It, and the traits that it requires beyond `PartialEq`.
    pub fn with_required(self) -> &'static [Self] {
        match self {
            Self::Eq => &[Self::Eq],
            Self::PartialOrd => &[Self::PartialOrd],
            Self::Ord => &[Self::Eq, Self::PartialOrd, Self::Ord],
            Self::Hash => &[Self::Hash],
        }
    }
}

/// As the manifest has it.
impl fmt::Display for Derive {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Std(known) => formatter.write_str(known.name()),
            Self::Macro(path) => path.fmt(formatter),
        }
    }
}

/// Reads the table of an API.
pub(super) fn read(api: &Table<'_>, name: &str, reader: &mut Reader<'_>) -> Vec<DeriveChoice> {
    let title = format!("[api.{name}.derive]");
    let Some(table) = api.table("derive", &title, reader) else { return Vec::new() };
    let keys: Vec<_> = table.entries().into_iter().map(|(key, _)| key).collect();
    let mut choices = Vec::with_capacity(keys.len());
    for key in keys {
        let mut traits: Vec<Derive> = Vec::new();
        for text in table.texts(&key.value, reader) {
            match derive(&text.value, &key.value) {
                Ok(derive) if traits.contains(&derive) => {}
                Ok(derive) => traits.push(derive),
                Err(error) => reader.value_error(error, text.offset),
            }
        }
        let schema = (key.value != "*").then(|| key.value.clone());
        choices.push(DeriveChoice { schema, traits, location: reader.location(key.offset) });
    }
    choices
}

fn derive(text: &str, key: &str) -> Result<Derive, ValueError> {
    if let Some(known) = StdTrait::ALL.into_iter().find(|known| known.name() == text) {
        return Ok(Derive::Std(known));
    }
    let path = text.contains("::").then(|| own_type(text, key)).and_then(Result::ok);
    if let Some(path) = path.filter(|path| path.arguments.is_empty() && !path.is_of_std()) {
        return Ok(Derive::Macro(path));
    }
    let names = StdTrait::ALL.map(StdTrait::name);
    let help = match nearest(text, &names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!(
            "write one of: {}; or the path of a derive macro, such as `acme_macros::Table`",
            names.join(", ")
        ),
    };
    let message = format!("types cannot derive `{}`", text.escape_debug());
    Err(ValueError { code: Code::InvalidDerive, message, help })
}
