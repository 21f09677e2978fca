//! Files as some git revision has them.

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use oasmith::diagnostic::nearest;
use tempfile::TempDir;

use crate::git;
use crate::program::call;

/// Files of a revision, in a temporary folder that goes with this value.
#[derive(Debug)]
pub struct Checkout {
    path: PathBuf,
    _folder: TempDir,
}

impl Checkout {
    /// What the root of the repository was.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Why the files of a revision cannot be read.
#[derive(Debug)]
pub enum RevisionError {
    /// git is not installed.
    NoGit,
    /// The folder is not in a repository.
    NoRepository(PathBuf),
    /// The repository has no such revision.
    Missing {
        /// The revision.
        revision: String,
        /// Whether the repository is a shallow clone.
        is_shallow: bool,
        /// Its branches and tags.
        known: Vec<String>,
    },
    /// The revision has none of the files.
    Empty {
        /// The revision.
        revision: String,
        /// Where they should be.
        below: Vec<String>,
    },
    /// A git command failed.
    Git {
        /// The purpose of the command.
        what: &'static str,
        /// Its error output.
        output: String,
    },
    /// A temporary folder cannot be created.
    Folder(io::Error),
}

impl RevisionError {
    /// What to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoGit => {
                Some(format!("install git, or compare files: `{}`", call("diff OLD NEW")))
            }
            Self::NoRepository(_) => Some(
                "run this in a clone of the repository, or run `git init` and commit".to_owned(),
            ),
            Self::Missing { known, .. } if known.is_empty() => {
                Some("the repository has no commit: commit your files first".to_owned())
            }
            Self::Missing { revision, is_shallow, known } => {
                let known: Vec<_> = known.iter().map(String::as_str).collect();
                let near = nearest(revision, &known);
                let near = near.map(|near| format!("did you mean `{near}`?"));
                Some(near.unwrap_or_else(|| fetch(revision, *is_shallow)))
            }
            Self::Empty { .. } | Self::Git { .. } | Self::Folder(_) => None,
        }
    }
}

/// The command that fetches a revision.
fn fetch(revision: &str, is_shallow: bool) -> String {
    let name = revision.split(['~', '^', '@', ':']).next().unwrap_or(revision);
    match (name.split_once('/'), is_shallow) {
        (Some((remote, branch)), true) => {
            format!("this clone is shallow: run `git fetch --depth=1 {remote} {branch}:refs/remotes/{remote}/{branch}`")
        }
        (Some((remote, branch)), false) => format!("run `git fetch {remote} {branch}`"),
        (None, true) => "this clone is shallow: run `git fetch --tags --unshallow`, or `git fetch --depth=1 origin tag NAME` for a tag".to_owned(),
        (None, false) => "run `git fetch --tags`; `git branch --all` and `git tag` list what is there".to_owned(),
    }
}

impl fmt::Display for RevisionError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit => formatter.write_str("git does not run"),
            Self::NoRepository(folder) => {
                write!(formatter, "{} is not in a git repository", folder.display())
            }
            Self::Missing { revision, .. } => {
                write!(formatter, "there is no revision `{revision}`")
            }
            Self::Empty { revision, below } => {
                write!(
                    formatter,
                    "the revision `{revision}` has no file below {}",
                    below.join(" and ")
                )
            }
            Self::Git { what, output } => {
                write!(formatter, "git cannot {what}: {}", output.trim())
            }
            Self::Folder(error) => write!(formatter, "cannot create a temporary folder: {error}"),
        }
    }
}

impl std::error::Error for RevisionError {}

/// The files that a revision of the repository around `root` has below some folders, given as paths
/// from there. Neither the working tree nor git's index is touched, and nothing is fetched.
///
/// # Errors
/// When there is no git, no repository, no such revision, or no such file in it.
pub fn files<S: AsRef<str>>(
    root: &Path,
    revision: &str,
    below: &[S],
) -> Result<Checkout, RevisionError> {
    let commit = commit(root, revision)?;
    let mut listed = git(
        root,
        ["ls-tree", "-r", "-z", "--full-name", "--name-only", "--end-of-options", commit.as_str()],
    );
    let listed = success(listed.arg("--").args(below.iter().map(AsRef::as_ref)), "list files")?;
    if listed.stdout.is_empty() {
        let below = below.iter().map(|folder| folder.as_ref().to_owned()).collect();
        return Err(RevisionError::Empty { revision: revision.to_owned(), below });
    }
    let prefix = success(&mut git(root, ["rev-parse", "--show-prefix"]), "tell its top folder")?;
    let top = success(&mut git(root, ["rev-parse", "--show-toplevel"]), "tell its top folder")?;
    let top = PathBuf::from(line(&top));
    let folder = tempfile::tempdir().map_err(RevisionError::Folder)?;
    let (index, tree) = (folder.path().join("index"), folder.path().join("tree"));
    success(git(&top, ["read-tree", &commit]).env("GIT_INDEX_FILE", &index), "read the revision")?;
    let mut prefixed = OsString::from("--prefix=");
    prefixed.push(&tree);
    prefixed.push("/");
    let mut checkout = git(&top, ["checkout-index", "-z", "--stdin", "--force"]);
    checkout.arg(prefixed).env("GIT_INDEX_FILE", &index);
    feed(&mut checkout, &listed.stdout)?;
    let path = tree.join(line(&prefix));
    Ok(Checkout { path: path.canonicalize().unwrap_or(path), _folder: folder })
}

/// Whether the repository around a folder has a revision.
pub fn exists(folder: &Path, revision: &str) -> bool {
    commit(folder, revision).is_ok()
}

/// The commit that a revision names.
fn commit(root: &Path, revision: &str) -> Result<String, RevisionError> {
    let repository = run(&mut git(root, ["rev-parse", "--is-shallow-repository"]))?;
    if !repository.status.success() {
        let output = String::from_utf8_lossy(&repository.stderr).into_owned();
        return Err(match output.contains("not a git repository") {
            true => RevisionError::NoRepository(root.to_owned()),
            false => RevisionError::Git { what: "read the repository", output },
        });
    }
    let named = format!("{revision}^{{commit}}");
    let found =
        run(&mut git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &named]))?;
    // Versions of git before 2.30 repeat the option.
    let commit =
        String::from_utf8_lossy(&found.stdout).lines().last().unwrap_or_default().trim().to_owned();
    if !found.status.success() || commit.is_empty() {
        let is_shallow = line(&repository) == "true";
        let names = run(&mut git(root, ["for-each-ref", "--format=%(refname:short)"]))?;
        let names = String::from_utf8_lossy(&names.stdout).into_owned();
        return Err(RevisionError::Missing {
            revision: revision.to_owned(),
            is_shallow,
            known: names.lines().map(str::to_owned).collect(),
        });
    }
    Ok(commit)
}

fn git<S: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = git::command(folder);
    command.args(arguments);
    command
}

fn run(command: &mut Command) -> Result<Output, RevisionError> {
    command.output().map_err(|_| RevisionError::NoGit)
}

fn success(command: &mut Command, what: &'static str) -> Result<Output, RevisionError> {
    let output = run(command)?;
    match output.status.success() {
        true => Ok(output),
        false => Err(RevisionError::Git {
            what,
            output: String::from_utf8_lossy(&output.stderr).into_owned(),
        }),
    }
}

/// Runs a command that reads names from its standard input.
fn feed(command: &mut Command, names: &[u8]) -> Result<(), RevisionError> {
    let failed =
        |output: String| RevisionError::Git { what: "write the files of the revision", output };
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|_| RevisionError::NoGit)?;
    let written = child.stdin.take().map(|mut input| input.write_all(names));
    let output = child.wait_with_output().map_err(|error| failed(error.to_string()))?;
    match (output.status.success(), written) {
        (true, Some(Ok(()))) => Ok(()),
        (_, Some(Err(error))) if output.stderr.is_empty() => Err(failed(error.to_string())),
        _ => Err(failed(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;

    use super::{RevisionError, files};

    /// Runs git independently of the user's configuration.
    fn git(folder: &Path, arguments: &[&str]) -> String {
        let mut command = crate::git::command(folder);
        command.args(["-c", "user.name=A", "-c", "user.email=a@example.com"]);
        command.args(["-c", "protocol.file.allow=always", "-c", "init.defaultBranch=main"]);
        command.args(arguments);
        command.env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_SYSTEM", "/dev/null");
        let output = command.output().expect("git can be run");
        assert!(output.status.success(), "{arguments:?}: {}", line_of(&output.stderr));
        line_of(&output.stdout)
    }

    fn line_of(output: &[u8]) -> String {
        String::from_utf8_lossy(output).trim().to_owned()
    }

    fn write(folder: &Path, path: &str, text: &str) {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder can be made");
        fs::write(path, text).expect("a file can be written");
    }

    /// Two commits: `spec/a.yaml` changes, and another file moves. The first is tagged.
    fn repository() -> TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        git(root, &["init", "--quiet"]);
        write(root, "spec/a.yaml", "one");
        write(root, "spec/deep/é b.yaml", "b");
        write(root, "other/c.yaml", "c");
        git(root, &["add", "."]);
        git(root, &["commit", "--quiet", "-m", "One"]);
        git(root, &["tag", "-a", "sdk-v0.1.0", "-m", "0.1.0"]);
        write(root, "spec/a.yaml", "two");
        fs::remove_file(root.join("spec/deep/é b.yaml")).expect("a file can be removed");
        git(root, &["add", "."]);
        git(root, &["commit", "--quiet", "-m", "Two"]);
        folder
    }

    fn read(root: &Path, path: &str) -> Option<String> {
        fs::read_to_string(root.join(path)).ok()
    }

    #[test]
    fn files_are_as_they_were_and_the_working_tree_stays() {
        let repository = repository();
        let root = repository.path();
        write(root, "spec/a.yaml", "three");
        write(root, "spec/new.yaml", "new");
        git(root, &["add", "spec/new.yaml"]);
        let status = git(root, &["status", "--porcelain"]);
        for revision in ["sdk-v0.1.0", "HEAD~1", "main^"] {
            let checkout = files(root, revision, &["spec"]).expect("files");
            assert_eq!(read(checkout.path(), "spec/a.yaml").as_deref(), Some("one"), "{revision}");
            assert_eq!(
                read(checkout.path(), "spec/deep/é b.yaml").as_deref(),
                Some("b"),
                "{revision}"
            );
            assert_eq!(read(checkout.path(), "other/c.yaml"), None, "{revision}");
            let path = checkout.path().to_owned();
            drop(checkout);
            assert!(!path.exists(), "a temporary folder stays");
        }
        let head = files(root, "HEAD", &["spec", "other"]).expect("files");
        assert_eq!(read(head.path(), "spec/a.yaml").as_deref(), Some("two"));
        assert_eq!(read(head.path(), "spec/deep/é b.yaml"), None);
        assert_eq!(read(head.path(), "other/c.yaml").as_deref(), Some("c"));
        assert_eq!(git(root, &["status", "--porcelain"]), status);
        assert_eq!(read(root, "spec/a.yaml").as_deref(), Some("three"));
    }

    #[test]
    fn a_root_below_the_top_of_a_repository() {
        let repository = repository();
        let checkout = files(&repository.path().join("spec"), "HEAD~1", &["deep"]).expect("files");
        assert_eq!(read(checkout.path(), "deep/é b.yaml").as_deref(), Some("b"));
        assert_eq!(read(checkout.path(), "a.yaml"), None);
    }

    #[test]
    fn what_is_missing_is_said_with_a_way_to_get_it() {
        let repository = repository();
        let (root, folder) = (repository.path(), tempfile::tempdir().expect("a folder"));
        let said = |revision: &str| {
            let error = files(root, revision, &["spec"]).expect_err("a error");
            format!("{error}; {}", error.help().unwrap_or_default())
        };
        assert_eq!(
            said("origin/main"),
            "there is no revision `origin/main`; run `git fetch origin main`"
        );
        for revision in ["v9", "--output=x"] {
            let fetch =
                "run `git fetch --tags`; `git branch --all` and `git tag` list what is there";
            assert_eq!(said(revision), format!("there is no revision `{revision}`; {fetch}"));
        }
        assert!(said("HEAD^{tree}").starts_with("there is no revision"), "a tree is no commit");
        let error = files(root, "HEAD", &["nothing"]).expect_err("a error");
        assert_eq!(error.to_string(), "the revision `HEAD` has no file below nothing");
        assert!(matches!(
            files(folder.path(), "HEAD", &["spec"]),
            Err(RevisionError::NoRepository(_))
        ));
    }

    #[test]
    fn a_shallow_clone_has_what_it_has() {
        let (repository, clone) = (repository(), tempfile::tempdir().expect("a folder"));
        let url = format!("file://{}", repository.path().display());
        git(clone.path(), &["clone", "--quiet", "--depth=1", &url, "clone"]);
        let root = clone.path().join("clone");
        let checkout = files(&root, "origin/main", &["spec"]).expect("files");
        assert_eq!(read(checkout.path(), "spec/a.yaml").as_deref(), Some("two"));
        for revision in ["HEAD~1", "sdk-v0.1.0"] {
            let error = files(&root, revision, &["spec"]).expect_err("a error");
            assert!(
                matches!(error, RevisionError::Missing { is_shallow: true, .. }),
                "{revision}: {error}"
            );
            assert!(
                error.help().is_some_and(|help| help.contains("--depth=1 origin tag")),
                "{revision}"
            );
        }
        let error = files(&root, "origin/next", &["spec"]).expect_err("a error");
        let help =
            "this clone is shallow: run `git fetch --depth=1 origin next:refs/remotes/origin/next`";
        assert_eq!(error.help().as_deref(), Some(help));
        // As the help says.
        git(&root, &["fetch", "--quiet", "--depth=1", "origin", "tag", "sdk-v0.1.0"]);
        let checkout = files(&root, "sdk-v0.1.0", &["spec"]).expect("files");
        assert_eq!(read(checkout.path(), "spec/a.yaml").as_deref(), Some("one"));
    }
}
