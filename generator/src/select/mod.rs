//! What of a document is wanted: which operations and webhooks, and whether a client or only the
//! types.
//!
//! An operation or webhook is selected when any selector names it, whatever it is told by: tags and
//! paths together select what has the tag and what has the path. Without a selector everything is
//! selected. What a selector of `exclude` names is not selected, whatever else names it.

mod path;

use std::fmt;

use serde_json::Value;

use crate::source::Location;
pub use path::PathPattern;

/// What of a document is wanted; by default, a client of everything.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Selection {
    /// What becomes of it.
    pub contents: Contents,
    /// What is selected; empty for everything.
    pub include: Vec<Selector>,
    /// What of that is not.
    pub exclude: Vec<Selector>,
}

/// What becomes of a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Contents {
    /// A client, and the types of what it sends and receives.
    #[default]
    Client,
    /// The types alone: those that the selected operations and webhooks use or, where nothing is
    /// selected, those of all schemas that have a name.
    Types,
}

/// Something that names operations and webhooks.
#[derive(Debug, Clone, PartialEq)]
pub struct Selector {
    /// How it tells them.
    pub by: By,
    /// Where it stands in the manifest; `None` for one of the command line.
    pub location: Option<Location>,
}

/// How operations and webhooks are told.
#[derive(Debug, Clone, PartialEq)]
pub enum By {
    /// They have this tag.
    Tag(String),
    /// The operation has a path like this.
    Path(PathPattern),
    /// It has this `operationId`.
    Operation(String),
    /// It, or the path that it belongs to, has this extension.
    Extension {
        /// The key, with its `x-`.
        key: String,
        /// What it must be, or be a list with; `None` for anything but `false` and null.
        value: Option<Value>,
    },
    /// The webhook has this name.
    Webhook(String),
}

/// An operation or a webhook that may be selected.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Where it is.
    pub at: Endpoint<'a>,
    /// The `operationId`, or what stands for it.
    pub id: Option<&'a str>,
    /// The Operation Object.
    pub operation: &'a Value,
    /// The Path Item Object that it stands in.
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
    /// Whether nothing is named, so that everything is selected.
    pub fn is_everything(&self) -> bool {
        self.include.is_empty() && self.exclude.is_empty()
    }

    /// Whether an operation or a webhook is selected.
    pub fn selects(&self, candidate: &Candidate<'_>) -> bool {
        let names = |selector: &Selector| selector.by.names(candidate);
        (self.include.is_empty() || self.include.iter().any(names))
            && !self.exclude.iter().any(names)
    }

    /// Whether all at a path is selected, whatever else is known of it.
    pub fn selects_path(&self, path: &str) -> bool {
        let names =
            |selector: &Selector| matches!(&selector.by, By::Path(pattern) if pattern.fits(path));
        (self.include.is_empty() || self.include.iter().any(names))
            && !self.exclude.iter().any(names)
    }

    /// All selectors, in the order in which they were written.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.include.iter().chain(&self.exclude)
    }
}

impl Candidate<'_> {
    /// Its id, or else its name.
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

    /// The value of an extension: its own, or else that of its path.
    pub fn extension(&self, key: &str) -> Option<&Value> {
        self.operation.get(key).or_else(|| self.item.get(key))
    }
}

impl By {
    /// Whether it names an operation or a webhook.
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

/// As it is written on the command line.
impl fmt::Display for By {
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

/// Whether the value of an extension is the one that is wanted.
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

    use super::{By, Candidate, Endpoint, PathPattern, Selection, Selector};

    fn selector(by: By) -> Selector {
        Selector { by, location: None }
    }

    fn tag(name: &str) -> Selector {
        selector(By::Tag(name.to_owned()))
    }

    fn selects(selection: &Selection, operation: &Value, item: &Value) -> bool {
        selection.selects(&Candidate {
            at: Endpoint::Path("/lamps/{id}"),
            id: Some("getLamp"),
            operation,
            item,
        })
    }

    fn by(by: By) -> Selection {
        Selection { include: vec![selector(by)], ..Selection::default() }
    }

    #[test]
    fn any_selector_selects_and_exclude_wins() {
        let (none, lamp) = (json!({}), json!({"tags": ["lamps", "slow"]}));
        let path = selector(By::Path(PathPattern::new("/lamps/*").expect("a pattern")));
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
            |key: &str, value: Option<Value>| By::Extension { key: key.to_owned(), value };
        for (selector, selected) in [
            (By::Operation("getLamp".to_owned()), true),
            (By::Operation("getlamp".to_owned()), false),
            (By::Webhook("getLamp".to_owned()), false),
            (extension("x-a", None), true),
            (extension("x-a", Some(json!(true))), true),
            (extension("x-a", Some(json!("true"))), false),
            // What an operation says stands before what its path says.
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
        assert!(by(By::Webhook("lampOn".to_owned())).selects(&event));
        assert!(!by(By::Path(PathPattern::new("/**").expect("a pattern"))).selects(&event));
        assert!(!by(By::Operation("lampOn".to_owned())).selects(&event));
    }
}
