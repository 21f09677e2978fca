//! The data of events is text: a schema of anything else describes the JSON in it.

use std::collections::BTreeSet;

use super::Context;
use crate::ir::{
    Content, ContentFormat, Enum, EnumValues, EventData, Operation, Origin, Scalar, Type, TypeDef,
    TypeId, TypeKind, Webhook,
};

impl Context<'_> {
    /// Reads the property `data` of events as JSON in a text, unless it is text itself. An event
    /// that is used elsewhere, too, is copied first.
    pub(super) fn read_event_data(
        &mut self,
        operations: &mut [Operation],
        webhooks: &mut [Webhook],
        schemas: &mut [Type],
    ) {
        let mut events: BTreeSet<TypeId> = BTreeSet::new();
        let responses = operations.iter().flat_map(|operation| &operation.responses);
        let contents =
            responses.flat_map(|response| response.content.iter().chain(&response.streams));
        let is_event =
            |content: &&Content| matches!(content.format, ContentFormat::Events(EventData::Event));
        events.extend(contents.filter(is_event).filter_map(|content| self.resolved(&content.ty)));
        if events.is_empty() {
            return;
        }
        let uses = self.uses(operations, webhooks, schemas);
        let mut seen = BTreeSet::new();
        while let Some(id) = events.pop_first() {
            if !seen.insert(id) {
                continue;
            }
            let variants = match self.types.get(id).map(|definition| &definition.kind) {
                Some(TypeKind::Union(union)) => union.variants.len(),
                _ => 0,
            };
            if variants == 0 {
                self.wrap_data(id);
            }
            for index in 0..variants {
                let Some(variant) = self.variant_type(id, index) else { continue };
                let is_shared = uses.get(&variant).copied().unwrap_or(1) > 1;
                let variant = match is_shared && self.has_json_data(variant) {
                    true => self.event_copy((id, index), variant),
                    false => variant,
                };
                events.insert(variant);
            }
        }
    }

    /// Whether an object has a property `data` that is no text.
    fn has_json_data(&self, id: TypeId) -> bool {
        match self.types.get(id).map(|definition| &definition.kind) {
            Some(TypeKind::Struct(structure)) => {
                let mut fields = structure.fields.iter();
                fields.any(|field| field.name == "data" && !self.may_be_text(&field.ty))
            }
            _ => false,
        }
    }

    fn wrap_data(&mut self, id: TypeId) {
        if !self.has_json_data(id) {
            return;
        }
        if let Some(TypeKind::Struct(structure)) =
            self.types.get_mut(id).map(|definition| &mut definition.kind)
        {
            for field in structure.fields.iter_mut().filter(|field| field.name == "data") {
                let ty = std::mem::replace(&mut field.ty, Type::Json);
                field.ty = Type::JsonString(Box::new(ty));
            }
        }
    }

    fn event_copy(&mut self, (union, index): (TypeId, usize), id: TypeId) -> TypeId {
        let Some(definition) = self.types.get(id) else { return id };
        let whole = Box::new(definition.origin.clone());
        let origin = Origin::Part { whole, words: "event".to_owned() };
        let copy = self.types.add(TypeDef { origin, ..definition.clone() });
        self.set_variant_type(union, index, copy);
        copy
    }

    /// Whether a value may be a string.
    fn may_be_text(&self, ty: &Type) -> bool {
        let mut seen = BTreeSet::new();
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            match ty {
                Type::Json | Type::JsonString(_) | Type::Scalar(Scalar::String(_)) => return true,
                Type::Scalar(_) | Type::List(_) | Type::Map(_) => {}
                Type::Nullable(inner) => open.push(inner),
                Type::Named(id) if !seen.insert(*id) => {}
                Type::Named(id) => match self.types.get(*id).map(|definition| &definition.kind) {
                    Some(TypeKind::Enum(Enum { values: EnumValues::Strings(_), .. })) => {
                        return true;
                    }
                    Some(TypeKind::Alias(target)) => open.push(target),
                    Some(TypeKind::Union(union)) => {
                        open.extend(union.variants.iter().map(|variant| &variant.ty));
                    }
                    Some(TypeKind::Struct(_) | TypeKind::Enum(_)) | None => {}
                },
            }
        }
        false
    }
}
