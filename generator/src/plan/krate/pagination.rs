//! Lists that come in pages.

use super::{FieldPresence, RustType};
use crate::ir::PaginationStyle;
use crate::plan::name::Ident;

/// How an operation comes to its next page.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// What changes from page to page; parameters by their index.
    pub style: PaginationStyle<usize>,
    /// The properties that lead to the items of a page.
    pub items: Vec<String>,
    /// The fields that lead to the items of a page, and how each may be missing.
    pub fields: Vec<(Ident, FieldPresence)>,
    /// The type of an item.
    pub item: RustType,
}
