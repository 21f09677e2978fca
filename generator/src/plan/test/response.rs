//! The responses of the test double.

use std::fmt::Write as _;

use serde_json::Value;

use crate::ir::{self, CallValues, Content, ContentFormat, EventData, Status};
use crate::plan::krate::{
    Operation, Output, Response, ResponseContent, StreamMethod, TestResponse,
};

/// The response to the calls of an operation: the first documented success.
///
/// # Errors
/// If its body cannot be made. The text says why.
pub fn plan(
    source: &ir::Operation,
    operation: &Operation,
    calls: &CallValues,
) -> Result<TestResponse, String> {
    let is_one = matches!(operation.output, Output::One(_));
    let is_simple = |response: &&Response| !matches!(response.content, ResponseContent::Xml(..));
    let chosen = operation
        .output
        .responses()
        .find(|response| is_one || is_simple(response))
        .ok_or_else(|| "the response is XML, one of several".to_owned())?;
    let status = code(chosen.status);
    let documented = source.responses.iter().zip(&calls.responses);
    let made = documented.into_iter().find(|(response, _)| response.status == chosen.status);
    let (Some((response, Some(made))), false) = (made, chosen.content == ResponseContent::Empty)
    else {
        return Ok(raw(status, "", String::new()));
    };
    let made = made.as_ref().map_err(|reason| without_body(reason))?;
    let Some(content) = &response.content else { return Ok(raw(status, "", String::new())) };
    Ok(match &chosen.content {
        ResponseContent::Xml(..) => TestResponse::Value(made.to_string()),
        ResponseContent::Json(_) | ResponseContent::JsonOrXml(..) => json(status, content, made),
        _ => other(status, content, made),
    })
}

/// The responses to the calls of the operation's methods for streams and other media types.
pub fn of_streams(
    source: &ir::Operation,
    operation: &Operation,
    calls: &CallValues,
) -> Vec<Result<TestResponse, String>> {
    let of_method = |method: &StreamMethod| {
        // One without a media type reads the first body.
        let Some(accept) = &method.accept else { return plan(source, operation, calls) };
        let of_responses = source.responses.iter().zip(&calls.streams);
        let mut bodies = of_responses
            .filter(|(response, _)| response.status.is_success())
            .flat_map(|(response, made)| {
                let bodies = response.streams.iter().zip(made);
                bodies.map(|(content, made)| (code(response.status), content, made))
            });
        let body = bodies.find(|(_, content, _)| content.media_type == *accept);
        let (status, content, made) = body.ok_or_else(|| "the response has no body".to_owned())?;
        let made = made.as_ref().map_err(|reason| without_body(reason))?;
        match content.format {
            ContentFormat::Xml(_) => Err("the response is XML, one of several".to_owned()),
            ContentFormat::Json => Ok(json(status, content, made)),
            _ => Ok(other(status, content, made)),
        }
    };
    operation.streams.iter().map(of_method).collect()
}

fn without_body(reason: &str) -> String {
    format!("the response: {reason}")
}

/// A status that a response can have.
fn code(status: Status) -> u16 {
    match status {
        Status::Code(code) => code,
        Status::Range(digit) => u16::from(digit) * 100,
        Status::Default => 200,
    }
}

fn raw(status: u16, content_type: &str, body: String) -> TestResponse {
    TestResponse::Raw { status, content_type: content_type.to_owned(), body }
}

fn json(status: u16, content: &Content, made: &Value) -> TestResponse {
    raw(status, concrete(&content.media_type, "application/json"), made.to_string())
}

fn other(status: u16, content: &Content, made: &Value) -> TestResponse {
    let media_type = content.media_type.as_str();
    match &content.format {
        ContentFormat::JsonLines | ContentFormat::TextLines => {
            raw(status, concrete(media_type, "application/jsonl"), lines(made))
        }
        ContentFormat::Events(data) => raw(status, media_type, events(made, *data)),
        _ => raw(status, concrete(media_type, "application/octet-stream"), text_of(made)),
    }
}

/// A media type that a response can have.
fn concrete<'a>(media_type: &'a str, otherwise: &'a str) -> &'a str {
    if media_type.contains('*') { otherwise } else { media_type }
}

fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn lines(values: &Value) -> String {
    values.as_array().into_iter().flatten().map(|value| format!("{value}\n")).collect()
}

fn events(values: &Value, data: EventData) -> String {
    let mut text = String::new();
    for value in values.as_array().into_iter().flatten() {
        let data = match data {
            EventData::Text => text_of(value),
            EventData::Json => value.to_string(),
            EventData::Event => {
                for key in ["event", "id"] {
                    if let Some(field) = value.get(key) {
                        let _ = writeln!(text, "{key}: {}", text_of(field));
                    }
                }
                value.get("data").map(text_of).unwrap_or_default()
            }
        };
        let _ = write!(text, "data: {}\n\n", data.replace('\n', "\ndata: "));
    }
    text
}
