use std::fmt;

use super::{CallValues, Docs, Method, Template, Type, XmlBody};
use crate::source::{Location, MediaType};

/// A request that a caller can make.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its `operationId`, or words for the method and the path if it has none.
    pub id: String,
    /// The HTTP method.
    pub method: Method,
    /// The path below the server's URL.
    pub path: Template,
    /// Its tags. The first one is its group.
    pub tags: Vec<String>,
    /// The parameters of the operation and of its path, in the order of the document.
    pub parameters: Vec<Parameter>,
    /// The request body.
    pub body: Option<Body>,
    /// The responses, in the order of the document.
    pub responses: Vec<Response>,
    /// The URL of its own server, with the values of all variables; `None` for that of the API.
    pub server: Option<String>,
    /// The callbacks, in the order of the document.
    pub callbacks: Vec<Callback>,
    /// The security requirements: alternatives, each a list of schemes that are needed together.
    /// Empty if none is needed.
    pub security: Vec<Vec<String>>,
    /// The scopes that a token needs (OAuth 2, OpenID Connect): alternatives, each a list of scopes
    /// that are needed together.
    pub scopes: Vec<Vec<String>>,
    /// The permissions that the caller needs (`x-permission`).
    pub permissions: Vec<String>,
    /// Its pagination, if the document is unambiguous about it.
    pub pagination: Option<Pagination>,
    /// The values of calls in tests; `None` if the crate has no tests.
    pub calls: Option<CallValues>,
    /// Its docs.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

impl Operation {
    /// The types that a caller sends: in the request, and in the responses to its callbacks.
    pub fn sent_types(&self) -> Vec<&Type> {
        let parameters = self.parameters.iter().map(|parameter| &parameter.ty);
        let replies = self.callbacks.iter().flat_map(|callback| &callback.replies);
        let replies = replies.filter_map(|reply| reply.content.as_ref()).map(|content| &content.ty);
        parameters.chain(self.body.iter().map(|body| &body.content.ty)).chain(replies).collect()
    }

    /// The types that a caller receives: in responses, and in its callbacks.
    pub fn received_types(&self) -> Vec<&Type> {
        let bodies = self
            .responses
            .iter()
            .flat_map(|response| response.content.iter().chain(&response.streams));
        let headers = self.responses.iter().flat_map(|response| &response.headers);
        let callbacks = self.callbacks.iter().filter_map(|callback| callback.body.as_ref());
        let of_callbacks = self.callbacks.iter().flat_map(|callback| &callback.headers);
        bodies
            .map(|content| &content.ty)
            .chain(headers.chain(of_callbacks).map(|header| &header.ty))
            .chain(callbacks.map(|body| &body.ty))
            .collect()
    }
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Its name on the wire.
    pub name: String,
    /// Its location in the request.
    pub location: ParameterLocation,
    /// Its encoding.
    pub encoding: ParameterEncoding,
    /// Whether it is required.
    pub required: bool,
    /// Its type.
    pub ty: Type,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: Location,
}

/// The location of a parameter in a request.
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

/// The encoding of a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ParameterEncoding {
    /// By a style (OpenAPI 3.0.3, "Style Values").
    Style {
        /// The style.
        style: Style,
        /// Whether each element or property is a parameter of its own (`explode`).
        explode: bool,
        /// Whether `:/?#[]@!$&'()*+,;=` are sent unencoded.
        allow_reserved: bool,
        /// Whether the empty string is one of its values.
        allow_empty: bool,
        /// What separates the items of lists in its list: that of the outermost of them first. If
        /// there is none, they are written as JSON.
        nested: Vec<char>,
    },
    /// As JSON.
    Json,
    /// As an urlencoded form, which is the whole query, with the properties that have an encoding
    /// of their own (OpenAPI 3.2, `in: querystring`).
    Form(Vec<PropertyEncoding>),
    /// As text, or as JSON, that is the whole query (OpenAPI 3.2, `in: querystring`).
    WholeQuery {
        /// Whether it is JSON.
        json: bool,
    },
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
    /// `id=1` and a tab and `2` (OpenAPI 2.0, `collectionFormat: tsv`)
    TabDelimited,
    /// `id[a]=1`
    DeepObject,
    /// `id[a]=1`, and `id[]=1` for arrays
    DeepBrackets,
    /// `id=1`, without percent-encoding (OpenAPI 3.2, `style: cookie`)
    Cookie,
}

impl Style {
    /// Whether `explode` is true by default (OpenAPI 3.0.3, "Parameter Object").
    pub fn explodes_by_default(self) -> bool {
        matches!(self, Self::Form | Self::Cookie)
    }
}

impl ParameterLocation {
    /// The default style of a parameter (OpenAPI 3.0.3, "Parameter Object").
    pub fn default_style(self) -> Style {
        match self {
            Self::Path | Self::Header => Style::Simple,
            Self::Query | Self::Cookie => Style::Form,
        }
    }
}

/// A request body.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// Whether it is required.
    pub required: bool,
    /// The body in the media type that is used.
    pub content: Content,
    /// Whether other methods send the same body in other media types.
    pub is_choice: bool,
    /// Its docs.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

/// A body in one media type.
#[derive(Debug, Clone, PartialEq)]
pub struct Content {
    /// The media type as the document writes it.
    pub media_type: String,
    /// Other media types with the same format and type.
    pub others: Vec<String>,
    /// The words that distinguish it from others of a response; empty for the first.
    pub words: String,
    /// Its encoding.
    pub format: ContentFormat,
    /// How it is read as XML, instead of as JSON of the same type.
    pub xml: Option<Box<XmlBody>>,
    /// Its type; `Json` if the document describes none.
    pub ty: Type,
    /// Examples of the whole body, as JSON.
    pub examples: Vec<serde_json::Value>,
}

/// The format of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum ContentFormat {
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`, with the properties that have an encoding of their own.
    Form(Vec<PropertyEncoding>),
    /// `multipart/*`.
    Multipart(Multipart),
    /// XML.
    Xml(Box<XmlBody>),
    /// Text.
    Text,
    /// Any bytes.
    Binary,
    /// A sequence of JSON values; the type is that of one of them.
    JsonLines,
    /// Lines of text.
    TextLines,
    /// Server-sent events; the type is that of an event's data.
    Events(EventData),
}

impl ContentFormat {
    /// Whether a value of the type is the whole body.
    pub fn is_typed(&self) -> bool {
        matches!(self, Self::Json | Self::Xml(_))
    }

    /// Whether the body of a request that the API sends is read as a value of the type.
    pub fn is_received(&self) -> bool {
        self.is_typed() || matches!(self, Self::Form(_))
    }

    /// Whether it is read element by element.
    pub fn is_stream(&self) -> bool {
        matches!(self, Self::JsonLines | Self::TextLines | Self::Events(_))
    }
}

/// The format of the data of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventData {
    /// As text.
    Text,
    /// As JSON.
    Json,
    /// As a part of an object with the fields `event`, `id` and `data`; the type is that of the
    /// object.
    Event,
}

/// The encoding of a property of a form (OpenAPI 3.0.3, "Encoding Object").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property.
    pub name: String,
    /// The media type of its part or value, if the document gives one.
    pub content_type: Option<String>,
    /// Whether the document gives `style`, `explode` or `allowReserved`.
    pub is_styled: bool,
    /// The style.
    pub style: Style,
    /// Whether each element or property is a parameter of its own (`explode`).
    pub explode: bool,
    /// Whether reserved characters of an urlencoded form are sent unencoded.
    pub allow_reserved: bool,
    /// How its parts are written, if they are XML.
    pub xml: Option<Box<XmlBody>>,
    /// The headers of its parts.
    pub headers: Vec<(String, HeaderValue)>,
}

impl PropertyEncoding {
    /// Whether its media type is JSON: the first one of a list.
    pub fn is_json(&self) -> bool {
        let first = self.content_type.as_deref().and_then(|names| names.split(',').next());
        first.is_some_and(|name| MediaType::of(name).is_json())
    }

    /// The default encoding of a property.
    pub fn of(name: String) -> Self {
        let style = ParameterLocation::Query.default_style();
        Self {
            name,
            content_type: None,
            is_styled: false,
            style,
            explode: style.explodes_by_default(),
            allow_reserved: false,
            xml: None,
            headers: Vec::new(),
        }
    }
}

/// The value of a header of a part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// The only value that the document allows.
    Constant(String),
    /// The value of this property of the form, which is no part itself.
    Property(String),
}

/// The encoding of a multipart form.
#[derive(Debug, Clone, PartialEq)]
pub struct Multipart {
    /// The properties that have an encoding of their own.
    pub properties: Vec<PropertyEncoding>,
    /// What a part is whose schema has no type.
    pub untyped: UntypedPart,
    /// The headers of parts that the caller sets.
    pub headers: Vec<PartHeader>,
}

/// What a part is whose schema has no type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum UntypedPart {
    /// Any JSON value.
    Json,
    /// Bytes, as in OpenAPI 3.1 and 3.2.
    Bytes,
}

/// A header of a part that the caller sets.
#[derive(Debug, Clone, PartialEq)]
pub struct PartHeader {
    /// The property that the part is for.
    pub part: String,
    /// The header.
    pub header: Header,
    /// Whether it is required.
    pub required: bool,
}

impl PartHeader {
    /// The property of the form with its value.
    pub fn property(&self) -> String {
        format!("{} header {}", self.part, self.header.name)
    }
}

/// A response.
#[derive(Debug, Clone, PartialEq)]
pub struct Response {
    /// Its statuses.
    pub status: Status,
    /// Its body.
    pub content: Option<Content>,
    /// The bodies that a success has beside `content`, one for each type and format.
    pub streams: Vec<Content>,
    /// Its headers, in the order of the document.
    pub headers: Vec<Header>,
    /// Its links, in the order of the document.
    pub links: Vec<Link>,
    /// Markdown.
    pub description: Option<String>,
    /// Its location.
    pub location: Location,
}

/// A request that the API sends after an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Callback {
    /// Its key in the document.
    pub name: String,
    /// Its URL with runtime expressions, as the document writes it.
    pub expression: String,
    /// Its method.
    pub method: Method,
    /// Its body; `None` if the document describes none, and if it is neither JSON nor XML.
    pub body: Option<Content>,
    /// Its headers, in the order of the document.
    pub headers: Vec<Header>,
    /// The responses to it: statuses, and bodies of JSON or XML.
    pub replies: Vec<Response>,
    /// Its docs.
    pub docs: Docs,
    /// Its location.
    pub location: Location,
}

/// The statuses of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Exactly this one.
    Code(u16),
    /// `2XX` is `Range(2)`.
    Range(u8),
    /// All statuses without a response of their own.
    Default,
}

impl Status {
    /// Whether it is the status of a successful response.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// Whether it is the status of a redirect that a client could follow (RFC 9110, section 15.4).
    pub fn is_redirect(self) -> bool {
        match self {
            Self::Code(code) => REDIRECTS.contains(&code),
            Self::Range(digit) => digit == 3,
            Self::Default => false,
        }
    }

    /// Whether no response with this status has a body (RFC 9110, sections 6.4.1 and 15.3.6).
    pub fn has_no_body(self) -> bool {
        matches!(self, Self::Code(100..=199 | 204 | 205 | 304) | Self::Range(1))
    }
}

/// The statuses of redirects with a `Location` that clients follow (RFC 9110, section 15.4).
pub const REDIRECTS: &[u16] = &[301, 302, 303, 307, 308];

impl fmt::Display for Status {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Code(code) => write!(formatter, "{code}"),
            Self::Range(digit) => write!(formatter, "{digit}XX"),
            Self::Default => formatter.write_str("default"),
        }
    }
}

/// A link of a response (OpenAPI 3.0.4, "Link Object").
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

/// A header of a response.
#[derive(Debug, Clone, PartialEq)]
pub struct Header {
    /// Its name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Its encoding.
    pub encoding: HeaderEncoding,
    /// Its docs.
    pub docs: Docs,
    /// Whether its value is secret.
    pub is_secret: bool,
    /// Its location.
    pub location: Location,
}

/// The encoding of a header of a response.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeaderEncoding {
    /// By the style `simple`.
    #[default]
    Simple,
    /// A list whose items the first character separates; the following ones, those of the lists in
    /// it.
    Delimited(Vec<char>),
    /// As JSON.
    Json,
}

/// The pagination of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pagination {
    /// What changes between pages.
    pub style: PaginationStyle,
    /// The path of properties to the items of a page; empty if the page is the list.
    pub items: Vec<String>,
}

/// What changes between pages. Parameters have their names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PaginationStyle {
    /// A parameter with the number of items to skip.
    Offset {
        /// That parameter.
        offset: String,
        /// The parameter with the number of items per page.
        limit: Option<String>,
        /// The total number of items in a page.
        total: Option<PageSource>,
    },
    /// A parameter with the number of the page.
    Page {
        /// That parameter.
        page: String,
        /// The number of the first page.
        first: u64,
        /// The parameter with the number of items per page.
        size: Option<String>,
        /// The total number of items in a page.
        total: Option<PageSource>,
    },
    /// A parameter with a value of the previous page.
    Cursor {
        /// That parameter.
        parameter: String,
        /// The value in a page.
        next: PageSource,
    },
    /// A page has the URL of the next one.
    Url(PageSource),
}

/// The location of a value in a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PageSource {
    /// In a header.
    Header(String),
    /// In the body, under these properties.
    Body(Vec<String>),
    /// In the header `Link`, with the relation `next`.
    Link,
}
