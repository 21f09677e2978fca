//! Bodies of the media type `application/x-www-form-urlencoded`.

use super::multipart::{PropertyEncoding, encoding_of};
use super::parameter::{self, Style};
use super::plain::Value;

/// Writes an object as a form. A property without an encoding of its own is a text, or, if it is an array, one pair for each element;
/// an object in it is JSON.
pub(super) fn write(value: &Value, encodings: &[PropertyEncoding]) -> Option<String> {
    let Value::Object(fields) = value else { return None };
    let mut pairs = Vec::new();
    for (name, value) in fields {
        let encoding = encoding_of(encodings, name);
        let name = parameter::encode(name);
        let encode = parameter::encode;
        match (encoding, value) {
            (Some(PropertyEncoding { content_type: None, style, explode, .. }), value) => {
                pairs.extend(parameter::write_pairs(&name, *style, *explode, value, &encode));
            }
            (None, value @ Value::List(_)) => {
                pairs.extend(parameter::write_pairs(&name, Style::Form, true, value, &encode))
            }
            (Some(_), Value::List(_)) => pairs.push(format!("{name}={}", encode(&value.json()))),
            (_, value) => pairs.extend(value.text().map(|text| format!("{name}={}", encode(&text)))),
        }
    }
    Some(pairs.join("&"))
}
