//! The order of imports and modules, which rustfmt sorts.

use std::cmp::Ordering;

use super::syntax::{Item, ItemKind};

/// The position of an import or a module among those around it; other items stay where they are.
#[derive(Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Order(Vec<Segment>);

/// A segment of a path, in the order of rustfmt.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Segment {
    Super,
    Crate,
    Name(Name),
    /// Modules are compared letter by letter.
    Module(String),
    Glob,
    List(Vec<Name>),
}

/// A name, in whose digits numbers are compared.
#[derive(Debug, PartialEq, Eq)]
struct Name(String);

impl Order {
    pub fn of(item: &Item) -> Self {
        match &item.kind {
            ItemKind::Use { head, names } => {
                let path = head.rsplit_once("use ").map_or(head.as_str(), |(_, path)| path);
                let path = path.split_once(" as ").map_or(path, |(path, _)| path);
                let mut segments: Vec<Segment> =
                    path.split("::").filter(|name| !name.is_empty()).map(Segment::of).collect();
                let list = names
                    .iter()
                    .map(|names| Segment::List(names.iter().map(|name| Name::of(name)).collect()));
                segments.extend(list);
                Self(segments)
            }
            ItemKind::Module(head) if head.contains("mod ") => {
                let name = head.rsplit_once(' ').map_or(head.as_str(), |(_, name)| name);
                Self(vec![Segment::Module(
                    name.trim_end_matches(';').trim_start_matches("r#").to_owned(),
                )])
            }
            _ => Self::default(),
        }
    }
}

impl Segment {
    fn of(name: &str) -> Self {
        match name {
            "super" => Self::Super,
            "crate" => Self::Crate,
            "*" => Self::Glob,
            name => Self::Name(Name::of(name)),
        }
    }
}

impl Name {
    fn of(name: &str) -> Self {
        Self(name.trim_start_matches("r#").to_owned())
    }

    /// Runs of digits, underscores one by one, and what is between them.
    fn chunks(&self) -> impl Iterator<Item = Chunk<'_>> {
        let mut rest = self.0.as_str();
        std::iter::from_fn(move || {
            let first = rest.chars().next()?;
            let is_digit = first.is_ascii_digit();
            let length = match first {
                '_' => 1,
                _ => rest
                    .find(|each: char| each == '_' || each.is_ascii_digit() != is_digit)
                    .unwrap_or(rest.len()),
            };
            let (chunk, after) = rest.split_at(length);
            rest = after;
            Some(match first {
                '_' => Chunk::Underscore,
                _ if is_digit => Chunk::Number(chunk),
                _ => Chunk::Letters(chunk),
            })
        })
    }
}

enum Chunk<'a> {
    Underscore,
    Letters(&'a str),
    Number(&'a str),
}

impl Ord for Name {
    fn cmp(&self, other: &Self) -> Ordering {
        let (mut ones, mut others) = (self.chunks(), other.chunks());
        loop {
            let order = match (ones.next(), others.next()) {
                (None, None) => return self.0.cmp(&other.0),
                (None, Some(_)) => Ordering::Less,
                (Some(_), None) => Ordering::Greater,
                (Some(Chunk::Underscore), Some(Chunk::Underscore)) => Ordering::Equal,
                (Some(Chunk::Underscore), _) => Ordering::Less,
                (_, Some(Chunk::Underscore)) => Ordering::Greater,
                (Some(Chunk::Number(one)), Some(Chunk::Number(other))) => {
                    let value = |number: &str| number.trim_start_matches('0').len();
                    value(one).cmp(&value(other)).then_with(|| one.cmp(other))
                }
                (
                    Some(Chunk::Letters(one) | Chunk::Number(one)),
                    Some(Chunk::Letters(other) | Chunk::Number(other)),
                ) => one.cmp(other),
            };
            if order != Ordering::Equal {
                return order;
            }
        }
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
