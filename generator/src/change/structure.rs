//! Structs: their fields, and the functions that make them.

use std::collections::BTreeMap;

use super::align::{Alignment, Pair};
use super::docs::Warning;
use super::found::Site;
use super::item::structure;
use super::names::Names;
use super::{ChangeCode, Class, Comparison, shown};
use crate::plan::{
    AdditionalField, Field, FieldPresence, HeaderField, Item, OpenSetter, OpenSetterKind, RustType,
    StructItem,
};

/// What callers do with a struct, before and now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Making {
    /// They made it, and still do: what `new` takes matters.
    Kept,
    /// Only one of the crates has `new`, or none.
    Other,
}

/// The fields of the struct that is sent where another one is received, or the other way round, by
/// their names on the wire.
#[derive(Debug)]
struct Others<'a> {
    before: BTreeMap<&'a str, &'a Field>,
    now: BTreeMap<&'a str, &'a Field>,
}

fn fields_by_name(item: Option<&Item>) -> BTreeMap<&str, &Field> {
    let fields =
        item.and_then(structure).map(|structure| structure.fields.as_slice()).unwrap_or_default();
    // Of several with one name, the first one.
    fields.iter().rev().map(|field| (field.name.as_str(), field)).collect()
}

/// Fields that have the same name in Rust, else on the wire.
fn by_name<'a>(old: &'a [Field], new: &'a [Field]) -> Alignment<'a, Field> {
    Alignment::of(old, new).by(|field| &field.ident).by(|field| &field.name)
}

impl Comparison<'_> {
    /// Two structs.
    pub(super) fn structure(&mut self, site: &Site, old: &Item, new: &Item) {
        let (Some(before), Some(now)) = (structure(old), structure(new)) else { return };
        let making = if before.sendable && now.sendable { Making::Kept } else { Making::Other };
        let is_split = self
            .names
            .new_input(&new.ident)
            .is_some_and(|input| self.names.split_from(&input.ident).is_some());
        if before.sendable && !now.sendable && !is_split {
            let message = "it is only received: `new` and the setters are gone";
            self.found.breaking(
                ChangeCode::ConstructorRemoved,
                site.part("new").was_at(&old.spot),
                message,
            );
        }
        if !before.sendable && now.sendable {
            self.found.addition(
                ChangeCode::ConstructorAdded,
                site.part("new"),
                "it can be sent: there are `new` and setters",
            );
        }
        let others = Others {
            before: fields_by_name(self.names.old_other(&old.ident)),
            now: fields_by_name(self.names.new_other(&new.ident)),
        };
        for pair in by_name(&before.fields, &now.fields).pairs() {
            match pair {
                Pair::Both(old, new) => self.field(site, old, new, now.sendable, making),
                Pair::Old(field) => self.field_removed(site, (old, new), &others, field),
                Pair::New(field) => self.field_added(site, &others, field, making),
            }
        }
        self.constructor_order(site, before, now, making);
        self.additional(site, before.additional.as_ref(), now.additional.as_ref());
    }

    fn constructor_order(
        &mut self,
        site: &Site,
        old: &StructItem,
        new: &StructItem,
        making: Making,
    ) {
        let required = |structure: &StructItem| -> Vec<Field> {
            let fields = structure.fields.iter();
            fields.filter(|field| field.presence == FieldPresence::Required).cloned().collect()
        };
        let (old, new) = (required(old), required(new));
        if making == Making::Kept && by_name(&old, &new).is_reordered() {
            let names: Vec<&str> = new.iter().map(|field| field.ident.plain()).collect();
            let message = format!("its arguments stand in another order: {}", names.join(", "));
            self.found.breaking(ChangeCode::FieldOrder, site.part("new"), message);
        }
    }

    /// A field that is gone. One that moved to what is sent, or to what is received, is said to be
    /// there.
    fn field_removed(
        &mut self,
        site: &Site,
        (old, new): (&Item, &Item),
        others: &Others<'_>,
        field: &Field,
    ) {
        let name = field.name.as_str();
        let (there_before, there_now) = (others.before.get(name), others.now.get(name));
        let (Some(other), Some(now), None) =
            (self.names.new_other(&new.ident), there_now, there_before)
        else {
            let site = site.part(field.ident.plain()).was_at(&field.spot);
            let message = format!("the field, `{}`, is gone", shown::field(field));
            self.found.breaking(ChangeCode::FieldRemoved, site, message);
            return;
        };
        // Where a type is split, that says it.
        if self.names.split_from(&other.ident).is_some() {
            return;
        }
        let way = match self.names.new_input(&new.ident) {
            Some(_) => "it is only sent, and no longer received",
            None => "it is only received, and no longer sent",
        };
        let message = format!("{way}: it was a field of `{}`", old.ident.plain());
        let path = format!("{}types::{}::{}", self.prefix, other.ident.plain(), now.ident.plain());
        self.found.breaking(ChangeCode::FieldMoved, Site::new(path, &now.spot), message);
    }

    fn field_added(&mut self, site: &Site, others: &Others<'_>, field: &Field, making: Making) {
        let name = field.name.as_str();
        if others.before.contains_key(name) && !others.now.contains_key(name) {
            return;
        }
        let site = site.part(field.ident.plain()).at(&field.spot);
        let ty = shown::field(field);
        if making == Making::Kept && field.presence == FieldPresence::Required {
            let message = format!("it is a new field, and `new` takes one more argument, `{ty}`");
            self.found.breaking(ChangeCode::FieldAdded, site, message);
        } else {
            self.found.addition(ChangeCode::FieldAdded, site, format!("it is a new field, `{ty}`"));
        }
    }

    fn field(&mut self, site: &Site, old: &Field, new: &Field, sendable: bool, making: Making) {
        let site = site.part(new.ident.plain()).at(&new.spot);
        if old.ident != new.ident {
            let message = format!("the field was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::FieldRenamed, site.clone(), message);
        }
        if old.name != new.name {
            let message = format!("it is `{}` on the wire, and no longer `{}`", new.name, old.name);
            self.found.fix(ChangeCode::FieldName, site.clone(), message);
        }
        self.field_type(&site, old, new, making);
        let has_setter = sendable && new.presence != FieldPresence::Required;
        let warning = if has_setter { Warning::Rustc } else { Warning::Nothing };
        self.docs_of_use(&site, (&old.docs, &old.ty), (&new.docs, &new.ty), warning);
    }

    fn field_type(&mut self, site: &Site, old: &Field, new: &Field, making: Making) {
        let same = self.names.same(&whole(old), &whole(new)) && is_maybe(old) == is_maybe(new);
        if same && old.presence == new.presence {
            self.taken(site, old, new, making);
            return;
        }
        let is_required = |field: &Field| field.presence == FieldPresence::Required;
        let code = match (is_required(old), is_required(new)) {
            (false, true) if self.names.same(bare(old), bare(new)) => ChangeCode::FieldRequired,
            (true, false) if self.names.same(bare(old), bare(new)) => ChangeCode::FieldOptional,
            _ if self.names.same(bare(old), bare(new)) => ChangeCode::FieldNullable,
            _ => ChangeCode::FieldType,
        };
        let constructor = match (is_required(old), is_required(new), making) {
            (false, true, Making::Kept) => Some("`new` takes it"),
            (true, false, Making::Kept) => Some("`new` no longer takes it"),
            _ => None,
        };
        let types = match same {
            // A value that is required and may be null, and one that may be absent, are both an
            // `Option`.
            true => format!(
                "it is still `{}`, but {}",
                shown::field(new),
                if is_required(new) { "always there" } else { "may be absent" }
            ),
            false => {
                format!("it is `{}`, and no longer `{}`", shown::field(new), shown::field(old))
            }
        };
        let class = if same && constructor.is_none() { Class::Fix } else { Class::Breaking };
        let message = [Some(types.as_str()), constructor]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join("; ");
        self.found.push(code, class, site.clone(), message);
    }

    /// What functions take for a field whose type is the same under another name.
    fn taken(&mut self, site: &Site, old: &Field, new: &Field, making: Making) {
        let ty = shown::ty(&new.ty);
        if making == Making::Kept && Names::takes_less(&old.ty, &new.ty) {
            let message = format!("functions take `{ty}` itself, and no longer what becomes it");
            self.found.breaking(ChangeCode::FieldType, site.clone(), message);
        } else if making == Making::Kept && Names::takes_less(&new.ty, &old.ty) {
            let message = format!("functions take whatever becomes `{ty}`");
            self.found.addition(ChangeCode::FieldType, site.clone(), message);
        }
    }

    fn additional(
        &mut self,
        site: &Site,
        old: Option<&AdditionalField>,
        new: Option<&AdditionalField>,
    ) {
        let part = |field: &AdditionalField| site.part(field.ident.plain());
        let map = |field: &AdditionalField| shown::ty(&RustType::Map(Box::new(field.ty.clone())));
        let (old, new) = match (old, new) {
            (None, None) => return,
            (Some(old), None) => {
                let message =
                    format!("the map of properties without a field, `{}`, is gone", map(old));
                return self.found.breaking(ChangeCode::AdditionalRemoved, part(old), message);
            }
            (None, Some(new)) => {
                let message =
                    format!("properties without a field are kept in a map, `{}`", map(new));
                return self.found.addition(ChangeCode::AdditionalAdded, part(new), message);
            }
            (Some(old), Some(new)) => (old, new),
        };
        if old.ident != new.ident {
            let message = format!("the field was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::FieldRenamed, part(new), message);
        }
        if !self.names.same(&old.ty, &new.ty) {
            let message = format!("it is `{}`, and no longer `{}`", map(new), map(old));
            self.found.breaking(ChangeCode::AdditionalType, part(new), message);
        }
        self.open_setters(site, &old.setters, &new.setters);
    }

    fn open_setters(&mut self, site: &Site, old: &[OpenSetter], new: &[OpenSetter]) {
        for pair in Alignment::of(old, new).by(|setter| (&setter.ident, arguments(setter))).pairs()
        {
            match pair {
                Pair::Old(setter) => {
                    let message = "the setter is gone, or takes other arguments";
                    self.found.breaking(
                        ChangeCode::OpenSetterRemoved,
                        site.part(setter.ident.plain()),
                        message,
                    );
                }
                Pair::New(setter) => {
                    let message = "there is a setter for such properties";
                    self.found.addition(
                        ChangeCode::OpenSetterAdded,
                        site.part(setter.ident.plain()),
                        message,
                    );
                }
                Pair::Both(old, new) if prefixes(old) != prefixes(new) => {
                    let message =
                        "the names of what it adds begin in another way, or with another number";
                    self.found.fix(ChangeCode::FieldName, site.part(new.ident.plain()), message);
                }
                Pair::Both(..) => {}
            }
        }
    }

    /// Two structs of headers, which nobody makes, and in which everything may be missing.
    pub(super) fn headers(&mut self, site: &Site, old: &[HeaderField], new: &[HeaderField]) {
        let by_ident = Alignment::of(old, new).by(|field| &field.ident);
        for pair in by_ident.by(|field| field.name.to_ascii_lowercase()).pairs() {
            match pair {
                Pair::Old(field) => {
                    let site = site.part(field.ident.plain()).was_at(&field.spot);
                    let message = format!("the field for the header `{}` is gone", field.name);
                    self.found.breaking(ChangeCode::FieldRemoved, site, message);
                }
                Pair::New(field) => {
                    let site = site.part(field.ident.plain()).at(&field.spot);
                    let message = format!("there is a field for the header `{}`", field.name);
                    self.found.addition(ChangeCode::FieldAdded, site, message);
                }
                Pair::Both(old, new) => self.header(site, old, new),
            }
        }
    }

    fn header(&mut self, site: &Site, old: &HeaderField, new: &HeaderField) {
        let site = site.part(new.ident.plain()).at(&new.spot);
        if old.ident != new.ident {
            let message = format!("the field was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::FieldRenamed, site.clone(), message);
        }
        if !old.name.eq_ignore_ascii_case(&new.name) {
            let message = format!("it is the header `{}`, and no longer `{}`", new.name, old.name);
            self.found.fix(ChangeCode::FieldName, site.clone(), message);
        }
        if !self.names.same(&old.ty, &new.ty) {
            let (before, now) = (shown::ty(&old.ty), shown::ty(&new.ty));
            let message = format!("it is `Option<{now}>`, and no longer `Option<{before}>`");
            self.found.breaking(ChangeCode::FieldType, site.clone(), message);
        }
        self.docs_of_use(&site, (&old.docs, &old.ty), (&new.docs, &new.ty), Warning::Nothing);
    }
}

/// The type of a field, with what says that it may be missing; a `Maybe` is taken for an `Option`.
fn whole(field: &Field) -> RustType {
    match field.presence {
        FieldPresence::Required => field.ty.clone(),
        FieldPresence::Optional | FieldPresence::Maybe => {
            RustType::Option(Box::new(field.ty.clone()))
        }
    }
}

/// The type of what is there, if something is.
fn bare(field: &Field) -> &RustType {
    match &field.ty {
        RustType::Option(inner) => inner,
        ty => ty,
    }
}

fn is_maybe(field: &Field) -> bool {
    field.presence == FieldPresence::Maybe
}

/// How many arguments a setter takes; a name first where that is `None`.
fn arguments(setter: &OpenSetter) -> Option<usize> {
    match &setter.kind {
        OpenSetterKind::Prefixed { .. } => None,
        OpenSetterKind::Numbered { parts, .. } => Some(parts.len()),
    }
}

/// What the names begin with of what a setter adds, and the first number.
fn prefixes(setter: &OpenSetter) -> (Vec<&str>, Option<u64>) {
    match &setter.kind {
        OpenSetterKind::Prefixed { prefix } => (vec![prefix], None),
        OpenSetterKind::Numbered { parts, first } => {
            (parts.iter().map(|(_, prefix)| prefix.as_str()).collect(), Some(*first))
        }
    }
}
