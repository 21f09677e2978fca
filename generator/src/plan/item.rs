//! From definitions to items: structs, enums and aliases.

use super::chosen::{MemberNames, Names};
use super::direction::{Direction, DirectionSet, TypeKey};
use super::krate::{
    AdditionalField, Construction, Docs, EnumItem, EnumVariant, Field, FieldPresence, Inline, Item,
    ItemKind, RustType, StructItem, UnionItem,
};
use super::name::{self, Case, Ident, Namespace};
use super::types::TypeMap;
use super::{docs, open, union};
use crate::ir::{
    self, EnumValues, OperationPart, Origin, OtherValues, Presence, Struct, Type, TypeId, TypeKind,
};
use crate::select::Contents;
use crate::source::{FileId, Location};

/// The items of all definitions of an API, in the order of the document.
pub fn items(types: &TypeMap<'_>, names: &mut Names<'_>) -> Vec<Item> {
    let mut items = Vec::with_capacity(types.idents.len());
    for (id, definition) in types.api.types.iter() {
        for key in types.directions.keys(id) {
            let Some(ident) = types.idents.get(&key) else { continue };
            let kind = match &definition.kind {
                TypeKind::Struct(structure) => {
                    let fields = names.members(ident, Namespace::reserving(["new"], "_field"));
                    ItemKind::Struct(struct_item(types, key, structure, fields))
                }
                TypeKind::Enum(values) => enum_item(ident, values, names),
                TypeKind::Union(union) => {
                    let variants =
                        names.members(ident, Namespace::reserving(["Unknown"], "Variant"));
                    let debug = types.secrets.of_union(definition, id);
                    let item = union::item(types, key, union, variants);
                    ItemKind::Union(UnionItem { debug, ..item })
                }
                TypeKind::Alias(ty) => ItemKind::Alias(
                    types.rust_type(ty, types.directions.directions(key).direction()),
                ),
            };
            // The half for requests has the title of the other half.
            let halves = types.directions.keys(id);
            let idents = halves.iter().filter_map(|key| types.idents.get(key));
            let docs = types.docs(&docs::without_repeated_title(&definition.docs, idents));
            let docs = match origin_line(types, ident, &definition.origin) {
                Some(line) => docs::or(docs, || line),
                None => docs,
            };
            let source = (&definition.location).into();
            items.push(Item { ident: ident.clone(), docs, derives: Vec::new(), kind, source });
        }
    }
    items
}

fn struct_item(
    types: &TypeMap<'_>,
    key: TypeKey,
    structure: &Struct,
    mut names: MemberNames<'_, '_>,
) -> StructItem {
    let directions = types.directions.directions(key);
    let mut fields = Vec::new();
    for (index, field) in structure.fields.iter().enumerate() {
        if directions.include(field.access) && !types.tags.carried(key.id, &field.name) {
            let ident = names.take(&field.name, Case::Value, &field.location);
            let is_hidden = types.secrets.hides(key.id, index);
            fields.push(Field { is_hidden, ..struct_field(types, ident, field, directions) });
        }
    }
    let is_secret = types.api.types.get(key.id).is_some_and(|definition| definition.is_secret);
    let additional = structure.additional.as_ref().map(|additional| {
        let ident = name::ident("additional_properties", Case::Value);
        let (ident, _) = names.namespace.take(ident, &Location::root(FileId(0)));
        let setters = if directions.request {
            open::setters(&additional.names, &mut names.namespace)
        } else {
            Vec::new()
        };
        AdditionalField {
            ident,
            ty: types.rust_type(&additional.ty, directions.direction()),
            tag: types.tags.carried_by(key.id).map(str::to_owned),
            setters,
            is_hidden: is_secret || additional.is_secret,
            docs: docs::line(vec![Inline::Text("Properties without a field.")]),
        }
    });
    // Without a client, the program may be either side.
    let construction = if directions.request || types.contents == Contents::Types {
        Construction::Callers
    } else {
        Construction::Server
    };
    if construction == Construction::Callers {
        for field in fields.iter_mut().filter(|field| field.presence != FieldPresence::Required) {
            let location = Location::root(FileId(0));
            field.option_ident = Some(names.namespace.take_option_setter(&field.ident, &location));
        }
    }
    StructItem { fields, additional, construction }
}

fn struct_field(
    types: &TypeMap<'_>,
    ident: Ident,
    field: &ir::Field,
    directions: DirectionSet,
) -> Field {
    let (non_null, nullable) = field.ty.without_null();
    let ty = types.rust_type(non_null, directions.direction());
    let (presence, ty) = match (field.presence, nullable && ty != RustType::Json) {
        (Presence::Required, false) => (FieldPresence::Required, ty),
        (Presence::Required, true) => (FieldPresence::Required, RustType::Option(Box::new(ty))),
        (Presence::Patched, true) => (FieldPresence::Maybe, ty),
        (Presence::Optional, true) if directions.request => (FieldPresence::Maybe, ty),
        (Presence::Optional, true) => (FieldPresence::Nullable, ty),
        (_, false) if union::is_any(types, non_null) => (FieldPresence::Any, ty),
        (_, false) => (FieldPresence::Optional, ty),
    };
    let docs = docs_of_use(types, &ident, &field.docs, non_null);
    Field {
        ident,
        option_ident: None,
        name: field.name.clone(),
        ty,
        presence,
        is_hidden: false,
        is_write_only: field.access == ir::Access::WriteOnly,
        docs,
        sample: docs::sample(&field.docs),
        source: (&field.location).into(),
    }
}

/// The docs of a field. Without a description of its own, it has that of its type.
fn docs_of_use(types: &TypeMap<'_>, field: &Ident, docs: &ir::Docs, ty: &Type) -> Docs {
    let mut docs = docs.clone();
    let mut names = vec![field];
    if let (None, None, Type::Named(id)) = (&docs.summary, &docs.description, ty)
        && let Some(definition) = types.api.types.get(*id)
    {
        docs.summary = definition.docs.summary.clone();
        docs.description = definition.docs.description.clone();
        let keys = types.directions.keys(*id);
        names.extend(keys.iter().filter_map(|key| types.idents.get(key)));
    }
    types.docs(&docs::without_repeated_title(&docs, names))
}

fn enum_item(ident: &Ident, values: &ir::Enum, names: &mut Names<'_>) -> ItemKind {
    let others = values.others;
    let reserved = Namespace::reserving([catch_all(others).plain()], "Value");
    let names = names.members(ident, reserved);
    match &values.values {
        EnumValues::Strings(values) => ItemKind::StringEnum(value_variants(values, others, names)),
        EnumValues::Integers(values) => {
            ItemKind::IntegerEnum(value_variants(values, others, names))
        }
    }
}

/// The name of the variant for values without one.
fn catch_all(others: OtherValues) -> Ident {
    let word = match others {
        OtherValues::Unknown => "unknown",
        OtherValues::Described => "other",
    };
    name::ident(word, Case::Type)
}

fn value_variants<T: Clone + ToString>(
    values: &[ir::EnumValue<T>],
    others: OtherValues,
    mut names: MemberNames<'_, '_>,
) -> EnumItem<T> {
    let variants = values.iter().map(|value| {
        let text = value.value.to_string();
        let words = value.name.clone().unwrap_or_else(|| value_words(&text));
        let ident = names.take(&words, Case::Type, &value.location);
        let docs = docs::or(docs::words(value.description.as_deref()), || vec![Inline::Code(text)]);
        EnumVariant { ident, value: value.value.clone(), docs, source: (&value.location).into() }
    });
    let variants = variants.collect();
    EnumItem { variants, catch_all: catch_all(others), others }
}

/// The words for a value of an enum: `-1` is `minus 1`, and anything else is its own text.
fn value_words(text: &str) -> String {
    match text.strip_prefix('-').filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) {
        Some(digits) if !digits.is_empty() => format!("minus {digits}"),
        _ => text.to_owned(),
    }
}

/// A line about the origin of an item without a description; `None` if its name says it.
fn origin_line(types: &TypeMap<'_>, ident: &Ident, origin: &Origin) -> Option<Vec<Inline>> {
    let owner = owner(origin).and_then(|owner| types.idents.get(&response_key(types, owner)));
    let of_owner =
        |owner: &Ident| ir::letters(ident.plain()).starts_with(&ir::letters(owner.plain()));
    if owner.is_some_and(of_owner) { None } else { line_of(types, origin) }
}

/// The definition that begins the name of a part of it.
fn owner(origin: &Origin) -> Option<TypeId> {
    match origin {
        Origin::Property { owner, .. }
        | Origin::Variant { owner, .. }
        | Origin::Merged { owner, .. } => Some(*owner),
        Origin::Item(list) => owner(list),
        _ => None,
    }
}

fn response_key(types: &TypeMap<'_>, id: TypeId) -> TypeKey {
    types.directions.key(id, Direction::Response)
}

fn line_of(types: &TypeMap<'_>, origin: &Origin) -> Option<Vec<Inline>> {
    let line = match origin {
        Origin::Named(_) | Origin::Part { .. } => return None,
        Origin::Property { owner, name: Some(name) } => {
            of_owner(vec![Inline::Text("The property "), Inline::Code(name.clone())], types, *owner)
        }
        Origin::Property { owner, name: None } => {
            of_owner(vec![Inline::Text("An additional property")], types, *owner)
        }
        Origin::Item(list) => match list.as_ref() {
            Origin::Property { owner, name: Some(name) } => {
                let element = vec![Inline::Text("An element of "), Inline::Code(name.clone())];
                of_owner(element, types, *owner)
            }
            _ => return None,
        },
        Origin::Variant { owner, .. } | Origin::Merged { owner, .. } => {
            of_owner(vec![Inline::Text("A variant")], types, *owner)
        }
        Origin::Combined { owner } => {
            of_owner(vec![Inline::Text("An object that has several schemas")], types, *owner)
        }
        Origin::Operation { operation, part } => part_line(operation, part),
        Origin::Shared { first, .. } => {
            let mut line = line_of(types, first)?;
            line.pop();
            line.push(Inline::Text(" and others."));
            line
        }
    };
    Some(line)
}

/// The line with the definition that an item is part of: `The property id of Pet.`
fn of_owner(mut line: Vec<Inline>, types: &TypeMap<'_>, owner: TypeId) -> Vec<Inline> {
    if let Some(ident) = types.idents.get(&response_key(types, owner)) {
        line.extend([Inline::Text(" of "), Inline::Link(ident.clone())]);
    }
    line.push(Inline::Text("."));
    line
}

fn part_line(operation: &str, part: &OperationPart) -> Vec<Inline> {
    let mut line = match part {
        OperationPart::RequestBody => vec![Inline::Text("The request body of ")],
        OperationPart::ResponseBody(status) => {
            let status = Inline::Code(status.to_string());
            vec![Inline::Text("The body of the "), status, Inline::Text(" response of ")]
        }
        OperationPart::Event => vec![Inline::Text("An event in the response of ")],
        OperationPart::Line => vec![Inline::Text("A value in the response of ")],
        OperationPart::Parameter(name) => {
            let name = Inline::Code(name.clone());
            vec![Inline::Text("The parameter "), name, Inline::Text(" of ")]
        }
        OperationPart::Header(name) => {
            let name = Inline::Code(name.clone());
            vec![Inline::Text("The response header "), name, Inline::Text(" of ")]
        }
    };
    line.extend([Inline::Code(operation.to_owned()), Inline::Text(".")]);
    line
}

#[cfg(test)]
mod tests {
    use super::value_words;

    #[test]
    fn a_negative_number_has_a_name() {
        for (text, words) in [("-1", "minus 1"), ("1", "1"), ("-", "-"), ("-a", "-a")] {
            assert_eq!(value_words(text), words);
        }
    }
}
