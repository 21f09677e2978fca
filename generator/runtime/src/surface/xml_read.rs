//! Converts XML to JSON.

use std::ops::Range;

use serde_json::{Map, Number, Value as Json};

use super::xml_element::{Attr, Element};
use super::xml_error::XmlError;
use super::xml_schema::{
    XmlElement, XmlItem, XmlMember, XmlName, XmlNode, XmlObject, XmlSchema, XmlTuple, XmlUnion,
};
use super::xml_tree::parse;

/// Reads a document as JSON, from which its type is read.
pub(crate) fn read(text: &[u8], root: &XmlElement) -> Result<Json, XmlError> {
    let element = parse(text)?;
    let is_named = root.name.is_none_or(|name| element.name.is(&name, None));
    if !is_named && !is_alike(&element, root.schema) {
        let expected = root.name.map_or("", |name| name.local);
        return Err(XmlError::new(format!("the root element is not `{expected}`"))
            .inside(&element.name.local));
    }
    value(&element, root.schema, Absence::of(root.is_nullable, true))
        .map(Option::unwrap_or_default)
        .map_err(|error| error.inside(&element.name.local))
}

/// Whether the schema knows anything in an element with another name. Some servers use other names
/// for the root.
fn is_alike(element: &Element, schema: &XmlSchema) -> bool {
    match schema {
        XmlSchema::Object(object) => {
            let known = object
                .members
                .iter()
                .filter(|member| !matches!(member.node, XmlNode::Text | XmlNode::Cdata));
            known.into_iter().any(|member| find(element, member).is_some())
        }
        XmlSchema::List(item) => {
            let outer = element.namespace();
            element.children.iter().any(|child| is_item(child, item, outer))
        }
        XmlSchema::Tuple(tuple) => {
            let outer = element.namespace();
            element.children.iter().any(|child| position(child, tuple, 0, outer).is_some())
        }
        XmlSchema::Union(union) => {
            union.variants.iter().any(|variant| is_alike(element, variant.schema))
        }
        XmlSchema::Any => true,
        _ => false,
    }
}

/// The value of an empty element, if its schema has no empty value.
#[derive(Clone, Copy)]
enum Absence {
    Null,
    Nothing,
    Error,
}

impl Absence {
    fn of(is_nullable: bool, is_required: bool) -> Self {
        match (is_nullable, is_required) {
            (true, _) => Self::Null,
            (false, false) => Self::Nothing,
            (false, true) => Self::Error,
        }
    }
}

/// The value of an element, or `None` if it counts as absent.
fn value(
    element: &Element,
    schema: &XmlSchema,
    absence: Absence,
) -> Result<Option<Json>, XmlError> {
    if element.is_nil() {
        return match absence {
            Absence::Nothing => Ok(None),
            Absence::Null | Absence::Error => Ok(Some(Json::Null)),
        };
    }
    Ok(Some(match schema {
        XmlSchema::Any => any(element),
        XmlSchema::List(item) => Json::Array(list(element, item)?),
        XmlSchema::Tuple(items) => Json::Array(tuple(element, items)?),
        XmlSchema::Object(known) => match absence {
            Absence::Null if is_absent(element, known) => Json::Null,
            Absence::Nothing if is_absent(element, known) => return Ok(None),
            _ => Json::Object(object(element, known)?),
        },
        XmlSchema::Union(union) => match choose(element, union) {
            Some(schema) => return value(element, schema, absence),
            None => any(element),
        },
        scalar => {
            if let Some(child) = element.children.first() {
                return Err(
                    XmlError::new("an element is where text is expected").inside(&child.name.local)
                );
            }
            return text(&element.text, scalar, absence);
        }
    }))
}

/// Whether an element is empty although its object has required properties.
fn is_absent(element: &Element, object: &XmlObject) -> bool {
    element.is_empty()
        && element.attributes.is_empty()
        && object.members.iter().any(|member| member.is_required)
}

/// The value of a text, or `None` if it counts as absent.
fn text(text: &str, schema: &XmlSchema, absence: Absence) -> Result<Option<Json>, XmlError> {
    let trimmed = text.trim();
    let wrong = |what: &str| XmlError::new(format!("`{}` is not {what}", shown(trimmed)));
    if let (XmlSchema::String, _) | (XmlSchema::Token, Absence::Error) = (schema, absence) {
        let text = if matches!(schema, XmlSchema::Token) { trimmed } else { text };
        return Ok(Some(Json::from(text)));
    }
    if let XmlSchema::Tokens(item) = schema {
        let items = trimmed.split_ascii_whitespace().map(|item_text| {
            self::text(item_text, item, Absence::Error).map(Option::unwrap_or_default)
        });
        return items.collect::<Result<_, _>>().map(|items| Some(Json::Array(items)));
    }
    if trimmed.is_empty() {
        return match (schema, absence) {
            (_, Absence::Null) => Ok(Some(Json::Null)),
            (_, Absence::Nothing) => Ok(None),
            (XmlSchema::Base64, Absence::Error) => Ok(Some(Json::from(""))),
            (_, Absence::Error) => Err(XmlError::new("it is empty")),
        };
    }
    Ok(Some(match schema {
        XmlSchema::Boolean => match trimmed {
            "true" | "True" | "TRUE" | "1" => Json::Bool(true),
            "false" | "False" | "FALSE" | "0" => Json::Bool(false),
            _ => return Err(wrong("a boolean")),
        },
        XmlSchema::Integer => {
            let digits = trimmed.strip_prefix('+').unwrap_or(trimmed);
            let integer = digits.parse::<i64>().map(Number::from);
            let integer = integer.or_else(|_| digits.parse::<u64>().map(Number::from)).ok();
            let number = integer.or_else(|| double(trimmed));
            Json::Number(number.ok_or_else(|| wrong("an integer"))?)
        }
        XmlSchema::Number => Json::Number(double(trimmed).ok_or_else(|| wrong("a finite number"))?),
        XmlSchema::Base64 => trimmed.split_ascii_whitespace().collect::<String>().into(),
        _ => Json::from(trimmed),
    }))
}

/// A number with a fraction or an exponent. JSON has no `NaN` and `INF`.
fn double(text: &str) -> Option<Number> {
    let is_number = text.bytes().all(|byte| byte.is_ascii_digit() || b"+-.eE".contains(&byte));
    text.parse().ok().filter(|_| is_number).and_then(Number::from_f64)
}

/// The start of a text, for a message.
fn shown(text: &str) -> String {
    const MOST: usize = 40;
    let start: String = text.chars().take(MOST).collect();
    let rest = if start.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", start.escape_debug())
}

/// The items of a list. All children of an element are items. Children with other names count only
/// if none has the name of an item, and all have the same name.
fn list(element: &Element, item: &XmlItem) -> Result<Vec<Json>, XmlError> {
    let outer = element.namespace();
    let children = || element.children.iter();
    let is_item = |child: &&Element| is_item(child, item, outer);
    let first = element.children.first().map(|child| &child.name);
    let is_other = !children().any(|child| is_item(&child))
        && children().all(|child| Some(&child.name) == first);
    let items = children().filter(|child| is_other || is_item(child)).enumerate();
    items.map(|(index, child)| one(child, item.schema, item.is_nullable, index)).collect()
}

/// The items of a list whose first items have schemas of their own. Items that are in another order
/// are read in that order.
fn tuple(element: &Element, tuple: &XmlTuple) -> Result<Vec<Json>, XmlError> {
    let outer = element.namespace();
    let (mut items, mut next, mut start) = (Vec::new(), 0, 0);
    for child in &element.children {
        let Some((index, item)) = position(child, tuple, next, outer) else { continue };
        if let Some(text) = text_position(tuple, next, index) {
            items.push(text_item(element, start..child.offset, text)?);
        }
        next = tuple.first.len().min(index + 1).max(next);
        start = child.offset;
        items.push(one(child, item.schema, item.is_nullable, items.len())?);
    }
    if let Some(text) = text_position(tuple, next, tuple.first.len())
        && !element.text.get(start..).unwrap_or_default().trim().is_empty()
    {
        items.push(text_item(element, start..element.text.len(), text)?);
    }
    Ok(items)
}

/// The first text of some positions.
fn text_position(tuple: &XmlTuple, from: usize, to: usize) -> Option<&'static XmlMember> {
    let between = tuple.first.get(from..to)?;
    between.iter().find(|member| matches!(member.node, XmlNode::Text | XmlNode::Cdata))
}

/// An item that is a text between elements. White space is layout.
fn text_item(element: &Element, range: Range<usize>, member: &XmlMember) -> Result<Json, XmlError> {
    let content = element.text.get(range).unwrap_or_default();
    let content = if content.trim().is_empty() { "" } else { content };
    let value = text(content, member.schema, Absence::of(member.is_nullable, true));
    value.map(Option::unwrap_or_default)
}

/// The schema of an item.
struct Position {
    schema: &'static XmlSchema,
    is_nullable: bool,
}

/// The index and schema of an element: the next one with its name, then that of the other items,
/// then an earlier one.
fn position(
    child: &Element,
    tuple: &XmlTuple,
    next: usize,
    outer: Option<&str>,
) -> Option<(usize, Position)> {
    let (before, after) = tuple.first.split_at_checked(next)?;
    let find = |members: &'static [XmlMember]| {
        let index = members.iter().position(|member| is_member(child, member, outer))?;
        let member = members.get(index)?;
        Some((index, Position { schema: member.schema, is_nullable: member.is_nullable }))
    };
    if let Some((index, position)) = find(after) {
        return Some((next + index, position));
    }
    if let Some(item) = tuple.rest.filter(|item| is_item(child, item, outer)) {
        let position = Position { schema: item.schema, is_nullable: item.is_nullable };
        return Some((tuple.first.len(), position));
    }
    find(before)
}

/// Whether an element has the name of an item.
fn is_item(child: &Element, item: &XmlItem, outer: Option<&str>) -> bool {
    child.name.is(&item.name, outer)
        || (item.is_named_by_variant && is_variant(child, item.schema, outer))
}

/// Whether an element has the name of a variant.
fn is_variant(child: &Element, schema: &XmlSchema, outer: Option<&str>) -> bool {
    let XmlSchema::Union(union) = schema else { return false };
    union.variants.iter().any(|it| it.name.is_some_and(|name| child.name.is(&name, outer)))
}

/// An item of a list.
fn one(
    child: &Element,
    schema: &XmlSchema,
    is_nullable: bool,
    index: usize,
) -> Result<Json, XmlError> {
    let value = value(child, schema, Absence::of(is_nullable, true));
    value
        .map(Option::unwrap_or_default)
        .map_err(|error| error.inside(format_args!("{}[{}]", child.name.local, index + 1)))
}

fn object(element: &Element, object: &XmlObject) -> Result<Map<String, Json>, XmlError> {
    let mut map = Map::new();
    for attribute in &element.attributes {
        let known = object.members.iter().find(|member| is_attribute(member, attribute));
        if let Some(member) = known {
            let absence = Absence::of(member.is_nullable, member.is_required);
            let value = text(&attribute.value, member.schema, absence)
                .map_err(|error| error.inside(format_args!("@{}", attribute.name.local)))?;
            put(&mut map, member.path, value);
        }
    }
    let outer = element.namespace();
    let mut known = Known { members: object.members, next: 0 };
    for child in &element.children {
        match known.find(child, outer) {
            Some(member) => add(&mut map, member, child, outer)?,
            None => {
                if let Some(item) = object.additional {
                    additional(&mut map, object.members, item, child)?;
                }
            }
        }
    }
    for member in object.members {
        finish(&mut map, member, element)?;
    }
    Ok(map)
}

/// Whether an element is a property, or one of its items.
fn is_member(child: &Element, member: &XmlMember, outer: Option<&str>) -> bool {
    match &member.node {
        XmlNode::Element(name) => child.name.is(name, outer),
        XmlNode::Items(name) => match member.schema {
            XmlSchema::Tuple(tuple) => position(child, tuple, 0, outer).is_some(),
            _ => child.name.is(name, outer),
        },
        XmlNode::Variant(name) | XmlNode::Variants(name) => {
            child.name.is(name, outer) || is_variant(child, member.schema, outer)
        }
        XmlNode::Attribute(_) | XmlNode::Text | XmlNode::Cdata => false,
    }
}

fn is_attribute(member: &XmlMember, attribute: &Attr) -> bool {
    matches!(member.node, XmlNode::Attribute(name) if attribute.name.is(&name, None))
}

/// The members of an object. The search starts at the last one that was found, because elements
/// usually have this order.
struct Known {
    members: &'static [XmlMember],
    next: usize,
}

impl Known {
    fn find(&mut self, child: &Element, outer: Option<&str>) -> Option<&'static XmlMember> {
        let is_it = |member: &XmlMember| is_member(child, member, outer);
        let (before, after) = self.members.split_at_checked(self.next)?;
        let found = after.iter().position(is_it).map(|at| at + self.next);
        let at = found.or_else(|| before.iter().position(is_it))?;
        self.next = at;
        self.members.get(at)
    }
}

/// Adds the value of an element that is a property or one of its items.
fn add(
    map: &mut Map<String, Json>,
    member: &'static XmlMember,
    child: &Element,
    outer: Option<&str>,
) -> Result<(), XmlError> {
    if matches!(member.node, XmlNode::Items(_) | XmlNode::Variants(_)) {
        let Some(slot) = slot(map, member.path) else { return Ok(()) };
        if slot.is_null() {
            *slot = Json::Array(Vec::new());
        }
        let Json::Array(items) = slot else { return Ok(()) };
        let item = match member.schema {
            XmlSchema::Tuple(tuple) => {
                let next = tuple.first.len().min(items.len());
                position(child, tuple, next, outer).map(|(_, item)| item)
            }
            schema => Some(Position { schema, is_nullable: member.is_nullable }),
        };
        if let Some(item) = item {
            items.push(one(child, item.schema, item.is_nullable, items.len())?);
        }
        return Ok(());
    }
    let absence = Absence::of(member.is_nullable, member.is_required);
    let value =
        value(child, member.schema, absence).map_err(|error| error.inside(&child.name.local))?;
    if let Some(value) = value
        && let Some(slot) = slot(map, member.path)
    {
        if !slot.is_null() {
            return Err(
                XmlError::new("the element occurs more than once").inside(&child.name.local)
            );
        }
        *slot = value;
    }
    Ok(())
}

/// Adds an element that is not a named property.
fn additional(
    map: &mut Map<String, Json>,
    members: &[XmlMember],
    item: &XmlItem,
    child: &Element,
) -> Result<(), XmlError> {
    let key = &*child.name.local;
    if members.iter().any(|member| member.path.first() == Some(&key)) {
        return Ok(());
    }
    if let XmlSchema::List(of_list) = item.schema
        && !child.children.iter().any(|it| it.name.is(&of_list.name, child.namespace()))
    {
        let items = map.entry(key).or_insert_with(|| Json::Array(Vec::new()));
        if let Json::Array(items) = items {
            items.push(one(child, of_list.schema, of_list.is_nullable, items.len())?);
        }
        return Ok(());
    }
    let absence = Absence::of(item.is_nullable, true);
    let value = value(child, item.schema, absence).map_err(|error| error.inside(key))?;
    repeat(map, key, value.unwrap_or_default());
    Ok(())
}

/// Adds a member. A second member with the same name makes it a list.
fn repeat(map: &mut Map<String, Json>, key: &str, value: Json) {
    match map.get_mut(key) {
        None => drop(map.insert(key.to_owned(), value)),
        Some(Json::Array(values)) => values.push(value),
        Some(first) => *first = Json::Array(vec![first.take(), value]),
    }
}

/// Adds what has no element: the text, and a list without items.
fn finish(
    map: &mut Map<String, Json>,
    member: &'static XmlMember,
    element: &Element,
) -> Result<(), XmlError> {
    match member.node {
        XmlNode::Text | XmlNode::Cdata => {
            // Between elements, white space is layout.
            let is_layout = !element.children.is_empty() && element.text.trim().is_empty();
            let content = if is_layout { "" } else { &element.text };
            if content.is_empty() && !member.is_required {
                return Ok(());
            }
            let absence = Absence::of(member.is_nullable, member.is_required);
            put(map, member.path, text(content, member.schema, absence)?);
        }
        XmlNode::Items(_) | XmlNode::Variants(_) if member.is_required => {
            if let Some(slot @ Json::Null) = slot(map, member.path) {
                *slot = Json::Array(Vec::new());
            }
        }
        _ => {}
    }
    Ok(())
}

fn put(map: &mut Map<String, Json>, path: &[&'static str], value: Option<Json>) {
    if let Some(value) = value
        && let Some(slot) = slot(map, path)
    {
        *slot = value;
    }
}

/// The value at a path; null if it is new. `None` if something on the path is not an object, which
/// no description has.
fn slot<'m>(map: &'m mut Map<String, Json>, path: &[&'static str]) -> Option<&'m mut Json> {
    let (last, path) = path.split_last()?;
    let mut map = map;
    for key in path {
        let inner = map.entry(*key).or_insert_with(|| Json::Object(Map::new()));
        map = inner.as_object_mut()?;
    }
    Some(map.entry(*last).or_insert(Json::Null))
}

/// The text of the attribute, element or text of a property.
fn find<'e>(element: &'e Element, member: &XmlMember) -> Option<&'e str> {
    match &member.node {
        XmlNode::Attribute(name) => {
            let found = element.attributes.iter().find(|it| it.name.is(name, None))?;
            Some(&found.value)
        }
        XmlNode::Text | XmlNode::Cdata => Some(&element.text),
        _ => {
            let outer = element.namespace();
            let found = element.children.iter().find(|child| is_member(child, member, outer))?;
            Some(&found.text)
        }
    }
}

/// The schema of a union for an element, by its name, its tag, or its nodes.
fn choose(element: &Element, union: &XmlUnion) -> Option<&'static XmlSchema> {
    let variants = union.variants;
    let is_named = |name: Option<XmlName>| name.is_some_and(|name| element.name.is(&name, None));
    let mut named = variants.iter().filter(|variant| is_named(variant.name));
    if let (Some(only), None) = (named.next(), named.next()) {
        return Some(only.schema);
    }
    if let Some(tag) = union.tag {
        let has_tag = |schema: &XmlSchema, tags: &[&str]| {
            let value = tag_member(schema, tag).and_then(|member| find(element, member));
            value.is_some_and(|value| tags.contains(&value.trim()))
        };
        let tagged = variants.iter().find(|variant| has_tag(variant.schema, variant.tags));
        let default = || variants.iter().find(|variant| variant.is_default);
        return tagged.or_else(default).map(|variant| variant.schema);
    }
    let fits = variants.iter().filter_map(|variant| {
        let unknown = unknown(element, variant.schema)?;
        Some((unknown, variant.schema))
    });
    fits.min_by_key(|(unknown, _)| *unknown).map(|(_, schema)| schema)
}

/// The member of an object that contains the tag.
pub(crate) fn tag_member(schema: &XmlSchema, tag: &str) -> Option<&'static XmlMember> {
    let XmlSchema::Object(object) = schema else { return None };
    object.members.iter().find(|member| member.path == [tag])
}

/// The number of nodes of an element that a schema does not know, or `None` if the element lacks a
/// required one.
fn unknown(element: &Element, schema: &XmlSchema) -> Option<usize> {
    let outer = element.namespace();
    match schema {
        XmlSchema::Object(object) => {
            let members = object.members;
            let is_there = |member: &&XmlMember| {
                !member.is_required
                    || matches!(member.node, XmlNode::Items(_) | XmlNode::Variants(_))
                    || find(element, member).is_some()
            };
            if !members.iter().all(|member| is_there(&member)) {
                return None;
            }
            let has_text =
                members.iter().any(|member| matches!(member.node, XmlNode::Text | XmlNode::Cdata));
            let mut known = Known { members, next: 0 };
            let is_unknown = |child: &&Element| {
                object.additional.is_none() && known.find(child, outer).is_none()
            };
            let children = element.children.iter().filter(is_unknown);
            let of_attributes = element
                .attributes
                .iter()
                .filter(|attribute| !members.iter().any(|member| is_attribute(member, attribute)));
            // A text fits an object without one worse than a string.
            let of_text = if has_text || element.text.trim().is_empty() { 0 } else { 2 };
            Some(children.count() + of_attributes.count() + of_text)
        }
        XmlSchema::List(item) => {
            let others = element.children.iter().filter(|child| !is_item(child, item, outer));
            let others = others.count() + element.attributes.len();
            element.text.trim().is_empty().then_some(others)
        }
        XmlSchema::Tuple(tuple) => {
            let is_unknown = |child: &&Element| position(child, tuple, 0, outer).is_none();
            let others = element.children.iter().filter(is_unknown).count();
            let has_text = text_position(tuple, 0, tuple.first.len()).is_some();
            let is_fit = has_text || element.text.trim().is_empty();
            is_fit.then_some(others + element.attributes.len())
        }
        XmlSchema::Union(union) => {
            choose(element, union).map(|schema| match schema {
                // A union in a union is not searched once more.
                XmlSchema::Union(_) => element.children.len(),
                schema => unknown(element, schema).unwrap_or(usize::MAX),
            })
        }
        XmlSchema::Any => Some(element.children.len() + element.attributes.len()),
        scalar => {
            let is_text =
                element.children.is_empty() && text(&element.text, scalar, Absence::Error).is_ok();
            // Every text is a string, so any other scalar fits better.
            let is_string =
                matches!(scalar, XmlSchema::String | XmlSchema::Token | XmlSchema::Base64);
            let is_string = usize::from(is_string);
            is_text.then_some(element.attributes.len() + is_string)
        }
    }
}

/// The text of an element, or an object with its attributes and children.
fn any(element: &Element) -> Json {
    if element.children.is_empty() && element.attributes.is_empty() {
        return Json::from(element.text.as_str());
    }
    let mut map = Map::new();
    for attribute in &element.attributes {
        repeat(&mut map, &attribute.name.local, Json::from(attribute.value.as_str()));
    }
    for child in &element.children {
        repeat(&mut map, &child.name.local, any(child));
    }
    if !element.text.trim().is_empty() {
        repeat(&mut map, "", Json::from(element.text.as_str()));
    }
    Json::Object(map)
}
