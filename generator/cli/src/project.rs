//! A project: a manifest, the crate that it describes, and the repository around them.

use std::env;
use std::fs;
use std::path::{Component, Path, PathBuf};

use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::{Input, Layout, Report};

use crate::error::{Checked, CommandError};
use crate::git::Git;
use crate::paths::shown;
use crate::program::call;
use crate::terminal::{Shown, show};

/// The manifests that are found in a folder, the first one first.
const FOUND: [&str; 2] = ["sdk.toml", "spec/sdk.toml"];

/// The error if no manifest is found.
const NO_MANIFEST: &str =
    "there is no `sdk.toml` or `spec/sdk.toml` in the current folder or in a folder above it";

/// Flags that name manifests.
#[derive(clap::Args)]
pub struct ManifestFlags {
    /// Manifest of the crate; repeat it for several crates [default: the nearest sdk.toml or
    /// spec/sdk.toml, from the current folder upwards]
    #[arg(long, value_name = "FILE", value_parser = manifest, help_heading = "Manifests")]
    pub manifest: Vec<PathBuf>,

    /// Use every sdk.toml that git tracks in this repository
    #[arg(long, conflicts_with = "manifest", help_heading = "Manifests")]
    pub all_manifests: bool,
}

/// A manifest, and not a document.
fn manifest(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    match path.extension().and_then(|extension| extension.to_str()) {
        _ if path.file_name().is_some_and(|name| name == "Cargo.toml") => {
            Err("this is cargo's manifest; name that of oasmith, sdk.toml".to_owned())
        }
        Some("yaml" | "yml" | "json") => {
            Err("a manifest is a TOML file; write an OpenAPI document without --manifest"
                .to_owned())
        }
        _ => Ok(path),
    }
}

impl ManifestFlags {
    /// The manifests: those of the flags, or the nearest one.
    ///
    /// # Errors
    /// If there is none.
    pub fn paths(&self) -> Checked<Vec<PathBuf>> {
        if self.all_manifests {
            return tracked();
        }
        if !self.manifest.is_empty() {
            return Ok(self.manifest.clone());
        }
        nearest().map(|path| vec![path]).ok_or_else(|| {
            let help = below_help().unwrap_or_else(|| {
                let init = call("init");
                format!("run this command in a project, name one with --manifest, or start one: `{init}`")
            });
            CommandError::new(NO_MANIFEST, help)
        })
    }

    /// The projects of the manifests, without two that write into the same folder.
    ///
    /// # Errors
    /// If there is none, or a manifest is not valid.
    pub fn projects(&self) -> Checked<Vec<Project>> {
        let projects =
            self.paths()?.iter().map(|path| Project::at(path)).collect::<Checked<Vec<_>>>()?;
        for (index, project) in projects.iter().enumerate() {
            let earlier = projects.iter().take(index);
            if let Some(other) = earlier.into_iter().find(|other| other.output == project.output) {
                let message = format!(
                    "{} and {} have the same output, {}",
                    shown(other.manifest()),
                    shown(project.manifest()),
                    shown(&project.output)
                );
                return Err(CommandError::new(message, "give each crate a folder of its own"));
            }
        }
        Ok(projects)
    }
}

/// The manifests that git tracks in the repository of the current folder.
fn tracked() -> Checked<Vec<PathBuf>> {
    let git = Git::without_commit(&env::current_dir().unwrap_or_default())?;
    let top = git.top()?;
    let listed =
        git.run(["ls-files", "-z", "--full-name", "--", ":(top)sdk.toml", ":(top)**/sdk.toml"])?;
    let paths: Vec<_> =
        listed.split('\0').filter(|path| !path.is_empty()).map(|path| top.join(path)).collect();
    match paths.is_empty() {
        true => Err(CommandError::new(
            "git tracks no sdk.toml in this repository",
            format!("add the manifests with `git add`, or start a project: `{}`", call("init")),
        )),
        false => Ok(paths),
    }
}

/// The nearest manifest, from the current folder upwards.
pub fn nearest() -> Option<PathBuf> {
    let current = env::current_dir().ok()?;
    let candidates = |folder: &Path| FOUND.map(|name| folder.join(name));
    current.ancestors().flat_map(candidates).find(|path| path.is_file())
}

/// What to write if there are manifests one folder below the current one.
fn below_help() -> Option<String> {
    let current = env::current_dir().ok()?;
    let entries = fs::read_dir(&current).ok()?.flatten();
    let mut found: Vec<_> = entries
        .filter_map(|entry| entry.file_name().into_string().ok())
        .map(|folder| Path::new(&folder).join("sdk.toml"))
        .filter(|path| current.join(path).is_file())
        .collect();
    found.sort_unstable();
    let first = shown(found.first()?);
    Some(match found.len() {
        1 => format!("run this command in the folder of {first}"),
        _ => format!("run this command in the folder of a manifest, such as {first}"),
    })
}

/// Like [`nearest`], with the error in the report. `otherwise` says how to run the command without
/// a manifest.
pub fn nearest_or_report(otherwise: &str, report: &mut Report) -> Option<PathBuf> {
    let found = nearest();
    if found.is_none() {
        let help = below_help()
            .unwrap_or_else(|| format!("run this command in a project, or {otherwise}"));
        report.push(Diagnostic::new(Code::UnreadableFile, NO_MANIFEST).help(help));
    }
    found
}

/// The message if a manifest has no `output` and the command line neither.
pub fn no_output(manifest: &Path) -> Diagnostic {
    let message = format!("{} does not name the folder of the crate", shown(manifest));
    Diagnostic::new(Code::MissingManifestKey, message)
        .help("write output = \"sdk\" below [package], or name the folder with --output")
}

/// A manifest or a document, with the folders that it reads from.
#[derive(Debug, Clone)]
pub struct Sources {
    /// The manifest or document: an absolute path.
    pub file: PathBuf,
    /// The top of the git repository; without one, the folder of the file.
    pub root: PathBuf,
    /// The folders of the documents: absolute paths.
    documents: Vec<PathBuf>,
}

impl Sources {
    /// Of a manifest.
    pub fn of_manifest(input: &Input, path: &Path) -> Self {
        let documents = input.manifest.apis.iter().map(|api| match &api.root {
            Some(root) => normal(&root.path),
            None => parent(&normal(&api.document)),
        });
        Self { documents: documents.collect(), ..Self::of_document(path) }
    }

    /// Of a document alone.
    pub fn of_document(path: &Path) -> Self {
        let file = normal(path);
        let folder = parent(&file);
        let root = repository(&folder).unwrap_or(&folder).to_owned();
        Self { file, root, documents: Vec::new() }
    }

    /// Whether the file is in a git repository.
    pub fn is_in_repository(&self) -> bool {
        self.root.join(".git").exists()
    }

    /// The same files in another checkout of the repository.
    pub fn in_checkout(&self, checkout: &Path) -> Self {
        let moved = |path: &PathBuf| moved(path, &self.root, checkout);
        Self {
            file: moved(&self.file),
            root: checkout.to_owned(),
            documents: self.documents.iter().map(moved).collect(),
        }
    }

    /// The folders of the files and those of `more`: relative to the root, with `/`, without those
    /// below another one, and without those outside the repository.
    pub fn folders(&self, more: &[PathBuf]) -> Vec<String> {
        let own = [parent(&self.file)];
        let all: Vec<_> = own.iter().chain(&self.documents).chain(more).collect();
        let mut relative: Vec<String> = Vec::new();
        for path in &all {
            let is_below = |other: &&PathBuf| path != other && path.starts_with(other);
            let Some(inside) = self.inside(path) else { continue };
            if !all.iter().any(is_below) && !relative.contains(&inside) {
                relative.push(inside);
            }
        }
        relative
    }

    /// A path as git names it: relative to the root, with `/`. `None` outside the repository.
    pub fn inside(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?.display().to_string().replace('\\', "/");
        Some(if inside.is_empty() { ".".to_owned() } else { inside })
    }
}

/// A manifest with its crate.
#[derive(Debug, Clone)]
pub struct Project {
    /// The manifest and its documents.
    pub sources: Sources,
    /// The folder of the crate: an absolute path.
    pub output: PathBuf,
    /// The registry that the crate may be published to.
    pub registry: Option<String>,
    /// Whether the crate is a runtime, on which others may depend.
    pub is_runtime: bool,
}

impl Project {
    /// The project of a manifest.
    ///
    /// # Errors
    /// If the manifest is not valid, or names no output.
    pub fn at(manifest: &Path) -> Checked<Self> {
        let mut report = Report::new();
        let Some(input) = Input::from_manifest(manifest, &mut report) else {
            show(&report, Shown::First);
            return Err(CommandError::new(
                format!("cannot use {}", shown(manifest)),
                "correct the errors above",
            ));
        };
        let Some(output) = &input.manifest.package.output else {
            report.push(no_output(manifest));
            show(&report, Shown::First);
            return Err(CommandError::new(
                format!("cannot use {}", shown(manifest)),
                "write `output` below [package]",
            ));
        };
        let sources = Sources::of_manifest(&input, manifest);
        let registry = input.manifest.package.registry.clone();
        let is_runtime = input.manifest.package.layout == Layout::Runtime;
        Ok(Self { sources, output: normal(output), registry, is_runtime })
    }

    /// The same project in another checkout of the repository.
    pub fn in_checkout(&self, checkout: &Path) -> Self {
        Self {
            sources: self.sources.in_checkout(checkout),
            output: moved(&self.output, &self.sources.root, checkout),
            ..self.clone()
        }
    }

    /// The manifest.
    pub fn manifest(&self) -> &Path {
        &self.sources.file
    }

    /// The changelog of the crate.
    pub fn changelog(&self) -> PathBuf {
        self.output.join("CHANGELOG.md")
    }

    /// The nearest `Cargo.lock` from the folder of the crate upwards, inside the repository.
    pub fn lockfile(&self) -> Option<PathBuf> {
        let is_inside = |folder: &&Path| folder.starts_with(&self.sources.root);
        let folders = self.output.ancestors().take_while(is_inside);
        folders.map(|folder| folder.join("Cargo.lock")).find(|path| path.is_file())
    }
}

/// A path in another checkout of the repository at `root`.
fn moved(path: &Path, root: &Path, checkout: &Path) -> PathBuf {
    path.strip_prefix(root).map_or_else(|_| path.to_owned(), |inside| checkout.join(inside))
}

fn parent(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("/")).to_owned()
}

/// The top of the git repository around a folder.
pub fn repository(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// An absolute path without `.` and `..`. Symbolic links of folders that exist are resolved.
pub fn normal(path: &Path) -> PathBuf {
    let absolute = env::current_dir().unwrap_or_default().join(path);
    if let Ok(canonical) = fs::canonicalize(&absolute) {
        return canonical;
    }
    let mut normal = PathBuf::new();
    for part in absolute.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => drop(normal.pop()),
            part => normal.push(part),
        }
    }
    match (normal.parent().map(fs::canonicalize), normal.file_name()) {
        (Some(Ok(parent)), Some(name)) => parent.join(name),
        _ => normal,
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::{Project, Sources};

    fn project(manifest: &str, output: &str, documents: &[&str]) -> Project {
        let documents = documents.iter().map(PathBuf::from).collect();
        let sources = Sources { file: manifest.into(), root: "/r".into(), documents };
        Project { sources, output: output.into(), registry: None, is_runtime: false }
    }

    fn folders(project: &Project) -> String {
        project.sources.folders(std::slice::from_ref(&project.output)).join(" ")
    }

    #[test]
    fn the_folders_of_a_project_are_those_that_its_crate_depends_on() {
        let folders =
            |manifest, output, documents: &[&str]| folders(&project(manifest, output, documents));
        assert_eq!(
            folders("/r/spec/sdk.toml", "/r/generated", &["/r/spec/a", "/r/spec"]),
            "spec generated"
        );
        assert_eq!(folders("/r/sdk.toml", "/r/sdk", &["/r/api"]), ".");
        assert_eq!(folders("/r/sdk/sdk.toml", "/r/sdk/rust", &["/r/api", "/elsewhere"]), "sdk api");
    }

    #[test]
    fn a_checkout_has_the_same_paths() {
        let then = project("/r/spec/sdk.toml", "/r/generated", &["/r/spec"])
            .in_checkout(Path::new("/tmp/x"));
        assert_eq!(then.manifest(), Path::new("/tmp/x/spec/sdk.toml"));
        assert_eq!(then.changelog(), Path::new("/tmp/x/generated/CHANGELOG.md"));
        assert_eq!(folders(&then), "spec generated");
    }
}
