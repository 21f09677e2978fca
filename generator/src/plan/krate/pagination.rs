//! Lists in pages.

use super::{FieldPresence, RustType};
use crate::ir::PaginationStyle;
use crate::plan::name::Ident;

/// How an operation gets the next page.
#[derive(Debug, Clone, PartialEq)]
pub struct Pagination {
    /// What changes between pages.
    pub style: PaginationStyle,
    /// The path of properties to the items of a page.
    pub items: Vec<String>,
    /// The path of fields to the items of a page, and how each may be absent.
    pub fields: Vec<(Ident, FieldPresence)>,
    /// The type of an item.
    pub item: RustType,
    /// The root element of a page that is XML.
    pub xml: Option<Ident>,
}
