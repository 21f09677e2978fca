//! Names that are taken by a generated crate or by Rust, and a document that uses each of them for
//! all kinds of items.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Map, Value, json};
use syn::{ImplItem, Item, TraitItem, Visibility};

use crate::folder::{contents, repository};

/// The names in the prelude of Rust 2024.
const PRELUDE: &[&str] = &[
    "AsMut",
    "AsRef",
    "AsyncFn",
    "AsyncFnMut",
    "AsyncFnOnce",
    "Box",
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "None",
    "Ok",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "Unpin",
    "Vec",
    "bool",
    "char",
    "drop",
    "f32",
    "f64",
    "i64",
    "isize",
    "size_of",
    "str",
    "u8",
    "usize",
];

/// Names of types and functions associated with traits of the standard library, serde and futures.
const ASSOCIATED: &[&str] = &[
    "Err",
    "Error",
    "IntoFuture",
    "IntoIter",
    "Item",
    "Ok",
    "Output",
    "Owned",
    "Target",
    "Value",
    "as_ref",
    "borrow",
    "clone",
    "cmp",
    "default",
    "deref",
    "deserialize",
    "drop",
    "eq",
    "fmt",
    "from",
    "from_str",
    "hash",
    "index",
    "into",
    "into_future",
    "into_iter",
    "next",
    "poll",
    "poll_next",
    "serialize",
    "source",
    "to_owned",
    "to_string",
    "try_from",
    "try_into",
    "type_id",
];

/// Names with a meaning for cargo, the compiler or a file system.
const OTHERS: &[&str] = &[
    "A",
    "C",
    "D",
    "E",
    "H",
    "M",
    "R",
    "S",
    "T",
    "_",
    "alloc",
    "allow",
    "async",
    "aux",
    "bench",
    "bin",
    "bytes",
    "cfg",
    "chrono",
    "clippy",
    "com1",
    "com9",
    "con",
    "core",
    "crate",
    "default",
    "derive",
    "doc",
    "dyn",
    "examples",
    "expect",
    "futures_core",
    "futures_util",
    "gen",
    "generated",
    "hmac",
    "http",
    "http_body",
    "lib",
    "lpt1",
    "macro",
    "main",
    "mod",
    "must_use",
    "nul",
    "percent_encoding",
    "prn",
    "proc_macro",
    "reqwest",
    "runtime",
    "rustfmt",
    "self",
    "serde",
    "serde_json",
    "sha2",
    "src",
    "static",
    "std",
    "super",
    "test",
    "tests",
    "tokio",
    "tracing",
    "type",
    "types",
    "url_authority",
    "url_path",
    "uuid",
    "value",
    "web_sys",
];

/// All taken names: public names, modules, macros, features and traits of the runtime, and those of
/// Rust.
pub fn names() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = [PRELUDE, ASSOCIATED, OTHERS]
        .into_iter()
        .flatten()
        .map(|name| (*name).to_owned())
        .collect();
    let folder = repository().join("generator/runtime");
    for (path, bytes) in contents(&folder.join("src")) {
        names.extend(path.trim_end_matches(".rs").split('/').map(str::to_owned));
        let text = String::from_utf8(bytes).expect("a text");
        let file = syn::parse_file(&text).expect("Rust");
        file.items.iter().for_each(|item| add(item, &mut names));
    }
    let manifest = fs::read_to_string(repository().join("generator/runtime-package/Cargo.toml"))
        .expect("a manifest");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let features = manifest.get("features").and_then(toml::Value::as_table).expect("features");
    names.extend(features.keys().cloned());
    names
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn add(item: &Item, names: &mut BTreeSet<String>) {
    let mut put = |name: &syn::Ident| names.extend([name.to_string()]);
    match item {
        Item::Fn(it) if is_public(&it.vis) => put(&it.sig.ident),
        Item::Struct(it) if is_public(&it.vis) => {
            put(&it.ident);
            it.fields.iter().filter_map(|field| field.ident.as_ref()).for_each(put);
        }
        Item::Enum(it) if is_public(&it.vis) => {
            put(&it.ident);
            it.variants.iter().for_each(|variant| put(&variant.ident));
        }
        Item::Type(it) if is_public(&it.vis) => put(&it.ident),
        Item::Macro(it) => it.ident.iter().for_each(put),
        Item::Trait(it) if is_public(&it.vis) => {
            put(&it.ident);
            for inner in &it.items {
                match inner {
                    TraitItem::Fn(it) => put(&it.sig.ident),
                    TraitItem::Type(it) => put(&it.ident),
                    TraitItem::Const(it) => put(&it.ident),
                    _ => {}
                }
            }
        }
        Item::Impl(it) => {
            for inner in &it.items {
                match inner {
                    ImplItem::Fn(inner) if is_public(&inner.vis) || it.trait_.is_some() => {
                        put(&inner.sig.ident)
                    }
                    ImplItem::Type(inner) => put(&inner.ident),
                    ImplItem::Const(inner) => put(&inner.ident),
                    _ => {}
                }
            }
        }
        _ => {}
    }
}

/// A document that uses each name for an operation, a tag, parameters, headers, properties,
/// schemas, variants, values, security schemes, servers with a variable, and webhooks.
pub fn document(names: &BTreeSet<String>) -> Value {
    let text = || json!({"type": "string"});
    let each =
        |of: &dyn Fn(&str) -> Value| -> Vec<Value> { names.iter().map(|name| of(name)).collect() };
    let by_name = |of: &dyn Fn(&str) -> Value| -> Map<String, Value> {
        names.iter().map(|name| (name.clone(), of(name))).collect()
    };
    let all: Vec<&String> = names.iter().collect();
    let json_of = |schema: Value| json!({"application/json": {"schema": schema}});
    let of_schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let parameters = |required: bool| {
        each(&|name| json!({"name": name, "in": "query", "required": required, "schema": text()}))
    };
    let responses =
        |schema: Value| json!({"200": {"description": "Yes.", "content": json_of(schema)}});

    let mut paths = Map::new();
    for (index, name) in names.iter().enumerate() {
        let parameter = json!({"name": name, "in": "header", "schema": of_schema("EveryValue")});
        let called = json!({"operationId": name, "tags": ["Every"], "parameters": [parameter],
            "requestBody": {"content": json_of(of_schema(name))}, "responses": responses(of_schema(name))});
        let tagged = json!({"operationId": format!("tagged{index}"), "tags": [name], "security": [{name: []}],
            "responses": {"204": {"description": "Yes."}}});
        paths.insert(format!("/{index}"), json!({"post": called, "get": tagged}));
    }
    let headers = by_name(&|_| json!({"schema": text()}));
    let success = json!({"description": "Yes.", "headers": headers, "content": json_of(of_schema("EveryKind"))});
    let with_all = |id: &str, required: bool| {
        json!({"operationId": id, "tags": ["Every"], "parameters": parameters(required),
            "responses": {"200": success, "default": {"description": "No.", "content": json_of(of_schema("EveryEnum"))}}})
    };
    paths.insert(
        "/every".to_owned(),
        json!({"get": with_all("everyOptional", false), "put": with_all("everyRequired", true)}),
    );

    let mut schemas = by_name(
        &|name| json!({"type": "object", "required": ["kind"], "properties": {"kind": {"const": name}, name: text()}}),
    );
    let every = [
        ("EveryValue", json!({"type": "string", "enum": all})),
        (
            "EveryEnum",
            json!({"type": "integer", "enum": (0..all.len()).collect::<Vec<_>>(), "x-enum-varnames": all}),
        ),
        (
            "EveryKind",
            json!({"oneOf": each(&of_schema), "discriminator": {"propertyName": "kind"}}),
        ),
        ("EveryField", json!({"type": "object", "properties": by_name(&|_| text())})),
        (
            "EveryRequired",
            json!({"type": "object", "required": all, "properties": by_name(&|_| of_schema("EveryField"))}),
        ),
    ];
    schemas.extend(every.map(|(name, schema)| (name.to_owned(), schema)));
    let body = json!({"operationId": "everyBody", "tags": ["Every"], "requestBody": {"required": true, "content": json_of(of_schema("EveryRequired"))},
        "responses": {"204": {"description": "Yes."}}});
    paths.insert("/body".to_owned(), json!({"put": body}));

    json!({
        "openapi": "3.2.0",
        "info": {"title": "Taken", "version": "1"},
        "servers": each(&|name| json!({"url": format!("https://{{{name}}}.example.com"), "name": name,
            "variables": {name: {"default": "a"}}})),
        "paths": paths,
        "webhooks": by_name(&|name| json!({"post": {"requestBody": {"content": json_of(of_schema(name))},
            "responses": {"204": {"description": "Yes."}}}})),
        "components": {
            "schemas": schemas,
            "securitySchemes": by_name(&|name| json!({"type": "apiKey", "in": "header", "name": format!("X-{name}")})),
        },
    })
}
