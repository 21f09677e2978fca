//! Finds the references to other files in a file.

use serde_json::{Map, Value};

use super::grammar::{has_chosen_keys, holds_data};
use crate::source::Location;

/// Whether the value of a discriminator's mapping is a reference to a file and not the name of a
/// schema.
fn names_a_file(text: &str) -> bool {
    let file = text.split('#').next().unwrap_or_default();
    !file.is_empty() && (text.contains('#') || file.contains('/') || is_document_name(file))
}

fn is_document_name(name: &str) -> bool {
    [".yaml", ".yml", ".json"].iter().any(|extension| name.ends_with(extension))
}

/// A reference in a file, and its location.
pub(super) struct FoundReference<'v> {
    pub(super) location: Location,
    pub(super) text: &'v str,
    pub(super) need: Need,
}

/// What happens if the file of a reference cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    /// An error.
    Required,
    /// A warning: a crate can do without an example, a link, a header or a callback.
    Optional,
    /// Nothing: the text may also be something else than a reference.
    Uncertain,
}

/// The members whose values are such parts.
const OPTIONAL: &[&str] = &["examples", "links", "headers", "callbacks"];

/// The members that are such a part themselves.
const OPTIONAL_PARTS: &[&str] = &["contact", "externalDocs", "license", "tags", "termsOfService"];

/// Whether the value of a member has no references.
fn holds_no_references(key: &str, value: &Value) -> bool {
    // Some documents keep long texts in other files, which are not read. The `examples` of a schema
    // are a list of data.
    holds_data(key)
        || matches!(key, "description" | "summary" | "title")
        || key == "examples" && value.is_array()
}

/// All references to other files in a value, in its order.
pub(super) fn external_references<'v>(
    value: &'v Value,
    root: Location,
    found: &mut Vec<FoundReference<'v>>,
) {
    let mut search = Search {
        root,
        links: Vec::new(),
        open: vec![Open { value, link: None, keys: Keys::Members }],
        found,
    };
    while let Some(Open { value, link, keys }) = search.open.pop() {
        let first = search.open.len();
        match value {
            Value::Object(members) if keys == Keys::Discriminator => search.mapping(members, link),
            Value::Object(members) => search.members(members, link, keys),
            Value::Array(elements) => {
                for (index, value) in
                    elements.iter().enumerate().filter(|(_, element)| is_collection(element))
                {
                    search.open(
                        value,
                        Link { above: link, step: ReferenceStep::Element(index) },
                        if keys == Keys::Optional { keys } else { Keys::Members },
                    );
                }
            }
            _ => {}
        }
        if let Some(new) = search.open.get_mut(first..) {
            new.reverse();
        }
    }
}

/// Locations are built only for results: files have few references and up to hundreds of thousands
/// of locations.
struct Search<'v, 'f> {
    root: Location,
    links: Vec<Link<'v>>,
    open: Vec<Open<'v>>,
    found: &'f mut Vec<FoundReference<'v>>,
}

/// The position of a collection in the one around it.
#[derive(Clone, Copy)]
struct Link<'v> {
    /// The link of the collection around it; `None` for the root.
    above: Option<usize>,
    step: ReferenceStep<'v>,
}

#[derive(Clone, Copy)]
enum ReferenceStep<'v> {
    Member(&'v str),
    Element(usize),
}

/// A collection that is still to be searched.
struct Open<'v> {
    value: &'v Value,
    link: Option<usize>,
    keys: Keys,
}

/// What the keys of an object are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Keys {
    /// Those of the specification, or what is not known.
    Members,
    /// Names that the author of the document chose.
    Chosen,
    /// Those of a discriminator.
    Discriminator,
    /// Those of a part that a crate can do without.
    Optional,
}

impl<'v> Search<'v, '_> {
    fn open(&mut self, value: &'v Value, link: Link<'v>, keys: Keys) {
        self.open.push(Open { value, link: Some(self.links.len()), keys });
        self.links.push(link);
    }

    /// The location of a collection.
    fn location(&self, mut link: Option<usize>) -> Location {
        let mut steps = Vec::new();
        while let Some(Link { above, step }) = link.and_then(|link| self.links.get(link)) {
            steps.push(step);
            link = *above;
        }
        // Building a location for each step would take quadratic time in the depth.
        let mut pointer = self.root.pointer().clone();
        for step in steps.into_iter().rev() {
            match step {
                ReferenceStep::Member(key) => pointer.push(key),
                ReferenceStep::Element(index) => pointer.push(&index.to_string()),
            }
        }
        Location::value(self.root.file, pointer)
    }

    /// Whether a collection holds parts that a crate can do without.
    fn is_optional(&self, link: usize) -> bool {
        let step = self.links.get(link).map(|link| link.step);
        matches!(step, Some(ReferenceStep::Member(key)) if OPTIONAL.contains(&key))
    }

    /// Whether a collection is a callback, which holds path items.
    fn is_callback(&self, link: usize) -> bool {
        let above = self.links.get(link).and_then(|link| self.links.get(link.above?));
        matches!(above.map(|link| link.step), Some(ReferenceStep::Member("callbacks")))
    }

    fn members(&mut self, members: &'v Map<String, Value>, link: Option<usize>, keys: Keys) {
        let named = keys == Keys::Chosen;
        for (key, member) in members {
            match (key.as_str(), member) {
                ("$ref", Value::String(text)) if !text.starts_with('#') => {
                    self.found.push(FoundReference {
                        location: self.location(link).child(key),
                        text,
                        need: match keys {
                            Keys::Optional => Need::Optional,
                            Keys::Chosen if link.is_some_and(|link| self.is_optional(link)) => {
                                Need::Optional
                            }
                            _ => Need::Required,
                        },
                    });
                }
                ("discriminator", value @ Value::Object(_)) if !named => {
                    self.open(
                        value,
                        Link { above: link, step: ReferenceStep::Member(key) },
                        Keys::Discriminator,
                    );
                }
                (_, member) if !is_collection(member) => {}
                (key, value)
                    if !named
                        && (holds_no_references(key, value)
                            || key.starts_with("x-") && !has_chosen_keys(key)) => {}
                (key, value) => {
                    let is_optional = match named {
                        true => link.is_some_and(|link| self.is_optional(link)),
                        false => {
                            OPTIONAL_PARTS.contains(&key)
                                || keys == Keys::Optional
                                    && link.is_some_and(|link| self.is_callback(link))
                        }
                    };
                    let keys = if is_optional {
                        Keys::Optional
                    } else if !named && has_chosen_keys(key) {
                        Keys::Chosen
                    } else {
                        Keys::Members
                    };
                    self.open(value, Link { above: link, step: ReferenceStep::Member(key) }, keys);
                }
            }
        }
    }

    fn mapping(&mut self, discriminator: &'v Map<String, Value>, link: Option<usize>) {
        let Some(Value::Object(mapping)) = discriminator.get("mapping") else { return };
        for (key, target) in mapping {
            if let Some(text) = target.as_str().filter(|text| names_a_file(text)) {
                let location = self.location(link).child("mapping").child(key);
                self.found.push(FoundReference { location, text, need: Need::Uncertain });
            }
        }
    }
}

fn is_collection(value: &Value) -> bool {
    matches!(value, Value::Object(_) | Value::Array(_))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::external_references;
    use crate::source::{Location, Sources};

    #[test]
    fn references_are_found_where_they_are_references() {
        let value = json!({
            "paths": {"/a": {"$ref": "a.yaml"}, "example": {"get": {"example": {"$ref": "no.yaml"}}}},
            "properties": {"default": {"$ref": "b.yaml"}, "$ref": {"type": "string"}, "x-y": {"$ref": "c.yaml"}},
            "default": {"$ref": "no.yaml"},
            "x-other": {"$ref": "no.yaml"},
            "x-webhooks": {"hook": {"$ref": "d.yaml"}},
            "allOf": [{"$ref": "e.yaml#/X"}, {"$ref": "#/X"}],
            "discriminator": {"mapping": {"f": "f.yaml", "g": "Name", "h": "#/components/schemas/H"}},
        });
        let mut found = Vec::new();
        let file = Sources::default().add("", "");
        external_references(&value, Location::root(file), &mut found);
        let texts: Vec<_> = found.iter().map(|found| found.text).collect();
        assert_eq!(texts, ["a.yaml", "b.yaml", "c.yaml", "d.yaml", "e.yaml#/X", "f.yaml"]);
    }
}
