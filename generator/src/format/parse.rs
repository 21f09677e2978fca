//! Parses tokens into trees. Each function parses the syntax that it is named after, and returns
//! `None` for other tokens.

mod attribute;
mod declaration;
mod expression;
mod item;
mod macro_tokens;
mod pattern;
mod row;
mod statement;
mod ty;

pub use item::item;
pub use statement::statements;

use proc_macro2::Delimiter;

use super::token::Cursor;

/// Reads all that is left, with a comma after each element but the last.
fn list<'t, T>(
    mut tokens: Cursor<'t>,
    mut each: impl FnMut(&mut Cursor<'t>) -> Option<T>,
) -> Option<Vec<T>> {
    let mut elements = Vec::new();
    while !tokens.is_empty() {
        elements.push(each(&mut tokens)?);
        if !tokens.eat_mark(',') && !tokens.is_empty() {
            return None;
        }
    }
    Some(elements)
}

/// A list between parentheses.
fn in_parens<'t, T>(
    tokens: &mut Cursor<'t>,
    each: impl FnMut(&mut Cursor<'t>) -> Option<T>,
) -> Option<Vec<T>> {
    list(tokens.group(Delimiter::Parenthesis)?, each)
}
