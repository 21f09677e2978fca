//! The files of a module, for a crate that includes them.

use super::relative::SOURCES;
use super::{dependencies, file, runtime};
use crate::plan::Crate;
use crate::runtime::Features;

/// The file that `include!` takes.
const INCLUDE: &str = "include.rs";

/// The paths and texts of the files: those of the folder `src/` of a crate, with `mod.rs` instead
/// of `lib.rs`. The features are resolved.
pub fn files(krate: &Crate) -> Vec<(String, String)> {
    let features = dependencies::features(krate);
    let features = Features::Chosen(&features);
    let mut files = Vec::new();
    for (name, text) in runtime::files(krate, &features) {
        files.push((format!("runtime/{name}"), features.applied(&text)));
    }
    for (path, source) in file::sources(krate) {
        if let Some(path) = path.strip_prefix(SOURCES) {
            let path = if path == "lib.rs" { "mod.rs" } else { path };
            files.push((path.to_owned(), features.applied(&source)));
        }
    }
    let name = krate.package.library.as_str();
    files.push((INCLUDE.to_owned(), format!("#[path = \"mod.rs\"]\npub mod {name};\n")));
    files
}
