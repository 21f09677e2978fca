//! Parts of URLs.

use std::net::IpAddr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// The segments of a path, as URL parsers split them: a `\` separates segments, too (WHATWG URL,
/// "path state").
pub(crate) fn segments(path: &str) -> impl DoubleEndedIterator<Item = &str> {
    path.split(['/', '\\'])
}

/// The number of dots, if URL parsers read a segment as `.` or `..`, also percent-encoded (WHATWG
/// URL, "single-dot URL path segment").
pub(crate) fn dots(segment: &str) -> Option<u8> {
    let mut rest = segment;
    for count in 0..=2 {
        if rest.is_empty() {
            return (count > 0).then_some(count);
        }
        let encoded = rest.split_at_checked(3).filter(|(dot, _)| dot.eq_ignore_ascii_case("%2e"));
        rest = rest.strip_prefix('.').or(encoded.map(|(_, rest)| rest))?;
    }
    None
}

/// The pairs of a query, without those with some names.
pub(crate) fn query_without(query: &str, is_left_out: impl Fn(&str) -> bool) -> Vec<String> {
    let is_kept = |pair: &&str| {
        let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
        !pair.is_empty() && !is_left_out(&percent_decode_str(&name).decode_utf8_lossy())
    };
    query.split('&').filter(is_kept).map(str::to_owned).collect()
}

/// Characters allowed in a server variable that is part of the host or port.
const AUTHORITY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b':')
    .remove(b'[')
    .remove(b']');

/// Characters allowed in a server variable that is part of the path.
const PATH: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b'/');

/// Encodes a text as part of the host or port of a server URL. Characters that would lead to
/// another server are encoded, which makes the host invalid.
pub fn url_authority(text: &str) -> String {
    utf8_percent_encode(text, AUTHORITY).to_string()
}

/// Text as part of the path of a server's URL.
pub fn url_path(text: &str) -> String {
    utf8_percent_encode(text, PATH).to_string()
}

/// Whether the host of a URL is this machine, so that nobody else can read the request.
#[allow(dead_code, reason = "not every document has tokens, not every transport proxies")]
pub(crate) fn is_loopback(host: &str) -> bool {
    let address = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    let name = host.strip_suffix('.').unwrap_or(host);
    // An IPv6 address may hold an IPv4 one: `::ffff:127.0.0.1`.
    let is_loopback = |address: IpAddr| address.to_canonical().is_loopback();
    name.eq_ignore_ascii_case("localhost") || address.parse().is_ok_and(is_loopback)
}

#[cfg(test)]
mod tests {
    use super::is_loopback;

    /// The parser of `reqwest` decides.
    #[cfg(feature = "reqwest")]
    #[test]
    fn dots_are_what_url_parsers_take_for_them() {
        let parts = ["", ".", "%2e", "%2E", "%2", "e", "%", "%252e", "..", "x", "%2f", ";", "%09"];
        for number in 0..parts.len().pow(3) {
            let part = |at: u32| parts[number / parts.len().pow(at) % parts.len()];
            let segment = [part(0), part(1), part(2)].concat();
            let url = reqwest::Url::parse(&format!("https://api.test/a/b/{segment}/c")).unwrap();
            let expected = match url.as_str() {
                "https://api.test/a/b/c" if !segment.is_empty() => Some(1),
                "https://api.test/a/c" => Some(2),
                _ => None,
            };
            assert_eq!(super::dots(&segment), expected, "{segment}: {url}");
        }
    }

    #[test]
    fn loopback_is_this_machine() {
        for host in [
            "localhost",
            "LocalHost",
            "localhost.",
            "127.0.0.1",
            "127.8.9.10",
            "::1",
            "[::1]",
            "[::ffff:127.0.0.1]",
        ] {
            assert!(is_loopback(host), "{host}");
        }
        for host in [
            "localhost.example.com",
            "notlocalhost",
            "127.0.0.1.example.com",
            "128.0.0.1",
            "0.0.0.0",
            "[::]",
            "[::2]",
            "[::ffff:10.0.0.1]",
            "[fe80::1]",
            "",
        ] {
            assert!(!is_loopback(host), "{host}");
        }
    }
}
