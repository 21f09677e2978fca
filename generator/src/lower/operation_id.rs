//! The ids of operations, as other parts of a document refer to them.

use std::collections::{BTreeMap, BTreeSet};

use crate::source::Location;

/// One operation of a path. A path item that several paths refer to has one location, so the key of
/// the path is a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct OperationKey {
    /// The key of the path.
    pub(super) path: Location,
    /// The operation.
    pub(super) location: Location,
}

/// The operations with a written `operationId`.
#[derive(Debug)]
pub(super) struct WrittenId {
    /// The id of the first one.
    pub(super) id: String,
    /// The location of the first one.
    pub(super) first: Location,
    /// The number of all.
    pub(super) count: usize,
}

/// What other parts of the document call an operation.
#[derive(Debug, Default)]
pub(super) struct OperationIds {
    /// The id of each operation, by its location, and by that of its method below the path.
    pub(super) by_location: BTreeMap<Location, String>,
    /// The operations with each written `operationId`.
    pub(super) by_id: BTreeMap<String, WrittenId>,
    /// Every id that an operation has.
    pub(super) taken: BTreeSet<String>,
    /// The webhook or callback that has a written `operationId` first.
    pub(super) received: BTreeMap<String, Location>,
}

impl OperationIds {
    /// The id of the operation at a location.
    pub(super) fn at(&self, location: &Location) -> Option<&String> {
        self.by_location.get(location)
    }

    /// The operations with a written `operationId`.
    pub(super) fn written(&self, id: &str) -> Option<&WrittenId> {
        self.by_id.get(id)
    }

    /// Whether an operation has an id.
    pub(super) fn is_taken(&self, id: &str) -> bool {
        self.taken.contains(id)
    }
}
