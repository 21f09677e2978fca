//! Parses the text of a manifest into a [`Manifest`].

use std::path::{Path, PathBuf};

use indexmap::IndexMap;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::check::{self, ValueError};
use super::other_syntax::other_syntax;
use super::table::{Reader, Table, Text, string, table, wrong_type};
use super::{Api, InlineSchemas, Layout, Manifest, Name, Package};
use super::{Derive, deep_object, dependencies, derive, replace, runtime};
use super::{
    example, formats, hidden, keys, layout, license, lints, metadata, pagination, selection,
};
use crate::diagnostic::{Code, Diagnostic, Report, nearest, nearest_file};
use crate::load::{self, Address, GivenPath};
use crate::source::FileId;

/// Reads the manifest at `path`; `None` if it is invalid. All problems are reported.
pub fn read(path: &Path, report: &mut Report) -> Option<Manifest> {
    let (file, input) = load::read_text(path, report)?;
    let mut manifest = parse(file, path.parent().unwrap_or(Path::new("")), report)?;
    manifest.inputs.push(input);
    Some(manifest)
}

/// Like [`read`], with a text that replaces the content of the file at `path`.
pub fn read_text(path: &Path, text: &str, report: &mut Report) -> Option<Manifest> {
    let (file, input) = load::keep_text(path, text, report)?;
    let mut manifest = parse(file, path.parent().unwrap_or(Path::new("")), report)?;
    manifest.inputs.push(input);
    Some(manifest)
}

/// Like [`read`], from a text in the report. Paths are relative to `folder`.
pub(super) fn parse(file: FileId, folder: &Path, report: &mut Report) -> Option<Manifest> {
    let text = report.sources.get(file)?.text.clone();
    let root = keys::names(keys::ROOT);
    let (inputs, table_of) = (Vec::new(), keys::table_of);
    let mut reader = Reader { file, report, failed: false, inputs, root, table_of };

    let (parsed, errors) = DeTable::parse_recoverable(&text);
    if let Some(other) = other_syntax(&text).filter(|_| !errors.is_empty()) {
        let location = reader.location(other.offset);
        let error = Diagnostic::new(Code::ManifestSyntax, other.message).at(location);
        reader.error(error.help(other.help));
        return None;
    }
    for error in errors {
        let location = reader.location(error.span().map_or(0, |span| span.start));
        let message = error.message().replace('\n', ", ");
        let start = error.span().map_or(0, |span| span.start);
        let help = match message.starts_with("duplicate key") {
            true => Some("remove it, or the other one".to_owned()),
            false if message.starts_with("missing escaped value") => {
                Some("write `/` between folders; a text in single quotes may have `\\`".to_owned())
            }
            false => without_quotes(&text, start),
        };
        let help = help.unwrap_or_else(|| "the manifest is TOML: https://toml.io".to_owned());
        reader.error(Diagnostic::new(Code::ManifestSyntax, message).at(location).help(help));
    }
    if reader.failed {
        return None;
    }

    let manifest = manifest(parsed.get_ref(), folder, &mut reader);
    (!reader.failed).then_some(manifest)
}

/// What to write if the line at `offset` has a string without quotes, such as `version = 0.1.0`.
fn without_quotes(text: &str, offset: usize) -> Option<String> {
    let before = text.get(..offset)?.rfind('\n').map_or(0, |end| end + 1);
    let line = text.get(before..)?.lines().next()?;
    let (key, value) = line.split_once('=')?;
    let value = value.split('#').next().unwrap_or(value).trim();
    let is_word = |it: char| it.is_alphanumeric() || "._-/ ".contains(it);
    let is_value = value.parse::<f64>().is_ok() || ["true", "false"].contains(&value);
    let is_bare = !value.is_empty() && value.chars().all(is_word) && !is_value;
    is_bare.then(|| format!("write it in quotes: {} = \"{value}\"", key.trim()))
}

/// A missing or invalid value is reported and is empty in the result.
fn manifest(parsed: &DeTable<'_>, folder: &Path, reader: &mut Reader<'_>) -> Manifest {
    let mut root = Table::root(parsed);
    root.allow(&keys::names(keys::ROOT), reader);
    let package = package(&root, folder, reader);
    let layout = package.layout.clone();
    let runtime = runtime::read(&root, &layout, reader);
    layout::check_root(&layout, &root, reader);
    let formats = formats::read(&root, reader);
    let apis = match layout {
        Layout::Runtime => Vec::new(),
        Layout::Crate | Layout::Module { .. } => apis(&root, (folder, &layout), reader),
    };
    let dependencies = dependencies::read(&root, reader);
    let replacements = apis.iter().flat_map(|api| api.replacements.values());
    let replacements = replacements.map(|it| (&it.path, &it.location));
    let derives = apis.iter().flat_map(|api| &api.derives).flat_map(|choice| {
        choice.traits.iter().filter_map(|derive| match derive {
            Derive::Macro(path) => Some((path, &choice.location)),
            Derive::Std(_) => None,
        })
    });
    for path in formats.own_types().chain(replacements).chain(derives) {
        dependencies::check_path(path, &dependencies, reader);
    }
    Manifest {
        file: Some(reader.file),
        folder: folder.to_owned(),
        inputs: std::mem::take(&mut reader.inputs),
        package,
        runtime,
        formats,
        dependencies,
        lints: lints::read(&root, reader),
        apis,
    }
}

fn package(root: &Table<'_>, folder: &Path, reader: &mut Reader<'_>) -> Package {
    let Some(mut table) = root.table("package", "[package]", reader) else {
        root.missing("package", "add a [package] table with `name` and `version`", reader);
        return Package::default();
    };
    table.allow(&keys::names(keys::PACKAGE), reader);
    let value = |text: Option<Text>| text.map(|text| text.value);
    Package {
        name: value(table.required("name", "my-sdk", dependencies::crate_name, reader))
            .unwrap_or_default(),
        version: value(table.required("version", "0.1.0", check::version, reader))
            .unwrap_or_default(),
        layout: layout::read(&table, reader),
        description: value(table.text("description", anything, reader)),
        license: value(table.text("license", check::license, reader)),
        repository: value(table.text("repository", check::package_url, reader)),
        metadata: metadata::read(&table, reader),
        readme: metadata::readme(&table, folder, reader),
        registry: value(table.text("registry", check::registry, reader)),
        output: value(table.text("output", check::output, reader)).map(|path| folder.join(path)),
        examples: match table.text("examples", anything, reader) {
            Some(name) => example::read(&name, folder, reader),
            None => Vec::new(),
        },
        tests: table.flag("tests", reader),
        ext: table.flag("ext", reader),
        licenses: license::read(&table, folder, reader),
        standalone: false,
    }
}

/// The choice under `key`. Default: the first one.
fn choice<T: Copy + Default, const N: usize>(
    table: &Table<'_>,
    key: &str,
    choices: [(&str, T); N],
    reader: &mut Reader<'_>,
) -> T {
    let words = choices.map(|(word, _)| word);
    let known = |word: &str| {
        if words.contains(&word) {
            return Ok(());
        }
        let help = match nearest(word, &words) {
            Some(nearest) => format!("did you mean `{nearest}`?"),
            None => format!("choose one of: {}", words.join(", ")),
        };
        Err(ValueError {
            code: Code::UnknownFormatType,
            message: format!("`{key}` cannot be `{word}`"),
            help,
        })
    };
    let chosen = table.text(key, known, reader);
    let found = choices
        .iter()
        .find(|(word, _)| chosen.as_ref().is_some_and(|chosen| chosen.value == *word));
    found.map_or_else(T::default, |(_, choice)| *choice)
}

fn apis(root: &Table<'_>, (folder, layout): (&Path, &Layout), reader: &mut Reader<'_>) -> Vec<Api> {
    let help = "add a table such as [api.petstore] with document = \"petstore.yaml\"";
    let Some(list) = root.table("api", "[api]", reader) else {
        root.missing("api", help, reader);
        return Vec::new();
    };
    let entries = list.entries();
    if list.is_empty() {
        let location = reader.location(list.offset);
        reader
            .error(Diagnostic::new(Code::NoApi, "the manifest has no API").at(location).help(help));
    }

    let alone = entries.len() == 1;
    let mut modules = Vec::new();
    let mut features = Vec::new();
    let mut apis = Vec::new();
    let inline_schemas = [("shared", InlineSchemas::Shared), ("separate", InlineSchemas::Separate)];
    for (key, value) in entries {
        if is_of_one_api(&key, value, reader) {
            continue;
        }
        let mut table =
            table(value, &format!("[api.{}]", key.value), key.offset..key.offset, reader);
        table.allow(&keys::names(keys::API), reader);
        layout::check_api(layout, &table, reader);
        let module = module(&table, &key, alone, reader);
        let feature = feature(&table, &key, module.is_some(), reader);
        apis.push(Api {
            document: document(&table, &complete(&list, &key), folder, reader),
            replacement: None,
            upstream: upstream(&table, reader),
            overlays: overlays(&table, folder, reader),
            root: root_folder(&table, folder, reader),
            module: module.as_ref().map(|module| module.value.clone()),
            feature: feature.as_ref().map(|feature| feature.value.clone()),
            names: names(&table, &key.value, reader),
            replacements: replace::read(&table, &key.value, reader),
            derives: derive::read(&table, &key.value, reader),
            hidden: hidden::read(&table, reader),
            pagination: pagination::read(&table, &key.value, reader),
            deep_object_arrays: deep_object::read(&table, reader),
            inline_schemas: choice(&table, "inline-schemas", inline_schemas, reader),
            selection: selection::read(&table, &key.value, reader),
            location: Some(reader.location(key.offset)),
            name: key.value,
        });
        modules.extend(module);
        features.extend(feature);
    }
    unique(&modules, Code::DuplicateModule, "module", reader);
    unique(&features, Code::DuplicateFeature, "feature", reader);
    apis
}

/// Whether this is a key of an API below `[api]` itself, which is reported.
fn is_of_one_api(key: &Text, value: &Spanned<DeValue<'_>>, reader: &mut Reader<'_>) -> bool {
    let is_key = keys::names(keys::API).contains(&&*key.value);
    let is_value = value.get_ref().as_table().is_none();
    if is_key && is_value {
        let message = format!("`{}` belongs to one API", key.value);
        let help = "write the header with a name: [api.petstore]".to_owned();
        wrong_type(message, help, value, reader);
    }
    is_key && is_value
}

/// The names of the other APIs that have a document.
fn complete<'t>(list: &Table<'t>, key: &Text) -> Vec<String> {
    let others = list.entries().into_iter().filter(|(name, value)| {
        let table = value.get_ref().as_table();
        name.value != key.value && table.is_some_and(|table| table.contains_key("document"))
    });
    others.map(|(name, _)| name.value).collect()
}

fn document(
    table: &Table<'_>,
    others: &[String],
    folder: &Path,
    reader: &mut Reader<'_>,
) -> PathBuf {
    let there = |name: &str| {
        let path = folder.join(name);
        let reason = match (path.is_file(), path.is_dir()) {
            (true, _) => return Ok(()),
            (false, true) => "is a folder",
            (false, false) => "does not exist",
        };
        let message = format!("the document `{name}` {reason}");
        Err(ValueError { code: Code::MissingDocument, message, help: document_help(&path, name) })
    };
    if !table.has("document") {
        let others: Vec<&str> = others.iter().map(String::as_str).collect();
        let name = table.name.trim_start_matches("[api.").trim_end_matches(']');
        let help = match nearest(name, &others) {
            Some(nearest) => format!("did you mean [api.{nearest}]?"),
            None => "add document = \"openapi.yaml\"".to_owned(),
        };
        table.missing("document", &help, reader);
    }
    let name = table.text("document", there, reader);
    name.map_or_else(PathBuf::new, |name| folder.join(name.value))
}

/// What to write for a document that does not exist.
fn document_help(path: &Path, name: &str) -> String {
    if name.parse::<Address>().is_ok() {
        return format!(
            "save it beside the manifest, write the name of that file, and add upstream = \"{name}\""
        );
    }
    if name.starts_with("~/") || name.contains('$') {
        return "write a path relative to the folder of the manifest: only a shell replaces `~` and \
                variables"
            .to_owned();
    }
    if name.contains('\\') {
        return format!("write `{}`, which works on Windows, too", name.replace('\\', "/"));
    }
    match file_elsewhere(path, name).or_else(|| nearest_file(path)) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => "write the path of an OpenAPI document, relative to the folder of the manifest"
            .to_owned(),
    }
}

/// A file of the same name one folder below or above, relative to the folder of the manifest.
fn file_elsewhere(path: &Path, name: &str) -> Option<String> {
    let (folder, file) = (path.parent()?, Path::new(name).file_name()?.to_str()?);
    if name != file {
        return None;
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let entries = folder.read_dir().ok()?.flatten();
    let mut below: Vec<_> = entries
        .filter(|entry| entry.path().join(file).is_file())
        .filter_map(|entry| entry.file_name().into_string().ok())
        .collect();
    below.sort_unstable();
    let above = || folder.join("..").join(file).is_file().then(|| format!("../{file}"));
    below.first().map(|below| format!("{below}/{file}")).or_else(above)
}

/// Where newer copies of the document are published.
fn upstream(table: &Table<'_>, reader: &mut Reader<'_>) -> Option<Address> {
    let help = "write a URL that needs no login, such as `https://example.com/openapi.yaml`";
    let error =
        |message| ValueError { code: Code::InvalidUpstream, message, help: help.to_owned() };
    let is_address = |text: &str| match text.parse::<Address>() {
        Ok(_) => Ok(()),
        Err(_) => Err(error(format!(
            "`{}` is not a URL that a document can be fetched from",
            text.escape_debug()
        ))),
    };
    table.text("upstream", is_address, reader)?.value.parse().ok()
}

/// The overlays of an API.
fn overlays(table: &Table<'_>, folder: &Path, reader: &mut Reader<'_>) -> Vec<GivenPath> {
    let mut overlays = Vec::new();
    for name in table.texts("overlays", reader) {
        let path = folder.join(&name.value);
        if path.is_file() {
            overlays.push(GivenPath { path, location: Some(reader.location(name.offset)) });
        } else {
            let message = format!("the overlay `{}` does not exist", name.value);
            let help =
                "write the path of an OpenAPI overlay, relative to the folder of the manifest"
                    .to_owned();
            reader
                .value_error(ValueError { code: Code::MissingOverlay, message, help }, name.offset);
        }
    }
    overlays
}

/// The folder that the files of an API may be read from.
fn root_folder(table: &Table<'_>, folder: &Path, reader: &mut Reader<'_>) -> Option<GivenPath> {
    let there = |name: &str| {
        let help = "write the path of a folder, relative to the folder of the manifest".to_owned();
        let error = ValueError {
            code: Code::InvalidRoot,
            message: format!("the root `{name}` is not a folder"),
            help,
        };
        if folder.join(name).is_dir() { Ok(()) } else { Err(error) }
    };
    let name = table.text("root", there, reader)?;
    Some(GivenPath { path: folder.join(name.value), location: Some(reader.location(name.offset)) })
}

/// The module of an API. Default: the crate's root if it is the only API, else its key.
fn module(table: &Table<'_>, key: &Text, alone: bool, reader: &mut Reader<'_>) -> Option<Text> {
    match table.has("module") {
        true => table.text("module", check::module, reader),
        false if alone => None,
        false => {
            default(Text { value: key.value.replace('-', "_"), ..*key }, check::module, reader)
        }
    }
}

/// The feature of an API. Default: none at the crate's root, else its key.
fn feature(
    table: &Table<'_>,
    key: &Text,
    has_module: bool,
    reader: &mut Reader<'_>,
) -> Option<Text> {
    match table.has("feature") {
        true => table.text("feature", check::feature, reader),
        false if !has_module => None,
        false => default(key.clone(), check::feature, reader),
    }
}

fn default(
    text: Text,
    check: fn(&str) -> Result<(), ValueError>,
    reader: &mut Reader<'_>,
) -> Option<Text> {
    match check(&text.value) {
        Ok(()) => Some(text),
        Err(error) => {
            reader.value_error(error, text.offset);
            None
        }
    }
}

fn names(api: &Table<'_>, key: &str, reader: &mut Reader<'_>) -> IndexMap<String, Name> {
    let Some(table) = api.table("names", &format!("[api.{key}.names]"), reader) else {
        return IndexMap::new();
    };
    let mut names = IndexMap::new();
    for (named, value) in table.entries() {
        if let Some(inner) = value.get_ref().as_table() {
            let path = inner.keys().next().map_or("…", |key| key.get_ref());
            let message = format!("`{}` must be a string, found a table", named.value);
            let help = format!("put the whole key in quotes: \"{}.{path}\" = \"…\"", named.value);
            wrong_type(message, help, value, reader);
            continue;
        }
        let Some(name) = string(value, &named.value, reader) else { continue };
        match check::chosen_name(&name.value) {
            Ok(()) => {
                let location = reader.location(named.offset);
                names.insert(named.value, Name { name: name.value, location });
            }
            Err(error) => reader.value_error(error, name.offset),
        }
    }
    names
}

/// Reports every value that an earlier API already has.
fn unique(values: &[Text], code: Code, what: &str, reader: &mut Reader<'_>) {
    for (index, text) in values.iter().enumerate() {
        let Some(first) = values.iter().take(index).find(|earlier| earlier.value == text.value)
        else {
            continue;
        };
        let message = format!("two APIs would have the {what} `{}`", text.value);
        let (location, earlier) = (reader.location(text.offset), reader.location(first.offset));
        let help = format!("give one of them another name with `{what} = \"…\"`");
        let diagnostic =
            Diagnostic::new(code, message).at(location).label("second one here").help(help);
        reader.error(diagnostic.related(earlier, "first one here"));
    }
}

fn anything(_: &str) -> Result<(), ValueError> {
    Ok(())
}
