//! The crate: its package, features and dependencies, and the APIs in it.

use std::collections::{BTreeMap, BTreeSet};

use super::ChangeCode;
use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::found::{Changes, Site};
use super::matching::Operations;
use super::renamed;
use super::runtime;
use crate::plan::{Api, Contents, Crate, Dependency, Docs, Feature, Ident, Package, Paragraph};

/// Compares two crates.
pub fn compare(old: &Crate, new: &Crate) -> Changes {
    let mut found = Changes::default();
    package(&mut found, &old.package, &new.package);
    let by_name = Alignment::of(&old.apis, &new.apis).by(module_ident).by(|api| &api.title);
    let apis = by_name.by_index(|_, _| is_only(old, new)).pairs();
    let operations: Vec<Option<Operations<'_>>> =
        apis.iter().map(|pair| pair.both().map(|(old, new)| Operations::of(old, new))).collect();
    let renamed = renamed_features(old, new, &apis, &operations);
    features(&mut found, old, new, &renamed);
    dependencies(&mut found, old, new);
    runtime::compare(&mut found, old.runtime.as_ref(), new.runtime.as_ref());
    for (pair, operations) in apis.iter().zip(&operations) {
        match (pair, operations) {
            (Pair::Both(old, new), Some(operations)) => {
                found = both(found, ApiPair { old, new, operations }, &renamed)
            }
            (Pair::Both(..), None) => {}
            (Pair::Old(old), _) => {
                let message = format!("the API \"{}\" is gone", old.title);
                found.breaking(ChangeCode::ApiRemoved, Site::nowhere(module(old)), message);
            }
            (Pair::New(new), _) => {
                let message = format!("the API \"{}\" is new", new.title);
                found.addition(ChangeCode::ApiAdded, Site::nowhere(module(new)), message);
            }
        }
    }
    if found.is_empty() && !reads_alike(old, new) {
        found.docs(
            ChangeCode::TextsChanged,
            Site::nowhere("crate"),
            "examples and other texts change",
        );
    }
    found
}

/// An API in both crates, with its matched operations.
struct ApiPair<'p, 'a> {
    old: &'a Api,
    new: &'a Api,
    operations: &'p Operations<'a>,
}

/// An API that is in both crates.
fn both<'a>(
    mut found: Changes,
    pair: ApiPair<'_, 'a>,
    features: &'a BTreeMap<String, String>,
) -> Changes {
    let ApiPair { old, new, operations } = pair;
    if !has_same_module(old, new) {
        let message = match &old.module {
            Some(module) => format!("all of the API was in `{}`", module.ident.plain()),
            None => "all of the API was at the root of the crate".to_owned(),
        };
        found.breaking(ChangeCode::ApiRenamed, Site::nowhere(module(new)), message);
    }
    let prefix =
        new.module.as_ref().map(|module| format!("{}::", module.ident.plain())).unwrap_or_default();
    let mut comparison =
        Comparison { prefix, names: renamed::names(old, new, operations), features, found };
    comparison.page(old, new);
    match (old.contents, new.contents) {
        (Contents::Client, Contents::Types) => {
            let message = "the client of the API is gone; its types remain";
            let site = comparison.path("Client");
            comparison.found.breaking(ChangeCode::ClientRemoved, site, message);
        }
        (Contents::Types, Contents::Client) => {
            let site = comparison.path("Client");
            comparison.found.addition(
                ChangeCode::ClientAdded,
                site,
                "the client of the API is new",
            );
        }
        (Contents::Client, Contents::Client) | (Contents::Types, Contents::Types) => {
            comparison.servers(old, new);
            comparison.credentials(&old.credentials, &new.credentials);
            comparison.operations(operations, &old.groups);
        }
    }
    comparison.items(old, new);
    comparison.conversions(old, new);
    if old.contents == new.contents {
        comparison.webhooks(old.webhooks.as_ref(), new.webhooks.as_ref());
    }
    comparison.found
}

impl Comparison<'_> {
    fn page(&mut self, old: &Api, new: &Api) {
        let site = Site::nowhere(module(new));
        let feature = |api: &Api| api.module.as_ref().and_then(|module| module.feature.clone());
        if old.module.is_some() && new.module.is_some() {
            self.module_feature(&site, feature(old).as_deref(), feature(new).as_deref());
        }
        let titled = |api: &Api| Docs {
            paragraphs: [api.title.clone(), api.version.clone()].map(Paragraph::Prose).into(),
            deprecated: false,
        };
        let whole = |api: &Api| Docs {
            paragraphs: [titled(api).paragraphs, api.docs.paragraphs.clone()].concat(),
            deprecated: false,
        };
        self.prose(&site, &whole(old), &whole(new), super::docs::Warning::Nothing);
    }
}

fn has_same_module(old: &Api, new: &Api) -> bool {
    module_ident(old) == module_ident(new)
}

fn module_ident(api: &Api) -> Option<&Ident> {
    api.module.as_ref().map(|module| &module.ident)
}

fn is_only(old: &Crate, new: &Crate) -> bool {
    old.apis.len() == 1 && new.apis.len() == 1
}

/// The path of an API.
fn module(api: &Api) -> String {
    api.module.as_ref().map_or("crate", |module| module.ident.plain()).to_owned()
}

fn package(found: &mut Changes, old: &Package, new: &Package) {
    let site = Site::nowhere("crate");
    if (&old.name, &old.library) != (&new.name, &new.library) {
        let message = format!("the package `{}` is now `{}`", old.name, new.name);
        found.breaking(ChangeCode::PackageRenamed, site.clone(), message);
    }
    for (what, before, now) in [
        ("description", Some(&old.description), Some(&new.description)),
        ("licence", old.license.as_ref(), new.license.as_ref()),
        ("repository", old.repository.as_ref(), new.repository.as_ref()),
        ("homepage", old.metadata.homepage.as_ref(), new.metadata.homepage.as_ref()),
        ("documentation", old.metadata.documentation.as_ref(), new.metadata.documentation.as_ref()),
        ("oldest Rust", old.metadata.rust_version.as_ref(), new.metadata.rust_version.as_ref()),
    ] {
        if before != now {
            found.docs(
                ChangeCode::DocsChanged,
                site.clone(),
                format!("the {what} of the package changes"),
            );
        }
    }
}

/// Whether two crates have the same texts. The version, the registry and the module of users do not
/// count.
fn reads_alike(old: &Crate, new: &Crate) -> bool {
    let mut old = old.clone();
    old.package = Package {
        version: new.package.version.clone(),
        registry: new.package.registry.clone(),
        ext: new.package.ext,
        standalone: new.package.standalone,
        ..old.package
    };
    old == *new
}

/// The features whose modules have another feature now.
fn renamed_features(
    old: &Crate,
    new: &Crate,
    apis: &[Pair<'_, Api>],
    operations: &[Option<Operations<'_>>],
) -> BTreeMap<String, String> {
    let mut renamed = BTreeMap::new();
    let (had, has) = (feature_names(old), feature_names(new));
    let mut pair = |before: Option<&String>, now: Option<&String>| {
        if let (Some(before), Some(now)) = (before, now)
            && !has.contains(before.as_str())
            && !had.contains(now.as_str())
        {
            renamed.entry(before.clone()).or_insert_with(|| now.clone());
        }
    };
    for (api, operations) in apis.iter().zip(operations) {
        let (Some((old, new)), Some(operations)) = (api.both(), operations) else { continue };
        if let (Some(before), Some(now)) = (&old.module, &new.module) {
            pair(before.feature.as_ref(), now.feature.as_ref());
        }
        for group in &old.groups {
            if let Some(now) = operations.group_now(group) {
                pair(group.module.feature.as_ref(), now.module.feature.as_ref());
            }
        }
        if let (Some(before), Some(now)) = (&old.webhooks, &new.webhooks) {
            pair(before.module.feature.as_ref(), now.module.feature.as_ref());
        }
    }
    renamed
}

fn feature_names(krate: &Crate) -> BTreeSet<&str> {
    krate.features.iter().map(|feature| feature.name.as_str()).collect()
}

fn features(found: &mut Changes, old: &Crate, new: &Crate, renamed: &BTreeMap<String, String>) {
    let site = |feature: &Feature| Site::nowhere(format!("feature = \"{}\"", feature.name));
    let alignment = Alignment::of(&old.features, &new.features)
        .by_any(|old| [renamed.get(&old.name).unwrap_or(&old.name)], |new| [&new.name]);
    for pair in alignment.pairs() {
        match pair {
            Pair::Old(old) => {
                found.breaking(ChangeCode::FeatureRemoved, site(old), "the feature is gone")
            }
            Pair::New(new) => {
                found.addition(
                    ChangeCode::FeatureAdded,
                    site(new),
                    format!("the feature is new: {}", sentence(&new.summary)),
                );
            }
            Pair::Both(old, new) => {
                if old.name != new.name {
                    let message = format!("the feature was called `{}`", old.name);
                    found.breaking(ChangeCode::FeatureRenamed, site(new), message);
                }
            }
        }
    }
}

fn sentence(summary: &str) -> String {
    summary.trim_end_matches('.').to_owned()
}

/// The dependencies of the types. Those that every client needs do not depend on documents.
fn dependencies(found: &mut Changes, old: &Crate, new: &Crate) {
    let all = |krate: &Crate| -> BTreeSet<String> {
        let own = krate.dependencies.own.iter().map(Dependency::library);
        own.chain(krate.dependencies.types.iter().cloned()).collect()
    };
    let (before, now) = (&all(old), &all(new));
    for name in now.difference(before) {
        let message = format!("it also depends on `{name}`");
        found.addition(ChangeCode::DependencyAdded, Site::nowhere("crate"), message);
    }
    for name in before.difference(now) {
        let message = format!("it no longer depends on `{name}`");
        found.fix(ChangeCode::DependencyRemoved, Site::nowhere("crate"), message);
    }
}
