//! Single nodes of a document as openapiv3 values.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use super::shape::{Kind, Member, Need, Shape, member_of};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Location;

/// An openapiv3 type that can be read on its own; see [`super::Document::piece`].
pub trait Piece: DeserializeOwned {
    /// Its members as the specification has them.
    const SHAPE: &'static Shape;
}

/// What a value is, for messages: `a list`, `the text "ten"`.
pub(super) fn found(value: &Value) -> String {
    match value {
        Value::Null => "nothing".to_owned(),
        Value::Bool(flag) => format!("`{flag}`"),
        Value::Number(number) => format!("the number {number}"),
        Value::String(text) => match text.char_indices().nth(40) {
            Some((end, _)) => {
                format!("the text \"{}…\"", text.get(..end).unwrap_or_default().escape_debug())
            }
            None => format!("the text \"{}\"", text.escape_debug()),
        },
        Value::Array(_) => "a list".to_owned(),
        Value::Object(_) => "an object".to_owned(),
    }
}

/// The message about a member with a value of the wrong type.
pub(super) fn wrong_type(
    key: &str,
    expected: &str,
    value: &Value,
    location: Location,
) -> Diagnostic {
    let message = format!("`{}` must be {expected}, found {}", key.escape_debug(), found(value));
    let key = key.escape_debug().to_string();
    let help = match value {
        // What a schema that lists its properties without `properties` looks like.
        Value::Object(_) if expected == "text" => {
            format!("write a text; if `{key}` is the name of a property, put it under `properties`")
        }
        _ => as_written(&key, expected),
    };
    Diagnostic::new(Code::WrongType, message)
        .at(location)
        .label(format!("expected {expected}"))
        .help(help)
}

/// How a value of a type is written.
fn as_written(key: &str, expected: &str) -> String {
    match expected {
        "text" => {
            format!("write a text, in quotes where it looks like something else: `{key}: \"…\"`")
        }
        "a number" | "an integer" | "a non-negative integer" => {
            format!("write it in digits and without quotes: `{key}: 10`")
        }
        "`true` or `false`" => format!("write `{key}: true` or `{key}: false`"),
        "an object" | "an object of texts" | "an object or a boolean" => {
            format!("write its members below `{key}:`, or in braces: `{key}: {{name: …}}`")
        }
        "a list of objects" => {
            format!(
                "write each element with a dash before it, or in brackets: `{key}: [{{name: …}}]`"
            )
        }
        "a list of texts" => {
            format!(
                "write each element with a dash before it, or in brackets: `{key}: [first, second]`"
            )
        }
        "a list" => {
            format!("write each element with a dash before it, or in brackets: `{key}: […]`")
        }
        _ => format!("write {expected}"),
    }
}

/// Reads a node; `None` when it is wrong, which is reported.
pub(super) fn read<T: Piece>(
    value: Option<&Value>,
    location: &Location,
    report: &mut Report,
) -> Option<T> {
    let shape = T::SHAPE;
    let trimmed = match value {
        // That it is missing was said when the document was loaded.
        Some(Value::Null) | None if shape.may_be_absent() => {
            Trimmer { report: &mut Report::new() }.part(shape, &json!({}), location)?
        }
        Some(value) => Trimmer { report }.part(shape, value, location)?,
        None => {
            let diagnostic =
                Diagnostic::new(Code::MissingMember, format!("{} is missing", shape.name));
            report.push(diagnostic.at(location.clone()).help("describe it here"));
            return None;
        }
    };
    match serde_json::from_value(Value::Object(trimmed)) {
        Ok(piece) => Some(piece),
        Err(error) => {
            let message =
                format!("{} cannot be read: {}", shape.name, error.to_string().escape_debug());
            let diagnostic = Diagnostic::new(Code::WrongType, message).at(location.clone());
            report
                .push(diagnostic.label("cannot be read").help("write it as OpenAPI describes it"));
            None
        }
    }
}

/// Copies what a node holds itself, checked against its shape.
struct Trimmer<'r> {
    report: &'r mut Report,
}

impl Trimmer<'_> {
    /// `None` when something in it is wrong; all that is wrong is reported.
    fn part(
        &mut self,
        shape: &Shape,
        value: &Value,
        location: &Location,
    ) -> Option<Map<String, Value>> {
        let Value::Object(members) = value else {
            let message = format!("{} must be an object, found {}", shape.name, found(value));
            let help = "write its members below it as `name: value`";
            let diagnostic = Diagnostic::new(Code::WrongType, message).at(location.clone());
            self.report.push(diagnostic.label("expected an object").help(help));
            return None;
        };
        let mut trimmed = Map::new();
        let mut sound = true;
        for (key, value) in members {
            if key.starts_with("x-") {
                trimmed.insert(key.clone(), value.clone());
            }
            let Some(member) = member_of(shape, key) else { continue };
            if value.is_null() && !matches!(member.kind, Kind::Any) {
                continue;
            }
            if self.ignores(key, member, value, location) {
                continue;
            }
            let is_kept = !matches!(member.need, Need::Checked);
            if stands(member.kind, value) {
                if is_kept {
                    trimmed.insert(key.clone(), trimmed_to(member.kind, value));
                }
                continue;
            }
            match self.member(member, value, &location.child(key)) {
                Some(value) if is_kept => drop(trimmed.insert(key.clone(), value)),
                Some(_) => {}
                None => sound = false,
            }
        }
        for member in shape.members {
            let is_given = || members.get(member.key).is_some_and(|value| !value.is_null());
            sound &= self.need(shape, member, is_given, &mut trimmed, location);
        }
        if let Some(refine) = shape.refine {
            sound &= refine(members, &mut trimmed, location, self.report);
        }
        sound.then_some(trimmed)
    }

    /// `required: true` at a schema is widespread, and was JSON Schema until draft 4: it says
    /// nothing about the schema.
    fn ignores(&mut self, key: &str, member: &Member, value: &Value, location: &Location) -> bool {
        let ignored = key == "required" && value.is_boolean() && matches!(member.kind, Kind::Texts);
        if ignored {
            let message = format!(
                "`required` must be a list of texts, found {}; it is ignored",
                found(value)
            );
            self.report.push(
                Diagnostic::new(Code::IgnoredMember, message).at(location.child(key)).help(
                    "list the names of required properties in the schema that has these properties",
                ),
            );
        }
        ignored
    }

    /// What happens when a member is not there; `false` when the node is nothing without it.
    fn need(
        &mut self,
        shape: &Shape,
        member: &Member,
        is_given: impl FnOnce() -> bool,
        trimmed: &mut Map<String, Value>,
        location: &Location,
    ) -> bool {
        let message = || format!("{} has no `{}`", shape.name, member.key);
        match member.need {
            // Most are, and are not looked up.
            Need::Optional | Need::Checked => true,
            _ if is_given() => true,
            Need::Required => {
                let diagnostic =
                    Diagnostic::new(Code::MissingMember, message()).at(location.clone());
                self.report.push(diagnostic.help(format!(
                    "add `{}`: {}",
                    member.key,
                    member.kind.expected_values()
                )));
                false
            }
            Need::Filled(code) => {
                let diagnostic = Diagnostic::new(code, message()).at(location.clone());
                self.report
                    .push(diagnostic.help(format!("add `{}`, which OpenAPI requires", member.key)));
                trimmed.insert(member.key.to_owned(), member.kind.empty());
                true
            }
            Need::Silent => {
                trimmed.insert(member.key.to_owned(), member.kind.empty());
                true
            }
        }
    }

    fn member(&mut self, member: &Member, value: &Value, location: &Location) -> Option<Value> {
        let checked = match (member.kind, value) {
            (Kind::Text, value) => return self.text(member.key, value, location),
            (Kind::Flag, value) => return self.flag(member.key, value, location),
            (Kind::Count, Value::Number(number)) => count(number).map(Value::from),
            (Kind::OneOf(known), Value::String(text)) => {
                return self.one_of(member.key, known, text, location);
            }
            (Kind::Responses, Value::Object(responses)) => {
                return Some(self.responses(responses, location));
            }
            (Kind::Texts, Value::Array(texts)) => return self.texts(member.key, texts, location),
            (Kind::TextMap, Value::Object(texts)) => {
                return self.text_map(member.key, texts, location);
            }
            (Kind::Requirements, Value::Array(requirements)) => {
                return self.requirements(requirements, location);
            }
            (Kind::Part(shape), value) => {
                return self.part(shape, value, location).map(Value::Object);
            }
            (Kind::Parts(shape), Value::Array(parts)) => {
                let parts = parts
                    .iter()
                    .enumerate()
                    .map(|(index, part)| self.part(shape, part, &location.element(index)));
                return whole(parts.map(|part| part.map(Value::Object))).map(Value::Array);
            }
            (Kind::PartMap(shape), Value::Object(parts)) => {
                let parts = parts.iter().map(|(key, part)| {
                    Some((
                        key.clone(),
                        Value::Object(self.part(shape, part, &location.child(key))?),
                    ))
                });
                return whole(parts).map(|parts| Value::Object(parts.into_iter().collect()));
            }
            _ => None,
        };
        if checked.is_none() {
            self.report.push(wrong_type(
                member.key,
                member.kind.expected(),
                value,
                location.clone(),
            ));
        }
        checked
    }

    /// Numbers and booleans are taken for text, since YAML makes them of what was not quoted.
    fn text(&mut self, key: &str, value: &Value, location: &Location) -> Option<Value> {
        let text = match value {
            Value::String(_) => return Some(value.clone()),
            Value::Bool(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            _ => {
                self.report.push(wrong_type(key, "text", value, location.clone()));
                return None;
            }
        };
        let message = format!(
            "`{}` should be text, found {}; it is taken as \"{text}\"",
            key.escape_debug(),
            found(value)
        );
        self.report.push(
            Diagnostic::new(Code::NotText, message).at(location.clone()).help("put it in quotes"),
        );
        Some(Value::String(text))
    }

    fn flag(&mut self, key: &str, value: &Value, location: &Location) -> Option<Value> {
        let flag = match value {
            Value::Bool(_) => return Some(value.clone()),
            Value::String(text) if text.eq_ignore_ascii_case("true") => true,
            Value::String(text) if text.eq_ignore_ascii_case("false") => false,
            _ => {
                self.report.push(wrong_type(key, Kind::Flag.expected(), value, location.clone()));
                return None;
            }
        };
        let message = format!(
            "`{}` should be {}, found {}",
            key.escape_debug(),
            Kind::Flag.expected(),
            found(value)
        );
        self.report.push(
            Diagnostic::new(Code::NotBoolean, message)
                .at(location.clone())
                .help("take the quotes away"),
        );
        Some(Value::Bool(flag))
    }

    fn one_of(
        &mut self,
        key: &str,
        known: &[&str],
        text: &str,
        location: &Location,
    ) -> Option<Value> {
        if known.contains(&text) {
            return Some(Value::String(text.to_owned()));
        }
        self.report.push(unknown_value(key, known, text, location.clone()));
        None
    }

    fn texts(&mut self, key: &str, texts: &[Value], location: &Location) -> Option<Value> {
        let texts = texts
            .iter()
            .enumerate()
            .map(|(index, text)| self.text(key, text, &location.element(index)));
        whole(texts).map(Value::Array)
    }

    fn text_map(
        &mut self,
        key: &str,
        texts: &Map<String, Value>,
        location: &Location,
    ) -> Option<Value> {
        let texts = texts
            .iter()
            .filter(|(name, text)| text.is_string() || !name.starts_with("x-"))
            .map(|(name, text)| {
                let text = if text.is_null() {
                    json!("")
                } else {
                    self.text(key, text, &location.child(name))?
                };
                Some((name.clone(), text))
            });
        whole(texts).map(|texts| Value::Object(texts.into_iter().collect()))
    }

    /// `[{scheme: [scope, …]}, …]`.
    fn requirements(&mut self, requirements: &[Value], location: &Location) -> Option<Value> {
        const SCHEME: Member = Member { key: "security", kind: Kind::Texts, need: Need::Optional };
        let requirements = requirements.iter().enumerate().map(|(index, requirement)| {
            let location = location.element(index);
            let Value::Object(schemes) = requirement else {
                self.report.push(wrong_type(
                    "security",
                    "a list of objects",
                    requirement,
                    location,
                ));
                return None;
            };
            let schemes = schemes.iter().map(|(name, scopes)| {
                let scopes = if scopes.is_null() {
                    json!([])
                } else {
                    self.member(&SCHEME, scopes, &location.child(name))?
                };
                Some((name.clone(), scopes))
            });
            whole(schemes).map(|schemes| Value::Object(schemes.into_iter().collect()))
        });
        whole(requirements).map(Value::Array)
    }

    /// Keys that are no status are reported and left out.
    fn responses(&mut self, responses: &Map<String, Value>, location: &Location) -> Value {
        let mut trimmed = Map::new();
        for (key, response) in responses {
            if key.starts_with("x-") {
                trimmed.insert(key.clone(), response.clone());
            } else if key == "default" || is_status(key) {
                trimmed.insert(key.clone(), cut());
            } else {
                let message = format!("`{}` is no HTTP status", key.escape_debug());
                self.report.push(
                    Diagnostic::new(Code::InvalidStatus, message)
                        .at(location.child(key).key())
                        .label("not a status")
                        .help("use a status such as `200`, a range such as `4XX`, or `default`"),
                );
            }
        }
        Value::Object(trimmed)
    }
}

/// The message about a value that is none of a few.
pub(super) fn unknown_value(
    key: &str,
    known: &[&str],
    text: &str,
    location: Location,
) -> Diagnostic {
    let message = format!("`{key}` cannot be `{}`", text.escape_debug());
    Diagnostic::new(Code::UnknownValue, message)
        .at(location)
        .help(format!("use {}", alternatives(known)))
}

/// A few values as a sentence has them: `a`, `b` or `c`.
pub(super) fn alternatives(values: &[&str]) -> String {
    match values.split_last() {
        Some((last, [])) => format!("`{last}`"),
        Some((last, others)) => format!("`{}` or `{last}`", others.join("`, `")),
        None => String::new(),
    }
}

/// A status code or a range of them (OpenAPI 3.0.3, "Responses Object").
fn is_status(key: &str) -> bool {
    match key.as_bytes() {
        [b'1'..=b'5', b'X' | b'x', b'X' | b'x'] => true,
        [b'1'..=b'9', tens, ones] => tens.is_ascii_digit() && ones.is_ascii_digit(),
        _ => false,
    }
}

/// A size that may be written as `10.0`.
fn count(number: &serde_json::Number) -> Option<u64> {
    let whole =
        |float: f64| (float.fract() == 0.0 && (0.0..9e15).contains(&float)).then_some(float as u64);
    number.as_u64().or_else(|| number.as_f64().and_then(whole))
}

/// Whether there is nothing to say about the value of a member: there is not of most, and their
/// locations need not be known.
fn stands(kind: Kind, value: &Value) -> bool {
    match kind {
        Kind::Any => true,
        Kind::Text => value.is_string(),
        Kind::Flag => value.is_boolean(),
        Kind::Number => value.is_number(),
        Kind::Count => value.is_u64(),
        Kind::Texts => value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string)),
        Kind::List | Kind::Nodes => value.is_array(),
        Kind::Node | Kind::NodeMap | Kind::PlainMap | Kind::Plain(_) => value.is_object(),
        Kind::NodeOrFlag => value.is_object() || value.is_boolean(),
        _ => false,
    }
}

/// What is kept of such a value.
fn trimmed_to(kind: Kind, value: &Value) -> Value {
    match (kind, value) {
        (Kind::Node | Kind::NodeOrFlag, Value::Object(_)) => cut(),
        (Kind::Nodes, Value::Array(nodes)) => nodes.iter().map(|_| cut()).collect(),
        (Kind::NodeMap, Value::Object(nodes)) => each(nodes, cut),
        (Kind::PlainMap, Value::Object(nodes)) => each(nodes, || json!({})),
        (Kind::Plain(stub), _) => stub(),
        _ => value.clone(),
    }
}

/// What stands where a child was: a reference, which is never looked at.
fn cut() -> Value {
    json!({"$ref": "#"})
}

fn each(nodes: &Map<String, Value>, stub: impl Fn() -> Value) -> Value {
    Value::Object(nodes.keys().map(|key| (key.clone(), stub())).collect())
}

/// All of them, or `None` when one is missing; every one is looked at.
fn whole<T>(parts: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let parts: Vec<_> = parts.collect();
    parts.into_iter().collect()
}
