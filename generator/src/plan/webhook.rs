//! Webhooks: one type for whatever arrives, told apart by the property that holds the name of the webhook.

use std::collections::BTreeSet;

use super::direction::Direction;
use super::docs;
use super::krate::{Inline, Item, ItemKind, Module, RustType, Shape, ShapeKind, UnionItem, UnionVariant, Webhooks};
use super::name::{self, Case, Namespace};
use super::types::Scope;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Enum, EnumValues, Struct, Type, TypeKind, Webhook};

/// The webhooks of an API.
pub fn plan(scope: &mut Scope<'_>, module: Module) -> Webhooks {
    let webhooks = &scope.api.webhooks;
    let body = |webhook: &Webhook| webhook.body.as_ref().map(|ty| scope.rust_type(ty, Direction::Response));
    let bodies: Vec<(String, Option<RustType>, super::krate::Docs)> =
        webhooks.iter().map(|webhook| (webhook.name.clone(), body(webhook), docs::of(&webhook.docs))).collect();
    let tag = tag(scope);
    let with_body: Vec<&Webhook> = webhooks.iter().filter(|webhook| webhook.body.is_some()).collect();
    if let (None, [first, _, ..]) = (&tag, with_body.as_slice()) {
        let diagnostic = Diagnostic::new(
            Code::WebhooksAlike,
            "no property tells the webhooks apart, so there is no type for all of them",
        );
        let help = "give every body a property with an `enum` or `const` of its own, such as `type`";
        scope.report.push(diagnostic.at(first.place.key()).help(help));
    }
    let event = tag.map(|tag| event(scope, &tag, &bodies));
    Webhooks { module, event, bodies }
}

fn event(scope: &Scope<'_>, tag: &Tag, bodies: &[(String, Option<RustType>, super::krate::Docs)]) -> Item {
    let mut names = Namespace::reserving(["Unknown"], "Event");
    let mut variants = Vec::new();
    for (((name, ty, docs), webhook), values) in bodies.iter().zip(&scope.api.webhooks).zip(&tag.values) {
        let Some(ty) = ty else { continue };
        let line = || vec![Inline::Text("The webhook "), Inline::Code(name.clone()), Inline::Text(".")];
        variants.push(UnionVariant {
            ident: names.take(name::ident(name, Case::Type), &webhook.place).0,
            ty: ty.clone(),
            tags: values.clone(),
            written_tag: if let [only] = values.as_slice() { Some(only.clone()) } else { None },
            shape: Shape { kind: ShapeKind::Object, required: Vec::new(), constants: Vec::new() },
            from: bodies.iter().filter(|(_, other, _)| other.as_ref() == Some(ty)).count() == 1,
            docs: docs::or(docs.clone(), line),
        });
    }
    let catch_all = name::ident("unknown", Case::Type);
    let kind = ItemKind::Union(UnionItem { tag: Some(tag.property.clone()), variants, catch_all });
    let line = vec![
        Inline::Text("What the server sends by itself, told apart by "),
        Inline::Code(tag.property.clone()),
        Inline::Text("."),
    ];
    Item { ident: name::ident("event", Case::Type), docs: docs::line(line), kind }
}

/// The property that tells the webhooks apart.
struct Tag {
    property: String,
    /// For each webhook the values that mean it; empty for one without a body.
    values: Vec<Vec<String>>,
}

/// A string enum in every body, of which no value means two webhooks: the name of the webhook where that is among the values,
/// otherwise all of them.
fn tag(scope: &Scope<'_>) -> Option<Tag> {
    let first = scope.api.webhooks.iter().find(|webhook| webhook.body.is_some())?;
    structure(scope, first)?.fields.iter().find_map(|field| {
        let values: Option<Vec<Vec<String>>> =
            scope.api.webhooks.iter().map(|webhook| values(scope, webhook, &field.name)).collect();
        let values = values?;
        let mut seen = BTreeSet::new();
        let differ = values.iter().flatten().all(|value| seen.insert(value));
        // Of one webhook alone, any enum would do: it is its tag only if it has but one value.
        let tells = |values: &&Vec<String>| !values.is_empty();
        let is_tag = values.iter().filter(tells).nth(1).is_some() || values.iter().all(|values| values.len() <= 1);
        (differ && is_tag).then(|| Tag { property: field.name.clone(), values })
    })
}

/// The values of a property that mean a webhook. `None` when they are not known.
fn values(scope: &Scope<'_>, webhook: &Webhook, property: &str) -> Option<Vec<String>> {
    if webhook.body.is_none() {
        return Some(Vec::new());
    }
    let field = structure(scope, webhook)?.fields.iter().find(|field| field.name == property)?;
    let (Type::Named(id), _) = scope.without_null(&field.ty) else { return None };
    let TypeKind::Enum(Enum { values: EnumValues::Strings(values) }) = &scope.api.types.get(*id)?.kind else {
        return None;
    };
    let values: Vec<String> = values.iter().map(|value| value.value.clone()).collect();
    if values.contains(&webhook.name) { Some(vec![webhook.name.clone()]) } else { Some(values) }
}

fn structure<'a>(scope: &'a Scope<'_>, webhook: &'a Webhook) -> Option<&'a Struct> {
    let (Type::Named(id), _) = scope.without_null(webhook.body.as_ref()?) else { return None };
    match &scope.api.types.get(*id)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}
