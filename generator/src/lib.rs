//! An OpenAPI document in, a Rust client crate out.
//!
//! The same three lines serve a command line, a test and a `build.rs`:
//!
//! ```no_run
//! # use std::path::Path;
//! let mut report = oasmith::Report::new();
//! let generated = oasmith::Input::from_document(Path::new("openapi.yaml"), "my-api", &mut report)
//!     .and_then(|input| oasmith::generate(&input, &mut report));
//! let written = generated.and_then(|generated| oasmith::output::write(&generated.files, Path::new("my-api"), &mut report));
//!
//! eprint!("{}", report.render(oasmith::diagnostic::Style::Plain));
//! assert!(written.is_some(), "the document has errors");
//! ```
//!
//! Data goes one way: [`load`] reads a document and the files that it refers to, [`lower`] says what it says with no
//! Rust in it ([`ir`]), [`plan`] takes every Rust decision, [`emit`] prints, [`output`] compares and writes. Whatever
//! there is to say to people on the way is collected in a [`Report`].

pub mod diagnostic;
pub mod emit;
mod format;
pub mod ir;
pub mod load;
pub mod lower;
pub mod manifest;
pub mod output;
mod parallel;
pub mod plan;
pub mod source;

use std::path::Path;

pub use diagnostic::Report;
pub use manifest::Manifest;
pub use output::Files;

/// What to generate from.
#[derive(Debug, Clone)]
pub struct Input {
    /// The documents, and what becomes of them.
    pub manifest: Manifest,
}

impl Input {
    /// The documents that a manifest names. What is wrong with it is in the report.
    pub fn from_manifest(path: &Path, report: &mut Report) -> Option<Self> {
        manifest::read(path, report).map(|manifest| Self { manifest })
    }

    /// One document, as a stand-alone crate called `name`. What is wrong with the name is in the report.
    pub fn from_document(document: &Path, name: &str, report: &mut Report) -> Option<Self> {
        Manifest::for_document(document, name, report).map(|manifest| Self { manifest })
    }
}

/// A crate, in memory.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Its files.
    pub files: Files,
    /// What is in it.
    pub summary: Vec<Summary>,
}

/// What a document became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The API's name in the manifest.
    pub api: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many schemas its operations and webhooks reach: those with a name, and the objects, enums and unions without.
    pub schemas: usize,
    /// How many types.
    pub types: usize,
    /// How many variants its enums have.
    pub enum_variants: usize,
    /// How many webhooks.
    pub webhooks: usize,
}

/// The whole way, from documents to the files of a crate. With an error in the report there is no crate.
pub fn generate(input: &Input, report: &mut Report) -> Option<Generated> {
    // What the documents say is dropped before the files are written.
    let (krate, schemas) = {
        let apis = read(input, report)?;
        let schemas: Vec<usize> = apis.iter().map(|api| api.types.len()).collect();
        (plan::plan(&apis, &input.manifest, report)?, schemas)
    };
    if report.has_errors() {
        return None;
    }
    Some(Generated { files: emit::emit(&krate), summary: summary(&schemas, &krate, &input.manifest) })
}

/// What the documents say. All are read, so that all that is wrong with them is said in one run.
fn read(input: &Input, report: &mut Report) -> Option<Vec<ir::Api>> {
    let mut apis = Vec::with_capacity(input.manifest.apis.len());
    for api in &input.manifest.apis {
        let document = load::load(&api.document, report);
        apis.push(document.and_then(|document| lower::lower(&document, report)));
    }
    apis.into_iter().collect()
}

fn summary(schemas: &[usize], krate: &plan::Crate, manifest: &Manifest) -> Vec<Summary> {
    let of = |((api, schemas), chosen): ((&plan::Api, &usize), &manifest::Api)| {
        let items = || api.types.iter().flat_map(|module| &module.items);
        Summary {
            api: chosen.name.clone(),
            operations: api.groups.iter().map(|group| group.operations.len()).sum(),
            schemas: *schemas,
            types: items().count(),
            enum_variants: items().map(plan::Item::values).sum(),
            webhooks: api.webhooks.as_ref().map_or(0, |webhooks| webhooks.bodies.len()),
        }
    };
    krate.apis.iter().zip(schemas).zip(&manifest.apis).map(of).collect()
}
