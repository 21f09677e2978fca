//! Types as they are generated.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use crate::runtime::integer_enum;
use crate::runtime::object::{self, object};
use crate::runtime::string_enum;
use crate::runtime::union::{self, union, untagged};
use crate::runtime::{File, Json, Maybe};

#[derive(Debug, Clone, PartialEq, Default)]
#[non_exhaustive]
pub struct Tag {
    pub id: Option<String>,
    pub name: String,
    pub first_name: Maybe<String>,
    pub additional_properties: BTreeMap<String, Json>,
}

object!(Tag {
    0 => optional id "id",
    1 => required name "name",
    2 => maybe first_name "firstName",
    _ => additional additional_properties,
});

/// Closed, with a nullable required field and a recursion.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub label: Option<String>,
    pub rank: i64,
    pub color: Option<Color>,
    pub next: Option<Box<Node>>,
}

object!(Node {
    0 => required label "label",
    1 => required rank "rank",
    2 => optional color "color",
    3 => optional next "next",
});

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Color {
    Red,
    DarkBlue,
    Unknown(String),
}

impl Color {
    pub fn as_str(&self) -> &str {
        match self {
            Self::Red => "red",
            Self::DarkBlue => "dark-blue",
            Self::Unknown(value) => value,
        }
    }
}

impl From<&str> for Color {
    fn from(value: &str) -> Self {
        match value {
            "red" => Self::Red,
            "dark-blue" => Self::DarkBlue,
            _ => Self::Unknown(value.to_owned()),
        }
    }
}

string_enum!(Color);

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    Lost,
    Won,
    Unknown(i64),
}

impl Outcome {
    pub fn as_i64(&self) -> i64 {
        match self {
            Self::Lost => 0,
            Self::Won => 1,
            Self::Unknown(value) => *value,
        }
    }
}

impl From<i64> for Outcome {
    fn from(value: i64) -> Self {
        match value {
            0 => Self::Lost,
            1 => Self::Won,
            _ => Self::Unknown(value),
        }
    }
}

integer_enum!(Outcome);

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

/// A form with a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Upload {
    pub title: String,
    pub labels: Option<Vec<String>>,
    pub meta: Option<Tag>,
    pub file: Option<File>,
    pub additional_properties: BTreeMap<String, String>,
}

object!(Upload {
    0 => required title "title",
    1 => optional labels "labels",
    2 => optional meta "meta",
    3 => optional file "file",
    _ => additional additional_properties,
});

/// Fields with the names that `object!` itself uses.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    pub object: i64,
    pub field: Option<i64>,
    pub maybe: Maybe<i64>,
    pub required: BTreeMap<String, i64>,
}

object!(Words {
    0 => required object "object",
    1 => optional field "field",
    2 => maybe maybe "maybe",
    _ => additional required,
});

/// Nothing at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Empty {}

object!(Empty {});
