//! XML documents as trees. Malicious documents are rejected: a document type, entities other than
//! the five of XML, and elements that are nested too deeply are errors.

use std::rc::Rc;

use quick_xml::XmlVersion;
use quick_xml::events::{BytesDecl, BytesRef, BytesStart, Event};
use quick_xml::name::{NamespaceResolver, ResolveResult};
use quick_xml::reader::NsReader;

use super::xml_element::{Attr, Element, Name};
use super::xml_error::XmlError;

/// The maximum nesting of elements, similar to that of `serde_json`.
const MAX_DEPTH: usize = 120;

/// Reads a document.
pub(crate) fn parse(text: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(text).map_err(|_| XmlError::new("it is not UTF-8"))?;
    let mut open = OpenElements::default();
    let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    loop {
        let event = reader.read_event().map_err(|error| open.error(error))?;
        match event {
            Event::Start(start) => {
                let element = element(&start, reader.resolver(), &mut open)?;
                open.open(element)?;
            }
            Event::Empty(start) => {
                let element = element(&start, reader.resolver(), &mut open)?;
                open.open(element)?;
                open.close()?;
            }
            Event::End(_) => open.close()?,
            Event::Text(text) => open.text(&text.xml10_content())?,
            Event::CData(text) => open.character_data(&text.xml10_content())?,
            Event::GeneralRef(reference) => {
                let character =
                    character(&reference).ok_or_else(|| open.error("an entity is not defined"))?;
                open.character_data(character.encode_utf8(&mut [0; 4]))?;
            }
            Event::DocType(_) => return Err(open.error("a document type is not allowed")),
            Event::Decl(declaration) => check_encoding(&declaration)?,
            Event::Comment(_) | Event::PI(_) => {}
            Event::Eof => return open.finish(),
        }
    }
}

/// Only UTF-8 is read, which includes ASCII.
fn check_encoding(declaration: &BytesDecl<'_>) -> Result<(), XmlError> {
    match declaration.encoding() {
        Some(Ok(name)) if is_utf8(&name) => Ok(()),
        Some(Ok(name)) => {
            Err(XmlError::new(format!("its encoding is `{}`, not UTF-8", name.escape_debug())))
        }
        Some(Err(error)) => Err(XmlError::new(error)),
        None => Ok(()),
    }
}

fn is_utf8(name: &str) -> bool {
    ["utf-8", "utf8", "us-ascii"].iter().any(|known| name.eq_ignore_ascii_case(known))
}

/// The character of a reference: a number, or one of the five entities of XML.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    Some(match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return None,
    })
}

/// An element without its content.
fn element(
    start: &BytesStart<'_>,
    resolver: &NamespaceResolver,
    open: &mut OpenElements,
) -> Result<Element, XmlError> {
    let (namespace, local) = resolver.resolve_element(start.name());
    let name = open.name(&namespace, local.into_inner());
    let (attributes, children) = (Vec::new(), Vec::new());
    let mut element = Element { name, attributes, children, text: String::new(), offset: 0 };
    for attribute in start.attributes() {
        let attribute = attribute.map_err(|error| open.error(error))?;
        if attribute.key.as_namespace_binding().is_some() {
            continue;
        }
        let (namespace, local) = resolver.resolve_attribute(attribute.key);
        let name = open.name(&namespace, local.into_inner());
        let value = attribute.normalized_value(XmlVersion::Explicit1_0);
        let value = value.map_err(|error| open.error(error))?.into_owned();
        element.attributes.push(Attr { name, value });
    }
    Ok(element)
}

/// The open elements, outermost first.
#[derive(Default)]
struct OpenElements {
    open: Vec<Element>,
    root: Option<Element>,
    /// The last namespace, which usually is the next one, too.
    last: Option<Rc<str>>,
}

impl OpenElements {
    fn name(&mut self, namespace: &ResolveResult<'_>, local: &str) -> Name {
        let namespace = match namespace {
            ResolveResult::Bound(namespace) => Some(self.shared(namespace.0)),
            ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
        };
        Name { namespace, local: local.into() }
    }

    fn shared(&mut self, namespace: &str) -> Rc<str> {
        match &self.last {
            Some(last) if **last == *namespace => last.clone(),
            _ => self.last.insert(namespace.into()).clone(),
        }
    }

    fn open(&mut self, mut element: Element) -> Result<(), XmlError> {
        if self.open.is_empty() && self.root.is_some() {
            return Err(self.error("it has more than one root element"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(self.error("its elements are nested too deeply"));
        }
        element.offset = self.open.last().map_or(0, |parent| parent.text.len());
        self.open.push(element);
        Ok(())
    }

    fn close(&mut self) -> Result<(), XmlError> {
        let Some(element) = self.open.pop() else {
            return Err(self.error("an end tag has no start tag"));
        };
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None => self.root = Some(element),
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.error("there is text outside of the root element")),
        }
        Ok(())
    }

    /// Adds text. White space between elements is ignored.
    fn character_data(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(element) => element.text.push_str(text),
            None => return Err(self.error("there is text outside of the root element")),
        }
        Ok(())
    }

    fn finish(self) -> Result<Element, XmlError> {
        if !self.open.is_empty() {
            return Err(self.error("it ends inside of an element"));
        }
        self.root.ok_or_else(|| XmlError::new("it has no root element"))
    }

    /// An error at the current position.
    fn error(&self, reason: impl ToString) -> XmlError {
        let error = XmlError::new(reason.to_string());
        self.open.iter().rev().fold(error, |error, element| error.inside(&element.name.local))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_becomes_a_tree() {
        let text = "\u{feff}<?xml version='1.0' encoding='utf-8'?><!-- c --><?pi x?>\
            <a xmlns='urn:a' xmlns:b='urn:b' x='1&lt;&#50;' b:y='2'>t<b:c/>&amp;<![CDATA[<]]></a>";
        let root = parse(text.as_bytes()).unwrap();
        assert_eq!((&*root.name.local, root.name.namespace.as_deref()), ("a", Some("urn:a")));
        assert_eq!(root.text, "t&<");
        let attributes: Vec<_> = root
            .attributes
            .iter()
            .map(|it| (&*it.name.local, it.name.namespace.as_deref(), it.value.as_str()))
            .collect();
        assert_eq!(attributes, [("x", None, "1<2"), ("y", Some("urn:b"), "2")]);
        assert_eq!(root.children.len(), 1);
        assert_eq!(root.children[0].name.namespace.as_deref(), Some("urn:b"));
    }

    #[test]
    fn what_could_be_an_attack_is_an_error() {
        let deep = "<a>".repeat(100_000);
        for (text, reason) in [
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "document type"),
            ("<a>&b;</a>", "not defined"),
            ("<a x='&b;'/>", "b"),
            (deep.as_str(), "too deeply"),
            ("<a>", "ends inside"),
            ("<a/><b/>", "more than one root"),
            ("<a/>x", "outside"),
            ("x<a/>", "outside"),
            ("", "no root"),
            ("<a x='1' x='2'/>", "duplicate"),
            ("<a></b>", "b"),
            ("<?xml version='1.0' encoding='ISO-8859-1'?><a/>", "ISO-8859-1"),
        ] {
            let error = parse(text.as_bytes()).unwrap_err();
            assert!(error.reason.contains(reason), "{text:.40}: {}", error.reason);
        }
        assert!(parse(b"<a>\xff</a>").is_err());
    }
}
