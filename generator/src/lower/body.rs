//! Bodies: which of their media types are used, and how.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use super::Context;
use super::docs::prose;
use super::node::{InstanceKind, holds, kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Body, Content, ContentFormat, Docs, OperationPart, Origin, Scalar, StringFormat, Type, XmlBody,
};
use crate::load::grammar::Object;
use crate::load::{View, keys};
use crate::source::{Location, MediaType};

/// How a body is written, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BodyKind {
    Json,
    JsonLike,
    Multipart,
    Form,
    Xml,
    JsonLines,
    Events,
    Text,
    Binary,
    /// JSON whose schema is bytes, which JSON cannot hold.
    JsonOfBytes,
}

impl BodyKind {
    /// The word for it in names.
    fn word(self) -> &'static str {
        match self {
            Self::Json | Self::JsonLike | Self::JsonOfBytes => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::Xml => "xml",
            Self::JsonLines => "lines",
            Self::Events => "events",
            Self::Text => "text",
            Self::Binary => "bytes",
        }
    }
}

fn is_media_type(name: &str) -> bool {
    name.contains('/')
}

/// A media type of a body.
struct Candidate {
    kind: BodyKind,
    name: String,
    location: Location,
    /// Other media types with the same body.
    others: Vec<String>,
}

impl Candidate {
    /// The words for it in the name of a method, if the word for its kind is taken: those of its
    /// subtype.
    fn words(&self) -> String {
        let media_type = MediaType::of(&self.name);
        let (_, subtype) = media_type.parts();
        let subtype = subtype.strip_suffix("+json").unwrap_or(subtype);
        let subtype = ["vnd.", "x-"].iter().fold(subtype, |name, start| {
            name.strip_prefix(start).filter(|rest| !rest.is_empty()).unwrap_or(name)
        });
        let is_word = |character: char| if character.is_alphanumeric() { character } else { ' ' };
        subtype.chars().map(is_word).collect::<String>().trim().to_owned()
    }
}

/// The words that distinguish media types: none for the first, the word for its kind for each that
/// is the first of its kind, and those of the subtype for the others.
fn words(media_types: &[Candidate]) -> Vec<String> {
    let mut taken: BTreeSet<&'static str> = BTreeSet::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for media_type in media_types {
        let word = media_type.kind.word();
        let wanted = match taken.contains(word) {
            _ if taken.is_empty() => String::new(),
            true => {
                Some(media_type.words()).filter(|words| !words.is_empty()).unwrap_or(word.into())
            }
            false => word.to_owned(),
        };
        let mut distinct = wanted.clone();
        let mut number = numbers.get(&wanted).copied().unwrap_or(1);
        while numbers.contains_key(&distinct) {
            number += 1;
            distinct = format!("{wanted} {number}");
        }
        numbers.insert(wanted, number);
        numbers.entry(distinct.clone()).or_insert(1);
        words.push(distinct);
        taken.insert(word);
    }
    words
}

/// What the bodies of media types have in common that are written in the same way.
#[derive(PartialEq, Eq, Hash)]
enum Writing {
    Text,
    Binary,
    JsonLines { is_sequence: bool },
    Xml,
    Json { is_patch: bool },
}

impl Writing {
    fn of(media_type: &Candidate) -> Option<Self> {
        let name = MediaType::of(&media_type.name);
        Some(match media_type.kind {
            BodyKind::Text => Self::Text,
            BodyKind::Binary => Self::Binary,
            BodyKind::JsonLines => Self::JsonLines { is_sequence: name.is_json_sequence() },
            BodyKind::Xml => Self::Xml,
            BodyKind::Json | BodyKind::JsonLike | BodyKind::JsonOfBytes => {
                Self::Json { is_patch: name.is_merge_patch() }
            }
            BodyKind::Multipart | BodyKind::Form | BodyKind::Events => return None,
        })
    }
}

/// Media types that are used, and which of them others are equal to.
#[derive(Default)]
struct Chosen<'d> {
    media_types: Vec<Candidate>,
    known: IndexMap<(Writing, Schemas<'d>), usize>,
}

/// The schemas of a body, and of its items.
type Schemas<'d> = [Option<&'d Value>; 2];

impl<'d> Chosen<'d> {
    /// The first media type with the same body, written in the same way.
    fn same(&self, media_type: &Candidate, schemas: Schemas<'d>) -> Option<usize> {
        let writing = Writing::of(media_type)?;
        let schemas = if writing.has_types() { schemas } else { [None; 2] };
        self.known.get(&(writing, schemas)).copied()
    }

    /// The first media type of JSON with this schema.
    fn json(&self, schemas: Schemas<'d>) -> Option<usize> {
        let index = |is_patch| self.known.get(&(Writing::Json { is_patch }, schemas)).copied();
        [index(false), index(true)].into_iter().flatten().min().filter(|index| {
            self.media_types.get(*index).is_some_and(|json| json.kind <= BodyKind::JsonLike)
        })
    }

    fn push(&mut self, media_type: Candidate, schemas: Schemas<'d>) {
        if let Some(writing) = Writing::of(&media_type) {
            let schemas = if writing.has_types() { schemas } else { [None; 2] };
            self.known.entry((writing, schemas)).or_insert(self.media_types.len());
        }
        self.media_types.push(media_type);
    }

    fn add_name(&mut self, index: usize, name: String) {
        if let Some(known) = self.media_types.get_mut(index) {
            known.others.push(name);
        }
    }

    /// Whether a media type is XML beside a better one that has types. The first is the best.
    fn have_better_than(&self, other: &Candidate) -> bool {
        self.media_types.first().is_some_and(|first| is_xml_of(first, other))
    }
}

impl Writing {
    /// Whether bodies with other schemas are others. Text and bytes have no types.
    fn has_types(&self) -> bool {
        !matches!(self, Self::Text | Self::Binary)
    }
}

/// Best first; equal ones stay in their order.
fn best_first(mut media_types: Vec<Candidate>) -> impl Iterator<Item = Candidate> {
    media_types.sort_by_key(|media_type| media_type.kind);
    media_types.into_iter()
}

/// Whether a media type is XML beside a better one that has types.
fn is_xml_of(better: &Candidate, other: &Candidate) -> bool {
    MediaType::of(&other.name).is_xml() && better.kind <= BodyKind::Form
}

/// The schemas of a media type.
fn schemas<'d>(document: &View<'d>, media_type: &Candidate) -> Schemas<'d> {
    let value = |key| document.value(&media_type.location.child(key));
    [value("schema"), value(keys::ITEM_SCHEMA)]
}

impl Context<'_> {
    /// The body of a request, once for each kind that differs from the others, best first. Each has
    /// the word for its kind.
    pub(super) fn bodies(&mut self, location: &Location, operation: &str) -> Vec<(String, Body)> {
        let Some(followed) = self.shared(location) else { return Vec::new() };
        let target = followed.location;
        let Some(body) = self.document.node::<openapiv3::RequestBody>(&target, self.report) else {
            return Vec::new();
        };
        let chosen = self.choices(&target);
        let is_choice = chosen.len() > 1;
        let name = followed.reference.map(|_| self.name_of(&target));
        let mut bodies = Vec::new();
        let words = words(&chosen);
        for (media_type, word) in chosen.into_iter().zip(words) {
            let suffix = if word.is_empty() { String::new() } else { format!(" {word}") };
            let origin = match &name {
                None => Origin::Operation {
                    operation: format!("{operation}{suffix}"),
                    part: OperationPart::RequestBody,
                },
                Some(name) => Origin::Named(format!("{name}{suffix} body")),
            };
            let Some(content) = self.media_type(media_type, &origin) else { continue };
            let docs = Docs { description: prose(body.description.as_deref()), ..Docs::default() };
            bodies.push((
                word,
                Body {
                    required: body.required,
                    content,
                    is_choice,
                    docs,
                    location: target.clone(),
                },
            ));
        }
        bodies
    }

    /// The media types of a request's body, best first. Those with the same body are one choice:
    /// the caller sets the `Content-Type`.
    fn choices(&mut self, holder: &Location) -> Vec<Candidate> {
        let document = self.document;
        let (mut chosen, mut left_out) = (Chosen::default(), Vec::new());
        for next in best_first(self.sendable(holder)) {
            let schemas = schemas(document, &next);
            if let Some(index) = chosen.same(&next, schemas) {
                chosen.add_name(index, next.name);
            } else if !chosen.have_better_than(&next) {
                let is_form = matches!(next.kind, BodyKind::Multipart | BodyKind::Form);
                let last = chosen.media_types.last();
                if is_form && last.is_some_and(|last| last.kind == next.kind) {
                    left_out.push(next);
                } else {
                    chosen.push(next, schemas);
                }
            }
        }
        let chosen = chosen.media_types;
        self.left_out(holder, &chosen.iter().collect::<Vec<_>>(), "sent", &left_out);
        chosen
    }

    /// The media types of a request's body. A request sends events as text.
    fn sendable(&mut self, holder: &Location) -> Vec<Candidate> {
        let mut media_types = self.media_types(holder);
        media_types
            .iter_mut()
            .filter(|media_type| media_type.kind == BodyKind::Events)
            .for_each(|one| one.kind = BodyKind::Text);
        media_types
    }

    fn has_same_schema(&self, one: &Candidate, other: &Candidate) -> bool {
        schemas(self.document, one) == schemas(self.document, other)
    }

    /// Whether a body that is read adds nothing to a better one: it has the same schema, or is XML
    /// beside something that has types.
    fn is_alike(&self, better: &Candidate, other: &Candidate) -> bool {
        let has_schema = self.document.value(&better.location.child("schema")).is_some();
        is_xml_of(better, other) || (has_schema && self.has_same_schema(better, other))
    }

    /// The body of a message that is read, in its best media type. Others with another schema are
    /// ignored with a warning.
    pub(super) fn content(&mut self, holder: &Location, origin: &Origin) -> Option<Content> {
        let mut media_types = best_first(self.sendable(holder));
        let chosen = media_types.next()?;
        let others: Vec<Candidate> =
            media_types.filter(|other| !self.is_alike(&chosen, other)).collect();
        self.left_out(holder, &[&chosen], "read", &others);
        self.media_type(chosen, origin)
    }

    /// The body of a response in its best media type, and if `is_choice`, those in others, one for
    /// each type and format. Otherwise others are ignored with a warning.
    pub(super) fn contents(
        &mut self,
        holder: &Location,
        origin: &Origin,
        is_choice: bool,
    ) -> Option<(Content, Vec<Content>)> {
        let document = self.document;
        let (mut chosen, mut others) = (Chosen::default(), Vec::new());
        for next in best_first(self.media_types(holder)) {
            let schemas = schemas(document, &next);
            if !is_choice && !chosen.media_types.is_empty() {
                others.push(next);
                continue;
            }
            let as_text = if self.is_json_as_text(&next) { chosen.json(schemas) } else { None };
            let same = [chosen.same(&next, schemas), as_text].into_iter().flatten().min();
            match same {
                Some(index) => chosen.add_name(index, next.name),
                None if chosen.have_better_than(&next) => {}
                None => chosen.push(next, schemas),
            }
        }
        let chosen = chosen.media_types;
        let first = chosen.first()?;
        // Text beside something with types has the same content for people.
        others.retain(|other| {
            !(self.is_alike(first, other)
                || other.kind == BodyKind::Text && first.kind <= BodyKind::JsonLike)
        });
        self.left_out(holder, &[first], "read", &others);
        let words = words(&chosen);
        let mut contents = Vec::new();
        for (media_type, words) in chosen.into_iter().zip(words) {
            let origin = match origin {
                Origin::Operation { operation, part } if media_type.kind <= BodyKind::JsonLike => {
                    let operation = format!("{operation} {words}").trim_end().to_owned();
                    Origin::Operation { operation, part: part.clone() }
                }
                Origin::Named(name) if media_type.kind <= BodyKind::JsonLike => {
                    Origin::Named(format!("{name} {words}").trim_end().to_owned())
                }
                other => other.clone(),
            };
            let mut content = self.media_type(media_type, &origin)?;
            content.words = words;
            contents.push(content);
        }
        let mut contents = contents.into_iter();
        Some((contents.next()?, contents.collect()))
    }

    /// Whether text may have the schema of JSON that is no string, as frameworks write it.
    fn is_json_as_text(&mut self, text: &Candidate) -> bool {
        text.kind == BodyKind::Text
            && self.glance(&text.location.child("schema")).is_some_and(|(_, raw)| {
                !matches!(kind(raw), InstanceKind::String | InstanceKind::Any)
                    || raw.contains_key("allOf")
            })
    }

    fn media_types(&mut self, holder: &Location) -> Vec<Candidate> {
        let mut members = self.members(holder, "content");
        // No message can have a key as its media type that is none (RFC 9110, section 8.3.1).
        if members.iter().any(|(name, _)| is_media_type(name)) {
            let others: Vec<_> = members.extract_if(.., |(name, _)| !is_media_type(name)).collect();
            self.no_media_types(&others);
        }
        members
            .into_iter()
            .map(|(name, location)| Candidate {
                kind: self.body_kind(&name, &location),
                name,
                location,
                others: Vec::new(),
            })
            .collect()
    }

    fn no_media_types(&mut self, keys: &[(String, Location)]) {
        let Some((_, first)) = keys.first() else { return };
        let names: Vec<String> = keys.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = match keys.len() {
            1 => format!("{} is not a media type and is ignored", names.concat()),
            _ => format!("{} are not media types and are ignored", names.join(", ")),
        };
        let help = "write a media type with a `/`, such as `application/json`, or remove it";
        self.report.push(
            Diagnostic::new(Code::MediaTypesLeftOut, message)
                .at(first.key())
                .label("not a media type")
                .help(help),
        );
    }

    fn left_out(
        &mut self,
        holder: &Location,
        used: &[&Candidate],
        what: &str,
        others: &[Candidate],
    ) {
        if others.is_empty() {
            return;
        }
        let names: Vec<String> = used.iter().map(|one| format!("`{}`", one.name)).collect();
        let others: Vec<String> = others.iter().map(|one| format!("`{}`", one.name)).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        self.report_at(
            Code::MediaTypesLeftOut,
            &holder.child("content").key(),
            format!("{} {verb} {what}, {} not", names.join(", "), others.join(", ")),
            "no action needed; to use another one, remove the others",
        );
    }

    fn media_type(&mut self, media_type: Candidate, origin: &Origin) -> Option<Content> {
        let (kind, name, location) = (media_type.kind, &media_type.name, &media_type.location);
        self.document.node::<openapiv3::MediaType>(location, self.report)?;
        self.unknown_keys(location, Object::MediaType);
        let items = location.child(keys::ITEM_SCHEMA);
        if self.document.value(&items).is_some()
            && !matches!(kind, BodyKind::JsonLines | BodyKind::Events)
        {
            self.report_at(
                Code::NewerFeature,
                &items.key(),
                format!(
                    "the items of `{name}` are not read one by one: only events and JSON lines are"
                ),
                "no action needed",
            );
        }
        let (format, ty) = self.format(&media_type, origin);
        let forms = matches!(kind, BodyKind::Form | BodyKind::Multipart);
        if !forms && !self.members(location, "encoding").is_empty() {
            self.report_at(
                Code::EncodingIgnored,
                &location.child("encoding").key(),
                format!("`encoding` has no meaning for `{name}`"),
                "remove it",
            );
        }
        Some(Content {
            examples: self.examples(location),
            media_type: media_type.name,
            others: media_type.others,
            words: String::new(),
            format,
            ty,
        })
    }

    /// The format and the type of a body in a media type.
    fn format(&mut self, media_type: &Candidate, origin: &Origin) -> (ContentFormat, Type) {
        let Candidate { kind, name, location, .. } = media_type;
        let schema = location.child("schema");
        let described = self.object(&schema).is_some();
        match kind {
            BodyKind::Text => (ContentFormat::Text, self.raw(StringFormat::Plain, name, &schema)),
            BodyKind::JsonLines if self.is_lines_of_text(name, location) => {
                (ContentFormat::TextLines, Type::Scalar(Scalar::String(StringFormat::Plain)))
            }
            BodyKind::JsonLines => (ContentFormat::JsonLines, self.line(location, origin)),
            BodyKind::Events => {
                let (data, ty) = self.event_data(location, origin);
                (ContentFormat::Events(data), ty)
            }
            BodyKind::Binary => {
                (ContentFormat::Binary, self.raw(StringFormat::Binary, name, &schema))
            }
            _ => {
                let ty = if described { self.schema(&schema, origin.clone()) } else { Type::Json };
                let words = match origin {
                    Origin::Operation { operation, .. } => operation.as_str(),
                    Origin::Named(name) => name.as_str(),
                    _ => "",
                };
                let format = match kind {
                    BodyKind::Multipart => {
                        ContentFormat::Multipart(self.multipart(location, words))
                    }
                    BodyKind::Form => ContentFormat::Form(self.pairs(location)),
                    BodyKind::Xml => ContentFormat::Xml(Box::new(XmlBody::new(schema))),
                    _ => ContentFormat::Json,
                };
                (format, ty)
            }
        }
    }

    /// The type of a body that is passed on unchanged.
    fn raw(&mut self, format: StringFormat, name: &str, schema: &Location) -> Type {
        if let Some((_, raw)) = self.object(schema).and_then(|_| self.glance(schema))
            && !matches!(kind(raw), InstanceKind::String | InstanceKind::Any)
        {
            self.report_at(
                Code::SchemaNotUsed,
                &schema.key(),
                format!("the schema of `{name}` is not used: the body is passed on unchanged"),
                "if there is a JSON body, describe it beside this one",
            );
        }
        Type::Scalar(Scalar::String(format))
    }

    fn body_kind(&mut self, name: &str, location: &Location) -> BodyKind {
        let media_type = MediaType::of(name);
        match media_type.parts() {
            _ if media_type.is_json() && self.is_bytes(location) => BodyKind::JsonOfBytes,
            ("application", "json") => BodyKind::Json,
            _ if media_type.is_json() => BodyKind::JsonLike,
            _ if media_type.is_json_lines() => BodyKind::JsonLines,
            _ if media_type.is_xml() && self.describes_elements(location) => BodyKind::Xml,
            ("multipart", _) => BodyKind::Multipart,
            ("application", "x-www-form-urlencoded") => BodyKind::Form,
            ("text", "event-stream") => BodyKind::Events,
            ("*", _) | ("application", "*") => self.any_kind(location),
            ("text", _) if self.is_bytes(location) => BodyKind::Binary,
            ("text", _) => BodyKind::Text,
            _ => BodyKind::Binary,
        }
    }

    /// Whether the schema of a media type is bytes.
    fn is_bytes(&mut self, location: &Location) -> bool {
        let schema = location.child("schema");
        self.object(&schema).is_some()
            && self.glance(&schema).is_some_and(|(_, raw)| {
                kind(raw) == InstanceKind::String
                    && raw.get("format").and_then(Value::as_str) == Some("binary")
            })
    }

    /// Whether the lines of a body are text: each item, each element of an array, or the whole body
    /// is a string. The records of a JSON text sequence are JSON (RFC 7464).
    fn is_lines_of_text(&mut self, name: &str, location: &Location) -> bool {
        let (items, schema) = (location.child(keys::ITEM_SCHEMA), location.child("schema"));
        if self.object(&items).is_some() {
            return self.is_text_item(name, &items);
        }
        if self.object(&schema).is_none() {
            return false;
        }
        self.glance(&schema).is_some_and(|(location, raw)| match kind(raw) {
            InstanceKind::Array => self.is_text_item(name, &location.child("items")),
            kind => kind == InstanceKind::String && !raw.contains_key(keys::CONTENT_MEDIA_TYPE),
        })
    }

    /// Whether an item of a body of lines is any text.
    fn is_text_item(&mut self, name: &str, schema: &Location) -> bool {
        const OTHERS: &[&str] = &["enum", "format", "nullable", keys::CONTENT_MEDIA_TYPE];
        !MediaType::of(name).is_json_sequence()
            && self.object(schema).is_some()
            && self.glance(schema).is_some_and(|(_, raw)| {
                kind(raw) == InstanceKind::String
                    && !OTHERS.iter().any(|key| raw.contains_key(*key))
            })
    }

    /// Whether the schema of XML describes elements. Of a text or anything, it does not.
    fn describes_elements(&mut self, location: &Location) -> bool {
        let schema = location.child("schema");
        let Some((_, raw)) = self.object(&schema).and_then(|_| self.glance(&schema)) else {
            return false;
        };
        let has_parts = ["properties", "allOf", "oneOf", "anyOf"].iter().any(|key| holds(raw, key));
        match kind(raw) {
            InstanceKind::Array => true,
            InstanceKind::Object => {
                has_parts || raw.get("additionalProperties").is_some_and(Value::is_object)
            }
            InstanceKind::Any => has_parts,
            _ => raw.contains_key("xml"),
        }
    }

    /// How a body of any media type is written, by its schema.
    fn any_kind(&mut self, location: &Location) -> BodyKind {
        let schema = location.child("schema");
        if self.object(&schema).is_none() {
            return BodyKind::Binary;
        }
        let Some((_, raw)) = self.glance(&schema) else { return BodyKind::JsonLike };
        match (kind(raw), raw.get("format").and_then(Value::as_str)) {
            (InstanceKind::String, Some("binary")) => BodyKind::Binary,
            (InstanceKind::String, _) => BodyKind::Text,
            _ if raw.is_empty() => BodyKind::Binary,
            _ => BodyKind::JsonLike,
        }
    }
}
