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
            Some(Pattern { text: format!("&{}", inner.text), short: inner.short })
        }
        Token::Open(Delimiter::Parenthesis, _) => {
            let elements = list(tokens.group(Delimiter::Parenthesis)?, pattern)?;
            let short = elements.len() <= 1 && elements.iter().all(|element| element.short);
            let comma = if elements.len() == 1 { "," } else { "" };
            Some(Pattern { text: format!("({}{comma})", texts(&elements)), short })
        }
        Token::Word(word) if word == "mut" => {
            tokens.skip(1);
            Some(Pattern { text: format!("mut {}", tokens.ident()?), short: true })
        }
        Token::Word(_) => of_path(tokens),
        _ => None,
    }
}

/// `200` or `200..=299`
fn range(tokens: &mut Cursor<'_>) -> Option<Pattern> {
    let first = number(tokens)?;
    if !tokens.eat_pair('.', '.') {
        return Some(Pattern { text: first, short: true });
    }
    tokens.mark('=')?;
    Some(Pattern { text: format!("{first}..={}", number(tokens)?), short: false })
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
            let elements = in_parens(tokens, |tokens| {
                let alternatives = alternatives(tokens)?;
                let short = alternatives.iter().all(|pattern| pattern.short);
                let text: Vec<String> =
                    alternatives.into_iter().map(|pattern| pattern.text).collect();
                Some(Pattern { text: text.join(" | "), short })
            })?;
            let short = segments <= 1
                && elements.len() <= 1
                && elements.iter().all(|element| element.short);
            Some(Pattern { text: format!("{text}({})", texts(&elements)), short })
        }
        Some(Token::Open(..) | Token::Mark('@' | '!', _) | Token::Mark('.', Spacing::Joint)) => {
            None
        }
        _ => Some(Pattern { short: segments <= 1, text }),
    }
}

fn texts(patterns: &[Pattern]) -> String {
    let texts: Vec<&str> = patterns.iter().map(|pattern| pattern.text.as_str()).collect();
    texts.join(", ")
}
