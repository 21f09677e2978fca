//! The keys of the manifest: the tables that the reader checks against, and that the JSON Schema
//! and the reference are compared with.

use super::library::{self, FormatChoice};
use super::{deep_object, layout, pagination};

/// A key of a table.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub(super) name: &'static str,
    pub(super) value: Value,
    /// `None` if the key is required or has no default.
    pub(super) default: Option<&'static str>,
    pub(super) is_required: bool,
    /// Its meaning, in a sentence.
    pub(super) about: &'static str,
}

/// The values of a key.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value {
    Text,
    /// A list of strings.
    Texts,
    /// A list of strings, or a table of strings, booleans and numbers.
    TextsOrValues,
    Flag,
    /// One of these strings.
    Choice(&'static [&'static str]),
    /// One of these words, or the path of a type.
    Format(&'static [FormatChoice]),
    /// One of these strings, or a table of them.
    ChoiceOrTable(&'static [&'static str]),
    /// A table with these keys, and with others whose values are paths of types.
    Formats(&'static [Key]),
    /// A string, or a table with these keys.
    TextOrTable(&'static [Key]),
    /// A table with these keys.
    Table(&'static [Key]),
    /// A table whose keys are names, and whose values are tables with these keys.
    Tables(&'static [Key]),
    /// A table of strings.
    Names,
    /// A table of paths of types.
    Types,
    /// Lists of strings, by the name of a schema.
    Lists,
    /// A table of versions, or of tables with the keys [`DEPENDENCY`].
    Dependencies,
    /// A table whose keys are codes of messages.
    Levels,
}

const fn key(name: &'static str, value: Value, about: &'static str) -> Key {
    Key { name, value, default: None, is_required: false, about }
}

const fn required(name: &'static str, value: Value, about: &'static str) -> Key {
    Key { name, value, default: None, is_required: true, about }
}

const fn with_default(
    name: &'static str,
    value: Value,
    default: &'static str,
    about: &'static str,
) -> Key {
    Key { name, value, default: Some(default), is_required: false, about }
}

/// The table that has a key of this name, for a key in another one.
pub(super) fn table_of(name: &str) -> Option<&'static str> {
    let has = |keys: &[Key]| keys.iter().any(|key| key.name == name);
    if has(PACKAGE) {
        Some("below [package]")
    } else if has(API) {
        Some("below the header of an API, such as [api.petstore]")
    } else if has(SELECT) {
        Some("in `select`, such as `select = { tags = [\"…\"] }`")
    } else {
        None
    }
}

/// The names of keys.
pub(super) fn names(keys: &[Key]) -> Vec<&'static str> {
    keys.iter().map(|key| key.name).collect()
}

pub(super) const ROOT: &[Key] = &[
    required("package", Value::Table(PACKAGE), "The package of the crate."),
    key("runtime", Value::TextOrTable(RUNTIME), "The runtime that the crate shares with others."),
    key("formats", Value::Formats(FORMATS), "The Rust types of formats."),
    key("dependencies", Value::Dependencies, "Further dependencies, for types of your own."),
    key("lints", Value::Levels, "The levels of warnings, by their code."),
    key("api", Value::Tables(API), "The APIs of the crate, by name. Only a runtime has none."),
];

pub(super) const PACKAGE: &[Key] = &[
    required("name", Value::Text, "Name of the package, by cargo's rules."),
    required("version", Value::Text, "Version, by semantic versioning. `release` sets it."),
    with_default("layout", Value::Choice(layout::WORDS), "crate", "Where generated code goes."),
    key("features", Value::Texts, "Features of a module. Default: \"rustls\"."),
    key("description", Value::Text, "One or two sentences about the crate."),
    key("license", Value::Text, "SPDX expression, such as \"MIT OR Apache-2.0\"."),
    key("license-files", Value::Texts, "License files to copy into the crate."),
    key("authors", Value::Texts, "Authors: \"Name\" or \"Name <address>\"."),
    key("keywords", Value::Texts, "Up to five words for the search of a registry."),
    key("categories", Value::Texts, "Up to five categories of crates.io, by their slugs."),
    key("homepage", Value::Text, "URL of a website about the crate."),
    key("documentation", Value::Text, "URL of the documentation. Default of registries: docs.rs."),
    key("repository", Value::Text, "URL of the source code."),
    with_default("rust-version", Value::Text, "1.88", "The oldest Rust that compiles the crate."),
    key("readme", Value::Text, "Markdown file that `README.md` begins with."),
    key("registry", Value::Text, "The only registry to publish to, by its name for cargo."),
    key("output", Value::Text, "Folder of the crate, relative to the manifest."),
    key("examples", Value::Text, "Folder of programs to copy into `examples/` of the crate."),
    with_default("tests", Value::Flag, "false", "Whether the crate has tests of each operation."),
    with_default(
        "ext",
        Value::Flag,
        "false",
        "Whether the crate has a module `ext` for your code.",
    ),
];

const fn format(
    name: &'static str,
    choices: &'static [FormatChoice],
    default: &'static str,
    about: &'static str,
) -> Key {
    with_default(name, Value::Format(choices), default, about)
}

/// The known formats. All others need the path of a type.
pub(super) const FORMATS: &[Key] = &[
    format("date-time", library::DATE_TIME, "chrono", "Type of `date-time` (RFC 3339)."),
    format("date-time-local", library::LOCAL_DATE_TIME, "string", "Type of `date-time-local`."),
    format("date", library::DATE, "chrono", "Type of `date` (RFC 3339)."),
    format("time", library::TIME_OF_DAY, "string", "Type of `time`, for times without an offset."),
    format("time-local", library::TIME_OF_DAY, "string", "Type of `time-local`."),
    format("duration", library::DURATION, "string", "Type of `duration` (ISO 8601)."),
    format("uuid", library::UUID, "uuid", "Type of `uuid` (RFC 9562)."),
    format("decimal", library::DECIMAL, "string", "Type of `decimal`, for strings and numbers."),
    format("uri", library::URL, "string", "Type of `uri` (RFC 3986)."),
    format("url", library::URL, "string", "Type of `url`."),
    format("ip", library::IP, "string", "Type of `ip`: addresses of either version."),
    format("ipv4", library::IPV4, "string", "Type of `ipv4`."),
    format("ipv6", library::IPV6, "string", "Type of `ipv6`."),
    format("byte", library::BYTE, "base64", "Type of `byte`: decoded bytes, or the text."),
];

pub(super) const API: &[Key] = &[
    required("document", Value::Text, "Path of the OpenAPI document."),
    key("upstream", Value::Text, "URL (https) where newer copies of the document are published."),
    key("overlays", Value::Texts, "OpenAPI overlays, applied in this order."),
    key("root", Value::Text, "Files are read in this folder and below only."),
    key("module", Value::Text, "Module of the API in the crate."),
    key("feature", Value::Text, "Cargo feature that enables the API."),
    key("only", Value::Choice(&["types"]), "Generates only types, without a client or HTTP."),
    key("select", Value::Table(SELECT), "The operations and webhooks to generate."),
    key("names", Value::Names, "Names in Rust, by what they rename."),
    key("replace", Value::Types, "Types of your own, by the schema that they replace."),
    key("derive", Value::Lists, "Further traits that types derive, by schema, or `*` for all."),
    key("hidden", Value::Texts, "Fields that `Debug` does not show: \"Schema.property\"."),
    key("pagination", Value::Tables(PAGINATION), "How lists are paginated, by `operationId`."),
    with_default(
        deep_object::KEY,
        Value::ChoiceOrTable(deep_object::WORDS),
        "repeat",
        "How arrays inside `deepObject` are written: `name=a` or `name[]=a`.",
    ),
    with_default(
        "inline-schemas",
        Value::Choice(&["shared", "separate"]),
        "shared",
        "Whether identical schemas become one type or several.",
    ),
];

pub(super) const DEPENDENCY: &[Key] = &[
    key("version", Value::Text, "Version requirement."),
    key("package", Value::Text, "Name of the package, if the key is another name for it."),
    key("registry", Value::Text, "Registry, by its name for cargo."),
    key("path", Value::Text, "Folder of the crate, relative to the generated crate."),
    key("git", Value::Text, "URL of a git repository."),
    key("branch", Value::Text, "Branch of the repository."),
    key("tag", Value::Text, "Tag of the repository."),
    key("rev", Value::Text, "Commit of the repository."),
    with_default("default-features", Value::Flag, "true", "Whether it has its default features."),
    key("features", Value::Texts, "Features."),
];

pub(super) const RUNTIME: &[Key] = &[
    required("package", Value::Text, "Name of the package."),
    key("version", Value::Text, "Version requirement."),
    key("path", Value::Text, "Folder of the package, relative to the generated crate."),
    key("registry", Value::Text, "Registry, by its name for cargo."),
];

pub(super) const SELECT: &[Key] = &[
    TAGS,
    PATHS,
    OPERATIONS,
    EXTENSIONS,
    WEBHOOKS,
    key("exclude", Value::Table(EXCLUDE), "Operations and webhooks to leave out."),
];

pub(super) const EXCLUDE: &[Key] = &[TAGS, PATHS, OPERATIONS, EXTENSIONS, WEBHOOKS];

const TAGS: Key = key("tags", Value::Texts, "Operations and webhooks with one of these tags.");
const PATHS: Key =
    key("paths", Value::Texts, "Operations with such a path: `*` in a segment, `**` any segments.");
const OPERATIONS: Key = key("operations", Value::Texts, "Operations with these `operationId`s.");
const EXTENSIONS: Key =
    key("extensions", Value::TextsOrValues, "Operations and webhooks with these extensions.");
const WEBHOOKS: Key = key("webhooks", Value::Texts, "Webhooks with these names.");

pub(super) const PAGINATION: &[Key] = &[
    required("style", Value::Choice(pagination::STYLES), "What differs between two requests."),
    key("items", Value::Text, "JSON pointer to the items of a page. Default: the whole body."),
    key("offset", Value::Text, "Parameter: how many items to skip."),
    key("page", Value::Text, "Parameter: number of the page."),
    with_default("first", Value::Text, "1", "Number of the first page."),
    key("limit", Value::Text, "Parameter: how many items a page has."),
    key("total", Value::Text, "Location of the total number of items."),
    key("cursor", Value::Text, "Parameter that takes the cursor."),
    key("next", Value::Text, "Location of the next cursor or URL."),
];
