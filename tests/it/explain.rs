//! Explanations are correct: the wrong example of a code raises it, the right one raises nothing.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::diagnostic::{Code, Style, explain};
use oasmith::{Input, Report};

/// Codes without runnable examples, and why.
const NO_EXAMPLES: &[(&str, &str)] = &[
    ("E0111", "an example in UTF-8 cannot be wrong"),
    ("E0113", "hundreds of brackets explain nothing"),
    ("E0114", "no example that people would read is too large"),
    ("E0225", "about the command line"),
    ("E0127", "no example that people would read is too large"),
    ("E0501", "about the disk"),
    ("E0502", "about the disk"),
    ("E0503", "no document can have such a path made"),
    ("E0504", "about the disk"),
    ("E0505", "about the disk"),
    ("W0339", "dozens of brackets explain nothing"),
    ("W0357", "hundreds of brackets explain nothing"),
];

/// The document of a manifest.
const DOCUMENT: &str = "\
openapi: 3.0.3
info: {title: Things, version: '1'}
paths:
  /things:
    get:
      operationId: listThings
      parameters: [{name: skip, in: query, schema: {type: integer}}]
      responses:
        '200': {description: Things., content: {application/json: {schema: {type: array, items: {type: string}}}}}
  /things/{id}:
    get:
      operationId: getThing
      parameters: [{name: id, in: path, required: true, schema: {type: string}}]
      responses:
        '200': {description: A thing., content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}}
";

/// A manifest with an overlay.
const OVERLAID: &str = "\
[package]
name = \"things\"
version = \"0.1.0\"

[api.things]
document = \"openapi.yaml\"
overlays = [\"overlay.yaml\"]
";

/// A code block in an explanation.
struct Example {
    /// `yaml`, `json` or `toml`.
    language: String,
    right: bool,
    frame: Option<String>,
    version: Option<String>,
    text: String,
}

fn examples(explanation: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut open = false;
    for line in explanation.lines() {
        match (open, line.strip_prefix("```")) {
            (false, Some(info)) => {
                let (versions, mut words): (Vec<&str>, Vec<&str>) = info
                    .split(' ')
                    .partition(|word| word.starts_with(|first: char| first.is_ascii_digit()));
                let kind = words.remove(1);
                assert!(kind == "right" || kind == "wrong", "{info}");
                examples.push(Example {
                    language: words[0].to_owned(),
                    right: kind == "right",
                    frame: words.get(1).map(|frame| (*frame).to_owned()),
                    version: versions.first().map(|version| (*version).to_owned()),
                    text: String::new(),
                });
                open = true;
            }
            (true, Some(_)) => open = false,
            (true, None) => {
                let example = examples.last_mut().expect("an open block");
                example.text += line;
                example.text.push('\n');
            }
            (false, None) => {}
        }
    }
    examples
}

fn indented(text: &str, by: usize) -> String {
    text.lines().map(|line| format!("{:by$}{line}\n", "")).collect()
}

impl Example {
    /// The complete document that an example abbreviates.
    fn document(&self) -> String {
        let Some(frame) = &self.frame else { return self.text.clone() };
        let head = format!(
            "openapi: {}.0\ninfo: {{title: Things, version: '1'}}\n",
            self.version.as_deref().unwrap_or("3.0")
        );
        match frame.as_str() {
            "root" => head + &self.text,
            "paths" => format!("{head}paths:\n{}", indented(&self.text, 2)),
            "operation" => {
                let operation = indented(&self.text, 6);
                format!(
                    "{head}paths:\n  /things:\n    post:\n      operationId: createThing\n{operation}"
                )
            }
            "schema" => {
                let response = "{description: A thing., content: {application/json: {schema: {$ref: \
                              '#/components/schemas/Thing'}}}}";
                let operation =
                    format!("{{operationId: getThing, responses: {{'200': {response}}}}}");
                let schema = indented(&self.text, 6);
                format!(
                    "{head}paths: {{/things: {{get: {operation}}}}}\ncomponents:\n  schemas:\n    Thing:\n{schema}"
                )
            }
            other => panic!("no frame `{other}`"),
        }
    }

    fn run(&self, folder: &Path) -> Report {
        let mut report = Report::new();
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a file");
        let is_overlay = self.frame.as_deref() == Some("overlay");
        let input = if self.language == "toml" || is_overlay {
            fs::create_dir(folder.join("shared")).expect("a folder");
            write("openapi.yaml", DOCUMENT);
            write("overlay.yaml", &self.text);
            write("sdk.toml", if is_overlay { OVERLAID } else { &self.text });
            Input::from_manifest(&folder.join("sdk.toml"), &mut report)
        } else {
            let file = folder.join(format!("openapi.{}", self.language));
            fs::write(&file, self.document()).expect("a file");
            Input::from_document(&file, "things", &mut report)
        };
        if let Some(input) = input {
            oasmith::lint(&input, &mut report);
        }
        report
    }
}

#[test]
fn every_code_is_explained() {
    let silent: Vec<_> = Code::ALL
        .iter()
        .filter(|code| explain::text(**code).is_none())
        .map(|code| code.id())
        .collect();
    assert!(
        silent.is_empty(),
        "write generator/src/diagnostic/explain/<CODE>.md for {silent:?}, list it in mod.rs"
    );
    let folder = oasmith_tests::folder::repository().join("generator/src/diagnostic/explain");
    let names =
        fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").file_name());
    let names: BTreeSet<String> = names.map(|name| name.to_string_lossy().into_owned()).collect();
    let known: BTreeSet<String> =
        Code::ALL.iter().map(|code| format!("{}.md", code.id())).collect();
    let unknown: Vec<_> = names.difference(&known).filter(|name| *name != "mod.rs").collect();
    assert!(unknown.is_empty(), "no code has the text {unknown:?}");
}

#[test]
fn an_explanation_has_a_wrong_and_a_right_example() {
    let mut missing = Vec::new();
    for code in Code::ALL {
        let text = explain::text(*code).unwrap_or_default();
        let examples = examples(text);
        let exempt = NO_EXAMPLES.iter().any(|(id, _)| *id == code.id());
        let complete = |right: bool| examples.iter().any(|example| example.right == right);
        let said = text.contains("Wrong") && text.contains("Right");
        let fits = if exempt { examples.is_empty() } else { complete(true) && complete(false) };
        if !fits || !said {
            missing.push(code.id());
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn examples_are_true() {
    let mut wrong = Vec::new();
    for code in Code::ALL {
        for example in examples(explain::text(*code).unwrap_or_default()) {
            let folder = tempfile::tempdir().expect("a folder");
            let report = example.run(folder.path());
            let raised = report.diagnostics().iter().any(|diagnostic| diagnostic.code == *code);
            let fits = if example.right { report.diagnostics().is_empty() } else { raised };
            if !fits {
                let kind = if example.right { "right" } else { "wrong" };
                wrong.push(format!("{} {kind}:\n{}", code.id(), report.render(Style::Plain)));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_explanation_is_shown_as_plain_text() {
    let shown = explain::plain("One.\n\nWrong:\n\n```yaml wrong\na: 1\n\nb: 2\n```\n\nTwo.\n");
    assert_eq!(shown, "One.\n\nWrong:\n\n    a: 1\n\n    b: 2\n\nTwo.\n");
}
