//! How arrays in parameters with the style `deepObject` are written: the key `deep-object-arrays`
//! of an API.

use indexmap::IndexMap;

use super::check::ValueError;
use super::table::{Reader, Table, Text};
use crate::diagnostic::{Code, nearest};
use crate::source::Location;

/// The key of an API.
pub(super) const KEY: &str = "deep-object-arrays";

/// The words of the manifest.
pub(super) const WORDS: &[&str] = &["repeat", "brackets"];

/// How arrays in parameters with the style `deepObject` are written, which OpenAPI leaves open.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DeepObjectArrays {
    /// `expand=a&expand=b`
    #[default]
    Repeat,
    /// `expand[]=a&expand[]=b`
    Brackets,
}

/// How arrays are written in which parameters and properties of forms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeepObjectChoices {
    /// For all that have no choice of their own.
    pub default: DeepObjectArrays,
    /// By `operationId.parameter`, or `*.parameter` for all operations.
    pub parameters: IndexMap<String, DeepObjectChoice>,
}

/// How arrays in a parameter are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeepObjectChoice {
    /// How they are written.
    pub arrays: DeepObjectArrays,
    /// The location of its key.
    pub location: Location,
}

impl DeepObjectChoices {
    /// The choice for a parameter of an operation, or for a property of its form.
    pub fn of(&self, operation: &str, parameter: &str) -> DeepObjectArrays {
        let mut names = [operation, "*"].into_iter().map(|id| format!("{id}.{parameter}"));
        let choice = names.find_map(|name| self.parameters.get(&name));
        choice.map_or(self.default, |choice| choice.arrays)
    }
}

/// Reads the key: a word for all parameters, or a table.
pub(super) fn read(api: &Table<'_>, reader: &mut Reader<'_>) -> DeepObjectChoices {
    let mut choices = DeepObjectChoices::default();
    if !api.is_table(KEY) {
        let chosen = api.text(KEY, is_known, reader);
        choices.default = chosen.map_or(choices.default, |chosen| arrays(&chosen.value));
        return choices;
    }
    let Some(table) = api.table(KEY, &format!("`{KEY}`"), reader) else { return choices };
    for (Text { value: name, offset }, _) in table.entries() {
        let Some(chosen) = table.text(&name, is_known, reader) else { continue };
        let arrays = arrays(&chosen.value);
        match name.split_once('.') {
            None if name == "*" => choices.default = arrays,
            Some((operation, parameter)) if !operation.is_empty() && !parameter.is_empty() => {
                let location = reader.location(offset);
                choices.parameters.insert(name, DeepObjectChoice { arrays, location });
            }
            _ => {
                let error = ValueError {
                    code: Code::InvalidDeepObject,
                    message: format!("`{name}` does not name a parameter"),
                    help:
                        "write `operationId.parameter`, `*.parameter` for all operations, or `*` \
                           for all parameters"
                            .to_owned(),
                };
                reader.value_error(error, offset);
            }
        }
    }
    choices
}

fn arrays(word: &str) -> DeepObjectArrays {
    match word {
        "brackets" => DeepObjectArrays::Brackets,
        _ => DeepObjectArrays::Repeat,
    }
}

fn is_known(word: &str) -> Result<(), ValueError> {
    if WORDS.contains(&word) {
        return Ok(());
    }
    let help = match nearest(word, WORDS) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("choose one of: {}", WORDS.join(", ")),
    };
    let message = format!("`{KEY}` cannot be `{word}`");
    Err(ValueError { code: Code::UnknownFormatType, message, help })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn the_choice_with_the_most_specific_name_is_used() {
        let choice = |arrays| DeepObjectChoice { arrays, location: Location::root(FileId(0)) };
        let (repeat, brackets) = (DeepObjectArrays::Repeat, DeepObjectArrays::Brackets);
        let parameters = [("find.a", repeat), ("*.a", brackets), ("a.b.c", brackets)];
        let choices = DeepObjectChoices {
            default: repeat,
            parameters: parameters.map(|(name, it)| (name.to_owned(), choice(it))).into(),
        };
        assert_eq!(choices.of("find", "a"), repeat);
        assert_eq!(choices.of("other", "a"), brackets);
        assert_eq!(choices.of("other", "b"), repeat);
        assert_eq!((choices.of("a.b", "c"), choices.of("a", "b.c")), (brackets, brackets));
    }
}
