//! Text to values, through serde: YAML and JSON.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::deep;
use super::limits::Limits;
use super::syntax::{self, Language};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{At, FileId, Finding, Location, Span, costliest_alias, deeper_than, findings};

/// Values that a text may have beyond one for each of its bytes, which only aliases can make.
const SPARE_VALUES: usize = 500_000;

/// How deep collections may stand in each other for both parsers, which use the stack; what is
/// deeper is read by [`deep`].
const MAX_RECURSION: usize = 128;

/// Bytes of text that aliases may add, beyond four times the size of the text.
const SPARE_BYTES: usize = 32 * 1024 * 1024;

/// Keeps a file and reads its value. The value is `None` when there is nothing to go on with; all
/// problems are reported.
pub(super) fn read(
    name: &str,
    bytes: Vec<u8>,
    limits: Limits,
    report: &mut Report,
) -> (FileId, Option<Value>) {
    let (file, is_text) = text(name, bytes, report);
    if !is_text {
        return (file, None);
    }
    let text = report.sources.get(file).map_or("", |source| source.text.as_str());
    let outcome = parse(name, text, limits);
    if outcome.remarkable {
        let findings = findings(text);
        remark(file, findings, report);
    }
    let value = match outcome.value {
        Ok(value) => value,
        Err(fault) => {
            report.push(fault.placed(file));
            return (file, None);
        }
    };
    if !value.is_object() {
        let found = if value.is_null() {
            "an empty text".to_owned()
        } else {
            super::mismatch::describe(&value)
        };
        let message = format!("a document must be an object, found {found}");
        let help = "a document starts with `openapi: 3.0.3`; a file that is referred to holds its parts by name";
        let diagnostic =
            Diagnostic::new(Code::NotAnObject, message).at(Location::root(file)).help(help);
        report.push(diagnostic.label("expected an object"));
        return (file, None);
    }
    (file, Some(value))
}

/// Keeps a text among the sources, and says whether it is UTF-8; what is not is reported.
pub(super) fn text(name: &str, bytes: Vec<u8>, report: &mut Report) -> (FileId, bool) {
    match decode(bytes) {
        Ok(text) => (report.sources.add(name, text), true),
        Err(undecodable) => {
            let file = report.sources.add(name, undecodable.readable);
            report.push(
                undecodable.diagnostic.at(Location { file, at: At::Offset(undecodable.offset) }),
            );
            (file, false)
        }
    }
}

struct Undecodable {
    readable: String,
    offset: usize,
    diagnostic: Box<Diagnostic>,
}

/// UTF-8, without its byte order mark if there is one.
fn decode(mut bytes: Vec<u8>) -> Result<String, Undecodable> {
    const HELP: &str = "save the file as UTF-8";
    let is_utf16 = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, other, ..] | [other, 0, ..] => *other != 0,
        _ => false,
    };
    if is_utf16 {
        let diagnostic =
            Diagnostic::new(Code::TextEncoding, "the text is UTF-16, expected UTF-8").help(HELP);
        return Err(Undecodable {
            readable: String::new(),
            offset: 0,
            diagnostic: Box::new(diagnostic),
        });
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| Undecodable {
        offset: error.utf8_error().valid_up_to(),
        readable: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        diagnostic: Box::new(
            Diagnostic::new(Code::TextEncoding, "the text is not UTF-8")
                .label("the first byte that is not")
                .help(HELP),
        ),
    })
}

/// Reports what serde does not see: keys that stand twice, numbers that are none, tags.
fn remark(file: FileId, findings: Vec<(Finding, Span)>, report: &mut Report) {
    for (finding, span) in findings {
        let location = Location { file, at: At::Offset(span.start) };
        report.push(match finding {
            Finding::Duplicate { key, first } => Diagnostic::new(
                Code::DuplicateKey,
                format!("the key `{}` stands twice here", key.escape_debug()),
            )
            .at(location)
            .label("second one")
            .related(Location { file, at: At::Offset(first.start) }, "first one")
            .help("remove one of them"),
            Finding::NotFinite => {
                Diagnostic::new(Code::NotFinite, "JSON has no infinite numbers and no `.nan`")
                    .at(location)
                    .help("put it in quotes if text is meant")
            }
            Finding::Tag(tag) => {
                let message = format!(
                    "the YAML tag `{}` has no meaning here and is ignored",
                    tag.escape_debug()
                );
                Diagnostic::new(Code::TagIgnored, message).at(location).help("remove the tag")
            }
        });
    }
}

/// Why a text has no value.
struct Fault {
    diagnostic: Box<Diagnostic>,
    offset: usize,
    /// What the parser was about, and where that began.
    context: Option<(usize, String)>,
}

impl Fault {
    fn placed(self, file: FileId) -> Diagnostic {
        let diagnostic = self.diagnostic.at(Location { file, at: At::Offset(self.offset) });
        match self.context {
            Some((offset, text)) if offset != self.offset => {
                diagnostic.related(Location { file, at: At::Offset(offset) }, text)
            }
            _ => diagnostic,
        }
    }
}

struct Outcome {
    value: Result<Value, Fault>,
    /// Whether there is something that only a walk over the text can locate.
    remarkable: bool,
}

fn parse(name: &str, text: &str, limits: Limits) -> Outcome {
    let named_json = name.ends_with(".json");
    if named_json || text.trim_start().starts_with('{') {
        let outcome = parse_json(text, limits);
        if named_json || outcome.value.is_ok() {
            return no_deeper(outcome, text, false, limits);
        }
    }
    no_deeper(parse_yaml(text, limits), text, true, limits)
}

/// What was read, if it is not deeper than people allow who allow less than the parsers do: then it
/// is read again, to find the location.
fn no_deeper(outcome: Outcome, text: &str, yaml: bool, limits: Limits) -> Outcome {
    let is_deeper = |value: &Value| limits.depth < MAX_RECURSION && depth(value) > limits.depth;
    if outcome.value.as_ref().is_ok_and(is_deeper) {
        parse_deep(text, yaml, limits)
    } else {
        outcome
    }
}

/// How deep lists and objects stand in each other.
fn depth(value: &Value) -> usize {
    let mut open = vec![(value, 0)];
    let mut deepest = 0;
    while let Some((value, above)) = open.pop() {
        match value {
            Value::Array(elements) => open.extend(elements.iter().map(|it| (it, above + 1))),
            Value::Object(members) => open.extend(members.values().map(|it| (it, above + 1))),
            _ => deepest = deepest.max(above),
        }
        deepest = deepest.max(above);
    }
    deepest
}

fn parse_json(text: &str, limits: Limits) -> Outcome {
    let state = State::new(text, false, limits);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed(&state)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match value {
        Err(error) if is_recursion(&error.to_string()) => parse_deep(text, false, limits),
        value => {
            let value = value.map_err(|error| {
                let offset = match error.is_eof() {
                    true => text.trim_end().len(),
                    false => line_start(text, error.line()) + error.column().saturating_sub(1),
                };
                state.fault(text, &error.to_string(), offset)
            });
            Outcome { value, remarkable: state.remarkable.get() }
        }
    }
}

fn parse_yaml(text: &str, limits: Limits) -> Outcome {
    if deeper_than(text, MAX_RECURSION).is_some() {
        return parse_deep(text, true, limits);
    }
    let state = State::new(text, true, limits);
    let value = if text.trim().is_empty() { Ok(Value::Null) } else { from_yaml(text, &state) };
    match value {
        Err(error) if is_recursion(&error.to_string()) => parse_deep(text, true, limits),
        value => {
            let value = value.map_err(|error| {
                let offset =
                    error.location().map_or(0, |at| offset_of(text, at.line(), at.column()));
                state.fault(text, &error.to_string(), offset)
            });
            Outcome { value, remarkable: state.remarkable.get() }
        }
    }
}

fn from_yaml(text: &str, state: &State) -> Result<Value, serde_yaml::Error> {
    Seed(state).deserialize(serde_yaml::Deserializer::from_str(text))
}

/// What a plain scalar of YAML means.
fn plain_scalar(text: &str) -> Value {
    let value = from_yaml(text, &State::new(text, true, Limits::default()));
    value
        .ok()
        .filter(|value| !value.is_array() && !value.is_object())
        .unwrap_or_else(|| Value::from(text))
}

fn is_recursion(message: &str) -> bool {
    message.contains("recursion limit exceeded")
}

/// Reads a text that is nested so deep that the parsers do not take it.
fn parse_deep(text: &str, yaml: bool, limits: Limits) -> Outcome {
    let state = State::new(text, yaml, limits);
    let (diagnostic, offset) =
        match deep::read(text, yaml, limits, state.members, plain_scalar, merge) {
            Ok((value, _)) if count(&value) > state.values_at_most => {
                (state.too_many_values(), text.len())
            }
            Ok((value, remarkable)) => return Outcome { value: Ok(value), remarkable },
            Err(deep::Fault::TooDeep(offset)) => (too_deep(limits), offset),
            Err(deep::Fault::TooMany(offset)) => (state.too_many(), offset),
            Err(deep::Fault::LongText(offset)) => (long_text(limits), offset),
            Err(deep::Fault::LongKey(offset)) => (long_key(limits), offset),
            Err(deep::Fault::DataTooDeep(offset)) => {
                let message = format!(
                    "examples and defaults may be nested {} levels deep, and this is more",
                    deep::MAX_DATA
                );
                (Diagnostic::new(Code::TooDeep, message).help("take it away"), offset)
            }
            Err(deep::Fault::YamlTooDeep(offset)) => {
                let message = "brackets are nested deeper here than can be read as YAML";
                let help =
                    "write the file as JSON, or move inner parts to `components` and refer to them";
                (Diagnostic::new(Code::TooDeep, message).help(help), offset)
            }
            Err(deep::Fault::Alias(offset)) => {
                let message = "a text that is nested this deep may have no aliases";
                (
                    Diagnostic::new(Code::TooDeep, message)
                        .help("write out what is meant, or use `$ref`"),
                    offset,
                )
            }
            Err(deep::Fault::Syntax(offset)) => {
                let value = Err(state.fault(
                    text,
                    "the text breaks off or goes on otherwise than expected",
                    offset,
                ));
                return Outcome { value, remarkable: false };
            }
        };
    Outcome {
        value: Err(Fault { diagnostic: Box::new(diagnostic), offset, context: None }),
        remarkable: false,
    }
}

/// The byte at a line and a column in characters, both from 1.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let start = line_start(text, line);
    let mut signs = text.get(start..).unwrap_or_default().char_indices();
    signs.nth(column.saturating_sub(1)).map_or(text.len(), |(offset, _)| start + offset)
}

/// Where and at what a YAML parser was, out of
/// `…, while scanning a quoted scalar at line 4 column 4`.
fn context_of(text: &str, message: &str) -> Option<(usize, String)> {
    let (what, position) = message.rsplit_once(", while ")?.1.rsplit_once(" at line ")?;
    let (line, column) = position.split_once(" column ")?;
    Some((offset_of(text, line.parse().ok()?, column.parse().ok()?), format!("while {what}")))
}

fn too_deep(limits: Limits) -> Diagnostic {
    Diagnostic::new(
        Code::TooDeep,
        format!("the text is nested more than {} levels deep", limits.depth),
    )
    .help("move inner parts to `components` and refer to them, or raise the limit with --max-depth")
}

/// How many values there are in a value, itself included.
pub(super) fn count(value: &Value) -> usize {
    let mut open = vec![value];
    let mut count = 0;
    while let Some(value) = open.pop() {
        count += 1;
        match value {
            Value::Array(elements) => open.extend(elements),
            Value::Object(members) => open.extend(members.values()),
            _ => {}
        }
    }
    count
}

fn too_large() -> Diagnostic {
    Diagnostic::new(
        Code::TooLarge,
        "the aliases of this text expand to far more than the text itself",
    )
    .help("write out what is meant, or use `$ref`")
}

fn long_text(limits: Limits) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a text has more than {} bytes", limits.text))
        .label("too long")
        .help("if it is meant, raise the limit with --max-text")
}

fn long_key(limits: Limits) -> Diagnostic {
    Diagnostic::new(Code::TooMany, format!("a key has more than {} bytes", limits.key))
        .label("too long")
        .help("if it is meant, raise the limit with --max-key")
}

/// The byte that a line starts with; lines count from 1.
fn line_start(text: &str, line: usize) -> usize {
    text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum()
}

/// What one reading has seen and may still use.
struct State {
    yaml: bool,
    limits: Limits,
    /// How many members an object or a list may have.
    members: usize,
    /// How many values there may be.
    values_at_most: usize,
    /// How many of these may yet be read.
    room: Cell<usize>,
    /// How many values and keys may yet be read: with more, aliases are what makes them so many.
    values: Cell<usize>,
    bytes: Cell<usize>,
    remarkable: Cell<bool>,
    stopped: RefCell<Option<Diagnostic>>,
}

impl State {
    fn new(text: &str, yaml: bool, limits: Limits) -> Self {
        let bytes = text.len() as u64;
        let values_at_most = limits.values.within(bytes);
        Self {
            yaml,
            limits,
            members: limits.members.within(bytes),
            values_at_most,
            room: Cell::new(values_at_most),
            values: Cell::new(text.len() + SPARE_VALUES),
            bytes: Cell::new(text.len().saturating_mul(4) + SPARE_BYTES),
            remarkable: Cell::new(false),
            stopped: RefCell::new(None),
        }
    }

    /// Counts one value with this many bytes of its own.
    fn spend<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        self.spend_key(bytes)?;
        let Some(room) = self.room.get().checked_sub(1) else {
            return Err(self.stop(self.too_many_values()));
        };
        self.room.set(room);
        Ok(())
    }

    /// Counts one key.
    fn spend_key<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        let left = (self.values.get().checked_sub(1), self.bytes.get().checked_sub(bytes));
        let (Some(values), Some(bytes)) = left else {
            return Err(self.stop(too_large()));
        };
        self.values.set(values);
        self.bytes.set(bytes);
        Ok(())
    }

    /// Counts a text.
    fn takes<E: de::Error>(&self, text: &str) -> Result<(), E> {
        if text.len() > self.limits.text {
            return Err(self.stop(long_text(self.limits)));
        }
        self.spend(text.len())
    }

    /// Asks whether a collection may have this many members.
    fn has_room<E: de::Error>(&self, members: usize) -> Result<(), E> {
        if members > self.members { Err(self.stop(self.too_many())) } else { Ok(()) }
    }

    fn too_many(&self) -> Diagnostic {
        Diagnostic::new(
            Code::TooMany,
            format!("one object or list has more than {} members", self.members),
        )
        .label("one too many")
        .help("if they are all meant, raise the limit with --max-members")
    }

    fn too_many_values(&self) -> Diagnostic {
        let message = format!(
            "the document has more than {} values that may yet be read",
            self.values_at_most
        );
        Diagnostic::new(Code::TooMany, message)
            .label("one too many")
            .help("if they are all meant, raise the limit with --max-values")
    }

    /// Ends the reading with a message of our own.
    fn stop<E: de::Error>(&self, diagnostic: Diagnostic) -> E {
        let error = E::custom(&diagnostic.message);
        *self.stopped.borrow_mut() = Some(diagnostic);
        error
    }

    /// What an error of a parser means.
    fn fault(&self, text: &str, message: &str, offset: usize) -> Fault {
        let offset = match message.contains("more than one document") {
            true => syntax::second_document(text),
            false => offset.min(text.len()),
        };
        let mut diagnostic = self.stopped.borrow_mut().take().unwrap_or_else(|| {
            if message.contains("repetition limit exceeded") {
                too_large()
            } else if message.contains("expected a key") {
                Diagnostic::new(
                    Code::ComplexKey,
                    "a key must be a plain scalar, found a collection",
                )
                .help("put quotes around a key that starts with `{` or `[`")
            } else {
                let language = if self.yaml { Language::Yaml } else { Language::Json };
                let said = message.split(" at line ").next().unwrap_or(message);
                syntax::diagnostic(language, text, said, offset)
            }
        });
        let mut offset = offset;
        if diagnostic.code == Code::TooLarge
            && let Some((alias, values)) = costliest_alias(text)
        {
            offset = alias.start;
            diagnostic = diagnostic.label(format!("stands for {values} values"));
        }
        Fault {
            diagnostic: Box::new(diagnostic),
            offset,
            context: context_of(text, message).filter(|_| self.yaml),
        }
    }
}

/// Builds one value.
struct Seed<'s>(&'s State);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value of JSON")
    }

    fn visit_unit<E: de::Error>(self) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Null)
    }

    /// A text with nothing but comments in it.
    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.spend(0).map(|()| Value::from(value))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.spend(0)?;
        let number = Number::from_f64(value);
        if number.is_none() {
            self.0.remarkable.set(true);
        }
        Ok(number.map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.takes(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.0.takes(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Seed(self.0))? {
            list.push(element);
            self.0.has_room(list.len())?;
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.spend(0)?;
        let mut members = Map::new();
        while let Some(key) = entries.next_key_seed(KeySeed(self.0))? {
            let value = entries.next_value_seed(Seed(self.0))?;
            match members.entry(key) {
                Entry::Occupied(_) => self.0.remarkable.set(true),
                Entry::Vacant(vacant) => {
                    vacant.insert(value);
                }
            }
            self.0.has_room(members.len())?;
        }
        if self.0.yaml {
            merge(&mut members);
        }
        // A map that grows has room for four members from the start, and most have fewer.
        if members.len() < 4 {
            members = members.into_iter().collect();
        }
        Ok(Value::Object(members))
    }

    /// A value with a tag that YAML's core schema does not have.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        self.0.remarkable.set(true);
        let (_, value) = tagged.variant_seed(KeySeed(self.0))?;
        value.newtype_variant_seed(Seed(self.0))
    }
}

/// A key as it is written: `200` is the text `200`.
struct KeySeed<'s>(&'s State);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = String;

    fn deserialize<D: serde::Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for KeySeed<'_> {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key")
    }

    fn visit_str<E: de::Error>(self, key: &str) -> Result<String, E> {
        self.0.spend_key(key.len())?;
        if key.len() > self.0.limits.key {
            return Err(self.0.stop(long_key(self.0.limits)));
        }
        Ok(key.to_owned())
    }
}

/// Applies the merge keys of YAML 1.1: what `<<` names is taken where the mapping itself says
/// nothing.
fn merge(members: &mut Map<String, Value>) {
    let mergeable = match members.get("<<") {
        Some(Value::Object(_)) => true,
        Some(Value::Array(all)) => !all.is_empty() && all.iter().all(Value::is_object),
        _ => false,
    };
    if !mergeable {
        return;
    }
    let sources = match members.shift_remove("<<") {
        Some(Value::Array(sources)) => sources,
        other => other.into_iter().collect(),
    };
    for source in sources {
        let Value::Object(source) = source else { continue };
        for (key, value) in source {
            members.entry(key).or_insert(value);
        }
    }
}

#[cfg(test)]
mod tests;
