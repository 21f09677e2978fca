//! Checks a node against the grammar and copies its own members, without its children.

use serde_json::{Map, Value, json};

use super::grammar::{Object, ValueKind};
use super::mismatch::{describe, one_of, taken_as_empty, unknown_value, wrong_type};
use super::node_rules::{
    ChildCopy, NodeDraft, NodeMember, WhenMissing, check_rules, child_copy, node_members,
    placeholder,
};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Location;

/// A copy of an object. Children that are nodes themselves are replaced by references.
///
/// `None` if anything in it is invalid. Every problem is reported.
pub(super) fn copy_of(
    object: Object,
    value: &Value,
    location: &Location,
    report: &mut Report,
) -> Option<Map<String, Value>> {
    NodeCheck { report }.object(object, value, location)
}

struct NodeCheck<'r> {
    report: &'r mut Report,
}

impl NodeCheck<'_> {
    fn object(
        &mut self,
        object: Object,
        value: &Value,
        location: &Location,
    ) -> Option<Map<String, Value>> {
        let nothing = Map::new();
        let written = match value {
            Value::Object(written) => Some(written),
            // YAML for a media type without a schema: `application/json:`.
            // YAML for a response without a body: `"204":`.
            Value::Null if matches!(object, Object::MediaType | Object::Response) => {
                self.report.push(taken_as_empty(object, location.clone()));
                Some(&nothing)
            }
            _ => None,
        };
        let Some(written) = written else {
            let message = format!("{} must be an object, found {}", object.noun(), describe(value));
            let diagnostic = Diagnostic::new(Code::WrongType, message).at(location.clone());
            let help = "write its members below it as `name: value`";
            self.report.push(diagnostic.label("expected an object").help(help));
            return None;
        };
        let members = node_members(object);
        let mut draft = NodeDraft { written, kept: Map::new(), location };
        let mut is_valid = true;
        for (key, value) in written {
            if key.starts_with("x-") {
                draft.kept.insert(key.clone(), value.clone());
            } else if let Some(member) = members.iter().find(|member| member.key == key) {
                is_valid &= self.written_member(member, value, &mut draft);
            }
        }
        for member in members.iter().filter(|it| it.when_missing != WhenMissing::Ignore) {
            is_valid &= self.required_member(object, member, &mut draft);
        }
        is_valid &= check_rules(object, &mut draft, self.report);
        is_valid.then_some(draft.kept)
    }

    /// Checks a member that is there; `false` if it is invalid.
    fn written_member(
        &mut self,
        member: &NodeMember,
        value: &Value,
        draft: &mut NodeDraft<'_>,
    ) -> bool {
        let is_absent = value.is_null() && member.kind != ValueKind::Any;
        if is_absent || self.ignores(member, value, draft.location) {
            return true;
        }
        if is_plainly_valid(member.kind, value) {
            if member.is_kept {
                draft.kept.insert(member.key.to_owned(), without_children(member.kind, value));
            }
            return true;
        }
        let at = draft.location.child(member.key);
        if self.is_ignored(member, value, &at) {
            if member.is_kept && member.when_missing != WhenMissing::Ignore {
                draft.kept.insert(member.key.to_owned(), empty(member.kind));
            }
            return true;
        }
        let Some(value) = self.value(member, value, &at) else { return false };
        if member.is_kept {
            draft.kept.insert(member.key.to_owned(), value);
        }
        true
    }

    /// Whether a value of the wrong type is ignored: that of a minor member, or an empty list or
    /// object.
    fn is_ignored(&mut self, member: &NodeMember, value: &Value, location: &Location) -> bool {
        let diagnostic = if member.kind.is_empty_other(value) {
            Some(empty_other(member.key, member.kind, location))
        } else if member.is_minor && !member.kind.accepts(value) {
            Some(ignored(member.key, member.kind, value, location))
        } else {
            None
        };
        let is_ignored = diagnostic.is_some();
        diagnostic.into_iter().for_each(|diagnostic| self.report.push(diagnostic));
        is_ignored
    }

    /// JSON Schema until draft 3 had `required: true` at a property, and many documents still do.
    /// It has no meaning for the schema itself.
    fn ignores(&mut self, member: &NodeMember, value: &Value, location: &Location) -> bool {
        let is_ignored =
            member.key == "required" && member.kind == ValueKind::Texts && value.is_boolean();
        if is_ignored {
            let message = format!(
                "`required` must be a list of texts, found {}; it is ignored",
                describe(value)
            );
            let help =
                "list the names of required properties in the schema that has these properties";
            self.report.push(
                Diagnostic::new(Code::IgnoredMember, message)
                    .at(location.child(member.key))
                    .help(help),
            );
        }
        is_ignored
    }

    /// Checks that a required member is there; `false` if the object is invalid without it.
    fn required_member(
        &mut self,
        object: Object,
        member: &NodeMember,
        draft: &mut NodeDraft<'_>,
    ) -> bool {
        if draft.written.get(member.key).is_some_and(|value| !value.is_null()) {
            return true;
        }
        let key = member.key;
        let diagnostic = |code| {
            let message = format!("{} has no `{key}`", object.noun());
            Diagnostic::new(code, message).at(draft.location.clone())
        };
        match member.when_missing {
            WhenMissing::Ignore | WhenMissing::Fill => {}
            WhenMissing::Warn(code) => {
                let help = format!("add `{key}`, which OpenAPI requires");
                self.report.push(diagnostic(code).help(help));
            }
            WhenMissing::Reject => {
                let help = format!("add `{key}`: {}", expected_values(member.kind));
                self.report.push(diagnostic(Code::MissingMember).help(help));
                return false;
            }
        }
        draft.kept.insert(key.to_owned(), empty(member.kind));
        true
    }

    /// The checked copy of a value.
    fn value(&mut self, member: &NodeMember, value: &Value, location: &Location) -> Option<Value> {
        let key = member.key;
        match (member.kind, value) {
            (ValueKind::Text, value) => self.text(key, value, location),
            (ValueKind::Flag, value) => self.flag(key, value, location),
            (ValueKind::OneOf(allowed), Value::String(text)) => {
                if allowed.contains(&text.as_str()) {
                    return Some(value.clone());
                }
                let (word, diagnostic) = unknown_value(key, allowed, text, location.clone());
                self.report.push(diagnostic);
                word.map(|word| json!(word))
            }
            (ValueKind::Object(Object::Responses), Value::Object(responses)) => {
                Some(self.responses(responses, location))
            }
            (ValueKind::TextMap, Value::Object(texts)) => self.text_map(key, texts, location),
            (ValueKind::Requirements, Value::Array(requirements)) => {
                self.requirements(requirements, location)
            }
            (ValueKind::Texts, Value::Array(texts)) => self.texts(key, texts, location),
            (ValueKind::Count, Value::Number(number)) if count(number).is_some() => {
                count(number).map(Value::from)
            }
            (kind, value) => match inline_child(kind) {
                Some(child) => self.inline(member, child, value, location),
                None => {
                    self.report.push(wrong_type(key, expected(kind), value, location.clone()));
                    None
                }
            },
        }
    }

    /// Objects that are part of the node.
    fn inline(
        &mut self,
        member: &NodeMember,
        child: Object,
        value: &Value,
        location: &Location,
    ) -> Option<Value> {
        match (member.kind, value) {
            (ValueKind::Object(_), value) => self.object(child, value, location).map(Value::Object),
            (ValueKind::Objects(_), Value::Array(elements)) => {
                let copies = elements
                    .iter()
                    .enumerate()
                    .map(|(index, element)| self.object(child, element, &location.element(index)));
                all(copies.map(|copy| copy.map(Value::Object))).map(Value::Array)
            }
            (ValueKind::ObjectMap(_), Value::Object(members)) => {
                let copies = members.iter().map(|(key, member)| {
                    let copy = self.object(child, member, &location.child(key))?;
                    Some((key.clone(), Value::Object(copy)))
                });
                all(copies).map(|copies| Value::Object(copies.into_iter().collect()))
            }
            (kind, value) => {
                self.report.push(wrong_type(member.key, expected(kind), value, location.clone()));
                None
            }
        }
    }

    /// Numbers and booleans are taken for text: YAML reads unquoted text that way.
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
            describe(value)
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
                let expected = expected(ValueKind::Flag);
                self.report.push(wrong_type(key, expected, value, location.clone()));
                return None;
            }
        };
        let message = format!(
            "`{}` should be {}, found {}",
            key.escape_debug(),
            expected(ValueKind::Flag),
            describe(value)
        );
        self.report.push(
            Diagnostic::new(Code::NotBoolean, message)
                .at(location.clone())
                .help("remove the quotes"),
        );
        Some(Value::Bool(flag))
    }

    fn texts(&mut self, key: &str, texts: &[Value], location: &Location) -> Option<Value> {
        let texts = texts
            .iter()
            .enumerate()
            .map(|(index, text)| self.text(key, text, &location.element(index)));
        all(texts).map(Value::Array)
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
        all(texts).map(|texts| Value::Object(texts.into_iter().collect()))
    }

    /// `[{scheme: [scope, …]}, …]`.
    fn requirements(&mut self, requirements: &[Value], location: &Location) -> Option<Value> {
        let copies = requirements
            .iter()
            .enumerate()
            .map(|(index, requirement)| self.requirement(requirement, location.element(index)));
        all(copies).map(Value::Array)
    }

    fn requirement(&mut self, requirement: &Value, location: Location) -> Option<Value> {
        const KEY: &str = "security";
        let Value::Object(schemes) = requirement else {
            let expected = expected(ValueKind::Requirements);
            self.report.push(wrong_type(KEY, expected, requirement, location));
            return None;
        };
        let schemes = schemes.iter().map(|(name, scopes)| {
            let location = location.child(name);
            let scopes = match scopes {
                Value::Null => json!([]),
                Value::Array(scopes) => self.texts(KEY, scopes, &location)?,
                other => {
                    let expected = expected(ValueKind::Texts);
                    self.report.push(wrong_type(KEY, expected, other, location));
                    return None;
                }
            };
            Some((name.clone(), scopes))
        });
        all(schemes).map(|schemes| Value::Object(schemes.into_iter().collect()))
    }

    /// Keys that are not a status are reported and left out.
    fn responses(&mut self, responses: &Map<String, Value>, location: &Location) -> Value {
        let mut kept = Map::new();
        for (key, response) in responses {
            if key.starts_with("x-") {
                kept.insert(key.clone(), response.clone());
            } else if key == "default" || is_status(key) {
                kept.insert(key.clone(), placeholder(Object::Response));
            } else {
                let message = format!("`{}` is not an HTTP status", key.escape_debug());
                let message = format!("{message}; this response is left out");
                self.report.push(
                    Diagnostic::new(Code::InvalidStatus, message)
                        .at(location.child(key).key())
                        .label("not a status")
                        .help("use a status such as `200`, a range such as `4XX`, or `default`"),
                );
            }
        }
        Value::Object(kept)
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

/// A size. It may be written as `10.0`.
fn count(number: &serde_json::Number) -> Option<u64> {
    let integer =
        |float: f64| (float.fract() == 0.0 && (0.0..9e15).contains(&float)).then_some(float as u64);
    number.as_u64().or_else(|| number.as_f64().and_then(integer))
}

/// The warning about a minor member with a value of the wrong type.
pub(super) fn ignored(
    key: &str,
    kind: ValueKind,
    value: &Value,
    location: &Location,
) -> Diagnostic {
    let mut diagnostic = wrong_type(key, expected(kind), value, location.clone());
    diagnostic.code = Code::IgnoredDetail;
    diagnostic.message.push_str("; it is ignored");
    diagnostic
}

/// The warning about an empty list instead of an object, or an empty object instead of a list.
pub(super) fn empty_other(key: &str, kind: ValueKind, location: &Location) -> Diagnostic {
    let (found, right) = match empty(kind) {
        Value::Array(_) => ("object", "[]"),
        _ => ("list", "{}"),
    };
    let message =
        format!("`{key}` must be {}, found an empty {found}; it is taken as empty", expected(kind));
    Diagnostic::new(Code::EmptyCollection, message)
        .at(location.clone())
        .help(format!("write `{key}: {right}`, or remove it"))
}

/// What a value must be.
fn expected(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Any => "any value",
        ValueKind::Text | ValueKind::OneOf(_) | ValueKind::TypeNames => "text",
        ValueKind::Flag => "`true` or `false`",
        ValueKind::Number => "a number",
        ValueKind::Count => "a non-negative integer",
        ValueKind::Texts => "a list of texts",
        ValueKind::TextMap => "an object of texts",
        ValueKind::Values | ValueKind::Objects(_) => "a list",
        ValueKind::Requirements => "a list of objects",
        ValueKind::ObjectOrFlag(_) => "an object or a boolean",
        ValueKind::Object(_) | ValueKind::ObjectMap(_) | ValueKind::AnyMap => "an object",
    }
}

/// What a value must be, with the allowed texts.
fn expected_values(kind: ValueKind) -> String {
    match kind {
        ValueKind::OneOf(allowed) => one_of(allowed),
        other => expected(other).to_owned(),
    }
}

/// The value of a member that is missing.
fn empty(kind: ValueKind) -> Value {
    match kind {
        ValueKind::Text | ValueKind::OneOf(_) => json!(""),
        ValueKind::Flag => json!(false),
        ValueKind::Texts | ValueKind::Values | ValueKind::Objects(_) | ValueKind::Requirements => {
            json!([])
        }
        _ => json!({}),
    }
}

/// The object in a member, if it is part of the node.
fn inline_child(kind: ValueKind) -> Option<Object> {
    let (ValueKind::Object(child) | ValueKind::Objects(child) | ValueKind::ObjectMap(child)) = kind
    else {
        return None;
    };
    matches!(child_copy(child), ChildCopy::Inline).then_some(child)
}

/// Whether the value of a member is valid as it is. Most are, and their locations are not needed.
fn is_plainly_valid(kind: ValueKind, value: &Value) -> bool {
    let holds_nodes = |child: Object| {
        matches!(child_copy(child), ChildCopy::Reference | ChildCopy::Empty)
            && child != Object::Responses
    };
    match kind {
        ValueKind::Any => true,
        ValueKind::Text => value.is_string(),
        ValueKind::Flag => value.is_boolean(),
        ValueKind::Number => value.is_number(),
        ValueKind::Count => value.is_u64(),
        ValueKind::Values => value.is_array(),
        ValueKind::AnyMap => value.is_object(),
        ValueKind::Texts => {
            value.as_array().is_some_and(|texts| texts.iter().all(Value::is_string))
        }
        ValueKind::Object(Object::Xml) => true,
        ValueKind::Object(child) | ValueKind::ObjectMap(child) => {
            holds_nodes(child) && value.is_object()
        }
        ValueKind::Objects(child) => holds_nodes(child) && value.is_array(),
        ValueKind::ObjectOrFlag(_) => value.is_object() || value.is_boolean(),
        ValueKind::OneOf(_)
        | ValueKind::TextMap
        | ValueKind::TypeNames
        | ValueKind::Requirements => false,
    }
}

/// The copy of a value that is valid as it is.
fn without_children(kind: ValueKind, value: &Value) -> Value {
    match (kind, value) {
        (ValueKind::Object(Object::Xml), value) => value.clone(),
        (ValueKind::Object(child) | ValueKind::ObjectOrFlag(child), Value::Object(_)) => {
            placeholder(child)
        }
        (ValueKind::Objects(child), Value::Array(elements)) => {
            elements.iter().map(|_| placeholder(child)).collect()
        }
        // Examples are read at their location, and a shared parameter may have many.
        (ValueKind::ObjectMap(Object::Example), _) => json!({}),
        (ValueKind::ObjectMap(child), Value::Object(members)) => {
            let members = members.keys().map(|key| (key.clone(), placeholder(child)));
            Value::Object(members.collect())
        }
        _ => value.clone(),
    }
}

/// All values, or `None` if one is missing. Every one is evaluated, so that all problems are
/// reported.
fn all<T>(values: impl Iterator<Item = Option<T>>) -> Option<Vec<T>> {
    let values: Vec<_> = values.collect();
    values.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{copy_of, is_status};
    use crate::diagnostic::Report;
    use crate::load::grammar::Object;
    use crate::source::{Location, Sources};

    fn copy(object: Object, value: serde_json::Value) -> (Option<serde_json::Value>, Vec<String>) {
        let mut report = Report::new();
        let location = Location::root(Sources::default().add("", ""));
        let copy = copy_of(object, &value, &location, &mut report);
        let messages = report.diagnostics().iter().map(|it| it.message.clone()).collect();
        (copy.map(serde_json::Value::Object), messages)
    }

    #[test]
    fn children_are_replaced_and_parts_are_kept() {
        let operation = json!({
            "operationId": "a",
            "parameters": [{"name": 5}],
            "responses": {"200": {}, "x-a": 1},
            "callbacks": {"c": {"/u": {}}},
            "servers": [{"url": "/"}],
            "unknown": 1,
        });
        let (copy, messages) = copy(Object::Operation, operation);
        let expected = json!({
            "operationId": "a",
            "parameters": [{"$ref": "#"}],
            "responses": {"200": {"$ref": "#"}, "x-a": 1},
            "callbacks": {"c": {}},
            "servers": [{"url": "/"}],
        });
        assert_eq!((copy, messages), (Some(expected), Vec::<String>::new()));
    }

    #[test]
    fn every_problem_of_a_node_is_reported() {
        let (copy, messages) = copy(
            Object::Server,
            json!({"description": 1, "variables": {"a": {"enum": [true, []]}}}),
        );
        assert_eq!(copy, None);
        assert_eq!(
            messages,
            [
                "`description` should be text, found the number 1; it is taken as \"1\"",
                "`enum` should be text, found `true`; it is taken as \"true\"",
                "`enum` must be text, found a list",
                "a server variable has no `default`",
                "a server has no `url`",
            ]
        );
    }

    #[test]
    fn a_status_is_a_code_or_a_range() {
        assert!(["200", "4XX", "5xx", "999"].iter().all(|key| is_status(key)));
        assert!(["20", "2X0", "6XX", "000", "ok"].iter().all(|key| !is_status(key)));
    }
}
