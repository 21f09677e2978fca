//! Decodes and encodes the examples of the document, as a list of JSON. Written by
//! `cargo xtask corpus --examples`.

use serde_json::{Value, json};

type Trip = fn(&str) -> Result<Value, serde_json::Error>;

fn trip<T: serde::de::DeserializeOwned + serde::Serialize + std::fmt::Debug>(
    text: &str,
) -> Result<Value, serde_json::Error> {
    let value: T = serde_json::from_str(text)?;
    let encoded: Value = serde_json::from_str(&serde_json::to_string(&value)?)?;
    Ok(json!({"encoded": {"value": encoded, "unknown": has_unknown(&format!("{value:?}"))}}))
}

/// Whether a value contains a variant for unknown values, by its `Debug` output without strings.
fn has_unknown(shown: &str) -> bool {
    let (mut bare, mut quoted, mut escaped) = (String::new(), false, false);
    for sign in shown.chars() {
        match sign {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if !quoted => bare.push(sign),
            _ => {}
        }
    }
    bare.contains("Unknown(")
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let path = std::env::args_os().nth(1).ok_or("the file with the examples is missing")?;
    let file: Value = serde_json::from_slice(&std::fs::read(path)?)?;
    let values = file["examples"].as_array().ok_or("there are no examples")?;
    let trip = |(value, ty): (&Value, &usize)| match TYPES[*ty](&value["value"].to_string()) {
        Ok(encoded) => encoded,
        Err(error) => json!({"failed": error.to_string()}),
    };
    let trips: Vec<Value> = values.iter().zip(OF).map(trip).collect();
    println!("{}", Value::Array(trips));
    Ok(())
}
