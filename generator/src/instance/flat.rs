//! A schema as all the schemas that a value has to fit at once.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::diagnostic::Report;
use crate::load::View;
use crate::source::Location;

/// The schemas that extend others by `allOf`, by their base.
pub(super) struct Children(BTreeMap<Location, Vec<Location>>);

impl Children {
    /// Those among the named schemas of a document.
    pub fn of(view: &View<'_>) -> Self {
        let mut children = BTreeMap::<_, Vec<_>>::new();
        let schemas = view.root().child("components").child("schemas");
        let names = view.value(&schemas).and_then(Value::as_object);
        for name in names.into_iter().flat_map(Map::keys) {
            let child = schemas.child(name);
            for base in elements(view, &child, "allOf") {
                if let Some(base) = target(view, &base) {
                    children.entry(base).or_default().push(child.clone());
                }
            }
        }
        Self(children)
    }

    fn of_base(&self, base: &Location) -> &[Location] {
        self.0.get(base).map(Vec::as_slice).unwrap_or_default()
    }
}

/// The end of the references from a location.
pub(super) fn target(view: &View<'_>, location: &Location) -> Option<Location> {
    view.follow(location, &mut Report::new()).map(|followed| followed.location)
}

/// The locations of the elements under a key.
fn elements(view: &View<'_>, holder: &Location, key: &str) -> Vec<Location> {
    let at = holder.child(key);
    let count = view.value(&at).and_then(Value::as_array).map_or(0, Vec::len);
    (0..count).map(|index| at.element(index)).collect()
}

/// The schemas that a value has to fit at once: those of `allOf` are among them, and one of each
/// `oneOf` and `anyOf` is added once it is chosen.
#[derive(Clone)]
pub(super) struct Flat<'d> {
    /// Each schema with its location.
    pub parts: Vec<(Location, &'d Map<String, Value>)>,
    /// The lists of alternatives of which none is chosen yet.
    choices: Vec<Choice>,
    /// The properties with a known value: discriminators.
    pub tags: Vec<(String, String)>,
    visited: BTreeSet<Location>,
    /// Whether a schema is `false`.
    pub is_never: bool,
}

/// A list of alternatives.
#[derive(Clone)]
struct Choice {
    holder: Location,
    alternatives: Vec<Location>,
}

impl<'d> Flat<'d> {
    /// The schemas at some locations.
    pub fn of(view: &View<'d>, locations: &[Location]) -> Self {
        let mut flat = Self {
            parts: Vec::new(),
            choices: Vec::new(),
            tags: Vec::new(),
            visited: BTreeSet::new(),
            is_never: false,
        };
        locations.iter().for_each(|location| flat.add(view, location));
        flat
    }

    fn add(&mut self, view: &View<'d>, location: &Location) {
        let mut waiting = vec![location.clone()];
        while let Some(location) = waiting.pop() {
            let Some(location) = target(view, &location) else { continue };
            if !self.visited.insert(location.clone()) {
                continue;
            }
            match view.value(&location) {
                Some(Value::Bool(false)) => self.is_never = true,
                Some(Value::Object(raw)) => {
                    for key in ["oneOf", "anyOf"] {
                        let alternatives = elements(view, &location, key);
                        if !alternatives.is_empty() {
                            self.choices.push(Choice { holder: location.clone(), alternatives });
                        }
                    }
                    waiting.extend(elements(view, &location, "allOf").into_iter().rev());
                    self.parts.push((location, raw));
                }
                _ => {}
            }
        }
    }

    /// The same with each alternative of the next list of them; `None` if all are chosen.
    pub fn next_alternatives(&self, view: &View<'d>, hint: Option<&Value>) -> Option<Vec<Self>> {
        let choice = self.choices.first()?.clone();
        let mut alternatives = choice.alternatives.clone();
        alternatives.sort_by_key(|alternative| {
            let fits = hint.is_some_and(|hint| looks_like(view, alternative, hint));
            std::cmp::Reverse(u8::from(fits))
        });
        let with = |alternative: &Location| {
            let mut flat = self.clone();
            flat.choices.remove(0);
            flat.add(view, alternative);
            if let Some(tag) = tag_of(view, &choice.holder, alternative) {
                flat.tags.push(tag);
            }
            flat
        };
        Some(alternatives.iter().map(with).collect())
    }

    /// The same with each schema that extends a base, and the value of the discriminator for it;
    /// `None` if each discriminator has a value.
    pub fn next_children(&self, view: &View<'d>, children: &Children) -> Option<Vec<Self>> {
        let (holder, property) = self.parts.iter().find_map(|(holder, raw)| {
            let property = raw.get("discriminator")?.get("propertyName")?.as_str()?;
            let is_known = self.tags.iter().any(|(name, _)| name == property);
            (!is_known).then(|| (holder.clone(), property.to_owned()))
        })?;
        let with = |(tag, child): &(String, Location)| {
            let mut flat = self.clone();
            flat.tags.push((property.clone(), tag.clone()));
            flat.add(view, child);
            flat
        };
        Some(self.tagged(view, &holder, children).iter().map(with).collect())
    }

    /// The schemas that a value of a base may be, each with the value of the discriminator.
    fn tagged(
        &self,
        view: &View<'d>,
        holder: &Location,
        children: &Children,
    ) -> Vec<(String, Location)> {
        let mapping = mapping(view, holder);
        let root = self.parts.first().map_or(holder, |(root, _)| root);
        let is_part =
            |(_, target): &&(String, Location)| target != holder && self.visited.contains(target);
        if let Some(part) = mapping.iter().find(is_part) {
            return vec![part.clone()];
        }
        // A schema without a name is not one that extends the base: it only refers to it.
        let name = name_of(root);
        let named = view.root().child("components").child("schemas").child(&name);
        if root != holder && *root == named {
            return vec![(name, root.clone())];
        }
        if !mapping.is_empty() {
            return mapping;
        }
        let extending = children.of_base(holder).iter().chain([holder]);
        extending.map(|schema| (name_of(schema), schema.clone())).collect()
    }

    /// The values of a keyword, outermost first.
    pub fn keyword<'s>(&'s self, key: &'s str) -> impl Iterator<Item = &'d Value> + 's {
        self.parts.iter().filter_map(move |(_, raw)| raw.get(key))
    }

    /// Whether a keyword is true in one of the schemas.
    pub fn is(&self, key: &str) -> bool {
        self.keyword(key).any(|value| *value == Value::Bool(true))
    }

    /// The largest number under a keyword.
    pub fn largest(&self, key: &str) -> Option<f64> {
        self.keyword(key).filter_map(Value::as_f64).reduce(f64::max)
    }

    /// The smallest number under a keyword.
    pub fn smallest(&self, key: &str) -> Option<f64> {
        self.keyword(key).filter_map(Value::as_f64).reduce(f64::min)
    }

    /// Its type, also if only other keywords show it.
    pub fn kind(&self) -> Option<&'d str> {
        if let Some(kind) = self.keyword("type").find_map(Value::as_str) {
            return Some(kind);
        }
        let has = |keys: &[&str]| keys.iter().any(|key| self.keyword(key).next().is_some());
        [
            ("object", &["properties", "required", "additionalProperties"][..]),
            ("array", &["items", "minItems"]),
            ("string", &["pattern", "minLength", "maxLength", "format"]),
            ("number", &["minimum", "maximum", "multipleOf"]),
        ]
        .into_iter()
        .find(|(_, keys)| has(keys))
        .map(|(kind, _)| kind)
        .or_else(|| (!self.tags.is_empty()).then_some("object"))
    }
}

/// The discriminator's property and its value for an alternative.
fn tag_of(view: &View<'_>, holder: &Location, alternative: &Location) -> Option<(String, String)> {
    let property = holder.child("discriminator").child("propertyName");
    let property = view.value(&property)?.as_str()?.to_owned();
    let target = target(view, alternative)?;
    let tag = mapping(view, holder).into_iter().find(|(_, to)| *to == target);
    Some((property, tag.map_or_else(|| name_of(&target), |(tag, _)| tag)))
}

/// The values of a discriminator, each with the location of its schema.
fn mapping(view: &View<'_>, holder: &Location) -> Vec<(String, Location)> {
    let at = holder.child("discriminator").child("mapping");
    let mapping = view.value(&at).and_then(Value::as_object);
    let schemas = view.root().child("components").child("schemas");
    let target_of = |text: &str| {
        let named = schemas.child(text);
        let location = match view.value(&named) {
            Some(_) => named,
            None => view.resolve(holder.file, text).ok()?,
        };
        target(view, &location)
    };
    mapping
        .into_iter()
        .flatten()
        .filter_map(|(tag, text)| Some((tag.clone(), target_of(text.as_str()?)?)))
        .collect()
}

/// The name of a schema: the last token of the pointer to it.
fn name_of(schema: &Location) -> String {
    schema.pointer().last().unwrap_or_default()
}

/// Whether a value is probably one of a schema: it has the type and all required properties.
fn looks_like(view: &View<'_>, schema: &Location, value: &Value) -> bool {
    let flat = Flat::of(view, std::slice::from_ref(schema));
    let kind = match value {
        Value::Null => return false,
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = match flat.kind() {
        Some("number") => matches!(kind, "number" | "integer"),
        Some(expected) => expected == kind,
        None => true,
    };
    let has = |name: &Value| name.as_str().is_some_and(|name| value.get(name).is_some());
    fits && flat.keyword("required").filter_map(Value::as_array).flatten().all(has)
        && flat.keyword("enum").filter_map(Value::as_array).all(|values| values.contains(value))
}
