//! Links to a next page: the header `Link` (RFC 8288), and relative URLs (RFC 3986, section 5).

use http::header::LINK;
use http::{HeaderMap, Uri};

use super::http::url::{dots, segments};

/// The target of the link with the relation `next`.
pub(crate) fn next_link(headers: &HeaderMap) -> Option<&str> {
    headers.get_all(LINK).iter().filter_map(|value| value.to_str().ok()).find_map(next_of)
}

/// The first link with `rel="next"`. Invalid text ends the list.
fn next_of(list: &str) -> Option<&str> {
    let mut rest = list;
    loop {
        rest = rest.trim_start_matches([' ', '\t', ',']);
        let (target, after) = rest.strip_prefix('<')?.split_once('>')?;
        rest = after;
        let (mut relation, mut has_anchor) = (None, false);
        while let Some(after) = rest.trim_start().strip_prefix(';') {
            let (name, value, after) = parameter(after);
            if name.eq_ignore_ascii_case("rel") {
                // Only the first one counts.
                relation.get_or_insert(value);
            }
            has_anchor |= name.eq_ignore_ascii_case("anchor");
            rest = after;
        }
        let is_next = |value: &str| {
            value.split_ascii_whitespace().any(|word| word.eq_ignore_ascii_case("next"))
        };
        // With an anchor it is a link of something else than this page.
        if !has_anchor && relation.is_some_and(is_next) {
            return Some(target.trim());
        }
    }
}

/// A parameter of a link, its value without quotes, and the rest of the text.
fn parameter(text: &str) -> (&str, &str, &str) {
    let text = text.trim_start();
    let (name, rest) = text.split_at(text.find(['=', ';', ',']).unwrap_or(text.len()));
    let name = name.trim_end();
    let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { return (name, "", rest) };
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, rest) = value.split_at(value.find([';', ',']).unwrap_or(value.len()));
        return (name, value.trim_end(), rest);
    };
    let mut is_escaped = false;
    let is_end = |(_, byte): &(usize, u8)| {
        let ends = *byte == b'"' && !is_escaped;
        is_escaped = *byte == b'\\' && !is_escaped;
        ends
    };
    match quoted.bytes().enumerate().find(is_end) {
        Some((end, _)) => {
            (name, quoted.get(..end).unwrap_or(""), quoted.get(end + 1..).unwrap_or(""))
        }
        None => (name, quoted, ""),
    }
}

/// Resolves a link on the page at `current`. Returns `None` if it is not a URL, or has another
/// origin than `current`: scheme, host and port. The result starts with the origin of `current`, so
/// it leads to that origin in every URL parser.
pub(crate) fn resolve(current: &str, link: &str) -> Option<String> {
    let (scheme, after) = current.split_once("://")?;
    let authority = after.split(['/', '?']).next()?;
    let current_path = after.get(authority.len()..)?.split('?').next()?;
    let link = link.trim().split('#').next()?;
    let path_and_query = if let Some(network) = link.strip_prefix("//") {
        of_origin(current, &format!("{scheme}://{network}"))?
    } else if has_scheme(link) {
        of_origin(current, link)?
    } else if link.starts_with('/') {
        link.to_owned()
    } else if link.starts_with('?') || link.is_empty() {
        format!("{current_path}{link}")
    } else {
        let (path, query) = link.split_at(link.find('?').unwrap_or(link.len()));
        let folder = current_path.rsplit_once('/').map_or("", |(folder, _)| folder);
        format!("{}{query}", without_dots(&format!("{folder}/{path}")))
    };
    let slash = if path_and_query.starts_with('/') { "" } else { "/" };
    let url = format!("{scheme}://{authority}{slash}{path_and_query}");
    Uri::try_from(url.as_str()).is_ok().then_some(url)
}

fn has_scheme(link: &str) -> bool {
    let first = link.split(['/', '?']).next().unwrap_or_default();
    first.contains(':')
}

/// The path and the query of a URL with the same origin.
fn of_origin(current: &str, url: &str) -> Option<String> {
    let (current, url) = (Uri::try_from(current).ok()?, Uri::try_from(url).ok()?);
    let is_same = origin(&current)? == origin(&url)? && !url.authority()?.as_str().contains('@');
    let query = url.query().map(|query| format!("?{query}")).unwrap_or_default();
    is_same.then(|| format!("{}{query}", url.path()))
}

fn origin(url: &Uri) -> Option<(String, String, u16)> {
    let scheme = url.scheme_str()?.to_ascii_lowercase();
    let port = match (url.port(), scheme.as_str()) {
        (Some(port), _) => port.as_u16(),
        (None, "https") => 443,
        (None, "http") => 80,
        (None, _) => return None,
    };
    Some((scheme, url.host()?.to_ascii_lowercase(), port))
}

/// A path without `.` and `..` (RFC 3986, section 5.2.4), by the rules of URL parsers.
fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    let mut ends_in_folder = false;
    for segment in segments(path) {
        let dots = dots(segment);
        ends_in_folder = dots.is_some();
        match dots {
            None => kept.push(segment),
            Some(2) if kept.len() > 1 => {
                kept.pop();
            }
            Some(_) => {}
        }
    }
    if ends_in_folder {
        kept.push("");
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_link_of_a_list() {
        for (list, next) in [
            ("<https://a.test/?page=2>; rel=\"next\"", Some("https://a.test/?page=2")),
            ("<a>; rel=prev, <b>; rel=next", Some("b")),
            (
                "<a>;rel=\"prev\",<b>;title=\"x, \\\"<c>; rel=next\" ; REL = \"last NEXT\"",
                Some("b"),
            ),
            ("<a,b;c>; rel=next", Some("a,b;c")),
            ("<a>; rel=first; rel=next", None),
            ("<a>; rel=next; anchor=\"/other\", <b>; rel=next", Some("b")),
            ("<a>; rel=\"nextish\"", None),
            ("<a>; next", None),
            ("<a>; rel=\"next", Some("a")),
            ("a; rel=next", None),
            ("<a; rel=next", None),
            (", ,<a>; rel=next", Some("a")),
            ("", None),
        ] {
            assert_eq!(next_of(list), next, "{list}");
        }
    }

    #[test]
    fn a_link_stays_within_its_origin() {
        let current = "https://api.test/v1/things";
        for (link, url) in [
            ("https://api.test/v1/things?a=1#x", "https://api.test/v1/things?a=1"),
            ("HTTPS://API.test:443/x", "https://api.test/x"),
            ("https://api.test?a=1", "https://api.test/?a=1"),
            ("//api.test/x", "https://api.test/x"),
            ("/x?y=https://evil.test/", "https://api.test/x?y=https://evil.test/"),
            ("?page=2", "https://api.test/v1/things?page=2"),
            ("more?page=2", "https://api.test/v1/more?page=2"),
            ("./more", "https://api.test/v1/more"),
            ("../../../x", "https://api.test/x"),
            ("..", "https://api.test/"),
            ("%2e%2E/.%2e/x", "https://api.test/x"),
            ("%2e/more", "https://api.test/v1/more"),
            ("a\\..\\more", "https://api.test/v1/more"),
            ("\\\\evil.test\\x", "https://api.test/v1///evil.test/x"),
        ] {
            assert_eq!(resolve(current, link).as_deref(), Some(url), "{link}");
        }
        for link in [
            "https://evil.test/",
            "http://api.test/",
            "https://api.test:8443/",
            "//evil.test/x",
            "https://api.test@evil.test/",
            "https://user:password@api.test/",
            "https://api.test.evil.test/",
            "javascript:alert(1)",
            "https:///x",
            "https:\\\\evil.test\\",
            "/a b",
            "/\r\nx",
            ".\t./x",
            "ht\ntps://evil.test/",
        ] {
            assert_eq!(resolve(current, link), None, "{link}");
        }
        assert_eq!(
            resolve("http://127.0.0.1:80", "http://127.0.0.1/x").as_deref(),
            Some("http://127.0.0.1:80/x")
        );
        assert_eq!(resolve("http://[::1]:8080/a", "b").as_deref(), Some("http://[::1]:8080/b"));
    }
}
