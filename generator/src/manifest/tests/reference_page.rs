//! `docs/src/manifest.md` describes every key of the manifest.

use crate::manifest::keys::{self, Key, Value};
use crate::manifest::read;

const PAGE: &str = include_str!("../../../../docs/src/manifest.md");

/// The part of the page below a heading.
fn section(heading: &str) -> &str {
    let (_, rest) = PAGE.split_once(&format!("\n## `{heading}`\n")).expect(heading);
    rest.split("\n## ").next().unwrap_or(rest)
}

/// The tables of the manifest, with the headings of their sections.
fn tables() -> Vec<(&'static str, &'static [Key])> {
    vec![
        ("[package]", keys::PACKAGE),
        ("[runtime]", keys::RUNTIME),
        ("[formats]", keys::FORMATS),
        ("[dependencies]", keys::DEPENDENCY),
        ("[api.NAME]", keys::API),
        ("[api.NAME.select]", keys::SELECT),
        ("[api.NAME.pagination]", keys::PAGINATION),
    ]
}

/// A type, as the page writes it.
fn shown(value: Value) -> String {
    match value {
        Value::Text => "string".to_owned(),
        Value::Texts => "list of strings".to_owned(),
        Value::TextsOrValues => "list of strings, or table".to_owned(),
        Value::Flag => "boolean".to_owned(),
        Value::Choice(words) => {
            words.iter().map(|word| format!("`\"{word}\"`")).collect::<Vec<_>>().join(" or ")
        }
        Value::ChoiceOrTable(words) => {
            let words = words.iter().map(|word| format!("`\"{word}\"`"));
            words.chain(["table".to_owned()]).collect::<Vec<_>>().join(" or ")
        }
        Value::Format(choices) => {
            let words: Vec<_> = choices.iter().map(|(word, _)| format!("`\"{word}\"`")).collect();
            words.join(" or ")
        }
        Value::TextOrTable(_) => "string or table".to_owned(),
        Value::Table(_)
        | Value::Tables(_)
        | Value::Formats(_)
        | Value::Types
        | Value::Lists
        | Value::Dependencies
        | Value::Names
        | Value::Levels => "table".to_owned(),
    }
}

#[test]
fn every_key_has_a_row_with_its_type_and_default() {
    let mut missing = Vec::new();
    for (heading, keys) in tables() {
        let text = section(heading);
        for key in keys {
            let mut row = format!("| `{}` | ", key.name);
            if heading != "[api.NAME.pagination]" {
                row += &format!("{} | ", shown(key.value));
            }
            let is_there = text.lines().any(|line| {
                let default = key.default.is_none_or(|it| {
                    line.contains(&format!("`{it}`")) || line.contains(&format!("`\"{it}\"`"))
                });
                line.starts_with(&row) && default && (!key.is_required || line.contains("required"))
            });
            if !is_there {
                missing.push(format!("{heading}: {row}"));
            }
        }
    }
    assert!(missing.is_empty(), "docs/src/manifest.md lacks {missing:#?}");
}

#[test]
fn every_key_has_an_example() {
    let examples: String =
        PAGE.split("```toml\n").skip(1).filter_map(|it| it.split("```").next()).collect();
    let mut missing = Vec::new();
    for (heading, keys) in tables() {
        let is_there = |name: &str| {
            [format!("\n{name} = "), format!(" {name} = "), format!(".{name}]")]
                .iter()
                .any(|text| examples.contains(text))
        };
        missing.extend(
            keys.iter()
                .filter(|key| !is_there(key.name))
                .map(|key| format!("{heading} {}", key.name)),
        );
    }
    assert!(missing.is_empty(), "docs/src/manifest.md has no example of {missing:#?}");
}

#[test]
fn every_table_has_a_section() {
    for key in keys::ROOT {
        let heading =
            if key.name == "api" { "[api.NAME]".to_owned() } else { format!("[{}]", key.name) };
        assert!(!section(&heading).is_empty());
    }
}

/// The JSON Schema and the reader agree about the type of each key.
#[test]
fn a_value_of_another_type_is_an_error() {
    for (table, keys) in [
        ("[package]\nname = \"a\"\nversion = \"0.1.0\"\n", keys::PACKAGE),
        ("[runtime]\n", keys::RUNTIME),
        ("[formats]\n", keys::FORMATS),
        ("[api.a]\n", keys::API),
        ("[api.a.select]\n", keys::SELECT),
        ("[api.a.pagination.x]\n", keys::PAGINATION),
    ] {
        for key in keys {
            let wrong = match key.value {
                Value::Text
                | Value::Choice(_)
                | Value::Format(_)
                | Value::TextsOrValues
                | Value::ChoiceOrTable(_) => "1",
                Value::Texts | Value::Flag => "\"text\"",
                Value::Table(_)
                | Value::TextOrTable(_)
                | Value::Tables(_)
                | Value::Formats(_)
                | Value::Types
                | Value::Lists
                | Value::Dependencies
                | Value::Names
                | Value::Levels => "[1]",
            };
            let mut report = crate::Report::new();
            let table: String = table
                .lines()
                .filter(|line| !line.starts_with(key.name))
                .map(|line| format!("{line}\n"))
                .collect();
            let style = match (table.contains("pagination"), key.name) {
                (true, "style") | (false, _) => "",
                (true, "page") => "style = \"page\"\n",
                (true, "first") => "style = \"page\"\npage = \"p\"\n",
                (true, "cursor") => "style = \"cursor\"\n",
                (true, "next") => "style = \"cursor\"\ncursor = \"c\"\n",
                (true, "limit" | "total") => "style = \"offset\"\noffset = \"o\"\n",
                (true, _) => "style = \"offset\"\n",
            };
            let text = format!("{table}{style}{} = {wrong}\n", key.name);
            let path = std::path::Path::new("sdk.toml");
            assert!(read::read_text(path, &text, &mut report).is_none(), "{text}");
            let shown = report.render(crate::diagnostic::Style::Plain);
            assert!(
                shown.contains("error[E0204]") && shown.contains(&format!("`{}`", key.name))
                    || shown.contains(&format!(".{}]", key.name)),
                "{text}\n{shown}"
            );
        }
    }
}

#[test]
fn the_schema_has_every_key() {
    let schema: serde_json::Value =
        serde_json::from_str(&crate::manifest::schema()).expect("a JSON text");
    let api = &schema["properties"]["api"]["additionalProperties"]["properties"];
    assert_eq!(api["document"]["type"], "string");
    assert_eq!(api["select"]["properties"]["exclude"]["properties"]["tags"]["type"], "array");
    assert_eq!(schema["properties"]["package"]["properties"]["tests"]["default"], false);
    assert_eq!(schema["required"], serde_json::json!(["package"]));
    assert_eq!(schema["anyOf"][0]["required"], serde_json::json!(["api"]));
    assert!(api["select"]["properties"]["exclude"]["properties"].get("exclude").is_none());
}

#[test]
fn the_complete_manifest_is_valid() {
    let text = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next());
    let folder =
        std::env::temp_dir().join(format!("oasmith-reference-page-{}", std::process::id()));
    let put = |path: &str, text: &str| {
        let path = folder.join(path);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    };
    put("spec/sdk.toml", text.expect("the first block of the page"));
    put("LICENSE-MIT", "MIT");
    put("LICENSE-APACHE", "Apache");
    put("spec/intro.md", "# Pets");
    put("spec/pets.yaml", "openapi: 3.1.0");
    put("spec/pets-fix.yaml", "overlay: 1.0.0");
    put("spec/orders/openapi.yaml", "openapi: 3.1.0");
    put("spec/examples/first.rs", "fn main() {}");
    let mut report = crate::Report::new();
    let manifest = read::read(&folder.join("spec/sdk.toml"), &mut report);
    std::fs::remove_dir_all(&folder).expect("the folder");
    assert!(manifest.is_some(), "{}", report.render(crate::diagnostic::Style::Plain));
}
