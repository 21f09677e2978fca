//! Paths, types and generics.

use proc_macro2::Delimiter;

use super::super::syntax::{Brackets, Type, TypeList};
use super::super::token::{Cursor, Token};
use super::list;

/// Whether generic arguments follow a name directly, or after `::`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathStyle {
    Type,
    Expression,
}

/// A path, and how many segments it has. It may be broken at the arguments at its end.
pub fn path(tokens: &mut Cursor<'_>, style: PathStyle) -> Option<(Type, usize)> {
    let mut text = if tokens.is_mark('<') { qualified(tokens)? } else { tokens.ident()? };
    let mut segments = 1;
    loop {
        if style == PathStyle::Type && tokens.is_mark('<')
            || style == PathStyle::Expression && is_turbofish(tokens)
        {
            if style == PathStyle::Expression {
                tokens.skip(2);
                text.push_str("::");
            }
            let elements = arguments(tokens)?;
            let whole = format!("{text}{}", arguments_text(&elements));
            if !tokens.is_pair(':', ':') {
                let list = TypeList { head: text, brackets: Brackets::Angle, elements };
                return Some((Type { text: whole, list: Some(list) }, segments));
            }
            text = whole;
        } else if style == PathStyle::Type
            && matches!(tokens.peek(0), Some(Token::Open(Delimiter::Parenthesis, _)))
        {
            return Some((Type::plain(text + &function_arguments(tokens)?), segments));
        }
        if !tokens.eat_pair(':', ':') {
            return Some((Type::plain(text), segments));
        }
        text.push_str("::");
        text.push_str(&tokens.ident()?);
        segments += 1;
    }
}

/// Whether `::<` comes next.
fn is_turbofish(tokens: &Cursor<'_>) -> bool {
    tokens.is_pair(':', ':') && matches!(tokens.peek(2), Some(Token::Mark('<', _)))
}

/// `<Self as Default>`
fn qualified(tokens: &mut Cursor<'_>) -> Option<String> {
    tokens.mark('<')?;
    let mut text = format!("<{}", ty(tokens)?.text);
    if tokens.eat_word("as") {
        text.push_str(" as ");
        text.push_str(&ty(tokens)?.text);
    }
    tokens.mark('>')?;
    text.push('>');
    Some(text)
}

/// `<…>`
fn arguments(tokens: &mut Cursor<'_>) -> Option<Vec<Type>> {
    tokens.mark('<')?;
    let mut arguments = Vec::new();
    while !tokens.is_mark('>') {
        arguments.push(argument(tokens)?);
        if !tokens.eat_mark(',') && !tokens.is_mark('>') {
            return None;
        }
    }
    tokens.skip(1);
    Some(arguments)
}

/// `(A, B) -> C`, as in `FnOnce(A, B) -> C`
fn function_arguments(tokens: &mut Cursor<'_>) -> Option<String> {
    let inputs = list(tokens.group(Delimiter::Parenthesis)?, ty)?;
    let inputs: Vec<&str> = inputs.iter().map(|input| input.text.as_str()).collect();
    let output =
        if tokens.eat_pair('-', '>') { format!(" -> {}", ty(tokens)?.text) } else { String::new() };
    Some(format!("({}){output}", inputs.join(", ")))
}

fn argument(tokens: &mut Cursor<'_>) -> Option<Type> {
    match tokens.rest() {
        [Token::Mark('\'', _), ..] => Some(Type::plain(lifetime(tokens)?)),
        [Token::Word(name), Token::Mark('=', _), ..] => {
            let name = name.to_string();
            tokens.skip(2);
            Some(ty(tokens)?.behind(&format!("{name} = ")))
        }
        _ => ty(tokens),
    }
}

fn arguments_text(arguments: &[Type]) -> String {
    let texts: Vec<&str> = arguments.iter().map(|argument| argument.text.as_str()).collect();
    format!("<{}>", texts.join(", "))
}

pub fn lifetime(tokens: &mut Cursor<'_>) -> Option<String> {
    tokens.mark('\'')?;
    Some(format!("'{}", tokens.ident()?))
}

/// `<T: X, 'a>`, empty where there are none.
pub fn generics(tokens: &mut Cursor<'_>) -> Option<String> {
    if !tokens.eat_mark('<') {
        return Some(String::new());
    }
    let mut texts = Vec::new();
    while !tokens.is_mark('>') {
        let mut text = if tokens.is_mark('\'') { lifetime(tokens)? } else { tokens.ident()? };
        if tokens.eat_mark(':') {
            text.push_str(": ");
            text.push_str(&bounds(tokens)?);
        }
        texts.push(text);
        if !tokens.eat_mark(',') && !tokens.is_mark('>') {
            return None;
        }
    }
    tokens.skip(1);
    Some(format!("<{}>", texts.join(", ")))
}

/// `A + 'b`
fn bounds(tokens: &mut Cursor<'_>) -> Option<String> {
    let mut text = String::new();
    loop {
        text.push_str(&if tokens.is_mark('\'') {
            lifetime(tokens)?
        } else {
            path(tokens, PathStyle::Type)?.0.text
        });
        if !tokens.eat_mark('+') {
            return Some(text);
        }
        text.push_str(" + ");
    }
}

/// A type.
pub fn ty(tokens: &mut Cursor<'_>) -> Option<Type> {
    match tokens.peek(0)? {
        Token::Mark('&', _) => reference(tokens),
        Token::Open(Delimiter::Parenthesis, _) => {
            let elements = list(tokens.group(Delimiter::Parenthesis)?, ty)?;
            Some(tuple(elements))
        }
        Token::Open(Delimiter::Bracket, _) => {
            let mut inside = tokens.group(Delimiter::Bracket)?;
            let element = ty(&mut inside)?;
            inside.is_empty().then(|| Type::plain(format!("[{}]", element.text)))
        }
        Token::Word(word) if word == "impl" || word == "dyn" => {
            let word = format!("{} ", tokens.ident()?);
            bounded(&word, tokens)
        }
        Token::Word(_) | Token::Mark('<', _) => Some(path(tokens, PathStyle::Type)?.0),
        _ => None,
    }
}

fn reference(tokens: &mut Cursor<'_>) -> Option<Type> {
    tokens.mark('&')?;
    let mut text = "&".to_owned();
    if tokens.is_mark('\'') {
        text.push_str(&lifetime(tokens)?);
        text.push(' ');
    }
    if tokens.eat_word("mut") {
        text.push_str("mut ");
    }
    Some(ty(tokens)?.behind(&text))
}

/// `impl A + B`; it may be broken only where it has one bound.
fn bounded(word: &str, tokens: &mut Cursor<'_>) -> Option<Type> {
    if tokens.is_mark('\'') {
        return Some(Type::plain(format!("{word}{}", bounds(tokens)?)));
    }
    let first = path(tokens, PathStyle::Type)?.0;
    if !tokens.eat_mark('+') {
        return Some(first.behind(word));
    }
    Some(Type::plain(format!("{word}{} + {}", first.text, bounds(tokens)?)))
}

fn tuple(elements: Vec<Type>) -> Type {
    let texts: Vec<&str> = elements.iter().map(|element| element.text.as_str()).collect();
    if elements.len() == 1 {
        return Type::plain(format!("({},)", texts.concat()));
    }
    let text = format!("({})", texts.join(", "));
    let list = TypeList { head: String::new(), brackets: Brackets::Round, elements };
    Type { text, list: Some(list) }
}

impl Type {
    /// A type that is never broken.
    fn plain(text: String) -> Self {
        Self { text, list: None }
    }

    /// The type with some text before it.
    fn behind(mut self, text: &str) -> Self {
        self.text.insert_str(0, text);
        if let Some(list) = &mut self.list {
            list.head.insert_str(0, text);
        }
        self
    }
}
