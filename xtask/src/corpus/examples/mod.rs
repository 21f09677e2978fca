//! `--examples`: checks that the types of a crate keep the values of its document's examples.
//!
//! The process of a document writes its examples beside the crate, and a program that decodes and
//! encodes each of them into the crate's `examples` folder. The package `oasmith-examples` compares
//! the results. It is built only for `--examples`.

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

/// The result of `oasmith-examples` for a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Verdict {
    /// The number of examples.
    pub examples: usize,
    /// The number of examples that match their schema.
    pub valid: usize,
    /// The number of these with properties that the schema does not describe. The types drop them.
    pub beyond: usize,
    /// The lossy ones.
    pub failed: Vec<ExampleProblem>,
    /// The examples that do not match their schema.
    pub invalid: Vec<ExampleProblem>,
}

/// A problem of an example.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ExampleProblem {
    /// Its location.
    pub location: String,
    /// The type that reads it.
    pub ty: String,
    /// The reason.
    pub reason: String,
}

/// Why examples cannot be tried.
pub const NO_JUDGE: &str =
    "--examples needs the package `oasmith-examples`: run this command in a clone of oasmith";

/// The file with the examples of the document, beside the crate's manifest.
const EXAMPLES: &str = "examples.json";

/// The file with the features for building the program, one in each line.
const FEATURES: &str = "examples.features";

/// Writes the examples of a document and the program that tries them.
///
/// # Errors
/// If the document cannot be read, or the files cannot be written.
pub fn write(input: &Input, package: &Path) -> io::Result<()> {
    let found = oasmith::example::examples(&input.manifest, &mut Report::new());
    let found =
        found.ok_or_else(|| io::Error::other("cannot read the examples of the document"))?;
    let example = |example: &Example| {
        let Example { location, value, schema, ty, sent } = example;
        json!({"location": location, "value": value, "schema": schema, "ty": ty, "sent": sent})
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

/// Counts of all examples.
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

/// The lossy examples with their reasons, and the documents whose examples could not be tried.
pub fn failures(rows: &[Row]) -> String {
    let mut text = String::new();
    for row in rows {
        let name = &row.document.name;
        match &row.examples {
            Some(Tried::Judged(verdict)) => {
                for ExampleProblem { location, ty, reason } in &verdict.failed {
                    text += &format!("{name}: {location}: {ty}: {reason}\n");
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
