//! The program that decodes and encodes examples with the types of a crate.

use std::collections::BTreeMap;

use oasmith::example::Example;

/// Its name among the examples of the crate.
pub const NAME: &str = "round_trips";

/// The program without its tables. It is not compiled here: its types are in the generated crate.
const HEAD: &str = include_str!("round_trips.rs");

/// Its text, with a table of types, and the type of each example.
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
