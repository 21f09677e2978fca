//! The names of the descriptions of bodies of XML.

use std::collections::BTreeMap;

use super::definition::Idents;
use super::direction::{Direction, Directions};
use super::krate::Xml;
use super::name::{self, Case, Ident, Namespace};
use crate::ir::{Api, Content, ContentFormat, Operation, XmlBody, XmlElement, XmlSchema};
use crate::source::{FileId, Location};

/// The descriptions of an API, and the names of root elements by their contents.
#[derive(Debug, Default)]
pub struct XmlMap {
    xml: Xml,
    roots: BTreeMap<XmlElement, Ident>,
    /// The name of the root element of all webhooks.
    event: Option<Ident>,
}

impl XmlMap {
    /// Names the descriptions of an API. A definition has the name of its type, and a root element
    /// the one of its content.
    pub fn new(api: &Api, directions: &Directions, types: &Idents) -> Self {
        let mut names = Namespace::default();
        let root = Location::root(FileId(0));
        let mut xml = Xml { schemas: api.xml.clone(), ..Xml::default() };
        for id in api.xml.keys() {
            let received = types.get(&directions.key(*id, Direction::Response));
            let ident = received.or_else(|| types.get(&directions.key(*id, Direction::Request)));
            let words = ident.map_or("schema", Ident::plain);
            let ident = names.take(name::ident(words, Case::Static), &root).0;
            xml.idents.insert(*id, ident);
        }
        let mut roots = BTreeMap::new();
        let of_webhooks = api.webhooks.iter().flat_map(|webhook| &webhook.body).flat_map(xml_of);
        for body in api.operations.iter().flat_map(bodies).chain(of_webhooks) {
            if roots.contains_key(&body.root) {
                continue;
            }
            let named = match &body.root.schema {
                XmlSchema::Named(id) => xml.idents.get(id).map(|ident| ident.plain().to_owned()),
                _ => body.root.name.as_ref().map(|name| name.local.clone()),
            };
            let words = format!("{} element", named.unwrap_or_else(|| "root".to_owned()));
            let ident = names.take(name::ident(&words, Case::Static), &root).0;
            roots.insert(body.root.clone(), ident);
        }
        let in_order = roots.iter().map(|(element, ident)| (ident.clone(), element.clone()));
        xml.roots = in_order.collect();
        xml.roots.sort_by(|(one, _), (other, _)| one.cmp(other));
        let has_webhooks = api.webhooks.iter().flat_map(|webhook| &webhook.body);
        let has_webhooks = has_webhooks.flat_map(xml_of).next().is_some();
        let event =
            has_webhooks.then(|| names.take(name::ident("event element", Case::Static), &root).0);
        Self { xml, roots, event }
    }

    /// The name of the root element of a body.
    pub fn root(&self, body: &XmlBody) -> Option<&Ident> {
        self.roots.get(&body.root)
    }

    /// The name of the root element of all webhooks, if some are XML.
    pub fn event(&self) -> Option<&Ident> {
        self.event.as_ref()
    }

    /// The descriptions, with the root element of all webhooks.
    pub fn planned(&self, event: Option<&(Ident, XmlElement)>) -> Xml {
        let mut xml = self.xml.clone();
        xml.roots.extend(event.cloned());
        xml
    }
}

/// The bodies of XML of an operation.
fn bodies(operation: &Operation) -> impl Iterator<Item = &XmlBody> {
    let body = operation.body.iter().map(|body| &body.content);
    let replies = operation.callbacks.iter().flat_map(|callback| &callback.replies);
    let responses = operation
        .responses
        .iter()
        .chain(replies)
        .flat_map(|response| response.content.iter().chain(&response.streams));
    let received = operation.callbacks.iter().flat_map(|callback| &callback.body);
    body.chain(responses).chain(received).flat_map(xml_of)
}

/// How a body is written or read as XML.
pub fn xml_of(content: &Content) -> impl Iterator<Item = &XmlBody> {
    let (format, parts) = match &content.format {
        ContentFormat::Xml(body) => (Some(&**body), None),
        ContentFormat::Multipart(form) => (None, Some(&form.properties)),
        _ => (None, None),
    };
    let parts = parts.into_iter().flatten().filter_map(|part| part.xml.as_deref());
    format.into_iter().chain(content.xml.as_deref()).chain(parts)
}
