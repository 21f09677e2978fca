//! Words for the schemas of a union that have neither a name nor a title: what distinguishes them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use super::Context;
use super::compose::Member;
use super::node::{InstanceKind, holds, kind};
use crate::source::Location;

/// The length of the longest text that is used as a name.
const LONGEST: usize = 40;

/// An inline schema without a title.
struct Anonymous {
    kind: InstanceKind,
    /// Whether it describes only additional properties.
    is_map: bool,
    /// The strings in its `enum`.
    texts: Vec<String>,
    /// The names of the schemas that it extends.
    bases: Vec<String>,
    properties: Vec<Property>,
}

struct Property {
    name: String,
    is_required: bool,
    /// Its only string, if the schema allows exactly one.
    constant: Option<String>,
}

impl Context<'_> {
    /// The words for each schema that needs some. They follow the name of the union. A list or map
    /// has empty words, since its elements have the name. `tag` is the discriminator. The words of
    /// a schema stay the same when schemas with other properties are added after it.
    pub(super) fn words_of_variants(
        &mut self,
        members: &[Member],
        tag: Option<&str>,
    ) -> Vec<Option<String>> {
        let all: Vec<Option<Anonymous>> =
            members.iter().map(|member| self.anonymous(member)).collect();
        let common = Common::of(all.iter().flatten());
        let mut used = BTreeSet::new();
        let words = all.iter().map(|one| {
            let one = one.as_ref()?;
            let words = candidates(one, &common, tag)
                .into_iter()
                .find(|words| !used.contains(&words.to_lowercase()))?;
            used.insert(words.to_lowercase());
            Some(words)
        });
        words.collect()
    }

    fn anonymous(&mut self, member: &Member) -> Option<Anonymous> {
        let raw =
            self.object(&member.target).filter(|raw| !member.reference && !holds(raw, "title"))?;
        if holds(raw, "oneOf") || holds(raw, "anyOf") {
            return None;
        }
        let texts = |values: &Vec<Value>| {
            values.iter().filter_map(|it| it.as_str().map(str::to_owned)).collect()
        };
        let texts: Vec<String> =
            raw.get("enum").and_then(Value::as_array).map(texts).unwrap_or_default();
        let mut one = Anonymous {
            kind: kind(raw),
            is_map: false,
            texts,
            bases: Vec::new(),
            properties: Vec::new(),
        };
        self.add_properties(&member.target, &mut one);
        for part in self.elements(&member.target, "allOf") {
            one.kind = InstanceKind::Object;
            match self.target(&part) {
                Some((target, _)) if target != part => one.bases.push(self.name_of(&target)),
                Some((target, _)) => self.add_properties(&target, &mut one),
                None => {}
            }
        }
        let is_open =
            matches!(raw.get("additionalProperties"), Some(Value::Object(_) | Value::Bool(true)));
        one.is_map = is_open && one.properties.is_empty() && one.bases.is_empty();
        Some(one)
    }

    fn add_properties(&mut self, schema: &Location, to: &mut Anonymous) {
        let Some(raw) = self.object(schema) else { return };
        let listed: BTreeSet<&str> = raw
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        for (name, location) in self.members(schema, "properties") {
            let is_required = listed.contains(name.as_str());
            let constant = self.target(&location).and_then(|(_, raw)| constant(raw));
            to.properties.push(Property { name, is_required, constant });
        }
    }
}

/// The only string that a schema allows, if it can be a name.
fn constant(raw: &Map<String, Value>) -> Option<String> {
    match raw.get("enum")?.as_array()?.as_slice() {
        [Value::String(text)] => name(text),
        _ => None,
    }
}

fn name(text: &str) -> Option<String> {
    let is_name = text.len() <= LONGEST && text.contains(char::is_alphabetic);
    is_name.then(|| text.to_owned())
}

impl Anonymous {
    fn is_object(&self) -> bool {
        self.kind == InstanceKind::Object || !self.properties.is_empty()
    }
}

/// How many of the schemas have each base and each property.
#[derive(Default)]
struct Common<'a> {
    objects: usize,
    bases: BTreeMap<&'a str, usize>,
    properties: BTreeMap<&'a str, usize>,
}

impl<'a> Common<'a> {
    fn of(all: impl Iterator<Item = &'a Anonymous>) -> Self {
        let mut common = Self::default();
        for one in all {
            common.objects += usize::from(one.is_object());
            for base in one.bases.iter().collect::<BTreeSet<_>>() {
                *common.bases.entry(base).or_default() += 1;
            }
            for property in
                one.properties.iter().map(|property| &property.name).collect::<BTreeSet<_>>()
            {
                *common.properties.entry(property).or_default() += 1;
            }
        }
        common
    }
}

/// The possible words for a schema, best first.
fn candidates(schema: &Anonymous, common: &Common<'_>, tag: Option<&str>) -> Vec<String> {
    if schema.is_map {
        return vec![String::new(), "map".to_owned()];
    }
    if schema.kind == InstanceKind::Array {
        return vec![String::new(), "list".to_owned()];
    }
    if !schema.is_object() {
        return scalar_candidates(&schema.texts);
    }
    object_candidates(schema, common, tag)
}

/// The words for a scalar: its only value.
fn scalar_candidates(texts: &[String]) -> Vec<String> {
    match texts {
        [] => Vec::new(),
        [only] => name(only).into_iter().collect(),
        _ => vec!["value".to_owned()],
    }
}

/// The words for an object: the value of a property that has only one, then a base or a property
/// that no other schema has. The discriminator comes first, then required properties.
fn object_candidates(schema: &Anonymous, common: &Common<'_>, tag: Option<&str>) -> Vec<String> {
    let mut properties: Vec<&Property> = schema.properties.iter().collect();
    properties.sort_by_key(|property| (Some(property.name.as_str()) != tag, !property.is_required));
    let constants = properties.iter().filter_map(|property| property.constant.clone());
    let mut words: Vec<String> = constants.collect();
    let is_single = |count: Option<&usize>| count == Some(&1);
    let base = schema.bases.iter().find(|base| is_single(common.bases.get(base.as_str())));
    words.extend(base.cloned());
    if schema.properties.is_empty() && schema.bases.is_empty() {
        words.push("empty".to_owned());
    } else if common.objects == 1 {
        words.push("object".to_owned());
    }
    let property = properties
        .into_iter()
        .find(|property| is_single(common.properties.get(property.name.as_str())));
    words.extend(property.and_then(|property| name(&property.name)));
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(properties: &[(&str, Option<&str>)]) -> Anonymous {
        let property = |(name, constant): &(&str, Option<&str>)| Property {
            name: (*name).to_owned(),
            is_required: true,
            constant: constant.map(str::to_owned),
        };
        Anonymous {
            kind: InstanceKind::Object,
            is_map: false,
            texts: Vec::new(),
            bases: Vec::new(),
            properties: properties.iter().map(property).collect(),
        }
    }

    #[test]
    fn an_object_is_named_by_what_only_it_has() {
        let card = object(&[("kind", Some("card")), ("id", None), ("number", None)]);
        let cash = object(&[("id", None), ("kind", None)]);
        let common = Common::of([&card, &cash].into_iter());
        assert_eq!(candidates(&card, &common, Some("kind")), ["card", "number"]);
        assert!(candidates(&cash, &common, Some("kind")).is_empty());
        let alone = Common::of([&cash].into_iter());
        assert_eq!(candidates(&cash, &alone, None), ["object", "id"]);
    }

    #[test]
    fn a_list_is_named_by_its_elements_if_it_can() {
        let list = Anonymous { kind: InstanceKind::Array, ..object(&[]) };
        assert_eq!(candidates(&list, &Common::default(), None), ["", "list"]);
    }
}
