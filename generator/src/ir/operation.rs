use std::fmt;

use super::{Docs, Method, Template, Type};
use crate::source::Location;

/// A request that a caller can make.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// `operationId`, or what stands for it: the method and the path in words.
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path below the server's URL.
    pub path: Template,
    /// The first of its tags is its group.
    pub tags: Vec<String>,
    /// Those of the operation and of its path, in the order of the document.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// What is answered, in the order of the document.
    pub responses: Vec<Response>,
    /// Where it can be reached, if not where the API is: the URL, all variables in it.
    pub server: Option<String>,
    /// What the API sends after it, in the order of the document.
    pub callbacks: Vec<Callback>,
    /// Alternatives, each a list of schemes that are needed together; empty when none is needed.
    pub security: Vec<Vec<String>>,
    /// The scopes that a token must have (OAuth 2, OpenID Connect): alternatives, each a list of
    /// those that are needed together.
    pub scopes: Vec<Vec<String>>,
    /// What the caller must be allowed to do (`x-permission`).
    pub permissions: Vec<String>,
    /// How it comes to its next page, where the document leaves no doubt.
    pub pagination: Option<Pagination>,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// Something that varies between two requests.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// How it is written.
    pub encoding: ParameterEncoding,
    /// Whether it has to be there.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// Where a parameter travels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How a parameter is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterEncoding {
    /// By a style (OpenAPI 3.0.3, "Style Values").
    Style {
        /// The style.
        style: Style,
        /// Whether the parts of a list or an object stand apart.
        explode: bool,
        /// Whether `:/?#[]@!$&'()*+,;=` stay as they are.
        allow_reserved: bool,
    },
    /// As JSON.
    Json,
}

/// The styles of OpenAPI 3.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `;id=1`
    Matrix,
    /// `.1`
    Label,
    /// `id=1`
    Form,
    /// `1`
    Simple,
    /// `id=1%202`
    SpaceDelimited,
    /// `id=1|2`
    PipeDelimited,
    /// `id[a]=1`
    DeepObject,
}

/// What a request carries.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Whether it has to be there.
    pub required: bool,
    /// The one of its media types that is used.
    pub content: Content,
    /// Whether other operations send the same in other media types.
    pub is_choice: bool,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// A body in one media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The media type as the document writes it.
    pub media_type: String,
    /// How it is written.
    pub format: ContentFormat,
    /// Its type; `Json` when the document does not say.
    pub ty: Type,
    /// Examples of the whole body, as JSON.
    pub examples: Vec<serde_json::Value>,
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentFormat {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`, with the properties that are not written in the default
    /// way.
    Form(Vec<PropertyEncoding>),
    /// `multipart/*`, with the properties that are not written in the default way.
    Multipart(Vec<PropertyEncoding>),
    /// Text.
    Text,
    /// Any octets.
    Binary,
    /// JSON values one after the other, in lines or as a sequence; the type is that of one of them.
    JsonLines,
    /// Server-sent events; the type is that of an event's data.
    Events(EventData),
}

impl ContentFormat {
    /// Whether it comes piece by piece.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::JsonLines | Self::Events(_))
    }
}

/// How the data of an event is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventData {
    /// As text.
    Text,
    /// As JSON.
    Json,
}

/// How a property of a form is written (OpenAPI 3.0.3, "Encoding Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property.
    pub name: String,
    /// The media type of its part or value, where the document gives one.
    pub content_type: Option<String>,
    /// The style, for urlencoded forms.
    pub style: Style,
    /// Whether the parts of a list or an object stand apart.
    pub explode: bool,
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// For which statuses.
    pub status: Status,
    /// Its body.
    pub content: Option<Content>,
    /// The body as a stream, where a success has that beside `content`: one for each format.
    pub streams: Vec<Content>,
    /// Its headers, in the order of the document.
    pub headers: Vec<Header>,
    /// What can be done with it, in the order of the document.
    pub links: Vec<Link>,
    /// Markdown.
    pub description: Option<String>,
    /// Where it stands.
    pub place: Location,
}

/// A request that the API makes after an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Callback {
    /// Its key in the document.
    pub name: String,
    /// Where it goes: a URL with runtime expressions, as the document writes it.
    pub expression: String,
    /// Its method.
    pub method: Method,
    /// What it brings; `None` when the document does not say, and when it is no JSON.
    pub body: Option<Type>,
    /// What it may be answered with: statuses, and bodies of JSON.
    pub replies: Vec<Response>,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// The statuses that an answer stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Exactly this one.
    Code(u16),
    /// `2XX` is `Range(2)`.
    Range(u8),
    /// All that have no answer of their own.
    Default,
}

impl Status {
    /// Whether this is an answer to a request that went well.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Range(digit) => write!(formatter, "{digit}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// What can be done with an answer (OpenAPI 3.0.4, "Link Object").
#[derive(Debug, Clone, PartialEq)]
pub struct Link {
    /// The [`id`](Operation::id) of the operation that it leads to.
    pub operation: String,
    /// The names of its parameters, each with the value or runtime expression that it takes.
    pub parameters: Vec<(String, String)>,
    /// The value or runtime expression that its body takes.
    pub body: Option<String>,
    /// Markdown.
    pub description: Option<String>,
}

/// A header of an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// What people say of it.
    pub docs: Docs,
    /// Where it stands.
    pub place: Location,
}

/// How a list comes in pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// What changes from page to page.
    pub style: PaginationStyle,
    /// The properties that lead to the items of a page; none when it is the list.
    pub items: Vec<String>,
}

/// What changes from page to page. `P` is a parameter: here its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaginationStyle<P = String> {
    /// A parameter says how many items to skip.
    Offset {
        /// That parameter.
        offset: P,
        /// The one that says how many items a page has.
        limit: Option<P>,
        /// Where the number of all items stands.
        total: Option<PageSource>,
    },
    /// A parameter says which page.
    Page {
        /// That parameter.
        page: P,
        /// The number of the first page.
        first: u64,
        /// The parameter that says how many items a page has.
        size: Option<P>,
        /// Where the number of all items stands.
        total: Option<PageSource>,
    },
    /// A parameter takes what a page says of the next one.
    Cursor {
        /// That parameter.
        parameter: P,
        /// Where a page says it.
        next: PageSource,
    },
    /// A page has the URL of the next one.
    Url(PageSource),
}

/// Where a page says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSource {
    /// In a header.
    Header(String),
    /// In the body, under these properties.
    Body(Vec<String>),
    /// In the header `Link`, with the relation `next`.
    Link,
}
