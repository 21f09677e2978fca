//! Which types of two crates are the same, whatever they are called.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::mem::discriminant;

use super::align::{Pair, align};
use super::likeness;
use super::matching::Operations;
use crate::plan::{
    Answer, AnswerContent, AnswerVariant, Api, Ident, Item, ItemKind, Operation, Output, RustType, Stream,
    UnionVariant, references,
};

/// The types of an API, before and now.
#[derive(Debug)]
pub struct Names<'a> {
    old: BTreeMap<&'a Ident, &'a Item>,
    new: BTreeMap<&'a Ident, &'a Item>,
    /// Those that have another name now, and what they were called.
    renamed: BTreeMap<&'a Ident, &'a Ident>,
    former: BTreeMap<&'a Ident, &'a Ident>,
    /// What is sent, by what is received, where these are two types.
    old_inputs: BTreeMap<&'a Ident, &'a Ident>,
    new_inputs: BTreeMap<&'a Ident, &'a Ident>,
    /// What is sent and was no type of its own, each with what it was.
    split: BTreeMap<&'a Ident, &'a Ident>,
    /// What was sent and is no type of its own any more, each with what it is.
    merged: BTreeMap<&'a Ident, &'a Ident>,
}

impl<'a> Names<'a> {
    /// Finds the types that are the same: those of the same name; those that stand at the same place of something that is the same, and have
    /// something in common; and those that differ in nothing but the name, where there is no doubt which is which.
    pub fn of(old: &'a Api, new: &'a Api, operations: &Operations<'a>) -> Self {
        let mut names = Self {
            old: by_name(old),
            new: by_name(new),
            renamed: BTreeMap::new(),
            former: BTreeMap::new(),
            old_inputs: BTreeMap::new(),
            new_inputs: BTreeMap::new(),
            split: BTreeMap::new(),
            merged: BTreeMap::new(),
        };
        names.old_inputs = inputs(&names.old);
        names.new_inputs = inputs(&names.new);
        names.find_splits();
        names.follow_uses(operations);
        names.compare_shapes();
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

    /// What an old item is called now. `None` when it is gone.
    pub fn now(&self, old: &Ident) -> Option<&'a Ident> {
        let same = || self.new.get_key_value(old).map(|(ident, _)| *ident);
        self.renamed.get(old).copied().or_else(same)
    }

    /// What a new item was called. `None` when it was not there.
    pub fn before(&self, new: &Ident) -> Option<&'a Ident> {
        let same = || self.old.get_key_value(new).map(|(ident, _)| *ident);
        self.former.get(new).copied().or_else(same)
    }

    /// What is sent, where an item is what is received, of the old crate.
    pub fn old_input(&self, ident: &Ident) -> Option<&'a Item> {
        self.old_item(self.old_inputs.get(ident)?)
    }

    /// What is sent, where an item is what is received, of the new crate.
    pub fn new_input(&self, ident: &Ident) -> Option<&'a Item> {
        self.new_item(self.new_inputs.get(ident)?)
    }

    /// What is received, where an item of the old crate is what is sent, and the other way round.
    pub fn old_other(&self, ident: &Ident) -> Option<&'a Item> {
        self.old_item(other(&self.old_inputs, ident)?)
    }

    /// What is received, where an item of the new crate is what is sent, and the other way round.
    pub fn new_other(&self, ident: &Ident) -> Option<&'a Item> {
        self.new_item(other(&self.new_inputs, ident)?)
    }

    /// The type that what was sent is one with now.
    pub fn merged_into(&self, old: &Ident) -> Option<&'a Ident> {
        self.merged.get(old).copied()
    }

    /// The type that what is sent was one with before.
    pub fn split_from(&self, new: &Ident) -> Option<&'a Ident> {
        self.split.get(new).copied()
    }

    /// Whether Rust takes two types for the same, names that changed aside. What changes in a type is said there, and not wherever it is used.
    pub fn same(&self, old: &RustType, new: &RustType) -> bool {
        self.same_by_name(old, new)
            || self.same_by_name(&resolved(old, &self.old, LONGEST), &resolved(new, &self.new, LONGEST))
    }

    /// Whether functions that took what becomes the old type take only the new one itself: numbers are taken as they are, and all else
    /// as what becomes it.
    pub fn takes_less(old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Vec(old), RustType::Vec(new)) | (RustType::Map(old), RustType::Map(new)) => {
                Self::takes_less(old, new)
            }
            _ => !is_copied(old) && is_copied(new),
        }
    }

    fn same_by_name(&self, old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Item(old), RustType::Item(new)) => self.is(old, new),
            (RustType::Vec(old), RustType::Vec(new))
            | (RustType::Map(old), RustType::Map(new))
            | (RustType::Option(old), RustType::Option(new))
            | (RustType::Boxed(old), RustType::Boxed(new)) => self.same_by_name(old, new),
            _ => old == new,
        }
    }

    fn is(&self, old: &Ident, new: &Ident) -> bool {
        // What was renamed has left its name to others.
        let same = old == new && !self.renamed.contains_key(old) && !self.former.contains_key(new);
        same || self.renamed.get(old) == Some(&new)
            || self.merged.get(old) == Some(&new)
            || self.split.get(new) == Some(&old)
    }

    /// Whether two types are the same if what has no partner yet is.
    pub(super) fn may_be_same(&self, old: &RustType, new: &RustType) -> bool {
        match (old, new) {
            (RustType::Item(old), RustType::Item(new)) => self.is(old, new) || self.are_open(old, new),
            (RustType::Vec(old), RustType::Vec(new))
            | (RustType::Map(old), RustType::Map(new))
            | (RustType::Option(old), RustType::Option(new))
            | (RustType::Boxed(old), RustType::Boxed(new)) => self.may_be_same(old, new),
            _ => old == new,
        }
    }

    /// Finds what is or was two types in one of the crates alone, from what is received and has the same name in both. Where it is one type, it
    /// must be sent as well: else what is sent in the other crate has nothing to do with it.
    fn find_splits(&mut self) {
        let both = |ident: &Ident| self.old.contains_key(ident) && self.new.contains_key(ident);
        let split = self.new_inputs.iter().filter(|(received, input)| {
            both(received) && !self.old_inputs.contains_key(*received) && !self.old.contains_key(*input)
        });
        let merged = self.old_inputs.iter().filter(|(received, input)| {
            both(received) && !self.new_inputs.contains_key(*received) && !self.new.contains_key(*input)
        });
        let split: BTreeMap<&'a Ident, &'a Ident> = split.map(|(received, input)| (*received, *input)).collect();
        let merged: BTreeMap<&'a Ident, &'a Ident> = merged.map(|(received, input)| (*received, *input)).collect();
        let (sent_before, sent_now) = (sent(&split, &self.old), sent(&merged, &self.new));
        let inputs = |pairs: BTreeMap<&'a Ident, &'a Ident>, sent: BTreeSet<&'a Ident>| {
            let pairs = pairs.into_iter().filter(|(received, _)| sent.contains(received));
            pairs.map(|(received, input)| (input, received)).collect()
        };
        (self.split, self.merged) = (inputs(split, sent_before), inputs(merged, sent_now));
    }

    fn rename(&mut self, old: &'a Ident, new: &'a Ident) {
        self.renamed.insert(old, new);
        self.former.insert(new, old);
    }

    /// Follows what operations and types use, from those that are the same.
    fn follow_uses(&mut self, operations: &Operations<'a>) {
        let mut uses: VecDeque<(&'a RustType, &'a RustType)> = VecDeque::new();
        for (old, new) in operations.both() {
            self.answers(old, new);
            uses.extend(operation_uses(old, new));
        }
        for (ident, old) in &self.old {
            uses.extend(self.new.get(ident).into_iter().flat_map(|new| item_uses(old, new)));
        }
        for (old, new) in self.renamed.clone() {
            let items = self.old.get(old).zip(self.new.get(new));
            uses.extend(items.into_iter().flat_map(|(old, new)| item_uses(old, new)));
        }
        while let Some((old, new)) = uses.pop_front() {
            let (Some(old), Some(new)) = (innermost(old), innermost(new)) else { continue };
            let (Some(old_item), Some(new_item)) = (self.old_item(old), self.new_item(new)) else { continue };
            if self.are_open(old, new) && likeness::related(self, old_item, new_item) {
                self.rename(old, new);
                uses.extend(item_uses(old_item, new_item));
            }
        }
    }

    /// The errors, headers and answers of an operation, which are named after it.
    fn answers(&mut self, old: &'a Operation, new: &'a Operation) {
        let several = |operation: &'a Operation| match &operation.output {
            Output::Several { ident, .. } => Some(ident),
            Output::One(_) => None,
        };
        let named = [
            old.error.as_ref().zip(new.error.as_ref()),
            old.headers.as_ref().zip(new.headers.as_ref()),
            several(old).zip(several(new)),
        ];
        for (old, new) in named.into_iter().flatten() {
            let kinds = self.old_item(old).zip(self.new_item(new));
            let alike = kinds.is_some_and(|(old, new)| discriminant(&old.kind) == discriminant(&new.kind));
            if alike && self.are_open(old, new) {
                self.rename(old, new);
            }
        }
    }

    fn are_open(&self, old: &Ident, new: &Ident) -> bool {
        let (gone, fresh) = (self.now(old).is_none(), self.before(new).is_none());
        gone && fresh && !self.merged.contains_key(old) && !self.split.contains_key(new)
    }

    /// Pairs up what differs in nothing but the name, until there is no more.
    fn compare_shapes(&mut self) {
        loop {
            let is_gone = |item: &&'a Item| self.now(&item.ident).is_none() && self.merged_into(&item.ident).is_none();
            let is_fresh =
                |item: &&'a Item| self.before(&item.ident).is_none() && self.split_from(&item.ident).is_none();
            let gone: Vec<&'a Item> = self.old.values().copied().filter(is_gone).collect();
            let fresh: Vec<&'a Item> = self.new.values().copied().filter(is_fresh).collect();
            let alike = |old: &Item| -> Vec<&'a Item> {
                fresh.iter().copied().filter(|new| likeness::alike(self, old, new)).collect()
            };
            let candidates: Vec<(&'a Item, Vec<&'a Item>)> = gone.iter().map(|old| (*old, alike(old))).collect();
            let mut wanted: BTreeMap<&'a Ident, usize> = BTreeMap::new();
            for new in candidates.iter().flat_map(|(_, several)| several) {
                *wanted.entry(&new.ident).or_default() += 1;
            }
            let certain: Vec<(&'a Ident, &'a Ident)> = candidates
                .iter()
                .filter_map(|(old, several)| match several.as_slice() {
                    [only] if wanted.get(&only.ident) == Some(&1) => Some((&old.ident, &only.ident)),
                    _ => None,
                })
                .collect();
            if certain.is_empty() {
                return;
            }
            certain.into_iter().for_each(|(old, new)| self.rename(old, new));
        }
    }
}

fn is_copied(ty: &RustType) -> bool {
    matches!(ty, RustType::Bool | RustType::Integer(_) | RustType::F64 | RustType::Unit)
}

/// How many names a type is looked through.
const LONGEST: usize = 64;

fn by_name(api: &Api) -> BTreeMap<&Ident, &Item> {
    api.types.iter().flat_map(|module| &module.items).map(|item| (&item.ident, item)).collect()
}

/// What is sent, by what is received: both come from one schema.
fn inputs<'a>(items: &BTreeMap<&'a Ident, &'a Item>) -> BTreeMap<&'a Ident, &'a Ident> {
    let mut by_place: BTreeMap<_, Vec<&'a Item>> = BTreeMap::new();
    for item in items.values() {
        let is_schema =
            matches!(item.kind, ItemKind::Struct(_) | ItemKind::Union(_) | ItemKind::Alias(_) | ItemKind::Newtype(_));
        if let (true, Some(place)) = (is_schema, &item.spot.0) {
            by_place.entry(place).or_default().push(item);
        }
    }
    let pairs = by_place.into_values().filter_map(|items| match items.as_slice() {
        [one, other] if is_input(other, one) => Some((&one.ident, &other.ident)),
        [one, other] if is_input(one, other) => Some((&other.ident, &one.ident)),
        _ => None,
    });
    pairs.collect()
}

/// Those of some items that are sent: structs that callers make, and what has such a struct in it.
fn sent<'a>(pairs: &BTreeMap<&'a Ident, &'a Ident>, items: &BTreeMap<&'a Ident, &'a Item>) -> BTreeSet<&'a Ident> {
    let mut sent = BTreeSet::new();
    loop {
        let more = pairs.keys().filter(|ident| !sent.contains(*ident)).filter(|ident| match items.get(*ident) {
            Some(Item { kind: ItemKind::Struct(structure), .. }) => structure.sendable,
            Some(item) => references(item).any(|part| sent.contains(part)),
            None => false,
        });
        let more: Vec<&'a Ident> = more.copied().collect();
        if more.is_empty() {
            return sent;
        }
        sent.extend(more);
    }
}

fn other<'a>(inputs: &BTreeMap<&'a Ident, &'a Ident>, ident: &Ident) -> Option<&'a Ident> {
    let received = || inputs.iter().find(|(_, input)| **input == ident).map(|(received, _)| *received);
    inputs.get(ident).copied().or_else(received)
}

/// The name of what is sent is longer, since it has a word more.
fn is_input(input: &Item, received: &Item) -> bool {
    input.ident.plain().len() > received.ident.plain().len()
}

/// The type without names that only stand for another type.
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
        _ => ty.clone(),
    }
}

/// The item that a type is about.
pub fn innermost(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Vec(inner) | RustType::Map(inner) | RustType::Option(inner) | RustType::Boxed(inner) => {
            innermost(inner)
        }
        _ => None,
    }
}

type Uses<'a> = Vec<(&'a RustType, &'a RustType)>;

/// The types at the same places of two operations.
fn operation_uses<'a>(old: &'a Operation, new: &'a Operation) -> Uses<'a> {
    let parameters = align(&old.parameters, &new.parameters, &[&|old, new| old.name == new.name]);
    let mut uses: Uses<'a> = parameters.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect();
    uses.extend(old.body.as_ref().zip(new.body.as_ref()).map(|(old, new)| (&old.ty, &new.ty)));
    if let (Output::One(old), Output::One(new)) = (&old.output, &new.output) {
        uses.extend(body(old).zip(body(new)));
    }
    let streams = align(&old.streams, &new.streams, &[&|old, new| old.ident == new.ident]);
    let pieces = streams.iter().filter_map(Pair::both);
    uses.extend(pieces.filter_map(|(old, new)| piece(&old.stream).zip(piece(&new.stream))));
    uses
}

/// The types at the same places of two items.
fn item_uses<'a>(old: &'a Item, new: &'a Item) -> Uses<'a> {
    match (&old.kind, &new.kind) {
        (ItemKind::Struct(old), ItemKind::Struct(new)) => {
            let fields = align(&old.fields, &new.fields, &[&|old, new| old.name == new.name]);
            let mut uses: Uses<'a> =
                fields.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect();
            uses.extend(old.additional.as_ref().zip(new.additional.as_ref()).map(|(old, new)| (&old.ty, &new.ty)));
            uses
        }
        (ItemKind::Union(old), ItemKind::Union(new)) => {
            let same_tags = |old: &UnionVariant, new: &UnionVariant| !old.tags.is_empty() && old.tags == new.tags;
            let same_name = |old: &UnionVariant, new: &UnionVariant| old.ident == new.ident;
            let variants = align(&old.variants, &new.variants, &[&same_tags, &same_name]);
            variants.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect()
        }
        (ItemKind::Alias(old) | ItemKind::Newtype(old), ItemKind::Alias(new) | ItemKind::Newtype(new)) => {
            vec![(old, new)]
        }
        (ItemKind::Headers(old), ItemKind::Headers(new)) => {
            let fields = align(old, new, &[&|old, new| old.name == new.name]);
            fields.iter().filter_map(Pair::both).map(|(old, new)| (&old.ty, &new.ty)).collect()
        }
        (ItemKind::Error(old), ItemKind::Error(new)) => answer_uses(&old.variants, &new.variants),
        (ItemKind::Answers(old), ItemKind::Answers(new)) => answer_uses(old, new),
        _ => Vec::new(),
    }
}

fn answer_uses<'a>(old: &'a [AnswerVariant], new: &'a [AnswerVariant]) -> Uses<'a> {
    let variants = align(old, new, &[&|old, new| old.answer.status == new.answer.status]);
    variants.iter().filter_map(Pair::both).filter_map(|(old, new)| body(&old.answer).zip(body(&new.answer))).collect()
}

fn body(answer: &Answer) -> Option<&RustType> {
    match &answer.content {
        AnswerContent::Json(ty) => Some(ty),
        AnswerContent::Stream(stream) => piece(stream),
        AnswerContent::Empty | AnswerContent::Text | AnswerContent::Bytes => None,
    }
}

fn piece(stream: &Stream) -> Option<&RustType> {
    match stream {
        Stream::Lines(ty) | Stream::Events(ty) => Some(ty),
        Stream::Octets | Stream::TextEvents => None,
    }
}

/// All items of an API, in its order.
pub fn items(api: &Api) -> Vec<&Item> {
    let mut seen = BTreeSet::new();
    let items = api.types.iter().flat_map(|module| &module.items);
    items.filter(|item| seen.insert(&item.ident)).collect()
}
