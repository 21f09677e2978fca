//! Schemas to merge, and where the type of them goes.

use std::rc::Rc;

use super::node::{InstanceKind, Node};
use super::schema::Slot;
use crate::source::Location;

/// A schema without its `allOf`.
#[derive(Debug, Clone)]
pub(super) struct Leaf<'a> {
    /// The schema.
    pub node: Rc<Node<'a>>,
    /// The named schema that it is, or is part of.
    pub home: Option<Location>,
    /// Whether it is all of the named schema.
    pub is_complete: bool,
}

impl<'a> Leaf<'a> {
    /// The named schema that this is.
    pub fn name(&self) -> Option<&Location> {
        self.home.as_ref().filter(|_| self.is_complete)
    }

    /// The kind of its values.
    pub fn kind(&self) -> InstanceKind {
        self.node.kind()
    }

    /// The leaf without its alternatives: what is beside them. `anyOf` beside `oneOf` remains.
    pub fn without_alternatives(&self) -> Self {
        let mut leaf = self.clone();
        if let Some(keyword) = leaf.node.alternatives() {
            leaf.ignore(keyword);
        }
        leaf
    }

    /// Ignores the alternatives of a keyword.
    pub fn ignore(&mut self, keyword: &'static str) {
        Rc::make_mut(&mut self.node).ignored.push(keyword);
    }

    /// The part of the key of a merged type that identifies this leaf.
    pub fn merge_key(&self) -> Location {
        let location = &self.node.location;
        match self.node.alternatives() {
            _ if self.node.ignored.is_empty() => location.clone(),
            Some(keyword) => location.child(keyword).key(),
            None => location.key(),
        }
    }
}

/// Alternatives that become a union.
pub(super) struct UnionAt<'u, 'a> {
    /// The schema with the alternatives.
    pub node: &'u Node<'a>,
    /// Their keyword: `oneOf` or `anyOf`.
    pub keyword: &'static str,
    /// What is beside the alternatives. It holds for each of them.
    pub outer: &'u [Leaf<'a>],
    /// The schema that becomes the type. It contains `node`, or is `node`.
    pub to: Destination<'u, 'a>,
}

/// Where the type of merged schemas goes.
#[derive(Clone, Copy)]
pub(super) struct Destination<'d, 'a> {
    /// The schema that becomes the type.
    pub at: &'d Node<'a>,
    /// The definition, if it becomes one.
    pub slot: &'d Slot,
    /// The key of the type in `Context::merged`.
    pub key: Option<&'d [Location]>,
}
