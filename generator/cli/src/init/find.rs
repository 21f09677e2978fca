//! Finds the document, the CI system and the names for `oasmith init`.

use std::fs::{self, File};
use std::io::Read as _;
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

/// How much of a file is read to find out whether it is a document: the version is near the start.
const BEGINNING: u64 = 64 << 10;

/// Members near the start of a file, at most.
const MEMBERS: usize = 500;

/// The files whose content is looked at, at most: a folder with more is full of data.
const MAX_FILES: usize = 1_000;

/// The files of a folder that declare a version of OpenAPI, whatever their names are.
fn by_content(folder: &Path) -> Vec<PathBuf> {
    let mut names: Vec<PathBuf> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| PathBuf::from(entry.file_name()))
        .filter(|name| {
            let extension = name.extension().and_then(|extension| extension.to_str());
            matches!(extension, Some("yaml" | "yml" | "json"))
        })
        .collect();
    names.sort_unstable();
    names.truncate(MAX_FILES);
    names.retain(|name| declares_version(&folder.join(name)));
    names
}

/// Whether a member near the start of a file is `openapi: 3…` or `swagger: 2…`.
fn declares_version(path: &Path) -> bool {
    let is_version = |key: &str, value: &str| {
        key == "openapi" && value.starts_with('3') || key == "swagger" && value.starts_with('2')
    };
    beginning(path).is_some_and(|text| members(&text).any(|(key, value)| is_version(key, value)))
}

/// Whether a file whose name is that of a document declares any version. A wrong version has a
/// message, and so has a file that cannot be read.
fn is_document(path: &Path) -> bool {
    let is_version = |key: &str| matches!(key, "openapi" | "swagger");
    match beginning(path) {
        Some(text) => members(&text).any(|(key, _)| is_version(key)),
        None => path.is_file(),
    }
}

/// Keys, and what follows them: of YAML with one member on a line, and of JSON.
fn members(text: &str) -> impl Iterator<Item = (&str, &str)> {
    const QUOTES: [char; 3] = [' ', '"', '\''];
    let starts = text.split(['\n', '{']).flat_map(|line| line.split(",\""));
    let members = starts.filter_map(|start| {
        let (key, value) = start.split_once(':')?;
        let key = key.trim_start_matches(['\u{feff}', '\t']).trim_matches(QUOTES);
        Some((key, value.trim_start_matches(QUOTES)))
    });
    members.take(MEMBERS)
}

fn beginning(path: &Path) -> Option<String> {
    // Opening a pipe would wait for its writer.
    if !fs::metadata(path).ok()?.is_file() {
        return None;
    }
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(BEGINNING).read_to_end(&mut bytes).ok()?;
    Some(String::from_utf8_lossy(&bytes).into_owned())
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
    use std::fs;

    use super::{BEGINNING, by_content, web_address};

    #[test]
    fn the_start_of_a_file_tells_whether_it_is_a_document() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &[u8]| {
            fs::write(folder.path().join(name), text).expect("a file");
        };
        write("a.json", b"{\"info\":{\"title\":\"A\"},\"openapi\":\"3.1.0\",\"paths\":{}}");
        write("b.yaml", "\u{feff}# Lamps\r\nopenapi: 3.0.3\r\npaths: {}\r\n".as_bytes());
        write("c.yml", b"{swagger: '2.0', paths: {}}");
        write("d.json", b"[{\"name\": \"openapi\"}]");
        write("e.txt", b"openapi: 3.0.3");
        // The rest of a large file is not read, and it may be cut inside of a character.
        let large = "\u{e9}".repeat(usize::try_from(BEGINNING).expect("a length"));
        write("f.json", format!("{{ \"openapi\": \"3.0.3\", \"x-text\": \"{large}\"}}").as_bytes());
        write("g.json", format!("{{\"x-text\": \"{large}\", \"openapi\": \"3.0.3\"}}").as_bytes());
        fs::create_dir(folder.path().join("h.yaml")).expect("a folder");
        let found = by_content(folder.path());
        let names: Vec<_> = found.iter().map(|path| path.display().to_string()).collect();
        assert_eq!(names, ["a.json", "b.yaml", "c.yml", "f.json"]);
    }

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
