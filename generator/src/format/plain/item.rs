//! Items.

use proc_macro2::Delimiter;

use super::super::layout::INDENT;
use super::super::{Kind, finished};
use super::chain::At;
use super::ty::In;
use super::{Part, Printer, Token};

impl Printer<'_> {
    /// An item, to its end.
    pub fn part(mut self) -> Option<Part> {
        match self.tokens {
            [Token::Mark('#', _), Token::Mark('!', _), ..] => return self.page(),
            [_, Token::Mark('!', _), _, _, Token::Open(Delimiter::Brace, _), ..] => {
                let text = self.call_with_list()?;
                return self.tokens.is_empty().then_some(Part::Text(Kind::Other, text));
            }
            _ => {}
        }
        // A file is a box in which all breaks are.
        self.layout.consistent(0);
        self.attributes()?;
        let kind = self.kind();
        let is_definition = [0, 1]
            .iter()
            .any(|at| matches!(self.tokens.get(*at), Some(Token::Word(word)) if word == "struct" || word == "enum"));
        self.item()?;
        self.layout.end();
        if !self.tokens.is_empty() {
            return None;
        }
        let text = self.layout.text();
        // In a definition there is no line to be set otherwise.
        Some(Part::Text(kind, if is_definition { text } else { finished(kind, &text) }))
    }

    fn kind(&self) -> Kind {
        match self.tokens.get(self.visibility_length()) {
            Some(Token::Word(word)) if word == "use" && self.is_word("use") => Kind::Use,
            Some(Token::Word(word)) if word == "use" => Kind::Export,
            Some(Token::Word(word)) if word == "mod" => Kind::Module,
            _ => Kind::Other,
        }
    }

    fn item(&mut self) -> Option<()> {
        let visibility = self.visibility_length();
        let Some(Token::Word(kind)) = self.tokens.get(visibility) else { return None };
        let is = |word: &str| kind == word;
        match () {
            () if is("struct") => self.structure_item(),
            () if is("enum") => self.enumeration(),
            () if is("impl") => self.implementation(),
            () if is("static") => self.constant("static"),
            () if is("const") => self.constant("const"),
            () if is("type") => self.alias(),
            () if is("fn") || is("async") => self.function(),
            () if is("use") => self.import(),
            () if is("mod") => self.module(),
            () if matches!(self.tokens.get(visibility + 1), Some(Token::Mark('!', _)))
                && visibility == 0 =>
            {
                self.call_of_macro()?;
                self.mark(';')?;
                self.layout.word(";");
                self.layout.line();
                Some(())
            }
            () => None,
        }
    }

    /// How many tokens say who sees an item.
    fn visibility_length(&self) -> usize {
        match self.tokens {
            [Token::Word(word), Token::Open(Delimiter::Parenthesis, length), ..]
                if word == "pub" =>
            {
                length + 3
            }
            [Token::Word(word), ..] if word == "pub" => 1,
            _ => 0,
        }
    }

    fn visibility(&mut self) -> Option<()> {
        if !self.eat_word("pub") {
            return Some(());
        }
        if !self.is_open(Delimiter::Parenthesis) {
            self.layout.word("pub ");
            return Some(());
        }
        self.skip(1);
        self.layout.word("pub(");
        if self.eat_word("in") {
            self.layout.word("in ");
        }
        self.path(In::Type)?;
        self.layout.word(") ");
        self.close()
    }

    /// A struct, with or without names of its fields.
    fn structure_item(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.visibility()?;
        self.skip(1);
        self.layout.word("struct ");
        self.ident()?;
        if self.is_open(Delimiter::Parenthesis) {
            self.unnamed_fields()?;
            self.mark(';')?;
            self.layout.word(";");
            self.layout.end();
        } else {
            self.lines(|printer| {
                printer.attributes()?;
                printer.visibility()?;
                printer.ident()?;
                printer.mark(':')?;
                printer.layout.word(": ");
                printer.ty()
            })?;
        }
        self.layout.line();
        Some(())
    }

    /// ` { … }`, each in its own line, with a comma behind it; ends the box.
    fn lines(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.open(Delimiter::Brace)?;
        self.layout.word(" {");
        self.layout.line_if_nonempty();
        while !self.is_closed() {
            each(self)?;
            if !self.eat_mark(',') && !self.is_closed() {
                return None;
            }
            self.layout.word(",");
            self.layout.line();
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word("}");
        self.close()
    }

    fn unnamed_fields(&mut self) -> Option<()> {
        self.open(Delimiter::Parenthesis)?;
        self.layout.word("(");
        self.layout.zero();
        while !self.is_closed() {
            self.visibility()?;
            self.ty()?;
            let (has_comma, is_last) = (self.eat_mark(','), self.is_closed());
            if !has_comma && !is_last {
                return None;
            }
            self.layout.comma(is_last);
        }
        self.layout.outdent();
        self.layout.word(")");
        self.close()
    }

    fn enumeration(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.visibility()?;
        self.skip(1);
        self.layout.word("enum ");
        self.ident()?;
        self.lines(|printer| {
            printer.attributes()?;
            printer.ident()?;
            if printer.is_open(Delimiter::Parenthesis) {
                printer.layout.consistent(INDENT);
                printer.unnamed_fields()?;
                printer.layout.end();
            }
            Some(())
        })?;
        self.layout.line();
        Some(())
    }

    fn implementation(&mut self) -> Option<()> {
        if !self.eat_word("impl") {
            return None;
        }
        self.layout.consistent(INDENT);
        self.layout.inconsistent(-INDENT);
        self.layout.consistent(INDENT);
        self.layout.word("impl");
        self.generics()?;
        self.layout.end();
        self.layout.word(" ");
        self.path(In::Type)?;
        if self.eat_word("for") {
            self.layout.space();
            self.layout.word("for ");
            self.path(In::Type)?;
        }
        self.layout.end();
        self.open(Delimiter::Brace)?;
        self.layout.word(" {");
        self.layout.line_if_nonempty();
        while !self.is_closed() {
            self.attributes()?;
            self.member()?;
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word("}");
        self.close()?;
        self.layout.line();
        Some(())
    }

    fn member(&mut self) -> Option<()> {
        let visibility = self.visibility_length();
        let Some(Token::Word(kind)) = self.tokens.get(visibility) else { return None };
        match () {
            () if kind == "fn" || kind == "async" => self.function(),
            () if kind == "const" => self.constant("const"),
            () if kind == "type" => self.alias(),
            () => None,
        }
    }

    /// `static A: B = c;`
    fn constant(&mut self, word: &str) -> Option<()> {
        self.layout.consistent(0);
        self.visibility()?;
        self.skip(1);
        if self.is_word("mut") || self.is_word("fn") || self.is_word("_") {
            return None;
        }
        self.layout.word(word);
        self.layout.word(" ");
        self.ident()?;
        self.mark(':')?;
        self.layout.word(": ");
        self.ty()?;
        self.mark('=')?;
        self.layout.word(" = ");
        self.layout.never();
        self.expression(At::Inside)?;
        self.mark(';')?;
        self.layout.word(";");
        self.layout.end();
        self.layout.line();
        Some(())
    }

    /// `type A = B;`
    fn alias(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.visibility()?;
        self.skip(1);
        self.layout.word("type ");
        self.ident()?;
        self.mark('=')?;
        self.layout.word(" = ");
        self.layout.never();
        self.layout.inconsistent(-INDENT);
        self.ty()?;
        self.layout.end();
        self.mark(';')?;
        self.layout.word(";");
        self.layout.end();
        self.layout.line();
        Some(())
    }

    /// `mod a;`
    fn module(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.visibility()?;
        self.skip(1);
        self.layout.word("mod ");
        self.ident()?;
        self.mark(';')?;
        self.layout.word(";");
        self.layout.end();
        self.layout.line();
        Some(())
    }

    /// `use a::b;`
    pub fn import(&mut self) -> Option<()> {
        self.visibility()?;
        self.skip(1);
        self.layout.word("use ");
        self.imported()?;
        self.mark(';')?;
        self.layout.word(";");
        self.layout.line();
        Some(())
    }

    fn imported(&mut self) -> Option<()> {
        while !self.is_open(Delimiter::Brace) {
            if self.eat_mark('*') {
                self.layout.word("*");
                return Some(());
            }
            self.ident()?;
            if self.eat_word("as") {
                self.layout.word(" as ");
                return self.ident();
            }
            if !self.is_pair(':', ':') {
                return Some(());
            }
            self.skip(2);
            self.layout.word("::");
        }
        self.skip(1);
        let count = self.filled(["{", "}"], Self::ident)?;
        self.close()?;
        (count > 1).then_some(())
    }

    fn function(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.visibility()?;
        if self.eat_word("async") {
            self.layout.word("async ");
        }
        if !self.eat_word("fn") {
            return None;
        }
        self.layout.word("fn ");
        self.ident()?;
        self.generics()?;
        self.parameters()?;
        self.layout.consistent(-INDENT);
        if self.is_pair('-', '>') {
            self.skip(2);
            self.layout.word(" -> ");
            self.ty()?;
        }
        self.layout.end();
        self.open(Delimiter::Brace)?;
        self.layout.word(" {");
        self.statements()?;
        self.layout.word("}");
        self.layout.line();
        Some(())
    }

    /// The parameters of a function.
    fn parameters(&mut self) -> Option<()> {
        self.open(Delimiter::Parenthesis)?;
        self.layout.word("(");
        self.layout.never();
        self.layout.consistent(0);
        self.layout.zero();
        while !self.is_closed() {
            self.parameter()?;
            let (has_comma, is_last) = (self.eat_mark(','), self.is_closed());
            if !has_comma && !is_last {
                return None;
            }
            self.layout.comma(is_last);
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word(")");
        self.close()
    }

    fn parameter(&mut self) -> Option<()> {
        if self.eat_mark('&') {
            self.layout.word("&");
            if self.is_mark('\'') {
                self.lifetime()?;
                self.layout.word(" ");
            }
        }
        if self.eat_word("mut") {
            self.layout.word("mut ");
        }
        if self.is_word("self") {
            return self.ident();
        }
        self.pattern()?;
        self.mark(':')?;
        self.layout.word(": ");
        self.ty()
    }
}
