//! How single objects are read into the types of `openapiv3`, beyond what the grammar says.
//!
//! `openapiv3` allows references in some positions only, requires members that OpenAPI requires but
//! the generator does not use, and its `SchemaData` has a third of the keywords.

use std::sync::LazyLock;

use serde_json::{Map, Value, json};

use super::grammar::{Member, Object, ValueKind, Version};
use super::mismatch::one_of;
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::source::Location;

/// A member of an object that is read.
#[derive(Debug)]
pub(super) struct NodeMember {
    pub(super) key: &'static str,
    pub(super) kind: ValueKind,
    /// Whether the type of `openapiv3` has a field for it. Others are checked only.
    pub(super) is_kept: bool,
    /// Whether the crate can do without it, so that an invalid value is ignored.
    pub(super) is_minor: bool,
    pub(super) when_missing: WhenMissing,
}

/// What happens if a member is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum WhenMissing {
    /// Nothing.
    Ignore,
    /// The object is invalid.
    Reject,
    /// A warning with this code, and an empty value.
    Warn(Code),
    /// An empty value.
    Fill,
}

/// The members of an object that are read, in the order of the specification.
pub(super) fn node_members(object: Object) -> &'static [NodeMember] {
    static MEMBERS: LazyLock<Vec<Vec<NodeMember>>> = LazyLock::new(|| {
        let of_object = |object: &Object| {
            let members = object.members(Version::DIALECT);
            // Extensions are copied unchecked.
            let members = members.filter(|member| !member.key.starts_with("x-"));
            let members = members.map(|member| NodeMember {
                key: member.key,
                kind: member.kind,
                is_kept: *object != Object::Schema || SCHEMA_DATA.contains(&member.key),
                is_minor: is_minor(*object, member),
                when_missing: match member.required {
                    true => when_missing(*object, member.key),
                    false => WhenMissing::Ignore,
                },
            });
            members.collect()
        };
        Object::ALL.iter().map(of_object).collect()
    });
    MEMBERS.get(object as usize).map_or(&[], Vec::as_slice)
}

/// Whether a member only documents something, or restricts values in a way that a client can do
/// without.
pub(super) fn is_minor(object: Object, member: &Member) -> bool {
    let is_documentation = matches!(
        member.key,
        "summary"
            | "description"
            | "externalDocs"
            | "termsOfService"
            | "contact"
            | "license"
            | "examples"
            | "links"
            | "deprecated"
            | "bearerFormat"
    );
    let of_object = match object {
        Object::Info | Object::ExternalDocs | Object::Contact | Object::License => true,
        Object::Schema => member.key == "title",
        Object::Discriminator => member.key == "mapping",
        Object::Operation | Object::Document => member.key == "tags",
        Object::SecurityScheme => matches!(member.key, "flows" | "openIdConnectUrl"),
        Object::Flows
        | Object::ImplicitFlow
        | Object::TokenFlow
        | Object::CodeFlow
        | Object::DeviceFlow => true,
        _ => false,
    };
    is_documentation || of_object || member.is_constraint()
}

/// The fields of `openapiv3::SchemaData`.
const SCHEMA_DATA: &[&str] = &[
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "default",
    "example",
    "discriminator",
    "externalDocs",
];

/// What happens without a member that OpenAPI requires. A client can do without some of them.
fn when_missing(object: Object, key: &str) -> WhenMissing {
    match (object, key) {
        (Object::Info, _) => WhenMissing::Warn(Code::MissingInfo),
        (
            Object::ExternalDocs
            | Object::License
            | Object::RequestBody
            | Object::Server
            | Object::ServerVariable,
            _,
        ) => WhenMissing::Warn(Code::MissingDetail),
        (Object::ImplicitFlow | Object::TokenFlow | Object::CodeFlow, "scopes") => {
            WhenMissing::Fill
        }
        (Object::ImplicitFlow | Object::TokenFlow | Object::CodeFlow, _) => {
            WhenMissing::Warn(Code::MissingDetail)
        }
        (Object::Operation, _) => WhenMissing::Warn(Code::MissingResponses),
        (Object::Response, _) => WhenMissing::Warn(Code::MissingDescription),
        _ => WhenMissing::Reject,
    }
}

/// What the copy of a node has instead of a child.
#[derive(Debug, Clone, Copy)]
pub(super) enum ChildCopy {
    /// The child itself: it is part of the node.
    Inline,
    /// A reference, which is never followed.
    Reference,
    /// An object without content, since `openapiv3` allows no reference here.
    Empty,
    /// The child as it is written.
    Unchecked,
}

/// What the copy of a node has instead of a child of this sort.
pub(super) fn child_copy(child: Object) -> ChildCopy {
    match child {
        Object::Contact
        | Object::License
        | Object::Server
        | Object::ServerVariable
        | Object::ExternalDocs
        | Object::Encoding
        | Object::Flows
        | Object::ImplicitFlow
        | Object::TokenFlow
        | Object::CodeFlow
        | Object::DeviceFlow
        | Object::Discriminator => ChildCopy::Inline,
        Object::Operation | Object::MediaType | Object::Callback | Object::PathItem => {
            ChildCopy::Empty
        }
        Object::Xml => ChildCopy::Unchecked,
        _ => ChildCopy::Reference,
    }
}

/// A reference or an empty object for a child.
pub(super) fn placeholder(child: Object) -> Value {
    match (child, child_copy(child)) {
        (Object::Operation, _) => json!({"responses": {}}),
        (_, ChildCopy::Empty) => json!({}),
        _ => json!({"$ref": "#"}),
    }
}

/// An object while it is read.
pub(super) struct NodeDraft<'d> {
    /// The members as they are written.
    pub(super) written: &'d Map<String, Value>,
    /// Those of them that are kept.
    pub(super) kept: Map<String, Value>,
    pub(super) location: &'d Location,
}

/// Checks what a table of members cannot say; `false` if the object is invalid.
pub(super) fn check_rules(object: Object, draft: &mut NodeDraft<'_>, report: &mut Report) -> bool {
    match object {
        Object::Parameter => check_parameter(draft, report),
        Object::Header => check_schema_or_content(draft, report),
        Object::SecurityScheme => check_security_scheme(draft, report),
        Object::ServerVariable => fill_default(draft),
        Object::Server => fill_url(draft),
        _ => true,
    }
}

/// The styles that a parameter can have (OpenAPI 3.0.3, "Style Values").
fn check_parameter(draft: &mut NodeDraft<'_>, report: &mut Report) -> bool {
    let styles: &[&str] = match draft.kept.get("in").and_then(Value::as_str) {
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("path") => &["simple", "label", "matrix"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return false,
    };
    let is_valid = check_schema_or_content(draft, report);
    if let Some(style) = draft.kept.get("style").and_then(Value::as_str)
        && !styles.contains(&style)
    {
        let message =
            format!("`style` cannot be `{}` here; the default style is used", style.escape_debug());
        report.push(
            Diagnostic::new(Code::StyleMisfit, message)
                .at(draft.location.child("style"))
                .help(format!("use {}", one_of(styles))),
        );
        draft.kept.remove("style");
    }
    is_valid
}

/// Exactly one of `schema` and `content` (OpenAPI 3.0.3, "Parameter Object").
fn check_schema_or_content(draft: &mut NodeDraft<'_>, report: &mut Report) -> bool {
    let is_there = |value: &&Value| !value.is_null() && **value != json!([]);
    let has = |key| draft.written.get(key).filter(is_there).is_some();
    match (has("schema"), has("content")) {
        (true, true) => {
            let message = "`schema` and `content` exclude each other; `content` is ignored";
            let diagnostic = Diagnostic::new(Code::SchemaAndContent, message)
                .at(draft.location.child("content").key())
                .label("second one here")
                .related(draft.location.child("schema").key(), "first one here");
            report.push(diagnostic.help("keep one of them"));
            draft.kept.remove("content");
            true
        }
        (false, false) => {
            let message = "`schema` and `content` are missing: any text is accepted";
            let diagnostic = Diagnostic::new(Code::MissingSchema, message);
            report.push(
                diagnostic
                    .at(draft.location.clone())
                    .help("add `schema: {type: string}`, or the schema of its values"),
            );
            draft.kept.insert("content".to_owned(), json!({}));
            true
        }
        _ => true,
    }
}

/// The members that each type of security scheme requires (OpenAPI 3.0.3, "Security Scheme
/// Object").
fn check_security_scheme(draft: &mut NodeDraft<'_>, report: &mut Report) -> bool {
    let Some(kind) = draft.kept.get("type").and_then(Value::as_str) else { return false };
    let required: &[&str] = match kind {
        "apiKey" => &["name", "in"],
        "http" => &["scheme"],
        "oauth2" => return fill_minor("flows", json!({}), draft, report),
        _ => return fill_minor("openIdConnectUrl", json!(""), draft, report),
    };
    let is_missing = |key: &&&str| draft.written.get(**key).is_none_or(Value::is_null);
    let missing: Vec<_> = required.iter().filter(is_missing).collect();
    for key in &missing {
        let message = format!("a security scheme of type `{kind}` has no `{key}`");
        report.push(
            Diagnostic::new(Code::MissingMember, message)
                .at(draft.location.clone())
                .help(format!("add `{key}`")),
        );
    }
    missing.is_empty()
}

/// Without a URL, a server is the location of the document (OpenAPI 3.0.3, "OpenAPI Object",
/// `servers`).
fn fill_url(draft: &mut NodeDraft<'_>) -> bool {
    if draft.written.get("url").is_none_or(Value::is_null) {
        draft.kept.insert("url".to_owned(), json!("/"));
    }
    true
}

/// Without a default, a variable of a server has its first listed value.
fn fill_default(draft: &mut NodeDraft<'_>) -> bool {
    let first = draft.kept.get("enum").and_then(|values| values.get(0)).cloned();
    if draft.written.get("default").is_none_or(Value::is_null)
        && let Some(first) = first
    {
        draft.kept.insert("default".to_owned(), first);
    }
    true
}

/// A member of a security scheme that only documents how to obtain a token.
fn fill_minor(
    key: &'static str,
    empty: Value,
    draft: &mut NodeDraft<'_>,
    report: &mut Report,
) -> bool {
    if draft.written.get(key).is_none_or(Value::is_null) {
        report.push(
            Diagnostic::new(Code::MissingDetail, format!("a security scheme has no `{key}`"))
                .at(draft.location.clone())
                .help(format!("add `{key}`, which OpenAPI requires")),
        );
    }
    if !draft.kept.contains_key(key) {
        draft.kept.insert(key.to_owned(), empty);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{ChildCopy, WhenMissing, child_copy, node_members};
    use crate::load::grammar::{Object, ValueKind};

    /// An inline child is checked with the node around it, so it must have members to check.
    #[test]
    fn inline_children_are_in_the_grammar() {
        for object in Object::ALL {
            if matches!(child_copy(*object), ChildCopy::Inline) {
                assert!(object.members_of_any_version().next().is_some(), "{object:?}");
            }
        }
    }

    #[test]
    fn members_of_schemas_that_openapiv3_lacks_are_checked_only() {
        let member = |key| node_members(Object::Schema).iter().find(|it| it.key == key).unwrap();
        assert!(member("title").is_kept);
        assert!(!member("properties").is_kept);
        assert_eq!(member("properties").kind, ValueKind::ObjectMap(Object::Schema));
    }

    #[test]
    fn only_required_members_are_missed() {
        for object in Object::ALL {
            for member in node_members(*object) {
                let required = object.dialect_member(member.key).unwrap().required;
                assert_eq!(member.when_missing != WhenMissing::Ignore, required, "{}", member.key);
            }
        }
    }
}
