//! Why a reference cannot be followed.

use std::fmt;

use crate::diagnostic::{Code, Diagnostic, Softened};
use crate::source::Location;

/// What an error in an example, a link, a header, a callback or a tag becomes.
pub const LEFT_OUT: Softened = Softened { code: Code::PartLeftOut, loss: "this part is left out" };

/// Why a reference cannot be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReferenceError {
    /// Its text is invalid. Has the reason.
    Malformed(&'static str),
    /// It is a URL on a host that is not allowed.
    Url,
    /// It is a URL with an unsupported scheme, such as `file:`.
    Scheme,
    /// Its file is outside the folder that files are read from.
    Outside,
    /// Its file cannot be read.
    Unreadable {
        /// The file, relative to the folder that files are read from, or its URL.
        file: String,
        /// The error of the system.
        reason: String,
        /// The first reference to that file.
        location: Location,
    },
    /// Its file is invalid, which was reported.
    Broken,
    /// Its file was not read, since no reference in a regular position names it.
    Unread,
    /// The file has no such value.
    Dangling,
    /// The path to the value leads through a loop of references.
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

    /// The message about a reference with this text at this location; `None` if the error was
    /// reported.
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
                        .help(match reference.contains(['.', '/', '#']) {
                            true => "a reference to a file is relative to the file that has the reference".to_owned(),
                            false => format!("for a schema of this file, write `#/components/schemas/{text}`"),
                        }),
                );
            }
            Self::Malformed(reason) => Diagnostic::new(self.code(), format!("the reference `{text}` {reason}"))
                .help(match reference.split_once('#') {
                    Some((file, fragment)) if fragment.contains('/') && !fragment.starts_with('/') && !fragment.contains('%') => {
                        format!("write `{}#/{}`", file.escape_debug(), fragment.escape_debug())
                    }
                    _ => "write a reference as `#/components/schemas/Name` or `file.yaml#/Name`".to_owned(),
                }),
            Self::Url => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL, and nothing is fetched"))
                    .help("keep a copy of that document next to this one and refer to the file, or allow its host with --allow-remote")
            }
            Self::Scheme => {
                Diagnostic::new(self.code(), format!("the reference `{text}` is a URL with an unsupported scheme"))
                    .help("refer to files by relative paths, and to other documents by https")
            }
            Self::Outside => {
                Diagnostic::new(self.code(), format!("the reference `{text}` leaves the folder that files are read from"))
                    .help("only files below the folder of the document are read: pass --root with a parent folder, or set `root` in the manifest")
            }
            Self::Unread | Self::Dangling => {
                Diagnostic::new(self.code(), format!("the reference `{text}` points at nothing"))
                    .help("declare what it names, or correct the reference")
            }
            Self::Loop => Diagnostic::new(self.code(), format!("the reference `{text}` leads through itself"))
                .help("point it at the value itself"),
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
