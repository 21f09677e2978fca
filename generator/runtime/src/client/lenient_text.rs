//! Finds and converts values in JSON texts.

use std::ops::Range;

use super::json::error_path::{split_string, unescape};
use super::value::json_path::PathStep;

/// A step of a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Key(String),
    Index(usize),
}

/// The kind of a value that can be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ScalarKind {
    Text,
    Number,
    Boolean,
}

/// A value in a text.
#[derive(Debug)]
pub(crate) struct FoundValue {
    pub(crate) steps: Vec<Step>,
    pub(crate) value: Range<usize>,
    /// The value with its key and a comma; `None` for the outermost value.
    pub(crate) entry: Option<Range<usize>>,
}

/// A path as errors show it.
pub(crate) fn shown(steps: &[Step]) -> String {
    let steps: Vec<PathStep<'_>> = steps.iter().map(borrowed).collect();
    PathStep::show(&steps)
}

fn borrowed(step: &Step) -> PathStep<'_> {
    match step {
        Step::Key(key) => PathStep::Key(key),
        Step::Index(index) => PathStep::Index(*index),
    }
}

/// The value with a path as errors show it.
pub(crate) fn find(text: &[u8], path: &str) -> Option<FoundValue> {
    let start = after_space(text, 0);
    let mut found =
        FoundValue { steps: Vec::new(), value: start..end_of_value(text, start), entry: None };
    let mut rest = path.strip_prefix('$')?;
    while !rest.is_empty() {
        let (entry, after) = Entries::of(text, &found.value)?.find_map(|entry| {
            let step = PathStep::show(&[borrowed(&entry.step)]);
            let after = rest.strip_prefix(step.strip_prefix('$')?)?;
            (after.is_empty() || after.starts_with(['.', '['])).then_some((entry, after))
        })?;
        rest = after;
        found.steps.push(entry.step);
        found.value = entry.value;
        found.entry = Some(entry.range);
    }
    Some(found)
}

/// The values of a kind in all items of lists at a path, that at the path among them.
pub(crate) fn alike(
    text: &[u8],
    path: &[Step],
    kind: ScalarKind,
) -> Vec<(Vec<Step>, Range<usize>)> {
    let start = after_space(text, 0);
    let mut found = vec![(Vec::new(), start..end_of_value(text, start))];
    for step in path {
        let mut next = Vec::new();
        for (steps, value) in found {
            for entry in Entries::of(text, &value).into_iter().flatten() {
                let is_alike = match (&entry.step, step) {
                    (Step::Index(_), Step::Index(_)) => true,
                    (one, other) => one == other,
                };
                if is_alike {
                    let mut steps: Vec<Step> = steps.clone();
                    steps.push(entry.step);
                    next.push((steps, entry.value));
                }
            }
        }
        found = next;
    }
    found.retain(|(_, value)| text.get(value.clone()).and_then(kind_of) == Some(kind));
    found
}

fn kind_of(value: &[u8]) -> Option<ScalarKind> {
    match value.first()? {
        b'"' => Some(ScalarKind::Text),
        b't' | b'f' => Some(ScalarKind::Boolean),
        b'-' | b'0'..=b'9' => Some(ScalarKind::Number),
        _ => None,
    }
}

/// A string as a number or boolean, or the opposite, if that loses nothing.
pub(crate) fn converted(value: &[u8]) -> Option<(ScalarKind, Vec<u8>)> {
    let kind = kind_of(value)?;
    let converted = match kind {
        ScalarKind::Number | ScalarKind::Boolean => [b"\"", value, b"\""].concat(),
        ScalarKind::Text => {
            let text: String = serde_json::from_slice(value).ok()?;
            let is_exact = matches!(text.as_str(), "true" | "false") || is_exact_number(&text);
            is_exact.then(|| text.into_bytes())?
        }
    };
    Some((kind, converted))
}

/// Whether a text is a number of JSON that is read without a loss.
fn is_exact_number(text: &str) -> bool {
    /// Each decimal number of so many digits is another double.
    const DIGITS: usize = 15;
    let is_number = text.starts_with(|first: char| first == '-' || first.is_ascii_digit())
        && text.ends_with(|last: char| last.is_ascii_digit());
    let number: Option<serde_json::Number> =
        is_number.then(|| serde_json::from_str(text).ok()).flatten();
    number.is_some_and(|number| {
        !number.is_f64() || text.bytes().filter(u8::is_ascii_digit).count() <= DIGITS
    })
}

/// The entries of an object or array.
struct Entries<'a> {
    text: &'a [u8],
    at: usize,
    /// The index of the next item; `None` in an object.
    index: Option<usize>,
    /// Where the comma before the next entry is.
    comma: Option<usize>,
}

/// An entry of an object or array.
struct Entry {
    step: Step,
    value: Range<usize>,
    /// The value with its key and a comma.
    range: Range<usize>,
}

impl<'a> Entries<'a> {
    /// `None` for another value.
    fn of(text: &'a [u8], value: &Range<usize>) -> Option<Self> {
        let index = match text.get(value.start)? {
            b'{' => None,
            b'[' => Some(0),
            _ => return None,
        };
        Some(Self { text, at: after_space(text, value.start + 1), index, comma: None })
    }
}

impl Iterator for Entries<'_> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let start = self.at;
        let (step, value) = match &mut self.index {
            Some(index) => {
                let step = Step::Index(*index);
                *index += 1;
                (step, start)
            }
            None => {
                let (key, _) = split_string(self.text.get(start..)?.strip_prefix(b"\"")?);
                let colon = after_space(self.text, end_of_string(self.text, start + 1));
                (Step::Key(unescape(key?)), after_space(self.text, colon + 1))
            }
        };
        if matches!(self.text.get(value)?, b']' | b'}') {
            return None;
        }
        let end = end_of_value(self.text, value);
        let next = after_space(self.text, end);
        let range = match (self.text.get(next), self.comma) {
            (Some(b','), _) => start..next + 1,
            (_, Some(comma)) => comma..end,
            _ => start..end,
        };
        if self.text.get(next) == Some(&b',') {
            self.comma = Some(next);
            self.at = after_space(self.text, next + 1);
        } else {
            self.at = self.text.len();
        }
        Some(Entry { step, value: value..end, range })
    }
}

fn after_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| byte.is_ascii_whitespace()).count()
}

fn end_of_string(text: &[u8], mut at: usize) -> usize {
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    text.len()
}

fn end_of_value(text: &[u8], start: usize) -> usize {
    let (mut at, mut depth) = (start, 0_usize);
    while let Some(byte) = text.get(at) {
        match byte {
            b'"' => {
                at = end_of_string(text, at + 1);
                if depth == 0 {
                    return at;
                }
                continue;
            }
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return at + depth,
            b'}' | b']' => depth -= 1,
            b',' if depth == 0 => return at,
            byte if depth == 0 && byte.is_ascii_whitespace() => return at,
            _ => {}
        }
        at += 1;
    }
    text.len()
}
