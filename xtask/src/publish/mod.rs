//! `cargo xtask publish`: publishes the generated crate to a registry.

mod checks;
mod package;
mod self_test;
mod upload;
mod verify;

use std::path::Path;
use std::time::Instant;

use crate::Outcome;
use crate::error::Checked;
use crate::git::Git;
use crate::registry::Registry;
use crate::release::Release;
use crate::release_lock::ReleaseLock;
use crate::terminal::{note, say};
use crate::workspace;
use checks::Candidate;
use upload::UploadMode;

const EXAMPLES: &str = "\
Examples:
  cargo xtask publish --registry internal --dry-run    run every check and build, send nothing
  cargo xtask publish --registry internal              publish the crate
  cargo xtask publish --self-test                      publish a copy to a registry server on loopback
  cargo login --registry internal                      give cargo the token

Instead of `cargo login`, set CARGO_REGISTRIES_INTERNAL_TOKEN. Only cargo reads the token. The
registry must be in cargo's configuration, and be the one that the manifest names.

Exit status: 0 if it is published, 1 on errors, 2 for wrong usage.";

/// Check and publish the generated crate
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// Registry, by its name in cargo's configuration
    #[arg(long, value_name = "NAME", value_parser = name, required_unless_present = "self_test")]
    registry: Option<String>,

    /// Run every check and build, and send nothing
    #[arg(long)]
    dry_run: bool,

    /// Publish, release and use a copy of the crate with a registry server on loopback; installs
    /// cargo-http-registry into target/tools if it is missing
    #[arg(long, conflicts_with_all = ["registry", "dry_run"])]
    self_test: bool,
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
    let outcome = workspace::root().and_then(|root| match &arguments.registry {
        Some(registry) => publish(&root, registry, sending),
        None => self_test::run(&root),
    });
    match outcome {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn publish(root: &Path, registry: &str, sending: UploadMode) -> Checked {
    let started = Instant::now();
    let step =
        |what: &str| note(format_args!("{:>6.1} s  {what}", started.elapsed().as_secs_f64()));
    let git = Git::of(root)?;
    let _lock = ReleaseLock::in_repository(&git)?;
    let registry = Registry { folder: root, name: registry };

    step("checking");
    let candidate = checks::check(&git, root, &registry)?;
    let Candidate { package, version, .. } = &candidate;
    step(&format!("packaging {package} {version}"));
    let target = package::target(root)?;
    let tarball = package::package(root, &target, &candidate)?;
    step("building from the package");
    verify::verify(root, &target, &tarball, &candidate)?;
    step(&format!("uploading to `{}`", registry.name));
    upload::upload(&git, root, &target, &registry, &candidate, &tarball, sending)?;
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
