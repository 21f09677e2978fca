//! Patterns.

use proc_macro2::Delimiter;

use super::ty::In;
use super::{Printer, Token};

impl Printer<'_> {
    /// A pattern, and others that may stand in its place.
    pub fn patterns(&mut self) -> Option<()> {
        let cases = cases(self.tokens);
        if cases.clone().nth(1).is_none() {
            return self.pattern();
        }
        let is_simple = |case: &[Token]| match case {
            [Token::Literal(_)] | [Token::Mark('-', _), Token::Literal(_)] => true,
            [Token::Word(word)] => word == "_",
            _ => false,
        };
        if cases.clone().all(is_simple) {
            self.layout.inconsistent(0);
        } else {
            self.layout.consistent(0);
        }
        for index in 0..cases.count() {
            if index > 0 {
                self.mark('|')?;
                self.layout.space();
                self.layout.word("| ");
            }
            self.pattern()?;
        }
        self.layout.end();
        Some(())
    }

    /// A pattern.
    pub fn pattern(&mut self) -> Option<()> {
        match self.tokens.first()? {
            Token::Literal(_) | Token::Mark('-', _) => self.literal_pattern(),
            Token::Mark('&', _) => {
                self.skip(1);
                self.layout.word("&");
                self.pattern()
            }
            Token::Open(Delimiter::Parenthesis, _) => self.tuple_pattern(),
            Token::Word(word) if word == "mut" => {
                self.skip(1);
                self.layout.word("mut ");
                self.ident()
            }
            Token::Word(word) if word == "ref" || word == "box" => None,
            Token::Word(_) => {
                self.path(In::Expression)?;
                match self.tokens.first() {
                    Some(Token::Open(Delimiter::Parenthesis, _)) => {
                        self.skip(1);
                        self.layout.word("(");
                        self.list(Self::pattern)?;
                        self.layout.word(")");
                        self.close()
                    }
                    Some(Token::Open(..) | Token::Mark('@' | '!' | '.', _)) => None,
                    _ => Some(()),
                }
            }
            _ => None,
        }
    }

    fn literal_pattern(&mut self) -> Option<()> {
        self.number()?;
        if self.is_pair('.', '.') {
            self.skip(2);
            self.mark('=')?;
            self.layout.word("..=");
            self.number()?;
        }
        Some(())
    }

    fn number(&mut self) -> Option<()> {
        if self.eat_mark('-') {
            self.layout.word("-");
        }
        self.literal()
    }

    /// Of several elements.
    fn tuple_pattern(&mut self) -> Option<()> {
        self.open(Delimiter::Parenthesis)?;
        self.layout.word("(");
        let mut elements = 0;
        self.list(|printer| {
            elements += 1;
            printer.pattern()
        })?;
        self.layout.word(")");
        self.close()?;
        (elements > 1).then_some(())
    }
}

/// The tokens of each case up to `=>`, outside of groups.
fn cases<'t>(tokens: &'t [Token]) -> impl Iterator<Item = &'t [Token]> + Clone + use<'t> {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match token {
            Token::Open(_, length) => length + 2,
            Token::Mark('=', _) if matches!(tokens.get(at + 1), Some(Token::Mark('>', _))) => break,
            Token::Close => break,
            _ => 1,
        };
    }
    tokens.get(..at).unwrap_or_default().split(|token| matches!(token, Token::Mark('|', _)))
}
