//! Messages for programs: one JSON object on each line.

use serde::Serialize;

use super::Report;
use super::span::{Span, Spanned, escaped_json};

/// One message. Without a location it has no `file`, `line`, `column`, `end_line` and `end_column`.
#[derive(Serialize)]
struct Message<'r> {
    code: &'static str,
    severity: &'static str,
    message: &'r str,
    #[serde(flatten)]
    span: Option<Span<'r>>,
    label: Option<&'r str>,
    help: Option<&'r str>,
    related: Vec<Related<'r>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unlisted: Option<usize>,
}

#[derive(Serialize)]
struct Related<'r> {
    #[serde(flatten)]
    span: Span<'r>,
    label: &'r str,
}

impl Report {
    /// All messages in document order, each as a JSON object on a line of its own:
    ///
    /// ```json
    /// {"code":"E0107","severity":"error","message":"the key `get` is repeated here","file":"spec/a.yaml","line":8,
    ///  "column":5,"end_line":8,"end_column":8,"label":"second one","help":"remove one of them","related":[{"file":
    ///  "spec/a.yaml","line":5,"column":5,"end_line":5,"end_column":8,"label":"first one"}]}
    /// ```
    ///
    /// Lines and columns count from 1, columns in characters; the end is exclusive. A message
    /// without a location lacks the five members that describe it. `label` and `help` may be
    /// `null`. Characters that a terminal obeys are `\u` escapes.
    ///
    /// If the report does not keep all messages of a code, a last object has the number of the
    /// others in its member `unlisted`.
    pub fn render_json(&self) -> String {
        let mut text = String::new();
        let mut push = |message: &Message<'_>| {
            if let Ok(json) = serde_json::to_string(message) {
                text.push_str(&escaped_json(&json));
                text.push('\n');
            }
        };
        for Spanned { diagnostic, span, related } in self.spanned() {
            let message = Message {
                code: diagnostic.code.id(),
                severity: diagnostic.severity().word(),
                message: &diagnostic.message,
                span,
                label: Some(diagnostic.label_or_default()).filter(|label| !label.is_empty()),
                help: diagnostic.help.as_deref(),
                related: related.into_iter().map(|(span, label)| Related { span, label }).collect(),
                unlisted: None,
            };
            push(&message);
        }
        for unlisted in self.unlisted() {
            let message = Message {
                code: unlisted.code.id(),
                severity: unlisted.severity.word(),
                message: &unlisted.to_string(),
                span: None,
                label: None,
                help: None,
                related: Vec::new(),
                unlisted: Some(unlisted.count),
            };
            push(&message);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use crate::diagnostic::{Code, Diagnostic, Report};
    use crate::source::{At, Location};

    #[test]
    fn a_message_is_a_line() {
        let mut report = Report::new();
        let file = report.sources.add("a \"b\".yaml", "a: 1\nb: \u{202e}x\n");
        let at = |offset| Location { file, at: At::Offset(offset) };
        let text = "not\nfit \u{202e} \u{1b}[31m";
        report.push(
            Diagnostic::new(Code::NotText, text)
                .at(at(0))
                .label("b")
                .related(at(5), "c")
                .help("d\ne"),
        );
        report.push(Diagnostic::new(Code::OutputFailed, "nowhere"));
        let lines: Vec<String> = report.render_json().lines().map(str::to_owned).collect();
        let expected = [
            r#"{"code":"W0106","severity":"warning","message":"not\nfit \u202e \u001b[31m","file":"a \"b\".yaml","line":1,"column":1,"end_line":1,"end_column":2,"label":"b","help":"d\ne","related":[{"file":"a \"b\".yaml","line":2,"column":1,"end_line":2,"end_column":2,"label":"c"}]}"#,
            r#"{"code":"E0502","severity":"error","message":"nowhere","label":null,"help":null,"related":[]}"#,
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn what_is_not_listed_is_counted_on_a_line() {
        let mut report = Report::new();
        report.listed = 1;
        (0..4).for_each(|number| report.push(Diagnostic::new(Code::NotText, format!("{number}"))));
        let text = report.render_json();
        let last = r#"{"code":"W0106","severity":"warning","message":"3 more are not listed (--all lists them)","label":null,"help":null,"related":[],"unlisted":3}"#;
        assert_eq!(text.lines().collect::<Vec<_>>().get(1..), Some([last].as_slice()));
    }
}
