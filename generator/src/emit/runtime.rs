//! The runtime as part of a generated crate.

use std::borrow::Cow;

use crate::plan::{Contents, Crate};
use crate::runtime::{
    Condition, EXTERNAL, Features, LAYERS, Layer, Module, Predicate, layer_file, root_file,
};

/// The layers that a crate of types alone carries.
const LAYERS_OF_TYPES: usize = 1;

/// The layers that a crate carries.
fn layers(krate: &Crate) -> &'static [Layer] {
    match krate.contents() {
        Contents::Client => LAYERS,
        Contents::Types => LAYERS.get(..LAYERS_OF_TYPES).unwrap_or(LAYERS),
    }
}

/// The files of the runtime that a crate carries, each with its text. Their conditions are not
/// resolved, but files that are never compiled are left out.
pub fn files(krate: &Crate, features: &Features<'_>) -> Vec<(String, Cow<'static, str>)> {
    let is_compiled = |module: &&Module| {
        module.condition.predicate().is_none_or(|it| features.resolve(it) != Predicate::Never)
    };
    let (parts, layers) = (krate.parts(), layers(krate));
    let mut files = vec![("mod.rs".to_owned(), root_file(layers, |it| parts.contains(&it)).into())];
    for layer in layers {
        let text = layer_file(layer, |part| parts.contains(&part));
        files.push((format!("{}/mod.rs", layer.name), text.into()));
        for module in layer.carried(|part| parts.contains(&part)).filter(is_compiled) {
            let path = format!("{}/{}.rs", layer.name, module.name);
            files.push((path, module.without_tests().into()));
        }
    }
    files
}

/// The names of the runtime that the root of a crate exports, in alphabetical order.
pub fn for_users(krate: &Crate) -> Vec<&'static str> {
    let has_client = krate.contents() == Contents::Client;
    let external = EXTERNAL.iter().filter(|external| has_client || external.is_for_types);
    let external = external.map(|external| &external.export);
    let mut names = for_users_under(krate, Condition::Always);
    names.extend(external.filter(|export| export.is_for_users).map(|export| export.name));
    names.sort_unstable();
    names
}

/// The names that it exports only under a condition, in alphabetical order.
pub fn for_users_under(krate: &Crate, condition: Condition) -> Vec<&'static str> {
    let parts = krate.parts();
    let modules =
        layers(krate).iter().flat_map(|layer| layer.carried(|part| parts.contains(&part)));
    let exports = modules
        .filter(|module| module.condition == condition)
        .flat_map(|module| module.exports)
        .filter(|export| export.is_for_users);
    let mut names: Vec<&str> = exports.map(|export| export.name).collect();
    names.sort_unstable();
    names
}
