//! From tokens to text.

mod layout;
mod plain;

use plain::Part;
use proc_macro2::TokenStream;
use syn::parse::discouraged::Speculative as _;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, File, Item};

/// The width of a line, that of rustfmt.
const WIDTH: usize = 100;

/// The text of a file: items apart from each other, imports and modules together.
///
/// Tokens that are no Rust would be a mistake of ours; they are printed as they are, so that the
/// compiler can show where.
pub fn source(tokens: TokenStream) -> String {
    Source::of(tokens).text()
}

/// A file, or a part of one, as text. Parts are made apart from each other: what the tokens of a
/// large file would take is never in memory at once.
#[derive(Debug, Default)]
pub struct Source {
    /// `//! …`
    docs: String,
    /// `#![…]`
    attributes: String,
    items: Vec<(Kind, String)>,
}

impl Source {
    /// What tokens become.
    pub fn of(tokens: TokenStream) -> Self {
        let mut source = Self::default();
        for part in plain::parts(tokens) {
            match part {
                Part::Docs(docs) => source.docs.push_str(&docs),
                Part::Text(kind, text) => source.items.push((kind, text)),
                Part::Tokens(tokens) => source.append(parsed(tokens)),
            }
        }
        source
    }

    fn of_file(file: File) -> Self {
        let (docs, attributes): (Vec<Attribute>, Vec<Attribute>) =
            file.attrs.into_iter().partition(|attribute| attribute.path().is_ident("doc"));
        let attributes = attributes
            .into_iter()
            .map(|attribute| prettyplease::unparse(&file_of(vec![attribute], Vec::new())));
        let attributes =
            attributes.map(|attribute| format!("{}\n", attribute.trim_end())).collect();
        let docs = if docs.is_empty() {
            String::new()
        } else {
            prettyplease::unparse(&file_of(docs, Vec::new()))
        };
        let items = file.items.into_iter().map(|item| (Kind::of(&item), item_text(item)));
        Self { docs, attributes, items: items.collect() }
    }

    /// Adds a part that stands below this one; its attributes stand with those of the file.
    pub fn append(&mut self, below: Self) {
        self.docs.push_str(&below.docs);
        self.attributes.push_str(&below.attributes);
        self.items.extend(below.items);
    }

    /// The texts of the items.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|(_, text)| text.as_str())
    }

    /// All of it.
    pub fn text(&self) -> String {
        self.text_below(&Self::default())
    }

    /// All of it, with another part above; the attributes of both stand with those of the file.
    pub fn text_below(&self, head: &Self) -> String {
        let parts = [head, self];
        let whole = |texts: [&str; 2]| (Kind::Other, texts.concat());
        let top = [
            whole(parts.map(|part| part.docs.as_str())),
            whole(parts.map(|part| part.attributes.as_str())),
        ];
        let top = top.iter().filter(|(_, block)| !block.is_empty());
        let blocks = || top.clone().chain(&head.items).chain(&self.items);
        let mut text = String::with_capacity(blocks().map(|(_, block)| block.len() + 1).sum());
        let mut last = None;
        for (kind, block) in blocks() {
            let kind = *kind;
            if last.is_some_and(|last| last != kind || kind == Kind::Other) {
                text.push('\n');
            }
            text.push_str(block);
            last = Some(kind);
        }
        text
    }
}

/// What items become that are not plain.
fn parsed(tokens: TokenStream) -> Source {
    let other = |text| Source { items: vec![(Kind::Other, text)], ..Source::default() };
    match syn::parse2(tokens) {
        Ok(Parsed::File(file)) => Source::of_file(file),
        Ok(Parsed::Other(tokens)) => other(tokens.to_string()),
        Err(error) => other(error.to_compile_error().to_string()),
    }
}

/// Tokens that were looked at once. A copy of them, kept for the case that they are no Rust, would
/// cost more than reading them.
enum Parsed {
    File(File),
    Other(TokenStream),
}

impl Parse for Parsed {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        if let Ok(file) = ahead.parse()
            && ahead.is_empty()
        {
            input.advance_to(&ahead);
            return Ok(Self::File(file));
        }
        input.parse().map(Self::Other)
    }
}

fn item_text(item: Item) -> String {
    let kind = Kind::of(&item);
    finished(kind, &prettyplease::unparse(&file_of(Vec::new(), vec![item])))
}

/// What is printed of an item, with lines as people would set them.
fn finished(kind: Kind, text: &str) -> String {
    if matches!(kind, Kind::Use | Kind::Export) {
        import_text(text)
    } else {
        joined_chains(spaced(text))
    }
}

/// A `use` item, its list filled up to the width that rustfmt allows.
fn import_text(text: &str) -> String {
    let (attributes, import) = text.split_at(text.find("use ").unwrap_or(0));
    let Some((attributes, visibility)) =
        attributes.rsplit_once('\n').map(|(above, here)| (format!("{above}\n"), here))
    else {
        return filled(text);
    };
    format!("{attributes}{}", filled(&format!("{visibility}{import}")))
}

fn filled(import: &str) -> String {
    let flat = import
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace("{ ", "{")
        .replace(", };", "};")
        .replace(" };", "};");
    let Some((head, names)) = flat.split_once('{').filter(|_| flat.len() > WIDTH) else {
        return format!("{flat}\n");
    };
    let mut lines = vec![format!("{head}{{")];
    let mut line = String::new();
    for name in names.trim_end_matches("};").split(", ") {
        if !line.is_empty() && line.len() + name.len() + 6 > WIDTH {
            lines.push(format!("   {line}"));
            line.clear();
        }
        line.push_str(&format!(" {name},"));
    }
    lines.push(format!("   {line}"));
    lines.push("};\n".to_owned());
    lines.join("\n")
}

/// A chain of only one call stays with its receiver: `self.call.send(…)`.
fn joined_chains(item: String) -> String {
    let lines: Vec<&str> = item.lines().collect();
    if !(0..lines.len()).any(|index| single_call(&lines, index).is_some()) {
        return item;
    }
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    let mut dedent_until: Option<String> = None;
    for (index, line) in lines.iter().enumerate() {
        if let Some(indent) = dedent_until.clone() {
            out.push(line.strip_prefix("    ").unwrap_or(line).to_owned());
            let rest = line.strip_prefix(indent.as_str()).unwrap_or_default();
            if rest.starts_with(['}', ')', ']']) {
                dedent_until = None;
            }
            continue;
        }
        match single_call(&lines, index) {
            Some((indent, is_open)) => {
                let call = line.trim_start();
                if let Some(receiver) = out.last_mut() {
                    receiver.push_str(call);
                }
                dedent_until = is_open.then_some(indent);
            }
            None => out.push((*line).to_owned()),
        }
    }
    out.push(String::new());
    out.join("\n")
}

/// Whether a line is the only call of a chain that has its receiver in the line above: its indent,
/// and whether it goes on.
fn single_call(lines: &[&str], index: usize) -> Option<(String, bool)> {
    let line = lines.get(index)?;
    let call = line.trim_start();
    if !call.starts_with('.') {
        return None;
    }
    let before = lines.get(index.checked_sub(1)?)?;
    let indent = line.len() - call.len();
    let receiver = before.trim_start();
    let outer = before.len() - receiver.len();
    let is_simple = receiver == "]"
        || receiver.chars().all(|part| part.is_alphanumeric() || "_.".contains(part));
    if indent != outer + 4 || !is_simple {
        return None;
    }
    let is_open = call.ends_with(['(', '{', '[']);
    let indent = " ".repeat(indent);
    let end = match is_open {
        false => index,
        true => {
            let closes = |line: &&str| {
                line.strip_prefix(indent.as_str())
                    .is_some_and(|rest| rest.starts_with(['}', ')', ']']))
            };
            index + lines.get(index..)?.iter().position(closes)?
        }
    };
    let goes_on = lines.get(end + 1).is_some_and(|next| next.starts_with(&format!("{indent}.")));
    (!goes_on).then_some((indent, is_open))
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

/// Members with a body apart from each other, and what follows on imports apart from them.
fn spaced(item: &str) -> String {
    let mut text = String::with_capacity(item.len());
    let mut after_body = false;
    let mut after_member = false;
    let mut after_import = false;
    for line in item.lines() {
        let is_import = line.trim_start().starts_with("use ");
        if std::mem::replace(&mut after_import, is_import) && !is_import {
            text.push('\n');
        }
        let member = line
            .strip_prefix("    ")
            .filter(|rest| rest.starts_with(|first: char| !first.is_whitespace()));
        let starts = member.is_some_and(|rest| !rest.starts_with(['}', ')', ']']));
        let is_function =
            member.is_some_and(|rest| rest.starts_with("fn ") || rest.starts_with("#["));
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
