//! Documents that the command line names: files and URLs.

use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use oasmith::diagnostic::{Code, Diagnostic};
use oasmith::load::{self, Address, Host, Limits, Remote, Request};
use oasmith::{Report, manifest};

use crate::fetch::fetch;
use crate::paths::shown;

/// A document as the command line names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GivenDocument {
    File(PathBuf),
    Url(Address),
}

impl FromStr for GivenDocument {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.contains("://") {
            _ if text.is_empty() => Err("name a file, such as `openapi.yaml`".to_owned()),
            true => text.parse().map(Self::Url),
            false if text.ends_with(".toml") => Err(format!(
                "it is not an OpenAPI document; for a manifest, write --manifest {text}"
            )),
            false => Ok(Self::File(PathBuf::from(text))),
        }
    }
}

impl fmt::Display for GivenDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => path.display().fmt(formatter),
            Self::Url(address) => address.fmt(formatter),
        }
    }
}

/// The document at a URL; `None` if it cannot be fetched, which is reported.
pub fn fetched(
    address: &Address,
    hosts: &[Host],
    limits: Limits,
    report: &mut Report,
) -> Option<Vec<u8>> {
    let remote = Remote { hosts: hosts.to_owned(), fetch };
    match remote.document(address, limits.bytes) {
        Ok(bytes) => Some(bytes),
        Err(reason) => {
            let message = format!("{address} cannot be fetched: {reason}");
            let help = "check the URL; it is fetched without credentials";
            report.push(Diagnostic::new(Code::UnreadableFile, message).help(help));
            None
        }
    }
}

/// The file extension for a text: `json` or `yaml`.
pub fn extension(text: &[u8]) -> &'static str {
    let first = text.iter().find(|byte| !byte.is_ascii_whitespace());
    if first == Some(&b'{') { "json" } else { "yaml" }
}

/// The value, or a message that the file cannot be written.
pub fn written<T>(result: std::io::Result<T>, path: &Path, report: &mut Report) -> Option<T> {
    result
        .map_err(|error| {
            let message = format!("{} cannot be written: {error}", shown(path));
            let help = "allow your user to write there, or name another folder with `--output`";
            report.push(Diagnostic::new(Code::OutputFailed, message).help(help));
        })
        .ok()
}

/// The title of a document; `None` if it has none, or if it cannot be read, which is reported.
pub fn title(document: &Path, limits: Limits, report: &mut Report) -> Option<String> {
    let request = Request { limits, ..Request::of(document) };
    // Problems of the document are reported when the crate is generated.
    let mut problems = Report::new();
    let title = load::load(&request, &mut problems).and_then(|document| {
        let info = document.value(&document.root())?.get("info")?;
        info.get("title")?.as_str().map(str::to_owned)
    });
    if title.is_none() && problems.has_errors() {
        *report = problems;
    }
    title
}

/// The name of the crate of a document: the title of the API and `-sdk`. `None` if the document
/// cannot be read, which is reported.
pub fn crate_name(document: &Path, limits: Limits, report: &mut Report) -> Option<String> {
    let title = title(document, limits, report);
    (title.is_some() || !report.has_errors()).then(|| package_name(&title.unwrap_or_default()))
}

/// A package's name for a title.
pub fn package_name(title: &str) -> String {
    let mut name = String::new();
    for character in title.chars() {
        match character.to_ascii_lowercase() {
            it if it.is_ascii_alphanumeric() => name.push(it),
            _ if !name.is_empty() && !name.ends_with('-') => name.push('-'),
            _ => {}
        }
    }
    let mut name = name.trim_end_matches('-').to_owned();
    // Longer names are of no use in a path.
    name.truncate(
        name.match_indices('-')
            .map(|it| it.0)
            .take_while(|at| *at < 40)
            .last()
            .filter(|_| name.len() > 40)
            .unwrap_or(name.len().min(40)),
    );
    if !name.ends_with("-sdk") {
        name = if name.is_empty() { "api-sdk".to_owned() } else { format!("{name}-sdk") };
    }
    match manifest::check_package_name(&name) {
        Ok(()) => name,
        Err(_) => format!("api-{name}"),
    }
}

#[cfg(test)]
mod tests {
    use super::package_name;

    #[test]
    fn a_title_becomes_a_name() {
        for (title, name) in [
            ("Swagger Petstore - OpenAPI 3.0", "swagger-petstore-openapi-3-0-sdk"),
            ("Acme SDK", "acme-sdk"),
            ("2FA", "api-2fa-sdk"),
            ("Ünïcode", "n-code-sdk"),
            ("支付", "api-sdk"),
            (
                "a b c d e f g h i j k l m n o p q r s t u v w x y z",
                "a-b-c-d-e-f-g-h-i-j-k-l-m-n-o-p-q-r-s-t-sdk",
            ),
        ] {
            assert_eq!(package_name(title), name);
        }
    }
}
