//! Expressions and statements.

use proc_macro2::{Delimiter, Spacing};

use super::super::layout::{Break, INDENT};
use super::chain::{At, Base, Kind, Link, are_numbers};
use super::ty::In;
use super::{Printer, Token};

impl Printer<'_> {
    /// An expression.
    pub fn expression(&mut self, at: At) -> Option<()> {
        let (kind, _) = Kind::of(self.tokens, at)?;
        self.expression_of(&kind, at)
    }

    fn expression_of(&mut self, kind: &Kind, at: At) -> Option<()> {
        match kind {
            Kind::Prefix(inner) => {
                let Token::Mark(mark, _) = self.take()? else { return None };
                self.layout.token(mark);
                if self.eat_word("mut") {
                    self.layout.word("mut ");
                }
                self.expression_of(inner, if at == At::Start { At::Inside } else { at })
            }
            Kind::Closure => self.closure(),
            Kind::Chain(base, links) => self.chain(*base, links, at),
        }
    }

    fn chain(&mut self, base: Base, links: &[Link], at: At) -> Option<()> {
        match links.split_last() {
            None => self.base(base),
            Some((Link::Call, inner)) => {
                self.chain(base, inner, at)?;
                self.arguments()
            }
            Some((Link::Try, inner)) => {
                self.chain(base, inner, at)?;
                self.mark('?')?;
                self.layout.word("?");
                Some(())
            }
            Some((Link::Method | Link::Field | Link::Await, _)) => {
                self.layout.consistent(INDENT);
                let only = links.len() == 1 && at == At::Start && self.begins_shortly(base);
                self.links(base, links, at, if only { -INDENT } else { 0 })?;
                self.layout.end();
                Some(())
            }
        }
    }

    /// A chain that breaks at its dots; how far in the arguments of the last call stand.
    fn links(&mut self, base: Base, links: &[Link], at: At, indent: isize) -> Option<()> {
        let is_short = links.len() == 1 && at == At::Start && self.begins_shortly(base);
        let Some((last, inner)) = links.split_last() else {
            self.layout.consistent(-INDENT);
            self.base(base)?;
            self.layout.end();
            return Some(());
        };
        match last {
            Link::Call => {
                self.links(base, inner, At::Inside, 0)?;
                return self.arguments();
            }
            Link::Try => {
                self.links(base, inner, at, 0)?;
                self.mark('?')?;
                self.layout.word("?");
                return Some(());
            }
            Link::Method | Link::Field | Link::Await => {}
        }
        self.links(base, inner, at, 0)?;
        if !is_short {
            self.layout.zero();
        }
        self.mark('.')?;
        self.layout.word(".");
        if *last != Link::Method {
            return if matches!(self.tokens.first()?, Token::Literal(_)) {
                self.literal()
            } else {
                self.ident()
            };
        }
        self.ident()?;
        if self.is_pair(':', ':') {
            self.skip(2);
            self.layout.word("::");
            self.generic_arguments()?;
        }
        self.layout.consistent(indent);
        self.arguments()?;
        self.layout.end();
        Some(())
    }

    /// Whether the first call stands beside what it is called on.
    fn begins_shortly(&self, base: Base) -> bool {
        let Some(Token::Word(word)) = self.tokens.first() else { return false };
        base == Base::Path
            && !matches!(self.tokens.get(1), Some(Token::Mark(':', _)))
            && word.to_string().len() <= INDENT.unsigned_abs()
    }

    /// `(…)`
    fn arguments(&mut self) -> Option<()> {
        let length = match self.take()? {
            Token::Open(Delimiter::Parenthesis, length) => *length,
            _ => return None,
        };
        self.layout.word("(");
        let only = Kind::of(self.tokens, At::Inside)
            .filter(|(kind, own)| kind.is_block() && *own == length);
        match only {
            Some((kind, _)) => self.expression_of(&kind, At::Inside)?,
            None => self.list(|printer| printer.expression(At::Inside))?,
        }
        self.layout.word(")");
        self.close()
    }

    fn base(&mut self, base: Base) -> Option<()> {
        match base {
            Base::Path => self.path(In::Expression),
            Base::Macro => self.call_of_macro(),
            Base::Literal => self.literal(),
            Base::Struct => self.structure(),
            Base::Paren => {
                self.skip(1);
                self.layout.word("(");
                self.expression(At::Inside)?;
                self.layout.word(")");
                self.close()
            }
            Base::Tuple => self.tuple(),
            Base::Array => self.array(),
            Base::Match => self.choice(),
        }
    }

    /// `Pet { name: value }`
    fn structure(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.layout.inconsistent(-INDENT);
        self.path(In::Expression)?;
        self.layout.end();
        self.open(Delimiter::Brace)?;
        self.layout.word(" {");
        self.layout.may_break(Break { blank: 1, if_nonempty: true, ..Break::default() });
        while !self.is_closed() {
            self.ident()?;
            if self.eat_mark(':') {
                self.layout.word(": ");
                self.layout.inconsistent(0);
                self.expression(At::Inside)?;
                self.layout.end();
            }
            let (has_comma, is_last) = (self.eat_mark(','), self.is_closed());
            if !has_comma && !is_last {
                return None;
            }
            self.layout.comma_or_space(is_last);
        }
        self.layout.outdent();
        self.layout.end_within(34);
        self.layout.word("}");
        self.close()
    }

    /// Of none or several elements.
    fn tuple(&mut self) -> Option<()> {
        self.skip(1);
        self.layout.word("(");
        let mut elements = 0;
        self.list(|printer| {
            elements += 1;
            printer.expression(At::Inside)
        })?;
        self.layout.word(")");
        self.close()?;
        (elements != 1).then_some(())
    }

    fn array(&mut self) -> Option<()> {
        let Token::Open(_, length) = self.take()? else { return None };
        if self.tokens.get(..*length).is_some_and(are_numbers) {
            self.filled(["[", "]"], Self::literal)?;
        } else {
            self.layout.word("[");
            self.list(|printer| printer.expression(At::Inside))?;
            self.layout.word("]");
        }
        self.close()
    }

    /// As many in a line as fit, between two words; how many there are.
    pub fn filled(
        &mut self,
        [open, close]: [&'static str; 2],
        element: impl Fn(&mut Self) -> Option<()>,
    ) -> Option<usize> {
        self.layout.consistent(INDENT);
        self.layout.word(open);
        self.layout.zero();
        self.layout.inconsistent(0);
        let mut count = 0;
        while !self.is_closed() {
            element(self)?;
            count += 1;
            if self.eat_mark(',') && !self.is_closed() {
                self.layout.word(",");
                self.layout.space();
            }
        }
        self.layout.end();
        self.layout.comma(true);
        self.layout.outdent();
        self.layout.word(close);
        self.layout.end();
        Some(count)
    }

    /// `|a, b| body`
    fn closure(&mut self) -> Option<()> {
        self.layout.inconsistent(0);
        self.layout.consistent(INDENT);
        self.layout.word("|");
        self.mark('|')?;
        let mut is_first = true;
        while !self.is_mark('|') {
            if is_first {
                self.layout.zero();
            } else {
                self.mark(',')?;
                self.layout.word(",");
                self.layout.space();
            }
            self.pattern()?;
            is_first = false;
        }
        self.mark('|')?;
        self.layout.word("|");
        self.layout.space();
        self.layout.outdent();
        self.layout.end();
        self.layout.never();
        let (body, _) = Kind::of(self.tokens, At::Inside)?;
        let stands_free = match &body {
            Kind::Chain(Base::Match, links) => links.is_empty(),
            Kind::Chain(_, links) => matches!(links.last(), Some(Link::Call)),
            _ => false,
        };
        if stands_free || body.is_block() {
            self.expression_of(&body, At::Inside)?;
        } else {
            self.layout.consistent(INDENT);
            self.layout.may_break(Break { before: "{", ..Break::default() });
            self.expression_of(&body, At::Inside)?;
            self.layout.may_break(Break { offset: -INDENT, after: "}", ..Break::default() });
            self.layout.end();
        }
        self.layout.end();
        Some(())
    }

    /// `match … { … }`
    fn choice(&mut self) -> Option<()> {
        self.skip(1);
        self.layout.inconsistent(0);
        self.layout.word("match ");
        self.layout.consistent(0);
        let (scrutinee, _) = Kind::of(self.tokens, At::Scrutinee)?;
        self.expression_of(&scrutinee, At::Scrutinee)?;
        self.block_after(&scrutinee)?;
        self.layout.line_if_nonempty();
        while !self.is_closed() {
            self.arm()?;
            self.layout.line();
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word("}");
        self.close()?;
        self.layout.end();
        Some(())
    }

    /// The brace that opens what follows a scrutinee, the end of the box around that, and a box for
    /// what is inside.
    fn block_after(&mut self, scrutinee: &Kind) -> Option<()> {
        if scrutinee.ends_on_its_own() {
            self.layout.space();
        } else {
            self.layout.word(" ");
        }
        self.layout.end();
        self.open(Delimiter::Brace)?;
        self.layout.word("{");
        self.layout.never();
        self.layout.consistent(INDENT);
        Some(())
    }

    fn arm(&mut self) -> Option<()> {
        self.layout.inconsistent(0);
        self.patterns()?;
        if self.eat_word("if") {
            self.layout.word(" if ");
            self.expression(At::Inside)?;
        }
        if !self.is_pair('=', '>') {
            return None;
        }
        self.skip(2);
        self.layout.word(" => ");
        self.layout.never();
        self.layout.consistent(INDENT);
        self.layout.may_break(Break { before: "{", ..Break::default() });
        let (body, _) = Kind::of(self.tokens, At::Start)?;
        let is_match = matches!(body, Kind::Chain(Base::Match, _));
        // It would be an empty block.
        if matches!(self.tokens, [Token::Open(Delimiter::Parenthesis, 0), ..]) {
            return None;
        }
        self.expression_of(&body, At::Start)?;
        let instead = if is_match { "" } else { "," };
        self.layout.may_break(Break { offset: -INDENT, after: "}", instead, ..Break::default() });
        self.layout.end();
        self.layout.end();
        (self.eat_mark(',') || is_match || self.is_closed()).then_some(())
    }

    /// A statement, or what a block gives.
    pub fn statement(&mut self) -> Option<()> {
        if self.eat_word("let") {
            self.layout.inconsistent(0);
            self.layout.word("let ");
            self.pattern()?;
            if self.eat_mark(':') {
                self.layout.word(": ");
                self.ty()?;
            }
            self.mark('=')?;
            self.layout.word(" = ");
            self.layout.never();
            self.expression(At::Inside)?;
            self.mark(';')?;
            self.layout.end();
            self.layout.word(";");
            self.layout.line();
            return Some(());
        }
        if self.is_word("use") {
            return self.import();
        }
        if self.is_word("while") {
            return self.repetition();
        }
        let (kind, length) = Kind::of(self.tokens, At::Start)?;
        if matches!(kind, Kind::Chain(Base::Macro, _)) {
            self.call_of_macro()?;
            self.mark(';')?;
            self.layout.word(";");
            self.layout.line();
            return Some(());
        }
        self.layout.inconsistent(0);
        if matches!(self.tokens.get(length), Some(Token::Mark('=', Spacing::Alone))) {
            self.layout.inconsistent(0);
            self.expression_of(&kind, At::Inside)?;
            self.mark('=')?;
            self.layout.word(" = ");
            self.layout.never();
            self.expression(At::Inside)?;
            self.layout.end();
            self.mark(';')?;
            self.layout.word(";");
        } else {
            self.expression_of(&kind, At::Start)?;
            if self.eat_mark(';') {
                self.layout.word(";");
            } else if !self.is_closed() && !matches!(kind, Kind::Chain(Base::Match, _)) {
                return None;
            }
        }
        self.layout.end();
        self.layout.line();
        Some(())
    }

    /// `while let … { … }`
    fn repetition(&mut self) -> Option<()> {
        self.skip(1);
        self.layout.inconsistent(0);
        self.layout.word("while ");
        self.layout.consistent(0);
        self.layout.inconsistent(0);
        self.layout.word("let ");
        if !self.eat_word("let") {
            return None;
        }
        self.layout.inconsistent(0);
        self.pattern()?;
        self.layout.end();
        self.mark('=')?;
        self.layout.word(" = ");
        self.layout.never();
        self.layout.inconsistent(0);
        let (value, _) = Kind::of(self.tokens, At::Scrutinee)?;
        self.expression_of(&value, At::Scrutinee)?;
        self.layout.end();
        self.layout.end();
        self.block_after(&value)?;
        self.statements()?;
        self.layout.word("}");
        self.layout.end();
        self.layout.line();
        Some(())
    }

    /// Those of a block, up to the brace that ends it, and the end of the box around them.
    pub fn statements(&mut self) -> Option<()> {
        self.layout.line_if_nonempty();
        while !self.is_closed() {
            self.statement()?;
        }
        self.layout.outdent();
        self.layout.end();
        self.close()
    }
}
