//! `discriminator` beside alternatives: the tags of the variants.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::children::Child;
use super::compose::Member;
use super::extension::Declared;
use super::leaf::UnionAt;
use super::node::InstanceKind;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::{Type, TypeId, Variant};
use crate::load::keys;
use crate::source::Location;

impl<'a> Context<'a> {
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
            let child = by_target.get(&member.target);
            variant.name = child.and_then(|child| child.name.clone());
            variant.tags = match child {
                Some(child) => child.tags.clone(),
                None => self.unmapped_tags(member, &property, &mut Vec::new()),
            };
        }
        self.settle_tags(members, variants);
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
        // A discriminator beside `oneOf` and `anyOf` belongs to `oneOf`.
        let is_second = union.keyword == "anyOf"
            && union.node.has("oneOf")
            && !self.only_restricting(union.node, "oneOf");
        if !is_second {
            if union.node.data.discriminator.is_some() {
                return self.declared(&union.node.location);
            }
            if let Some(declared) = self.declared(&union.to.at.location) {
                return Some(declared);
            }
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
            true => self.alternative_tags(&member.target, property),
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
        let mut seen: BTreeMap<String, (Type, Location)> = BTreeMap::new();
        for variant in variants {
            let mut kept = Vec::new();
            for tag in std::mem::take(&mut variant.tags) {
                match seen.get(&tag) {
                    Some((first, other)) if *first != variant.ty => {
                        self.report_taken(&tag, variant.location.clone(), other.clone());
                    }
                    Some(_) => {}
                    None => {
                        seen.insert(tag.clone(), (variant.ty.clone(), variant.location.clone()));
                        kept.push(tag);
                    }
                }
            }
            variant.tags = kept;
        }
    }

    /// Reports that a schema has a value that belongs to another one.
    pub(super) fn report_taken(&mut self, tag: &str, location: Location, other: Location) {
        self.report.push(
            Diagnostic::new(
                Code::DiscriminatorMapping,
                format!(
                    "the value `{}` of the discriminator belongs to another schema already",
                    tag.escape_debug()
                ),
            )
            .at(location)
            .label("has this value, too")
            .related(other, "the schema that keeps it")
            .help("give each schema its own value in `mapping`"),
        );
    }
}

/// The variant for all tags of no other variant.
pub(super) fn default_variant(ty: TypeId, holder: &Location) -> Variant {
    let location = holder.child("discriminator").child(keys::DEFAULT_MAPPING);
    Variant { is_default: true, ..Variant::of(Type::Named(ty), location) }
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

    /// `Context::add_names`
    #[test]
    fn a_name_is_no_value_of_the_default() {
        let text = "
X:
  oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
  discriminator: {propertyName: kind, mapping: {tom: Cat, rex: Dog}, x-default-mapping: Other}
Cat: {type: object, properties: {kind: {type: string}}}
Dog: {type: object, properties: {kind: {type: string, enum: [rex]}}}
Other: {type: object, properties: {kind: {type: string}}}
";
        let expected = [
            "X union(kind) tom=(Cat)=Cat | rex=Dog | _=Other",
            "Cat struct kind: string",
            "Dog struct kind: Dog.kind=\"rex\"",
            "Other struct kind: string",
            "Dog.kind enum rex",
        ];
        check("default-names", text, &expected, &[]);
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
