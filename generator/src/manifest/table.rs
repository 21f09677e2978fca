//! Tables of the manifest. They are read key by key, so that every problem is found and has a
//! location.

use std::ops::Range;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::cargo_key::advice;
use super::check::ValueError;
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::load::{self, InputFile};
use crate::source::{At, FileId, Location};

/// The file that is read, and its problems.
pub(super) struct Reader<'r> {
    pub(super) file: FileId,
    pub(super) report: &'r mut Report,
    pub(super) failed: bool,
    /// Every file that was read.
    pub(super) inputs: Vec<InputFile>,
    /// The keys of the root.
    pub(super) root: Vec<&'static str>,
    /// Where a key of another table is written.
    pub(super) table_of: fn(&str) -> Option<&'static str>,
}

impl Reader<'_> {
    /// The location of a byte offset.
    pub(super) fn location(&self, offset: usize) -> Location {
        Location { file: self.file, at: At::Offset(offset) }
    }

    /// Reads a file that the manifest names.
    pub(super) fn text(&mut self, path: &Path) -> Option<String> {
        let read = load::read_text(path, self.report);
        let text =
            read.as_ref().and_then(|(file, _)| Some(self.report.sources.get(*file)?.text.clone()));
        self.failed |= text.is_none();
        self.inputs.extend(read.map(|(_, input)| input));
        text
    }

    /// Adds an error.
    pub(super) fn error(&mut self, diagnostic: Diagnostic) {
        self.failed = true;
        self.report.push(diagnostic);
    }

    /// Adds an error about the value at `offset`.
    pub(super) fn value_error(&mut self, error: ValueError, offset: usize) {
        let location = self.location(offset);
        self.error(Diagnostic::new(error.code, error.message).at(location).help(error.help));
    }
}

/// A string of the manifest and its byte offset.
#[derive(Debug, Clone)]
pub(super) struct Text {
    pub(super) value: String,
    pub(super) offset: usize,
}

/// A table with its name in messages.
pub(super) struct Table<'t> {
    /// Such as `[api.rebilly]`, or a name for the complete manifest.
    pub(super) name: String,
    /// The byte offset of its header or key.
    pub(super) offset: usize,
    entries: Option<&'t DeTable<'t>>,
    /// Keys for which an unknown one is a misspelling. They are not reported as missing.
    misspelled: Vec<&'static str>,
}

impl<'t> Table<'t> {
    /// The complete manifest.
    pub(super) fn root(table: &'t DeTable<'t>) -> Self {
        Self {
            name: "the manifest".to_owned(),
            offset: 0,
            entries: Some(table),
            misspelled: Vec::new(),
        }
    }

    /// Its keys and values, in the order of the text.
    pub(super) fn entries(&self) -> Vec<(Text, &'t Spanned<DeValue<'t>>)> {
        let mut entries: Vec<_> = self
            .entries
            .into_iter()
            .flatten()
            .map(|(key, value)| {
                (Text { value: key.get_ref().to_string(), offset: key.span().start }, value)
            })
            .collect();
        entries.sort_by_key(|(key, _)| key.offset);
        entries
    }

    /// Reports every unknown key.
    pub(super) fn allow(&mut self, known: &[&'static str], reader: &mut Reader<'_>) {
        for (key, _) in self.entries() {
            if known.contains(&key.value.as_str()) {
                continue;
            }
            let nearest = nearest(&key.value, known);
            self.misspelled.extend(nearest);
            let of_cargo = advice(&self.name, &key.value);
            let help = match (of_cargo, nearest) {
                (Some(advice), _) => advice.to_owned(),
                (None, Some(nearest)) => format!("did you mean `{nearest}`?"),
                _ if reader.root.contains(&key.value.as_str()) => {
                    format!("write `{}` before the first table of the manifest", key.value)
                }
                _ => match (reader.table_of)(&key.value) {
                    Some(table) => format!("write `{}` {table}", key.value),
                    None => format!("{} may have: {}", self.name, known.join(", ")),
                },
            };
            let message = format!("there is no key `{}` in {}", key.value, self.name);
            let location = reader.location(key.offset);
            reader
                .error(Diagnostic::new(Code::UnknownManifestKey, message).at(location).help(help));
        }
    }

    /// The string under `key`, which must pass `check`; `None` if it is missing or invalid.
    pub(super) fn text(
        &self,
        key: &str,
        check: impl FnOnce(&str) -> Result<(), ValueError>,
        reader: &mut Reader<'_>,
    ) -> Option<Text> {
        let text = string(self.get(key)?, key, reader)?;
        match check(&text.value) {
            Ok(()) => Some(text),
            Err(error) => {
                reader.value_error(error, text.offset);
                None
            }
        }
    }

    /// The valid strings in the list under `key`; empty if there is no list.
    pub(super) fn texts(&self, key: &str, reader: &mut Reader<'_>) -> Vec<Text> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(elements) = value.get_ref().as_array() else {
            let message = format!("`{key}` must be a list of strings, found {}", kind(value));
            wrong_type(message, format!("write it as {key} = [\"…\"]"), value, reader);
            return Vec::new();
        };
        elements.iter().filter_map(|element| string(element, key, reader)).collect()
    }

    /// The boolean under `key`. Default: `false`.
    pub(super) fn flag(&self, key: &str, reader: &mut Reader<'_>) -> bool {
        let Some(value) = self.get(key) else { return false };
        value.get_ref().as_bool().unwrap_or_else(|| {
            let message = format!("`{key}` must be a boolean, found {}", kind(value));
            wrong_type(message, format!("write it as {key} = true"), value, reader);
            false
        })
    }

    /// Like [`Table::text`], and reports a missing value.
    pub(super) fn required(
        &self,
        key: &'static str,
        example: &str,
        check: impl FnOnce(&str) -> Result<(), ValueError>,
        reader: &mut Reader<'_>,
    ) -> Option<Text> {
        if !self.has(key) {
            self.missing(key, &format!("add {key} = \"{example}\""), reader);
        }
        self.text(key, check, reader)
    }

    /// The table under `key`. Another type is reported and gives an empty table.
    pub(super) fn table(
        &self,
        key: &str,
        name: &str,
        reader: &mut Reader<'_>,
    ) -> Option<Table<'t>> {
        let (header, value) = self.entries.and_then(|entries| entries.get_key_value(key))?;
        Some(table(value, name, header.span(), reader))
    }

    /// Reports that `key` is missing, unless it is misspelled.
    pub(super) fn missing(&self, key: &'static str, help: &str, reader: &mut Reader<'_>) {
        if self.entries.is_some() && !self.misspelled.contains(&key) {
            let location = reader.location(self.offset);
            let message = format!("{} has no `{key}`", self.name);
            reader
                .error(Diagnostic::new(Code::MissingManifestKey, message).at(location).help(help));
        }
    }

    /// Whether there is a `key`.
    pub(super) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// Whether the value under `key` is a table.
    pub(super) fn is_table(&self, key: &str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().as_table().is_some())
    }

    /// The byte offset of the value under `key`.
    pub(super) fn offset_of(&self, key: &str) -> Option<usize> {
        self.get(key).map(|value| value.span().start)
    }

    /// Whether it is an empty table.
    pub(super) fn is_empty(&self) -> bool {
        self.entries.is_some_and(|entries| entries.is_empty())
    }

    fn get(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.entries.and_then(|entries| entries.get(key))
    }
}

/// This value as a table. Another type is reported and gives an empty table.
pub(super) fn table<'t>(
    value: &'t Spanned<DeValue<'t>>,
    name: &str,
    header: Range<usize>,
    reader: &mut Reader<'_>,
) -> Table<'t> {
    let entries = value.get_ref().as_table();
    if entries.is_none() {
        let message = format!("{name} must be a table, found {}", kind(value));
        let help = match name {
            "[api]" => "write a header with a name, [api.petstore], and its keys below".to_owned(),
            name if name.starts_with('[') => {
                format!("write it as a header, {name}, with its keys below")
            }
            _ => "write its keys in braces: { key = \"value\" }".to_owned(),
        };
        wrong_type(message, help, value, reader);
    }
    Table { name: name.to_owned(), offset: header.start, entries, misspelled: Vec::new() }
}

/// This value as a non-empty string.
pub(super) fn string(
    value: &Spanned<DeValue<'_>>,
    key: &str,
    reader: &mut Reader<'_>,
) -> Option<Text> {
    let offset = value.span().start;
    match value.get_ref().as_str() {
        Some(text) if text.trim().is_empty() => {
            let location = reader.location(offset);
            let message = format!("`{key}` is empty");
            reader.error(
                Diagnostic::new(Code::EmptyManifestValue, message)
                    .at(location)
                    .help("set it, or remove the key"),
            );
            None
        }
        Some(text) => Some(Text { value: text.to_owned(), offset }),
        None => {
            let message = format!("`{key}` must be a string, found {}", kind(value));
            let help = match value.get_ref().is_array() {
                true => format!("write one text, without brackets: {key} = \"…\""),
                false => format!("write it in quotes: {key} = \"…\""),
            };
            wrong_type(message, help, value, reader);
            None
        }
    }
}

pub(super) fn wrong_type(
    message: String,
    help: String,
    value: &Spanned<DeValue<'_>>,
    reader: &mut Reader<'_>,
) {
    let location = reader.location(value.span().start);
    reader.error(Diagnostic::new(Code::WrongManifestType, message).at(location).help(help));
}

fn kind(value: &Spanned<DeValue<'_>>) -> &'static str {
    match value.get_ref() {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) => "an integer",
        DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "a boolean",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
