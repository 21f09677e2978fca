//! How long the whole way takes, from the documents in `spec/` to the files of the crate in memory: `cargo bench -p oasmith-tests`.

use std::path::Path;

use oasmith::{Input, Report};

fn main() {
    divan::main();
}

/// What `cargo xtask codegen --check` does before it looks at the disk.
#[divan::bench]
fn spec() -> usize {
    let mut report = Report::new();
    let input = Input::from_manifest(Path::new("../spec/sdk.toml"), &mut report);
    let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
    generated.map_or(0, |generated| generated.files.len())
}
