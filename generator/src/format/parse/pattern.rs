//! Patterns.

use proc_macro2::{Delimiter, Spacing};

use super::super::syntax::Pattern;
use super::super::token::{Cursor, Token};
use super::ty::{PathStyle, path};
use super::{in_parens, list};

/// Patterns with `|` between them.
pub fn alternatives(tokens: &mut Cursor<'_>) -> Option<Vec<Pattern>> {
    let mut patterns = vec![pattern(tokens)?];
    while tokens.eat_mark('|') {
        patterns.push(pattern(tokens)?);
    }
    Some(patterns)
}

/// A pattern.
pub fn pattern(tokens: &mut Cursor<'_>) -> Option<Pattern> {
    match tokens.peek(0)? {
        Token::Literal(_) | Token::Mark('-', _) => range(tokens),
        Token::Mark('&', _) => {
            tokens.skip(1);
            let inner = pattern(tokens)?;
            Some(Pattern::new(format!("&{}", inner.text), inner.short))
        }
        Token::Open(Delimiter::Parenthesis, _) => {
            let elements = list(tokens.group(Delimiter::Parenthesis)?, pattern)?;
            let short = elements.len() <= 1 && elements.iter().all(|element| element.short);
            let comma = if elements.len() == 1 { "," } else { "" };
            Some(Pattern::new(format!("({}{comma})", texts(&elements, ", ")), short))
        }
        Token::Word(word) if word == "mut" => {
            tokens.skip(1);
            Some(Pattern::new(format!("mut {}", tokens.ident()?), true))
        }
        Token::Word(_) => of_path(tokens),
        _ => None,
    }
}

/// `200` or `200..=299`
fn range(tokens: &mut Cursor<'_>) -> Option<Pattern> {
    let first = number(tokens)?;
    if !tokens.eat_pair('.', '.') {
        return Some(Pattern::new(first, true));
    }
    tokens.mark('=')?;
    Some(Pattern::new(format!("{first}..={}", number(tokens)?), false))
}

fn number(tokens: &mut Cursor<'_>) -> Option<String> {
    let sign = if tokens.eat_mark('-') { "-" } else { "" };
    let Token::Literal(literal) = tokens.next()? else { return None };
    Some(format!("{sign}{literal}"))
}

fn of_path(tokens: &mut Cursor<'_>) -> Option<Pattern> {
    let (path, segments) = path(tokens, PathStyle::Expression)?;
    let text = path.text;
    match tokens.peek(0) {
        Some(Token::Open(Delimiter::Parenthesis, _)) => {
            let elements = in_parens(tokens, alternatives)?;
            Some(tuple_struct(text, segments, elements))
        }
        Some(Token::Open(..) | Token::Mark('@' | '!', _) | Token::Mark('.', Spacing::Joint)) => {
            None
        }
        _ => Some(Pattern::new(text, segments <= 1)),
    }
}

/// `Some("a" | "b")`, with the alternatives of each element.
fn tuple_struct(path: String, segments: usize, mut elements: Vec<Vec<Pattern>>) -> Pattern {
    let inside: Vec<String> = elements.iter().map(|patterns| texts(patterns, " | ")).collect();
    let text = format!("{path}({})", inside.join(", "));
    let short = segments <= 1
        && elements.len() <= 1
        && elements.iter().flatten().all(|pattern| pattern.short);
    let only = if elements.len() == 1 { elements.pop() } else { None };
    let alternatives = only.filter(|patterns| patterns.len() > 1).map(|patterns| (path, patterns));
    Pattern { text, short, alternatives }
}

fn texts(patterns: &[Pattern], between: &str) -> String {
    let texts: Vec<&str> = patterns.iter().map(|pattern| pattern.text.as_str()).collect();
    texts.join(between)
}
