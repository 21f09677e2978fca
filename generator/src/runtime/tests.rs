//! The table, compared with the files.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::{Condition, LAYERS, layer_file, root_file};

fn sources() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("runtime/src")
}

/// With `OASMITH_BLESS=1`, writes the files.
#[test]
fn the_module_files_are_printed_from_the_table() {
    let root = ("lib.rs".to_owned(), root_file(LAYERS, |_| true));
    let layers =
        LAYERS.iter().map(|layer| (format!("{}/mod.rs", layer.name), layer_file(layer, |_| true)));
    for (name, printed) in layers.chain([root]) {
        let path = sources().join(&name);
        if std::env::var_os("OASMITH_BLESS").is_some() {
            fs::write(&path, &printed).expect("a file");
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), printed, "{name}");
    }
}

#[test]
fn every_file_is_in_the_table() {
    let mut listed: BTreeSet<String> = BTreeSet::from(["lib.rs".to_owned()]);
    let mut found = BTreeSet::from(["lib.rs".to_owned()]);
    for layer in LAYERS {
        listed.insert(format!("{}/mod.rs", layer.name));
        listed.extend(layer.modules.iter().map(|it| format!("{}/{}.rs", layer.name, it.name)));
        for entry in fs::read_dir(sources().join(layer.name)).expect("a folder") {
            let name = entry.expect("a file").file_name();
            found.insert(format!("{}/{}", layer.name, name.to_string_lossy()));
        }
    }
    assert_eq!(found, listed);
    let top = fs::read_dir(sources()).expect("the sources").count();
    assert_eq!(top, LAYERS.len() + 1, "a file outside of the layers");
}

#[test]
fn unit_tests_stand_at_the_end_of_a_file() {
    for module in LAYERS.iter().flat_map(|layer| layer.modules) {
        let kept = module.without_tests();
        let tests = module.text.strip_prefix(kept).unwrap_or_default();
        assert!(!kept.contains("cfg(test)") && !kept.contains("#[test]"), "{}", module.name);
        assert!(tests.matches("\n}\n").count() <= 1, "{}", module.name);
        assert!(tests.is_empty() || tests.ends_with("\n}\n"), "{}", module.name);
    }
}

#[test]
fn a_layer_imports_only_those_before_it() {
    for (index, layer) in LAYERS.iter().enumerate() {
        let before: Vec<&str> = LAYERS.iter().take(index).map(|layer| layer.name).collect();
        assert!(layer.imports.iter().all(|name| before.contains(name)), "{}", layer.name);
        assert!(layer.modules.is_sorted_by_key(|module| module.name), "{}", layer.name);
    }
}

/// Those of the runtime that need a feature, which its docs name.
#[test]
fn docs_name_the_feature_of_an_item() {
    let (mut seen, mut silent) = (0, Vec::new());
    for module in LAYERS.iter().flat_map(|layer| layer.modules) {
        let Some(feature) = feature(module.condition) else { continue };
        for name in module.exports.iter().filter(|it| it.is_for_users).map(|it| it.name) {
            seen += 1;
            let kinds = ["struct", "enum", "trait", "fn"];
            let is_it = |line: &&str| kinds.iter().any(|kind| declares(line, kind, name));
            let lines: Vec<&str> = module.text.lines().collect();
            let at = lines.iter().position(is_it).expect("a declaration");
            let docs = lines[..at].iter().rev().take_while(|line| line.starts_with(['/', '#']));
            let docs: Vec<&str> = docs.copied().collect::<Vec<_>>().into_iter().rev().collect();
            let text = docs.join(" ").replace("/// ", "");
            if !text.contains(&format!("Needs the feature `{feature}`")) {
                silent.push(name);
            }
        }
    }
    assert!(seen > 12 && silent.is_empty(), "{seen}, without words: {silent:?}");
}

/// The first feature of a condition; `None` if it needs none, or is about a target.
fn feature(condition: Condition) -> Option<&'static str> {
    match condition {
        Condition::Always | Condition::Browser | Condition::NoTracing | Condition::NoXml => None,
        other => other.predicate()?.split('"').nth(1),
    }
}

fn declares(line: &str, kind: &str, name: &str) -> bool {
    let rest = line.strip_prefix("pub ").and_then(|rest| rest.strip_prefix(kind));
    rest.and_then(|rest| rest.trim_start().strip_prefix(name))
        .is_some_and(|rest| !rest.starts_with(|next: char| next.is_alphanumeric() || next == '_'))
}
