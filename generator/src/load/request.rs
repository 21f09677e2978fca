//! What to load.

use std::path::{Path, PathBuf};

use super::limits::Limits;
use super::remote::Remote;
use crate::source::Location;

/// A document to load, with options.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its path: absolute, or relative to the current folder.
    pub document: PathBuf,
    /// A text that replaces the content of the file, such as an older version of it.
    pub replacement: Option<Replacement>,
    /// Overlays (Overlay Specification 1.0 to 1.2) that are applied to it, in this order.
    pub overlays: Vec<GivenPath>,
    /// The folder that files may be read from, with its subfolders. Default: the folder of the
    /// document.
    pub root: Option<GivenPath>,
    /// Hosts that documents may be fetched from. Default: `None`, which means that nothing is
    /// fetched.
    pub remote: Option<Remote>,
    /// Limits on the size of documents.
    pub limits: Limits,
}

/// A text that replaces the content of a document. Its references are relative to the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Replacement {
    /// Its name in messages.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A path from the command line or the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenPath {
    /// Absolute, or relative to the current folder.
    pub path: PathBuf,
    /// Its location in the manifest; `None` for the command line.
    pub location: Option<Location>,
}

impl Request {
    /// A document with default options: files are read from its folder only, and nothing is
    /// fetched.
    pub fn of(document: impl AsRef<Path>) -> Self {
        Self {
            document: document.as_ref().to_owned(),
            replacement: None,
            overlays: Vec::new(),
            root: None,
            remote: None,
            limits: Limits::default(),
        }
    }
}

impl From<PathBuf> for GivenPath {
    fn from(path: PathBuf) -> Self {
        Self { path, location: None }
    }
}
