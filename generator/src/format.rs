//! From tokens to text.

use proc_macro2::TokenStream;
use syn::{Attribute, File, Item};

/// The text of a file: items apart from each other, imports and modules together.
///
/// Tokens that are no Rust would be a mistake of ours; they are printed as they are, so that the compiler can show where.
pub fn source(tokens: TokenStream) -> String {
    let text = tokens.to_string();
    match syn::parse2::<File>(tokens) {
        Ok(file) => print(file),
        Err(_) => text,
    }
}

fn print(file: File) -> String {
    let File { attrs, items, .. } = file;
    let mut text = prettyplease::unparse(&file_of(attrs, Vec::new()));
    let mut last = None;
    for item in items {
        let kind = Kind::of(&item);
        if !text.is_empty() && (last != Some(kind) || kind == Kind::Other) {
            text.push('\n');
        }
        last = Some(kind);
        text.push_str(&spaced(&prettyplease::unparse(&file_of(Vec::new(), vec![item]))));
    }
    text
}

/// Items of one kind stand together, unless they have a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Use,
    Export,
    Module,
    Other,
}

impl Kind {
    fn of(item: &Item) -> Self {
        match item {
            Item::Use(item) if matches!(item.vis, syn::Visibility::Inherited) => Self::Use,
            Item::Use(_) => Self::Export,
            Item::Mod(item) if item.content.is_none() => Self::Module,
            _ => Self::Other,
        }
    }
}

/// Members with a body apart from each other.
fn spaced(item: &str) -> String {
    let mut text = String::with_capacity(item.len());
    let mut after_body = false;
    let mut after_member = false;
    for line in item.lines() {
        let member = line.strip_prefix("    ").filter(|rest| rest.starts_with(|first: char| !first.is_whitespace()));
        let starts = member.is_some_and(|rest| !rest.starts_with(['}', ')', ']']));
        let is_function = member.is_some_and(|rest| rest.starts_with("fn "));
        if starts && (after_body || (after_member && is_function)) {
            text.push('\n');
        }
        if member.is_some() {
            after_body = line == "    }";
            after_member = line.ends_with(';');
        }
        text.push_str(line);
        text.push('\n');
    }
    text
}

fn file_of(attrs: Vec<Attribute>, items: Vec<Item>) -> File {
    File { shebang: None, frontmatter: None, attrs, items }
}
