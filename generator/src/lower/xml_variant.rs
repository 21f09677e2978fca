//! Unions without an element of their own in XML: values are in the elements of their alternatives.

use std::collections::BTreeSet;

use super::xml::Pass;
use super::xml_object::{NodeType, XmlObjectInfo};
use crate::ir::{Type, TypeKind, XmlName, XmlSchema};

impl Pass<'_, '_> {
    /// Whether a type with `nodeType: none` is a union whose alternatives have elements.
    pub(super) fn is_named_by_variant(&mut self, ty: &Type, info: &XmlObjectInfo) -> bool {
        let is_none = info.node == Some(NodeType::None);
        is_none && self.variants(ty).iter().any(|it| it.name.is_some() || it.component.is_some())
    }

    /// The same for an item of a list, which also has the elements of its alternatives if it has no
    /// name, and each of them has one.
    pub(super) fn is_item_named_by_variant(&mut self, ty: &Type, info: &XmlObjectInfo) -> bool {
        if info.node.is_some() || info.name.is_some() || info.component.is_some() {
            return self.is_named_by_variant(ty, info);
        }
        let variants = self.variants(ty);
        !variants.is_empty() && variants.iter().all(|variant| variant.name.is_some())
    }

    /// The names of the elements of a union's alternatives.
    pub(super) fn names_of_variants(&mut self, schema: &XmlSchema) -> BTreeSet<XmlName> {
        match schema {
            XmlSchema::Union(union) => {
                union.variants.iter().filter_map(|variant| variant.name.clone()).collect()
            }
            XmlSchema::Named(id) => {
                let variants = self.variants(&Type::Named(*id)).into_iter();
                let names = variants.filter_map(|info| {
                    let local = info.name.clone().or_else(|| info.component.clone())?;
                    Some(info.named(local))
                });
                names.collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The alternatives of a union; empty for another type.
    fn variants(&mut self, ty: &Type) -> Vec<XmlObjectInfo> {
        let types = self.types;
        let Type::Named(id) = self.resolved(ty) else { return Vec::new() };
        let Some(TypeKind::Union(union)) = types.get(*id).map(|it| &it.kind) else {
            return Vec::new();
        };
        let locations = union.variants.iter().map(|variant| &variant.location);
        locations.map(|location| self.context.xml_info(location)).collect()
    }
}
