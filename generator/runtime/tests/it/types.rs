//! Types as they are generated.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::runtime::integer_enum;
use crate::runtime::object::{self, object};
use crate::runtime::string_enum;
use crate::runtime::union::{self, union, untagged};
use crate::runtime::{File, Json, Maybe};

object! {
    pub struct Tag: Debug + Default {
        pub id: Option<String> = optional "id" => set_id(into String),
        pub name: String = required Into "name",
        pub first_name: Maybe<String> = maybe "firstName" => set_first_name(String),
        additional pub additional_properties: BTreeMap<String, Json> = set(into Json),
    }
}

object! {
    /// Closed, with a nullable required field and a recursion.
    pub struct Node: Debug {
        pub label: Option<String> = required Into "label",
        pub rank: i64 = required(i64) "rank",
        pub color: Option<Color> = optional "color" => set_color(into Color),
        pub next: Option<Box<Node>> = optional "next" => set_next(boxed Node),
    }
}

string_enum! {
    pub enum Color {
        Red = "red",
        /// A blue.
        DarkBlue = "dark-blue",
        _ = Unknown,
    }
}

integer_enum! {
    pub enum Outcome {
        Lost = 0,
        Won = 1,
        _ = Unknown,
    }
}

/// A union with a discriminator.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Shape {
    Tag(Tag),
    Node(Box<Node>),
    Unknown(Json),
}

impl union::Read for Shape {
    const NAME: &'static str = "Shape";
    const TAG: &'static str = "type";

    fn read<'de, R: union::Replay<'de>>(
        tag: Option<&str>,
        value: &mut R,
    ) -> Result<Self, R::Error> {
        match tag {
            Some("tag") => union::variant(value, Self::Tag),
            Some("node") => union::variant(value, Self::Node),
            _ => Ok(union::unknown(value, Self::Unknown)),
        }
    }
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Tag(value) => union::tagged(serializer, "type", "tag", value),
            Self::Node(value) => union::tagged(serializer, "type", "node", value),
            Self::Unknown(value) => union::untagged(serializer, value),
        }
    }
}

union!(Shape);

/// A union without one.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Cell {
    Number(f64),
    Integer(i64),
    Boolean(bool),
    String(String),
    Tag(Tag),
    Node(Node),
    List(Vec<i64>),
    Unknown(Json),
}

impl union::Untagged for Cell {
    fn shapes() -> &'static union::Shapes {
        static SHAPES: union::Shapes = union::Shapes::new(&[
            union::Shape::number(),
            union::Shape::integer(),
            union::Shape::boolean(),
            union::Shape::string(),
            union::Shape::object(&["name"], &[]),
            union::Shape::structure::<Node>(&["label", "rank"], &[("color", &["red"])]).nullable(),
            union::Shape::array(),
        ]);
        &SHAPES
    }

    fn fit<'de, R: union::Replay<'de>>(index: usize, value: &mut R) -> Option<Self> {
        match index {
            0 => union::fit(value, Self::Number),
            1 => union::fit(value, Self::Integer),
            2 => union::fit(value, Self::Boolean),
            3 => union::fit(value, Self::String),
            4 => union::fit(value, Self::Tag),
            5 => union::fit(value, Self::Node),
            6 => union::fit(value, Self::List),
            _ => None,
        }
    }

    fn unknown(value: Json) -> Self {
        Self::Unknown(value)
    }
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Number(value) => union::untagged(serializer, value),
            Self::Integer(value) => union::untagged(serializer, value),
            Self::Boolean(value) => union::untagged(serializer, value),
            Self::String(value) => union::untagged(serializer, value),
            Self::Tag(value) => union::untagged(serializer, value),
            Self::Node(value) => union::untagged(serializer, value),
            Self::List(value) => union::untagged(serializer, value),
            Self::Unknown(value) => union::untagged(serializer, value),
        }
    }
}

untagged!(Cell);

object! {
    /// A form with a file.
    pub struct Upload: Debug {
        pub title: String = required Into "title",
        pub labels: Option<Vec<String>> = optional "labels" => set_labels(list into String),
        pub meta: Option<Tag> = optional "meta" => set_meta(into Tag),
        pub file: Option<File> = optional "file" => set_file(into File),
        additional pub additional_properties: BTreeMap<String, String> = set(into String),
    }
}

object! {
    /// Fields with the names that `object!` itself uses.
    pub struct Words: Debug {
        pub object: i64 = required(i64) "object",
        pub field: Option<i64> = optional "field",
        pub maybe: Maybe<i64> = maybe "maybe",
        additional pub required: BTreeMap<String, i64>,
    }
}

object! {
    /// Nothing at all.
    pub struct Empty: Debug {}
}
