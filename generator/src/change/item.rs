//! Types: removed, added, and of another kind.

use std::collections::{BTreeMap, BTreeSet};

use super::align::{Pair, weave};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::names::items;
use super::{ChangeCode, shown};
use crate::plan::{Api, Ident, Item, ItemKind, RustType, StructItem};

impl<'a> Comparison<'a> {
    /// All types of an API.
    pub(super) fn items(&mut self, old: &'a Api, new: &'a Api) {
        let (old, new) = (items(old), items(new));
        let index: BTreeMap<&Ident, usize> =
            new.iter().enumerate().map(|(at, item)| (&item.ident, at)).collect();
        let partners: Vec<Option<usize>> = old
            .iter()
            .map(|item| self.names.now(&item.ident).and_then(|now| index.get(now)).copied())
            .collect();
        for pair in weave(&old, &new, &partners) {
            match pair {
                Pair::Both(old, new) => {
                    let site = self.type_site(new);
                    self.item(site, old, new);
                }
                Pair::Old(old) if self.names.merged_into(&old.ident).is_some() => {}
                Pair::New(new) if self.names.split_from(&new.ident).is_some() => {}
                Pair::Old(old) => self.type_removed("types", old),
                Pair::New(new) => self.type_added("types", new),
            }
        }
    }

    fn type_site(&self, item: &Item) -> Site {
        Site::new(format!("{}types::{}", self.prefix, item.ident.plain()), &item.source)
    }

    /// A type that was removed from a module.
    pub(super) fn type_removed(&mut self, module: &str, old: &Item) {
        let site =
            Site::old(format!("{}{module}::{}", self.prefix, old.ident.plain()), &old.source);
        self.found.breaking(ChangeCode::TypeRemoved, site, format!("{} is gone", kind(&old.kind)));
    }

    /// A type that is new in a module.
    pub(super) fn type_added(&mut self, module: &str, new: &Item) {
        let site =
            Site::new(format!("{}{module}::{}", self.prefix, new.ident.plain()), &new.source);
        self.found.addition(ChangeCode::TypeAdded, site, format!("{} is new", kind(&new.kind)));
    }

    /// A type in both crates.
    pub(super) fn item(&mut self, site: Site, old: &'a Item, new: &'a Item) {
        if old.ident != new.ident {
            let message = format!(
                "it was called `{}`; `names` in the manifest can keep that name",
                old.ident.plain()
            );
            self.found.breaking(ChangeCode::TypeRenamed, site.clone(), message);
        }
        self.split_or_merged(&site, old, new);
        self.kinds(&site, old, new);
        self.derives(&site, old, new);
        self.docs(&site, &old.docs, &new.docs, Warning::Nothing);
    }

    fn derives(&mut self, site: &Site, old: &Item, new: &Item) {
        for derive in old.derives.iter().filter(|it| !new.derives.contains(it)) {
            let message = format!("it no longer derives `{derive}`");
            self.found.breaking(ChangeCode::DeriveRemoved, site.clone(), message);
        }
        for derive in new.derives.iter().filter(|it| !old.derives.contains(it)) {
            let message = format!("it derives `{derive}`");
            self.found.addition(ChangeCode::DeriveAdded, site.clone(), message);
        }
    }

    fn split_or_merged(&mut self, site: &Site, old: &Item, new: &Item) {
        if let Some(input) = self.names.new_input(&new.ident)
            && self.names.split_from(&input.ident) == Some(&old.ident)
        {
            let message = format!(
                "requests have `{}` now{}; this one is for responses{}",
                input.ident.plain(),
                without(input, new),
                without(new, input)
            );
            self.found.breaking(ChangeCode::TypeSplit, site.clone(), message);
        }
        if let Some(input) = self.names.old_input(&old.ident)
            && self.names.merged_into(&input.ident) == Some(&new.ident)
        {
            let message =
                format!("it is for requests as well, and `{}` is gone", input.ident.plain());
            self.found.breaking(ChangeCode::TypesMerged, site.clone(), message);
        }
    }

    fn kinds(&mut self, site: &Site, old: &'a Item, new: &'a Item) {
        if self.members(site, old, new) {
            return;
        }
        match (&old.kind, &new.kind) {
            (ItemKind::Alias(before), ItemKind::Alias(now))
            | (ItemKind::Newtype(before), ItemKind::Newtype(now)) => {
                if !self.names.same(before, now) {
                    let message = format!(
                        "it is `{}`, and no longer `{}`",
                        shown::ty(now),
                        shown::ty(before)
                    );
                    self.found.breaking(ChangeCode::TypeTarget, site.clone(), message);
                }
            }
            (before, now) => {
                let message = format!("it is {}, and no longer {}", kind(now), kind(before));
                self.found.breaking(ChangeCode::TypeKind, site.clone(), message);
                // Operations with equal responses share one type: the others have aliases of it.
                let old =
                    target(before).and_then(|ident| self.names.old_item(ident)).unwrap_or(old);
                let new = target(now).and_then(|ident| self.names.new_item(ident)).unwrap_or(new);
                self.members(site, old, new);
            }
        }
    }

    /// Compares the members of two items of the same kind. `false` for items of different kinds,
    /// and for kinds without members.
    fn members(&mut self, site: &Site, old: &'a Item, new: &'a Item) -> bool {
        match (&old.kind, &new.kind) {
            (ItemKind::Struct(_), ItemKind::Struct(_)) => self.structure(site, old, new),
            (ItemKind::StringEnum(before), ItemKind::StringEnum(now)) => {
                self.values(site, before, now)
            }
            (ItemKind::IntegerEnum(before), ItemKind::IntegerEnum(now)) => {
                self.values(site, before, now)
            }
            (ItemKind::Union(before), ItemKind::Union(now)) => self.union(site, before, now),
            (ItemKind::Error(before), ItemKind::Error(now)) => {
                self.response_variants(site, &before.variants, &now.variants);
                match (&before.headers, &now.headers) {
                    (Some(before), None) => {
                        let message = format!(
                            "its headers no longer have a type, which was `{}`",
                            shown::ty(before)
                        );
                        self.found.breaking(ChangeCode::OperationHeaders, site.clone(), message);
                    }
                    (Some(before), Some(now)) if !self.names.same(before, now) => {
                        let message = format!(
                            "its headers are `{}`, and no longer `{}`",
                            shown::ty(now),
                            shown::ty(before)
                        );
                        self.found.breaking(ChangeCode::OperationHeaders, site.clone(), message);
                    }
                    (None, Some(now)) => {
                        let message = format!("its headers have a type, `{}`", shown::ty(now));
                        self.found.addition(ChangeCode::OperationHeaders, site.clone(), message);
                    }
                    (Some(_), Some(_)) | (None, None) => {}
                }
            }
            (ItemKind::Responses(before), ItemKind::Responses(now)) => {
                self.response_variants(site, before, now)
            }
            (ItemKind::Headers(before), ItemKind::Headers(now)) => self.headers(site, before, now),
            _ => return false,
        }
        true
    }
}

/// The item that an alias names.
fn target(kind: &ItemKind) -> Option<&Ident> {
    match kind {
        ItemKind::Alias(RustType::Item(ident)) => Some(ident),
        _ => None,
    }
}

/// The struct that an item is.
pub fn structure(item: &Item) -> Option<&StructItem> {
    match &item.kind {
        ItemKind::Struct(structure) => Some(structure),
        _ => None,
    }
}

/// The fields that a struct lacks of another one, as text.
fn without(item: &Item, other: &Item) -> String {
    let (Some(here), Some(there)) = (structure(item), structure(other)) else {
        return String::new();
    };
    let own: BTreeSet<&str> = here.fields.iter().map(|field| field.name.as_str()).collect();
    let lacks = there.fields.iter().filter(|field| !own.contains(field.name.as_str()));
    let names: Vec<String> = lacks.map(|field| format!("`{}`", field.ident.plain())).collect();
    if names.is_empty() { String::new() } else { format!(", without {}", names.join(" and ")) }
}

fn kind(kind: &ItemKind) -> &'static str {
    match kind {
        ItemKind::Struct(_) => "a struct",
        ItemKind::StringEnum(_) => "an enum of strings",
        ItemKind::IntegerEnum(_) => "an enum of integers",
        ItemKind::Union(_) => "a union",
        ItemKind::Alias(_) => "an alias",
        ItemKind::Newtype(_) => "a newtype",
        ItemKind::Error(_) => "an enum of errors",
        ItemKind::Headers(_) => "a struct of headers",
        ItemKind::Responses(_) => "an enum of responses",
    }
}
