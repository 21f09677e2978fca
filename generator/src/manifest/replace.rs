//! Custom types for schemas: the table `[api.NAME.replace]`.

use indexmap::IndexMap;

use super::formats::own_type;
use super::table::{Reader, Table, string};
use super::type_path::TypePath;
use crate::source::Location;

/// A custom type for a schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnType {
    /// The type.
    pub path: TypePath,
    /// The location of its key.
    pub location: Location,
}

/// Reads the table of an API.
pub(super) fn read(
    api: &Table<'_>,
    name: &str,
    reader: &mut Reader<'_>,
) -> IndexMap<String, OwnType> {
    let mut replacements = IndexMap::new();
    let Some(table) = api.table("replace", &format!("[api.{name}.replace]"), reader) else {
        return replacements;
    };
    for (key, value) in table.entries() {
        let Some(text) = string(value, &key.value, reader) else { continue };
        match own_type(&text.value, &key.value) {
            Ok(path) => {
                let location = reader.location(key.offset);
                replacements.insert(key.value, OwnType { path, location });
            }
            Err(error) => reader.value_error(error, text.offset),
        }
    }
    replacements
}
