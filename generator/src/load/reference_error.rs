//! Why a reference leads nowhere.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic};
use crate::source::Location;

/// Why a reference leads nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceError {
    /// Its text cannot be understood; says why.
    Malformed(&'static str),
    /// It is a URL of a host that nothing may be fetched from.
    Url,
    /// It is a URL that nothing can be fetched from, such as one of a file.
    Scheme,
    /// Its file is outside of the folder that files are read from.
    Outside,
    /// Its file cannot be read; says which and why.
    Unreadable {
        /// The file, relative to the folder that files are read from, or its URL.
        file: String,
        /// What the system says.
        reason: String,
        /// The first reference to that file.
        location: Location,
    },
    /// Its file was read, but is broken, which has been reported.
    Broken,
    /// Its file was not read, since nothing where references are looked for names it.
    Unread,
    /// The file has no such value.
    Dangling,
    /// The way to the value goes through references in a circle.
    Loop,
}

impl ReferenceError {
    /// The code that this is reported with.
    pub fn code(&self) -> Code {
        match self {
            Self::Malformed(_) => Code::MalformedReference,
            Self::Url | Self::Scheme => Code::ReferenceUrl,
            Self::Outside => Code::ReferenceOutside,
            Self::Unreadable { .. } | Self::Broken => Code::UnreadableFile,
            Self::Unread | Self::Dangling => Code::DanglingReference,
            Self::Loop => Code::ReferenceLoop,
        }
    }

    /// What there is to say about a reference with this text at this location; `None` when all has
    /// been said.
    pub fn diagnostic(&self, reference: &str, location: Location) -> Option<Diagnostic> {
        let text = reference.escape_debug();
        let diagnostic = match self {
            Self::Broken => return None,
            Self::Unreadable { file, reason, location } => {
                let message = format!("the file `{}` cannot be read: {reason}", file.escape_debug());
                return Some(
                    Diagnostic::new(self.code(), message)
                        .at(location.clone())
                        .label("named here")
                        .help("a reference to a file is relative to the file that it stands in"),
                );
            }
            Self::Malformed(reason) => Diagnostic::new(self.code(), format!("the reference `{text}` {reason}"))
                .help("write a reference as `#/components/schemas/Name` or `file.yaml#/Name`"),
            Self::Url => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL, and nothing is fetched"))
                    .help("keep a copy of that document beside this one and refer to the file, or pass --allow-remote with its host")
            }
            Self::Scheme => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL that nothing is read from"))
                    .help("refer to files by relative paths, and to other documents by https")
            }
            Self::Outside => {
                Diagnostic::new(self.code(), format!("the reference `{text}` leaves the folder that files are read from"))
                    .help("only files in and below the folder of the root document are read: pass --root with a folder further up, or write it as `root` in the manifest")
            }
            Self::Unread | Self::Dangling => {
                Diagnostic::new(self.code(), format!("the reference `{text}` points at nothing"))
                    .help("declare what it names, or correct the reference")
            }
            Self::Loop => Diagnostic::new(self.code(), format!("the way to `{text}` leads through itself"))
                .help("let it point at the value itself"),
        };
        Some(diagnostic.at(location).label(self.label()))
    }

    fn label(&self) -> &'static str {
        match self {
            Self::Malformed(_) => "not understood",
            Self::Url | Self::Scheme => "a URL",
            Self::Outside => "outside",
            Self::Unreadable { .. } | Self::Broken => "not readable",
            Self::Unread | Self::Dangling => "not found",
            Self::Loop => "a loop",
        }
    }
}

impl fmt::Display for ReferenceError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.label())
    }
}

impl std::error::Error for ReferenceError {}
