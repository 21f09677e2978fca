//! `docs/src/manifest.md` describes every key of the manifest.

use crate::manifest::{pagination, read, selection};

const PAGE: &str = include_str!("../../../../docs/src/manifest.md");

/// The part of the page below a heading.
fn section(heading: &str) -> &str {
    let (_, rest) = PAGE.split_once(&format!("\n## `{heading}`\n")).expect(heading);
    rest.split("\n## ").next().unwrap_or(rest)
}

fn missing<'k>(heading: &str, keys: &[&'k str]) -> Vec<&'k str> {
    let text = section(heading);
    keys.iter().filter(|key| !text.contains(&format!("| `{key}` |"))).copied().collect()
}

#[test]
fn every_key_has_a_row() {
    let none: Vec<&str> = Vec::new();
    assert_eq!(missing("[package]", read::PACKAGE_KEYS), none);
    assert_eq!(missing("[formats]", read::FORMAT_KEYS), none);
    assert_eq!(missing("[api.NAME]", read::API_KEYS), none);
    assert_eq!(missing("[api.NAME.select]", selection::SELECT_KEYS), none);
    for style in pagination::STYLES {
        assert_eq!(missing("[api.NAME.pagination]", pagination::keys(style)), none, "{style}");
    }
}

#[test]
fn every_table_has_a_section() {
    for key in read::ROOT_KEYS {
        let heading = if *key == "api" { "[api.NAME]".to_owned() } else { format!("[{key}]") };
        assert!(!section(&heading).is_empty());
    }
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
    put("spec/pets.yaml", "openapi: 3.1.0");
    put("spec/pets-fix.yaml", "overlay: 1.0.0");
    put("spec/orders/openapi.yaml", "openapi: 3.1.0");
    put("spec/examples/first.rs", "fn main() {}");
    let mut report = crate::Report::new();
    let manifest = read::read(&folder.join("spec/sdk.toml"), &mut report);
    std::fs::remove_dir_all(&folder).expect("the folder");
    assert!(manifest.is_some(), "{}", report.render(crate::diagnostic::Style::Plain));
}
