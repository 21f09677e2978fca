//! Recursive unions as in generated code: with a discriminator and without one. The first property
//! is optional, the second one required. `tests/it/fuzz` uses them, too.

use std::collections::BTreeMap;

use oasmith_runtime::Json;
use oasmith_runtime::object::{self, Object, Reader, Writer};
use oasmith_runtime::union::{self, Replay, Shape, Shapes};
use serde::de::MapAccess;
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer};

/// A struct of one or two fields, read as generated code does.
macro_rules! structs {
    ($($name:ident { $first:ident: $first_type:ty, $second:ident: $second_type:ty })+) => {
        $(
            #[allow(dead_code, reason = "only read")]
            pub struct $name {
                first: Option<$first_type>,
                second: $second_type,
            }

            impl Object for $name {
                const FIELDS: &'static [&'static str] = &[stringify!($first), stringify!($second)];

                fn write<M: SerializeMap>(&self, _: &mut Writer<M>) {}

                fn read<'de, M: MapAccess<'de>>(object: &mut Reader<'de, M>) -> Option<Self> {
                    let (mut first, mut second) = (None, None);
                    while let Some(field) = object.next(Self::FIELDS, false) {
                        match field {
                            0 => object.optional(stringify!($first), &mut first),
                            1 => object.required(stringify!($second), &mut second),
                            _ => object.skip(),
                        }
                    }
                    let Some(second) = second else { return object.missing(stringify!($second)) };
                    Some(Self { first, second })
                }
            }

            impl<'de> Deserialize<'de> for $name {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    object::read(deserializer)
                }
            }
        )+
    };
}

structs! {
    Not { kind: String, operand: Box<Expr> }
    Leaf { kind: String, value: i64 }
    IntegerNode { child: Box<Tree>, x: i64 }
    BooleanNode { child: Box<Tree>, x: bool }
    Both { tree: Vec<Tree>, expr: BTreeMap<String, Expr> }
}

#[allow(dead_code, reason = "only read")]
pub enum Expr {
    Not(Not),
    Leaf(Leaf),
    Both(Both),
    Unknown(Json),
}

impl union::Read for Expr {
    const NAME: &'static str = "Expr";
    const TAG: &'static str = "kind";

    fn read<'de, R: Replay<'de>>(tag: Option<&str>, value: &mut R) -> Result<Self, R::Error> {
        match tag {
            Some("not") => union::variant(value, Self::Not),
            Some("leaf") => union::variant(value, Self::Leaf),
            Some("both") => union::variant(value, Self::Both),
            _ => Ok(union::unknown(value, Self::Unknown)),
        }
    }
}

impl<'de> Deserialize<'de> for Expr {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::read(deserializer)
    }
}

#[allow(dead_code, reason = "only read")]
pub enum Tree {
    Integer(IntegerNode),
    Boolean(BooleanNode),
    Both(Both),
    Unknown(Json),
}

impl union::Untagged for Tree {
    fn shapes() -> &'static Shapes {
        static SHAPES: Shapes = Shapes::new(&[
            Shape::structure::<IntegerNode>(&["x"], &[]),
            Shape::structure::<BooleanNode>(&["x"], &[]),
        ]);
        &SHAPES
    }

    fn fit<'de, R: Replay<'de>>(index: usize, value: &mut R) -> Option<Self> {
        match index {
            0 => union::fit(value, Self::Integer),
            1 => union::fit(value, Self::Boolean),
            2 => union::fit(value, Self::Both),
            _ => None,
        }
    }

    fn unknown(value: Json) -> Self {
        Self::Unknown(value)
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        union::read_untagged(deserializer)
    }
}
