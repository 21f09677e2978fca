//! Webhooks, with one type for all of them, and callbacks.

use std::collections::BTreeSet;

use super::direction::Direction;
use super::docs;
use super::krate::{
    Callback, Inline, Item, ItemKind, Module, Paragraph, RustType, Shape, ShapeKind,
    SourceLocation, UnionItem, UnionVariant, Webhooks, WithoutTag,
};
use super::name::{self, Case, Namespace};
use super::reserved;
use super::status::status_words;
use super::types::TypeMap;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::ir::{self, Enum, EnumValues, Operation, Struct, Type, TypeKind, Webhook};

/// The webhooks of an API.
pub fn plan(types: &TypeMap<'_>, module: Module, report: &mut Report) -> Webhooks {
    let webhooks = &types.api.webhooks;
    let body = |webhook: &Webhook| {
        webhook.body.as_ref().map(|ty| types.rust_type(ty, Direction::Response))
    };
    let bodies: Vec<(String, Option<RustType>, super::krate::Docs)> = webhooks
        .iter()
        .map(|webhook| (webhook.name.clone(), body(webhook), docs::of(&webhook.docs)))
        .collect();
    let tag = tag(types);
    let with_body: Vec<&Webhook> =
        webhooks.iter().filter(|webhook| webhook.body.is_some()).collect();
    if let (None, [first, _, ..]) = (&tag, with_body.as_slice()) {
        let diagnostic = Diagnostic::new(
            Code::WebhooksAlike,
            "no property identifies the webhooks, so there is no type for all of them",
        );
        let help =
            "give every body the same property, such as `type`, with a different `enum` or `const`";
        report.push(diagnostic.at(first.location.key()).help(help));
    }
    let event = tag.map(|tag| event(types, &tag, &bodies));
    let callbacks = callbacks(types);
    Webhooks { module, event, bodies, callbacks }
}

/// The callbacks of all operations. Each has a URL of its own, so each has its own types for its
/// body and its responses.
fn callbacks(types: &TypeMap<'_>) -> Vec<Callback> {
    let mut names = Namespace::reserving(
        reserved::types().chain(["Event", "Parts", "WebhookError"]),
        "Callback",
    );
    let mut planned = Vec::new();
    for operation in &types.api.operations {
        for callback in &operation.callbacks {
            let alike =
                operation.callbacks.iter().filter(|other| other.name == callback.name).count();
            let method =
                if alike > 1 { callback.method.as_str().to_lowercase() } else { String::new() };
            let words = format!("{} {} {method}", operation.id, callback.name);
            planned.push(plan_callback(
                types,
                &mut names,
                operation,
                &NamedCallback { callback, words: &words },
            ));
        }
    }
    planned
}

/// A callback with the words for its types.
struct NamedCallback<'c> {
    callback: &'c ir::Callback,
    words: &'c str,
}

fn plan_callback(
    types: &TypeMap<'_>,
    names: &mut Namespace,
    operation: &Operation,
    named: &NamedCallback<'_>,
) -> Callback {
    let NamedCallback { callback, words } = *named;
    let mut alias = |words: &str, ty: &Type, direction, docs| {
        let ident = names.take(name::ident(words, Case::Type), &callback.location).0;
        Item {
            ident,
            docs,
            kind: ItemKind::Alias(types.rust_type(ty, direction)),
            source: (&callback.location).into(),
        }
    };
    let docs = callback_docs(operation, callback);
    let body = callback.body.as_ref().map(|ty| alias(words, ty, Direction::Response, docs.clone()));
    let with_body =
        callback.replies.iter().filter_map(|reply| Some((reply, reply.content.as_ref()?)));
    let several = with_body.clone().count() > 1;
    let replies = with_body.map(|(reply, content)| {
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
        alias(
            &format!("{words} {status} response"),
            &content.ty,
            Direction::Request,
            docs::line(line),
        )
    });
    let replies = replies.collect();
    Callback {
        name: callback.name.clone(),
        operation: operation.id.clone(),
        body,
        replies,
        docs,
        source: (&callback.location).into(),
    }
}

/// The description of a callback, its request, and the responses to it.
fn callback_docs(operation: &Operation, callback: &ir::Callback) -> super::krate::Docs {
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

fn event(
    types: &TypeMap<'_>,
    tag: &EventTag,
    bodies: &[(String, Option<RustType>, super::krate::Docs)],
) -> Item {
    let mut names = Namespace::reserving(["Unknown"], "Event");
    let mut variants = Vec::new();
    for (((name, ty, docs), webhook), values) in
        bodies.iter().zip(&types.api.webhooks).zip(&tag.values)
    {
        let Some(ty) = ty else { continue };
        let line =
            || vec![Inline::Text("The webhook "), Inline::Code(name.clone()), Inline::Text(".")];
        variants.push(UnionVariant {
            ident: names.take(name::ident(name, Case::Type), &webhook.location).0,
            ty: ty.clone(),
            tags: values.clone(),
            is_default: false,
            written_tag: if let [only] = values.as_slice() { Some(only.clone()) } else { None },
            shape: Shape { kind: ShapeKind::Object, ..Shape::default() },
            from: bodies.iter().filter(|(_, other, _)| other.as_ref() == Some(ty)).count() == 1,
            docs: docs::or(docs.clone(), line),
            source: (&webhook.location).into(),
        });
    }
    let catch_all = name::ident("unknown", Case::Type);
    let kind = ItemKind::Union(UnionItem {
        tag: Some(tag.property.clone()),
        without_tag: WithoutTag::Unknown,
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
        kind,
        source: SourceLocation(types.api.webhooks.first().map(|first| first.location.clone())),
    }
}

/// The property that identifies a webhook.
struct EventTag {
    property: String,
    /// The values for each webhook; none for one without a body.
    values: Vec<Vec<String>>,
}

/// Finds the property that identifies a webhook: a string enum in every body, without a value that
/// two of them share. A webhook whose name is a value has only that one.
fn tag(types: &TypeMap<'_>) -> Option<EventTag> {
    let first = types.api.webhooks.iter().find(|webhook| webhook.body.is_some())?;
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
        (differ && is_tag).then(|| EventTag { property: field.name.clone(), values })
    })
}

/// The values of a property that identify a webhook. `None` if the property is no string enum.
fn values(types: &TypeMap<'_>, webhook: &Webhook, property: &str) -> Option<Vec<String>> {
    if webhook.body.is_none() {
        return Some(Vec::new());
    }
    let field = structure(types, webhook)?.fields.iter().find(|field| field.name == property)?;
    let (Type::Named(id), _) = field.ty.without_null() else { return None };
    let TypeKind::Enum(Enum { values: EnumValues::Strings(values) }) =
        &types.api.types.get(*id)?.kind
    else {
        return None;
    };
    let values: Vec<String> = values.iter().map(|value| value.value.clone()).collect();
    if values.contains(&webhook.name) { Some(vec![webhook.name.clone()]) } else { Some(values) }
}

fn structure<'a>(types: &'a TypeMap<'_>, webhook: &'a Webhook) -> Option<&'a Struct> {
    let (Type::Named(id), _) = webhook.body.as_ref()?.without_null() else { return None };
    match &types.api.types.get(*id)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}
