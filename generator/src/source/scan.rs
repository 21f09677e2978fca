//! Walks a text with the positions of everything in it, for [`super::locate`].
//!
//! It runs only for messages and builds no values. It has a stack of its own, so that no text can
//! overflow the call stack. An incomplete text is walked as far as possible.

use std::collections::BTreeMap;

use saphyr_parser::{Event, Parser, ScalarStyle};

/// A range of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Span {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// The position of a value in the collection around it.
pub(crate) enum Step<'a> {
    Root,
    Key(&'a str, Span),
    Element(usize),
}

/// Whether [`Visitor::leave`] will follow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    Scalar,
    Collection,
}

/// The kind of a YAML value.
pub(crate) enum YamlKind<'a> {
    /// A scalar without quotes, which may be text or another value.
    Plain(&'a str),
    /// Any other scalar, which is text.
    Text(&'a str),
    List,
    Mapping,
    Alias,
}

/// Something in a text that its value does not show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// A duplicate key: its text, and its first position.
    Duplicate { key: String, first: Span },
    /// `.inf`, `-.inf` or `.nan`.
    NotFinite,
    /// A YAML tag that is not one of the core schema.
    Tag(String),
}

pub(crate) trait Visitor {
    /// The kind of the YAML value that is entered next.
    fn kind(&mut self, _kind: YamlKind<'_>) {}
    /// A value begins.
    fn enter(&mut self, step: Step<'_>, span: Span, shape: Shape);
    /// The innermost collection ends.
    fn leave(&mut self);
    /// Whether the rest of the text does not matter.
    fn done(&self) -> bool {
        false
    }
    /// Whether nothing in the innermost collection matters.
    fn passes_over(&self) -> bool {
        false
    }
    /// A remark on the value that is entered next.
    fn remark(&mut self, _finding: Finding, _span: Span) {}
}

/// Walks a text as JSON if it is JSON, else as YAML. `fresh` makes a new visitor.
pub(super) fn walk<V: Visitor>(text: &str, fresh: impl Fn() -> V) -> V {
    if text.trim_start().starts_with(['{', '[']) {
        let mut visitor = fresh();
        if walk_json(text, &mut visitor).is_some() || visitor.done() {
            return visitor;
        }
    }
    let mut visitor = fresh();
    // An incomplete walk is useful, too.
    _ = walk_yaml(text, &mut visitor);
    visitor
}

/// All findings in a text, in order.
pub(crate) fn findings(text: &str) -> Vec<(Finding, Span)> {
    let mut all = walk(text, Findings::default).found;
    all.sort_by_key(|(_, span)| *span);
    all
}

/// The first collection that is nested more than `limit` levels deep.
///
/// YAML parsers take quadratic time in the depth of brackets, so this check runs before them. It
/// counts all brackets first, which is enough for nearly every text. A text with very many open
/// brackets, including those in strings, is not checked further.
pub(crate) fn deeper_than(text: &str, limit: usize) -> Option<Span> {
    let beyond = |limit: usize| {
        let mut open = 0usize;
        text.bytes().position(|byte| {
            match byte {
                b'[' | b'{' => open += 1,
                b']' | b'}' => open = open.saturating_sub(1),
                _ => {}
            }
            open > limit
        })
    };
    beyond(limit)?;
    match beyond((limit * 2).max(2048)) {
        Some(start) => Some(Span { start, end: start + 1 }),
        None => walk(text, || Gauge { limit, open: 0, found: None }).found,
    }
}

struct Gauge {
    limit: usize,
    open: usize,
    found: Option<Span>,
}

impl Visitor for Gauge {
    fn enter(&mut self, _step: Step<'_>, span: Span, shape: Shape) {
        if shape == Shape::Collection {
            self.open += 1;
            if self.open > self.limit {
                self.found = self.found.or(Some(span));
            }
        }
    }

    fn leave(&mut self) {
        self.open = self.open.saturating_sub(1);
    }

    fn done(&self) -> bool {
        self.found.is_some()
    }
}

#[derive(Default)]
struct Findings {
    keys: Vec<BTreeMap<String, Span>>,
    found: Vec<(Finding, Span)>,
}

impl Visitor for Findings {
    fn enter(&mut self, step: Step<'_>, _span: Span, shape: Shape) {
        if let Step::Key(key, span) = step
            && let Some(keys) = self.keys.last_mut()
        {
            match keys.get(key) {
                Some(&first) => {
                    self.found.push((Finding::Duplicate { key: key.to_owned(), first }, span))
                }
                None => {
                    keys.insert(key.to_owned(), span);
                }
            }
        }
        if shape == Shape::Collection {
            self.keys.push(BTreeMap::new());
        }
    }

    fn leave(&mut self) {
        self.keys.pop();
    }

    fn remark(&mut self, finding: Finding, span: Span) {
        self.found.push((finding, span));
    }
}

/// A collection that is open, and the key of its next value.
enum Frame {
    Object { key: Option<(String, Span)> },
    Array { next: usize },
}

impl Frame {
    /// Enters a value in this collection.
    fn enter(frame: Option<&mut Self>, visitor: &mut impl Visitor, span: Span, shape: Shape) {
        match frame {
            None => visitor.enter(Step::Root, span, shape),
            Some(Self::Array { next }) => {
                visitor.enter(Step::Element(*next), span, shape);
                *next += 1;
            }
            Some(Self::Object { key }) => {
                let (text, key_span) = key.take().unwrap_or((String::new(), span));
                visitor.enter(Step::Key(&text, key_span), span, shape);
            }
        }
    }
}

/// Walks a text of JSON; `None` if it is not JSON or the visitor is done.
pub(crate) fn walk_json(text: &str, visitor: &mut impl Visitor) -> Option<()> {
    let mut json = Json { text, position: 0 };
    let mut stack: Vec<Frame> = Vec::new();
    loop {
        if let Some(Frame::Object { key }) = stack.last_mut() {
            let span = json.string()?;
            *key = Some((json.unescaped(span)?, span));
            json.eat(b':')?;
        }
        let (span, opened) = json.value()?;
        let shape = if opened.is_some() { Shape::Collection } else { Shape::Scalar };
        Frame::enter(stack.last_mut(), visitor, span, shape);
        if visitor.done() {
            return None;
        }
        if let Some(frame) = opened {
            if visitor.passes_over() {
                json.pass_over()?;
            } else {
                stack.push(frame);
                if !json.closes(stack.last()) {
                    continue;
                }
                stack.pop();
            }
            visitor.leave();
        }
        while !stack.is_empty() && json.closes(stack.last()) {
            stack.pop();
            visitor.leave();
        }
        if stack.is_empty() {
            return json.peek().is_none().then_some(());
        }
        json.eat(b',')?;
    }
}

struct Json<'t> {
    text: &'t str,
    position: usize,
}

impl Json<'_> {
    fn byte(&self, position: usize) -> Option<u8> {
        self.text.as_bytes().get(position).copied()
    }

    /// The next byte that is not white space.
    fn peek(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.byte(self.position) {
            self.position += 1;
        }
        self.byte(self.position)
    }

    fn eat(&mut self, byte: u8) -> Option<()> {
        (self.peek()? == byte).then(|| self.position += 1)
    }

    fn closes(&mut self, frame: Option<&Frame>) -> bool {
        let bracket = match frame {
            Some(Frame::Object { .. }) => b'}',
            Some(Frame::Array { .. }) => b']',
            None => return false,
        };
        self.eat(bracket).is_some()
    }

    fn value(&mut self) -> Option<(Span, Option<Frame>)> {
        let first = self.peek()?;
        let start = self.position;
        let opened = match first {
            b'"' => return Some((self.string()?, None)),
            b'{' => Some(Frame::Object { key: None }),
            b'[' => Some(Frame::Array { next: 0 }),
            _ => None,
        };
        self.position += 1;
        if opened.is_none() {
            let plain =
                |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
            plain(first).then_some(())?;
            while self.byte(self.position).is_some_and(plain) {
                self.position += 1;
            }
        }
        Some((Span { start, end: self.position }, opened))
    }

    /// The span of a string, quotes included.
    fn string(&mut self) -> Option<Span> {
        let start = { self.eat(b'"') }.map(|()| self.position - 1)?;
        loop {
            let text = self.text.get(self.position..)?;
            let text = text.get(..text.find('"')?)?;
            self.position += text.len() + 1;
            let backslashes = text.len() - text.trim_end_matches('\\').len();
            if backslashes.is_multiple_of(2) {
                return Some(Span { start, end: self.position });
            }
        }
    }

    /// Skips the collection that was opened last; `None` if it is not JSON.
    fn pass_over(&mut self) -> Option<()> {
        let mut open = 1usize;
        while open > 0 {
            let rest = self.text.as_bytes().get(self.position..)?;
            self.position += rest.iter().position(|byte| !is_between(*byte))?;
            match self.byte(self.position)? {
                b'"' => {
                    self.string()?;
                    continue;
                }
                b'{' | b'[' => open += 1,
                b'}' | b']' => open -= 1,
                _ => return None,
            }
            self.position += 1;
        }
        Some(())
    }

    fn unescaped(&self, span: Span) -> Option<String> {
        let quoted = self.text.get(span.start..span.end)?;
        match quoted.contains('\\') {
            true => serde_json::from_str(quoted).ok(),
            false => Some(quoted.trim_matches('"').to_owned()),
        }
    }
}

/// Whether JSON has this byte between strings and brackets: white space, commas, colons, numbers
/// and words.
const fn is_between(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'+' | b'-' | b'.')
}

/// Walks the first document of a YAML text up to the first error of the parser.
pub(crate) fn walk_yaml(text: &str, visitor: &mut impl Visitor) -> Result<(), String> {
    let mut cursor = CharCursor::new(text);
    let mut walk = YamlWalk { visitor, stack: Vec::new(), inside_key: 0 };
    for event in Parser::new_from_str(text) {
        let (event, marks) = event.map_err(|error| error.info().to_owned())?;
        let (start, end) = (cursor.byte(marks.start.index()), cursor.byte(marks.end.index()));
        let span = Span { start, end };
        if matches!(event, Event::DocumentEnd) || walk.visitor.done() {
            break;
        }
        let span = match &event {
            Event::Scalar(_, style, ..) => trim(text, span, *style),
            _ => span,
        };
        walk.event(event, span);
    }
    Ok(())
}

/// The state of [`walk_yaml`].
struct YamlWalk<'w, V> {
    visitor: &'w mut V,
    stack: Vec<Frame>,
    /// How many collections are open inside a complex key, which no JSON pointer can name.
    inside_key: usize,
}

impl<V: Visitor> YamlWalk<'_, V> {
    fn event(&mut self, event: Event<'_>, span: Span) {
        let starts = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
        let ends = matches!(event, Event::MappingEnd | Event::SequenceEnd);
        if self.inside_key > 0 {
            // Nothing in a complex key is visited: only its end matters.
            self.inside_key += usize::from(starts);
            self.inside_key -= usize::from(ends);
        } else if ends {
            self.stack.pop();
            self.visitor.leave();
        } else if let Some(Frame::Object { key: key @ None }) = self.stack.last_mut() {
            let text = match event {
                Event::Scalar(value, ..) => value.into_owned(),
                // A collection or an alias as a key has no name.
                Event::Alias(_) => String::new(),
                _ if starts => String::new(),
                _ => return,
            };
            *key = Some((text, span));
            self.inside_key += usize::from(starts);
        } else {
            let opened = enter_yaml(&event, span, self.stack.last_mut(), self.visitor);
            self.stack.extend(opened);
        }
    }
}

/// Enters a value, and returns the collection that it opens.
fn enter_yaml(
    event: &Event<'_>,
    span: Span,
    around: Option<&mut Frame>,
    visitor: &mut impl Visitor,
) -> Option<Frame> {
    let (kind, tag, opened) = match event {
        Event::Alias(_) => (YamlKind::Alias, None, None),
        Event::Scalar(value, ScalarStyle::Plain, _, tag) => {
            (YamlKind::Plain(value), tag.as_deref(), None)
        }
        Event::Scalar(value, _, _, tag) => (YamlKind::Text(value), tag.as_deref(), None),
        Event::MappingStart(_, tag) => {
            (YamlKind::Mapping, tag.as_deref(), Some(Frame::Object { key: None }))
        }
        Event::SequenceStart(_, tag) => {
            (YamlKind::List, tag.as_deref(), Some(Frame::Array { next: 0 }))
        }
        _ => return None,
    };
    remark_tag(tag, visitor, span);
    if matches!(kind, YamlKind::Plain(text) if is_not_finite(text)) {
        visitor.remark(Finding::NotFinite, span);
    }
    visitor.kind(kind);
    let shape = if opened.is_some() { Shape::Collection } else { Shape::Scalar };
    Frame::enter(around, visitor, span, shape);
    opened
}

/// Cuts off what follows a scalar: the parser puts its end at the start of the next token.
fn trim(text: &str, span: Span, style: ScalarStyle) -> Span {
    let scalar = text.get(span.start..span.end).unwrap_or_default();
    let quoted = match style {
        ScalarStyle::SingleQuoted => quoted_length(scalar, '\''),
        ScalarStyle::DoubleQuoted => quoted_length(scalar, '"'),
        _ => None,
    };
    Span { start: span.start, end: span.start + quoted.unwrap_or_else(|| scalar.trim_end().len()) }
}

/// How many bytes a quoted scalar takes, quotes included (YAML 1.2.2, 7.3).
fn quoted_length(scalar: &str, quote: char) -> Option<usize> {
    let mut signs = scalar.char_indices().skip(1).peekable();
    while let Some((offset, sign)) = signs.next() {
        match sign {
            '\\' if quote == '"' => drop(signs.next()),
            _ if sign != quote => {}
            '\'' if signs.peek().is_some_and(|(_, next)| *next == quote) => drop(signs.next()),
            _ => return Some(offset + 1),
        }
    }
    None
}

fn remark_tag(tag: Option<&saphyr_parser::Tag>, visitor: &mut impl Visitor, span: Span) {
    if let Some(tag) = tag.filter(|tag| !tag.is_yaml_core_schema()) {
        visitor.remark(Finding::Tag(format!("{}{}", tag.handle, tag.suffix)), span);
    }
}

fn is_not_finite(scalar: &str) -> bool {
    let unsigned = scalar.strip_prefix(['+', '-']).unwrap_or(scalar);
    matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN")
}

/// Byte offsets of characters: the YAML parser counts characters. Neighboring characters are
/// asked for one after the other, so each search starts at the last one.
pub(super) struct CharCursor<'t> {
    text: &'t str,
    /// Whether the offsets of characters are their indexes.
    is_ascii: bool,
    /// The last character that was asked for.
    index: usize,
    /// Its offset.
    offset: usize,
}

impl<'t> CharCursor<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, is_ascii: text.is_ascii(), index: 0, offset: 0 }
    }

    /// The offset of a character; the length of the text if there is no such character.
    pub(super) fn byte(&mut self, index: usize) -> usize {
        if self.is_ascii {
            return index.min(self.text.len());
        }
        let (before, after) = self.text.split_at_checked(self.offset).unwrap_or((self.text, ""));
        for character in before.chars().rev().take(self.index.saturating_sub(index)) {
            self.index -= 1;
            self.offset -= character.len_utf8();
        }
        for character in after.chars().take(index.saturating_sub(self.index)) {
            self.index += 1;
            self.offset += character.len_utf8();
        }
        self.offset
    }
}

#[cfg(test)]
mod tests {
    use super::{CharCursor, Finding, findings};

    fn found(text: &str) -> Vec<(Finding, &str)> {
        findings(text)
            .into_iter()
            .map(|(finding, span)| (finding, &text[span.start..span.end]))
            .collect()
    }

    #[test]
    fn characters_are_found_in_any_order() {
        for text in ["", "abc", "aéb€𝄞c"] {
            let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            let mut cursor = CharCursor::new(text);
            for index in [0, 5, 2, 2, 9, 4, 1, 7, 0, 3] {
                let right = offsets.get(index).copied().unwrap_or(text.len());
                assert_eq!(cursor.byte(index), right, "{text} {index}");
            }
        }
    }

    #[test]
    fn a_key_that_stands_twice_is_found_in_yaml_and_json() {
        for text in [
            "é: 1\nb:\n  a: 1\n  c: 2\n  a: 3\na: 4\n",
            r#"{"é": 1, "b": {"a": 1, "c": 2, "\u0061": 3}, "a": 4}"#,
        ] {
            let found = found(text);
            assert_eq!(found.len(), 1, "{text}");
            let (Finding::Duplicate { key, first }, second) = &found[0] else {
                panic!("{found:?}")
            };
            assert_eq!(key, "a");
            assert!(text[first.start..].starts_with(['a', '"']));
            assert!(["a", r#""\u0061""#].contains(second), "{second}");
        }
    }

    #[test]
    fn what_is_no_number_and_unknown_tags_are_found() {
        let found = found("a: .inf\nb: '.inf'\nc: -.INF\nd: !Sub x\ne: !!str 5\n");
        let kinds: Vec<_> = found
            .into_iter()
            .map(|(finding, text)| (matches!(finding, Finding::NotFinite), text))
            .collect();
        assert_eq!(kinds, [(true, ".inf"), (true, "-.INF"), (false, "!Sub x")]);
    }

    #[test]
    fn complex_keys_are_skipped_and_the_values_after_them_found() {
        for key in ["{a: 1, a: 2}", "[x, {a: 1, a: 2}]"] {
            let text = format!("? {key}\n: {{b: 1, b: 2}}\ng: 1\ng: 2\n");
            let found = found(&text);
            let names: Vec<_> = found.iter().map(|(_, text)| *text).collect();
            assert_eq!(names, ["b", "g"], "{found:?}");
        }
    }

    #[test]
    fn a_text_that_breaks_off_does_no_harm() {
        for text in [
            "",
            "{",
            "[",
            "{\"a",
            "{\"a\":",
            "a: [",
            "a: *b",
            "? {a: b}\n: c\n? [x]\n: d",
            "&a [*a]",
            "\"\\",
        ] {
            findings(text);
        }
    }
}
