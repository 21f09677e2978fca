//! A small change of a document causes a small diff of the generated crate.
//!
//! A changed line is relevant if it has a word that the other side of the diff does not have as
//! often (a name, a type, a value, or a word of the documentation), or the words of a line of the
//! other side in another order. Other changed lines only moved, wrapped differently, were
//! renumbered, or contain punctuation around new lines.

use std::collections::{BTreeMap, BTreeSet};

use oasmith::Files;
use oasmith::emit::emit;
use similar::{ChangeTag, TextDiff};

use crate::changes::{PRINTED, planned};

type Crate = BTreeMap<String, String>;

/// A changed line, and whether it is from before (`-1`) or after (`1`).
type Line = (i32, String);

/// The maximum number of changed lines per relevant line.
const MOST: usize = 3;

/// The files of a crate without its runtime, which is the same in all crates.
fn shown(files: &Files) -> Crate {
    files
        .iter()
        .filter(|(path, _)| !path.starts_with("src/runtime/"))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect()
}

fn changed(old: &Crate, new: &Crate) -> Vec<Line> {
    let only_in = |one: &Crate, other: &Crate| -> String {
        let files = one.iter().filter(|(path, _)| !other.contains_key(*path));
        files.map(|(_, text)| text.as_str()).collect()
    };
    // A renamed file is compared with its previous name.
    let moved = (only_in(old, new), only_in(new, old));
    let same = old.iter().filter_map(|(path, old)| Some((old.clone(), new.get(path)?.clone())));
    let mut lines = Vec::new();
    for (old, new) in same.chain([moved]) {
        for change in TextDiff::from_lines(&old, &new).iter_all_changes() {
            let side = match change.tag() {
                ChangeTag::Equal => continue,
                ChangeTag::Delete => -1,
                ChangeTag::Insert => 1,
            };
            lines.push((side, change.value().trim().to_owned()));
        }
    }
    lines
}

fn words(line: &str) -> impl Iterator<Item = &str> {
    line.split(|character: char| !character.is_alphanumeric() && character != '_')
        .filter(|word| !word.is_empty())
}

/// The relevant lines: those with a word that the other side does not have as often, and those with
/// the words of a line of the other side in another order.
fn saying(lines: &[Line]) -> usize {
    let mut counts: BTreeMap<&str, i32> = BTreeMap::new();
    let mut orders: BTreeMap<Vec<&str>, [BTreeSet<&str>; 2]> = BTreeMap::new();
    for (side, line) in lines {
        words(line).for_each(|word| *counts.entry(word).or_default() += side);
        let [old, new] = orders.entry(sorted(line)).or_default();
        let texts = if *side < 0 { old } else { new };
        texts.insert(line.as_str());
    }
    let says = |(_, line): &&Line| {
        words(line).any(|word| counts.get(word) != Some(&0))
            || orders
                .get(&sorted(line))
                .is_some_and(|[old, new]| !old.is_empty() && !new.is_empty() && old != new)
    };
    lines.iter().filter(says).count()
}

fn sorted(line: &str) -> Vec<&str> {
    let mut words: Vec<&str> = words(line).collect();
    words.sort_unstable();
    words
}

fn report(lines: &[Line]) -> String {
    let line = |(side, text): &Line| format!("{} {text}\n", if *side < 0 { '-' } else { '+' });
    lines.iter().map(line).collect()
}

#[test]
fn most_lines_of_a_diff_say_something() {
    let mut loud = Vec::new();
    for (name, sides) in PRINTED.iter() {
        let [old, new] = sides.each_ref().map(|it| shown(&it.files));
        let lines = changed(&old, &new);
        let saying = saying(&lines);
        if lines.len() > MOST * saying {
            loud.push(format!(
                "{name}: {} lines, {saying} say something\n{}",
                lines.len(),
                report(&lines)
            ));
        }
    }
    assert!(loud.is_empty(), "{} pairs\n{}", loud.len(), loud.join("\n"));
}

/// The pairs of the first test.
#[test]
fn lines_that_are_counted_or_wrapped_anew_say_nothing() {
    let krate = |text: &str| Crate::from([("src/lib.rs".to_owned(), text.to_owned())]);
    let found = |old: &str, new: &str| {
        let lines = changed(&krate(old), &krate(new));
        (lines.len(), saying(&lines))
    };
    assert_eq!(found("/// a, b,\n/// c, d\n", "/// x, a,\n/// b, c,\n/// d\n"), (5, 1));
    assert_eq!(found("set(0)\nset(1)\nset(2)\n", "set(1)\nset(2)\nset(0)\n"), (2, 0));
    assert_eq!(found("a\n}\n", "a\nb\n}\n"), (1, 1));
}

const LAMPS: &str = "openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    get:
      operationId: listLamps
      tags: [Lamps]
      parameters:
        - {name: limit, in: query, description: The most items of a page., schema: {type: integer}}
        - {name: offset, in: query, description: How many items to skip., schema: {type: integer}}
        - {name: room, in: query, description: The room of the lamps., schema: {type: string}}
        - {name: color, in: query, description: The color of the light., schema: {type: string}}
        - {name: sort, in: query, description: The order of the lamps., schema: {type: string}}
      responses:
        '200':
          description: A page of lamps.
          content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Lamp'}}}}
  /lamps/{id}:
    put:
      operationId: putLamp
      tags: [Lamps]
      parameters:
        - {name: id, in: path, required: true, schema: {type: string}}
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Lamp'}}}
      responses: {'204': {description: The lamp is there.}}
components:
  schemas:
    Lamp:
      description: A lamp.
      type: object
      required: [id]
      properties:
        id: {type: string, description: The name of the lamp.}
        isOn: {type: boolean, description: Whether it is on.}
        room: {type: string, description: The room that it is in.}
        color: {type: string, description: The color of its light.}
";

fn crate_of(text: &str) -> Crate {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("openapi.yaml");
    std::fs::write(&path, text).expect("a document");
    shown(&emit(&planned(&path).krate))
}

/// An optional parameter and an optional property, each added before others, change few lines.
#[test]
fn a_parameter_and_a_property_change_their_own_lines() {
    let parameter = "        - {name: floor, in: query, description: The floor of the house., schema: {type: integer}}\n";
    let property = "        floor: {type: integer, description: The floor that it is on.}\n";
    let new = LAMPS
        .replace("        - {name: offset", &format!("{parameter}        - {{name: offset"))
        .replace("        room: {type", &format!("{property}        room: {{type"));
    let lines = changed(&crate_of(LAMPS), &crate_of(&new));
    assert!(lines.len() <= 15, "{} lines\n{}", lines.len(), report(&lines));
}
