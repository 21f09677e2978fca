//! Data as text that people like to review.
//!
//! It is what `Debug` prints, in few lines: members that are `None`, `false`, `_` or empty are left
//! out, `Some(x)` is `x`, a place is `@file#pointer`, and a definition is `#index`.

use std::fmt::Debug;

/// How wide a line may become before it is broken.
const WIDTH: usize = 116;

/// A value in few lines.
pub fn compact(value: &impl Debug) -> String {
    let text = format!("{value:?}");
    let mut reader = Reader { rest: &text };
    let mut node = reader.node();
    assert!(reader.rest.is_empty(), "this is not what `Debug` prints: {:.60}", reader.rest);
    node.simplify();
    let mut out = String::new();
    node.print(0, &mut out);
    out
}

/// A value as `Debug` prints it: a word, what is in its brackets, or both.
#[derive(Debug, Clone, PartialEq)]
struct Node {
    head: String,
    group: Option<Group>,
}

#[derive(Debug, Clone, PartialEq)]
struct Group {
    open: char,
    members: Vec<(Option<Node>, Node)>,
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn node(&mut self) -> Node {
        let head = self.head();
        let after = self.rest.trim_start();
        let group = match after.chars().next() {
            Some(open @ ('{' | '[' | '(')) => {
                self.rest = &after[1..];
                Some(Group { open, members: self.members(closing(open)) })
            }
            _ => None,
        };
        Node { head, group }
    }

    /// A word, a number, or a quoted text with its quotes.
    fn head(&mut self) -> String {
        let end = match self.rest.chars().next() {
            Some(quote @ ('"' | '\'')) => quoted_end(self.rest, quote),
            _ => self
                .rest
                .find([',', ':', '{', '}', '[', ']', '(', ')', ' '])
                .unwrap_or(self.rest.len()),
        };
        let (head, rest) = self.rest.split_at(end);
        self.rest = rest;
        head.to_owned()
    }

    fn members(&mut self, close: char) -> Vec<(Option<Node>, Node)> {
        let mut members = Vec::new();
        loop {
            self.rest = self.rest.trim_start_matches([' ', ',']);
            if let Some(rest) = self.rest.strip_prefix(close) {
                self.rest = rest;
                return members;
            }
            let first = self.node();
            match self.rest.strip_prefix(": ") {
                Some(rest) => {
                    self.rest = rest;
                    members.push((Some(first), self.node()));
                }
                None => members.push((None, first)),
            }
        }
    }
}

fn quoted_end(text: &str, quote: char) -> usize {
    let mut escaped = false;
    for (at, character) in text.char_indices().skip(1) {
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if character == quote => return at + 1,
            _ => {}
        }
    }
    text.len()
}

fn closing(open: char) -> char {
    match open {
        '{' => '}',
        '[' => ']',
        _ => ')',
    }
}

impl Node {
    fn simplify(&mut self) {
        let Some(group) = &mut self.group else { return };
        for (key, value) in &mut group.members {
            key.iter_mut().for_each(Self::simplify);
            value.simplify();
        }
        if group.open == '{' {
            group.members.retain(|(_, value)| !value.is_empty());
        }
        let inner = match group.members.as_slice() {
            [(None, only)] if group.open == '(' => only,
            _ => {
                if let Some(place) = self.place() {
                    *self = Self { head: place, group: None };
                }
                return;
            }
        };
        match self.head.as_str() {
            "Some" | "Ident" | "Template" => *self = inner.clone(),
            "Number" | "Bool" if inner.head.starts_with(|it: char| !it.is_uppercase()) => {
                *self = inner.clone()
            }
            "String" if inner.head.starts_with('"') => *self = inner.clone(),
            "TypeId" => *self = Self { head: format!("#{}", inner.head), group: None },
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        match &self.group {
            None => matches!(self.head.as_str(), "None" | "false" | "_" | "\"\""),
            Some(group) => group.members.is_empty() && matches!(self.head.as_str(), "" | "Docs"),
        }
    }

    /// `Location { file: FileId(0), at: Value(Pointer("/a")) }`, short.
    fn place(&self) -> Option<String> {
        let members = self.group.as_ref().filter(|_| self.head == "Location")?.members.as_slice();
        let [(_, file), (_, at)] = members else { return None };
        let file = file.only()?;
        let pointer = at.only()?.only().map_or("\"\"", |pointer| pointer.head.as_str());
        let key = if at.head == "Key" { "~" } else { "" };
        Some(format!("@{}#{}{key}", file.head, pointer.trim_matches('"')))
    }

    fn only(&self) -> Option<&Self> {
        match self.group.as_ref()?.members.as_slice() {
            [(None, only)] => Some(only),
            _ => None,
        }
    }

    fn flat(&self) -> String {
        let Some(group) = &self.group else { return self.head.clone() };
        let members: Vec<_> = group
            .members
            .iter()
            .map(|(key, value)| {
                key.as_ref().map_or(String::new(), |key| key.flat() + ": ") + &value.flat()
            })
            .collect();
        let space = if group.open == '{' && !members.is_empty() { " " } else { "" };
        let gap = if group.open == '(' || self.head.is_empty() { "" } else { " " };
        format!(
            "{}{gap}{}{space}{}{space}{}",
            self.head,
            group.open,
            members.join(", "),
            closing(group.open)
        )
    }

    fn print(&self, indent: usize, out: &mut String) {
        let flat = self.flat();
        let group = match &self.group {
            Some(group) if indent + flat.chars().count() > WIDTH && !group.members.is_empty() => {
                group
            }
            _ => return out.push_str(&flat),
        };
        let gap = if group.open == '(' || self.head.is_empty() { "" } else { " " };
        out.push_str(&format!("{}{gap}{}", self.head, group.open));
        let inner = indent + 2;
        for (key, value) in &group.members {
            out.push_str(&format!("\n{:inner$}", ""));
            if let Some(key) = key {
                out.push_str(&(key.flat() + ": "));
            }
            value.print(inner, out);
            out.push(',');
        }
        out.push_str(&format!("\n{:indent$}{}", "", closing(group.open)));
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::compact;

    #[derive(Debug)]
    #[expect(dead_code, reason = "only printed")]
    struct Thing {
        name: &'static str,
        none: Option<i32>,
        some: Option<Vec<i32>>,
        map: BTreeMap<&'static str, (i32, char)>,
        empty: [i32; 0],
    }

    #[test]
    fn members_that_say_nothing_are_left_out() {
        let map = BTreeMap::from([("a, \"b\" {", (1, ','))]);
        let thing = Thing { name: "x\\", none: None, some: Some(vec![1, 2]), map, empty: [] };
        assert_eq!(
            compact(&thing),
            r#"Thing { name: "x\\", some: [1, 2], map: { "a, \"b\" {": (1, ',') } }"#
        );
    }

    #[test]
    fn long_values_are_broken() {
        let text = compact(&vec!["a".repeat(70), "b".repeat(70)]);
        assert_eq!(text, format!("[\n  \"{}\",\n  \"{}\",\n]", "a".repeat(70), "b".repeat(70)));
    }

    #[test]
    fn places_are_short() {
        let mut report = oasmith::Report::new();
        let file = report.sources.add("a.yaml", "a: 1");
        let place = oasmith::source::Location::root(file).child("paths").child("/a");
        assert_eq!(compact(&place), "@0#/paths/~1a");
        assert_eq!(compact(&place.key()), "@0#/paths/~1a~");
    }
}
