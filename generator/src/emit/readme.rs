//! `README.md`

use super::example;
use super::library::TRANSPORTS;
use super::markdown::Writer;
use crate::plan::Crate;

/// The text of the file.
pub fn text(krate: &Crate) -> String {
    let package = &krate.package;
    let mut writer = Writer::default();
    writer.heading(&format!("# {}", package.name));
    writer.paragraph(|words| words.text(&package.description));
    writer.paragraph(|words| words.text("Clients of:"));
    writer.list(&krate.apis, |words, api| {
        words.text(&format!("{}, version {}", api.title, api.version));
        if let Some(module) = &api.module {
            words.text(": ");
            words.code(&format!("{}::{}", package.library, module.ident.plain()));
        }
    });
    if let Some(example) = krate.apis.iter().find_map(|api| example::snippet(api, krate)) {
        let shown: Vec<&str> = example.lines().filter(|line| !line.starts_with("# ")).collect();
        writer.heading("## Example");
        writer.fenced("rust", &shown.join("\n"));
    }
    writer.heading("## Features");
    writer.paragraph(|words| {
        words.text("All groups of operations are on by default, and ");
        words.code("rustls");
        words.text(" for the transport.");
    });
    let own = krate.features.iter().map(|feature| (feature.name.clone(), feature.summary.clone()));
    let transports = TRANSPORTS.map(|(name, text)| (name.to_owned(), text.to_owned()));
    writer.rows(["Feature", "What it is"], own.chain(transports));
    let mut text = writer.finish().join("\n");
    text.push('\n');
    text
}
