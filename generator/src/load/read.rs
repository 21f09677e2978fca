//! Reads YAML and JSON with serde.

use serde::de::DeserializeSeed as _;
use serde_json::Value;

use super::deep;
use super::limits::Limits;
use super::mismatch::describe;
use super::parse_error::{ParseError, line_start, long_key, long_text, offset_of, too_deep};
use super::read_value::{ReadState, Seed, count, depth, merge};
use super::recognize::{self, Format};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::{At, FileId, Finding, Location, Span, deeper_than, findings};

/// How deeply collections may be nested for the parsers, which use the call stack. [`deep`] reads
/// texts that are nested more deeply.
const MAX_RECURSION: usize = 128;

/// Adds a file to the sources and reads its value; `None` if it is not a usable object. All
/// problems are reported.
pub(super) fn read(
    name: &str,
    bytes: Vec<u8>,
    limits: Limits,
    report: &mut Report,
) -> (FileId, Option<Value>) {
    let (file, value) = read_any(name, bytes, limits, report);
    let Some(value) = value else { return (file, None) };
    if value.is_object() {
        return (file, Some(value));
    }
    let text = report.sources.get(file).map_or("", |source| source.text.as_str());
    if let Some(format) = recognize::of_text(text) {
        report.push(other_format(file, &format));
        return (file, None);
    }
    let found = if value.is_null() { "an empty text".to_owned() } else { describe(&value) };
    let message = format!("a document must be an object, found {found}");
    let help = "a document starts with `openapi: 3.0.3`; a referenced file has its parts by name";
    let diagnostic =
        Diagnostic::new(Code::NotAnObject, message).at(Location::root(file)).help(help);
    report.push(diagnostic.label("expected an object"));
    (file, None)
}

/// The message about a text in another format.
fn other_format(file: FileId, format: &Format) -> Diagnostic {
    let message = format!("this is {}, not an OpenAPI document", format.name);
    Diagnostic::new(Code::NotAnObject, message)
        .at(Location::root(file))
        .label("another format")
        .help(format.help)
}

/// Like [`read`], and the value need not be an object.
pub(super) fn read_any(
    name: &str,
    bytes: Vec<u8>,
    limits: Limits,
    report: &mut Report,
) -> (FileId, Option<Value>) {
    let (file, is_text) = text(name, bytes, report);
    if !is_text {
        return (file, None);
    }
    let text = report.sources.get(file).map_or("", |source| source.text.as_str());
    let outcome = parse(name, text, limits);
    if outcome.needs_walk {
        let findings = findings(text);
        remark(file, findings, report);
    }
    report_left_out(file, &outcome.left_out, report);
    match outcome.value {
        Ok(value) => (file, Some(value)),
        Err(error) => {
            let text = report.sources.get(file).map_or("", |source| source.text.as_str());
            let diagnostic = match (recognize::of_text(text), recognize::conflict(text)) {
                (Some(format), _) => other_format(file, &format),
                (None, Some(offset)) => conflict(Location { file, at: At::Offset(offset) }),
                (None, None) => error.at(file),
            };
            report.push(diagnostic);
            (file, None)
        }
    }
}

/// The message about a conflict marker.
fn conflict(location: Location) -> Diagnostic {
    Diagnostic::new(Code::Syntax, "the text has a conflict marker of git")
        .at(location)
        .label("a conflict")
        .help("resolve the conflict: keep one side, and remove the markers")
}

/// Reports data that is nested too deeply.
fn report_left_out(file: FileId, offsets: &[usize], report: &mut Report) {
    for offset in offsets {
        let message = format!(
            "an example, default or other data is nested more than {} levels deep and is ignored",
            deep::MAX_DATA
        );
        report.push(
            Diagnostic::new(Code::DataTooDeep, message)
                .at(Location { file, at: At::Offset(*offset) })
                .help("no action needed; to keep it, nest it less deeply"),
        );
    }
}

/// Adds a text to the sources; `false` if it is not UTF-8, which is reported.
pub(super) fn text(name: &str, bytes: Vec<u8>, report: &mut Report) -> (FileId, bool) {
    match decode(bytes) {
        Ok(text) => (report.sources.add(name, text), true),
        Err(undecodable) => {
            let file = report.sources.add(name, undecodable.readable);
            report.push(
                undecodable.diagnostic.at(Location { file, at: At::Offset(undecodable.offset) }),
            );
            (file, false)
        }
    }
}

struct Undecodable {
    readable: String,
    offset: usize,
    diagnostic: Box<Diagnostic>,
}

/// The text without its byte order mark.
fn decode(mut bytes: Vec<u8>) -> Result<String, Undecodable> {
    const HELP: &str = "save the file as UTF-8";
    let is_utf16 = match bytes.as_slice() {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] => true,
        [0, other, ..] | [other, 0, ..] => *other != 0,
        _ => false,
    };
    if is_utf16 {
        let diagnostic =
            Diagnostic::new(Code::TextEncoding, "the text is UTF-16, expected UTF-8").help(HELP);
        return Err(Undecodable {
            readable: String::new(),
            offset: 0,
            diagnostic: Box::new(diagnostic),
        });
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    if let Some(name) = recognize::compression(&bytes) {
        let message = format!("the file is compressed ({name}), expected text");
        let diagnostic = Diagnostic::new(Code::TextEncoding, message).help("decompress it first");
        return Err(Undecodable {
            readable: String::new(),
            offset: 0,
            diagnostic: Box::new(diagnostic),
        });
    }
    String::from_utf8(bytes).map_err(|error| Undecodable {
        offset: error.utf8_error().valid_up_to(),
        readable: String::from_utf8_lossy(error.as_bytes()).into_owned(),
        diagnostic: Box::new(
            Diagnostic::new(Code::TextEncoding, "the text is not UTF-8")
                .label("the first invalid byte")
                .help(HELP),
        ),
    })
}

/// Reports what serde does not show: duplicate keys, `.nan` and infinite numbers, tags.
fn remark(file: FileId, findings: Vec<(Finding, Span)>, report: &mut Report) {
    for (finding, span) in findings {
        let location = Location { file, at: At::Offset(span.start) };
        report.push(match finding {
            Finding::Duplicate { key, first } => Diagnostic::new(
                Code::DuplicateKey,
                format!("the key `{}` is duplicated", key.escape_debug()),
            )
            .at(location)
            .label("second one")
            .related(Location { file, at: At::Offset(first.start) }, "first one")
            .help("remove one of them"),
            Finding::NotFinite => {
                Diagnostic::new(Code::NotFinite, "JSON has no infinite numbers and no `.nan`")
                    .at(location)
                    .help("put it in quotes if it is text")
            }
            Finding::Tag(tag) => {
                let message = format!(
                    "the YAML tag `{}` has no meaning here and is ignored",
                    tag.escape_debug()
                );
                Diagnostic::new(Code::TagIgnored, message).at(location).help("remove the tag")
            }
        });
    }
}

struct Outcome {
    value: Result<Value, ParseError>,
    /// Whether there is something that only a walk over the text can locate.
    needs_walk: bool,
    /// Where data is nested too deeply, so it was left out.
    left_out: Vec<usize>,
}

fn parse(name: &str, text: &str, limits: Limits) -> Outcome {
    let named_json = name.ends_with(".json") && !text.trim().is_empty();
    if named_json || text.trim_start().starts_with('{') {
        let outcome = parse_json(text, limits);
        if named_json || outcome.value.is_ok() {
            return no_deeper(outcome, text, false, limits);
        }
    }
    no_deeper(parse_yaml(text, limits), text, true, limits)
}

/// Checks the depth of what was read, if the limit is below that of the parsers. If it is exceeded,
/// the text is read again, to find the location.
fn no_deeper(outcome: Outcome, text: &str, yaml: bool, limits: Limits) -> Outcome {
    let is_deeper = |value: &Value| limits.depth < MAX_RECURSION && depth(value) > limits.depth;
    if outcome.value.as_ref().is_ok_and(is_deeper) {
        parse_deep(text, yaml, limits)
    } else {
        outcome
    }
}

fn parse_json(text: &str, limits: Limits) -> Outcome {
    let state = ReadState::new(text, false, limits);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let value = Seed(&state)
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value));
    match value {
        Err(error) if is_recursion(&error.to_string()) => parse_deep(text, false, limits),
        value => {
            let value = value.map_err(|error| {
                let offset = match error.is_eof() {
                    true => text.trim_end().len(),
                    false => line_start(text, error.line()) + error.column().saturating_sub(1),
                };
                state.error(text, &error.to_string(), offset)
            });
            Outcome { value, needs_walk: state.needs_walk.get(), left_out: Vec::new() }
        }
    }
}

fn parse_yaml(text: &str, limits: Limits) -> Outcome {
    if deeper_than(text, MAX_RECURSION).is_some() {
        return parse_deep(text, true, limits);
    }
    let state = ReadState::new(text, true, limits);
    let value = if text.trim().is_empty() { Ok(Value::Null) } else { from_yaml(text, &state) };
    match value {
        Err(error) if is_recursion(&error.to_string()) => parse_deep(text, true, limits),
        value => {
            let value = value.map_err(|error| {
                let offset =
                    error.location().map_or(0, |at| offset_of(text, at.line(), at.column()));
                state.error(text, &error.to_string(), offset)
            });
            Outcome { value, needs_walk: state.needs_walk.get(), left_out: Vec::new() }
        }
    }
}

fn from_yaml(text: &str, state: &ReadState) -> Result<Value, serde_yaml::Error> {
    Seed(state).deserialize(serde_yaml::Deserializer::from_str(text))
}

/// The value of a plain scalar of YAML.
fn plain_scalar(text: &str) -> Value {
    let value = from_yaml(text, &ReadState::new(text, true, Limits::default()));
    value
        .ok()
        .filter(|value| !value.is_array() && !value.is_object())
        .unwrap_or_else(|| Value::from(text))
}

fn is_recursion(message: &str) -> bool {
    message.contains("recursion limit exceeded")
}

/// Reads a text that is nested too deeply for the parsers.
fn parse_deep(text: &str, yaml: bool, limits: Limits) -> Outcome {
    let state = ReadState::new(text, yaml, limits);
    let shared = deep::Shared { plain: plain_scalar, merge, members: state.members };
    let (diagnostic, offset) = match deep::read(text, yaml, limits, shared) {
        Ok(read) if count(&read.value) > state.values_at_most => {
            (state.too_many_values(), text.len())
        }
        Ok(deep::DeepText { value, needs_walk, left_out }) => {
            return Outcome { value: Ok(value), needs_walk, left_out };
        }
        Err(deep::DeepError::TooDeep(offset)) => (too_deep(limits), offset),
        Err(deep::DeepError::TooMany(offset)) => (state.too_many(), offset),
        Err(deep::DeepError::LongText(offset)) => (long_text(limits), offset),
        Err(deep::DeepError::LongKey(offset)) => (long_key(limits), offset),
        Err(deep::DeepError::YamlTooDeep(offset)) => {
            let message = "brackets are nested too deeply here for YAML";
            let help =
                "write the file as JSON, or move inner parts to `components` and refer to them";
            (Diagnostic::new(Code::TooDeep, message).help(help), offset)
        }
        Err(deep::DeepError::Alias(offset)) => {
            let message = "aliases are not supported in a text that is nested this deeply";
            (
                Diagnostic::new(Code::TooDeep, message).help("write the values out, or use `$ref`"),
                offset,
            )
        }
        Err(deep::DeepError::Syntax(offset)) => {
            let value = Err(state.error(
                text,
                "the text breaks off or goes on otherwise than expected",
                offset,
            ));
            return Outcome { value, needs_walk: false, left_out: Vec::new() };
        }
    };
    Outcome {
        value: Err(ParseError { diagnostic: Box::new(diagnostic), offset, context: None }),
        needs_walk: false,
        left_out: Vec::new(),
    }
}

#[cfg(test)]
mod tests;
