//! The values that schemas list for a discriminator, and the names of schemas.
//!
//! Without a mapping, the value for a schema is its name (OpenAPI 3.1, "Discriminator Object"). If
//! the property lists its values and the name is not one of them, it is the listed value that has
//! the same words: `cool_van` for `CoolVan`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;

use super::Context;
use super::children::Child;
use super::compose::Member;
use super::listed_values::ListedValues;
use crate::diagnostic::Code;
use crate::ir::{Variant, letters};
use crate::source::Location;

impl Context<'_> {
    /// The values of a discriminator for a schema that no mapping names and that restricts them
    /// only as its base schemas do: its name, or the listed value with the same words. Empty if the
    /// values are listed and none has them.
    pub(super) fn named_tags(&mut self, target: &Location, property: &str) -> Vec<String> {
        let name = self.name_of(target);
        match self.inherited_values(target, property) {
            Some(values) => values.named(&name).into_iter().collect(),
            None => vec![name],
        }
    }

    /// The value of a discriminator for the base schema itself.
    pub(super) fn own_tag(&mut self, base: &Location, property: &str) -> Option<String> {
        let name = self.name_of(base);
        match self.constants(base, property) {
            Some(values) => ListedValues::new(values).named(&name),
            None => self.named_tags(base, property).pop(),
        }
    }

    /// The values that a schema or one that it includes lists for a property.
    pub(super) fn inherited_values(
        &mut self,
        target: &Location,
        property: &str,
    ) -> Option<Rc<ListedValues>> {
        let mut known = self.inheritance.listed.remove(property).unwrap_or_default();
        let mut work = VecDeque::from([target.clone()]);
        let mut seen = BTreeSet::from([target.clone()]);
        let (mut found, mut is_chain) = (None, true);
        while let Some(at) = work.pop_front() {
            found = match known.get(&at) {
                Some(values) => values.clone(),
                None => {
                    let values = self.listed(&at.child("properties").child(property));
                    values.map(|values| Rc::new(ListedValues::new(values)))
                }
            };
            if found.is_some() {
                known.insert(at, found.clone());
                break;
            }
            if known.contains_key(&at) {
                continue;
            }
            let parts = self.elements(&at, "allOf");
            let parts: Vec<Location> =
                parts.iter().filter_map(|part| Some(self.glance(part)?.0)).collect();
            is_chain &= parts.len() < 2;
            work.extend(parts.into_iter().filter(|part| seen.insert(part.clone())));
        }
        if found.is_none() || is_chain {
            known.extend(seen.into_iter().map(|location| (location, found.clone())));
        } else {
            known.insert(target.clone(), found.clone());
        }
        self.inheritance.listed.insert(property.to_owned(), known);
        found
    }

    /// Leaves a value that several children list to the one that has its words as a name.
    pub(super) fn leave_to_named(&mut self, child: &mut Child, names: &BTreeMap<String, Location>) {
        if child.tags.len() > 1 {
            let target = &child.target;
            let is_own = |tag: &String| names.get(&letters(tag)).is_none_or(|it| it == target);
            if child.tags.iter().any(is_own) {
                child.tags.retain(is_own);
            }
        }
    }

    /// The words of the names of schemas.
    pub(super) fn words_of_names<'l>(
        &mut self,
        schemas: impl Iterator<Item = &'l Location>,
    ) -> BTreeMap<String, Location> {
        schemas.map(|schema| (letters(&self.name_of(schema)), schema.clone())).collect()
    }

    /// Gives schemas whose names are no listed values their names as values, and reports them, if
    /// some listed value belongs to no schema. Otherwise they are no children, but other uses of
    /// the base schema.
    pub(super) fn unlisted_children(
        &mut self,
        unlisted: Vec<Child>,
        tags: &BTreeMap<String, usize>,
        property: &str,
    ) -> Vec<Child> {
        // Most schemas list the same values.
        let mut free: Option<(Rc<ListedValues>, Option<String>)> = None;
        let mut children = Vec::new();
        for mut child in unlisted {
            let Some(values) = self.inherited_values(&child.target, property) else { continue };
            let (_, first) = match free.take() {
                Some(known) if Rc::ptr_eq(&known.0, &values) => free.insert(known),
                _ => {
                    let first = values.all.iter().find(|value| !tags.contains_key(*value)).cloned();
                    free.insert((values, first))
                }
            };
            if let Some(first) = first {
                child.tags = self.unlisted_tags(&child.target, property, first);
                children.push(child);
            }
        }
        children
    }

    /// Those that the uppermost base schema has as children, with their names as values.
    pub(super) fn unlisted_below(&mut self, unlisted: Vec<Child>, top: &Location) -> Vec<Child> {
        if unlisted.is_empty() {
            return unlisted;
        }
        let above = self.children_of(top);
        let is_child = |child: &Child| above.targets.contains(&child.target);
        let children = unlisted.into_iter().filter(is_child);
        children.map(|child| Child { tags: vec![self.name_of(&child.target)], ..child }).collect()
    }

    /// The values of a discriminator for an alternative that no mapping names.
    pub(super) fn alternative_tags(&mut self, target: &Location, property: &str) -> Vec<String> {
        let tags = self.implicit_tags(target, property);
        if !tags.is_empty() {
            return tags;
        }
        let values = self.inherited_values(target, property);
        match values.as_ref().and_then(|values| values.all.first()) {
            Some(first) => self.unlisted_tags(target, property, first),
            None => tags,
        }
    }

    /// Reports that the name of a schema is not one of the listed values.
    fn unlisted_tags(&mut self, target: &Location, property: &str, free: &str) -> Vec<String> {
        let name = self.name_of(target);
        let message = format!(
            "the value of `{property}` for `{name}` is its name, which is not one of the values that `{property}` lists"
        );
        let help = format!(
            "name the schema in the `mapping` of the discriminator, for example for the value `{}`",
            free.escape_debug()
        );
        self.report_at(Code::TagNotListed, target, message, help);
        vec![name]
    }

    /// Leaves a value that several alternatives list to the one that has its words as a name.
    pub(super) fn settle_tags(&mut self, members: &[Member], variants: &mut [Variant]) {
        let mut owners: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (index, variant) in variants.iter().enumerate().take(members.len()) {
            for tag in variant.tags.iter().filter(|_| variant.tags.len() > 1) {
                owners.entry(tag.clone()).or_default().push(index);
            }
        }
        owners.retain(|_, owners| owners.len() > 1);
        if owners.is_empty() {
            return;
        }
        let named = self.words_of_names(
            members.iter().filter(|member| member.reference).map(|member| &member.target),
        );
        let is_at = |index: usize, target: &Location| {
            members.get(index).is_some_and(|member| member.target == *target)
        };
        let mut schemas: BTreeMap<String, &Location> = BTreeMap::new();
        for (tag, owners) in owners {
            if let Some(target) = named.get(&letters(&tag))
                && owners.iter().any(|index| is_at(*index, target))
            {
                schemas.insert(tag, target);
            }
        }
        for (index, variant) in variants.iter_mut().enumerate().take(members.len()) {
            if variant.tags.len() > 1 {
                variant
                    .tags
                    .retain(|tag| schemas.get(tag).is_none_or(|target| is_at(index, target)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::lower::tests::check;

    /// `Context::settle_tags`
    #[test]
    fn alternatives_that_list_all_values_have_those_of_their_names() {
        let text = "
X:
  oneOf: [{$ref: '#/components/schemas/BigCat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind}
Kind: {type: string, enum: [big_cat, dog, bird]}
BigCat: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}}}
Dog: {type: object, required: [kind], properties: {kind: {$ref: '#/components/schemas/Kind'}}}
";
        let expected = [
            "X union(kind) big_cat=bird=BigCat | dog=Dog",
            "BigCat struct kind!: Kind",
            "Dog struct kind!: Kind",
            "Kind enum big_cat dog bird",
        ];
        check("settle-tags", text, &expected, &["W0314"]);
    }
}
