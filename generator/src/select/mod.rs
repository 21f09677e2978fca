//! Which operations and webhooks of a document are selected, and whether a client or only types are
//! generated.
//!
//! An operation or webhook is selected if any selector matches it: a tag and a path select those
//! with the tag and those with the path. Without selectors everything is selected. What a selector
//! of `exclude` matches is never selected.

mod path;

use std::fmt;

use serde_json::Value;

use crate::source::Location;
pub use path::PathPattern;

/// What to generate from a document. Default: a client with everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What to generate.
    pub contents: Contents,
    /// The selectors of what to include; empty for everything.
    pub include: Vec<Selector>,
    /// The selectors of what to exclude.
    pub exclude: Vec<Selector>,
}

/// What to generate from a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contents {
    /// A client and its types.
    #[default]
    Client,
    /// Only types: those that the selected operations and webhooks use or, without selectors, those
    /// of all named schemas.
    Types,
}

/// A selector of operations and webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// The property of an operation that it matches.
    pub by: Criterion,
    /// Its location in the manifest; `None` for the command line.
    pub location: Option<Location>,
}

/// What a selector matches.
#[derive(Debug, Clone, PartialEq)]
pub enum Criterion {
    /// Operations and webhooks with this tag.
    Tag(String),
    /// Operations whose path matches this pattern.
    Path(PathPattern),
    /// The operation with this `operationId`.
    Operation(String),
    /// Operations and webhooks with this extension, in the operation or in its path.
    Extension {
        /// The key, with its `x-`.
        key: String,
        /// The value, or an element of its list; `None` for anything but `false` and null.
        value: Option<Value>,
    },
    /// The webhook with this name.
    Webhook(String),
}

/// An operation or a webhook that may be selected.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Where it is.
    pub at: Endpoint<'a>,
    /// The `operationId`, or the one that was made up.
    pub id: Option<&'a str>,
    /// The Operation Object.
    pub operation: &'a Value,
    /// The Path Item Object that has it.
    pub item: &'a Value,
}

/// Where an operation or a webhook is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Endpoint<'a> {
    /// Under a path.
    Path(&'a str),
    /// Among the webhooks, under a name.
    Webhook(&'a str),
}

impl Selection {
    /// Whether there is no selector, so that everything is selected.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether an operation or a webhook is selected.
    pub fn selects(&self, candidate: &Candidate<'_>) -> bool {
        let names = |selector: &Selector| selector.by.names(candidate);
        (self.include.is_empty() || self.include.iter().any(names))
            && !self.exclude.iter().any(names)
    }

    /// Whether everything at a path is selected, without looking at its operations.
    pub fn selects_path(&self, path: &str) -> bool {
        let names = |selector: &Selector| matches!(&selector.by, Criterion::Path(pattern) if pattern.fits(path));
        (self.include.is_empty() || self.include.iter().any(names))
            && !self.exclude.iter().any(names)
    }

    /// All selectors, in the order of the manifest.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.include.iter().chain(&self.exclude)
    }
}

impl Candidate<'_> {
    /// The `operationId`, or the name of the webhook.
    pub fn name(&self) -> Option<&str> {
        match self.at {
            Endpoint::Webhook(name) => self.id.or(Some(name)),
            Endpoint::Path(_) => self.id,
        }
    }

    /// Its tags.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.operation
            .get("tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
    }

    /// The keys of the extensions that it and its path have.
    pub fn extensions(&self) -> impl Iterator<Item = &str> {
        let members = [self.operation, self.item].into_iter().filter_map(Value::as_object);
        members
            .flat_map(|members| members.keys())
            .map(String::as_str)
            .filter(|key| key.starts_with("x-"))
    }

    /// The value of an extension: that of the operation, or else that of the path.
    pub fn extension(&self, key: &str) -> Option<&Value> {
        self.operation.get(key).or_else(|| self.item.get(key))
    }
}

impl Criterion {
    /// Whether it matches an operation or a webhook.
    pub fn names(&self, candidate: &Candidate<'_>) -> bool {
        match self {
            Self::Tag(tag) => candidate.tags().any(|one| one == tag),
            Self::Path(pattern) => {
                matches!(candidate.at, Endpoint::Path(path) if pattern.fits(path))
            }
            Self::Operation(id) => candidate.id == Some(id.as_str()),
            Self::Extension { key, value } => {
                candidate.extension(key).is_some_and(|found| fits(found, value.as_ref()))
            }
            Self::Webhook(name) => candidate.at == Endpoint::Webhook(name),
        }
    }
}

/// The text on the command line.
impl fmt::Display for Criterion {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(text) | Self::Operation(text) | Self::Webhook(text) => {
                formatter.write_str(text)
            }
            Self::Path(pattern) => formatter.write_str(pattern.as_str()),
            Self::Extension { key, value: None } => formatter.write_str(key),
            Self::Extension { key, value: Some(Value::String(value)) } => {
                write!(formatter, "{key}={value}")
            }
            Self::Extension { key, value: Some(value) } => write!(formatter, "{key}={value}"),
        }
    }
}

/// Whether the value of an extension matches.
fn fits(found: &Value, wanted: Option<&Value>) -> bool {
    match (found, wanted) {
        (found, None) => !matches!(found, Value::Null | Value::Bool(false)),
        (found, Some(wanted)) => {
            found == wanted || found.as_array().is_some_and(|several| several.contains(wanted))
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Candidate, Criterion, Endpoint, PathPattern, Selection, Selector};

    fn selector(by: Criterion) -> Selector {
        Selector { by, location: None }
    }

    fn tag(name: &str) -> Selector {
        selector(Criterion::Tag(name.to_owned()))
    }

    fn selects(selection: &Selection, operation: &Value, item: &Value) -> bool {
        selection.selects(&Candidate {
            at: Endpoint::Path("/lamps/{id}"),
            id: Some("getLamp"),
            operation,
            item,
        })
    }

    fn by(by: Criterion) -> Selection {
        Selection { include: vec![selector(by)], ..Selection::default() }
    }

    #[test]
    fn any_selector_selects_and_exclude_wins() {
        let (none, lamp) = (json!({}), json!({"tags": ["lamps", "slow"]}));
        let path = selector(Criterion::Path(PathPattern::new("/lamps/*").expect("a pattern")));
        let selection = |include: &[Selector], exclude: &[Selector]| Selection {
            include: include.to_vec(),
            exclude: exclude.to_vec(),
            ..Selection::default()
        };
        for (include, exclude, selected) in [
            (vec![], vec![], true),
            (vec![tag("lamps")], vec![], true),
            (vec![tag("other")], vec![], false),
            (vec![tag("other"), tag("slow")], vec![], true),
            (vec![tag("other"), path.clone()], vec![], true),
            (vec![], vec![tag("slow")], false),
            (vec![], vec![tag("other")], true),
            (vec![tag("lamps"), path.clone()], vec![tag("slow")], false),
            (vec![tag("lamps")], vec![path], false),
        ] {
            assert_eq!(
                selects(&selection(&include, &exclude), &lamp, &none),
                selected,
                "{include:?} {exclude:?}"
            );
        }
    }

    #[test]
    fn each_kind_of_selector() {
        let (own, item) =
            (json!({"x-a": true, "x-b": false, "x-c": ["p", "q"]}), json!({"x-b": true, "x-d": 3}));
        let extension =
            |key: &str, value: Option<Value>| Criterion::Extension { key: key.to_owned(), value };
        for (selector, selected) in [
            (Criterion::Operation("getLamp".to_owned()), true),
            (Criterion::Operation("getlamp".to_owned()), false),
            (Criterion::Webhook("getLamp".to_owned()), false),
            (extension("x-a", None), true),
            (extension("x-a", Some(json!(true))), true),
            (extension("x-a", Some(json!("true"))), false),
            // The extension of an operation takes precedence over that of its path.
            (extension("x-b", None), false),
            (extension("x-b", Some(json!(false))), true),
            (extension("x-c", Some(json!("q"))), true),
            (extension("x-c", Some(json!(["p", "q"]))), true),
            (extension("x-c", Some(json!("r"))), false),
            (extension("x-d", Some(json!(3))), true),
            (extension("x-e", None), false),
        ] {
            assert_eq!(selects(&by(selector.clone()), &own, &item), selected, "{selector:?}");
        }
    }

    #[test]
    fn a_webhook_has_a_name_instead_of_a_path() {
        let none = json!({});
        let event =
            Candidate { at: Endpoint::Webhook("lampOn"), id: None, operation: &none, item: &none };
        assert!(by(Criterion::Webhook("lampOn".to_owned())).selects(&event));
        assert!(!by(Criterion::Path(PathPattern::new("/**").expect("a pattern"))).selects(&event));
        assert!(!by(Criterion::Operation("lampOn".to_owned())).selects(&event));
    }
}
