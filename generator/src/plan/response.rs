//! Responses: the output of an operation, its typed headers and its typed errors. Operations with
//! equal ones share one type.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::direction::Direction;
use super::docs;
use super::krate::{
    ErrorItem, HeaderField, Inline, Item, ItemKind, Output, Response, ResponseContent,
    ResponseVariant, RustType, Stream, StreamMethod,
};
use super::name::{self, Case, Ident, Namespace};
use super::types::{Scope, status_words};
use crate::ir::{self, Content, ContentFormat, EventData, Method, Operation, Status};
use crate::source::Location;

/// The items of all responses.
#[derive(Debug, Default)]
pub struct ResponseItems {
    /// The items, in the order of the operations.
    pub items: Vec<Item>,
    /// The items that are not aliases, by their contents.
    known: BTreeMap<Contents, Ident>,
}

impl ResponseItems {
    /// Adds an item for an operation: an alias if an earlier operation has an equal one.
    fn share(
        &mut self,
        scope: &mut Scope<'_>,
        words: &str,
        place: &Location,
        kind: ItemKind,
        line: Vec<Inline>,
    ) -> Ident {
        let ident = scope.take_type(words, place);
        let kind = match Contents::of(&kind).map(|contents| self.known.entry(contents)) {
            Some(Entry::Occupied(known)) => ItemKind::Alias(RustType::Item(known.get().clone())),
            Some(Entry::Vacant(first)) => {
                first.insert(ident.clone());
                kind
            }
            None => kind,
        };
        self.items.push(Item {
            ident: ident.clone(),
            docs: docs::line(line),
            kind,
            spot: place.into(),
        });
        ident
    }

    /// The output of an operation: its only successful response, or an enum of them.
    pub fn output(&mut self, scope: &mut Scope<'_>, operation: &Operation) -> Output {
        let successes: Vec<&ir::Response> =
            operation.responses.iter().filter(|response| response.status.is_success()).collect();
        let responses: Vec<Response> =
            successes.iter().map(|success| response(scope, operation, success)).collect();
        let (first, rest) = match responses.split_first() {
            None => {
                return Output::One(Response {
                    status: Status::Range(2),
                    content: ResponseContent::Bytes,
                });
            }
            Some(split) => split,
        };
        if rest.is_empty() {
            return Output::One(first.clone());
        }
        // A response without a body is an empty stream.
        let mut with_body =
            responses.iter().filter(|response| response.content != ResponseContent::Empty);
        if let (Some(Response { content: content @ ResponseContent::Stream(_), .. }), None) =
            (with_body.next(), with_body.next())
        {
            return Output::One(Response { status: Status::Range(2), content: content.clone() });
        }
        let mut names = Namespace::default();
        let variants: Vec<ResponseVariant> = successes
            .iter()
            .zip(&responses)
            .map(|(success, response)| variant(success, response.clone(), &mut names))
            .collect();
        let line = vec![
            Inline::Text("The successful responses of "),
            Inline::Code(operation.id.clone()),
            Inline::Text("."),
        ];
        let responses = variants
            .iter()
            .map(|variant| (variant.ident.clone(), variant.response.clone()))
            .collect();
        let words = enum_words(scope, operation);
        let ident =
            self.share(scope, &words, &operation.place, ItemKind::Responses(variants), line);
        Output::Several { ident, responses }
    }

    /// The methods that read a successful response of an operation as a stream.
    pub fn streams(
        &self,
        scope: &Scope<'_>,
        operation: &Operation,
        output: &Output,
    ) -> Vec<StreamMethod> {
        let method = |name, stream, accept| StreamMethod {
            ident: name::ident(name, Case::Value),
            stream,
            accept,
        };
        let mut methods: Vec<StreamMethod> = Vec::new();
        let is_documented = operation.responses.iter().any(|response| response.status.is_success());
        if is_documented
            && matches!(output, Output::One(Response { content: ResponseContent::Bytes, .. }))
        {
            methods.push(method("download", Stream::Octets, None));
        }
        let successes = operation.responses.iter().filter(|response| response.status.is_success());
        for content in successes
            .flat_map(|response| &response.streams)
            .filter(|_| operation.method != Method::Head)
        {
            let stream = match content.format {
                ContentFormat::Binary => Some(Stream::Octets),
                _ => stream(scope, content),
            };
            let Some(stream) = stream else { continue };
            let name = match stream {
                Stream::Octets => "download",
                Stream::Lines(_) => "lines",
                Stream::TextEvents | Stream::Events(_) => "events",
            };
            if !methods.iter().any(|method| method.ident.plain() == name) {
                methods.push(method(name, stream, Some(content.media_type.clone())));
            }
        }
        methods
    }

    /// The typed headers of an operation's successes.
    pub fn headers(&mut self, scope: &mut Scope<'_>, operation: &Operation) -> Option<Ident> {
        let mut names = Namespace::default();
        let mut fields: Vec<HeaderField> = Vec::new();
        let successes = operation.responses.iter().filter(|response| response.status.is_success());
        for header in successes.flat_map(|response| &response.headers) {
            if fields.iter().any(|field| field.name.eq_ignore_ascii_case(&header.name)) {
                continue;
            }
            let ident = names.take(name::ident(&header.name, Case::Value), &header.place).0;
            let (bare, _) = scope.without_null(&header.ty);
            let ty = scope.rust_type(bare, Direction::Response);
            let docs = docs::or(docs::of(&header.docs), || {
                vec![
                    Inline::Text("The header "),
                    Inline::Code(header.name.clone()),
                    Inline::Text("."),
                ]
            });
            fields.push(HeaderField {
                ident,
                name: header.name.clone(),
                ty,
                docs,
                spot: (&header.place).into(),
            });
        }
        if fields.is_empty() {
            return None;
        }
        let line = vec![
            Inline::Text("The response headers of "),
            Inline::Code(operation.id.clone()),
            Inline::Text("."),
        ];
        let words = format!("{} headers", operation.id);
        Some(self.share(scope, &words, &operation.place, ItemKind::Headers(fields), line))
    }

    /// The typed errors of an operation, and the variants in the order of [`errors`].
    pub fn error(
        &mut self,
        scope: &mut Scope<'_>,
        operation: &Operation,
    ) -> Option<(Ident, Vec<Ident>)> {
        let errors = errors(operation);
        if errors.is_empty() {
            return None;
        }
        let mut names = Namespace::reserving(["Unknown"], "Status");
        let variants = errors.iter().map(|response| {
            let mut planned = self::response(scope, operation, response);
            if let ResponseContent::Stream(_) = planned.content {
                // The client reads the whole body of an error.
                planned.content = ResponseContent::Text;
            }
            variant(response, planned, &mut names)
        });
        let variants: Vec<ResponseVariant> = variants.collect();
        let idents = variants.iter().map(|variant| variant.ident.clone()).collect();
        let kind =
            ItemKind::Error(ErrorItem { variants, catch_all: name::ident("unknown", Case::Type) });
        let line = vec![
            Inline::Text("The error responses of "),
            Inline::Code(operation.id.clone()),
            Inline::Text("."),
        ];
        let ident =
            self.share(scope, &format!("{} error", operation.id), &operation.place, kind, line);
        Some((ident, idents))
    }
}

/// The words for the enum of successful responses: a schema often has the first name already.
fn enum_words(scope: &Scope<'_>, operation: &Operation) -> String {
    let words = format!("{} response", operation.id);
    let is_taken = scope.types.has(&name::ident(&words, Case::Type));
    if is_taken && !scope.manifest.names.contains_key(&words) {
        format!("{} success", operation.id)
    } else {
        words
    }
}

/// The documented errors of an operation, by status.
pub fn errors(operation: &Operation) -> Vec<&ir::Response> {
    let mut errors: Vec<&ir::Response> =
        operation.responses.iter().filter(|response| !response.status.is_success()).collect();
    errors.sort_by_key(|response| response.status);
    errors
}

/// The contents of an item, without its docs: items with equal contents are one type.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Contents {
    Successes(Vec<(Ident, Response)>),
    Error(Vec<(Ident, Response)>),
    Headers(Vec<(String, RustType)>),
}

impl Contents {
    fn of(kind: &ItemKind) -> Option<Self> {
        let responses = |variants: &[ResponseVariant]| {
            variants
                .iter()
                .map(|variant| (variant.ident.clone(), variant.response.clone()))
                .collect()
        };
        match kind {
            ItemKind::Responses(variants) => Some(Self::Successes(responses(variants))),
            ItemKind::Error(error) => Some(Self::Error(responses(&error.variants))),
            ItemKind::Headers(fields) => Some(Self::Headers(
                fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect(),
            )),
            _ => None,
        }
    }
}

fn variant(
    documented: &ir::Response,
    response: Response,
    names: &mut Namespace,
) -> ResponseVariant {
    let ident = names
        .take(name::ident(&status_words(documented.status, false), Case::Type), &documented.place)
        .0;
    let line = || vec![Inline::Code(documented.status.to_string())];
    let mut docs = docs::or(docs::words(documented.description.as_deref()), line);
    if let Some(super::krate::Paragraph::Prose(text)) = docs.paragraphs.first_mut() {
        *text = format!("`{}`: {text}", documented.status);
    }
    ResponseVariant { ident, response, docs, spot: (&documented.place).into() }
}

/// A response of an operation. A response to `HEAD` has no body (RFC 9110, section 9.3.2), even if
/// the document describes one.
fn response(scope: &Scope<'_>, operation: &Operation, documented: &ir::Response) -> Response {
    let body = documented.content.as_ref().filter(|_| operation.method != Method::Head);
    Response { status: documented.status, content: content(scope, body) }
}

fn content(scope: &Scope<'_>, content: Option<&Content>) -> ResponseContent {
    let Some(content) = content else { return ResponseContent::Empty };
    if let Some(stream) = stream(scope, content) {
        return ResponseContent::Stream(stream);
    }
    match content.format {
        ContentFormat::Json => {
            ResponseContent::Json(scope.rust_type(&content.ty, Direction::Response))
        }
        ContentFormat::Text => ResponseContent::Text,
        ContentFormat::Binary
        | ContentFormat::Form(_)
        | ContentFormat::Multipart(_)
        | ContentFormat::JsonLines
        | ContentFormat::Events(_) => ResponseContent::Bytes,
    }
}

/// The stream that a body is.
fn stream(scope: &Scope<'_>, content: &Content) -> Option<Stream> {
    let ty = || scope.rust_type(&content.ty, Direction::Response);
    match content.format {
        ContentFormat::JsonLines => Some(Stream::Lines(ty())),
        ContentFormat::Events(EventData::Text) => Some(Stream::TextEvents),
        ContentFormat::Events(EventData::Json) => Some(Stream::Events(ty())),
        _ => None,
    }
}
