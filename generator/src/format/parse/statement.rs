//! Statements.

use proc_macro2::Delimiter;

use super::super::syntax::{Expression, Statement};
use super::super::token::Cursor;
use super::declaration::declaration;
use super::expression::{Braces, expression, inner};
use super::pattern::pattern;
use super::ty::ty;

/// The statements of a block.
pub fn statements(mut tokens: Cursor<'_>) -> Option<Vec<Statement>> {
    let mut statements = Vec::new();
    while !tokens.is_empty() {
        statements.push(statement(&mut tokens)?);
    }
    Some(statements)
}

fn statement(tokens: &mut Cursor<'_>) -> Option<Statement> {
    if tokens.is_word("let") {
        return binding(tokens);
    }
    if tokens.is_word("while") || tokens.is_word("for") {
        return repetition(tokens);
    }
    if ["use", "const", "static"].iter().any(|word| tokens.is_word(word)) || tokens.is_mark('#') {
        return declaration(tokens).map(Statement::Item);
    }
    let value = inner(tokens)?;
    if tokens.is_mark('=') {
        tokens.skip(1);
        let assigned = inner(tokens)?;
        tokens.mark(';')?;
        return Some(Statement::Assign(value, assigned));
    }
    let ended = tokens.eat_mark(';');
    let complete = ended || tokens.is_empty() || matches!(value, Expression::Match(..));
    complete.then_some(Statement::Expression(value, ended))
}

fn binding(tokens: &mut Cursor<'_>) -> Option<Statement> {
    tokens.skip(1);
    let mut head = format!("let {}", pattern(tokens)?.text);
    if tokens.eat_mark(':') {
        head.push_str(": ");
        head.push_str(&ty(tokens)?.text);
    }
    tokens.mark('=')?;
    let value = inner(tokens)?;
    tokens.mark(';')?;
    Some(Statement::Let(head, value))
}

/// `while let … { … }` and `for … in … { … }`
fn repetition(tokens: &mut Cursor<'_>) -> Option<Statement> {
    let head = if tokens.eat_word("for") {
        let pattern = pattern(tokens)?.text;
        tokens.eat_word("in").then(|| format!("for {pattern} in "))?
    } else {
        tokens.skip(1);
        tokens.eat_word("let").then_some(())?;
        let pattern = pattern(tokens)?.text;
        tokens.mark('=')?;
        format!("while let {pattern} = ")
    };
    let value = expression(tokens, Braces::Block)?;
    let body = statements(tokens.group(Delimiter::Brace)?)?;
    Some(Statement::Loop(head, value, body))
}
