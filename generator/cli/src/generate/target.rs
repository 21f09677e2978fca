//! What to generate, and where.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use oasmith::Report;
use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::manifest::Manifest;

use super::Arguments;
use crate::document::{GivenDocument, crate_name, extension, fetched, written};
use crate::paths::{relative, shown};
use crate::program;
use crate::project::{nearest_or_report, no_output, normal};
use crate::terminal::note;

/// A crate to generate.
#[derive(Debug)]
pub(super) struct Target {
    /// The inputs of generation.
    pub(super) origin: Origin,
    /// Its folder. Default: that of the manifest.
    output: Option<PathBuf>,
}

/// What a crate is generated from.
#[derive(Debug)]
pub(super) enum Origin {
    /// One document.
    Document {
        /// Its path.
        path: PathBuf,
        /// The name of the crate.
        name: String,
    },
    /// A manifest.
    Manifest(PathBuf),
}

impl Target {
    /// The folder of the crate. `None` if nothing names it, which is reported.
    pub(super) fn folder(&self, manifest: &Manifest, report: &mut Report) -> Option<PathBuf> {
        let folder = self.output.as_ref().or(manifest.package.output.as_ref());
        if let (None, Origin::Manifest(path)) = (folder, &self.origin) {
            report.push(no_output(path));
        }
        folder.map(|folder| near(folder))
    }
}

/// A path without `..` inside it, relative to the current folder if it is near.
fn near(path: &Path) -> PathBuf {
    if !path.components().any(|part| matches!(part, Component::ParentDir)) {
        let current = env::current_dir().unwrap_or_default();
        return match path.strip_prefix(&current) {
            Ok(inside) if !inside.as_os_str().is_empty() => inside.to_owned(),
            _ => path.to_owned(),
        };
    }
    let normal = normal(path);
    let current = env::current_dir().and_then(|it| it.canonicalize()).unwrap_or_default();
    match relative(&current, &normal) {
        Some(relative) if !relative.as_os_str().is_empty() => relative,
        _ => normal,
    }
}

/// The crates to generate; `None` if there is none, which is reported.
pub(super) fn targets(arguments: &Arguments, report: &mut Report) -> Option<Vec<Target>> {
    if let Some(document) = arguments.document.as_ref().or(arguments.named_document.as_ref()) {
        return document_target(document, arguments, report).map(|target| vec![target]);
    }
    let flags = &arguments.manifests;
    let manifests = match flags.manifest.is_empty() && !flags.all_manifests {
        true => {
            let otherwise = format!("name a document: `{} openapi.yaml`", program::generate());
            vec![nearest_or_report(&otherwise, report)?]
        }
        false => flags
            .paths()
            .map_err(|error| report.push(error.into_diagnostic(Code::UnreadableFile)))
            .ok()?,
    };
    if manifests.len() > 1 && arguments.output.is_some() {
        let message = "--output is for one crate, and there are several manifests";
        let help = "write `output` below [package] of each manifest";
        report.push(Diagnostic::new(Code::WhichApi, message).help(help));
        return None;
    }
    let target = |path| Target { origin: Origin::Manifest(path), output: arguments.output.clone() };
    Some(manifests.into_iter().map(target).collect())
}

fn document_target(
    document: &GivenDocument,
    arguments: &Arguments,
    report: &mut Report,
) -> Option<Target> {
    let limits = arguments.limits.limits();
    let output = |name: &str| arguments.output.clone().unwrap_or_else(|| PathBuf::from(name));
    match document {
        GivenDocument::File(path) => {
            let name = match &arguments.name {
                Some(name) => name.clone(),
                None => crate_name(path, limits, report)?,
            };
            let output = Some(output(&name));
            Some(Target { origin: Origin::Document { path: path.clone(), name }, output })
        }
        GivenDocument::Url(address) => {
            let bytes = fetched(address, &arguments.allow_remote, limits, report)?;
            let extension = extension(&bytes);
            let name = match &arguments.name {
                Some(name) => name.clone(),
                None => {
                    let folder = written(tempfile::tempdir(), Path::new("."), report)?;
                    let path = folder.path().join(format!("openapi.{extension}"));
                    written(fs::write(&path, &bytes), &path, report)?;
                    crate_name(&path, limits, report)?
                }
            };
            let output = output(&name);
            let mut path = output.clone().into_os_string();
            path.push(format!(".openapi.{extension}"));
            let path = PathBuf::from(path);
            if !arguments.check && fs::read(&path).ok().as_deref() != Some(bytes.as_slice()) {
                path.parent().map(fs::create_dir_all);
                written(fs::write(&path, &bytes), &path, report)?;
                note(format_args!("{}: fetched from {address}", shown(&path)));
            }
            Some(Target { origin: Origin::Document { path, name }, output: Some(output) })
        }
    }
}
