//! Files as some git revision has them.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

/// Files of a revision, in a temporary folder that goes with this value.
#[derive(Debug)]
pub struct Checkout {
    /// The commit that the revision names.
    pub commit: String,
    path: PathBuf,
    _folder: TempDir,
}

impl Checkout {
    /// What the root of the repository was.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Why there are no files of a revision.
#[derive(Debug)]
pub enum Fault {
    /// There is no program `git`.
    NoGit,
    /// The folder is in no repository.
    NoRepository(PathBuf),
    /// The repository has no such revision.
    Missing {
        /// The revision.
        revision: String,
        /// Whether the repository has only the last commits of its history.
        is_shallow: bool,
    },
    /// The revision has none of the files.
    Empty {
        /// The revision.
        revision: String,
        /// Where they should be.
        below: Vec<String>,
    },
    /// git said no.
    Refused {
        /// What was asked.
        what: &'static str,
        /// What it said.
        said: String,
    },
    /// A temporary folder cannot be made.
    Folder(io::Error),
}

impl Fault {
    /// What to do.
    pub fn help(&self) -> Option<String> {
        match self {
            Self::NoGit => Some("install git, or compare files: `cargo xtask diff OLD NEW`".to_owned()),
            Self::NoRepository(_) => Some("run this in a clone of the repository".to_owned()),
            Self::Missing { revision, is_shallow } => Some(fetch(revision, *is_shallow)),
            Self::Empty { .. } | Self::Refused { .. } | Self::Folder(_) => None,
        }
    }
}

/// How to get a revision.
fn fetch(revision: &str, is_shallow: bool) -> String {
    let name = revision.split(['~', '^', '@', ':']).next().unwrap_or(revision);
    match (name.split_once('/'), is_shallow) {
        (Some((remote, branch)), true) => {
            format!("this clone is shallow: run `git fetch --depth=1 {remote} {branch}:refs/remotes/{remote}/{branch}`")
        }
        (Some((remote, branch)), false) => format!("run `git fetch {remote} {branch}`"),
        (None, true) => "this clone is shallow: run `git fetch --tags --unshallow`, or `git fetch --depth=1 origin tag NAME` for a tag".to_owned(),
        (None, false) => "run `git fetch --tags`".to_owned(),
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoGit => formatter.write_str("git cannot be run"),
            Self::NoRepository(folder) => write!(formatter, "{} is in no git repository", folder.display()),
            Self::Missing { revision, .. } => write!(formatter, "there is no revision `{revision}`"),
            Self::Empty { revision, below } => {
                write!(formatter, "the revision `{revision}` has no file below {}", below.join(" and "))
            }
            Self::Refused { what, said } => write!(formatter, "git cannot {what}: {}", said.trim()),
            Self::Folder(error) => write!(formatter, "a temporary folder cannot be made: {error}"),
        }
    }
}

impl std::error::Error for Fault {}

/// The files that a revision of the repository around `root` has below some folders, given as paths from there. Neither the working tree nor
/// git's index is touched, and nothing is fetched.
///
/// # Errors
/// When there is no git, no repository, no such revision, or no such file in it.
pub fn files(root: &Path, revision: &str, below: &[&str]) -> Result<Checkout, Fault> {
    let commit = commit(root, revision)?;
    let mut listed =
        git(root, ["ls-tree", "-r", "-z", "--full-name", "--name-only", "--end-of-options", commit.as_str()]);
    let listed = success(listed.arg("--").args(below), "list files")?;
    if listed.stdout.is_empty() {
        let below = below.iter().map(|folder| (*folder).to_owned()).collect();
        return Err(Fault::Empty { revision: revision.to_owned(), below });
    }
    let prefix = success(&mut git(root, ["rev-parse", "--show-prefix"]), "tell its top folder")?;
    let top = success(&mut git(root, ["rev-parse", "--show-toplevel"]), "tell its top folder")?;
    let top = PathBuf::from(line(&top));
    let folder = tempfile::tempdir().map_err(Fault::Folder)?;
    let (index, tree) = (folder.path().join("index"), folder.path().join("tree"));
    success(git(&top, ["read-tree", &commit]).env("GIT_INDEX_FILE", &index), "read the revision")?;
    let mut to = tree.clone().into_os_string();
    to.push("/");
    let mut checkout = git(&top, ["checkout-index", "-z", "--stdin", "--force"]);
    let mut prefixed = std::ffi::OsString::from("--prefix=");
    prefixed.push(to);
    checkout.arg(prefixed).env("GIT_INDEX_FILE", &index);
    feed(&mut checkout, &listed.stdout)?;
    Ok(Checkout { commit, path: tree.join(line(&prefix)), _folder: folder })
}

/// The commit that a revision names.
fn commit(root: &Path, revision: &str) -> Result<String, Fault> {
    let repository = run(&mut git(root, ["rev-parse", "--is-shallow-repository"]))?;
    if !repository.status.success() {
        return Err(Fault::NoRepository(root.to_owned()));
    }
    let named = format!("{revision}^{{commit}}");
    let found = run(&mut git(root, ["rev-parse", "--verify", "--quiet", "--end-of-options", &named]))?;
    // Versions of git before 2.30 repeat the option.
    let commit = String::from_utf8_lossy(&found.stdout).lines().last().unwrap_or_default().trim().to_owned();
    if !found.status.success() || commit.is_empty() {
        let is_shallow = line(&repository) == "true";
        return Err(Fault::Missing { revision: revision.to_owned(), is_shallow });
    }
    Ok(commit)
}

fn git<S: AsRef<OsStr>>(folder: &Path, arguments: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(arguments).stdin(Stdio::null());
    command
}

fn run(command: &mut Command) -> Result<Output, Fault> {
    command.output().map_err(|_| Fault::NoGit)
}

fn success(command: &mut Command, what: &'static str) -> Result<Output, Fault> {
    let output = run(command)?;
    match output.status.success() {
        true => Ok(output),
        false => Err(Fault::Refused { what, said: String::from_utf8_lossy(&output.stderr).into_owned() }),
    }
}

/// Runs a command that reads names from its standard input.
fn feed(command: &mut Command, names: &[u8]) -> Result<(), Fault> {
    let refused = |said: String| Fault::Refused { what: "write the files of the revision", said };
    let piped = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped());
    let mut child = piped.spawn().map_err(|_| Fault::NoGit)?;
    let written = child.stdin.take().map(|mut input| input.write_all(names));
    let output = child.wait_with_output().map_err(|error| refused(error.to_string()))?;
    match (output.status.success(), written) {
        (true, Some(Ok(()))) => Ok(()),
        (_, Some(Err(error))) if output.stderr.is_empty() => Err(refused(error.to_string())),
        _ => Err(refused(String::from_utf8_lossy(&output.stderr).into_owned())),
    }
}

fn line(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
