//! `oasmith schema`: prints the JSON Schema of the manifest.

use oasmith::manifest;

use crate::Outcome;
use crate::terminal::say;

const EXAMPLES: &str = "\
Examples:
  oasmith schema > sdk.schema.json

Editors use it if the first line of sdk.toml is `#:schema ./sdk.schema.json`.";

/// Print the JSON Schema of the manifest
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub struct Arguments {}

/// Prints it.
pub fn run(_: &Arguments) -> Outcome {
    say(manifest::schema().trim_end());
    Outcome::Clean
}
