//! Conversions from responses to requests, so that a program can read, change and write back.
//!
//! A type for requests is made from a type of responses if both are halves of one definition, or if
//! the operations of one path read the one and write the other. Every field of the target must be
//! one of the source, and convert without loss. Only a field that responses never have is left out,
//! and only if it is optional.
//!
//! An enum beside any string is made from the enum. A body is made from an enum of responses that
//! all have it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::direction::{Direction, TypeKey};
use super::krate::{
    AdditionalConversion, AdditionalField, Conversion, ConversionKind, EnumItem, Field,
    FieldConversion, FieldPresence, FieldValue, Group, Item, ItemKind, Operation,
    PresenceConversion, ResponseContent, RustType, StructItem, TypesModule, UnionItem,
    ValueConversion, VariantConversion,
};
use super::name::Ident;
use super::types::TypeMap;
use crate::ir::{EnumValues, Method, OtherValues, TypeId, TypeKind};
use crate::source::Location;

/// How many sources a target may have: the number of conversions stays in proportion to that of
/// types.
const MOST_SOURCES: usize = 4;

/// How many aliases of a type are followed.
const MOST_ALIASES: usize = 64;

/// A source and a target.
type Pair<'p> = (&'p Ident, &'p Ident);

/// Plans all conversions, each in the file that has all features of both types.
pub fn plan(types: &TypeMap<'_>, groups: &[Group], modules: &mut [TypesModule]) {
    let mut all = all(types, groups, modules);
    all.extend(modules.iter().flat_map(|module| &module.items).filter_map(of_responses));
    let homes: BTreeMap<Ident, usize> = modules
        .iter()
        .enumerate()
        .flat_map(|(at, module)| module.items.iter().map(move |item| (item.ident.clone(), at)))
        .collect();
    for conversion in all {
        let homes = (homes.get(&conversion.source), homes.get(&conversion.target));
        let (Some(source), Some(target)) = homes else { continue };
        if let Some(home) = home(modules, *source, *target).and_then(|at| modules.get_mut(at)) {
            home.conversions.push(conversion);
        }
    }
}

/// The conversion of an enum of responses into their body, if all have a body of the same type.
fn of_responses(item: &Item) -> Option<Conversion> {
    let ItemKind::Responses(variants) = &item.kind else { return None };
    let mut target = None;
    let mut converted = Vec::with_capacity(variants.len());
    for variant in variants {
        let (ResponseContent::Json(ty)
        | ResponseContent::Xml(ty, _)
        | ResponseContent::JsonOrXml(ty, _)) = &variant.response.content
        else {
            return None;
        };
        let (body, value) = match ty {
            RustType::Boxed(inner) => {
                (inner.as_ref(), ValueConversion::Unboxed(Box::new(ValueConversion::Same)))
            }
            ty => (ty, ValueConversion::Same),
        };
        let RustType::Item(body) = body else { return None };
        if *target.get_or_insert(body) != body {
            return None;
        }
        converted.push((variant.ident.clone(), value));
    }
    let kind = ConversionKind::Responses(converted);
    Some(Conversion { source: item.ident.clone(), target: target?.clone(), kind })
}

/// The file for an impl about two types; `None` if each needs a feature of its own.
fn home(modules: &[TypesModule], source: usize, target: usize) -> Option<usize> {
    let feature = |at: usize| modules.get(at).and_then(|module| module.module.feature.as_deref());
    match (feature(source), feature(target)) {
        (Some(source), Some(target)) if source != target => None,
        (Some(_), None) => Some(source),
        _ => Some(target),
    }
}

fn all(types: &TypeMap<'_>, groups: &[Group], modules: &[TypesModule]) -> Vec<Conversion> {
    let items = modules.iter().flat_map(|module| &module.items);
    let items: BTreeMap<&Ident, &Item> = items.map(|item| (&item.ident, item)).collect();
    let mut search = Search { items, tried: BTreeMap::new(), sources: BTreeMap::new() };
    let twins = search.twins(types);
    let forms = search.forms(groups);
    let opened = search.opened(types);
    search.run(twins.iter().copied().map(|pair| (pair, Relation::Twins)));
    search.run(forms.iter().copied().map(|pair| (pair, Relation::Forms)));
    search.run(opened.iter().copied().map(|pair| (pair, Relation::Forms)));
    search.finish(twins.into_iter().chain(forms).chain(opened))
}

/// How two types are related.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Relation {
    /// They are halves of one definition.
    Twins,
    /// They are types of two definitions.
    Forms,
}

/// A conversion that is possible if those that it needs are.
struct Attempt<'p> {
    kind: ConversionKind,
    needs: BTreeSet<Pair<'p>>,
}

struct Search<'p> {
    items: BTreeMap<&'p Ident, &'p Item>,
    /// The pairs that were looked at, with a conversion if there is one.
    tried: BTreeMap<Pair<'p>, Option<Attempt<'p>>>,
    /// The number of sources of each target.
    sources: BTreeMap<&'p Ident, usize>,
}

impl<'p> Search<'p> {
    /// The halves of each definition that becomes two types, in the order of the document.
    fn twins(&self, types: &TypeMap<'_>) -> Vec<Pair<'p>> {
        let half = |key: TypeKey| self.known(types.idents.get(&key)?);
        let ids = types.api.types.iter().map(|(id, _)| id);
        let pairs = ids.filter_map(|id| {
            let key = types.directions.key(id, Direction::Request);
            let source = half(types.directions.key(id, Direction::Response))?;
            Some((source, half(key).filter(|_| key.input)?))
        });
        pairs.collect()
    }

    /// The body of each `PUT`, `PATCH` and `POST`, with what a `GET` of the same path returns, or a
    /// `PUT` or `PATCH` itself.
    fn forms(&self, groups: &[Group]) -> Vec<Pair<'p>> {
        let operations = || groups.iter().flat_map(|group| &group.operations);
        let mut read: BTreeMap<&str, Vec<&'p Ident>> = BTreeMap::new();
        for operation in operations().filter(|it| it.http_method == Method::Get) {
            read.entry(&operation.path).or_default().extend(self.received(operation));
        }
        let (mut pairs, mut seen) = (Vec::new(), BTreeSet::new());
        for operation in operations() {
            let own = match operation.http_method {
                Method::Put | Method::Patch => self.received(operation),
                Method::Post => Vec::new(),
                _ => continue,
            };
            let Some(target) = self.sent(operation) else { continue };
            let sources = read.get(operation.path.as_str()).into_iter().flatten().copied();
            for source in sources.chain(own).filter(|source| *source != target) {
                if seen.insert((source, target)) {
                    pairs.push((source, target));
                }
            }
        }
        pairs
    }

    /// Each enum, with the enums of its values and any other one.
    fn opened(&self, types: &TypeMap<'_>) -> Vec<Pair<'p>> {
        let mut closed: BTreeMap<&Location, Vec<TypeId>> = BTreeMap::new();
        let mut open: Vec<(TypeId, Vec<&Location>)> = Vec::new();
        for (id, definition) in types.api.types.iter() {
            let TypeKind::Enum(values) = &definition.kind else { continue };
            let locations = value_locations(&values.values);
            match values.others {
                OtherValues::Described => open.push((id, locations)),
                OtherValues::Unknown => {
                    let first = locations.into_iter().next();
                    first.into_iter().for_each(|it| closed.entry(it).or_default().push(id));
                }
            }
        }
        let item = |id| {
            let key = types.directions.key(id, Direction::Request);
            self.known(types.idents.get(&key)?)
        };
        let mut pairs = Vec::new();
        for (target, locations) in open {
            let sources: BTreeSet<TypeId> =
                locations.iter().filter_map(|it| closed.get(it)).flatten().copied().collect();
            let Some(to) = item(target) else { continue };
            let sources = sources.into_iter().filter_map(item).filter(|from| *from != to);
            pairs.extend(sources.map(|from| (from, to)));
        }
        pairs
    }

    /// The types of successes.
    fn received(&self, operation: &Operation) -> Vec<&'p Ident> {
        let successes = operation.output.responses().filter(|it| it.status.is_success());
        let types = successes.filter_map(|response| response.content.typed());
        types.filter_map(|ty| self.item(ty)).collect()
    }

    fn sent(&self, operation: &Operation) -> Option<&'p Ident> {
        self.item(&operation.body.as_ref()?.argument())
    }

    /// The item that a type is.
    fn item(&self, ty: &RustType) -> Option<&'p Ident> {
        match self.target(ty) {
            RustType::Item(ident) => self.known(ident),
            _ => None,
        }
    }

    fn known(&self, ident: &Ident) -> Option<&'p Ident> {
        self.items.get_key_value(ident).map(|(ident, _)| *ident)
    }

    /// Looks at each pair, and at the pairs that it needs.
    fn run(&mut self, seeds: impl Iterator<Item = (Pair<'p>, Relation)>) {
        let mut work: VecDeque<(Pair<'p>, Relation)> = seeds.collect();
        while let Some((pair, relation)) = work.pop_front() {
            if self.tried.contains_key(&pair) {
                continue;
            }
            let sources = self.sources.entry(pair.1).or_default();
            *sources += 1;
            let attempt = if *sources > MOST_SOURCES { None } else { self.attempt(pair, relation) };
            let needs = attempt.iter().flat_map(|attempt| &attempt.needs);
            work.extend(needs.map(|pair| (*pair, Relation::Forms)));
            self.tried.insert(pair, attempt);
        }
    }

    /// The conversions of the seeds that need nothing impossible, and those that they need.
    fn finish(mut self, seeds: impl Iterator<Item = Pair<'p>>) -> Vec<Conversion> {
        self.remove_impossible();
        let (mut order, mut work): (Vec<Pair<'p>>, VecDeque<Pair<'p>>) =
            (Vec::new(), seeds.collect());
        let mut seen = BTreeSet::new();
        while let Some(pair) = work.pop_front() {
            let attempt = self.tried.get(&pair).and_then(Option::as_ref);
            if let Some(attempt) = attempt.filter(|_| seen.insert(pair)) {
                order.push(pair);
                work.extend(attempt.needs.iter().copied());
            }
        }
        let conversions = order.into_iter().filter_map(|pair| {
            let kind = self.tried.remove(&pair)??.kind;
            Some(Conversion { source: pair.0.clone(), target: pair.1.clone(), kind })
        });
        conversions.collect()
    }

    fn remove_impossible(&mut self) {
        let mut users: BTreeMap<Pair<'p>, Vec<Pair<'p>>> = BTreeMap::new();
        let mut work: Vec<Pair<'p>> = Vec::new();
        for (pair, attempt) in &self.tried {
            match attempt {
                None => work.push(*pair),
                Some(attempt) => attempt
                    .needs
                    .iter()
                    .for_each(|need| users.entry(*need).or_default().push(*pair)),
            }
        }
        while let Some(pair) = work.pop() {
            for user in users.remove(&pair).unwrap_or_default() {
                if self.tried.insert(user, None).is_some_and(|attempt| attempt.is_some()) {
                    work.push(user);
                }
            }
        }
    }

    fn attempt(&self, (source, target): Pair<'p>, relation: Relation) -> Option<Attempt<'p>> {
        let mut needs = BTreeSet::new();
        let (from, to) = (&self.items.get(source)?.kind, &self.items.get(target)?.kind);
        let kind = match (from, to) {
            (ItemKind::Struct(from), ItemKind::Struct(to)) => {
                self.structure(from, to, relation, &mut needs)?
            }
            (ItemKind::Union(from), ItemKind::Union(to)) if relation == Relation::Twins => {
                let takes_source = |ty: &RustType| self.item(unboxed(ty)) == Some(source);
                if to.variants.iter().any(|variant| variant.from && takes_source(&variant.ty)) {
                    return None;
                }
                self.union(from, to, &mut needs)?
            }
            (ItemKind::Newtype(from), ItemKind::Newtype(to)) if self.item(to) != Some(source) => {
                ConversionKind::Newtype(self.value(from, to, &mut needs)?)
            }
            (ItemKind::StringEnum(from), ItemKind::StringEnum(to)) if has_all(from, to) => {
                ConversionKind::StringEnum
            }
            (ItemKind::IntegerEnum(from), ItemKind::IntegerEnum(to)) if has_all(from, to) => {
                ConversionKind::IntegerEnum
            }
            _ => return None,
        };
        Some(Attempt { kind, needs })
    }

    fn structure(
        &self,
        from: &'p StructItem,
        to: &'p StructItem,
        relation: Relation,
        needs: &mut BTreeSet<Pair<'p>>,
    ) -> Option<ConversionKind> {
        let sources: BTreeMap<&str, &Field> =
            from.fields.iter().map(|field| (field.name.as_str(), field)).collect();
        let mut fields = Vec::with_capacity(to.fields.len());
        for target in &to.fields {
            let value = match sources.get(target.name.as_str()) {
                Some(source) => self.field(source, target, needs)?,
                None if relation == Relation::Twins || target.is_write_only => {
                    nothing(target.presence)?
                }
                None => return None,
            };
            fields.push(FieldConversion { target: target.ident.clone(), value });
        }
        let is_read = |it: &FieldConversion| matches!(it.value, FieldValue::Field { .. });
        let is_useful = relation == Relation::Twins || fields.iter().any(is_read);
        let additional = match &to.additional {
            Some(to) => Some(self.additional(from.additional.as_ref(), to, needs)?),
            None => None,
        };
        is_useful.then_some(ConversionKind::Struct { fields, additional })
    }

    fn additional(
        &self,
        from: Option<&'p AdditionalField>,
        to: &'p AdditionalField,
        needs: &mut BTreeSet<Pair<'p>>,
    ) -> Option<AdditionalConversion> {
        let source = match from {
            Some(from) => Some((from.ident.clone(), self.value(&from.ty, &to.ty, needs)?)),
            None => None,
        };
        Some(AdditionalConversion { target: to.ident.clone(), source })
    }

    fn union(
        &self,
        from: &'p UnionItem,
        to: &'p UnionItem,
        needs: &mut BTreeSet<Pair<'p>>,
    ) -> Option<ConversionKind> {
        if from.variants.len() != to.variants.len() {
            return None;
        }
        let mut variants = Vec::with_capacity(from.variants.len() + 1);
        for (from, to) in from.variants.iter().zip(&to.variants) {
            let value = self.value(&from.ty, &to.ty, needs)?;
            variants.push(VariantConversion {
                source: from.ident.clone(),
                target: to.ident.clone(),
                value,
            });
        }
        variants.push(VariantConversion {
            source: from.catch_all.clone(),
            target: to.catch_all.clone(),
            value: ValueConversion::Same,
        });
        Some(ConversionKind::Union(variants))
    }

    fn field(
        &self,
        from: &'p Field,
        to: &'p Field,
        needs: &mut BTreeSet<Pair<'p>>,
    ) -> Option<FieldValue> {
        use FieldPresence::{Any, Maybe, Nullable, Optional, Required};
        let nullable = match (from.presence, &from.ty) {
            (Required, RustType::Option(inner)) => Some(inner.as_ref()),
            _ => None,
        };
        let (presence, ty) = match (from.presence, nullable, to.presence) {
            (Required, _, Required) => (PresenceConversion::Required, &from.ty),
            (Required, Some(inner), Optional | Any | Nullable) => {
                (PresenceConversion::Mapped, inner)
            }
            (Required, Some(inner), Maybe) => (PresenceConversion::OrNull, inner),
            (Required, None, Optional | Any | Nullable) => (PresenceConversion::Some, &from.ty),
            (Required, None, Maybe) => (PresenceConversion::Value, &from.ty),
            (Optional | Any | Nullable, _, Optional | Any | Nullable) | (Maybe, _, Maybe) => {
                (PresenceConversion::Mapped, &from.ty)
            }
            (Optional | Any | Nullable, _, Maybe) => (PresenceConversion::OrAbsent, &from.ty),
            (Maybe, _, Optional | Any | Nullable) => (PresenceConversion::IntoOption, &from.ty),
            (Optional | Any | Nullable | Maybe, _, Required) => return None,
        };
        let value = self.value(ty, &to.ty, needs)?;
        Some(FieldValue::Field { source: from.ident.clone(), presence, value })
    }

    /// How a value becomes one of another type; `None` if it does not without loss.
    fn value(
        &self,
        from: &'p RustType,
        to: &'p RustType,
        needs: &mut BTreeSet<Pair<'p>>,
    ) -> Option<ValueConversion> {
        let (from, to) = (self.target(from), self.target(to));
        if from == to {
            return Some(ValueConversion::Same);
        }
        let (inner, whole): (ValueConversion, fn(Box<ValueConversion>) -> ValueConversion) =
            match (from, to) {
                (RustType::Boxed(from), RustType::Boxed(to)) => {
                    match self.value(from, to, needs)? {
                        ValueConversion::Same => (ValueConversion::Same, ValueConversion::Boxed),
                        inner => {
                            (ValueConversion::Unboxed(Box::new(inner)), ValueConversion::Boxed)
                        }
                    }
                }
                (RustType::Vec(from), RustType::Vec(to)) => {
                    (self.value(from, to, needs)?, ValueConversion::List)
                }
                (RustType::Map(from), RustType::Map(to)) => {
                    (self.value(from, to, needs)?, ValueConversion::Map)
                }
                (RustType::Option(from), RustType::Option(to)) => {
                    (self.value(from, to, needs)?, ValueConversion::Option)
                }
                (RustType::Boxed(from), to) => {
                    return Some(ValueConversion::Unboxed(Box::new(self.value(from, to, needs)?)));
                }
                (from, RustType::Boxed(to)) => {
                    return Some(ValueConversion::Boxed(Box::new(self.value(from, to, needs)?)));
                }
                (RustType::Item(from), RustType::Item(to)) => {
                    needs.insert((self.known(from)?, self.known(to)?));
                    return Some(ValueConversion::Into);
                }
                _ => return None,
            };
        // Aliases may have hidden that both are one type.
        Some(if inner == ValueConversion::Same { inner } else { whole(Box::new(inner)) })
    }

    /// The type behind any aliases.
    fn target<'t>(&self, mut ty: &'t RustType) -> &'t RustType
    where
        'p: 't,
    {
        for _ in 0..MOST_ALIASES {
            let RustType::Item(ident) = ty else { break };
            match self.items.get(ident).map(|item| &item.kind) {
                Some(ItemKind::Alias(target)) => ty = target,
                _ => break,
            }
        }
        ty
    }
}

/// What a field has without a value.
fn nothing(presence: FieldPresence) -> Option<FieldValue> {
    match presence {
        FieldPresence::Required => None,
        FieldPresence::Maybe => Some(FieldValue::Absent),
        _ => Some(FieldValue::Nothing),
    }
}

/// Whether an enum has all values of another one.
fn has_all<T: Ord>(from: &EnumItem<T>, to: &EnumItem<T>) -> bool {
    let known: BTreeSet<&T> = to.variants.iter().map(|variant| &variant.value).collect();
    from.variants.iter().all(|variant| known.contains(&variant.value))
}

fn value_locations(values: &EnumValues) -> Vec<&Location> {
    match values {
        EnumValues::Strings(values) => values.iter().map(|value| &value.location).collect(),
        EnumValues::Integers(values) => values.iter().map(|value| &value.location).collect(),
    }
}

fn unboxed(ty: &RustType) -> &RustType {
    match ty {
        RustType::Boxed(inner) => inner,
        ty => ty,
    }
}
