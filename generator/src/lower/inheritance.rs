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

/// Which schemas include which others by `allOf`, found once for each file.
#[derive(Debug, Default)]
pub(super) struct Inheritance {
    scanned: BTreeSet<FileId>,
    children: BTreeMap<Location, Vec<Location>>,
    found: BTreeMap<Location, Rc<Children>>,
    /// For each property: the schemas without a value for it that others could inherit.
    free: BTreeMap<String, BTreeSet<Location>>,
}

/// The children of a base schema; none for one that is a plain object.
#[derive(Debug, Default)]
pub(super) struct Children {
    all: Vec<Child>,
    targets: BTreeSet<Location>,
}

impl Children {
    /// Whether there are no children.
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }
}

/// A schema with its values of a discriminator.
#[derive(Debug, Clone)]
pub(super) struct Child {
    target: Location,
    /// Where the mapping names it, or its own location.
    location: Location,
    tags: Vec<String>,
}

impl Child {
    /// The variant with the definition `ty` of this schema. `default` is the schema for unknown
    /// tags.
    fn variant(&self, ty: TypeId, default: Option<&Location>) -> Variant {
        Variant {
            ty: Type::Named(ty),
            tags: self.tags.clone(),
            is_default: default == Some(&self.target),
            title: None,
            docs: Docs::default(),
            location: self.location.clone(),
        }
    }
}

/// The value of the discriminator for a schema. AutoRest introduced it, since Swagger 2.0 has no
/// `mapping`. Converted documents still have it.
const VALUE: &str = "x-ms-discriminator-value";

impl<'a> Context<'a> {
    /// The children of the schema at `base`, if it has a discriminator and no alternatives. Without
    /// children it is a plain object.
    pub(super) fn children_of(&mut self, base: &Location) -> Rc<Children> {
        if !self.object(base).is_some_and(|raw| raw.contains_key("discriminator")) {
            return Rc::default();
        }
        if let Some(children) = self.inheritance.found.get(base) {
            return children.clone();
        }
        let all = self.find_children(base);
        let targets = all.iter().map(|child| child.target.clone()).collect();
        let children = Rc::new(Children { all, targets });
        self.inheritance.found.insert(base.clone(), children.clone());
        children
    }

    fn find_children(&mut self, base: &Location) -> Vec<Child> {
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
        // A child that the mapping does not name has its own name as value.
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

    /// Whether `child` is a child of the base schema at `base`.
    pub(super) fn is_child(&mut self, base: &Location, child: &Location) -> bool {
        self.children_of(base).targets.contains(child)
    }

    /// The schemas in the mapping of the discriminator at `base`.
    pub(super) fn mapped_children(&mut self, base: &Location) -> Vec<Child> {
        let mut children: Vec<Child> = Vec::new();
        let mut known: BTreeMap<Location, usize> = BTreeMap::new();
        let mut named = None;
        let discriminator = base.child("discriminator");
        for (tag, location) in self.members(&discriminator, "mapping") {
            let Some(text) = self.document.value(&location).and_then(Value::as_str) else {
                continue;
            };
            let Some(target) = self.mapping_target(base, &location, text, &mut named) else {
                continue;
            };
            let index = *known.entry(target.clone()).or_insert(children.len());
            match children.get_mut(index) {
                Some(child) => child.tags.push(tag),
                None => children.push(Child { target, location, tags: vec![tag] }),
            }
        }
        children
    }

    /// The schema that a value of a mapping of `holder` names: a reference, the name of a
    /// component, or that of an alternative. `named` caches the alternatives.
    fn mapping_target(
        &mut self,
        holder: &Location,
        location: &Location,
        text: &str,
        named: &mut Option<BTreeMap<String, Location>>,
    ) -> Option<Location> {
        let name = Pointer::root().child("components").child("schemas").child(text);
        let bare = !text.contains(['#', '/']);
        let here = Location::value(location.file, name.clone());
        let in_root = Location::value(self.document.root().file, name);
        let beside = Location::root(location.file).child(text);
        let target = [here, in_root, beside]
            .into_iter()
            .find(|location| bare && self.object(location).is_some());
        let target = target.or_else(|| {
            let named = named.get_or_insert_with(|| self.alternatives_by_name(holder));
            named.get(text).filter(|_| bare).cloned()
        });
        let target = target.or_else(|| self.document.resolve(location.file, text).ok());
        let Some(target) = target else {
            self.report_at(
                Code::DiscriminatorMapping,
                location,
                format!(
                    "`{text}` names no schema, so this value of the discriminator is read as unknown"
                ),
                "write the name of a schema under `components/schemas`, or a reference to a schema",
            );
            return None;
        };
        Some(self.document.follow(&target, self.report)?.location)
    }

    /// The alternatives that are references, by the last token of their target. Documents with a
    /// file for each schema use these names.
    fn alternatives_by_name(&mut self, holder: &Location) -> BTreeMap<String, Location> {
        let mut named = BTreeMap::new();
        for location in ["oneOf", "anyOf"]
            .into_iter()
            .flat_map(|keyword| self.elements(holder, keyword))
            .collect::<Vec<_>>()
        {
            let followed =
                self.document.follow(&location, self.report).filter(|it| it.reference.is_some());
            let Some(location) = followed.map(|followed| followed.location) else { continue };
            if let Some(name) = location.pointer().tokens().last().map(Cow::into_owned) {
                named.entry(name).or_insert(location);
            }
        }
        named
    }

    /// The schema of values whose tag is missing or unknown (OpenAPI 3.2.0, "Discriminator
    /// Object").
    fn default_target(&mut self, holder: &Location) -> Option<Location> {
        let location = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
        let text = self.document.value(&location)?.as_str()?;
        self.mapping_target(holder, &location, text, &mut None)
    }

    /// All schemas that include the one at `base`, directly or through others, each with its name
    /// as tag.
    fn implicit_children(&mut self, base: &Location, property: &str) -> Vec<Child> {
        self.scan(self.document.root().file);
        self.scan(base.file);
        let mut children: Vec<Child> = Vec::new();
        let mut seen = BTreeSet::from([base.clone()]);
        let mut work = vec![base.clone()];
        while let Some(location) = work.pop() {
            let found = self.inheritance.children.get(&location).cloned().unwrap_or_default();
            for target in found {
                if !seen.insert(target.clone()) {
                    continue;
                }
                let tags = self.implicit_tags(&target, property);
                work.push(target.clone());
                children.push(Child { location: target.clone(), target, tags });
            }
        }
        children
    }

    /// Finds which schemas of a file include which others.
    fn scan(&mut self, file: FileId) {
        if !self.inheritance.scanned.insert(file) {
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
        // Errors are reported when something uses these schemas.
        let mut quiet = Report::new();
        let mut seen = BTreeSet::new();
        for (_, location) in schemas {
            let Some(child) = self.document.follow(&location, &mut quiet) else { continue };
            for part in self.elements(&child.location, "allOf") {
                let Some(parent) = self.document.follow(&part, &mut quiet) else { continue };
                if parent.reference.is_none() {
                    continue;
                }
                if seen.insert((parent.location.clone(), child.location.clone())) {
                    self.inheritance
                        .children
                        .entry(parent.location)
                        .or_default()
                        .push(child.location.clone());
                }
            }
        }
    }

    /// The values of a discriminator for a schema that the mapping does not name: its name, unless
    /// the schema itself restricts the property.
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

    /// The values that a schema allows for a property: all that it lists, or the only one that it
    /// inherits.
    fn constants(&mut self, target: &Location, property: &str) -> Option<Vec<String>> {
        let mut free = self.inheritance.free.remove(property).unwrap_or_default();
        let mut work = VecDeque::from([(target.clone(), true)]);
        let mut seen: BTreeSet<Location> = BTreeSet::new();
        let mut found = None;
        while let Some((location, own)) = work.pop_front() {
            let Some(followed) = self.document.follow(&location, self.report) else { continue };
            let own = own && (followed.reference.is_none() || location == *target);
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
        self.inheritance.free.insert(property.to_owned(), free);
        found
    }

    fn listed(&mut self, location: &Location) -> Option<Vec<String>> {
        self.object(location)?;
        let (_, raw) = self.glance(location)?;
        let values = raw.get("enum")?.as_array()?.iter();
        let values: Vec<String> =
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
        (!values.is_empty()).then_some(values)
    }

    /// A base schema as the union of its children.
    pub(super) fn base_union(&mut self, node: &Node<'a>, children: &Children, slot: &Slot) -> Type {
        let id = self.define(slot, &node.location, docs::of_schema(node));
        let default = self.default_target(&node.location);
        let mut variants = Vec::with_capacity(children.all.len());
        for child in &children.all {
            let itself =
                child.target == node.location || !self.children_of(&child.target).is_empty();
            let ty = match itself {
                true => self.own_struct(&child.target),
                false => self.named(&child.target),
            };
            variants.push(child.variant(ty, default.as_ref()));
        }
        let discriminator = node
            .data
            .discriminator
            .as_ref()
            .map(|discriminator| discriminator.property_name.clone());
        if let Some(target) = default.filter(|_| !variants.iter().any(|variant| variant.is_default))
        {
            let ty = if target == node.location {
                self.own_struct(&target)
            } else {
                self.named(&target)
            };
            variants.push(default_variant(ty, &node.location));
        }
        self.unique_tags(&mut variants);
        self.set(id, TypeKind::Union(Union { variants, discriminator }));
        Type::Named(id)
    }

    /// Lowers the struct with the properties of a base schema.
    pub(super) fn define_own(&mut self, location: &Location, id: TypeId) {
        let Some(node) = self.node(location) else { return };
        self.describe(id, docs::of_schema(&node));
        self.set(id, TypeKind::Struct(Struct::default()));
        let ty = self.nested(location, |context| {
            let leaves = context.leaves(location, None);
            let to = Destination { at: &node, slot: &Slot::Reserved(id), key: None };
            Some(context.merge_leaves(leaves, to))
        });
        if ty != Type::Named(id) {
            self.set(id, TypeKind::Alias(ty));
        }
    }

    /// Sets the tags of variants, and adds variants that only the mapping names. Returns the
    /// property with the tags.
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
        let property = discriminator.property_name;
        let mapped = self.mapped_children(&holder.location);
        let default = self.default_target(&holder.location);
        let by_target: BTreeMap<&Location, &Child> =
            mapped.iter().map(|child| (&child.target, child)).collect();
        for (member, variant) in members.iter().zip(variants.iter_mut()) {
            variant.is_default = default.as_ref() == Some(&member.target);
            variant.tags = match by_target.get(&member.target) {
                Some(child) => child.tags.clone(),
                None => self.unmapped_tags(member, &property, &mut Vec::new()),
            };
        }
        let listed: BTreeSet<&Location> = members.iter().map(|member| &member.target).collect();
        for child in &mapped {
            if !listed.contains(&child.target) && child.target != at.location {
                let ty = self.named(&child.target);
                variants.push(child.variant(ty, default.as_ref()));
            }
        }
        if let Some(target) = default.filter(|target| *target != at.location)
            && !variants.iter().any(|variant| variant.is_default)
        {
            let ty = self.named(&target);
            variants.push(default_variant(ty, &holder.location));
        }
        self.unique_tags(variants);
        Some(property)
    }

    /// The tags of an alternative that the mapping does not name. A union by the same property has
    /// those of its alternatives.
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
                for location in self.elements(&member.target, keyword) {
                    let Some(followed) = self.document.follow(&location, self.report) else {
                        continue;
                    };
                    let reference = followed.reference.is_some();
                    let inner = Member { location, target: followed.location, reference };
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

    /// Whether all alternatives can have the property of the discriminator as a string.
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
            self.report_at(
                Code::DiscriminatorIgnored,
                &node.location.child("discriminator").key(),
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

    /// Removes tags that an earlier variant has already.
    fn unique_tags(&mut self, variants: &mut [Variant]) {
        let mut seen: BTreeMap<String, Type> = BTreeMap::new();
        for variant in variants {
            let mut kept = Vec::new();
            for tag in std::mem::take(&mut variant.tags) {
                match seen.get(&tag) {
                    Some(first) if *first != variant.ty => self.report_at(
                        Code::DiscriminatorMapping,
                        &variant.location,
                        format!(
                            "the value `{tag}` of the discriminator belongs to another schema already"
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

/// The variant for all tags of no other variant.
fn default_variant(ty: TypeId, holder: &Location) -> Variant {
    let location = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
    Variant {
        ty: Type::Named(ty),
        tags: Vec::new(),
        is_default: true,
        title: None,
        docs: Docs::default(),
        location,
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::check;

    /// `Context::discriminate`
    #[test]
    fn a_variant_has_the_tags_of_the_mapping_or_else_its_name() {
        let text = "
X:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator:
    propertyName: kind
    mapping: {tom: Cat, kitty: '#/components/schemas/Cat', bird: Bird}
Cat: {type: object, properties: {kind: {type: string}}}
Dog: {type: object, properties: {kind: {type: string}}}
Bird: {type: object, properties: {kind: {type: string}}}
";
        let expected = [
            "X union(kind) tom=kitty=Cat | Dog=Dog | bird=Bird",
            "Cat struct kind: string",
            "Dog struct kind: string",
            "Bird struct kind: string",
        ];
        check("discriminate", text, &expected, &[]);
    }

    /// `Context::can_discriminate`
    #[test]
    fn a_property_that_is_no_string_is_no_discriminator() {
        let text = "
X:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
Cat: {type: object, properties: {kind: {type: string}}}
Dog: {type: object, properties: {kind: {type: integer}}}
";
        let expected = ["X union() Cat | Dog", "Cat struct kind: string", "Dog struct kind: i64"];
        check("no-discriminator", text, &expected, &["W0313"]);
    }
}
