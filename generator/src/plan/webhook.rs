//! Webhooks, with one type for all of them, and callbacks.

use std::collections::{BTreeMap, BTreeSet};

use super::direction::Direction;
use super::docs;
use super::krate::{
    BodyFunction, BodyFunctionKind, BodyType, Callback, Docs, Inline, Item, ItemKind, Module,
    Paragraph, RustType, Shape, SourceLocation, UnionItem, UnionVariant, Webhooks, WithoutTag,
};
use super::name::{self, Case, Ident, Namespace};
use super::reserved;
use super::response::header_fields;
use super::status::status_words;
use super::tag::requires;
use super::types::TypeMap;
use super::union::shape;
use super::xml::xml_of;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{
    self, Content, ContentFormat, Enum, EnumValues, Field, Operation, Presence, Struct, Type,
    TypeKind, Webhook, XmlElement, XmlSchema, XmlUnion, XmlVariant,
};
use crate::source::Location;

/// The webhooks of an API.
pub fn plan(types: &TypeMap<'_>, module: Module, report: &mut Report) -> Webhooks {
    let webhooks = &types.api.webhooks;
    let body = |webhook: &Webhook| {
        webhook.body.as_ref().map(|body| types.rust_type(&body.ty, Direction::Response))
    };
    let bodies: Vec<(String, Option<RustType>, Docs)> = webhooks
        .iter()
        .map(|webhook| (webhook.name.clone(), body(webhook), docs::of(&webhook.docs)))
        .collect();
    let tag = tag(types);
    let with_body: Vec<&Webhook> =
        webhooks.iter().filter(|webhook| event_body(webhook).is_some()).collect();
    if let (None, [first, _, ..]) = (&tag, with_body.as_slice()) {
        let diagnostic = Diagnostic::new(
            Code::WebhooksAlike,
            "no property identifies the webhooks, so there is no type for all of them",
        );
        let help =
            "give every body the same property, such as `type`, with a different `enum` or `const`";
        report.push(diagnostic.at(first.location.key()).help(help));
    }
    let event_element = tag.as_ref().and_then(|tag| event_element(types, tag));
    let event = tag.map(|tag| event(types, &tag, &bodies));
    let is_event = |webhook: &Webhook| event.is_some() && event_body(webhook).is_some();
    let others = webhooks.iter().filter(|webhook| !is_event(webhook));
    let mut functions: Vec<BodyFunction> =
        others.filter_map(|webhook| read_webhook(types, webhook)).collect();
    let of_webhooks = webhooks.iter().flat_map(|webhook| &webhook.headers);
    let source = webhooks.first().map(|webhook| &webhook.location);
    let headers = source.and_then(|source| {
        let ident = name::ident("event headers", Case::Type);
        headers(types, ident, of_webhooks, source)
    });
    let mut callbacks = CallbackPlanner::new(types, &mut functions);
    callbacks.plan();
    let callbacks = callbacks.planned;
    Webhooks { module, event, event_element, headers, bodies, callbacks, functions }
}

/// The headers of requests that the API sends.
fn headers<'h>(
    types: &TypeMap<'_>,
    ident: Ident,
    documented: impl Iterator<Item = &'h ir::Header>,
    source: &Location,
) -> Option<Item> {
    let fields = header_fields(types, documented);
    if fields.is_empty() {
        return None;
    }
    let docs = docs::line(vec![Inline::Text("The headers of a request of the API.")]);
    let kind = ItemKind::Headers(fields);
    Some(Item { ident, docs, derives: Vec::new(), kind, source: source.into() })
}

/// The root element of all webhooks: that of each, identified by the property that identifies the
/// webhook.
fn event_element(types: &TypeMap<'_>, tag: &EventTag) -> Option<(Ident, XmlElement)> {
    let webhooks = types.api.webhooks.iter().zip(&tag.values);
    let variants = webhooks.filter_map(|(webhook, values)| {
        let root = &xml_of(webhook.body.as_ref()?).next()?.root;
        Some(XmlVariant {
            name: root.name.clone(),
            tags: values.clone(),
            is_default: false,
            schema: root.schema.clone(),
        })
    });
    let variants: Vec<XmlVariant> = variants.collect();
    let schema = XmlSchema::Union(XmlUnion { tag: Some(tag.property.clone()), variants });
    let ident = types.xml.event()?.clone();
    Some((ident, XmlElement { name: None, schema, is_nullable: false }))
}

/// The body of a webhook that is JSON or XML, so that a property can identify it.
fn event_body(webhook: &Webhook) -> Option<&Content> {
    webhook.body.as_ref().filter(|body| body.format.is_typed())
}

/// The function that reads a webhook that is a form or may be XML.
fn read_webhook(types: &TypeMap<'_>, webhook: &Webhook) -> Option<BodyFunction> {
    let content = webhook.body.as_ref()?;
    let (kind, end) = read_function(types, content)?;
    Some(BodyFunction {
        ident: name::ident(&format!("read {}", webhook.name), Case::Value),
        kind,
        ty: BodyType::Api(types.rust_type(&content.ty, Direction::Response)),
        docs: docs::line(vec![
            Inline::Text("Reads a request of the webhook "),
            Inline::Code(webhook.name.clone()),
            Inline::Text(end),
        ]),
    })
}

/// How a request is read that is not only JSON, and the end of a line about it.
fn read_function(
    types: &TypeMap<'_>,
    content: &Content,
) -> Option<(BodyFunctionKind, &'static str)> {
    if let ContentFormat::Form(encodings) = &content.format {
        return Some((BodyFunctionKind::ReadForm(encodings.clone()), ", which is a form."));
    }
    let root = types.xml.root(xml_of(content).next()?)?.clone();
    Some((BodyFunctionKind::ReadXml(root), ", which is JSON or XML."))
}

/// Plans the callbacks of all operations. Each has a URL of its own, so each has its own types for
/// its body and its responses.
struct CallbackPlanner<'p, 'a> {
    types: &'p TypeMap<'a>,
    /// The types.
    names: Namespace,
    /// The functions.
    functions: Namespace,
    planned: Vec<Callback>,
    written: &'p mut Vec<BodyFunction>,
}

impl<'p, 'a> CallbackPlanner<'p, 'a> {
    fn new(types: &'p TypeMap<'a>, written: &'p mut Vec<BodyFunction>) -> Self {
        let reserved = ["Event", "EventHeaders", "Parts", "WebhookError"];
        let names = Namespace::reserving(reserved::types().chain(reserved), "Callback");
        let known = written.iter().map(|function| function.ident.plain());
        let functions = Namespace::reserving(known, "_callback");
        Self { types, names, functions, planned: Vec::new(), written }
    }

    fn plan(&mut self) {
        for operation in &self.types.api.operations {
            for callback in &operation.callbacks {
                let alike =
                    operation.callbacks.iter().filter(|other| other.name == callback.name).count();
                let method =
                    if alike > 1 { callback.method.as_str().to_lowercase() } else { String::new() };
                let of_operation = self.types.words_of(operation);
                let words = format!("{of_operation} {} {method}", callback.name);
                let planned = self.callback(operation, callback, &words);
                self.planned.push(planned);
            }
        }
    }

    fn callback(
        &mut self,
        operation: &Operation,
        callback: &ir::Callback,
        words: &str,
    ) -> Callback {
        let docs = callback_docs(operation, callback);
        let body = callback.body.as_ref().map(|content| {
            let item = self.alias(callback, words, content, Direction::Response);
            if let Some((kind, end)) = read_function(self.types, content) {
                let line = ["Reads a request of the callback ", end];
                self.function(callback, &item.ident, kind, line);
            }
            Item { docs: docs.clone(), ..item }
        });
        let headers = if callback.headers.is_empty() {
            None
        } else {
            let ident = name::ident(&format!("{words} headers"), Case::Type);
            let ident = self.names.take(ident, &callback.location).0;
            headers(self.types, ident, callback.headers.iter(), &callback.location)
        };
        let with_body =
            callback.replies.iter().filter_map(|reply| Some((reply, reply.content.as_ref()?)));
        let several = with_body.clone().count() > 1;
        let mut replies = Vec::new();
        for (reply, content) in with_body {
            let status = if several { status_words(reply.status, false) } else { String::new() };
            let line = vec![
                Inline::Text("The body of the "),
                Inline::Code(reply.status.to_string()),
                Inline::Text(" response to the callback "),
                Inline::Code(callback.name.clone()),
                Inline::Text(" of "),
                Inline::Code(operation.id.clone()),
                Inline::Text("."),
            ];
            let words = format!("{words} {status} response");
            let item = self.alias(callback, &words, content, Direction::Request);
            let root = xml_of(content).next().and_then(|body| self.types.xml.root(body));
            if let Some(root) = root {
                let kind = BodyFunctionKind::WriteXml(root.clone());
                let line = ["Writes a response to the callback ", " as XML."];
                self.function(callback, &item.ident, kind, line);
            }
            replies.push(Item { docs: docs::line(line), ..item });
        }
        Callback {
            name: callback.name.clone(),
            operation: operation.id.clone(),
            body,
            headers,
            replies,
            docs,
            source: (&callback.location).into(),
        }
    }

    /// An alias without docs.
    fn alias(
        &mut self,
        callback: &ir::Callback,
        words: &str,
        content: &ir::Content,
        direction: Direction,
    ) -> Item {
        let ident = self.names.take(name::ident(words, Case::Type), &callback.location).0;
        Item {
            ident,
            docs: Docs::default(),
            derives: Vec::new(),
            kind: ItemKind::Alias(self.types.rust_type(&content.ty, direction)),
            source: (&callback.location).into(),
        }
    }

    /// Adds the function for a body whose type is `ident`. `line` is what it does, around the name
    /// of the callback.
    fn function(
        &mut self,
        callback: &ir::Callback,
        ident: &Ident,
        kind: BodyFunctionKind,
        [start, end]: [&'static str; 2],
    ) {
        let verb = match kind {
            BodyFunctionKind::ReadXml(_) | BodyFunctionKind::ReadForm(_) => "read",
            BodyFunctionKind::WriteXml(_) => "write",
        };
        let words = name::ident(&format!("{verb} {}", ident.plain()), Case::Value);
        self.written.push(BodyFunction {
            ident: self.functions.take(words, &callback.location).0,
            kind,
            ty: BodyType::Callback(ident.clone()),
            docs: docs::line(vec![
                Inline::Text(start),
                Inline::Code(callback.name.clone()),
                Inline::Text(end),
            ]),
        });
    }
}

/// The description of a callback, its request, and the responses to it.
fn callback_docs(operation: &Operation, callback: &ir::Callback) -> Docs {
    let mut docs = docs::or(docs::of(&callback.docs), || {
        vec![Inline::Text("The callback "), Inline::Code(callback.name.clone()), Inline::Text(".")]
    });
    let request = format!("{} {}", callback.method, callback.expression);
    docs.paragraphs.push(Paragraph::Line(vec![
        Inline::Code(request),
        Inline::Text(", sent after "),
        Inline::Code(operation.id.clone()),
        Inline::Text("."),
    ]));
    let replies = callback.replies.iter().map(|reply| {
        let mut line = vec![Inline::Text("Respond with "), Inline::Code(reply.status.to_string())];
        let description = reply.description.as_deref().unwrap_or_default().trim();
        if !description.is_empty() {
            line.push(Inline::Text(": "));
            line.push(Inline::Words(docs::first_paragraph(description).to_owned()));
        }
        line
    });
    let replies: Vec<Vec<Inline>> = replies.collect();
    if !replies.is_empty() {
        docs.paragraphs.push(Paragraph::List(replies));
    }
    docs
}

fn event(types: &TypeMap<'_>, tag: &EventTag, bodies: &[(String, Option<RustType>, Docs)]) -> Item {
    let mut names = Namespace::reserving(["Unknown"], "Event");
    let mut variants = Vec::new();
    let webhooks = bodies.iter().zip(&types.api.webhooks).zip(&tag.values);
    for (index, (((name, ty, docs), webhook), values)) in webhooks.enumerate() {
        let Some((ty, body)) = ty.as_ref().zip(event_body(webhook)) else { continue };
        let line =
            || vec![Inline::Text("The webhook "), Inline::Code(name.clone()), Inline::Text(".")];
        variants.push(UnionVariant {
            ident: names.take(name::ident(name, Case::Type), &webhook.location).0,
            ty: ty.clone(),
            tags: values.clone(),
            is_default: false,
            written_tag: match values.as_slice() {
                [only] if !tag.may_lack.contains(&index) => Some(only.clone()),
                _ => None,
            },
            shape: tag.shape(index, shape(types, &body.ty)),
            from: bodies.iter().filter(|(_, other, _)| other.as_ref() == Some(ty)).count() == 1,
            from_str: false,
            docs: docs::or(docs.clone(), line),
            source: (&webhook.location).into(),
        });
    }
    let catch_all = name::ident("unknown", Case::Type);
    let kind = ItemKind::Union(UnionItem {
        debug: types.secrets.of_webhooks(types.api),
        tag: Some(tag.property.clone()),
        without_tag: match tag.may_lack.is_empty() {
            true => WithoutTag::Unknown,
            false => WithoutTag::ByShape,
        },
        variants,
        catch_all,
    });
    let line = vec![
        Inline::Text("A webhook, identified by its property "),
        Inline::Code(tag.property.clone()),
        Inline::Text("."),
    ];
    Item {
        ident: name::ident("event", Case::Type),
        docs: docs::line(line),
        derives: Vec::new(),
        kind,
        source: SourceLocation(types.api.webhooks.first().map(|first| first.location.clone())),
    }
}

/// The property that identifies a webhook.
struct EventTag {
    property: String,
    /// The values for each webhook; none for one without a body of JSON or XML.
    values: Vec<Vec<String>>,
    /// The webhooks whose bodies are also recognized without the property: they do not require it,
    /// but a property that no other body has.
    may_lack: BTreeSet<usize>,
}

impl EventTag {
    fn new(types: &TypeMap<'_>, property: &str, values: Vec<Vec<String>>) -> Self {
        let webhooks = types.api.webhooks.iter().enumerate();
        let events = webhooks.filter(|(_, webhook)| event_body(webhook).is_some());
        let structures: Vec<(usize, &Struct)> = events
            .filter_map(|(index, webhook)| Some((index, structure(types, webhook)?)))
            .collect();
        let mut uses: BTreeMap<&str, usize> = BTreeMap::new();
        for field in structures.iter().flat_map(|(_, structure)| &structure.fields) {
            *uses.entry(&field.name).or_default() += 1;
        }
        let is_own = |field: &Field| {
            field.presence == Presence::Required && uses.get(&*field.name) == Some(&1)
        };
        let may_lack = structures.into_iter().filter(|(_, structure)| {
            !requires(structure, property) && structure.fields.iter().any(is_own)
        });
        let may_lack = may_lack.map(|(index, _)| index).collect();
        Self { property: property.to_owned(), values, may_lack }
    }

    /// The shape of a webhook's body. Without the property, those that may lack it fit better.
    fn shape(&self, index: usize, shape: Shape) -> Shape {
        let mut required = shape.required;
        if !self.may_lack.contains(&index) && !required.contains(&self.property) {
            required.push(self.property.clone());
        }
        Shape { required, ..shape }
    }
}

/// Finds the property that identifies a webhook: a string enum in every body, without a value that
/// two of them share. A webhook whose name is a value has only that one.
fn tag(types: &TypeMap<'_>) -> Option<EventTag> {
    let first = types.api.webhooks.iter().find(|webhook| event_body(webhook).is_some())?;
    structure(types, first)?.fields.iter().find_map(|field| {
        let values: Option<Vec<Vec<String>>> =
            types.api.webhooks.iter().map(|webhook| values(types, webhook, &field.name)).collect();
        let values = values?;
        let mut seen = BTreeSet::new();
        let differ = values.iter().flatten().all(|value| seen.insert(value));
        // With a single webhook, any enum would do. It must have a single value then.
        let tells = |values: &&Vec<String>| !values.is_empty();
        let is_tag = values.iter().filter(tells).nth(1).is_some()
            || values.iter().all(|values| values.len() <= 1);
        (differ && is_tag).then(|| EventTag::new(types, &field.name, values))
    })
}

/// The values of a property that identify a webhook. `None` if the property is no string enum.
fn values(types: &TypeMap<'_>, webhook: &Webhook, property: &str) -> Option<Vec<String>> {
    if event_body(webhook).is_none() {
        return Some(Vec::new());
    }
    let field = structure(types, webhook)?.fields.iter().find(|field| field.name == property)?;
    let (Type::Named(id), _) = field.ty.without_null() else { return None };
    let TypeKind::Enum(Enum { values: EnumValues::Strings(values), .. }) =
        &types.api.types.get(*id)?.kind
    else {
        return None;
    };
    let values: Vec<String> = values.iter().map(|value| value.value.clone()).collect();
    if values.contains(&webhook.name) { Some(vec![webhook.name.clone()]) } else { Some(values) }
}

fn structure<'a>(types: &'a TypeMap<'_>, webhook: &'a Webhook) -> Option<&'a Struct> {
    let (ty, _) = webhook.body.as_ref()?.ty.without_null();
    types.api.types.structure(ty).map(|(_, structure)| structure)
}
