//! Modules and cargo features: a group for each tag, and the file that each type stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::item::index;
use super::krate::AnswerContent;
use super::krate::{Feature, Group, Item, ItemKind, Module, RustType, TypesModule, Webhooks};
use super::name::{self, Case, Ident, Namespace};
use super::operation;
use super::types::Scope;
use crate::ir::{self, Api};
use crate::source::Place;

/// The features and modules of an API's groups.
#[derive(Debug)]
pub struct Layout {
    /// The module of the API itself.
    pub api: Option<Module>,
    /// The modules of the groups, by tag; `None` is the group of what has no tag.
    pub groups: Vec<(Option<String>, Module)>,
    /// The module of the webhooks.
    pub webhooks: Option<Module>,
    /// The features of all of them.
    pub features: Vec<Feature>,
}

/// Features that every generated crate has, or will have.
const FEATURES: &[&str] =
    &["blocking", "chrono", "default", "native-tls", "reqwest", "rustls", "serde", "test-util", "tracing", "uuid"];

/// Lays out an API. Groups that nobody could leave out have no feature.
pub fn layout(scope: &Scope<'_>) -> Layout {
    let (api, manifest) = (scope.api, scope.manifest);
    let mut tags: Vec<Option<String>> = Vec::new();
    let used = |tag: &Option<String>| api.operations.iter().any(|operation| operation.tags.first() == tag.as_ref());
    tags.extend(api.tags.iter().map(|tag| Some(tag.name.clone())).chain([None]).filter(used));
    let prefix = manifest.feature.as_deref();
    let choice = tags.len() + usize::from(!api.webhooks.is_empty()) > 1;
    let mut names = Namespace::reserving(["types", "webhooks", "runtime", "client", "builder", "examples"], "_group");
    let mut features = Vec::new();
    let base = match (prefix, choice) {
        (Some(prefix), true) => Some(format!("{prefix}-base")),
        (Some(prefix), false) => Some(prefix.to_owned()),
        (None, _) => None,
    };
    let mut taken: BTreeSet<String> = FEATURES.iter().map(|name| (*name).to_owned()).collect();
    let mut feature = |words: &str, summary: String| {
        let mut name = [prefix.unwrap_or_default(), &name::kebab(words)]
            .iter()
            .filter(|part| !part.is_empty())
            .copied()
            .collect::<Vec<_>>()
            .join("-");
        while !taken.insert(name.clone()) {
            name.push_str("-group");
        }
        features.push(Feature { name: name.clone(), enables: base.iter().cloned().collect(), summary });
        name
    };
    let place = Place::root(crate::source::FileId(0));
    let groups: Vec<(Option<String>, Module)> = tags
        .into_iter()
        .map(|tag| {
            let words = tag.clone().unwrap_or_else(|| "operations".to_owned());
            let chosen = scope.chosen(&format!("tag:{words}")).unwrap_or(&words);
            let ident = names.take(name::ident(chosen, Case::Value), &place).0;
            let feature = choice.then(|| feature(chosen, format!("The group `{}`.", ident.plain())));
            (tag, Module { ident, feature })
        })
        .collect();
    let webhooks = (!api.webhooks.is_empty()).then(|| Module {
        ident: name::ident("webhooks", Case::Value),
        feature: choice.then(|| feature("webhooks", "What the server sends by itself.".to_owned())),
    });
    let features = api_features(api, prefix, base.as_deref(), features);
    let api = manifest.module.as_ref().map(|module| Module { ident: name::ident(module, Case::Value), feature: base });
    Layout { api, groups, webhooks, features }
}

fn api_features(api: &Api, prefix: Option<&str>, base: Option<&str>, groups: Vec<Feature>) -> Vec<Feature> {
    let Some(prefix) = prefix else { return groups };
    let all = groups.iter().map(|group| group.name.clone()).collect();
    let title = single_line(&api.title);
    let mut features = vec![Feature { name: prefix.to_owned(), enables: all, summary: format!("All of {title}.") }];
    if let Some(base) = base.filter(|base| *base != prefix) {
        let summary = format!("The client of {title}, without a group.");
        features.push(Feature { name: base.to_owned(), enables: Vec::new(), summary });
    }
    features.extend(groups);
    features
}

fn single_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The operations of a group.
pub fn members<'a>(api: &'a Api, tag: Option<&str>) -> Vec<&'a ir::Operation> {
    let here = |operation: &&ir::Operation| operation.tags.first().map(String::as_str) == tag;
    api.operations.iter().filter(here).collect()
}

/// Puts each item into the file of the only group that reaches it, or into the one that all share.
pub fn types(items: Vec<Item>, groups: &[Group], webhooks: Option<&Webhooks>) -> Vec<TypesModule> {
    let homes = homes(&items, groups, webhooks);
    let mut names = Namespace::default();
    let place = Place::root(crate::source::FileId(0));
    let mut modules: Vec<TypesModule> = groups
        .iter()
        .map(|group| group.module.clone())
        .chain(webhooks.map(|webhooks| webhooks.module.clone()))
        .map(|module| Module { ident: names.take(module.ident, &place).0, feature: module.feature })
        .map(|module| TypesModule { module, items: Vec::new() })
        .collect();
    let shared = Module { ident: names.take(name::ident("shared", Case::Value), &place).0, feature: None };
    modules.push(TypesModule { module: shared, items: Vec::new() });
    let last = modules.len() - 1;
    for item in items {
        let home = homes.get(&item.ident).copied().flatten().unwrap_or(last);
        if let Some(module) = modules.get_mut(home) {
            module.items.push(item);
        }
    }
    modules.retain(|module| !module.items.is_empty());
    modules
}

/// For each item the one group that reaches it; `None` when several do.
fn homes(items: &[Item], groups: &[Group], webhooks: Option<&Webhooks>) -> BTreeMap<Ident, Option<usize>> {
    let index = index(items);
    let mut homes: BTreeMap<Ident, Option<usize>> = BTreeMap::new();
    let mut roots: Vec<Vec<RustType>> =
        groups.iter().map(|group| group.operations.iter().flat_map(operation::types).collect()).collect();
    roots.extend(webhooks.map(|webhooks| webhooks.bodies.iter().filter_map(|(_, ty, _)| ty.clone()).collect()));
    for (group, types) in roots.iter().enumerate() {
        let mut seen: BTreeSet<Ident> = BTreeSet::new();
        let mut work: Vec<Ident> = types.iter().filter_map(named).cloned().collect();
        while let Some(ident) = work.pop() {
            if !seen.insert(ident.clone()) {
                continue;
            }
            homes.entry(ident.clone()).and_modify(|home| *home = None).or_insert(Some(group));
            let item = index.get(&ident).and_then(|at| items.get(*at));
            work.extend(item.into_iter().flat_map(references));
        }
    }
    homes
}

fn named(ty: &RustType) -> Option<&Ident> {
    match ty {
        RustType::Item(ident) => Some(ident),
        RustType::Vec(inner) | RustType::Map(inner) | RustType::Option(inner) | RustType::Boxed(inner) => named(inner),
        _ => None,
    }
}

/// The types that an item uses.
pub fn item_types(item: &Item) -> Vec<&RustType> {
    match &item.kind {
        ItemKind::Struct(structure) => {
            let fields = structure.fields.iter().map(|field| &field.ty);
            fields.chain(structure.additional.iter().map(|additional| &additional.ty)).collect()
        }
        ItemKind::Union(union) => union.variants.iter().map(|variant| &variant.ty).collect(),
        ItemKind::Alias(ty) | ItemKind::Newtype(ty) => vec![ty],
        ItemKind::Headers(fields) => fields.iter().map(|field| &field.ty).collect(),
        ItemKind::Error(error) => error.variants.iter().filter_map(|variant| json(&variant.answer.content)).collect(),
        ItemKind::Answers(variants) => variants.iter().filter_map(|variant| json(&variant.answer.content)).collect(),
        ItemKind::StringEnum(_) | ItemKind::IntegerEnum(_) => Vec::new(),
    }
}

fn json(content: &AnswerContent) -> Option<&RustType> {
    match content {
        AnswerContent::Json(ty) => Some(ty),
        AnswerContent::Empty | AnswerContent::Text | AnswerContent::Bytes => None,
    }
}

fn references(item: &Item) -> Vec<Ident> {
    item_types(item).into_iter().filter_map(named).cloned().collect()
}
