//! Lines and columns of locations.

use std::collections::BTreeMap;

use super::scan::{Shape, Span, Step, Visitor, walk};
use super::{At, Pointer};

/// The position of a location in its text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line, from 1.
    pub line: usize,
    /// The column in characters, from 1.
    pub column: usize,
    /// The offset of its first byte.
    pub start: usize,
    /// The offset after its last byte.
    pub end: usize,
}

/// Finds the position of one location; see [`locate_all`].
pub fn locate(text: &str, at: &At) -> Position {
    locate_all(text, &[at]).pop().unwrap_or(Position { line: 1, column: 1, start: 0, end: 0 })
}

/// Finds the positions of locations in a text of YAML or JSON by reading it once more.
///
/// A scalar is found at its value, and a collection at its key, because that reads best. If a
/// location is not in the text, the longest prefix of its pointer is used. The result has one
/// position for each location, in the same order.
pub fn locate_all(text: &str, locations: &[&At]) -> Vec<Position> {
    let needs_walk = locations.iter().any(|at| !matches!(at, At::Offset(_)));
    let index = needs_walk.then(|| walk(text, || Index::new(locations)));
    let spans = locations.iter().map(|at| match at {
        At::Offset(offset) => token(text, *offset),
        At::Value(pointer) => index.as_ref().map_or(NOWHERE, |index| index.value(pointer)),
        At::Key(pointer) => index.as_ref().map_or(NOWHERE, |index| index.key(pointer)),
    });
    positions(text, &spans.collect::<Vec<_>>())
}

/// How many characters of a token are underlined.
const LONGEST_TOKEN: usize = 300;

const NOWHERE: Span = Span { start: 0, end: 0 };

/// The wanted locations as a tree, filled with spans by a walk over the text.
struct Index {
    nodes: Vec<Node>,
    /// The node of each open collection; `None` if no location below it was requested.
    open: Vec<Option<usize>>,
    /// How many nodes have no span yet.
    missing: usize,
}

#[derive(Default)]
struct Node {
    children: BTreeMap<String, usize>,
    found: Option<FoundSpan>,
}

#[derive(Clone, Copy)]
struct FoundSpan {
    key: Option<Span>,
    value: Span,
    shape: Shape,
}

impl Index {
    fn new(locations: &[&At]) -> Self {
        let mut nodes = vec![Node::default()];
        for at in locations {
            let (At::Value(pointer) | At::Key(pointer)) = at else { continue };
            let mut current = 0;
            for token in pointer.tokens() {
                let next = nodes.len();
                let Some(node) = nodes.get_mut(current) else { break };
                current = *node.children.entry(token.into_owned()).or_insert(next);
                if current == next {
                    nodes.push(Node::default());
                }
            }
        }
        Self { missing: nodes.len(), nodes, open: Vec::new() }
    }

    fn child(&self, parent: usize, step: &Step<'_>) -> Option<usize> {
        let children = &self.nodes.get(parent)?.children;
        match step {
            _ if children.is_empty() => None,
            Step::Root => None,
            Step::Key(key, _) => children.get(*key).copied(),
            Step::Element(index) => children.get(index.to_string().as_str()).copied(),
        }
    }

    /// What was found for the longest prefix of a pointer, and whether that is all of it.
    fn longest(&self, pointer: &Pointer) -> Option<FoundSpan> {
        let mut node = self.nodes.first()?;
        let mut best = node.found?;
        for token in pointer.tokens() {
            let Some(next) =
                node.children.get(token.as_ref()).and_then(|&index| self.nodes.get(index))
            else {
                break;
            };
            let Some(found) = next.found else { break };
            (node, best) = (next, found);
        }
        Some(best)
    }

    fn value(&self, pointer: &Pointer) -> Span {
        self.longest(pointer).map_or(NOWHERE, |found| match found.key {
            Some(key)
                if found.shape == Shape::Collection || found.value.start >= found.value.end =>
            {
                key
            }
            _ => found.value,
        })
    }

    fn key(&self, pointer: &Pointer) -> Span {
        self.longest(pointer).map_or(NOWHERE, |found| found.key.unwrap_or(found.value))
    }
}

impl Visitor for Index {
    fn enter(&mut self, step: Step<'_>, span: Span, shape: Shape) {
        let node = match (&step, self.open.last()) {
            (Step::Root, _) => Some(0),
            (_, Some(Some(parent))) => self.child(*parent, &step),
            _ => None,
        };
        if let Some(node) = node.and_then(|index| self.nodes.get_mut(index))
            && node.found.is_none()
        {
            let key = if let Step::Key(_, key) = step { Some(key) } else { None };
            node.found = Some(FoundSpan { key, value: span, shape });
            self.missing -= 1;
        }
        if shape == Shape::Collection {
            self.open.push(node);
        }
    }

    fn leave(&mut self) {
        self.open.pop();
    }

    fn done(&self) -> bool {
        self.missing == 0
    }

    fn passes_over(&self) -> bool {
        matches!(self.open.last(), Some(None))
    }
}

/// The word, quoted string or single character that starts at an offset.
fn token(text: &str, offset: usize) -> Span {
    let mut start = offset.min(text.len());
    while !text.is_char_boundary(start) {
        start -= 1;
    }
    let rest: &str = text.get(start..).unwrap_or_default();
    // A line may be a large text, and no token worth underlining is that long.
    let end = rest.char_indices().nth(LONGEST_TOKEN).map_or(rest.len(), |(end, _)| end);
    let line = rest.get(..end).and_then(|rest| rest.lines().next()).unwrap_or_default();
    let length = match line.chars().next() {
        Some(quote @ ('"' | '\'')) => {
            line.get(1..).and_then(|tail| tail.find(quote)).map_or(line.len(), |end| end + 2)
        }
        // An alias or an anchor of YAML.
        Some('*' | '&') => line
            .get(1..)
            .and_then(|name| name.find(|it| !is_word(it)))
            .map_or(line.len(), |end| end + 1),
        Some(first) if is_word(first) => {
            line.find(|character| !is_word(character)).unwrap_or(line.len())
        }
        Some(first) => first.len_utf8(),
        None => 0,
    };
    Span { start, end: start + length }
}

fn is_word(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '$' | '.' | '/')
}

/// The positions of spans, in their order. The text is scanned once, however many there are.
fn positions(text: &str, spans: &[Span]) -> Vec<Position> {
    let mut order: Vec<usize> = (0..spans.len()).collect();
    order.sort_by_key(|&index| spans.get(index).map(|span| span.start));
    let mut found = vec![Position { line: 1, column: 1, start: 0, end: 0 }; spans.len()];
    let mut last = Position { line: 1, column: 1, start: 0, end: 0 };
    for index in order {
        let (Some(span), Some(slot)) = (spans.get(index), found.get_mut(index)) else { continue };
        last = position(text, *span, last);
        *slot = last;
    }
    found
}

/// The position of a span after the last one.
fn position(text: &str, span: Span, last: Position) -> Position {
    let start = span.start.min(text.len());
    let between = text.get(last.start..start).unwrap_or_default();
    let (line, column) = match between.rfind('\n') {
        Some(end) => {
            let breaks = between.bytes().filter(|byte| *byte == b'\n').count();
            (last.line + breaks, 1 + between.get(end + 1..).unwrap_or_default().chars().count())
        }
        None => (last.line, last.column + between.chars().count()),
    };
    Position { line, column, start, end: span.end.clamp(start, text.len()) }
}

#[cfg(test)]
mod tests {
    use super::{Position, locate, locate_all};
    use crate::source::{At, Pointer};

    const YAML: &str = "# é\nopenapi: 3.0.3\npaths:\n  /a:\n    get:\n      tags: [ü, two]\n      list:\n        - name: x\n        - name: y\n      empty:\n";
    const JSON: &str = "{\n\t\"openapi\":\"3.0.3\",\n\t\"paths\": {\"/a\": {\"get\": {\"tags\": [\"ü\", \"two\"], \"n\": -1.5e3}}}\n}";

    fn value(pointer: &str) -> At {
        At::Value(Pointer::new(pointer))
    }

    fn shown(text: &str, at: &At) -> (usize, usize, String) {
        let Position { line, column, start, end } = locate(text, at);
        (line, column, text[start..end].to_owned())
    }

    #[test]
    fn a_scalar_is_where_it_stands() {
        assert_eq!(shown(YAML, &value("/openapi")), (2, 10, "3.0.3".to_owned()));
        assert_eq!(shown(YAML, &value("/paths/~1a/get/tags/1")), (6, 17, "two".to_owned()));
        assert_eq!(shown(YAML, &value("/paths/~1a/get/list/1/name")), (9, 17, "y".to_owned()));
        assert_eq!(shown(JSON, &value("/openapi")), (2, 12, "\"3.0.3\"".to_owned()));
        assert_eq!(shown(JSON, &value("/paths/~1a/get/tags/1")), (3, 41, "\"two\"".to_owned()));
        assert_eq!(shown(JSON, &value("/paths/~1a/get/n")), (3, 54, "-1.5e3".to_owned()));
    }

    #[test]
    fn what_follows_a_scalar_is_not_part_of_it() {
        let text = "a: ''  # x\nb: 'it''s' # x\nc: \"\\\"\" # x\nd: plain  # x\n";
        let shown: Vec<_> =
            ["/a", "/b", "/c", "/d"].map(|pointer| shown(text, &value(pointer)).2).into();
        assert_eq!(shown, ["''", "'it''s'", "\"\\\"\"", "plain"]);
    }

    #[test]
    fn a_collection_is_where_its_key_stands() {
        assert_eq!(shown(YAML, &value("/paths/~1a/get")), (5, 5, "get".to_owned()));
        assert_eq!(shown(JSON, &value("/paths/~1a")), (3, 12, "\"/a\"".to_owned()));
        assert_eq!(shown(YAML, &value("/paths/~1a/get/empty")), (10, 7, "empty".to_owned()));
        assert_eq!(shown(YAML, &value("/paths/~1a/get/list/1")).0, 9);
    }

    #[test]
    fn a_key_is_found_as_such() {
        assert_eq!(shown(YAML, &At::Key(Pointer::new("/openapi"))), (2, 1, "openapi".to_owned()));
        assert_eq!(
            shown(JSON, &At::Key(Pointer::new("/openapi"))),
            (2, 2, "\"openapi\"".to_owned())
        );
    }

    #[test]
    fn what_is_missing_is_where_the_longest_prefix_stands() {
        assert_eq!(shown(YAML, &value("/paths/~1a/post/tags")), (4, 3, "/a".to_owned()));
        assert_eq!(shown(YAML, &value("/nothing")).0, 2);
    }

    #[test]
    fn an_offset_is_a_token() {
        assert_eq!(shown("a: 'b c' d", &At::Offset(3)), (1, 4, "'b c'".to_owned()));
        assert_eq!(shown("one\ntwo: 3", &At::Offset(4)), (2, 1, "two".to_owned()));
        assert_eq!(shown("a", &At::Offset(99)), (1, 2, String::new()));
        assert_eq!(shown("é", &At::Offset(1)), (1, 1, "é".to_owned()));
    }

    #[test]
    fn json_with_yaml_in_it_and_other_oddities_are_located() {
        assert_eq!(shown("{a: {b: c}}", &value("/a/b")), (1, 9, "c".to_owned()));
        assert_eq!(shown("a: &x {b: 1}\nc: *x\n", &value("/c/b")), (2, 4, "*x".to_owned()));
        assert_eq!(locate("", &value("/a")), Position { line: 1, column: 1, start: 0, end: 0 });
    }

    #[test]
    fn what_nobody_asked_for_is_passed_over() {
        let text =
            "{\"a\": {\"b\": [\"}\", \"\\\"]\", {}]},\n\"c\": [[], {\"d\": 1}, \n2], \"e\": 5}";
        assert_eq!(shown(text, &value("/e")), (3, 10, "5".to_owned()));
        assert_eq!(shown(text, &value("/c/1/d")), (2, 17, "1".to_owned()));
        // What looks like JSON at first, and is YAML.
        let text = "{\"a\": {\"b\": '}', c: {d: 1}},\n\"e\": 5}";
        assert_eq!(shown(text, &value("/e")), (2, 6, "5".to_owned()));
    }

    #[test]
    fn many_locations_take_one_walk_and_keep_their_order() {
        let locations = [value("/paths/~1a/get/tags"), value("/openapi"), At::Offset(0)];
        let lines: Vec<_> =
            locate_all(YAML, &locations.each_ref()).iter().map(|position| position.line).collect();
        assert_eq!(lines, [6, 2, 1]);
    }
}
