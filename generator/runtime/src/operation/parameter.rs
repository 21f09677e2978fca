//! Parameters and their styles (OpenAPI 3.0.4, section 4.7.12.3, "Style Values").
//!
//! Where the specification leaves a choice: `null` is not sent, nor is an empty object in a query.
//! An empty array in a query is the name with an empty value, unless each item has a name. A value
//! nested in a value is written as JSON. Brackets and `|` in a query are percent-encoded, because
//! RFC 3986 does not allow them.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::argument_value::Value;

/// The location of a parameter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path of the URL.
    Path,
    /// In the query of the URL.
    Query,
    /// The whole query of the URL, already encoded.
    QueryString,
    /// The whole query of the URL: a text, or JSON.
    WholeQuery,
    /// In a header.
    Header,
    /// In a cookie.
    Cookie,
}

/// How arrays and objects are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// `blue,black`
    Simple,
    /// `.blue.black`
    Label,
    /// `;color=blue;color=black`
    Matrix,
    /// `color=blue&color=black`
    Form,
    /// `color=blue%20black`
    SpaceDelimited,
    /// `color=blue%7Cblack`
    PipeDelimited,
    /// `color=blue%09black`
    TabDelimited,
    /// `color[R]=100&color[G]=200`; an array repeats its name: `color=blue&color=black`.
    DeepObject,
    /// The same, but an array has brackets: `color[]=blue&color[]=black`. Those of lists and
    /// objects have an index: `color[0][R]=100`.
    DeepBrackets,
    /// `color=blue; color=black`, without percent-encoding.
    Cookie,
}

/// A parameter of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parameter {
    /// The name in the document.
    pub name: &'static str,
    /// The location.
    pub location: Location,
    /// How arrays and objects are written.
    pub style: Style,
    /// Whether each element of an array, each property of an object, is sent separately.
    pub explode: bool,
    /// Whether reserved characters and percent-encoded ones are sent unchanged, where a path or
    /// query allows them.
    pub allow_reserved: bool,
    /// Whether an empty value is allowed in a path.
    pub allow_empty: bool,
    /// Whether the value is written as JSON (`content` instead of `schema`).
    pub json: bool,
}

impl Parameter {
    const fn new(name: &'static str, location: Location, style: Style, explode: bool) -> Self {
        Self {
            name,
            location,
            style,
            explode,
            allow_reserved: false,
            allow_empty: false,
            json: false,
        }
    }

    /// A parameter in the path: style `simple`.
    pub const fn path(name: &'static str) -> Self {
        Self::new(name, Location::Path, Style::Simple, false)
    }

    /// A parameter in the query: style `form`, exploded.
    pub const fn query(name: &'static str) -> Self {
        Self::new(name, Location::Query, Style::Form, true)
    }

    /// The whole query as a form.
    pub const fn query_string(name: &'static str) -> Self {
        Self::new(name, Location::QueryString, Style::Form, true)
    }

    /// The whole query as a text, or as [JSON](Self::json).
    pub const fn whole_query(name: &'static str) -> Self {
        Self::new(name, Location::WholeQuery, Style::Form, true)
    }

    /// A header: style `simple`.
    pub const fn header(name: &'static str) -> Self {
        Self::new(name, Location::Header, Style::Simple, false)
    }

    /// A cookie: style `form`, exploded.
    pub const fn cookie(name: &'static str) -> Self {
        Self::new(name, Location::Cookie, Style::Form, true)
    }

    /// The same parameter in another style.
    #[must_use]
    pub const fn style(self, style: Style, explode: bool) -> Self {
        Self { style, explode, ..self }
    }

    /// The same parameter with reserved characters and percent-encoded ones sent unchanged. `?`,
    /// `#`, `[` and `]`, and in a query `&` and `+`, are still encoded, because they would change
    /// the meaning. So are separators within the items of a list.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: true, ..self }
    }

    /// The same parameter with an empty value allowed.
    #[must_use]
    pub const fn allow_empty(self) -> Self {
        Self { allow_empty: true, ..self }
    }

    /// The same parameter written as JSON.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { json: true, ..self }
    }

    /// The value for a path, percent-encoded; a matrix parameter with its `;` and name,
    /// a label with its dot.
    pub fn to_segment(&self, value: &Value) -> String {
        let value = &*self.shown(value);
        let encode = match (self.allow_reserved, value) {
            (false, _) => encode,
            (true, Value::List(_) | Value::Object(_)) => encode_item_in_path,
            (true, _) => encode_in_path,
        };
        match (self.style, value) {
            (_, Value::Null) => String::new(),
            (Style::Matrix, Value::List(items)) if self.explode => {
                let name = encode(self.name);
                prefixed(";", items.iter().map(|item| matrix(&name, &scalar(item, &encode))))
            }
            (Style::Matrix, Value::Object(fields)) if self.explode => {
                prefixed(";", pairs(fields, "=", &encode))
            }
            (Style::Matrix, value) => {
                prefixed(";", [matrix(&encode(self.name), &joined(value, ",", false, &encode))])
            }
            (Style::Label, value) => prefixed(
                ".",
                [joined(value, if self.explode { "." } else { "," }, self.explode, &encode)],
            ),
            (style, value) => joined(value, delimiter(style, true), self.explode, &encode),
        }
    }

    /// The value for a query: `name=value` pairs, percent-encoded, without the `&`
    /// between them.
    pub fn to_pairs(&self, value: &Value) -> Vec<String> {
        let (name, encode_value): (_, fn(&str) -> String) = match (self.style, self.allow_reserved)
        {
            (Style::Cookie, _) => (self.name.to_owned(), str::to_owned),
            (_, false) => (encode(self.name), encode),
            (_, true) => (encode(self.name), encoding_of_reserved(value, self.explode)),
        };
        let Self { style, explode, .. } = *self;
        let encoding = PairEncoding { style, explode, encode: &encode_value };
        write_pairs(&name, &self.shown(value), &encoding)
    }

    /// The value for a header. `None` if there is nothing to send.
    pub fn to_header(&self, value: &Value) -> Option<String> {
        let value = self.shown(value);
        let delimiter = delimiter(self.style, false);
        (!value.is_null()).then(|| joined(&value, delimiter, self.explode, &str::to_owned))
    }

    /// The value as a whole query, percent-encoded. `None` if there is nothing to send.
    pub fn to_query(&self, value: &Value) -> Option<String> {
        let value = self.shown(value);
        let text = value.text().filter(|text| !text.is_empty())?;
        Some(encode(&text))
    }

    /// Why the server would read another value, if it would.
    pub(crate) fn misread(&self, value: &Value) -> Option<&'static str> {
        if self.style == Style::Cookie && !self.is_cookie(value) {
            return Some(
                "has characters that mean something else in a cookie, and must be escaped by the \
                 caller",
            );
        }
        let reason = "has an item that the server would read as several";
        self.is_ambiguous(value).then_some(reason)
    }

    /// Whether a value has only characters that a cookie can have (RFC 6265, section 4.1.1), and no
    /// separators. Spaces and quotes within a value are allowed, since servers accept them.
    fn is_cookie(&self, value: &Value) -> bool {
        let is_plain = |text: &str| {
            let is_allowed = |byte: u8| matches!(byte, b' '..=b'~') && byte != b';';
            text.bytes().all(is_allowed) && text.trim() == text
        };
        let is_item = |text: &str| is_plain(text) && (self.explode || !text.contains(','));
        let is_key = |text: &str| is_item(text) && (!self.explode || !text.contains('='));
        let is_value = |value: &Value| value.text().is_none_or(|text| is_item(&text));
        match value {
            Value::List(items) => items.iter().all(is_value),
            Value::Object(fields) => fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .all(|(key, value)| is_key(key) && is_value(value)),
            value => value.text().is_none_or(|text| is_plain(&text)),
        }
    }

    /// Whether an item of a list or object contains a separator, and the style cannot encode it. In
    /// a header, that is a comma outside of quotes (RFC 9110, section 5.6.1). Empty items and white
    /// space around items are lost there, too.
    pub(crate) fn is_ambiguous(&self, value: &Value) -> bool {
        let delimiter = match (self.location, self.style, self.explode) {
            (_, Style::SpaceDelimited, false) => ' ',
            (_, Style::PipeDelimited, false) => '|',
            (_, Style::TabDelimited, false) => '\t',
            (Location::Header, ..) => ',',
            (Location::Path, Style::Label, true) => '.',
            _ => return false,
        };
        let is_split = |text: &str| match self.location {
            Location::Header => {
                text.is_empty()
                    || text.trim() != text
                    || text.split('"').step_by(2).any(|part| part.contains(delimiter))
            }
            _ => text.contains(delimiter),
        };
        let is_item_split = |item: &Value| item.text().is_some_and(|text| is_split(&text));
        match value {
            _ if self.json => false,
            Value::List(items) => items.iter().any(is_item_split),
            Value::Object(fields) => {
                let is_key_split = |key: &str| {
                    is_split(key)
                        || (self.location == Location::Header && self.explode && key.contains('='))
                };
                fields.iter().any(|(key, value)| {
                    !value.is_null() && (is_key_split(key) || is_item_split(value))
                })
            }
            _ => false,
        }
    }

    /// The value, or its JSON.
    fn shown<'a>(&self, value: &'a Value) -> Cow<'a, Value> {
        if self.json && !value.is_null() {
            Cow::Owned(Value::Text(value.json()))
        } else {
            Cow::Borrowed(value)
        }
    }
}

/// How a value of a query or a form is encoded that may have reserved characters.
fn encoding_of_reserved(value: &Value, explode: bool) -> fn(&str) -> String {
    match value {
        Value::List(_) | Value::Object(_) if !explode => encode_item_in_query,
        _ => encode_in_query,
    }
}

/// How pairs are written.
pub(crate) struct PairEncoding<'a> {
    pub(crate) style: Style,
    pub(crate) explode: bool,
    /// Encodes a text.
    pub(crate) encode: &'a dyn Fn(&str) -> String,
}

/// The `name=value` pairs of a parameter or a property of a form.
pub(crate) fn write_pairs(name: &str, value: &Value, encoding: &PairEncoding<'_>) -> Vec<String> {
    let PairEncoding { style, explode, encode } = *encoding;
    let pair = |value: String| vec![format!("{name}={value}")];
    match value {
        Value::Null => Vec::new(),
        Value::Object(fields) if fields.iter().all(|(_, value)| value.is_null()) => Vec::new(),
        Value::Object(_) | Value::List(_) if style == Style::DeepBrackets => {
            let mut pairs = Vec::new();
            deep(name, value, &Brackets { of_lists: "%5B%5D", encode }, &mut pairs);
            pairs
        }
        Value::Object(_) if style == Style::DeepObject => {
            let mut pairs = Vec::new();
            deep(name, value, &Brackets { of_lists: "", encode }, &mut pairs);
            pairs
        }
        Value::List(items) if explode || style == Style::DeepObject => items
            .iter()
            .filter(|item| !item.is_null())
            .map(|item| format!("{name}={}", scalar(item, encode)))
            .collect(),
        Value::Object(fields) if explode => pairs(fields, "=", encode).collect(),
        value => pair(joined(value, delimiter(style, true), false, encode)),
    }
}

/// What separates the items of a list in one text.
fn delimiter(style: Style, is_encoded: bool) -> &'static str {
    match (style, is_encoded) {
        (Style::SpaceDelimited, true) => "%20",
        (Style::SpaceDelimited, false) => " ",
        (Style::PipeDelimited, true) => "%7C",
        (Style::PipeDelimited, false) => "|",
        (Style::TabDelimited, true) => "%09",
        (Style::TabDelimited, false) => "\t",
        _ => ",",
    }
}

/// How the names of a deep object are written.
struct Brackets<'a> {
    /// What follows the name of an array.
    of_lists: &'static str,
    encode: &'a dyn Fn(&str) -> String,
}

/// `color[R]=100`, however deep. Items that are lists or objects need an index in the brackets:
/// otherwise, their values would be those of one item.
fn deep(name: &str, value: &Value, brackets: &Brackets<'_>, pairs: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let name = match item {
                    Value::List(_) | Value::Object(_) if !brackets.of_lists.is_empty() => {
                        format!("{name}%5B{index}%5D")
                    }
                    _ => format!("{name}{}", brackets.of_lists),
                };
                deep(&name, item, brackets, pairs);
            }
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                let name = format!("{name}%5B{}%5D", (brackets.encode)(key));
                deep(&name, value, brackets, pairs);
            }
        }
        value => pairs.push(format!("{name}={}", scalar(value, brackets.encode))),
    }
}

/// All of a value in one text: `blue,black`, `R,100,G,200`, or `R=100,G=200` when `with_keys`.
fn joined(
    value: &Value,
    delimiter: &str,
    with_keys: bool,
    encode: &dyn Fn(&str) -> String,
) -> String {
    let parts: Vec<String> = match value {
        Value::List(items) => {
            items.iter().filter(|item| !item.is_null()).map(|item| scalar(item, encode)).collect()
        }
        Value::Object(fields) => {
            pairs(fields, if with_keys { "=" } else { delimiter }, encode).collect()
        }
        value => return scalar(value, encode),
    };
    parts.into_iter().reduce(|all, part| all + delimiter + &part).unwrap_or_default()
}

fn pairs<'a>(
    fields: &'a [(String, Value)],
    between: &'a str,
    encode: &'a dyn Fn(&str) -> String,
) -> impl Iterator<Item = String> + 'a {
    let present = fields.iter().filter(|(_, value)| !value.is_null());
    present.map(move |(key, value)| format!("{}{between}{}", encode(key), scalar(value, encode)))
}

fn scalar(value: &Value, encode: &dyn Fn(&str) -> String) -> String {
    encode(&value.text().unwrap_or_default())
}

fn matrix(name: &str, value: &str) -> String {
    if value.is_empty() { name.to_owned() } else { format!("{name}={value}") }
}

fn prefixed(prefix: &str, parts: impl IntoIterator<Item = String>) -> String {
    parts.into_iter().fold(String::new(), |all, part| all + prefix + &part)
}

/// All but the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// All but the unreserved characters, and those reserved ones that mean nothing in an item of a
/// list in a path or query.
const ENCODED_ITEM: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*');

/// The same for an item in a query.
const ENCODED_ITEM_IN_QUERY: &AsciiSet = &ENCODED_ITEM.remove(b'?').remove(b';').remove(b'=');

/// The same for a value that is no list.
const ENCODED_IN_QUERY: &AsciiSet = &ENCODED_ITEM_IN_QUERY.remove(b',');

/// The same in a path.
const ENCODED_IN_PATH: &AsciiSet =
    &ENCODED_ITEM.remove(b',').remove(b';').remove(b'=').remove(b'&').remove(b'+');

/// Percent-encodes everything but the unreserved characters of RFC 3986.
pub(crate) fn encode(text: &str) -> String {
    Cow::from(utf8_percent_encode(text, ENCODED)).into_owned()
}

fn encode_in_query(text: &str) -> String {
    encode_reserved(text, ENCODED_IN_QUERY)
}

fn encode_item_in_query(text: &str) -> String {
    encode_reserved(text, ENCODED_ITEM_IN_QUERY)
}

fn encode_in_path(text: &str) -> String {
    encode_reserved(text, ENCODED_IN_PATH)
}

fn encode_item_in_path(text: &str) -> String {
    encode_reserved(text, ENCODED_ITEM)
}

/// Percent-encodes the characters of a set, and each `%` that does not begin an escape already
/// (RFC 6570, section 3.2.3).
fn encode_reserved(text: &str, set: &'static AsciiSet) -> String {
    let (mut out, mut rest) = (String::with_capacity(text.len()), text);
    while let Some((before, after)) = rest.split_once('%') {
        out.extend(utf8_percent_encode(before, set));
        let is_hex = |digits: &str| digits.bytes().all(|digit| digit.is_ascii_hexdigit());
        match after.split_at_checked(2).filter(|(digits, _)| is_hex(digits)) {
            Some((digits, others)) => {
                out.push('%');
                out.push_str(digits);
                rest = others;
            }
            None => {
                out.push_str("%25");
                rest = after;
            }
        }
    }
    out.extend(utf8_percent_encode(rest, set));
    out
}
