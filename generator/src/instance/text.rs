//! Texts of a format, a length and a pattern.

use serde_json::Value;

use super::check::fits;
use super::flat::Flat;
use super::pattern;

/// The longest text that is made, in characters.
const LONGEST: usize = 10_000;

/// What texts of the format `time` are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Times {
    /// Times with an offset (RFC 3339).
    Absolute,
    /// Times without an offset.
    Local,
}

/// A text that fits all schemas: the `index`th one, if it has to differ from others. `name` is used
/// where any text does.
pub(super) fn text(flat: &Flat<'_>, (name, index): (&str, usize), times: Times) -> Option<Value> {
    let length = |bound: Option<f64>| bound.map(|bound| (bound as usize).min(LONGEST));
    let least = length(flat.largest("minLength")).unwrap_or(0);
    let most = length(flat.smallest("maxLength")).unwrap_or(LONGEST);
    let number = if index == 0 { String::new() } else { index.to_string() };
    let formatted =
        flat.keyword("format").filter_map(Value::as_str).find_map(|format| match (format, times) {
            ("time", Times::Local) => of_format("time-local", index),
            _ => of_format(format, index),
        });
    let word = if is_plain(name) { name } else { "text" };
    let words = [word, "text", "a"].into_iter().map(|word| {
        let kept = most.saturating_sub(number.len());
        let mut text: String = word.chars().take(kept).collect();
        text.push_str(&number);
        let missing = least.saturating_sub(text.chars().count());
        text + &"a".repeat(missing)
    });
    let patterns = flat.keyword("pattern").filter_map(Value::as_str);
    let matching = patterns.filter_map(|one| pattern::text(one, least, most, index));
    let digits = ["0", "1", "10", "2026-01-31", "A", "http://example.com"].map(str::to_owned);
    formatted
        .into_iter()
        .chain(words)
        .chain(matching)
        .chain(digits)
        .map(Value::from)
        .find(|value| fits(value, flat))
}

/// Whether a name reads well as a text.
fn is_plain(name: &str) -> bool {
    (1..=24).contains(&name.len())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

/// A text of a format.
fn of_format(format: &str, index: usize) -> Option<String> {
    let day = index % 28 + 1;
    let number = if index == 0 { String::new() } else { index.to_string() };
    Some(match format {
        "date-time" => format!("2026-01-{day:02}T12:00:00Z"),
        "date" => format!("2026-01-{day:02}"),
        "time" => format!("12:00:{:02}Z", index % 60),
        "date-time-local" => format!("2026-01-{day:02}T12:00:00"),
        "time-local" => format!("12:00:{:02}", index % 60),
        "decimal" => format!("{}.5", index + 1),
        "duration" => format!("P{}D", index + 1),
        "uuid" => format!("123e4567-e89b-42d3-a456-{:012}", 426_614_174_000_usize + index),
        "email" | "idn-email" => format!("user{number}@example.com"),
        "uri" | "url" | "iri" => format!("https://example.com/{number}"),
        "uri-reference" | "iri-reference" | "json-pointer" => format!("/a{number}"),
        "uri-template" => format!("/a{number}/{{id}}"),
        "hostname" | "idn-hostname" => format!("host{number}.example.com"),
        "ipv4" | "ip" => format!("192.0.2.{}", index % 254 + 1),
        "ipv6" => format!("2001:db8::{:x}", index + 1),
        "byte" => "Y29udGVudA==".to_owned(),
        "base64url" => "Y29udGVudA".to_owned(),
        "base16" => "636F6E74656E74".to_owned(),
        "binary" => "content".to_owned(),
        "regex" => format!("a{number}"),
        _ => return None,
    })
}
