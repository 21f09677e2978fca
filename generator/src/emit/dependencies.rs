//! The dependencies that a module needs in the crate around it.

use std::collections::{BTreeMap, BTreeSet};

use toml::{Table, Value};

use super::manifest::{self, Dependency};
use crate::plan::{self, Crate, Layout};

/// The enabled features of the layout. None for a crate, whose features are those of cargo.
pub fn features(krate: &Crate) -> BTreeSet<String> {
    let Layout::Module { features } = &krate.package.layout else { return BTreeSet::new() };
    let mut enabled: BTreeSet<String> = BTreeSet::new();
    let mut waiting: Vec<String> = features.iter().cloned().collect();
    waiting.extend(manifest::has_xml(krate).then(|| "xml".to_owned()));
    while let Some(name) = waiting.pop() {
        let enables = enables(krate, &name).iter().filter(|it| !it.contains([':', '/']));
        waiting.extend(enables.map(|it| (*it).to_owned()));
        enabled.insert(name);
    }
    enabled
}

fn enables(krate: &Crate, name: &str) -> &'static [&'static str] {
    manifest::runtime(krate).find(|(feature, ..)| *feature == name).map_or(&[], |(.., it)| it)
}

/// Versions that have the features which generated code enables. If a command allows an older one
/// without them, `cargo add` rejects it.
const WITH_FEATURES: &[(&str, &str)] = &[
    ("chrono", "0.4.20"),
    ("rust_decimal", "1.20"),
    ("serde_json", "1.0.60"),
    ("tracing", "0.1.30"),
    ("web-sys", "0.3.60"),
];

/// The oldest version of a dependency for a module.
fn version(dependency: &Dependency, features: &[&str]) -> &'static str {
    let newer = WITH_FEATURES.iter().find(|(name, _)| *name == dependency.name);
    newer.filter(|_| !features.is_empty()).map_or(dependency.version, |(_, version)| *version)
}

/// A dependency that is needed.
struct Needed {
    target: Option<&'static str>,
    dependency: &'static Dependency,
    features: Vec<&'static str>,
}

/// The dependencies, in the order of a `Cargo.toml`.
fn needed(krate: &Crate) -> Vec<Needed> {
    let features = features(krate);
    let enabled: Vec<&'static str> =
        features.iter().flat_map(|feature| enables(krate, feature)).copied().collect();
    let is_needed = |dependency: &Dependency| {
        !dependency.optional
            || enabled.iter().any(|it| it.strip_prefix("dep:") == Some(dependency.name))
    };
    let of_features = |dependency: &Dependency| {
        let own = enabled.iter().filter_map(|it| it.split_once('/'));
        let own = own.filter(|(name, _)| *name == dependency.name);
        own.map(|(_, feature)| feature).collect::<Vec<&'static str>>()
    };
    let all = manifest::all_dependencies(krate).into_iter();
    all.filter(|(_, dependency)| is_needed(dependency))
        .map(|(target, dependency)| {
            let mut features: Vec<&'static str> = dependency.features.to_vec();
            for feature in of_features(dependency) {
                if !features.contains(&feature) {
                    features.push(feature);
                }
            }
            Needed { target, dependency, features }
        })
        .collect()
}

/// The commands that add the dependencies to a crate: one for all that need no flags.
pub fn commands(krate: &Crate) -> Vec<String> {
    if matches!(krate.package.layout, Layout::Crate | Layout::Runtime) {
        return Vec::new();
    }
    let (mut plain, mut others) = ("cargo add".to_owned(), Vec::new());
    for Needed { target, dependency, features } in needed(krate) {
        let name = format!(" {}@{}", dependency.name, version(dependency, &features));
        if target.is_none() && dependency.default_features && features.is_empty() {
            plain.push_str(&name);
            continue;
        }
        let mut line = format!("cargo add{name}");
        if !dependency.default_features {
            line.push_str(" --no-default-features");
        }
        if !features.is_empty() {
            line.push_str(&format!(" --features {}", features.join(",")));
        }
        if let Some(target) = target {
            line.push_str(&format!(" --target '{target}'"));
        }
        others.push(line);
    }
    others.extend(krate.dependencies.own.iter().map(own_command));
    [plain].into_iter().chain(others).collect()
}

/// The command that adds a dependency of the manifest.
fn own_command(own: &plan::Dependency) -> String {
    let text = |key: &str| own.texts.iter().find(|(it, _)| *it == key).map(|(_, text)| text);
    let package = text("package").unwrap_or(&own.name);
    let version = text("version").map_or_else(String::new, |version| format!("@{version}"));
    let mut line = format!("cargo add '{package}{version}'");
    if *package != own.name {
        line.push_str(&format!(" --rename {}", own.name));
    }
    let flags = own.texts.iter().filter(|(key, _)| !matches!(*key, "package" | "version"));
    for (key, text) in flags {
        line.push_str(&format!(" --{key} '{text}'"));
    }
    if !own.default_features {
        line.push_str(" --no-default-features");
    }
    if !own.features.is_empty() {
        line.push_str(&format!(" --features {}", own.features.join(",")));
    }
    line
}

/// The dependencies as tables of a `Cargo.toml`.
pub fn tables(krate: &Crate) -> String {
    let mut tables: BTreeMap<Option<&str>, Table> = BTreeMap::new();
    for Needed { target, dependency, features } in needed(krate) {
        let version = version(dependency, &features);
        let features: Vec<Value> = features.into_iter().map(Value::from).collect();
        let mut value = Table::from_iter([("version".to_owned(), version.into())]);
        if !dependency.default_features {
            value.insert("default-features".to_owned(), false.into());
        }
        if !features.is_empty() {
            value.insert("features".to_owned(), features.into());
        }
        let value = if value.len() == 1 { Value::from(version) } else { Value::Table(value) };
        tables.entry(target).or_default().insert(dependency.name.to_owned(), value);
    }
    for own in &krate.dependencies.own {
        tables.entry(None).or_default().insert(own.name.clone(), manifest::own_value(own));
    }
    let table = |(target, table): (Option<&str>, Table)| {
        let head = match target {
            Some(target) => format!("[target.'{target}'.dependencies]"),
            None => "[dependencies]".to_owned(),
        };
        let entries = table.into_iter().map(|(name, value)| format!("{name} = {value}\n"));
        format!("{head}\n{}", entries.collect::<String>())
    };
    tables.into_iter().map(table).collect::<Vec<_>>().join("\n")
}
