//! Schemas with names: `$id`, `$anchor` and `$dynamicAnchor`.
//!
//! References by name become JSON pointers as soon as a file is read, so that later stages need not
//! know these names.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::dynamic::{Dynamic, holder, is_within, written};
use super::reach::is_collection;
use crate::load::file_address::FileAddress;
use crate::load::grammar::{has_chosen_keys, holds_data};
use crate::load::url::{Url, has_scheme};
use crate::source::Pointer;

const REFERENCES: &[&str] = &["$ref", "$dynamicRef", "$recursiveRef"];
const ANCHORS: &[&str] = &["$anchor", "$dynamicAnchor"];

/// The names in a file, for references from other files.
#[derive(Debug, Default)]
pub(in crate::load) struct Identified {
    /// The absolute names of its schemas that have an `$id`, and of the file if it has a `$self`.
    pub(in crate::load) names: BTreeMap<String, Pointer>,
    /// References to other files whose base is a URL, and what they mean there.
    pub(in crate::load) meant: Vec<(Pointer, FileAddress)>,
}

/// Replaces references by name with JSON pointers (JSON Schema Core 2020-12, section 8.2). `base`
/// is the base of the file's references.
pub(in crate::load) fn identify(value: &mut Value, base: &FileAddress) -> Identified {
    if !has_names(value) {
        return Identified::default();
    }
    let names = Names::of(value, base);
    let mut meant = Vec::new();
    for (pointer, text) in names.replacements(value, &mut meant) {
        if let Some(reference) = value.pointer_mut(pointer.as_str()) {
            *reference = Value::String(text);
        }
    }
    names.dynamic.instantiate(value);
    Identified { names: names.resources, meant }
}

/// The anchors of a file, by the schema with an `$id` around them (or the root) and the name.
pub(in crate::load) fn anchors(
    value: &Value,
    base: &FileAddress,
) -> BTreeMap<(Pointer, String), Pointer> {
    Names::of(value, base).anchors
}

/// The schema with an anchor, in a resource of a file or else anywhere in the file.
pub(in crate::load) fn anchor<'a>(
    anchors: &'a BTreeMap<(Pointer, String), Pointer>,
    resource: &Pointer,
    name: &str,
) -> Option<&'a Pointer> {
    let anywhere = || anchors.iter().find(|((_, known), _)| known == name).map(|(_, at)| at);
    anchors.get(&(resource.clone(), name.to_owned())).or_else(anywhere)
}

fn has_names(value: &Value) -> bool {
    if own_url(value).is_some() {
        return true;
    }
    let mut open = vec![value];
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                let named = ["$id"]
                    .iter()
                    .chain(ANCHORS)
                    .any(|key| members.get(*key).is_some_and(Value::is_string));
                if named || members.contains_key("$recursiveRef") {
                    return true;
                }
                open.extend(members.values().filter(|member| is_collection(member)));
            }
            Value::Array(elements) => {
                open.extend(elements.iter().filter(|element| is_collection(element)))
            }
            _ => {}
        }
    }
    false
}

/// The URL in `$self` (OpenAPI 3.2.0, "OpenAPI Object").
fn own_url(value: &Value) -> Option<FileAddress> {
    Url::parse(value.get("$self")?.as_str()?).map(FileAddress::Url)
}

/// The names and references of a file. A resource is the schema with the nearest `$id`, or the
/// file.
struct Names {
    /// By their absolute names.
    resources: BTreeMap<String, Pointer>,
    /// The bases of references: the file's first, then those of resources.
    bases: Vec<FileAddress>,
    anchors: BTreeMap<(Pointer, String), Pointer>,
    /// All schemas with an anchor of a name in a resource, in the order of the document.
    equal: BTreeMap<(Pointer, String), Vec<Pointer>>,
    references: Vec<Reference>,
    dynamic: Dynamic,
}

/// The context of a schema.
#[derive(Debug, Clone, Default)]
struct Scope {
    resource: Pointer,
    /// The index of its base.
    base: usize,
    /// The nearest schema with a `$recursiveAnchor` (draft 2019-09).
    recursive: Option<Pointer>,
}

/// A collection that is still to be visited.
struct Visit<'v> {
    value: &'v Value,
    at: Pointer,
    scope: Scope,
    /// Whether the author of the document chose its keys. Then it is not a schema.
    has_chosen_keys: bool,
}

impl<'v> Visit<'v> {
    /// Opens the collections in a value that may be or hold schemas.
    fn open_children(&self, open: &mut Vec<Self>) {
        let child = |value: &'v Value, key: &str, has_chosen_keys| Self {
            value,
            at: self.at.child(key),
            scope: self.scope.clone(),
            has_chosen_keys,
        };
        match self.value {
            Value::Object(members) => {
                let members = members.iter().filter(|(_, member)| is_collection(member));
                for (key, member) in members {
                    if self.has_chosen_keys {
                        open.push(child(member, key, false));
                    } else if !holds_no_schemas(key, member) {
                        open.push(child(member, key, has_chosen_keys(key)));
                    }
                }
            }
            Value::Array(elements) => {
                let elements = elements.iter().enumerate();
                for (index, element) in elements.filter(|(_, element)| is_collection(element)) {
                    open.push(child(element, &index.to_string(), false));
                }
            }
            _ => {}
        }
    }
}

/// Whether a member holds data or an extension.
fn holds_no_schemas(key: &str, member: &Value) -> bool {
    // In a schema, `examples` is a list of values. Elsewhere it is an object of Example Objects.
    holds_data(key)
        || key.starts_with("x-") && !key.ends_with("webhooks")
        || key == "examples" && member.is_array()
}

struct Reference {
    at: Pointer,
    text: String,
    resource: Pointer,
    base: usize,
}

impl Names {
    fn of(value: &Value, base: &FileAddress) -> Self {
        let mut names = Self {
            resources: BTreeMap::new(),
            bases: vec![base.clone()],
            anchors: BTreeMap::new(),
            equal: BTreeMap::new(),
            references: Vec::new(),
            dynamic: Dynamic::default(),
        };
        names.collect(value);
        names
    }

    fn collect(&mut self, value: &Value) {
        let mut scope = Scope::default();
        if let Some(own) = own_url(value) {
            scope.base = self.bases.len();
            self.resources.insert(own.to_string(), Pointer::root());
            self.bases.push(own);
        }
        let mut open = vec![Visit { value, at: Pointer::root(), scope, has_chosen_keys: false }];
        while let Some(mut visit) = open.pop() {
            if let Value::Object(members) = visit.value
                && !visit.has_chosen_keys
            {
                self.note(members, &visit.at, &mut visit.scope);
            }
            // Children come in the order of the document.
            let start = open.len();
            visit.open_children(&mut open);
            open.get_mut(start..).unwrap_or_default().reverse();
        }
    }

    fn note(&mut self, members: &Map<String, Value>, at: &Pointer, scope: &mut Scope) {
        if let Some(id) = members.get("$id").and_then(Value::as_str) {
            scope.resource = at.clone();
            self.identified(id.trim_end_matches('#'), at, scope);
        }
        if members.get("$recursiveAnchor").and_then(Value::as_bool) == Some(true) {
            scope.recursive = Some(at.clone());
        }
        for name in ANCHORS.iter().filter_map(|key| members.get(*key)?.as_str()) {
            let key = (scope.resource.clone(), name.to_owned());
            self.anchors.entry(key.clone()).or_insert_with(|| at.clone());
            self.equal.entry(key).or_default().push(at.clone());
        }
        self.dynamic.note(members, at, &scope.resource);
        for key in REFERENCES {
            if let Some(text) = members.get(*key).and_then(Value::as_str) {
                let resource = match &scope.recursive {
                    Some(recursive) if *key == "$recursiveRef" => recursive.clone(),
                    _ => scope.resource.clone(),
                };
                self.references.push(Reference {
                    at: at.child(key),
                    text: text.to_owned(),
                    resource,
                    base: scope.base,
                });
            }
        }
    }

    /// Adds a schema with an `$id`, which is relative to the one around it (section 8.2.1). The
    /// `$id` of a whole file does not change the base: its references are relative to the file's
    /// address.
    fn identified(&mut self, id: &str, at: &Pointer, scope: &mut Scope) {
        let name = match self.join(scope.base, id) {
            Some(address) => {
                let name = address.to_string();
                if *at != Pointer::root() || matches!(address, FileAddress::Url(_)) {
                    scope.base = self.bases.len();
                    self.bases.push(address);
                }
                name
            }
            None => id.to_owned(),
        };
        self.resources.entry(name).or_insert_with(|| at.clone());
    }

    /// The address that a text means relative to a base; `None` if it is not an address.
    fn join(&self, base: usize, text: &str) -> Option<FileAddress> {
        self.bases.get(base)?.join(text).ok().filter(|_| !text.is_empty())
    }

    /// The new texts of references. Adds the targets of references to other files to `meant`.
    fn replacements(
        &self,
        root: &Value,
        meant: &mut Vec<(Pointer, FileAddress)>,
    ) -> Vec<(Pointer, String)> {
        let mut replacements = Vec::new();
        for reference in &self.references {
            match self.replacement(reference, root) {
                Some(text) if text != reference.text => {
                    replacements.push((reference.at.clone(), text))
                }
                Some(_) => {}
                None => meant
                    .extend(self.meant(reference).map(|address| (reference.at.clone(), address))),
            }
        }
        replacements
    }

    /// The URL that a relative reference means, if its base is a URL.
    fn meant(&self, reference: &Reference) -> Option<FileAddress> {
        let file = reference.text.split('#').next().filter(|file| !has_scheme(file))?;
        self.join(reference.base, file).filter(|address| matches!(address, FileAddress::Url(_)))
    }

    /// The reference as a pointer; `None` if it is one already.
    fn replacement(&self, reference: &Reference, root: &Value) -> Option<String> {
        let (base, fragment) = reference.text.split_once('#').unwrap_or((&reference.text, ""));
        let resource = match base {
            "" => &reference.resource,
            base => match self.resources.get(&self.absolute(reference.base, base)) {
                Some(resource) => resource,
                None => return self.elsewhere(reference),
            },
        };
        if fragment.is_empty() || fragment.starts_with('/') {
            let pointer = format!("{resource}{fragment}");
            return root.pointer(&pointer).is_some().then(|| written(&pointer));
        }
        let nearest = self.nearest(&reference.at, resource, fragment);
        let target = nearest.or_else(|| anchor(&self.anchors, resource, fragment));
        target.map(|at| written(at.as_str()))
    }

    /// The schema with an anchor that is around a reference, or in the `$defs` of one around it:
    /// documents give several schemas equal anchors.
    fn nearest(&self, at: &Pointer, resource: &Pointer, name: &str) -> Option<&Pointer> {
        let all = self.equal.get(&(resource.clone(), name.to_owned()))?;
        let around = |anchor: &&Pointer| is_within(at, &holder(anchor));
        all.iter().filter(around).max_by_key(|anchor| holder(anchor).as_str().len())
    }

    fn absolute(&self, base: usize, text: &str) -> String {
        self.join(base, text).map_or_else(|| text.to_owned(), |address| address.to_string())
    }

    /// The reference to another file, relative to this one; `None` if it is relative already.
    fn elsewhere(&self, reference: &Reference) -> Option<String> {
        let (file, rest) = reference
            .text
            .find('#')
            .map_or((reference.text.as_str(), ""), |at| reference.text.split_at(at));
        let (own, meant) = (self.join(0, file), self.join(reference.base, file)?);
        if own.as_ref() == Some(&meant) {
            return None;
        }
        Some(meant.relative_to(self.bases.first()?)? + rest)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::identify;
    use crate::load::file_address::FileAddress;

    fn references(mut value: Value, pointers: &[&str]) -> Vec<String> {
        identify(&mut value, &FileAddress::Path("in/openapi.yaml".to_owned()));
        pointers
            .iter()
            .map(|pointer| value.pointer(pointer).and_then(Value::as_str).unwrap_or("?").to_owned())
            .collect()
    }

    #[test]
    fn names_in_data_are_no_names() {
        let value = json!({"components": {"schemas": {
            "A": {"$id": "https://example.com/a", "default": {"$id": "https://example.com/b"}},
            "B": {"properties": {"default": {"$id": "https://example.com/c"}}, "examples": [{"$anchor": "x"}]},
            "C": {"allOf": [{"$ref": "https://example.com/b"}, {"$ref": "https://example.com/c"}, {"$ref": "#x"}]},
        }}});
        let pointers = [0, 1, 2].map(|index| format!("/components/schemas/C/allOf/{index}/$ref"));
        assert_eq!(
            references(value, &pointers.each_ref().map(String::as_str)),
            ["https://example.com/b", "#/components/schemas/B/properties/default", "#x",]
        );
    }

    #[test]
    fn recursion_leads_to_its_anchor() {
        let value = json!({"components": {"schemas": {"A": {"$recursiveAnchor": true, "items": {"$recursiveRef": "#"}}}}});
        assert_eq!(
            references(value, &["/components/schemas/A/items/$recursiveRef"]),
            ["#/components/schemas/A"]
        );
    }

    #[test]
    fn the_own_url_of_a_file_is_a_name_of_its_root() {
        let value = json!({
            "openapi": "3.2.0",
            "$self": "https://example.com/openapi.json",
            "components": {"schemas": {
                "A": {"$id": "/schemas/a", "items": {"$ref": "/openapi.json#/components/schemas/B"}},
                "B": {"items": {"$ref": "https://example.com/openapi.json#/components/schemas/A"}},
            }},
        });
        let pointers = ["A", "B"].map(|name| format!("/components/schemas/{name}/items/$ref"));
        assert_eq!(
            references(value, &pointers.each_ref().map(String::as_str)),
            ["#/components/schemas/B", "#/components/schemas/A"]
        );
    }

    #[test]
    fn names_become_pointers() {
        let value = json!({"components": {"schemas": {
            "Tree": {"$id": "https://example.com/tree", "$dynamicAnchor": "node", "properties": {
                "$anchor": {"$dynamicRef": "#node"},
                "leaf": {"$ref": "#/$defs/Leaf"},
                "other": {"$ref": "#/components/schemas/User"},
            }, "$defs": {"Leaf": {"$anchor": "leaf"}}},
            "User": {"example": {"$ref": "#leaf"}, "items": {"$ref": "https://example.com/tree"}, "not": {"$ref": "#leaf"}},
            "Whole": {"$ref": "https://example.com/tree#/$defs/Leaf", "$comment": {"$ref": "https://example.com/x"}},
        }}});
        let schemas = "/components/schemas";
        let pointers = [
            "/Tree/properties/$anchor/$dynamicRef",
            "/Tree/properties/leaf/$ref",
            "/Tree/properties/other/$ref",
            "/User/example/$ref",
            "/User/items/$ref",
            "/User/not/$ref",
            "/Whole/$ref",
            "/Whole/$comment/$ref",
        ];
        let pointers: Vec<String> =
            pointers.iter().map(|pointer| format!("{schemas}{pointer}")).collect();
        let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
        assert_eq!(
            references(value, &pointers),
            [
                "#/components/schemas/Tree",
                "#/components/schemas/Tree/$defs/Leaf",
                "#/components/schemas/User",
                "#leaf",
                "#/components/schemas/Tree",
                "#/components/schemas/Tree/$defs/Leaf",
                "#/components/schemas/Tree/$defs/Leaf",
                "https://example.com/x",
            ]
        );
    }
    #[test]
    fn names_are_relative_to_those_around_them() {
        let value = json!({"components": {"schemas": {
            "Tree": {"$id": "https://example.com/schemas/tree.json", "items": {"$ref": "leaf.json#hue"}, "$defs": {
                "Leaf": {"$id": "leaf.json", "properties": {"hue": {"$anchor": "hue"}, "tree": {"$ref": "tree.json"}}},
            }},
            "Local": {"$id": "more/local.json", "items": {"$ref": "other.json#/x"}, "not": {"$ref": "../in.json"}},
            "User": {"items": {"$ref": "leaf.json"}, "not": {"$ref": "more/local.json"}, "$id": "urn:user"},
            "Last": {"$ref": "urn:user"},
        }}});
        let schemas = "/components/schemas";
        let pointers =
            ["Tree/items", "Tree/$defs/Leaf/properties/tree", "Local/items", "Local/not"];
        let pointers = pointers.into_iter().chain(["User/items", "User/not", "Last"]);
        let pointers: Vec<String> =
            pointers.map(|pointer| format!("{schemas}/{pointer}/$ref")).collect();
        let pointers: Vec<&str> = pointers.iter().map(String::as_str).collect();
        assert_eq!(
            references(value, &pointers),
            [
                "#/components/schemas/Tree/$defs/Leaf/properties/hue",
                "#/components/schemas/Tree",
                "more/other.json#/x",
                "in.json",
                "leaf.json",
                "#/components/schemas/Local",
                "#/components/schemas/User",
            ]
        );
    }
}
