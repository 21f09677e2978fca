//! The manifest, `spec/sdk.toml`: the documents, what they become, and chosen names.
//!
//! ```toml
//! [package]
//! name = "customer-timeline"
//! version = "0.1.0"
//! layout = "crate"                  # or "module": the files of a module, with the list `features`; or "runtime": the runtime of other crates, without APIs
//! license = "MIT OR Apache-2.0"
//! registry = "internal"             # publish to this one only; without it the crate cannot be published
//! output = "../generated"           # the folder of the crate; relative to the manifest
//! examples = "examples"             # a folder of programs that people wrote, to be examples of the crate
//! tests = true                      # tests of the crate that call every operation; default: false
//! ext = true                        # a module `ext` for code of its users, which is never overwritten; default: false
//! readme = "docs/intro.md"          # what README.md begins with; relative to the manifest
//! authors = ["The team"]            # these, and the URLs `homepage`, `documentation` and `repository`, are as in Cargo.toml
//! keywords = ["timeline"]
//! categories = ["api-bindings"]
//! rust-version = "1.90"             # default: the oldest that compiles the crate
//! license-files = ["../LICENSE-MIT"] # files that the crate gets a copy of; relative to the manifest
//!
//! [runtime]                         # optional: the runtime that the crate shares with others
//! package = "acme-sdk-runtime"      # the short form is runtime = "acme-sdk-runtime", above [package]
//! version = "0.1"
//!
//! [formats]                         # optional
//! date-time = "jiff"                # or "chrono" (default), "time", "string"
//! x-money = "acme_money::Money"     # the type of a custom format
//!
//! [dependencies]                    # optional: for custom types
//! acme-money = "1"                  # or { version = "1", features = ["serde"] }
//!
//! [lints]                           # optional: the levels of warnings, by code
//! W0341 = "allow"                   # it is not shown; "deny" makes it an error, "warn" is the default
//!
//! [api.rebilly]
//! document = "rebilly/openapi.yaml" # relative to the manifest
//! upstream = "https://example.com/openapi.yaml" # where newer copies of it are published: what `cargo xtask drift` compares it with
//! module = "rebilly"                # default: the key; the only API is at the crate's root
//! feature = "rebilly"               # default: the key
//! overlays = ["rebilly/fix.yaml"]   # OpenAPI overlays, applied in this order; relative to the manifest
//! root = "."                        # the folder that files are read from; default: that of the document
//!
//! deep-object-arrays = "brackets"   # arrays in `deepObject` parameters are `name[]=a&name[]=b`; "repeat" (default): `name=a&name=b`
//!
//! inline-schemas = "separate"       # identical schemas become several types; "shared" (default): one type
//!
//! hidden = ["Customer.taxId", "*.ssn"] # fields that `Debug` does not show
//!
//! only = "types"                    # no client, and nothing of HTTP; without it there is a client
//!
//! [api.rebilly.select]              # the part to generate; default: everything
//! tags = ["Customers"]
//! paths = ["/customers/*", "/invoices/**"]
//! operations = ["GetPlan"]          # by `operationId`
//! extensions = ["x-public"]         # or with values: { x-audience = "partners" }
//! webhooks = ["customerCreated"]    # by name
//! exclude = { tags = ["Internal"], extensions = { x-beta = true } }
//!
//! [api.rebilly.names]               # names that people chose
//! "CustomerTimelineType.paid" = "Paid"
//!
//! [api.rebilly.replace]             # custom types, by schema
//! Money = "acme_money::Money"
//!
//! [api.rebilly.derive]              # further traits that types derive, by schema or for all
//! "*" = ["Eq", "Hash"]
//!
//! [api.rebilly.pagination]          # how lists come in pages, where the document does not say it
//! "listCustomers" = { style = "offset", offset = "offset", limit = "limit", total = "Pagination-Total" }
//! "listA" = { style = "page", page = "page", limit = "per_page", first = "1", items = "/data" }
//! "listB" = { style = "cursor", cursor = "after", next = "/next_cursor", items = "/data" }
//! "listC" = { style = "link", next = "Link" }        # or the location of a URL in the body: "/links/next"
//! "listD" = { style = "none" }
//! ```
//!
//! # Selection
//!
//! An operation or webhook is selected if any selector under `select` matches it: those with one of
//! the tags and those with one of the paths, not only those with both. Without selectors,
//! everything is selected. With selectors, nothing else is: webhooks need a name, tag or extension,
//! too. What `exclude` matches is never selected; with nothing but `exclude`, all the rest is. The
//! crate has the types that the selected operations and webhooks use.
//!
//! In a path, `*` matches any characters of one segment and `**` any number of segments. An
//! extension may be that of the operation or of its path; without a value, it matches any value but
//! `false` and null; with a value, it matches that value or a list with it. A selector that matches
//! nothing is an error. Names and paginations of what is not selected are ignored.

mod cargo_key;
mod check;
mod deep_object;
mod dependencies;
mod derive;
mod edit;
mod example;
mod formats;
mod hidden;
mod keys;
mod layout;
mod library;
mod license;
mod lints;
mod metadata;
mod other_syntax;
mod pagination;
mod read;
mod replace;
mod runtime;
mod schema;
mod selection;
mod table;
mod type_path;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use indexmap::IndexMap;

use crate::diagnostic::{Diagnostic, Lints, Report};
use crate::load::{Address, GivenPath, InputFile, Limits, Remote, Replacement, Request};
use crate::select::Selection;
use crate::source::{FileId, Location};

pub(crate) use check::FEATURES;
pub use check::{ValueError, version_help};
pub use deep_object::{DeepObjectArrays, DeepObjectChoice, DeepObjectChoices};
pub use dependencies::{Dependency, crate_name as check_package_name};
pub use derive::{Derive, DeriveChoice, StdTrait};
pub use edit::with_version;
pub use formats::{ChosenFormat, Formats};
pub use hidden::HiddenField;
pub use layout::Layout;
pub use library::{FormatType, Library, LibraryType, Parsing};
pub use license::{LicenseText, license_texts};
pub use lints::{code as check_code, lint as check_lint};
pub use metadata::{Metadata, RUST_VERSION};
pub use pagination::{Pagination, PaginationStyle};
pub use read::{read, read_text};
pub use replace::OwnType;
pub use runtime::SharedRuntime;
pub use schema::schema;
pub use selection::{extension_flag, path_flag};
pub use type_path::TypePath;

/// The options of a crate.
#[derive(Debug, Clone, PartialEq)]
pub struct Manifest {
    /// The file that it was read from; `None` for a manifest that was built in memory.
    pub file: Option<FileId>,
    /// The folder that it is in. For a manifest that was built in memory, the folder of the
    /// document.
    pub folder: PathBuf,
    /// Every file that was read for it: its own, and the examples.
    pub inputs: Vec<InputFile>,
    /// The crate.
    pub package: Package,
    /// The shared runtime that the crate uses. Default: none, so it has a runtime of its own.
    pub runtime: Option<SharedRuntime>,
    /// The Rust types of formats.
    pub formats: Formats,
    /// The dependencies that it adds.
    pub dependencies: Vec<Dependency>,
    /// How much each warning matters: the `[lints]` table.
    pub lints: Lints,
    /// The APIs, in the order of the manifest; at least one, except for a runtime.
    pub apis: Vec<Api>,
}

/// The `[package]` table: what goes into the crate's `Cargo.toml`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Package {
    /// The package's name, by cargo's rules.
    pub name: String,
    /// Its version, by semantic versioning.
    pub version: String,
    /// Whether it is a crate, a module or a runtime.
    pub layout: Layout,
    /// A description in one or two sentences.
    pub description: Option<String>,
    /// An SPDX licence expression.
    pub license: Option<String>,
    /// The URL of the source code.
    pub repository: Option<String>,
    /// What registries show and search.
    pub metadata: Metadata,
    /// The text that `README.md` begins with.
    pub readme: Option<String>,
    /// The only registry that it may be published to. Default: none, so it cannot be published.
    pub registry: Option<String>,
    /// The folder of the crate: absolute, or relative to the current folder.
    pub output: Option<PathBuf>,
    /// Whether the crate has tests that call each operation.
    pub tests: bool,
    /// Whether the crate has a module `ext` for code of its users.
    pub ext: bool,
    /// Programs that become examples of the crate.
    pub examples: Vec<Example>,
    /// Licence files and notices.
    pub licenses: Vec<LicenseFile>,
    /// Whether the crate is outside any workspace and needs an empty `[workspace]` table of its
    /// own.
    pub standalone: bool,
}

/// A program that becomes an example of the crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Its file's name, without `.rs`.
    pub name: String,
    /// What is in the file.
    pub text: String,
}

/// A licence file or a notice, which is read when a crate is generated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseFile {
    /// Its name.
    pub name: String,
    /// Where it is: absolute, or relative to the current folder.
    pub path: PathBuf,
    /// Its location in the manifest.
    pub location: Location,
}

/// One `[api.…]` table.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// The key of the table.
    pub name: String,
    /// Its OpenAPI document: absolute, or relative to the current folder.
    pub document: PathBuf,
    /// A text that replaces the document. It cannot be set in a manifest.
    pub replacement: Option<Replacement>,
    /// Where newer copies of it are published. Generating a crate fetches nothing from there.
    pub upstream: Option<Address>,
    /// Overlays that are applied to it, in this order.
    pub overlays: Vec<GivenPath>,
    /// The folder that files may be read from. Default: the folder of the document.
    pub root: Option<GivenPath>,
    /// Its module; `None` for the crate's root.
    pub module: Option<String>,
    /// The cargo feature that enables it; `None` if it is always there.
    pub feature: Option<String>,
    /// Chosen Rust names, by a schema, the generated name of a type, `Schema.property`,
    /// `Schema.value`, an operationId, `tag:…`, `server:…` or `security:…`.
    pub names: IndexMap<String, Name>,
    /// The types that replace schemas, by the names of the schemas.
    pub replacements: IndexMap<String, OwnType>,
    /// Further traits that types derive.
    pub derives: Vec<DeriveChoice>,
    /// The fields that `Debug` does not show.
    pub hidden: Vec<HiddenField>,
    /// How operations are paginated, by their operationIds. Overrides what the document suggests.
    pub pagination: IndexMap<String, Pagination>,
    /// How arrays in parameters with the style `deepObject` are written.
    pub deep_object_arrays: DeepObjectChoices,
    /// Whether identical inline schemas become one type.
    pub inline_schemas: InlineSchemas,
    /// The selected operations and webhooks.
    pub selection: Selection,
    /// The location of the table.
    pub location: Option<Location>,
}

/// How identical inline schemas are handled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum InlineSchemas {
    /// They become one type.
    #[default]
    Shared,
    /// Each becomes a type of its own.
    Separate,
}

/// A chosen name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// A Rust identifier.
    pub name: String,
    /// The location of its key.
    pub location: Location,
}

impl Api {
    /// The schemas or Rust types whose type has settings of its own: names of its own or of its
    /// members, and derives.
    pub fn customized_types(&self) -> BTreeSet<&str> {
        let derives = self.derives.iter().filter_map(|choice| choice.schema.as_deref());
        // The key of a member is `Type.member`.
        let owners = self.names.keys().filter_map(|key| key.split_once('.'));
        let names = self.names.keys().map(String::as_str).chain(owners.map(|(owner, _)| owner));
        derives.chain(names).collect()
    }

    /// The request to load its document.
    pub fn request(&self, remote: Option<&Remote>, limits: Limits) -> Request {
        Request {
            document: self.document.clone(),
            replacement: self.replacement.clone(),
            overlays: self.overlays.clone(),
            root: self.root.clone(),
            remote: remote.cloned(),
            limits,
        }
    }
}

impl Manifest {
    /// The manifest of a stand-alone crate from one document: version 0.1.0, the API at the crate's
    /// root, outside any workspace, not publishable. `None` if cargo does not accept the name,
    /// which is reported.
    pub fn for_document(document: &Path, name: &str, report: &mut Report) -> Option<Self> {
        if let Err(error) = check_package_name(name) {
            report.push(Diagnostic::new(error.code, error.message).help(error.help));
            return None;
        }
        let package = Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            standalone: true,
            ..Package::default()
        };
        let api = Api {
            name: name.to_owned(),
            document: document.to_owned(),
            replacement: None,
            upstream: None,
            overlays: Vec::new(),
            root: None,
            module: None,
            feature: None,
            names: IndexMap::new(),
            replacements: IndexMap::new(),
            derives: Vec::new(),
            hidden: Vec::new(),
            pagination: IndexMap::new(),
            deep_object_arrays: DeepObjectChoices::default(),
            inline_schemas: InlineSchemas::default(),
            selection: Selection::default(),
            location: None,
        };
        Some(Self {
            file: None,
            folder: document.parent().unwrap_or(Path::new("")).to_owned(),
            inputs: Vec::new(),
            package,
            runtime: None,
            formats: Formats::default(),
            dependencies: Vec::new(),
            lints: Lints::default(),
            apis: vec![api],
        })
    }
}
