//! What is to be loaded.

use std::path::{Path, PathBuf};

use super::limits::Limits;
use super::remote::Remote;
use crate::source::Location;

/// A document, and what goes with it.
#[derive(Debug, Clone)]
pub struct Request {
    /// Its path: absolute, or relative to the current folder.
    pub document: PathBuf,
    /// What is read instead of that file, which may be another state of it; `None` for the
    /// file itself.
    pub instead: Option<Instead>,
    /// Overlays (Overlay Specification 1.0 to 1.2) that are applied to it, in this order.
    pub overlays: Vec<Given>,
    /// The folder that files may be read from, with all below it; `None` for that of the document.
    pub root: Option<Given>,
    /// Where else documents may come from; `None` for nowhere.
    pub remote: Option<Remote>,
    /// How much is read.
    pub limits: Limits,
}

/// A text that is read instead of a document: its references are relative to the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instead {
    /// The name that people know it by.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// A path that someone wrote down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Absolute, or relative to the current folder.
    pub path: PathBuf,
    /// Where; `None` when it was an argument.
    pub location: Option<Location>,
}

impl Request {
    /// A document by itself: files are read from its folder only, and nothing is fetched.
    pub fn of(document: impl AsRef<Path>) -> Self {
        Self {
            document: document.as_ref().to_owned(),
            instead: None,
            overlays: Vec::new(),
            root: None,
            remote: None,
            limits: Limits::default(),
        }
    }
}

impl From<PathBuf> for Given {
    fn from(path: PathBuf) -> Self {
        Self { path, location: None }
    }
}
