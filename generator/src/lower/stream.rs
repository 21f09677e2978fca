//! Streams: the types of their elements.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Context;
use super::node::{InstanceKind, holds, kind};
use crate::ir::{EventData, OperationPart, Origin, Scalar, StringFormat, Type};
use crate::load::keys;
use crate::source::{Location, MediaType};

const TEXT: (EventData, Type) =
    (EventData::Text, Type::Scalar(Scalar::String(StringFormat::Plain)));

impl Context<'_> {
    /// The type of one of the JSON values of a media type: its `itemSchema` (OpenAPI 3.2.0,
    /// "Sequential Media Types"), otherwise its `schema`, or the `items` of it if the body is
    /// described as one array.
    pub(super) fn line(&mut self, media_type: &Location, origin: &Origin) -> Type {
        let origin = part(origin, OperationPart::Line, "line");
        let items = media_type.child(keys::ITEM_SCHEMA);
        if self.object(&items).is_some() {
            return self.schema(&items, origin);
        }
        let schema = media_type.child("schema");
        if self.object(&schema).is_none() {
            return Type::Json;
        }
        match self.glance(&schema) {
            Some((location, raw)) if kind(raw) == InstanceKind::Array => {
                let items = location.child("items");
                if self.object(&items).is_some() { self.schema(&items, origin) } else { Type::Json }
            }
            _ => self.schema(&schema, origin),
        }
    }

    /// The data of the events of a media type. Its `itemSchema` describes a whole event if it has a
    /// property `data` (OpenAPI 3.2.0, "Special Considerations for `text/event-stream` Content"),
    /// otherwise the data, as its `schema` does. Before 3.2, some documents describe whole events
    /// by `schema`. If that is a list of events, its items are the same as an `itemSchema`.
    pub(super) fn event_data(
        &mut self,
        media_type: &Location,
        origin: &Origin,
    ) -> (EventData, Type) {
        let schema = media_type.child("schema");
        let items = media_type.child(keys::ITEM_SCHEMA);
        let items = match self.object(&items) {
            Some(_) => items,
            None => self.listed_event(&schema).unwrap_or(items),
        };
        let event = if self.is_event(&items) {
            Some(&items)
        } else {
            Some(&schema).filter(|schema| self.has_events(schema))
        };
        if let Some(event) = event {
            let origin = part(origin, OperationPart::Event, "event");
            return (EventData::Event, self.schema(event, origin));
        }
        let schema = if self.object(&items).is_some() { self.data_of(items) } else { schema };
        if self.object(&schema).is_none() {
            return TEXT;
        }
        let Some((location, raw)) = self.glance(&schema) else {
            return (EventData::Json, Type::Json);
        };
        let origin = part(origin, OperationPart::Event, "event");
        match kind(raw) {
            _ if raw.is_empty() => TEXT,
            InstanceKind::String => {
                let media_type =
                    raw.get(keys::CONTENT_MEDIA_TYPE).and_then(Value::as_str).unwrap_or_default();
                let content = location.child(keys::CONTENT_SCHEMA);
                if self.object(&content).is_some() {
                    (EventData::Json, self.schema(&content, origin))
                } else if MediaType::of(media_type).is_json() {
                    (EventData::Json, Type::Json)
                } else {
                    TEXT
                }
            }
            _ => (EventData::Json, self.schema(&schema, origin)),
        }
    }

    /// The items of a schema that describes all events as one list.
    fn listed_event(&mut self, schema: &Location) -> Option<Location> {
        self.object(schema)?;
        let (list, raw) = self.glance(schema)?;
        let items = list.child("items");
        self.object(&items).filter(|_| kind(raw) == InstanceKind::Array)?;
        let (item, _) = self.glance(&items)?;
        let has_data = self.object(&item.child("properties").child("data")).is_some();
        (has_data || self.has_events(&items) || self.is_event(&items)).then_some(items)
    }

    /// Whether a schema describes events by several schemas: alternatives or an `allOf`, of which
    /// one has a property `event`, or a property `data` that is text.
    fn is_event(&mut self, schema: &Location) -> bool {
        let mut seen = BTreeSet::new();
        let mut work = vec![schema.clone()];
        let (mut is_combined, mut is_event) = (false, false);
        while let Some(at) = work.pop() {
            let Some((location, raw)) = self.glance(&at) else { continue };
            if !seen.insert(location.clone()) {
                continue;
            }
            let properties = location.child("properties");
            let data = properties.child("data");
            let data = self.object(&data).map(|_| data).and_then(|data| self.glance(&data));
            let is_text = data.is_some_and(|(_, raw)| matches!(kind(raw), InstanceKind::String));
            is_event |= is_text || self.object(&properties.child("event")).is_some();
            for keyword in ["allOf", "oneOf", "anyOf"] {
                is_combined |= holds(raw, keyword);
                work.extend(self.elements(&location, keyword));
            }
        }
        is_combined && is_event
    }

    /// Whether a schema has alternatives, and each has a listed `event` and `data`.
    fn has_events(&mut self, schema: &Location) -> bool {
        let Some((location, _)) = self.glance(schema) else { return false };
        let mut alternatives = self.elements(&location, "oneOf");
        alternatives.extend(self.elements(&location, "anyOf"));
        let mut is_event = |alternative: &Location| {
            let Some((location, _)) = self.glance(alternative) else { return false };
            let properties = location.child("properties");
            let has_data = self.object(&properties.child("data")).is_some();
            let event = self.glance(&properties.child("event"));
            has_data && event.is_some_and(|(_, raw)| raw.contains_key("enum"))
        };
        !alternatives.is_empty() && alternatives.iter().all(&mut is_event)
    }

    /// The property `data` of a schema; the schema itself if it has none.
    fn data_of(&mut self, schema: Location) -> Location {
        let Some((location, _)) = self.glance(&schema) else { return schema };
        let data = location.child("properties").child("data");
        if self.object(&data).is_some() { data } else { schema }
    }
}

/// The origin of the name of an element.
fn part(origin: &Origin, part: OperationPart, words: &str) -> Origin {
    match origin {
        Origin::Operation { operation, part: OperationPart::ResponseBody(_) } => {
            Origin::Operation { operation: operation.clone(), part }
        }
        Origin::Named(name) => Origin::Named(format!("{name} {words}")),
        other => Origin::Item(Box::new(other.clone())),
    }
}
