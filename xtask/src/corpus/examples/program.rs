//! The program that decodes and encodes examples by the types of a crate.

use std::collections::BTreeMap;

use oasmith::example::Example;

/// What it is called among the examples of the crate.
pub const NAME: &str = "round_trips";

/// All of it but the tables. It is not compiled here: its types are those of a crate that is yet to
/// be written.
const HEAD: &str = include_str!("round_trips.rs");

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
    format!(
        "{HEAD}\nconst TYPES: &[Trip] = &[\n{}];\n\nconst OF: &[usize] = &[{}];\n",
        names.concat(),
        of.join(", ")
    )
}
