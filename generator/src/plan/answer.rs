//! What comes back: outputs, typed headers and typed errors. Operations with the same share one
//! type.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::direction::Direction;
use super::docs;
use super::krate::{
    Answer, AnswerContent, AnswerVariant, ErrorItem, HeaderField, Inline, Item, ItemKind, Output,
    RustType, Stream, StreamMethod,
};
use super::name::{self, Case, Ident, Namespace};
use super::types::{Scope, status_words};
use crate::ir::{Content, ContentFormat, EventData, Method, Operation, Response, Status};
use crate::source::Location;

/// The items that answers need, each with the operations that use it.
#[derive(Debug, Default)]
pub struct AnswerItems {
    /// The items, in the order of the operations.
    pub items: Vec<Item>,
    /// Those that are no other names, by what makes them alike.
    known: BTreeMap<Likeness, Ident>,
}

impl AnswerItems {
    /// An item of this kind for an operation: the one that another operation has under its own
    /// name, or a new one.
    fn share(
        &mut self,
        scope: &mut Scope<'_>,
        words: &str,
        place: &Location,
        kind: ItemKind,
        line: Vec<Inline>,
    ) -> Ident {
        let ident = scope.take_type(words, place);
        let kind = match Likeness::of(&kind).map(|likeness| self.known.entry(likeness)) {
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

    /// What a success of an operation is.
    pub fn output(&mut self, scope: &mut Scope<'_>, operation: &Operation) -> Output {
        let successes: Vec<&Response> =
            operation.responses.iter().filter(|response| response.status.is_success()).collect();
        let answers: Vec<Answer> =
            successes.iter().map(|response| answer(scope, operation, response)).collect();
        let (first, rest) = match answers.split_first() {
            None => {
                return Output::One(Answer {
                    status: Status::Range(2),
                    content: AnswerContent::Bytes,
                });
            }
            Some(split) => split,
        };
        if rest.is_empty() {
            return Output::One(first.clone());
        }
        // An answer without a body is a stream with nothing in it.
        let mut with_body = answers.iter().filter(|answer| answer.content != AnswerContent::Empty);
        if let (Some(Answer { content: content @ AnswerContent::Stream(_), .. }), None) =
            (with_body.next(), with_body.next())
        {
            return Output::One(Answer { status: Status::Range(2), content: content.clone() });
        }
        let mut names = Namespace::default();
        let variants: Vec<AnswerVariant> = successes
            .iter()
            .zip(&answers)
            .map(|(response, answer)| variant(response, answer.clone(), &mut names))
            .collect();
        let line = vec![
            Inline::Text("What "),
            Inline::Code(operation.id.clone()),
            Inline::Text(" answers when it went well."),
        ];
        let answers = variants
            .iter()
            .map(|variant| (variant.ident.clone(), variant.answer.clone()))
            .collect();
        let words = format!("{} answer", operation.id);
        let ident = self.share(scope, &words, &operation.place, ItemKind::Answers(variants), line);
        Output::Several { ident, answers }
    }

    /// How else a success of an operation can be read, beside its output.
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
            && matches!(output, Output::One(Answer { content: AnswerContent::Bytes, .. }))
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
            Inline::Text("The headers of what "),
            Inline::Code(operation.id.clone()),
            Inline::Text(" answers."),
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
            let mut answer = answer(scope, operation, response);
            if let AnswerContent::Stream(_) = answer.content {
                // An error is read to its end.
                answer.content = AnswerContent::Text;
            }
            variant(response, answer, &mut names)
        });
        let variants: Vec<AnswerVariant> = variants.collect();
        let idents = variants.iter().map(|variant| variant.ident.clone()).collect();
        let kind =
            ItemKind::Error(ErrorItem { variants, catch_all: name::ident("unknown", Case::Type) });
        let line = vec![
            Inline::Text("What "),
            Inline::Code(operation.id.clone()),
            Inline::Text(" answers when it went wrong."),
        ];
        let ident =
            self.share(scope, &format!("{} error", operation.id), &operation.place, kind, line);
        Some((ident, idents))
    }
}

/// The documented errors of an operation, by status.
pub fn errors(operation: &Operation) -> Vec<&Response> {
    let mut errors: Vec<&Response> =
        operation.responses.iter().filter(|response| !response.status.is_success()).collect();
    errors.sort_by_key(|response| response.status);
    errors
}

/// What makes kinds the same type; the words about them may differ.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    Answers(Vec<(Ident, Answer)>),
    Error(Vec<(Ident, Answer)>),
    Headers(Vec<(String, RustType)>),
}

impl Likeness {
    fn of(kind: &ItemKind) -> Option<Self> {
        let answers = |variants: &[AnswerVariant]| {
            variants.iter().map(|variant| (variant.ident.clone(), variant.answer.clone())).collect()
        };
        match kind {
            ItemKind::Answers(variants) => Some(Self::Answers(answers(variants))),
            ItemKind::Error(error) => Some(Self::Error(answers(&error.variants))),
            ItemKind::Headers(fields) => Some(Self::Headers(
                fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect(),
            )),
            _ => None,
        }
    }
}

fn variant(response: &Response, answer: Answer, names: &mut Namespace) -> AnswerVariant {
    let ident = names
        .take(name::ident(&status_words(response.status, false), Case::Type), &response.place)
        .0;
    let line = || vec![Inline::Code(response.status.to_string())];
    let mut docs = docs::or(docs::words(response.description.as_deref()), line);
    if let Some(super::krate::Paragraph::Prose(text)) = docs.paragraphs.first_mut() {
        *text = format!("`{}`: {text}", response.status);
    }
    AnswerVariant { ident, answer, docs, spot: (&response.place).into() }
}

/// An answer to `HEAD` has no body (RFC 9110, section 9.3.2), whatever the document says.
fn answer(scope: &Scope<'_>, operation: &Operation, response: &Response) -> Answer {
    let body = response.content.as_ref().filter(|_| operation.method != Method::Head);
    Answer { status: response.status, content: content(scope, body) }
}

fn content(scope: &Scope<'_>, content: Option<&Content>) -> AnswerContent {
    let Some(content) = content else { return AnswerContent::Empty };
    if let Some(stream) = stream(scope, content) {
        return AnswerContent::Stream(stream);
    }
    match content.format {
        ContentFormat::Json => {
            AnswerContent::Json(scope.rust_type(&content.ty, Direction::Response))
        }
        ContentFormat::Text => AnswerContent::Text,
        ContentFormat::Binary
        | ContentFormat::Form(_)
        | ContentFormat::Multipart(_)
        | ContentFormat::JsonLines
        | ContentFormat::Events(_) => AnswerContent::Bytes,
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
