//! Styles and headers of the parts of a multipart form (OpenAPI 3.1.1, section 4.8.15, "Encoding
//! Object").
//!
//! A style converts a value to the pairs of a query. Each pair is a part, without percent-encoding.
//! So an item that contains the delimiter cannot be sent.

use super::http::headers::outgoing;
use super::multipart::{HeaderSource, PartEncoding, PartStyle};
use super::operation::argument_value::Value;

type Parts = Result<Vec<(String, String)>, String>;

/// A part for each item of an array and each property of an object.
pub fn exploded(name: &str, value: &Value) -> Parts {
    let part = |name: &str, value: &Value| Some((name.to_owned(), value.text()?.into_owned()));
    Ok(match value {
        Value::List(items) => items.iter().filter_map(|item| part(name, item)).collect(),
        Value::Object(fields) => fields.iter().filter_map(|(key, item)| part(key, item)).collect(),
        value => part(name, value).into_iter().collect(),
    })
}

/// `blue,black`
pub fn with_commas(name: &str, value: &Value) -> Parts {
    joined(name, value, ',')
}

/// `blue black`
pub fn with_spaces(name: &str, value: &Value) -> Parts {
    joined(name, value, ' ')
}

/// `blue|black`
pub fn with_pipes(name: &str, value: &Value) -> Parts {
    joined(name, value, '|')
}

/// The same with tabs.
pub fn with_tabs(name: &str, value: &Value) -> Parts {
    joined(name, value, '\t')
}

/// A part `color[R]` for each property of an object, at any depth. An array repeats its name.
pub fn deep_object(name: &str, value: &Value) -> Parts {
    deep(name, value, "")
}

/// The same, but items of an array have the name `sizes[]`, or `sizes[0][R]` if they are lists or
/// objects.
pub fn deep_brackets(name: &str, value: &Value) -> Parts {
    deep(name, value, "[]")
}

fn deep(name: &str, value: &Value, of_items: &str) -> Parts {
    let mut parts = Vec::new();
    let mut open = vec![(name.to_owned(), value)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::List(items) => {
                let name = |index: usize, item: &Value| match item {
                    Value::List(_) | Value::Object(_) if !of_items.is_empty() => {
                        format!("{name}[{index}]")
                    }
                    _ => format!("{name}{of_items}"),
                };
                let items = items.iter().enumerate().rev();
                open.extend(items.map(|(index, item)| (name(index, item), item)));
            }
            Value::Object(fields) => {
                let fields = fields.iter().rev();
                open.extend(fields.map(|(key, value)| (format!("{name}[{key}]"), value)));
            }
            value => parts.extend(value.text().map(|text| (name, text.into_owned()))),
        }
    }
    Ok(parts)
}

/// No part: the value is a header of another part.
pub fn no_part(_: &str, _: &Value) -> Parts {
    Ok(Vec::new())
}

/// One part with all items, or all names and values.
fn joined(name: &str, value: &Value, delimiter: char) -> Parts {
    let mut items: Vec<String> = Vec::new();
    match value {
        Value::List(list) => {
            items.extend(list.iter().filter_map(Value::text).map(|text| text.into_owned()));
        }
        Value::Object(fields) => {
            for (key, value) in fields {
                items.extend(value.text().into_iter().flat_map(|text| [key.clone(), text.into()]));
            }
        }
        value => return exploded(name, value),
    }
    if items.iter().any(|item| item.contains(delimiter)) {
        let name = name.escape_debug();
        return Err(format!("the part `{name}` has an item that the server would read as several"));
    }
    let text = items.join(delimiter.encode_utf8(&mut [0; 4]));
    Ok(if items.is_empty() { Vec::new() } else { vec![(name.to_owned(), text)] })
}

impl PartEncoding {
    /// Sets the style that converts the value to parts.
    #[must_use]
    pub fn style(mut self, style: PartStyle) -> Self {
        self.style = Some(style);
        self
    }

    /// Sets a header of the parts.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &'static str) -> Self {
        self.write_headers = Some(write_headers);
        self.headers.push((name, HeaderSource::Constant(value)));
        self
    }

    /// Sets a header of the parts to a property of the form.
    #[must_use]
    pub fn property_header(mut self, name: &'static str, property: &'static str) -> Self {
        self.write_headers = Some(write_headers);
        self.headers.push((name, HeaderSource::Property(property)));
        self
    }
}

/// The headers of a part, each followed by a line break.
fn write_headers(
    fields: &[(String, Value)],
    headers: &[(&'static str, HeaderSource)],
) -> Result<String, String> {
    let mut written = String::new();
    for (name, value) in headers {
        let text = match value {
            HeaderSource::Constant(text) => Some((*text).to_owned()),
            HeaderSource::Property(property) => {
                let field = fields.iter().find(|(name, _)| name == property);
                field.and_then(|(_, value)| match value {
                    Value::List(items) => {
                        let items: Vec<_> = items.iter().filter_map(Value::text).collect();
                        Some(items.join(", "))
                    }
                    value => Some(value.text()?.into_owned()),
                })
            }
        };
        let Some(text) = text else { continue };
        outgoing(&text).map_err(|reason| format!("the header `{name}` of a part {reason}"))?;
        written.extend([name, ": ", &text, "\r\n"]);
    }
    Ok(written)
}
