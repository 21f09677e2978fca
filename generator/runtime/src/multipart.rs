//! Bodies of the media type `multipart/form-data` (RFC 7578).

use std::hash::{BuildHasher, RandomState};

use bytes::{BufMut, Bytes, BytesMut};

use super::parameter::Style;
use super::plain::Value;
use super::random;

/// How a property of a form is written (OpenAPI 3.0.4, section 4.7.15, "Encoding Object").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property.
    pub name: &'static str,
    /// Its media types, separated by commas. In a urlencoded form this is only given where the document does not speak of a style.
    pub content_type: Option<&'static str>,
    /// How arrays and objects are written, in a urlencoded form.
    pub style: Style,
    /// Whether each element stands for itself, in a urlencoded form.
    pub explode: bool,
}

/// The encoding of a property, if the document gives one.
pub(super) fn encoding_of<'a>(encodings: &'a [PropertyEncoding], name: &str) -> Option<&'a PropertyEncoding> {
    encodings.iter().find(|encoding| encoding.name == name)
}

/// Writes an object as parts: the media type with its boundary, and the body.
pub(super) fn write(value: &Value, encodings: &[PropertyEncoding]) -> Option<(String, Bytes)> {
    let Value::Object(fields) = value else { return None };
    let boundary = boundary();
    let mut body = BytesMut::new();
    for (name, value) in fields {
        let content_type = encoding_of(encodings, name).and_then(|encoding| encoding.content_type).and_then(concrete);
        write_property(&mut body, &boundary, name, content_type, value);
    }
    body.put_slice(format!("--{boundary}--\r\n").as_bytes());
    Some((format!("multipart/form-data; boundary={boundary}"), body.freeze()))
}

/// An array is a part for each element, unless the document says that it is JSON.
fn write_property(body: &mut BytesMut, boundary: &str, name: &str, content_type: Option<&str>, value: &Value) {
    match value {
        Value::List(items) if !content_type.is_some_and(is_json) => {
            for item in items {
                write_part(body, boundary, name, content_type, item);
            }
        }
        value => write_part(body, boundary, name, content_type, value),
    }
}

fn write_part(body: &mut BytesMut, boundary: &str, name: &str, content_type: Option<&str>, value: &Value) {
    let mut head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"", quoted(name));
    let (content_type, content) = match value {
        Value::Null => return,
        Value::File(file) => {
            head.push_str(&format!("; filename=\"{}\"", quoted(file.name().unwrap_or(name))));
            (Some(file.media_type().or(content_type).unwrap_or("application/octet-stream")), file.bytes().clone())
        }
        Value::List(_) | Value::Object(_) => (Some(content_type.unwrap_or("application/json")), value.json().into()),
        _ if content_type.is_some_and(is_json) => (content_type, value.json().into()),
        // Without a media type a part is text/plain (RFC 7578, section 4.4).
        _ => (content_type, value.text().unwrap_or_default().into_owned().into()),
    };
    if let Some(content_type) = content_type {
        head.push_str("\r\nContent-Type: ");
        head.extend(content_type.chars().filter(|character| !character.is_control()));
    }
    body.put_slice(head.as_bytes());
    body.put_slice(b"\r\n\r\n");
    body.put(content);
    body.put_slice(b"\r\n");
}

/// The first of some media types, if it is not a range.
fn concrete(content_type: &str) -> Option<&str> {
    let first = content_type.split(',').next().unwrap_or_default().trim();
    (!first.is_empty() && !first.contains('*')).then_some(first)
}

fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    essence.eq_ignore_ascii_case("application/json") || essence.to_ascii_lowercase().ends_with("+json")
}

/// A name inside of quotes (HTML, "multipart/form-data encoding algorithm").
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// A line that no content can foresee.
fn boundary() -> String {
    let random = || random::random().unwrap_or_else(|| RandomState::new().hash_one("boundary"));
    format!("oasmith-{:016x}{:016x}", random(), random())
}
