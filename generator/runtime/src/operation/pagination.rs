//! Static descriptions of how lists are paginated.

/// How the next page of an operation is requested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// What differs between the requests of two pages.
    pub style: PaginationStyle,
    /// The JSON pointer to the items of a page.
    pub items: &'static str,
}

impl Pagination {
    /// Pages by the number of items to skip.
    pub const fn offset(parameter: &'static str) -> Self {
        Self::by(PaginationStyle::Offset { offset: parameter, limit: None, total: None })
    }

    /// Pages by the number of the page.
    pub const fn page(parameter: &'static str, first: u64) -> Self {
        Self::by(PaginationStyle::Page { page: parameter, first, size: None, total: None })
    }

    /// Pages by a cursor from the previous page.
    pub const fn cursor(parameter: &'static str, next: CursorSource) -> Self {
        Self::by(PaginationStyle::Cursor { parameter, next })
    }

    /// Pages by the URL of the next one.
    pub const fn url(next: CursorSource) -> Self {
        Self::by(PaginationStyle::Url(next))
    }

    const fn by(style: PaginationStyle) -> Self {
        Self { style, items: "" }
    }

    /// Sets the parameter with the number of items of a page.
    #[must_use]
    pub const fn size(self, parameter: &'static str) -> Self {
        let style = match self.style {
            PaginationStyle::Offset { offset, total, .. } => {
                PaginationStyle::Offset { offset, limit: Some(parameter), total }
            }
            PaginationStyle::Page { page, first, total, .. } => {
                PaginationStyle::Page { page, first, size: Some(parameter), total }
            }
            other => other,
        };
        Self { style, ..self }
    }

    /// Sets the location of the total number of items.
    #[must_use]
    pub const fn total(self, source: CursorSource) -> Self {
        let style = match self.style {
            PaginationStyle::Offset { offset, limit, .. } => {
                PaginationStyle::Offset { offset, limit, total: Some(source) }
            }
            PaginationStyle::Page { page, first, size, .. } => {
                PaginationStyle::Page { page, first, size, total: Some(source) }
            }
            other => other,
        };
        Self { style, ..self }
    }

    /// Sets the JSON pointer to the items of a page. Default: the page is the list.
    #[must_use]
    pub const fn items(self, pointer: &'static str) -> Self {
        Self { items: pointer, ..self }
    }
}

/// What differs between the requests of two pages. Parameters of the
/// operation have their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaginationStyle {
    /// A parameter with the number of items to skip.
    Offset {
        /// That parameter.
        offset: &'static str,
        /// The parameter with the number of items of a page.
        limit: Option<&'static str>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter with the number of the page.
    Page {
        /// That parameter.
        page: &'static str,
        /// The number of the first page.
        first: u64,
        /// The parameter with the number of items of a page.
        size: Option<&'static str>,
        /// The location of the total number of items.
        total: Option<CursorSource>,
    },
    /// A parameter with a cursor from the previous page.
    Cursor {
        /// That parameter.
        parameter: &'static str,
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
