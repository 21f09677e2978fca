//! Schemas: which definition or use one of them is.

use serde_json::{Number, Value};

use super::node::{Kind, Node};
use super::{Context, MAX_DEPTH, docs};
use crate::diagnostic::Code;
use crate::ir::{
    Docs, IntegerFormat, NumberFormat, Origin, Scalar, StringFormat, Type, TypeDef, TypeId,
    TypeKind,
};
use crate::load::keys;
use crate::source::Location;

/// Rounded to what JavaScript has of it, the largest integer of 63 bits is this.
const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;

/// The same of 64 bits.
const TWO_TO_64: f64 = 18_446_744_073_709_551_616.0;

/// Where a definition goes if a schema turns out to be one.
#[derive(Debug, Clone)]
pub(super) enum Slot {
    /// It is reserved already.
    Reserved(TypeId),
    /// It is made when it is needed, and gets its name from here.
    Free(Origin),
}

impl<'a> Context<'a> {
    /// The use of the schema at a place. `origin` names it if it is a definition without a name of
    /// its own.
    pub(super) fn schema(&mut self, place: &Location, origin: Origin) -> Type {
        self.sound(place, |context| context.used_schema(place, origin))
    }

    fn used_schema(&mut self, place: &Location, origin: Origin) -> Type {
        if self.object(place).is_none_or(|raw| raw.contains_key("$ref")) {
            let Some(followed) = self.document.follow(place, self.report) else {
                return Type::Json;
            };
            if followed.reference.is_some() {
                return Type::Named(self.named(&followed.location));
            }
        }
        if let Some(ty) = self.inline.get(place) {
            return ty.clone();
        }
        let before = self.types.len();
        let ty = self.nested(place, |context| {
            let node = context.node(place)?;
            Some(context.shape(&node, &Slot::Free(origin)))
        });
        if self.types.len() != before {
            self.inline.insert(place.clone(), ty.clone());
        }
        ty
    }

    /// Goes one level deeper, but not endlessly.
    pub(super) fn nested(
        &mut self,
        place: &Location,
        work: impl FnOnce(&mut Self) -> Option<Type>,
    ) -> Type {
        if self.depth >= MAX_DEPTH {
            self.say(
                Code::NestedTooDeep,
                place,
                format!("this schema is nested more than {MAX_DEPTH} levels deep, and becomes any JSON value"),
                "give one of those around it a name under `components/schemas` and refer to it",
            );
            return Type::Json;
        }
        self.depth += 1;
        let ty = work(self).unwrap_or(Type::Json);
        self.depth -= 1;
        ty
    }

    /// Lowers the schema behind a definition that is reserved.
    pub(super) fn define_schema(&mut self, place: &Location, id: TypeId) {
        let ty = self.sound(place, |context| {
            let Some(node) = context.node(place) else { return Type::Json };
            context.describe(id, docs::of_schema(&node));
            context.nested(place, |context| Some(context.shape(&node, &Slot::Reserved(id))))
        });
        let ty = if self.is_spoiled(place) { self.degrade(place) } else { ty };
        let (ty, null) = ty.into_non_null();
        if null {
            self.nullable.insert(id);
        }
        let untouched = |definition: &TypeDef| definition.kind == TypeKind::Alias(Type::Json);
        if ty != Type::Named(id) || self.types.get(id).is_some_and(untouched) {
            self.set(id, TypeKind::Alias(ty));
        }
    }

    /// The definition that a slot stands for.
    pub(super) fn define(&mut self, slot: &Slot, place: &Location, docs: Docs) -> TypeId {
        match slot {
            Slot::Reserved(id) => *id,
            Slot::Free(origin) => {
                let id = self.reserve(origin.clone(), place);
                self.describe(id, docs);
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

    /// Where the name of what a slot's schema contains comes from.
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

    /// What a schema is, null included.
    pub(super) fn shape(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        if node.has("not") {
            self.say(
                Code::UnsupportedKeyword,
                &node.place.child("not").key(),
                "`not` is not checked",
                "nothing needs to be done: values that it forbids are accepted",
            );
        }
        let ty = self.bare(node, slot);
        if node.nullable() { ty.nullable() } else { ty }
    }

    fn bare(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        if node.data.discriminator.is_some() && node.alternatives().is_none() {
            let family = self.family(&node.place);
            if !family.is_empty() {
                return self.family_union(node, &family, slot);
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

    /// What `type` says, without `enum`.
    pub(super) fn by_kind(&mut self, node: &Node<'a>, slot: &Slot) -> Type {
        match node.kind() {
            Kind::Array => {
                let origin = self.item_origin(slot);
                let items = node.place.child("items");
                let item = if node.has("items") { self.schema(&items, origin) } else { Type::Json };
                Type::List(Box::new(item))
            }
            Kind::Object => self.plain_object(node, slot),
            Kind::Any => Type::Json,
            kind => self.scalar(node, kind),
        }
    }

    /// The values of a map that has no name of its own.
    pub(super) fn map(&mut self, values: &Location, slot: &Slot) -> Type {
        let origin = self.item_origin(slot);
        Type::Map(Box::new(self.schema(values, origin)))
    }

    /// The elements of a list that several schemas describe.
    pub(super) fn list(&mut self, items: &[Location], slot: &Slot) -> Type {
        let origin = self.item_origin(slot);
        Type::List(Box::new(self.merge(items, &Slot::Free(origin))))
    }

    /// A value without parts.
    pub(super) fn scalar(&mut self, node: &Node<'a>, kind: Kind) -> Type {
        let format = node.text("format").unwrap_or_default();
        let (scalar, fits) = scalar_of(kind, format);
        if node.has(keys::CONTENT_SCHEMA) {
            self.say(
                Code::KeywordNotExpressed,
                &node.place.child(keys::CONTENT_SCHEMA).key(),
                "`contentSchema` is not expressed in the types",
                "nothing needs to be done: values that it forbids are accepted",
            );
        }
        if !fits {
            self.say(
                Code::FormatIgnored,
                &node.place.child("format"),
                format!(
                    "`format: {format}` has no meaning for `type: {}` and is ignored",
                    kind.word()
                ),
                "change the type, or remove the format",
            );
        }
        match scalar {
            Some(Scalar::Integer(IntegerFormat::I64)) if format != "int64" => self.integer(node),
            scalar => scalar.map_or(Type::Json, Type::Scalar),
        }
    }

    /// An integer without a size: its bounds, and the values that the document shows, say whether
    /// it needs more than what integers have.
    fn integer(&mut self, node: &Node<'a>) -> Type {
        let bound = |key: &str| node.raw.get(key).and_then(Value::as_f64);
        let (least, most) = (bound("minimum"), bound("maximum"));
        let has_sign = least.is_some_and(|least| least < 0.0);
        // As it is written, and with a lower bound, too, there is nothing to guess.
        let written = node.raw.get("maximum").and_then(Value::as_u64);
        let is_beyond = least.is_some() && written.is_some_and(|most| i64::try_from(most).is_err());
        let shown = shown_numbers(node, least, most);
        let fit = |fits: fn(&Number) -> bool| shown.iter().all(|(_, number)| fits(number));
        let most = most.unwrap_or_default();
        if most <= TWO_TO_63
            && least.unwrap_or_default() >= -TWO_TO_63
            && (has_sign || !is_beyond)
            && fit(Number::is_i64)
        {
            return Type::Scalar(Scalar::Integer(IntegerFormat::I64));
        }
        if most <= TWO_TO_64 && !has_sign && fit(Number::is_u64) {
            return Type::Scalar(Scalar::Integer(IntegerFormat::U64));
        }
        let bound = ["minimum", "maximum"].into_iter().find(|key| match *key {
            "minimum" => least.unwrap_or_default() < -TWO_TO_63,
            _ => most > if has_sign { TWO_TO_63 } else { TWO_TO_64 },
        });
        let largest = || shown.into_iter().find(|(_, number)| !number.is_i64()).map(|(key, _)| key);
        self.say(
            Code::BigInteger,
            &node.place.child(bound.or_else(largest).unwrap_or("maximum")),
            "integers of this size are any JSON value: what 64 bits do not hold is rounded",
            "let the API send such numbers as text",
        );
        Type::Json
    }
}

/// The whole numbers that a schema names as its values (`enum`, `default`, `example`) and that its
/// bounds allow.
fn shown_numbers<'a>(
    node: &Node<'a>,
    least: Option<f64>,
    most: Option<f64>,
) -> Vec<(&'static str, &'a Number)> {
    let single =
        ["default", "example"].into_iter().filter_map(|key| Some((key, node.raw.get(key)?)));
    let several =
        [("enum", "enum"), ("examples", keys::EXAMPLES)].into_iter().flat_map(|(word, key)| {
            let values = node.raw.get(key).and_then(Value::as_array).into_iter().flatten();
            values.map(move |value| (word, value))
        });
    let allowed = |number: &&Number| {
        let value = number.as_f64().unwrap_or_default();
        value.fract() == 0.0
            && least.is_none_or(|least| value >= least)
            && most.is_none_or(|most| value <= most)
    };
    let numbers = single.chain(several).filter_map(|(key, value)| match value {
        Value::Number(number) => Some((key, number)),
        _ => None,
    });
    // What is written `1.0` or `1e3` and fits an integer says nothing of the size.
    let has_size = |number: &&Number| {
        !number.is_f64() || number.as_f64().is_some_and(|it| it.abs() >= TWO_TO_63)
    };
    numbers.filter(|(_, number)| allowed(number) && has_size(number)).collect()
}

/// The scalar for a kind and a format, and whether the format is one of that kind (or of none that
/// is known).
fn scalar_of(kind: Kind, format: &str) -> (Option<Scalar>, bool) {
    let string = match format {
        "date-time" => Some(StringFormat::DateTime),
        "date" => Some(StringFormat::Date),
        "uuid" => Some(StringFormat::Uuid),
        "byte" => Some(StringFormat::Byte),
        "binary" => Some(StringFormat::Binary),
        _ => None,
    };
    let integer = match format {
        "int8" => Some(IntegerFormat::I8),
        "int16" => Some(IntegerFormat::I16),
        "int32" => Some(IntegerFormat::I32),
        "int64" => Some(IntegerFormat::I64),
        "uint8" => Some(IntegerFormat::U8),
        "uint16" => Some(IntegerFormat::U16),
        "uint32" => Some(IntegerFormat::U32),
        "uint64" => Some(IntegerFormat::U64),
        _ => None,
    };
    let number = match format {
        "float" => Some(NumberFormat::Float),
        "double" => Some(NumberFormat::Double),
        _ => None,
    };
    match kind {
        Kind::String => {
            let scalar = Scalar::String(string.unwrap_or(StringFormat::Plain));
            // Integers that not all languages can hold are written as text: these two formats are
            // of strings, too (OpenAPI's format registry).
            let may_be_text =
                matches!(integer, None | Some(IntegerFormat::I64 | IntegerFormat::U64));
            (Some(scalar), may_be_text && number.is_none())
        }
        Kind::Integer => {
            let scalar = Scalar::Integer(integer.unwrap_or(IntegerFormat::I64));
            (Some(scalar), string.is_none() && number.is_none())
        }
        Kind::Number => {
            let scalar = Scalar::Number(number.unwrap_or(NumberFormat::Double));
            (Some(scalar), string.is_none())
        }
        Kind::Boolean => {
            (Some(Scalar::Boolean), string.is_none() && integer.is_none() && number.is_none())
        }
        Kind::Array | Kind::Object | Kind::Any => (None, true),
    }
}
