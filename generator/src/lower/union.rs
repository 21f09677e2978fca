//! `oneOf` and `anyOf`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::Context;
use super::compose::Member;
use super::docs;
use super::enumeration::merge_values;
use super::leaf::{Destination, Leaf, UnionAt};
use super::node::{
    InstanceKind, Node, beside_alternatives, holds, kind, only_null, only_restricts,
};
use super::schema::Slot;
use serde_json::Value;

use crate::diagnostic::Code;
use crate::ir::{
    Docs, Enum, EnumValue, EnumValues, Origin, OtherValues, Type, TypeId, TypeKind, Union, Variant,
};
use crate::source::Location;

/// How deeply alternatives with something beside them may be nested.
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
        let are_two = keyword == "oneOf" && node.has("anyOf");
        let to = Destination { at: node, slot, key: None };
        if are_two || beside_alternatives(node.raw) || self.requires_more(node, keyword) {
            let leaf = Leaf { node: Rc::new(node.clone()), home: None, is_complete: false };
            return self.merge_leaves(vec![leaf], to);
        }
        self.union(&UnionAt { node, keyword, outer: &[], to })
    }

    /// Whether a property is required beside alternatives that some of them do not require. The tag
    /// is read and written by the union.
    pub(super) fn requires_more(&mut self, node: &Node<'a>, keyword: &str) -> bool {
        let tag = node.data.discriminator.as_ref().map(|it| it.property_name.as_str());
        let required: Vec<&str> = node.required().filter(|name| Some(*name) != tag).collect();
        !required.is_empty()
            && self.elements(&node.location, keyword).into_iter().any(|location| {
                let Some(followed) = self.document.follow(&location, self.report) else {
                    return false;
                };
                let Some(raw) = self.object(&followed.location) else { return false };
                if !matches!(kind(raw), InstanceKind::Any | InstanceKind::Object)
                    || only_null(raw)
                    || only_restricts(raw)
                {
                    return false;
                }
                let mut parts = self.bases(&followed.location);
                parts.insert(followed.location);
                let raws = parts.iter().filter_map(|part| self.object(part));
                let lists = raws.filter_map(|raw| raw.get("required")?.as_array());
                let names: BTreeSet<&str> = lists.flatten().filter_map(Value::as_str).collect();
                !required.iter().all(|name| names.contains(name))
            })
    }

    /// The type of alternatives: a definition, unless there is a single one, or an enum is enough.
    pub(super) fn union(&mut self, union: &UnionAt<'_, 'a>) -> Type {
        let (members, null) = self.alternative_members(union.node, union.keyword);
        if members.is_empty() {
            return Type::Json;
        }
        if union.outer.is_empty()
            && let Some(ty) = self.simpler_than_union(union, &members)
        {
            return if null { ty.nullable() } else { ty };
        }
        let Destination { at, slot, key } = union.to;
        let id = self.define(slot, &at.location, docs::of_schema(at));
        if let Some(key) = key {
            self.merged.insert(key.to_vec(), Type::Named(id));
        }
        self.set(id, TypeKind::Union(Union { variants: Vec::new(), discriminator: None }));
        let (mut variants, null_variant) = self.variants(union, id, &members);
        let discriminator = self.discriminate(union, &members, &mut variants);
        if discriminator.is_none() {
            for (member, variant) in members.iter().zip(&mut variants) {
                variant.inherited = self.inherited_tags(&member.target);
            }
        }
        let variants = distinct(variants);
        if union.keyword == "anyOf" && discriminator.is_none() {
            self.any_of.insert(id);
        }
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        let ty = Type::Named(id);
        if null || null_variant { ty.nullable() } else { ty }
    }

    /// The type of a single alternative, or of alternatives that are enums.
    fn simpler_than_union(&mut self, union: &UnionAt<'_, 'a>, members: &[Member]) -> Option<Type> {
        if let [only] = members {
            // There is nothing to discriminate, but the mapping may have errors.
            self.mapped_children(&union.node.location);
            return Some(self.only_alternative(only, union.to.at, union.to.slot));
        }
        if union.node.data.discriminator.is_some() {
            return None;
        }
        self.merged_enum(union)
    }

    /// The variants of the union `id`, and whether one of them allows null.
    fn variants(
        &mut self,
        union: &UnionAt<'_, 'a>,
        id: TypeId,
        members: &[Member],
    ) -> (Vec<Variant>, bool) {
        let discriminator = union.node.data.discriminator.as_ref();
        let tag = discriminator.map(|discriminator| discriminator.property_name.as_str());
        let all_words = self.words_of_variants(members, tag);
        let mut variants = Vec::with_capacity(members.len());
        let mut any_null = false;
        for (index, (member, words)) in members.iter().zip(all_words).enumerate() {
            let title = self.title(member);
            // With something beside the union, a list becomes an object, which needs words.
            let words = words.filter(|words| union.outer.is_empty() || !words.is_empty());
            let origin = Origin::Variant { owner: id, index, title: title.clone(), words };
            let (ty, null) = self.alternative(member, union, origin).into_non_null();
            any_null |= null;
            let docs =
                if member.reference { Docs::default() } else { self.docs_of_use(&member.location) };
            let location = member.location.clone();
            variants.push(Variant {
                ty,
                tags: Vec::new(),
                name: None,
                inherited: None,
                is_default: false,
                title,
                docs,
                location,
            });
        }
        (variants, any_null)
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
        for location in self.elements(&node.location, keyword) {
            let Some(followed) = self.document.follow(&location, self.report) else { continue };
            let Some(raw) = self.object(&followed.location) else {
                // Reading it reports what is wrong with it.
                self.node(&followed.location);
                continue;
            };
            if only_null(raw) {
                null = true;
            } else if seen.insert(followed.location.clone()) {
                members.push(Member {
                    location,
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

    /// One alternative, merged with what is beside the union.
    pub(super) fn alternative(
        &mut self,
        member: &Member,
        union: &UnionAt<'_, 'a>,
        origin: Origin,
    ) -> Type {
        if union.outer.is_empty() || self.includes(&member.target, union.outer) {
            return self.schema(&member.location, origin);
        }
        let origin = match (origin, member.reference) {
            (Origin::Variant { owner, title: None, .. }, true) => {
                Origin::Merged { owner, name: self.name_of(&member.target) }
            }
            (origin, _) => origin,
        };
        self.merged_with(&member.location, union, origin)
    }

    /// A schema merged with what is beside the union.
    pub(super) fn merged_with(
        &mut self,
        location: &Location,
        union: &UnionAt<'_, 'a>,
        origin: Origin,
    ) -> Type {
        let mut leaves: Vec<Leaf<'a>> =
            union.outer.iter().map(Leaf::without_alternatives).collect();
        for leaf in self.leaves(location, Some(&union.to.at.location)) {
            if !leaves.iter().any(|known| known.node.location == leaf.node.location) {
                leaves.push(leaf);
            }
        }
        let Some(last) = leaves.last().map(|leaf| leaf.node.clone()) else { return Type::Json };
        let mut key: Vec<Location> = leaves.iter().map(Leaf::merge_key).collect();
        key.sort();
        if let Some(ty) = self.merged.get(&key) {
            return ty.clone();
        }
        let slot = Slot::Free(origin);
        let to = Destination { at: &last, slot: &slot, key: Some(&key) };
        self.nested(location, |context| Some(context.merge_leaves(leaves, to)))
    }

    /// Whether a schema includes by `allOf` everything that is beside the union.
    fn includes(&mut self, target: &Location, outer: &[Leaf<'a>]) -> bool {
        if self.object(target).is_some_and(only_restricts) {
            return false;
        }
        let bases = self.bases(target);
        outer.iter().all(|leaf| {
            bases.contains(&leaf.node.location)
                || leaf.home.as_ref().is_some_and(|home| bases.contains(home))
        })
    }

    /// Alternatives with something beside them: each alternative is merged with that. Alternatives
    /// of alternatives multiply, so there is a limit.
    pub(super) fn distribute(&mut self, union: &UnionAt<'_, 'a>) -> Type {
        self.distributed += self.elements(&union.node.location, union.keyword).len();
        if self.distributing >= MAX_DISTRIBUTING || self.distributed > MAX_DISTRIBUTED {
            self.report_at(
                Code::SeveralAlternatives,
                &union.node.location.child(union.keyword).key(),
                "nested alternatives with common properties become any JSON value",
                "describe the combinations as one `oneOf`",
            );
            return Type::Json;
        }
        self.distributing += 1;
        let ty = self.union(union);
        self.distributing -= 1;
        ty
    }

    /// Alternatives that are all enums of strings, or all of integers, are one enum. Any string or
    /// integer beside them describes its other values.
    pub(super) fn merged_enum(&mut self, union: &UnionAt<'_, 'a>) -> Option<Type> {
        let (members, _) = self.alternative_members(union.node, union.keyword);
        let enums = self.enums_of_one_kind(&members)?;
        let others = match enums.len() < members.len() {
            true => OtherValues::Described,
            false => OtherValues::Unknown,
        };
        let mut values = Vec::with_capacity(enums.len());
        let mut null = members.iter().any(|member| self.allows_null(&member.target));
        let one = match enums.as_slice() {
            [one] if one.reference => Some(one.target.clone()),
            _ => None,
        };
        for member in enums {
            let part = self.node(&member.target)?;
            null |= part.nullable();
            let found = self.enum_values(&part)?;
            values.push(described(found, &part));
        }
        let values = Enum { values: merge_values(values)?, others };
        let ty = match (one, union.to.slot) {
            (Some(target), Slot::Free(_)) => self.opened_enum(&target, values)?,
            _ => self.define_enum(values, union.to.at, union.to.slot),
        };
        Some(if null { ty.nullable() } else { ty })
    }

    /// A named enum whose other values are described by an inline schema: the same type for each
    /// such schema.
    fn opened_enum(&mut self, target: &Location, values: Enum) -> Option<Type> {
        let key = vec![target.clone(), target.child("enum")];
        if let Some(ty) = self.merged.get(&key) {
            return Some(ty.clone());
        }
        let name = self.name_of(target);
        let whole = Box::new(Origin::Named(name.clone()));
        let slot = Slot::Free(Origin::Part { whole, words: "or other".to_owned() });
        let node = self.node(target)?;
        let ty = self.define_enum(values, &node, &slot);
        if let Type::Named(id) = ty
            && let Some(definition) = self.types.get_mut(id)
            && definition.docs.summary.is_none()
            && definition.docs.description.is_none()
        {
            definition.docs.description = Some(format!("`{name}`, or any other value."));
        }
        self.merged.insert(key, ty.clone());
        Some(ty)
    }

    /// The enums among alternatives that are all strings or all integers. `None` if other schemas
    /// are among them, or no enum is.
    fn enums_of_one_kind<'m>(&self, members: &'m [Member]) -> Option<Vec<&'m Member>> {
        const MORE_THAN_VALUES: [&str; 5] = ["allOf", "oneOf", "anyOf", "format", "pattern"];
        let mut enums = Vec::new();
        let mut common: Option<InstanceKind> = None;
        for member in members {
            let raw = self.object(&member.target)?;
            let kind = kind(raw);
            let is_plain = matches!(kind, InstanceKind::String | InstanceKind::Integer)
                && !MORE_THAN_VALUES.iter().any(|key| holds(raw, key));
            if !is_plain || *common.get_or_insert(kind) != kind {
                return None;
            }
            if holds(raw, "enum") {
                enums.push(member);
            }
        }
        (!enums.is_empty()).then_some(enums)
    }
}

/// Gives the single value of an enum the title and the description of the enum. Documents describe
/// values one by one in this way.
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

/// Merges variants of the same type.
fn distinct(variants: Vec<Variant>) -> Vec<Variant> {
    let mut kept: Vec<Variant> = Vec::with_capacity(variants.len());
    let mut known: BTreeMap<Type, usize> = BTreeMap::new();
    for variant in variants {
        let index = *known.entry(variant.ty.clone()).or_insert(kept.len());
        match kept.get_mut(index) {
            Some(known) => {
                known.is_default |= variant.is_default;
                known.inherited = known
                    .inherited
                    .take()
                    .filter(|it| variant.inherited.as_ref().is_some_and(|other| it == other));
                // No tag is that of two variants.
                known.tags.extend(variant.tags);
            }
            None => kept.push(variant),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::distinct;
    use crate::ir::{Docs, Type, Variant};
    use crate::lower::tests::check;
    use crate::source::{FileId, Location};

    /// `Context::union`
    #[test]
    fn only_several_alternatives_become_a_definition() {
        let text = "
X:
  type: object
  properties:
    several: {oneOf: [{type: string}, {type: boolean}, {enum: [null]}]}
    single: {oneOf: [{type: string}]}
    none: {oneOf: [{enum: [null]}]}
";
        let expected = [
            "X struct several: X.several?, single: string, none: json",
            "X.several union() string | boolean",
        ];
        check("union-definition", text, &expected, &[]);
    }

    /// `Context::distribute`
    #[test]
    fn each_alternative_has_what_is_beside_the_union() {
        let text = "
X:
  properties: {id: {type: string}}
  oneOf:
    - {title: Cat, properties: {lives: {type: integer}}}
    - {title: Dog, properties: {breed: {type: string}}}
";
        let expected = [
            "X union() X|Cat | X|Dog",
            "X|Cat struct id: string, lives: i64",
            "X|Dog struct id: string, breed: string",
        ];
        check("union-distribute", text, &expected, &[]);
    }

    /// `Context::alternative`
    #[test]
    fn an_alternative_that_includes_what_is_beside_the_union_stays_itself() {
        let text = "
X:
  properties: {id: {type: string}}
  oneOf: [{$ref: '#/components/schemas/Child'}, {$ref: '#/components/schemas/Other'}]
Child: {allOf: [{$ref: '#/components/schemas/X'}, {properties: {a: {type: string}}}]}
Other: {type: object, properties: {b: {type: string}}}
";
        let expected = [
            "X union() Child | X|Other",
            "Child struct id: string, a: string",
            "X|Other struct id: string, b: string",
        ];
        check("union-alternative", text, &expected, &[]);
    }

    /// `Context::requires_more`
    #[test]
    fn an_alternative_that_requires_a_property_by_its_base_stays_itself() {
        let text = "
X: {required: [z], oneOf: [{$ref: '#/components/schemas/Child'}, {$ref: '#/components/schemas/Base'}]}
Child: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {a: {type: string}}}]}
Base: {type: object, required: [z], properties: {z: {type: string}}}
";
        let expected = [
            "X union() Child | Base",
            "Child struct z!: string, a: string",
            "Base struct z!: string",
        ];
        check("union-requires", text, &expected, &[]);
    }

    /// `Context::merged_enum`
    #[test]
    fn alternatives_that_are_enums_become_one_enum() {
        let text = "
X:
  type: object
  properties:
    open: {anyOf: [{type: string}, {type: string, enum: [a]}, {type: string, enum: [b, a]}]}
    closed: {anyOf: [{type: string, enum: [a]}, {type: string, enum: [b, a]}]}
    mixed: {anyOf: [{type: integer}, {type: string, enum: [a]}]}
    one: {anyOf: [{$ref: '#/components/schemas/Y'}, {type: string, nullable: true}]}
Y: {type: string, enum: [c]}
";
        let expected = [
            "X struct open: X.open, closed: X.closed, mixed: X.mixed, one: Named(\"Y\") or other?",
            "X.open enum a b …",
            "X.closed enum a b",
            "X.mixed union() i64 | X.mixed|a",
            "X.mixed|a enum a",
            "Named(\"Y\") or other enum c …",
        ];
        check("union-enum", text, &expected, &[]);
    }

    #[test]
    fn variants_of_one_type_become_one_with_the_tags_of_both() {
        let variant = |ty: Type, tag: &str| Variant {
            ty,
            tags: vec![tag.to_owned()],
            name: None,
            inherited: None,
            is_default: tag == "b",
            title: None,
            docs: Docs::default(),
            location: Location::root(FileId(0)),
        };
        let list = || Type::List(Box::new(Type::Json));
        let kept =
            distinct(vec![variant(list(), "a"), variant(Type::Json, "c"), variant(list(), "b")]);
        let kept: Vec<_> = kept.iter().map(|it| (it.tags.join(" "), it.is_default)).collect();
        assert_eq!(kept, [("a b".to_owned(), true), ("c".to_owned(), false)]);
    }
}
