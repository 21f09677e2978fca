//! Structs: their fields, constructors and setters.

use std::collections::BTreeMap;

use super::align::{Alignment, Pair};
use super::comparison::Comparison;
use super::docs::Warning;
use super::found::Site;
use super::item::structure;
use super::{ChangeCode, Class, shown};
use crate::plan::{
    AdditionalField, Field, FieldPresence, HeaderField, Item, OpenSetter, OpenSetterKind, RustType,
    StructItem,
};

/// Whether callers construct a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Constructed {
    /// In both crates: the arguments of `new` matter.
    InBoth,
    /// In one of the crates, or in none.
    NotInBoth,
}

/// The fields of a struct's other half, by their names on the wire: that for requests of one for
/// responses, and the other way round.
#[derive(Debug)]
struct OtherHalves<'a> {
    before: BTreeMap<&'a str, &'a Field>,
    now: BTreeMap<&'a str, &'a Field>,
}

/// A struct in both crates.
struct Structs<'a> {
    site: &'a Site,
    old: &'a Item,
    new: &'a Item,
}

fn fields_by_name(item: Option<&Item>) -> BTreeMap<&str, &Field> {
    let fields =
        item.and_then(structure).map(|structure| structure.fields.as_slice()).unwrap_or_default();
    // The first of several with one name.
    fields.iter().rev().map(|field| (field.name.as_str(), field)).collect()
}

/// Pairs fields by their names in Rust, then by those on the wire.
fn by_name<'a>(old: &'a [Field], new: &'a [Field]) -> Alignment<'a, Field> {
    Alignment::of(old, new).by(|field| &field.ident).by(|field| &field.name)
}

impl Comparison<'_> {
    /// Two structs.
    pub(super) fn structure(&mut self, site: &Site, old: &Item, new: &Item) {
        let (Some(before), Some(now)) = (structure(old), structure(new)) else { return };
        let constructed = if before.is_constructed() && now.is_constructed() {
            Constructed::InBoth
        } else {
            Constructed::NotInBoth
        };
        let is_split = self
            .names
            .new_input(&new.ident)
            .is_some_and(|input| self.names.split_from(&input.ident).is_some());
        if before.is_constructed() && !now.is_constructed() && !is_split {
            let message = "it is only for responses: `new` needs the feature `test-util`, and the setters are gone";
            self.found.breaking(
                ChangeCode::ConstructorRemoved,
                site.part("new").was_at(&old.source),
                message,
            );
        }
        if !before.is_constructed() && now.is_constructed() {
            self.found.addition(
                ChangeCode::ConstructorAdded,
                site.part("new"),
                "it is also for requests: `new` needs no feature, and setters are new",
            );
        }
        let halves = OtherHalves {
            before: fields_by_name(self.names.old_other(&old.ident)),
            now: fields_by_name(self.names.new_other(&new.ident)),
        };
        for pair in by_name(&before.fields, &now.fields).pairs() {
            match pair {
                Pair::Both(old, new) => {
                    self.field(site, (old, new), now.is_constructed(), constructed)
                }
                Pair::Old(field) => self.field_removed(&Structs { site, old, new }, &halves, field),
                Pair::New(field) => self.field_added(site, &halves, field, constructed),
            }
        }
        self.constructor_order(site, before, now, constructed);
        self.additional(site, before.additional.as_ref(), now.additional.as_ref());
    }

    fn constructor_order(
        &mut self,
        site: &Site,
        old: &StructItem,
        new: &StructItem,
        constructed: Constructed,
    ) {
        let required = |structure: &StructItem| -> Vec<Field> {
            let fields = structure.fields.iter();
            fields.filter(|field| field.presence == FieldPresence::Required).cloned().collect()
        };
        let (old, new) = (required(old), required(new));
        if constructed == Constructed::InBoth && by_name(&old, &new).is_reordered() {
            let names: Vec<&str> = new.iter().map(|field| field.ident.plain()).collect();
            let message = format!("its arguments are in another order: {}", names.join(", "));
            self.found.breaking(ChangeCode::FieldOrder, site.part("new"), message);
        }
    }

    /// A removed field. If the other half of the type has it only now, it was moved there.
    fn field_removed(&mut self, pair: &Structs<'_>, halves: &OtherHalves<'_>, field: &Field) {
        let name = field.name.as_str();
        let moved = halves.now.get(name).filter(|_| !halves.before.contains_key(name));
        let (Some(other), Some(moved)) = (self.names.new_other(&pair.new.ident), moved) else {
            let site = pair.site.part(field.ident.plain()).was_at(&field.source);
            let message = format!("the field, `{}`, is gone", shown::field(field));
            self.found.breaking(ChangeCode::FieldRemoved, site, message);
            return;
        };
        // The change that splits the type mentions it.
        if self.names.split_from(&other.ident).is_some() {
            return;
        }
        let direction = match self.names.new_input(&pair.new.ident) {
            Some(_) => "it is only in requests, and no longer in responses",
            None => "it is only in responses, and no longer in requests",
        };
        let message = format!("{direction}: it was a field of `{}`", pair.old.ident.plain());
        let (item, member) = (other.ident.plain(), moved.ident.plain());
        let path = format!("{}types::{item}::{member}", self.prefix);
        self.found.breaking(ChangeCode::FieldMoved, Site::new(path, &moved.source), message);
    }

    /// A new field. If the other half of the type had it, [`Self::field_removed`] reports that it
    /// was moved.
    fn field_added(
        &mut self,
        site: &Site,
        halves: &OtherHalves<'_>,
        field: &Field,
        constructed: Constructed,
    ) {
        let name = field.name.as_str();
        if halves.before.contains_key(name) && !halves.now.contains_key(name) {
            return;
        }
        let site = site.part(field.ident.plain()).at(&field.source);
        let ty = shown::field(field);
        if constructed == Constructed::InBoth && field.presence == FieldPresence::Required {
            let message = format!("it is a new field, and `new` takes one more argument, `{ty}`");
            self.found.breaking(ChangeCode::FieldAdded, site, message);
        } else {
            self.found.addition(ChangeCode::FieldAdded, site, format!("it is a new field, `{ty}`"));
        }
    }

    fn field(
        &mut self,
        site: &Site,
        (old, new): (&Field, &Field),
        is_constructed: bool,
        constructed: Constructed,
    ) {
        let site = site.part(new.ident.plain()).at(&new.source);
        if old.ident != new.ident {
            let message = format!("the field was called `{}`", old.ident.plain());
            self.found.breaking(ChangeCode::FieldRenamed, site.clone(), message);
        }
        if old.name != new.name {
            let message = format!("it is `{}` on the wire, and no longer `{}`", new.name, old.name);
            self.found.fix(ChangeCode::FieldName, site.clone(), message);
        }
        self.field_type(&site, old, new, constructed);
        let has_setter = is_constructed && new.presence != FieldPresence::Required;
        let warning = if has_setter { Warning::Rustc } else { Warning::Nothing };
        self.docs_of_use(&site, (&old.docs, &old.ty), (&new.docs, &new.ty), warning);
    }

    fn field_type(&mut self, site: &Site, old: &Field, new: &Field, constructed: Constructed) {
        let same = self.names.same(&whole(old), &whole(new)) && is_maybe(old) == is_maybe(new);
        let is_required = |field: &Field| field.presence == FieldPresence::Required;
        if same && is_required(old) == is_required(new) {
            self.taken(site, old, new, constructed);
            return;
        }
        let code = match (is_required(old), is_required(new)) {
            (false, true) if self.names.same(bare(old), bare(new)) => ChangeCode::FieldRequired,
            (true, false) if self.names.same(bare(old), bare(new)) => ChangeCode::FieldOptional,
            _ if self.names.same(bare(old), bare(new)) => ChangeCode::FieldNullable,
            _ => ChangeCode::FieldType,
        };
        let constructor = match (is_required(old), is_required(new), constructed) {
            (false, true, Constructed::InBoth) => Some("`new` takes it"),
            (true, false, Constructed::InBoth) => Some("`new` no longer takes it"),
            _ => None,
        };
        let types = match same {
            // A required value that may be null and an optional value are both an `Option`.
            true => format!(
                "it is still `{}`, but {}",
                shown::field(new),
                if is_required(new) { "required" } else { "optional" }
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

    /// Compares the arguments for a field whose type is the same.
    fn taken(&mut self, site: &Site, old: &Field, new: &Field, constructed: Constructed) {
        let ty = shown::ty(&new.ty);
        if constructed == Constructed::InBoth && self.names.takes_less(&old.ty, &new.ty) {
            let message = format!("functions take `{ty}`, and no longer `impl Into<{ty}>`");
            self.found.breaking(ChangeCode::FieldType, site.clone(), message);
        } else if constructed == Constructed::InBoth && self.names.takes_more(&old.ty, &new.ty) {
            let message = format!("functions take `impl Into<{ty}>`");
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
                    let message = "a setter for such properties is new";
                    self.found.addition(
                        ChangeCode::OpenSetterAdded,
                        site.part(setter.ident.plain()),
                        message,
                    );
                }
                Pair::Both(old, new) if prefixes(old) != prefixes(new) => {
                    let message = "the names of its properties have another prefix or first number";
                    self.found.fix(ChangeCode::FieldName, site.part(new.ident.plain()), message);
                }
                Pair::Both(..) => {}
            }
        }
    }

    /// Compares two structs of headers. Nobody constructs them, and all fields are optional.
    pub(super) fn headers(&mut self, site: &Site, old: &[HeaderField], new: &[HeaderField]) {
        let by_ident = Alignment::of(old, new).by(|field| &field.ident);
        for pair in by_ident.by(|field| field.name.to_ascii_lowercase()).pairs() {
            match pair {
                Pair::Old(field) => {
                    let site = site.part(field.ident.plain()).was_at(&field.source);
                    let message = format!("the field for the header `{}` is gone", field.name);
                    self.found.breaking(ChangeCode::FieldRemoved, site, message);
                }
                Pair::New(field) => {
                    let site = site.part(field.ident.plain()).at(&field.source);
                    let message = format!("the field for the header `{}` is new", field.name);
                    self.found.addition(ChangeCode::FieldAdded, site, message);
                }
                Pair::Both(old, new) => self.header(site, old, new),
            }
        }
    }

    fn header(&mut self, site: &Site, old: &HeaderField, new: &HeaderField) {
        let site = site.part(new.ident.plain()).at(&new.source);
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

/// The type of a field with the `Option` of its presence. A `Maybe` counts as an `Option`.
fn whole(field: &Field) -> RustType {
    match field.presence {
        FieldPresence::Required => field.ty.clone(),
        _ => RustType::Option(Box::new(field.ty.clone())),
    }
}

/// The type of a value that is present.
fn bare(field: &Field) -> &RustType {
    match &field.ty {
        RustType::Option(inner) => inner,
        ty => ty,
    }
}

fn is_maybe(field: &Field) -> bool {
    field.presence == FieldPresence::Maybe
}

/// The number of arguments of a setter; `None` for one that takes a name first.
fn arguments(setter: &OpenSetter) -> Option<usize> {
    match &setter.kind {
        OpenSetterKind::Prefixed { .. } => None,
        OpenSetterKind::Numbered { parts, .. } => Some(parts.len()),
    }
}

/// The prefixes of the properties that a setter adds, and the first number.
fn prefixes(setter: &OpenSetter) -> (Vec<&str>, Option<u64>) {
    match &setter.kind {
        OpenSetterKind::Prefixed { prefix } => (vec![prefix], None),
        OpenSetterKind::Numbered { parts, first } => {
            (parts.iter().map(|(_, prefix)| prefix.as_str()).collect(), Some(*first))
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use crate::change::compare;
    use crate::{Input, Planned, Report, plan_of};

    /// A crate that sends and receives a customer, or only receives it.
    fn planned(is_sent: bool, properties: &str, required: &str) -> Planned {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("oasmith-structure-{}-{number}.yaml", std::process::id());
        let path = std::env::temp_dir().join(name);
        let content =
            "content: {application/json: {schema: {$ref: '#/components/schemas/Customer'}}}";
        let body = if is_sent { format!("requestBody: {{{content}}}, ") } else { String::new() };
        let text = format!(
            "openapi: 3.0.3
info: {{title: t, version: '1'}}
paths:
  /customers:
    post: {{operationId: save, {body}responses: {{'200': {{description: d, {content}}}}}}}
components:
  schemas:
    Customer: {{type: object, required: [{required}], properties: {{{properties}}}}}
"
        );
        std::fs::write(&path, text).expect("a file");
        let mut report = Report::new();
        let planned = Input::from_document(&path, "shop", &mut report)
            .and_then(|input| plan_of(&input, &mut report));
        std::fs::remove_file(&path).expect("a file");
        planned.unwrap_or_else(|| panic!("{:#?}", report.diagnostics()))
    }

    /// The changes of fields and constructors: class, path and message.
    fn changes(old: &Planned, new: &Planned) -> Vec<String> {
        let changes = compare(old, new).into_iter();
        changes.map(|it| format!("{} {}: {}", it.class.word(), it.path, it.message)).collect()
    }

    const BOTH: &str = "id: {type: string}, note: {type: string}";

    #[test]
    fn a_removed_field_breaks_and_a_new_one_breaks_where_new_takes_it() {
        let short = |is_sent| planned(is_sent, "id: {type: string}", "");
        let long = |is_sent, required| planned(is_sent, BOTH, required);
        assert_eq!(
            changes(&long(true, ""), &short(true)),
            ["breaking types::Customer::note: the field, `Option<String>`, is gone"]
        );
        assert_eq!(
            changes(&short(true), &long(true, "note")),
            [
                "breaking types::Customer::note: it is a new field, and `new` takes one more argument, `String`"
            ]
        );
        assert_eq!(
            changes(&short(false), &long(false, "note")),
            ["addition types::Customer::note: it is a new field, `String`"]
        );
    }

    #[test]
    fn a_field_that_goes_to_the_other_half_is_moved() {
        let halves = |note: &str| {
            let properties = format!(
                "id: {{type: string, readOnly: true}}, key: {{type: string, writeOnly: true}}, note: {{type: string, {note}: true}}"
            );
            planned(true, &properties, "")
        };
        assert_eq!(
            changes(&halves("readOnly"), &halves("writeOnly")),
            [
                "breaking types::CustomerInput::note: it is only in requests, and no longer in responses: it was a field of `Customer`"
            ]
        );
    }
}
