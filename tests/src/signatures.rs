//! The public interface of a generated crate: a line for each item, field, variant, function and
//! impl, with all types written out. A removed line breaks programs that use it; an added line does
//! not.

use std::collections::{BTreeMap, BTreeSet};

use oasmith::change::{Change, ChangeCode, Class, compare};
use oasmith::emit::emit;
use oasmith::{Files, Planned};
use proc_macro2::{Group, Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Attribute, Fields, FnArg, ImplItem, Item, ReturnType, Signature, Visibility};

use crate::tables;

/// The lines of a crate, without its runtime.
///
/// # Panics
/// If a file is not Rust.
pub fn signatures(files: &Files) -> BTreeSet<String> {
    let sources = files
        .iter()
        .filter(|(path, _)| path.starts_with("src/") && !path.starts_with("src/runtime/"));
    let mut items: Vec<(String, Item)> = Vec::new();
    for (path, text) in sources {
        let file: syn::File =
            syn::parse_str(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        for item in file.items {
            let expanded = match item {
                Item::Macro(called) => tables::items(&called),
                item => vec![item],
            };
            items.extend(expanded.into_iter().map(|item| (module(path), item)));
        }
    }
    let mut found = Signatures { names: Names::default(), lines: features(files) };
    items.iter().for_each(|(module, item)| found.names.add(module, item));
    items.iter().for_each(|(module, item)| found.item(module, item));
    found.lines
}

/// Breaking changes that signatures need not show: the order of arguments of the same type, and the
/// behavior of a call.
const NOT_IN_SIGNATURES: &[ChangeCode] = &[
    ChangeCode::FieldOrder,
    ChangeCode::ParameterOrder,
    ChangeCode::OperationMethod,
    ChangeCode::OperationRetries,
    ChangeCode::DefaultServer,
    ChangeCode::RuntimeChanged,
];

/// Changes of arguments. If one is replaced by another one of the same type, the signature stays
/// the same.
const ARGUMENTS: &[ChangeCode] = &[
    ChangeCode::ParameterAdded,
    ChangeCode::ParameterRemoved,
    ChangeCode::ParameterRequired,
    ChangeCode::ParameterOptional,
    ChangeCode::ParameterType,
    ChangeCode::BodyAdded,
    ChangeCode::BodyRemoved,
    ChangeCode::BodyRequired,
    ChangeCode::BodyOptional,
];

/// Breaking changes that add setters.
const NEW_SETTERS: &[ChangeCode] = &[ChangeCode::ParameterOptional, ChangeCode::BodyOptional];

/// A crate with its signatures, which are read once for all comparisons.
#[derive(Debug)]
pub struct Signed {
    /// The plan of the crate.
    pub planned: Planned,
    /// Its files.
    pub files: Files,
    lines: BTreeSet<String>,
}

impl Signed {
    /// Prints the crate of a plan, and reads its signatures.
    ///
    /// # Panics
    /// If a file is not Rust.
    pub fn new(planned: Planned) -> Self {
        let files = emit(&planned.krate);
        let lines = signatures(&files);
        Self { planned, files, lines }
    }
}

/// Why the result of `diff` contradicts the signatures of two crates: removed lines break programs,
/// added lines are additions, and equal lines allow no change above a fix.
pub fn disagreement(old: &Signed, new: &Signed) -> Option<String> {
    let changes = compare(&old.planned, &new.planned);
    let (lines, lines_now) = (&old.lines, &new.lines);
    // A parameter type that accepts more also accepts the previous arguments.
    let taken: BTreeSet<String> =
        lines_now.iter().map(|line| line.replace("impl Into < i64 >", "i64")).collect();
    let stays = |line: &String| line.ends_with("is deprecated") || taken.contains(line);
    let gone: Vec<&String> = lines.difference(lines_now).filter(|line| !stays(line)).collect();
    let fresh: Vec<&String> = lines_now.difference(lines).collect();
    let breaking = || changes.iter().filter(|change| change.class == Class::Breaking);
    let trades = breaking().filter(|change| ARGUMENTS.contains(&change.code)).count() > 1;
    let shows = |change: &Change| {
        !(NOT_IN_SIGNATURES.contains(&change.code) || trades && ARGUMENTS.contains(&change.code))
    };
    let adds = changes.iter().any(|change| {
        let hidden =
            [ChangeCode::DependencyAdded, ChangeCode::DefaultServer].contains(&change.code);
        change.class == Class::Addition && !hidden || NEW_SETTERS.contains(&change.code)
    });
    let agrees = match (gone.is_empty(), fresh.is_empty()) {
        (false, _) => breaking().next().is_some(),
        (true, false) => !breaking().any(shows) && adds,
        (true, true) => {
            !breaking().any(shows) && !adds && (!changes.is_empty() || old.files == new.files)
        }
    };
    (!agrees).then(|| format!("gone {gone:#?}\nfresh {fresh:#?}\nsaid {changes:#?}"))
}

fn features(files: &Files) -> BTreeSet<String> {
    let manifest: toml::Table = files.get("Cargo.toml").expect("a manifest").parse().expect("TOML");
    let name = manifest["package"]["name"].to_string();
    let features = manifest.get("features").and_then(toml::Value::as_table);
    let features =
        features.into_iter().flatten().map(|(name, enables)| (name.clone(), enables.clone()));
    let lines = features.flat_map(|(feature, enables)| {
        let enables = enables.as_array().cloned().unwrap_or_default();
        let lines = enables
            .into_iter()
            .map(|other| format!("feature {feature} with {other}"))
            .collect::<Vec<_>>();
        // The features that are on by default are listed themselves.
        if feature == "default" {
            Vec::new()
        } else {
            [vec![format!("feature {feature}")], lines].concat()
        }
    });
    lines.chain([format!("package {name}")]).collect()
}

/// The module through which users name the items of a file.
fn module(path: &str) -> String {
    let inside = path.trim_start_matches("src/").trim_end_matches(".rs");
    let inside = inside.strip_suffix("/mod").or(inside.strip_suffix("client")).unwrap_or(inside);
    let inside = if inside == "lib" { "" } else { inside };
    // Users cannot name the files of types as modules.
    let inside = match inside.split_once("types/") {
        Some((before, _)) => format!("{before}types"),
        None => inside.to_owned(),
    };
    inside.split('/').filter(|part| !part.is_empty()).map(|part| format!("{part}::")).collect()
}

struct Signatures {
    names: Names,
    lines: BTreeSet<String>,
}

impl Signatures {
    fn item(&mut self, module: &str, item: &Item) {
        match item {
            Item::Struct(found) if is_public(&found.vis) => {
                let path = format!("{module}{}", found.ident);
                self.attributes(&path, &found.attrs);
                self.lines.insert(format!("struct {path}"));
                for (index, field) in
                    found.fields.iter().enumerate().filter(|(_, field)| is_public(&field.vis))
                {
                    let name = field.ident.as_ref().map_or(index.to_string(), ToString::to_string);
                    let ty = self.names.written(Home::of(module), &field.ty);
                    self.lines.insert(format!("{path}.{name}: {ty}"));
                }
            }
            Item::Enum(found) if is_public(&found.vis) => {
                let path = format!("{module}{}", found.ident);
                self.attributes(&path, &found.attrs);
                self.lines.insert(format!("enum {path}"));
                for variant in &found.variants {
                    let types = self.types(module, &variant.fields);
                    self.lines.insert(format!("{path}::{}({types})", variant.ident));
                }
            }
            Item::Type(found) if is_public(&found.vis) => {
                let ty = self.names.written(Home::of(module), &found.ty);
                self.lines.insert(format!("type {module}{} = {ty}", found.ident));
            }
            // Constructors for tests are not part of the interface of programs.
            Item::Impl(found) if found.attrs.iter().any(is_of_tests) => {}
            Item::Impl(found) => {
                let path = format!("{module}{}", found.self_ty.to_token_stream());
                if let Some((of, _)) = &found.trait_ {
                    let of = self.names.written(Home::of(module), of);
                    // The traits for reading unions are internal to the runtime.
                    if !of.starts_with("union ::") {
                        self.lines.insert(format!("impl {of} for {path}"));
                    }
                }
                found.items.iter().for_each(|item| self.member(module, &path, item));
            }
            Item::Fn(found) if is_public(&found.vis) => {
                self.attributes(&format!("{module}{}", found.sig.ident), &found.attrs);
                self.function(Home::of(module), module, &found.sig);
            }
            Item::Mod(found) if is_public(&found.vis) => {
                let needs = found.attrs.iter().find(|attribute| attribute.path().is_ident("cfg"));
                let needs = needs
                    .map(|attribute| attribute.meta.to_token_stream().to_string())
                    .unwrap_or_default();
                self.lines.insert(format!("mod {module}{} {needs}", found.ident));
            }
            _ => {}
        }
    }

    /// Adds derives, `non_exhaustive` and `deprecated`.
    fn attributes(&mut self, path: &str, attributes: &[Attribute]) {
        for attribute in attributes {
            if attribute.path().is_ident("derive") {
                let traits = attribute.parse_args_with(
                    syn::punctuated::Punctuated::<syn::Path, syn::Token![,]>::parse_terminated,
                );
                for derived in traits.expect("a list of traits") {
                    self.lines.insert(format!("impl {} for {path}", derived.to_token_stream()));
                }
            } else if attribute.path().is_ident("non_exhaustive") {
                self.lines.insert(format!("{path} is open"));
            } else if attribute.path().is_ident("deprecated") {
                self.lines.insert(format!("{path} is deprecated"));
            }
        }
    }

    fn member(&mut self, module: &str, path: &str, item: &ImplItem) {
        match item {
            ImplItem::Fn(function) if is_public(&function.vis) => {
                let name = &function.sig.ident;
                self.attributes(&format!("{path}::{name}"), &function.attrs);
                self.function(Home::of(module), &format!("{path}::"), &function.sig);
            }
            ImplItem::Type(found) => {
                let ty = self.names.written(Home::of(module), &found.ty);
                self.lines.insert(format!("{path}::{} = {ty}", found.ident));
            }
            _ => {}
        }
    }

    fn function(&mut self, home: Home, prefix: &str, signature: &Signature) {
        let arguments: Vec<String> = signature
            .inputs
            .iter()
            .map(|argument| match argument {
                FnArg::Receiver(receiver) => receiver.to_token_stream().to_string(),
                FnArg::Typed(typed) => self.names.written(home, &typed.ty),
            })
            .collect();
        let output = match &signature.output {
            ReturnType::Default => String::new(),
            ReturnType::Type(_, ty) => self.names.written(home, ty),
        };
        let (name, arguments) = (&signature.ident, arguments.join(", "));
        self.lines.insert(format!("{prefix}{name}({arguments}) -> {output}"));
    }

    fn types(&self, module: &str, fields: &Fields) -> String {
        fields
            .iter()
            .map(|field| self.names.written(Home::of(module), &field.ty))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// Whether a file is in a module `types`, where types have no path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Home {
    Types,
    Beside,
}

impl Home {
    fn of(module: &str) -> Self {
        if module.ends_with("types::") { Self::Types } else { Self::Beside }
    }
}

/// The types of a crate. In signatures, each has one name in all files: aliases are replaced by
/// their targets, and types in modules called `types` start with that.
#[derive(Default)]
struct Names {
    aliases: BTreeMap<(Home, String), TokenStream>,
    types: BTreeSet<String>,
}

impl Names {
    fn add(&mut self, module: &str, item: &Item) {
        let home = Home::of(module);
        let name = match item {
            Item::Struct(found) => &found.ident,
            Item::Enum(found) => &found.ident,
            Item::Type(alias) => {
                let target = alias.ty.to_token_stream();
                self.aliases.insert((home, alias.ident.to_string()), target);
                return;
            }
            _ => return,
        };
        if home == Home::Types {
            self.types.insert(name.to_string());
        }
    }

    fn written(&self, home: Home, tokens: &impl ToTokens) -> String {
        self.expanded(home, tokens.to_token_stream(), 0).to_string()
    }

    fn expanded(&self, home: Home, tokens: TokenStream, depth: usize) -> TokenStream {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut written = TokenStream::new();
        let mut rest = tokens.as_slice();
        while let [first, after @ ..] = rest {
            let (token, after) = match first {
                TokenTree::Ident(_) => {
                    let (path, after) = path(rest);
                    (self.path(home, &path, depth), after)
                }
                TokenTree::Group(group) => {
                    let inner = self.expanded(home, group.stream(), depth);
                    (Group::new(group.delimiter(), inner).into_token_stream(), after)
                }
                other => (other.to_token_stream(), after),
            };
            written.extend(token);
            rest = after;
        }
        written
    }

    fn path(&self, home: Home, path: &[&Ident], depth: usize) -> TokenStream {
        let Some((name, modules)) = path.split_last() else { return TokenStream::new() };
        let home = match modules {
            [] => Some(home),
            [.., module] => (*module == "types").then_some(Home::Types),
        };
        let text = name.to_string();
        let alias = home.and_then(|home| Some((home, self.aliases.get(&(home, text.clone()))?)));
        // A file writes the path of such a name only if another item of the file has it.
        let is_known = ["std", "fmt", "crate"].iter().any(|start| path[0] == start);
        match alias {
            Some((home, target)) if depth < 16 && text != "ClientBuilder" => {
                self.expanded(home, target.clone(), depth + 1)
            }
            _ if home == Some(Home::Types) && self.types.contains(&text) => quote!(types::#name),
            _ if is_known => name.to_token_stream(),
            _ => quote!(#(#path)::*),
        }
    }
}

/// The names of a path, and the tokens after it.
fn path(tokens: &[TokenTree]) -> (Vec<&Ident>, &[TokenTree]) {
    let mut names = Vec::new();
    let mut rest = tokens;
    while let [TokenTree::Ident(name), after @ ..] = rest {
        names.push(name);
        rest = after;
        if let [TokenTree::Punct(one), TokenTree::Punct(two), inner @ ..] = after
            && (one.as_char(), two.as_char()) == (':', ':')
            && matches!(inner, [TokenTree::Ident(_), ..])
        {
            rest = inner;
        } else {
            break;
        }
    }
    (names, rest)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// `#[cfg(feature = "test-util")]`
fn is_of_tests(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg")
        && attribute.meta.to_token_stream().to_string().contains("\"test-util\"")
}
