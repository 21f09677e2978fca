//! Writes JSON values as Rust, by their types.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::plan::krate::{
    EnumItem, Expression, FieldPresence, Item, ItemKind, OtherType, RustType, StructExpression,
    StructItem, UnionItem, UnionVariant,
};
use crate::plan::name::Ident;

/// How deep values are nested.
const DEPTH: usize = 64;

type Written = Result<Expression, String>;

/// Writes the values of one call.
pub struct Values<'a> {
    items: &'a BTreeMap<&'a Ident, &'a Item>,
    depth: usize,
    /// The optional parameters and properties that have no value, each with the reason.
    pub left_out: Vec<(String, String)>,
}

impl<'a> Values<'a> {
    /// A writer for the types of an API.
    pub fn new(items: &'a BTreeMap<&'a Ident, &'a Item>) -> Self {
        Self { items, depth: 0, left_out: Vec::new() }
    }

    /// A value of a type.
    ///
    /// # Errors
    /// If the type has no such value. The text says why.
    pub fn expression(&mut self, ty: &RustType, value: &Value) -> Written {
        if self.depth >= DEPTH {
            return Err("the value is nested too deeply".to_owned());
        }
        self.depth += 1;
        let written = self.of_type(ty, value);
        self.depth -= 1;
        written
    }

    fn of_type(&mut self, ty: &RustType, value: &Value) -> Written {
        let text = || value.as_str().map(str::to_owned).ok_or_else(|| mismatch(value, "a string"));
        Ok(match ty {
            RustType::Item(ident) => return self.item(ident, value),
            RustType::Unit => Expression::Unit,
            RustType::Bool => {
                Expression::Bool(value.as_bool().ok_or_else(|| mismatch(value, "a boolean"))?)
            }
            RustType::Integer(name) => return integer(value, name),
            RustType::F64 => {
                Expression::Number(value.as_f64().ok_or_else(|| mismatch(value, "a number"))?)
            }
            RustType::String => Expression::Text(text()?),
            RustType::Json => Expression::Json(value.clone()),
            RustType::Body => Expression::Body(content(value)),
            RustType::Base64 => Expression::Encoded("Base64", "content".to_owned()),
            RustType::Base64Url => Expression::Encoded("Base64Url", "content".to_owned()),
            RustType::Base16 => Expression::Encoded("Base16", "content".to_owned()),
            RustType::File => Expression::File(content(value)),
            RustType::Other(OtherType::Library(library)) if !value.is_number() => {
                Expression::Other(OtherType::Library(*library), Value::from(text()?))
            }
            RustType::Other(other) => Expression::Other(other.clone(), value.clone()),
            RustType::Vec(inner) => {
                let items = value.as_array().ok_or_else(|| mismatch(value, "an array"))?;
                let items = items.iter().map(|item| self.expression(inner, item));
                Expression::List(inner.as_ref().clone(), items.collect::<Result<_, _>>()?)
            }
            RustType::Map(inner) => {
                let members = value.as_object().ok_or_else(|| mismatch(value, "an object"))?;
                Expression::Map(inner.as_ref().clone(), self.members(inner, members)?)
            }
            RustType::Option(_) if value.is_null() => Expression::None,
            RustType::Option(inner) => Expression::Some(Box::new(self.expression(inner, value)?)),
            RustType::Boxed(inner) => Expression::Boxed(Box::new(self.expression(inner, value)?)),
            RustType::JsonString(inner) => return self.json_string(inner, value),
        })
    }

    /// A string with JSON: the document shows the string, or what is in it.
    fn json_string(&mut self, inner: &RustType, value: &Value) -> Written {
        let parsed = value.as_str().and_then(|text| serde_json::from_str(text).ok());
        let content: &Value = parsed.as_ref().unwrap_or(value);
        Ok(Expression::JsonString(Box::new(self.expression(inner, content)?)))
    }

    fn members(
        &mut self,
        ty: &RustType,
        members: &Map<String, Value>,
    ) -> Result<Vec<(String, Expression)>, String> {
        let member =
            |(name, value): (&String, &Value)| Ok((name.clone(), self.expression(ty, value)?));
        members.iter().map(member).collect()
    }

    fn item(&mut self, ident: &Ident, value: &Value) -> Written {
        let Some(item) = self.items.get(ident).copied() else {
            return Err(format!("there is no type `{ident}`"));
        };
        match &item.kind {
            ItemKind::Alias(target) => {
                Ok(Expression::Alias(Box::new(self.expression(target, value)?)))
            }
            ItemKind::Newtype(target) => {
                let inner = self.expression(target, value)?;
                Ok(Expression::Newtype(ident.clone(), Box::new(inner)))
            }
            ItemKind::StringEnum(values) => {
                let text = value.as_str().ok_or_else(|| mismatch(value, "a string"))?;
                let other = Expression::Text(text.to_owned());
                Ok(variant(ident, values, |known| known.as_str() == text, other))
            }
            ItemKind::IntegerEnum(values) => {
                let number = value.as_i64().ok_or_else(|| mismatch(value, "an integer"))?;
                let other = Expression::Integer(number.into(), "i64");
                Ok(variant(ident, values, |known| *known == number, other))
            }
            ItemKind::Struct(structure) => self.structure(ident, structure, value),
            ItemKind::Union(union) => self.union(ident, union, value),
            ItemKind::Error(_) | ItemKind::Headers(_) | ItemKind::Responses(_) => {
                Err(format!("`{ident}` is not sent"))
            }
        }
    }

    fn structure(&mut self, ident: &Ident, structure: &StructItem, value: &Value) -> Written {
        let members = value.as_object().ok_or_else(|| mismatch(value, "an object"))?;
        if !structure.is_constructed() {
            return Err(format!("`{ident}` has no constructor"));
        }
        let (mut required, mut setters) = (Vec::new(), Vec::new());
        for field in &structure.fields {
            let given = members.get(&field.name);
            match (field.presence, given) {
                (FieldPresence::Required, Some(value)) => {
                    let written = self.expression(&field.ty, value);
                    required.push(written.map_err(|reason| within(&field.name, &reason))?);
                }
                (FieldPresence::Required, None) => {
                    return Err(within(&field.name, "no value was found"));
                }
                (_, None | Some(Value::Null)) => {}
                (presence, Some(value)) => match self.expression(&field.ty, value) {
                    Ok(written) => setters.push((field.ident.clone(), presence, written)),
                    Err(reason) => self.left_out.push((field.name.clone(), reason)),
                },
            }
        }
        if let Some(additional) = &structure.additional {
            let is_named = |name: &str| structure.fields.iter().any(|field| field.name == name);
            let others = members.iter().filter(|(name, _)| !is_named(name));
            let others: Map<String, Value> =
                others.map(|(name, value)| (name.clone(), value.clone())).collect();
            if let Ok(entries) = self.members(&additional.ty, &others)
                && !entries.is_empty()
            {
                let map = Expression::Map(additional.ty.clone(), entries);
                setters.push((additional.ident.clone(), FieldPresence::Optional, map));
            }
        }
        Ok(Expression::Struct(StructExpression { item: ident.clone(), required, setters }))
    }

    /// The variant that the tag names, or the one that loses the fewest properties.
    fn union(&mut self, ident: &Ident, union: &UnionItem, value: &Value) -> Written {
        let tag = union.tag.as_ref().and_then(|tag| value.get(tag)?.as_str());
        let has_tag = |variant: &&UnionVariant| {
            tag.is_some_and(|tag| variant.tags.iter().any(|known| known == tag))
        };
        let tagged: Vec<&UnionVariant> = union.variants.iter().filter(has_tag).collect();
        let candidates = if tagged.is_empty() { union.variants.iter().collect() } else { tagged };
        let before = self.left_out.len();
        let mut best: Option<(usize, &UnionVariant, Expression)> = None;
        let mut best_left_out = Vec::new();
        let mut reason = format!("no variant of `{ident}` has this value");
        for candidate in candidates {
            match self.expression(&candidate.ty, value) {
                Ok(written) => {
                    let left_out = self.left_out.split_off(before);
                    let lost = self.lost(&candidate.ty, value, union.tag.as_deref());
                    let cost = lost + left_out.len();
                    if best.as_ref().is_none_or(|(least, ..)| cost < *least) {
                        best = Some((cost, candidate, written));
                        best_left_out = left_out;
                    }
                }
                Err(because) => {
                    self.left_out.truncate(before);
                    reason = because;
                }
            }
        }
        let (_, chosen, written) = best.ok_or(reason)?;
        self.left_out.extend(best_left_out);
        let variant = chosen.ident.clone();
        Ok(Expression::Variant { item: ident.clone(), variant, value: Some(Box::new(written)) })
    }

    /// The number of properties that a type has no field for.
    fn lost(&self, ty: &RustType, value: &Value, tag: Option<&str>) -> usize {
        let (Some(members), Some(structure)) = (value.as_object(), self.struct_of(ty)) else {
            return 0;
        };
        if structure.additional.is_some() {
            // One that names the properties is better.
            return usize::from(structure.fields.len() < members.len());
        }
        let is_lost = |name: &&String| {
            tag != Some(name.as_str()) && !structure.fields.iter().any(|one| one.name == **name)
        };
        members.keys().filter(is_lost).count()
    }

    fn struct_of(&self, ty: &RustType) -> Option<&'a StructItem> {
        let mut ty = ty;
        for _ in 0..DEPTH {
            match ty {
                RustType::Boxed(inner) | RustType::Option(inner) => ty = inner,
                RustType::Item(ident) => match &self.items.get(ident)?.kind {
                    ItemKind::Struct(structure) => return Some(structure),
                    ItemKind::Alias(target) => ty = target,
                    _ => return None,
                },
                _ => return None,
            }
        }
        None
    }
}

fn variant<T>(
    ident: &Ident,
    values: &EnumItem<T>,
    is_value: impl Fn(&T) -> bool,
    other: Expression,
) -> Expression {
    let known = values.variants.iter().find(|variant| is_value(&variant.value));
    let (variant, value) = match known {
        Some(known) => (known.ident.clone(), None),
        None => (values.catch_all.clone(), Some(Box::new(other))),
    };
    Expression::Variant { item: ident.clone(), variant, value }
}

fn integer(value: &Value, name: &'static str) -> Written {
    let number = value
        .as_i64()
        .map(i128::from)
        .or_else(|| value.as_u64().map(i128::from))
        .or_else(|| {
            let number = value.as_f64().filter(|number| number.fract() == 0.0)?;
            (number.abs() < 9e15).then_some(number as i128)
        })
        .ok_or_else(|| mismatch(value, "an integer"))?;
    Ok(Expression::Integer(number, name))
}

fn content(value: &Value) -> String {
    value.as_str().filter(|text| !text.is_empty()).unwrap_or("content").to_owned()
}

fn mismatch(value: &Value, expected: &str) -> String {
    let found = match value {
        Value::Null => "null",
        Value::Bool(_) => "a boolean",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    };
    format!("the value is {found}, and the type wants {expected}")
}

/// A reason with the property that it is about.
fn within(property: &str, reason: &str) -> String {
    format!("`{property}`: {reason}")
}
