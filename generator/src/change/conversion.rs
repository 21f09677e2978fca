//! Conversions from types of responses to types of requests.

use std::collections::BTreeSet;

use super::ChangeCode;
use super::comparison::Comparison;
use super::found::Site;
use crate::plan::{Api, Conversion, Ident};

impl Comparison<'_> {
    /// Compares the conversions whose types both crates have. Others are removed or added with a
    /// type, which is reported.
    pub(super) fn conversions(&mut self, old: &Api, new: &Api) {
        let renamed = |conversion: &Conversion| {
            let source = self.names.now(&conversion.source)?.clone();
            Some((source, self.names.now(&conversion.target)?.clone()))
        };
        let before: BTreeSet<(Ident, Ident)> = all(old).filter_map(renamed).collect();
        let known = |conversion: &Conversion| {
            self.names.before(&conversion.source)?;
            self.names.before(&conversion.target)?;
            Some((conversion.source.clone(), conversion.target.clone()))
        };
        let now: BTreeSet<(Ident, Ident)> = all(new).filter_map(known).collect();
        for (source, target) in before.difference(&now) {
            let message = format!("it no longer has `From<{}>`", source.plain());
            let site = self.conversion_site(target);
            self.found.breaking(ChangeCode::FromResponseRemoved, site, message);
        }
        for (source, target) in now.difference(&before) {
            let message = format!("it has `From<{}>`", source.plain());
            let site = self.conversion_site(target);
            self.found.addition(ChangeCode::FromResponseAdded, site, message);
        }
    }

    fn conversion_site(&self, target: &Ident) -> Site {
        let path = format!("{}types::{}", self.prefix, target.plain());
        match self.names.new_item(target) {
            Some(item) => Site::new(path, &item.source),
            None => Site::nowhere(path),
        }
    }
}

fn all(api: &Api) -> impl Iterator<Item = &Conversion> {
    api.types.iter().flat_map(|module| &module.conversions)
}
