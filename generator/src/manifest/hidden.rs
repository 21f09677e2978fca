//! The fields that `Debug` does not show: the key `hidden` of an API.

use std::fmt;

use super::check::ValueError;
use super::table::{Reader, Table};
use crate::diagnostic::Code;
use crate::source::Location;

/// A field that `Debug` does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HiddenField {
    /// The schema; `None` for all.
    pub schema: Option<String>,
    /// The property.
    pub property: String,
    /// The location of the selector.
    pub location: Location,
}

/// As the manifest has it.
impl fmt::Display for HiddenField {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}.{}", self.schema.as_deref().unwrap_or("*"), self.property)
    }
}

/// Reads the key of an API.
pub(super) fn read(api: &Table<'_>, reader: &mut Reader<'_>) -> Vec<HiddenField> {
    let mut fields = Vec::new();
    for text in api.texts("hidden", reader) {
        match text.value.split_once('.') {
            Some((schema, property)) if !schema.is_empty() && !property.is_empty() => {
                fields.push(HiddenField {
                    schema: (schema != "*").then(|| schema.to_owned()),
                    property: property.to_owned(),
                    location: reader.location(text.offset),
                });
            }
            _ => {
                let error = ValueError {
                    code: Code::InvalidHidden,
                    message: format!("`{}` does not name a property", text.value),
                    help: "write `Schema.property`, or `*.property` for all schemas".to_owned(),
                };
                reader.value_error(error, text.offset);
            }
        }
    }
    fields
}
