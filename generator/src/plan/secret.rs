//! Which values `Debug` does not show: those that the document calls secret, and those that the
//! manifest names.

use std::collections::{BTreeMap, BTreeSet};

use super::chosen::{Names, may_name_elsewhere};
use super::definition::Idents;
use super::direction::{Directions, parts};
use super::krate::UnionDebug;
use super::name::Ident;
use crate::diagnostic::{Code, Diagnostic, nearest};
use crate::ir::{Api, Content, Origin, Struct, TypeDef, TypeId, TypeKind};
use crate::manifest::{self, HiddenField};

/// The fields and unions with secrets.
#[derive(Debug, Default)]
pub struct Secrets {
    /// The fields that are not shown, by their positions.
    fields: BTreeSet<(TypeId, usize)>,
    /// The definitions that are secret, or contain something secret.
    holders: BTreeSet<TypeId>,
}

impl Secrets {
    /// Finds them. A field that the manifest names and no schema has is a warning.
    pub fn of(
        api: &Api,
        chosen: &manifest::Api,
        (directions, idents): (&Directions, &Idents),
        names: &mut Names<'_>,
    ) -> Self {
        let mut secrets = Self::default();
        let selectors: BTreeSet<Selector<'_>> = chosen.hidden.iter().map(selector).collect();
        let mut used: BTreeSet<Selector<'_>> = BTreeSet::new();
        let names_of = |id: TypeId| {
            let keys = directions.keys(id).into_iter();
            let in_rust = keys.filter_map(|key| idents.get(&key)).map(Ident::plain);
            in_rust.chain(api.types.get(id).and_then(document_name)).collect::<Vec<_>>()
        };
        // A struct has the names of its aliases, too.
        let mut aliases: BTreeMap<TypeId, Vec<&str>> = BTreeMap::new();
        for (id, definition) in api.types.iter() {
            if let TypeKind::Alias(target) = &definition.kind
                && let Some((target, _)) = api.types.structure(target)
            {
                aliases.entry(target).or_default().extend(names_of(id));
            }
        }
        for (id, definition) in api.types.iter() {
            let TypeKind::Struct(structure) = &definition.kind else { continue };
            let names = names_of(id).into_iter();
            let names = names.chain(aliases.remove(&id).unwrap_or_default());
            let schemas: Vec<Option<&str>> = names.map(Some).chain([None]).collect();
            for (index, field) in structure.fields.iter().enumerate() {
                let selectors = schemas
                    .iter()
                    .filter_map(|schema| selectors.get(&(*schema, field.name.as_str())).copied());
                let matching: Vec<Selector<'_>> = selectors.collect();
                if !matching.is_empty() || definition.is_secret || field.is_secret {
                    secrets.fields.insert((id, index));
                }
                used.extend(matching);
            }
        }
        secrets.find_holders(api);
        let unused = chosen.hidden.iter().filter(|hidden| !used.contains(&selector(hidden)));
        warn_unused(api, &unused.collect::<Vec<_>>(), names);
        secrets
    }

    /// Whether a field of a struct is not shown.
    pub fn hides(&self, id: TypeId, field: usize) -> bool {
        self.fields.contains(&(id, field))
    }

    /// What a union shows.
    pub fn of_union(&self, definition: &TypeDef, id: TypeId) -> UnionDebug {
        match (definition.is_secret, self.holders.contains(&id)) {
            (true, _) => UnionDebug::Nothing,
            (false, true) => UnionDebug::Known,
            (false, false) => UnionDebug::Everything,
        }
    }

    /// What the union of all webhooks shows.
    pub fn of_webhooks(&self, api: &Api) -> UnionDebug {
        let mut bodies = api.webhooks.iter().filter_map(|webhook| webhook.body.as_ref());
        let is_holder =
            |content: &Content| content.ty.named().is_some_and(|id| self.holders.contains(&id));
        if bodies.any(is_holder) { UnionDebug::Known } else { UnionDebug::Everything }
    }

    fn find_holders(&mut self, api: &Api) {
        let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut work: Vec<TypeId> = self.fields.iter().map(|(id, _)| *id).collect();
        for (id, definition) in api.types.iter() {
            for part in parts(definition, |_| true) {
                users.entry(part).or_default().push(id);
            }
            let has_secret_map = |structure: &Struct| {
                structure.additional.as_ref().is_some_and(|additional| additional.is_secret)
            };
            let is_secret = match &definition.kind {
                TypeKind::Struct(structure) => has_secret_map(structure),
                _ => false,
            };
            if definition.is_secret || is_secret {
                work.push(id);
            }
        }
        while let Some(id) = work.pop() {
            if self.holders.insert(id) {
                work.extend(users.get(&id).into_iter().flatten());
            }
        }
    }
}

/// The schema and the property of a selector; without a schema, the property of all.
type Selector<'s> = (Option<&'s str>, &'s str);

fn selector(hidden: &HiddenField) -> Selector<'_> {
    (hidden.schema.as_deref(), &hidden.property)
}

/// The name of a schema in the document.
fn document_name(definition: &TypeDef) -> Option<&str> {
    match &definition.origin {
        Origin::Named(name) => Some(name),
        _ => None,
    }
}

fn warn_unused(api: &Api, unused: &[&HiddenField], names: &mut Names<'_>) {
    if unused.is_empty() {
        return;
    }
    let is_part = !api.unselected.is_empty() || !api.left_out.is_empty();
    let mut owners = BTreeSet::new();
    let mut known = BTreeSet::new();
    for (_, definition) in api.types.iter() {
        if let TypeKind::Struct(structure) = &definition.kind {
            for field in &structure.fields {
                known.insert(format!("*.{}", field.name));
                let owner = document_name(definition);
                owners.extend(owner);
                known.extend(owner.map(|owner| format!("{owner}.{}", field.name)));
            }
        }
    }
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    // The part of the document that is not planned may have the schema.
    let is_elsewhere = |hidden: &HiddenField| match &hidden.schema {
        Some(schema) => !owners.contains(schema.as_str()) && may_name_elsewhere(schema, api),
        None => true,
    };
    for hidden in unused.iter().filter(|hidden| !(is_part && is_elsewhere(hidden))) {
        let selector = hidden.to_string();
        let help = match nearest(&selector, &known) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "use `Schema.property`, or `*.property` for all schemas".to_owned(),
        };
        let message = format!("no schema has the property `{selector}`");
        names.report.push(
            Diagnostic::new(Code::HiddenNothing, message).at(hidden.location.clone()).help(help),
        );
    }
}
