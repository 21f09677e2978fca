//! Operations: what is sent, and what comes back.

use serde_json::Value;

use super::{Docs, Inline, Pagination, RustType, Spot};
use crate::ir::{Method, ParameterLocation, PropertyEncoding, Status, Style};
use crate::plan::name::Ident;

/// An operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its method of the group.
    pub method_ident: Ident,
    /// The type of the request that is being made.
    pub ident: Ident,
    /// The static table.
    pub table_ident: Ident,
    /// `operationId`, or what stands for it.
    pub id: String,
    /// The HTTP method.
    pub http_method: Method,
    /// The path as the document writes it.
    pub path: String,
    /// The URL that it is reached at, if not where the API is.
    pub server: Option<String>,
    /// The same for the table: percent-encoded, but for the names in braces.
    pub template: String,
    /// Path parameters first, then the other required ones, then the optional ones, each in the
    /// order of the document.
    pub parameters: Vec<Parameter>,
    /// What is sent.
    pub body: Option<Body>,
    /// Alternatives of schemes that are needed together.
    pub security: Vec<Vec<String>>,
    /// The `Accept` header; empty for none.
    pub accept: String,
    /// What a success is.
    pub output: Output,
    /// How else a success can be read.
    pub streams: Vec<StreamMethod>,
    /// The item that holds its headers.
    pub headers: Option<Ident>,
    /// The item that holds its errors.
    pub error: Option<Ident>,
    /// How it comes to its next page.
    pub pagination: Option<Pagination>,
    /// What it does.
    pub docs: Docs,
    /// What can go wrong: a line for each documented error.
    pub errors: Vec<Vec<Inline>>,
    /// Where it is described.
    pub spot: Spot,
}

/// A parameter of an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// Its name on the wire.
    pub name: String,
    /// Where it travels.
    pub location: ParameterLocation,
    /// How it is written; `None` for JSON.
    pub style: Option<ParameterStyle>,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
    /// A value of the document to show in examples.
    pub sample: Option<Value>,
    /// Where it is described.
    pub spot: Spot,
}

/// How a parameter is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParameterStyle {
    /// The style.
    pub style: Style,
    /// Whether the parts of a list or object stand apart.
    pub explode: bool,
    /// Whether reserved characters stay.
    pub allow_reserved: bool,
}

/// What an operation sends.
#[derive(Debug, Clone, PartialEq)]
pub struct Body {
    /// The argument's or setter's name.
    pub ident: Ident,
    /// The `Content-Type`.
    pub content_type: String,
    /// The setter for another one, where the document says only what sort of media type it is.
    pub content_type_ident: Option<Ident>,
    /// How it is written.
    pub format: BodyFormat,
    /// Its type.
    pub ty: RustType,
    /// Whether it is an argument of the call (`true`) or a setter.
    pub required: bool,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}

impl Body {
    /// The type of what callers give.
    pub fn argument(&self) -> RustType {
        match self.format {
            BodyFormat::Json
            | BodyFormat::JsonLines
            | BodyFormat::Form(_)
            | BodyFormat::Multipart(_) => self.ty.clone(),
            BodyFormat::Text => RustType::String,
            BodyFormat::Bytes => RustType::Body,
        }
    }
}

/// How a body is written.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyFormat {
    /// As JSON.
    Json,
    /// As an urlencoded form.
    Form(Vec<PropertyEncoding>),
    /// As a multipart form.
    Multipart(Vec<PropertyEncoding>),
    /// As text.
    Text,
    /// As JSON values, one after the other.
    JsonLines,
    /// As it is.
    Bytes,
}

/// What a success is.
#[derive(Debug, Clone, PartialEq)]
pub enum Output {
    /// One kind of answer.
    One(Response),
    /// Several, each a variant of this item.
    Several {
        /// The item.
        ident: Ident,
        /// Each with the variant that it becomes.
        responses: Vec<(Ident, Response)>,
    },
}

/// The answer to some statuses.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Response {
    /// The statuses.
    pub status: Status,
    /// The body.
    pub content: ResponseContent,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum ResponseContent {
    /// There is none that matters.
    Empty,
    /// JSON of this type.
    Json(RustType),
    /// Text.
    Text,
    /// Octets.
    Bytes,
    /// A stream.
    Stream(Stream),
}

/// A body that comes piece by piece.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stream {
    /// Octets.
    Octets,
    /// JSON values of this type, one after the other.
    Lines(RustType),
    /// Server-sent events with texts in them.
    TextEvents,
    /// Server-sent events with JSON of this type in them.
    Events(RustType),
}

/// A method of a request that sends it and gives the body as a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct StreamMethod {
    /// What it is called.
    pub ident: Ident,
    /// What it gives.
    pub stream: Stream,
    /// The media type that it asks for, if that is another one than the operation's.
    pub accept: Option<String>,
}
