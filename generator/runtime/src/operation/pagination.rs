//! How operations come to their next page, as tables.

/// How an operation comes to its next page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// What changes from page to page.
    pub style: PaginationStyle,
    /// The JSON pointer to the items of a page.
    pub items: &'static str,
}

/// What changes from page to page. Parameters are indices into those of the operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaginationStyle {
    /// A parameter says how many items to skip.
    Offset {
        /// That parameter.
        offset: usize,
        /// The one that says how many items a page has.
        limit: Option<usize>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter says which page.
    Page {
        /// That parameter.
        page: usize,
        /// The number of the first page.
        first: u64,
        /// The parameter that says how many items a page has.
        size: Option<usize>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter takes what a page says of the next one.
    Cursor {
        /// That parameter.
        parameter: usize,
        /// Where a page says it.
        next: CursorSource,
    },
    /// A page has the URL of the next one.
    Url(CursorSource),
}

/// Where a response says something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorSource {
    /// In a header.
    Header(&'static str),
    /// In the body, at a JSON pointer.
    Body(&'static str),
    /// In the header `Link`, with the relation `next`.
    Link,
}
