//! From tokens to text, laid out as rustfmt lays it out: `token` makes them a flat list, `parse`
//! makes trees of that (`syntax`), `print` decides where lines break, `order` sorts imports.
//! `fallback` prints what `parse` does not read.

mod fallback;
mod order;
mod parse;
mod print;
mod syntax;
#[cfg(test)]
mod tests;
mod token;

use order::Order;
use print::Widths;
use proc_macro2::TokenStream;
use syntax::{Attribute, Item, ItemKind, Statement};
use token::{Cursor, flatten};

/// A file, or a part of one, as text. Parts are printed separately, so that the tokens of a large
/// file are never in memory at once.
#[derive(Debug, Default)]
pub struct Source {
    /// `//! …`
    docs: String,
    /// `#![…]`
    attributes: String,
    items: Vec<Block>,
}

impl Source {
    /// The text of tokens, in lines of 100 columns.
    pub fn of(tokens: TokenStream) -> Self {
        Self::with_widths(tokens, Widths::MAX)
    }

    fn with_widths(tokens: TokenStream, widths: Widths) -> Self {
        let flat = flatten(tokens);
        let mut cursor = Cursor::new(&flat);
        let mut source = Self::default();
        while !cursor.is_empty() {
            let start = cursor;
            match parse::item(&mut cursor) {
                Some(item) => source.add(&item, widths),
                None => {
                    source.items.push(Block::unread(&start));
                    break;
                }
            }
        }
        source
    }

    fn add(&mut self, item: &Item, widths: Widths) {
        let text = print::item(item, widths) + "\n";
        match &item.kind {
            ItemKind::Inner(Attribute::Docs(_)) => self.docs.push_str(&text),
            ItemKind::Inner(Attribute::Meta(_)) => self.attributes.push_str(&text),
            _ => self.items.push(Block { group: Group::of(item), order: Order::of(item), text }),
        }
    }

    /// Adds a part below this one; its attributes are with those of the file.
    pub fn append(&mut self, below: Self) {
        self.docs.push_str(&below.docs);
        self.attributes.push_str(&below.attributes);
        self.items.extend(below.items);
    }

    /// The texts of the items.
    pub fn items(&self) -> impl Iterator<Item = &str> {
        self.items.iter().map(|item| item.text.as_str())
    }

    /// The complete text: items separated by blank lines, imports and modules grouped and sorted.
    pub fn text(self) -> String {
        self.text_below(Self::default())
    }

    /// The complete text after another part. The attributes of both are with those of the file.
    pub fn text_below(self, mut head: Self) -> String {
        head.append(self);
        let mut text = String::new();
        for top in [&head.docs, &head.attributes] {
            text.push_str(if text.is_empty() || top.is_empty() { "" } else { "\n" });
            text.push_str(top);
        }
        text.reserve(head.items.iter().map(|item| item.text.len() + 1).sum());
        let mut last = (!text.is_empty()).then_some(Group::Other);
        for items in head.items.chunk_by_mut(|one, next| one.group == next.group) {
            items.sort_by(|one, next| one.order.cmp(&next.order));
            for item in items {
                if last.is_some_and(|last| last != item.group || last == Group::Other) {
                    text.push('\n');
                }
                text.push_str(&item.text);
                last = Some(item.group);
            }
        }
        text
    }
}

/// The text of statements as rustfmt without configuration prints them, in lines of this width.
pub fn statements(tokens: TokenStream, columns: usize) -> String {
    let flat = flatten(tokens);
    let cursor = Cursor::new(&flat);
    match parse::statements(cursor) {
        Some(statements) => print::statements(&statements, Widths::default_in(columns)),
        None => fallback::statements(cursor.text()),
    }
}

/// The text of an item as rustfmt without configuration prints it, in lines of this width.
pub fn example(item: TokenStream, columns: usize) -> String {
    Source::with_widths(item, Widths::default_in(columns)).text()
}

/// The text of an item, and where it belongs in the file.
#[derive(Debug)]
struct Block {
    group: Group,
    order: Order,
    text: String,
}

impl Block {
    /// Items that the parser does not read.
    fn unread(tokens: &Cursor<'_>) -> Self {
        let text = fallback::items(tokens.text());
        Self { group: Group::Other, order: Order::default(), text }
    }
}

/// Items of one group follow each other without an empty line, unless they have a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Group {
    Use,
    Export,
    Module,
    Other,
}

impl Group {
    fn of(item: &Item) -> Self {
        match &item.kind {
            ItemKind::Use { head, .. } if head.starts_with("use") => Self::Use,
            ItemKind::Use { .. } => Self::Export,
            ItemKind::Module(head) if head.contains("mod ") => Self::Module,
            _ => Self::Other,
        }
    }
}

impl Statement {
    fn is_import(&self) -> bool {
        matches!(self, Self::Item(Item { kind: ItemKind::Use { .. }, .. }))
    }
}
