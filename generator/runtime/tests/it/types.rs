//! Types as in generated code.

use std::collections::BTreeMap;

use crate::runtime::integer_enum;
use crate::runtime::object::{self, object};
use crate::runtime::string_enum;
use crate::runtime::union;
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
    /// A closed object with a nullable required field and a recursion.
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

union! {
    /// A union with a discriminator.
    pub enum Shape: Debug by "type" {
        /// A tag.
        Tag(Tag) = "tag",
        /// A node.
        Node(Box<Node>) = "node",
        _ = Unknown,
    }
}

union! {
    /// A union without a discriminator.
    pub enum Cell: Debug {
        /// A number.
        Number(f64) as number,
        /// An integer.
        Integer(i64) as integer,
        /// `true` or `false`.
        Boolean(bool) as boolean,
        /// A text.
        String(String) as string,
        /// A tag.
        Tag(Tag) as object("name"),
        /// A node.
        Node(Node) as structure("label", "rank"; "color" = "red"),
        /// A list.
        List(Vec<i64>) as array,
        _ = Unknown,
    }
}

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
    /// An object without fields.
    pub struct Empty: Debug {}
}
