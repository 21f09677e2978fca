//! Static descriptions of how lists are paginated.

/// How the next page of an operation is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// What differs between the requests of two pages.
    pub style: PaginationStyle,
    /// The JSON pointer to the items of a page.
    pub items: &'static str,
}

/// What differs between the requests of two pages. Numbers are indices into the operation's
/// parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaginationStyle {
    /// A parameter with the number of items to skip.
    Offset {
        /// That parameter.
        offset: usize,
        /// The parameter with the number of items of a page.
        limit: Option<usize>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter with the number of the page.
    Page {
        /// That parameter.
        page: usize,
        /// The number of the first page.
        first: u64,
        /// The parameter with the number of items of a page.
        size: Option<usize>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter with a cursor from the previous page.
    Cursor {
        /// That parameter.
        parameter: usize,
        /// The location of the cursor in a page.
        next: CursorSource,
    },
    /// A page contains the URL of the next one.
    Url(CursorSource),
}

/// A location in a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CursorSource {
    /// In a header.
    Header(&'static str),
    /// In the body, at a JSON pointer.
    Body(&'static str),
    /// In the header `Link`, with the relation `next`.
    Link,
}
