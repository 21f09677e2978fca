//! The pre-commit hook of git.

use std::fs;
use std::path::{Path, PathBuf};

use oasmith_cli::error::{Checked, CommandError};
use oasmith_cli::git::Git;

/// The hook. Its second line distinguishes it from other hooks.
const HOOK: &str =
    "#!/bin/sh\n# Installed by `cargo xtask tidy --install-hook`.\nexec cargo xtask tidy\n";

/// Writes the hook, and returns its path. A hook that is there already stays.
pub fn install(root: &Path) -> Checked<PathBuf> {
    let path = Git::of(root)?.hooks()?.join("pre-commit");
    match fs::read_to_string(&path) {
        Ok(text) if text == HOOK => return Ok(path),
        Ok(_) => {
            return Err(CommandError::new(
                format!("{} exists already", path.display()),
                "add the line `cargo xtask tidy` to it",
            ));
        }
        Err(_) => {}
    }
    let write = || {
        fs::create_dir_all(path.parent().unwrap_or(root))?;
        fs::write(&path, HOOK)?;
        make_executable(&path)
    };
    write().map_err(|error| {
        let message = format!("cannot write {}: {error}", path.display());
        CommandError::new(message, "check that you may write to this folder")
    })?;
    Ok(path)
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{HOOK, install};
    use std::fs;
    use std::path::Path;

    fn git(folder: &Path, arguments: &[&str]) {
        let mut command = oasmith_cli::git::command(folder);
        command.args(["-c", "user.name=a", "-c", "user.email=a@example.com"]);
        let status = command.args(arguments).status().expect("git runs");
        assert!(status.success());
    }

    #[test]
    fn a_hook_of_somebody_else_stays() {
        let folder = tempfile::tempdir().expect("a folder");
        git(folder.path(), &["init", "--quiet"]);
        git(folder.path(), &["commit", "--quiet", "--allow-empty", "--message", "one"]);
        let path = install(folder.path()).expect("there is no hook yet");
        assert_eq!(fs::read_to_string(&path).expect("the hook"), HOOK);
        assert_eq!(install(folder.path()).expect("our own hook"), path);
        fs::write(&path, "#!/bin/sh\ntrue\n").expect("another hook");
        let error = install(folder.path()).expect_err("another hook").to_string();
        assert!(error.contains("exists already"), "{error}");
        assert_eq!(fs::read_to_string(&path).expect("the hook"), "#!/bin/sh\ntrue\n");
    }
}
