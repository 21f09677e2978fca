//! From definitions to items: structs, enums and aliases.

use std::collections::BTreeMap;

use super::direction::{Direction, Key, Ways};
use super::docs;
use super::krate::{
    AdditionalField, Docs, EnumItem, EnumVariant, Field, FieldPresence, Inline, Item, ItemKind,
    RustType, StructItem,
};
use super::name::{self, Case, Ident, Namespace};
use super::open;
use super::tag::Tags;
use super::types::Scope;
use super::union;
use crate::ir::{self, EnumValues, OperationPart, Origin, Presence, Struct, Type, TypeKind};
use crate::select::Contents;
use crate::source::Location;

/// The items of all definitions of an API, in the order of the document.
pub fn items(scope: &mut Scope<'_>) -> Vec<(Key, Item)> {
    let tags = Tags::of(scope.api, &scope.directions);
    let keys: Vec<Key> =
        scope.api.types.iter().flat_map(|(id, _)| scope.directions.keys(id)).collect();
    let mut items = Vec::with_capacity(keys.len());
    for key in keys {
        let api = scope.api;
        let (Some(definition), Some(ident)) =
            (api.types.get(key.id), scope.idents.get(&key).cloned())
        else {
            continue;
        };
        let kind = match &definition.kind {
            TypeKind::Struct(structure) => {
                ItemKind::Struct(struct_item(scope, key, &ident, structure, &tags))
            }
            TypeKind::Enum(values) => enum_item(scope, &ident, &values.values),
            TypeKind::Union(union) => ItemKind::Union(union::item(scope, key, union, &tags)),
            TypeKind::Alias(ty) => {
                ItemKind::Alias(scope.rust_type(ty, scope.directions.ways(key).direction()))
            }
        };
        let docs = docs::or(docs::of(&definition.docs), || origin_line(scope, &definition.origin));
        items.push((key, Item { ident, docs, kind, spot: (&definition.place).into() }));
    }
    items
}

fn struct_item(
    scope: &mut Scope<'_>,
    key: Key,
    owner: &Ident,
    structure: &Struct,
    tags: &Tags,
) -> StructItem {
    let ways = scope.directions.ways(key);
    let mut names = Namespace::reserving(["new"], "_field");
    let mut fields = Vec::new();
    for field in &structure.fields {
        if !ways.include(field.access) || tags.carried(key.id, &field.name) {
            continue;
        }
        let ident = member(scope, &mut names, owner, &field.name, Case::Value, &field.place);
        fields.push(struct_field(scope, ident, field, ways));
    }
    let additional = structure.additional.as_ref().map(|additional| AdditionalField {
        ident: names
            .take(
                name::ident("additional_properties", Case::Value),
                &Location::root(crate::source::FileId(0)),
            )
            .0,
        ty: scope.rust_type(&additional.ty, ways.direction()),
        setters: if ways.request {
            open::setters(&additional.names, &mut names)
        } else {
            Vec::new()
        },
        docs: docs::line(vec![Inline::Text("Properties that have no field of their own.")]),
    });
    // Without a client, nobody knows which side the program is on.
    let sendable = ways.request || scope.contents == Contents::Types;
    StructItem { fields, additional, sendable }
}

fn struct_field(scope: &Scope<'_>, ident: Ident, field: &ir::Field, ways: Ways) -> Field {
    let (bare, nullable) = scope.without_null(&field.ty);
    let plain = scope.rust_type(bare, ways.direction());
    let (presence, ty) = match (field.presence, nullable && plain != RustType::Json) {
        (Presence::Required, false) => (FieldPresence::Required, plain),
        (Presence::Required, true) => (FieldPresence::Required, RustType::Option(Box::new(plain))),
        (Presence::Optional, true) if ways.request => (FieldPresence::Maybe, plain),
        (Presence::Optional, _) => (FieldPresence::Optional, plain),
    };
    let own = inherited(scope, &field.docs, bare);
    let docs = docs::or(own, || {
        vec![Inline::Text("The property "), Inline::Code(field.name.clone()), Inline::Text(".")]
    });
    let sample = docs::sample(&field.docs);
    Field {
        ident,
        name: field.name.clone(),
        ty,
        presence,
        docs,
        sample,
        spot: (&field.place).into(),
    }
}

/// A use without words of its own takes those of the definition that it uses.
fn inherited(scope: &Scope<'_>, own: &ir::Docs, ty: &Type) -> Docs {
    let mut docs = own.clone();
    if let (None, None, Type::Named(id)) = (&docs.summary, &docs.description, ty)
        && let Some(definition) = scope.api.types.get(*id)
    {
        docs.description =
            definition.docs.description.clone().or_else(|| definition.docs.summary.clone());
    }
    docs::of(&docs)
}

fn enum_item(scope: &mut Scope<'_>, owner: &Ident, values: &EnumValues) -> ItemKind {
    match values {
        EnumValues::Strings(values) => ItemKind::StringEnum(variants(scope, owner, values)),
        EnumValues::Integers(values) => ItemKind::IntegerEnum(variants(scope, owner, values)),
    }
}

fn variants<T: Clone + ToString>(
    scope: &mut Scope<'_>,
    owner: &Ident,
    values: &[ir::EnumValue<T>],
) -> EnumItem<T> {
    let mut names = Namespace::reserving(["Unknown"], "Value");
    let variants = values.iter().map(|value| {
        let text = value.value.to_string();
        let words = value.name.clone().unwrap_or_else(|| number_words(&text));
        let ident = member(scope, &mut names, owner, &words, Case::Type, &value.place);
        let code = if text.is_empty() { "\"\"".to_owned() } else { text };
        let docs = match value.description.as_deref() {
            Some(description) => docs::or(docs::words(Some(description)), Vec::new),
            None => docs::line(vec![Inline::Code(code)]),
        };
        EnumVariant { ident, value: value.value.clone(), docs, spot: (&value.place).into() }
    });
    let variants = variants.collect();
    EnumItem { variants, catch_all: name::ident("unknown", Case::Type) }
}

/// The words for a value: `-1` is no name, `Minus1` is one; small numbers keep their digits.
fn number_words(text: &str) -> String {
    match text.strip_prefix('-').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        Some(digits) if !digits.is_empty() => format!("minus {digits}"),
        _ => text.to_owned(),
    }
}

/// Takes a name among the members of an item.
pub fn member(
    scope: &mut Scope<'_>,
    names: &mut Namespace,
    owner: &Ident,
    words: &str,
    case: Case,
    place: &Location,
) -> Ident {
    let key = format!("{owner}.{words}");
    let wanted = name::ident(scope.chosen(&key).unwrap_or(words), case);
    let (ident, clash) = names.take(wanted, place);
    scope.say(clash, &ident, &key, place);
    ident
}

/// What an item without words of its own is.
fn origin_line(scope: &Scope<'_>, origin: &Origin) -> Vec<Inline> {
    let owner = |id| {
        let key = scope.directions.key(id, Direction::Response);
        scope.idents.get(&key).cloned().map_or(Inline::Text("its owner"), Inline::Link)
    };
    match origin {
        Origin::Named(name) => {
            vec![Inline::Text("The schema "), Inline::Code(name.clone()), Inline::Text(".")]
        }
        Origin::Property { owner: id, name: Some(name) } => {
            vec![
                Inline::Text("The property "),
                Inline::Code(name.clone()),
                Inline::Text(" of "),
                owner(*id),
                Inline::Text("."),
            ]
        }
        Origin::Property { owner: id, name: None } => {
            vec![Inline::Text("An additional property of "), owner(*id), Inline::Text(".")]
        }
        Origin::Item(of) => match of.as_ref() {
            Origin::Property { owner: id, name: Some(name) } => {
                vec![
                    Inline::Text("One of the "),
                    Inline::Code(name.clone()),
                    Inline::Text(" of "),
                    owner(*id),
                    Inline::Text("."),
                ]
            }
            _ => vec![Inline::Text("One of a list.")],
        },
        Origin::Variant { owner: id, .. } => {
            vec![Inline::Text("One of the kinds of "), owner(*id), Inline::Text(".")]
        }
        Origin::Operation { operation, part } => {
            let code = Inline::Code(operation.clone());
            match part {
                OperationPart::RequestBody => {
                    vec![Inline::Text("What "), code, Inline::Text(" sends.")]
                }
                OperationPart::ResponseBody(status) => {
                    let status = Inline::Code(status.to_string());
                    vec![
                        Inline::Text("What "),
                        code,
                        Inline::Text(" answers with "),
                        status,
                        Inline::Text("."),
                    ]
                }
                OperationPart::Event => vec![Inline::Text("An event of "), code, Inline::Text(".")],
                OperationPart::Line => vec![Inline::Text("A line of "), code, Inline::Text(".")],
                OperationPart::Parameter(name) | OperationPart::Header(name) => {
                    vec![Inline::Code(name.clone()), Inline::Text(" of "), code, Inline::Text(".")]
                }
            }
        }
    }
}

/// Where each item stands in a list of items.
pub fn index(items: &[Item]) -> BTreeMap<Ident, usize> {
    items.iter().enumerate().map(|(index, item)| (item.ident.clone(), index)).collect()
}
