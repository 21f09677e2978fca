//! The state of a comparison.

use std::collections::BTreeMap;

use super::ChangeCode;
use super::found::{Changes, Site};
use super::names::Names;

/// The comparison of an API in two crates.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    /// The prefix of its paths: its module and `::`.
    pub prefix: String,
    pub names: Names<'a>,
    /// The new names of renamed features.
    pub features: &'a BTreeMap<String, String>,
    pub found: Changes,
}

impl Comparison<'_> {
    /// A part of the API's module.
    pub fn path(&self, name: &str) -> Site {
        Site::nowhere(format!("{}{name}", self.prefix))
    }

    /// Compares the features of a module.
    pub fn module_feature(&mut self, site: &Site, old: Option<&str>, new: Option<&str>) {
        let now = old.map(|feature| self.features.get(feature).map_or(feature, String::as_str));
        match (now, new) {
            (None, Some(feature)) => {
                let message =
                    format!("it requires the feature `{feature}`, which is enabled by default");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), Some(feature)) if before != feature => {
                let message =
                    format!("it requires the feature `{feature}`, and no longer `{before}`");
                self.found.breaking(ChangeCode::ModuleFeature, site.clone(), message);
            }
            (Some(before), None) => {
                let message = format!("it no longer requires the feature `{before}`");
                self.found.addition(ChangeCode::ModuleFeature, site.clone(), message);
            }
            _ => {}
        }
    }
}
