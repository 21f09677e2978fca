//! Normalizes Swagger 2.0, OpenAPI 3.1 and 3.2 to the dialect that all later stages read: OpenAPI
//! 3.0.3.
//!
//! Values are rewritten before any of them is read as a type of `openapiv3`. The version of the
//! root holds for all files. Any other file may hold any part of a document; the references to it
//! tell which.
//!
//! 1. [`reach`] follows all references from the root and finds out what each part is (by
//!    [`grammar`](super::grammar));
//! 2. [`walk`] goes through these parts, outer objects first, and lets the passes of the version
//!    rewrite each object;
//! 3. [`relink`] changes the references to parts that were moved.
//!
//! Extensions keep what 3.0 cannot express, see [`keys`](super::keys). The file's
//! [`Moves`](crate::source::Moves) keep where a moved value is written, so that messages show it.

mod dynamic;
mod globals;
mod identify;
mod members;
mod older_forms;
mod reach;
mod relink;
mod schema;
mod schema_collections;
mod schema_conditions;
mod schema_references;
mod schema_types;
mod v2;
mod v2_operation;
mod v2_parameter;
mod v30;
mod v31;
mod v32;
mod walk;

use std::collections::BTreeMap;

pub(super) use identify::{Identified, anchor, anchors, identify};

use super::document::Document;
use super::grammar::Version;
use crate::diagnostic::Report;
use crate::source::Moves;
use globals::Globals;
use reach::Reached;
use walk::{Pass, Walk};

/// The passes that bring an object of a version to the dialect, in their order.
///
/// Documents of 3.1 often use what is new in 3.2, so they take both passes.
fn passes(version: Version) -> &'static [Pass] {
    match version {
        Version::V2 => &[v2::PASS],
        Version::V30 => &[older_forms::PASS, v30::PASS],
        Version::V31 | Version::V32 => &[older_forms::PASS, v32::PASS, v31::PASS],
    }
}

/// Converts all files of a document to the dialect. Losses are reported.
pub(super) fn normalize(document: &mut Document, version: Version, report: &mut Report) {
    document.version = version;
    let longest = document.limits().longest_pointer();
    schema_references::rewrite(document, version, longest, report);
    if version == Version::V30 && !document.files.values().any(|file| v30::is_needed(&file.value)) {
        return;
    }
    let globals = Globals::of(document);
    let reached = Reached::of(document);
    let mut relocated = BTreeMap::new();
    let mut references = Vec::new();
    for (&file, entries) in &reached.entries {
        let Some(value) = document.files.get_mut(&file).map(|file| &mut file.value) else {
            continue;
        };
        let mut walk = Walk {
            version,
            passes: passes(version),
            file,
            globals: &globals,
            reached: &reached,
            report: &mut *report,
            moves: Moves::default(),
            relocated: BTreeMap::new(),
            references: Vec::new(),
            longest,
        };
        walk.run(value, entries);
        let Walk { moves, relocated: moved, references: found, .. } = walk;
        report.sources.set_moves(file, moves);
        relocated.insert(file, moved);
        references.push((file, found));
    }
    relink::relink(document, &relocated, &references);
}

#[cfg(test)]
mod tests;
