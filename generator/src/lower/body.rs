//! Bodies: which of their media types are used, and how.

use serde_json::Value;

use super::Context;
use super::docs::prose;
use super::node::{Kind, kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Body, Content, ContentFormat, Docs, OperationPart, Origin, ParameterLocation, PropertyEncoding,
    Scalar, StringFormat, Type,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::{Location, MediaType};

/// How a body is written, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum BodyKind {
    Json,
    JsonLike,
    Multipart,
    Form,
    JsonLines,
    Events,
    Text,
    Binary,
}

impl BodyKind {
    /// The word for it in names. Kinds with the same word are equally good.
    fn word(self) -> &'static str {
        match self {
            Self::Json | Self::JsonLike => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::JsonLines => "lines",
            Self::Events | Self::Text => "text",
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
}

/// Takes out the best one, or the first of equal ones.
fn best(media_types: &mut Vec<Candidate>) -> Option<Candidate> {
    let best = media_types.iter().map(|media_type| media_type.kind).min()?;
    let chosen = media_types.iter().position(|media_type| media_type.kind == best)?;
    Some(media_types.remove(chosen))
}

impl Context<'_> {
    /// The body of a request, once for each kind that differs from the others, best first. Each has
    /// the word for its kind.
    pub(super) fn bodies(
        &mut self,
        location: &Location,
        operation: &str,
    ) -> Vec<(&'static str, Body)> {
        let Some(followed) = self.shared(location) else { return Vec::new() };
        let target = followed.location;
        let Some(body) = self.document.node::<openapiv3::RequestBody>(&target, self.report) else {
            return Vec::new();
        };
        let chosen = self.choices(&target);
        let is_choice = chosen.len() > 1;
        let name = followed.reference.map(|_| self.name_of(&target));
        let mut bodies = Vec::new();
        for (index, media_type) in chosen.into_iter().enumerate() {
            let word = media_type.kind.word();
            let suffix = if index == 0 { String::new() } else { format!(" {word}") };
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

    /// The media types of a request's body, one of each kind. One with the schema of a better one
    /// is ignored, and one of the same kind is ignored with a warning. Media types of plain bytes
    /// are one choice: the caller sets the `Content-Type`.
    fn choices(&mut self, holder: &Location) -> Vec<Candidate> {
        let mut media_types = self.sendable(holder);
        let (mut chosen, mut left_out): (Vec<Candidate>, Vec<Candidate>) = (Vec::new(), Vec::new());
        while let Some(next) = best(&mut media_types) {
            let are_bytes = |known: &&mut Candidate| {
                known.kind == BodyKind::Binary && next.kind == BodyKind::Binary
            };
            if let Some(known) =
                chosen.iter_mut().find(are_bytes).filter(|_| !MediaType::of(&next.name).is_xml())
            {
                known.name = format!("{}, {}", known.name, next.name);
            } else if !chosen.iter().any(|known| self.is_alike(known, &next)) {
                let is_known = chosen.iter().any(|known| known.kind.word() == next.kind.word());
                if is_known { &mut left_out } else { &mut chosen }.push(next);
            }
        }
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

    /// Whether a media type adds nothing to a better one: it has the same schema, or is XML beside
    /// something that has types. Only a multipart form can have a file as a part.
    fn is_alike(&mut self, better: &Candidate, other: &Candidate) -> bool {
        if MediaType::of(&other.name).is_xml() && better.kind <= BodyKind::Form {
            return true;
        }
        let document = self.document;
        let schema = |media_type: &Candidate| document.value(&media_type.location.child("schema"));
        let (one, two) = (schema(better), schema(other));
        one.is_some()
            && one == two
            && (other.kind != BodyKind::Multipart
                || !self.has_file(&other.location.child("schema")))
    }

    /// Whether a schema has a property that is a file.
    fn has_file(&mut self, schema: &Location) -> bool {
        let Some((location, _)) = self.target(schema) else { return false };
        let properties = self.members(&location, "properties");
        properties.iter().any(|(_, location)| {
            let is_file = |raw: &serde_json::Map<String, Value>| {
                raw.get("format").and_then(Value::as_str) == Some("binary")
            };
            let Some((location, raw)) = self.target(location) else { return false };
            is_file(raw)
                || self.target(&location.child("items")).is_some_and(|(_, items)| is_file(items))
        })
    }

    /// The body of a message that is read, in its best media type. Others with another schema are
    /// ignored with a warning.
    pub(super) fn content(&mut self, holder: &Location, origin: &Origin) -> Option<Content> {
        let mut media_types = self.sendable(holder);
        let chosen = best(&mut media_types)?;
        media_types.retain(|other| !self.is_alike(&chosen, other));
        self.left_out(holder, &[&chosen], "read", &media_types);
        self.media_type(chosen, origin)
    }

    /// The body of a response in its best media type, and the streams beside it if `may_stream`.
    /// Others are ignored with a warning.
    pub(super) fn contents(
        &mut self,
        holder: &Location,
        origin: &Origin,
        may_stream: bool,
    ) -> Option<(Content, Vec<Content>)> {
        let mut media_types = self.media_types(holder);
        let chosen = best(&mut media_types)?;
        let mut streams = Vec::new();
        for kind in [BodyKind::JsonLines, BodyKind::Events, BodyKind::Binary] {
            let is_so = |media_type: &Candidate| {
                may_stream
                    && chosen.kind != kind
                    && media_type.kind == kind
                    && !MediaType::of(&media_type.name).is_xml()
            };
            streams.extend(media_types.iter().position(is_so).map(|at| media_types.remove(at)));
        }
        // Text beside something with types has the same content for people.
        media_types.retain(|other| {
            !(self.is_alike(&chosen, other)
                || other.kind == BodyKind::Text && chosen.kind <= BodyKind::JsonLike)
        });
        let used: Vec<&Candidate> = [&chosen].into_iter().chain(&streams).collect();
        self.left_out(holder, &used, "read", &media_types);
        let content = self.media_type(chosen, origin)?;
        let streams =
            streams.into_iter().filter_map(|stream| self.media_type(stream, origin)).collect();
        Some((content, streams))
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
        let Candidate { kind, name, location } = media_type;
        let location = &location;
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
        let schema = location.child("schema");
        let described = self.object(&schema).is_some();
        let (format, ty) = match kind {
            BodyKind::Text => (ContentFormat::Text, self.raw(StringFormat::Plain, &name, &schema)),
            BodyKind::JsonLines => (ContentFormat::JsonLines, self.line(location, origin)),
            BodyKind::Events => {
                let (data, ty) = self.event_data(location, origin);
                (ContentFormat::Events(data), ty)
            }
            BodyKind::Binary => {
                (ContentFormat::Binary, self.raw(StringFormat::Binary, &name, &schema))
            }
            _ => {
                let ty = if described { self.schema(&schema, origin.clone()) } else { Type::Json };
                let format = match kind {
                    BodyKind::Multipart => ContentFormat::Multipart(self.encodings(location)),
                    BodyKind::Form => ContentFormat::Form(self.encodings(location)),
                    _ => ContentFormat::Json,
                };
                (format, ty)
            }
        };
        let forms = matches!(kind, BodyKind::Form | BodyKind::Multipart);
        if !forms && !self.members(location, "encoding").is_empty() {
            self.report_at(
                Code::EncodingIgnored,
                &location.child("encoding").key(),
                format!("`encoding` has no meaning for `{name}`"),
                "remove it",
            );
        }
        Some(Content { media_type: name, format, ty, examples: self.examples(location) })
    }

    /// The type of a body that is passed on unchanged.
    fn raw(&mut self, format: StringFormat, name: &str, schema: &Location) -> Type {
        if let Some((_, raw)) = self.object(schema).and_then(|_| self.glance(schema))
            && !matches!(kind(raw), Kind::String | Kind::Any)
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
            (_, "json") if media_type.is_json() => BodyKind::Json,
            _ if media_type.is_json() => BodyKind::JsonLike,
            ("multipart", _) => BodyKind::Multipart,
            ("application", "x-www-form-urlencoded") => BodyKind::Form,
            ("text", "event-stream") => BodyKind::Events,
            ("application", "jsonl" | "x-jsonl" | "jsonlines" | "x-jsonlines") => {
                BodyKind::JsonLines
            }
            ("application", "ndjson" | "x-ndjson" | "json-seq") => BodyKind::JsonLines,
            ("*", _) | ("application", "*") => self.any_kind(location),
            ("text", _) => BodyKind::Text,
            _ => BodyKind::Binary,
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
            (Kind::String, Some("binary")) => BodyKind::Binary,
            (Kind::String, _) => BodyKind::Text,
            _ if raw.is_empty() => BodyKind::Binary,
            _ => BodyKind::JsonLike,
        }
    }

    /// The encodings of the properties of a form.
    pub(super) fn encodings(&mut self, location: &Location) -> Vec<PropertyEncoding> {
        let mut encodings = Vec::new();
        for (name, at) in self.members(location, "encoding") {
            let Some(written) = self.document.node::<openapiv3::Encoding>(&at, self.report) else {
                continue;
            };
            self.unknown_keys(&at, Object::Encoding);
            if !written.headers.is_empty() {
                self.encoding_ignored(
                    &at.child("headers"),
                    "headers of a part are not supported yet",
                );
            }
            if written.allow_reserved {
                self.encoding_ignored(
                    &at.child("allowReserved"),
                    "`allowReserved` of a form is not supported yet",
                );
            }
            let style = written
                .style
                .map_or(ParameterLocation::Query.default_style(), super::parameter::query_style);
            let style = self.delimiter(&at).unwrap_or(style);
            let explode = self.document.value(&at.child("explode")).and_then(Value::as_bool);
            encodings.push(PropertyEncoding {
                name,
                content_type: prose(written.content_type.as_deref()),
                style,
                explode: explode.unwrap_or(style.explodes_by_default()),
            });
        }
        encodings
    }

    fn encoding_ignored(&mut self, location: &Location, message: &str) {
        self.report_at(
            Code::EncodingIgnored,
            &location.key(),
            message,
            "remove it if the server does not need it",
        );
    }
}
