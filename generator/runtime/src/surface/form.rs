//! Bodies of the media type `application/x-www-form-urlencoded`.

use std::borrow::Cow;

use serde::Serialize;

use super::client::call::Call;
use super::operation::argument_value::Value;
use super::operation::parameter;
use super::operation::parameter::{PairEncoding, Parameter, Style};
use super::operation::request_error::RequestErrorKind;

/// How a property of a form is written (OpenAPI 3.0.4, section 4.7.15, "Encoding Object").
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PropertyEncoding {
    /// The property.
    name: &'static str,
    /// Whether it has another media type than JSON, and no style. Then a list is JSON.
    pub(crate) is_content: bool,
    /// Whether it is JSON.
    pub(crate) is_json: bool,
    pub(crate) style: Style,
    pub(crate) explode: bool,
    allow_reserved: bool,
}

impl PropertyEncoding {
    /// An encoding with the style `form`, exploded.
    pub const fn new(name: &'static str) -> Self {
        let style = Style::Form;
        let (is_content, is_json) = (false, false);
        Self { name, is_content, is_json, style, explode: true, allow_reserved: false }
    }

    /// Writes any value as JSON, also a text.
    #[must_use]
    pub const fn json(self) -> Self {
        Self { is_json: true, ..self }
    }

    /// Writes a list as JSON, because the document has another media type and no style.
    #[must_use]
    pub const fn content(self) -> Self {
        Self { is_content: true, ..self }
    }

    /// Writes arrays and objects in a style; with `explode`, each element separately.
    #[must_use]
    pub const fn style(self, style: Style, explode: bool) -> Self {
        Self { style, explode, ..self }
    }

    /// Sends reserved characters unchanged, where they have no meaning in a form.
    #[must_use]
    pub const fn allow_reserved(self) -> Self {
        Self { allow_reserved: true, ..self }
    }

    /// The parameter of a query that is written in the same way.
    fn parameter(&self) -> Parameter {
        let Self { name, is_json: json, style, explode, allow_reserved, .. } = *self;
        Parameter { allow_reserved, json, ..Parameter::query(name).style(style, explode) }
    }
}

/// The encoding of a property, if the document has one.
pub(crate) fn encoding_of<'a>(
    encodings: &'a [PropertyEncoding],
    name: &str,
) -> Option<&'a PropertyEncoding> {
    encodings.iter().find(|encoding| encoding.name == name)
}

impl Call {
    /// Sends a value as `application/x-www-form-urlencoded`.
    #[must_use]
    pub fn form<T: Serialize + ?Sized>(mut self, body: &T, encodings: &[PropertyEncoding]) -> Self {
        self.set_form(body, encodings);
        self
    }

    /// Sends a value as `application/x-www-form-urlencoded`.
    pub fn set_form<T: Serialize + ?Sized>(&mut self, body: &T, encodings: &[PropertyEncoding]) {
        let form = Value::of(body).map_err(|error| error.to_string().into());
        match form.and_then(|value| write(&value, encodings)) {
            Ok(text) => self.carry("application/x-www-form-urlencoded", text.into()),
            Err(reason) => self.fail(RequestErrorKind::Form(reason)),
        }
    }
}

impl Call {
    /// Sets a parameter that is the whole query as a form.
    #[must_use]
    pub fn query_form<T: Serialize + ?Sized>(
        mut self,
        name: &'static str,
        value: &T,
        encodings: &[PropertyEncoding],
    ) -> Self {
        self.set_query_form(name, value, encodings);
        self
    }

    /// Sets a parameter that is the whole query as a form.
    pub fn set_query_form<T: Serialize + ?Sized>(
        &mut self,
        name: &'static str,
        value: &T,
        encodings: &[PropertyEncoding],
    ) {
        let parameter = Parameter::query_string(name);
        let written = match Value::of(value) {
            Ok(Value::Null) => return self.set_parameter(parameter, Value::Null),
            Ok(value) => write(&value, encodings),
            Err(error) => Err(error.to_string().into()),
        };
        match written {
            Ok(query) => self.set_parameter(parameter, Value::Text(query)),
            Err(reason) => {
                let reason = format!("cannot be written: {reason}");
                self.fail(RequestErrorKind::parameter(name, reason));
            }
        }
    }
}

/// Writes an object as a form. A property without an encoding is a text, or one pair for each item
/// of an array. Objects in it are JSON.
fn write(value: &Value, encodings: &[PropertyEncoding]) -> Result<String, Cow<'static, str>> {
    let Value::Object(fields) = value else { return Err("the value is not an object".into()) };
    let mut pairs = Vec::new();
    for (name, value) in fields {
        let encoding = encoding_of(encodings, name);
        if let Some(encoding) = encoding.filter(|encoding| !encoding.is_content) {
            let parameter = encoding.parameter();
            if let Some(reason) = parameter.misread(value) {
                return Err(format!("the property `{}` {reason}", encoding.name).into());
            }
            pairs.extend(parameter.to_pairs(value));
            continue;
        }
        let (name, encode) = (parameter::encode(name), parameter::encode);
        match (encoding, value) {
            (None, value @ Value::List(_)) => {
                let encoding = PairEncoding { style: Style::Form, explode: true, encode: &encode };
                pairs.extend(parameter::write_pairs(&name, value, &encoding));
            }
            (Some(_), Value::List(_)) => pairs.push(format!("{name}={}", encode(&value.json()))),
            (_, value) => {
                pairs.extend(value.text().map(|text| format!("{name}={}", encode(&text))))
            }
        }
    }
    Ok(pairs.join("&"))
}
