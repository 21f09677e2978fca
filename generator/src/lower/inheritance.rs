//! `discriminator`: the tags of alternatives, and bases whose children include them by `allOf`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Context;
use super::children::{Child, Children};
use super::compose::Member;
use super::extension::Declared;
use super::leaf::UnionAt;
use super::node::{InstanceKind, holds};
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Docs, Type, TypeId, Variant};
use crate::load::keys;
use crate::source::{Location, Pointer};

/// The value of the discriminator for a schema. AutoRest introduced it, since Swagger 2.0 has no
/// `mapping`. Converted documents still have it.
const VALUE: &str = "x-ms-discriminator-value";

impl<'a> Context<'a> {
    /// The children of the schema at `base`, if it has or inherits a discriminator and has no
    /// alternatives. Without children it is a plain object.
    pub(super) fn children_of(&mut self, base: &Location) -> Rc<Children> {
        let may_be_base = |raw: &Map<String, Value>| {
            (raw.contains_key("discriminator") || holds(raw, "allOf"))
                && !holds(raw, "oneOf")
                && !holds(raw, "anyOf")
        };
        if !self.object(base).is_some_and(may_be_base) {
            return Rc::default();
        }
        if let Some(children) = self.inheritance.found.get(base) {
            return children.clone();
        }
        let found = match self.declared(base) {
            Some(declared) if declared.has_alternatives => Children::default(),
            Some(declared) => self.declared_children(base, declared),
            None => self.inherited_children(base),
        };
        let children = Rc::new(found);
        self.inheritance.found.insert(base.clone(), children.clone());
        children
    }

    /// The children of a base schema that declares the discriminator: those in its mapping, then
    /// all others that include it.
    fn declared_children(&mut self, base: &Location, declared: Declared) -> Children {
        let Declared { holder, property, .. } = declared;
        let mut children = self.mapped_children(&holder);
        let mut targets: BTreeSet<Location> =
            children.iter().map(|child| child.target.clone()).collect();
        let mut tags: BTreeSet<String> =
            children.iter().flat_map(|child| child.tags.clone()).collect();
        // A discriminator beside alternatives that a schema includes is that of the alternatives.
        let is_union = self.includes_union(base)
            && !children.iter().any(|child| self.descends(&child.target, base));
        if is_union {
            return Children::default();
        }
        self.compare_mappings(base, &property, &children);
        let mut others = self.descendants(base);
        if self.inherits(base, &property) {
            others.insert(0, base.clone());
        }
        for target in others {
            if targets.contains(&target)
                || self.is_nullable_alias(&target, &property)
                || self.is_known_by_other(&target, base, &property)
            {
                continue;
            }
            let child = self.unmapped_child(target, &property);
            if !child.tags.iter().any(|tag| tags.contains(tag)) {
                targets.insert(child.target.clone());
                tags.extend(child.tags.iter().cloned());
                children.push(child);
            }
        }
        let itself = targets.contains(base);
        let others = targets.iter().filter(|target| *target != base);
        let is_base = match itself {
            true => others.clone().any(|it| self.descends(it, base)),
            false => others.count() > 0,
        };
        if !is_base {
            return Children::default();
        }
        Children { all: children, targets, property, holder: Some(holder) }
    }

    /// The children of a schema that inherits a discriminator: itself, and all schemas that include
    /// it. Without any it is a plain object.
    fn inherited_children(&mut self, base: &Location) -> Children {
        // Few schemas inherit a discriminator, and that is known of all on the way at once.
        let Some(declared) = self.inherited_base(base).and_then(|base| self.declared(&base)) else {
            return Children::default();
        };
        let descendants = if self.is_over { Vec::new() } else { self.descendants(base) };
        if descendants.is_empty() {
            return Children::default();
        }
        // They are children of the schema above, too.
        self.repeat(base, descendants.len());
        let Declared { holder, property, .. } = declared;
        let mut children = vec![self.unmapped_child(base.clone(), &property)];
        let mut tags: BTreeSet<String> = children.iter().flat_map(|it| it.tags.clone()).collect();
        for target in descendants {
            if self.is_nullable_alias(&target, &property) {
                continue;
            }
            let child = self.unmapped_child(target, &property);
            if !child.tags.iter().any(|tag| tags.contains(tag)) {
                tags.extend(child.tags.iter().cloned());
                children.push(child);
            }
        }
        if children.len() == 1 {
            return Children::default();
        }
        let targets = children.iter().map(|child| child.target.clone()).collect();
        Children { all: children, targets, property, holder: Some(holder) }
    }

    /// A child that the mapping of a base schema does not name. Its tags are those in the mapping
    /// of the nearest base schema that names it, otherwise its own name.
    fn unmapped_child(&mut self, target: Location, property: &str) -> Child {
        match self.nearest_mapping(&target, property) {
            Some(mapped) => Child { target, location: mapped.location, tags: mapped.tags },
            None => {
                let tags = self.implicit_tags(&target, property);
                Child { location: target.clone(), target, tags }
            }
        }
    }

    /// Whether a nearer base schema than `base` identifies a schema by another property, and the
    /// schema has no value for this one.
    fn is_known_by_other(&mut self, target: &Location, base: &Location, property: &str) -> bool {
        let nearest = self.inherited_base(target).filter(|nearest| nearest != base);
        let nearest = nearest.and_then(|nearest| self.declared(&nearest));
        nearest.is_some_and(|declared| declared.property != property)
            && self.mappings(target, property).is_empty()
            && self.constants(target, property).is_none()
    }

    /// Whether a schema includes one with a discriminator by the same property.
    fn inherits(&mut self, base: &Location, property: &str) -> bool {
        let inherited = self.inherited_base(base).and_then(|base| self.declared(&base));
        inherited.is_some_and(|declared| declared.property == property)
    }

    /// Whether a schema includes alternatives by `allOf`.
    fn includes_union(&mut self, base: &Location) -> bool {
        let mut parts: BTreeSet<Location> = self.bases(base);
        parts.extend(self.elements(base, "allOf"));
        parts.into_iter().any(|part| {
            let has_alternatives =
                self.object(&part).is_some_and(|raw| holds(raw, "oneOf") || holds(raw, "anyOf"));
            has_alternatives && !self.lists_children(&part)
        })
    }

    /// Reports schemas that the mapping of a base schema gives other values than the mapping of one
    /// that is nearer to them.
    fn compare_mappings(&mut self, base: &Location, property: &str, children: &[Child]) {
        for child in children {
            let mut nearer = self.mappings(&child.target, property);
            nearer.retain(|it| {
                it.base != *base && !it.tags.iter().all(|tag| child.tags.contains(tag))
            });
            let Some(mapped) = nearer.into_iter().find(|it| self.descends(&it.base, base)) else {
                continue;
            };
            let (name, near) = (self.name_of(&child.target), self.name_of(&mapped.base));
            let (here, there) = (listed_tags(&child.tags), listed_tags(&mapped.tags));
            self.report.push(
                Diagnostic::new(
                    Code::MappingsDiffer,
                    format!("`{name}` is {here} in this mapping and {there} in that of `{near}`"),
                )
                .at(child.location.clone())
                .related(mapped.location, "the mapping of the nearer base schema")
                .help("give it the same values in both mappings"),
            );
        }
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
        let target = self.mapped_component(location, text);
        let target = target.or_else(|| {
            let named = named.get_or_insert_with(|| self.alternatives_by_name(holder));
            named.get(text).filter(|_| is_name(text)).cloned()
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

    /// The component that a value of a mapping names.
    fn mapped_component(&self, location: &Location, text: &str) -> Option<Location> {
        let name = Pointer::root().child("components").child("schemas").child(text);
        let here = Location::value(location.file, name.clone());
        let in_root = Location::value(self.document.root().file, name);
        let beside = Location::root(location.file).child(text);
        let mut locations = [here, in_root, beside].into_iter();
        locations.find(|location| is_name(text) && self.object(location).is_some())
    }

    /// The schema that a value of the mapping of a base schema names.
    pub(super) fn mapping_location(&self, location: &Location, text: &str) -> Option<Location> {
        self.mapped_component(location, text)
            .or_else(|| self.document.resolve(location.file, text).ok())
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
    pub(super) fn default_target(&mut self, holder: &Location) -> Option<Location> {
        let location = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
        let text = self.document.value(&location)?.as_str()?;
        self.mapping_target(holder, &location, text, &mut None)
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

    /// Sets the tags of variants, and adds variants that only the mapping names. Returns the
    /// property with the tags.
    pub(super) fn discriminate(
        &mut self,
        union: &UnionAt<'_, 'a>,
        members: &[Member],
        variants: &mut Vec<Variant>,
    ) -> Option<String> {
        let at = union.to.at;
        let Declared { holder, property, .. } = self.discriminator_of(union, members)?;
        if !self.can_discriminate(&holder, &property, members) {
            return None;
        }
        let mapped = self.mapped_children(&holder);
        let default = self.default_target(&holder);
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
                let ty = Type::Named(self.named(&child.target));
                variants.push(child.variant(ty, default.as_ref()));
            }
        }
        if let Some(target) = default.filter(|target| *target != at.location)
            && !variants.iter().any(|variant| variant.is_default)
        {
            let ty = self.named(&target);
            variants.push(default_variant(ty, &holder));
        }
        self.unique_tags(variants);
        Some(property)
    }

    /// The discriminator of alternatives: beside them, of the schema that becomes the union, or of
    /// one that this schema includes and whose mapping is about the alternatives.
    fn discriminator_of(
        &mut self,
        union: &UnionAt<'_, 'a>,
        members: &[Member],
    ) -> Option<Declared> {
        if union.node.data.discriminator.is_some() {
            return self.declared(&union.node.location);
        }
        if let Some(declared) = self.declared(&union.to.at.location) {
            return Some(declared);
        }
        let locations = union.outer.iter().rev().map(|leaf| &leaf.node.location);
        let mut all: Vec<Declared> =
            locations.filter_map(|location| self.declared(location)).collect();
        all.retain(|declared| {
            let mapped = self.mapped_children(&declared.holder);
            let is_listed = |child: &Child| members.iter().any(|it| it.target == child.target);
            !mapped.is_empty() && mapped.iter().all(is_listed)
        });
        all.into_iter().next()
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
        holder: &Location,
        discriminator: &str,
        members: &[Member],
    ) -> bool {
        for member in members {
            let Some(raw) = self.object(&member.target) else { continue };
            let kind = super::node::kind(raw);
            let property = member.target.child("properties").child(discriminator);
            let value = self.object(&property).map(|_| ()).and_then(|()| self.glance(&property));
            let value = value.map_or(InstanceKind::Any, |(_, raw)| super::node::kind(raw));
            let reason = match (kind, value) {
                (
                    InstanceKind::Any | InstanceKind::Object,
                    InstanceKind::Any | InstanceKind::String,
                ) => continue,
                (InstanceKind::Any | InstanceKind::Object, _) => {
                    "has it as something else than a string"
                }
                _ => "is no object",
            };
            self.report_at(
                Code::DiscriminatorIgnored,
                &holder.child("discriminator").key(),
                format!(
                    "the discriminator `{discriminator}` is not used, since one of the schemas {reason}"
                ),
                "make the property a string in all of them, or remove the discriminator",
            );
            return false;
        }
        true
    }

    /// Removes tags that an earlier variant has already.
    pub(super) fn unique_tags(&mut self, variants: &mut [Variant]) {
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

/// Whether a value of a mapping may be the name of a schema.
fn is_name(text: &str) -> bool {
    !text.contains(['#', '/'])
}

/// Tags as text.
fn listed_tags(tags: &[String]) -> String {
    let tags: Vec<String> = tags.iter().map(|tag| format!("`{}`", tag.escape_debug())).collect();
    tags.join(", ")
}

/// The variant for all tags of no other variant.
pub(super) fn default_variant(ty: TypeId, holder: &Location) -> Variant {
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
