//! Every Rust decision: names, types, boxing, modules, features.
//!
//! What comes out, [`Crate`], is printed without another thought.

mod depth;
mod direction;
mod docs;
mod item;
mod krate;
mod link;
mod module;
mod name;
mod open;
mod operation;
mod pagination;
mod part;
mod recursion;
mod reserved;
mod response;
mod server;
mod tag;
mod types;
mod union;
mod uses;
mod webhook;

/// Words of OpenAPI that mean the same in a plan.
pub use crate::ir::{
    KeyLocation, Method, PageSource, PaginationStyle, ParameterLocation, PropertyEncoding, Status,
    Style,
};
pub use direction::Direction;
pub use krate::*;
pub use module::references;
pub use name::Ident;
pub use part::Part;
pub use uses::{Site, Use, uses};

pub use crate::select::Contents;

use std::collections::BTreeMap;

use crate::diagnostic::Report;
use crate::ir;
use crate::manifest::{self, Manifest};
use name::Case;
use operation::GroupNames;
use response::ResponseItems;
use types::Scope;

/// Plans the crate of some documents, given in the order of the manifest.
///
/// Names that clash are warnings, since one of them gives way; the result is `None` when there is
/// no document.
pub fn plan(apis: &[ir::Api], manifest: &Manifest, report: &mut Report) -> Option<Crate> {
    let mut features = Vec::new();
    let mut planned = Vec::new();
    for (api, chosen) in apis.iter().zip(&manifest.apis) {
        let (api, of_api) = plan_api(api, chosen, manifest, report);
        features.extend(of_api);
        planned.push(api);
    }
    if planned.is_empty() {
        return None;
    }
    let package = package(manifest, &planned);
    let mut needs = Dependencies::default();
    for api in &planned {
        let of_api = types::dependencies(used_types(api));
        needs.chrono |= of_api.chrono;
        needs.uuid |= of_api.uuid;
    }
    let examples = manifest.package.examples.iter();
    let examples = examples
        .map(|example| ExampleFile { name: example.name.clone(), text: example.text.clone() });
    let of_api =
        |api: &Api| depth::recursion_limit(api.types.iter().flat_map(|module| &module.items));
    Some(Crate {
        package,
        features,
        dependencies: needs,
        recursion_limit: planned.iter().filter_map(of_api).max(),
        apis: planned,
        examples: examples.collect(),
    })
}

fn plan_api(
    api: &ir::Api,
    chosen: &manifest::Api,
    manifest: &Manifest,
    report: &mut Report,
) -> (Api, Vec<Feature>) {
    let mut scope = Scope::new(api, chosen, &manifest.formats, report);
    if scope.contents == Contents::Types {
        return plan_types(scope);
    }
    let members = module::Members::of(api);
    let layout = module::layout(&mut scope, &members);
    let (servers, server_items) = server::servers(&mut scope);
    let mut items: Vec<Item> = item::items(&mut scope).into_iter().map(|(_, item)| item).collect();
    recursion::break_cycles(&mut items);
    let mut responses = ResponseItems::default();
    let tags: BTreeMap<&str, &ir::Tag> =
        api.tags.iter().rev().map(|tag| (tag.name.as_str(), tag)).collect();
    let mut groups: Vec<Group> = Vec::with_capacity(layout.groups.len());
    for (tag, module) in &layout.groups {
        let tag = tag.as_deref();
        let described = tag.and_then(|tag| tags.get(tag).copied());
        groups.push(group(&mut scope, &mut responses, (tag, described), module, members.with(tag)));
    }
    link::plan(api, &mut groups);
    let mut webhooks = layout.webhooks.clone().map(|module| webhook::plan(&mut scope, module));
    items.extend(server_items);
    items.extend(responses.items);
    box_large(&mut items, &mut groups, webhooks.as_mut());
    pagination::plan(api, chosen, &items, &mut groups, scope.report);
    let types = module::types(items, &groups, webhooks.as_ref(), &servers);
    let credentials = server::credentials(&scope);
    scope.say_unused_names();
    let planned = Api {
        module: layout.api,
        contents: scope.contents,
        title: api.title.clone(),
        version: api.version.clone(),
        docs: docs::words(api.description.as_deref()),
        servers,
        default_server: server::default_server(api),
        credentials,
        groups,
        types,
        webhooks,
    };
    (planned, layout.features)
}

/// The types of an API alone.
fn plan_types(mut scope: Scope<'_>) -> (Api, Vec<Feature>) {
    let layout = module::layout_of_types(&scope);
    let mut items: Vec<Item> = item::items(&mut scope).into_iter().map(|(_, item)| item).collect();
    recursion::break_cycles(&mut items);
    box_large(&mut items, &mut [], None);
    pagination::check_operations(scope.api, scope.manifest, scope.report);
    scope.say_unused_names();
    let api = scope.api;
    let planned = Api {
        module: layout.api,
        contents: scope.contents,
        title: api.title.clone(),
        version: api.version.clone(),
        docs: docs::words(api.description.as_deref()),
        servers: Vec::new(),
        default_server: None,
        credentials: Vec::new(),
        groups: Vec::new(),
        types: module::all_types(items, &types::roots(&scope)),
        webhooks: None,
    };
    (planned, layout.features)
}

/// The group of a tag, of which the document may have said more.
fn group(
    scope: &mut Scope<'_>,
    responses: &mut ResponseItems,
    (tag, description): (Option<&str>, Option<&ir::Tag>),
    module: &Module,
    members: &[&ir::Operation],
) -> Group {
    let ident = operation::group_ident(&module.ident);
    let mut names = GroupNames::new(&ident);
    let ids: Vec<&str> = members.iter().map(|operation| operation.id.as_str()).collect();
    let methods = operation::method_names(module.ident.plain(), &ids);
    let operations = members.iter().zip(&methods).map(|(operation, method)| {
        operation::plan(scope, &mut names, responses, operation, method)
    });
    let operations = operations.collect();
    let summary = description.and_then(|tag| tag.summary.as_deref());
    let paragraphs = docs::prose(summary, description.and_then(|tag| tag.description.as_deref()));
    let words = Docs { paragraphs, deprecated: false };
    let mut docs = docs::or(words, || match tag {
        Some(tag) => {
            vec![
                Inline::Text("The operations with the tag "),
                Inline::Code(tag.to_owned()),
                Inline::Text("."),
            ]
        }
        None => vec![Inline::Text("The operations without a tag.")],
    });
    if let Some(parent) = description.and_then(|tag| tag.parent.clone()) {
        let line = vec![Inline::Text("Part of "), Inline::Code(parent), Inline::Text(".")];
        docs.paragraphs.push(Paragraph::Line(line));
    }
    let spot = Spot(members.first().map(|operation| operation.place.child("tags").element(0)));
    Group { module: module.clone(), ident, docs, operations, spot }
}

fn box_large(items: &mut [Item], groups: &mut [Group], webhooks: Option<&mut Webhooks>) {
    let event = webhooks.and_then(|webhooks| webhooks.event.as_mut());
    let operations = groups.iter_mut().flat_map(|group| &mut group.operations);
    recursion::box_large_variants(items, event, operations.map(|operation| &mut operation.output));
}

fn package(manifest: &Manifest, apis: &[Api]) -> Package {
    let package = &manifest.package;
    let titles = || apis.iter().map(|api| api.title.as_str()).collect::<Vec<_>>().join(" and ");
    let has_client = apis.iter().any(|api| api.contents == Contents::Client);
    let what = if has_client { "A client" } else { "The types" };
    let description =
        package.description.clone().unwrap_or_else(|| format!("{what} of {}.", titles()));
    Package {
        name: package.name.clone(),
        library: name::ident(&package.name.replace('-', "_"), Case::Value),
        version: package.version.clone(),
        description: docs::single_line(&description),
        license: package.license.clone(),
        license_files: package.licenses.iter().map(|license| license.name.clone()).collect(),
        repository: package.repository.clone(),
        registry: package.registry.clone(),
        standalone: package.standalone,
    }
}

fn used_types(api: &Api) -> Vec<RustType> {
    let items = api.types.iter().flat_map(|module| &module.items);
    let of_items = items.flat_map(module::item_types).cloned();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    of_items.chain(operations.flat_map(operation::types)).collect()
}

/// How tests of later stages make identifiers.
#[cfg(test)]
pub(crate) mod naming {
    pub(crate) use super::name::{Case, ident};
}
