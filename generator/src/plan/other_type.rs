//! Types of other crates: which formats become them.

use super::krate::{OtherType, RustType};
use crate::ir::{Api, ChosenFormat, ChosenScalar, ChosenTypes, Scalar, ScalarKind};
use crate::manifest::{FormatType, Formats, Library, Manifest, TypePath};

/// The formats of a manifest that become types of other crates, beyond those that every document
/// has a meaning for.
pub fn chosen_types(manifest: &Manifest) -> ChosenTypes {
    let formats = manifest.formats.all().filter_map(|(name, chosen)| {
        let kinds = kinds(name, &chosen.ty)?;
        Some(ChosenFormat { name: name.to_owned(), kinds })
    });
    ChosenTypes { formats: formats.collect() }
}

/// The kinds of scalar that become the type of a format.
fn kinds(name: &str, ty: &FormatType) -> Option<&'static [ScalarKind]> {
    const ALL: &[ScalarKind] =
        &[ScalarKind::Boolean, ScalarKind::Integer, ScalarKind::Number, ScalarKind::String];
    match ty {
        FormatType::Own(_) => Some(ALL),
        FormatType::Library(_) if Scalar::of_format(name).is_some() => None,
        FormatType::Library(library) if library.of_numbers().is_some() => {
            Some(&[ScalarKind::Number, ScalarKind::String])
        }
        FormatType::Library(_) => Some(&[ScalarKind::String]),
        FormatType::Runtime | FormatType::String => None,
    }
}

/// The Rust type of a scalar whose format has a chosen type.
pub fn of_chosen(scalar: ChosenScalar, api: &Api, formats: &Formats) -> RustType {
    let format = api.chosen.formats.get(scalar.format);
    match format.and_then(|format| formats.of(&format.name)) {
        Some(FormatType::Library(library)) => RustType::library(match scalar.kind {
            ScalarKind::String => *library,
            _ => library.of_numbers().unwrap_or(*library),
        }),
        Some(FormatType::Own(path)) => RustType::Other(OtherType::Own(Box::new(path.clone()))),
        _ => RustType::String,
    }
}

/// The Rust type of a string whose format has a meaning for every document.
pub fn of_format(format: &str, formats: &Formats) -> Option<RustType> {
    match formats.of(format)? {
        FormatType::Library(library) => Some(RustType::library(*library)),
        FormatType::String => Some(RustType::String),
        FormatType::Runtime | FormatType::Own(_) => None,
    }
}

impl RustType {
    /// A type of another crate that oasmith knows.
    pub fn library(library: Library) -> Self {
        Self::Other(OtherType::Library(library))
    }
}

impl OtherType {
    /// Its path. A single segment is a name of the runtime, or a built-in type.
    pub fn path(&self) -> TypePath {
        match self {
            Self::Library(library) => library.path(),
            Self::Own(path) => path.as_ref().clone(),
        }
    }

    /// Whether files import it by its name: other names could clash.
    pub fn is_imported(&self) -> bool {
        let is_usual = |name| ["chrono", "uuid"].contains(&name);
        matches!(self, Self::Library(library) if library.facts().dependency.is_some_and(is_usual))
    }

    /// Its text for messages: without modules where files import it.
    pub fn shown(&self) -> String {
        if self.is_imported() { self.path().short() } else { self.path().to_string() }
    }

    /// The crates that it needs, as Rust code names them.
    pub fn libraries(&self) -> Vec<String> {
        match self {
            Self::Library(library) => {
                library.facts().dependency.into_iter().map(str::to_owned).collect()
            }
            Self::Own(path) => path.others().into_iter().map(str::to_owned).collect(),
        }
    }
}
