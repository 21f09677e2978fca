//! Items.

use proc_macro2::Delimiter;

use super::super::syntax::{
    Element, Function, Implementation, Item, ItemKind, Member, MemberKind, Parameter,
};
use super::super::token::{Cursor, Token};
use super::attribute::{attributes, content};
use super::declaration::{constant, imported};
use super::expression::{Braces, expression};
use super::macro_tokens::parts;
use super::pattern::pattern;
use super::row;
use super::statement::statements;
use super::ty::{PathStyle, generics, lifetime, path, ty};
use super::{in_parens, list};

/// The item that comes next.
pub fn item(tokens: &mut Cursor<'_>) -> Option<Item> {
    if let [Token::Mark('#', _), Token::Mark('!', _), ..] = tokens.rest() {
        tokens.skip(2);
        let kind = ItemKind::Inner(content(tokens)?);
        return Some(Item { attributes: Vec::new(), kind });
    }
    let attributes = attributes(tokens)?;
    let visibility = visibility(tokens)?;
    let kind = kind(visibility, tokens)?;
    Some(Item { attributes, kind })
}

/// `pub `, `pub(crate) ` or nothing.
fn visibility(tokens: &mut Cursor<'_>) -> Option<String> {
    if !tokens.eat_word("pub") {
        return Some(String::new());
    }
    if !tokens.is_open(Delimiter::Parenthesis) {
        return Some("pub ".to_owned());
    }
    let mut inside = tokens.group(Delimiter::Parenthesis)?;
    let word = if inside.eat_word("in") { "in " } else { "" };
    Some(format!("pub({word}{}) ", path(&mut inside, PathStyle::Type)?.0.text))
}

fn kind(mut head: String, tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    let Token::Word(word) = tokens.peek(0)? else { return None };
    let word = word.to_string();
    match word.as_str() {
        "struct" | "enum" => definition(head, tokens),
        "impl" => implementation(tokens).map(ItemKind::Impl),
        "static" | "const" => constant(head, tokens),
        "fn" | "async" => function(head, tokens).map(ItemKind::Function),
        "use" => {
            tokens.skip(1);
            imported(head + "use ", tokens)
        }
        "type" => {
            tokens.skip(1);
            head.push_str(&format!("type {}", tokens.ident()?));
            tokens.mark('=')?;
            let ty = ty(tokens)?;
            tokens.mark(';')?;
            Some(ItemKind::Alias { head, ty })
        }
        "mod" => {
            tokens.skip(1);
            head.push_str(&format!("mod {};", tokens.ident()?));
            tokens.mark(';')?;
            Some(ItemKind::Module(head))
        }
        _ => called(tokens),
    }
}

/// `name!(…);` or `name! { … }`
fn called(tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    if let [_, Token::Mark('!', _), Token::Open(Delimiter::Brace, _), ..] = tokens.rest() {
        return row::table(tokens);
    }
    if let [_, _, Token::Open(..), Token::Word(_), Token::Open(Delimiter::Brace, _), ..] =
        tokens.rest()
    {
        return table(tokens);
    }
    let call = expression(tokens, Braces::Struct)?;
    tokens.mark(';')?;
    Some(ItemKind::Macro(call))
}

/// `object!(Pet { … });`
fn table(tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    let name = tokens.ident()?;
    tokens.mark('!')?;
    let mut inside = tokens.group(Delimiter::Parenthesis)?;
    let head = format!("{name}!({} {{", inside.ident()?);
    let lines = parts(inside.group(Delimiter::Brace)?)?;
    tokens.mark(';')?;
    inside.is_empty().then_some(ItemKind::Table(head, lines))
}

fn definition(mut head: String, tokens: &mut Cursor<'_>) -> Option<ItemKind> {
    let word = tokens.ident()?;
    head.push_str(&format!("{word} {}", tokens.ident()?));
    if tokens.is_open(Delimiter::Parenthesis) {
        let elements = in_parens(tokens, element)?;
        tokens.mark(';')?;
        return Some(ItemKind::Tuple(head, elements));
    }
    if tokens.eat_mark(';') {
        return Some(ItemKind::Module(head + ";"));
    }
    let is_enum = word == "enum";
    let members = list(tokens.group(Delimiter::Brace)?, |tokens| member(tokens, is_enum))?;
    Some(ItemKind::Definition(head, members))
}

fn element(tokens: &mut Cursor<'_>) -> Option<Element> {
    Some(Element { visibility: visibility(tokens)?, ty: ty(tokens)? })
}

fn member(tokens: &mut Cursor<'_>, is_enum: bool) -> Option<Member> {
    let attributes = attributes(tokens)?;
    let head = format!("{}{}", visibility(tokens)?, tokens.ident()?);
    let kind = if !is_enum {
        tokens.mark(':')?;
        MemberKind::Field(head, ty(tokens)?)
    } else if tokens.is_open(Delimiter::Parenthesis) {
        MemberKind::Variant(head, in_parens(tokens, element)?)
    } else {
        MemberKind::Variant(head, Vec::new())
    };
    Some(Member { attributes, kind })
}

fn implementation(tokens: &mut Cursor<'_>) -> Option<Implementation> {
    tokens.skip(1);
    let head = format!("impl{}", generics(tokens)?);
    let mut of_trait = None;
    let mut ty = path(tokens, PathStyle::Type)?.0.text;
    if tokens.eat_word("for") {
        of_trait = Some(std::mem::replace(&mut ty, path(tokens, PathStyle::Type)?.0.text));
    }
    let mut inside = tokens.group(Delimiter::Brace)?;
    let mut items = Vec::new();
    while !inside.is_empty() {
        items.push(item(&mut inside)?);
    }
    Some(Implementation { head, of_trait, ty, items })
}

fn function(mut head: String, tokens: &mut Cursor<'_>) -> Option<Function> {
    if tokens.eat_word("async") {
        head.push_str("async ");
    }
    if !tokens.eat_word("fn") {
        return None;
    }
    head.push_str(&format!("fn {}{}", tokens.ident()?, generics(tokens)?));
    let parameters = in_parens(tokens, parameter)?;
    let output = if tokens.eat_pair('-', '>') { Some(ty(tokens)?) } else { None };
    let body = statements(tokens.group(Delimiter::Brace)?)?;
    Some(Function { head, parameters, output, body })
}

fn parameter(tokens: &mut Cursor<'_>) -> Option<Parameter> {
    let mut head = String::new();
    if tokens.eat_mark('&') {
        head.push('&');
        if tokens.is_mark('\'') {
            head.push_str(&lifetime(tokens)?);
            head.push(' ');
        }
    }
    if matches!(tokens.rest(), [Token::Word(word), Token::Word(name), ..] if word == "mut" && name == "self")
    {
        tokens.skip(1);
        head.push_str("mut ");
    }
    if tokens.eat_word("self") {
        head.push_str("self");
        return Some(Parameter { head, ty: None });
    }
    head.push_str(&pattern(tokens)?.text);
    tokens.mark(':')?;
    Some(Parameter { head, ty: Some(ty(tokens)?) })
}
