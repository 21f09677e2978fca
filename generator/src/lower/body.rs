//! Bodies: which of their media types are used, and how.

use serde_json::Value;

use super::Context;
use super::docs::prose;
use super::media_type::{BodyKind, Candidate, Chosen, best_first, is_media_type, schemas, words};
use super::node::{InstanceKind, holds, kind};
use super::parameter::FORM;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{
    Body, Content, ContentFormat, Docs, OperationPart, Origin, Scalar, StringFormat, Type, XmlBody,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::{Location, MediaType};

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
        let mut chosen = Chosen::default();
        for next in best_first(self.sendable(holder)) {
            let schemas = schemas(document, &next);
            match chosen.same(&next, schemas) {
                Some(index) => chosen.add_name(index, next.name),
                None => chosen.push(next, schemas),
            }
        }
        chosen.media_types
    }

    /// The media types of a request's body. A request sends events as text, and a form that is no
    /// object unchanged.
    fn sendable(&mut self, holder: &Location) -> Vec<Candidate> {
        let media_types = self.media_types(holder);
        let mut media_types = self.forms_of_objects(media_types);
        media_types
            .iter_mut()
            .filter(|media_type| media_type.kind == BodyKind::Events)
            .for_each(|one| one.kind = BodyKind::Text);
        media_types
    }

    /// The media types without forms whose schemas describe no object, if there are others.
    /// The only one is text or bytes: the caller encodes the form.
    fn forms_of_objects(&mut self, mut media_types: Vec<Candidate>) -> Vec<Candidate> {
        let mut left = media_types.len();
        media_types.retain_mut(|media_type| {
            let Some(word) = self.no_form(media_type) else { return true };
            if left > 1 {
                left -= 1;
                self.no_object(media_type, word);
                return false;
            }
            let is_bytes = self.is_bytes(&media_type.location);
            if media_type.kind == BodyKind::Form {
                media_type.kind = if is_bytes { BodyKind::Binary } else { BodyKind::Text };
            }
            true
        });
        media_types
    }

    /// The kind of the values of a form, if they are no objects.
    fn no_form(&mut self, media_type: &Candidate) -> Option<&'static str> {
        let schema = media_type.location.child("schema");
        self.object(&schema)?;
        let (_, raw) = self.glance(&schema)?;
        let of_schema = kind(raw);
        let may_be_form = match media_type.kind {
            _ if matches!(of_schema, InstanceKind::Object | InstanceKind::Any) => true,
            // A list is parts without names, which a form does not have.
            BodyKind::Multipart if of_schema == InstanceKind::Array => {
                !matches!(MediaType::of(&media_type.name).parts(), (_, "form-data" | "*"))
            }
            BodyKind::Form | BodyKind::Multipart => false,
            _ => true,
        };
        (!may_be_form).then(|| of_schema.word())
    }

    fn no_object(&mut self, media_type: &Candidate, word: &str) {
        let message = format!(
            "`{}` is left out: its schema has the type `{word}`, but a form is an object",
            media_type.name
        );
        self.report.push(
            Diagnostic::new(Code::MediaTypesLeftOut, message)
                .at(media_type.location.key())
                .label("not a form")
                .help("describe the form with `type: object` and `properties`, or remove it"),
        );
    }

    /// The body of a message that the API sends, as JSON or as XML with the same schema. Others are
    /// ignored with a warning.
    pub(super) fn received(&mut self, holder: &Location, origin: &Origin) -> Option<Content> {
        let media_types = self.sendable(holder);
        let mut chosen = self.readable(media_types).into_iter();
        let first = chosen.next()?;
        let is_described = self.document.value(&first.location.child("schema")).is_some();
        let schemas_of_first = schemas(self.document, &first);
        // Another media type of the same schema is the same for people.
        let is_alike =
            |other: &Candidate| is_described && schemas(self.document, other) == schemas_of_first;
        let others: Vec<Candidate> = chosen.filter(|other| !is_alike(other)).collect();
        self.left_out(holder, &first, &others);
        self.media_type(first, origin)
    }

    /// The media types of a body that is read, best first. Those with the same body are one.
    fn readable(&mut self, media_types: Vec<Candidate>) -> Vec<Candidate> {
        let document = self.document;
        let mut chosen = Chosen::default();
        for next in best_first(media_types) {
            let schemas = schemas(document, &next);
            let as_text = if self.is_json_as_text(&next) { chosen.json(schemas) } else { None };
            let json = chosen.json(schemas);
            // A response in another media type than the first one is read by a method of its own.
            let as_xml = json.filter(|index| next.kind == BodyKind::Xml && *index == 0);
            let same = [chosen.same(&next, schemas), as_text].into_iter().flatten().min();
            match (same, as_xml) {
                (Some(index), _) => chosen.add_name(index, next.name),
                (None, Some(index)) => chosen.add_xml(index, next),
                (None, None) => chosen.push(next, schemas),
            }
        }
        chosen.media_types
    }

    /// The body of a response in its best media type, and those in others, one for each type and
    /// format.
    pub(super) fn contents(
        &mut self,
        holder: &Location,
        origin: &Origin,
    ) -> Option<(Content, Vec<Content>)> {
        let media_types = self.media_types(holder);
        let chosen = self.readable(media_types);
        let words = words(&chosen);
        let mut contents = Vec::new();
        for (media_type, words) in chosen.into_iter().zip(words) {
            if matches!(media_type.kind, BodyKind::Multipart | BodyKind::Form) {
                self.not_read(&media_type);
            }
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

    /// Warns about a form in a response: it is passed on as bytes.
    fn not_read(&mut self, media_type: &Candidate) {
        let schema = media_type.location.child("schema");
        if self.object(&schema).is_some() && !self.is_bytes(&media_type.location) {
            self.report_at(
                Code::SchemaNotUsed,
                &schema.key(),
                format!(
                    "the schema of `{}` is not used: the body is passed on unchanged",
                    media_type.name
                ),
                "no action needed; to get a type, describe a JSON body beside this one",
            );
        }
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
                xml: None,
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

    fn left_out(&mut self, holder: &Location, used: &Candidate, others: &[Candidate]) {
        if others.is_empty() {
            return;
        }
        let others: Vec<String> = others.iter().map(|one| format!("`{}`", one.name)).collect();
        self.report_at(
            Code::MediaTypesLeftOut,
            &holder.child("content").key(),
            format!("`{}` is read, {} not", used.name, others.join(", ")),
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
            xml: media_type.xml.map(|at| Box::new(XmlBody::new(at.child("schema")))),
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
        let is_form = MediaType::of(name).parts() == FORM;
        if let Some((_, raw)) = self.object(schema).and_then(|_| self.glance(schema))
            && (is_form || !matches!(kind(raw), InstanceKind::String | InstanceKind::Any))
        {
            let help = match name.contains('/') {
                true if is_form => "describe the form with `type: object` and `properties`",
                true if MediaType::of(name).parts().0 == "multipart" => {
                    "split the bytes into parts with a crate such as `multer`"
                }
                true => "if there is a JSON body, describe it beside this one",
                false => "a media type has a slash, as in `application/json`",
            };
            self.report_at(
                Code::SchemaNotUsed,
                &schema.key(),
                format!("the schema of `{name}` is not used: the body is passed on unchanged"),
                help,
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
        self.is_described_as_xml(&location.child("schema"))
    }

    /// Whether a schema describes elements.
    pub(super) fn is_described_as_xml(&mut self, schema: &Location) -> bool {
        let Some((_, raw)) = self.object(schema).and_then(|_| self.glance(schema)) else {
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
