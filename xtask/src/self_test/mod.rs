//! `cargo xtask publish --self-test`: from a changed document to a program that uses the published
//! crate, with a real registry on loopback.
//!
//! It works on a copy, so the checkout is not touched, and nothing leaves this machine.

mod command;
mod consumer;
mod document;
mod loopback;
mod repository;
mod server;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Instant;

use oasmith::change::Step;
use oasmith::{Input, Report};
use semver::Version;
use sha2::{Digest as _, Sha256};
use tempfile::TempDir;

use crate::clone;
use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::publish::package::{metadata, target};
use oasmith_cli::release_lock::ReleaseLock;
use oasmith_cli::terminal::{note, say};
use oasmith_cli::{Outcome, publish};
use repository::{Registry, Repository, Source};
use server::Server;

/// Check and publish the generated crate
#[derive(clap::Args)]
pub struct PublishArguments {
    #[command(flatten)]
    publish: publish::Arguments,

    /// Publish, release and use a copy of the crate with a registry server on loopback; installs
    /// cargo-http-registry into target/tools if it is missing
    #[arg(long, conflicts_with_all = ["registry", "dry_run", "manifest", "all_manifests"])]
    self_test: bool,
}

/// Publishes, or runs all steps of the self-test, until one fails.
pub fn run(arguments: &PublishArguments) -> Outcome {
    if !arguments.self_test {
        return publish::run(&arguments.publish);
    }
    match clone::root().and_then(|root| self_test(&root)) {
        Ok(()) => Outcome::Clean,
        Err(error) => {
            note(error);
            Outcome::Failed
        }
    }
}

fn self_test(root: &Path) -> Checked {
    let before = caches(root);
    let outcome = SelfTest::start(root).and_then(|test| test.all());
    // Removes cargo's cache of this registry.
    for path in caches(root).difference(&before) {
        let _ = fs::remove_dir_all(path);
    }
    outcome
}

/// Cargo's caches of registries on loopback.
fn caches(root: &Path) -> BTreeSet<PathBuf> {
    let home = std::env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| Some(std::env::home_dir()?.join(".cargo")));
    let folders = ["registry/index", "registry/cache", "registry/src"]
        .map(|inner| home.iter().map(move |home| home.join(inner)));
    let entries = folders
        .into_iter()
        .flatten()
        .filter_map(|folder| fs::read_dir(root.join(folder)).ok())
        .flatten()
        .flatten();
    let on_loopback = |path: &PathBuf| {
        path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("127.0.0.1-"))
    };
    entries.map(|entry| entry.path()).filter(on_loopback).collect()
}

struct SelfTest<'a> {
    root: &'a Path,
    started: Instant,
    server: Server,
    repository: Repository,
    package: String,
    target: PathBuf,
    folder: TempDir,
}

impl<'a> SelfTest<'a> {
    fn start(root: &'a Path) -> Checked<Self> {
        let started = Instant::now();
        let failed = |error: io::Error| {
            CommandError::new(
                format!("no temporary folder: {error}"),
                "check that the disk is not full",
            )
        };
        let folder = tempfile::tempdir().map_err(failed)?;
        let target = target(root)?;
        let program = server::program(root)?;
        let server = Server::start(&program, &folder.path().join("registry"))?;
        passed(started, "a registry server runs on loopback");

        let mut report = Report::new();
        let package = Input::from_manifest(&clone::manifest(root), &mut report)
            .map(|input| input.manifest.package);
        let Some((registry, package)) =
            package.and_then(|package| Some((package.registry.clone()?, package)))
        else {
            return Err(CommandError::new(
                "the manifest names no registry",
                "write registry = \"…\" below [package]",
            ));
        };
        let copy = folder.path().join("repository");
        let source = Source { root, package: &package, target: &target };
        let registry = Registry { name: &registry, index: &server.git_index() };
        let repository = Repository::copy(&source, &registry, &copy)?;
        passed(started, "documents and crate are copied into a temporary repository");
        Ok(Self { root, started, server, repository, package: package.name, target, folder })
    }

    fn all(&self) -> Checked {
        let registry = self.repository.registry.as_str();
        let publish = ["publish", "--registry", registry];
        self.fails_before_publishing(&publish)?;
        let first = self.version()?;
        self.wrong_token(&publish, &first)?;
        self.published(&publish, &first, None)?;
        for index in [None, Some(self.server.sparse_index())] {
            let words = self.repository.fails_with(&publish, index.as_deref(), "already")?;
            self.failed("the same version again", &words);
        }
        let (second, before) = self.next_release()?;
        self.published(&publish, &second, Some(&self.server.sparse_index()))?;
        self.too_small(&publish, &first)?;
        self.the_way_back(&publish, &second, &before)?;
        self.consumed(&first, &second)?;
        self.command()?;
        self.no_network(&publish)?;
        let seconds = self.started.elapsed().as_secs_f64();
        say(format_args!(
            "published {first} and {second} to a registry, and used {second} from it, in {seconds:.0} s"
        ));
        Ok(())
    }

    fn passed(&self, what: &str) {
        passed(self.started, what);
    }

    /// Prints what failed, and its error.
    fn failed(&self, what: &str, words: &str) {
        self.passed(&format!("rejected: {what}"));
        note(words);
    }

    /// Failures before the registry is queried.
    fn fails_before_publishing(&self, publish: &[&str]) -> Checked {
        let repository = &self.repository;
        let words = repository.fails_with(
            &["publish", "--registry", "elsewhere"],
            None,
            "only, not to `elsewhere`",
        )?;
        self.failed("another registry than the manifest names", &words);
        let words = repository.fails_with(publish, None, "has no section for")?;
        self.failed("a version without a changelog", &words);
        repository.succeeds(&["release", "--first", "--commit"])?;
        self.passed("the first release succeeds");

        let file = repository.root.join("spec/note.txt");
        fs::write(&file, "a note").map_err(not_written)?;
        let words = repository.fails_with(publish, None, "there are uncommitted changes")?;
        self.failed("uncommitted work", &words);
        let words = repository.fails_with(&["release"], None, "there are uncommitted changes")?;
        self.failed("a release of it", &words);
        repository.reset("HEAD")?;

        let head = repository.git.head()?;
        let file = repository.root.join("generated/src/lib.rs");
        let text = fs::read_to_string(&file).map_err(not_written)?;
        fs::write(&file, text + "// manual change\n").map_err(not_written)?;
        repository.commit("manual change")?;
        let words =
            repository.fails_with(publish, None, "differs from what the documents generate")?;
        self.failed("a manually edited crate", &words);
        repository.reset(&head)?;

        let alone = ReleaseLock::in_repository(&repository.git)?;
        let words = repository.fails_with(publish, None, "is running in this repository")?;
        self.failed("two at once", &words);
        drop(alone);
        Ok(())
    }

    /// The version that is checked out.
    fn version(&self) -> Checked<String> {
        let metadata =
            metadata(&self.repository.root, &self.repository.root.join("generated/Cargo.toml"))?;
        let packages = metadata.get("packages").and_then(|it| it.as_array()).into_iter().flatten();
        let mut versions = packages.filter_map(|it| it.get("version")?.as_str().map(str::to_owned));
        versions.next().ok_or_else(|| {
            CommandError::new("`cargo metadata` names no version", "see what it writes")
        })
    }

    fn wrong_token(&self, publish: &[&str], version: &str) -> Checked {
        let proxy = self.server.refusing_uploads()?;
        let words =
            self.repository.fails_with(publish, Some(&proxy), "the registry rejects the token")?;
        self.failed(
            "a wrong token (by a proxy before the registry: the server itself accepts any)",
            &words,
        );
        match self.server.kept(&self.package, version).exists() {
            true => {
                Err(CommandError::new("the registry has the package nevertheless", "it should not"))
            }
            false => Ok(()),
        }
    }

    /// Publishes a version, and checks the stored package.
    fn published(&self, publish: &[&str], version: &str, index: Option<&str>) -> Checked {
        let said = self.repository.succeeds_with(publish, index)?;
        let kept = self.server.kept(&self.package, version);
        let bytes = fs::read(&kept).map_err(|error| {
            CommandError::new(
                format!("the registry has no {}: {error}", kept.display()),
                "it should have, and cargo says so",
            )
        })?;
        let digest: String =
            Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
        if !said.contains(&digest) {
            return Err(CommandError::new(
                format!("the registry has a different package, sha256 {digest}\n{said}"),
                "it should not",
            ));
        }
        self.passed(&format!("{version} is published, byte for byte"));
        note(said.trim_end());
        Ok(())
    }

    /// An upstream adds a value to an enum, and the next version is released. Returns that version
    /// and the previous document.
    fn next_release(&self) -> Checked<(String, (PathBuf, String))> {
        let repository = &self.repository;
        let texts =
            document::with_a_value_more(&repository.root.join("spec")).map_err(not_written)?;
        for (path, text) in texts.into_iter().take(8) {
            let old = fs::read_to_string(&path).map_err(not_written)?;
            fs::write(&path, text).map_err(not_written)?;
            // Not every enum is used, and some cannot have other values.
            let dry = repository.xtask(&["release", "--dry-run"], None)?;
            if !dry.status.success()
                || String::from_utf8_lossy(&dry.stdout).contains("nothing to release")
            {
                repository.reset("HEAD")?;
                continue;
            }
            repository.commit("a value more")?;
            let said = repository.succeeds(&["release", "--commit"])?;
            self.passed("a document has a new value, and the next version is released");
            note(said.trim_end());
            return Ok((self.version()?, (path, old)));
        }
        Err(CommandError::new(
            "no document has an enum to which a value can be added",
            "the self-test needs one",
        ))
    }

    /// The upstream removes the value, and a version that is too small is set manually.
    fn the_way_back(
        &self,
        publish: &[&str],
        second: &str,
        (path, old): &(PathBuf, String),
    ) -> Checked {
        let repository = &self.repository;
        let head = repository.git.head()?;
        fs::write(path, old).map_err(not_written)?;
        repository.commit("a value less")?;
        let words = repository.fails_with(
            &["release", "--step", "patch"],
            None,
            "is too small: the changes since",
        )?;
        self.failed("a patch release without the value", &words);
        repository.set_version(second, &Step::Patch.apply(&version(second)?))?;
        let words = repository.fails_with(publish, None, "is too small: the changes since")?;
        self.failed("publishing it with a version that was set manually", &words);
        repository.reset(&head)
    }

    /// A branch without the last release publishes a smaller version.
    fn too_small(&self, publish: &[&str], first: &str) -> Checked {
        let repository = &self.repository;
        let head = repository.git.head()?;
        repository.reset(&format!("{}-v{first}", self.package))?;
        repository.set_version(first, &version(&format!("{first}-rc.1"))?)?;
        let words = repository.fails_with(publish, None, "is too small")?;
        self.failed("a version before the newest one", &words);
        repository.reset(&head)
    }

    fn consumed(&self, first: &str, second: &str) -> Checked {
        let folder = self.folder.path().join("consumer");
        let registry = (self.repository.registry.as_str(), self.server.sparse_index());
        let package = (self.package.as_str(), first);
        let folders =
            consumer::ConsumerFolders { root: self.root, package: &folder, target: &self.target };
        let (version, line) = consumer::consume(&folders, package, (registry.0, &registry.1))?;
        if version != second {
            return Err(CommandError::new(
                format!("the consumer has version {version} and not {second}"),
                "see its Cargo.lock",
            ));
        }
        self.passed(&format!(
            "a program that depends on {first} gets {version}, and calls a server: {line}"
        ));
        Ok(())
    }

    /// The command `oasmith` from the registry.
    fn command(&self) -> Checked {
        let folder = self.folder.path().join("command");
        let test = command::CommandTest {
            root: self.root,
            folder: &folder,
            target: &self.target,
            server: &self.server,
        };
        let words = test.run()?;
        self.passed("oasmith-cli is published, installed from the registry, and generates a crate");
        note(words.trim_end());
        Ok(())
    }

    /// A registry that does not exist.
    fn no_network(&self, publish: &[&str]) -> Checked {
        for index in ["sparse+http://127.0.0.1:9/", "http://127.0.0.1:9/git"] {
            let words = self.repository.fails_with(publish, Some(index), "check the network")?;
            self.failed("a registry that does not respond", &words);
        }
        Ok(())
    }
}

fn version(text: &str) -> Checked<Version> {
    Version::parse(text).map_err(|error| {
        CommandError::new(format!("`{text}` is not a version: {error}"), "see the manifest")
    })
}

fn not_written(error: io::Error) -> CommandError {
    CommandError::new(format!("cannot change the copy: {error}"), "check that the disk is not full")
}

fn passed(started: Instant, what: &str) {
    say(format_args!("ok {:>6.1} s  {what}", started.elapsed().as_secs_f64()));
}
