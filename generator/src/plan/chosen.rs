//! Names that the manifest chooses, the names of all types, and warnings about both.

use std::collections::BTreeSet;

use super::name::{self, Case, Clash, Ident, Namespace};
use super::reserved;
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::ir::Api;
use crate::manifest;
use crate::source::Location;

/// Keys that are kept for suggestions.
const KNOWN: usize = 5_000;

/// What gives out names.
pub struct Names<'a> {
    manifest: &'a manifest::Api,
    /// The keys of the manifest's names that were looked up.
    used: BTreeSet<String>,
    /// The keys that names could have, for suggestions; empty if the manifest has no names.
    known: BTreeSet<String>,
    /// The names of the API's types.
    types: Namespace,
    /// Where warnings go.
    pub report: &'a mut Report,
}

/// A name to take.
#[derive(Debug, Clone, Copy)]
pub struct WantedName<'k> {
    /// Its key in the manifest.
    pub key: &'k str,
    /// The words of the document, for when the manifest has no name.
    pub words: &'k str,
    /// How it is spelled.
    pub case: Case,
    /// Where the document describes the named thing.
    pub location: &'k Location,
}

impl<'a> Names<'a> {
    /// Names of an API without any type yet.
    pub fn new(manifest: &'a manifest::Api, report: &'a mut Report) -> Self {
        let types = Namespace::reserving(reserved::types(), "Schema");
        Self { manifest, used: BTreeSet::new(), known: BTreeSet::new(), types, report }
    }

    /// The name that the manifest chooses for a key.
    pub fn chosen(&mut self, key: &str) -> Option<&'a str> {
        if !self.manifest.names.is_empty() && self.known.len() < KNOWN {
            self.known.insert(key.to_owned());
        }
        let chosen = self.manifest.names.get(key)?;
        self.used.insert(key.to_owned());
        Some(&chosen.name)
    }

    /// Whether the manifest has a name for the type with these words.
    pub fn is_type_chosen(&self, words: &str) -> bool {
        self.type_key(words).is_some()
    }

    /// The key in the manifest for the type with these words: the words, or else the generated
    /// name, which is what people know of a schema without a name in the document. Only the first
    /// type with a generated name is called so.
    fn type_key(&self, words: &str) -> Option<&'a str> {
        let chosen =
            |key: &str| self.manifest.names.get_key_value(key).map(|(key, _)| key.as_str());
        let generated = || chosen(name::ident(words, Case::Type).plain());
        chosen(words).or_else(|| generated().filter(|key| !self.used.contains(*key)))
    }

    /// Whether a type has the name that these words become.
    pub fn is_type(&self, words: &str) -> bool {
        self.types.has(&name::ident(words, Case::Type))
    }

    /// Takes a name in a namespace: the chosen one, or the words of the document.
    pub fn take(&mut self, namespace: &mut Namespace, wanted: &WantedName<'_>) -> Ident {
        let words = self.chosen(wanted.key).unwrap_or(wanted.words);
        let (ident, clash) = namespace.take(name::ident(words, wanted.case), wanted.location);
        self.warn_clash(clash, &ident, wanted.key, wanted.location);
        ident
    }

    /// Takes a name among the types.
    pub fn take_type(&mut self, words: &str, location: &Location) -> Ident {
        let key = self.type_key(words).unwrap_or(words);
        let chosen = self.chosen(key).unwrap_or(words);
        let (ident, clash) = self.types.take(name::ident(chosen, Case::Type), location);
        self.warn_clash(clash, &ident, words, location);
        ident
    }

    /// The names of the members of an item.
    pub fn members<'n>(
        &'n mut self,
        owner: &'n Ident,
        namespace: Namespace,
    ) -> MemberNames<'n, 'a> {
        MemberNames { names: self, owner, namespace }
    }

    /// Warns if a name was taken by something else of the document already.
    pub fn warn_clash(
        &mut self,
        clash: Option<Clash>,
        taken: &Ident,
        key: &str,
        location: &Location,
    ) {
        let Some(Clash { wanted: ident, first: Some(first) }) = clash else { return };
        let message = format!("`{key}` would be a second `{ident}`, so it is called `{taken}`");
        let help = format!(
            "choose a name for it: `\"{key}\" = \"…\"` under [api.{}.names]",
            self.manifest.name
        );
        self.report.push(
            Diagnostic::new(Code::NameClash, message)
                .at(location.clone())
                .label("the second one")
                .related(first, "the first one")
                .help(help),
        );
    }

    /// Warns about names of the manifest that nothing has.
    pub fn warn_unused(&mut self, api: &Api) {
        let known: Vec<&str> = self.known.difference(&self.used).map(String::as_str).collect();
        let unused = self.manifest.names.iter().filter(|(key, _)| !self.used.contains(*key));
        let unused: Vec<_> =
            unused.filter(|(key, _)| !self.may_be_elsewhere(key, &known, api)).collect();
        for (key, name) in unused {
            let message = format!("nothing is called `{key}`");
            let otherwise = "use a schema, a type, `Schema.member`, an operationId, `tag:…`, `server:…` or `security:…` of the document";
            let help = match nearest(key, &known) {
                Some(nearest) => format!("did you mean `{nearest}`?"),
                None => otherwise.to_owned(),
            };
            let diagnostic = Diagnostic::new(Code::UnusedChosenName, message);
            self.report.push(diagnostic.at(name.location.clone()).help(help));
        }
    }

    /// Whether a key may name something in a part of the document that is not planned. Types there
    /// have the names of schemas and operations, or start with them.
    fn may_be_elsewhere(&self, key: &str, known: &[&str], api: &Api) -> bool {
        if api.unselected.is_empty() && api.left_out.is_empty() {
            return false;
        }
        let (owner, is_member) =
            key.split_once('.').map_or((key, false), |(owner, _)| (owner, true));
        let is_planned = |it: &String| it.split_once('.').is_some_and(|it| it.0 == owner);
        if self.known.len() >= KNOWN || (is_member && self.known.iter().any(is_planned)) {
            return self.known.len() >= KNOWN;
        }
        may_name_elsewhere(owner, api) || nearest(key, known).is_none()
    }
}

/// Whether a name may be that of a type in a part of the document that is not planned: types there
/// have the names of schemas and operations, or start with them.
pub fn may_name_elsewhere(owner: &str, api: &Api) -> bool {
    let owner = name::ident(owner, Case::Type).plain().to_owned();
    let left_out = api.left_out.iter().filter_map(|it| it.id.as_ref());
    let mut elsewhere = api.component_schemas.iter().chain(&api.unselected).chain(left_out);
    elsewhere.any(|it| owner.starts_with(name::ident(it, Case::Type).plain()))
}

/// The names of the members of one item: its fields or variants.
pub struct MemberNames<'n, 'a> {
    names: &'n mut Names<'a>,
    /// The item.
    pub owner: &'n Ident,
    /// The names taken so far.
    pub namespace: Namespace,
}

impl MemberNames<'_, '_> {
    /// Takes the name of a member. Its key in the manifest is `Item.words`.
    pub fn take(&mut self, words: &str, case: Case, location: &Location) -> Ident {
        let key = format!("{}.{words}", self.owner);
        self.names.take(&mut self.namespace, &WantedName { key: &key, words, case, location })
    }
}
