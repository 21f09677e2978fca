//! Finds the document, the CI system and the names for `oasmith init`.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Checked, CommandError};

/// The folders in which a document is looked for.
const FOLDERS: [&str; 7] = ["", "openapi", "api", "spec", "specs", "docs", "schema"];

/// The files that are documents by their names, without the extension.
const NAMES: [&str; 3] = ["openapi", "swagger", "api"];

/// The only document in a folder of a project.
///
/// # Errors
/// If there is none, or more than one.
pub(super) fn document(folder: &Path) -> Checked<PathBuf> {
    let mut found = Vec::new();
    for inner in FOLDERS {
        for name in NAMES {
            for extension in ["yaml", "yml", "json"] {
                let path = Path::new(inner).join(format!("{name}.{extension}"));
                if is_document(&folder.join(&path)) {
                    found.push(path);
                }
            }
        }
    }
    if found.is_empty() {
        found = by_content(folder);
    }
    match found.as_slice() {
        [one] => Ok(one.clone()),
        [] => Err(CommandError::new(
            "no OpenAPI document is found in this folder",
            "name a file or a URL: `oasmith init openapi.yaml`",
        )),
        [first, ..] => {
            let names: Vec<_> = found.iter().map(|path| path.display().to_string()).collect();
            Err(CommandError::new(
                format!("there are several OpenAPI documents: {}", names.join(", ")),
                format!("name one: `oasmith init {}`", first.display()),
            ))
        }
    }
}

/// The largest file that is read to find out whether it is a document: larger than any known one.
const MAX_BYTES: u64 = 32 << 20;

/// The files of a folder that declare a version of OpenAPI, whatever their names are.
fn by_content(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|entry| entry.metadata().is_ok_and(|it| it.is_file() && it.len() <= MAX_BYTES))
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|name| {
            let extension = name.extension().and_then(|extension| extension.to_str());
            matches!(extension, Some("yaml" | "yml" | "json"))
        })
        .filter(|name| declares_version(&folder.join(name)))
        .collect();
    names.sort_unstable();
    names
}

/// Whether a line near the start of a file is `openapi: 3…` or `swagger: 2…`.
fn declares_version(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else { return false };
    text.lines().take(200).any(|line| {
        let mut words = line.trim_start_matches([' ', '\t', '{', '"', '\'']).splitn(2, ':');
        let key = words.next().unwrap_or_default().trim_end_matches([' ', '"', '\'']);
        let value = words.next().unwrap_or_default().trim_start_matches([' ', '"', '\'']);
        key == "openapi" && value.starts_with('3') || key == "swagger" && value.starts_with('2')
    })
}

/// Whether the first lines of a file look like those of a document.
fn is_document(path: &Path) -> bool {
    let Ok(text) = fs::read_to_string(path) else { return false };
    text.lines().take(200).any(|line| {
        let line = line.trim_start_matches([' ', '\t', '{', '"']);
        line.starts_with("openapi\"") || line.starts_with("openapi:") || line.starts_with("swagger")
    })
}

/// A system that runs checks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Ci {
    /// .github/workflows/sdk.yml
    Github,
    /// .gitlab/sdk.yml, which .gitlab-ci.yml includes
    Gitlab,
    /// No file
    None,
}

/// The system that a repository has, by its files and the URL of its remote.
pub(super) fn ci(top: &Path, origin: Option<&str>) -> Ci {
    let is_gitlab = top.join(".gitlab-ci.yml").exists()
        || !top.join(".github").exists() && origin.is_some_and(|url| url.contains("gitlab"));
    if is_gitlab { Ci::Gitlab } else { Ci::Github }
}

/// The address of a repository for people, for the URL of its remote.
pub(super) fn web_address(origin: &str) -> Option<String> {
    let address = match origin.strip_prefix("git@").and_then(|rest| rest.split_once(':')) {
        Some((host, path)) => format!("https://{host}/{path}"),
        None => origin.to_owned(),
    };
    let address = address.trim_end_matches('/').trim_end_matches(".git");
    let rest = address.strip_prefix("https://")?;
    let is_plain = |it: char| it.is_ascii_alphanumeric() || "./-_~:".contains(it);
    // A user or a password belongs into no file.
    (!rest.is_empty() && rest.chars().all(is_plain)).then(|| address.to_owned())
}

#[cfg(test)]
mod tests {
    use super::web_address;

    #[test]
    fn a_remote_has_an_address_for_people() {
        for (origin, address) in [
            ("git@github.com:acme/pets.git", Some("https://github.com/acme/pets")),
            ("https://gitlab.com/acme/pets.git", Some("https://gitlab.com/acme/pets")),
            ("https://me:secret@example.com/a", None),
            ("/srv/git/pets.git", None),
            ("ssh://git@example.com/pets", None),
        ] {
            assert_eq!(web_address(origin).as_deref(), address, "{origin}");
        }
    }
}
