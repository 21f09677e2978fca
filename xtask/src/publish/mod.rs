//! `cargo xtask publish`: the generated crate, to a registry.

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
use upload::Sending;

const EXAMPLES: &str = "\
Examples:
  cargo xtask publish --registry internal --dry-run    every check and every build; nothing is sent
  cargo xtask publish --registry internal              the same, and then it is published
  cargo xtask publish --self-test                      all of it with a copy, and a real registry server on loopback
  cargo login --registry internal                      gives cargo the token; so does CARGO_REGISTRIES_INTERNAL_TOKEN

The registry is one of cargo's configuration, and the one that the manifest names. The token is read by cargo alone, from its credential
providers. Exit status: 0 when it is published, 1 when it is refused, 2 for wrong usage.";

/// Publish the generated crate, if it is what it should be
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {
    /// The registry, by its name in cargo's configuration
    #[arg(long, value_name = "NAME", value_parser = name, required_unless_present = "self_test")]
    registry: Option<String>,

    /// Do everything but send it
    #[arg(long)]
    dry_run: bool,

    /// Publish, release and use a copy of the crate, with a real registry server on loopback
    /// (cargo-http-registry, which is installed into target/tools if it is not there)
    #[arg(long, conflicts_with_all = ["registry", "dry_run"])]
    self_test: bool,
}

fn name(text: &str) -> Result<String, String> {
    let is_name = |it: char| it.is_ascii_alphanumeric() || it == '-' || it == '_';
    match !text.is_empty() && !text.starts_with('-') && text.chars().all(is_name) {
        true => Ok(text.to_owned()),
        false => Err("a registry's name holds letters, digits, `-` and `_`".to_owned()),
    }
}

/// Publishes, or says why not.
pub fn run(arguments: &Arguments) -> Outcome {
    let sending = if arguments.dry_run { Sending::Dry } else { Sending::Real };
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

fn publish(root: &Path, registry: &str, sending: Sending) -> Checked {
    let started = Instant::now();
    let step =
        |what: &str| note(format_args!("{:>6.1} s  {what}", started.elapsed().as_secs_f64()));
    let git = Git::of(root)?;
    let _alone = ReleaseLock::in_repository(&git)?;
    let registry = Registry { folder: root, name: registry };

    step("looks at what there is");
    let candidate = checks::check(&git, root, &registry)?;
    let Candidate { package, version, .. } = &candidate;
    step(&format!("packages {package} {version}"));
    let target = package::target(root)?;
    let tarball = package::package(root, &target, &candidate)?;
    step("builds it from the package");
    verify::verify(root, &target, &tarball, &candidate)?;
    step(&format!("asks `{}` to take it", registry.name));
    upload::upload(&git, root, &target, &registry, &candidate, &tarball, sending)?;
    match sending {
        Sending::Dry => note("note: --dry-run: nothing was sent"),
        Sending::Real => say(format_args!(
            "{package} {version} is published to `{}`, sha256 {}",
            registry.name, tarball.digest
        )),
    }
    let release = Release::of(package, version);
    if !release.is_tagged(&git)? {
        let tag = release.tag;
        note(format_args!(
            "note: there is no tag {tag}; the next release is compared with it: `git tag -a {tag} -m '{tag}'`"
        ));
    }
    Ok(())
}
