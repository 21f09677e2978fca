//! `--examples`: whether the types of a crate hold what the examples of its document say.
//!
//! The process of a document writes its examples beside the crate, and among the crate's own
//! examples a program that decodes and encodes each of them. What comes of that is judged by the
//! package `oasmith-examples`, which is built only when someone asks for it.

mod program;
mod trial;

use std::fs;
use std::io;
use std::path::Path;

use oasmith::example::Example;
use oasmith::{Input, Report};
use serde::Deserialize;
use serde_json::{Value, json};

use super::table::Row;
pub use trial::{Tried, try_all};

/// What became of the examples of a document, as `oasmith-examples` says it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// How many there are.
    pub examples: usize,
    /// How many fit their schema.
    pub valid: usize,
    /// How many of those hold properties that the schema does not describe, which the types do not
    /// keep.
    pub beyond: usize,
    /// Those of them that are lossy.
    pub failed: Vec<Fault>,
    /// Those that do not fit their schema.
    pub invalid: Vec<Fault>,
}

/// What is wrong with an example.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Fault {
    /// Where it stands.
    pub place: String,
    /// The type that reads it.
    pub ty: String,
    /// Why.
    pub reason: String,
}

/// Why examples cannot be tried.
pub const NO_JUDGE: &str =
    "--examples needs the package `oasmith-examples`: run this command in a clone of oasmith";

/// The file beside a crate's manifest that holds the examples of its document.
const EXAMPLES: &str = "examples.json";

/// The features, one a line, with which the program is built.
const FEATURES: &str = "examples.features";

/// Writes the examples of a document and the program that tries them.
///
/// # Errors
/// When the document cannot be read, or the files cannot be written.
pub fn write(input: &Input, package: &Path) -> io::Result<()> {
    let found = oasmith::example::examples(&input.manifest, &mut Report::new());
    let found =
        found.ok_or_else(|| io::Error::other("cannot read the examples of the document"))?;
    let example = |example: &Example| {
        let Example { place, value, schema, ty, sent } = example;
        json!({"place": place, "value": value, "schema": schema, "ty": ty, "sent": sent})
    };
    let examples: Vec<Value> = found.examples.iter().map(example).collect();
    let text = json!({"examples": examples, "schemas": found.schemas}).to_string();
    fs::write(package.join(EXAMPLES), text)?;
    fs::write(package.join(FEATURES), found.features.join("\n"))?;
    fs::create_dir_all(package.join("examples"))?;
    fs::write(
        package.join("examples").join(format!("{}.rs", program::NAME)),
        program::text(&found.examples),
    )
}

/// How many examples there are, and how they fare.
pub fn summary(rows: &[Row]) -> String {
    let verdicts: Vec<&Verdict> =
        rows.iter().filter_map(|row| row.examples.as_ref()?.verdict()).collect();
    if rows.iter().all(|row| row.examples.is_none()) {
        return String::new();
    }
    let sum =
        |get: fn(&Verdict) -> usize| -> usize { verdicts.iter().map(|verdict| get(verdict)).sum() };
    format!(
        "examples: {} ({} valid, {} of these lossy; {} have properties that their schema does not describe, which are dropped)\n",
        sum(|verdict| verdict.examples),
        sum(|verdict| verdict.valid),
        sum(|verdict| verdict.failed.len()),
        sum(|verdict| verdict.beyond),
    )
}

/// The examples that are lossy, with the reason, and the documents of which none could be tried.
pub fn failures(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let name = &row.document.name;
        match &row.examples {
            Some(Tried::Judged(verdict)) => {
                for Fault { place, ty, reason } in &verdict.failed {
                    text += &format!("{name}: {place}: {ty}: {reason}\n");
                }
            }
            Some(Tried::Broken(reason)) => {
                text += &format!("{name}: cannot try the examples: {reason}\n")
            }
            None => {}
        }
    }
    text
}
