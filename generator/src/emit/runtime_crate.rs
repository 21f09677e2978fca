//! The crate of a runtime that several crates share.

use super::doc::DocPage;
use super::{file, readme, runtime_guide};
use crate::plan::Crate;
use crate::runtime::RuntimeCrate;

/// The paths and texts of its files of Rust, except for code of users.
pub fn files(krate: &Crate) -> Vec<(String, String)> {
    let package = &krate.package;
    let page = readme::description(DocPage::default(), krate);
    let docs = runtime_guide::write(page, krate, "#").lines().join("\n");
    let sources = RuntimeCrate {
        package: &package.name,
        version: &package.version,
        docs: &docs,
        has_ext: package.ext,
    };
    let sources = sources.files().into_iter();
    let sources = sources.map(|(name, text)| (format!("src/{name}"), text.into_owned()));
    sources.chain(file::sources(krate)).collect()
}
