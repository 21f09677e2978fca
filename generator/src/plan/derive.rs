//! Further traits that types derive.
//!
//! A trait of the standard library goes to each type that can have it. If a schema is named, the
//! types that it uses derive it, too.

use std::collections::{BTreeMap, BTreeSet};

use super::krate::{Item, ItemKind, OtherType, RustType};
use super::name::Ident;
use super::types::TypeMap;
use super::visit::{item_types, references};
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::ir::Origin;
use crate::manifest::{Derive, DeriveChoice, Library, StdTrait};

/// Adds the traits that the manifest chooses to items.
pub fn plan(types: &TypeMap<'_>, items: &mut [Item], report: &mut Report) {
    for choice in &types.chosen.derives {
        let targets = match &choice.schema {
            None => types.idents.values().cloned().collect(),
            Some(schema) => named(types, schema),
        };
        if targets.is_empty() {
            report.push(unknown(types, choice));
        }
        for derive in &choice.traits {
            match derive {
                Derive::Macro(_) => add(items, &targets, derive),
                Derive::Std(chosen) => add_std(items, &targets, (*chosen, choice), report),
            }
        }
    }
}

/// The types of a schema.
fn named(types: &TypeMap<'_>, schema: &str) -> BTreeSet<Ident> {
    let is_it = |origin: &Origin| matches!(origin, Origin::Named(name) if name == schema);
    let definitions = types.api.types.iter().filter(|(_, it)| is_it(&it.origin));
    let keys = definitions.flat_map(|(id, _)| types.directions.keys(id));
    keys.filter_map(|key| types.idents.get(&key).cloned()).collect()
}

fn unknown(types: &TypeMap<'_>, choice: &DeriveChoice) -> Diagnostic {
    let schema = choice.schema.as_deref().unwrap_or("*");
    let names: Vec<&str> = types
        .api
        .types
        .iter()
        .filter_map(|(_, definition)| match &definition.origin {
            Origin::Named(name) => Some(name.as_str()),
            _ => None,
        })
        .collect();
    let help = match nearest(schema, &names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "use the name of a schema of `components/schemas`, or `*`".to_owned(),
    };
    Diagnostic::new(Code::DeriveNothing, format!("no type is called `{schema}`"))
        .at(choice.location.clone())
        .help(help)
}

fn add(items: &mut [Item], targets: &BTreeSet<Ident>, derive: &Derive) {
    let is_type = |item: &Item| !matches!(item.kind, ItemKind::Alias(_));
    for item in items.iter_mut().filter(|it| targets.contains(&it.ident) && is_type(it)) {
        if !item.derives.contains(derive) {
            item.derives.push(derive.clone());
        }
    }
}

/// Adds a trait of the standard library, and those that it requires.
fn add_std(
    items: &mut [Item],
    targets: &BTreeSet<Ident>,
    (chosen, choice): (StdTrait, &DeriveChoice),
    report: &mut Report,
) {
    let is_named = choice.schema.is_some();
    let able = able(items, chosen, is_named);
    let wanted = if is_named { with_used(items, targets) } else { targets.clone() };
    if is_named
        && let Some((target, why)) =
            targets.iter().find_map(|it| Some((it, able.get(it)?.as_ref()?)))
    {
        let name = chosen.name();
        let message = format!("`{}` cannot derive `{name}`: {why}", target.plain());
        report.push(
            Diagnostic::new(Code::DeriveNothing, message)
                .at(choice.location.clone())
                .help(format!("remove `{name}`")),
        );
        return;
    }
    let enums: BTreeSet<&Ident> =
        items.iter().filter(|item| has_std(item)).map(|item| &item.ident).collect();
    let is_able = |ident: &Ident| matches!(able.get(ident), Some(None)) && !enums.contains(ident);
    let wanted: BTreeSet<Ident> = wanted.into_iter().filter(is_able).collect();
    for each in chosen.with_required() {
        add(items, &wanted, &Derive::Std(*each));
    }
}

/// These items and all that they use.
fn with_used(items: &[Item], targets: &BTreeSet<Ident>) -> BTreeSet<Ident> {
    let by_name: BTreeMap<&Ident, &Item> = items.iter().map(|item| (&item.ident, item)).collect();
    let mut found = targets.clone();
    let mut queue: Vec<&Ident> = targets.iter().collect();
    while let Some(next) = queue.pop() {
        for used in by_name.get(next).into_iter().flat_map(|item| references(item)) {
            if found.insert(used.clone()) {
                queue.push(used);
            }
        }
    }
    found
}

/// For each item, why it cannot have a trait; `None` if it can.
fn able(items: &[Item], wanted: StdTrait, own: bool) -> BTreeMap<Ident, Option<String>> {
    let mut able: BTreeMap<Ident, Option<String>> =
        items.iter().map(|item| (item.ident.clone(), of_kind(item, wanted))).collect();
    let mut has_changed = true;
    while has_changed {
        has_changed = false;
        for item in items.iter().filter(|item| !has_std(item)) {
            if matches!(able.get(&item.ident), Some(None))
                && let Some(why) =
                    item_types(item).into_iter().find_map(|ty| blocked(ty, (wanted, own), &able))
            {
                able.insert(item.ident.clone(), Some(why));
                has_changed = true;
            }
        }
    }
    able
}

/// Why no item of this kind has a trait.
fn of_kind(item: &Item, wanted: StdTrait) -> Option<String> {
    let is_ordered = matches!(wanted, StdTrait::PartialOrd | StdTrait::Ord);
    match item.kind {
        ItemKind::Union(_) if is_ordered => {
            Some("unknown values are JSON, which has no order".into())
        }
        ItemKind::Error(_) | ItemKind::Headers(_) | ItemKind::Responses(_) => {
            Some("it is no schema".into())
        }
        _ => None,
    }
}

/// Enums of values have all traits of the standard library.
fn has_std(item: &Item) -> bool {
    matches!(item.kind, ItemKind::StringEnum(_) | ItemKind::IntegerEnum(_))
}

/// Why a type does not have a trait.
fn blocked(
    ty: &RustType,
    (wanted, own): (StdTrait, bool),
    able: &BTreeMap<Ident, Option<String>>,
) -> Option<String> {
    let lacks = |what: &str| Some(format!("it contains {what}"));
    match ty {
        RustType::Item(item) => able.get(item)?.as_ref().map(|why| {
            if why.starts_with("it contains") {
                why.clone()
            } else {
                format!("it contains `{}`, and there {why}", item.plain())
            }
        }),
        RustType::F64 if wanted != StdTrait::PartialOrd => lacks("a number (`f64`)"),
        RustType::Json if matches!(wanted, StdTrait::PartialOrd | StdTrait::Ord) => {
            lacks("any JSON value")
        }
        RustType::Body | RustType::File => lacks("a file"),
        RustType::JsonString(_) => lacks("a string with JSON"),
        RustType::Other(OtherType::Library(Library::JiffDuration)) => lacks("a duration"),
        RustType::Other(OtherType::Own(path)) if !own => lacks(&format!("`{path}`")),
        RustType::Vec(inner)
        | RustType::Map(inner)
        | RustType::Option(inner)
        | RustType::Boxed(inner) => blocked(inner, (wanted, own), able),
        _ => None,
    }
}
