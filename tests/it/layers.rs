//! The runtime has layers, each of which imports only previous ones, and no import cycles between
//! files.

use std::collections::{BTreeMap, BTreeSet};

use oasmith_tests::rust_source::{RustFile, files};

const RUNTIME: &str = "generator/runtime/src";

/// The layers, in the order of their imports.
const LAYERS: &[&str] =
    &["value", "json", "platform", "http", "operation", "client", "surface", "testing"];

/// The files that each file imports, by paths such as `http/body`.
type Imports = BTreeMap<String, BTreeSet<String>>;

/// The paths after each `super::` of a file, such as `http::body::Body`.
fn paths_above(file: &RustFile) -> Vec<String> {
    let is_of_path = |it: char| it.is_alphanumeric() || it == '_' || it == ':';
    let after = |(at, word): (usize, &str)| {
        let rest = &file.code[at + word.len()..];
        rest[..rest.find(|it: char| !is_of_path(it)).unwrap_or(rest.len())].to_owned()
    };
    file.code.match_indices("super::").map(after).collect()
}

/// The imports of the runtime's files, and those that violate the order of layers.
fn imports() -> (Imports, Vec<String>) {
    let sources = files(RUNTIME);
    let names: BTreeSet<&str> =
        sources.iter().filter_map(|file| file.path.strip_suffix(".rs")).collect();
    let (mut imports, mut broken) = (Imports::new(), Vec::new());
    for file in sources {
        let name = file.path.strip_suffix(".rs").unwrap_or(&file.path);
        let Some((layer, module)) = name.split_once('/') else { continue };
        if module == "mod" {
            continue;
        }
        let layer_of = |name: &str| LAYERS.iter().position(|layer| *layer == name);
        for path in paths_above(file) {
            let mut parts = path.split("::").filter(|part| !part.is_empty());
            let (first, second) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
            let target = match layer_of(first) {
                Some(at) if Some(at) >= layer_of(layer) => {
                    broken.push(format!("{name}: `super::{path}` is not of a layer before it"));
                    continue;
                }
                Some(_) => format!("{first}/{second}"),
                None => format!("{layer}/{first}"),
            };
            if names.contains(target.as_str()) {
                imports.entry(name.to_owned()).or_default().insert(target);
            } else if layer_of(first).is_some() {
                broken.push(format!("{name}: `super::{path}` names no file"));
            }
        }
    }
    assert!(imports.len() > 40, "{imports:?}");
    (imports, broken)
}

#[test]
fn each_layer_imports_only_those_before_it() {
    let (_, broken) = imports();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// Repeatedly removes the files that import nothing that is left. Files that remain contain a
/// cycle.
#[test]
fn no_files_import_each_other_in_a_circle() {
    let (mut imports, _) = imports();
    loop {
        let importing: BTreeSet<String> = imports.keys().cloned().collect();
        let before = imports.len();
        for targets in imports.values_mut() {
            targets.retain(|target| importing.contains(target));
        }
        imports.retain(|_, targets| !targets.is_empty());
        if imports.len() == before {
            break;
        }
    }
    assert!(imports.is_empty(), "a circle among {imports:#?}");
}
