//! Formats and schemas whose types are chosen.

use super::Context;
use super::node::{InstanceKind, Node};
use crate::ir::{ChosenOf, ChosenScalar, ChosenType, Origin, Scalar, ScalarKind, Type, TypeId};

impl<'a> Context<'a> {
    /// The scalar for a format whose type is chosen.
    pub(super) fn of_chosen_format(&mut self, kind: InstanceKind, format: &str) -> Option<Scalar> {
        let kind = json_kind(kind);
        let is_it = |chosen: &ChosenType| match chosen.of {
            ChosenOf::Format(kinds) => chosen.name == format && kinds.contains(&kind),
            ChosenOf::Schema => false,
        };
        let index = self.chosen.iter().position(is_it)?;
        Some(self.chosen_scalar(index, kind))
    }

    /// The type of a named schema that is replaced.
    pub(super) fn replaced(&mut self, id: TypeId, node: &Node<'a>) -> Option<Type> {
        let Origin::Named(name) = &self.types.get(id)?.origin else { return None };
        let is_it = |chosen: &ChosenType| chosen.of == ChosenOf::Schema && chosen.name == *name;
        let index = self.chosen.iter().position(is_it)?;
        let ty = Type::Scalar(self.chosen_scalar(index, json_kind(node.kind())));
        Some(if node.nullable() { ty.nullable() } else { ty })
    }

    fn chosen_scalar(&mut self, index: usize, kind: ScalarKind) -> Scalar {
        if let Some(chosen) = self.chosen.get_mut(index) {
            chosen.is_used = true;
        }
        Scalar::Chosen(ChosenScalar { index, kind })
    }
}

fn json_kind(kind: InstanceKind) -> ScalarKind {
    match kind {
        InstanceKind::Boolean => ScalarKind::Boolean,
        InstanceKind::Integer => ScalarKind::Integer,
        InstanceKind::Number => ScalarKind::Number,
        InstanceKind::String => ScalarKind::String,
        InstanceKind::Array => ScalarKind::Array,
        InstanceKind::Object => ScalarKind::Object,
        InstanceKind::Any => ScalarKind::Any,
    }
}
