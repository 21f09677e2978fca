//! The runtime that every generated crate carries: its files, and the names that they export.

mod configure;
mod delegate;
mod part;
mod print;
mod shared;
mod table;

pub use configure::{Features, Predicate};
pub use part::Part;
pub use print::{layer_file, root_file};
pub use shared::{INTERFACE, RuntimeCrate};
pub use table::{EXTERNAL, LAYERS};

/// A folder of the runtime. Its files import only those of the layers that it names.
#[derive(Debug)]
pub struct Layer {
    /// The name of the folder.
    pub name: &'static str,
    /// The first line of its documentation.
    pub docs: &'static str,
    /// The layers that its files may import, all of them before it in [`LAYERS`].
    pub imports: &'static [&'static str],
    /// Its files, in alphabetical order.
    pub modules: &'static [Module],
}

/// What begins the unit tests of a file.
const TESTS: &str = "\n#[cfg(test)]\n";

/// A file of the runtime.
#[derive(Debug)]
pub struct Module {
    /// Its name, without `.rs`.
    pub name: &'static str,
    /// Its text.
    pub text: &'static str,
    /// The part of the runtime that it belongs to. Crates that do not need the part do not carry
    /// the file.
    pub part: Option<Part>,
    /// The features and targets for which it is compiled.
    pub condition: Condition,
    /// Whether generated code names the module itself.
    pub is_public: bool,
    /// The macros that it exports.
    pub macros: &'static [&'static str],
    /// The types, traits and functions that it exports.
    pub exports: &'static [Export],
}

/// The features and targets for which a file is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Condition {
    /// All.
    Always,
    /// The feature `blocking`, where there are threads.
    Blocking,
    /// The feature `reqwest` in a browser.
    Browser,
    /// The feature `fs`, where there are files.
    Fs,
    /// The feature `reqwest` elsewhere.
    Native,
    /// The feature `test-util`.
    TestUtil,
    /// The feature `tower`.
    Tower,
    /// The feature `tracing`.
    Tracing,
    /// Without the feature `tracing`.
    NoTracing,
    /// The feature `webhook-signatures`.
    WebhookSignatures,
    /// The feature `xml`.
    Xml,
    /// Without the feature `xml`.
    NoXml,
}

/// A name that the runtime exports.
#[derive(Debug, Clone, Copy)]
pub struct Export {
    /// The name.
    pub name: &'static str,
    /// Whether programs use it: then the root of the crate exports it, too.
    pub is_for_users: bool,
    /// The files of generated code in which no other item has this name.
    pub reserved: Reserved,
}

/// The files of generated code in which a name of the runtime is reserved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reserved {
    /// None: a file with an item of this name uses the full path of the runtime's.
    Nowhere,
    /// Those of types.
    Types,
    /// Those of groups, which have a type for each request.
    Requests,
    /// Both.
    Everywhere,
}

/// A name of another crate that the runtime exports.
#[derive(Debug)]
pub struct External {
    /// The path that is imported.
    pub path: &'static str,
    /// The name that it has.
    pub export: Export,
    /// Whether crates without a client export it.
    pub is_for_types: bool,
}

impl Layer {
    /// The files that a crate carries.
    pub fn carried(&self, carries: impl Fn(Part) -> bool) -> impl Iterator<Item = &'static Module> {
        self.modules.iter().filter(move |module| module.part.is_none_or(&carries))
    }
}

impl Module {
    /// Its text without its unit tests, which are at its end. They run only in this repository,
    /// because they need features of dependencies that a generated crate may lack.
    pub fn without_tests(&self) -> &'static str {
        match self.text.find(TESTS) {
            Some(end) => self.text.get(..end).unwrap_or(self.text),
            None => self.text,
        }
    }

    /// Whether it exports anything.
    pub fn is_exported(&self) -> bool {
        self.is_public || !self.exports.is_empty() || !self.macros.is_empty()
    }

    const fn new(name: &'static str, text: &'static str) -> Self {
        Self {
            name,
            text,
            part: None,
            condition: Condition::Always,
            is_public: false,
            macros: &[],
            exports: &[],
        }
    }

    const fn only_for(self, part: Part) -> Self {
        Self { part: Some(part), ..self }
    }

    const fn when(self, condition: Condition) -> Self {
        Self { condition, ..self }
    }

    const fn public(self) -> Self {
        Self { is_public: true, ..self }
    }

    const fn macros(self, macros: &'static [&'static str]) -> Self {
        Self { macros, ..self }
    }

    const fn exports(self, exports: &'static [Export]) -> Self {
        Self { exports, ..self }
    }
}

impl Condition {
    /// All conditions.
    pub const ALL: [Self; 12] = [
        Self::Always,
        Self::Blocking,
        Self::Browser,
        Self::Native,
        Self::WebhookSignatures,
        Self::TestUtil,
        Self::Fs,
        Self::Tower,
        Self::Tracing,
        Self::NoTracing,
        Self::Xml,
        Self::NoXml,
    ];

    /// The predicate of its `#[cfg]` attribute.
    pub fn predicate(self) -> Option<&'static str> {
        Some(match self {
            Self::Always => return None,
            Self::Blocking => r#"all(feature = "blocking", not(target_family = "wasm"))"#,
            Self::Browser => {
                r#"all(feature = "reqwest", target_family = "wasm", target_os = "unknown")"#
            }
            Self::Fs => r#"all(feature = "fs", not(target_family = "wasm"))"#,
            Self::Native => {
                r#"all(feature = "reqwest", not(all(target_family = "wasm", target_os = "unknown")))"#
            }
            Self::TestUtil => r#"feature = "test-util""#,
            Self::Tower => r#"feature = "tower""#,
            Self::Tracing => r#"feature = "tracing""#,
            Self::NoTracing => r#"not(feature = "tracing")"#,
            Self::WebhookSignatures => r#"feature = "webhook-signatures""#,
            Self::Xml => r#"feature = "xml""#,
            Self::NoXml => r#"not(feature = "xml")"#,
        })
    }
}

impl Export {
    const fn user(name: &'static str, reserved: Reserved) -> Self {
        Self { name, is_for_users: true, reserved }
    }

    const fn generated(name: &'static str, reserved: Reserved) -> Self {
        Self { name, is_for_users: false, reserved }
    }
}

/// The names of the runtime that are reserved in some files of generated code.
pub fn reserved_in(files: Reserved) -> impl Iterator<Item = &'static str> {
    let modules = LAYERS.iter().flat_map(|layer| layer.modules);
    let exports = modules.flat_map(|module| module.exports);
    exports
        .chain(EXTERNAL.iter().map(|external| &external.export))
        .filter(move |export| [files, Reserved::Everywhere].contains(&export.reserved))
        .map(|export| export.name)
}

#[cfg(test)]
mod tests;
