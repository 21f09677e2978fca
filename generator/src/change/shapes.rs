//! Types that differ from a removed one only in their names.
//!
//! Types of the same shape are a group. If a group consists of one removed and one new type, the
//! type was renamed. Types that use these two then differ from others in their groups, so that the
//! groups are split, and more of them may have two types. Each use of a type is visited once, so
//! that n uses take n log n.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::names::Names;
use crate::plan::{Ident, Item, ItemKind, ResponseContent, ResponseVariant, RustType, Stream};

/// Pairs of types, with their old and new names. Each pair is unambiguous.
pub fn pairs<'a>(names: &Names<'a>) -> Vec<(&'a Ident, &'a Ident)> {
    let mut groups = Groups::of(names);
    let mut found = Vec::new();
    loop {
        let pairs = groups.take_certain();
        if pairs.is_empty() {
            return found;
        }
        groups.split(&pairs);
        found.extend(pairs);
    }
}

/// The shape of a type: its members, with a number for each use of an item.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Shape<'a> {
    text: String,
    /// The items that it uses.
    uses: Vec<&'a Ident>,
}

/// The items that a shape uses. Those that are the same in both crates have a name.
type Known<'a> = Vec<Option<&'a Ident>>;

/// One of the crates.
#[derive(Debug, Default)]
struct Side<'a> {
    /// The group of each unmatched type.
    groups: BTreeMap<&'a Ident, usize>,
    /// For each item, the unmatched types that use it, and where in their shapes.
    users: BTreeMap<&'a Ident, Vec<(&'a Ident, usize)>>,
}

#[derive(Debug, Default)]
struct Group<'a> {
    old: BTreeSet<&'a Ident>,
    new: BTreeSet<&'a Ident>,
}

#[derive(Debug, Default)]
struct Groups<'a> {
    groups: Vec<Group<'a>>,
    old: Side<'a>,
    new: Side<'a>,
    /// The groups that changed since they were visited.
    changed: BTreeSet<usize>,
}

impl<'a> Groups<'a> {
    fn of(names: &Names<'a>) -> Self {
        let mut all = Self::default();
        let mut known: BTreeMap<(String, Known<'a>), usize> = BTreeMap::new();
        let mut group_of = |groups: &mut Vec<Group<'a>>, text: String, classes: Known<'a>| {
            *known.entry((text, classes)).or_insert_with(|| {
                groups.push(Group::default());
                groups.len() - 1
            })
        };
        for item in names.gone() {
            let Some(shape) = Shape::of(item) else { continue };
            let classes = shape.uses.iter().map(|ident| names.old_class(ident)).collect();
            all.old.add_uses(item, &shape);
            let group = group_of(&mut all.groups, shape.text, classes);
            all.put_old(&item.ident, group);
        }
        for item in names.fresh() {
            let Some(shape) = Shape::of(item) else { continue };
            let classes = shape.uses.iter().map(|ident| names.new_class(ident)).collect();
            all.new.add_uses(item, &shape);
            let group = group_of(&mut all.groups, shape.text, classes);
            all.put_new(&item.ident, group);
        }
        all
    }

    fn put_old(&mut self, ident: &'a Ident, group: usize) {
        if let Some(before) = self.old.groups.insert(ident, group) {
            self.changed.insert(before);
            self.groups.get_mut(before).map(|group| group.old.remove(ident));
        }
        self.changed.insert(group);
        self.groups.get_mut(group).map(|group| group.old.insert(ident));
    }

    fn put_new(&mut self, ident: &'a Ident, group: usize) {
        if let Some(before) = self.new.groups.insert(ident, group) {
            self.changed.insert(before);
            self.groups.get_mut(before).map(|group| group.new.remove(ident));
        }
        self.changed.insert(group);
        self.groups.get_mut(group).map(|group| group.new.insert(ident));
    }

    /// Removes the two types from each group that contains only them.
    fn take_certain(&mut self) -> Vec<(&'a Ident, &'a Ident)> {
        let mut pairs = Vec::new();
        for index in std::mem::take(&mut self.changed) {
            let Some(group) = self.groups.get_mut(index) else { continue };
            if (group.old.len(), group.new.len()) == (1, 1) {
                pairs.extend(
                    std::mem::take(&mut group.old).into_iter().zip(std::mem::take(&mut group.new)),
                );
            }
        }
        for (old, new) in &pairs {
            self.old.groups.remove(old);
            self.new.groups.remove(new);
        }
        pairs
    }

    /// Splits groups by the pairs that their types use, and where.
    fn split(&mut self, pairs: &[(&'a Ident, &'a Ident)]) {
        let old = self.old.touched(pairs.iter().map(|(old, new)| (*old, *new)));
        let new = self.new.touched(pairs.iter().map(|(_, new)| (*new, *new)));
        let mut known: BTreeMap<(usize, Touched<'a>), usize> = BTreeMap::new();
        let mut group_of = |groups: &mut Vec<Group<'a>>, before: usize, touched: Touched<'a>| {
            *known.entry((before, touched)).or_insert_with(|| {
                groups.push(Group::default());
                groups.len() - 1
            })
        };
        for (ident, touched) in old {
            let Some(before) = self.old.groups.get(ident).copied() else { continue };
            let group = group_of(&mut self.groups, before, touched);
            self.put_old(ident, group);
        }
        for (ident, touched) in new {
            let Some(before) = self.new.groups.get(ident).copied() else { continue };
            let group = group_of(&mut self.groups, before, touched);
            self.put_new(ident, group);
        }
    }
}

/// The uses of matched items in a shape, with their new names.
type Touched<'a> = BTreeSet<(usize, &'a Ident)>;

impl<'a> Side<'a> {
    fn add_uses(&mut self, item: &'a Item, shape: &Shape<'a>) {
        for (at, used) in shape.uses.iter().enumerate() {
            self.users.entry(used).or_default().push((&item.ident, at));
        }
    }

    /// The unmatched types that use one of some items, which are given with their new names.
    fn touched(
        &mut self,
        items: impl Iterator<Item = (&'a Ident, &'a Ident)>,
    ) -> BTreeMap<&'a Ident, Touched<'a>> {
        let mut touched: BTreeMap<&'a Ident, Touched<'a>> = BTreeMap::new();
        for (item, name) in items {
            for (user, at) in self.users.remove(item).unwrap_or_default() {
                if self.groups.contains_key(user) {
                    touched.entry(user).or_default().insert((at, name));
                }
            }
        }
        touched
    }
}

impl<'a> Shape<'a> {
    /// `None` for an object without known members, which is like any other such object.
    fn of(item: &'a Item) -> Option<Self> {
        let mut shape = Self::default();
        match &item.kind {
            ItemKind::Struct(structure) if structure.fields.is_empty() => return None,
            ItemKind::Struct(structure) => {
                shape.say("struct");
                for field in &structure.fields {
                    shape.say((&field.name, field.presence));
                    shape.ty(&field.ty);
                }
                if let Some(additional) = &structure.additional {
                    shape.say("additional");
                    shape.ty(&additional.ty);
                }
            }
            ItemKind::StringEnum(values) => {
                shape.say("strings");
                values.variants.iter().for_each(|variant| shape.say(&variant.value));
            }
            ItemKind::IntegerEnum(values) => {
                shape.say("integers");
                values.variants.iter().for_each(|variant| shape.say(variant.value));
            }
            ItemKind::Union(union) => {
                shape.say(("union", &union.tag));
                for variant in &union.variants {
                    shape.say(&variant.tags);
                    shape.ty(&variant.ty);
                }
            }
            ItemKind::Alias(target) => {
                shape.say("alias");
                shape.ty(target);
            }
            ItemKind::Newtype(target) => {
                shape.say("newtype");
                shape.ty(target);
            }
            ItemKind::Error(error) => {
                shape.say("error");
                shape.responses(&error.variants);
                error.headers.iter().for_each(|headers| shape.piece("headers ", headers));
            }
            ItemKind::Responses(variants) => {
                shape.say("responses");
                shape.responses(variants);
            }
            ItemKind::Headers(fields) => {
                shape.say("headers");
                for field in fields {
                    shape.say(&field.name);
                    shape.ty(&field.ty);
                }
            }
        }
        Some(shape)
    }

    /// `Debug` puts texts into quotes, so that nothing in them ends a part.
    fn say(&mut self, part: impl std::fmt::Debug) {
        _ = writeln!(self.text, "{part:?}");
    }

    fn ty(&mut self, ty: &'a RustType) {
        let (word, inner) = match ty {
            RustType::Item(ident) => {
                self.uses.push(ident);
                return self.text.push_str("item\n");
            }
            RustType::Vec(inner) => ("list ", inner),
            RustType::Map(inner) => ("map ", inner),
            RustType::Option(inner) => ("option ", inner),
            RustType::Boxed(inner) => ("box ", inner),
            RustType::JsonString(inner) => ("string of ", inner),
            other => return self.say(other),
        };
        self.text.push_str(word);
        self.ty(inner);
    }

    fn responses(&mut self, variants: &'a [ResponseVariant]) {
        for variant in variants {
            self.say(variant.response.status);
            match &variant.response.content {
                ResponseContent::Json(ty) => self.piece("json ", ty),
                ResponseContent::Stream(Stream::Json(ty)) => self.piece("body ", ty),
                ResponseContent::Xml(ty, _) => self.piece("xml ", ty),
                ResponseContent::JsonOrXml(ty, _) => self.piece("json or xml ", ty),
                ResponseContent::Stream(Stream::Xml(ty, _)) => self.piece("body xml ", ty),
                ResponseContent::Stream(Stream::Lines(ty)) => self.piece("lines ", ty),
                ResponseContent::Stream(Stream::Events(ty)) => self.piece("events ", ty),
                ResponseContent::Stream(Stream::TypedEvents(ty)) => self.piece("typed ", ty),
                other => self.say(other),
            }
        }
    }

    fn piece(&mut self, word: &str, ty: &'a RustType) {
        self.text.push_str(word);
        self.ty(ty);
    }
}
