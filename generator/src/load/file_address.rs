//! Addresses of files: on the disk or in the network.

use std::fmt;

use super::reference::BROKEN_ESCAPE;
use super::reference_error::ReferenceError;
use super::url::{Url, has_scheme, percent_decoded, relative_path};

/// The address of a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum FileAddress {
    /// On the disk: relative to the folder that files are read from, with `/` as separator and
    /// without `.` and `..`.
    Path(String),
    /// In the network.
    Url(Url),
}

impl FileAddress {
    /// The address of the file that a reference in this file names.
    pub(super) fn join(&self, file: &str) -> Result<Self, ReferenceError> {
        const SIGNS: ReferenceError =
            ReferenceError::Malformed("contains characters that are not allowed in file names");
        let path = match self {
            _ if is_http(file) => return Url::parse(file).map(Self::Url).ok_or(MALFORMED_URL),
            _ if has_scheme(file) => return Err(ReferenceError::Scheme),
            Self::Url(url) => return url.join(file).map(Self::Url).ok_or(MALFORMED_URL),
            Self::Path(_) if file.starts_with("//") => return Err(ReferenceError::Scheme),
            Self::Path(path) => path,
        };
        let file = percent_decoded(file).ok_or(BROKEN_ESCAPE)?;
        if file.starts_with(['/', '\\']) {
            return Err(ReferenceError::Outside);
        }
        if file.contains(char::is_control) || file.contains(['<', '>', '?', '|', '"']) {
            return Err(SIGNS);
        }
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        join(folder, &file).map(Self::Path).ok_or(ReferenceError::Outside)
    }

    /// The text of a reference from the file `from` to this one, if both are on the disk.
    pub(super) fn relative_to(&self, from: &Self) -> Option<String> {
        let (Self::Path(to), Self::Path(from)) = (self, from) else { return None };
        Some(relative_path(from, to).replace('%', "%25").replace('#', "%23"))
    }
}

impl fmt::Display for FileAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => formatter.write_str(path),
            Self::Url(url) => url.fmt(formatter),
        }
    }
}

const MALFORMED_URL: ReferenceError = ReferenceError::Malformed("is not a valid URL");

fn is_http(text: &str) -> bool {
    let scheme = text.split(':').next().unwrap_or_default();
    has_scheme(text) && ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
}

/// Joins a folder and a relative path, both with `/`, and resolves `.` and `..`. `None` if the
/// result is above the top folder.
fn join(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split(['/', '\\']) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::{FileAddress, join};
    use crate::load::reference::Reference;
    use crate::load::reference_error::ReferenceError;

    fn parts(text: &str) -> Result<(Option<String>, String), ReferenceError> {
        let reference = Reference::parse(text)?;
        let here = FileAddress::Path("in/it.yaml".to_owned());
        let file = reference.file.map(|file| here.join(file)).transpose()?;
        Ok((file.map(|file| file.to_string()), reference.fragment.pointer()?.to_string()))
    }

    #[test]
    fn a_reference_is_taken_apart() {
        assert_eq!(parts("#/a~1b/%7Bid%7D"), Ok((None, "/a~1b/{id}".to_owned())));
        assert_eq!(parts("../a%20b.yaml#/X"), Ok((Some("a b.yaml".to_owned()), "/X".to_owned())));
        assert_eq!(parts("a.json"), Ok((Some("in/a.json".to_owned()), String::new())));
        assert_eq!(parts("#"), Ok((None, String::new())));
        assert_eq!(
            parts("https://a.com/x#/X"),
            Ok((Some("https://a.com/x".to_owned()), "/X".to_owned()))
        );
    }

    #[test]
    fn the_way_from_file_to_file_leads_there() {
        for (from, to, expected) in [
            ("a.yaml", "b.yaml", "b.yaml"),
            ("in/a.yaml", "b.yaml", "../b.yaml"),
            ("a.yaml", "in/50% #1.yaml", "in/50%25 %231.yaml"),
            ("x/y/a.yaml", "x/z/b.yaml", "../z/b.yaml"),
            ("x/a.yaml", "x/a.yaml/b", "a.yaml/b"),
        ] {
            let path = |text: &str| FileAddress::Path(text.to_owned());
            let written = path(to).relative_to(&path(from));
            assert_eq!(written.as_deref(), Some(expected));
            assert_eq!(path(from).join(expected), Ok(path(to)));
        }
    }

    #[test]
    fn what_is_no_file_reference_is_rejected() {
        for url in ["file:///etc/passwd", "//host/a", "FILE:x", "c:\\x", "urn:a:b"] {
            assert_eq!(parts(url), Err(ReferenceError::Scheme), "{url}");
        }
        for outside in ["/etc/passwd", "%2Fetc/passwd", "\\x", "../../x"] {
            assert_eq!(parts(outside), Err(ReferenceError::Outside), "{outside}");
        }
        for malformed in
            ["", "#a", "a%", "a%zz", "<some-broken-uri>", "a%00b", "%ff", "http:a", "https://a b/"]
        {
            assert!(matches!(parts(malformed), Err(ReferenceError::Malformed(_))), "{malformed}");
        }
    }

    #[test]
    fn what_was_fetched_leads_to_nothing_local() {
        let there =
            FileAddress::join(&FileAddress::Path(String::new()), "https://a.com/b/c.yaml").unwrap();
        for (text, expected) in [
            ("d.yaml", Ok("https://a.com/b/d.yaml")),
            ("/etc/passwd", Ok("https://a.com/etc/passwd")),
            ("../../../x", Ok("https://a.com/x")),
            ("file:///etc/passwd", Err(ReferenceError::Scheme)),
        ] {
            assert_eq!(
                there.join(text).map(|it| it.to_string()),
                expected.map(str::to_owned),
                "{text}"
            );
        }
    }

    #[test]
    fn paths_are_joined_and_stay_inside() {
        assert_eq!(join("a/b", "../c.yaml").as_deref(), Some("a/c.yaml"));
        assert_eq!(join("", "./c.yaml").as_deref(), Some("c.yaml"));
        assert_eq!(join("a", "../../c.yaml"), None);
        assert_eq!(join("a", "b/../../../c.yaml"), None);
        assert_eq!(join("a", "..\\..\\c.yaml"), None);
    }
}
