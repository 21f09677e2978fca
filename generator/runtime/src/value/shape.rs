//! Finds the schema of a union that a value most likely matches, without deserializing it.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::sync::OnceLock;

use super::inspect::{Inspect, InspectedKind, Properties};
use super::object::Object;
use super::replay::Replay;
use super::score::{Candidates, Chance};

/// The shapes of the schemas of a union, in the order of the document.
#[derive(Debug)]
pub struct Shapes {
    shapes: &'static [Shape],
    table: OnceLock<Table>,
}

impl Shapes {
    /// The shapes of a union.
    pub const fn new(shapes: &'static [Shape]) -> Self {
        Self { shapes, table: OnceLock::new() }
    }

    fn table(&self) -> &Table {
        self.table.get_or_init(|| Table::new(self.shapes))
    }

    /// The indices of the schemas that are possible for a value, the best first.
    pub(crate) fn ranked<'de, R: Replay<'de>>(&self, value: &mut R) -> Ranked<'_> {
        let mut facts = Facts::new(self.table());
        // A buffered value can always be looked at.
        let found =
            value.read_seed(Inspect(&mut facts)).map_or(InspectedKind::Null, |seen| seen.found);
        facts.count_constants();
        let kept = facts.kept;
        Ranked { facts, found, kept, rest: Rest::All }
    }
}

/// The shape of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    kind: JsonKind,
    required: &'static [&'static str],
    constants: &'static [(&'static str, &'static [&'static str])],
    /// The properties that it keeps, if it does not keep all.
    fields: Option<&'static [&'static str]>,
    /// Whether it describes all other properties, too.
    is_open: bool,
    /// Whether it combines the properties of other schemas.
    is_combined: bool,
    /// The union among the schemas.
    union: Option<fn() -> &'static Shapes>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JsonKind {
    Any,
    Boolean,
    Integer,
    Number,
    String,
    Array,
    Object,
}

impl Shape {
    const fn of(kind: JsonKind) -> Self {
        Self {
            kind,
            required: &[],
            constants: &[],
            fields: None,
            is_open: false,
            is_combined: false,
            union: None,
        }
    }

    /// Any string.
    pub const fn string() -> Self {
        Self::of(JsonKind::String)
    }

    /// A whole number.
    pub const fn integer() -> Self {
        Self::of(JsonKind::Integer)
    }

    /// A number.
    pub const fn number() -> Self {
        Self::of(JsonKind::Number)
    }

    /// `true` or `false`.
    pub const fn boolean() -> Self {
        Self::of(JsonKind::Boolean)
    }

    /// An array.
    pub const fn array() -> Self {
        Self::of(JsonKind::Array)
    }

    /// An object that keeps only the properties of a struct: its required properties, and those
    /// with one of a few constants.
    pub const fn structure<T: Object>(
        required: &'static [&'static str],
        constants: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { fields: Some(T::FIELDS), ..Self::object(required, constants) }
    }

    /// An object that keeps all its properties: its required properties, and those with one of a
    /// few constants.
    pub const fn object(
        required: &'static [&'static str],
        constants: &'static [(&'static str, &'static [&'static str])],
    ) -> Self {
        Self { required, constants, ..Self::of(JsonKind::Object) }
    }

    /// The same object, if it also describes all other properties.
    pub const fn open(self) -> Self {
        Self { is_open: true, ..self }
    }

    /// The same object, if it combines the properties of other schemas. It is for values that match
    /// one of these but lose something.
    pub const fn combined(self) -> Self {
        Self { is_combined: true, ..self }
    }

    /// Any value.
    pub const fn any() -> Self {
        Self::of(JsonKind::Any)
    }

    /// The shape of another union.
    pub const fn union(shapes: fn() -> &'static Shapes) -> Self {
        Self { union: Some(shapes), ..Self::any() }
    }

    fn has_type(&self, found: InspectedKind) -> bool {
        matches!(
            (self.kind, found),
            (JsonKind::Any, _)
                | (_, InspectedKind::Untyped)
                | (JsonKind::Boolean, InspectedKind::Boolean)
                | (JsonKind::Integer, InspectedKind::Integer | InspectedKind::Whole)
                | (
                    JsonKind::Number,
                    InspectedKind::Integer | InspectedKind::Whole | InspectedKind::Number,
                )
                | (JsonKind::String, InspectedKind::String)
                | (JsonKind::Array, InspectedKind::Array)
                | (JsonKind::Object, InspectedKind::Object)
        )
    }

    /// A narrower type is a better match: an integer is also a number, and any value matches a
    /// schema without a type. `1.0` is a number first, and what a text without a type can be is
    /// narrower than a string.
    fn narrowness(&self, found: InspectedKind) -> u8 {
        match (self.kind, found) {
            (JsonKind::Any, _) => 0,
            (kind, InspectedKind::Untyped) => match kind {
                JsonKind::Boolean => 6,
                JsonKind::Integer => 5,
                JsonKind::Number => 4,
                JsonKind::String => 3,
                _ => 2,
            },
            (JsonKind::Integer, InspectedKind::Whole) => 1,
            (JsonKind::Number, _) => 2,
            _ => 3,
        }
    }
}

/// The shapes of a union, by the properties that distinguish them. Built once for each union.
#[derive(Debug)]
struct Table {
    /// By name.
    properties: Vec<Property>,
    leaves: Vec<Leaf>,
    constants: Vec<Constant>,
    /// Whether some leaf describes every property.
    is_open: bool,
}

/// A property that some shape names, and the leaves that name it.
#[derive(Debug, Default)]
struct Property {
    name: &'static str,
    required_by: Vec<usize>,
    kept_by: Vec<usize>,
    constants: Vec<usize>,
}

/// The shape of a schema that is not a union, in the union itself or in a union among its schemas.
#[derive(Debug)]
struct Leaf {
    shape: Shape,
    /// The schema of the union that it belongs to.
    schema: usize,
}

/// The strings that one leaf allows for one property.
#[derive(Debug)]
struct Constant {
    leaf: usize,
    allowed: &'static [&'static str],
}

impl Table {
    fn new(shapes: &'static [Shape]) -> Self {
        let mut table = Self {
            properties: Vec::new(),
            leaves: Vec::new(),
            constants: Vec::new(),
            is_open: false,
        };
        for (schema, shape) in shapes.iter().enumerate() {
            table.add_leaves(shape, schema);
        }
        table.is_open = table.leaves.iter().any(|leaf| leaf.shape.is_open);
        let leaves = table.leaves.iter().map(|leaf| leaf.shape);
        let names = leaves.flat_map(|shape| {
            let constants = shape.constants.iter().map(|(name, _)| name);
            shape.required.iter().chain(constants).chain(shape.fields.unwrap_or_default())
        });
        let mut names: Vec<&'static str> = names.copied().collect();
        names.sort_unstable();
        names.dedup();
        table.properties =
            names.into_iter().map(|name| Property { name, ..Property::default() }).collect();
        table.add_properties();
        table
    }

    fn add_leaves(&mut self, shape: &Shape, schema: usize) {
        match shape.union {
            Some(union) => union().shapes.iter().for_each(|shape| self.add_leaves(shape, schema)),
            None => self.leaves.push(Leaf { shape: *shape, schema }),
        }
    }

    fn add_properties(&mut self) {
        for leaf in 0..self.leaves.len() {
            let Some(shape) = self.leaves.get(leaf).map(|leaf| leaf.shape) else { continue };
            for name in shape.required {
                self.edit(name, |property| {
                    property.required_by.push(leaf);
                    if shape.fields.is_none() {
                        property.kept_by.push(leaf);
                    }
                });
            }
            for name in shape.fields.unwrap_or_default() {
                self.edit(name, |property| property.kept_by.push(leaf));
            }
            for (name, allowed) in shape.constants {
                let constant = self.constants.len();
                self.constants.push(Constant { leaf, allowed });
                self.edit(name, |property| property.constants.push(constant));
            }
        }
    }

    fn edit(&mut self, name: &str, edit: impl FnOnce(&mut Property)) {
        if let Some(property) = self.find(name).and_then(|index| self.properties.get_mut(index)) {
            edit(property);
        }
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.properties.binary_search_by(|property| property.name.cmp(name)).ok()
    }
}

/// What distinguishes the schemas of a union in a value.
struct Facts<'t> {
    table: &'t Table,
    /// For each leaf.
    tallies: Vec<Tally>,
    /// For each constant: whether the property has it; `None` if it is absent.
    constants: Vec<Option<bool>>,
    /// For each property: whether it is present.
    seen: Vec<bool>,
    /// How many properties are described by some schema.
    kept: usize,
    /// The current property, if it has constants.
    current: &'t [usize],
}

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    required: usize,
    kept: usize,
    constants: usize,
    is_contradicted: bool,
}

/// How well a value matches a shape; less is better. It compares whether it is possible, how many
/// constants match, how many properties would be lost that another schema keeps, how narrow the
/// type is, how many properties are required, and the schema's index.
type Rank = (Chance, Reverse<usize>, usize, Reverse<u8>, Reverse<usize>, usize);

impl<'t> Facts<'t> {
    fn new(table: &'t Table) -> Self {
        Self {
            table,
            tallies: Vec::new(),
            constants: Vec::new(),
            seen: Vec::new(),
            kept: 0,
            current: &[],
        }
    }

    /// How well a value matches each possible leaf.
    fn ranks(&self, found: InspectedKind) -> impl Iterator<Item = Rank> {
        self.table
            .leaves
            .iter()
            .enumerate()
            .filter_map(move |(index, leaf)| self.rank(index, leaf, found))
    }

    fn rank(&self, index: usize, leaf: &Leaf, found: InspectedKind) -> Option<Rank> {
        let (shape, tally) = (&leaf.shape, self.tallies.get(index).copied().unwrap_or_default());
        if !shape.has_type(found) || tally.is_contradicted {
            return None;
        }
        let lost = if shape.fields.is_some() { self.kept - tally.kept } else { 0 };
        let chance = match tally.required < shape.required.len() {
            true => Chance::Missing,
            false if shape.is_combined => Chance::Combined,
            false => Chance::Possible,
        };
        let narrowness = Reverse(shape.narrowness(found));
        Some((
            chance,
            Reverse(tally.constants),
            lost,
            narrowness,
            Reverse(shape.required.len()),
            leaf.schema,
        ))
    }

    fn note(&mut self, property: &Property) {
        self.kept += usize::from(!property.kept_by.is_empty() || self.table.is_open);
        for leaf in &property.required_by {
            self.tally(*leaf, |tally| tally.required += 1);
        }
        for leaf in &property.kept_by {
            self.tally(*leaf, |tally| tally.kept += 1);
        }
    }

    fn count_constants(&mut self) {
        let states = std::mem::take(&mut self.constants);
        for (constant, state) in self.table.constants.iter().zip(states) {
            match state {
                Some(true) => self.tally(constant.leaf, |tally| tally.constants += 1),
                Some(false) => self.tally(constant.leaf, |tally| tally.is_contradicted = true),
                None => {}
            }
        }
    }

    fn tally(&mut self, leaf: usize, edit: impl FnOnce(&mut Tally)) {
        if let Some(tally) = self.tallies.get_mut(leaf) {
            edit(tally);
        }
    }
}

/// The schemas that are possible for a value. Usually the first one matches, so the others are
/// sorted only if it does not.
pub(crate) struct Ranked<'t> {
    facts: Facts<'t>,
    found: InspectedKind,
    kept: usize,
    rest: Rest,
}

enum Rest {
    All,
    /// The best one was returned.
    WithoutBest,
    Others(std::vec::IntoIter<(usize, Chance)>),
}

impl Candidates for Ranked<'_> {
    fn kept(&self) -> usize {
        self.kept
    }
}

impl Ranked<'_> {
    /// The schemas without the best one. For a union among them, its best shape counts.
    fn without_best(&self) -> Vec<(usize, Chance)> {
        let mut ranks: Vec<Rank> = self.facts.ranks(self.found).collect();
        ranks.sort_unstable();
        let mut is_taken =
            vec![false; ranks.iter().map(|rank| rank.5 + 1).max().unwrap_or_default()];
        let mut schemas: Vec<(usize, Chance)> =
            ranks.into_iter().map(|rank| (rank.5, rank.0)).collect();
        schemas.retain(|(schema, _)| {
            is_taken.get_mut(*schema).is_some_and(|taken| !std::mem::replace(taken, true))
        });
        schemas.drain(..1.min(schemas.len()));
        schemas
    }
}

impl Iterator for Ranked<'_> {
    type Item = (usize, Chance);

    fn next(&mut self) -> Option<(usize, Chance)> {
        match &mut self.rest {
            Rest::All => {
                self.rest = Rest::WithoutBest;
                self.facts.ranks(self.found).min().map(|best| (best.5, best.0))
            }
            Rest::WithoutBest => {
                let mut rest = self.without_best().into_iter();
                let next = rest.next();
                self.rest = Rest::Others(rest);
                next
            }
            Rest::Others(rest) => rest.next(),
        }
    }
}

impl Properties<'_> for Facts<'_> {
    fn start(&mut self) {
        self.tallies = vec![Tally::default(); self.table.leaves.len()];
        self.constants = vec![None; self.table.constants.len()];
        self.seen = vec![false; self.table.properties.len()];
    }

    fn is_wanted(&mut self, name: &str) -> bool {
        let table = self.table;
        let Some(index) = table.find(name) else {
            self.kept += usize::from(table.is_open);
            return false;
        };
        let (Some(property), Some(seen)) = (table.properties.get(index), self.seen.get_mut(index))
        else {
            return false;
        };
        if !std::mem::replace(seen, true) {
            self.note(property);
        }
        self.current = &property.constants;
        !self.current.is_empty()
    }

    /// If a name occurs twice, the last one counts.
    fn text(&mut self, text: Option<Cow<'_, str>>) {
        for index in self.current {
            let constant = self.table.constants.get(*index);
            if let (Some(constant), Some(state)) = (constant, self.constants.get_mut(*index)) {
                *state = Some(text.as_deref().is_some_and(|text| constant.allowed.contains(&text)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::buffered::Content;
    use super::*;

    /// The schemas that are possible for a value, the best first.
    fn ranked(shapes: &'static [Shape], text: &str) -> Vec<usize> {
        let shapes = Shapes::new(shapes);
        let content: Content<'_> = serde_json::from_str(text).expect("JSON");
        super::super::replay::tests::with(&content, |value| {
            shapes.ranked(value).map(|(schema, _)| schema).collect()
        })
    }

    const fn keeps(required: &'static [&'static str], fields: &'static [&'static str]) -> Shape {
        Shape { fields: Some(fields), ..Shape::object(required, &[]) }
    }

    #[test]
    fn the_schema_that_keeps_most_is_taken() {
        const SHAPES: &[Shape] = &[
            keeps(&["id"], &["id", "next"]),
            keeps(&["id"], &["id", "next", "first"]),
            keeps(&["id"], &["id", "last"]),
        ];
        for (text, index) in [
            (r#"{"id": 1}"#, 0),
            (r#"{"id": 1, "next": 2}"#, 0),
            (r#"{"id": 1, "first": 2}"#, 1),
            (r#"{"id": 1, "next": 2, "first": 3, "last": 4}"#, 1),
            (r#"{"id": 1, "last": 2}"#, 2),
            (r#"{"id": 1, "last": 2, "last": 3, "next": 4, "next": 5}"#, 0),
            // What nobody knows says nothing.
            (r#"{"id": 1, "new": 2}"#, 0),
        ] {
            assert_eq!(ranked(SHAPES, text).first(), Some(&index), "{text}");
        }
    }

    #[test]
    fn a_union_is_as_good_as_the_best_of_its_schemas() {
        fn inner() -> &'static Shapes {
            static SHAPES: Shapes = Shapes::new(&[
                keeps(&[], &["id", "name"]),
                keeps(&[], &["id", "size"]),
                Shape::string(),
            ]);
            &SHAPES
        }
        const SHAPES: &[Shape] = &[keeps(&[], &["id"]), Shape::union(inner)];
        assert_eq!(ranked(SHAPES, r#"{"id": 1}"#), [0, 1]);
        assert_eq!(ranked(SHAPES, r#"{"id": 1, "size": 2}"#), [1, 0]);
        assert_eq!(ranked(SHAPES, r#""text""#), [1]);
        assert!(ranked(SHAPES, "1").is_empty());
    }

    #[test]
    fn the_tag_of_a_union_is_kept_by_it_alone() {
        const SHAPES: &[Shape] = &[keeps(&[], &["id"]), Shape::object(&["kind"], &[])];
        assert_eq!(ranked(SHAPES, r#"{"kind": "a"}"#), [1, 0]);
        assert_eq!(ranked(SHAPES, r#"{"kind": "a", "id": 1}"#), [1, 0]);
        assert_eq!(ranked(SHAPES, r#"{"id": 1}"#), [0, 1]);
    }

    #[test]
    fn any_value_keeps_what_no_object_does() {
        const SHAPES: &[Shape] =
            &[keeps(&["id"], &["id", "next"]), keeps(&["id"], &["id", "last"]), Shape::any()];
        assert_eq!(ranked(SHAPES, r#"{"id": 1, "last": 2, "new": 3}"#), [1, 2, 0]);
        assert_eq!(ranked(SHAPES, r#"{"id": 1, "next": 2, "last": 3}"#).first(), Some(&2));
    }

    #[test]
    fn the_last_of_two_constants_counts() {
        const SHAPES: &[Shape] = &[
            Shape::object(&[], &[("type", &["a"])]),
            Shape::object(&[], &[("type", &["b", "c"])]),
        ];
        assert_eq!(ranked(SHAPES, r#"{"type": "a", "type": "c"}"#), [1]);
        assert_eq!(ranked(SHAPES, r#"{"type": "c", "type": ["a"]}"#), [0_usize; 0]);
        assert_eq!(ranked(SHAPES, r#"{"x": "c"}"#), [0, 1]);
    }

    #[test]
    fn a_whole_number_is_an_integer_if_there_is_no_number() {
        const BOTH: &[Shape] = &[Shape::integer(), Shape::number(), Shape::any()];
        assert_eq!(ranked(BOTH, "1"), [0, 1, 2]);
        assert_eq!(ranked(BOTH, "1.0"), [1, 0, 2]);
        assert_eq!(ranked(BOTH, "1e3"), [1, 0, 2]);
        assert_eq!(ranked(BOTH, "1.5"), [1, 2]);
        const ONE: &[Shape] = &[Shape::string(), Shape::integer()];
        assert_eq!(ranked(ONE, "-0"), [1]);
    }
}
