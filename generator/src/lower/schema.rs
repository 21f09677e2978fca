//! Schemas: their types and definitions.

use super::integer::IntegerRange;
use super::node::{InstanceKind, Node};
use super::{Context, MAX_DEPTH, docs};
use crate::diagnostic::Code;
use crate::ir::{
    Docs, IntegerFormat, NumberFormat, Origin, Scalar, StringFormat, Type, TypeDef, TypeId,
    TypeKind, misspelled,
};
use crate::load::keys;
use crate::source::Location;

/// The definition of a schema, if it needs one.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    /// It is reserved.
    Reserved(TypeId),
    /// It is added when it is needed, with this origin of its name.
    Free(Origin),
}

impl<'a> Context<'a> {
    /// The type of the schema at a location. An inline schema that needs a definition is named
    /// after `origin`.
    pub(super) fn schema(&mut self, location: &Location, origin: Origin) -> Type {
        self.json_on_error(location, |context| context.used_schema(location, origin))
    }

    fn used_schema(&mut self, location: &Location, origin: Origin) -> Type {
        if self.object(location).is_none_or(|raw| raw.contains_key("$ref")) {
            let Some(followed) = self.document.follow(location, self.report) else {
                return Type::Json;
            };
            if followed.reference.is_some() {
                self.note_use(&followed.location, &origin);
                return Type::Named(self.named(&followed.location));
            }
        }
        if let Some(ty) = self.inline.get(location) {
            self.reentered.insert(location.clone());
            return ty.clone();
        }
        let before = self.types.len();
        let outer = self.lowering.replace(location.clone());
        let ty = self.nested(location, |context| {
            let node = context.node(location)?;
            Some(context.shape(&node, &Slot::Free(origin)))
        });
        self.lowering = outer;
        if self.types.len() != before {
            self.allow_null_inside(location, &ty);
            self.inline.insert(location.clone(), ty.clone());
        }
        ty
    }

    /// An inline schema may lead back to itself. It has a definition there before it is known
    /// whether it allows null.
    fn allow_null_inside(&mut self, location: &Location, ty: &Type) {
        if let (Type::Named(id), true) = ty.without_null()
            && self.inline.get(location) == Some(&Type::Named(*id))
            && self.reentered.contains(location)
        {
            self.nullable.insert(*id);
        }
    }

    /// Lowers something nested one level deeper, up to a limit.
    pub(super) fn nested(
        &mut self,
        location: &Location,
        work: impl FnOnce(&mut Self) -> Option<Type>,
    ) -> Type {
        if self.depth >= MAX_DEPTH {
            self.report_at(
                Code::NestedTooDeep,
                location,
                format!("this schema is nested more than {MAX_DEPTH} levels deep and becomes any JSON value"),
                "move one of the schemas around it to `components/schemas` and refer to it",
            );
            return Type::Json;
        }
        self.depth += 1;
        let ty = work(self).unwrap_or(Type::Json);
        self.depth -= 1;
        ty
    }

    /// Lowers the schema of a reserved definition.
    pub(super) fn define_schema(&mut self, location: &Location, id: TypeId) {
        let ty = self.json_on_error(location, |context| {
            let Some(node) = context.node(location) else { return Type::Json };
            context.describe(id, docs::of_schema(&node));
            if let Some(ty) = context.replaced(id, &node) {
                return ty;
            }
            context.nested(location, |context| Some(context.shape(&node, &Slot::Reserved(id))))
        });
        let ty = if self.has_load_error(location) { self.degrade(location) } else { ty };
        let (ty, null) = ty.into_non_null();
        if null {
            self.nullable.insert(id);
        }
        let untouched = |definition: &TypeDef| definition.kind == TypeKind::Alias(Type::Json);
        if ty != Type::Named(id) || self.types.get(id).is_some_and(untouched) {
            self.set(id, TypeKind::Alias(ty));
        }
    }

    /// The definition of a slot, added if it is not reserved.
    pub(super) fn define(&mut self, slot: &Slot, location: &Location, docs: Docs) -> TypeId {
        match slot {
            Slot::Reserved(id) => *id,
            Slot::Free(origin) => {
                let id = self.reserve(origin.clone(), location);
                self.describe(id, docs);
                if self.lowering.as_ref() == Some(location) {
                    self.inline.insert(location.clone(), Type::Named(id));
                }
                id
            }
        }
    }

    pub(super) fn set(&mut self, id: TypeId, kind: TypeKind) {
        if let TypeKind::Union(union) = &kind {
            self.alternatives += union.variants.len();
        }
        if let Some(definition) = self.types.get_mut(id) {
            definition.kind = kind;
        }
    }

    pub(super) fn describe(&mut self, id: TypeId, docs: Docs) {
        if let Some(definition) = self.types.get_mut(id) {
            definition.docs = docs;
        }
    }

    /// The origin for elements and values of a slot's schema.
    fn item_origin(&self, slot: &Slot) -> Origin {
        let of = match slot {
            Slot::Free(origin) => origin.clone(),
            Slot::Reserved(id) => match self.types.get(*id) {
                Some(definition) => definition.origin.clone(),
                None => Origin::Named(String::new()),
            },
        };
        Origin::Item(Box::new(of))
    }

    /// The type of a schema, with null.
    pub(super) fn shape(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        if node.has("not") {
            self.report_at(
                Code::UnsupportedKeyword,
                &node.location.child("not").key(),
                "`not` is not checked",
                "no action needed: the client does not validate this",
            );
        }
        let ty = self.bare(node, slot);
        if node.nullable() { ty.nullable() } else { ty }
    }

    fn bare(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        if node.alternatives().is_none() {
            let children = self.children_of(&node.location);
            if !children.is_empty() {
                return self.base_union(node, &children, slot);
            }
        }
        if node.has("allOf") {
            return self.all_of(node, slot);
        }
        if let Some(keyword) = node.alternatives() {
            return self.alternatives(node, keyword, slot);
        }
        self.plain(node, slot)
    }

    /// A schema without `allOf`, `oneOf` and `anyOf`.
    pub(super) fn plain(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        if node.has("enum") { self.enumeration(node, slot) } else { self.by_kind(node, slot) }
    }

    /// The type for the kind of a schema, ignoring `enum`.
    pub(super) fn by_kind(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        match node.kind() {
            InstanceKind::Array => {
                let origin = self.item_origin(slot);
                let items = node.location.child("items");
                let item = match node.has("items") {
                    true => self.schema(&items, origin.clone()),
                    false => Type::Json,
                };
                self.collection(Type::List, item, (&items, origin))
            }
            InstanceKind::Object => self.plain_object(node, slot),
            InstanceKind::Any => Type::Json,
            InstanceKind::String if node.has(keys::CONTENT_SCHEMA) => self.json_string(node, slot),
            kind => self.scalar(node, kind),
        }
    }

    /// A map without a definition.
    pub(super) fn map(&mut self, values: &Location, slot: &Slot) -> Type {
        let origin = self.item_origin(slot);
        let value = self.schema(values, origin.clone());
        self.collection(Type::Map, value, (values, origin))
    }

    /// A list or a map of some type. What is nested too deeply for one line gets a name: clippy
    /// warns of such types (`type_complexity`).
    fn collection(
        &mut self,
        collection: fn(Box<Type>) -> Type,
        item: Type,
        (location, origin): (&Location, Origin),
    ) -> Type {
        let ty = collection(Box::new(item));
        if complexity(&ty) <= MAX_COMPLEXITY {
            return ty;
        }
        let (Type::List(item) | Type::Map(item)) = ty else { return ty };
        let (item, null) = item.into_non_null();
        let id = self.reserve(origin, location);
        self.set(id, TypeKind::Alias(item));
        let named = Type::Named(id);
        collection(Box::new(if null { named.nullable() } else { named }))
    }

    /// A list whose elements several schemas describe.
    pub(super) fn list(&mut self, items: &[Location], slot: &Slot) -> Type {
        let origin = self.item_origin(slot);
        Type::List(Box::new(self.merge(items, &Slot::Free(origin))))
    }

    /// A string with the JSON of a value (JSON Schema Validation 2020-12, section 8.5).
    fn json_string(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        let origin = match slot {
            Slot::Free(origin) => origin.clone(),
            Slot::Reserved(id) => {
                let whole = self.types.get(*id).map(|definition| definition.origin.clone());
                let whole = whole.unwrap_or_else(|| Origin::Named(String::new()));
                Origin::Part { whole: Box::new(whole), words: "content".to_owned() }
            }
        };
        let content = node.location.child(keys::CONTENT_SCHEMA);
        Type::JsonString(Box::new(self.schema(&content, origin)))
    }

    /// A scalar.
    pub(super) fn scalar(&mut self, node: &Node<'a>, kind: InstanceKind) -> Type {
        let format = node.text("format").unwrap_or_default();
        let (scalar, fits) = match self.of_chosen_format(kind, format) {
            Some(scalar) => (Some(scalar), true),
            None => scalar_of(kind, format),
        };
        if !fits {
            self.report_at(
                Code::FormatIgnored,
                &node.location.child("format"),
                format!(
                    "`format: {format}` has no meaning for `type: {}` and is ignored",
                    kind.word()
                ),
                "change the type, or remove the format",
            );
        }
        self.check_spelling(node, kind, format);
        match scalar {
            Some(Scalar::Integer(IntegerFormat::I64)) if format != "int64" => self.integer(node),
            scalar => scalar.map_or(Type::Json, Type::Scalar),
        }
    }

    /// Warns about a format that looks misspelled, and that the manifest gives no type.
    fn check_spelling(&mut self, node: &Node<'a>, kind: InstanceKind, format: &str) {
        let Some(name) = misspelled(format) else { return };
        if self.of_chosen_format(kind, format).is_some() {
            return;
        }
        self.report_at(
            Code::MisspelledFormat,
            &node.location.child("format"),
            format!("`format: {format}` is not a format of OpenAPI and has no effect"),
            format!("did you mean `{name}`?"),
        );
    }

    /// An integer without a size.
    fn integer(&mut self, node: &Node<'a>) -> Type {
        let range = IntegerRange::of(node.raw);
        if let Some(format) = range.format() {
            return Type::Scalar(Scalar::Integer(format));
        }
        self.report_at(
            Code::BigInteger,
            &node.location.child(range.too_large()),
            "integers of this size become any JSON value, which rounds what 64 bits do not hold",
            "let the API send such numbers as strings",
        );
        Type::Json
    }
}

/// The complexity of a type from which clippy warns.
const MAX_COMPLEXITY: usize = 250;

/// The complexity of an optional field of a type, as clippy counts it: ten for each name, times the
/// names around it.
fn complexity(ty: &Type) -> usize {
    const OF_A_NAME: usize = 10;
    let (mut ty, mut level, mut sum) = (ty, 1, OF_A_NAME);
    loop {
        level += 1;
        sum += level * OF_A_NAME;
        ty = match ty {
            Type::List(inner) | Type::Nullable(inner) => inner,
            Type::Map(inner) => {
                // The key.
                sum += (level + 1) * OF_A_NAME;
                inner
            }
            Type::Named(_) | Type::Scalar(_) | Type::JsonString(_) | Type::Json => return sum,
        };
    }
}

/// The scalar for a kind and a format, and whether the format has a meaning for the kind. A format
/// that is only shown always has.
fn scalar_of(kind: InstanceKind, format: &str) -> (Option<Scalar>, bool) {
    let of_format = Scalar::of_format(format);
    let scalar = match (kind, of_format) {
        (InstanceKind::String, Some(scalar @ Scalar::String(_)))
        | (InstanceKind::Integer, Some(scalar @ Scalar::Integer(_)))
        | (InstanceKind::Number, Some(scalar @ Scalar::Number(_))) => return (Some(scalar), true),
        (InstanceKind::String, _) => Scalar::String(StringFormat::Plain),
        (InstanceKind::Integer, _) => Scalar::Integer(IntegerFormat::I64),
        (InstanceKind::Number, _) => Scalar::Number(NumberFormat::Double),
        (InstanceKind::Boolean, _) => Scalar::Boolean,
        (InstanceKind::Array | InstanceKind::Object | InstanceKind::Any, _) => return (None, true),
    };
    let fits = match (kind, of_format) {
        (_, None) => true,
        // Not every language has integers of 64 bits: APIs send them as strings, too.
        (InstanceKind::String, Some(Scalar::Integer(IntegerFormat::I64 | IntegerFormat::U64))) => {
            true
        }
        (InstanceKind::Number, Some(Scalar::Integer(_))) => true,
        _ => false,
    };
    (Some(scalar), fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_of_another_kind_is_ignored() {
        let text = Some(Scalar::String(StringFormat::Plain));
        for (kind, format, expected) in [
            (InstanceKind::String, "date", (Some(Scalar::String(StringFormat::Date)), true)),
            (InstanceKind::String, "email", (text, true)),
            (InstanceKind::String, "int64", (text, true)),
            (InstanceKind::String, "int32", (text, false)),
            (InstanceKind::Number, "int32", (Some(Scalar::Number(NumberFormat::Double)), true)),
            (InstanceKind::Integer, "date", (Some(Scalar::Integer(IntegerFormat::I64)), false)),
            (InstanceKind::Boolean, "double", (Some(Scalar::Boolean), false)),
            (InstanceKind::Object, "date", (None, true)),
        ] {
            assert_eq!(scalar_of(kind, format), expected, "{kind:?} {format}");
        }
    }
}
