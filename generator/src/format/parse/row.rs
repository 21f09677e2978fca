//! Items that a macro writes: `name! { … }`.

use proc_macro2::{Delimiter, Spacing};

use super::super::syntax::{ItemKind, Row, Word};
use super::super::token::{Cursor, Token};
use super::attribute::attributes;

/// `name! { … }`, whose braces hold rows.
pub fn table(tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    let name = tokens.ident()?;
    tokens.mark('!')?;
    Some(ItemKind::Rows(name + "!", rows(tokens.group(Delimiter::Brace)?)?))
}

fn rows(mut tokens: Cursor<'_>) -> Option<Vec<Row>> {
    let mut rows = Vec::new();
    while !tokens.is_empty() {
        rows.push(row(&mut tokens)?);
    }
    Some(rows)
}

/// Docs, attributes and words, up to a comma, a semicolon or the rows of its own.
fn row(tokens: &mut Cursor<'_>) -> Option<Row> {
    let mut row = Row { attributes: attributes(tokens)?, words: Vec::new(), rows: None, end: None };
    let mut words = RowWords::default();
    while let Some(token) = tokens.peek(0) {
        match token {
            Token::Mark(end @ (',' | ';'), _) if words.is_outside() => {
                tokens.skip(1);
                row.end = Some(*end);
                break;
            }
            Token::Open(Delimiter::Brace, _) if words.is_outside() => {
                row.rows = Some(rows(tokens.group(Delimiter::Brace)?)?);
                row.end = tokens.eat_mark(',').then_some(',');
                break;
            }
            token => {
                tokens.skip(1);
                words.add(token)?;
            }
        }
    }
    row.words = words.words;
    Some(row)
}

/// Tokens as words, with the spaces that people write between them.
#[derive(Default)]
struct RowWords<'t> {
    words: Vec<Word>,
    /// The ends of the groups around the next token.
    open: Vec<&'static str>,
    /// How many `<` are open.
    angles: usize,
    previous: Option<&'t Token>,
    /// Whether the next token is between the bars of a closure.
    is_in_bars: bool,
    /// Whether the previous token is the second half of `::`, `->` or `=>`.
    is_half: bool,
}

impl<'t> RowWords<'t> {
    /// Whether a line may be broken here.
    fn is_outside(&self) -> bool {
        self.open.is_empty() && self.angles == 0
    }

    fn add(&mut self, token: &'t Token) -> Option<()> {
        let is_apart = self.previous.is_some_and(|previous| self.is_apart(previous, token));
        if self.is_outside() && (is_apart || self.words.is_empty()) {
            self.words.push(Word::default());
        }
        let space = if is_apart && !self.is_outside() { " " } else { "" };
        let is_half = matches!(self.previous, Some(Token::Mark(_, Spacing::Joint)));
        let text = match token {
            Token::Word(word) => word.to_string(),
            Token::Mark(mark, _) => mark.to_string(),
            Token::Literal(literal) => literal.to_string(),
            Token::Open(delimiter, _) => {
                let (start, end) = match delimiter {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::Brace | Delimiter::None => return None,
                };
                self.open.push(end);
                start.to_owned()
            }
            Token::Close => self.open.pop()?.to_owned(),
        };
        match token {
            Token::Mark('<', _) => self.angles += 1,
            Token::Mark('>', _) if !(is_half && self.is_arrow()) => {
                self.angles = self.angles.checked_sub(1)?;
            }
            _ => {}
        }
        self.is_in_bars = matches!(token, Token::Mark('|', _)) != self.is_in_bars
            && (self.is_in_bars || self.is_before_closure());
        let word = self.words.last_mut()?;
        if !space.is_empty() && matches!(self.previous, Some(Token::Mark(',' | ';', _))) {
            word.breaks.push(word.text.len());
        }
        word.text.push_str(space);
        word.text.push_str(&text);
        self.previous = Some(token);
        self.is_half = is_half;
        Some(())
    }

    /// Whether a `>` that comes next is the end of `->` or `=>`.
    fn is_arrow(&self) -> bool {
        matches!(self.previous, Some(Token::Mark('-' | '=', _)))
    }

    /// Whether a `|` that comes next begins a closure.
    fn is_before_closure(&self) -> bool {
        matches!(self.previous, Some(Token::Mark('=' | ',', _) | Token::Open(..)))
    }

    fn is_apart(&self, previous: &Token, token: &Token) -> bool {
        match (previous, token) {
            (Token::Mark('|', _), _) | (_, Token::Mark('|', _)) if self.is_in_bars => false,
            // `200..=299`
            (Token::Literal(_), Token::Mark('.', _)) => false,
            (Token::Mark('=', _), Token::Literal(_)) if self.is_half => false,
            (Token::Mark(':' | '.', _), _) if self.is_half => false,
            (Token::Mark(_, Spacing::Joint) | Token::Open(..), _) => false,
            (Token::Mark('.' | '&' | '*' | '!' | '\'' | '<' | '#' | '-', _), _)
                if !self.is_half =>
            {
                false
            }
            (_, Token::Close | Token::Mark('.' | ',' | ';' | '!' | '>' | '<' | ':', _)) => {
                matches!((previous, token), (_, Token::Mark('.', Spacing::Joint)))
            }
            (Token::Mark('=' | '>' | '|' | ',' | ':' | '+', _), Token::Open(..)) => true,
            (Token::Close, Token::Open(Delimiter::Bracket, _)) => true,
            (Token::Literal(_), Token::Open(..)) => true,
            (_, Token::Open(..)) => false,
            _ => true,
        }
    }
}
