//! Bodies: which of the media types is used, and how.

use serde_json::Value;

use super::Context;
use super::docs::prose;
use super::node::{Kind, kind};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Body, Content, ContentFormat, Docs, OperationPart, Origin, PropertyEncoding, Scalar,
    StringFormat, Style, Type,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::Location;

/// How the body of a media type is written, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Way {
    Json,
    JsonLike,
    Multipart,
    Form,
    JsonLines,
    Events,
    Text,
    Binary,
}

impl Way {
    /// A word for it: ways with the same word are as good as each other.
    fn word(self) -> &'static str {
        match self {
            Self::Json | Self::JsonLike => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::JsonLines => "lines",
            Self::Events | Self::Text => "text",
            Self::Binary => "octets",
        }
    }
}

fn is_xml(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence.ends_with("/xml") || essence.ends_with("+xml")
}

fn is_media_type(name: &str) -> bool {
    name.contains('/')
}

/// A media type of a request's body or a response.
struct MediaType {
    way: Way,
    name: String,
    place: Location,
}

/// Takes the best one out, of equal ones the first.
fn best(media_types: &mut Vec<MediaType>) -> Option<MediaType> {
    let best = media_types.iter().map(|media_type| media_type.way).min()?;
    let chosen = media_types.iter().position(|media_type| media_type.way == best)?;
    Some(media_types.remove(chosen))
}

impl Context<'_> {
    /// The body of a request, once for each way to write it that says something of its own, best
    /// first: each with a word for the way.
    pub(super) fn bodies(
        &mut self,
        place: &Location,
        operation: &str,
    ) -> Vec<(&'static str, Body)> {
        let Some(followed) = self.shared(place) else { return Vec::new() };
        let target = followed.location;
        let Some(body) = self.document.node::<openapiv3::RequestBody>(&target, self.report) else {
            return Vec::new();
        };
        let chosen = self.choices(&target);
        let is_choice = chosen.len() > 1;
        let name = followed.reference.map(|_| self.name_of(&target));
        let mut bodies = Vec::new();
        for (index, media_type) in chosen.into_iter().enumerate() {
            let way = media_type.way.word();
            let suffix = if index == 0 { String::new() } else { format!(" {way}") };
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
                way,
                Body { required: body.required, content, is_choice, docs, place: target.clone() },
            ));
        }
        bodies
    }

    /// The media types of a request's body, one for each way to write it. Those that say the same
    /// as the best one are left out, those of which there is another one of the same way are left
    /// out with a word. Octets are octets: the caller says of which sort.
    fn choices(&mut self, holder: &Location) -> Vec<MediaType> {
        let mut media_types = self.sendable(holder);
        let (mut chosen, mut left_out): (Vec<MediaType>, Vec<MediaType>) = (Vec::new(), Vec::new());
        while let Some(next) = best(&mut media_types) {
            let octets =
                |known: &&mut MediaType| known.way == Way::Binary && next.way == Way::Binary;
            if let Some(known) = chosen.iter_mut().find(octets).filter(|_| !is_xml(&next.name)) {
                known.name = format!("{}, {}", known.name, next.name);
            } else if !chosen.iter().any(|known| self.is_alike(known, &next)) {
                let is_known = chosen.iter().any(|known| known.way.word() == next.way.word());
                if is_known { &mut left_out } else { &mut chosen }.push(next);
            }
        }
        self.left_out(holder, &chosen.iter().collect::<Vec<_>>(), "sent", &left_out);
        chosen
    }

    /// The media types of a request's body. A request sends no events: they are text.
    fn sendable(&mut self, holder: &Location) -> Vec<MediaType> {
        let mut media_types = self.media_types(holder);
        media_types
            .iter_mut()
            .filter(|media_type| media_type.way == Way::Events)
            .for_each(|one| one.way = Way::Text);
        media_types
    }

    /// Whether a media type says nothing that the better one does not say: it has the same schema,
    /// or is XML beside something that has types. A file is no part of anything but a multipart
    /// form.
    fn is_alike(&mut self, better: &MediaType, other: &MediaType) -> bool {
        if is_xml(&other.name) && better.way <= Way::Form {
            return true;
        }
        let document = self.document;
        let schema = |media_type: &MediaType| document.value(&media_type.place.child("schema"));
        let (one, two) = (schema(better), schema(other));
        one.is_some()
            && one == two
            && (other.way != Way::Multipart || !self.has_file(&other.place.child("schema")))
    }

    /// Whether a schema has a property that is a file.
    fn has_file(&mut self, schema: &Location) -> bool {
        let Some((place, _)) = self.target(schema) else { return false };
        let properties = self.members(&place, "properties");
        properties.iter().any(|(_, place)| {
            let is_file = |raw: &serde_json::Map<String, Value>| {
                raw.get("format").and_then(Value::as_str) == Some("binary")
            };
            let Some((place, raw)) = self.target(place) else { return false };
            is_file(raw)
                || self.target(&place.child("items")).is_some_and(|(_, items)| is_file(items))
        })
    }

    /// The media type that is used of those of a body that is read; others that say something of
    /// their own are left out with a word.
    pub(super) fn content(&mut self, holder: &Location, origin: &Origin) -> Option<Content> {
        let mut media_types = self.sendable(holder);
        let chosen = best(&mut media_types)?;
        media_types.retain(|other| !self.is_alike(&chosen, other));
        self.left_out(holder, &[&chosen], "read", &media_types);
        self.media_type(chosen, origin)
    }

    /// The media type that is used of those of a response, and the streams beside it, if it may
    /// have any; the others are left out with a word.
    pub(super) fn contents(
        &mut self,
        holder: &Location,
        origin: &Origin,
        may_stream: bool,
    ) -> Option<(Content, Vec<Content>)> {
        let mut media_types = self.media_types(holder);
        let chosen = best(&mut media_types)?;
        let mut streams = Vec::new();
        for way in [Way::JsonLines, Way::Events, Way::Binary] {
            let is_so = |media_type: &MediaType| {
                may_stream
                    && chosen.way != way
                    && media_type.way == way
                    && !is_xml(&media_type.name)
            };
            streams.extend(media_types.iter().position(is_so).map(|at| media_types.remove(at)));
        }
        // What is text beside something with types is the same for people to read.
        media_types.retain(|other| {
            !(self.is_alike(&chosen, other)
                || other.way == Way::Text && chosen.way <= Way::JsonLike)
        });
        let used: Vec<&MediaType> = [&chosen].into_iter().chain(&streams).collect();
        self.left_out(holder, &used, "read", &media_types);
        let content = self.media_type(chosen, origin)?;
        let streams =
            streams.into_iter().filter_map(|stream| self.media_type(stream, origin)).collect();
        Some((content, streams))
    }

    fn media_types(&mut self, holder: &Location) -> Vec<MediaType> {
        let mut members = self.members(holder, "content");
        // Beside a media type, a key that is none (RFC 9110, section 8.3.1) is nothing that a
        // message could carry.
        if members.iter().any(|(name, _)| is_media_type(name)) {
            let others: Vec<_> = members.extract_if(.., |(name, _)| !is_media_type(name)).collect();
            self.no_media_types(&others);
        }
        members
            .into_iter()
            .map(|(name, place)| MediaType { way: self.way(&name, &place), name, place })
            .collect()
    }

    fn no_media_types(&mut self, keys: &[(String, Location)]) {
        let Some((_, first)) = keys.first() else { return };
        let names: Vec<String> = keys.iter().map(|(name, _)| format!("`{name}`")).collect();
        let message = match keys.len() {
            1 => format!("{} is no media type, so it is left out", names.concat()),
            _ => format!("{} are no media types, so they are left out", names.join(", ")),
        };
        let help = "a media type has a `/`, as `application/json` has: remove it, or write which one it is";
        self.report.push(
            Diagnostic::new(Code::MediaTypesLeftOut, message)
                .at(first.key())
                .label("no media type")
                .help(help),
        );
    }

    fn left_out(
        &mut self,
        holder: &Location,
        used: &[&MediaType],
        what: &str,
        others: &[MediaType],
    ) {
        if others.is_empty() {
            return;
        }
        let names: Vec<String> = used.iter().map(|one| format!("`{}`", one.name)).collect();
        let others: Vec<String> = others.iter().map(|one| format!("`{}`", one.name)).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        self.say(
            Code::MediaTypesLeftOut,
            &holder.child("content").key(),
            format!("{} {verb} {what}, {} not", names.join(", "), others.join(", ")),
            "nothing needs to be done, unless another of them is wanted: then leave only that one",
        );
    }

    fn media_type(&mut self, media_type: MediaType, origin: &Origin) -> Option<Content> {
        let MediaType { way, name, place } = media_type;
        let place = &place;
        self.document.node::<openapiv3::MediaType>(place, self.report)?;
        self.unknown_keys(place, Object::MediaType);
        let items = place.child(keys::ITEM_SCHEMA);
        if self.document.value(&items).is_some() && !matches!(way, Way::JsonLines | Way::Events) {
            self.say(
                Code::NewerFeature,
                &items.key(),
                format!("the items of `{name}` are not passed on one by one: that is done for events and JSON lines"),
                "nothing needs to be done",
            );
        }
        let schema = place.child("schema");
        let described = self.object(&schema).is_some();
        let (format, ty) = match way {
            Way::Text => (ContentFormat::Text, self.raw(StringFormat::Plain, &name, &schema)),
            Way::JsonLines => (ContentFormat::JsonLines, self.line(place, origin)),
            Way::Events => {
                let (data, ty) = self.event_data(place, origin);
                (ContentFormat::Events(data), ty)
            }
            Way::Binary => (ContentFormat::Binary, self.raw(StringFormat::Binary, &name, &schema)),
            _ => {
                let ty = if described { self.schema(&schema, origin.clone()) } else { Type::Json };
                let format = match way {
                    Way::Multipart => ContentFormat::Multipart(self.encodings(place)),
                    Way::Form => ContentFormat::Form(self.encodings(place)),
                    _ => ContentFormat::Json,
                };
                (format, ty)
            }
        };
        let forms = matches!(way, Way::Form | Way::Multipart);
        if !forms && !self.members(place, "encoding").is_empty() {
            self.say(
                Code::EncodingIgnored,
                &place.child("encoding").key(),
                format!("`encoding` has no meaning for `{name}`"),
                "remove it",
            );
        }
        Some(Content { media_type: name, format, ty, examples: self.examples(place) })
    }

    /// The type of a body that is passed on as it is.
    fn raw(&mut self, format: StringFormat, name: &str, schema: &Location) -> Type {
        if let Some((_, raw)) = self.object(schema).and_then(|_| self.glance(schema))
            && !matches!(kind(raw), Kind::String | Kind::Any)
        {
            self.say(
                Code::SchemaNotUsed,
                &schema.key(),
                format!("the schema of `{name}` is not used: the body is passed on as it is"),
                "describe a JSON body beside it, if there is one",
            );
        }
        Type::Scalar(Scalar::String(format))
    }

    fn way(&mut self, name: &str, place: &Location) -> Way {
        let essence = name.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let (of, subtype) = essence.split_once('/').unwrap_or((essence.as_str(), ""));
        match (of, subtype) {
            ("application" | "text", "json") => Way::Json,
            (_, subtype) if subtype.ends_with("+json") => Way::JsonLike,
            ("multipart", _) => Way::Multipart,
            ("application", "x-www-form-urlencoded") => Way::Form,
            ("text", "event-stream") => Way::Events,
            ("application", "jsonl" | "x-jsonl" | "jsonlines" | "x-jsonlines") => Way::JsonLines,
            ("application", "ndjson" | "x-ndjson" | "json-seq") => Way::JsonLines,
            ("*", _) | ("application", "*") => self.any_way(place),
            ("text", _) => Way::Text,
            _ => Way::Binary,
        }
    }

    /// How a body of any media type is written: the schema tells.
    fn any_way(&mut self, place: &Location) -> Way {
        let schema = place.child("schema");
        if self.object(&schema).is_none() {
            return Way::Binary;
        }
        let Some((_, raw)) = self.glance(&schema) else { return Way::JsonLike };
        match (kind(raw), raw.get("format").and_then(Value::as_str)) {
            (Kind::String, Some("binary")) => Way::Binary,
            (Kind::String, _) => Way::Text,
            _ if raw.is_empty() => Way::Binary,
            _ => Way::JsonLike,
        }
    }

    /// How the properties of a form are written, where the document says so.
    fn encodings(&mut self, place: &Location) -> Vec<PropertyEncoding> {
        let mut encodings = Vec::new();
        for (name, at) in self.members(place, "encoding") {
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
            let style = written.style.map_or(Style::Form, super::parameter::query_style);
            let explode = self.document.value(&at.child("explode")).and_then(Value::as_bool);
            encodings.push(PropertyEncoding {
                name,
                content_type: prose(written.content_type.as_deref()),
                style,
                explode: explode.unwrap_or(style == Style::Form),
            });
        }
        encodings
    }

    fn encoding_ignored(&mut self, place: &Location, message: &str) {
        self.say(
            Code::EncodingIgnored,
            &place.key(),
            message,
            "remove it, if the server does not need it",
        );
    }
}
