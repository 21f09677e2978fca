//! Expressions.

use proc_macro2::{Delimiter, Spacing};

use super::super::syntax::{
    Arm, Chain, Expression, FieldValue, Link, LinkKind, MacroArguments, Type,
};
use super::super::token::{Cursor, Token};
use super::macro_tokens::parts;
use super::pattern::{alternatives, pattern};
use super::ty::{PathStyle, path, ty};
use super::{in_parens, list};

/// Whether a brace after a path begins a struct.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Braces {
    Struct,
    /// After `match` and `while let`, it begins a block.
    Block,
}

/// An expression.
pub fn expression(tokens: &mut Cursor<'_>, braces: Braces) -> Option<Expression> {
    match tokens.peek(0)? {
        Token::Mark('&', _) => {
            tokens.skip(1);
            let prefix = if tokens.eat_word("mut") { "&mut " } else { "&" };
            prefixed(prefix, tokens, braces)
        }
        Token::Mark(mark @ ('*' | '!' | '-'), _) => {
            tokens.skip(1);
            prefixed(&mark.to_string(), tokens, braces)
        }
        Token::Mark('|', _) => closure(tokens),
        Token::Word(word) if word == "return" => {
            tokens.skip(1);
            prefixed("return ", tokens, braces)
        }
        _ => chain(tokens, braces),
    }
}

/// An expression that is not before a block.
pub fn inner(tokens: &mut Cursor<'_>) -> Option<Expression> {
    expression(tokens, Braces::Struct)
}

fn prefixed(prefix: &str, tokens: &mut Cursor<'_>, braces: Braces) -> Option<Expression> {
    let operand = expression(tokens, braces)?;
    Some(Expression::Prefix(prefix.to_owned(), Box::new(operand)))
}

/// `|a, b| body`
fn closure(tokens: &mut Cursor<'_>) -> Option<Expression> {
    tokens.mark('|')?;
    let mut parameters = Vec::new();
    while !tokens.is_mark('|') {
        parameters.push(pattern(tokens)?.text);
        if !tokens.eat_mark(',') && !tokens.is_mark('|') {
            return None;
        }
    }
    tokens.mark('|')?;
    let body = inner(tokens)?;
    Some(Expression::Closure(format!("|{}|", parameters.join(", ")), Box::new(body)))
}

/// An expression, and what is called, read or awaited of it.
fn chain(tokens: &mut Cursor<'_>, braces: Braces) -> Option<Expression> {
    let mut chain = Chain { root: Box::new(base(tokens, braces)?), tries: 0, links: Vec::new() };
    // A statement ends behind the arms.
    if matches!(*chain.root, Expression::Match(..)) {
        return Some(*chain.root);
    }
    loop {
        if tokens.eat_mark('?') {
            match chain.links.last_mut() {
                Some(link) => link.tries += 1,
                None => chain.tries += 1,
            }
        } else if tokens.is_open(Delimiter::Parenthesis) {
            let callee = chain.finish();
            let call = Expression::Call(Box::new(callee), in_parens(tokens, inner)?);
            chain = Chain { root: Box::new(call), tries: 0, links: Vec::new() };
        } else if matches!(tokens.peek(0), Some(Token::Mark('.', Spacing::Alone))) {
            tokens.skip(1);
            chain.links.push(Link { kind: link(tokens)?, tries: 0 });
        } else {
            return Some(chain.finish());
        }
    }
}

impl Chain {
    /// The root alone where nothing follows it.
    fn finish(self) -> Expression {
        if self.links.is_empty() && self.tries == 0 { *self.root } else { Expression::Chain(self) }
    }
}

fn link(tokens: &mut Cursor<'_>) -> Option<LinkKind> {
    let name = match tokens.next()? {
        Token::Word(word) => format!(".{word}"),
        Token::Literal(index) => format!(".{index}"),
        _ => return None,
    };
    let types = if tokens.eat_pair(':', ':') { turbofish(tokens)? } else { Vec::new() };
    if tokens.is_open(Delimiter::Parenthesis) {
        Some(LinkKind::Method { name, types, arguments: in_parens(tokens, inner)? })
    } else {
        Some(LinkKind::Field(name))
    }
}

/// `<T>`
fn turbofish(tokens: &mut Cursor<'_>) -> Option<Vec<Type>> {
    tokens.mark('<')?;
    let mut types = Vec::new();
    while !tokens.eat_mark('>') {
        types.push(ty(tokens)?);
        tokens.eat_mark(',');
    }
    Some(types)
}

fn base(tokens: &mut Cursor<'_>, braces: Braces) -> Option<Expression> {
    const STATEMENTS: [&str; 15] = [
        "async", "break", "const", "continue", "for", "if", "let", "loop", "move", "static",
        "unsafe", "use", "while", "yield", "fn",
    ];
    match tokens.peek(0)? {
        Token::Literal(literal) => {
            tokens.skip(1);
            Some(Expression::Literal(literal.to_string()))
        }
        Token::Open(Delimiter::Parenthesis, _) => parenthesized(tokens),
        Token::Open(Delimiter::Bracket, _) => {
            Some(Expression::Array(list(tokens.group(Delimiter::Bracket)?, inner)?))
        }
        Token::Word(word) if word == "match" => choice(tokens),
        Token::Word(word) if STATEMENTS.iter().any(|other| word == other) => None,
        Token::Word(_) | Token::Mark('<', _) => of_path(tokens, braces),
        _ => None,
    }
}

fn parenthesized(tokens: &mut Cursor<'_>) -> Option<Expression> {
    let inside = tokens.group(Delimiter::Parenthesis)?;
    let ends_in_comma = matches!(inside.rest().last(), Some(Token::Mark(',', _)));
    let mut elements = list(inside, inner)?;
    match elements.pop() {
        Some(only) if elements.is_empty() && !ends_in_comma => {
            Some(Expression::Paren(Box::new(only)))
        }
        last => {
            elements.extend(last);
            Some(Expression::Tuple(elements))
        }
    }
}

fn of_path(tokens: &mut Cursor<'_>, braces: Braces) -> Option<Expression> {
    let (path, segments) = path(tokens, PathStyle::Expression)?;
    if braces == Braces::Struct && tokens.is_open(Delimiter::Brace) {
        return Some(Expression::Struct(path.text, list(tokens.group(Delimiter::Brace)?, field)?));
    }
    if matches!(tokens.peek(0), Some(Token::Mark('!', Spacing::Alone))) {
        tokens.skip(1);
        return Some(Expression::Macro(format!("{}!", path.text), macro_arguments(tokens)?));
    }
    Some(Expression::Path(path, segments))
}

fn field(tokens: &mut Cursor<'_>) -> Option<FieldValue> {
    let name = tokens.ident()?;
    let value = if tokens.eat_mark(':') { Some(inner(tokens)?) } else { None };
    Some(FieldValue { name, value })
}

fn macro_arguments(tokens: &mut Cursor<'_>) -> Option<MacroArguments> {
    if tokens.is_open(Delimiter::Bracket) {
        return Some(MacroArguments::Brackets(list(tokens.group(Delimiter::Bracket)?, inner)?));
    }
    let inside = tokens.group(Delimiter::Parenthesis)?;
    match list(inside, inner) {
        Some(arguments) => Some(MacroArguments::Parens(arguments)),
        None => Some(MacroArguments::Tokens(parts(inside)?)),
    }
}

/// `match … { … }`
fn choice(tokens: &mut Cursor<'_>) -> Option<Expression> {
    tokens.skip(1);
    let value = expression(tokens, Braces::Block)?;
    let mut inside = tokens.group(Delimiter::Brace)?;
    let mut arms = Vec::new();
    while !inside.is_empty() {
        arms.push(arm(&mut inside)?);
    }
    Some(Expression::Match(Box::new(value), arms))
}

fn arm(tokens: &mut Cursor<'_>) -> Option<Arm> {
    let patterns = alternatives(tokens)?;
    let guard = if tokens.eat_word("if") { Some(inner(tokens)?) } else { None };
    if !tokens.eat_pair('=', '>') {
        return None;
    }
    let body = inner(tokens)?;
    let ends = tokens.eat_mark(',') || tokens.is_empty() || matches!(body, Expression::Match(..));
    ends.then_some(Arm { patterns, guard, body })
}
