//! The `mod.rs` of the runtime and of its layers.

use std::fmt::Write as _;

use super::{EXTERNAL, External, LAYERS, Layer, Module, Part};

/// The length of a line, at most.
const WIDTH: usize = 100;

/// The lints of the runtime's root.
const LINTS: &str = "\
// No response can stop the process.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::unreachable,
        clippy::indexing_slicing,
        clippy::string_slice
    )
)]

";

/// The documentation of the runtime's root.
fn head(layers: &[Layer]) -> String {
    let mut text =
        "//! The support code of this crate. It does not depend on a package of the generator.\n\
                    //!\n//! Its folders are layers. Each one imports only those before it:\n//!\n"
            .to_owned();
    for Layer { name, docs, .. } in layers {
        line(&mut text, format_args!("//! - `{name}`: {docs}"));
    }
    text + "\n" + LINTS
}

/// The root of the runtime, for a crate with these layers and parts.
pub fn root_file(layers: &[Layer], carries: impl Fn(Part) -> bool) -> String {
    let mut text = head(layers);
    let mut names: Vec<&str> = layers.iter().map(|layer| layer.name).collect();
    names.sort_unstable();
    for name in names {
        line(&mut text, format_args!("mod {name};"));
    }
    text.push('\n');
    let has_client = layers.len() == LAYERS.len();
    for External { path, .. } in EXTERNAL.iter().filter(|it| has_client || it.is_for_types) {
        line(&mut text, format_args!("pub use {path};"));
    }
    for layer in layers {
        let modules: Vec<&Module> =
            layer.carried(&carries).filter(|module| module.is_exported()).collect();
        if !modules.is_empty() {
            text.push('\n');
        }
        for module in modules {
            re_exports(&mut text, layer, module);
        }
    }
    text
}

/// The `mod.rs` of a layer, for a crate with these parts.
pub fn layer_file(layer: &Layer, carries: impl Fn(Part) -> bool) -> String {
    layer_file_with(layer, carries, condition)
}

/// The same with other attributes of its files.
pub fn layer_file_with(
    layer: &Layer,
    carries: impl Fn(Part) -> bool,
    attributes: impl Fn(&mut String, &Module),
) -> String {
    let mut text = format!("//! {}\n\n", layer.docs);
    if !layer.imports.is_empty() {
        // The files of the layer name them `super::…`.
        text.push_str(UNUSED_LAYERS);
        line(&mut text, format_args!("use super::{};", list(layer.imports)));
        text.push('\n');
    }
    for module in layer.carried(carries) {
        attributes(&mut text, module);
        let visibility = if module.is_public { "pub" } else { "pub(crate)" };
        line(&mut text, format_args!("{visibility} mod {};", module.name));
    }
    text
}

const UNUSED_LAYERS: &str =
    "#[allow(unused_imports, reason = \"which layers are used depends on the features\")]\n";

const UNUSED_MACROS: &str =
    "#[allow(unused_imports, reason = \"which macros are used depends on the document\")]\n";

fn re_exports(text: &mut String, layer: &Layer, module: &Module) {
    let path = format!("{}::{}", layer.name, module.name);
    if module.is_public {
        condition(text, module);
        line(text, format_args!("pub use {path};"));
    }
    if !module.exports.is_empty() {
        let names: Vec<&str> = module.exports.iter().map(|export| export.name).collect();
        condition(text, module);
        use_list(text, &path, &names);
    }
    if !module.macros.is_empty() {
        text.push_str(UNUSED_MACROS);
        line(text, format_args!("pub(crate) use {path}::{};", list(module.macros)));
    }
}

/// `pub use …;`
pub fn use_list(text: &mut String, path: &str, names: &[&str]) {
    let item = format!("pub use {path}::{};", list(names));
    match item.len() {
        0..=WIDTH => line(text, format_args!("{item}")),
        _ => line(text, format_args!("pub use {path}::{{\n{}}};", broken(names))),
    }
}

/// The `#[cfg]` attribute of a file.
pub fn condition(text: &mut String, module: &Module) {
    if let Some(predicate) = module.condition.predicate() {
        line(text, format_args!("#[cfg({predicate})]"));
    }
}

/// The last part of a `use` item.
fn list(names: &[&str]) -> String {
    match names {
        [name] => (*name).to_owned(),
        names => format!("{{{}}}", names.join(", ")),
    }
}

/// A list of names in lines of their own, each as full as it may be.
fn broken(names: &[&str]) -> String {
    let mut text = String::new();
    let mut line = "   ".to_owned();
    for name in names {
        if line.len() + name.len() + 2 > WIDTH {
            text.push_str(&line);
            text.push('\n');
            line = "   ".to_owned();
        }
        line.push(' ');
        line.push_str(name);
        line.push(',');
    }
    text + &line + "\n"
}

/// Adds a line.
pub fn line(text: &mut String, line: std::fmt::Arguments<'_>) {
    // Writing into a `String` does not fail.
    let _ = writeln!(text, "{line}");
}
