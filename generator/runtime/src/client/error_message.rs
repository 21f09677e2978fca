//! The message and the code in the body of an error.

use std::fmt::{self, Write as _};

use bytes::Bytes;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use serde_json::{Map, Value};

use super::http::headers::{essence, is_json};
use super::json::text::without_mark;

/// The message and the code in the body of an error.
#[derive(Debug, Default)]
pub(crate) struct ErrorMessage {
    pub(crate) message: Option<String>,
    pub(crate) code: Option<String>,
    /// The media type of a body that is neither JSON nor text.
    other_media_type: Option<String>,
}

/// The members that contain a message, by preference: of problem details (RFC 9457), of most APIs,
/// of OAuth (RFC 6749, section 5.2), of lists of errors. Case, `_` and `-` do not matter.
const MESSAGE: [&str; 13] = [
    "detail",
    "message",
    "title",
    "errordescription",
    "error",
    "errormessage",
    "msg",
    "description",
    "reason",
    "errors",
    "details",
    "faultstring",
    "fault",
];

/// The members that contain a code, by preference. `error` is one if it is a single word.
const CODE: [&str; 6] = ["code", "errorcode", "error", "errortype", "type", "errors"];

/// The maximum depth of a message: `{"errors": [{"error": {"message": "…"}}]}`.
const MAX_DEPTH: usize = 4;

/// The maximum number of characters of a message that an error displays.
const MAX_SHOWN: usize = 300;

impl ErrorMessage {
    /// Reads the body of an error.
    pub(crate) fn of(headers: &HeaderMap, body: &Bytes) -> Self {
        let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let media_type = essence(media_type.unwrap_or_default());
        let is_text = media_type.eq_ignore_ascii_case("text/plain");
        if let Some(json) = read(without_mark(body)) {
            let is_described = json.is_object() || json.is_array() || is_json(media_type);
            return if is_described || !is_text {
                Self { message: message(&json, 0), code: code(&json, 0), other_media_type: None }
            } else {
                Self { message: plain(body), ..Self::default() }
            };
        }
        if is_text || (media_type.is_empty() && !body.starts_with(b"<")) {
            return Self { message: plain(body), ..Self::default() };
        }
        let kind = media_type.to_ascii_lowercase();
        if let Some(text) = plain(body).filter(|_| kind.ends_with("/xml") || kind.ends_with("+xml"))
        {
            let (message, code) = (element(&text, &MESSAGE), element(&text, &CODE));
            let other_media_type = message.is_none().then(|| media_type.to_owned());
            return Self { message, code, other_media_type };
        }
        let is_other = !body.is_empty() && !media_type.is_empty() && !is_json(media_type);
        Self { other_media_type: is_other.then(|| media_type.to_owned()), ..Self::default() }
    }
}

/// A status with its name, if it has one.
pub(crate) struct ShownStatus(pub(crate) StatusCode);

impl fmt::Display for ShownStatus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0.as_str())?;
        self.0.canonical_reason().map_or(Ok(()), |name| write!(formatter, " {name}"))
    }
}

/// `: there is no such item`
impl fmt::Display for ErrorMessage {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.message, &self.code, &self.other_media_type) {
            (Some(text), _, _) | (None, Some(text), _) => {
                write!(formatter, ": {}", excerpt(text, MAX_SHOWN))
            }
            (None, None, Some(media_type)) => {
                write!(formatter, ": the body is {}", excerpt(media_type, MAX_SHOWN))
            }
            (None, None, None) => Ok(()),
        }
    }
}

/// The value of a JSON text. The client's limit for errors may have cut it off.
fn read(text: &[u8]) -> Option<Value> {
    match serde_json::from_slice(text) {
        Err(error) if error.is_eof() => read_start(&String::from_utf8_lossy(text)),
        read => read.ok(),
    }
}

/// The value of the start of a JSON text: up to its end, or up to its last comma or bracket.
fn read_start(text: &str) -> Option<Value> {
    let (mut closing, mut last) = (String::new(), (0, 0));
    let (mut is_string, mut is_escaped) = (false, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_string,
            '"' => is_string = !is_string,
            _ if is_string => {}
            '{' | '[' => {
                closing.push(if character == '{' { '}' } else { ']' });
                last = (at + 1, closing.len());
            }
            '}' | ']' => drop(closing.pop()),
            ',' => last = (at, closing.len()),
            _ => {}
        }
    }
    let quote = if is_string { "\"" } else { "" };
    // An escape may be cut off, too.
    let escape = text.rfind('\\').unwrap_or(text.len());
    let ends = [(text.len(), quote, closing.len()), (escape, quote, closing.len())];
    ends.into_iter().chain([(last.0, "", last.1)]).find_map(|(end, quote, depth)| {
        let closing: String = closing.get(..depth)?.chars().rev().collect();
        serde_json::from_str(&format!("{}{quote}{closing}", text.get(..end)?)).ok()
    })
}

fn plain(body: &Bytes) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The first message in a value.
fn message(value: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::String(text) => Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned),
        Value::Array(items) => items.iter().find_map(|item| message(item, depth + 1)),
        Value::Object(members) => {
            let named = |wanted: &&str| {
                let mut found = members.iter().filter(|(name, _)| simplified(name) == *wanted);
                found.find_map(|(_, value)| message(value, depth + 1))
            };
            let others = || {
                let is_one =
                    |name: &str| simplified(name).trim_end_matches('s').ends_with("message");
                let mut others = members.iter().filter(|(name, _)| is_one(name));
                others.find_map(|(_, value)| message(value, depth + 1))
            };
            MESSAGE.iter().find_map(named).or_else(others).or_else(|| field(members, depth))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => None,
    }
}

/// The text of the first element of XML with one of these names, by preference.
fn element(xml: &str, names: &[&str]) -> Option<String> {
    let named = |wanted: &&str| {
        xml.split('<').filter_map(|tag| tag.split_once('>')).find_map(|(tag, text)| {
            let name = tag.split(|letter: char| letter.is_whitespace() || letter == '/').next()?;
            let name = name.rsplit(':').next()?;
            let text = text.trim();
            (simplified(name) == *wanted && !text.is_empty()).then(|| unescaped(text))
        })
    };
    names.iter().find_map(named)
}

/// A text of XML without the entities that each document has (XML 1.0, section 4.6).
fn unescaped(text: &str) -> String {
    const ENTITIES: [(&str, &str); 5] =
        [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    ENTITIES.iter().fold(text.to_owned(), |text, (entity, it)| text.replace(entity, it))
}

/// The first message in an object that has the messages of each field: `errors`, or one with
/// nothing but lists of texts.
fn field(members: &Map<String, Value>, depth: usize) -> Option<String> {
    let are_texts =
        |value: &Value| value.as_array().is_some_and(|items| items.iter().all(Value::is_string));
    let fields = match members.get("errors") {
        Some(errors) => errors.as_object()?,
        None => Some(members).filter(|members| members.values().all(are_texts))?,
    };
    let mut found = fields.iter().map(|(name, value)| Some((name, message(value, depth + 1)?)));
    found.find_map(|it| it.map(|(name, text)| format!("{name}: {text}")))
}

/// The first code in a value.
fn code(value: &Value, depth: usize) -> Option<String> {
    if depth > MAX_DEPTH {
        return None;
    }
    match value {
        Value::Array(items) => items.iter().find_map(|item| code(item, depth + 1)),
        Value::Object(members) => CODE.iter().find_map(|wanted| {
            let mut found = members.iter().filter(|(name, _)| simplified(name) == *wanted);
            found.find_map(|(_, value)| match value {
                Value::String(text) => is_code(text).then(|| text.clone()),
                Value::Number(number) => Some(number.to_string()),
                Value::Object(_) | Value::Array(_) => code(value, depth + 1),
                Value::Null | Value::Bool(_) => None,
            })
        }),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => None,
    }
}

/// Whether a text is a code, not a sentence. `about:blank` means that there is none (RFC 9457,
/// section 4.2.1).
fn is_code(text: &str) -> bool {
    !text.is_empty() && !text.contains(char::is_whitespace) && text != "about:blank"
}

/// A name without case and separators.
fn simplified(name: &str) -> String {
    let letters = name.chars().filter(|character| !matches!(character, '_' | '-'));
    letters.map(|character| character.to_ascii_lowercase()).collect()
}

/// The start of a text as one line of at most this many characters. Control and bidirectional
/// characters are escaped.
pub(crate) fn excerpt(text: &str, most: usize) -> String {
    let (mut start, mut count) = (String::new(), 0);
    for word in text.split_whitespace() {
        for character in (if start.is_empty() { "" } else { " " }).chars().chain(word.chars()) {
            let escaped = character.escape_debug();
            let is_quote = matches!(character, '"' | '\'' | '\\');
            count += if is_quote { 1 } else { escaped.len() };
            if count > most {
                return start + "…";
            }
            if is_quote {
                start.push(character);
            } else {
                // Writing to a string does not fail.
                let _ = write!(start, "{escaped}");
            }
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;

    use super::*;

    fn read(media_type: &'static str, body: &str) -> ErrorMessage {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
        ErrorMessage::of(&headers, &Bytes::copy_from_slice(body.as_bytes()))
    }

    #[test]
    fn the_message_and_the_code_of_what_servers_send() {
        for (body, message, code) in [
            (r#"{"message":"no","code":17}"#, Some("no"), Some("17")),
            (r#"{"title":"No","detail":"no more","type":"urn:x"}"#, Some("no more"), Some("urn:x")),
            (r#"{"type":"about:blank","title":"Not Found"}"#, Some("Not Found"), None),
            (r#"{"error":"invalid_grant"}"#, Some("invalid_grant"), Some("invalid_grant")),
            (
                r#"{"error":"invalid_grant","error_description":"expired"}"#,
                Some("expired"),
                Some("invalid_grant"),
            ),
            (r#"{"error":{"message":"no","code":"c","type":"t"}}"#, Some("no"), Some("c")),
            (r#"{"errors":[{"code":"c","message":"first"},{}]}"#, Some("first"), Some("c")),
            (r#"{"detail":[{"loc":["body"],"msg":"missing"}]}"#, Some("missing"), None),
            (r#"{"Message":"upper","ErrorCode":"E1"}"#, Some("upper"), Some("E1")),
            (r#"{"fault_message":"no"}"#, Some("no"), None),
            (r#"{"errorMessages":["no"],"errors":{}}"#, Some("no"), None),
            (r#"{"fault":{"faultstring":"no","detail":{"errorcode":"c"}}}"#, Some("no"), None),
            (r#"{"error":"No such thing"}"#, Some("No such thing"), None),
            (r#"{"ok":false}"#, None, None),
            (r#""no""#, Some("no"), None),
            (r#"{"message":""}"#, None, None),
        ] {
            let read = read("application/json", body);
            assert_eq!(read.message.as_deref(), message, "{body}");
            assert_eq!(read.code.as_deref(), code, "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_a_text_or_named() {
        assert_eq!(read("text/plain", " slow down \n").to_string(), ": slow down");
        assert_eq!(read("text/plain", "404").to_string(), ": 404");
        assert_eq!(read("text/html; charset=x", "<p>").to_string(), ": the body is text/html");
        assert_eq!(read("text/html", "").to_string(), "");
        assert_eq!(read("application/json", "{").to_string(), "");
        assert_eq!(read("", "no healthy upstream").to_string(), ": no healthy upstream");
        assert_eq!(read("", "<p>").to_string(), "");
        assert_eq!(read("", r#"{"message""#).to_string(), "");
    }

    #[test]
    fn a_byte_order_mark_hides_no_message() {
        let read = read("application/json", "\u{feff}{\"message\":\"no\",\"code\":\"c\"}");
        assert_eq!((read.message.as_deref(), read.code.as_deref()), (Some("no"), Some("c")));
    }

    #[test]
    fn the_message_of_a_body_that_was_cut_off() {
        for (body, message) in [
            (r#"{"message":"no","trace":["a","b"#, Some("no")),
            (r#"{"error":{"message":"no","frames":[{"line":1},{"#, Some("no")),
            (r#"{"message":"a long"#, Some("a long")),
            (r#"{"message":"a \"#, Some("a")),
            (r#"{"message":"a \u00"#, Some("a")),
            (r#"{"error":{"code":"c","mess"#, None),
            (r#"{"trace":"x"#, None),
            (r#"{"message":"no"} x"#, None),
        ] {
            assert_eq!(read("application/json", body).message.as_deref(), message, "{body}");
        }
    }

    #[test]
    fn the_message_of_an_error_in_xml() {
        let s3 = "<?xml version=\"1.0\"?>\n<Error><Code>NoSuchKey</Code>\n<Message>&lt;a&gt; \
                  &amp;lt; b</Message><Key/></Error>";
        let error = read("application/xml", s3);
        assert_eq!(error.to_string(), ": <a> &lt; b");
        assert_eq!(error.code.as_deref(), Some("NoSuchKey"));
        let named =
            "<m:error xmlns:m=\"urn:m\"><m:message xml:lang=\"en\">no</m:message></m:error>";
        assert_eq!(read("text/xml; charset=utf-8", named).to_string(), ": no");
        assert_eq!(
            read("application/atom+xml", "<a/>").to_string(),
            ": the body is application/atom+xml"
        );
    }

    #[test]
    fn the_first_field_that_is_wrong() {
        let fields = read("application/json", r#"{"errors":{"email":["is taken"],"name":[]}}"#);
        assert_eq!(fields.to_string(), ": email: is taken");
        let fields = read("application/json", r#"{"age":[],"email":["is taken"]}"#);
        assert_eq!(fields.to_string(), ": email: is taken");
        let others = read("application/json", r#"{"email":["is taken"],"id":1}"#);
        assert_eq!(others.to_string(), "");
        let named = read("application/json", r#"{"errors":{"email":[]},"message":"no"}"#);
        assert_eq!(named.to_string(), ": no");
    }

    #[test]
    fn a_status_has_its_name_if_there_is_one() {
        assert_eq!(ShownStatus(StatusCode::NOT_FOUND).to_string(), "404 Not Found");
        let of_a_proxy = StatusCode::from_u16(520).unwrap();
        assert_eq!(ShownStatus(of_a_proxy).to_string(), "520");
    }

    #[test]
    fn a_message_is_one_bounded_line() {
        let hostile = r#"{"message":"a\nb\u001b[31m \u202e\"c\""}"#;
        assert_eq!(read("application/json", hostile).to_string(), r#": a b\u{1b}[31m \u{202e}"c""#);
        let long = read("text/plain", &"é\u{7}".repeat(10_000)).to_string();
        assert!(long.chars().count() <= 303 && long.ends_with('…'), "{long}");
        let nested = format!("{}1{}", r#"{"error":"#.repeat(100), "}".repeat(100));
        assert_eq!(read("application/json", &nested).to_string(), "");
    }
}
