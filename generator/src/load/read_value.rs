//! Values from the events of a parser, within limits.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

use super::limits::Limits;
use super::parse_error::{ParseError, context_of, long_key, long_text, too_large};
use super::syntax::{self, Language};
use crate::diagnostic::{Code, Diagnostic};
use crate::source::costliest_alias;

/// Values that a text may have beyond one for each of its bytes, which only aliases can make.
const SPARE_VALUES: usize = 500_000;

/// Bytes of text that aliases may add, beyond four times the size of the text.
const SPARE_BYTES: usize = 32 * 1024 * 1024;

/// The state while one text is read: what may still be read of it.
pub(super) struct ReadState {
    yaml: bool,
    limits: Limits,
    /// How many members an object or a list may have.
    pub(super) members: usize,
    /// How many values there may be.
    pub(super) values_at_most: usize,
    /// How many of these are left.
    values_left: Cell<usize>,
    /// How many values and keys are left before only aliases can be the cause of so many.
    nodes_left: Cell<usize>,
    /// How many bytes of text are left before only aliases can be the cause of so many.
    bytes_left: Cell<usize>,
    /// Whether there is something that only a walk over the text can locate.
    pub(super) needs_walk: Cell<bool>,
    /// The message that the reading was stopped with.
    stopped: RefCell<Option<Diagnostic>>,
}

impl ReadState {
    pub(super) fn new(text: &str, yaml: bool, limits: Limits) -> Self {
        let bytes = text.len() as u64;
        let values_at_most = limits.values.within(bytes);
        Self {
            yaml,
            limits,
            members: limits.members.within(bytes),
            values_at_most,
            values_left: Cell::new(values_at_most),
            nodes_left: Cell::new(text.len() + SPARE_VALUES),
            bytes_left: Cell::new(text.len().saturating_mul(4) + SPARE_BYTES),
            needs_walk: Cell::new(false),
            stopped: RefCell::new(None),
        }
    }

    /// Counts a value with this many bytes of text.
    fn count_value<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        self.count_key(bytes)?;
        let Some(left) = self.values_left.get().checked_sub(1) else {
            return Err(self.stop(self.too_many_values()));
        };
        self.values_left.set(left);
        Ok(())
    }

    /// Counts one key.
    fn count_key<E: de::Error>(&self, bytes: usize) -> Result<(), E> {
        let left = (self.nodes_left.get().checked_sub(1), self.bytes_left.get().checked_sub(bytes));
        let (Some(values), Some(bytes)) = left else {
            return Err(self.stop(too_large()));
        };
        self.nodes_left.set(values);
        self.bytes_left.set(bytes);
        Ok(())
    }

    /// Counts a text.
    fn count_text<E: de::Error>(&self, text: &str) -> Result<(), E> {
        if text.len() > self.limits.text {
            return Err(self.stop(long_text(self.limits)));
        }
        self.count_value(text.len())
    }

    /// Checks the number of members of a collection.
    fn check_members<E: de::Error>(&self, members: usize) -> Result<(), E> {
        if members > self.members { Err(self.stop(self.too_many())) } else { Ok(()) }
    }

    pub(super) fn too_many(&self) -> Diagnostic {
        Diagnostic::new(
            Code::TooMany,
            format!("one object or list has more than {} members", self.members),
        )
        .label("one too many")
        .help("remove some, or raise the limit with --max-members")
    }

    pub(super) fn too_many_values(&self) -> Diagnostic {
        let message = format!("the document has more than {} values", self.values_at_most);
        Diagnostic::new(Code::TooMany, message)
            .label("one too many")
            .help("remove some, or raise the limit with --max-values")
    }

    /// Stops the parser with a message.
    fn stop<E: de::Error>(&self, diagnostic: Diagnostic) -> E {
        let error = E::custom(&diagnostic.message);
        *self.stopped.borrow_mut() = Some(diagnostic);
        error
    }

    /// Explains an error of a parser.
    pub(super) fn error(&self, text: &str, message: &str, offset: usize) -> ParseError {
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
        ParseError {
            diagnostic: Box::new(diagnostic),
            offset,
            context: context_of(text, message).filter(|_| self.yaml),
        }
    }
}

/// Builds one value.
pub(super) struct Seed<'s>(pub(super) &'s ReadState);

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
        self.0.count_value(0).map(|()| Value::Null)
    }

    /// YAML with nothing but comments.
    fn visit_none<E: de::Error>(self) -> Result<Value, E> {
        self.visit_unit()
    }

    fn visit_bool<E: de::Error>(self, value: bool) -> Result<Value, E> {
        self.0.count_value(0).map(|()| Value::Bool(value))
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Value, E> {
        self.0.count_value(0).map(|()| Value::from(value))
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Value, E> {
        self.0.count_value(0).map(|()| Value::from(value))
    }

    fn visit_i128<E: de::Error>(self, value: i128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_u128<E: de::Error>(self, value: u128) -> Result<Value, E> {
        self.visit_f64(value as f64)
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        self.0.count_value(0)?;
        let number = Number::from_f64(value);
        if number.is_none() {
            self.0.needs_walk.set(true);
        }
        Ok(number.map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: de::Error>(self, value: &str) -> Result<Value, E> {
        self.0.count_text(value)?;
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E: de::Error>(self, value: String) -> Result<Value, E> {
        self.0.count_text(&value)?;
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut elements: A) -> Result<Value, A::Error> {
        self.0.count_value(0)?;
        let mut list = Vec::new();
        while let Some(element) = elements.next_element_seed(Seed(self.0))? {
            list.push(element);
            self.0.check_members(list.len())?;
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        self.0.count_value(0)?;
        let mut members = Map::new();
        while let Some(key) = entries.next_key_seed(KeySeed(self.0))? {
            let value = entries.next_value_seed(Seed(self.0))?;
            match members.entry(key) {
                Entry::Occupied(_) => self.0.needs_walk.set(true),
                Entry::Vacant(vacant) => {
                    vacant.insert(value);
                }
            }
            self.0.check_members(members.len())?;
        }
        if self.0.yaml {
            merge(&mut members);
        }
        // A growing map allocates four members at first, and most objects have fewer.
        if members.len() < 4 {
            members = members.into_iter().collect();
        }
        Ok(Value::Object(members))
    }

    /// A value with a tag that YAML's core schema does not have.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Value, A::Error> {
        self.0.needs_walk.set(true);
        let (_, value) = tagged.variant_seed(KeySeed(self.0))?;
        value.newtype_variant_seed(Seed(self.0))
    }
}

/// A key as it is written: an unquoted `200` is text.
struct KeySeed<'s>(&'s ReadState);

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
        self.0.count_key(key.len())?;
        if key.len() > self.0.limits.key {
            return Err(self.0.stop(long_key(self.0.limits)));
        }
        Ok(key.to_owned())
    }
}

/// Applies the merge keys of YAML 1.1: members of `<<` are added unless the mapping has them.
pub(super) fn merge(members: &mut Map<String, Value>) {
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

/// How deeply lists and objects are nested.
pub(super) fn depth(value: &Value) -> usize {
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

/// The number of values in a value, including itself.
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
