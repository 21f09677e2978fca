//! An OpenAPI document in, a Rust client crate out.
//!
//! These lines serve a command line and a test. For a `build.rs`, see below.
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
//! A `build.rs` writes a [module](Layout::Module) into `OUT_DIR`. The crate includes it with
//! `include!(concat!(env!("OUT_DIR"), "/api/include.rs"));`, and needs the dependencies that
//! [`Generated::dependencies`] lists.
//!
//! ```no_run
//! # use std::path::Path;
//! let out = std::env::var_os("OUT_DIR").expect("cargo sets OUT_DIR for a build script");
//! let mut report = oasmith::Report::new();
//! let generated = oasmith::Input::from_document(Path::new("openapi.yaml"), "api", &mut report)
//!     .map(|input| input.with_layout(oasmith::Layout::module()))
//!     .and_then(|input| oasmith::generate(&input, &mut report));
//! if let Some(generated) = &generated {
//!     for input in &generated.inputs {
//!         println!("cargo::rerun-if-changed={}", input.display());
//!     }
//! }
//! let written = generated.and_then(|generated| oasmith::output::write(&generated.files, &Path::new(&out).join("api"), &mut report));
//!
//! eprint!("{}", report.render(oasmith::diagnostic::Style::Plain));
//! assert!(written.is_some(), "the document has errors");
//! ```
//!
//! The pipeline has one direction: [`load`] reads a document and the files that it refers to,
//! [`lower`] turns it into [`ir`], which knows nothing of Rust, [`plan`] takes every Rust decision,
//! [`emit`] prints, [`output`] compares and writes. A [`Report`] collects the messages of all
//! stages.

// Nothing in a document can stop the process.
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

pub mod change;
pub mod diagnostic;
pub mod emit;
pub mod example;
mod format;
mod instance;
pub mod ir;
pub mod load;
pub mod lower;
pub mod manifest;
pub mod output;
mod parallel;
pub mod plan;
mod runtime;
pub mod select;
pub mod source;

use std::path::{Path, PathBuf};

pub use change::Planned;
pub use diagnostic::Report;
use diagnostic::{Code, Diagnostic};
pub use emit::{CodeSample, CodeSamples};
use manifest::InlineSchemas;
pub use manifest::{Layout, Manifest};
pub use output::Files;
use select::Selector;
use source::FileId;

/// What to generate from.
#[derive(Debug, Clone)]
pub struct Input {
    /// The documents, and the options for each.
    pub manifest: Manifest,
    /// What happens on an error in a document.
    pub on_error: OnError,
    /// Hosts that documents may be fetched from. Default: `None`, which means that nothing is
    /// fetched.
    pub remote: Option<load::Remote>,
    /// Limits on the size of documents.
    pub limits: load::Limits,
}

/// What happens on an error in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnError {
    /// No crate is generated.
    #[default]
    Stop,
    /// An operation with an error is left out, and a schema with an error becomes any JSON value.
    /// Any other error, such as one in the manifest, still stops the run. The report has all
    /// errors.
    LeaveOut,
}

impl Input {
    /// The documents that a manifest names; `None` if the manifest is invalid, which is reported.
    pub fn from_manifest(path: &Path, report: &mut Report) -> Option<Self> {
        manifest::read(path, report).map(Self::from)
    }

    /// Like [`Input::from_manifest`], with a text that replaces the content of the file at `path`.
    pub fn from_manifest_text(path: &Path, text: &str, report: &mut Report) -> Option<Self> {
        manifest::read_text(path, text, report).map(Self::from)
    }

    /// One document as a stand-alone crate called `name`; `None` if the name is invalid, which is
    /// reported.
    pub fn from_document(document: &Path, name: &str, report: &mut Report) -> Option<Self> {
        Manifest::for_document(document, name, report).map(Self::from)
    }

    /// The same documents as a crate or as a module.
    #[must_use]
    pub fn with_layout(mut self, layout: Layout) -> Self {
        self.manifest.package.layout = layout;
        self
    }

    /// Replaces the selectors of the manifest. `None` if there are several APIs, which is reported:
    /// each needs selectors of its own.
    pub fn selecting(
        mut self,
        include: Vec<Selector>,
        exclude: Vec<Selector>,
        report: &mut Report,
    ) -> Option<Self> {
        match self.manifest.apis.as_mut_slice() {
            [api] => {
                (api.selection.include, api.selection.exclude) = (include, exclude);
                Some(self)
            }
            apis => {
                let message =
                    format!("selectors apply to one API, and the manifest has {}", apis.len());
                let help = "select in the manifest, under [api.….select]";
                report.push(Diagnostic::new(Code::WhichApi, message).help(help));
                None
            }
        }
    }
}

impl From<Manifest> for Input {
    fn from(manifest: Manifest) -> Self {
        Self {
            manifest,
            on_error: OnError::default(),
            remote: None,
            limits: load::Limits::default(),
        }
    }
}

/// A crate, in memory.
#[derive(Debug, Clone)]
pub struct Generated {
    /// Its files.
    pub files: Files,
    /// Counts for each API of the manifest.
    pub summary: Vec<Summary>,
    /// The files that were read, on the disk: absolute, or relative to the current folder. A build
    /// script is run again if one of them changes.
    pub inputs: Vec<PathBuf>,
    /// The commands of cargo that add the dependencies of a module to the crate around it. Empty
    /// for a crate.
    pub dependencies: Vec<String>,
}

/// Counts for one API of a crate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The API's name in the manifest.
    pub api: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many schemas its operations and webhooks reach: those with a name, and the objects,
    /// enums and unions without.
    pub schemas: usize,
    /// How many types.
    pub types: usize,
    /// How many variants its enums have.
    pub enum_variants: usize,
    /// How many webhooks.
    pub webhooks: usize,
    /// How many operations and webhooks are left out because of errors.
    pub left_out: usize,
    /// How many schemas became any JSON value because of errors.
    pub degraded: usize,
}

/// Runs the whole pipeline, from documents to the files of a crate. `None` if the report has an
/// error, unless [`OnError::LeaveOut`] allows to leave out what is invalid. The manifest's
/// `[lints]` set the levels of warnings.
pub fn generate(input: &Input, report: &mut Report) -> Option<Generated> {
    let decided = decide(input, report)?;
    let licenses = manifest::license_texts(&input.manifest, report)?;
    let read = inputs(&input.manifest, &decided, &licenses);
    let paths = read.filter_map(load::InputFile::path).map(Path::to_owned).collect();
    let found = emit::UnplannedContent {
        inputs: load::digests(inputs(&input.manifest, &decided, &licenses), &input.manifest.folder),
        licenses: licenses.into_iter().map(|license| (license.name, license.text)).collect(),
    };
    let mut files = emit::emit(&decided.krate);
    emit::add_unplanned(found, &mut files);
    let Decided { summary, krate, .. } = decided;
    let dependencies = emit::dependency_commands(&krate);
    parallel::discard(krate);
    Some(Generated { files, summary, inputs: paths, dependencies })
}

/// Reports what [`generate`] reports, without generating a crate.
pub fn lint(input: &Input, report: &mut Report) {
    decide(input, report);
    manifest::license_texts(&input.manifest, report);
}

/// Every file that was read.
fn inputs<'a>(
    manifest: &'a Manifest,
    decided: &'a Decided,
    licenses: &'a [manifest::LicenseText],
) -> impl Iterator<Item = &'a load::InputFile> {
    manifest
        .inputs
        .iter()
        .chain(&decided.inputs)
        .chain(licenses.iter().map(|license| &license.input))
}

/// The plan of a crate, with the texts of its documents; `None` if [`generate`] gives none. To
/// [compare](change::compare) plans, make each with a report of its own: the plan keeps the texts
/// of the report.
pub fn plan_of(input: &Input, report: &mut Report) -> Option<Planned> {
    let Decided { krate, .. } = decide(input, report)?;
    Some(Planned { krate, sources: report.sources.clone() })
}

/// The samples of code for the operations of each document, in the order of the manifest. `None` if
/// [`generate`] gives no crate.
pub fn code_samples(input: &Input, report: &mut Report) -> Option<Vec<CodeSamples>> {
    let Decided { krate, roots, .. } = decide(input, report)?;
    Some(emit::code_samples(&krate, &roots))
}

/// A plan, the files that were read, the root file of each API, and a summary.
struct Decided {
    inputs: Vec<load::InputFile>,
    roots: Vec<FileId>,
    summary: Vec<Summary>,
    krate: plan::Crate,
}

/// Makes the plan; `None` if an error stops the run.
fn decide(input: &Input, report: &mut Report) -> Option<Decided> {
    report.lints.clone_from(&input.manifest.lints);
    let (mut inputs, mut roots, mut apis) = (Vec::new(), Vec::new(), Vec::new());
    for read in read(input, report)? {
        inputs.extend(read.inputs);
        roots.push(read.root);
        apis.push(read.api);
    }
    let krate = plan::plan(&apis, &input.manifest, report)?;
    let summary = summary(&krate, &apis, &input.manifest);
    drop(apis);
    let stops = match input.on_error {
        OnError::Stop => report.has_errors(),
        OnError::LeaveOut => report.is_stopped(),
    };
    (!stops).then_some(Decided { inputs, roots, summary, krate })
}

/// An API, its root file, and the files that were read for it.
struct ReadApi {
    root: FileId,
    inputs: Vec<load::InputFile>,
    api: ir::Api,
}

/// The APIs. All documents are read, so that one run reports
/// all errors. A document is dropped as soon as it was lowered, because it takes most of the
/// memory.
fn read(input: &Input, report: &mut Report) -> Option<Vec<ReadApi>> {
    let mut read = Vec::with_capacity(input.manifest.apis.len());
    for api in &input.manifest.apis {
        let chosen = plan::chosen_types(&input.manifest, api);
        let document = load::load(&api.request(input.remote.as_ref(), input.limits), report);
        read.push(document.and_then(|document| {
            let mut lowered = lower::lower(&document, (&api.selection, &chosen), report)?;
            if api.inline_schemas == InlineSchemas::Shared {
                lower::share(&mut lowered, &api.customized_types());
            }
            if input.manifest.package.tests {
                instance::add_call_values(&document, &mut lowered);
            }
            let root = document.root().file;
            Some(ReadApi { root, inputs: document.into_inputs(), api: lowered })
        }));
    }
    read.into_iter().collect()
}

fn summary(krate: &plan::Crate, apis: &[ir::Api], manifest: &Manifest) -> Vec<Summary> {
    let of = |((planned, lowered), chosen): ((&plan::Api, &ir::Api), &manifest::Api)| {
        let items = || planned.types.iter().flat_map(|module| &module.items);
        Summary {
            api: chosen.name.clone(),
            operations: planned.groups.iter().map(|group| group.operations.len()).sum(),
            schemas: lowered.types.len(),
            types: items().count(),
            enum_variants: items().map(plan::Item::values).sum(),
            webhooks: planned.webhooks.as_ref().map_or(0, |webhooks| webhooks.bodies.len()),
            left_out: lowered.left_out.len(),
            degraded: lowered.degraded.len(),
        }
    };
    krate.apis.iter().zip(apis).zip(&manifest.apis).map(of).collect()
}
