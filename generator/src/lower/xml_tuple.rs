//! Lists whose first items have schemas of their own in XML (`prefixItems`).

use serde_json::Value;

use super::Context;
use super::xml::{Described, Pass, is_nullable};
use super::xml_object::{NodeType, XmlObjectInfo};
use crate::ir::{
    Field, Presence, ScalarKind, Type, TypeKind, XmlItem, XmlMember, XmlName, XmlNode, XmlSchema,
    XmlTuple,
};
use crate::load::keys;
use crate::source::Location;

/// The locations of the schemas of items.
struct ItemSchemas {
    first: Vec<Location>,
    rest: Option<Location>,
}

impl Pass<'_, '_> {
    /// The items of a list, if its first ones have schemas with nodes of their own.
    pub(super) fn tuple(
        &mut self,
        ty: &Type,
        location: &Location,
        around: &XmlName,
    ) -> Option<XmlTuple> {
        let schemas = self.context.item_schemas(location)?;
        let infos: Vec<XmlObjectInfo> =
            schemas.first.iter().map(|first| self.context.xml_info(first)).collect();
        let has_node = |info: &XmlObjectInfo| {
            info.name.is_some() || info.component.is_some() || info.node.is_some()
        };
        if !infos.iter().any(has_node) {
            return None;
        }
        let mut first = Vec::with_capacity(infos.len());
        for (location, info) in schemas.first.iter().zip(infos) {
            let Some(ty) = self.type_at(ty, location) else {
                self.ignored(location, "the type of the items has no variant for this schema");
                return None;
            };
            first.push(self.position(&Described { ty, location, around }, info));
        }
        let rest = schemas.rest.map(|location| match self.type_at(ty, &location) {
            Some(ty) => Box::new(self.item(ty, Some(&location), around)),
            None => Box::new(XmlItem {
                name: around.clone(),
                schema: XmlSchema::Any,
                is_nullable: false,
                is_named_by_variant: false,
            }),
        });
        Some(XmlTuple { first, rest })
    }

    /// One of the first items.
    fn position(&mut self, it: &Described<'_>, mut info: XmlObjectInfo) -> XmlMember {
        let local = info.own_name();
        let name = info.named(local.unwrap_or_else(|| it.around.local.clone()));
        if info.node == Some(NodeType::None) && !self.is_named_by_variant(it.ty, &info) {
            self.ignored(it.location, "`nodeType: none` has no meaning here");
            info.node = None;
        }
        let schema = self.schema(&Described { around: &name, ..*it });
        let node = self.node(&info, &schema, name, it.location);
        let node = match node {
            XmlNode::Attribute(name) => {
                self.ignored(it.location, "an item of a list cannot be an attribute");
                XmlNode::Element(name)
            }
            node => node,
        };
        let is_nullable = is_nullable(it.ty);
        XmlMember { path: Vec::new(), node, schema, is_nullable, is_required: false }
    }

    /// The items as elements of the object that contains the list.
    pub(super) fn unwrapped_tuple(
        &mut self,
        field: &Field,
        path: Vec<String>,
        mut tuple: XmlTuple,
    ) -> XmlMember {
        let name = XmlName::new(field.name.as_str());
        let mut has_text = false;
        for member in &mut tuple.first {
            if matches!(member.node, XmlNode::Text | XmlNode::Cdata) {
                has_text = true;
                member.node = XmlNode::Element(name.clone());
            }
        }
        if has_text {
            self.ignored(&field.location, "items can be text only if the list has an element");
        }
        XmlMember {
            path,
            node: XmlNode::Items(name),
            schema: XmlSchema::Tuple(tuple),
            is_nullable: is_nullable(&field.ty),
            is_required: field.presence == Presence::Required,
        }
    }

    /// The type of the items with the schema at a location. `None` if their types do not say.
    fn type_at<'t>(&mut self, item: &'t Type, location: &Location) -> Option<&'t Type>
    where
        Self: 't,
    {
        let types = self.types;
        let id = match self.resolved(item) {
            Type::Named(id) => id,
            _ => return Some(item),
        };
        let Some(TypeKind::Union(union)) = types.get(*id).map(|it| &it.kind) else {
            return Some(item);
        };
        let found = union.variants.iter().find(|variant| variant.location == *location);
        // Alternatives of the same type are one.
        let kind = self.context.scalar_kind(location);
        let is_alike = |ty: &Type| match ty.without_null().0 {
            Type::Scalar(scalar) => Some(scalar.kind()) == kind,
            _ => false,
        };
        let alike = || union.variants.iter().find(|variant| is_alike(&variant.ty));
        found.or_else(alike).map(|variant| &variant.ty)
    }
}

impl Context<'_> {
    /// The schemas of the items of a list with `prefixItems`.
    fn item_schemas(&mut self, location: &Location) -> Option<ItemSchemas> {
        let list = self.schema_with(location, "items")?;
        let (items, raw) = (list.child("items"), self.object(&list)?);
        let at = |name: &str| match name {
            "" => items.clone(),
            index => items.child("anyOf").child(index),
        };
        let first = raw.get(keys::PREFIX_ITEMS)?.as_array()?;
        let first = first.iter().filter_map(Value::as_str).map(at).collect();
        let rest = raw.get(keys::OTHER_ITEMS).and_then(Value::as_str).map(at);
        Some(ItemSchemas { first, rest })
    }

    /// The kind of values of a schema with the `type` of a scalar.
    fn scalar_kind(&mut self, location: &Location) -> Option<ScalarKind> {
        match self.object(location)?.get("type")?.as_str()? {
            "string" => Some(ScalarKind::String),
            "integer" => Some(ScalarKind::Integer),
            "number" => Some(ScalarKind::Number),
            "boolean" => Some(ScalarKind::Boolean),
            _ => None,
        }
    }
}
