//! Random numbers, and random changes of texts and values.

use serde_json::Value;

/// Replacements.
pub const WORDS: &[&str] = &[
    "",
    " ",
    "a",
    "..",
    ".",
    "/",
    "/{a}",
    "{",
    "}",
    "$ref",
    "#/",
    "#",
    "#/components/schemas/A",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "type",
    "object",
    "array",
    "string",
    "integer",
    "null",
    "enum",
    "properties",
    "items",
    "required",
    "discriminator",
    "mapping",
    "propertyName",
    "additionalProperties",
    "nullable",
    "readOnly",
    "default",
    "example",
    "format",
    "date-time",
    "binary",
    "x-",
    "200",
    "default",
    "2XX",
    "application/json",
    "multipart/form-data",
    "text/event-stream",
    "get",
    "parameters",
    "in",
    "path",
    "query",
    "deepObject",
    "\u{0}",
    "\u{2028}",
    "\u{202e}",
    "\"",
    "*/",
    "```rust",
    "<b>",
    "\\",
    "🦀",
    "r#fn",
    "self",
    "Self",
    "3.0.3",
    "3.1.0",
    "3.2.0",
    "2.0",
    "1e999",
    "-0",
    "9223372036854775808",
    "- ",
    ": ",
    "&a ",
    "*a",
    "!!str ",
    "<<",
    "|",
    ">",
    "? ",
    "%",
    "\t",
    "\n",
    "---",
    "...",
    "[",
    "]",
    ",",
];

/// Pseudorandom numbers from a seed (xorshift64*). They are the same in each run.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    /// A number below `end`; 0 if that is 0.
    pub fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end.max(1)
    }

    /// One of these.
    ///
    /// # Panics
    /// If there are none.
    pub fn of<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.below(all.len())]
    }
}

/// A text with some of its bytes changed.
pub fn changed_text(chance: &mut Chance, seeds: &[Vec<u8>]) -> Vec<u8> {
    let mut text = chance.of(seeds).clone();
    for _ in 0..=chance.below(6) {
        let at = chance.below(text.len() + 1);
        let end = (at + chance.below(40)).min(text.len());
        match chance.below(6) {
            0 => drop(text.drain(at..end)),
            1 => drop(text.splice(at..at, chance.of(WORDS).bytes())),
            2 => drop(text.splice(at..end, chance.of(WORDS).bytes())),
            3 => {
                let other = chance.of(seeds);
                let from = chance.below(other.len());
                let to = (from + chance.below(200)).min(other.len());
                text.splice(at..at, other[from..to].iter().copied());
            }
            4 => {
                let byte = chance.next() as u8;
                text.get_mut(at).into_iter().for_each(|it| *it ^= byte);
            }
            _ => {
                let copy = text[at..end].to_vec();
                text.splice(at..at, copy);
            }
        }
    }
    text
}

/// The path of every nested value, as keys and indices.
pub fn pointers(value: &Value, at: String, found: &mut Vec<String>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, it)| {
            pointers(it, format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), found);
        }),
        Value::Array(elements) => {
            elements
                .iter()
                .enumerate()
                .for_each(|(index, it)| pointers(it, format!("{at}/{index}"), found));
        }
        _ => {}
    }
    found.push(at);
}

/// A document with some of its values exchanged.
pub fn changed_value(chance: &mut Chance, seeds: &[Value]) -> Value {
    let mut value = chance.of(seeds).clone();
    for _ in 0..=chance.below(5) {
        let mut all = Vec::new();
        pointers(&value, String::new(), &mut all);
        let from = chance.of(&all).clone();
        let at = chance.of(&all);
        let copy = value.pointer(&from).cloned().unwrap_or_default();
        let word = *chance.of(WORDS);
        let choice = chance.below(7);
        let Some(target) = value.pointer_mut(at) else { continue };
        match (choice, &mut *target) {
            (0, _) => *target = copy,
            (1, _) => *target = Value::from(word),
            (2, Value::Object(members)) => drop(members.insert(word.to_owned(), copy)),
            (3, Value::Object(members)) => {
                let key = members.keys().nth(chance.below(members.len())).cloned();
                key.into_iter().for_each(|key| drop(members.shift_remove(&key)));
            }
            (2 | 3, Value::Array(elements)) => elements.push(copy),
            (4, _) => *target = serde_json::json!({"$ref": format!("#{from}")}),
            (5, _) => {
                *target =
                    [Value::Null, true.into(), (-1).into(), 1.5.into()][chance.below(4)].clone()
            }
            _ => *target = Value::Array(vec![copy.clone(), copy]),
        }
    }
    value
}
