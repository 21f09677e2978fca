//! Attributes, and the text of string literals.

use proc_macro2::Delimiter;

use super::super::syntax::{Attribute, Meta};
use super::super::token::{Cursor, Token};
use super::{in_parens, list};

/// The outer attributes that come next.
pub fn attributes(tokens: &mut Cursor<'_>) -> Option<Vec<Attribute>> {
    let mut attributes = Vec::new();
    while tokens.eat_mark('#') {
        attributes.push(content(tokens)?);
    }
    Some(attributes)
}

/// `[…]` of an attribute.
pub fn content(tokens: &mut Cursor<'_>) -> Option<Attribute> {
    let mut inside = tokens.group(Delimiter::Bracket)?;
    if let [Token::Word(name), Token::Mark('=', _), Token::Literal(text)] = inside.rest()
        && name == "doc"
    {
        return Some(Attribute::Docs(unescaped(&text.to_string())?));
    }
    let meta = meta(&mut inside)?;
    inside.is_empty().then_some(Attribute::Meta(meta))
}

fn meta(tokens: &mut Cursor<'_>) -> Option<Meta> {
    if let Some(Token::Literal(literal)) = tokens.peek(0) {
        tokens.skip(1);
        return Some(Meta::Text(literal.to_string()));
    }
    let mut path = tokens.ident()?;
    while tokens.eat_pair(':', ':') {
        path.push_str("::");
        path.push_str(&tokens.ident()?);
    }
    if tokens.is_open(Delimiter::Parenthesis) {
        return Some(Meta::List(path, in_parens(tokens, meta)?));
    }
    if tokens.eat_mark('=') {
        let Some(Token::Literal(literal)) = tokens.next() else { return None };
        return Some(Meta::Text(format!("{path} = {literal}")));
    }
    Some(Meta::Text(path))
}

/// The text of a string literal.
pub fn unescaped(literal: &str) -> Option<String> {
    for (start, end) in [("r\"", "\""), ("r#\"", "\"#")] {
        if let Some(raw) = literal.strip_prefix(start) {
            return raw.strip_suffix(end).map(str::to_owned);
        }
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((before, escape)) = rest.split_once('\\') {
        text.push_str(before);
        let mut characters = escape.chars();
        text.push(char::from_u32(escaped(&mut characters)?)?);
        rest = characters.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// The code of the character that an escape represents.
fn escaped(characters: &mut std::str::Chars<'_>) -> Option<u32> {
    let code = match characters.next()? {
        'n' => u32::from('\n'),
        'r' => u32::from('\r'),
        't' => u32::from('\t'),
        '0' => 0,
        'x' => {
            let digits: String = characters.by_ref().take(2).collect();
            u32::from_str_radix(&digits, 16).ok()?
        }
        'u' => {
            let digits: String = characters.by_ref().take_while(|digit| *digit != '}').collect();
            u32::from_str_radix(digits.strip_prefix('{')?, 16).ok()?
        }
        same @ ('"' | '\\' | '\'') => u32::from(same),
        _ => return None,
    };
    Some(code)
}

/// The names of `{a, b}`.
pub fn names(tokens: &mut Cursor<'_>) -> Option<Vec<String>> {
    list(tokens.group(Delimiter::Brace)?, Cursor::ident)
}
