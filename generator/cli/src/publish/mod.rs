//! `oasmith publish`: publishes the generated crate to a registry.

mod checks;
pub mod package;
mod upload;
mod verify;

use std::time::Instant;

use crate::Outcome;
use crate::error::Checked;
use crate::git::Git;
use crate::project::{ManifestFlags, Project};
use crate::registry::Registry;
use crate::release::Release;
use crate::release_lock::ReleaseLock;
use crate::terminal::{note, say};
use checks::Candidate;
use upload::{Upload, UploadMode};

pub use verify::has_openssl;

const EXAMPLES: &str = "\
Examples:
  oasmith publish --registry internal --dry-run    run every check and build, send nothing
  oasmith publish                                  publish the crate to the registry of the manifest

Only cargo reads the token of the registry: run `cargo login --registry internal`, or set
CARGO_REGISTRIES_INTERNAL_TOKEN. The registry must be in cargo's configuration, and be the one that
the manifest names.

Exit status: 0 if it is published, 1 on errors, 2 for wrong usage.";

/// Check and publish the generated crate
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Registry, by its name in cargo's configuration [default: the one that the manifest names]
    #[arg(long, value_name = "NAME", value_parser = name)]
    registry: Option<String>,

    /// Run every check and build, and send nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    manifests: ManifestFlags,
}

fn name(text: &str) -> Result<String, String> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(is_name) {
        true => Ok(text.to_owned()),
        false => Err("the name of a registry has only letters, digits, `-` and `_`".to_owned()),
    }
}

/// Publishes, or prints why not.
pub fn run(arguments: &Arguments) -> Outcome {
    let sending = if arguments.dry_run { UploadMode::Dry } else { UploadMode::Real };
    let outcome = arguments.manifests.projects().and_then(|mut projects| {
        // Crates depend on the runtime that they share.
        projects.sort_by_key(|project| !project.is_runtime);
        let named = arguments.registry.as_deref();
        projects.iter().try_for_each(|project| publish(project, named, sending))
    });
    match outcome {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn publish(project: &Project, registry: Option<&str>, sending: UploadMode) -> Checked {
    let started = Instant::now();
    let step =
        |what: &str| note(format_args!("{:>6.1} s  {what}", started.elapsed().as_secs_f64()));
    let git = Git::of(&project.sources.root)?;
    let _lock = ReleaseLock::in_repository(&git)?;
    let folder = &project.output;
    let registry = checks::registry(project, registry)?;
    let registry = Registry { folder, name: &registry };

    step("checking");
    let candidate = checks::check(&git, project, &registry)?;
    let Candidate { package, version, .. } = &candidate;
    step(&format!("packaging {package} {version}"));
    let target = package::target(folder)?;
    let tarball = package::package(folder, &target, &candidate)?;
    step("building from the package");
    verify::verify(folder, &target, &tarball, &candidate)?;
    step(&format!("uploading to `{}`", registry.name));
    let upload = Upload {
        git: &git,
        crate_folder: folder,
        target: &target,
        registry: &registry,
        candidate: &candidate,
        verified: &tarball,
        mode: sending,
    };
    upload.run()?;
    match sending {
        UploadMode::Dry => note("note: --dry-run: nothing was sent"),
        UploadMode::Real => say(format_args!(
            "{package} {version} is published to `{}`, sha256 {}",
            registry.name, tarball.digest
        )),
    }
    let release = Release::of(package, version);
    if !release.is_tagged(&git)? {
        let tag = release.tag;
        note(format_args!(
            "note: there is no tag {tag}, and the next release needs it: run `git tag -a {tag} -m '{tag}'`"
        ));
    }
    Ok(())
}
