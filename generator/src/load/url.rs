//! Addresses in the network, as far as documents have them (RFC 3986).

use std::fmt;
use std::str::FromStr;

use super::reference::way;

/// An address of `http` or `https`, without a user and a fragment.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Url {
    scheme: Scheme,
    host: Host,
    /// Starts with a slash and has neither `.` nor `..` in it.
    path: String,
    query: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Scheme {
    Http,
    Https,
}

/// A host that documents may be fetched from: a name or an address, and the port if it is not the
/// usual one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Host {
    /// In lower case; an IPv6 address with its brackets.
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
                "`{}` is no host: write it as `example.com` or `example.com:8443`",
                text.escape_debug()
            ));
        }
        let port = match port {
            Some(port) => {
                Some(port.parse().map_err(|_| format!("`{}` is no port", port.escape_debug()))?)
            }
            None => None,
        };
        Ok(Self { name: name.to_owned(), port })
    }
}

impl Host {
    /// Whether it is the machine that this runs on (RFC 6761, section 6.3; RFC 1122, section
    /// 3.2.1.3).
    fn is_loopback(&self) -> bool {
        let octets: Vec<_> = self.name.split('.').map(str::parse::<u8>).collect();
        let is_v4 = octets.len() == 4
            && octets.iter().all(Result::is_ok)
            && octets.first() == Some(&Ok(127));
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
    /// Reads an absolute address; `None` for anything else. A fragment is not taken into account.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => Scheme::Http,
            "https" => Scheme::Https,
            _ => return None,
        };
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (authority, rest) = rest.split_at_checked(end)?;
        let mut host: Host = authority.parse().ok()?;
        host.port = host.port.filter(|port| *port != scheme.port());
        let (path, query) = path_and_query(rest)?;
        Some(Self { scheme, host, path: without_dots(path), query })
    }

    /// What a reference points at that stands in the document of this address (RFC 3986, section
    /// 5.2).
    pub(super) fn join(&self, reference: &str) -> Option<Self> {
        if let Some(rest) = reference.strip_prefix("//") {
            return Self::parse(&format!("{}://{rest}", self.scheme));
        }
        if has_scheme(reference) {
            return Self::parse(reference);
        }
        let (path, query) = path_and_query(reference)?;
        let path = match path {
            "" => self.path.clone(),
            path if path.starts_with('/') => without_dots(path),
            path => {
                let folder = self.path.rsplit_once('/').map_or("", |(folder, _)| folder);
                without_dots(&format!("{folder}/{path}"))
            }
        };
        let query = if reference.is_empty() { self.query.clone() } else { query };
        Some(Self { path, query, ..self.clone() })
    }

    /// The relative path that leads from another address to this one; `None` where they are not of
    /// one host.
    pub(super) fn relative_to(&self, from: &Self) -> Option<String> {
        let is_near = self.scheme == from.scheme && self.host == from.host && self.query.is_none();
        let (to, from) = (self.path.strip_prefix('/')?, from.path.strip_prefix('/')?);
        Some(way(from, to)).filter(|way| is_near && !way.is_empty())
    }

    pub(super) fn host(&self) -> &Host {
        &self.host
    }

    /// Whether nobody on the way can read or change what comes from there.
    pub(super) fn is_safe(&self) -> bool {
        self.scheme == Scheme::Https || self.host.is_loopback()
    }

    /// Whether one of these is its host, with its port.
    pub(super) fn is_on(&self, hosts: &[Host]) -> bool {
        let usual = |port: &u16| *port != self.scheme.port();
        hosts
            .iter()
            .any(|host| host.name == self.host.name && host.port.filter(usual) == self.host.port)
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

/// Whether a text starts as `http:` does. One letter is no scheme but a drive, which is caught as a
/// file name.
pub(super) fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '+' | '-' | '.'))
}

/// The two, without a fragment; `None` when there are signs that an address cannot hold.
fn path_and_query(text: &str) -> Option<(&str, Option<String>)> {
    let text = text.split('#').next().unwrap_or_default();
    let allowed = |sign: char| {
        sign.is_ascii_graphic()
            && !matches!(sign, '"' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
    };
    if !text.chars().all(allowed) {
        return None;
    }
    Some(match text.split_once('?') {
        Some((path, query)) => (path, Some(query.to_owned())),
        None => (text, None),
    })
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4).
fn without_dots(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let mut rest = path.split('/').skip(1).peekable();
    while let Some(part) = rest.next() {
        let is_last = rest.peek().is_none();
        match part {
            "." | ".." => {
                if part == ".." {
                    parts.pop();
                }
                if is_last {
                    parts.push("");
                }
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
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
    fn the_way_from_one_address_to_another() {
        let way = |from: &str, to: &str| Url::parse(to)?.relative_to(&Url::parse(from)?);
        let from = "https://a.com/b/c.yaml";
        assert_eq!(way(from, "https://a.com/b/d/e.yaml").as_deref(), Some("d/e.yaml"));
        assert_eq!(way(from, "https://a.com/x%20y").as_deref(), Some("../x%20y"));
        for far in ["http://a.com/b/d.yaml", "https://b.com/b/d.yaml", "https://a.com/b/d.yaml?q"] {
            assert_eq!(way(from, far), None, "{far}");
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
