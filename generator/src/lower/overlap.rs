//! `anyOf` of objects that a value may have several of at once: a further variant for such values.
//!
//! A value that fits several alternatives is read as one of them. If none of these has all its
//! properties, a struct with the properties of all is added to the union, and reads it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use indexmap::IndexMap;

use super::Context;
use crate::ir::{
    Access, Additional, EnumValues, Field, IntegerFormat, Origin, Presence, Scalar, ScalarKind,
    StringFormat, Struct, Type, TypeId, TypeKind, Types, Variant,
};

/// The number of structs in a union that are compared with each other. With more, every struct is
/// taken to overlap.
const MOST_COMPARED: usize = 64;

/// How many pairs of types are compared for one union.
const MOST_PAIRS: usize = 4096;

/// How deep types are compared.
const MOST_LEVELS: usize = 32;

/// The structs that combine others, and the queue of those that are not built yet.
#[derive(Default)]
struct Combined {
    /// By the structs that they combine.
    known: BTreeMap<Vec<TypeId>, TypeId>,
    queue: VecDeque<(TypeId, Vec<TypeId>)>,
}

impl Context<'_> {
    /// Adds a struct to each `anyOf` without a discriminator whose alternatives overlap.
    pub(super) fn combine_overlapping(&mut self) {
        let mut combined = Combined::default();
        for id in std::mem::take(&mut self.any_of) {
            let parts = Overlap::of(&self.types, id).parts();
            if parts.len() > 1 {
                self.add_variant(id, parts, &mut combined);
            }
            while let Some((id, parts)) = combined.queue.pop_front().filter(|_| !self.is_over) {
                let structure = self.combine(id, &parts, &mut combined);
                self.repeat_fields(id, structure.fields.len());
                self.set(id, TypeKind::Struct(structure));
            }
        }
    }

    /// Adds a variant to the union `id` that has the properties of some of its structs.
    fn add_variant(&mut self, id: TypeId, parts: Vec<TypeId>, combined: &mut Combined) {
        let Some(location) = self.types.get(id).map(|union| union.location.clone()) else { return };
        let part = self.reserve(Origin::Combined { owner: id }, &location);
        combined.queue.push_back((part, parts));
        let variant = Variant::of(Type::Named(part), location);
        self.alternatives += 1;
        if let Some(TypeKind::Union(union)) =
            self.types.get_mut(id).map(|definition| &mut definition.kind)
        {
            union.variants.push(variant);
        }
    }

    fn repeat_fields(&mut self, id: TypeId, fields: usize) {
        if let Some(location) = self.types.get(id).map(|definition| definition.location.clone()) {
            self.repeat(&location, fields);
        }
    }

    /// The struct `id` with the properties of all parts. It requires what each of them requires.
    fn combine(&mut self, id: TypeId, parts: &[TypeId], combined: &mut Combined) -> Struct {
        let structs: Vec<Struct> =
            parts.iter().filter_map(|part| structure(&self.types, *part)).cloned().collect();
        let mut fields: IndexMap<&str, Vec<&Field>> = IndexMap::new();
        for field in structs.iter().flat_map(|structure| &structure.fields) {
            fields.entry(&field.name).or_default().push(field);
        }
        let fields = fields.into_values().filter_map(|fields| {
            let (first, rest) = fields.split_first()?;
            let is_required = fields.len() == structs.len()
                && fields.iter().all(|field| field.presence == Presence::Required);
            let origin = Origin::Property { owner: id, name: Some(first.name.clone()) };
            Some(Field {
                ty: self.common_type(fields.iter().map(|field| &field.ty), origin, combined),
                presence: if is_required { Presence::Required } else { Presence::Optional },
                access: match rest.iter().all(|field| field.access == first.access) {
                    true => first.access,
                    false => Access::Both,
                },
                constant: first
                    .constant
                    .clone()
                    .filter(|_| rest.iter().all(|field| field.constant == first.constant)),
                is_secret: fields.iter().any(|field| field.is_secret),
                ..(*first).clone()
            })
        });
        let fields = fields.collect();
        let is_open = structs.iter().any(|structure| structure.additional.is_some());
        let additional = is_open.then(|| Additional {
            ty: Type::Json,
            is_untyped: false,
            is_secret: structs.iter().flat_map(|it| &it.additional).any(|it| it.is_secret),
            names: Vec::new(),
        });
        Struct { fields, additional, is_closed: false }
    }

    /// A type for the values of all types. A struct is called as `origin` says.
    fn common_type<'t>(
        &mut self,
        all: impl Iterator<Item = &'t Type>,
        origin: Origin,
        combined: &mut Combined,
    ) -> Type {
        let mut null = false;
        let distinct: BTreeSet<&Type> = all
            .map(|ty| {
                let (ty, is_nullable) = ty.without_null();
                null |= is_nullable;
                ty
            })
            .collect();
        let lists = distinct.iter().map(|ty| match ty {
            Type::List(inner) => Some(inner.as_ref()),
            _ => None,
        });
        let maps = distinct.iter().map(|ty| match ty {
            Type::Map(inner) => Some(inner.as_ref()),
            _ => None,
        });
        let common = if let (Some(only), 1) = (distinct.first(), distinct.len()) {
            (*only).clone()
        } else if let Some(inner) = lists.collect::<Option<Vec<&Type>>>() {
            let origin = Origin::Item(Box::new(origin));
            Type::List(Box::new(self.common_type(inner.into_iter(), origin, combined)))
        } else if let Some(inner) = maps.collect::<Option<Vec<&Type>>>() {
            let origin = Origin::Item(Box::new(origin));
            Type::Map(Box::new(self.common_type(inner.into_iter(), origin, combined)))
        } else if let Some(parts) = objects(&self.types, &distinct) {
            self.common_struct(parts, origin, combined)
        } else {
            common_scalar(&self.types, &distinct)
        };
        if null { common.nullable() } else { common }
    }

    /// The struct that combines several, with each field once.
    fn common_struct(
        &mut self,
        parts: Vec<TypeId>,
        origin: Origin,
        combined: &mut Combined,
    ) -> Type {
        if let Some(known) = combined.known.get(&parts) {
            return Type::Named(*known);
        }
        let location = parts.first().and_then(|part| self.types.get(*part));
        let Some(location) = location.map(|part| part.location.clone()) else { return Type::Json };
        let id = self.reserve(origin, &location);
        combined.known.insert(parts.clone(), id);
        combined.queue.push_back((id, parts));
        Type::Named(id)
    }
}

/// The structs that types may be, if they are nothing else.
fn objects(types: &Types, all: &BTreeSet<&Type>) -> Option<Vec<TypeId>> {
    let mut parts = BTreeSet::new();
    for ty in all {
        if !matches!(values(types, ty), Some(Values::Object) | None) {
            return None;
        }
        let structs = structs(types, ty);
        if structs.is_empty() || !is_always_struct(types, ty) {
            return None;
        }
        parts.extend(structs.into_iter().map(|(id, _)| id));
    }
    Some(parts.into_iter().collect())
}

/// Whether a type is a struct, or a union of nothing but structs and unions.
fn is_always_struct(types: &Types, ty: &Type) -> bool {
    let mut seen = BTreeSet::new();
    let mut work = vec![ty];
    while let Some(ty) = work.pop() {
        let Type::Named(id) = resolved(types, ty) else { return false };
        if !seen.insert(*id) {
            continue;
        }
        match types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(_)) => {}
            Some(TypeKind::Union(union)) => {
                work.extend(union.variants.iter().map(|variant| &variant.ty));
            }
            _ => return false,
        }
    }
    true
}

/// The structs of a union, and which of them keep what others describe.
struct Overlap<'t> {
    types: &'t Types,
    /// The structs, also those of unions among the variants.
    structs: Vec<(TypeId, &'t Struct)>,
    /// For each struct, the variant that it belongs to.
    variants: Vec<usize>,
    /// Pairs of structs of which the first one keeps all of the second one, as far as known.
    kept: BTreeMap<(TypeId, TypeId), bool>,
    /// The kinds of values of types, as far as known.
    kinds: BTreeMap<&'t Type, Option<Vec<Values<'t>>>>,
}

impl<'t> Overlap<'t> {
    fn of(types: &'t Types, union: TypeId) -> Self {
        let mut overlap = Self {
            types,
            structs: Vec::new(),
            variants: Vec::new(),
            kept: BTreeMap::new(),
            kinds: BTreeMap::new(),
        };
        let Some(TypeKind::Union(union)) = types.get(union).map(|definition| &definition.kind)
        else {
            return overlap;
        };
        let mut seen = BTreeSet::new();
        for (index, variant) in union.variants.iter().enumerate() {
            for (id, structure) in structs(types, &variant.ty) {
                let origin = types.get(id).map(|definition| &definition.origin);
                if !matches!(origin, Some(Origin::Combined { .. })) && seen.insert(id) {
                    overlap.structs.push((id, structure));
                    overlap.variants.push(index);
                }
            }
        }
        overlap
    }

    /// The structs that a value may have two of at once, so that it loses something as either.
    fn parts(&mut self) -> Vec<TypeId> {
        if self.structs.len() > MOST_COMPARED {
            return match self.have_common_constant() {
                true => Vec::new(),
                false => self.structs.iter().map(|(id, _)| *id).collect(),
            };
        }
        // For each struct, those that take each value of it and keep all.
        let all = 0..self.structs.len();
        let keepers: Vec<Vec<bool>> = all
            .clone()
            .map(|of| {
                let is_keeper = |by| self.keeps(by, of) && !self.may_reject(by, of);
                all.clone().map(is_keeper).collect()
            })
            .collect();
        let is_keeper = |by: usize, of: usize| {
            keepers.get(of).and_then(|keepers| keepers.get(by)).copied().unwrap_or(true)
        };
        let mut parts = BTreeSet::new();
        for (one, (_, first)) in self.structs.iter().enumerate() {
            for (other, (_, second)) in self.structs.iter().enumerate().skip(one + 1) {
                // A union among the variants has a variant for values of its own.
                if self.variants.get(one) == self.variants.get(other) {
                    continue;
                }
                let is_kept = self.structs.iter().enumerate().any(|(by, (_, keeper))| {
                    is_keeper(by, one)
                        && is_keeper(by, other)
                        && requires_less(keeper, first, second)
                });
                if !is_kept && !self.contradict(first, second) {
                    parts.extend([one, other]);
                }
            }
        }
        let ids = self.structs.iter().enumerate();
        ids.filter(|(index, _)| parts.contains(index)).map(|(_, (id, _))| *id).collect()
    }

    /// Whether each struct requires one value of the same property.
    fn have_common_constant(&self) -> bool {
        let Some((_, first)) = self.structs.first() else { return false };
        let constants = first.fields.iter().filter(|field| is_constant(field));
        constants.into_iter().any(|constant| {
            self.structs.iter().all(|(_, structure)| {
                structure
                    .fields
                    .iter()
                    .any(|field| field.name == constant.name && is_constant(field))
            })
        })
    }

    /// Whether no value fits both.
    fn contradict(&self, one: &Struct, other: &Struct) -> bool {
        let is_required = |field: &Field| field.presence == Presence::Required;
        self.disjoint_fields(one, other)
            .any(|(field, twin)| is_required(field) || twin.is_some_and(is_required))
            || self.disjoint_fields(other, one).any(|(field, _)| is_required(field))
    }

    /// Whether a value of the struct `of` may not fit `by`, because of the type of a property.
    fn may_reject(&mut self, by: usize, of: usize) -> bool {
        let structs = (self.structs.get(by).copied(), self.structs.get(of).copied());
        let (Some((_, by)), Some((_, of))) = structs else { return true };
        let own = by_name(by);
        of.fields.iter().any(|field| match own.get(field.name.as_str()) {
            Some(twin) => self.are_disjoint(field, twin) || !self.takes(&twin.ty, &field.ty),
            None => by.additional.as_ref().is_some_and(|it| !self.takes(&it.ty, &field.ty)),
        })
    }

    /// Whether each kind of values of the type `of` is one of `by`.
    fn takes(&mut self, by: &'t Type, of: &'t Type) -> bool {
        let types = self.types;
        for ty in [by, of] {
            self.kinds.entry(ty).or_insert_with(|| kinds(types, ty));
        }
        match (self.kinds.get(by), self.kinds.get(of)) {
            (Some(Some(by)), Some(Some(of))) => of.iter().all(|kind| by.contains(kind)),
            (Some(Some(_)), _) => false,
            _ => true,
        }
    }

    /// The fields of a struct with a type that another struct does not allow for them, with its
    /// field of the same name.
    fn disjoint_fields<'s>(
        &self,
        one: &'s Struct,
        other: &'s Struct,
    ) -> impl Iterator<Item = (&'s Field, Option<&'s Field>)> {
        let others = by_name(other);
        one.fields.iter().filter_map(move |field| match others.get(field.name.as_str()) {
            Some(twin) => self.are_disjoint(field, twin).then_some((field, Some(*twin))),
            None => {
                let additional = other.additional.as_ref()?;
                self.are_disjoint_types(&field.ty, &additional.ty).then_some((field, None))
            }
        })
    }

    /// Whether no value is that of both properties.
    fn are_disjoint(&self, one: &Field, other: &Field) -> bool {
        if let (Some(one), Some(other)) = (&one.constant, &other.constant) {
            return one != other;
        }
        self.are_disjoint_types(&one.ty, &other.ty)
    }

    /// Whether no value is that of both types.
    fn are_disjoint_types(&self, one: &Type, other: &Type) -> bool {
        let ((one, null), (other, other_null)) = (one.without_null(), other.without_null());
        if null && other_null {
            return false;
        }
        match (values(self.types, one), values(self.types, other)) {
            (Some(Values::Texts(one)), Some(Values::Texts(other))) => {
                !one.iter().any(|text| other.contains(text))
            }
            (Some(one), Some(other)) => one.kind() != other.kind(),
            _ => false,
        }
    }

    fn keeps(&mut self, by: usize, of: usize) -> bool {
        match (self.structs.get(by).copied(), self.structs.get(of).copied()) {
            (Some(by), Some(of)) => self.keeps_struct(by, of, MOST_LEVELS),
            _ => true,
        }
    }

    /// Whether a value of the struct `of` that fits `by`, too, loses nothing as `by`.
    fn keeps_struct(
        &mut self,
        by: (TypeId, &'t Struct),
        of: (TypeId, &'t Struct),
        levels: usize,
    ) -> bool {
        let pair = (by.0, of.0);
        if by.0 == of.0 {
            return true;
        }
        if let Some(known) = self.kept.get(&pair) {
            return *known;
        }
        if levels == 0 || self.kept.len() >= MOST_PAIRS {
            return false;
        }
        // Until it is known, a struct inside itself keeps as much as the struct around it.
        self.kept.insert(pair, true);
        let own = by_name(by.1);
        let keeps = of.1.fields.iter().all(|field| match own.get(field.name.as_str()) {
            Some(twin) => self.keeps_type(&twin.ty, &field.ty, levels),
            None => by.1.is_closed || by.1.additional.is_some(),
        });
        self.kept.insert(pair, keeps);
        keeps
    }

    fn keeps_type(&mut self, by: &'t Type, of: &'t Type, levels: usize) -> bool {
        let (by, of) = (resolved(self.types, by), resolved(self.types, of));
        match (by, of) {
            (Type::List(by), Type::List(of)) | (Type::Map(by), Type::Map(of)) => {
                levels > 0 && self.keeps_type(by, of, levels - 1)
            }
            (Type::Named(_), Type::Named(_)) if by == of => true,
            (Type::Named(_), Type::Named(_)) => {
                let (by, of) = (structs(self.types, by), structs(self.types, of));
                let mut keeps = |of: (TypeId, &'t Struct)| {
                    by.is_empty() || by.iter().any(|by| self.keeps_struct(*by, of, levels - 1))
                };
                levels > 0 && of.into_iter().all(&mut keeps)
            }
            (Type::Named(_), Type::Map(_)) => {
                let by = structs(self.types, by);
                by.is_empty() || by.iter().any(|(_, structure)| structure.additional.is_some())
            }
            _ => true,
        }
    }
}

/// The struct of a definition.
fn structure(types: &Types, id: TypeId) -> Option<&Struct> {
    match &types.get(id)?.kind {
        TypeKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

/// The structs that a type may be, each once: itself, or the variants of a union.
fn structs<'t>(types: &'t Types, ty: &Type) -> Vec<(TypeId, &'t Struct)> {
    let mut found = Vec::new();
    let mut seen = BTreeSet::new();
    let mut work = vec![ty];
    while let Some(ty) = work.pop() {
        let Type::Named(id) = resolved(types, ty) else { continue };
        if !seen.insert(*id) {
            continue;
        }
        match types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(structure)) => found.push((*id, structure)),
            Some(TypeKind::Union(union)) => {
                work.extend(union.variants.iter().rev().map(|variant| &variant.ty));
            }
            _ => {}
        }
    }
    found
}

/// The type behind aliases, without null.
fn resolved<'t>(types: &'t Types, ty: &'t Type) -> &'t Type {
    let mut ty = ty.without_null().0;
    for _ in 0..=types.len() {
        let Type::Named(id) = ty else { return ty };
        match types.get(*id).map(|definition| &definition.kind) {
            Some(TypeKind::Alias(target)) => ty = target.without_null().0,
            _ => return ty,
        }
    }
    ty
}

fn by_name(structure: &Struct) -> BTreeMap<&str, &Field> {
    structure.fields.iter().map(|field| (field.name.as_str(), field)).collect()
}

fn is_constant(field: &Field) -> bool {
    field.presence == Presence::Required && field.constant.is_some()
}

/// Whether a struct requires nothing that a value of both others may lack.
fn requires_less(structure: &Struct, one: &Struct, other: &Struct) -> bool {
    let requires = |structure: &Struct, name: &str| {
        let mut fields = structure.fields.iter();
        fields.any(|field| field.name == name && field.presence == Presence::Required)
    };
    structure.fields.iter().all(|field| {
        field.presence == Presence::Optional
            || requires(one, &field.name)
            || requires(other, &field.name)
    })
}

/// The values of a type that distinguish it from other types.
#[derive(Debug, Clone, PartialEq)]
enum Values<'t> {
    Boolean,
    Number,
    Text,
    /// These strings.
    Texts(Vec<&'t str>),
    List,
    Object,
}

impl Values<'_> {
    /// The same without single strings.
    fn kind(&self) -> Self {
        match self {
            Self::Texts(_) => Values::Text,
            Self::Boolean => Values::Boolean,
            Self::Number => Values::Number,
            Self::Text => Values::Text,
            Self::List => Values::List,
            Self::Object => Values::Object,
        }
    }
}

/// The values of a type. `None` if it may be of several kinds, or null.
fn values<'t>(types: &'t Types, ty: &'t Type) -> Option<Values<'t>> {
    if ty.without_null().1 {
        return None;
    }
    Some(match resolved(types, ty) {
        Type::Scalar(scalar) => match scalar.kind() {
            ScalarKind::Boolean => Values::Boolean,
            ScalarKind::Integer | ScalarKind::Number => Values::Number,
            ScalarKind::String => Values::Text,
            ScalarKind::Array => Values::List,
            ScalarKind::Object => Values::Object,
            ScalarKind::Any => return None,
        },
        Type::JsonString(_) => Values::Text,
        Type::List(_) => Values::List,
        Type::Map(_) => Values::Object,
        Type::Named(id) => match &types.get(*id)?.kind {
            TypeKind::Struct(_) => Values::Object,
            TypeKind::Enum(values) => match &values.values {
                EnumValues::Integers(_) => Values::Number,
                EnumValues::Strings(values) => {
                    Values::Texts(values.iter().map(|value| value.value.as_str()).collect())
                }
            },
            TypeKind::Union(_) | TypeKind::Alias(_) => return None,
        },
        Type::Nullable(_) | Type::Json => return None,
    })
}

/// The kinds of values of a type, without null; `None` if it may be any. A union has those of its
/// variants.
fn kinds<'t>(types: &'t Types, ty: &'t Type) -> Option<Vec<Values<'t>>> {
    let mut kinds = Vec::new();
    let mut seen = BTreeSet::new();
    let mut work = vec![ty];
    while let Some(ty) = work.pop() {
        let ty = resolved(types, ty);
        if let Some(kind) = values(types, ty).map(|values| values.kind()) {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
            continue;
        }
        let Type::Named(id) = ty else { return None };
        if seen.insert(*id) {
            let TypeKind::Union(union) = &types.get(*id)?.kind else { return None };
            work.extend(union.variants.iter().map(|variant| &variant.ty));
        }
    }
    Some(kinds)
}

/// A type for the scalars of all types. Any JSON value, if there is none.
fn common_scalar(types: &Types, all: &BTreeSet<&Type>) -> Type {
    // Bytes are not text.
    let bytes =
        [StringFormat::Byte, StringFormat::Base64Url, StringFormat::Base16, StringFormat::Binary];
    let bytes = bytes.map(|format| Type::Scalar(Scalar::String(format)));
    let is_text = |ty: &&Type| {
        matches!(values(types, ty), Some(Values::Text | Values::Texts(_)))
            && !bytes.contains(resolved(types, ty))
    };
    if all.iter().all(is_text) {
        return Type::Scalar(Scalar::String(StringFormat::Plain));
    }
    let is_integer = |ty: &&Type| match ty {
        Type::Scalar(Scalar::Integer(format)) => *format != IntegerFormat::U64,
        _ => false,
    };
    match all.iter().all(is_integer) {
        true => Type::Scalar(Scalar::Integer(IntegerFormat::I64)),
        false => Type::Json,
    }
}
