//! Items that are printed as they stand, without being parsed: definitions of types, and calls of macros with a list. They are
//! most of what there is to print. What is not plain enough, such as a line that must be broken, is left to the printer.

use std::fmt::Write as _;
use std::iter::Peekable;

use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};

/// A line up to this width is certainly not broken.
const WIDTH: usize = 80;

/// A part of a file.
pub(super) enum Part {
    /// An item that is printed.
    Text(String),
    /// Items that are not.
    Tokens(TokenStream),
}

/// The items of a file, those that are not plain together.
pub(super) fn parts(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut other: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while tokens.peek().is_some() {
        match definition(item(&mut tokens)).or_else(call) {
            Ok(text) => {
                if !other.is_empty() {
                    parts.push(Part::Tokens(std::mem::take(&mut other).into_iter().collect()));
                }
                parts.push(Part::Text(text));
            }
            Err(item) => other.extend(item),
        }
    }
    if !other.is_empty() || parts.is_empty() {
        parts.push(Part::Tokens(other.into_iter().collect()));
    }
    parts
}

/// The tokens up to where an item may end; where that is not certain, those of several.
fn item(tokens: &mut impl Iterator<Item = TokenTree>) -> Vec<TokenTree> {
    let mut item = Vec::new();
    let mut may_end_in_braces = true;
    for token in tokens {
        let is_end = match &token {
            TokenTree::Group(group) => may_end_in_braces && group.delimiter() == Delimiter::Brace,
            TokenTree::Ident(word) => {
                may_end_in_braces &= !["use", "const", "static", "type"].iter().any(|other| word == other);
                false
            }
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Literal(_) => false,
        };
        item.push(token);
        if is_end {
            break;
        }
    }
    item
}

/// A struct with named fields, or an enum. What is something else comes back.
fn definition(mut item: Vec<TokenTree>) -> Result<String, Vec<TokenTree>> {
    let head = item.len().saturating_sub(4);
    let Some([TokenTree::Ident(public), TokenTree::Ident(kind), TokenTree::Ident(_), TokenTree::Group(_)]) =
        item.get(head..)
    else {
        return Err(item);
    };
    if public != "pub" || !(kind == "struct" || kind == "enum") {
        return Err(item);
    }
    let Some(TokenTree::Group(body)) = item.pop() else { return Err(item) };
    let entries = tokens(body);
    match definition_text(&item, head, &entries) {
        Some(text) => Ok(text),
        None => {
            item.push(Group::new(Delimiter::Brace, entries.into_iter().collect()).into());
            Err(item)
        }
    }
}

/// The tokens in a group, which are not copied when nobody else has them.
fn tokens(group: Group) -> Vec<TokenTree> {
    let stream = group.stream();
    drop(group);
    stream.into_iter().collect()
}

fn definition_text(item: &[TokenTree], head: usize, entries: &[TokenTree]) -> Option<String> {
    let mut text = String::new();
    let (mut above, mut entries) = (item.get(..head)?.iter().peekable(), entries.iter().peekable());
    attributes(&mut above, "", &mut text)?;
    line(&mut item.get(head..)?.iter().peekable(), "", &mut text)?;
    text.push_str(" {\n");
    entries.peek()?;
    while entries.peek().is_some() {
        attributes(&mut entries, "    ", &mut text)?;
        line(&mut entries, "    ", &mut text)?;
        text.push_str(",\n");
    }
    text.push_str("}\n");
    above.next().is_none().then_some(text)
}

/// The attributes that come next, each on a line.
fn attributes<'a>(
    tokens: &mut Peekable<impl Iterator<Item = &'a TokenTree>>,
    indent: &str,
    text: &mut String,
) -> Option<()> {
    while let Some(TokenTree::Punct(_)) = tokens.peek() {
        let (Some(TokenTree::Punct(mark)), Some(TokenTree::Group(attribute))) = (tokens.next(), tokens.next()) else {
            return None;
        };
        if mark.as_char() != '#' || attribute.delimiter() != Delimiter::Bracket {
            return None;
        }
        let attribute: Vec<TokenTree> = attribute.stream().into_iter().collect();
        text.push_str(indent);
        match attribute.as_slice() {
            [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(words)] if name == "doc" => {
                let words = unescaped(&words.to_string()).filter(|words| !words.starts_with('/'))?;
                let _ = writeln!(text, "///{}", words.trim_end_matches(' '));
            }
            // Beside a field these may stand in its line.
            words if indent.is_empty() => {
                text.push_str("#[");
                line(&mut words.iter().peekable(), "", text)?;
                text.push_str("]\n");
            }
            _ => return None,
        }
    }
    Some(())
}

/// The tokens up to the next comma or to the end as one line, if they are plain and it is short.
fn line<'a>(tokens: &mut Peekable<impl Iterator<Item = &'a TokenTree>>, indent: &str, text: &mut String) -> Option<()> {
    text.push_str(indent);
    let start = text.len();
    let mut depth = 0_usize;
    let mut after_word = false;
    while let Some(token) = tokens.next() {
        // Behind `pub(super)` as behind a word.
        let is_word = matches!(token, TokenTree::Ident(_) | TokenTree::Group(_));
        match token {
            TokenTree::Ident(word) => {
                let _ = write!(text, "{}{word}", if after_word { " " } else { "" });
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis => {
                let inner: Vec<TokenTree> = group.stream().into_iter().collect();
                let mut inner = inner.iter().peekable();
                text.push('(');
                while inner.peek().is_some() {
                    line(&mut inner, "", text)?;
                    text.push_str(if inner.peek().is_some() { ", " } else { "" });
                }
                text.push(')');
            }
            // The body of a definition stands behind its head.
            TokenTree::Group(_) | TokenTree::Literal(_) => return None,
            TokenTree::Punct(mark) if mark.as_char() == ',' && depth == 0 => break,
            TokenTree::Punct(mark) => punctuation(mark, &mut depth, tokens.peek().copied(), text)?,
        }
        after_word = is_word;
    }
    (indent.len() + text.len() - start <= WIDTH).then_some(())
}

/// That of a path, its generic arguments, or a field.
fn punctuation(mark: &Punct, depth: &mut usize, next: Option<&TokenTree>, text: &mut String) -> Option<()> {
    match (mark.as_char(), mark.spacing()) {
        ('<', _) => *depth += 1,
        ('>', _) => *depth = depth.checked_sub(1)?,
        (':', Spacing::Joint) => {}
        (':', Spacing::Alone) => {
            text.push_str(if text.ends_with(':') { ":" } else { ": " });
            return Some(());
        }
        (',', _) => {
            // None stands at the end of a list in one line.
            let is_last = matches!(next, Some(TokenTree::Punct(next)) if next.as_char() == '>');
            text.push_str(if is_last { "" } else { ", " });
            return Some(());
        }
        _ => return None,
    }
    text.push(mark.as_char());
    Some(())
}

/// What a literal of a string says; `None` when more than quotes and backslashes are escaped in it.
fn unescaped(literal: &str) -> Option<String> {
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    if !inner.contains('\\') {
        return Some(inner.to_owned());
    }
    let mut text = String::with_capacity(inner.len());
    let mut characters = inner.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => text.push(characters.next().filter(|next| matches!(next, '"' | '\\' | '\''))?),
            other => text.push(other),
        }
    }
    Some(text)
}

/// `object!(Pet { … });`: a call of a macro with a list in braces, of which each element has a line. What is something else comes
/// back.
fn call(mut item: Vec<TokenTree>) -> Result<String, Vec<TokenTree>> {
    let [TokenTree::Ident(_), TokenTree::Punct(mark), TokenTree::Group(group), TokenTree::Punct(_)] = item.as_slice()
    else {
        return Err(item);
    };
    if mark.as_char() != '!' || group.delimiter() != Delimiter::Parenthesis {
        return Err(item);
    }
    let inner: Vec<TokenTree> = group.stream().into_iter().collect();
    let [TokenTree::Ident(name), TokenTree::Group(list)] = inner.as_slice() else { return Err(item) };
    let (name, list) = (name.clone(), list.clone());
    if list.delimiter() != Delimiter::Brace {
        return Err(item);
    }
    item.truncate(1);
    drop(inner);
    let mut text = String::new();
    for word in item {
        let _ = write!(text, "{word}!({name} {{");
    }
    let entries = tokens(list);
    let mut before = "\n    ";
    for token in &entries {
        let is_comma = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ',');
        text.push_str(if is_comma { "" } else { before });
        let _ = write!(text, "{token}");
        before = match token {
            TokenTree::Punct(mark) if mark.spacing() == Spacing::Joint => "",
            _ if is_comma => "\n    ",
            _ => " ",
        };
    }
    text.push_str(if entries.is_empty() { "});\n" } else { "\n});\n" });
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::super::{Source, parsed};
    use super::{Part, TokenStream, parts};

    /// How many items of a text are plain. They are printed as the printer would.
    fn plain(text: &str) -> usize {
        let tokens: TokenStream = text.parse().expect("tokens");
        assert_eq!(Source::of(tokens.clone()).text(), parsed(tokens.clone()).text());
        parts(tokens).iter().filter(|part| matches!(part, Part::Text(_))).count()
    }

    #[test]
    fn what_is_plain_is_printed_as_it_would_be() {
        let docs = r#"#[doc = " It \"is\" a `\\` thing. "] #[doc = ""] #[derive(Debug, Clone)] #[non_exhaustive]"#;
        assert_eq!(plain(&format!("{docs} pub struct A {{ #[doc = \" B\"] pub r#type: Option<B>, }}")), 1);
        assert_eq!(plain("pub struct A { pub a: std::collections::BTreeMap<String, Vec<B>>, pub b: (u8, C,), }"), 1);
        assert_eq!(plain("pub struct A { pub(super) a: B, pub(in crate::c) d: (), }"), 1);
        assert_eq!(plain("pub enum A { #[doc = \" B\"] B, Unknown(String), } pub struct C { pub d: u8 }"), 2);
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_printer() {
        let long = "Long".repeat(12);
        for other in [
            "",
            "#![doc = \" Page.\"] use a::{b, c}; pub struct A {}",
            "pub struct A;",
            "pub struct A(pub u8);",
            "pub struct A<T> { pub a: T }",
            "pub struct A<const N: usize> { pub a: [u8; N] }",
            "pub struct A { #[deprecated] pub a: u8 }",
            "pub struct A { #[doc = \"/ not a comment\"] pub a: u8 }",
            "#[doc = \"a\\nb\"] pub struct A { pub a: u8 }",
            "pub struct A { pub a: &'static str }",
            "impl A { pub const B: u8 = { 1 }; pub fn c(&self) { self.d(); } }",
            "const fn a() {} call!(a, b); type B = [u8; { 2 }]; pub use a::{self};",
            &format!("pub struct A {{ pub a: {long}<{long}, {long}> }}"),
        ] {
            assert_eq!(plain(other), 0, "{other}");
        }
    }
}
