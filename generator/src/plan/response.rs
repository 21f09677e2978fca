//! Responses: the output of an operation, its typed headers and its typed errors. Operations with
//! equal ones share one type.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::chosen::Names;
use super::direction::Direction;
use super::docs;
use super::krate::{
    ErrorItem, HeaderField, Inline, Item, ItemKind, Output, Response, ResponseContent,
    ResponseVariant, RustType, Stream, StreamMethod,
};
use super::name::{self, Case, Ident, Namespace};
use super::shared_response::{self, Users};
use super::status::status_words;
use super::types::TypeMap;
use crate::ir::{
    self, Content, ContentFormat, EventData, HeaderEncoding, Method, Operation, REDIRECTS, Status,
};

/// The items of all responses.
#[derive(Debug, Default)]
pub struct ResponseItems {
    /// The items, in the order of the operations.
    items: Vec<Item>,
    /// The items that are not aliases, by their contents.
    known: BTreeMap<Contents, Ident>,
    /// The ids of the operations that have them.
    users: Users,
}

/// The responses of an operation.
pub struct PlannedResponses {
    /// The output of a call.
    pub output: Output,
    /// The statuses of documented redirects.
    pub redirects: Vec<u16>,
    /// The methods that read a successful response as a stream.
    pub streams: Vec<StreamMethod>,
    /// The item with the headers of successful responses.
    pub headers: Option<Ident>,
    /// The item with the bodies of errors.
    pub error: Option<Ident>,
    /// A line for each documented error.
    pub error_lines: Vec<Vec<Inline>>,
}

/// An item to add for an operation.
struct NewItem {
    words: String,
    kind: ItemKind,
    /// The start of its description, before the name of the operation.
    docs: &'static str,
}

impl ResponseItems {
    /// All items. Those of several operations have names of their own.
    pub fn finish(self, names: &mut Names<'_>) -> Vec<Item> {
        shared_response::named(self.items, &self.users, names)
    }

    /// Plans the responses of an operation.
    pub fn plan(
        &mut self,
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &Operation,
    ) -> PlannedResponses {
        let output = self.output(types, names, operation);
        let headers = self.headers(types, names, operation);
        let (error, error_lines) = self.error(types, names, operation);
        let streams = streams(types, operation, &output);
        let redirects = redirects(types, operation);
        PlannedResponses { output, redirects, streams, headers, error, error_lines }
    }

    /// Adds an item for an operation: an alias if an earlier operation has an equal one.
    fn add(&mut self, names: &mut Names<'_>, operation: &Operation, item: NewItem) -> Ident {
        let ident = names.take_type(&item.words, &operation.location);
        let known = Contents::of(&item.kind).map(|contents| self.known.entry(contents));
        let first = match known {
            Some(Entry::Occupied(known)) => known.get().clone(),
            Some(Entry::Vacant(first)) => first.insert(ident.clone()).clone(),
            None => ident.clone(),
        };
        self.users.entry(first.clone()).or_default().insert(operation.id.clone());
        let kind = if first == ident { item.kind } else { ItemKind::Alias(RustType::Item(first)) };
        let operation_id = Inline::Code(operation.id.clone());
        let docs = docs::line(vec![Inline::Text(item.docs), operation_id, Inline::Text(".")]);
        let source = (&operation.location).into();
        self.items.push(Item { ident: ident.clone(), docs, derives: Vec::new(), kind, source });
        ident
    }

    /// The output of an operation: its only response that is no error, or an enum of them.
    fn output(
        &mut self,
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &Operation,
    ) -> Output {
        let successes: Vec<&ir::Response> = returned(types, operation).collect();
        let responses: Vec<Response> =
            successes.iter().map(|success| planned_response(types, operation, success)).collect();
        match responses.as_slice() {
            [] => {
                let status = Status::Range(2);
                return Output::One(Response::new(status, ResponseContent::Bytes));
            }
            [only] => return Output::One(only.clone()),
            _ => {}
        }
        // A response without a body is an empty stream.
        let mut with_body =
            responses.iter().filter(|response| response.content != ResponseContent::Empty);
        if let (Some(Response { content: content @ ResponseContent::Stream(_), .. }), None) =
            (with_body.next(), with_body.next())
        {
            return Output::One(Response::new(Status::Range(2), content.clone()));
        }
        let mut idents = Namespace::default();
        let variants: Vec<ResponseVariant> = successes
            .iter()
            .zip(&responses)
            .map(|(success, response)| variant(success, ("", response.clone()), &mut idents))
            .collect();
        let responses = variants
            .iter()
            .map(|variant| (variant.ident.clone(), variant.response.clone()))
            .collect();
        let words = words_of((types, names), operation, ["response", "success"]);
        let kind = ItemKind::Responses(variants);
        let item = NewItem { words, kind, docs: "The successful responses of " };
        Output::Several { ident: self.add(names, operation, item), responses }
    }

    /// The typed headers of an operation's successful responses.
    fn headers(
        &mut self,
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &Operation,
    ) -> Option<Ident> {
        let documented = returned(types, operation).flat_map(|response| &response.headers);
        let fields = header_fields(types, documented);
        if fields.is_empty() {
            return None;
        }
        let words = words_of((types, names), operation, ["headers", "response headers"]);
        let kind = ItemKind::Headers(fields);
        Some(self.add(names, operation, NewItem { words, kind, docs: "The response headers of " }))
    }

    /// The typed headers of an operation's errors. Operations with equal ones have the same item.
    fn error_headers(
        &mut self,
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &Operation,
    ) -> Option<RustType> {
        let errors = errors(types, operation);
        let fields = header_fields(types, errors.iter().flat_map(|error| &error.headers));
        if fields.is_empty() {
            return None;
        }
        let kind = ItemKind::Headers(fields);
        let known = Contents::of(&kind).and_then(|contents| self.known.get(&contents));
        if let Some(known) = known {
            self.users.entry(known.clone()).or_default().insert(operation.id.clone());
            return Some(RustType::Item(known.clone()));
        }
        let words = format!("{} error headers", types.words_of(operation));
        let item = NewItem { words, kind, docs: "The headers of the error responses of " };
        Some(RustType::Item(self.add(names, operation, item)))
    }

    /// The typed errors of an operation, and a line for each.
    fn error(
        &mut self,
        types: &TypeMap<'_>,
        names: &mut Names<'_>,
        operation: &Operation,
    ) -> (Option<Ident>, Vec<Vec<Inline>>) {
        let errors = errors(types, operation);
        if errors.is_empty() {
            return (None, Vec::new());
        }
        let mut idents = Namespace::reserving(["Unknown"], "Status");
        let mut variants = Vec::new();
        let mut firsts = Vec::new();
        for error in &errors {
            for (index, (words, response)) in
                error_contents(types, operation, error).into_iter().enumerate()
            {
                let variant = variant(error, (words, response), &mut idents);
                if index == 0 {
                    firsts.push(variant.ident.clone());
                }
                variants.push(variant);
            }
        }
        let kind = ItemKind::Error(ErrorItem {
            variants,
            catch_all: name::ident("unknown", Case::Type),
            headers: self.error_headers(types, names, operation),
        });
        let words = words_of((types, names), operation, ["error", "error body"]);
        let item = NewItem { words, kind, docs: "The error responses of " };
        let item = self.add(names, operation, item);
        let lines =
            errors.iter().zip(&firsts).map(|(error, variant)| error_line(error, &item, variant));
        let lines = lines.collect();
        (Some(item), lines)
    }
}

/// The documented successful responses of an operation.
fn successes(operation: &Operation) -> impl Iterator<Item = &ir::Response> {
    operation.responses.iter().filter(|response| response.status.is_success())
}

/// The documented responses that a call returns: successes, and redirects, which are not followed.
fn returned<'o>(
    types: &TypeMap<'_>,
    operation: &'o Operation,
) -> impl Iterator<Item = &'o ir::Response> {
    let redirects = returns_redirects(types, operation);
    operation.responses.iter().filter(move |response| is_returned(response.status, redirects))
}

fn is_returned(status: Status, redirects: bool) -> bool {
    status.is_success() || redirects && status.is_redirect()
}

/// Whether documented redirects are responses. A list with pages and a stream have no other
/// response, so there they are followed.
fn returns_redirects(types: &TypeMap<'_>, operation: &Operation) -> bool {
    let is_stream = |response: &ir::Response| {
        response.content.as_ref().is_some_and(|content| content.format.is_stream())
    };
    let has_stream = operation.method != Method::Head && successes(operation).any(is_stream);
    let has_pages =
        operation.pagination.is_some() || types.chosen.pagination.contains_key(&operation.id);
    !has_stream && !has_pages
}

/// The statuses of the redirects that a call returns.
fn redirects(types: &TypeMap<'_>, operation: &Operation) -> Vec<u16> {
    let documented = |status: Status| returned(types, operation).any(|one| one.status == status);
    let is_documented =
        |code: &&u16| documented(Status::Code(**code)) || documented(Status::Range(3));
    REDIRECTS.iter().filter(is_documented).copied().collect()
}

/// The documented errors of an operation, by status.
fn errors<'o>(types: &TypeMap<'_>, operation: &'o Operation) -> Vec<&'o ir::Response> {
    let redirects = returns_redirects(types, operation);
    let is_error = |response: &&ir::Response| !is_returned(response.status, redirects);
    let mut errors: Vec<&ir::Response> = operation.responses.iter().filter(is_error).collect();
    errors.sort_by_key(|response| response.status);
    errors
}

/// The words for an item of an operation. A schema often has the name with the first noun already.
fn words_of(
    (types, names): (&TypeMap<'_>, &Names<'_>),
    operation: &Operation,
    nouns: [&str; 2],
) -> String {
    let [words, others] = nouns.map(|noun| format!("{} {noun}", types.words_of(operation)));
    let is_taken = names.is_type(&words) && !names.is_type_chosen(&words);
    if is_taken && !names.is_type(&others) { others } else { words }
}

/// The methods that read a successful response of an operation as a stream, or in another media
/// type.
fn streams(types: &TypeMap<'_>, operation: &Operation, output: &Output) -> Vec<StreamMethod> {
    let method = |name, stream, accept| StreamMethod {
        ident: name::ident(name, Case::Value),
        stream,
        accept,
    };
    let mut methods: Vec<StreamMethod> = Vec::new();
    let mut of_successes = successes(operation);
    if let (Some(_), None) = (of_successes.next(), of_successes.next())
        && output.responses().any(|response| {
            response.status.is_success() && response.content == ResponseContent::Bytes
        })
    {
        methods.push(method("download", Stream::Bytes, None));
    }
    if operation.method == Method::Head {
        return methods;
    }
    for content in successes(operation).flat_map(|response| &response.streams) {
        let stream = match content.format {
            ContentFormat::Json => Stream::Json(types.rust_type(&content.ty, Direction::Response)),
            ContentFormat::Text => Stream::Text,
            ContentFormat::Xml(ref body) => match types.xml.root(body) {
                Some(root) => {
                    Stream::Xml(types.rust_type(&content.ty, Direction::Response), root.clone())
                }
                None => Stream::Text,
            },
            _ => stream(types, content).unwrap_or(Stream::Bytes),
        };
        let words = match stream {
            Stream::Bytes => "download",
            _ => &content.words,
        };
        let new = method(words, stream, Some(content.media_type.clone()));
        if !methods.iter().any(|method| method.ident.plain() == new.ident.plain()) {
            methods.push(new);
        }
    }
    methods
}

/// A field for each header; of several with one name, the first.
pub(super) fn header_fields<'h>(
    types: &TypeMap<'_>,
    headers: impl Iterator<Item = &'h ir::Header>,
) -> Vec<HeaderField> {
    let mut idents = Namespace::default();
    let mut fields: Vec<HeaderField> = Vec::new();
    for header in headers {
        let is_known = |field: &HeaderField| field.name.eq_ignore_ascii_case(&header.name);
        if !fields.iter().any(is_known) {
            let ident = idents.take(name::ident(&header.name, Case::Value), &header.location).0;
            fields.push(header_field(types, ident, header));
        }
    }
    fields
}

fn header_field(types: &TypeMap<'_>, ident: Ident, header: &ir::Header) -> HeaderField {
    let (non_null, _) = header.ty.without_null();
    let docs = docs::or(types.docs(&header.docs), || {
        vec![Inline::Text("The header "), Inline::Code(header.name.clone()), Inline::Text(".")]
    });
    HeaderField {
        ident,
        name: header.name.clone(),
        ty: types.rust_type(non_null, Direction::Response),
        encoding: header.encoding.clone(),
        has_union: types.with_union.contains(&header.ty),
        is_hidden: header.is_secret,
        docs,
        source: (&header.location).into(),
    }
}

/// A line for an error: the status, the variant for it, and the beginning of its description.
fn error_line(error: &ir::Response, item: &Ident, variant: &Ident) -> Vec<Inline> {
    let mut line = vec![
        Inline::Code(error.status.to_string()),
        Inline::Text(" "),
        Inline::Variant { item: item.clone(), variant: variant.clone() },
    ];
    let description = error.description.as_deref().unwrap_or_default().trim();
    if !description.is_empty() {
        line.push(Inline::Text(": "));
        line.push(Inline::Words(docs::first_paragraph(description).to_owned()));
    }
    line
}

/// The contents of an item, without its docs: items with equal contents are one type.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Contents {
    Successes(Vec<(Ident, Response)>),
    Error(Vec<(Ident, Response)>, Option<RustType>),
    Headers(Vec<(String, RustType, HeaderEncoding)>),
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
            ItemKind::Error(error) => {
                Some(Self::Error(responses(&error.variants), error.headers.clone()))
            }
            ItemKind::Headers(fields) => {
                let fields = fields.iter();
                let fields = fields
                    .map(|field| (field.name.clone(), field.ty.clone(), field.encoding.clone()));
                Some(Self::Headers(fields.collect()))
            }
            _ => None,
        }
    }
}

fn variant(
    documented: &ir::Response,
    (words, response): (&str, Response),
    names: &mut Namespace,
) -> ResponseVariant {
    let ident = names
        .take(
            name::ident(&format!("{} {words}", status_words(documented.status, false)), Case::Type),
            &documented.location,
        )
        .0;
    let line = || vec![Inline::Code(documented.status.to_string())];
    let mut docs = docs::or(docs::words(documented.description.as_deref()), line);
    if let Some(super::krate::Paragraph::Prose(text)) = docs.paragraphs.first_mut() {
        let names: Vec<String> =
            response.media_types.iter().map(|name| format!(", `{name}`")).collect();
        *text = format!("`{}`{}: {text}", documented.status, names.concat());
    }
    ResponseVariant { ident, response, docs, source: (&documented.location).into() }
}

/// A response of an operation. A response to `HEAD` has no body (RFC 9110, section 9.3.2), even if
/// the document describes one. Only a success is read as a stream.
fn planned_response(
    types: &TypeMap<'_>,
    operation: &Operation,
    documented: &ir::Response,
) -> Response {
    let (status, body) = (documented.status, documented.content.as_ref());
    let content = match content(types, body.filter(|_| operation.method != Method::Head)) {
        ResponseContent::Stream(_) if !status.is_success() => ResponseContent::Text,
        content => content,
    };
    Response::new(status, content)
}

/// An error in each of its media types, with the words that distinguish it from the first.
fn error_contents<'r>(
    types: &TypeMap<'_>,
    operation: &Operation,
    documented: &'r ir::Response,
) -> Vec<(&'r str, Response)> {
    let mut planned = vec![("", planned_response(types, operation, documented))];
    if operation.method == Method::Head {
        return planned;
    }
    let names = |content: &Content| {
        let names = [&content.media_type].into_iter().chain(&content.others).cloned();
        names.collect::<Vec<String>>()
    };
    for other in &documented.streams {
        let content = match content(types, Some(other)) {
            ResponseContent::Stream(_) => ResponseContent::Text,
            content => content,
        };
        let media_types = names(other);
        planned.push((
            &other.words,
            Response { media_types, ..Response::new(documented.status, content) },
        ));
    }
    // A range of media types has the first one in it.
    let has_range = planned.iter().any(|(_, one)| one.media_types.concat().contains('*'));
    if let (true, Some((_, first)), Some(content)) =
        (has_range, planned.first_mut(), &documented.content)
    {
        first.media_types = names(content);
    }
    planned
}

fn content(types: &TypeMap<'_>, content: Option<&Content>) -> ResponseContent {
    let Some(content) = content else { return ResponseContent::Empty };
    if let Some(stream) = stream(types, content) {
        return ResponseContent::Stream(stream);
    }
    let ty = || types.rust_type(&content.ty, Direction::Response);
    match content.format {
        ContentFormat::Json => match content.xml.as_ref().and_then(|body| types.xml.root(body)) {
            Some(root) => ResponseContent::JsonOrXml(ty(), root.clone()),
            None => ResponseContent::Json(ty()),
        },
        ContentFormat::Xml(ref body) => match types.xml.root(body) {
            Some(root) => ResponseContent::Xml(ty(), root.clone()),
            None => ResponseContent::Text,
        },
        ContentFormat::Text => ResponseContent::Text,
        ContentFormat::Binary
        | ContentFormat::Form(_)
        | ContentFormat::Multipart(_)
        | ContentFormat::JsonLines
        | ContentFormat::TextLines
        | ContentFormat::Events(_) => ResponseContent::Bytes,
    }
}

/// The stream of a body, if its format is one.
fn stream(types: &TypeMap<'_>, content: &Content) -> Option<Stream> {
    let ty = || types.rust_type(&content.ty, Direction::Response);
    match content.format {
        ContentFormat::JsonLines => Some(Stream::Lines(ty())),
        ContentFormat::TextLines => Some(Stream::TextLines),
        ContentFormat::Events(EventData::Text) => Some(Stream::TextEvents),
        ContentFormat::Events(EventData::Json) => Some(Stream::Events(ty())),
        ContentFormat::Events(EventData::Event) => Some(Stream::TypedEvents(ty())),
        _ => None,
    }
}
