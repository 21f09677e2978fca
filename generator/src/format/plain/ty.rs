//! Paths, types and generics.

use proc_macro2::Delimiter;

use super::super::layout::INDENT;
use super::{Printer, Token};

/// Where a path stands, which says how generic arguments are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum In {
    Type,
    Expression,
}

impl Printer<'_> {
    /// A path.
    pub fn path(&mut self, place: In) -> Option<()> {
        self.ident()?;
        loop {
            if self.is_mark('<') && place == In::Type {
                self.generic_arguments()?;
            } else if self.is_pair(':', ':') {
                self.skip(2);
                self.layout.word("::");
                match self.is_mark('<') {
                    true if place == In::Expression => self.generic_arguments()?,
                    true => return None,
                    false => self.ident()?,
                }
            } else {
                return Some(());
            }
        }
    }

    /// `<…>`
    pub fn generic_arguments(&mut self) -> Option<()> {
        self.mark('<')?;
        self.layout.word("<");
        self.layout.consistent(INDENT);
        self.layout.zero();
        while !self.is_mark('>') {
            match self.tokens {
                [Token::Mark('\'', _), ..] => self.lifetime()?,
                [Token::Word(_), Token::Mark('=', _), ..] => {
                    self.ident()?;
                    self.skip(1);
                    self.layout.word(" = ");
                    self.ty()?;
                }
                _ => self.ty()?,
            }
            self.separated('>')?;
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word(">");
        self.mark('>')
    }

    /// What stands between the elements of a list up to a mark.
    fn separated(&mut self, end: char) -> Option<()> {
        let (has_comma, is_last) = (self.eat_mark(','), self.is_mark(end));
        self.layout.comma(is_last);
        (has_comma || is_last).then_some(())
    }

    /// `<T: X>`, if it is there.
    pub fn generics(&mut self) -> Option<()> {
        if !self.eat_mark('<') {
            return Some(());
        }
        self.layout.word("<");
        self.layout.consistent(0);
        self.layout.zero();
        while !self.is_mark('>') {
            if self.is_mark('\'') {
                self.lifetime()?;
            } else {
                self.ident()?;
                self.layout.inconsistent(INDENT);
                let mut before = ": ";
                while self.eat_mark(if before == ": " { ':' } else { '+' }) {
                    if before != ": " {
                        self.layout.space();
                    }
                    self.layout.word(before);
                    self.bound()?;
                    before = "+ ";
                }
                self.layout.end();
            }
            self.separated('>')?;
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word(">");
        self.mark('>')
    }

    fn bound(&mut self) -> Option<()> {
        if self.is_mark('\'') { self.lifetime() } else { self.path(In::Type) }
    }

    /// A type.
    pub fn ty(&mut self) -> Option<()> {
        match self.tokens.first()? {
            Token::Mark('&', _) => {
                self.skip(1);
                self.layout.word("&");
                if self.is_mark('\'') {
                    self.lifetime()?;
                    self.layout.word(" ");
                }
                if self.eat_word("mut") {
                    self.layout.word("mut ");
                }
                self.ty()
            }
            Token::Open(Delimiter::Parenthesis, _) => self.tuple_type(),
            Token::Open(Delimiter::Bracket, _) => {
                self.skip(1);
                self.layout.word("[");
                self.ty()?;
                self.layout.word("]");
                self.close()
            }
            Token::Word(word) if word == "impl" || word == "dyn" => {
                self.ident()?;
                self.layout.word(" ");
                self.bound()?;
                while self.eat_mark('+') {
                    self.layout.word(" + ");
                    self.bound()?;
                }
                Some(())
            }
            Token::Word(word)
                if ["fn", "unsafe", "extern", "for", "_"].iter().any(|other| word == other) =>
            {
                None
            }
            Token::Word(_) => self.path(In::Type),
            _ => None,
        }
    }

    /// Of none or several elements.
    fn tuple_type(&mut self) -> Option<()> {
        self.open(Delimiter::Parenthesis)?;
        self.layout.word("(");
        let mut elements = 0;
        self.list(|printer| {
            elements += 1;
            printer.ty()
        })?;
        self.layout.word(")");
        self.close()?;
        (elements != 1).then_some(())
    }
}
