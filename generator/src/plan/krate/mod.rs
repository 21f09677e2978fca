//! The boundary between planning and emitting: a crate with every Rust decision made.
//!
//! Identifiers are valid and unique, types are boxed where needed, features and modules are chosen.
//! Printing a [`Crate`] decides nothing more.

mod conversion;
mod docs;
mod item;
mod operation;
mod pagination;
mod source;
mod test;
mod xml;

pub use conversion::*;
pub use docs::*;
pub use item::*;
pub use operation::*;
pub use pagination::Pagination;
pub use source::SourceLocation;
pub use test::*;
pub use xml::Xml;

use std::collections::{BTreeMap, BTreeSet};

use super::name::Ident;
use crate::ir::{KeyLocation, PropertyEncoding, XmlElement};
use crate::manifest::Dependency;
pub use crate::manifest::{Layout, Metadata, SharedRuntime};
use crate::select::Contents;

/// A crate to write.
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    /// Its package, for `Cargo.toml`.
    pub package: Package,
    /// The runtime that it shares with other crates, instead of one of its own.
    pub runtime: Option<SharedRuntime>,
    /// Its features, without `default` and those of the transport.
    pub features: Vec<Feature>,
    /// The optional dependencies that its types need.
    pub dependencies: Dependencies,
    /// The `recursion_limit` that its types need, if that is more than the default.
    pub recursion_limit: Option<usize>,
    /// Its APIs, one for each document. A single one may be at the root of the crate.
    pub apis: Vec<Api>,
    /// Hand-written examples.
    pub examples: Vec<ExampleFile>,
}

impl Crate {
    /// Whether it has a client.
    pub fn contents(&self) -> Contents {
        let is_runtime = self.package.layout == Layout::Runtime;
        let mut apis = self.apis.iter();
        let has_client = is_runtime || apis.any(|api| api.contents == Contents::Client);
        if has_client { Contents::Client } else { Contents::Types }
    }
}

/// A hand-written example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// Its name: ASCII letters, digits, `_` and `-`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// The package of a crate, for `Cargo.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// The name of the library target: the package's, with `_` for `-`.
    pub library: Ident,
    /// A semantic version.
    pub version: String,
    /// Whether it is a crate, a module or a runtime.
    pub layout: Layout,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// The names of its files of licences and notices, beside `Cargo.toml`.
    pub license_files: Vec<String>,
    /// The URL of its repository.
    pub repository: Option<String>,
    /// What registries show and search.
    pub metadata: Metadata,
    /// The text that `README.md` begins with, instead of the name and the description.
    pub readme: Option<String>,
    /// The only registry to publish it to.
    pub registry: Option<String>,
    /// Whether it has a module `ext` for code of its users.
    pub ext: bool,
    /// Whether it is a workspace of its own.
    pub standalone: bool,
}

/// A cargo feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// The other features that it enables.
    pub enables: Vec<String>,
    /// One line for `Cargo.toml` and the crate's documentation.
    pub summary: String,
}

/// Dependencies that only some documents need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// Those of types, as Rust code names them.
    pub types: BTreeSet<String>,
    /// Those that the manifest adds.
    pub own: Vec<Dependency>,
}

/// An API.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Its module and feature; `None` at the root of the crate.
    pub module: Option<Module>,
    /// Whether it has a client. Without one it has no servers, credentials, groups and webhooks.
    pub contents: Contents,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// Its docs.
    pub docs: Docs,
    /// Its servers.
    pub servers: Vec<Server>,
    /// The base URL if the caller sets none.
    pub default_server: Option<String>,
    /// The setters for security schemes.
    pub credentials: Vec<Credential>,
    /// Its operations by group.
    pub groups: Vec<Group>,
    /// Its types, by file.
    pub types: Vec<TypesModule>,
    /// Its webhooks and callbacks.
    pub webhooks: Option<Webhooks>,
    /// How its bodies are written as XML.
    pub xml: Xml,
}

impl Api {
    /// The aliases of types whose values functions take as they are
    /// ([`RustType::is_copied`]).
    pub fn copied(&self) -> BTreeSet<&Ident> {
        let items = self.types.iter().flat_map(|module| &module.items);
        let mut copied = BTreeSet::new();
        // By the type that an alias names.
        let mut aliases: BTreeMap<&Ident, Vec<&Ident>> = BTreeMap::new();
        let mut work = Vec::new();
        for item in items {
            match &item.kind {
                ItemKind::Alias(RustType::Item(target)) => {
                    aliases.entry(target).or_default().push(&item.ident);
                }
                ItemKind::Alias(target) if target.is_copied() => work.push(&item.ident),
                _ => {}
            }
        }
        while let Some(alias) = work.pop() {
            if copied.insert(alias) {
                work.extend(aliases.get(alias).into_iter().flatten());
            }
        }
        copied
    }
}

/// A module, which a feature may enable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub ident: Ident,
    /// Its feature; `None` if it is always enabled.
    pub feature: Option<String>,
}

/// A server of an API.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The name of its constructor.
    pub ident: Ident,
    /// The name of the constructor that also takes the variables with a default; `None` if no
    /// variable has one.
    pub full_ident: Option<Ident>,
    /// Its docs.
    pub docs: Docs,
    /// Its URL.
    pub url: Vec<ServerSegment>,
    /// Its variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// A part of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ServerSegment {
    /// Text.
    Literal(String),
    /// The value of `variables[_]`.
    Variable(usize),
}

/// A variable of a server's URL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVariable {
    /// The argument's name.
    pub ident: Ident,
    /// Its default, if it has one.
    pub default: Option<String>,
    /// The string enum of its values; `None` for any text.
    pub ty: Option<Ident>,
    /// The part of the URL that it is in.
    pub part: UrlPart,
}

/// A part of a URL (RFC 3986, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlPart {
    /// The beginning: the variable chooses the server.
    Start,
    /// The host or the port.
    Authority,
    /// Everything after them.
    Path,
}

/// A setter for a security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The setter's name.
    pub ident: Ident,
    /// The scheme's name in the document.
    pub scheme: String,
    /// How it is sent.
    pub kind: CredentialKind,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// How a credential is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// As an API key.
    ApiKey {
        /// Its location in the request.
        location: KeyLocation,
        /// Its name.
        name: String,
    },
    /// HTTP basic authentication: a user and a password.
    Basic,
    /// A bearer token.
    Bearer,
    /// In `Authorization`, after this word.
    Http(String),
}

/// The operations of a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its module. The method of the client has the same name.
    pub module: Module,
    /// The type of the group.
    pub ident: Ident,
    /// Its docs.
    pub docs: Docs,
    /// Its operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// Its location in the document.
    pub source: SourceLocation,
}

/// Types in one file.
#[derive(Debug, Clone, PartialEq)]
pub struct TypesModule {
    /// The file, below `types/`.
    pub module: Module,
    /// The types, in the order of the document.
    pub items: Vec<Item>,
    /// Conversions from types of responses to types of requests.
    pub conversions: Vec<Conversion>,
}

/// The webhooks and callbacks of an API.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhooks {
    /// The module `webhooks`.
    pub module: Module,
    /// The type of all webhooks; `None` if no property identifies them.
    pub event: Option<Item>,
    /// The root element of all webhooks with its name, if some are XML and `event` is their type.
    pub event_element: Option<(Ident, XmlElement)>,
    /// The headers of all webhooks.
    pub headers: Option<Item>,
    /// The functions that read and write bodies in other formats than JSON.
    pub functions: Vec<BodyFunction>,
    /// Each webhook with the type of its body.
    pub bodies: Vec<(String, Option<RustType>, Docs)>,
    /// The callbacks of its operations.
    pub callbacks: Vec<Callback>,
}

/// A function that reads or writes the body of a webhook, or of a callback and its responses.
#[derive(Debug, Clone, PartialEq)]
pub struct BodyFunction {
    /// Its name.
    pub ident: Ident,
    /// What it does.
    pub kind: BodyFunctionKind,
    /// The type of the body.
    pub ty: BodyType,
    /// Its docs.
    pub docs: Docs,
}

/// The type of the body of a webhook or callback.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyType {
    /// A type of the API.
    Api(RustType),
    /// The alias of a callback, beside the function. A type of the API may have the same name.
    Callback(Ident),
}

/// What a function does with a body.
#[derive(Debug, Clone, PartialEq)]
pub enum BodyFunctionKind {
    /// It reads a request of JSON, or XML with this root element.
    ReadXml(Ident),
    /// It writes a response of XML with this root element.
    WriteXml(Ident),
    /// It reads a request that is a form, with the properties that have an encoding of their own.
    ReadForm(Vec<PropertyEncoding>),
}

/// A callback.
#[derive(Debug, Clone, PartialEq)]
pub struct Callback {
    /// Its key in the document.
    pub name: String,
    /// The id of its operation.
    pub operation: String,
    /// The alias of its body.
    pub body: Option<Item>,
    /// The headers of its request.
    pub headers: Option<Item>,
    /// The aliases of the bodies of responses to it.
    pub replies: Vec<Item>,
    /// Its docs.
    pub docs: Docs,
    /// Its location in the document.
    pub source: SourceLocation,
}

impl Callback {
    /// Its items in the module of the webhooks.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.body.iter().chain(&self.headers).chain(&self.replies)
    }
}
