//! Random unions: valid values of random schemas go through the types of a generated crate. No part
//! of them becomes unknown, and none is lost.
//!
//! `OASMITH_COMPILE_ALL` creates more schemas, `OASMITH_SEED` selects different ones, and
//! `OASMITH_KEEP` names a file for the document.

mod schemas;
mod values;

use std::collections::BTreeSet;
use std::env;
use std::fs;

use oasmith_tests::extent;
use oasmith_tests::random::Random;
use serde_json::{Map, Value, json};

use schemas::{Maker, reference};
use values::Schemas;

/// The number of times that schemas are added to the document.
const SCHEMAS: usize = 16;

/// The same with `OASMITH_COMPILE_ALL`.
const MORE_SCHEMAS: usize = 60;

/// The maximum number of values of each schema.
const VALUES: usize = 12;

/// A document with an operation for each schema. Its values are examples of the body and of the
/// response.
fn document(random: &mut Random, schemas: usize) -> (Value, usize) {
    let mut maker = Maker::new(random);
    for _ in 0..schemas {
        maker.add();
    }
    let (named, untagged) = (std::mem::take(&mut maker.named), std::mem::take(&mut maker.untagged));
    let schemas = Schemas(&named);
    let mut count = 0;
    let mut paths = Map::new();
    for name in named.keys() {
        let schema = reference(name);
        let mut values: BTreeSet<String> = BTreeSet::new();
        for _ in 0..VALUES * 4 {
            let value = schemas.value(random, &schema, 0);
            let is_valid = schemas.fits(&schema, &value) && schemas.describes(&schema, &value);
            if is_valid && values.len() < VALUES {
                values.insert(value.to_string());
            }
        }
        let examples: Map<String, Value> = values
            .iter()
            .enumerate()
            .map(|(index, text)| {
                let value: Value = serde_json::from_str(text).expect("JSON");
                (index.to_string(), json!({"value": value}))
            })
            .collect();
        count += examples.len();
        let content = |examples: &Map<String, Value>| json!({"application/json": {"schema": schema, "examples": examples}});
        let mut operation = json!({
            "operationId": name.to_lowercase(),
            "responses": {"200": {"description": "A value.", "content": content(&examples)}},
        });
        // A union in a request writes the tag, even if the example has none.
        if schemas.reached(name).iter().all(|name| !untagged.contains(*name)) {
            count += examples.len();
            operation["requestBody"] = json!({"required": true, "content": content(&examples)});
        }
        paths.insert(format!("/{name}"), json!({"post": operation}));
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": {"title": "Unions", "version": "1"},
        "paths": paths,
        "components": {"schemas": named},
    });
    (document, count)
}

/// The seeds of a complete run: the default, and those that found a fault once.
const SEEDS: &[u64] = &[1, 45, 65, 69];

#[cfg(unix)]
#[test]
fn no_valid_value_is_unknown_or_loses_something() {
    match env::var("OASMITH_SEED").ok().and_then(|text| text.parse().ok()) {
        Some(seed) => check(seed),
        None => extent::sample(SEEDS, SEEDS.len()).for_each(|seed| check(*seed)),
    }
}

#[cfg(unix)]
fn check(seed: u64) {
    let schemas = match env::var_os("OASMITH_COMPILE_ALL") {
        Some(_) => MORE_SCHEMAS,
        None => SCHEMAS,
    };
    let (document, count) = document(&mut Random(seed), schemas);
    if let Some(path) = env::var_os("OASMITH_KEEP") {
        fs::write(path, document.to_string()).expect("a file can be written");
    }
    assert!(count > schemas * 6, "{count} values");
    let (said, log) = super::unions::tried("unions-at-random.json", &document);
    let line = format!("examples: {count} ({count} valid, 0 of these lossy; 0 have properties");
    assert!(said.contains(&line), "seed {seed}, {count} values\n{said}\n{log}");
}
