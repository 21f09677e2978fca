//! From documents to [`ir`](crate::ir).
//!
//! Lowering starts at the selected operations and webhooks, and follows what they use. For types
//! alone, it also starts at all named schemas. A named schema is reserved when something first
//! refers to it, and lowered later from a queue. So only nested inline schemas recurse, and their
//! depth is limited.

mod base;
mod body;
mod callback;
mod children;
mod chosen;
mod compose;
mod context;
mod discriminator;
mod docs;
mod enumeration;
mod event_text;
mod extended;
mod extension;
mod finish;
mod hierarchy;
mod implied;
mod inheritance;
mod inherited_tag;
mod integer;
mod intersect;
mod leaf;
mod levels;
mod limits;
mod link;
mod listed_values;
mod marks;
mod media_type;
mod node;
mod open;
mod operation;
mod operation_id;
mod operation_name;
mod other_use;
mod overlap;
mod pagination;
mod parameter;
mod part;
mod path;
mod read_node;
mod response;
mod restriction;
mod role;
mod same_as_base;
mod schema;
mod secret;
mod security;
mod selection;
mod server;
mod share;
mod stream;
mod structure;
mod tag;
mod tag_field;
mod tag_value;
mod union;
mod upper_tag;
mod variant;
mod webhook;
mod xml;
mod xml_object;
mod xml_tuple;
mod xml_variant;

#[cfg(test)]
mod tests;

use crate::diagnostic::Report;
use crate::ir::Api;
use crate::load::{Document, View};
use context::Context;
pub use context::Wanted;
pub use share::share;

/// How deep inline schemas may be nested. Nullable maps in maps are the hardest for rustc, and it
/// accepts so many.
const MAX_DEPTH: usize = 32;

/// Lowers the selected part of a document. Errors are in the report; what has one is left out or
/// becomes [`Type::Json`](crate::ir::Type::Json). `None` if the root of the document is not an
/// object, or a limit is exceeded.
pub fn lower(document: &Document, wanted: Wanted<'_>, report: &mut Report) -> Option<Api> {
    let root = document.root();
    document.value(&root)?.as_object()?;
    let view = View::new(document);
    let mut context = Context::new(&view, wanted, report);
    let info = context.document.node::<openapiv3::Info>(&root.child("info"), context.report);
    let (title, version, description) = match info {
        Some(info) => {
            (info.title, info.version, info.description.filter(|text| !text.trim().is_empty()))
        }
        None => Default::default(),
    };
    context.unknown_keys_of_root();
    let servers = context.servers(&root);
    let security_schemes = context.security_schemes();
    let (mut found, mut found_webhooks) = (context.find_operations(), context.find_webhooks());
    context.select(&mut found, &mut found_webhooks);
    if context.is_too_large(&found, &found_webhooks) {
        return None;
    }
    let mut operations = context.operations(&found);
    let mut webhooks = context.webhooks(&found_webhooks);
    let mut schemas = context.wanted_schemas(!found.is_empty() || !found_webhooks.is_empty());
    context.drain();
    context.report_children_by_name();
    if context.is_over || context.last_definition(&root, 0).is_some() {
        return None;
    }
    let tags = context.tags(&operations);
    context.combine_overlapping();
    if context.is_over || context.last_definition(&root, 0).is_some() {
        return None;
    }
    let mut types = context.finish(&mut operations, &mut webhooks, &mut schemas);
    implied::discriminate(&mut types);
    context.assign_roles((&mut operations, &mut webhooks, &mut schemas), &mut types);
    let xml = context.xml_bodies(&mut operations, &mut webhooks, &types);
    pagination::find(&mut operations, &types);
    let component_schemas = context.component_schemas();
    let Context { unselected, left_out, degraded, chosen, .. } = context;
    Some(Api {
        title,
        version,
        description,
        servers,
        security_schemes,
        tags,
        operations,
        webhooks,
        schemas,
        types,
        xml,
        unselected,
        component_schemas,
        left_out,
        degraded: degraded.into_iter().collect(),
        chosen,
    })
}
