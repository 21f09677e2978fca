//! JSON values that fit schemas, for the calls that tests of a crate make.
//!
//! A value is made from the schema, with what the document shows first: an example, the default, an
//! enum. It fits the type, the bounds, the pattern, the format and the lengths of its schema. The
//! same document gives the same values.

mod check;
mod flat;
mod make;
mod number;
mod object;
mod pattern;
mod text;

use serde_json::{Map, Value};

use crate::ir::{
    Api, ArgumentValues, CallValues, ChosenOf, ChosenType, Content, ContentFormat, MadeValue,
    Operation, Parameter, ParameterLocation, Response,
};
use crate::load::{Document, View, keys};
use crate::source::Location;
use flat::Children;
use make::{Direction, Extent, Maker, Wish};
use text::Times;

/// Adds the values of calls to each operation.
pub fn add_call_values(document: &Document, api: &mut Api) {
    let view = View::new(document);
    let children = Children::of(&view);
    // The Rust types for times of day have no offset.
    let is_time = |chosen: &ChosenType| chosen.name == "time" && chosen.of != ChosenOf::Schema;
    let times = if api.chosen.iter().any(is_time) { Times::Local } else { Times::Absolute };
    let values = CallMaker { view: &view, children: &children, times };
    for operation in &mut api.operations {
        operation.calls = Some(values.operation(operation));
    }
}

struct CallMaker<'d> {
    view: &'d View<'d>,
    children: &'d Children,
    times: Times,
}

impl CallMaker<'_> {
    fn operation(&self, operation: &Operation) -> CallValues {
        let parameters =
            operation.parameters.iter().map(|parameter| self.parameter(parameter)).collect();
        let body = operation.body.as_ref().map(|body| {
            let of = |extent| self.content(&body.location, &body.content, Direction::Sent, extent);
            ArgumentValues { required: of(Extent::Required), complete: of(Extent::Complete) }
        });
        let received = |response: &Response, content: &Content| {
            self.content(&response.location, content, Direction::Received, Extent::Required)
        };
        let body_of = |response: &Response| Some(received(response, response.content.as_ref()?));
        let streams_of = |response: &Response| {
            response.streams.iter().map(|content| received(response, content)).collect()
        };
        let responses = operation.responses.iter().map(body_of).collect();
        let streams = operation.responses.iter().map(streams_of).collect();
        CallValues { parameters, body, responses, streams }
    }

    fn parameter(&self, parameter: &Parameter) -> ArgumentValues {
        let schema = parameter.source.child("schema");
        let schema = match self.view.value(&schema) {
            Some(_) => schema,
            None => {
                let content = parameter.source.child("content");
                let media_types = self.view.value(&content).and_then(Value::as_object);
                let first = media_types.and_then(|media_types| media_types.keys().next());
                first.map_or(schema, |first| content.child(first).child("schema"))
            }
        };
        let of = |extent| {
            let wish = Wish::new(parameter.docs.examples.first(), &parameter.name);
            self.make(&schema, wish, Direction::Sent, extent)
        };
        if let Some(reason) = unusable(parameter) {
            return ArgumentValues { required: Err(reason.clone()), complete: Err(reason) };
        }
        let complete = of(Extent::Complete);
        // A required parameter has to be there: an object without members is not.
        let is_absent = |value: &Value| value.as_object().is_some_and(Map::is_empty);
        let required = match parameter.location {
            ParameterLocation::Path => complete.clone(),
            _ => match of(Extent::Required) {
                Ok(value) if parameter.required && is_absent(&value) => complete.clone(),
                required => required,
            },
        };
        ArgumentValues { required, complete }
    }

    /// The value of a body: of forms an object, of sequences a list, of bytes a text.
    fn content(
        &self,
        holder: &Location,
        content: &Content,
        direction: Direction,
        extent: Extent,
    ) -> MadeValue {
        let media_type = holder.child("content").child(&content.media_type);
        let items = media_type.child(keys::ITEM_SCHEMA);
        let has_items = self.view.value(&items).is_some();
        let schema = if has_items { items } else { media_type.child("schema") };
        let make = || {
            let wish = Wish::new(content.examples.first(), "text");
            self.make(&schema, wish, direction, extent)
        };
        match &content.format {
            ContentFormat::Binary => Ok(Value::from("content")),
            ContentFormat::Text => {
                let text = make().ok().and_then(|value| match value {
                    Value::String(text) => Some(text),
                    Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
                    _ => None,
                });
                Ok(Value::from(text.unwrap_or_else(|| "text".to_owned())))
            }
            ContentFormat::JsonLines | ContentFormat::TextLines | ContentFormat::Events(_) => {
                make().map(|value| match value {
                    Value::Array(items) if !has_items => Value::Array(items),
                    item => Value::Array(vec![item]),
                })
            }
            ContentFormat::Json
            | ContentFormat::Form(_)
            | ContentFormat::Multipart(_)
            | ContentFormat::Xml(_) => make(),
        }
    }

    fn make(
        &self,
        schema: &Location,
        wish: Wish<'_>,
        direction: Direction,
        extent: Extent,
    ) -> MadeValue {
        let mut maker = Maker::new(self.view, self.children, direction, extent);
        maker.times = self.times;
        let made = maker.value(std::slice::from_ref(schema), wish);
        made.ok_or_else(|| maker.reason.unwrap_or_else(|| "no value fits the schema".to_owned()))
    }
}

/// Why a parameter cannot have a value of the document.
fn unusable(parameter: &Parameter) -> Option<String> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let name = parameter.name.as_str();
    match parameter.location {
        ParameterLocation::Header if !name.bytes().all(is_token) => {
            Some("no header can have this name".to_owned())
        }
        ParameterLocation::Header if name.eq_ignore_ascii_case("content-length") => {
            Some("the client sends the length of the body".to_owned())
        }
        _ => None,
    }
}
