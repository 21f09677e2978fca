//! The media types of a body, and which of them a crate distinguishes.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use serde_json::Value;

use crate::load::{View, keys};
use crate::source::{Location, MediaType};

/// How a body is written, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum BodyKind {
    Json,
    JsonLike,
    Multipart,
    Form,
    Xml,
    JsonLines,
    Events,
    Text,
    Binary,
    /// JSON whose schema is bytes, which JSON cannot hold.
    JsonOfBytes,
}

impl BodyKind {
    /// The word for it in names.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Json | Self::JsonLike | Self::JsonOfBytes => "json",
            Self::Multipart => "multipart",
            Self::Form => "form",
            Self::Xml => "xml",
            Self::JsonLines => "lines",
            Self::Events => "events",
            Self::Text => "text",
            Self::Binary => "bytes",
        }
    }
}

pub(super) fn is_media_type(name: &str) -> bool {
    name.contains('/')
}

/// A media type of a body.
pub(super) struct Candidate {
    pub(super) kind: BodyKind,
    pub(super) name: String,
    pub(super) location: Location,
    /// Other media types with the same body.
    pub(super) others: Vec<String>,
    /// The media type of XML that has the same schema, if this one is JSON that is read.
    pub(super) xml: Option<Location>,
}

impl Candidate {
    /// The word for it in the name of a method.
    fn word(&self) -> &'static str {
        if MediaType::of(&self.name).is_xml() { "xml" } else { self.kind.word() }
    }

    /// The words for it in the name of a method, if the word for its kind is taken: those of its
    /// subtype.
    fn words(&self) -> String {
        let media_type = MediaType::of(&self.name);
        let (_, subtype) = media_type.parts();
        let subtype = subtype.strip_suffix("+json").unwrap_or(subtype);
        let subtype = ["vnd.", "x-"].iter().fold(subtype, |name, start| {
            name.strip_prefix(start).filter(|rest| !rest.is_empty()).unwrap_or(name)
        });
        let is_word = |character: char| if character.is_alphanumeric() { character } else { ' ' };
        subtype.chars().map(is_word).collect::<String>().trim().to_owned()
    }
}

/// The words that distinguish media types: none for the first, the word for its kind for each that
/// is the first of its kind, and those of the subtype for the others.
pub(super) fn words(media_types: &[Candidate]) -> Vec<String> {
    let mut taken: BTreeSet<&'static str> = BTreeSet::new();
    let mut numbers: BTreeMap<String, usize> = BTreeMap::new();
    let mut words: Vec<String> = Vec::new();
    for media_type in media_types {
        let word = media_type.word();
        let wanted = match taken.contains(word) {
            _ if taken.is_empty() => String::new(),
            true => {
                Some(media_type.words()).filter(|words| !words.is_empty()).unwrap_or(word.into())
            }
            false => word.to_owned(),
        };
        let mut distinct = wanted.clone();
        let mut number = numbers.get(&wanted).copied().unwrap_or(1);
        while numbers.contains_key(&distinct) {
            number += 1;
            distinct = format!("{wanted} {number}");
        }
        numbers.insert(wanted, number);
        numbers.entry(distinct.clone()).or_insert(1);
        words.push(distinct);
        taken.insert(word);
    }
    words
}

/// What the bodies of media types have in common that are written in the same way.
#[derive(PartialEq, Eq, Hash)]
enum Writing {
    Text,
    Binary,
    JsonLines { is_sequence: bool },
    Xml,
    Json { is_patch: bool },
}

impl Writing {
    fn of(media_type: &Candidate) -> Option<Self> {
        let name = MediaType::of(&media_type.name);
        Some(match media_type.kind {
            BodyKind::Text => Self::Text,
            BodyKind::Binary => Self::Binary,
            BodyKind::JsonLines => Self::JsonLines { is_sequence: name.is_json_sequence() },
            BodyKind::Xml => Self::Xml,
            BodyKind::Json | BodyKind::JsonLike | BodyKind::JsonOfBytes => {
                Self::Json { is_patch: name.is_merge_patch() }
            }
            BodyKind::Multipart | BodyKind::Form | BodyKind::Events => return None,
        })
    }
}

/// Media types that are used, and which of them others are equal to.
#[derive(Default)]
pub(super) struct Chosen<'d> {
    pub(super) media_types: Vec<Candidate>,
    known: IndexMap<(Writing, Schemas<'d>), usize>,
}

/// The schemas of a body, and of its items.
pub(super) type Schemas<'d> = [Option<&'d Value>; 2];

impl<'d> Chosen<'d> {
    /// The first media type with the same body, written in the same way.
    pub(super) fn same(&self, media_type: &Candidate, schemas: Schemas<'d>) -> Option<usize> {
        let writing = Writing::of(media_type)?;
        let schemas = if writing.has_types() { schemas } else { [None; 2] };
        self.known.get(&(writing, schemas)).copied()
    }

    /// The first media type of JSON with this schema.
    pub(super) fn json(&self, schemas: Schemas<'d>) -> Option<usize> {
        let index = |is_patch| self.known.get(&(Writing::Json { is_patch }, schemas)).copied();
        [index(false), index(true)].into_iter().flatten().min().filter(|index| {
            self.media_types.get(*index).is_some_and(|json| json.kind <= BodyKind::JsonLike)
        })
    }

    pub(super) fn push(&mut self, media_type: Candidate, schemas: Schemas<'d>) {
        if let Some(writing) = Writing::of(&media_type) {
            let schemas = if writing.has_types() { schemas } else { [None; 2] };
            self.known.entry((writing, schemas)).or_insert(self.media_types.len());
        }
        self.media_types.push(media_type);
    }

    pub(super) fn add_name(&mut self, index: usize, name: String) {
        if let Some(known) = self.media_types.get_mut(index) {
            known.others.push(name);
        }
    }

    /// Adds XML that has the schema of JSON, so that a body is read as what it is.
    pub(super) fn add_xml(&mut self, index: usize, xml: Candidate) {
        if let Some(json) = self.media_types.get_mut(index) {
            json.others.push(xml.name);
            json.xml.get_or_insert(xml.location);
        }
    }
}

impl Writing {
    /// Whether bodies with other schemas are others. Text and bytes have no types.
    fn has_types(&self) -> bool {
        !matches!(self, Self::Text | Self::Binary)
    }
}

/// Best first; equal ones stay in their order.
pub(super) fn best_first(mut media_types: Vec<Candidate>) -> impl Iterator<Item = Candidate> {
    media_types.sort_by_key(|media_type| media_type.kind);
    media_types.into_iter()
}

/// The schemas of a media type.
pub(super) fn schemas<'d>(document: &View<'d>, media_type: &Candidate) -> Schemas<'d> {
    let value = |key| document.value(&media_type.location.child(key));
    [value("schema"), value(keys::ITEM_SCHEMA)]
}
