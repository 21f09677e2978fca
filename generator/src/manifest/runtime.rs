//! The crate of the runtime that several crates share.

use toml::Spanned;
use toml::de::DeValue;

use super::check::{self, ValueError};
use super::dependencies::{BUILT_IN, version};
use super::keys;
use super::layout::Layout;
use super::table::{Reader, Table, string, table};
use crate::diagnostic::Code;

/// The package of a shared runtime, as a dependency of the crates that use it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRuntime {
    /// The name of the package.
    pub package: String,
    /// Its `version`, `registry` and `path`, as cargo reads them. Without a version and a path, the
    /// workspace of the crate declares it.
    pub texts: Vec<(&'static str, String)>,
}

impl SharedRuntime {
    /// Its name in Rust code.
    pub fn library(&self) -> String {
        self.package.replace('-', "_")
    }

    /// Whether the workspace of the crate declares the dependency.
    pub fn is_of_workspace(&self) -> bool {
        self.texts.is_empty()
    }
}

/// Reads the key `runtime`: the name of a package, or a table.
pub(super) fn read(
    root: &Table<'_>,
    layout: &Layout,
    reader: &mut Reader<'_>,
) -> Option<SharedRuntime> {
    let (key, value) = root.entries().into_iter().find(|(key, _)| key.value == "runtime")?;
    if *layout != Layout::Crate {
        let message = "`runtime` applies to the layout `crate`".to_owned();
        let help = "remove the key, or remove `layout`";
        let code = Code::InvalidLayout;
        reader.value_error(ValueError { code, message, help: help.to_owned() }, key.offset);
    }
    if value.get_ref().is_table() {
        return of_table(value, key.offset, reader);
    }
    let name = string(value, "runtime", reader)?;
    match package(&name.value) {
        Ok(()) => Some(SharedRuntime { package: name.value, texts: Vec::new() }),
        Err(error) => {
            reader.value_error(error, name.offset);
            None
        }
    }
}

fn of_table(
    value: &Spanned<DeValue<'_>>,
    offset: usize,
    reader: &mut Reader<'_>,
) -> Option<SharedRuntime> {
    let mut table = table(value, "[runtime]", offset..offset, reader);
    table.allow(&keys::names(keys::RUNTIME), reader);
    let package = table.required("package", "acme-sdk-runtime", package, reader);
    let mut texts = Vec::new();
    let requirement = table.text("version", requirement, reader);
    texts.extend(requirement.map(|text| ("version", text.value)));
    let path = table.text("path", |_| Ok(()), reader);
    texts.extend(path.map(|text| ("path", text.value)));
    if let Some(registry) = table.text("registry", check::registry, reader) {
        if !table.has("version") && !table.has("path") {
            let help = "add version = \"0.1\", the oldest version that is accepted";
            reader
                .value_error(invalid("[runtime] has no `version`".to_owned(), help), table.offset);
        }
        texts.push(("registry", registry.value));
    }
    Some(SharedRuntime { package: package?.value, texts })
}

fn requirement(text: &str) -> Result<(), ValueError> {
    version(text).map_err(|error| ValueError { code: Code::InvalidRuntime, ..error })
}

/// Checks the name of the package. It is a dependency beside those of generated code.
fn package(name: &str) -> Result<(), ValueError> {
    check::package_name(name)?;
    let library = name.replace('-', "_");
    if BUILT_IN.iter().any(|known| known.replace('-', "_") == library) {
        let message = format!("`{name}` is another dependency of generated crates");
        let help = "write the package of a manifest with layout = \"runtime\"";
        return Err(invalid(message, help));
    }
    Ok(())
}

fn invalid(message: String, help: &str) -> ValueError {
    ValueError { code: Code::InvalidRuntime, message, help: help.to_owned() }
}
