//! Modules and cargo features: a group for each tag, and the file of each type.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::Names;
use super::docs;
use super::krate::{Feature, Group, Item, Module, RustType, Server, TypesModule, Webhooks};
use super::name::{self, Case, Ident, Namespace};
use super::reserved;
use super::types::TypeMap;
use super::visit::{operation_types, positions, references};
use crate::ir::{self, Api};
use crate::manifest::{self, Layout};
use crate::source::{FileId, Location, is_device};

/// The features and modules of an API's groups.
#[derive(Debug)]
pub struct ModuleLayout {
    /// The module of the API itself.
    pub api: Option<Module>,
    /// The modules of the groups, by tag; `None` is the group of operations without a tag.
    pub groups: Vec<(Option<String>, Module)>,
    /// The module of the webhooks.
    pub webhooks: Option<Module>,
    /// The features of all of them.
    pub features: Vec<Feature>,
}

/// Lays out an API. A single group has no feature, since it could never be disabled.
pub fn layout(types: &TypeMap<'_>, names: &mut Names<'_>, members: &Members<'_>) -> ModuleLayout {
    let (api, manifest) = (types.api, types.chosen);
    let mut tags: Vec<Option<String>> = Vec::new();
    let used = |tag: &Option<String>| !members.with(tag.as_deref()).is_empty();
    tags.extend(api.tags.iter().map(|tag| Some(tag.name.clone())).chain([None]).filter(used));
    let has_features = types.package.layout == Layout::Crate;
    let choice = has_features && tags.len() + usize::from(api.sends()) > 1;
    let feature = manifest.feature.as_deref().filter(|_| has_features);
    let mut features = Features::new(feature, choice);
    let has_ext = types.package.ext && manifest.module.is_none();
    let has_xml = !types.xml.planned(None).roots.is_empty();
    let mut idents = Namespace::reserving(
        reserved::MODULES
            .iter()
            .copied()
            .chain(has_xml.then_some(reserved::XML_MODULE))
            .chain(has_ext.then_some(reserved::EXT_MODULE)),
        "_group",
    );
    let mut groups = Vec::with_capacity(tags.len());
    for tag in tags {
        let words = tag.clone().unwrap_or_else(|| "operations".to_owned());
        let key = format!("tag:{words}");
        let chosen =
            names.chosen(&key).map_or_else(|| name::method::group_text(&words), str::to_owned);
        let first = members
            .with(tag.as_deref())
            .first()
            .map(|operation| operation.location.child("tags").element(0));
        let location = first.unwrap_or_else(|| Location::root(FileId(0)));
        let (ident, clash) = idents.take(module_ident(&chosen), &location);
        names.warn_clash(clash, &ident, &key, &location);
        let feature = choice.then(|| {
            features.add(&chosen, format!("Operations on {}.", docs::single_line(&words)))
        });
        groups.push((tag, Module { ident, feature }));
    }
    let webhooks = api.sends().then(|| Module {
        ident: name::ident("webhooks", Case::Value),
        feature: choice.then(|| features.add("webhooks", "Webhooks and callbacks.".to_owned())),
    });
    let base = features.base.clone();
    let module =
        |module: &String| Module { ident: name::ident(module, Case::Value), feature: base.clone() };
    ModuleLayout {
        api: manifest.module.as_ref().map(module),
        groups,
        webhooks,
        features: features.finish(&api.title),
    }
}

/// The name of a group's module and file. Windows reserves some file names for devices.
fn module_ident(words: &str) -> Ident {
    let ident = name::ident(words, Case::Value);
    if is_device(ident.plain()) {
        name::ident(&format!("{} group", ident.plain()), Case::Value)
    } else {
        ident
    }
}

/// Lays out an API of types alone: a module with a feature.
pub fn layout_of_types(types: &TypeMap<'_>) -> ModuleLayout {
    let (api, manifest) = (types.api, types.chosen);
    let has_features = types.package.layout == Layout::Crate;
    let feature = manifest.feature.clone().filter(|_| has_features);
    let module = |module: &String| Module {
        ident: name::ident(module, Case::Value),
        feature: feature.clone(),
    };
    let features = Features::new(feature.as_deref(), false).finish(&api.title);
    ModuleLayout {
        api: manifest.module.as_ref().map(module),
        groups: Vec::new(),
        webhooks: None,
        features,
    }
}

/// The features of an API: one for all of it, one for its client without groups, and one for each
/// group.
struct Features {
    prefix: Option<String>,
    base: Option<String>,
    taken: BTreeSet<String>,
    /// The first number that may be unused after a name.
    numbers: BTreeMap<String, usize>,
    groups: Vec<Feature>,
}

impl Features {
    fn new(prefix: Option<&str>, choice: bool) -> Self {
        let base =
            prefix.map(|prefix| if choice { format!("{prefix}-base") } else { prefix.to_owned() });
        let taken = manifest::FEATURES
            .iter()
            .copied()
            .chain(prefix)
            .chain(base.as_deref())
            .map(str::to_owned)
            .collect();
        Self {
            prefix: prefix.map(str::to_owned),
            base,
            taken,
            numbers: BTreeMap::new(),
            groups: Vec::new(),
        }
    }

    /// Adds the feature of a group and returns its name.
    fn add(&mut self, words: &str, summary: String) -> String {
        let mut name = match &self.prefix {
            Some(prefix) => format!("{prefix}-{}", name::kebab(words)),
            None => name::kebab(words),
        };
        if self.taken.contains(&name) {
            name += "-group";
        }
        if self.taken.contains(&name) {
            let number = self.numbers.entry(name.clone()).or_insert(2);
            name = loop {
                let numbered = format!("{name}-{number}");
                *number += 1;
                if !self.taken.contains(&numbered) {
                    break numbered;
                }
            };
        }
        self.taken.insert(name.clone());
        self.groups.push(Feature {
            name: name.clone(),
            enables: self.base.iter().cloned().collect(),
            summary,
        });
        name
    }

    fn finish(self, title: &str) -> Vec<Feature> {
        let Some(prefix) = self.prefix else { return self.groups };
        let title = docs::single_line(title);
        let all = self.groups.iter().map(|group| group.name.clone()).collect();
        let mut features = vec![Feature {
            name: prefix.clone(),
            enables: all,
            summary: format!("All of {title}."),
        }];
        if let Some(base) = self.base.filter(|base| *base != prefix) {
            let summary = format!("The client of {title}, without groups.");
            features.push(Feature { name: base, enables: Vec::new(), summary });
        }
        features.extend(self.groups);
        features
    }
}

/// The operations of each group, by its tag.
#[derive(Debug)]
pub struct Members<'a>(BTreeMap<Option<&'a str>, Vec<&'a ir::Operation>>);

impl<'a> Members<'a> {
    /// The groups of an API. An operation is in the group of its first tag.
    pub fn of(api: &'a Api) -> Self {
        let mut members: BTreeMap<_, Vec<_>> = BTreeMap::new();
        for operation in &api.operations {
            members.entry(operation.tags.first().map(String::as_str)).or_default().push(operation);
        }
        Self(members)
    }

    /// The operations with a tag, or without one.
    pub fn with<'b>(&'b self, tag: Option<&'b str>) -> &'b [&'b ir::Operation] {
        self.0.get(&tag).map_or(&[], Vec::as_slice)
    }
}

/// Puts each item into the file of the only group that uses it, or into the shared one. Items that
/// none uses are left out, such as the enum of a discriminator that its union writes.
pub fn types(
    items: Vec<Item>,
    groups: &[Group],
    webhooks: Option<&Webhooks>,
    servers: &[Server],
) -> Vec<TypesModule> {
    let mut homes = homes(&items, groups, webhooks);
    let variables = servers.iter().flat_map(|server| &server.variables);
    homes.extend(variables.filter_map(|variable| Some((variable.ty.clone()?, None))));
    let mut names = Namespace::default();
    let location = Location::root(FileId(0));
    let mut modules: Vec<TypesModule> = groups
        .iter()
        .map(|group| group.module.clone())
        .chain(webhooks.map(|webhooks| webhooks.module.clone()))
        .map(|module| Module {
            ident: names.take(module.ident, &location).0,
            feature: module.feature,
        })
        .map(|module| TypesModule { module, items: Vec::new(), conversions: Vec::new() })
        .collect();
    let shared = Module {
        ident: names.take(name::ident("shared", Case::Value), &location).0,
        feature: None,
    };
    modules.push(TypesModule { module: shared, items: Vec::new(), conversions: Vec::new() });
    let last = modules.len() - 1;
    for item in items {
        let Some(home) = homes.get(&item.ident).copied() else { continue };
        if let Some(module) = modules.get_mut(home.unwrap_or(last)) {
            module.items.push(item);
        }
    }
    modules.retain(|module| !module.items.is_empty());
    modules
}

/// Puts the items that some types use into one file.
pub fn all_types(items: Vec<Item>, roots: &[RustType]) -> Vec<TypesModule> {
    let reached = reached(&items, &positions(&items), roots);
    let items: Vec<Item> = items.into_iter().filter(|item| reached.contains(&item.ident)).collect();
    if items.is_empty() {
        return Vec::new();
    }
    let module = Module { ident: name::ident("schemas", Case::Value), feature: None };
    vec![TypesModule { module, items, conversions: Vec::new() }]
}

/// The items that some types use, directly or through others.
fn reached(
    items: &[Item],
    positions: &BTreeMap<Ident, usize>,
    roots: &[RustType],
) -> BTreeSet<Ident> {
    let mut reached = BTreeSet::new();
    let mut work: Vec<Ident> = roots.iter().filter_map(RustType::item).cloned().collect();
    while let Some(ident) = work.pop() {
        if reached.insert(ident.clone()) {
            let item = positions.get(&ident).and_then(|at| items.get(*at));
            work.extend(item.into_iter().flat_map(references).cloned());
        }
    }
    reached
}

/// For each item, the only group that uses it; `None` if several do.
fn homes(
    items: &[Item],
    groups: &[Group],
    webhooks: Option<&Webhooks>,
) -> BTreeMap<Ident, Option<usize>> {
    let positions = positions(items);
    let mut homes: BTreeMap<Ident, Option<usize>> = BTreeMap::new();
    let mut roots: Vec<Vec<RustType>> = groups
        .iter()
        .map(|group| group.operations.iter().flat_map(operation_types).collect())
        .collect();
    roots.extend(webhooks.map(|webhooks| webhooks.types().cloned().collect()));
    for (group, types) in roots.iter().enumerate() {
        let mut seen: BTreeSet<Ident> = BTreeSet::new();
        let mut work: Vec<Ident> = types.iter().filter_map(RustType::item).cloned().collect();
        while let Some(ident) = work.pop() {
            // The second group that uses an item followed it to its end.
            if homes.get(&ident) == Some(&None) || !seen.insert(ident.clone()) {
                continue;
            }
            homes.entry(ident.clone()).and_modify(|home| *home = None).or_insert(Some(group));
            let item = positions.get(&ident).and_then(|at| items.get(*at));
            work.extend(item.into_iter().flat_map(references).cloned());
        }
    }
    homes
}
