//! Unions without an element of their own in XML: values are in the elements of their alternatives.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::xml::Pass;
use super::xml_object::{NamedVariants, NodeType, XmlObjectInfo};
use crate::ir::{Type, TypeKind, XmlName, XmlSchema};

impl Pass<'_, '_> {
    /// Whether a type with `nodeType: none` is a union whose alternatives have elements.
    pub(super) fn is_named_by_variant(&mut self, ty: &Type, info: &XmlObjectInfo) -> bool {
        info.node == Some(NodeType::None) && !self.named_variants(ty).names.is_empty()
    }

    /// The same for an item of a list, which also has the elements of its alternatives if it has no
    /// name, and each of them has one.
    pub(super) fn is_item_named_by_variant(&mut self, ty: &Type, info: &XmlObjectInfo) -> bool {
        if info.node.is_some() || info.name.is_some() || info.component.is_some() {
            return self.is_named_by_variant(ty, info);
        }
        self.named_variants(ty).are_all_set
    }

    /// The names of the elements of a union's alternatives.
    pub(super) fn names_of_variants(&mut self, schema: &XmlSchema) -> BTreeSet<XmlName> {
        match schema {
            XmlSchema::Union(union) => {
                union.variants.iter().filter_map(|variant| variant.name.clone()).collect()
            }
            XmlSchema::Named(id) => {
                self.named_variants(&Type::Named(*id)).names.iter().cloned().collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// The alternatives of a union; none for another type.
    fn named_variants(&mut self, ty: &Type) -> Rc<NamedVariants> {
        let types = self.types;
        let Type::Named(id) = self.resolved(ty) else { return Rc::default() };
        let id = *id;
        if let Some(known) = self.named.get(&id) {
            return known.clone();
        }
        let Some(TypeKind::Union(union)) = types.get(id).map(|it| &it.kind) else {
            return Rc::default();
        };
        let locations = union.variants.iter().map(|variant| &variant.location);
        let variants: Vec<XmlObjectInfo> =
            locations.map(|location| self.context.xml_info(location)).collect();
        let named = Rc::new(NamedVariants::of(&variants));
        self.named.insert(id, named.clone());
        named
    }
}
