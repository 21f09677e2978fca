//! URLs and relative paths (RFC 3986).

use std::fmt;
use std::str::FromStr;

use iri_string::format::ToDedicatedString as _;
use iri_string::types::{UriAbsoluteStr, UriReferenceStr, UriStr};

/// A URL with the scheme `http` or `https`, without user information and fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Url {
    scheme: Scheme,
    host: Host,
    /// Starts with a slash and has no `.` and `..` segments.
    path: String,
    query: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scheme {
    Http,
    Https,
}

/// A host that documents may be fetched from: a name or an address, and the port unless it is the
/// default.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host {
    /// In lower case. An IPv6 address has brackets.
    name: String,
    port: Option<u16>,
}

impl FromStr for Host {
    type Err = String;

    /// Reads `example.com`, `example.com:8443` or `[::1]:80`.
    fn from_str(text: &str) -> Result<Self, String> {
        let lower = text.to_ascii_lowercase();
        let end = lower.find(']').map_or(0, |bracket| bracket + 1);
        let (name, port) = match lower.get(end..).unwrap_or_default().split_once(':') {
            Some((rest, port)) => (lower.get(..end + rest.len()).unwrap_or_default(), Some(port)),
            None => (lower.as_str(), None),
        };
        let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '-' | '.' | '_');
        let is_name = !name.is_empty() && name.chars().all(plain) && !name.starts_with(['.', '-']);
        let address = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let is_address = address.is_some_and(|it| {
            it.contains(':')
                && it.chars().all(|sign| sign.is_ascii_hexdigit() || matches!(sign, ':' | '.'))
        });
        if !is_name && !is_address {
            return Err(format!(
                "`{}` is not a host: write it as `example.com` or `example.com:8443`",
                text.escape_debug()
            ));
        }
        let port = match port {
            Some(port) => {
                Some(port.parse().map_err(|_| format!("`{}` is not a port", port.escape_debug()))?)
            }
            None => None,
        };
        Ok(Self { name: name.to_owned(), port })
    }
}

impl Host {
    /// Whether it is this machine (RFC 6761, section 6.3; RFC 1122, section 3.2.1.3).
    fn is_loopback(&self) -> bool {
        let parts: Vec<_> = self.name.split('.').map(str::parse::<u8>).collect();
        let is_v4 =
            parts.len() == 4 && parts.iter().all(Result::is_ok) && parts.first() == Some(&Ok(127));
        is_v4 || self.name == "localhost" || self.name == "[::1]"
    }
}

impl fmt::Display for Host {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.name)?;
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

impl Url {
    /// Reads an absolute URL, without its fragment; `None` for anything else.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let absolute = UriAbsoluteStr::new(without_fragment(text)).ok()?;
        // Resolving a URL takes `.` and `..` out of its path (RFC 3986, section 5.2.2).
        let absolute: &UriReferenceStr = absolute.as_ref();
        let resolved = absolute.resolve_against(UriAbsoluteStr::new("http://localhost/").ok()?);
        Self::from_uri(&resolved.try_to_dedicated_string().ok()?)
    }

    /// The URL that a reference in the document at this URL means (RFC 3986, section 5.2).
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        let base = self.to_string();
        let reference = UriReferenceStr::new(without_fragment(reference)).ok()?;
        let resolved = reference.resolve_against(UriAbsoluteStr::new(&base).ok()?);
        Self::from_uri(&resolved.try_to_dedicated_string().ok()?)
    }

    fn from_uri(uri: &UriStr) -> Option<Self> {
        let scheme = match uri.scheme_str().to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        // `Host` accepts a host and a port, and rejects the user in `user@host`.
        let mut host: Host = uri.authority_str()?.parse().ok()?;
        host.port = host.port.filter(|port| *port != scheme.port());
        let path = match uri.path_str() {
            "" => "/".to_owned(),
            path => path.to_owned(),
        };
        Some(Self { scheme, host, path, query: uri.query_str().map(str::to_owned) })
    }

    /// The relative path that leads from another URL to this one; `None` if they have different
    /// hosts.
    pub(super) fn relative_to(&self, from: &Self) -> Option<String> {
        let is_near = self.scheme == from.scheme && self.host == from.host && self.query.is_none();
        let (to, from) = (self.path.strip_prefix('/')?, from.path.strip_prefix('/')?);
        Some(relative_path(from, to)).filter(|path| is_near && !path.is_empty())
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Whether the network cannot read or change the response.
    pub(super) fn is_safe(&self) -> bool {
        self.scheme == Scheme::Https || self.host.is_loopback()
    }

    /// Whether it is on one of these hosts, with the same port.
    pub(super) fn is_on(&self, hosts: &[Host]) -> bool {
        let unusual = |port: &u16| *port != self.scheme.port();
        hosts
            .iter()
            .any(|host| host.name == self.host.name && host.port.filter(unusual) == self.host.port)
    }
}

impl Scheme {
    fn port(self) -> u16 {
        match self {
            Self::Http => 80,
            Self::Https => 443,
        }
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Http => "http",
            Self::Https => "https",
        })
    }
}

impl fmt::Display for Url {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}://{}{}", self.scheme, self.host, self.path)?;
        self.query.as_ref().map_or(Ok(()), |query| write!(formatter, "?{query}"))
    }
}

/// Whether a text starts with a scheme, such as `http:`.
pub(super) fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'))
}

fn without_fragment(text: &str) -> &str {
    text.split('#').next().unwrap_or_default()
}

/// A text without percent-encoding; `None` if an escape is broken or the bytes are not UTF-8.
pub(crate) fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The relative path from one file to another.
pub(super) fn relative_path(from: &str, to: &str) -> String {
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let (mut to, mut folders) = (to.split('/').peekable(), folder.split_terminator('/').peekable());
    while folders.peek().is_some() && to.peek() == folders.peek() {
        to.next();
        folders.next();
    }
    let up = folders.map(|_| "..");
    let parts: Vec<&str> = up.chain(to).collect();
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::{Host, Url};

    fn joined(base: &str, reference: &str) -> Option<String> {
        Url::parse(base)?.join(reference).map(|url| url.to_string())
    }

    #[test]
    fn an_address_is_read_and_written() {
        for (text, written) in [
            ("https://Example.com", Some("https://example.com/")),
            (
                "HTTPS://example.com:443/a/../b/./c?x=/../y#/z",
                Some("https://example.com/b/c?x=/../y"),
            ),
            ("http://[::1]:8080/a", Some("http://[::1]:8080/a")),
            ("http://127.0.0.1:1/..", Some("http://127.0.0.1:1/")),
            ("https://user@example.com/", None),
            ("https://example.com:x/", None),
            ("https:///a", None),
            ("https://exa mple.com/", None),
            ("https://example.com/a b", None),
            ("https://example.com\\@evil.com/", None),
            ("ftp://example.com/", None),
            ("file:///etc/passwd", None),
            ("example.com", None),
        ] {
            assert_eq!(Url::parse(text).map(|url| url.to_string()).as_deref(), written, "{text}");
        }
    }

    #[test]
    fn a_relative_path_leads_from_one_url_to_another() {
        let path = |from: &str, to: &str| Url::parse(to)?.relative_to(&Url::parse(from)?);
        let from = "https://a.com/b/c.yaml";
        assert_eq!(path(from, "https://a.com/b/d/e.yaml").as_deref(), Some("d/e.yaml"));
        assert_eq!(path(from, "https://a.com/x%20y").as_deref(), Some("../x%20y"));
        for far in ["http://a.com/b/d.yaml", "https://b.com/b/d.yaml", "https://a.com/b/d.yaml?q"] {
            assert_eq!(path(from, far), None, "{far}");
        }
    }

    #[test]
    fn references_are_joined() {
        const BASE: &str = "https://a.com/b/c.yaml?q";
        for (reference, expected) in [
            ("d.yaml", Some("https://a.com/b/d.yaml")),
            ("../../../d%20e.yaml?r", Some("https://a.com/d%20e.yaml?r")),
            ("/d", Some("https://a.com/d")),
            ("//e.com/d", Some("https://e.com/d")),
            ("http://e.com/d", Some("http://e.com/d")),
            ("", Some(BASE)),
            ("file:///etc/passwd", None),
            ("d e", None),
        ] {
            assert_eq!(joined(BASE, reference).as_deref(), expected, "{reference}");
        }
    }

    #[test]
    fn hosts_are_compared_with_their_ports() {
        let on = |url: &str, host: &str| Url::parse(url).unwrap().is_on(&[host.parse().unwrap()]);
        assert!(
            on("https://a.com/x", "A.com")
                && on("https://a.com/x", "a.com:443")
                && on("http://[::1]:8/", "[::1]:8")
        );
        assert!(
            !on("https://a.com:8443/x", "a.com")
                && !on("https://b.a.com/", "a.com")
                && !on("https://a.com/", "a.com:80")
        );
        assert!(on("https://a.com:8443/x", "a.com:8443"));
        for wrong in
            ["", "*", "a.com/x", "https://a.com", "a b", "a:b", "a:99999", "[a]", ".a", "user@a"]
        {
            assert!(wrong.parse::<Host>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn only_what_stays_secret_is_safe() {
        let safe = |url: &str| Url::parse(url).unwrap().is_safe();
        assert!(
            safe("https://a.com")
                && safe("http://localhost:1/")
                && safe("http://127.3.2.1/")
                && safe("http://[::1]/")
        );
        assert!(
            !safe("http://a.com") && !safe("http://127.0.0.1.a.com/") && !safe("http://127.a.b.c/")
        );
    }
}
