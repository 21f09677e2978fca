//! The Rust types of formats: the table `[formats]`.

use indexmap::IndexMap;

use super::check::ValueError;
use super::keys::{self, Value};
use super::library::{FormatChoice, FormatType};
use super::table::{Reader, Table, string};
use super::type_path::TypePath;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::source::Location;

/// The `[formats]` table: which Rust type a format becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Formats {
    types: IndexMap<String, ChosenFormat>,
}

/// The type of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChosenFormat {
    /// The type.
    pub ty: FormatType,
    /// The location of its key; `None` for a default.
    pub location: Option<Location>,
}

/// The default of each format.
impl Default for Formats {
    fn default() -> Self {
        let of = |(name, choices): (&str, &[FormatChoice])| {
            let (_, ty) = choices.first()?;
            Some((name.to_owned(), ChosenFormat { ty: ty.clone(), location: None }))
        };
        Self { types: choices().filter_map(of).collect() }
    }
}

impl Formats {
    /// The type of a format; `None` for an unknown one.
    pub fn of(&self, format: &str) -> Option<&FormatType> {
        self.types.get(format).map(|chosen| &chosen.ty)
    }

    /// The custom types, with the locations of their keys.
    pub(super) fn own_types(&self) -> impl Iterator<Item = (&TypePath, &Location)> {
        self.types.values().filter_map(|chosen| match &chosen.ty {
            FormatType::Own(path) => Some((path, chosen.location.as_ref()?)),
            _ => None,
        })
    }

    /// The formats with their types.
    pub fn all(&self) -> impl Iterator<Item = (&str, &ChosenFormat)> {
        self.types.iter().map(|(name, chosen)| (name.as_str(), chosen))
    }
}

/// The known formats with their types.
fn choices() -> impl Iterator<Item = (&'static str, &'static [FormatChoice])> {
    keys::FORMATS.iter().filter_map(|key| match key.value {
        Value::Format(choices) => Some((key.name, choices)),
        _ => None,
    })
}

/// Reads the table.
pub(super) fn read(root: &Table<'_>, reader: &mut Reader<'_>) -> Formats {
    let mut formats = Formats::default();
    let Some(table) = root.table("formats", "[formats]", reader) else { return formats };
    for (key, value) in table.entries() {
        let Some(text) = string(value, &key.value, reader) else { continue };
        let known = choices().find(|(name, _)| *name == key.value).map(|(_, choices)| choices);
        let ty = match (known, text.value.contains("::")) {
            (_, true) => own(&text.value, &key.value),
            (Some(choices), false) => chosen(&text.value, &key.value, choices),
            (None, false) => {
                unknown(&key.value, &text.value, reader.location(key.offset), reader);
                continue;
            }
        };
        match ty {
            Ok(ty) => {
                let location = Some(reader.location(key.offset));
                formats.types.insert(key.value, ChosenFormat { ty, location });
            }
            Err(error) => reader.value_error(error, text.offset),
        }
    }
    formats
}

fn own(text: &str, key: &str) -> Result<FormatType, ValueError> {
    own_type(text, key).map(FormatType::Own)
}

/// The path of a type under a key.
pub(super) fn own_type(text: &str, key: &str) -> Result<TypePath, ValueError> {
    let path = TypePath::parse(text).filter(|path| {
        let is_valid = |path: &TypePath| path.is_built_in() || path.library().is_some();
        path.library().is_some() && path.all().into_iter().all(is_valid)
    });
    let relative = |path: &TypePath| {
        let starts = ["crate", "self", "super"];
        path.libraries().into_iter().any(|name| starts.contains(&name))
    };
    path.filter(|path| !relative(path)).ok_or_else(|| ValueError {
        code: Code::InvalidTypePath,
        message: format!(
            "`{key}` cannot be `{}`: it is not the path of a type",
            text.escape_debug()
        ),
        help: "start with the name of a crate, such as `acme_money::Money`".to_owned(),
    })
}

/// The type for a word.
fn chosen(word: &str, key: &str, choices: &[FormatChoice]) -> Result<FormatType, ValueError> {
    if let Some((_, ty)) = choices.iter().find(|(known, _)| *known == word) {
        return Ok(ty.clone());
    }
    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
    let help = match nearest(word, &words) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("choose one of: {}; or write the path of a type", words.join(", ")),
    };
    let message = format!("`{key}` cannot be `{word}`");
    Err(ValueError { code: Code::UnknownFormatType, message, help })
}

fn unknown(key: &str, word: &str, location: Location, reader: &mut Reader<'_>) {
    let known: Vec<&str> = choices().map(|(name, _)| name).collect();
    let help = match nearest(key, &known) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!(
            "for a format of your own, write the path of a type instead of `{}`; others are: {}",
            word.escape_debug(),
            known.join(", ")
        ),
    };
    let message = format!("there is no key `{}` in [formats]", key.escape_debug());
    reader.error(Diagnostic::new(Code::UnknownManifestKey, message).at(location).help(help));
}
