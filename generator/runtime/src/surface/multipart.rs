//! Bodies of the media type `multipart/form-data` (RFC 7578), and of other multipart media types
//! whose parts have names.

use std::borrow::Cow;
use std::hash::{BuildHasher, RandomState};

use bytes::{BufMut, BytesMut};
use serde::Serialize;

use super::client::call::Call;
use super::http::body::Body;
use super::http::file::MISPLACED;
use super::http::headers::{essence, is_json};
use super::operation::argument_value::Value;
use super::operation::request_error::RequestErrorKind;
use super::platform::random;

/// Writes a value as several parts: their names and contents.
pub type PartStyle = fn(&str, &Value) -> Result<Vec<(String, String)>, String>;

/// Writes the content of a part as a text.
pub type PartText = fn(&Value) -> Result<String, String>;

/// Writes headers of a part from the fields of the form, each followed by a line break.
pub(crate) type WriteHeaders =
    fn(&[(String, Value)], &[(&'static str, HeaderSource)]) -> Result<String, String>;

/// The value of a header of a part.
#[derive(Debug, Clone, Copy)]
pub(crate) enum HeaderSource {
    /// A fixed value.
    #[allow(dead_code, reason = "not every document has headers of parts")]
    Constant(&'static str),
    /// The value of a property of the form.
    #[allow(dead_code, reason = "not every document has headers of parts")]
    Property(&'static str),
}

/// How a property of a multipart form is written (OpenAPI 3.1.1, section 4.8.15, "Encoding
/// Object").
#[derive(Debug, Clone)]
pub struct PartEncoding {
    /// The property.
    name: &'static str,
    /// Its media types, separated by commas.
    content_type: Option<&'static str>,
    text: Option<PartText>,
    pub(crate) style: Option<PartStyle>,
    pub(crate) write_headers: Option<WriteHeaders>,
    pub(crate) headers: Vec<(&'static str, HeaderSource)>,
}

impl PartEncoding {
    /// The default encoding of a property.
    pub const fn new(name: &'static str) -> Self {
        Self {
            name,
            content_type: None,
            text: None,
            style: None,
            write_headers: None,
            headers: Vec::new(),
        }
    }

    /// Sets the media type of the parts: the first one of this comma-separated list.
    #[must_use]
    pub const fn content_type(mut self, content_type: &'static str) -> Self {
        self.content_type = Some(content_type);
        self
    }

    /// Writes the value as a text, such as XML.
    #[must_use]
    pub const fn written(mut self, text: PartText) -> Self {
        self.text = Some(text);
        self
    }
}

/// The media type whose parts have names.
const FORM: &str = "multipart/form-data";

impl Call {
    /// Sends a value as `multipart/form-data`, or as another multipart media type of the operation.
    #[must_use]
    pub fn multipart<T: Serialize + ?Sized>(
        mut self,
        body: &T,
        encodings: &[PartEncoding],
    ) -> Self {
        self.set_multipart(body, encodings);
        self
    }

    /// Sends a value as `multipart/form-data`, or as another multipart media type of the operation.
    pub fn set_multipart<T: Serialize + ?Sized>(&mut self, body: &T, encodings: &[PartEncoding]) {
        let documented = self.target().body.map(essence);
        let is_usable = |name: &&str| name.starts_with("multipart/") && !name.contains('*');
        let media_type = documented.filter(is_usable).unwrap_or(FORM);
        let form = Value::with_streams(body).map_err(|error| error.to_string().into());
        let written = form.and_then(|value| match &value {
            Value::List(items) if media_type != FORM => write_list(items, encodings),
            value => write(value, encodings),
        });
        match written {
            Ok((boundary, body)) => {
                self.carry_as(format!("{media_type}; boundary={boundary}"), body);
            }
            Err(reason) => self.fail(RequestErrorKind::Form(reason)),
        }
    }
}

/// Writes a list as parts without names. Their encodings have the names of their positions, or `*`
/// (OpenAPI 3.2.0, "Encoding By Position").
fn write_list(
    items: &[Value],
    encodings: &[PartEncoding],
) -> Result<(String, Body), Cow<'static, str>> {
    let mut parts = Parts { boundary: boundary(), before: Vec::new(), bytes: BytesMut::new() };
    for (index, item) in items.iter().enumerate() {
        let index = index.to_string();
        let named = |name: &str| encodings.iter().find(|encoding| encoding.name == name);
        let encoding = named(&index).or_else(|| named("*"));
        let content_type = encoding.and_then(|encoding| encoding.content_type).and_then(concrete);
        let headers = match encoding {
            Some(PartEncoding { write_headers: Some(write), headers, .. }) => write(&[], headers)?,
            _ => String::new(),
        };
        let text = encoding.and_then(|encoding| encoding.text);
        parts.write_part(None, &Head { content_type, text, headers }, item)?;
    }
    Ok((parts.boundary.clone(), parts.finish()))
}

/// Writes an object as parts. Returns their boundary and the body, which is a stream if a file is
/// one.
fn write(value: &Value, encodings: &[PartEncoding]) -> Result<(String, Body), Cow<'static, str>> {
    let Value::Object(fields) = value else { return Err("the value is not an object".into()) };
    let mut parts = Parts { boundary: boundary(), before: Vec::new(), bytes: BytesMut::new() };
    for (name, value) in fields {
        let encoding = encodings.iter().find(|encoding| encoding.name == name);
        if let Some(style) = encoding.and_then(|encoding| encoding.style) {
            for (name, text) in style(name, value)? {
                parts.write_property(&name, &Head::default(), &Value::Text(text))?;
            }
            continue;
        }
        let content_type = encoding.and_then(|encoding| encoding.content_type).and_then(concrete);
        let headers = match encoding {
            Some(PartEncoding { write_headers: Some(write), headers, .. }) => {
                write(fields, headers)?
            }
            _ => String::new(),
        };
        let text = encoding.and_then(|encoding| encoding.text);
        parts.write_property(name, &Head { content_type, text, headers }, value)?;
    }
    Ok((parts.boundary.clone(), parts.finish()))
}

/// The parts of a head, in addition to the name.
#[derive(Default)]
struct Head<'a> {
    content_type: Option<&'a str>,
    text: Option<PartText>,
    /// Each followed by a line break.
    headers: String,
}

/// The parts of a body while it is built.
struct Parts {
    boundary: String,
    /// The body before `bytes`, if it contains streams.
    before: Vec<Body>,
    bytes: BytesMut,
}

/// The name of a file in the head of a part. A part without a name has no disposition yet.
fn file_name(part: Option<&str>, file: Option<&str>) -> Result<String, &'static str> {
    let Some(name) = file.or(part) else { return Ok(String::new()) };
    let name = quoted(name).ok_or("the name of a file contains a control character")?;
    let disposition = match part {
        Some(_) => "",
        None => "\r\nContent-Disposition: attachment",
    };
    Ok(format!("{disposition}; filename=\"{name}\""))
}

impl Parts {
    /// An array is a part for each item, unless the document says that it is JSON. Files are never
    /// items of JSON.
    fn write_property(
        &mut self,
        name: &str,
        head: &Head<'_>,
        value: &Value,
    ) -> Result<(), Cow<'static, str>> {
        let is_file = |item: &Value| matches!(item, Value::File(_));
        match value {
            Value::List(items)
                if !head.content_type.is_some_and(is_json) || items.iter().any(is_file) =>
            {
                items.iter().try_for_each(|item| self.write_part(Some(name), head, item))
            }
            value => self.write_part(Some(name), head, value),
        }
    }

    fn write_part(
        &mut self,
        name: Option<&str>,
        Head { content_type, text, headers }: &Head<'_>,
        value: &Value,
    ) -> Result<(), Cow<'static, str>> {
        if value.is_null() && name.is_some() {
            return Ok(());
        }
        let content_type = *content_type;
        let mut head = format!("--{}", self.boundary);
        if let Some(name) = name {
            let name = quoted(name).ok_or("the name of a part contains a control character")?;
            head.push_str(&format!("\r\nContent-Disposition: form-data; name=\"{name}\""));
        }
        let (content_type, content) = match value {
            Value::File(file) => {
                head.push_str(&file_name(name, file.name())?);
                let name = name.or(file.name()).unwrap_or_default();
                let spent =
                    || format!("the stream of the file `{}` was sent before", name.escape_debug());
                let content_type =
                    file.media_type().or(content_type).unwrap_or("application/octet-stream");
                (Some(content_type), file.body().ok_or_else(spent)?)
            }
            _ if value.has_stream() => return Err(MISPLACED.into()),
            _ if text.is_some() => {
                let text = text.map(|text| text(value)).transpose()?;
                (content_type, text.unwrap_or_default().into())
            }
            Value::List(_) | Value::Object(_) | Value::Null => {
                (Some(content_type.unwrap_or("application/json")), value.json().into())
            }
            _ if content_type.is_some_and(is_json) => (content_type, value.json().into()),
            // Without a media type a part is text/plain (RFC 7578, section 4.4).
            _ => (content_type, value.text().unwrap_or_default().into_owned().into()),
        };
        if let Some(content_type) = content_type {
            if content_type.contains(|character: char| character.is_control() && character != '\t')
            {
                let name = name.unwrap_or_default().escape_debug();
                return Err(format!("the media type of the part `{name}` is not valid").into());
            }
            head.push_str("\r\nContent-Type: ");
            head.push_str(content_type);
        }
        self.bytes.put_slice(head.as_bytes());
        self.bytes.put_slice(b"\r\n");
        self.bytes.put_slice(headers.as_bytes());
        self.bytes.put_slice(b"\r\n");
        self.write_content(content);
        self.bytes.put_slice(b"\r\n");
        Ok(())
    }

    fn write_content(&mut self, content: Body) {
        match content.as_bytes() {
            Some(bytes) if !content.has_progress() => self.bytes.put_slice(bytes),
            _ => self.before.extend([self.bytes.split().freeze().into(), content]),
        }
    }

    fn finish(mut self) -> Body {
        self.bytes.put_slice(format!("--{}--\r\n", self.boundary).as_bytes());
        let end = self.bytes.freeze().into();
        if self.before.is_empty() {
            end
        } else {
            Body::sequence(self.before.into_iter().chain([end]))
        }
    }
}

/// The first media type, if it is not a range.
fn concrete(content_type: &str) -> Option<&str> {
    let first = content_type.split(',').next().unwrap_or_default().trim();
    (!first.is_empty() && !first.contains('*')).then_some(first)
}

/// A name in quotes (HTML, "multipart/form-data encoding algorithm"), or `None` if it contains a
/// control character: browsers change some of them and send others, and servers disagree on how to
/// read them.
fn quoted(name: &str) -> Option<String> {
    (!name.contains(char::is_control)).then(|| name.replace('"', "%22"))
}

/// A line that no content can predict.
fn boundary() -> String {
    let random = || random::random().unwrap_or_else(|| RandomState::new().hash_one("boundary"));
    format!("oasmith-{:016x}{:016x}", random(), random())
}
