//! The responses of the test double.

use std::fmt::Write as _;

use serde_json::Value;

use crate::ir::{self, CallValues, ContentFormat, EventData, Status};
use crate::plan::krate::{Operation, Output, Response, ResponseContent, TestResponse};

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
    let status = match chosen.status {
        Status::Code(code) => code,
        Status::Range(digit) => u16::from(digit) * 100,
        Status::Default => 200,
    };
    let documented = source.responses.iter().zip(&calls.responses);
    let made = documented.into_iter().find(|(response, _)| response.status == chosen.status);
    let raw = |content_type: &str, body: String| {
        Ok(TestResponse::Raw { status, content_type: content_type.to_owned(), body })
    };
    let (Some((response, Some(made))), false) = (made, chosen.content == ResponseContent::Empty)
    else {
        return raw("", String::new());
    };
    let made = made.as_ref().map_err(|reason| format!("the response: {reason}"))?;
    let Some(content) = &response.content else { return raw("", String::new()) };
    let media_type = content.media_type.as_str();
    match (&chosen.content, &content.format) {
        (ResponseContent::Xml(..), _) => Ok(TestResponse::Value(made.to_string())),
        (ResponseContent::Json(_) | ResponseContent::JsonOrXml(..), _) => {
            raw(concrete(media_type, "application/json"), made.to_string())
        }
        (_, ContentFormat::JsonLines | ContentFormat::TextLines) => {
            raw(concrete(media_type, "application/jsonl"), lines(made))
        }
        (_, ContentFormat::Events(data)) => raw(media_type, events(made, *data)),
        _ => raw(concrete(media_type, "application/octet-stream"), text_of(made)),
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
