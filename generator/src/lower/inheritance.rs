//! `discriminator` of base schemas, whose children include them by `allOf`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use serde_json::{Map, Value};

use super::Context;
use super::children::{Child, Children, Gathered};
use super::extension::Declared;
use super::node::holds;
use crate::diagnostic::{Code, Diagnostic};
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
        if let Some(deep) = self.deep_children(base, &property, &children) {
            return deep;
        }
        let mut others = self.descendants(base);
        let known: BTreeSet<&Location> = others.iter().collect();
        for child in &mut children {
            child.is_descendant =
                known.contains(&child.target) || self.descends(&child.target, base);
        }
        // A discriminator beside alternatives that a schema includes is that of the alternatives.
        let is_union =
            self.includes_union(base) && !children.iter().any(|child| child.is_descendant);
        if is_union {
            return Children::default();
        }
        self.compare_mappings(base, &property, &children);
        if self.inherits(base, &property)
            || children.is_empty() && self.is_named_by_itself(base, &property)
        {
            others.insert(0, base.clone());
        }
        let has_mapping = !children.is_empty();
        let mut gathered = Gathered::of(children);
        let elsewhere = self.add_unmapped(base, &property, others, &mut gathered);
        if !has_mapping {
            self.add_names_below(&elsewhere, &property, &mut gathered);
        }
        let children = gathered.finish();
        let targets: BTreeSet<Location> =
            children.iter().map(|child| child.target.clone()).collect();
        let itself = targets.contains(base);
        let mut others = children.iter().filter(|child| child.target != *base);
        let is_base = match itself {
            true => others.any(|child| child.is_descendant),
            false => others.next().is_some(),
        };
        if !is_base {
            return Children::default();
        }
        Children { all: children, targets, property, holder: Some(holder), ..Children::default() }
    }

    /// The children of a schema that inherits a discriminator: itself, and all schemas that include
    /// it. Without any it is a plain object.
    fn inherited_children(&mut self, base: &Location) -> Children {
        // Few schemas inherit a discriminator, and that is known of all on the way at once.
        let Some(declared) = self.inherited_base(base).and_then(|base| self.declared(&base)) else {
            return Children::default();
        };
        let Declared { holder, property, .. } = declared;
        if self.is_over {
            return Children::default();
        }
        let same = self.children_of_same(base, &property);
        if let Some(children) = same.or_else(|| self.children_of_other_use(base, &property)) {
            return children;
        }
        if !self.is_extended(base) {
            return Children::default();
        }
        if let Some(deep) = self.deep_children(base, &property, &[]) {
            return deep;
        }
        let descendants = self.descendants(base);
        // They are children of the schema above, too.
        self.repeat(base, descendants.len());
        let mut gathered = Gathered::default();
        let others = std::iter::once(base.clone()).chain(descendants).collect();
        let elsewhere = self.add_unmapped(base, &property, others, &mut gathered);
        if self.members(&holder.child("discriminator"), "mapping").is_empty() {
            self.add_names_below(&elsewhere, &property, &mut gathered);
        }
        let children = gathered.finish();
        if !children.iter().any(|child| child.target != *base) {
            return Children::default();
        }
        let targets = children.iter().map(|child| child.target.clone()).collect();
        Children { all: children, targets, property, holder: Some(holder), ..Children::default() }
    }

    /// Adds the children that the mapping of `base` does not name. Returns those that a nearer base
    /// schema identifies by another property.
    fn add_unmapped(
        &mut self,
        base: &Location,
        property: &str,
        others: Vec<Location>,
        to: &mut Gathered,
    ) -> Vec<Location> {
        let others = self.retain_distinct(others, base, (property, !to.owners.is_empty()));
        let names = self.words_of_names(others.iter());
        let (mut unlisted, mut elsewhere) = (Vec::new(), Vec::new());
        for target in others {
            if to.index(&target).is_some() || self.is_nullable_alias(&target, property) {
                continue;
            }
            if target != *base && self.is_known_by_other(&target, base, property) {
                elsewhere.push(target);
                continue;
            }
            let mut child = self.unmapped_child(target, property);
            if child.target == *base
                && child.tags.len() > 1
                && child.is_unmapped()
                && !self.inherits(base, property)
                && let Some(tag) = self.own_tag(base, property)
            {
                child.tags = vec![tag];
            }
            self.leave_to_named(&mut child, &names);
            match child.tags.is_empty() {
                true => unlisted.push(child),
                false => self.add_child(to, child),
            }
        }
        // Whether a listed value belongs to no schema is known for the whole hierarchy.
        let top = self.uppermost(base, property);
        let unlisted = match top == *base {
            true => self.unlisted_children(unlisted, &to.owners, property),
            false => self.unlisted_below(unlisted, &top),
        };
        for child in unlisted {
            self.add_child(to, child);
        }
        elsewhere
    }

    /// Adds the names of schemas that a nearer base schema identifies by another property to the
    /// values of that base schema: each of them has its own name, too.
    fn add_names_below(&mut self, elsewhere: &[Location], property: &str, to: &mut Gathered) {
        let mut nearest: BTreeMap<Location, Option<usize>> = BTreeMap::new();
        for target in elsewhere {
            let (mut path, mut at) = (Vec::new(), target.clone());
            let found = loop {
                if let Some(known) = nearest.get(&at) {
                    break *known;
                }
                // Until it is known, as for a schema that includes itself.
                nearest.insert(at.clone(), None);
                path.push(at);
                match path.last().and_then(|last| self.inherited_base(last)) {
                    Some(above) if to.index(&above).is_some() => break to.index(&above),
                    Some(above) => at = above,
                    None => break None,
                }
            };
            nearest.extend(path.into_iter().map(|schema| (schema, found)));
            if let Some(index) = found {
                let tags = self.implicit_tags(target, property);
                to.add_tags(index, tags);
            }
        }
    }

    /// Adds a child, unless others have its tags. Of a schema that lists several tags and one below
    /// it that lists some of these, each has its own.
    fn add_child(&mut self, to: &mut Gathered, mut child: Child) {
        let mut taken: BTreeMap<usize, usize> = BTreeMap::new();
        let mut left: Vec<String> = Vec::new();
        for tag in std::mem::take(&mut child.tags) {
            let Some((index, other)) = to.owner(&tag) else {
                left.push(tag);
                continue;
            };
            if other.is_unmapped() && self.descends(&child.target, &other.target) {
                *taken.entry(index).or_default() += 1;
                left.push(tag);
            } else if !child.is_unmapped() || !self.descends(&other.target, &child.target) {
                let (here, other) = (child.location.clone(), other.location.clone());
                return self.report_taken(&tag, here, other);
            }
        }
        if !left.is_empty() && taken.iter().all(|(index, lost)| to.keeps_one(*index, *lost)) {
            child.tags = left;
            to.add(child);
        }
    }

    /// A child that the mapping of a base schema does not name. Its tags are those in the mapping
    /// of the nearest base schema that names it, otherwise its own name.
    pub(super) fn unmapped_child(&mut self, target: Location, property: &str) -> Child {
        let (location, tags) = match self.nearest_mapping(&target, property) {
            Some(mapped) => (mapped.location, mapped.tags),
            None => (target.clone(), self.implicit_tags(&target, property)),
        };
        Child { target, location, tags, name: None, is_descendant: true }
    }

    /// Whether a nearer base schema than `base` identifies a schema by another property, and the
    /// schema has no value of its own for this one.
    fn is_known_by_other(&mut self, target: &Location, base: &Location, property: &str) -> bool {
        let nearest = self.inherited_base(target).filter(|nearest| nearest != base);
        let Some(nearest) = nearest else { return false };
        self.declared(&nearest).is_some_and(|declared| declared.property != property)
            && self.mappings(target, property).is_empty()
            && match self.constants(target, property) {
                None => true,
                own => own == self.constants(&nearest, property),
            }
    }

    /// Whether a base schema without a mapping has a value of its own: "the name of this schema or
    /// any schema that inherits it" (OpenAPI 2.0, "Schema Object", `discriminator`).
    fn is_named_by_itself(&mut self, base: &Location, property: &str) -> bool {
        self.has_own_tag(base) || self.own_tag(base, property).is_some()
    }

    /// Whether a schema has an extension with its value of the discriminator.
    pub(super) fn has_own_tag(&self, schema: &Location) -> bool {
        self.object(schema).is_some_and(|raw| raw.contains_key(VALUE))
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
        let children = self.children_of(base);
        match &children.wider {
            Some(wider) => {
                self.children_of(wider).targets.contains(child) && self.descends(child, base)
            }
            None => children.targets.contains(child),
        }
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
                None => {
                    let (tags, is_descendant) = (vec![tag], false);
                    children.push(Child { target, location, tags, name: None, is_descendant });
                }
            }
        }
        if self.object(&discriminator).is_some_and(|it| it.contains_key(keys::DEFAULT_MAPPING)) {
            self.add_names(&discriminator, &mut children);
        }
        children
    }

    /// Notes the names of schemas that a mapping names by other values. A default is only for
    /// values "for which there is no explicit or implicit mapping" (OpenAPI 3.2.0, "Discriminator
    /// Object").
    fn add_names(&mut self, discriminator: &Location, children: &mut [Child]) {
        let property = self.object(discriminator).and_then(|it| it.get("propertyName")?.as_str());
        let Some(property) = property else { return };
        let explicit: BTreeSet<String> =
            children.iter().flat_map(|child| child.tags.iter().cloned()).collect();
        for child in children {
            let name = self.name_of(&child.target);
            let is_listed = |values: Vec<String>| values.contains(&name);
            if !explicit.contains(&name)
                && self.constants(&child.target, property).is_none_or(is_listed)
            {
                child.name = Some(name);
            }
        }
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
    /// the schema itself restricts the property. Empty if that lists other values.
    pub(super) fn implicit_tags(&mut self, target: &Location, property: &str) -> Vec<String> {
        if let Some(value) = self.object(target).and_then(|raw| raw.get(VALUE)?.as_str()) {
            return vec![value.to_owned()];
        }
        let name = self.name_of(target);
        match self.constants(target, property) {
            Some(values) if !values.contains(&name) => values,
            Some(_) => vec![name],
            None => self.named_tags(target, property),
        }
    }

    /// The values that a schema allows for a property: all that it lists, or the only one that it
    /// inherits.
    pub(super) fn constants(&mut self, target: &Location, property: &str) -> Option<Vec<String>> {
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

    /// The strings that a schema lists.
    pub(super) fn listed(&mut self, location: &Location) -> Option<Vec<String>> {
        self.object(location)?;
        let (_, raw) = self.glance(location)?;
        let values = raw.get("enum")?.as_array()?.iter();
        let values: Vec<String> =
            values.filter_map(|value| value.as_str().map(str::to_owned)).collect();
        (!values.is_empty()).then_some(values)
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
