//! Malicious documents. With any text, the crate has the same items, its manifest has the same
//! keys, and its pages contain no scripts and no foreign links. SECURITY.md describes the
//! guarantees.

mod structure;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Mutex;

use oasmith::diagnostic::Severity;
use oasmith::{Files, Input, Report};
use oasmith_tests::crates::Workspace;
use oasmith_tests::extent;
use serde_json::Value;

use structure::{Structure, hidden};

/// The texts that are inserted in each location.
const ATTACKS: &[&str] = &[
    // Break out of a string, a comment, a character, an attribute.
    "\"; fn injected() {} //",
    "*/ fn injected() {} /*",
    "\n}\nfn injected() {}\nmod x {",
    "\r\nfn injected() {}\r",
    "\"#); injected!(); r#\"",
    "\\\"); injected!(); (\\\"",
    "\\",
    "\"]\n#[doc = include_str!(\"/etc/passwd\")]",
    "#![feature(injected)]",
    "'a'; '\\''",
    // Line ends and other control characters in every form.
    "\u{2028}fn injected() {}",
    "\u{2029}fn injected() {}",
    "\u{85}fn injected() {}",
    "\u{b}fn injected() {}\u{c}",
    "a\u{0}b",
    "\u{1b}]0;title\u{7}",
    "\u{202e}detcejni\u{202c}\u{2066}x",
    "\u{feff}x\u{200b}y\u{200d}",
    // Break into `format!`, a shell, a template.
    "{}{injected}{0}",
    "{{injected}}",
    "$(touch injected) `touch injected`",
    "%n%s${injected}",
    // Break into pages.
    "```rust\ncompile_error!(\"injected\");\n```",
    "~~~\n```\n\n```rust\npanic!()\n```\n~~~",
    "x\n\n    panic!(\"injected\")\n",
    "\t\tpanic!(\"injected\")",
    "> ```\n> panic!()\n> ```",
    "- x\n\n      panic!()\n",
    "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "--> <!-- <b>",
    "[x](javascript:alert(1)) <javascript:alert(1)> ![x](data:text/html,x)",
    "[x]: javascript:alert(1)\n\n[x] [y][x]",
    "[x](JaVaScRiPt&colon;alert(1)) [x](<vbscript:x>) [x](\u{1}javascript:x)",
    "&lt;script&gt; &#60;script&#62; &#x6a;avascript:x",
    "| a | b |\n|---|---|\n| <b> | `x",
    "# Heading\n===\n---\n",
    "[`crate::Client`] [std::process::exit]",
    // Break into a manifest.
    "\"\n[dependencies]\ninjected = \"1\"\n",
    "'''\n[features]\ninjected = []\n",
    "x\"]\nbuild = \"build.rs\" #",
    // Break out of the folder.
    "../../../injected",
    "/etc/injected",
    "..\\..\\injected",
    "%2e%2e%2finjected",
    "..",
    ".",
    "con",
    "nul.rs",
    "aux:x",
    "~/injected",
    "mod",
    "lib",
    "main",
    "build",
    // Names with a meaning.
    "self",
    "Self",
    "crate",
    "super",
    "_",
    "r#fn",
    "fn",
    "Option",
    "Result",
    "String",
    "std",
    "core",
    "runtime",
    "client",
    "new",
    "drop",
    "clone",
    "default",
    "serde",
    // Empty and too long texts.
    "",
    " ",
    "\n",
    "0",
    "-",
    "🦀",
    "é́",
    "𝒻𝓃",
    "ﬀ",
    "ǅ",
];

/// A name nearly as long as the limit for keys.
fn long() -> String {
    "Long".repeat(120)
}

/// Locations whose text changes the meaning of the document: braces in a path are a parameter, and
/// a media type selects the format of a body. The crate may have different functions, but nothing
/// else may change.
const MEANING: &[&str] =
    &["path", "path parameter", "response media type", "server default", "server url"];

/// Pairs of locations whose names become equal if both are attacked, and one location that then has
/// no braces.
const APART: &[&str] =
    &["required property", "second part", "second query parameter", "server variable"];

/// The document as JSON, with an attack in some locations and a harmless text in all others.
fn document(template: &Value, sinks: &[&str], attack: &str) -> Value {
    let fill = |text: &str, is_reference: bool| {
        let mut out = String::new();
        for (index, part) in text.split(['«', '»']).enumerate() {
            match (index % 2 == 1, sinks.contains(&part)) {
                (false, _) => out.push_str(part),
                (true, true) if is_reference => out.push_str(&escaped(attack)),
                (true, true) => out.push_str(attack),
                (true, false) => {
                    out.push_str(&part.replace(' ', if is_reference { "%20" } else { " " }))
                }
            }
        }
        out
    };
    match template {
        Value::String(text) => Value::String(fill(text, text.starts_with("#/"))),
        Value::Array(list) => list.iter().map(|it| document(it, sinks, attack)).collect(),
        Value::Object(map) => {
            map.iter().map(|(key, it)| (fill(key, false), document(it, sinks, attack))).collect()
        }
        other => other.clone(),
    }
}

/// Encodes a reference token of a JSON pointer (RFC 6901, section 6).
fn escaped(text: &str) -> String {
    let text = text.replace('~', "~0").replace('/', "~1");
    percent_encoding::utf8_percent_encode(&text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn template() -> (Value, Vec<String>) {
    let text = fs::read_to_string("hostile/sinks.yaml").unwrap();
    let names: BTreeSet<_> = text.split(['«', '»']).skip(1).step_by(2).map(str::to_owned).collect();
    (serde_yaml::from_str(&text).unwrap(), names.into_iter().collect())
}

/// The crate of a document, or its errors if all of them have locations.
fn generated(document: &Value) -> Result<Files, String> {
    generated_as("hostile", true, document)
}

fn generated_as(name: &str, standalone: bool, document: &Value) -> Result<Files, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("openapi.json");
    fs::write(&path, document.to_string()).unwrap();
    let mut report = Report::new();
    let generated = Input::from_document(&path, name, &mut report).and_then(|mut input| {
        input.manifest.package.standalone = standalone;
        oasmith::generate(&input, &mut report)
    });
    generated.map(|it| it.files).ok_or_else(|| {
        let mut errors = report
            .diagnostics()
            .into_iter()
            .filter(|it| it.severity() == Severity::Error)
            .peekable();
        assert!(
            errors.peek().is_some() && errors.all(|it| it.location.is_some()),
            "an error without a location"
        );
        report.render(oasmith::diagnostic::Style::Plain)
    })
}

/// The results of the attacks.
#[derive(Debug, Default)]
struct Outcome {
    /// The number of attacked locations whose document became a crate.
    harmless: usize,
    /// Attacks that ended in errors with a location.
    refused: Vec<(String, String)>,
    /// Attacks that changed the crate: the location, the attack, and the change.
    changed: Vec<(String, String, String)>,
}

/// Attacks several locations together. If that fails, or changes the crate because two names became
/// equal, the locations are attacked in smaller groups.
fn attack(
    (template, harmless): (&Value, &Structure),
    sinks: &[&str],
    text: &str,
    outcome: &mut Outcome,
) {
    let generated = generated(&document(template, sinks, text));
    let change = generated.as_ref().ok().and_then(|files| {
        match std::panic::catch_unwind(|| Structure::of(files)) {
            Ok(structure) if structure.is_like(harmless) => None,
            Ok(structure)
                if matches!(sinks, [sink] if MEANING.contains(sink))
                    && structure.is_no_more_than(harmless) =>
            {
                None
            }
            Ok(structure) => Some(structure.beyond(harmless)),
            Err(panic) => Some(
                panic
                    .downcast_ref::<String>()
                    .map_or("a panic".to_owned(), |it| it.chars().take(400).collect()),
            ),
        }
    });
    let shown = || text.chars().take(40).collect();
    match (sinks, generated, change) {
        (_, Ok(_), None) => outcome.harmless += sinks.len(),
        ([sink], Err(_), _) => outcome.refused.push(((*sink).to_owned(), shown())),
        ([sink], Ok(_), Some(change)) => {
            outcome.changed.push(((*sink).to_owned(), shown(), change))
        }
        _ => {
            for part in parts(sinks) {
                attack((template, harmless), &part, text, outcome);
            }
        }
    }
}

/// Groups of locations. Those that explain most changes come first, to save runs; the other groups
/// are halves.
fn parts<'s>(sinks: &[&'s str]) -> Vec<Vec<&'s str>> {
    let (known, others): (Vec<&str>, Vec<&str>) =
        sinks.iter().copied().partition(|it| MEANING.contains(it) || APART.contains(it));
    if known.is_empty() || others.is_empty() {
        let (left, right) = sinks.split_at(sinks.len() / 2);
        return vec![left.to_vec(), right.to_vec()];
    }
    let (meaning, apart) = known.into_iter().partition(|it| MEANING.contains(it));
    [meaning, apart, others].into_iter().filter(|part: &Vec<_>| !part.is_empty()).collect()
}

#[test]
fn no_text_changes_what_a_crate_is() {
    let (template, sinks) = template();
    let sinks: Vec<_> = sinks.iter().map(String::as_str).collect();
    assert!(sinks.len() > 80, "{sinks:?}");
    let harmless = Structure::of(
        &generated(&document(&template, &[], "")).unwrap_or_else(|error| panic!("{error}")),
    );
    let long = long();
    let all = ATTACKS.iter().copied().chain([long.as_str()]);
    let attacks = Mutex::new(extent::sample(all, 40));
    let outcomes = std::thread::scope(|scope| {
        let work = || {
            let mut outcome = Outcome::default();
            loop {
                let Some(text) = attacks.lock().unwrap().next() else { return outcome };
                attack((&template, &harmless), &sinks, text, &mut outcome);
            }
        };
        let threads = [scope.spawn(work), scope.spawn(work)];
        threads.map(|thread| thread.join().unwrap())
    });
    let [one, two] = outcomes;
    let refused: Vec<_> = one.refused.into_iter().chain(two.refused).collect();
    let changed: Vec<_> = one.changed.into_iter().chain(two.changed).collect();
    println!("{} harmless, {} refused: {refused:#?}", one.harmless + two.harmless, refused.len());
    assert!(changed.is_empty(), "{} change the crate: {changed:#?}", changed.len());
}

/// Attacks every location without a special meaning. The crates compile without warnings, and
/// rustdoc runs none of the inserted code.
#[test]
fn attacked_crates_compile_and_run_nothing() {
    let (template, sinks) = template();
    let sinks: Vec<&str> =
        sinks.iter().map(String::as_str).filter(|sink| !MEANING.contains(sink)).collect();
    let mut workspace = Workspace::new("hostile-crates");
    let count = if extent::is_complete() { 4 } else { 2 };
    for attack in ATTACKS {
        // If names become equal, there is no crate: then each half of the locations is attacked.
        let halves = [&sinks[..], &sinks[..sinks.len() / 2], &sinks[sinks.len() / 2..]];
        let name = format!("attacked-{}", workspace.members().len());
        let crate_of =
            |sinks: &&[&str]| generated_as(&name, false, &document(&template, sinks, attack)).ok();
        let Some(files) = halves.iter().find_map(crate_of) else { continue };
        workspace.add(&name, &files);
        if workspace.members().len() == count {
            break;
        }
    }
    assert_eq!(workspace.members().len(), count);
    assert!(workspace.doc_tests() > 0);
}

/// The crate of a text that is no fixture, and the messages about it.
fn said(name: &str, text: &[u8], around: impl FnOnce(&std::path::Path)) -> (bool, String) {
    let folder = tempfile::tempdir().unwrap();
    let inside = folder.path().join("in");
    fs::create_dir(&inside).unwrap();
    fs::write(inside.join(name), text).unwrap();
    around(folder.path());
    let mut report = Report::new();
    let generated = Input::from_document(&inside.join(name), "hostile", &mut report)
        .and_then(|input| oasmith::generate(&input, &mut report));
    let is_located = report.diagnostics().iter().any(|it| it.location.is_some());
    assert!(generated.is_some() || is_located, "{name}: an error without a location");
    (generated.is_some(), report.render(oasmith::diagnostic::Style::Plain))
}

#[test]
fn unusual_characters_are_rejected_or_harmless() {
    let json = |title: &str| {
        format!(
            r#"{{"openapi": "3.0.3", "info": {{"title": "{title}", "version": "1"}}, "paths": {{}}}}"#
        )
    };
    let yaml = |title: &str| {
        format!("openapi: 3.0.3\ninfo: {{title: {title}, version: '1'}}\npaths: {{}}\n")
    };
    // Halves of surrogate pairs are not characters. Control characters must be escaped in JSON, and
    // cannot be written in YAML.
    for half in [r"\ud800", r"\udfff", r"\ud800\u0041", r"\ude00\ud83d"] {
        let (generated, text) = said("a.json", json(half).as_bytes(), |_| {});
        assert!(!generated && text.contains("error[E0102]"), "{half}: {text}");
        let (generated, text) = said("a.yaml", yaml(&format!("\"{half}\"")).as_bytes(), |_| {});
        assert!(!generated && text.contains("error[E0102]"), "{half}: {text}");
    }
    for raw in ["\0", "\u{1}", "\u{1b}", "\u{8}"] {
        let (generated, text) = said("a.json", json(raw).as_bytes(), |_| {});
        assert!(!generated && text.contains("error[E0102]"), "{raw:?}: {text}");
        let (_, text) = said("a.yaml", yaml(&format!("\"a{raw}b\"")).as_bytes(), |_| {});
        assert!(!text.contains(raw), "what is shown to people holds {raw:?}");
    }
    assert!(said("a.json", json(r"a\u0000b\u001b\ud83e\udd80").as_bytes(), |_| {}).0);
}

#[test]
fn nothing_is_read_that_the_document_may_not_name() {
    const SECRET: &str = "TheSecretOfAnotherFile";
    let around = |folder: &std::path::Path| {
        let secret = format!(
            "S: {{type: object, title: {SECRET}, properties: {{{SECRET}: {{type: string}}}}}}\n"
        );
        fs::write(folder.join("secret.yaml"), secret).unwrap();
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink("../secret.yaml", folder.join("in/link.yaml")).unwrap();
            std::os::unix::fs::symlink("..", folder.join("in/up")).unwrap();
        }
    };
    for reference in [
        "../secret.yaml#/S",
        "%2e%2e/secret.yaml#/S",
        "..%2fsecret.yaml#/S",
        "./x/../../secret.yaml#/S",
        "..\\secret.yaml#/S",
        "link.yaml#/S",
        "up/secret.yaml#/S",
        "/etc/passwd",
        "file:///etc/passwd",
        "file:secret.yaml#/S",
        "//example.com/a.yaml#/S",
        "http://127.0.0.1:9/a.yaml#/S",
        "https://example.com/a.yaml#/S",
        "/proc/self/environ",
    ] {
        let schema = serde_json::json!({"$ref": reference});
        let response = serde_json::json!({"description": "A.", "content": {"application/json": {"schema": schema}}});
        let document = serde_json::json!({
            "openapi": "3.0.3",
            "info": {"title": "Reader", "version": "1"},
            "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": response}}}},
        });
        let (generated, text) = said("a.json", document.to_string().as_bytes(), around);
        assert!(!generated && text.contains("error[E01"), "{reference}: {text}");
        assert!(!text.contains(SECRET) && !text.contains("root:"), "{reference}: {text}");
    }
}

/// Combinations of the names of APIs and tags, which become names of files and features.
#[test]
fn files_of_several_apis_are_plain() {
    let names = [
        "con",
        "nul",
        "..",
        "../x",
        "/etc/x",
        "%2e%2e%2fx",
        "a\\b",
        "mod",
        "lib",
        "types",
        "runtime",
        "",
    ];
    let long = long();
    let paths: serde_json::Map<_, _> = names.iter().copied().chain([long.as_str()]).enumerate().map(|(index, tag)| {
        (format!("/p{index}"), serde_json::json!({"get": {"operationId": format!("o{index}"), "tags": [tag], "responses": {"204": {"description": "A."}}}}))
    }).collect();
    let document =
        serde_json::json!({"openapi": "3.0.3", "info": {"title": "\"\n[x]\n", "version": "1"}, "paths": paths})
            .to_string();
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.json"), &document).unwrap();
    fs::write(folder.path().join("b.json"), &document).unwrap();
    let manifest = |one: &str, license: &str| {
        format!(
            "[package]\nname = \"x\"\nversion = \"0.1.0\"\nlicense = {license}\n[api.{one}]\ndocument = \"a.json\"\n[api.two]\ndocument = \"b.json\"\n"
        )
    };
    let generate = |text: String| {
        let path = folder.path().join("sdk.toml");
        fs::write(&path, text).unwrap();
        let mut report = Report::new();
        let generated = Input::from_manifest(&path, &mut report)
            .and_then(|input| oasmith::generate(&input, &mut report));
        (generated.map(|it| it.files), report.render(oasmith::diagnostic::Style::Plain))
    };
    let license = "\"MIT\\\"\\n[dependencies]\\ninjected = \\\"1\"";
    let (files, text) = generate(manifest("one", "\"MIT\""));
    let files = files.unwrap_or_else(|| panic!("{text}"));
    assert!(files.iter().count() > 2 * names.len());
    _ = Structure::of(&files);
    if let (Some(files), _) = generate(manifest("one", license)) {
        let table: toml::Table =
            files.iter().find(|(path, _)| *path == "Cargo.toml").unwrap().1.parse().unwrap();
        assert!(!table["dependencies"].as_table().unwrap().contains_key("injected"));
    }
    for name in ["\"../x\"", "\"/etc/x\"", "\"..\"", "\"a/b\"", "\"\"", "\"a b\"", "\"r#fn\""] {
        let (files, text) = generate(manifest(name, "\"MIT\""));
        match files {
            Some(files) => _ = Structure::of(&files),
            None => assert!(text.contains("sdk.toml:"), "{name}: {text}"),
        }
    }
}

/// Messages and the diff of `--check` contain text of a document. They contain no control sequences
/// for a terminal.
#[test]
fn what_a_terminal_gets_is_only_text() {
    const TEXT: &str =
        "\u{202e}a\u{2066}b\u{1b}]0;t\u{7}c\u{85}d\u{2028}e\u{200b}f\u{feff}g\u{9b}h\u{7f}i\r\nj";
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let text = format!("{TEXT}{name}");
        let schema = serde_json::json!({"type": "string", "enum": [text, "b"], "default": text, text.clone(): 1});
        let parameter =
            serde_json::json!({"name": text, "in": "query", "description": text, "schema": schema});
        let operation = serde_json::json!({"operationId": text, "summary": text, "tags": [text], "parameters": [parameter], "responses": {"200": {"description": text}}});
        let document = serde_json::json!({
            "openapi": "3.0.3",
            "info": {"title": text, "version": text, "description": text},
            "paths": {format!("/a{text}"): {"get": operation}},
        });
        let path = folder.path().join(name);
        fs::write(&path, document.to_string()).unwrap();
        path
    };
    let run = |document: std::path::PathBuf, arguments: &[&str]| {
        let mut command = oasmith_tests::cargo::xtask(folder.path());
        command
            .args(["codegen", "--name", "h", "--output", "out", "--document"])
            .arg(document)
            .args(arguments);
        let output = command.output().unwrap();
        let said =
            [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat();
        assert_eq!(hidden(&said), None, "{said:?}");
        (output.status.code(), said)
    };
    let (status, said) = run(write("one.json"), &[]);
    assert_eq!(status, Some(0), "{said}");
    let (status, said) = run(write("two.json"), &["--check"]);
    assert_eq!(status, Some(1));
    assert!(said.contains("two.json") && said.lines().count() > 20, "{said}");
    let (status, said) = run(write("three.json"), &["--max-key=2"]);
    assert!(status == Some(1) && said.contains("E0127"), "{said}");
}
