//! Operations: their requests and responses.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Docs, Inline, OperationTests, Pagination, RustType, SourceLocation};
use crate::ir::{Method, ParameterLocation, PropertyEncoding, Status, Style};
use crate::plan::name::Ident;

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its method in the group.
    pub method_ident: Ident,
    /// The type of its request.
    pub ident: Ident,
    /// Its id, see [`ir::Operation::id`](crate::ir::Operation::id).
    pub id: String,
    /// The HTTP method.
    pub http_method: Method,
    /// The path as the document writes it.
    pub path: String,
    /// The URL of its own server, if it has one.
    pub server: Option<String>,
    /// The path for the table: percent-encoded, except for the names in braces.
    pub template: String,
    /// Path parameters first, then the other required ones, then the optional ones, each in the
    /// order of the document.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub body: Option<Body>,
    /// The security requirements: alternatives of schemes that are needed together.
    pub security: Vec<Vec<String>>,
    /// The `Accept` header; empty for none.
    pub accept: String,
    /// The setter for another one, and what it accepts, if media types have the same type.
    pub accept_setter: Option<(Ident, Vec<String>)>,
    /// The output of a call.
    pub output: Output,
    /// The statuses of documented redirects, which are not followed.
    pub redirects: Vec<u16>,
    /// The methods that read a success as a stream, or in another media type.
    pub streams: Vec<StreamMethod>,
    /// The item with its response headers.
    pub headers: Option<Ident>,
    /// The item with its errors.
    pub error: Option<Ident>,
    /// Its pagination.
    pub pagination: Option<Pagination>,
    /// Its docs.
    pub docs: Docs,
    /// A line for each documented error.
    pub errors: Vec<Vec<Inline>>,
    /// Its tests, if the crate has some.
    pub tests: Option<OperationTests>,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// The name of its setter that takes an `Option`, if it is optional.
    pub option_ident: Option<Ident>,
    /// Its name on the wire.
    pub name: String,
    /// Its location in the request.
    pub location: ParameterLocation,
    /// Its style; `None` for JSON and for a form.
    pub style: Option<ParameterStyle>,
    /// The properties with an encoding of their own, if it is the whole query as a form.
    pub form: Option<Vec<PropertyEncoding>>,
    /// Whether it is the whole query as a text or JSON.
    pub is_whole_query: bool,
    /// What separates the items of lists in its list: that of the outermost of them first.
    pub nested: Vec<char>,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// Its docs.
    pub docs: Docs,
    /// A value of the document for examples.
    pub sample: Option<Value>,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// The style of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterStyle {
    /// The style.
    pub style: Style,
    /// Whether each element or property is a parameter of its own.
    pub explode: bool,
    /// Whether reserved characters are sent unencoded.
    pub allow_reserved: bool,
    /// Whether an empty value is sent.
    pub allow_empty: bool,
}

impl From<Style> for ParameterStyle {
    /// Without reserved characters and empty values.
    fn from(style: Style) -> Self {
        let explode = style.explodes_by_default();
        Self { style, explode, allow_reserved: false, allow_empty: false }
    }
}

/// The body of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// The name of its setter that takes an `Option`, if it is optional.
    pub option_ident: Option<Ident>,
    /// The `Content-Type`.
    pub content_type: String,
    /// The setter for another one, if the document allows several media types.
    pub content_type_ident: Option<Ident>,
    /// The other media types.
    pub content_types: Vec<String>,
    /// Its format.
    pub format: BodyFormat,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

impl Body {
    /// The type of the argument.
    pub fn argument(&self) -> RustType {
        match self.format {
            BodyFormat::Json
            | BodyFormat::Xml(_)
            | BodyFormat::JsonLines
            | BodyFormat::TextLines
            | BodyFormat::Form(_)
            | BodyFormat::Multipart(..) => self.ty.clone(),
            BodyFormat::Text => RustType::String,
            BodyFormat::Bytes => RustType::Body,
        }
    }
}

/// The format of a body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As XML with this root element.
    Xml(Ident),
    /// As an urlencoded form.
    Form(Vec<PropertyEncoding>),
    /// As a multipart form: the encodings of properties, and the root elements of those whose parts
    /// are XML.
    Multipart(Vec<PropertyEncoding>, BTreeMap<String, Ident>),
    /// As text.
    Text,
    /// As JSON values, one after the other.
    JsonLines,
    /// As lines of text.
    TextLines,
    /// As bytes.
    Bytes,
}

/// The output of a call.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// One response.
    One(Response),
    /// Several responses, each a variant of an item.
    Several {
        /// The item.
        ident: Ident,
        /// The responses, each with its variant.
        responses: Vec<(Ident, Response)>,
    },
}

impl Output {
    /// The responses.
    pub fn responses(&self) -> impl Iterator<Item = &Response> {
        let (one, several) = match self {
            Self::One(response) => (Some(response), None),
            Self::Several { responses, .. } => (None, Some(responses)),
        };
        one.into_iter().chain(several.into_iter().flatten().map(|(_, response)| response))
    }

    /// Whether the only bodies of successes are XML.
    pub fn is_only_xml(&self) -> bool {
        let mut bodies = self
            .responses()
            .filter(|response| response.status.is_success())
            .map(|response| &response.content)
            .filter(|content| **content != ResponseContent::Empty)
            .peekable();
        bodies.peek().is_some() && bodies.all(|content| matches!(content, ResponseContent::Xml(..)))
    }

    /// Whether a success may have a status that the document does not have, and be any of several
    /// that it has.
    pub fn has_undocumented(&self) -> bool {
        let successes: Vec<&Response> =
            self.responses().filter(|response| response.status.is_success()).collect();
        successes.len() > 1
            && !successes.iter().any(|success| success.status == Status::Range(2))
            && successes.iter().any(|success| success.content != ResponseContent::Empty)
    }
}

/// A response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Response {
    /// The statuses.
    pub status: Status,
    /// The media types that distinguish it from others with these statuses; none for the one that
    /// all other bodies have.
    pub media_types: Vec<String>,
    /// The body.
    pub content: ResponseContent,
}

impl Response {
    /// A response that has these statuses alone.
    pub fn new(status: Status, content: ResponseContent) -> Self {
        Self { status, media_types: Vec::new(), content }
    }
}

/// The body of a response.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseContent {
    /// No body, or one that is ignored.
    Empty,
    /// JSON of this type.
    Json(RustType),
    /// XML of this type, with this root element.
    Xml(RustType, Ident),
    /// JSON of this type, or XML of the same one with this root element.
    JsonOrXml(RustType, Ident),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
    /// A stream.
    Stream(Stream),
}

impl ResponseContent {
    /// The type of a body of JSON or XML.
    pub fn typed(&self) -> Option<&RustType> {
        match self {
            Self::Json(ty) | Self::Xml(ty, _) | Self::JsonOrXml(ty, _) => Some(ty),
            Self::Empty | Self::Text | Self::Bytes | Self::Stream(_) => None,
        }
    }

    /// The root element, if it may be XML.
    pub fn root(&self) -> Option<&Ident> {
        match self {
            Self::Xml(_, root) | Self::JsonOrXml(_, root) => Some(root),
            _ => None,
        }
    }
}

/// A body that a method of the request returns: one that is read element by element, or one of
/// another media type.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Bytes.
    Bytes,
    /// A whole body, as JSON of this type.
    Json(RustType),
    /// A whole body, as XML of this type, with this root element.
    Xml(RustType, Ident),
    /// A whole body, as text.
    Text,
    /// A sequence of JSON values of this type.
    Lines(RustType),
    /// Lines of text.
    TextLines,
    /// Server-sent events with text.
    TextEvents,
    /// Server-sent events with JSON of this type.
    Events(RustType),
    /// Server-sent events of this type, which includes their names.
    TypedEvents(RustType),
}

/// A method that sends a request and returns the body as a stream, or that of another media type.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamMethod {
    /// Its name.
    pub ident: Ident,
    /// The stream that it returns.
    pub stream: Stream,
    /// The media type that it accepts, if the operation accepts another one.
    pub accept: Option<String>,
}
