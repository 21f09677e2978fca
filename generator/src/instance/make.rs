//! Makes a value from a schema.

use serde_json::Value;

use super::check::fits;
use super::flat::{Children, Flat, target};
use super::text::Times;
use super::{number, text};
use crate::load::{View, keys};
use crate::source::Location;

/// How many schemas are tried for one value.
const STEPS: usize = 20_000;

/// How many values a complete value has before further optional properties are left out.
const VALUES: usize = 200;

/// How deep in a complete value optional properties are set.
const DEPTH: usize = 3;

/// How deep values are nested.
const MAX_DEPTH: usize = 24;

/// Which properties a value has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Extent {
    /// The required ones.
    Required,
    /// All of them, down to a depth.
    Complete,
}

/// The direction in which a value is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    /// In a request: without `readOnly` properties.
    Sent,
    /// In a response: without `writeOnly` properties.
    Received,
}

/// What a value should be, if its schema allows that.
#[derive(Clone, Copy)]
pub(super) struct Wish<'a> {
    /// A value that the document shows.
    pub hint: Option<&'a Value>,
    /// A text.
    pub name: &'a str,
    /// Its position among values that have to differ.
    pub index: usize,
}

impl<'a> Wish<'a> {
    /// A wish for the first value.
    pub fn new(hint: Option<&'a Value>, name: &'a str) -> Self {
        Self { hint, name, index: 0 }
    }
}

/// Makes one value.
pub(super) struct Maker<'d> {
    pub view: &'d View<'d>,
    children: &'d Children,
    pub direction: Direction,
    extent: Extent,
    /// The schemas that are being made.
    path: Vec<Location>,
    steps: usize,
    values: usize,
    /// What texts of the format `time` are.
    pub times: Times,
    /// Why there is no value.
    pub reason: Option<String>,
}

impl<'d> Maker<'d> {
    pub fn new(
        view: &'d View<'d>,
        children: &'d Children,
        direction: Direction,
        extent: Extent,
    ) -> Self {
        let (path, reason, times) = (Vec::new(), None, Times::Absolute);
        Self { view, children, direction, extent, path, steps: STEPS, values: 0, times, reason }
    }

    /// A value that fits the schemas at some locations at once.
    pub fn value(&mut self, schemas: &[Location], wish: Wish<'_>) -> Option<Value> {
        let targets = schemas.iter().filter_map(|schema| target(self.view, schema));
        let targets: Vec<Location> = targets.collect();
        if targets.iter().any(|target| self.path.contains(target)) {
            return self.fail("the schema requires itself");
        }
        if self.path.len() >= MAX_DEPTH {
            return self.fail("the schema is nested too deeply");
        }
        let depth = self.path.len();
        self.path.extend(targets);
        let flat = Flat::of(self.view, schemas);
        let value = self.alternatives(flat, wish);
        self.path.truncate(depth);
        value
    }

    /// Whether optional properties are set here.
    pub fn sets_optional(&self) -> bool {
        self.extent == Extent::Complete && self.path.len() <= DEPTH && self.values < VALUES
    }

    /// Notes the first reason.
    pub fn fail(&mut self, reason: &str) -> Option<Value> {
        self.reason.get_or_insert_with(|| reason.to_owned());
        None
    }

    /// The value of the first alternative that has one.
    fn alternatives(&mut self, flat: Flat<'d>, wish: Wish<'_>) -> Option<Value> {
        let Some(steps) = self.steps.checked_sub(1) else {
            return self.fail("the schema has too many alternatives");
        };
        self.steps = steps;
        let hint = wish.hint.or_else(|| shown(&flat).next());
        let alternatives = flat
            .next_alternatives(self.view, hint)
            .or_else(|| flat.next_children(self.view, self.children));
        if let Some(alternatives) = alternatives {
            return alternatives.into_iter().find_map(|flat| self.alternatives(flat, wish));
        }
        self.resolved(&flat, wish)
    }

    fn resolved(&mut self, flat: &Flat<'d>, wish: Wish<'_>) -> Option<Value> {
        self.values += 1;
        let kind = flat.kind();
        if let Some(value) = listed(flat, wish) {
            return Some(value);
        }
        let mut hints = wish.hint.into_iter().chain(shown(flat));
        let value = match kind {
            Some("object") => return self.object(flat, wish),
            Some("array") => return self.array(flat, wish),
            _ if wish.index == 0 => hints.find(|hint| is_scalar(hint) && fits(hint, flat)).cloned(),
            _ => None,
        };
        let made = value.or_else(|| match kind {
            Some("boolean") => Some(Value::Bool(true)).filter(|value| fits(value, flat)),
            Some("integer") => number::integer(flat, wish.index),
            Some("number") => number::number(flat, wish.index),
            _ => text::text(flat, (wish.name, wish.index), self.times),
        });
        if made.is_none() && flat.is("nullable") {
            return Some(Value::Null);
        }
        match made {
            Some(value) => Some(value),
            None => self.fail(&format!(
                "no {} fits the constraints of `{}`",
                kind.unwrap_or("value"),
                wish.name
            )),
        }
    }

    fn array(&mut self, flat: &Flat<'d>, wish: Wish<'_>) -> Option<Value> {
        let with_items = flat.parts.iter().filter(|(_, raw)| raw.contains_key("items"));
        let items: Vec<Location> = with_items.map(|(at, _)| at.child("items")).collect();
        let least = flat.largest("minItems").map_or(0, |least| least as usize);
        let most = flat.smallest("maxItems").map_or(usize::MAX, |most| most as usize);
        let has_to_differ = flat.is("uniqueItems");
        let hint = wish.hint.into_iter().chain(shown(flat)).find_map(Value::as_array);
        let mut values = Vec::new();
        for index in 0..least.max(1).min(most).min(VALUES) {
            let hint = hint.and_then(|hint| hint.get(index));
            let item = Wish {
                hint,
                name: wish.name,
                index: if has_to_differ && hint.is_none() { index } else { wish.index },
            };
            match self.value(&items, item) {
                Some(value) => values.push(value),
                None if index >= least => break,
                None => return None,
            }
        }
        Some(Value::Array(values))
    }
}

/// The values that the document shows for a schema.
pub(super) fn shown<'s, 'd>(flat: &'s Flat<'d>) -> impl Iterator<Item = &'d Value> + 's {
    let several = flat.keyword(keys::EXAMPLES).filter_map(Value::as_array).flatten();
    flat.keyword("example").chain(several).chain(flat.keyword("default"))
}

/// One of the values that an enum lists.
fn listed(flat: &Flat<'_>, wish: Wish<'_>) -> Option<Value> {
    let values = flat.keyword("enum").find_map(Value::as_array)?;
    let fitting = values.iter().filter(|value| !value.is_null() && fits_or_large(value, flat));
    let fitting: Vec<&Value> = fitting.collect();
    let hint = wish.hint.filter(|hint| wish.index == 0 && fitting.contains(hint));
    let chosen = hint.or_else(|| fitting.get(wish.index % fitting.len().max(1)).copied());
    chosen.cloned().or_else(|| values.iter().find(|value| value.is_null()).cloned())
}

fn fits_or_large(value: &Value, flat: &Flat<'_>) -> bool {
    !is_scalar(value) || fits(value, flat)
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::String(_) | Value::Number(_) | Value::Bool(_))
}
