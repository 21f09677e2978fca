//! The words for the methods and types of operations.

use std::collections::BTreeMap;

use super::name::route::{Route, without_routes, words_of_types};
use crate::ir;

/// The ids of operations, without what only repeats their routes.
pub fn readable_ids(operations: &[&ir::Operation]) -> Vec<String> {
    with_routes(operations.iter().copied(), without_routes)
}

/// The words for the types of operations, by their ids.
pub fn operation_words(api: &ir::Api) -> BTreeMap<String, String> {
    let ids = api.operations.iter().map(|operation| operation.id.clone());
    ids.zip(with_routes(api.operations.iter(), words_of_types)).collect()
}

fn with_routes<'o>(
    operations: impl Iterator<Item = &'o ir::Operation> + Clone,
    name: impl Fn(&[Route<'_>]) -> Vec<String>,
) -> Vec<String> {
    let paths: Vec<String> = operations.clone().map(|it| it.path.to_string()).collect();
    let routes = operations.zip(&paths).map(|(operation, path)| Route {
        id: &operation.id,
        method: operation.method.as_str(),
        path,
    });
    name(&routes.collect::<Vec<_>>())
}
