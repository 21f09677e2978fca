//! Plans a crate: names, types, boxing, modules, features.
//!
//! Printing the result, a [`Crate`], takes no further decisions.

mod argument;
mod chosen;
mod conversion;
mod deep_list;
mod deep_object;
mod definition;
mod depth;
mod derive;
mod direction;
mod docs;
mod group;
mod holding;
mod item;
mod krate;
mod link;
mod module;
mod name;
mod open;
mod operation;
mod operation_docs;
mod operation_words;
mod other_type;
mod pagination;
mod part;
mod recursion;
mod reserved;
mod response;
mod secret;
mod server;
mod shared_response;
mod size;
mod status;
mod tag;
mod test;
mod types;
mod union;
mod uses;
mod variant;
mod visit;
mod webhook;
mod with_union;
mod xml;

/// Terms of OpenAPI that a plan uses unchanged.
pub use crate::ir::{
    HeaderEncoding, HeaderValue, KeyLocation, Method, OtherValues, PageSource, PaginationStyle,
    ParameterLocation, PropertyEncoding, Status, Style, TypeId, XmlElement, XmlItem, XmlMember,
    XmlName, XmlNode, XmlObject, XmlSchema, XmlTuple, XmlUnion, XmlVariant,
};
/// What a plan says about types of other crates.
pub use crate::manifest::{Dependency, Derive, Library, Parsing, StdTrait, TypePath};
pub use direction::Direction;
pub use krate::*;
pub use name::Ident;
pub use other_type::chosen_types;
pub use reserved::XML_MODULE;
pub use uses::{TypeUse, UseSite, uses};
pub use visit::{item_types, references};

pub use crate::select::Contents;

use std::collections::BTreeMap;

use crate::diagnostic::Report;
use crate::ir;
use crate::manifest::{self, Manifest};
use chosen::Names;
use name::Case;
use types::TypeMap;

/// Plans the crate of some documents, given in the order of the manifest.
///
/// Clashing names are warnings, since one of them gets a number. The result is `None` without
/// documents, except for a runtime.
pub fn plan(apis: &[ir::Api], manifest: &Manifest, report: &mut Report) -> Option<Crate> {
    let mut features = Vec::new();
    let mut planned = Vec::new();
    for (api, chosen) in apis.iter().zip(&manifest.apis) {
        let (api, of_api) = plan_api(api, chosen, manifest, report);
        features.extend(of_api);
        planned.push(api);
    }
    if planned.is_empty() && manifest.package.layout != Layout::Runtime {
        return None;
    }
    let package = package(manifest, &planned);
    other_type::warn_unused_formats(apis, manifest, report);
    let own = manifest.dependencies.clone();
    let mut needs = Dependencies { own, ..Dependencies::default() };
    for api in &planned {
        let used = used_types(api);
        let of_api = visit::dependencies(&used);
        needs.types.extend(of_api.types);
    }
    let examples = manifest.package.examples.iter();
    let examples = examples
        .map(|example| ExampleFile { name: example.name.clone(), text: example.text.clone() });
    let of_api =
        |api: &Api| depth::recursion_limit(api.types.iter().flat_map(|module| &module.items));
    Some(Crate {
        package,
        runtime: manifest.runtime.clone(),
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
    let mut names = Names::new(chosen, report);
    let types = TypeMap::new(api, chosen, manifest, &mut names);
    if types.contents == Contents::Types {
        return plan_types(&types, &mut names);
    }
    let members = module::Members::of(api);
    let layout = module::layout(&types, &mut names, &members);
    let (servers, server_items) = server::servers(api, &mut names);
    let mut items = item::items(&types, &mut names);
    recursion::break_cycles(&mut items);
    derive::plan(&types, &mut items, names.report);
    let (mut groups, response_items) = group::groups(&types, &mut names, &members, &layout.groups);
    link::plan(api, &mut groups);
    let mut webhooks =
        layout.webhooks.clone().map(|module| webhook::plan(&types, module, names.report));
    items.extend(server_items);
    items.extend(response_items);
    box_large(&mut items, &mut groups, webhooks.as_mut());
    pagination::plan(&types, &items, &mut groups, names.report);
    let mut modules = module::types(items, &groups, webhooks.as_ref(), &servers);
    conversion::plan(&types, &groups, &mut modules);
    let credentials = server::credentials(api, &mut names);
    names.warn_unused(api);
    other_type::warn_unused(api, chosen, names.report);
    deep_object::warn_unused(api, &chosen.deep_object_arrays, &mut names);
    deep_list::warn_nested(api, &chosen.deep_object_arrays, names.report);
    let mut planned = Api {
        module: layout.api,
        contents: types.contents,
        title: api.title.clone(),
        version: api.version.clone(),
        docs: docs::words(api.description.as_deref()),
        servers,
        default_server: server::default_server(api),
        credentials,
        groups,
        types: modules,
        xml: types.xml.planned(webhooks.as_ref().and_then(|it| it.event_element.as_ref())),
        webhooks,
    };
    test::plan(api, &mut planned);
    (planned, layout.features)
}

/// The types of an API alone.
fn plan_types(types: &TypeMap<'_>, names: &mut Names<'_>) -> (Api, Vec<Feature>) {
    let api = types.api;
    let layout = module::layout_of_types(types);
    let mut items = item::items(types, names);
    recursion::break_cycles(&mut items);
    derive::plan(types, &mut items, names.report);
    box_large(&mut items, &mut [], None);
    pagination::check_operations(api, types.chosen, names.report);
    other_type::warn_unused(api, types.chosen, names.report);
    let mut modules = module::all_types(items, &types.roots());
    conversion::plan(types, &[], &mut modules);
    let planned = Api {
        module: layout.api,
        contents: types.contents,
        title: api.title.clone(),
        version: api.version.clone(),
        docs: docs::words(api.description.as_deref()),
        servers: Vec::new(),
        default_server: None,
        credentials: Vec::new(),
        groups: Vec::new(),
        types: modules,
        webhooks: None,
        xml: Xml::default(),
    };
    (planned, layout.features)
}

/// The size that planning assumes for a type that names no item, in bytes.
pub fn estimated_size(ty: &RustType) -> usize {
    size::size_of(ty, &BTreeMap::new())
}

fn box_large(items: &mut [Item], groups: &mut [Group], webhooks: Option<&mut Webhooks>) {
    let event = webhooks.and_then(|webhooks| webhooks.event.as_mut());
    let operations = groups.iter_mut().flat_map(|group| &mut group.operations);
    size::box_large_variants(items, event, operations.map(|operation| &mut operation.output));
}

fn package(manifest: &Manifest, apis: &[Api]) -> Package {
    let package = &manifest.package;
    let titles = || apis.iter().map(|api| api.title.as_str()).collect::<Vec<_>>().join(" and ");
    let has_client = apis.iter().any(|api| api.contents == Contents::Client);
    let what = if has_client { "A client" } else { "The types" };
    let default = || match package.layout {
        Layout::Runtime => "The runtime that several clients share.".to_owned(),
        Layout::Crate | Layout::Module { .. } => format!("{what} of {}.", titles()),
    };
    let description = package.description.clone().unwrap_or_else(default);
    Package {
        name: package.name.clone(),
        library: name::ident(&package.name.replace('-', "_"), Case::Value),
        version: package.version.clone(),
        layout: package.layout.clone(),
        description: docs::single_line(&description),
        license: package.license.clone(),
        license_files: package.licenses.iter().map(|license| license.name.clone()).collect(),
        repository: package.repository.clone(),
        metadata: package.metadata.clone(),
        readme: package.readme.clone(),
        registry: package.registry.clone(),
        ext: package.ext,
        standalone: package.standalone,
    }
}

fn used_types(api: &Api) -> Vec<RustType> {
    let items = api.types.iter().flat_map(|module| &module.items);
    let of_items = items.flat_map(visit::item_types).cloned();
    let operations = api.groups.iter().flat_map(|group| &group.operations);
    let webhooks = api.webhooks.iter().flat_map(Webhooks::types).cloned();
    of_items.chain(operations.flat_map(visit::operation_types)).chain(webhooks).collect()
}

/// How tests of later stages make identifiers.
#[cfg(test)]
pub(crate) mod naming {
    pub(crate) use super::name::{Case, ident};
}
