//! Randomly changed documents: the detected changes are compared with the signatures of the two
//! crates.

use std::env;
use std::fs;

use oasmith::{Input, Report};
use oasmith_tests::extent;
use oasmith_tests::fixture;
use oasmith_tests::random::Random;
use oasmith_tests::signatures::{Signed, disagreement};
use serde_json::{Value, json};

/// The JSON pointers of all values.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            for (key, value) in members {
                pointers(
                    value,
                    &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")),
                    found,
                );
            }
        }
        Value::Array(items) => {
            items
                .iter()
                .enumerate()
                .for_each(|(index, value)| pointers(value, &format!("{at}/{index}"), found));
        }
        _ => {}
    }
}

/// Changes one value, and describes the change.
fn change(document: &mut Value, random: &mut Random) -> String {
    let mut all = Vec::new();
    pointers(document, "", &mut all);
    let at = random.of(&all).clone();
    let Some(value) = document.pointer_mut(&at) else { return String::new() };
    let what = match value {
        Value::Bool(is) => {
            *is = !*is;
            "flipped"
        }
        Value::String(text) => {
            const TYPES: &[&str] = &["string", "integer", "number", "boolean"];
            *text = match TYPES.contains(&text.as_str()) {
                true => (*random.of(TYPES)).to_owned(),
                false if at.ends_with("$ref") => return String::new(),
                false => format!("{text}X"),
            };
            "another text"
        }
        Value::Array(items) if random.below(2) == 0 && items.len() > 1 => {
            items.reverse();
            "reversed"
        }
        Value::Array(items) if !items.is_empty() => {
            let index = random.below(items.len());
            items.remove(index);
            "an item less"
        }
        Value::Object(members) => object(members, &at, random),
        _ => return String::new(),
    };
    format!("{at}: {what}")
}

fn object(
    members: &mut serde_json::Map<String, Value>,
    at: &str,
    random: &mut Random,
) -> &'static str {
    let keys: Vec<String> = members.keys().cloned().collect();
    match random.below(5) {
        0 if at.ends_with("/properties") => {
            members.insert("fresh".to_owned(), json!({"type": "string"}));
            "a property more"
        }
        1 if members.contains_key("properties") => {
            let names: Vec<String> = members["properties"]
                .as_object()
                .into_iter()
                .flatten()
                .map(|(key, _)| key.clone())
                .collect();
            members.insert("required".to_owned(), names.into());
            "all required"
        }
        2 if members.contains_key("type") => {
            members.insert("nullable".to_owned(), true.into());
            "nullable"
        }
        3 if members.contains_key("in") => {
            members.insert("required".to_owned(), (random.below(2) == 0).into());
            "required or not"
        }
        4 if at.ends_with("/responses") => {
            members.insert("418".to_owned(), json!({"description": "Short and stout."}));
            "one more response"
        }
        _ if !keys.is_empty() => {
            members.shift_remove(random.of(&keys));
            "a member less"
        }
        _ => "the same",
    }
}

fn signed(document: &Value) -> Option<Signed> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("openapi.json");
    fs::write(&path, document.to_string()).expect("a file can be written");
    let mut report = Report::new();
    let input = Input::from_document(&path, "api", &mut report)?;
    oasmith::plan_of(&input, &mut report).map(Signed::new)
}

#[test]
fn what_is_said_holds_of_any_change() {
    let rounds = env::var("OASMITH_ROUNDS").ok().and_then(|text| text.parse().ok()).unwrap_or(3);
    let seed = env::var("OASMITH_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or(1_u64);
    let mut wrong = Vec::new();
    let mut judged = 0;
    for fixture in extent::sample(fixture::all(), 12) {
        // A fixture changes in the same way in every run, whatever other fixtures there are.
        let mut random = Random::of_name(&fixture.name, seed);
        let Ok(text) = fs::read_to_string(fixture.folder.join("openapi.yaml")) else { continue };
        let Ok(document) = serde_yaml::from_str::<Value>(&text) else { continue };
        let Some(old) = signed(&document) else { continue };
        for _ in 0..rounds {
            let mut changed = document.clone();
            let what = change(&mut changed, &mut random);
            let Some(new) = signed(&changed) else { continue };
            judged += 1;
            for (way, before, now) in [("forth", &old, &new), ("back", &new, &old)] {
                wrong.extend(
                    disagreement(before, now)
                        .map(|why| format!("{} {what}, {way}: {why}", fixture.name)),
                );
            }
        }
    }
    assert!(judged > 20, "{judged} documents");
    assert!(wrong.is_empty(), "{} of {judged}\n{}", wrong.len(), wrong.join("\n\n"));
}
