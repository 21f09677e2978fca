//! The boundary between planning and emitting: every Rust decision, taken.
//!
//! Identifiers are valid and free of collisions, types are boxed where they must be, features and
//! modules are chosen. Whoever prints a [`Crate`] decides nothing more.

mod docs;
mod item;
mod operation;
mod pagination;
mod spot;

pub use docs::*;
pub use item::*;
pub use operation::*;
pub use pagination::Pagination;
pub use spot::Spot;

use super::name::Ident;
use crate::ir::KeyLocation;
use crate::select::Contents;

/// A crate to be written.
#[derive(Debug, Clone, PartialEq)]
pub struct Crate {
    /// What `Cargo.toml` says of it.
    pub package: Package,
    /// Its features, `default` and those of the transport left out.
    pub features: Vec<Feature>,
    /// Which optional dependencies its types need.
    pub dependencies: Dependencies,
    /// How many types in types the compiler must look through, where that is more than usual.
    pub recursion_limit: Option<usize>,
    /// One for each document; the only one of a crate may stand at its root.
    pub apis: Vec<Api>,
    /// Programs that people wrote, to stand among its examples.
    pub examples: Vec<ExampleFile>,
}

impl Crate {
    /// Whether there is a client in it.
    pub fn contents(&self) -> Contents {
        let has_client = self.apis.iter().any(|api| api.contents == Contents::Client);
        if has_client { Contents::Client } else { Contents::Types }
    }
}

/// A program that someone wrote.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExampleFile {
    /// The name of the example: letters of ASCII, digits, `_` and `-`.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// What `Cargo.toml` says of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Package {
    /// The package's name.
    pub name: String,
    /// The name of the library target: the package's, with `_` for `-`.
    pub library: Ident,
    /// A semantic version.
    pub version: String,
    /// One line.
    pub description: String,
    /// An SPDX expression.
    pub license: Option<String>,
    /// The names of the files of its licences and notices, which stand beside `Cargo.toml`.
    pub license_files: Vec<String>,
    /// Where its source is kept.
    pub repository: Option<String>,
    /// The only registry that it may be published to.
    pub registry: Option<String>,
    /// Whether it is a workspace of its own.
    pub standalone: bool,
}

/// A cargo feature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feature {
    /// Its name.
    pub name: String,
    /// What it switches on besides.
    pub enables: Vec<String>,
    /// One line for `Cargo.toml` and the crate's page.
    pub summary: String,
}

/// Crates that only some documents need.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Dependencies {
    /// For dates.
    pub chrono: bool,
    /// For UUIDs.
    pub uuid: bool,
}

/// What becomes of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Api {
    /// Its module and feature; `None` when it stands at the crate's root.
    pub module: Option<Module>,
    /// Whether there is a client. Without one there are no servers, credentials, groups and
    /// webhooks.
    pub contents: Contents,
    /// Its title.
    pub title: String,
    /// Its version.
    pub version: String,
    /// What stands on its page.
    pub docs: Docs,
    /// Where it can be reached.
    pub servers: Vec<Server>,
    /// The base URL when the caller gives none.
    pub default_server: Option<String>,
    /// How a caller is known.
    pub credentials: Vec<Credential>,
    /// Its operations by group.
    pub groups: Vec<Group>,
    /// Its types, by file.
    pub types: Vec<TypesModule>,
    /// What it sends by itself.
    pub webhooks: Option<Webhooks>,
}

/// A module that a feature switches on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Module {
    /// Its name.
    pub ident: Ident,
    /// The feature; `None` when it is always there.
    pub feature: Option<String>,
}

/// Where an API can be reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// The name of its constructor.
    pub ident: Ident,
    /// The name of the constructor that takes the variables that have a default, too; `None` when
    /// there are none.
    pub full_ident: Option<Ident>,
    /// What it is.
    pub docs: Docs,
    /// Its URL.
    pub url: Vec<ServerSegment>,
    /// Its variables, in the order of the URL.
    pub variables: Vec<ServerVariable>,
    /// Where it is described.
    pub spot: Spot,
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
    /// The default, for those that have one.
    pub default: Option<String>,
    /// The type of its values, a string enum among the types; `None` for any text.
    pub ty: Option<Ident>,
    /// Which part of the URL it is in.
    pub part: UrlPart,
}

/// A part of a URL (RFC 3986, section 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UrlPart {
    /// The variable is where the URL begins: whoever gives it chooses the server.
    Start,
    /// The host or the port.
    Authority,
    /// What follows them.
    Path,
}

/// A setter for a security scheme.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// The setter's name.
    pub ident: Ident,
    /// The scheme's name in the document.
    pub scheme: String,
    /// How it travels.
    pub kind: CredentialKind,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}

/// How a credential travels.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CredentialKind {
    /// Under a name.
    ApiKey {
        /// Where.
        location: KeyLocation,
        /// The name.
        name: String,
    },
    /// HTTP basic authentication: a user and a password.
    Basic,
    /// A bearer token.
    Bearer,
    /// After this word in `Authorization`.
    Http(String),
}

/// The operations of a tag.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its module, also the name of the client's method that gives it.
    pub module: Module,
    /// The type of the group.
    pub ident: Ident,
    /// What it is.
    pub docs: Docs,
    /// Its operations, in the order of the document.
    pub operations: Vec<Operation>,
    /// Where it is described.
    pub spot: Spot,
}

/// Types that stand in one file.
#[derive(Debug, Clone, PartialEq)]
pub struct TypesModule {
    /// The file, below `types/`.
    pub module: Module,
    /// In the order of the document.
    pub items: Vec<Item>,
}

/// What an API sends by itself.
#[derive(Debug, Clone, PartialEq)]
pub struct Webhooks {
    /// The module `webhooks`.
    pub module: Module,
    /// What arrives. When no property tells the webhooks apart there is no such type.
    pub event: Option<Item>,
    /// Each webhook with the type of its body.
    pub bodies: Vec<(String, Option<RustType>, Docs)>,
    /// What is sent after an operation.
    pub callbacks: Vec<Callback>,
}

impl Webhooks {
    /// The types of what is received and replied.
    pub fn types(&self) -> impl Iterator<Item = &RustType> {
        let callbacks = self.callbacks.iter();
        let of_callbacks =
            callbacks.flat_map(|callback| callback.body.iter().chain(&callback.replies));
        let types = of_callbacks.filter_map(|item| match &item.kind {
            ItemKind::Alias(ty) => Some(ty),
            _ => None,
        });
        self.bodies.iter().filter_map(|(_, ty, _)| ty.as_ref()).chain(types)
    }
}

/// What an API sends after an operation.
#[derive(Debug, Clone, PartialEq)]
pub struct Callback {
    /// Its key in the document.
    pub name: String,
    /// The operation after which it is sent.
    pub operation: String,
    /// What it brings, under a name of its own.
    pub body: Option<Item>,
    /// What it may be answered with, where that is JSON, each under a name of its own.
    pub replies: Vec<Item>,
    /// What it is.
    pub docs: Docs,
    /// Where it is described.
    pub spot: Spot,
}
