//! What to generate, and where.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;

use oasmith::Report;
use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::load::{self, Address, Limits, Remote, Request};
use oasmith::manifest::{self, Manifest};

use super::Arguments;
use crate::fetch::fetch;
use crate::paths::{relative, shown};
use crate::program;
use crate::project::{nearest_or_report, no_output, normal};
use crate::terminal::note;

/// A document as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum GivenDocument {
    File(PathBuf),
    Url(Address),
}

impl FromStr for GivenDocument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.contains("://") {
            true => text.parse().map(Self::Url),
            false => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

impl fmt::Display for GivenDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(formatter),
            Self::Url(address) => address.fmt(formatter),
        }
    }
}

/// A crate to generate.
#[derive(Debug)]
pub(super) struct Target {
    /// What it is generated from.
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
        return path.to_owned();
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
    if arguments.name.is_some() {
        let help = format!("name the document: `{} DOCUMENT --name NAME`", program::generate());
        let message = "--name is for the crate of a document, and there is no document";
        report.push(Diagnostic::new(Code::WhichApi, message).help(help));
        return None;
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
                None => name_of(path, limits, report)?,
            };
            let output = Some(output(&name));
            Some(Target { origin: Origin::Document { path: path.clone(), name }, output })
        }
        GivenDocument::Url(address) => {
            let bytes = fetched(address, arguments, report)?;
            let is_json = bytes.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b'{');
            let extension = if is_json { "json" } else { "yaml" };
            let name = match &arguments.name {
                Some(name) => name.clone(),
                None => {
                    let folder = written(tempfile::tempdir(), Path::new("."), report)?;
                    let path = folder.path().join(format!("openapi.{extension}"));
                    written(fs::write(&path, &bytes), &path, report)?;
                    name_of(&path, limits, report)?
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

/// The document at a URL; `None` if it cannot be fetched, which is reported.
fn fetched(address: &Address, arguments: &Arguments, report: &mut Report) -> Option<Vec<u8>> {
    let remote = Remote { hosts: arguments.allow_remote.clone(), fetch };
    match remote.document(address, arguments.limits.limits().bytes) {
        Ok(bytes) => Some(bytes),
        Err(reason) => {
            let message = format!("{address} cannot be fetched: {reason}");
            let help = "check the URL; it is fetched without credentials";
            report.push(Diagnostic::new(Code::UnreadableFile, message).help(help));
            None
        }
    }
}

fn written<T>(result: std::io::Result<T>, path: &Path, report: &mut Report) -> Option<T> {
    result
        .map_err(|error| {
            let message = format!("{} cannot be written: {error}", shown(path));
            report.push(Diagnostic::new(Code::OutputFailed, message));
        })
        .ok()
}

/// The name of the crate of a document: the title of the API and `-sdk`.
fn name_of(document: &Path, limits: Limits, report: &mut Report) -> Option<String> {
    let request = Request { limits, ..Request::of(document) };
    // Problems of the document are reported when the crate is generated.
    let mut problems = Report::new();
    let title = load::load(&request, &mut problems).and_then(|document| {
        let info = document.value(&document.root())?.get("info")?;
        info.get("title")?.as_str().map(package_name)
    });
    if title.is_none() && problems.has_errors() {
        *report = problems;
        return None;
    }
    Some(title.unwrap_or_else(|| "api-sdk".to_owned()))
}

/// A package's name for a title.
fn package_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        match character.to_ascii_lowercase() {
            it if it.is_ascii_alphanumeric() => name.push(it),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let mut name = name.trim_end_matches('-').to_owned();
    // Longer names are of no use in a path.
    name.truncate(
        name.match_indices('-')
            .map(|it| it.0)
            .take_while(|at| *at < 40)
            .last()
            .filter(|_| name.len() > 40)
            .unwrap_or(name.len().min(40)),
    );
    if !name.ends_with("-sdk") {
        name = if name.is_empty() { "api-sdk".to_owned() } else { format!("{name}-sdk") };
    }
    match manifest::check_package_name(&name) {
        Ok(()) => name,
        Err(_) => format!("api-{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn a_title_becomes_a_name() {
        for (title, name) in [
            ("Swagger Petstore - OpenAPI 3.0", "swagger-petstore-openapi-3-0-sdk"),
            ("Acme SDK", "acme-sdk"),
            ("2FA", "api-2fa-sdk"),
            ("Ünïcode", "n-code-sdk"),
            ("支付", "api-sdk"),
            (
                "a b c d e f g h i j k l m n o p q r s t u v w x y z",
                "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-sdk",
            ),
        ] {
            assert_eq!(package_name(title), name);
        }
    }
}
