//! Dependencies of the crate that the manifest adds: the table `[dependencies]`.

use toml::Spanned;
use toml::de::DeValue;

use super::check::{self, ValueError};
use super::keys;
use super::table::{Reader, Table, string, table};
use super::type_path::TypePath;
use crate::diagnostic::{Code, nearest};
use crate::source::Location;

/// The dependencies that oasmith adds to generated crates.
pub(crate) const BUILT_IN: &[&str] = &[
    "bigdecimal",
    "bytes",
    "chrono",
    "futures-core",
    "futures-util",
    "hmac",
    "http",
    "http-body",
    "jiff",
    "percent-encoding",
    "quick-xml",
    "reqwest",
    "rust_decimal",
    "send_wrapper",
    "serde",
    "serde_json",
    "sha2",
    "time",
    "tokio",
    "tower-layer",
    "tower-service",
    "tracing",
    "url",
    "uuid",
    "wasm-bindgen-futures",
    "web-sys",
];

/// Checks that a generated crate can have this name, also beside its dependencies.
///
/// # Errors
/// Says what is wrong with it.
pub fn crate_name(name: &str) -> Result<(), ValueError> {
    check::package_name(name)?;
    let library = |name: &str| name.replace('-', "_");
    if BUILT_IN.iter().any(|known| library(known) == library(name)) {
        return Err(ValueError {
            code: Code::InvalidPackageName,
            message: format!(
                "`{name}` cannot name a package: generated crates depend on one of this name"
            ),
            help: format!("write a name such as `{name}-sdk`"),
        });
    }
    Ok(())
}

/// Those of them that types of the manifest can name.
const FOR_TYPES: &[&str] =
    &["bigdecimal", "bytes", "chrono", "jiff", "rust_decimal", "serde_json", "time", "url", "uuid"];

/// A dependency that the manifest adds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// The package, or the name that it gets.
    pub name: String,
    /// The strings of its table, with their keys: `version`, `path`.
    pub texts: Vec<(&'static str, String)>,
    /// Its features.
    pub features: Vec<String>,
    /// Whether it has its default features.
    pub default_features: bool,
}

impl Dependency {
    /// Its name in Rust code.
    pub fn library(&self) -> String {
        self.name.replace('-', "_")
    }
}

/// Reads the table.
pub(super) fn read(root: &Table<'_>, reader: &mut Reader<'_>) -> Vec<Dependency> {
    let Some(table) = root.table("dependencies", "[dependencies]", reader) else {
        return Vec::new();
    };
    let mut dependencies = Vec::new();
    for (key, value) in table.entries() {
        match name(&key.value) {
            Ok(()) => dependencies.extend(dependency(&key.value, value, reader)),
            Err(error) => reader.value_error(error, key.offset),
        }
    }
    dependencies
}

fn name(name: &str) -> Result<(), ValueError> {
    check::package_name(name)?;
    let library = name.replace('-', "_");
    if BUILT_IN.iter().any(|known| known.replace('-', "_") == library) {
        return Err(error(
            format!("`{name}` is a dependency of generated crates already"),
            "remove it",
        ));
    }
    Ok(())
}

fn dependency(
    name: &str,
    value: &Spanned<DeValue<'_>>,
    reader: &mut Reader<'_>,
) -> Option<Dependency> {
    let mut dependency = Dependency {
        name: name.to_owned(),
        texts: Vec::new(),
        features: Vec::new(),
        default_features: true,
    };
    if !value.get_ref().is_table() {
        let text = string(value, name, reader)?;
        match version(&text.value) {
            Ok(()) => dependency.texts.push(("version", text.value)),
            Err(error) => reader.value_error(error, text.offset),
        }
        return Some(dependency);
    }
    let offset = value.span().start;
    let mut table = table(value, &format!("[dependencies.{name}]"), offset..offset, reader);
    table.allow(&keys::names(keys::DEPENDENCY), reader);
    for key in keys::DEPENDENCY.iter().map(|key| key.name) {
        match key {
            "features" => {
                dependency.features =
                    table.texts(key, reader).into_iter().map(|it| it.value).collect();
            }
            "default-features" => {
                dependency.default_features = !table.has(key) || table.flag(key, reader);
            }
            "version" => {
                let text = table.text(key, version, reader);
                dependency.texts.extend(text.map(|text| (key, text.value)));
            }
            _ => {
                let text = table.text(key, |_| Ok(()), reader);
                dependency.texts.extend(text.map(|text| (key, text.value)));
            }
        }
    }
    if !["version", "path", "git"].iter().any(|key| table.has(key)) {
        let message = format!("[dependencies.{name}] has no `version`, `path` or `git`");
        reader.value_error(error(message, "add one of them, such as version = \"1\""), offset);
    }
    Some(dependency)
}

pub(super) fn version(text: &str) -> Result<(), ValueError> {
    semver::VersionReq::parse(text).map(drop).map_err(|reason| {
        let message = format!("`{}` is not a version requirement: {reason}", text.escape_debug());
        error(message, "write the oldest version that is accepted, such as \"1.2\"")
    })
}

fn error(message: String, help: &str) -> ValueError {
    ValueError { code: Code::InvalidDependency, message, help: help.to_owned() }
}

/// Reports a crate in the path of a type that is no dependency.
pub(super) fn check_path(
    (path, location): (&TypePath, &Location),
    dependencies: &[Dependency],
    reader: &mut Reader<'_>,
) {
    let known: Vec<String> = dependencies.iter().map(Dependency::library).collect();
    let known: Vec<&str> =
        known.iter().map(String::as_str).chain(FOR_TYPES.iter().copied()).collect();
    let Some(unknown) = path.others().into_iter().find(|name| !known.contains(name)) else {
        return;
    };
    let message = format!("the type `{path}` is in the crate `{unknown}`, which is no dependency");
    let package = unknown.replace('_', "-");
    let help = match nearest(unknown, &known) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("add the crate: [dependencies] with {package} = \"1\""),
    };
    let diagnostic = crate::diagnostic::Diagnostic::new(Code::TypeWithoutDependency, message);
    reader.error(diagnostic.at(location.clone()).help(help));
}
