//! `oneOf` and `anyOf`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Context;
use super::compose::Member;
use super::docs;
use super::enumeration::merge_values;
use super::intersect::Leaf;
use super::node::{Kind, Node, beside_alternatives, holds, kind, only_null, only_restricts};
use super::schema::{Slot, nullable, without_null};
use crate::diagnostic::Code;
use crate::ir::{Docs, EnumValue, EnumValues, Origin, Type, TypeId, TypeKind, Union, Variant};
use crate::source::Location;

/// How deep alternatives with something beside them may be nested.
const MAX_DISTRIBUTING: usize = 4;

/// How many alternatives with something beside them a document may have.
const MAX_DISTRIBUTED: usize = 20_000;

impl<'a> Context<'a> {
    /// A schema with `oneOf` or `anyOf` and no `allOf`.
    pub(super) fn alternatives(
        &mut self,
        node: &Node<'a>,
        keyword: &'static str,
        slot: &Slot,
    ) -> Type {
        if keyword == "oneOf" && node.has("anyOf") {
            self.say(
                Code::AlternativesIgnored,
                &node.place.child("anyOf").key(),
                "`anyOf` beside `oneOf` is not checked",
                "describe the combinations as one `oneOf`",
            );
        }
        if beside_alternatives(node.raw) {
            let leaf = Leaf { node: Rc::new(node.clone()), home: None, whole: false };
            return self.merge_leaves(vec![leaf], node, slot, None);
        }
        self.union(node, keyword, node, slot, &[], None)
    }

    /// The alternatives of `node`, each together with `outer`. `at` is the schema that becomes the
    /// type.
    pub(super) fn union(
        &mut self,
        node: &Node<'a>,
        keyword: &'static str,
        at: &Node<'a>,
        slot: &Slot,
        outer: &[Leaf<'a>],
        key: Option<Vec<Location>>,
    ) -> Type {
        let (members, null) = self.alternative_members(node, keyword);
        let wrap = |ty| if null { nullable(ty) } else { ty };
        if members.is_empty() {
            return Type::Json;
        }
        if outer.is_empty() {
            if let [only] = members.as_slice() {
                // For what there is to say of it: there is nothing to tell apart.
                self.mapped_children(&node.place);
                return wrap(self.only_alternative(only, at, slot));
            }
            if node.data.discriminator.is_none()
                && let Some(ty) = self.merged_enum(node, keyword, at, slot)
            {
                return wrap(ty);
            }
        }
        let id = self.define(slot, &at.place, docs::of_schema(at));
        if let Some(key) = key {
            self.merged.insert(key, Type::Named(id));
        }
        self.set(id, TypeKind::Union(Union { variants: Vec::new(), discriminator: None }));
        let mut variants = Vec::with_capacity(members.len());
        let mut any_null = null;
        let tag = node
            .data
            .discriminator
            .as_ref()
            .map(|discriminator| discriminator.property_name.as_str());
        let words = self.words_of_variants(&members, tag);
        for (index, (member, words)) in members.iter().zip(words).enumerate() {
            let title = self.title(member);
            // A list that is an object by what stands beside the union has the words for itself.
            let words = words.filter(|words| outer.is_empty() || !words.is_empty());
            let origin = Origin::Variant { owner: id, index, title: title.clone(), words };
            let ty = self.alternative(member, at, outer, origin);
            let (ty, null) = without_null(ty);
            any_null |= null;
            let docs =
                if member.reference { Docs::default() } else { self.docs_of_use(&member.place) };
            let place = member.place.clone();
            variants.push(Variant { ty, tags: Vec::new(), is_default: false, title, docs, place });
        }
        let discriminator = self.discriminate(node, at, &members, &mut variants);
        let variants = distinct(variants);
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        let ty = Type::Named(id);
        if any_null { nullable(ty) } else { ty }
    }

    /// The alternatives that are not null, each target once, and whether null is one of them.
    pub(super) fn alternative_members(
        &mut self,
        node: &Node<'a>,
        keyword: &str,
    ) -> (Vec<Member>, bool) {
        let mut members: Vec<Member> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut null = false;
        for place in self.elements(&node.place, keyword) {
            let Some(followed) = self.document.follow(&place, self.report) else { continue };
            let Some(raw) = self.object(&followed.location) else {
                // Said by whoever reads it.
                self.node(&followed.location);
                continue;
            };
            if only_null(raw) {
                null = true;
            } else if seen.insert(followed.location.clone()) {
                members.push(Member {
                    place,
                    target: followed.location,
                    reference: followed.reference.is_some(),
                });
            }
        }
        (members, null)
    }

    fn only_alternative(&mut self, only: &Member, at: &Node<'a>, slot: &Slot) -> Type {
        if only.reference {
            return Type::Named(self.named(&only.target));
        }
        self.nested(&only.target, |context| {
            let node = context.node(&only.target)?;
            if let Slot::Reserved(id) = slot {
                context.describe(*id, docs::overlay(docs::of_schema(&node), docs::of_schema(at)));
            }
            Some(context.shape(&node, slot))
        })
    }

    fn title(&self, member: &Member) -> Option<String> {
        if member.reference {
            return None;
        }
        docs::prose(self.object(&member.target)?.get("title")?.as_str())
    }

    /// One alternative, together with what holds for all of them.
    fn alternative(
        &mut self,
        member: &Member,
        at: &Node<'a>,
        outer: &[Leaf<'a>],
        origin: Origin,
    ) -> Type {
        let restricts = self.object(&member.target).is_some_and(only_restricts);
        let extends = |bases: &BTreeSet<Location>| {
            outer.iter().all(|leaf| {
                bases.contains(&leaf.node.place)
                    || leaf.home.as_ref().is_some_and(|home| bases.contains(home))
            })
        };
        if outer.is_empty() || !restricts && extends(&self.bases(&member.target)) {
            return self.schema(&member.place, origin);
        }
        let origin = match (origin, member.reference) {
            (Origin::Variant { owner, index, title: None, words }, true) => {
                let title = format!("{} {}", self.words_of(owner), self.name_of(&member.target));
                Origin::Variant { owner, index, title: Some(title), words }
            }
            (origin, _) => origin,
        };
        let mut leaves: Vec<Leaf<'a>> = outer.iter().map(Leaf::without_alternatives).collect();
        for leaf in self.leaves(&member.place, Some(&at.place)) {
            if !leaves.iter().any(|known| known.node.place == leaf.node.place) {
                leaves.push(leaf);
            }
        }
        let Some(last) = leaves.last().map(|leaf| leaf.node.clone()) else { return Type::Json };
        let mut key: Vec<Location> = leaves.iter().map(Leaf::mark).collect();
        key.sort();
        if let Some(ty) = self.merged.get(&key) {
            return ty.clone();
        }
        let slot = Slot::Free(origin);
        self.nested(&member.place, |context| {
            Some(context.merge_leaves(leaves, &last, &slot, Some(key)))
        })
    }

    /// Alternatives with something beside them: each alternative together with that. Alternatives
    /// of alternatives multiply, so there is a limit.
    pub(super) fn distribute(
        &mut self,
        node: &Node<'a>,
        keyword: &'static str,
        at: &Node<'a>,
        slot: &Slot,
        outer: &[Leaf<'a>],
        key: Option<Vec<Location>>,
    ) -> Type {
        self.distributed += self.elements(&node.place, keyword).len();
        if self.distributing >= MAX_DISTRIBUTING || self.distributed > MAX_DISTRIBUTED {
            self.say(
                Code::SeveralAlternatives,
                &node.place.child(keyword).key(),
                "alternatives within alternatives that all have something in common become any JSON value",
                "describe the combinations as one `oneOf`",
            );
            return Type::Json;
        }
        self.distributing += 1;
        let ty = self.union(node, keyword, at, slot, outer, key);
        self.distributing -= 1;
        ty
    }

    /// What a definition is called, for the name of something inside.
    pub(super) fn words_of(&self, id: TypeId) -> String {
        let mut words = Vec::new();
        let mut origin = self.types.get(id).map(|definition| &definition.origin);
        while let Some(at) = origin {
            origin = match at {
                Origin::Named(name) => {
                    words.push(name.clone());
                    None
                }
                Origin::Property { owner, name } => {
                    words.push(name.clone().unwrap_or_else(|| "value".to_owned()));
                    self.types.get(*owner).map(|definition| &definition.origin)
                }
                Origin::Item(of) => Some(of),
                Origin::Variant { title: Some(title), .. } => {
                    words.push(title.clone());
                    None
                }
                Origin::Variant { owner, words: own, .. } => {
                    words.extend(own.clone());
                    self.types.get(*owner).map(|definition| &definition.origin)
                }
                Origin::Operation { operation, .. } => {
                    words.push(operation.clone());
                    None
                }
            };
        }
        words.reverse();
        words.join(" ")
    }

    /// Alternatives that are all enums of strings, or all of integers, are one enum; since enums
    /// are open, plain text or a plain integer beside them changes nothing.
    pub(super) fn merged_enum(
        &mut self,
        node: &Node<'a>,
        keyword: &'static str,
        at: &Node<'a>,
        slot: &Slot,
    ) -> Option<Type> {
        let (members, _) = self.alternative_members(node, keyword);
        let mut enums: Vec<&Member> = Vec::new();
        let mut common: Option<Kind> = None;
        for member in &members {
            let raw = self.object(&member.target)?;
            let of = kind(raw);
            let plain = matches!(of, Kind::String | Kind::Integer)
                && !["allOf", "oneOf", "anyOf", "format", "pattern"]
                    .iter()
                    .any(|key| holds(raw, key));
            if !plain || common.is_some_and(|known| known != of) {
                return None;
            }
            common = Some(of);
            if holds(raw, "enum") {
                enums.push(member);
            }
        }
        let (first, rest) = enums.split_first()?;
        if let (true, [], false) =
            (first.reference, rest, members.iter().any(|member| self.allows_null(&member.target)))
        {
            return Some(Type::Named(self.named(&first.target)));
        }
        let mut values = Vec::with_capacity(enums.len());
        let mut null = false;
        for member in enums {
            let part = self.node(&member.target)?;
            null |= part.nullable();
            let found = self.enum_values(&part)?;
            values.push(described(found, &part));
        }
        let ty = self.define_enum(merge_values(values)?, at, slot);
        Some(if null { nullable(ty) } else { ty })
    }
}

impl<'a> Leaf<'a> {
    /// What stands beside the alternatives.
    fn without_alternatives(&self) -> Self {
        let mut leaf = self.clone();
        if leaf.node.alternatives().is_some() {
            Rc::make_mut(&mut leaf.node).alone = true;
        }
        leaf
    }

    /// What a merger with this leaf is known by.
    fn mark(&self) -> Location {
        if self.node.alone { self.node.place.key() } else { self.node.place.clone() }
    }
}

/// An enum of a single value gives it its title and description: the idiom for describing values
/// one by one.
fn described(mut values: EnumValues, node: &Node<'_>) -> EnumValues {
    let (title, description) =
        (docs::prose(node.data.title.as_deref()), docs::prose(node.data.description.as_deref()));
    match &mut values {
        EnumValues::Strings(values) => describe_single(values, title, description),
        EnumValues::Integers(values) => describe_single(values, title, description),
    }
    values
}

fn describe_single<T>(
    values: &mut [EnumValue<T>],
    title: Option<String>,
    description: Option<String>,
) {
    if let [only] = values {
        only.name = only.name.take().or(title);
        only.description = only.description.take().or(description);
    }
}

/// Variants of the same type are one.
fn distinct(variants: Vec<Variant>) -> Vec<Variant> {
    let mut kept: Vec<Variant> = Vec::with_capacity(variants.len());
    let mut known: BTreeMap<Type, usize> = BTreeMap::new();
    for variant in variants {
        let index = *known.entry(variant.ty.clone()).or_insert(kept.len());
        match kept.get_mut(index) {
            Some(known) => {
                known.is_default |= variant.is_default;
                // No tag is that of two variants.
                known.tags.extend(variant.tags);
            }
            None => kept.push(variant),
        }
    }
    kept
}
