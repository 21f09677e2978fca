//! Expressions and statements.

use proc_macro2::{Delimiter, Spacing};

use super::super::layout::{Break, INDENT};
use super::ty::In;
use super::{Printer, Token};

/// What is called, read or awaited of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Link {
    Method,
    Field,
    Await,
    Call,
    Try,
}

/// What an expression begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Path,
    Macro,
    Literal,
    Struct,
    Paren,
    Tuple,
    Array,
    Match,
}

/// What an expression is.
#[derive(Debug)]
enum Kind {
    /// `&a`, `*a`, `!a`
    Prefix(Box<Kind>),
    Closure,
    Chain(Base, Vec<Link>),
}

/// Where an expression stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum At {
    /// At the beginning of a line.
    Start,
    Inside,
    /// Between `match` and its arms.
    Scrutinee,
}

impl Kind {
    /// The expression that tokens begin with, and how many they are.
    fn of(tokens: &[Token], at: At) -> Option<(Self, usize)> {
        match tokens {
            [Token::Mark('&', _), Token::Word(word), rest @ ..] if word == "mut" => {
                let (kind, length) = Self::of(rest, at)?;
                Some((Self::Prefix(Box::new(kind)), length + 2))
            }
            [Token::Mark('&' | '*' | '!' | '-', _), rest @ ..] => {
                let (kind, length) = Self::of(rest, at)?;
                Some((Self::Prefix(Box::new(kind)), length + 1))
            }
            [Token::Mark('|', _), rest @ ..] => {
                let parameters = rest.iter().position(|token| matches!(token, Token::Mark('|', _)))?;
                let (_, body) = Self::of(rest.get(parameters + 1..)?, at)?;
                Some((Self::Closure, 2 + parameters + body))
            }
            _ => {
                let (base, mut length) = Base::of(tokens, at)?;
                let mut links = Vec::new();
                while let Some((link, more)) = Link::of(tokens.get(length..)?) {
                    links.push(link);
                    length += more;
                }
                // A statement would end behind the arms.
                let is_whole = base != Base::Match || links.is_empty();
                is_whole.then_some((Self::Chain(base, links), length))
            }
        }
    }

    /// Whether it may stand between parentheses without a line of its own.
    fn is_block(&self) -> bool {
        match self {
            Self::Closure => true,
            Self::Chain(Base::Array | Base::Struct | Base::Tuple, links) => links.is_empty(),
            _ => false,
        }
    }

    /// Whether a brace behind it stands on a line of its own when it is broken.
    fn ends_on_its_own(&self) -> bool {
        match self {
            Self::Prefix(inner) => inner.ends_on_its_own(),
            Self::Closure => false,
            Self::Chain(_, links) => {
                let outer = links.iter().rev().find(|link| !matches!(link, Link::Call | Link::Try));
                matches!(outer, Some(Link::Method | Link::Field | Link::Await))
            }
        }
    }
}

impl Base {
    fn of(tokens: &[Token], at: At) -> Option<(Self, usize)> {
        match tokens.first()? {
            Token::Literal(_) => Some((Self::Literal, 1)),
            Token::Open(Delimiter::Parenthesis, length) => {
                let inner = tokens.get(1..=*length)?;
                let is_tuple = inner.is_empty() || has_outside_of_groups(inner, ',');
                Some((if is_tuple { Self::Tuple } else { Self::Paren }, length + 2))
            }
            Token::Open(Delimiter::Bracket, length) => Some((Self::Array, length + 2)),
            Token::Word(word) if word == "match" => {
                let (_, scrutinee) = Kind::of(tokens.get(1..)?, At::Scrutinee)?;
                match tokens.get(1 + scrutinee)? {
                    Token::Open(Delimiter::Brace, length) => Some((Self::Match, 1 + scrutinee + length + 2)),
                    _ => None,
                }
            }
            Token::Word(word) => {
                const OTHERS: [&str; 17] = [
                    "async", "break", "const", "continue", "for", "if", "let", "loop", "move", "return", "static",
                    "unsafe", "use", "while", "yield", "fn", "_",
                ];
                if OTHERS.iter().any(|other| word == other) {
                    return None;
                }
                let length = path_length(tokens)?;
                match tokens.get(length) {
                    Some(Token::Open(Delimiter::Brace, inner)) if at != At::Scrutinee => {
                        Some((Self::Struct, length + inner + 2))
                    }
                    Some(Token::Mark('!', Spacing::Alone)) => match tokens.get(length + 1)? {
                        Token::Open(Delimiter::Parenthesis, inner) if length == 1 => Some((Self::Macro, inner + 4)),
                        _ => None,
                    },
                    _ => Some((Self::Path, length)),
                }
            }
            _ => None,
        }
    }
}

impl Link {
    /// The link that tokens begin with, and how many they are; `None` when the chain ends.
    fn of(tokens: &[Token]) -> Option<(Self, usize)> {
        match tokens {
            [Token::Mark('?', _), ..] => Some((Self::Try, 1)),
            [Token::Open(Delimiter::Parenthesis, length), ..] => Some((Self::Call, length + 2)),
            [Token::Mark('.', Spacing::Alone), Token::Word(word), ..] if word == "await" => Some((Self::Await, 2)),
            [Token::Mark('.', Spacing::Alone), Token::Word(_) | Token::Literal(_), rest @ ..] => {
                let generics = if matches!(rest, [Token::Mark(':', _), Token::Mark(':', _), ..]) {
                    2 + generics_length(rest.get(2..)?)?
                } else {
                    0
                };
                match rest.get(generics) {
                    Some(Token::Open(Delimiter::Parenthesis, length)) => {
                        Some((Self::Method, 2 + generics + length + 2))
                    }
                    _ => Some((Self::Field, 2)),
                }
            }
            _ => None,
        }
    }
}

fn has_outside_of_groups(tokens: &[Token], wanted: char) -> bool {
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        at += match token {
            Token::Open(_, length) => length + 2,
            Token::Mark(mark, _) if *mark == wanted => return true,
            _ => 1,
        };
    }
    false
}

/// Whether the elements of an array are integers.
fn are_numbers(elements: &[Token]) -> bool {
    let is_integer = |token: &Token| match token {
        Token::Mark(',', _) => true,
        Token::Literal(literal) => literal.to_string().bytes().all(|byte| byte.is_ascii_digit()),
        _ => false,
    };
    !elements.is_empty() && elements.iter().all(is_integer)
}

/// How many tokens a path has.
fn path_length(tokens: &[Token]) -> Option<usize> {
    let mut length = 1;
    while let Some([Token::Mark(':', Spacing::Joint), Token::Mark(':', _), rest @ ..]) = tokens.get(length..) {
        length += 2 + match rest.first()? {
            Token::Mark('<', _) => generics_length(rest)?,
            Token::Word(_) => 1,
            _ => return None,
        };
    }
    Some(length)
}

/// How many tokens `<…>` has.
fn generics_length(tokens: &[Token]) -> Option<usize> {
    let mut depth = 0_usize;
    for (index, token) in tokens.iter().enumerate() {
        match token {
            Token::Mark('<', _) => depth += 1,
            Token::Mark('>', _) => depth = depth.checked_sub(1)?,
            _ => {}
        }
        if depth == 0 {
            return Some(index + 1);
        }
    }
    None
}

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
            return if matches!(self.tokens.first()?, Token::Literal(_)) { self.literal() } else { self.ident() };
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
        let only = Kind::of(self.tokens, At::Inside).filter(|(kind, own)| kind.is_block() && *own == length);
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
            self.numbers()?;
        } else {
            self.layout.word("[");
            self.list(|printer| printer.expression(At::Inside))?;
            self.layout.word("]");
        }
        self.close()
    }

    /// As many in a line as fit.
    fn numbers(&mut self) -> Option<()> {
        self.layout.consistent(INDENT);
        self.layout.word("[");
        self.layout.zero();
        self.layout.inconsistent(0);
        while !self.is_closed() {
            self.literal()?;
            if self.eat_mark(',') && !self.is_closed() {
                self.layout.word(",");
                self.layout.space();
            }
        }
        self.layout.end();
        self.layout.comma(true);
        self.layout.outdent();
        self.layout.word("]");
        self.layout.end();
        Some(())
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
        if value.ends_on_its_own() {
            self.layout.space();
        } else {
            self.layout.word(" ");
        }
        self.layout.end();
        self.open(Delimiter::Brace)?;
        self.layout.word("{");
        self.layout.never();
        self.layout.consistent(INDENT);
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
