//! The git repository.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::error::{Checked, CommandError};
use crate::program_output::excerpt;

/// Variables that git sets for hooks. They would select another repository or index.
const OWN: &[&str] =
    &["GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_COMMON_DIR", "GIT_PREFIX"];

/// The work tree of a folder.
#[derive(Debug, Clone)]
pub struct Git {
    folder: PathBuf,
}

impl Git {
    /// The repository of a folder. It has at least one commit.
    pub fn of(folder: &Path) -> Checked<Self> {
        let git = Self::without_commit(folder)?;
        if !git.output(["rev-parse", "--verify", "--quiet", "HEAD"])?.status.success() {
            return Err(CommandError::new("the repository has no commit", "commit your files"));
        }
        Ok(git)
    }

    /// The repository of a folder. It may have no commit.
    pub fn without_commit(folder: &Path) -> Checked<Self> {
        let git = Self { folder: folder.to_owned() };
        if git.output(["--version"])?.status.code() != Some(0) {
            return Err(CommandError::new("git does not run", "run `git --version` to see why"));
        }
        let inside = git.output(["rev-parse", "--is-inside-work-tree"])?;
        if !inside.status.success() {
            let message = format!(
                "{} is not in a git repository that git can read\n{}",
                folder.display(),
                excerpt(&inside.stderr)
            );
            return Err(CommandError::new(
                message,
                "releases are git tags: clone the repository, or run `git init` and commit",
            ));
        }
        Ok(git)
    }

    /// The URL of the remote repository `origin` of a folder. A repository without commits has one,
    /// too.
    pub fn origin(folder: &Path) -> Option<String> {
        Self { folder: folder.to_owned() }.text(["config", "--get", "remote.origin.url"]).ok()
    }

    /// The commit that is checked out.
    pub fn head(&self) -> Checked<String> {
        self.text(["rev-parse", "HEAD"])
    }

    /// Uncommitted changes, a line of `git status --porcelain` for each file.
    pub fn uncommitted(&self) -> Checked<Vec<String>> {
        let text = self.run(["status", "--porcelain", "--untracked-files=all"])?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// The tags that start with a prefix: all of them, or those of `HEAD` and its ancestors.
    pub fn tags(&self, prefix: &str, of: TagsOf) -> Checked<Vec<String>> {
        let pattern = format!("{prefix}*");
        let text = match of {
            TagsOf::Repository => self.text(["tag", "--list", &pattern]),
            TagsOf::Head => self.text(["tag", "--list", &pattern, "--merged", "HEAD"]),
        }?;
        Ok(text.lines().map(str::to_owned).collect())
    }

    /// Whether the clone is shallow.
    pub fn is_shallow(&self) -> Checked<bool> {
        Ok(self.text(["rev-parse", "--is-shallow-repository"])? == "true")
    }

    /// The top folder of the work tree.
    pub fn top(&self) -> Checked<PathBuf> {
        Ok(PathBuf::from(self.text(["rev-parse", "--show-toplevel"])?))
    }

    /// The folder that all work trees of the repository share.
    pub fn common(&self) -> Checked<PathBuf> {
        Ok(self.folder.join(self.text(["rev-parse", "--git-common-dir"])?))
    }

    /// The folder of the hooks.
    pub fn hooks(&self) -> Checked<PathBuf> {
        Ok(self.folder.join(self.text(["rev-parse", "--git-path", "hooks"])?))
    }

    /// Whether a name and email for commits are configured.
    pub fn knows_committer(&self) -> Checked<bool> {
        Ok(self.output(["var", "GIT_COMMITTER_IDENT"])?.status.success())
    }

    /// Whether a path is ignored.
    pub fn ignores(&self, path: &Path) -> Checked<bool> {
        Ok(self
            .output([OsStr::new("check-ignore"), OsStr::new("--quiet"), path.as_os_str()])?
            .status
            .success())
    }

    /// Runs a git command, and returns its output.
    pub fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Checked<String> {
        let arguments: Vec<_> = arguments.into_iter().map(|it| it.as_ref().to_owned()).collect();
        let output = self.output(&arguments)?;
        if output.status.success() {
            return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
        }
        let line: Vec<_> = arguments.iter().map(|it| it.to_string_lossy()).collect();
        let both = [output.stdout, output.stderr].concat();
        let message = format!("`git {}` fails\n{}", line.join(" "), excerpt(&both));
        Err(CommandError::new(message, "the last lines are from git"))
    }

    /// Like [`Git::run`], without surrounding white space.
    fn text<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Checked<String> {
        Ok(self.run(arguments)?.trim().to_owned())
    }

    fn output<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Checked<Output> {
        command(&self.folder).args(arguments).output().map_err(|error| {
            CommandError::new(
                format!("git does not run: {error}"),
                "install git, https://git-scm.com",
            )
        })
    }
}

/// A git command about a folder, in English, without input, and independent of a hook around it.
pub fn command(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.arg("-C").arg(folder).args(["-c", "core.quotePath=false"]).stdin(Stdio::null());
    OWN.iter().for_each(|name| {
        command.env_remove(name);
    });
    command.env("LC_ALL", "C").env("GIT_OPTIONAL_LOCKS", "0");
    command
}

/// The tags to list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TagsOf {
    /// All tags.
    Repository,
    /// Tags of `HEAD` and its ancestors.
    Head,
}

/// Fails if there are uncommitted changes.
pub fn check_clean(git: &Git, help: &str) -> Checked {
    let changed = git.uncommitted()?;
    if changed.is_empty() {
        return Ok(());
    }
    let mut message = String::from("there are uncommitted changes:");
    for line in changed.iter().take(FIRST) {
        message += &format!("\n    {line}");
    }
    if changed.len() > FIRST {
        message += &format!("\n    … and {} more", changed.len() - FIRST);
    }
    Err(CommandError::new(message, help))
}

/// Files to list.
const FIRST: usize = 10;
