//! The runtime as a crate, which several generated crates share.
//!
//! Its files are those of `generator/runtime/src`, with three differences: macros are exported, the
//! root has the module `deps`, and a macro declares the builder of a client, because a crate cannot
//! add methods to a type of another one.

use std::borrow::Cow;

use super::delegate;
use super::print::{condition, layer_file_with, line, use_list};
use super::{EXTERNAL, Export, LAYERS, Layer, Module};

/// The version of the interface between a shared runtime and the code that uses it. It grows if a
/// change to the runtime, or to the code that uses it, no longer fits the other part as it was.
pub const INTERFACE: u32 = 1;

/// The file of the macro that declares the builder of a client.
const BUILDER_FILE: &str = "client_builder.rs";

/// The root's attributes.
const ATTRIBUTES: &str = "\
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

";

/// A crate of a runtime.
#[derive(Debug)]
pub struct RuntimeCrate<'a> {
    /// The name of the package.
    pub package: &'a str,
    /// Its version.
    pub version: &'a str,
    /// The first lines of its documentation, without `//!`.
    pub docs: &'a str,
    /// Whether it has a module for code of its users.
    pub has_ext: bool,
}

impl RuntimeCrate<'_> {
    /// The files below `src/`, except for `deps.rs`, each with its text.
    pub fn files(&self) -> Vec<(String, Cow<'static, str>)> {
        let mut files = vec![
            ("lib.rs".to_owned(), self.root().into()),
            (BUILDER_FILE.to_owned(), delegate::file().into()),
        ];
        for layer in LAYERS {
            let text = layer_file_with(layer, |_| true, cfg);
            files.push((format!("{}/mod.rs", layer.name), text.into()));
            for module in layer.modules {
                files.push((format!("{}/{}.rs", layer.name, module.name), exported(module)));
            }
        }
        files
    }

    fn root(&self) -> String {
        let mut text = String::new();
        for words in self.docs.lines() {
            line(&mut text, format_args!("{}", format!("//! {words}").trim_end()));
        }
        text.push('\n');
        text.push_str(ATTRIBUTES);
        let own = ["client_builder"].into_iter();
        let mut names: Vec<&str> = LAYERS.iter().map(|layer| layer.name).chain(own).collect();
        names.sort_unstable();
        for name in names {
            line(&mut text, format_args!("mod {name};"));
        }
        text.push_str("pub mod deps;\n");
        if self.has_ext {
            text.push_str("pub mod ext;\n");
        }
        text.push_str("\n#[doc(hidden)]\npub use client_builder::builder_types;\n");
        for external in EXTERNAL {
            text.push_str(attribute(&external.export));
            line(&mut text, format_args!("pub use {};", external.path));
        }
        for layer in LAYERS {
            for module in layer.modules.iter().filter(|module| module.is_exported()) {
                re_exports(&mut text, layer, module);
            }
        }
        text + &self.interface()
    }

    /// The macro that checks whether a crate fits.
    fn interface(&self) -> String {
        format!(
            "
/// Checks that the code of a crate fits this runtime.
#[doc(hidden)]
#[macro_export]
macro_rules! interface {{
    ({INTERFACE}) => {{}};
    ($other:literal) => {{
        compile_error!(concat!(
            \"this crate needs a runtime with interface \",
            $other,
            \", but `{name}` {version} has interface {INTERFACE}: generate both with the same version of oasmith, \\
             and depend on a version of `{name}` that fits\",
        ));
    }};
}}
",
            name = self.package,
            version = self.version,
        )
    }
}

/// The conditions under which a file is compiled: those of its target and features, and a feature
/// for a part that needs another crate.
fn cfg(text: &mut String, module: &Module) {
    if let Some(feature) = module.part.and_then(super::Part::feature) {
        line(text, format_args!("#[cfg(feature = \"{feature}\")]"));
    }
    condition(text, module);
}

fn attribute(export: &Export) -> &'static str {
    if export.is_for_users { "#[doc(inline)]\n" } else { "#[doc(hidden)]\n" }
}

fn re_exports(text: &mut String, layer: &Layer, module: &Module) {
    let path = format!("{}::{}", layer.name, module.name);
    if module.is_public {
        cfg(text, module);
        line(text, format_args!("#[doc(hidden)]\npub use {path};"));
    }
    for is_for_users in [true, false] {
        let exports = module.exports.iter().filter(|it| it.is_for_users == is_for_users);
        let names: Vec<&str> = exports.clone().map(|export| export.name).collect();
        if let Some(first) = exports.clone().next() {
            cfg(text, module);
            text.push_str(attribute(first));
            use_list(text, &path, &names);
        }
    }
    // The root has the macros themselves, but not under other names.
    let others = module.macros.iter().filter(|name| !declares(module.text, name));
    for name in others {
        line(text, format_args!("#[doc(hidden)]\npub use {path}::{name};"));
    }
}

/// Whether a text declares a macro.
fn declares(text: &str, name: &str) -> bool {
    text.lines().any(|line| is_declaration(line, name))
}

fn is_declaration(line: &str, name: &str) -> bool {
    line.strip_prefix("macro_rules! ").and_then(|it| it.strip_suffix(" {")) == Some(name)
}

/// A file with the macros that it has for generated code exported: those that it makes available
/// with `pub(crate) use`.
fn exported(module: &Module) -> Cow<'static, str> {
    let source = module.without_tests();
    if module.macros.is_empty() {
        return source.into();
    }
    let mut text = String::with_capacity(source.len());
    let names: Vec<&str> = source.lines().filter_map(|line| used(module, line)).collect();
    for words in source.lines() {
        if names.iter().any(|name| is_declaration(words, name)) {
            text.push_str("#[doc(hidden)]\n#[macro_export]\n");
        }
        match used(module, words) {
            Some(_) => line(&mut text, format_args!("{}", words.replace(CRATE_USE, "pub use "))),
            None => line(&mut text, format_args!("{words}")),
        }
    }
    text.into()
}

const CRATE_USE: &str = "pub(crate) use ";

/// The macro of this file that a line makes available.
fn used(module: &Module, line: &'static str) -> Option<&'static str> {
    let name = line.strip_prefix(CRATE_USE)?.split([' ', ';']).next()?;
    declares(module.text, name).then_some(name)
}
