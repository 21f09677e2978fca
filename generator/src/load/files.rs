//! Reads the files of a document, from the disk and, if allowed, from the network.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::disk::{explain, help_for_folder, is_too_large, read_bytes, show, too_large};
use super::document::{Document, File};
use super::file_address::FileAddress;
use super::grammar::Version;
use super::input::InputFile;
use super::limits::{Limit, Limits};
use super::names::{Names, WantedName};
use super::normalize::identify;
use super::read;
use super::read_value::count;
use super::reference::Reference;
use super::reference_error::{LEFT_OUT, ReferenceError};
use super::references::Need;
use super::remote::{FetchError, MAX_DOCUMENTS, Remote};
use super::request::Request;
use super::url::{Url, has_scheme};
use crate::diagnostic::{Code, Diagnostic, Report, nearest_file};
use crate::source::{FileId, Location};

/// A document while its files are read.
pub(super) struct FileReader<'r> {
    pub(super) folder: ReadFolder,
    /// Where else documents may come from.
    remote: Option<&'r Remote>,
    fetched: usize,
    limits: Limits,
    /// How many bytes were read.
    bytes: u64,
    /// How many values were read, without those of `uncounted`.
    values: usize,
    uncounted: Vec<FileId>,
    root: FileId,
    pub(super) files: BTreeMap<FileId, File>,
    pub(super) found: BTreeMap<FileAddress, Result<FileId, ReferenceError>>,
    /// Files that were read and whose references were not yet looked at.
    pub(super) pending: Vec<FileId>,
    /// The files that were read by their canonical paths, since two paths may lead to one file.
    known: BTreeMap<PathBuf, Result<FileId, ReferenceError>>,
    /// Whether schemas may have names of their own.
    pub(super) identifies: bool,
    /// Those names.
    pub(super) names: Names,
    /// Every file that was read.
    pub(super) inputs: Vec<InputFile>,
}

/// The folder that files are read from. Nothing outside of it is read.
pub(super) struct ReadFolder {
    /// Its canonical path.
    pub(super) boundary: PathBuf,
    /// Its path as it was given.
    given: PathBuf,
    /// Its path in messages, with `/` as separator; empty for the current folder.
    shown: String,
}

impl ReadFolder {
    /// The folder of a request, and the address of the document in it. `folder` is the canonical
    /// path of the document's folder. `None` if the document is outside, which is reported.
    fn of(request: &Request, folder: &Path, report: &mut Report) -> Option<(Self, String)> {
        let (boundary, inside) = boundary(request, folder, report)?;
        let document = show(&request.document);
        let (shown, name) = document.rsplit_once('/').unwrap_or(("", &document));
        let (given, shown) = match &request.root {
            Some(root) => (root.path.clone(), show(&root.path)),
            None => (folder_of(&request.document).to_owned(), shown.to_owned()),
        };
        let address = if inside.is_empty() { name.to_owned() } else { format!("{inside}/{name}") };
        Some((Self { boundary, given, shown }, address))
    }

    /// The path of a file in messages.
    fn shown(&self, path: &str) -> String {
        if self.shown.is_empty() { path.to_owned() } else { format!("{}/{path}", self.shown) }
    }
}

/// The document before it is parsed.
struct OpenedRoot {
    /// The canonical path of its folder.
    folder: PathBuf,
    /// Its canonical path.
    path: PathBuf,
    bytes: Vec<u8>,
}

impl OpenedRoot {
    fn open(request: &Request) -> io::Result<Self> {
        let folder = folder_of(&request.document).canonicalize()?;
        let path = request.document.canonicalize()?;
        Ok(Self { folder, path, bytes: root_bytes(request)? })
    }
}

/// The folder that has a file: `.` for a file name alone.
fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn unreadable_root(path: &Path, error: &io::Error) -> Diagnostic {
    let shown = &show(path);
    let shown = if shown.is_empty() { "." } else { shown.as_str() };
    let message =
        format!("the document `{}` cannot be read: {}", shown.escape_debug(), explain(error));
    let diagnostic = Diagnostic::new(Code::UnreadableFile, message);
    let near = || nearest_file(path).filter(|_| error.kind() == io::ErrorKind::NotFound);
    let is_url = ["http:/", "https:/"].iter().any(|start| shown.starts_with(start));
    let help = if is_too_large(error) {
        RAISE_BYTES
    } else if is_url {
        "only the commands `init`, `generate` and `drift` fetch a URL: save the document as a file"
    } else if error.kind() == io::ErrorKind::IsADirectory {
        return diagnostic.help(help_for_folder(path));
    } else if shown == "-" {
        "standard input is not read: write the document to a file first"
    } else if error.kind() == io::ErrorKind::PermissionDenied {
        "allow your user to read it, for instance with `chmod`"
    } else if let Ok(target) = path.read_link() {
        let target = show(&target);
        return diagnostic.help(format!(
            "it is a symbolic link to `{}`: correct the link",
            target.escape_debug()
        ));
    } else if let Some(near) = near() {
        return diagnostic.help(format!("did you mean `{near}`?"));
    } else if starts_with_host(shown) {
        return diagnostic
            .help(format!("if it is a URL, write `https://{}`", shown.escape_debug()));
    } else {
        "check the path of the document"
    };
    diagnostic.help(help)
}

/// Whether a path looks like a URL without `https://`: its first folder has the form of a host, and
/// does not exist.
fn starts_with_host(path: &str) -> bool {
    let Some((host, _)) = path.split_once('/') else { return false };
    let is_label = |it: char| it.is_ascii_alphanumeric() || it == '-';
    let labels: Vec<&str> = host.split('.').collect();
    labels.len() > 1
        && labels.iter().all(|label| !label.is_empty() && label.chars().all(is_label))
        && !Path::new(host).exists()
}

impl<'r> FileReader<'r> {
    /// Reads the root; `None` if it cannot be read, which is reported.
    pub(super) fn open(request: &'r Request, report: &mut Report) -> Option<Self> {
        let shown = show(&request.document);
        let opened = match OpenedRoot::open(request) {
            Ok(opened) => opened,
            Err(error) => {
                report.push(unreadable_root(&request.document, &error));
                return None;
            }
        };
        let (folder, address) = ReadFolder::of(request, &opened.folder, report)?;
        let bytes = opened.bytes.len() as u64;
        let inputs = vec![InputFile::at_path(&request.document, &opened.bytes)];
        let name =
            request.replacement.as_ref().map_or(shown.as_str(), |replacement| &replacement.name);
        let (root, value) = read::read(name, opened.bytes, request.limits, report);
        let mut reader = Self {
            folder,
            remote: request.remote.as_ref(),
            fetched: 0,
            limits: request.limits,
            bytes,
            values: 0,
            uncounted: Vec::new(),
            root,
            files: BTreeMap::new(),
            found: BTreeMap::new(),
            pending: Vec::new(),
            known: BTreeMap::from([(opened.path, Ok(root))]),
            identifies: false,
            names: Names::default(),
            inputs,
        };
        reader.keep(root, FileAddress::Path(address), value?);
        Some(reader)
    }

    pub(super) fn root(&self) -> Location {
        Location::root(self.root)
    }

    pub(super) fn root_value(&self) -> &Value {
        self.files.get(&self.root).map_or(&Value::Null, |file| &file.value)
    }

    pub(super) fn root_value_mut(&mut self) -> Option<&mut Value> {
        self.files.get_mut(&self.root).map(|file| &mut file.value)
    }

    /// Turns references by `$id` and `$anchor` into pointers, also in files that were read before.
    pub(super) fn identify(&mut self) {
        for (id, file) in &mut self.files {
            self.names.add(*id, identify(&mut file.value, &file.base));
        }
        self.identifies = true;
    }

    pub(super) fn into_document(self) -> Document {
        Document {
            root: self.root,
            limits: self.limits,
            version: Version::DIALECT,
            bytes: self.bytes,
            files: self.files,
            found: self.found,
            inputs: self.inputs,
        }
    }

    /// The address of the file that a reference names.
    pub(super) fn address(&self, wanted: &WantedName) -> Result<FileAddress, ReferenceError> {
        let here = &self.files.get(&wanted.location.file).ok_or(ReferenceError::Unread)?.base;
        Reference::parse(&wanted.text)?
            .file
            .map_or_else(|| Ok(here.clone()), |file| here.join(file))
    }

    /// Reads the file of a reference, unless it was read before.
    pub(super) fn require(&mut self, wanted: &WantedName, report: &mut Report) {
        let softened = (wanted.need == Need::Optional).then_some(LEFT_OUT);
        let outer = report.soften(softened);
        self.require_file(wanted, report);
        report.soften(outer);
    }

    fn require_file(&mut self, wanted: &WantedName, report: &mut Report) {
        let is_uncertain = wanted.need == Need::Uncertain;
        let outcome = self.address(wanted).and_then(|address| {
            if let Some(outcome) = self.found.get(&address) {
                return outcome.clone();
            }
            let outcome = match &address {
                FileAddress::Path(path) => self.read(path, &wanted.location, report),
                FileAddress::Url(url) => self.fetch(url, &wanted.location, report),
            };
            if !(is_uncertain && outcome.is_err()) {
                self.found.insert(address, outcome.clone());
            }
            outcome
        });
        match outcome {
            Ok(target) if self.identifies => self.names.anchored(wanted, target),
            Ok(_) => {}
            Err(_) if is_uncertain => {}
            Err(error) => {
                error
                    .diagnostic(&wanted.text, wanted.location.clone())
                    .into_iter()
                    .for_each(|diagnostic| report.push(diagnostic));
            }
        }
    }

    fn read(
        &mut self,
        path: &str,
        location: &Location,
        report: &mut Report,
    ) -> Result<FileId, ReferenceError> {
        let unreadable = |error: io::Error| unreadable(path, explain(&error), location);
        let files = self.limits.files;
        if self.known.len() >= files {
            let message =
                format!("there are more than {files} files; raise the limit with --max-files");
            return Err(unreadable(io::Error::other(message)));
        }
        let real = self.folder.boundary.join(path).canonicalize().map_err(unreadable)?;
        if !real.starts_with(&self.folder.boundary) {
            return Err(ReferenceError::Outside);
        }
        if let Some(outcome) = self.known.get(&real) {
            return outcome.clone();
        }
        let bytes = read_bytes(&real, self.bytes_left()).map_err(unreadable)?;
        self.inputs.push(InputFile::at_path(self.folder.given.join(path), &bytes));
        let shown = self.folder.shown(path);
        let outcome = self.take(&shown, bytes, FileAddress::Path(path.to_owned()), report);
        let outcome = outcome.map_err(|error| of_optional(error, path, location, report));
        self.known.insert(real, outcome.clone());
        outcome
    }

    fn fetch(
        &mut self,
        url: &Url,
        location: &Location,
        report: &mut Report,
    ) -> Result<FileId, ReferenceError> {
        let remote = self.remote.ok_or(ReferenceError::Url)?;
        let failed = |reason: String| unreadable(&url.to_string(), reason, location);
        if self.fetched >= MAX_DOCUMENTS {
            return Err(failed(format!("more than {MAX_DOCUMENTS} documents would be fetched")));
        }
        let (end, bytes) = remote.get(url, self.bytes_left()).map_err(|error| match error {
            FetchError::Host => ReferenceError::Url,
            FetchError::Failed(reason) => failed(reason),
        })?;
        self.fetched += 1;
        self.inputs.push(InputFile::at_url(url.to_string(), &bytes));
        let end = FileAddress::Url(end);
        if let Some(outcome) = self.found.get(&end) {
            return outcome.clone();
        }
        let outcome = self.take(&end.to_string(), bytes, end.clone(), report);
        let outcome =
            outcome.map_err(|error| of_optional(error, &end.to_string(), location, report));
        self.found.insert(end, outcome.clone());
        outcome
    }

    /// How many bytes the next file may have.
    fn bytes_left(&self) -> u64 {
        self.limits.bytes.min(self.limits.all_bytes.saturating_sub(self.bytes))
    }

    /// Reads the value of a file.
    fn take(
        &mut self,
        shown: &str,
        bytes: Vec<u8>,
        address: FileAddress,
        report: &mut Report,
    ) -> Result<FileId, ReferenceError> {
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        for id in std::mem::take(&mut self.uncounted) {
            let count = self.files.get(&id).map_or(0, |file| count(&file.value));
            self.values = self.values.saturating_add(count);
        }
        let values = self.limits.values.within(self.bytes).saturating_sub(self.values);
        let limits = Limits { values: Limit::Fixed(values), ..self.limits };
        let (id, value) = read::read(shown, bytes, limits, report);
        self.keep(id, address, value.ok_or(ReferenceError::Broken)?);
        Ok(id)
    }

    /// Adds the value of a file, also under the URL in `$self` or `$id` (OpenAPI 3.2.0,
    /// "Establishing the Base URI"; JSON Schema Core 2020-12, section 8.2.1).
    fn keep(&mut self, id: FileId, address: FileAddress, mut value: Value) {
        let base = base(&value, &address);
        if self.identifies {
            self.names.add(id, identify(&mut value, &base));
        }
        for own in ["$self", "$id"].iter().filter_map(|key| Url::parse(value.get(*key)?.as_str()?))
        {
            self.found.entry(FileAddress::Url(own)).or_insert(Ok(id));
        }
        self.found.entry(base.clone()).or_insert(Ok(id));
        self.found.insert(address, Ok(id));
        self.files.insert(id, File { base, value });
        self.pending.push(id);
        self.uncounted.push(id);
    }
}

/// The base of the references of a file. A relative `$self` changes it; a URL there is only a name.
fn base(value: &Value, address: &FileAddress) -> FileAddress {
    let own = value
        .get("$self")
        .and_then(Value::as_str)
        .filter(|own| !own.is_empty() && !has_scheme(own));
    own.and_then(|own| address.join(own.split('#').next()?).ok()).unwrap_or_else(|| address.clone())
}

/// An invalid file is reported as an error where it is required, even if it was read for a part
/// that a crate can do without.
fn of_optional(
    error: ReferenceError,
    file: &str,
    location: &Location,
    report: &Report,
) -> ReferenceError {
    match error {
        ReferenceError::Broken if report.is_softened() => {
            unreadable(file, "it is neither YAML nor JSON".to_owned(), location)
        }
        error => error,
    }
}

fn unreadable(file: &str, reason: String, location: &Location) -> ReferenceError {
    ReferenceError::Unreadable { file: file.to_owned(), reason, location: location.clone() }
}

/// The folder that files are read from, and the relative path from there to the folder of the
/// document, with `/`.
fn boundary(request: &Request, folder: &Path, report: &mut Report) -> Option<(PathBuf, String)> {
    let Some(root) = &request.root else { return Some((folder.to_owned(), String::new())) };
    let inside = root.path.canonicalize().ok().and_then(|boundary| {
        let inside = folder.strip_prefix(&boundary).ok()?.components();
        let inside: Vec<_> = inside.map(|part| part.as_os_str().to_string_lossy()).collect();
        Some((boundary, inside.join("/")))
    });
    if inside.is_none() {
        let (root, document) = (show(&root.path), show(&request.document));
        let message = format!(
            "the document `{}` is not below the root `{}`",
            document.escape_debug(),
            root.escape_debug()
        );
        let help = "set the root to the folder of the document or to a parent of it";
        let diagnostic = Diagnostic::new(Code::RootElsewhere, message).help(help);
        let location = request.root.as_ref().and_then(|root| root.location.clone());
        report.push(location.into_iter().fold(diagnostic, Diagnostic::at));
    }
    inside
}

/// The help for a file that is too large.
const RAISE_BYTES: &str = "raise the limit with --max-bytes to read it anyway";

/// The bytes of the root, or of the text that replaces it.
fn root_bytes(request: &Request) -> io::Result<Vec<u8>> {
    let limit = request.limits.bytes;
    match &request.replacement {
        None => read_bytes(&request.document, limit),
        Some(replacement) if replacement.bytes.len() as u64 > limit => Err(too_large(limit)),
        Some(replacement) => Ok(replacement.bytes.clone()),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{FileReader, ReadFolder, folder_of};
    use crate::diagnostic::Report;
    use crate::load::Request;
    use crate::load::file_address::FileAddress;

    #[test]
    fn the_root_is_known_by_its_address_and_is_read_once() {
        let folder = new_folder("open");
        let path = folder.join("openapi.yaml");
        std::fs::write(&path, "openapi: 3.0.3\n").unwrap();
        let mut report = Report::new();
        let request = Request::of(&path);
        let reader = FileReader::open(&request, &mut report).expect("a document");
        assert_eq!(reader.root_value()["openapi"], "3.0.3");
        let address = FileAddress::Path("openapi.yaml".to_owned());
        assert_eq!(reader.found.get(&address), Some(&Ok(reader.root)));
        assert_eq!(reader.known.get(&path.canonicalize().unwrap()), Some(&Ok(reader.root)));
        assert_eq!((reader.pending.len(), reader.inputs.len()), (1, 1));
        assert!(FileReader::open(&Request::of(folder.join("none.yaml")), &mut report).is_none());
        let codes: Vec<_> = report.diagnostics().iter().map(|it| it.code.id()).collect();
        assert_eq!(codes, ["E0101"]);
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_document_is_addressed_from_the_folder_that_files_are_read_from() {
        let root = new_folder("boundary");
        let api = root.join("api");
        std::fs::create_dir_all(&api).unwrap();
        let api = api.canonicalize().unwrap();
        let mut request = Request::of(api.join("openapi.yaml"));
        let address = |request: &Request| {
            ReadFolder::of(request, &api, &mut Report::new()).map(|(_, address)| address)
        };
        assert_eq!(address(&request).as_deref(), Some("openapi.yaml"));
        request.root = Some(root.clone().into());
        assert_eq!(address(&request).as_deref(), Some("api/openapi.yaml"));
        request.root = Some(root.join("api/none").into());
        assert_eq!(address(&request), None);
        std::fs::remove_dir_all(root).unwrap();
    }

    fn new_folder(name: &str) -> std::path::PathBuf {
        let name = format!("oasmith-read-folder-{name}-{}", std::process::id());
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    #[test]
    fn a_file_name_alone_is_in_the_current_folder() {
        assert_eq!(folder_of(Path::new("a.yaml")), Path::new("."));
        assert_eq!(folder_of(Path::new("b/a.yaml")), Path::new("b"));
    }
}
