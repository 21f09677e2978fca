//! Docs.

use super::comparison::Comparison;
use super::found::Site;
use super::names::innermost;
use super::{ChangeCode, Class};
use crate::plan::{Docs, Paragraph, RustType};

/// What rustc does about uses of something deprecated.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Warning {
    /// It warns: the item is `#[deprecated]`.
    Rustc,
    /// Nothing: only the docs mention it.
    Nothing,
}

impl Comparison<'_> {
    /// The docs of something, and whether it is deprecated.
    pub(super) fn docs(&mut self, site: &Site, old: &Docs, new: &Docs, warning: Warning) {
        self.deprecation(site, old.deprecated, new.deprecated, warning);
        self.texts(site, old, new, facts);
    }

    /// The texts of something, with the lines that count.
    fn texts(&mut self, site: &Site, old: &Docs, new: &Docs, facts: fn(&Docs) -> Vec<&Paragraph>) {
        let default = |docs: &Docs| {
            docs.default_value().map_or("nothing".to_owned(), |value| format!("`{value}`"))
        };
        let (before, now) = (default(old), default(new));
        if before != now {
            let message = format!("its default is {now}, and no longer {before}");
            self.found.docs(ChangeCode::DefaultChanged, site.clone(), message);
        }
        if prose(old) != prose(new) || (before == now && facts(old) != facts(new)) {
            self.found.docs(ChangeCode::DocsChanged, site.clone(), "its docs change");
        }
    }

    /// The same for something with a type. Without docs of its own it has those of its type, which
    /// are compared with the type.
    pub(super) fn docs_of_use(
        &mut self,
        site: &Site,
        (old, old_type): (&Docs, &RustType),
        (new, new_type): (&Docs, &RustType),
        warning: Warning,
    ) {
        let old_item = innermost(old_type).and_then(|ident| self.names.old_item(ident));
        let new_item = innermost(new_type).and_then(|ident| self.names.new_item(ident));
        let takes_over = |docs: &Docs, item: &crate::plan::Item| {
            !prose(docs).is_empty() && prose(docs) == prose(&item.docs)
        };
        let is_echo = old_item.zip(new_item).is_some_and(|(old_item, new_item)| {
            takes_over(old, old_item) && takes_over(new, new_item) && lines(old) == lines(new)
        });
        self.deprecation(site, old.deprecated, new.deprecated, warning);
        if !is_echo {
            self.texts(site, old, new, lines);
        }
    }

    /// Compares the text of the document. The lines of the generator beside it follow from things
    /// that are compared elsewhere.
    pub(super) fn prose(&mut self, site: &Site, old: &Docs, new: &Docs, warning: Warning) {
        self.deprecation(site, old.deprecated, new.deprecated, warning);
        if prose(old) != prose(new) {
            self.found.docs(ChangeCode::DocsChanged, site.clone(), "its docs change");
        }
    }

    fn deprecation(&mut self, site: &Site, old: bool, new: bool, warning: Warning) {
        match (old, new, warning) {
            (false, true, Warning::Rustc) => {
                let message = "it is deprecated: rustc warns about uses of it";
                self.found.push(
                    ChangeCode::DeprecationAdded,
                    Class::Addition,
                    site.clone(),
                    message,
                );
            }
            (false, true, Warning::Nothing) => {
                self.found.docs(
                    ChangeCode::DeprecationAdded,
                    site.clone(),
                    "the docs call it deprecated",
                );
            }
            (true, false, _) => {
                self.found.docs(
                    ChangeCode::DeprecationRemoved,
                    site.clone(),
                    "it is no longer deprecated",
                );
            }
            (true, true, _) | (false, false, _) => {}
        }
    }
}

/// The paragraphs that come from the document.
fn prose(docs: &Docs) -> Vec<&Paragraph> {
    let own =
        |paragraph: &&Paragraph| matches!(paragraph, Paragraph::Prose(_) | Paragraph::Example(_));
    docs.paragraphs.iter().filter(own).collect()
}

/// The lines about keywords of the document, such as constraints.
fn lines(docs: &Docs) -> Vec<&Paragraph> {
    let ours =
        |paragraph: &&Paragraph| matches!(paragraph, Paragraph::Line(_) | Paragraph::List(_));
    docs.paragraphs.iter().filter(ours).collect()
}

/// The same for something whose first line replaces a missing description.
fn facts(docs: &Docs) -> Vec<&Paragraph> {
    let replaces = matches!(docs.paragraphs.first(), Some(Paragraph::Line(_)));
    lines(docs).into_iter().skip(usize::from(replaces)).collect()
}
