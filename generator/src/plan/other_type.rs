//! Types of other crates: which formats become them.

use super::krate::{OtherType, RustType};
use crate::diagnostic::{Code, Diagnostic, Report, nearest};
use crate::ir::{Api, ChosenOf, ChosenScalar, ChosenType, ChosenTypes, Origin, Scalar, ScalarKind};
use crate::manifest::{self, FormatType, Formats, Library, Manifest, TypePath};

/// The formats and schemas of an API that become types of other crates, beyond the formats that
/// have a meaning for every document.
pub fn chosen_types(manifest: &Manifest, api: &manifest::Api) -> ChosenTypes {
    let chosen = |name: &str, of| ChosenType { name: name.to_owned(), of, is_used: false };
    let formats = manifest.formats.all().filter_map(|(name, format)| {
        Some(chosen(name, ChosenOf::Format(kinds(name, &format.ty)?)))
    });
    let schemas = api.replacements.keys().map(|name| chosen(name, ChosenOf::Schema));
    formats.chain(schemas).collect()
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

/// The Rust type of a value whose type is chosen.
pub fn of_chosen(scalar: ChosenScalar, api: &Api, chosen: (&Formats, &manifest::Api)) -> RustType {
    let (formats, manifest) = chosen;
    let own = |path: &TypePath| RustType::Other(OtherType::Own(Box::new(path.clone())));
    let Some(chosen) = api.chosen.get(scalar.index) else { return RustType::Json };
    if chosen.of == ChosenOf::Schema {
        let replacement = manifest.replacements.get(&chosen.name);
        return replacement.map_or(RustType::Json, |replacement| own(&replacement.path));
    }
    match formats.of(&chosen.name) {
        Some(FormatType::Library(library)) => RustType::library(match scalar.kind {
            ScalarKind::String => *library,
            _ => library.of_numbers().unwrap_or(*library),
        }),
        Some(FormatType::Own(path)) => own(path),
        _ => RustType::String,
    }
}

/// Warns of chosen types that the API does not use.
pub fn warn_unused(api: &Api, manifest: &manifest::Api, report: &mut Report) {
    if !api.unselected.is_empty() || !api.left_out.is_empty() {
        return;
    }
    let names = api.types.iter().filter_map(|(_, definition)| match &definition.origin {
        Origin::Named(name) => Some(name.as_str()),
        _ => None,
    });
    let names: Vec<&str> = names.collect();
    let schemas = api.chosen.iter().filter(|it| it.of == ChosenOf::Schema && !it.is_used);
    for chosen in schemas {
        let Some(replacement) = manifest.replacements.get(&chosen.name) else { continue };
        let message = format!("no schema is called `{}`", chosen.name);
        let help = match nearest(&chosen.name, &names) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => "use the name of a schema of `components/schemas`".to_owned(),
        };
        let diagnostic = Diagnostic::new(Code::UnusedChosenType, message);
        report.push(diagnostic.at(replacement.location.clone()).help(help));
    }
}

/// Warns about custom formats that no API uses.
pub fn warn_unused_formats(apis: &[Api], manifest: &Manifest, report: &mut Report) {
    let is_part = |api: &Api| !api.unselected.is_empty() || !api.left_out.is_empty();
    if apis.iter().any(is_part) {
        return;
    }
    for (name, format) in manifest.formats.all() {
        let is_it = |it: &ChosenType| it.name == name && it.of != ChosenOf::Schema && it.is_used;
        let is_used = apis.iter().any(|api| api.chosen.iter().any(is_it));
        let (FormatType::Own(_), Some(location), false) = (&format.ty, &format.location, is_used)
        else {
            continue;
        };
        if Formats::default().of(name).is_some() {
            continue;
        }
        let message = format!("no schema has `format: {}`", name.escape_debug());
        let diagnostic = Diagnostic::new(Code::UnusedChosenType, message);
        report.push(diagnostic.at(location.clone()).help("remove the key, or correct the format"));
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
