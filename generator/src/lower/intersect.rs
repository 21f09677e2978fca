//! Several schemas that hold together, made one.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::Context;
use super::compose::Member;
use super::docs;
use super::node::{Kind, Node, only_restricts, own_structure};
use super::schema::{Slot, nullable};
use super::structure::Properties;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{EnumValue, EnumValues, Type};
use crate::source::Location;

/// A schema without its `allOf`.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'a> {
    pub node: Rc<Node<'a>>,
    /// The named schema that it is, or is part of.
    pub home: Option<Location>,
    /// Whether it is all that the named schema says.
    pub whole: bool,
}

impl<'a> Leaf<'a> {
    /// The named schema that this is.
    fn name(&self) -> Option<&Location> {
        self.home.as_ref().filter(|_| self.whole)
    }

    fn kind(&self) -> Kind {
        self.node.kind()
    }
}

enum Step<'a> {
    Visit(Location, Option<Location>),
    Own(Leaf<'a>),
}

impl<'a> Context<'a> {
    /// The type of a value that all of these schemas describe.
    pub(super) fn merge(&mut self, places: &[Location], slot: &Slot) -> Type {
        let (mut members, _) = self.structural_members(places);
        if members.is_empty() {
            let Some(place) = places.last().cloned() else { return Type::Json };
            return self.nested(&place, |context| {
                let (target, _) = context.target(&place)?;
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
                    None => self.merge_members(&members, None, slot, Some(key)),
                }
            }
        };
        if null { nullable(ty) } else { ty }
    }

    /// The type of a value that all members, and the schema beside them, describe.
    pub(super) fn merge_members(
        &mut self,
        members: &[Member],
        own: Option<&Node<'a>>,
        slot: &Slot,
        key: Option<Vec<Location>>,
    ) -> Type {
        let mut leaves = Vec::new();
        for member in members {
            leaves.extend(self.leaves(&member.place, own.map(|node| &node.place)));
        }
        let Some(at) = own.cloned().or_else(|| leaves.last().map(|leaf| (*leaf.node).clone()))
        else {
            return Type::Json;
        };
        if let Some(node) = own {
            leaves.push(Leaf { node: Rc::new(node.clone()), home: None, whole: false });
        }
        let place = at.place.clone();
        self.nested(&place, |context| Some(context.merge_leaves(leaves, &at, slot, key)))
    }

    /// The schema at a place and all that it includes by way of `allOf`, each once, bases first.
    /// `of` is the schema that all this is for: it is not part of itself.
    pub(super) fn leaves(&mut self, place: &Location, of: Option<&Location>) -> Vec<Leaf<'a>> {
        let mut leaves = Vec::new();
        let mut seen: BTreeSet<Location> = of.into_iter().cloned().collect();
        let mut work = vec![Step::Visit(place.clone(), None)];
        while let Some(step) = work.pop() {
            let (place, home) = match step {
                Step::Own(leaf) => {
                    leaves.push(leaf);
                    continue;
                }
                Step::Visit(place, home) => (place, home),
            };
            let Some(followed) = self.document.follow(&place, self.report) else { continue };
            if self.is_far(&followed.location) {
                break;
            }
            if !seen.insert(followed.location.clone()) {
                continue;
            }
            let home =
                if followed.reference.is_some() { Some(followed.location.clone()) } else { home };
            let Some(node) = self.node(&followed.location) else { continue };
            let whole = home.as_ref() == Some(&followed.location) && !node.has("allOf");
            let parts = self.elements(&followed.location, "allOf");
            work.push(Step::Own(Leaf { node, home: home.clone(), whole }));
            work.extend(parts.into_iter().rev().map(|part| Step::Visit(part, home.clone())));
        }
        leaves
    }

    /// The type of a value that all leaves describe.
    pub(super) fn merge_leaves(
        &mut self,
        leaves: Vec<Leaf<'a>>,
        at: &Node<'a>,
        slot: &Slot,
        key: Option<Vec<Location>>,
    ) -> Type {
        // What stands within the schema itself is there once.
        for leaf in leaves.iter().filter(|leaf| !leaf.node.place.is_within(&at.place)) {
            let parts = 1 + leaf.node.property_count();
            let more = self.long_parts(&leaf.node.place.child("properties"), parts);
            self.repeat(&at.place, parts + more);
        }
        let unions: Vec<Leaf<'a>> =
            leaves.iter().filter(|leaf| self.is_alternative(leaf, at)).cloned().collect();
        match unions.as_slice() {
            [] => {}
            [union] => return self.merge_union(union, &leaves, at, slot, key),
            [first, second, ..] => {
                let diagnostic = Diagnostic::new(
                    Code::SeveralAlternatives,
                    "alternatives that hold together with other alternatives become any JSON value",
                );
                let related = second.node.place.clone();
                self.report.push(
                    diagnostic
                        .at(at.place.clone())
                        .related(first.node.place.clone(), "alternatives")
                        .related(related, "more alternatives")
                        .help("describe the combinations as one `oneOf`"),
                );
                return Type::Json;
            }
        }
        match self.common_kind(&leaves, at) {
            None => Type::Json,
            Some(Kind::Any | Kind::Object) => {
                let mut properties = Properties::default();
                for leaf in &leaves {
                    properties.add(&leaf.node, leaf.home.as_ref());
                }
                let described = leaves.iter().any(|leaf| leaf.kind() == Kind::Object);
                if properties.is_map() && !described {
                    return Type::Json;
                }
                self.object_of(properties, at, slot, key)
            }
            Some(Kind::Array) => self.merge_lists(&leaves, slot),
            Some(kind) => self.merge_scalars(&leaves, kind, at, slot),
        }
    }

    /// Whether a leaf has alternatives that matter: neither those that only restrict, nor those
    /// that lead back to the schema that is being made, as those of a base do that lists its
    /// children.
    fn is_alternative(&mut self, leaf: &Leaf<'a>, at: &Node<'a>) -> bool {
        let Some(keyword) = leaf.node.alternatives() else { return false };
        let places = self.elements(&leaf.node.place, keyword);
        let targets: Vec<Location> =
            places.iter().filter_map(|place| Some(self.target(place)?.0)).collect();
        if targets.contains(&at.place) && leaf.node.place != at.place {
            return false;
        }
        let restricting =
            targets.iter().all(|target| self.object(target).is_some_and(only_restricts));
        if restricting {
            self.restricts(&leaf.node, keyword);
        }
        !restricting
    }

    /// Says that alternatives only restrict what is described beside them.
    pub(super) fn restricts(&mut self, node: &Node<'a>, keyword: &str) {
        self.say(
            Code::AlternativesIgnored,
            &node.place.child(keyword).key(),
            format!(
                "this `{keyword}` only says which properties belong together; that is not checked"
            ),
            "nothing needs to be done",
        );
    }

    fn merge_union(
        &mut self,
        union: &Leaf<'a>,
        leaves: &[Leaf<'a>],
        at: &Node<'a>,
        slot: &Slot,
        key: Option<Vec<Location>>,
    ) -> Type {
        let rest: Vec<Leaf<'a>> = leaves
            .iter()
            .filter(|leaf| leaf.node.place != union.node.place)
            .filter(|leaf| own_structure(leaf.node.raw))
            .cloned()
            .collect();
        let alone = rest.is_empty() && !union.node.describes_object();
        if let (true, Some(name)) = (alone && union.node.place != at.place, union.name()) {
            return Type::Named(self.named(name));
        }
        let Some(keyword) = union.node.alternatives() else { return Type::Json };
        if alone {
            return self.union(&union.node, keyword, at, slot, &[], key);
        }
        let mut outer = rest;
        outer.push(union.clone());
        match self.common_kind(&outer, at) {
            None => Type::Json,
            Some(Kind::Any | Kind::Object) => {
                self.distribute(&union.node, keyword, at, slot, &outer, key)
            }
            Some(_) => self.narrowed(union, &outer, at, slot),
        }
    }

    /// Scalars with alternatives beside them: the scalar, since the alternatives can only narrow
    /// it.
    fn narrowed(
        &mut self,
        union: &Leaf<'a>,
        outer: &[Leaf<'a>],
        at: &Node<'a>,
        slot: &Slot,
    ) -> Type {
        let Some(keyword) = union.node.alternatives() else { return Type::Json };
        if let Some(ty) = self.merged_enum(&union.node, keyword, at, slot) {
            return ty;
        }
        self.restricts(&union.node, keyword);
        match self.common_kind(outer, at) {
            Some(Kind::Array) => self.merge_lists(outer, slot),
            Some(kind) => self.merge_scalars(outer, kind, at, slot),
            None => Type::Json,
        }
    }

    /// The kind that all leaves have; `None`, and a message, when two contradict each other.
    fn common_kind(&mut self, leaves: &[Leaf<'a>], at: &Node<'a>) -> Option<Kind> {
        let mut common: Option<(Kind, &Leaf<'a>)> = None;
        for leaf in leaves {
            let kind = leaf.kind();
            common = match common {
                _ if kind == Kind::Any => common,
                None => Some((kind, leaf)),
                Some((known, _)) if known == kind => common,
                Some((Kind::Integer, _)) if kind == Kind::Number => common,
                Some((Kind::Number, _)) if kind == Kind::Integer => Some((kind, leaf)),
                Some((known, first)) => {
                    let message = format!(
                        "no value can be both {} and {}, so any JSON value is taken",
                        known.word(),
                        kind.word()
                    );
                    self.report.push(
                        Diagnostic::new(Code::Contradiction, message)
                            .at(leaf.node.place.clone())
                            .label(kind.word())
                            .related(first.node.place.clone(), known.word())
                            .related(at.place.clone(), "both hold here")
                            .help("make the parts of the `allOf` agree"),
                    );
                    return None;
                }
            };
        }
        Some(common.map_or(Kind::Any, |(kind, _)| kind))
    }

    fn merge_lists(&mut self, leaves: &[Leaf<'a>], slot: &Slot) -> Type {
        let saying: Vec<&Leaf<'a>> = leaves.iter().filter(|leaf| leaf.node.has("items")).collect();
        if let [only] = saying.as_slice()
            && let Some(name) = only.name()
        {
            return Type::Named(self.named(name));
        }
        let mut items: Vec<Location> =
            saying.iter().map(|leaf| leaf.node.place.child("items")).collect();
        items.dedup();
        match items.is_empty() {
            true => Type::List(Box::new(Type::Json)),
            false => self.list(&items, slot),
        }
    }

    fn merge_scalars(
        &mut self,
        leaves: &[Leaf<'a>],
        kind: Kind,
        at: &Node<'a>,
        slot: &Slot,
    ) -> Type {
        let enums: Vec<&Leaf<'a>> = leaves.iter().filter(|leaf| leaf.node.has("enum")).collect();
        let best = match enums.as_slice() {
            [] => {
                let named =
                    leaves.iter().rev().find(|leaf| leaf.name().is_some() && leaf.kind() == kind);
                let formatted =
                    leaves.iter().rev().find(|leaf| leaf.node.has("format") && leaf.kind() == kind);
                named.or(formatted).or_else(|| leaves.iter().rev().find(|leaf| leaf.kind() == kind))
            }
            [only] => Some(*only),
            several => return self.common_values(several, at, slot),
        };
        let Some(best) = best else { return Type::Json };
        match best.name() {
            Some(name) => Type::Named(self.named(name)),
            None => self.plain(&best.node, slot),
        }
    }

    /// The values that several enums have in common.
    fn common_values(&mut self, enums: &[&Leaf<'a>], at: &Node<'a>, slot: &Slot) -> Type {
        let Some(last) = enums.last() else { return Type::Json };
        let Some(mut values) = self.enum_values(&last.node) else {
            return self.plain(&last.node, slot);
        };
        for leaf in enums {
            let Some(others) = self.enum_values(&leaf.node) else { continue };
            retain_common(&mut values, &others);
        }
        if count(&values) == 0 {
            let diagnostic = Diagnostic::new(
                Code::Contradiction,
                "enums that hold together have no value in common, so any JSON value is taken",
            );
            let mut diagnostic =
                diagnostic.at(at.place.clone()).help("make the parts of the `allOf` agree");
            for leaf in enums {
                diagnostic = diagnostic.related(leaf.node.place.child("enum"), "one of the enums");
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
        if let Slot::Free(_) = slot {
            node.data.description = docs::of_schema(at).description;
        }
        self.define_enum(values, &node, slot)
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
