//! The types of two crates that are the same, possibly under another name.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Alignment, Pair};
use crate::plan::{
    Api, Ident, Item, ItemKind, Operation, Output, Response, ResponseContent, ResponseVariant,
    RustType, Stream, UnionVariant, references,
};

/// The types of an API in both crates.
#[derive(Debug)]
pub struct Names<'a> {
    old: BTreeMap<&'a Ident, &'a Item>,
    new: BTreeMap<&'a Ident, &'a Item>,
    /// The renamed types, with their old names.
    renamed: BTreeMap<&'a Ident, &'a Ident>,
    former: BTreeMap<&'a Ident, &'a Ident>,
    /// The types for requests, by those for responses, of split types.
    old_inputs: BTreeMap<&'a Ident, &'a Ident>,
    new_inputs: BTreeMap<&'a Ident, &'a Ident>,
    /// The types for responses, by those for requests.
    old_received: BTreeMap<&'a Ident, &'a Ident>,
    new_received: BTreeMap<&'a Ident, &'a Ident>,
    /// The types for requests that were split from a type, with that type.
    split: BTreeMap<&'a Ident, &'a Ident>,
    /// The types for requests that were merged into a type, with that type.
    merged: BTreeMap<&'a Ident, &'a Ident>,
}

impl<'a> Names<'a> {
    /// The types by their names, and those that are split in one of the crates.
    pub(super) fn new(old: &'a Api, new: &'a Api) -> Self {
        let mut names = Self {
            old: by_name(old),
            new: by_name(new),
            renamed: BTreeMap::new(),
            former: BTreeMap::new(),
            old_inputs: BTreeMap::new(),
            new_inputs: BTreeMap::new(),
            old_received: BTreeMap::new(),
            new_received: BTreeMap::new(),
            split: BTreeMap::new(),
            merged: BTreeMap::new(),
        };
        names.old_inputs = inputs(&names.old);
        names.new_inputs = inputs(&names.new);
        names.old_received = inverted(&names.old_inputs);
        names.new_received = inverted(&names.new_inputs);
        names.find_splits();
        names
    }

    /// An item of the old crate.
    pub fn old_item(&self, ident: &Ident) -> Option<&'a Item> {
        self.old.get(ident).copied()
    }

    /// An item of the new crate.
    pub fn new_item(&self, ident: &Ident) -> Option<&'a Item> {
        self.new.get(ident).copied()
    }

    /// The new name of an old item. `None` if it was removed.
    pub fn now(&self, old: &Ident) -> Option<&'a Ident> {
        let same = || self.new.get_key_value(old).map(|(ident, _)| *ident);
        self.renamed.get(old).copied().or_else(same)
    }

    /// The old name of a new item. `None` if it is new.
    pub fn before(&self, new: &Ident) -> Option<&'a Ident> {
        let same = || self.old.get_key_value(new).map(|(ident, _)| *ident);
        self.former.get(new).copied().or_else(same)
    }

    /// The type for requests of an old item for responses.
    pub fn old_input(&self, ident: &Ident) -> Option<&'a Item> {
        self.old_item(self.old_inputs.get(ident)?)
    }

    /// The type for requests of a new item for responses.
    pub fn new_input(&self, ident: &Ident) -> Option<&'a Item> {
        self.new_item(self.new_inputs.get(ident)?)
    }

    /// The other half of a split type in the old crate.
    pub fn old_other(&self, ident: &Ident) -> Option<&'a Item> {
        self.old_item(self.old_inputs.get(ident).or_else(|| self.old_received.get(ident))?)
    }

    /// The other half of a split type in the new crate.
    pub fn new_other(&self, ident: &Ident) -> Option<&'a Item> {
        self.new_item(self.new_inputs.get(ident).or_else(|| self.new_received.get(ident))?)
    }

    /// The type that an old type for requests was merged into.
    pub fn merged_into(&self, old: &Ident) -> Option<&'a Ident> {
        self.merged.get(old).copied()
    }

    /// The type that a new type for requests was split from.
    pub fn split_from(&self, new: &Ident) -> Option<&'a Ident> {
        self.split.get(new).copied()
    }

    /// Whether two types are the same to Rust, apart from renamed items. Changes inside an item are
    /// reported with the item.
    pub fn same(&self, old: &RustType, new: &RustType) -> bool {
        self.same_by_name(old, new)
            || self.same_by_name(
                &resolved(old, &self.old, LONGEST),
                &resolved(new, &self.new, LONGEST),
            )
    }

    /// Whether functions that took `impl Into` of the old type take only the new one: they take
    /// numbers as they are, and `impl Into` of all other types.
    pub fn takes_less(&self, old: &RustType, new: &RustType) -> bool {
        !self.same_by_name(old, new)
            && takes_less(&resolved(old, &self.old, LONGEST), &resolved(new, &self.new, LONGEST))
    }

    /// The opposite of [`takes_less`](Self::takes_less).
    pub fn takes_more(&self, old: &RustType, new: &RustType) -> bool {
        !self.same_by_name(old, new)
            && takes_less(&resolved(new, &self.new, LONGEST), &resolved(old, &self.old, LONGEST))
    }

    fn same_by_name(&self, old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Item(old), RustType::Item(new)) => self.is(old, new),
            (RustType::Vec(old), RustType::Vec(new))
            | (RustType::Map(old), RustType::Map(new))
            | (RustType::Option(old), RustType::Option(new))
            | (RustType::Boxed(old), RustType::Boxed(new))
            | (RustType::JsonString(old), RustType::JsonString(new)) => self.same_by_name(old, new),
            _ => old == new,
        }
    }

    fn is(&self, old: &Ident, new: &Ident) -> bool {
        // Another type may have the old name of a renamed one.
        let same = old == new && !self.renamed.contains_key(old) && !self.former.contains_key(new);
        same || self.renamed.get(old) == Some(&new)
            || self.merged.get(old) == Some(&new)
            || self.split.get(new) == Some(&old)
    }

    /// The keys of a type of the old crate. Types that are [the same](Self::same) have a key in
    /// common.
    pub(super) fn old_type_keys(&self, ty: &RustType) -> [(TypeKey, RustType); 2] {
        let key = |ty: &RustType| renamed(ty, &|ident| self.old_class(ident).unwrap_or(ident));
        [(TypeKey::AsWritten, key(ty)), (TypeKey::Resolved, key(&resolved(ty, &self.old, LONGEST)))]
    }

    /// The keys of a type of the new crate.
    pub(super) fn new_type_keys(&self, ty: &RustType) -> [(TypeKey, RustType); 2] {
        let key = |ty: &RustType| renamed(ty, &|ident| self.new_class(ident).unwrap_or(ident));
        [(TypeKey::AsWritten, key(ty)), (TypeKey::Resolved, key(&resolved(ty, &self.new, LONGEST)))]
    }

    /// The key of an old item and of all that are equal: its new name. `None` if it was removed.
    pub(super) fn old_class<'i>(&self, old: &'i Ident) -> Option<&'i Ident>
    where
        'a: 'i,
    {
        self.merged_into(old).or_else(|| self.now(old))
    }

    /// The key of a new item.
    pub(super) fn new_class<'i>(&self, new: &'i Ident) -> Option<&'i Ident>
    where
        'a: 'i,
    {
        self.split_from(new).or_else(|| self.before(new).map(|_| new))
    }

    /// The items that only the old crate has.
    pub(super) fn gone(&self) -> impl Iterator<Item = &'a Item> {
        self.old.values().copied().filter(|item| self.old_class(&item.ident).is_none())
    }

    /// The items that only the new crate has.
    pub(super) fn fresh(&self) -> impl Iterator<Item = &'a Item> {
        self.new.values().copied().filter(|item| self.new_class(&item.ident).is_none())
    }

    /// The items that have the same name in both crates, and the renamed ones.
    pub(super) fn both(&self) -> Vec<(&'a Item, &'a Item)> {
        let same = self.old.iter().filter_map(|(ident, old)| Some((*old, self.new_item(ident)?)));
        let renamed = self.renamed.iter();
        let renamed =
            renamed.filter_map(|(old, new)| Some((self.old_item(old)?, self.new_item(new)?)));
        same.chain(renamed).collect()
    }

    /// Whether two types are the same, assuming that unmatched items are.
    pub(super) fn may_be_same(&self, old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Item(old), RustType::Item(new)) => {
                self.is(old, new) || self.are_open(old, new)
            }
            (RustType::Vec(old), RustType::Vec(new))
            | (RustType::Map(old), RustType::Map(new))
            | (RustType::Option(old), RustType::Option(new))
            | (RustType::Boxed(old), RustType::Boxed(new))
            | (RustType::JsonString(old), RustType::JsonString(new)) => self.may_be_same(old, new),
            _ => old == new,
        }
    }

    /// Finds types that are split in only one of the crates, from the type for responses, which has
    /// the same name in both. The single type must be for requests as well; otherwise the type for
    /// requests in the other crate is unrelated.
    fn find_splits(&mut self) {
        let both = |ident: &Ident| self.old.contains_key(ident) && self.new.contains_key(ident);
        let split = self.new_inputs.iter().filter(|(received, input)| {
            both(received)
                && !self.old_inputs.contains_key(*received)
                && !self.old.contains_key(*input)
        });
        let merged = self.old_inputs.iter().filter(|(received, input)| {
            both(received)
                && !self.new_inputs.contains_key(*received)
                && !self.new.contains_key(*input)
        });
        let split: BTreeMap<&'a Ident, &'a Ident> =
            split.map(|(received, input)| (*received, *input)).collect();
        let merged: BTreeMap<&'a Ident, &'a Ident> =
            merged.map(|(received, input)| (*received, *input)).collect();
        let (sent_before, sent_now) = (sent(&split, &self.old), sent(&merged, &self.new));
        let inputs = |pairs: BTreeMap<&'a Ident, &'a Ident>, sent: BTreeSet<&'a Ident>| {
            let pairs = pairs.into_iter().filter(|(received, _)| sent.contains(received));
            pairs.map(|(received, input)| (input, received)).collect()
        };
        (self.split, self.merged) = (inputs(split, sent_before), inputs(merged, sent_now));
    }

    /// Notes that a type was renamed.
    pub(super) fn rename(&mut self, old: &'a Ident, new: &'a Ident) {
        self.renamed.insert(old, new);
        self.former.insert(new, old);
    }

    /// Whether both types are unmatched.
    pub(super) fn are_open(&self, old: &Ident, new: &Ident) -> bool {
        let (gone, fresh) = (self.now(old).is_none(), self.before(new).is_none());
        gone && fresh && !self.merged.contains_key(old) && !self.split.contains_key(new)
    }
}

fn takes_less(old: &RustType, new: &RustType) -> bool {
    match (old, new) {
        (RustType::Vec(old), RustType::Vec(new)) | (RustType::Map(old), RustType::Map(new)) => {
            takes_less(old, new)
        }
        _ => !old.is_copied() && new.is_copied(),
    }
}

/// How many aliases of a type are resolved.
const LONGEST: usize = 64;

fn by_name(api: &Api) -> BTreeMap<&Ident, &Item> {
    api.types.iter().flat_map(|module| &module.items).map(|item| (&item.ident, item)).collect()
}

/// The types for requests, by those for responses: both come from one schema. A schema that is sent
/// in several ways, such as in JSON and as a form, has several types for requests instead.
fn inputs<'a>(items: &BTreeMap<&'a Ident, &'a Item>) -> BTreeMap<&'a Ident, &'a Ident> {
    let mut by_location: BTreeMap<_, Vec<&'a Item>> = BTreeMap::new();
    for item in items.values() {
        let is_schema = matches!(
            item.kind,
            ItemKind::Struct(_) | ItemKind::Union(_) | ItemKind::Alias(_) | ItemKind::Newtype(_)
        );
        if let (true, Some(location)) = (is_schema, &item.source.0) {
            by_location.entry(location).or_default().push(item);
        }
    }
    let pairs = by_location.into_values().filter_map(|items| match items.as_slice() {
        [one, other] if is_input(other, one) => Some((&one.ident, &other.ident)),
        [one, other] if is_input(one, other) => Some((&other.ident, &one.ident)),
        _ => None,
    });
    let mut pairs = pairs.collect();
    let sent = sent(&pairs, items);
    pairs.retain(|received, _| !sent.contains(received));
    pairs
}

/// The items for requests: structs that callers construct, and items that contain one.
fn sent<'a>(
    pairs: &BTreeMap<&'a Ident, &'a Ident>,
    items: &BTreeMap<&'a Ident, &'a Item>,
) -> BTreeSet<&'a Ident> {
    let mut users: BTreeMap<&Ident, Vec<&'a Ident>> = BTreeMap::new();
    let mut work: Vec<&'a Ident> = Vec::new();
    for ident in pairs.keys() {
        match items.get(*ident) {
            Some(Item { kind: ItemKind::Struct(structure), .. }) => {
                work.extend(structure.is_constructed().then_some(*ident))
            }
            Some(item) => {
                references(item).for_each(|part| users.entry(part).or_default().push(ident))
            }
            None => {}
        }
    }
    let mut sent = BTreeSet::new();
    while let Some(ident) = work.pop() {
        if sent.insert(ident) {
            work.extend(users.remove(ident).unwrap_or_default());
        }
    }
    sent
}

fn inverted<'a>(inputs: &BTreeMap<&'a Ident, &'a Ident>) -> BTreeMap<&'a Ident, &'a Ident> {
    inputs.iter().map(|(received, input)| (*input, *received)).collect()
}

/// The name of the type for requests is longer, since it ends with `Input`.
fn is_input(input: &Item, received: &Item) -> bool {
    input.ident.plain().len() > received.ident.plain().len()
}

/// How a key describes a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum TypeKey {
    /// By the names of its items.
    AsWritten,
    /// By the targets of its aliases.
    Resolved,
}

/// The type with the items renamed.
fn renamed<'i>(ty: &'i RustType, name: &impl Fn(&'i Ident) -> &'i Ident) -> RustType {
    let inner = |inner: &'i RustType| Box::new(renamed(inner, name));
    match ty {
        RustType::Item(ident) => RustType::Item(name(ident).clone()),
        RustType::Vec(of) => RustType::Vec(inner(of)),
        RustType::Map(of) => RustType::Map(inner(of)),
        RustType::Option(of) => RustType::Option(inner(of)),
        RustType::Boxed(of) => RustType::Boxed(inner(of)),
        RustType::JsonString(of) => RustType::JsonString(inner(of)),
        _ => ty.clone(),
    }
}

/// The type with the targets of its aliases.
fn resolved(ty: &RustType, items: &BTreeMap<&Ident, &Item>, depth: usize) -> RustType {
    let inner = |inner: &RustType| Box::new(resolved(inner, items, depth.saturating_sub(1)));
    match ty {
        RustType::Item(ident) => match items.get(ident).map(|item| &item.kind) {
            Some(ItemKind::Alias(target)) if depth > 0 => resolved(target, items, depth - 1),
            _ => ty.clone(),
        },
        RustType::Vec(of) => RustType::Vec(inner(of)),
        RustType::Map(of) => RustType::Map(inner(of)),
        RustType::Option(of) => RustType::Option(inner(of)),
        RustType::Boxed(of) => RustType::Boxed(inner(of)),
        RustType::JsonString(of) => RustType::JsonString(inner(of)),
        _ => ty.clone(),
    }
}

/// The innermost item of a type.
pub fn innermost(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Vec(inner)
        | RustType::Map(inner)
        | RustType::Option(inner)
        | RustType::Boxed(inner)
        | RustType::JsonString(inner) => innermost(inner),
        _ => None,
    }
}

/// Types of the old and the new crate.
pub(super) type TypePairs<'a> = Vec<(&'a RustType, &'a RustType)>;

/// The types at the same locations of two operations.
pub(super) fn operation_uses<'a>(old: &'a Operation, new: &'a Operation) -> TypePairs<'a> {
    let parameters =
        Alignment::of(&old.parameters, &new.parameters).by(|parameter| &parameter.name).pairs();
    let mut uses: TypePairs<'a> =
        parameters.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect();
    uses.extend(old.body.as_ref().zip(new.body.as_ref()).map(|(old, new)| (&old.ty, &new.ty)));
    if let (Output::One(old), Output::One(new)) = (&old.output, &new.output) {
        uses.extend(body(old).zip(body(new)));
    }
    let streams = Alignment::of(&old.streams, &new.streams).by(|stream| &stream.ident).pairs();
    let pieces = streams.iter().filter_map(Pair::both);
    uses.extend(pieces.filter_map(|(old, new)| piece(&old.stream).zip(piece(&new.stream))));
    uses
}

/// The types at the same locations of two items.
pub(super) fn item_uses<'a>(old: &'a Item, new: &'a Item) -> TypePairs<'a> {
    match (&old.kind, &new.kind) {
        (ItemKind::Struct(old), ItemKind::Struct(new)) => {
            let fields = Alignment::of(&old.fields, &new.fields).by(|field| &field.name).pairs();
            let mut uses: TypePairs<'a> =
                fields.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect();
            uses.extend(
                old.additional
                    .as_ref()
                    .zip(new.additional.as_ref())
                    .map(|(old, new)| (&old.ty, &new.ty)),
            );
            uses
        }
        (ItemKind::Union(old), ItemKind::Union(new)) => {
            let by_tags = Alignment::of(&old.variants, &new.variants).by_some(known_tags);
            let variants = by_tags.by(|variant| &variant.ident).pairs();
            variants.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect()
        }
        (
            ItemKind::Alias(old) | ItemKind::Newtype(old),
            ItemKind::Alias(new) | ItemKind::Newtype(new),
        ) => {
            vec![(old, new)]
        }
        (ItemKind::Headers(old), ItemKind::Headers(new)) => {
            let fields = Alignment::of(old, new).by(|field| &field.name).pairs();
            fields.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect()
        }
        (ItemKind::Error(old), ItemKind::Error(new)) => {
            let mut uses = response_uses(&old.variants, &new.variants);
            uses.extend(old.headers.as_ref().zip(new.headers.as_ref()));
            uses
        }
        (ItemKind::Responses(old), ItemKind::Responses(new)) => response_uses(old, new),
        _ => Vec::new(),
    }
}

fn response_uses<'a>(old: &'a [ResponseVariant], new: &'a [ResponseVariant]) -> TypePairs<'a> {
    let key =
        |variant: &ResponseVariant| (variant.response.status, variant.response.media_types.clone());
    let variants = Alignment::of(old, new).by(key).pairs();
    variants
        .iter()
        .filter_map(Pair::both)
        .filter_map(|(old, new)| body(&old.response).zip(body(&new.response)))
        .collect()
}

fn body(response: &Response) -> Option<&RustType> {
    match &response.content {
        ResponseContent::Stream(stream) => piece(stream),
        other => other.typed(),
    }
}

fn piece(stream: &Stream) -> Option<&RustType> {
    match stream {
        Stream::Json(ty)
        | Stream::Xml(ty, _)
        | Stream::Lines(ty)
        | Stream::Events(ty)
        | Stream::TypedEvents(ty) => Some(ty),
        Stream::Bytes | Stream::Text | Stream::TextLines | Stream::TextEvents => None,
    }
}

/// All items of an API, in its order.
pub fn items(api: &Api) -> Vec<&Item> {
    let mut seen = BTreeSet::new();
    let items = api.types.iter().flat_map(|module| &module.items);
    items.filter(|item| seen.insert(&item.ident)).collect()
}

/// The tags of a variant that has any.
pub(super) fn known_tags(variant: &UnionVariant) -> Option<&[String]> {
    (!variant.tags.is_empty()).then_some(&variant.tags)
}
