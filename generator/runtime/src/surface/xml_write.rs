//! Converts JSON to XML.

use std::slice;

use serde_json::{Map, Value as Json};

use super::xml_element::INSTANCE;
use super::xml_error::XmlError;
use super::xml_read::tag_member;
use super::xml_schema::{
    XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject, XmlSchema, XmlTuple, XmlUnion,
};

/// Writes the JSON of a value as an XML document.
pub(crate) fn write(value: &Json, root: &XmlElement) -> Result<String, XmlError> {
    let name = root.name.or_else(|| name_of_variant(root.schema, value));
    let name = name.ok_or_else(|| XmlError::new("the document gives the root element no name"))?;
    let mut writer = Writer {
        text: "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned(),
        scope: Vec::new(),
    };
    writer.element(&name, root.schema, value).map_err(|error| error.inside(name.local))?;
    Ok(writer.text)
}

struct Writer {
    text: String,
    /// The declared prefixes, outermost first, each with its namespace. An empty prefix is the
    /// default namespace.
    scope: Vec<(String, &'static str)>,
}

impl Writer {
    fn namespace_of(&self, prefix: &str) -> Option<&'static str> {
        if prefix == "xml" {
            // It needs no declaration (Namespaces in XML, section 3).
            return Some("http://www.w3.org/XML/1998/namespace");
        }
        let declared = self.scope.iter().rev().find(|(declared, _)| declared == prefix);
        declared.map(|(_, namespace)| *namespace)
    }

    /// The prefix for a name, with a colon. If it is not declared yet, the declaration is added to
    /// the open start tag.
    fn prefix(&mut self, name: &XmlName, is_attribute: bool) -> Result<Declared, XmlError> {
        name.prefix.map_or(Ok(""), checked)?;
        let Some(namespace) = name.namespace else {
            // A prefix without a namespace is only a name where it is declared.
            let prefix = name.prefix.filter(|prefix| self.namespace_of(prefix).is_some());
            let prefix = prefix.map(|it| format!("{it}:"));
            return Ok(Declared { prefix, declaration: None });
        };
        let prefix = match name.prefix {
            Some(prefix) => prefix.to_owned(),
            // An attribute is in no namespace without a prefix (Namespaces in XML, section 6.2).
            None if is_attribute => format!("ns{}", self.scope.len()),
            None => String::new(),
        };
        let declaration = (self.namespace_of(&prefix) != Some(namespace)).then(|| {
            self.scope.push((prefix.clone(), namespace));
            match prefix.as_str() {
                "" => format!(" xmlns=\"{}\"", attribute_text(namespace)),
                prefix => format!(" xmlns:{prefix}=\"{}\"", attribute_text(namespace)),
            }
        });
        let prefix = (!prefix.is_empty()).then(|| format!("{prefix}:"));
        Ok(Declared { prefix, declaration })
    }

    /// Writes an element with a value. Null is `xsi:nil` (OpenAPI 3.2.0, "XML Object").
    fn element(
        &mut self,
        name: &XmlName,
        schema: &XmlSchema,
        value: &Json,
    ) -> Result<(), XmlError> {
        let outer = self.scope.len();
        let Declared { prefix, declaration } = self.prefix(name, false)?;
        let tag = prefix.unwrap_or_default() + checked(name.local)?;
        self.text.push('<');
        self.text.push_str(&tag);
        self.text.push_str(&declaration.unwrap_or_default());
        let schema = chosen(schema, value);
        if value.is_null() {
            let nil = format!(" xmlns:xsi=\"{INSTANCE}\" xsi:nil=\"true\"");
            self.text.push_str(&nil);
        } else {
            self.attributes(schema, value)?;
        }
        let start = self.text.len();
        self.text.push('>');
        let content = self.text.len();
        if !value.is_null() {
            self.content(schema, value)?;
        }
        if self.text.len() == content {
            self.text.truncate(start);
            self.text.push_str("/>");
        } else {
            self.text.push_str("</");
            self.text.push_str(&tag);
            self.text.push('>');
        }
        self.scope.truncate(outer);
        Ok(())
    }

    fn attributes(&mut self, schema: &XmlSchema, value: &Json) -> Result<(), XmlError> {
        let Json::Object(map) = value else { return Ok(()) };
        let members = match schema {
            XmlSchema::Object(object) => object.members,
            XmlSchema::Union(union) => tag_attribute(union, map).map_or(&[][..], slice::from_ref),
            _ => return Ok(()),
        };
        for member in members {
            let XmlNode::Attribute(name) = &member.node else { continue };
            let Some(value) = at(map, member.path).filter(|value| !value.is_null()) else {
                continue;
            };
            let step = |error: XmlError| error.inside(format_args!("@{}", name.local));
            let value = text(member.schema, value).map_err(step)?;
            let Declared { prefix, declaration } = self.prefix(name, true).map_err(step)?;
            self.text.push_str(&declaration.unwrap_or_default());
            let name = prefix.unwrap_or_default() + checked(name.local).map_err(step)?;
            self.text.push_str(&format!(" {name}=\"{}\"", attribute_text(&value)));
        }
        Ok(())
    }

    /// Writes the content between the tags of an element.
    fn content(&mut self, schema: &XmlSchema, value: &Json) -> Result<(), XmlError> {
        match (schema, value) {
            (XmlSchema::Object(object), Json::Object(map)) => self.object(object, map),
            (XmlSchema::List(item), Json::Array(items)) => self.items(item, items),
            (XmlSchema::Tuple(tuple), Json::Array(items)) => self.tuple(tuple, items),
            (XmlSchema::Any, Json::Object(map)) => {
                map.iter().try_for_each(|(key, value)| self.anything(key, value))
            }
            (XmlSchema::Union(union), Json::Object(map)) => {
                let tag = tag_attribute(union, map).and(union.tag);
                let mut elements = map.iter().filter(|(key, _)| Some(key.as_str()) != tag);
                elements.try_for_each(|(key, value)| self.anything(key, value))
            }
            (XmlSchema::Object(_) | XmlSchema::List(_) | XmlSchema::Tuple(_), _) => {
                Err(XmlError::new("the value does not match the schema"))
            }
            (_, value) => {
                self.text.push_str(&element_text(&scalar(value)?));
                Ok(())
            }
        }
    }

    fn object(&mut self, object: &XmlObject, map: &Map<String, Json>) -> Result<(), XmlError> {
        for member in object.members {
            let Some(value) = at(map, member.path) else { continue };
            self.member(member, value)?;
        }
        let Some(item) = object.additional else { return Ok(()) };
        let is_known =
            |key: &str| object.members.iter().any(|member| member.path.first() == Some(&key));
        for (key, value) in map.iter().filter(|(key, _)| !is_known(key)) {
            self.additional(key, item.schema, value).map_err(|error| error.inside(key))?;
        }
        Ok(())
    }

    fn member(&mut self, member: &XmlMember, value: &Json) -> Result<(), XmlError> {
        match &member.node {
            XmlNode::Attribute(_) => Ok(()),
            XmlNode::Element(name) => {
                self.element(name, member.schema, value).map_err(|error| error.inside(name.local))
            }
            // Nothing says which of the elements is null.
            XmlNode::Variant(_) if value.is_null() => Ok(()),
            XmlNode::Variant(name) => {
                let name = name_of_variant(member.schema, value).unwrap_or(*name);
                self.element(&name, member.schema, value).map_err(|error| error.inside(name.local))
            }
            XmlNode::Items(name) | XmlNode::Variants(name) => {
                let is_named_by_variant = matches!(member.node, XmlNode::Variants(_));
                let item = XmlItem { is_named_by_variant, ..XmlItem::new(*name, member.schema) };
                match (value, member.schema) {
                    (Json::Array(items), XmlSchema::Tuple(tuple)) => self.tuple(tuple, items),
                    (Json::Array(items), _) => self.items(&item, items),
                    (Json::Null, _) => Ok(()),
                    _ => Err(XmlError::new("the value is not a list").inside(name.local)),
                }
            }
            XmlNode::Text | XmlNode::Cdata if value.is_null() => Ok(()),
            XmlNode::Text => {
                self.text.push_str(&element_text(&text(member.schema, value)?));
                Ok(())
            }
            XmlNode::Cdata => {
                let text = text(member.schema, value)?;
                // A section cannot contain its end (XML 1.0, section 2.7).
                let text = text.replace("]]>", "]]]]><![CDATA[>");
                // A reader makes a line feed of a carriage return (section 2.11).
                let text = text.replace('\r', "]]>&#13;<![CDATA[");
                self.text.push_str(&format!("<![CDATA[{text}]]>"));
                Ok(())
            }
        }
    }

    fn tuple(&mut self, tuple: &XmlTuple, items: &[Json]) -> Result<(), XmlError> {
        for (member, value) in tuple.first.iter().zip(items) {
            self.member(member, value)?;
        }
        match (items.get(tuple.first.len()..).unwrap_or_default(), tuple.rest) {
            ([], _) => Ok(()),
            (others, Some(item)) => self.items(item, others),
            _ => Err(XmlError::new("the list has more items than its schema describes")),
        }
    }

    fn items(&mut self, item: &XmlItem, items: &[Json]) -> Result<(), XmlError> {
        for (index, value) in items.iter().enumerate() {
            let of_variant = item.is_named_by_variant.then(|| name_of_variant(item.schema, value));
            let name = of_variant.flatten().unwrap_or(item.name);
            self.element(&name, item.schema, value)
                .map_err(|error| error.inside(format_args!("{}[{}]", name.local, index + 1)))?;
        }
        Ok(())
    }

    /// Writes an element whose name is not static.
    fn additional(&mut self, key: &str, schema: &XmlSchema, value: &Json) -> Result<(), XmlError> {
        let key = checked(key)?;
        match (chosen(schema, value), value) {
            (XmlSchema::List(item), Json::Array(items)) => {
                items.iter().try_for_each(|value| self.additional(key, item.schema, value))
            }
            (XmlSchema::Union(_), Json::Array(_)) => self.anything(key, value),
            (XmlSchema::Any, value) | (_, value @ Json::Null) => self.anything(key, value),
            (schema, value) => {
                let outer = self.scope.len();
                self.text.push_str(&format!("<{key}"));
                self.attributes(schema, value)?;
                self.text.push('>');
                self.content(schema, value)?;
                self.text.push_str(&format!("</{key}>"));
                self.scope.truncate(outer);
                Ok(())
            }
        }
    }

    /// Writes any value: a list as repeated elements, an object as elements in one.
    fn anything(&mut self, key: &str, value: &Json) -> Result<(), XmlError> {
        if key.is_empty() {
            self.text.push_str(&element_text(&scalar(value)?));
            return Ok(());
        }
        let key = checked(key)?;
        match value {
            Json::Array(items) => {
                return items.iter().try_for_each(|value| self.anything(key, value));
            }
            Json::Null => {
                let nil = format!("<{key} xmlns:xsi=\"{INSTANCE}\" xsi:nil=\"true\"/>");
                self.text.push_str(&nil);
                return Ok(());
            }
            _ => {}
        }
        self.text.push_str(&format!("<{key}>"));
        self.content(&XmlSchema::Any, value).map_err(|error| error.inside(key))?;
        self.text.push_str(&format!("</{key}>"));
        Ok(())
    }
}

/// The prefix of a name with its colon, and the declaration that it needs.
struct Declared {
    prefix: Option<String>,
    declaration: Option<String>,
}

/// The value at a path.
fn at<'m>(map: &'m Map<String, Json>, path: &[&str]) -> Option<&'m Json> {
    let (last, path) = path.split_last()?;
    let mut map = map;
    for key in path {
        map = map.get(*key)?.as_object()?;
    }
    map.get(*last)
}

/// The attribute with the tag of a value that is none of the known variants.
fn tag_attribute(union: &XmlUnion, map: &Map<String, Json>) -> Option<&'static XmlMember> {
    let tag = union.tag.filter(|tag| map.get(*tag).is_some_and(Json::is_string))?;
    let member = union.variants.iter().find_map(|variant| tag_member(variant.schema, tag))?;
    matches!(member.node, XmlNode::Attribute(_)).then_some(member)
}

/// The schema of a value, if there are several.
fn chosen<'s>(schema: &'s XmlSchema, value: &Json) -> &'s XmlSchema {
    match schema {
        XmlSchema::Union(union) => match choose(value, union) {
            Some((_, XmlSchema::Union(inner))) => {
                choose(value, inner).map_or(schema, |(_, schema)| schema)
            }
            Some((_, schema)) => schema,
            None => schema,
        },
        schema => schema,
    }
}

/// The name that the union's variant gives to the element of a value.
fn name_of_variant(schema: &XmlSchema, value: &Json) -> Option<XmlName> {
    let XmlSchema::Union(union) = schema else { return None };
    choose(value, union).and_then(|(name, _)| name)
}

fn choose(value: &Json, union: &XmlUnion) -> Option<(Option<XmlName>, &'static XmlSchema)> {
    let variants = union.variants;
    let found = match union.tag {
        Some(tag) => {
            let written = value.get(tag).and_then(Json::as_str);
            let has_tag = |tags: &[&str]| written.is_some_and(|written| tags.contains(&written));
            let tagged = variants
                .iter()
                .find(|variant| has_tag(variant.tags) && tag_member(variant.schema, tag).is_some());
            tagged.or_else(|| variants.iter().find(|variant| variant.is_default))
        }
        None => {
            let fits = variants.iter().filter_map(|it| Some((unknown(value, it.schema)?, it)));
            fits.min_by_key(|(unknown, _)| *unknown).map(|(_, variant)| variant)
        }
    };
    found.map(|variant| (variant.name, variant.schema))
}

/// The number of members of a value that a schema does not know, or `None` if the value has another
/// type.
fn unknown(value: &Json, schema: &XmlSchema) -> Option<usize> {
    let is_fit = match (schema, value) {
        (XmlSchema::Object(object), Json::Object(map)) => {
            let members = object.members;
            let is_there =
                |member: &XmlMember| !member.is_required || at(map, member.path).is_some();
            let is_known =
                |key: &str| members.iter().any(|member| member.path.first() == Some(&key));
            let is_unknown = |key: &&String| object.additional.is_none() && !is_known(key);
            let unknown = map.keys().filter(is_unknown).count();
            return members.iter().all(is_there).then_some(unknown);
        }
        (XmlSchema::Union(union), value) => return choose(value, union).map(|_| 0),
        (XmlSchema::Any, _) => return Some(usize::MAX),
        (XmlSchema::List(_) | XmlSchema::Tokens(_) | XmlSchema::Tuple(_), Json::Array(_)) => true,
        (XmlSchema::String | XmlSchema::Token | XmlSchema::Base64, Json::String(_)) => true,
        (XmlSchema::Boolean, Json::Bool(_)) => true,
        (XmlSchema::Integer, Json::Number(number)) => !number.is_f64(),
        (XmlSchema::Number, Json::Number(number)) => {
            return Some(usize::from(!number.is_f64()));
        }
        _ => false,
    };
    is_fit.then_some(0)
}

/// The text of a scalar, or of a list of scalars.
fn text(schema: &XmlSchema, value: &Json) -> Result<String, XmlError> {
    let (XmlSchema::Tokens(_), Json::Array(items)) = (schema, value) else { return scalar(value) };
    let mut all = String::new();
    for item in items {
        let item = scalar(item)?;
        if item.is_empty() || item.contains(char::is_whitespace) {
            let reason = "an item of a list in one text is empty or contains white space";
            return Err(XmlError::new(reason));
        }
        if !all.is_empty() {
            all.push(' ');
        }
        all.push_str(&item);
    }
    Ok(all)
}

/// The text of a scalar.
fn scalar(value: &Json) -> Result<String, XmlError> {
    let text = match value {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Bool(value) => value.to_string(),
        Json::Null => String::new(),
        Json::Array(_) | Json::Object(_) => {
            return Err(XmlError::new("a list or an object cannot be written as text"));
        }
    };
    // XML 1.0, section 2.2.
    let is_allowed = |character: char| {
        matches!(character, '\t' | '\n' | '\r')
            || !matches!(character, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
    };
    match text.chars().find(|character| !is_allowed(*character)) {
        Some(character) => Err(XmlError::new(format!(
            "XML does not allow the character {}",
            character.escape_unicode()
        ))),
        None => Ok(text),
    }
}

/// A name, if it is valid for an element (XML 1.0, section 2.3).
fn checked(name: &str) -> Result<&str, XmlError> {
    let is_start = |it: char| it.is_alphabetic() || it == '_';
    let is_part = |it: char| it.is_alphanumeric() || matches!(it, '_' | '-' | '.' | '\u{b7}');
    if name.starts_with(is_start) && name.chars().all(is_part) {
        Ok(name)
    } else {
        Err(XmlError::new(format!("`{}` cannot be the name of an element", name.escape_debug())))
    }
}

fn element_text(text: &str) -> String {
    escape(text, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

fn attribute_text(text: &str) -> String {
    escape(text, |character| match character {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\t' => Some("&#9;"),
        '\n' => Some("&#10;"),
        '\r' => Some("&#13;"),
        _ => None,
    })
}

fn escape(text: &str, escaped: impl Fn(char) -> Option<&'static str>) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match escaped(character) {
            Some(escape) => out.push_str(escape),
            None => out.push(character),
        }
    }
    out
}
