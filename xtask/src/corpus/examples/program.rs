//! The program that decodes and encodes examples by the types of a crate.

use std::collections::BTreeMap;

use oasmith::example::Example;

/// What it is called among the examples of the crate.
pub const NAME: &str = "round_trips";

const HEAD: &str = "\
//! Decodes and encodes the examples of the document, as a list of JSON. Written by `cargo xtask corpus --examples`.

use serde_json::{Value, json};

type Trip = fn(&str) -> Result<String, serde_json::Error>;

fn trip<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Result<String, serde_json::Error> {
    serde_json::to_string(&serde_json::from_str::<T>(text)?)
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or(\"the file with the examples is missing\")?;
    let file: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let values = file[\"examples\"].as_array().ok_or(\"there are no examples\")?;
    let mut trips = Vec::new();
    for (value, ty) in values.iter().zip(OF) {
        let text = value[\"value\"].to_string();
        let encoded = TYPES[*ty](&text).and_then(|text| serde_json::from_str(&text));
        trips.push(match encoded {
            Ok(value) => json!({\"encoded\": Value::to_owned(&value)}),
            Err(error) => json!({\"failed\": error.to_string()}),
        });
    }
    println!(\"{}\", Value::Array(trips));
    Ok(())
}
";

/// Its text: a table of the types, and which of them reads each example.
pub fn text(examples: &[Example]) -> String {
    let mut types: BTreeMap<&str, usize> = BTreeMap::new();
    let mut of = Vec::new();
    let mut names = Vec::new();
    for example in examples {
        let index = *types.entry(&example.ty).or_insert_with(|| {
            names.push(format!("    trip::<{}>,\n", example.ty));
            names.len() - 1
        });
        of.push(index.to_string());
    }
    format!("{HEAD}\nconst TYPES: &[Trip] = &[\n{}];\n\nconst OF: &[usize] = &[{}];\n", names.concat(), of.join(", "))
}
