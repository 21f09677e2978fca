//! Lines of text with the media types of JSON lines.

use serde::de::Error as _;

use super::client::call::Call;
use super::client::error::Error;
use super::client::raw_response::{RawResponse, ReadError};
use super::client::response::Response;
use super::http::headers::Headers;
use super::json_lines::{JsonLines, RECORD_SEPARATOR};
use super::operation::request_error::RequestErrorKind;

impl Call {
    /// Sends lines unchanged, or as the records of a sequence.
    #[must_use]
    pub fn text_lines(mut self, body: &[String]) -> Self {
        self.set_text_lines(body);
        self
    }

    /// Sends lines unchanged, or as the records of a sequence.
    pub fn set_text_lines(&mut self, body: &[String]) {
        let is_sequence = self.is_sequence();
        let mut lines = Vec::new();
        for line in body {
            if line.contains(['\n', '\r', char::from(RECORD_SEPARATOR)]) {
                let reason = "a line contains a line break or a separator";
                return self.fail(RequestErrorKind::Lines(reason));
            }
            lines.extend(is_sequence.then_some(RECORD_SEPARATOR));
            lines.extend_from_slice(line.as_bytes());
            lines.push(b'\n');
        }
        self.carry("application/jsonl", lines.into());
    }
}

impl RawResponse {
    /// A success whose body is a stream of lines. Any other response is an error. If a line is a
    /// JSON string, its content is returned.
    pub fn text_lines<H: Headers, E: ReadError>(
        self,
    ) -> Result<Response<JsonLines<String, E>, H>, Error<E>> {
        self.lines_as(trim_end, |line| {
            let in_json = line.starts_with(b"\"").then(|| serde_json::from_slice(line));
            if let Some(Ok(text)) = in_json {
                return Ok(text);
            }
            let text = std::str::from_utf8(line).map_err(serde_json::Error::custom)?;
            Ok(text.to_owned())
        })
    }
}

/// A line without its line end.
fn trim_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}
