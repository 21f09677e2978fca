//! The `[api.….pagination]` table.

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::DeValue;

use super::check::ValueError;
use super::table::{Reader, Table, Text, table};
use crate::diagnostic::{Code, nearest};
use crate::source::Location;

/// How an operation is paginated. A JSON pointer, which starts with `/`, names a value in the body;
/// any other text names a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// What differs between the requests for two pages.
    pub style: PaginationStyle,
    /// The JSON pointer to the items of a page.
    pub items: String,
    /// Its location in the manifest.
    pub location: Location,
}

/// What differs between the requests for two pages. Parameters are given by name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaginationStyle {
    /// No pagination, even if the document suggests it.
    None,
    /// `style = "offset"`
    Offset {
        /// The parameter that says how many items to skip.
        offset: String,
        /// The parameter that says how many items a page has.
        limit: Option<String>,
        /// Where the response has the number of all items.
        total: Option<String>,
    },
    /// `style = "page"`
    Page {
        /// The parameter that says which page.
        page: String,
        /// The number of the first page.
        first: u64,
        /// The parameter that says how many items a page has.
        limit: Option<String>,
        /// Where the response has the number of all items.
        total: Option<String>,
    },
    /// `style = "cursor"`
    Cursor {
        /// The parameter that takes the cursor.
        cursor: String,
        /// Where a page has the cursor of the next one.
        next: String,
    },
    /// `style = "link"`
    Link {
        /// Where a page has the URL of the next one.
        next: String,
    },
}

pub(super) const STYLES: &[&str] = &["offset", "page", "cursor", "link", "none"];

/// The table of an API.
pub(super) fn read(
    api: &Table<'_>,
    key: &str,
    reader: &mut Reader<'_>,
) -> IndexMap<String, Pagination> {
    let Some(list) = api.table("pagination", &format!("[api.{key}.pagination]"), reader) else {
        return IndexMap::new();
    };
    let mut all = IndexMap::new();
    for (operation, value) in list.entries() {
        if let Some(pagination) = one(&operation, value, reader) {
            all.insert(operation.value, pagination);
        }
    }
    all
}

fn one(
    operation: &Text,
    value: &Spanned<DeValue<'_>>,
    reader: &mut Reader<'_>,
) -> Option<Pagination> {
    let name = format!("the pagination of `{}`", operation.value);
    let mut table = table(value, &name, operation.offset..operation.offset, reader);
    let style = table.required("style", "offset", style, reader)?;
    table.allow(keys(&style.value), reader);
    let text = |key: &str, reader: &mut Reader<'_>| {
        table.text(key, |_| Ok(()), reader).map(|text| text.value)
    };
    let name = |key: &'static str, example: &str, reader: &mut Reader<'_>| {
        table.required(key, example, |_| Ok(()), reader).map(|text| text.value)
    };
    let items = table.text("items", pointer, reader).map(|text| text.value).unwrap_or_default();
    let style = match style.value.as_str() {
        "offset" => PaginationStyle::Offset {
            offset: name("offset", "offset", reader)?,
            limit: text("limit", reader),
            total: text("total", reader),
        },
        "page" => PaginationStyle::Page {
            page: name("page", "page", reader)?,
            first: table
                .text("first", number, reader)
                .and_then(|text| text.value.parse().ok())
                .unwrap_or(1),
            limit: text("limit", reader),
            total: text("total", reader),
        },
        "cursor" => PaginationStyle::Cursor {
            cursor: name("cursor", "cursor", reader)?,
            next: name("next", "/next_cursor", reader)?,
        },
        "link" => PaginationStyle::Link {
            next: text("next", reader).unwrap_or_else(|| "Link".to_owned()),
        },
        _ => PaginationStyle::None,
    };
    Some(Pagination { style, items, location: reader.location(operation.offset) })
}

/// The keys that a style has.
pub(super) fn keys(style: &str) -> &'static [&'static str] {
    match style {
        "offset" => &["style", "items", "offset", "limit", "total"],
        "page" => &["style", "items", "page", "first", "limit", "total"],
        "cursor" => &["style", "items", "cursor", "next"],
        "link" => &["style", "items", "next"],
        _ => &["style"],
    }
}

fn style(word: &str) -> Result<(), ValueError> {
    if STYLES.contains(&word) {
        return Ok(());
    }
    let help = match nearest(word, STYLES) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("choose one of: {}", STYLES.join(", ")),
    };
    Err(ValueError {
        code: Code::PaginationStyle,
        message: format!("`{word}` is not a style of pagination"),
        help,
    })
}

fn pointer(text: &str) -> Result<(), ValueError> {
    if text.starts_with('/') {
        return Ok(());
    }
    let message = format!("`{text}` does not point at the items of a page");
    let help =
        "write a JSON pointer such as `/data`, or omit `items` if the page is the list".to_owned();
    Err(ValueError { code: Code::PaginationMisfit, message, help })
}

fn number(text: &str) -> Result<(), ValueError> {
    if text.parse::<u64>().is_ok() {
        return Ok(());
    }
    let help = "write the number of the first page: first = \"0\"".to_owned();
    Err(ValueError {
        code: Code::PaginationMisfit,
        message: format!("`{text}` is not the number of a page"),
        help,
    })
}
