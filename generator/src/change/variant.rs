//! Variants of enums: of values, of types, and of responses. All of these enums are
//! `#[non_exhaustive]`, so that every `match` has an arm for the rest.

use std::fmt::Display;

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::names::known_tags;
use super::{ChangeCode, shown};
use crate::plan::{
    EnumItem, EnumVariant, Ident, ResponseVariant, SourceLocation, UnionItem, UnionVariant,
};

impl Comparison<'_> {
    /// Two enums of values.
    pub(super) fn values<T: Display + Ord>(
        &mut self,
        site: &Site,
        old: &EnumItem<T>,
        new: &EnumItem<T>,
    ) {
        let by_ident = Alignment::of(&old.variants, &new.variants)
            .by(|variant: &EnumVariant<T>| &variant.ident);
        let alignment = by_ident.by(|variant| &variant.value);
        for pair in alignment.pairs() {
            match pair {
                Pair::Old(old) => {
                    self.variant_removed(site, &old.ident, &old.source, &format!("`{}`", old.value))
                }
                Pair::New(new) => {
                    self.variant_added(site, &new.ident, &new.source, &format!("`{}`", new.value))
                }
                Pair::Both(old, new) => {
                    let site = self.variant_names(site, (&old.ident, &new.ident), &new.source);
                    if old.value != new.value {
                        let message = format!(
                            "it is `{}` on the wire, and no longer `{}`",
                            new.value, old.value
                        );
                        self.found.fix(ChangeCode::VariantValue, site.clone(), message);
                    }
                    self.docs(&site, &old.docs, &new.docs, Warning::Nothing);
                }
            }
        }
        if old.catch_all != new.catch_all {
            let message = format!("the variant was called `{}`", old.catch_all.plain());
            let site = site.part(new.catch_all.plain());
            self.found.breaking(ChangeCode::VariantRenamed, site, message);
        }
        if alignment.is_reordered() {
            let message = "the variants are in another order, which changes how values sort";
            self.found.fix(ChangeCode::VariantOrder, site.clone(), message);
        }
    }

    fn variant_removed(&mut self, site: &Site, ident: &Ident, source: &SourceLocation, what: &str) {
        let site = site.part(ident.plain()).was_at(source);
        self.found.breaking(
            ChangeCode::VariantRemoved,
            site,
            format!("the variant for {what} is gone"),
        );
    }

    fn variant_added(&mut self, site: &Site, ident: &Ident, source: &SourceLocation, what: &str) {
        let site = site.part(ident.plain()).at(source);
        self.found.addition(
            ChangeCode::VariantAdded,
            site,
            format!("the variant for {what} is new"),
        );
    }

    fn variant_names(
        &mut self,
        site: &Site,
        (old, new): (&Ident, &Ident),
        source: &SourceLocation,
    ) -> Site {
        let site = site.part(new.plain()).at(source);
        if old != new {
            let message = format!("the variant was called `{}`", old.plain());
            self.found.breaking(ChangeCode::VariantRenamed, site.clone(), message);
        }
        site
    }

    /// Two unions.
    pub(super) fn union(&mut self, site: &Site, old: &UnionItem, new: &UnionItem) {
        if old.tag != new.tag {
            let by = |union: &UnionItem| match &union.tag {
                Some(tag) => format!("the property `{tag}`"),
                None => "their shapes".to_owned(),
            };
            let message =
                format!("its variants are identified by {}, and no longer by {}", by(new), by(old));
            self.found.fix(ChangeCode::UnionTag, site.clone(), message);
        }
        // If only one of them has a tag, that change is enough.
        let has_tag = old.tag.is_some() == new.tag.is_some();
        let by_ident = Alignment::of(&old.variants, &new.variants).by(|variant| &variant.ident);
        let by_tags = by_ident.by_some(known_tags);
        let names = &self.names;
        let by_type = by_tags.by_any(
            |variant| names.old_type_keys(&variant.ty),
            |variant| names.new_type_keys(&variant.ty),
        );
        for pair in by_type.pairs() {
            match pair {
                Pair::Old(old) => {
                    self.variant_removed(
                        site,
                        &old.ident,
                        &old.source,
                        &format!("`{}`", shown::ty(&old.ty)),
                    );
                }
                Pair::New(new) => {
                    self.variant_added(
                        site,
                        &new.ident,
                        &new.source,
                        &format!("`{}`", shown::ty(&new.ty)),
                    );
                }
                Pair::Both(old, new) => {
                    let site = self.union_variant(site, old, new);
                    if has_tag && (&old.tags, old.is_default) != (&new.tags, new.is_default) {
                        let message =
                            format!("its values are {}, and no longer {}", tags(new), tags(old));
                        self.found.fix(ChangeCode::VariantValue, site, message);
                    }
                }
            }
        }
    }

    fn union_variant(&mut self, site: &Site, old: &UnionVariant, new: &UnionVariant) -> Site {
        let site = self.variant_names(site, (&old.ident, &new.ident), &new.source);
        if !self.names.same(&old.ty, &new.ty) {
            let message = format!(
                "it holds `{}`, and no longer `{}`",
                shown::ty(&new.ty),
                shown::ty(&old.ty)
            );
            self.found.breaking(ChangeCode::VariantType, site.clone(), message);
        } else if old.from && !new.from {
            let message = format!(
                "it no longer has `From<{}>`, since another variant holds the same type",
                shown::ty(&new.ty)
            );
            self.found.breaking(ChangeCode::ConversionRemoved, site.clone(), message);
        } else if !old.from && new.from {
            let message = format!("it has `From<{}>`", shown::ty(&new.ty));
            self.found.addition(ChangeCode::ConversionAdded, site.clone(), message);
        } else if old.from_str && !new.from_str {
            let message = "the union no longer has `From<&str>`, since another variant holds text";
            self.found.breaking(ChangeCode::ConversionRemoved, site.clone(), message);
        } else if !old.from_str && new.from_str {
            self.found.addition(
                ChangeCode::ConversionAdded,
                site.clone(),
                "the union has `From<&str>`",
            );
        }
        self.prose(&site, &old.docs, &new.docs, Warning::Nothing);
        site
    }

    /// Two enums of responses.
    pub(super) fn response_variants(
        &mut self,
        site: &Site,
        old: &[ResponseVariant],
        new: &[ResponseVariant],
    ) {
        let by_ident = Alignment::of(old, new).by(|variant| &variant.ident);
        for pair in by_ident.by(|variant| &variant.response.status).pairs() {
            match pair {
                Pair::Old(old) => self.variant_removed(site, &old.ident, &old.source, &status(old)),
                Pair::New(new) => self.variant_added(site, &new.ident, &new.source, &status(new)),
                Pair::Both(old, new) => {
                    let site = self.variant_names(site, (&old.ident, &new.ident), &new.source);
                    if !self.same_content(&old.response.content, &new.response.content) {
                        let (before, now) = (
                            shown::content(&old.response.content),
                            shown::content(&new.response.content),
                        );
                        let message = format!("it holds `{now}`, and no longer `{before}`");
                        self.found.breaking(ChangeCode::VariantType, site.clone(), message);
                    }
                    if old.response.status == new.response.status {
                        self.prose(&site, &old.docs, &new.docs, Warning::Nothing);
                    } else {
                        let message = format!(
                            "its values are {}, and no longer {}",
                            status(new),
                            status(old)
                        );
                        self.found.fix(ChangeCode::VariantValue, site.clone(), message);
                    }
                }
            }
        }
    }
}

fn status(variant: &ResponseVariant) -> String {
    format!("the status `{}`", variant.response.status)
}

/// The values of a variant's tag, as text.
fn tags(variant: &UnionVariant) -> String {
    let mut words: Vec<String> = variant.tags.iter().map(|tag| format!("`{tag}`")).collect();
    if variant.is_default {
        words.push("all other values".to_owned());
    }
    if words.is_empty() { "no value".to_owned() } else { words.join(" and ") }
}
