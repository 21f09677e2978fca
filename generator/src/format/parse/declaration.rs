//! The items that functions may contain: constants and imports.

use proc_macro2::Delimiter;

use super::super::syntax::{Item, ItemKind};
use super::super::token::Cursor;
use super::attribute::{attributes, names};
use super::expression::{Braces, expression};
use super::ty::ty;

/// A constant or an import.
pub fn declaration(tokens: &mut Cursor<'_>) -> Option<Item> {
    let attributes = attributes(tokens)?;
    let kind = if tokens.eat_word("use") {
        imported("use ".to_owned(), tokens)?
    } else {
        constant(String::new(), tokens)?
    };
    Some(Item { attributes, kind })
}

/// `static A: B = c;`
pub fn constant(mut head: String, tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    head.push_str(&format!("{} {}", tokens.ident()?, tokens.ident()?));
    tokens.mark(':')?;
    head.push_str(&format!(": {}", ty(tokens)?.text));
    tokens.mark('=')?;
    let value = expression(tokens, Braces::Struct)?;
    tokens.mark(';')?;
    Some(ItemKind::Constant { head, value })
}

/// What follows on `use`.
pub fn imported(mut head: String, tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    let mut imported = None;
    loop {
        if tokens.is_open(Delimiter::Brace) {
            imported = Some(names(tokens)?);
            break;
        }
        if tokens.eat_mark('*') {
            head.push('*');
            break;
        }
        head.push_str(&tokens.ident()?);
        if tokens.eat_word("as") {
            head.push_str(&format!(" as {}", tokens.ident()?));
            break;
        }
        if !tokens.eat_pair(':', ':') {
            break;
        }
        head.push_str("::");
    }
    tokens.mark(';')?;
    Some(ItemKind::Use { head, names: imported })
}
