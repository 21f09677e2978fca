//! Webhooks: one type for whatever arrives, told apart by the property that holds the name of the webhook.

use super::direction::Direction;
use super::docs;
use super::krate::{Inline, Item, ItemKind, Module, RustType, Shape, ShapeKind, UnionItem, UnionVariant, Webhooks};
use super::name::{self, Case, Namespace};
use super::types::Scope;
use crate::ir::{EnumValues, Type, TypeKind, Webhook};

/// The webhooks of an API.
pub fn plan(scope: &mut Scope<'_>, module: Module) -> Webhooks {
    let webhooks = &scope.api.webhooks;
    let body = |webhook: &Webhook| webhook.body.as_ref().map(|ty| scope.rust_type(ty, Direction::Response));
    let bodies: Vec<(String, Option<RustType>, super::krate::Docs)> =
        webhooks.iter().map(|webhook| (webhook.name.clone(), body(webhook), docs::of(&webhook.docs))).collect();
    let event = tag(scope).map(|tag| event(scope, &tag, &bodies));
    Webhooks { module, event, bodies }
}

fn event(scope: &Scope<'_>, tag: &str, bodies: &[(String, Option<RustType>, super::krate::Docs)]) -> Item {
    let mut names = Namespace::reserving(["Unknown"], "Event");
    let mut variants = Vec::new();
    for ((name, ty, docs), webhook) in bodies.iter().zip(&scope.api.webhooks) {
        let Some(ty) = ty else { continue };
        let line = || vec![Inline::Text("The webhook "), Inline::Code(name.clone()), Inline::Text(".")];
        variants.push(UnionVariant {
            ident: names.take(name::ident(name, Case::Type), &webhook.place).0,
            ty: ty.clone(),
            tags: vec![name.clone()],
            written_tag: Some(name.clone()),
            shape: Shape { kind: ShapeKind::Object, required: Vec::new(), constants: Vec::new() },
            from: bodies.iter().filter(|(_, other, _)| other.as_ref() == Some(ty)).count() == 1,
            docs: docs::or(docs.clone(), line),
        });
    }
    let catch_all = name::ident("unknown", Case::Type);
    let kind = ItemKind::Union(UnionItem { tag: Some(tag.to_owned()), variants, catch_all });
    let line = vec![
        Inline::Text("What the server sends by itself, told apart by "),
        Inline::Code(tag.to_owned()),
        Inline::Text("."),
    ];
    Item { ident: name::ident("event", Case::Type), docs: docs::line(line), kind }
}

/// The property of every body that is a string enum in which the name of the webhook is a value.
fn tag(scope: &Scope<'_>) -> Option<String> {
    let (first, rest) = scope.api.webhooks.split_first()?;
    let candidates = tags(scope, first);
    candidates.into_iter().find(|tag| rest.iter().all(|webhook| tags(scope, webhook).contains(tag)))
}

fn tags(scope: &Scope<'_>, webhook: &Webhook) -> Vec<String> {
    let Some(Type::Named(id)) = &webhook.body else { return Vec::new() };
    let Some(TypeKind::Struct(structure)) = scope.api.types.get(*id).map(|definition| &definition.kind) else {
        return Vec::new();
    };
    let names_it = |ty: &Type| {
        let (Type::Named(id), _) = scope.without_null(ty) else { return false };
        match scope.api.types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Enum(values)) => match &values.values {
                EnumValues::Strings(values) => values.iter().any(|value| value.value == webhook.name),
                EnumValues::Integers(_) => false,
            },
            _ => false,
        }
    };
    structure.fields.iter().filter(|field| names_it(&field.ty)).map(|field| field.name.clone()).collect()
}
