//! The encoding of the properties of a form: as pairs, or as parts with media types and headers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Context;
use super::docs::prose;
use super::node::{InstanceKind, kind};
use crate::diagnostic::Code;
use crate::ir::{
    Access, Field, HeaderEncoding, HeaderValue, Multipart, ParameterLocation, PartHeader, Presence,
    PropertyEncoding, Struct, Type, UntypedPart, XmlBody,
};
use crate::load::grammar::Object;
use crate::load::keys;
use crate::source::{Location, MediaType};

/// What decides about the types of the properties of a multipart form.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PartRules {
    untyped: UntypedPart,
    /// What a property without a type is, if its encoding says so.
    encoded: BTreeMap<String, UntypedPart>,
    headers: Vec<PartHeader>,
}

impl PartRules {
    pub fn of(multipart: &Multipart) -> Self {
        let encoded = multipart.properties.iter().filter_map(|property| {
            let untyped = match &property.content_type {
                _ if property.is_styled => UntypedPart::Json,
                Some(content_type) if is_json(content_type) => UntypedPart::Json,
                Some(_) => UntypedPart::Bytes,
                None => return None,
            };
            Some((property.name.clone(), untyped))
        });
        Self {
            untyped: multipart.untyped,
            encoded: encoded.collect(),
            headers: multipart.headers.clone(),
        }
    }

    /// What a part of a list is if it has no type. Parts at some positions may have an encoding of
    /// their own: it is bytes if one of them is.
    pub fn untyped_element(&self) -> UntypedPart {
        let is_bytes = |part: &UntypedPart| *part == UntypedPart::Bytes;
        match self.encoded.values().any(is_bytes) {
            true => UntypedPart::Bytes,
            false => self.untyped(keys::EACH_PART),
        }
    }

    /// What an additional property without a type is.
    pub fn untyped_additional(&self) -> UntypedPart {
        self.untyped
    }

    /// What a property without a type is.
    pub fn untyped(&self, property: &str) -> UntypedPart {
        self.encoded.get(property).copied().unwrap_or(self.untyped)
    }

    /// Adds a field for each header of a part that the caller sets.
    pub fn add_headers(&self, structure: &mut Struct) {
        let of_part = |header: &&PartHeader| {
            structure.fields.iter().any(|field| field.name == header.part)
                && !structure.fields.iter().any(|field| field.name == header.property())
        };
        let headers: Vec<&PartHeader> = self.headers.iter().filter(of_part).collect();
        let fields = headers.into_iter().map(|part| Field {
            name: part.property(),
            ty: part.header.ty.clone(),
            presence: if part.required { Presence::Required } else { Presence::Optional },
            access: Access::WriteOnly,
            constant: None,
            is_secret: part.header.is_secret,
            docs: part.header.docs.clone(),
            location: part.header.location.clone(),
        });
        structure.fields.extend(fields.collect::<Vec<_>>());
    }
}

fn is_json(content_type: &str) -> bool {
    content_type.split(',').all(|one| MediaType::of(one).is_json())
}

impl Context<'_> {
    /// The encoding of a multipart form.
    pub(super) fn multipart(&mut self, media_type: &Location, operation: &str) -> Multipart {
        let follows_31 = self.document.value(&media_type.child(keys::PART_RULES)).is_some();
        let schema = self.glance(&media_type.child("schema"));
        let is_list = schema.is_some_and(|(_, raw)| kind(raw) == InstanceKind::Array);
        let mut properties = self.encodings(media_type);
        let mut headers = Vec::new();
        for property in &mut properties {
            let at = media_type.child("encoding").child(&property.name);
            let is_of_swagger = self.delimiter(&at).is_some();
            if property.is_styled && !follows_31 && !is_of_swagger {
                property.is_styled = false;
                let has = |key: &str| self.document.value(&at.child(key)).is_some();
                let key = ["style", "explode", "allowReserved"].into_iter().find(|key| has(key));
                self.encoding_ignored(
                    &at.child(key.unwrap_or("style")),
                    "a part has no style before OpenAPI 3.1",
                );
            }
            let of_caller = self.part_headers(property, &at, operation);
            if is_list && !of_caller.is_empty() {
                property.headers.retain(|(_, value)| matches!(value, HeaderValue::Constant(_)));
                let message = "a part of a list is sent only with headers that have one value";
                self.encoding_ignored(&at.child("headers"), message);
            } else {
                headers.extend(of_caller);
            }
        }
        self.nested_forms(media_type, &mut properties);
        self.content_of_parts(media_type, &mut properties);
        self.xml_parts(media_type, &mut properties);
        let untyped = if follows_31 { UntypedPart::Bytes } else { UntypedPart::Json };
        Multipart { properties, untyped, headers }
    }

    /// Removes the media type of objects and lists that should be multipart forms themselves: what
    /// is sent is none.
    fn nested_forms(&mut self, media_type: &Location, parts: &mut [PropertyEncoding]) {
        let Some((form, _)) = self.glance(&media_type.child("schema")) else { return };
        for part in parts {
            let names = part.content_type.as_deref().unwrap_or_default();
            if !names.trim_start().to_ascii_lowercase().starts_with("multipart/") {
                continue;
            }
            let schema = self.glance(&form.child("properties").child(&part.name));
            let kind = schema.map_or(InstanceKind::Any, |(_, raw)| kind(raw));
            if matches!(kind, InstanceKind::Object | InstanceKind::Array) {
                part.content_type = None;
                let at = media_type.child("encoding").child(&part.name).child("contentType");
                let message =
                    "a part cannot be a multipart form itself, so its media type is not used";
                self.encoding_ignored(&at, message);
            }
        }
    }

    /// The properties whose parts are XML: their media type is, and their schema, or that of their
    /// items, describes elements.
    fn xml_parts(&mut self, media_type: &Location, parts: &mut [PropertyEncoding]) {
        let is_xml = |part: &&mut PropertyEncoding| {
            let first = part.content_type.as_deref().and_then(|names| names.split(',').next());
            !part.is_styled && first.is_some_and(|name| MediaType::of(name.trim()).is_xml())
        };
        let Some((form, _)) = self.glance(&media_type.child("schema")) else { return };
        for part in parts.iter_mut().filter(is_xml) {
            let property = form.child("properties").child(&part.name);
            let Some((location, raw)) = self.glance(&property) else { continue };
            let is_list = raw.get("type").and_then(Value::as_str) == Some("array");
            let schema = if is_list { location.child("items") } else { property };
            if self.is_described_as_xml(&schema) {
                part.xml = Some(Box::new(XmlBody::new(schema)));
            }
        }
    }

    /// The headers of a part: those with one value are always sent, the caller sets the others.
    fn part_headers(
        &mut self,
        property: &mut PropertyEncoding,
        encoding: &Location,
        operation: &str,
    ) -> Vec<PartHeader> {
        let mut headers = Vec::new();
        for (name, at) in self.members(encoding, "headers") {
            if name.eq_ignore_ascii_case("content-disposition") {
                let message = "the header `Content-Disposition` of a part is always sent";
                self.encoding_ignored(&at, message);
                continue;
            }
            let Some(mut header) = self.header(name.clone(), &at, operation) else { continue };
            if header.encoding == HeaderEncoding::Json {
                header.ty = Type::JsonString(Box::new(header.ty));
            }
            let constant = self.glance(&header.location.child("schema")).and_then(|(_, raw)| {
                let values = raw.get("enum")?.as_array()?;
                values.first().filter(|_| values.len() == 1).cloned()
            });
            let required = self.document.value(&header.location.child("required"));
            let required = required.and_then(Value::as_bool).unwrap_or_default();
            let value = match constant {
                Some(Value::String(text)) => HeaderValue::Constant(text),
                Some(value) if !value.is_null() => HeaderValue::Constant(value.to_string()),
                _ => {
                    let part = PartHeader { part: property.name.clone(), header, required };
                    let value = HeaderValue::Property(part.property());
                    headers.push(part);
                    value
                }
            };
            property.headers.push((name, value));
        }
        headers
    }

    /// The media types and encodings that the schemas of parts have (OpenAPI 3.1.1, "Working with
    /// Binary Data").
    fn content_of_parts(&mut self, media_type: &Location, parts: &mut Vec<PropertyEncoding>) {
        let Some((form, _)) = self.glance(&media_type.child("schema")) else { return };
        for (name, at) in self.members(&form, "properties") {
            let Some((location, raw)) = self.glance(&at) else { continue };
            let items = match raw.get("type").and_then(Value::as_str) {
                Some("array") => self.glance(&location.child("items")).map(|(_, raw)| raw),
                _ => None,
            };
            let text = |key: &str| items.unwrap_or(raw).get(key).and_then(Value::as_str);
            let (content_type, encoding) =
                (text(keys::CONTENT_MEDIA_TYPE), text(keys::CONTENT_ENCODING));
            const BINARY: &str = "application/octet-stream";
            // Files have this media type anyway. For encoded text, it is the default, too (OpenAPI
            // 3.1, "Encoding Object", `contentType`).
            let content_type = match encoding {
                Some(_) => content_type.or(Some(BINARY)),
                None => content_type.filter(|name| *name != BINARY),
            };
            if content_type.is_none() && encoding.is_none() {
                continue;
            }
            let index = parts.iter().position(|part| part.name == name).unwrap_or(parts.len());
            if index == parts.len() {
                parts.push(PropertyEncoding::of(name));
            }
            let Some(part) = parts.get_mut(index).filter(|part| !part.is_styled) else { continue };
            if part.content_type.is_none() {
                part.content_type = content_type.map(str::to_owned);
            }
            let transfer = "Content-Transfer-Encoding";
            let has = part.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case(transfer));
            if let Some(encoding) = encoding.filter(|_| !has) {
                let value = HeaderValue::Constant(encoding.to_owned());
                part.headers.push((transfer.to_owned(), value));
            }
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
            let has = |key: &str| self.document.value(&at.child(key)).is_some();
            let delimiter = self.delimiter(&at);
            let is_styled = ["style", "explode", "allowReserved"].into_iter().any(has);
            let is_styled = is_styled || delimiter.is_some();
            let style = written
                .style
                .map_or(ParameterLocation::Query.default_style(), super::parameter::query_style);
            let style = delimiter.unwrap_or(style);
            let explode = self.document.value(&at.child("explode")).and_then(Value::as_bool);
            let reserved = self.document.value(&at.child("allowReserved"));
            encodings.push(PropertyEncoding {
                name,
                content_type: prose(written.content_type.as_deref()),
                is_styled,
                style,
                explode: explode.unwrap_or(style.explodes_by_default()),
                allow_reserved: reserved.and_then(Value::as_bool).unwrap_or_default(),
                xml: None,
                headers: Vec::new(),
            });
        }
        encodings
    }

    /// The encoding of an urlencoded form.
    pub(super) fn pairs(&mut self, media_type: &Location) -> Vec<PropertyEncoding> {
        let mut properties = self.encodings(media_type);
        for property in &mut properties {
            let at = media_type.child("encoding").child(&property.name);
            match property.is_styled {
                true => property.content_type = None,
                false => self.check_written(media_type, property),
            }
            if !self.members(&at, "headers").is_empty() {
                let message = "only parts of a multipart form have headers";
                self.encoding_ignored(&at.child("headers"), message);
            }
        }
        properties
    }

    /// Warns about an object or a list in an urlencoded form whose media type is not JSON.
    fn check_written(&mut self, media_type: &Location, property: &PropertyEncoding) {
        let Some(content_type) = &property.content_type else { return };
        let mut names = content_type.split(',').map(MediaType::of);
        let is_written = |name: MediaType| {
            let ranges_and_text = [("*", "*"), ("application", "*"), ("text", "plain")];
            name.is_json() || ranges_and_text.contains(&name.parts())
        };
        if names.any(is_written) {
            return;
        }
        let Some((form, _)) = self.glance(&media_type.child("schema")) else { return };
        let schema = self.glance(&form.child("properties").child(&property.name));
        let kind = schema.map_or(InstanceKind::Any, |(_, raw)| kind(raw));
        if matches!(kind, InstanceKind::Object | InstanceKind::Array) {
            let at = media_type.child("encoding").child(&property.name).child("contentType");
            let message = format!(
                "`{content_type}` is not used: an {} in an urlencoded form is written as JSON",
                kind.word()
            );
            self.encoding_ignored(&at, &message);
        }
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
