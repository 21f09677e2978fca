//! Several schemas that apply together, merged into one type.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Context;
use super::compose::Member;
use super::docs;
use super::leaf::{Destination, Leaf, UnionAt};
use super::node::{InstanceKind, Node, own_structure};
use super::schema::Slot;
use super::structure::Properties;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Enum, EnumValue, EnumValues, OtherValues, Type};
use crate::load::keys;
use crate::source::Location;

/// How many combinations of the alternatives of one schema become variants.
const MOST_COMBINATIONS: usize = 400;

/// A step of collecting the leaves of a schema.
enum LeafStep<'a> {
    /// Visits a schema, which is part of a named one.
    Visit(Location, Option<Location>),
    /// Adds a leaf, after its bases.
    Add(Leaf<'a>),
}

impl<'a> Context<'a> {
    /// The type of a value that all of these schemas describe.
    pub(super) fn merge(&mut self, locations: &[Location], slot: &Slot) -> Type {
        let (mut members, _) = self.structural_members(locations);
        if members.is_empty() {
            let Some(location) = locations.last().cloned() else { return Type::Json };
            return self.nested(&location, |context| {
                let (target, _) = context.target(&location)?;
                let node = context.node(&target)?;
                Some(context.shape(&node, slot))
            });
        }
        self.subsume(&mut members);
        let null = members.iter().all(|member| self.allows_null(&member.target));
        let ty = match members.as_slice() {
            [only] if only.reference => Type::Named(self.named(&only.target)),
            [only] => {
                let target = only.target.clone();
                self.nested(&target, |context| {
                    let node = context.node(&target)?;
                    Some(context.shape(&node, slot))
                })
            }
            _ => {
                let mut key: Vec<Location> =
                    members.iter().map(|member| member.target.clone()).collect();
                key.sort();
                match self.merged.get(&key) {
                    Some(ty) => ty.clone(),
                    None => self.merge_members(&members, None, slot, Some(&key)),
                }
            }
        };
        if null { ty.nullable() } else { ty }
    }

    /// The type of a value that all members, and the schema beside them, describe.
    pub(super) fn merge_members(
        &mut self,
        members: &[Member],
        own: Option<&Node<'a>>,
        slot: &Slot,
        key: Option<&[Location]>,
    ) -> Type {
        let mut leaves = Vec::new();
        for member in members {
            leaves.extend(self.leaves(&member.location, own.map(|node| &node.location)));
        }
        let Some(at) = own.cloned().or_else(|| leaves.last().map(|leaf| (*leaf.node).clone()))
        else {
            return Type::Json;
        };
        if let Some(node) = own {
            leaves.push(Leaf { node: Rc::new(node.clone()), home: None, is_complete: false });
        }
        let to = Destination { at: &at, slot, key };
        if let Some(base) = self.extended_base(members, &at.location) {
            return self.nested(&at.location, |context| Some(context.extend(&base, leaves, to)));
        }
        self.nested(&at.location, |context| Some(context.merge_leaves(leaves, to)))
    }

    /// The schema at a location and all that it includes by `allOf`, each once, bases first. `of`
    /// is the schema to merge them for, which is not part of itself.
    pub(super) fn leaves(&mut self, location: &Location, of: Option<&Location>) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut seen: BTreeSet<Location> = of.into_iter().cloned().collect();
        let mut work = vec![LeafStep::Visit(location.clone(), None)];
        while let Some(step) = work.pop() {
            let (location, home) = match step {
                LeafStep::Add(leaf) => {
                    leaves.push(leaf);
                    continue;
                }
                LeafStep::Visit(location, home) => (location, home),
            };
            let Some(followed) = self.document.follow(&location, self.report) else { continue };
            if self.is_far(&followed.location) {
                break;
            }
            if !seen.insert(followed.location.clone()) {
                continue;
            }
            let home =
                if followed.reference.is_some() { Some(followed.location.clone()) } else { home };
            let Some(node) = self.node(&followed.location) else { continue };
            let is_complete = home.as_ref() == Some(&followed.location) && !node.has("allOf");
            let parts = self.elements(&followed.location, "allOf");
            work.push(LeafStep::Add(Leaf { node, home: home.clone(), is_complete }));
            work.extend(parts.into_iter().rev().map(|part| LeafStep::Visit(part, home.clone())));
        }
        leaves
    }

    /// The type of a value that all leaves describe.
    pub(super) fn merge_leaves(
        &mut self,
        mut leaves: Vec<Leaf<'a>>,
        to: Destination<'_, 'a>,
    ) -> Type {
        self.count_copies(&leaves, to.at);
        for leaf in &mut leaves {
            self.ignore_restricting(leaf, to.at);
        }
        let has_alternatives = |leaf: &&Leaf<'a>| leaf.node.alternatives().is_some();
        let unions: Vec<Leaf<'a>> = leaves.iter().filter(has_alternatives).cloned().collect();
        match unions.as_slice() {
            [] => self.merge_kinds(&leaves, to),
            [union] if self.combinations(union) > MOST_COMBINATIONS => {
                let at = |keyword| union.node.location.child(keyword);
                self.warn_several_unions([at("oneOf"), at("anyOf")], to.at);
                Type::Json
            }
            [union] => self.merge_union(union, &leaves, to),
            [first, second, ..] => {
                let both = [first, second].map(|leaf| leaf.node.location.clone());
                self.warn_several_unions(both, to.at);
                Type::Json
            }
        }
    }

    /// Counts what a merged type repeats of other schemas, since that is limited.
    fn count_copies(&mut self, leaves: &[Leaf<'a>], at: &Node<'a>) {
        let is_repeated = |leaf: &&Leaf<'a>| {
            own_structure(leaf.node.raw) && !leaf.node.location.is_within(&at.location)
        };
        for leaf in leaves.iter().filter(is_repeated) {
            let choices = self.required_by_some(&leaf.node).len();
            let parts = 1 + leaf.node.property_count() + choices;
            let more = self.long_parts(&leaf.node.location.child("properties"), parts);
            self.repeat(&at.location, parts + more);
        }
    }

    /// The number of variants that `oneOf` and `anyOf` of one schema become together; 0 if it does
    /// not have both.
    fn combinations(&mut self, leaf: &Leaf<'a>) -> usize {
        let [one, any] = ["oneOf", "anyOf"].map(|key| match leaf.node.ignored.contains(&key) {
            true => 0,
            false => self.elements(&leaf.node.location, key).len(),
        });
        one.saturating_mul(any)
    }

    fn warn_several_unions(&mut self, [first, second]: [Location; 2], at: &Node<'a>) {
        let message =
            "alternatives that are combined with other alternatives become any JSON value";
        self.report.push(
            Diagnostic::new(Code::SeveralAlternatives, message)
                .at(at.location.clone())
                .related(first, "alternatives")
                .related(second, "more alternatives")
                .help("describe the combinations as one `oneOf`"),
        );
    }

    /// The type of leaves without alternatives, by the kind that they have in common.
    fn merge_kinds(&mut self, leaves: &[Leaf<'a>], to: Destination<'_, 'a>) -> Type {
        match self.common_kind(leaves, to.at) {
            None => Type::Json,
            Some(InstanceKind::Any | InstanceKind::Object) => {
                let mut properties = Properties::default();
                for leaf in leaves {
                    properties.add(&leaf.node, leaf.home.as_ref());
                    properties.add_choices(self.required_by_some(&leaf.node));
                }
                let described = leaves.iter().any(|leaf| leaf.kind() == InstanceKind::Object);
                if properties.is_map() && !described {
                    return Type::Json;
                }
                self.object_of(properties, to)
            }
            Some(InstanceKind::Array) => self.merge_lists(leaves, to.slot),
            Some(kind) => self.merge_scalars(leaves, kind, to),
        }
    }

    fn merge_union(
        &mut self,
        union: &Leaf<'a>,
        leaves: &[Leaf<'a>],
        to: Destination<'_, 'a>,
    ) -> Type {
        let beside = |leaf: &&Leaf<'a>| leaf.node.location != union.node.location;
        let mut outer: Vec<Leaf<'a>> = leaves.iter().filter(beside).cloned().collect();
        if outer.iter().any(|leaf| own_structure(leaf.node.raw)) {
            // A discriminator alone counts only beside other parts.
            outer.retain(|leaf| {
                own_structure(leaf.node.raw)
                    || leaf.node.data.discriminator.is_some()
                        && leaf.node.location != to.at.location
            });
        } else {
            outer.clear();
        }
        let Some(keyword) = union.node.alternatives() else { return Type::Json };
        let is_only = outer.is_empty()
            && union.without_alternatives().node.alternatives().is_none()
            && !union.node.describes_object()
            && !self.requires_more(&union.node, keyword);
        if let Some(name) = union.name()
            && is_only
            && union.node.location != to.at.location
        {
            return Type::Named(self.named(name));
        }
        if is_only {
            return self.union(&UnionAt { node: &union.node, keyword, outer: &[], to });
        }
        outer.push(union.clone());
        let union = UnionAt { node: &union.node, keyword, outer: &outer, to };
        match self.common_kind(&outer, to.at) {
            None => Type::Json,
            Some(InstanceKind::Any | InstanceKind::Object) => self.distribute(&union),
            Some(_) => self.narrowed(&union),
        }
    }

    /// Scalars with alternatives beside them: the scalar, since the alternatives can only narrow
    /// it.
    fn narrowed(&mut self, union: &UnionAt<'_, 'a>) -> Type {
        if let Some(ty) = self.merged_enum(union) {
            return ty;
        }
        self.restricts(union.node, union.keyword);
        match self.common_kind(union.outer, union.to.at) {
            Some(InstanceKind::Array) => self.merge_lists(union.outer, union.to.slot),
            Some(kind) => self.merge_scalars(union.outer, kind, union.to),
            None => Type::Json,
        }
    }

    /// The kind of all leaves. If two contradict each other, reports it and returns `None`.
    fn common_kind(&mut self, leaves: &[Leaf<'a>], at: &Node<'a>) -> Option<InstanceKind> {
        let mut common: Option<(InstanceKind, &Leaf<'a>)> = None;
        for leaf in leaves {
            let kind = leaf.kind();
            common = match common {
                _ if kind == InstanceKind::Any => common,
                None => Some((kind, leaf)),
                Some((known, _)) if known == kind => common,
                Some((InstanceKind::Integer, _)) if kind == InstanceKind::Number => common,
                Some((InstanceKind::Number, _)) if kind == InstanceKind::Integer => {
                    Some((kind, leaf))
                }
                Some((known, first)) => {
                    let message = format!(
                        "no value can be both {} and {}, so any JSON value is accepted",
                        known.word(),
                        kind.word()
                    );
                    self.report.push(
                        Diagnostic::new(Code::Contradiction, message)
                            .at(leaf.node.location.clone())
                            .label(kind.word())
                            .related(first.node.location.clone(), known.word())
                            .related(at.location.clone(), "both apply here")
                            .help("make the parts of the `allOf` agree"),
                    );
                    return None;
                }
            };
        }
        Some(common.map_or(InstanceKind::Any, |(kind, _)| kind))
    }

    fn merge_lists(&mut self, leaves: &[Leaf<'a>], slot: &Slot) -> Type {
        let saying: Vec<&Leaf<'a>> = leaves.iter().filter(|leaf| leaf.node.has("items")).collect();
        if let [only] = saying.as_slice()
            && let Some(name) = only.name()
        {
            return Type::Named(self.named(name));
        }
        let mut items: Vec<Location> =
            saying.iter().map(|leaf| leaf.node.location.child("items")).collect();
        items.dedup();
        match items.is_empty() {
            true => Type::List(Box::new(Type::Json)),
            false => self.list(&items, slot),
        }
    }

    fn merge_scalars(
        &mut self,
        leaves: &[Leaf<'a>],
        kind: InstanceKind,
        to: Destination<'_, 'a>,
    ) -> Type {
        let enums: Vec<&Leaf<'a>> = leaves.iter().filter(|leaf| leaf.node.has("enum")).collect();
        let best = match enums.as_slice() {
            [] => {
                let named =
                    leaves.iter().rev().find(|leaf| leaf.name().is_some() && leaf.kind() == kind);
                let formatted =
                    leaves.iter().rev().find(|leaf| leaf.node.has("format") && leaf.kind() == kind);
                let content = leaves.iter().rev().find(|leaf| leaf.node.has(keys::CONTENT_SCHEMA));
                content
                    .or(named)
                    .or(formatted)
                    .or_else(|| leaves.iter().rev().find(|leaf| leaf.kind() == kind))
            }
            [only] => Some(*only),
            several => return self.common_values(several, to),
        };
        let Some(best) = best else { return Type::Json };
        match best.name() {
            Some(name) => Type::Named(self.named(name)),
            None => self.plain(&best.node, to.slot),
        }
    }

    /// The values that several enums have in common.
    fn common_values(&mut self, enums: &[&Leaf<'a>], to: Destination<'_, 'a>) -> Type {
        let Some(last) = enums.last() else { return Type::Json };
        let Some(mut values) = self.enum_values(&last.node) else {
            return self.plain(&last.node, to.slot);
        };
        for leaf in enums {
            let Some(others) = self.enum_values(&leaf.node) else { continue };
            retain_common(&mut values, &others);
        }
        if count(&values) == 0 {
            let diagnostic = Diagnostic::new(
                Code::Contradiction,
                "these enums have no value in common, so any JSON value is accepted",
            );
            let mut diagnostic =
                diagnostic.at(to.at.location.clone()).help("make the parts of the `allOf` agree");
            for leaf in enums {
                diagnostic =
                    diagnostic.related(leaf.node.location.child("enum"), "one of the enums");
            }
            self.report.push(diagnostic);
            return Type::Json;
        }
        for leaf in enums {
            let same =
                self.enum_values(&leaf.node).is_some_and(|all| count(&all) == count(&values));
            if let (true, Some(name)) = (same, leaf.name()) {
                return Type::Named(self.named(name));
            }
        }
        let mut node = (*last.node).clone();
        if let Slot::Free(_) = to.slot {
            node.data.description = docs::of_schema(to.at).description;
        }
        self.define_enum(Enum { values, others: OtherValues::Unknown }, &node, to.slot)
    }
}

fn count(values: &EnumValues) -> usize {
    match values {
        EnumValues::Strings(values) => values.len(),
        EnumValues::Integers(values) => values.len(),
    }
}

fn retain_common(values: &mut EnumValues, others: &EnumValues) {
    match (values, others) {
        (EnumValues::Strings(values), EnumValues::Strings(others)) => keep(values, others),
        (EnumValues::Integers(values), EnumValues::Integers(others)) => keep(values, others),
        (EnumValues::Strings(values), EnumValues::Integers(_)) => values.clear(),
        (EnumValues::Integers(values), EnumValues::Strings(_)) => values.clear(),
    }
}

fn keep<T: PartialEq>(values: &mut Vec<EnumValue<T>>, others: &[EnumValue<T>]) {
    values.retain(|value| others.iter().any(|other| other.value == value.value));
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::check;

    /// `Context::leaves`
    #[test]
    fn a_schema_that_is_included_twice_adds_its_properties_once_and_first() {
        let text = "
X: {allOf: [{$ref: '#/components/schemas/A'}, {$ref: '#/components/schemas/B'}]}
Base: {type: object, required: [id], properties: {id: {type: string}}}
A: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {a: {type: string}}}]}
B: {allOf: [{$ref: '#/components/schemas/Base'}, {properties: {b: {type: string}}}]}
";
        let expected = ["X struct id!: string, a: string, b: string"];
        check("leaves", text, &expected, &[]);
    }

    /// `Context::merge_leaves`
    #[test]
    fn leaves_have_one_kind_and_at_most_one_union() {
        let text = "
X:
  type: object
  properties:
    scalar: {allOf: [{type: string}, {minLength: 1}]}
    union: {allOf: [{properties: {id: {type: string}}}, {oneOf: [{title: A, properties: {a: {type: string}}}, {title: B, properties: {b: {type: string}}}]}]}
    conflict: {allOf: [{type: string}, {type: array, items: {}}]}
    unions: {allOf: [{oneOf: [{type: string}, {type: integer}]}, {oneOf: [{type: string}, {type: boolean}]}]}
";
        let expected = [
            "X struct scalar: string, union: X.union, conflict: json, unions: json",
            "X.union union() X.union|A | X.union|B",
            "X.union|A struct id: string, a: string",
            "X.union|B struct id: string, b: string",
        ];
        check("merge-leaves", text, &expected, &["W0312", "W0311"]);
    }
}
