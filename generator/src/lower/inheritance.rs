//! `discriminator`: the tags of alternatives, and bases whose children include them by `allOf`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use openapiv3::Discriminator;
use serde_json::Value;

use super::Context;
use super::compose::Member;
use super::docs;
use super::leaf::Destination;
use super::node::{Kind, Node};
use super::schema::Slot;
use crate::diagnostic::{Code, Report};
use crate::ir::{Docs, Struct, Type, TypeId, TypeKind, Union, Variant};
use crate::load::keys;
use crate::source::{FileId, Location, Pointer};

/// Which schemas include which by `allOf`, found once for each file.
#[derive(Debug, Default)]
pub(super) struct Families {
    scanned: BTreeSet<FileId>,
    children: BTreeMap<Location, Vec<Location>>,
    found: BTreeMap<Location, Rc<Family>>,
    /// For a property: schemas that have no value of it that others could inherit.
    free: BTreeMap<String, BTreeSet<Location>>,
}

/// The schemas that a use of a base may be; none for one that is a plain object.
#[derive(Debug, Default)]
pub(super) struct Family {
    children: Vec<Child>,
    targets: BTreeSet<Location>,
}

impl Family {
    /// Whether nothing is a child.
    pub(super) fn is_empty(&self) -> bool {
        self.children.is_empty()
    }
}

/// A schema that a discriminator's value stands for.
#[derive(Debug, Clone)]
pub(super) struct Child {
    target: Location,
    /// Where it is named.
    place: Location,
    tags: Vec<String>,
}

/// In a schema: the value of the discriminator that stands for it. Swagger 2.0 has no `mapping`, so
/// AutoRest brought this in; documents that were converted since then have kept it.
const VALUE: &str = "x-ms-discriminator-value";

impl<'a> Context<'a> {
    /// The children of the schema at `base` if it has a discriminator and no alternatives of its
    /// own; empty when it is a plain object.
    pub(super) fn family(&mut self, base: &Location) -> Rc<Family> {
        if !self.object(base).is_some_and(|raw| raw.contains_key("discriminator")) {
            return Rc::default();
        }
        if let Some(family) = self.families.found.get(base) {
            return family.clone();
        }
        let children = self.find_family(base);
        let targets = children.iter().map(|child| child.target.clone()).collect();
        let family = Rc::new(Family { children, targets });
        self.families.found.insert(base.clone(), family.clone());
        family
    }

    fn find_family(&mut self, base: &Location) -> Vec<Child> {
        let Some(raw) = self.object(base) else { return Vec::new() };
        if raw.contains_key("oneOf") || raw.contains_key("anyOf") {
            return Vec::new();
        }
        let Some(discriminator) = raw.get("discriminator").and_then(Value::as_object) else {
            return Vec::new();
        };
        let property =
            discriminator.get("propertyName").and_then(Value::as_str).unwrap_or_default();
        let mut children = self.mapped_children(base);
        let mut targets: BTreeSet<Location> =
            children.iter().map(|child| child.target.clone()).collect();
        let mut tags: BTreeSet<String> =
            children.iter().flat_map(|child| child.tags.clone()).collect();
        // A mapping names values; a child that it leaves out has its own name as value.
        for child in self.implicit_children(base, property) {
            if !targets.contains(&child.target) && !child.tags.iter().any(|tag| tags.contains(tag))
            {
                targets.insert(child.target.clone());
                tags.extend(child.tags.iter().cloned());
                children.push(child);
            }
        }
        let others: Vec<Location> = children
            .iter()
            .filter(|child| child.target != *base)
            .map(|child| child.target.clone())
            .collect();
        let itself = others.len() < children.len();
        if others.is_empty() || itself && !self.extend(others, base) {
            Vec::new()
        } else {
            children
        }
    }

    /// Whether one of these schemas includes `base` by way of `allOf`.
    fn extend(&mut self, children: Vec<Location>, base: &Location) -> bool {
        let mut seen: BTreeSet<Location> = children.iter().cloned().collect();
        let mut work = children;
        while let Some(child) = work.pop() {
            for part in self.elements(&child, "allOf") {
                let Some((part, _)) = self.target(&part) else { continue };
                if part == *base {
                    return true;
                }
                if seen.insert(part.clone()) {
                    work.push(part);
                }
            }
        }
        false
    }

    /// Whether `child` is one of the schemas that a use of `base` may be.
    pub(super) fn is_child(&mut self, base: &Location, child: &Location) -> bool {
        self.family(base).targets.contains(child)
    }

    /// The schemas that the mapping of the discriminator at `base` names.
    pub(super) fn mapped_children(&mut self, base: &Location) -> Vec<Child> {
        let mut children: Vec<Child> = Vec::new();
        let mut known: BTreeMap<Location, usize> = BTreeMap::new();
        let mut named = None;
        let discriminator = base.child("discriminator");
        for (tag, place) in self.members(&discriminator, "mapping") {
            let Some(text) = self.document.value(&place).and_then(Value::as_str) else { continue };
            let Some(target) = self.mapping_target(base, &place, text, &mut named) else {
                continue;
            };
            let index = *known.entry(target.clone()).or_insert(children.len());
            match children.get_mut(index) {
                Some(child) => child.tags.push(tag),
                None => children.push(Child { target, place, tags: vec![tag] }),
            }
        }
        children
    }

    /// The schema that a value of a mapping of `holder` names: a reference, the name of a
    /// component, or that of an alternative. The alternatives are looked at once, when the first is
    /// `named` in this way.
    fn mapping_target(
        &mut self,
        holder: &Location,
        place: &Location,
        text: &str,
        named: &mut Option<BTreeMap<String, Location>>,
    ) -> Option<Location> {
        let name = Pointer::root().child("components").child("schemas").child(text);
        let bare = !text.contains(['#', '/']);
        let here = Location::value(place.file, name.clone());
        let in_root = Location::value(self.document.root().file, name);
        let beside = Location::root(place.file).child(text);
        let target =
            [here, in_root, beside].into_iter().find(|place| bare && self.object(place).is_some());
        let target = target.or_else(|| {
            let named = named.get_or_insert_with(|| self.alternatives_by_name(holder));
            named.get(text).filter(|_| bare).cloned()
        });
        let target = target.or_else(|| self.document.resolve(place.file, text).ok());
        let Some(target) = target else {
            self.say(
                Code::DiscriminatorMapping,
                place,
                format!(
                    "`{text}` names no schema, so this value of the discriminator stays unknown"
                ),
                "write the name of a schema under `components/schemas`, or a reference to a schema",
            );
            return None;
        };
        Some(self.document.follow(&target, self.report)?.location)
    }

    /// The alternatives that are references, by the last words of where these lead, as in documents
    /// whose schemas are in files of their own.
    fn alternatives_by_name(&mut self, holder: &Location) -> BTreeMap<String, Location> {
        let mut named = BTreeMap::new();
        for place in ["oneOf", "anyOf"]
            .into_iter()
            .flat_map(|keyword| self.elements(holder, keyword))
            .collect::<Vec<_>>()
        {
            let followed =
                self.document.follow(&place, self.report).filter(|it| it.reference.is_some());
            let Some(place) = followed.map(|followed| followed.location) else { continue };
            if let Some(name) = place.pointer().tokens().last().map(Cow::into_owned) {
                named.entry(name).or_insert(place);
            }
        }
        named
    }

    /// The schema that a value has whose tag is missing or means no other (OpenAPI 3.2.0,
    /// "Discriminator Object").
    fn default_target(&mut self, holder: &Location) -> Option<Location> {
        let place = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
        let text = self.document.value(&place)?.as_str()?;
        self.mapping_target(holder, &place, text, &mut None)
    }

    /// All schemas that include the one at `base`, and those that include these, each under its
    /// name.
    fn implicit_children(&mut self, base: &Location, property: &str) -> Vec<Child> {
        self.scan(self.document.root().file);
        self.scan(base.file);
        let mut children: Vec<Child> = Vec::new();
        let mut seen = BTreeSet::from([base.clone()]);
        let mut work = vec![base.clone()];
        while let Some(place) = work.pop() {
            let found = self.families.children.get(&place).cloned().unwrap_or_default();
            for target in found {
                if !seen.insert(target.clone()) {
                    continue;
                }
                let tags = self.implicit_tags(&target, property);
                work.push(target.clone());
                children.push(Child { place: target.clone(), target, tags });
            }
        }
        children
    }

    /// Finds which schemas of a file include which.
    fn scan(&mut self, file: FileId) {
        if !self.families.scanned.insert(file) {
            return;
        }
        let root = Location::root(file);
        let whole_document = self.object(&root).is_some_and(|raw| raw.contains_key("openapi"));
        let schemas = match whole_document {
            true => self.members(&root.child("components"), "schemas"),
            false => {
                let keys = self.object(&root).into_iter().flat_map(|raw| raw.keys());
                keys.map(|key| (key.clone(), root.child(key))).collect()
            }
        };
        // What is wrong here is said when something reaches it.
        let mut quiet = Report::new();
        let mut seen = BTreeSet::new();
        for (_, place) in schemas {
            let Some(child) = self.document.follow(&place, &mut quiet) else { continue };
            for part in self.elements(&child.location, "allOf") {
                let Some(parent) = self.document.follow(&part, &mut quiet) else { continue };
                if parent.reference.is_none() {
                    continue;
                }
                if seen.insert((parent.location.clone(), child.location.clone())) {
                    self.families
                        .children
                        .entry(parent.location)
                        .or_default()
                        .push(child.location.clone());
                }
            }
        }
    }

    /// The values of a discriminator that stand for a schema that no mapping names: its name,
    /// unless the schema itself says which value its property has.
    fn implicit_tags(&mut self, target: &Location, property: &str) -> Vec<String> {
        if let Some(value) = self.object(target).and_then(|raw| raw.get(VALUE)?.as_str()) {
            return vec![value.to_owned()];
        }
        let name = self.name_of(target);
        match self.constants(target, property) {
            Some(values) if !values.contains(&name) => values,
            _ => vec![name],
        }
    }

    /// The values that a schema allows for a property: all that it lists itself, or the only one
    /// that it inherits.
    fn constants(&mut self, target: &Location, property: &str) -> Option<Vec<String>> {
        let mut free = self.families.free.remove(property).unwrap_or_default();
        let mut work = VecDeque::from([(target.clone(), true)]);
        let mut seen: BTreeSet<Location> = BTreeSet::new();
        let mut found = None;
        while let Some((place, own)) = work.pop_front() {
            let Some(followed) = self.document.follow(&place, self.report) else { continue };
            let own = own && (followed.reference.is_none() || place == *target);
            if seen.contains(&followed.location) || !own && free.contains(&followed.location) {
                continue;
            }
            let value = followed.location.child("properties").child(property);
            found = self.listed(&value).filter(|values| own || values.len() == 1);
            if found.is_some() {
                break;
            }
            work.extend(
                self.elements(&followed.location, "allOf").into_iter().map(|part| (part, own)),
            );
            seen.insert(followed.location);
        }
        self.repeat(target, seen.len().saturating_sub(1));
        if found.is_none() {
            free.extend(seen);
        }
        self.families.free.insert(property.to_owned(), free);
        found
    }

    fn listed(&mut self, place: &Location) -> Option<Vec<String>> {
        self.object(place)?;
        let (_, raw) = self.glance(place)?;
        let values = raw.get("enum")?.as_array()?.iter();
        let values: Vec<String> =
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
        (!values.is_empty()).then_some(values)
    }

    /// A base that is a union of its children for everyone who refers to it.
    pub(super) fn family_union(&mut self, node: &Node<'a>, family: &Family, slot: &Slot) -> Type {
        let id = self.define(slot, &node.place, docs::of_schema(node));
        let default = self.default_target(&node.place);
        let mut variants = Vec::with_capacity(family.children.len());
        for child in &family.children {
            let itself = child.target == node.place || !self.family(&child.target).is_empty();
            let ty = match itself {
                true => self.own_struct(&child.target),
                false => self.named(&child.target),
            };
            variants.push(Variant {
                ty: Type::Named(ty),
                tags: child.tags.clone(),
                is_default: default.as_ref() == Some(&child.target),
                title: None,
                docs: Docs::default(),
                place: child.place.clone(),
            });
        }
        let discriminator = node
            .data
            .discriminator
            .as_ref()
            .map(|discriminator| discriminator.property_name.clone());
        if let Some(target) = default.filter(|_| !variants.iter().any(|variant| variant.is_default))
        {
            let ty =
                if target == node.place { self.own_struct(&target) } else { self.named(&target) };
            variants.push(default_variant(ty, &node.place));
        }
        self.unique_tags(&mut variants);
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        Type::Named(id)
    }

    /// Lowers the struct with a base's own properties.
    pub(super) fn define_own(&mut self, place: &Location, id: TypeId) {
        let Some(node) = self.node(place) else { return };
        self.describe(id, docs::of_schema(&node));
        self.set(id, TypeKind::Struct(Struct::default()));
        let ty = self.nested(place, |context| {
            let leaves = context.leaves(place, None);
            let to = Destination { at: &node, slot: &Slot::Reserved(id), key: None };
            Some(context.merge_leaves(leaves, to))
        });
        if ty != Type::Named(id) {
            self.set(id, TypeKind::Alias(ty));
        }
    }

    /// Gives variants their tags, adds those that only the mapping names, and says which property
    /// has the tags.
    pub(super) fn discriminate(
        &mut self,
        node: &Node<'a>,
        at: &Node<'a>,
        members: &[Member],
        variants: &mut Vec<Variant>,
    ) -> Option<String> {
        let (holder, discriminator) = match (&node.data.discriminator, &at.data.discriminator) {
            (Some(own), _) => (node, own.clone()),
            (None, Some(outer)) => (at, outer.clone()),
            (None, None) => return None,
        };
        if !self.can_discriminate(holder, &discriminator, members) {
            return None;
        }
        let mapped = self.mapped_children(&holder.place);
        let default = self.default_target(&holder.place);
        let by_target: BTreeMap<&Location, &Child> =
            mapped.iter().map(|child| (&child.target, child)).collect();
        for (member, variant) in members.iter().zip(variants.iter_mut()) {
            variant.is_default = default.as_ref() == Some(&member.target);
            variant.tags = match by_target.get(&member.target) {
                Some(child) => child.tags.clone(),
                None => self.unmapped_tags(member, &discriminator.property_name, &mut Vec::new()),
            };
        }
        let listed: BTreeSet<&Location> = members.iter().map(|member| &member.target).collect();
        for child in mapped {
            if !listed.contains(&child.target) && child.target != at.place {
                let ty = Type::Named(self.named(&child.target));
                let docs = Docs::default();
                let is_default = default.as_ref() == Some(&child.target);
                variants.push(Variant {
                    ty,
                    tags: child.tags,
                    is_default,
                    title: None,
                    docs,
                    place: child.place,
                });
            }
        }
        let missing = |target: &Location| {
            *target != at.place && !variants.iter().any(|variant| variant.is_default)
        };
        if let Some(target) = default.filter(missing) {
            let ty = self.named(&target);
            variants.push(default_variant(ty, &holder.place));
        }
        self.unique_tags(variants);
        Some(discriminator.property_name)
    }

    /// Tags of an alternative that the mapping does not name; those of its own alternatives if it
    /// is a union by the same property.
    fn unmapped_tags(
        &mut self,
        member: &Member,
        property: &str,
        seen: &mut Vec<Location>,
    ) -> Vec<String> {
        let raw = self.object(&member.target);
        let nested = raw.and_then(|raw| raw.get("discriminator")?.get("propertyName")?.as_str());
        if nested == Some(property) && !seen.contains(&member.target) && seen.len() < 16 {
            seen.push(member.target.clone());
            let mut tags: Vec<String> = self
                .mapped_children(&member.target)
                .into_iter()
                .flat_map(|child| child.tags)
                .collect();
            for keyword in ["oneOf", "anyOf"] {
                for place in self.elements(&member.target, keyword) {
                    let Some(followed) = self.document.follow(&place, self.report) else {
                        continue;
                    };
                    let reference = followed.reference.is_some();
                    let inner = Member { place, target: followed.location, reference };
                    tags.extend(self.unmapped_tags(&inner, property, seen));
                }
            }
            if !tags.is_empty() {
                return tags;
            }
        }
        match member.reference {
            true => self.implicit_tags(&member.target, property),
            false => self.constants(&member.target, property).unwrap_or_default(),
        }
    }

    /// Whether all alternatives can have the discriminator's property, as text.
    fn can_discriminate(
        &mut self,
        node: &Node<'a>,
        discriminator: &Discriminator,
        members: &[Member],
    ) -> bool {
        for member in members {
            let Some(raw) = self.object(&member.target) else { continue };
            let kind = super::node::kind(raw);
            let property = member.target.child("properties").child(&discriminator.property_name);
            let value = self.object(&property).map(|_| ()).and_then(|()| self.glance(&property));
            let value = value.map_or(Kind::Any, |(_, raw)| super::node::kind(raw));
            let reason = match (kind, value) {
                (Kind::Any | Kind::Object, Kind::Any | Kind::String) => continue,
                (Kind::Any | Kind::Object, _) => "has it as something else than a string",
                _ => "is no object",
            };
            self.say(
                Code::DiscriminatorIgnored,
                &node.place.child("discriminator").key(),
                format!(
                    "the discriminator `{}` is not used, since one of the schemas {reason}",
                    discriminator.property_name
                ),
                "make the property a string in all of them, or remove the discriminator",
            );
            return false;
        }
        true
    }

    /// A tag can only mean one variant: the first that has it.
    fn unique_tags(&mut self, variants: &mut [Variant]) {
        let mut seen: BTreeMap<String, Type> = BTreeMap::new();
        for variant in variants {
            let mut kept = Vec::new();
            for tag in std::mem::take(&mut variant.tags) {
                match seen.get(&tag) {
                    Some(first) if *first != variant.ty => self.say(
                        Code::DiscriminatorMapping,
                        &variant.place,
                        format!(
                            "the value `{tag}` of the discriminator already means another schema"
                        ),
                        "give each schema its own value in `mapping`",
                    ),
                    Some(_) => {}
                    None => {
                        seen.insert(tag.clone(), variant.ty.clone());
                        kept.push(tag);
                    }
                }
            }
            variant.tags = kept;
        }
    }
}

/// A schema that no tag means, but every one that means no other.
fn default_variant(ty: TypeId, holder: &Location) -> Variant {
    let place = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
    Variant {
        ty: Type::Named(ty),
        tags: Vec::new(),
        is_default: true,
        title: None,
        docs: Docs::default(),
        place,
    }
}
