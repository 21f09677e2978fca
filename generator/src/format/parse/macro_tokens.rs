//! The arguments of macros that are no expressions.

use proc_macro2::{Delimiter, Spacing};

use super::super::token::{Cursor, Token};

/// The texts of tokens between commas.
pub fn parts(tokens: Cursor<'_>) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = tokens;
    while !rest.is_empty() {
        let mut length = 0;
        while let Some(token) = rest.peek(length) {
            length += match token {
                Token::Mark(',', _) => break,
                Token::Open(_, inside) => inside + 2,
                _ => 1,
            };
        }
        parts.push(text_of(rest.rest().get(..length)?)?);
        rest.skip(length + 1);
    }
    Some(parts)
}

/// Tokens with the spaces that people write between them.
fn text_of(tokens: &[Token]) -> Option<String> {
    let mut text = String::new();
    let mut previous: Option<&Token> = None;
    for token in tokens {
        if previous.is_some_and(|previous| is_apart(previous, token)) {
            text.push(' ');
        }
        match token {
            Token::Word(word) => text.push_str(&word.to_string()),
            Token::Mark(mark, _) => text.push(*mark),
            Token::Literal(literal) => text.push_str(&literal.to_string()),
            Token::Open(Delimiter::Parenthesis, _) => text.push('('),
            Token::Close => text.push(')'),
            Token::Open(..) => return None,
        }
        previous = Some(token);
    }
    Some(text)
}

fn is_apart(previous: &Token, token: &Token) -> bool {
    match (previous, token) {
        (
            Token::Mark(_, Spacing::Joint) | Token::Mark('.' | '&' | '*' | '!' | '\'' | '<', _),
            _,
        ) => false,
        (Token::Mark(':', _), Token::Mark('<', _) | Token::Word(_)) => false,
        (Token::Open(..), _) | (_, Token::Close) => false,
        (Token::Word(word), Token::Open(..)) => word == "if",
        (_, Token::Open(..)) => false,
        (_, Token::Mark('.' | ',' | ':' | '!' | '<' | '>', _)) => false,
        (Token::Word(_) | Token::Literal(_) | Token::Mark(..) | Token::Close, _) => true,
    }
}
