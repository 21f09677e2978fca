//! Licence files that are copied into the crate.

use std::path::Path;

use super::check::ValueError;
use super::table::{Reader, Table};
use super::{LicenseFile, Manifest};
use crate::diagnostic::{Code, Diagnostic, Report};
use crate::load::{self, InputFile};

/// What the name of a licence file starts with, in upper or lower case. So none can replace a
/// generated file.
const NAMES: &[&str] = &["license", "licence", "unlicense", "copying", "copyright", "notice"];

/// Reads `license-files`, whose paths are relative to the manifest.
pub(super) fn read(
    package: &Table<'_>,
    folder: &Path,
    reader: &mut Reader<'_>,
) -> Vec<LicenseFile> {
    let mut files: Vec<LicenseFile> = Vec::new();
    for path in package.texts("license-files", reader) {
        let name = path.value.rsplit('/').next().unwrap_or_default();
        match name_problem(name, &files) {
            Some(message) => {
                let help = "name it `LICENSE-MIT`, `NOTICE` or the like, with letters, digits, `-`, `_` and `.`";
                let error =
                    ValueError { code: Code::InvalidLicenseFile, message, help: help.to_owned() };
                reader.value_error(error, path.offset);
            }
            None => files.push(LicenseFile {
                name: name.to_owned(),
                path: folder.join(&path.value),
                location: reader.location(path.offset),
            }),
        }
    }
    files
}

fn name_problem(name: &str, others: &[LicenseFile]) -> Option<String> {
    let small = name.to_ascii_lowercase();
    let is_plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    if !is_plain || name.ends_with('.') || !NAMES.iter().any(|start| small.starts_with(start)) {
        return Some(format!("a licence file cannot be called `{}`", name.escape_debug()));
    }
    let twice = others.iter().any(|other| other.name.eq_ignore_ascii_case(name));
    twice.then(|| format!("two licence files are called `{name}`"))
}

/// The text of a licence, or a notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LicenseText {
    /// The name of its file.
    pub name: String,
    /// What is in it, with LF at the ends of lines.
    pub text: String,
    /// The file that was read.
    pub input: InputFile,
}

/// Reads the texts of the licences that a manifest names; `None` if one cannot be read, which is
/// reported. No decision depends on them.
pub fn license_texts(manifest: &Manifest, report: &mut Report) -> Option<Vec<LicenseText>> {
    let mut texts = Vec::new();
    for LicenseFile { name, path, location } in &manifest.package.licenses {
        if !path.is_file() {
            let message = format!("the licence file `{name}` does not exist");
            let help = "write the path of a text file, relative to the folder of the manifest";
            report.push(
                Diagnostic::new(Code::InvalidLicenseFile, message).at(location.clone()).help(help),
            );
            texts.push(None);
            continue;
        }
        let read = load::read_text(path, report);
        texts.push(read.and_then(|(file, input)| {
            let text = report.sources.get(file)?.text.replace("\r\n", "\n");
            Some(LicenseText { name: name.clone(), text, input })
        }));
    }
    texts.into_iter().collect()
}
