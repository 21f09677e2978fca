//! The XML Object of a schema (OpenAPI 3.0.4 and 3.2.0, "XML Object").

use serde_json::{Map, Value};

use super::Context;
use crate::diagnostic::{Code, Diagnostic};
use crate::ir::XmlName;
use crate::load::keys;
use crate::source::Location;

/// How many references are followed.
const MAX_REFERENCES: usize = 32;

/// How a schema is written as XML, with what its reference says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct XmlObjectInfo {
    /// The name that the document gives.
    pub name: Option<String>,
    pub namespace: Option<String>,
    pub prefix: Option<String>,
    /// The node, if the document says.
    pub node: Option<NodeType>,
    wrapped: bool,
    /// The name of the component that the schema refers to.
    pub component: Option<String>,
}

/// What a schema is in a document of XML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NodeType {
    Element,
    Attribute,
    Text,
    Cdata,
    None,
}

impl XmlObjectInfo {
    /// The name of the element that the document gives: that of the schema or of its component.
    pub fn own_name(&self) -> Option<String> {
        self.name.clone().or_else(|| self.component.clone())
    }

    /// A name with the namespace of the schema.
    pub fn named(&self, local: String) -> XmlName {
        XmlName { local, namespace: self.namespace.clone(), prefix: self.prefix.clone() }
    }

    /// Whether a list has an element around its items.
    pub fn is_wrapped(&self) -> bool {
        self.wrapped || self.node == Some(NodeType::Element)
    }

    /// What this says, and otherwise what the schema says that it refers to.
    fn over(self, target: Self) -> Self {
        let has_namespace = self.namespace.is_some() || self.prefix.is_some();
        let of_name = if has_namespace { &self } else { &target };
        let (namespace, prefix) = (of_name.namespace.clone(), of_name.prefix.clone());
        Self {
            name: self.name.or(target.name),
            namespace,
            prefix,
            node: self.node.or(target.node),
            wrapped: self.wrapped || target.wrapped,
            component: self.component.or(target.component),
        }
    }
}

impl<'a> Context<'a> {
    /// How the schema at a location is written as XML.
    pub(super) fn xml_info(&mut self, location: &Location) -> XmlObjectInfo {
        let mut info = XmlObjectInfo::default();
        let mut at = location.clone();
        for _ in 0..MAX_REFERENCES {
            let Some(raw) = self.object(&at) else { break };
            let own = self.own_xml(&at, raw);
            info = info.over(own);
            // Behind a reference, `allOf` is another schema, which the target extends.
            let is_use = at == *location;
            let next = self.xml_target(&at, raw).filter(|_| is_use || raw.contains_key("$ref"));
            let Some(next) = next else { break };
            if info.component.is_none() {
                info.component = Some(self.name_of(&next));
            }
            at = next;
        }
        info
    }

    /// The schema that another one refers to, and describes no more: by `$ref`, or as the only part
    /// of `allOf`.
    fn xml_target(&mut self, location: &Location, raw: &Map<String, Value>) -> Option<Location> {
        let mut at = location.clone();
        if !raw.contains_key("$ref") {
            let parts = raw.get("allOf")?.as_array()?;
            let is_only = parts.len() == 1
                && !["properties", "oneOf", "anyOf", "items"]
                    .iter()
                    .any(|it| raw.contains_key(*it));
            at = location.child("allOf").element(0);
            if !is_only || !self.object(&at)?.contains_key("$ref") {
                return None;
            }
        }
        let reference = self.object(&at)?.get("$ref")?.as_str()?;
        self.document.resolve(at.file, reference).ok()
    }

    /// The members of `xml` of one schema.
    fn own_xml(&mut self, location: &Location, schema: &'a Map<String, Value>) -> XmlObjectInfo {
        let Some(xml) = schema.get("xml").and_then(Value::as_object) else {
            return XmlObjectInfo::default();
        };
        let text = |key: &str| {
            let text = xml.get(key).and_then(Value::as_str);
            text.filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let is_set = |key: &str| xml.get(key).and_then(Value::as_bool) == Some(true);
        let (mut name, mut prefix) = (text("name"), text("prefix"));
        // Some documents write the prefix into the name.
        let written = name.clone().unwrap_or_default();
        if let Some((before, local)) = written.split_once(':') {
            name = Some(local.to_owned());
            prefix = prefix.or_else(|| Some(before.to_owned()));
        }
        let node = match text("nodeType").as_deref() {
            Some("element") => Some(NodeType::Element),
            Some("attribute") => Some(NodeType::Attribute),
            Some("text") => Some(NodeType::Text),
            Some("cdata") => Some(NodeType::Cdata),
            Some("none") => Some(NodeType::None),
            Some(_) => {
                self.report.push(
                    Diagnostic::new(
                        Code::XmlIgnored,
                        "this type of node does not exist, so it is ignored",
                    )
                    .at(location.child("xml").child("nodeType"))
                    .label("ignored")
                    .help("use `element`, `attribute`, `text`, `cdata` or `none`"),
                );
                None
            }
            None if is_set("attribute") => Some(NodeType::Attribute),
            None if is_set("x-ms-text") => Some(NodeType::Text),
            None => None,
        };
        let mut namespace = text("namespace");
        if namespace.is_none() && prefix.as_deref() == Some("xml") {
            // The prefix `xml` needs no declaration (Namespaces in XML 1.0, section 3).
            namespace = Some("http://www.w3.org/XML/1998/namespace".to_owned());
        }
        if prefix.is_some() && namespace.is_none() {
            self.report.push(
                Diagnostic::new(
                    Code::XmlPrefix,
                    "the prefix is written only inside of an element that declares it",
                )
                .at(location.child("xml"))
                .label("no namespace")
                .help("add the `namespace` of the prefix"),
            );
        }
        XmlObjectInfo { name, namespace, prefix, node, wrapped: is_set("wrapped"), component: None }
    }

    /// The name that a reference gives to an element: in OpenAPI 3.2, that of its target, and
    /// before, none.
    pub(super) fn name_of_target(&self, info: &XmlObjectInfo) -> Option<String> {
        let is_named = self.document.value(&self.document.root().child(keys::XML_NODE_NAMES));
        let is_node = info.node.is_some_and(|node| node != NodeType::None);
        info.component.clone().filter(|_| is_named.is_some() && !is_node)
    }

    /// The schema of the items or values of the schema at a location.
    pub(super) fn child_schema(&mut self, location: &Location, key: &str) -> Option<Location> {
        self.schema_with(location, key).map(|holder| holder.child(key))
    }

    /// The schema at a location, or in its `allOf`, that has a schema as its member `key`.
    pub(super) fn schema_with(&mut self, location: &Location, key: &str) -> Option<Location> {
        let mut open = vec![location.clone()];
        for _ in 0..MAX_REFERENCES {
            let (at, raw) = open.pop().and_then(|at| self.glance(&at))?;
            if raw.get(key).is_some_and(Value::is_object) {
                return Some(at);
            }
            open.extend(self.elements(&at, "allOf").into_iter().rev());
        }
        None
    }

    /// The location of `xml` in a schema, or of the schema.
    pub(super) fn xml_location(&self, location: &Location) -> Location {
        let xml = location.child("xml");
        if self.document.value(&xml).is_some() { xml } else { location.clone() }
    }
}

/// The elements of the alternatives of a union.
#[derive(Debug, Default)]
pub(super) struct NamedVariants {
    pub names: Vec<XmlName>,
    /// Whether each alternative sets its name.
    pub are_all_set: bool,
}

impl NamedVariants {
    pub fn of(variants: &[XmlObjectInfo]) -> Self {
        let names = variants.iter().filter_map(|info| {
            let local = info.own_name()?;
            Some(info.named(local))
        });
        let are_all_set = !variants.is_empty() && variants.iter().all(|info| info.name.is_some());
        Self { names: names.collect(), are_all_set }
    }
}
