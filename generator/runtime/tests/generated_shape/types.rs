//! Types as they are generated.

use std::collections::BTreeMap;

use serde::de::MapAccess;
use serde::ser::SerializeMap;
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

impl object::Write for Tag {
    fn write<M: SerializeMap>(&self, object: &mut object::Writer<M>) {
        object.optional("id", &self.id);
        object.required("name", &self.name);
        object.maybe("firstName", &self.first_name);
        object.additional(&self.additional_properties);
    }
}

impl<'de> object::Read<'de> for Tag {
    const FIELDS: &'static [&'static str] = &["id", "name", "firstName"];

    fn read<M: MapAccess<'de>>(object: &mut object::Reader<'de, M>) -> Option<Self> {
        let mut id = None;
        let mut name = None;
        let mut first_name = Maybe::Absent;
        let mut additional_properties = BTreeMap::new();
        while let Some(field) = object.next_open(Self::FIELDS) {
            match field {
                0 => object.optional(&mut id),
                1 => object.required(&mut name),
                2 => object.maybe(&mut first_name),
                _ => object.additional(&mut additional_properties),
            }
        }
        let Some(name) = name else { return object.missing(&["name"]) };
        Some(Self { id, name, first_name, additional_properties })
    }
}

object!(Tag);

/// Closed, with a nullable required field and a recursion.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    pub label: Option<String>,
    pub rank: i64,
    pub color: Option<Color>,
    pub next: Option<Box<Node>>,
}

impl object::Write for Node {
    fn write<M: SerializeMap>(&self, object: &mut object::Writer<M>) {
        object.required("label", &self.label);
        object.required("rank", &self.rank);
        object.optional("color", &self.color);
        object.optional("next", &self.next);
    }
}

impl<'de> object::Read<'de> for Node {
    const FIELDS: &'static [&'static str] = &["label", "rank", "color", "next"];

    fn read<M: MapAccess<'de>>(object: &mut object::Reader<'de, M>) -> Option<Self> {
        let (mut label, mut rank, mut color, mut next) = (None, None, None, None);
        while let Some(field) = object.next(Self::FIELDS) {
            match field {
                0 => object.required(&mut label),
                1 => object.required(&mut rank),
                2 => object.optional(&mut color),
                3 => object.optional(&mut next),
                _ => object.skip(),
            }
        }
        let (Some(label), Some(rank)) = (label, rank) else { return object.missing(&["label", "rank"]) };
        Some(Self { label, rank, color, next })
    }
}

object!(Node);

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

    fn read(value: union::Content<'_>) -> Result<Self, union::Error> {
        match union::tag(&value, "type") {
            Some("tag") => union::variant(&value, Self::Tag),
            Some("node") => union::variant(&value, Self::Node),
            _ => Ok(Self::Unknown(value.into())),
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
    Color(Color),
    String(String),
    Tag(Tag),
    Node(Node),
    List(Vec<i64>),
    Unknown(Json),
}

impl union::Untagged for Cell {
    const SHAPES: &'static [union::Shape] = &[
        union::Shape::number(),
        union::Shape::integer(),
        union::Shape::boolean(),
        union::Shape::one_of(&["red", "dark-blue"]),
        union::Shape::string(),
        union::Shape::object(&["name"], &[]),
        union::Shape::object(&["label", "rank"], &[("color", &["red"])]).nullable(),
        union::Shape::array(),
    ];

    fn fit(index: usize, value: &union::Content<'_>) -> Option<Self> {
        match index {
            0 => union::fit(value, Self::Number),
            1 => union::fit(value, Self::Integer),
            2 => union::fit(value, Self::Boolean),
            3 => union::fit(value, Self::Color),
            4 => union::fit(value, Self::String),
            5 => union::fit(value, Self::Tag),
            6 => union::fit(value, Self::Node),
            7 => union::fit(value, Self::List),
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
            Self::Color(value) => union::untagged(serializer, value),
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

impl object::Write for Upload {
    fn write<M: SerializeMap>(&self, object: &mut object::Writer<M>) {
        object.required("title", &self.title);
        object.optional("labels", &self.labels);
        object.optional("meta", &self.meta);
        object.optional("file", &self.file);
        object.additional(&self.additional_properties);
    }
}

impl<'de> object::Read<'de> for Upload {
    const FIELDS: &'static [&'static str] = &["title", "labels", "meta", "file"];

    fn read<M: MapAccess<'de>>(object: &mut object::Reader<'de, M>) -> Option<Self> {
        let (mut title, mut labels, mut meta, mut file) = (None, None, None, None);
        let mut additional_properties = BTreeMap::new();
        while let Some(field) = object.next_open(Self::FIELDS) {
            match field {
                0 => object.required(&mut title),
                1 => object.optional(&mut labels),
                2 => object.optional(&mut meta),
                3 => object.optional(&mut file),
                _ => object.additional(&mut additional_properties),
            }
        }
        let Some(title) = title else { return object.missing(&["title"]) };
        Some(Self { title, labels, meta, file, additional_properties })
    }
}

object!(Upload);
