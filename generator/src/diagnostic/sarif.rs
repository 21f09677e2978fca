//! Messages for code scanning: the Static Analysis Results Interchange Format, version 2.1.0
//! (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>; section numbers below are
//! its).

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::excerpt::visible;
use super::explain;
use super::report::Unlisted;
use super::span::{Span, Spanned, escaped_json};
use super::{Code, Report, Severity};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

impl Report {
    /// All messages in document order as one SARIF log, which has no results if there are no
    /// messages. If the report does not keep all messages of a code, a notification (3.58) has the
    /// number of the others.
    pub fn render_sarif(&self) -> String {
        let all = self.spanned();
        let codes: Vec<Code> = self.counts_by_code().into_keys().collect();
        let mut log = json!({
            "$schema": SCHEMA,
            "version": "2.1.0",
            "runs": [{
                "tool": {"driver": {
                    "name": env!("CARGO_PKG_NAME"),
                    "semanticVersion": env!("CARGO_PKG_VERSION"),
                    "rules": codes.iter().map(|code| rule(*code)).collect::<Vec<_>>(),
                }},
                "columnKind": "unicodeCodePoints",
                "results": all.iter().map(|spanned| result(spanned, &codes)).collect::<Vec<_>>(),
            }],
        });
        let unlisted: Vec<Value> =
            self.unlisted().map(|unlisted| notification(&unlisted, &codes)).collect();
        if !unlisted.is_empty()
            && let Some(run) = log.pointer_mut("/runs/0")
        {
            let invocation = json!({"executionSuccessful": !self.has_errors(), "toolExecutionNotifications": unlisted});
            put(run, "invocations", json!([invocation]));
        }
        format!("{}\n", escaped_json(&format!("{log:#}")))
    }
}

/// A code (3.49).
fn rule(code: Code) -> Value {
    let mut rule = json!({
        "id": code.id(),
        "name": format!("{code:?}"),
        "shortDescription": {"text": code.title()},
        "defaultConfiguration": {"level": level(code.severity())},
    });
    if let Some(text) = explain::text(code) {
        put(&mut rule, "help", json!({"text": explain::plain(text), "markdown": text}));
    }
    rule
}

/// A message (3.27).
fn result(spanned: &Spanned<'_>, codes: &[Code]) -> Value {
    let Spanned { diagnostic, span, related } = spanned;
    let mut text = visible(&diagnostic.message);
    for help in diagnostic.help.iter().flat_map(|help| help.lines()) {
        _ = write!(text, "\n{}", visible(help));
    }
    let mut result = json!({
        "ruleId": diagnostic.code.id(),
        "ruleIndex": codes.binary_search(&diagnostic.code).unwrap_or_default(),
        "level": level(diagnostic.severity()),
        "message": message(&text),
    });
    if let Some(span) = span {
        put(
            &mut result,
            "locations",
            json!([location(*span, diagnostic.label_or_default(), None)]),
        );
    }
    if !related.is_empty() {
        let related =
            related.iter().enumerate().map(|(id, (span, label))| location(*span, label, Some(id)));
        put(&mut result, "relatedLocations", related.collect());
    }
    result
}

/// The number of messages that are not listed (3.58).
fn notification(unlisted: &Unlisted, codes: &[Code]) -> Value {
    let index = codes.binary_search(&unlisted.code).unwrap_or_default();
    json!({
        "level": level(unlisted.severity),
        "message": message(&unlisted.to_string()),
        "associatedRule": {"id": unlisted.code.id(), "index": index},
    })
}

const fn level(severity: Severity) -> &'static str {
    // The words are the same.
    severity.word()
}

/// A location (3.28) with its label.
fn location(span: Span<'_>, label: &str, id: Option<usize>) -> Value {
    let Span { file, line, column, end_line, end_column } = span;
    let mut location = json!({
        "physicalLocation": {
            "artifactLocation": {"uri": uri(file)},
            "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
        },
    });
    if !label.is_empty() {
        put(&mut location, "message", message(&visible(label)));
    }
    if let Some(id) = id {
        put(&mut location, "id", id.into());
    }
    location
}

fn put(object: &mut Value, key: &str, member: Value) {
    if let Value::Object(members) = object {
        members.insert(key.to_owned(), member);
    }
}

/// A message (3.11). Brackets are escaped, so that a text of a document is not a link (3.11.6).
/// Braces are not: without `arguments`, readers do not replace them.
fn message(text: &str) -> Value {
    let text = match text.contains("](") {
        true => text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]"),
        false => text.to_owned(),
    };
    json!({"text": text})
}

/// A path as a URI (3.4.3): relative stays relative.
fn uri(path: &str) -> String {
    let absolute = path.starts_with('/');
    let drive = path.as_bytes().get(1) == Some(&b':')
        && path.starts_with(|first: char| first.is_ascii_alphabetic());
    let mut uri = match (absolute, drive) {
        (true, _) => "file://".to_owned(),
        (_, true) => "file:///".to_owned(),
        _ => String::new(),
    };
    for byte in path.bytes() {
        match byte {
            b'/' | b'-' | b'.' | b'_' | b'~' => uri.push(char::from(byte)),
            b':' if drive => uri.push(':'),
            _ if byte.is_ascii_alphanumeric() => uri.push(char::from(byte)),
            _ => _ = write!(uri, "%{byte:02X}"),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{At, Location};
    use serde_json::{Value, json};

    fn log(report: &Report) -> Value {
        serde_json::from_str(&report.render_sarif()).unwrap_or_default()
    }

    #[test]
    fn nothing_to_say_is_a_log_without_results() {
        let log = log(&Report::new());
        assert_eq!(log["version"], "2.1.0");
        assert_eq!(log["runs"][0]["results"], json!([]));
        assert_eq!(log["runs"][0]["tool"]["driver"]["rules"], json!([]));
    }

    #[test]
    fn a_result_names_its_rule_and_its_locations() {
        let mut report = Report::new();
        let file = report.sources.add("a b.yaml", "one: 1\ntwo: 2\n");
        let at = |offset| Location { file, at: At::Offset(offset) };
        let text = "see [this](https://example.com) \u{202e}";
        report.push(
            Diagnostic::new(Code::NotText, text)
                .at(at(7))
                .label("here")
                .related(at(0), "there")
                .help("so"),
        );
        report.push(Diagnostic::new(Code::OutputFailed, "nowhere"));
        let run = &log(&report)["runs"][0];
        let location = |line, text: &str| {
            json!({
                "physicalLocation": {
                    "artifactLocation": {"uri": "a%20b.yaml"},
                    "region": {"startLine": line, "startColumn": 1, "endLine": line, "endColumn": 4},
                },
                "message": {"text": text},
            })
        };
        let mut related = location(1, "there");
        related["id"] = json!(0);
        let first = json!({
            "ruleId": "W0106", "ruleIndex": 0, "level": "warning",
            "message": {"text": "see \\[this\\](https://example.com) \\\\u{202e}\nso"},
            "locations": [location(2, "here")],
            "relatedLocations": [related],
        });
        assert_eq!(run["results"][0], first);
        assert_eq!(run["results"][1]["locations"], Value::Null);
        assert_eq!(run["results"][1]["ruleIndex"], 1);
        let rules = &run["tool"]["driver"]["rules"];
        assert_eq!((&rules[0]["id"], &rules[1]["id"]), (&json!("W0106"), &json!("E0502")));
        assert!(rules[0]["help"]["text"].as_str().is_some_and(|text| !text.is_empty()));
    }

    #[test]
    fn what_is_not_listed_is_a_notification() {
        let mut report = Report::new();
        report.listed = 1;
        (0..4).for_each(|number| report.push(Diagnostic::new(Code::NotText, format!("{number}"))));
        let run = &log(&report)["runs"][0];
        assert_eq!(run["results"].as_array().map(Vec::len), Some(1));
        let invocation = json!({
            "executionSuccessful": true,
            "toolExecutionNotifications": [{
                "level": "warning",
                "message": {"text": "3 more are not listed (--all lists them)"},
                "associatedRule": {"id": "W0106", "index": 0},
            }],
        });
        assert_eq!(run["invocations"], json!([invocation]));
    }

    #[test]
    fn a_path_is_a_uri() {
        for (path, expected) in [
            ("spec/a-b.yaml", "spec/a-b.yaml"),
            ("../ü:%.yaml", "../%C3%BC%3A%25.yaml"),
            ("/tmp/a.yaml", "file:///tmp/a.yaml"),
            ("C:/a.yaml", "file:///C:/a.yaml"),
        ] {
            assert_eq!(uri(path), expected);
        }
    }
}
