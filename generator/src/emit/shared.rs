//! A shared runtime as a dependency, and the features that a crate passes on to it.

use toml::{Table, Value};

use crate::plan::{Crate, SharedRuntime};
use crate::runtime::Part;

/// The dependency, with the features that the crate always needs.
pub fn dependency(shared: &SharedRuntime, krate: &Crate) -> Value {
    let mut table = Table::new();
    table.extend(shared.texts.iter().map(|(key, text)| ((*key).to_owned(), text.as_str().into())));
    if shared.is_of_workspace() {
        table.insert("workspace".to_owned(), true.into());
    }
    let parts = krate.parts();
    let features = parts.iter().filter_map(|part| part.feature());
    let features = features.chain(parts.contains(&Part::Xml).then_some("xml"));
    let features: Vec<Value> = features.map(Value::from).collect();
    if !features.is_empty() {
        table.insert("features".to_owned(), features.into());
    }
    table.into()
}

/// What a feature of the crate enables: the features of the crate that it implies, and that of the
/// runtime.
pub fn forwarded(name: &str, enables: &[&str], shared: &SharedRuntime) -> Vec<String> {
    let own = enables.iter().filter(|it| !it.contains([':', '/'])).map(|it| (*it).to_owned());
    own.chain([format!("{}/{name}", shared.package)]).collect()
}
