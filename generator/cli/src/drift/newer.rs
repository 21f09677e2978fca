//! Newer copies of documents: which there are, and what is in them.

use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use oasmith::load::{Address, Remote};
use oasmith::manifest::{Api, Manifest};
use oasmith::source::Digest;

use super::DriftError;
use crate::paths::shown;

/// A copy as the command line has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum GivenCopies {
    /// One copy.
    Copy {
        /// The API that it is for; `None` where there is one only.
        api: Option<String>,
        /// Its path.
        location: CopyLocation,
    },
    /// A file that lists copies.
    List(PathBuf),
}

/// Where a copy is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum CopyLocation {
    File(PathBuf),
    Url(Address),
}

impl FromStr for GivenCopies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        // The key of a table has no slash, and an address may have `=` in its query.
        let named = text
            .split_once('=')
            .filter(|(name, _)| !name.is_empty() && !name.contains(['/', ':', '.', '\\']));
        match named {
            Some((name, location)) => {
                Ok(Self::Copy { api: Some(name.to_owned()), location: location.parse()? })
            }
            None if is_list(Path::new(text)) => Ok(Self::List(PathBuf::from(text))),
            None => Ok(Self::Copy { api: None, location: text.parse()? }),
        }
    }
}

fn is_list(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "txt")
}

impl FromStr for CopyLocation {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.contains("://") {
            true => text.parse().map(Self::Url),
            false if text.is_empty() => Err("write a file or a URL after `=`".to_owned()),
            false => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

/// A copy of an API's document.
pub(super) struct Newer {
    /// The API.
    pub(super) api: String,
    /// The source of the copy, as messages show it.
    pub(super) origin: String,
    /// The document that it is a copy of.
    pub(super) document: PathBuf,
    /// What is in it.
    pub(super) bytes: Vec<u8>,
    /// What is in the document.
    old: Digest,
}

impl Newer {
    /// Whether it has the text of the document, except for line ends.
    pub(super) fn is_same(&self) -> bool {
        Digest::of(&self.bytes) == self.old
    }
}

/// Reads the given copies, or those at the upstream of each API without one. All are read before
/// any is used.
pub(super) fn read(
    given: &[GivenCopies],
    manifest: &Manifest,
    remote: &Remote,
    limit: u64,
) -> Result<Vec<Newer>, DriftError> {
    let mut copies: Vec<(&Api, CopyLocation)> = Vec::new();
    for (api, location) in named(given, manifest)? {
        if copies.iter().any(|(other, _)| other.name == api.name) {
            return Err(DriftError::new(format!("--against names the API `{}` twice", api.name)));
        }
        copies.push((api, location));
    }
    if manifest.apis.is_empty() {
        // A runtime has no documents.
        return Ok(Vec::new());
    }
    if copies.is_empty() {
        let help = "write `upstream = \"https://…\"` into an [api.…] table of the manifest, or use --against";
        return Err(DriftError::new("no API has an `upstream`").help(help));
    }
    copies.into_iter().map(|(api, location)| newer(api, &location, remote, limit)).collect()
}

/// Each copy with its API.
fn named<'m>(
    given: &[GivenCopies],
    manifest: &'m Manifest,
) -> Result<Vec<(&'m Api, CopyLocation)>, DriftError> {
    if given.is_empty() {
        let upstream = |api: &'m Api| Some((api, CopyLocation::Url(api.upstream.clone()?)));
        return Ok(manifest.apis.iter().filter_map(upstream).collect());
    }
    let mut copies = Vec::new();
    for given in given {
        match given {
            GivenCopies::Copy { api, location } => {
                copies.push((find(api.as_deref(), manifest)?, location.clone()))
            }
            GivenCopies::List(path) => copies.extend(list(path, manifest)?),
        }
    }
    Ok(copies)
}

fn find<'m>(name: Option<&str>, manifest: &'m Manifest) -> Result<&'m Api, DriftError> {
    let names: Vec<_> = manifest.apis.iter().map(|api| format!("`{}`", api.name)).collect();
    let help = || format!("the manifest names {}", names.join(", "));
    match (name, manifest.apis.as_slice()) {
        (None, [api]) => Ok(api),
        (None, _) => {
            Err(DriftError::new("there are several APIs: write `--against API=…`").help(help()))
        }
        (Some(name), apis) => apis.iter().find(|api| api.name == name).ok_or_else(|| {
            DriftError::new(format!("there is no API `{}`", name.escape_debug())).help(help())
        }),
    }
}

/// The copies that a file lists. Files in it are relative to its folder.
fn list<'m>(
    path: &Path,
    manifest: &'m Manifest,
) -> Result<Vec<(&'m Api, CopyLocation)>, DriftError> {
    let text =
        fs::read_to_string(path).map_err(|error| unreadable(&shown(path), &error.to_string()))?;
    let mut copies = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.split(" #").next().unwrap_or_default().trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let wrong = |why: &str| {
            DriftError::new(format!("{}:{}: {why}", shown(path), index + 1))
                .help("write `api-name FILE` or `api-name URL` on each line")
        };
        let (name, location) =
            line.split_once(char::is_whitespace).ok_or_else(|| wrong("there is no file or URL"))?;
        let location = match location.trim().parse().map_err(|why: String| wrong(&why))? {
            CopyLocation::File(file) => {
                CopyLocation::File(path.parent().unwrap_or(Path::new("")).join(file))
            }
            location => location,
        };
        copies.push((find(Some(name), manifest)?, location));
    }
    Ok(copies)
}

fn newer(
    api: &Api,
    location: &CopyLocation,
    remote: &Remote,
    limit: u64,
) -> Result<Newer, DriftError> {
    let (origin, bytes) = match location {
        CopyLocation::File(path) => {
            (shown(path), fs::read(path).map_err(|error| error.to_string()))
        }
        CopyLocation::Url(address) => (address.to_string(), remote.document(address, limit)),
    };
    let bytes = bytes.map_err(|why| unreadable(&origin, &why))?;
    let old = fs::read(&api.document)
        .map_err(|error| unreadable(&shown(&api.document), &error.to_string()))?;
    Ok(Newer {
        api: api.name.clone(),
        origin,
        document: api.document.clone(),
        bytes,
        old: Digest::of(&old),
    })
}

fn unreadable(origin: &str, why: &str) -> DriftError {
    DriftError::new(format!("{} cannot be read: {}", origin.escape_debug(), why.escape_debug()))
        .help("nothing was written")
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::{CopyLocation, GivenCopies};

    #[test]
    fn what_is_given_is_a_file_an_address_or_a_list() {
        let file = |api: Option<&str>, path: &str| {
            Ok(GivenCopies::Copy {
                api: api.map(str::to_owned),
                location: CopyLocation::File(PathBuf::from(path)),
            })
        };
        let url = |api: Option<&str>, text: &str| {
            let location = CopyLocation::Url(text.parse().expect("an address"));
            Ok(GivenCopies::Copy { api: api.map(str::to_owned), location })
        };
        for (text, expected) in [
            ("new.yaml", file(None, "new.yaml")),
            ("rebilly=new.yaml", file(Some("rebilly"), "new.yaml")),
            ("a/b=c.yaml", file(None, "a/b=c.yaml")),
            ("https://a.com/x?y=z", url(None, "https://a.com/x?y=z")),
            ("a-b=https://a.com/x?y=z", url(Some("a-b"), "https://a.com/x?y=z")),
            ("upstream.txt", Ok(GivenCopies::List(PathBuf::from("upstream.txt")))),
        ] {
            assert_eq!(text.parse::<GivenCopies>(), expected, "{text}");
        }
        for wrong in ["", "a=", "http://a.com/x", "a=file:///etc/passwd", "https://user@a.com/"] {
            assert!(wrong.parse::<GivenCopies>().is_err(), "{wrong}");
        }
    }
}
