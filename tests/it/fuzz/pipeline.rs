//! Documents, manifests and overlays, through the complete generator.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use oasmith::diagnostic::{Severity, Style};
use oasmith::load::GivenPath;
use oasmith::{Files, Input, OnError, Report};
use oasmith_tests::skeleton::Skeleton;
use syn::{Fields, FnArg, ImplItem, Item, Pat};

/// The document that manifests and overlays name.
const DOCUMENT: &str = r#"
openapi: 3.0.3
info: {title: Lamps, version: '1'}
paths:
  /lamps:
    get:
      operationId: listLamps
      tags: [lamps]
      parameters: [{name: after, in: query, schema: {type: string}}]
      responses:
        '200': {description: All., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Lamp'}}}}}
  /lamps/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    delete: {operationId: removeLamp, responses: {'204': {description: Gone.}}}
components:
  schemas:
    Lamp: {type: object, required: [id], properties: {id: {type: string}, colour: {type: string, enum: [red, green]}}}
"#;

/// Writes the files that inputs refer to.
pub fn surround(folder: &Path) {
    for name in ["openapi.yaml", "office.json", "shop.yaml"] {
        fs::write(folder.join(name), DOCUMENT).expect("disk space");
    }
    fs::write(
        folder.join("overlay.yaml"),
        "overlay: 1.0.0\ninfo: {title: A, version: '1'}\nactions: []\n",
    )
    .expect("disk space");
}

pub fn document(path: &Path) -> Result<(), String> {
    generate(|report| Input::from_document(path, "fuzzed", report))
}

pub fn manifest(path: &Path) -> Result<(), String> {
    generate(|report| Input::from_manifest(path, report))
}

pub fn overlay(path: &Path) -> Result<(), String> {
    generate(|report| {
        let mut input =
            Input::from_document(&path.with_file_name("openapi.yaml"), "fuzzed", report)?;
        let api = input.manifest.apis.first_mut()?;
        api.overlays.push(GivenPath::from(path.to_owned()));
        Some(input)
    })
}

/// Generates twice, and returns the first problem of the output.
fn generate(input: impl Fn(&mut Report) -> Option<Input>) -> Result<(), String> {
    let run = |on_error: OnError| -> (Option<Files>, String, bool) {
        let mut report = Report::new();
        let input = input(&mut report).map(|input| Input { on_error, ..input });
        let generated = input.and_then(|input| oasmith::generate(&input, &mut report));
        let located = report
            .diagnostics()
            .iter()
            .any(|it| it.severity() == Severity::Error && it.location.is_some());
        (generated.map(|it| it.files), report.render(Style::Plain), located)
    };
    let (files, said, located) = run(OnError::Stop);
    if files.is_none() && !located {
        return Err(format!("an error without a location: {said}"));
    }
    if said.contains(|it: char| it.is_control() && it != '\n') {
        return Err(format!("a control character in messages: {said:?}"));
    }
    // A document without errors loses nothing.
    let (kept, said) = match files {
        Some(files) => (Some(files), said),
        None => {
            let (kept, said, _) = run(OnError::LeaveOut);
            (kept, said)
        }
    };
    let (again, said_again, _) = run(OnError::LeaveOut);
    if texts(&kept) != texts(&again) || said != said_again {
        return Err("two runs differ".to_owned());
    }
    for (path, text) in texts(&kept) {
        if path.ends_with(".rs") {
            Skeleton::default()
                .add(&text)
                .map_err(|error| format!("{path} is no Rust: {error}"))?;
            let file = syn::parse_file(&text).map_err(|error| error.to_string())?;
            one_of_each(&file.items).map_err(|error| format!("{path}: {error}"))?;
        }
    }
    Ok(())
}

/// The files that depend on the document.
fn texts(files: &Option<Files>) -> Vec<(String, String)> {
    let files = files.iter().flat_map(|files| files.iter());
    files
        .map(|(path, text)| (path.to_string(), text.to_owned()))
        .filter(|(path, _)| !path.starts_with("src/runtime/"))
        .collect()
}

/// Names are unique: types and modules, functions of a type, fields, variants, arguments.
fn one_of_each(items: &[Item]) -> Result<(), String> {
    let mut taken = BTreeSet::new();
    let mut take = |space: &str, name: String| match taken.insert((space.to_owned(), name.clone()))
    {
        true => Ok(()),
        false => Err(format!("two are called `{name}` ({space})")),
    };
    for item in items {
        match item {
            Item::Struct(it) => {
                take("types", it.ident.to_string())?;
                distinct("fields", field_names(&it.fields))?;
            }
            Item::Enum(it) => {
                take("types", it.ident.to_string())?;
                distinct("variants", it.variants.iter().map(|it| it.ident.to_string()))?;
                it.variants
                    .iter()
                    .try_for_each(|it| distinct("fields", field_names(&it.fields)))?;
            }
            Item::Type(it) => take("types", it.ident.to_string())?,
            Item::Trait(it) => take("types", it.ident.to_string())?,
            Item::Fn(it) => {
                take("values", it.sig.ident.to_string())?;
                distinct("arguments", arguments(&it.sig))?;
            }
            Item::Const(it) if it.ident != "_" => take("values", it.ident.to_string())?,
            // Such a module replaces another file if a feature is off.
            Item::Static(it) if it.attrs.iter().any(is_without_feature) => {}
            Item::Static(it) => take("values", it.ident.to_string())?,
            Item::Mod(it) => {
                take("types", it.ident.to_string())?;
                it.content.iter().try_for_each(|(_, items)| one_of_each(items))?;
            }
            Item::Impl(it) => {
                let of = it.trait_.is_none().then(|| tokens(&it.self_ty));
                for member in &it.items {
                    let ImplItem::Fn(function) = member else { continue };
                    distinct("arguments", arguments(&function.sig))?;
                    if let Some(of) = &of {
                        take(of, function.sig.ident.to_string())?;
                    }
                }
            }
            _ => {}
        }
    }
    Ok(())
}

/// `#[cfg(not(feature = "…"))]`
fn is_without_feature(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.parse_args::<syn::MetaList>().is_ok_and(|list| list.path.is_ident("not"))
}

fn tokens(ty: &syn::Type) -> String {
    match ty {
        syn::Type::Path(path) => {
            path.path.segments.iter().map(|it| it.ident.to_string()).collect::<Vec<_>>().join("::")
        }
        _ => String::new(),
    }
}

fn field_names(fields: &Fields) -> impl Iterator<Item = String> {
    fields.iter().filter_map(|field| field.ident.as_ref().map(ToString::to_string))
}

fn arguments(signature: &syn::Signature) -> impl Iterator<Item = String> {
    signature.inputs.iter().filter_map(|input| match input {
        FnArg::Typed(typed) => match &*typed.pat {
            Pat::Ident(name) => Some(name.ident.to_string()),
            _ => None,
        },
        FnArg::Receiver(_) => None,
    })
}

fn distinct(what: &str, names: impl IntoIterator<Item = String>) -> Result<(), String> {
    let mut taken = BTreeSet::new();
    match names.into_iter().find(|name| !taken.insert(name.clone())) {
        Some(name) => Err(format!("two {what} are called `{name}`")),
        None => Ok(()),
    }
}
