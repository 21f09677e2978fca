//! Items that are printed without being parsed into trees: those of the kinds that are most of what
//! there is to print. What is not plain enough is left to the printer that knows all of Rust.

mod attribute;
mod chain;
mod expression;
mod item;
mod pattern;
mod ty;

use proc_macro2::{
    Delimiter, Group, Ident, Literal, Punct, Spacing, TokenStream, TokenTree, token_stream,
};
use quote::quote;

use super::Kind;
use super::layout::Layout;

/// A part of a file.
pub(super) enum Part {
    /// `//! …`
    Docs(String),
    /// An item that is printed.
    Text(Kind, String),
    /// Items that are not.
    Tokens(TokenStream),
}

/// The items of a file, those that are not plain together.
pub(super) fn parts(tokens: TokenStream) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut other: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while tokens.peek().is_some() {
        let item = item(&mut tokens);
        let Some(part) = Printer::new(&item).part() else {
            other.extend(trees(item));
            continue;
        };
        if !other.is_empty() {
            parts.push(Part::Tokens(std::mem::take(&mut other).into_iter().collect()));
        }
        parts.push(part);
    }
    if !other.is_empty() || parts.is_empty() {
        parts.push(Part::Tokens(other.into_iter().collect()));
    }
    parts
}

/// The tokens up to where an item may end; where that is not certain, those of several. Attributes
/// of the file stand apart.
fn item(trees: &mut impl Iterator<Item = TokenTree>) -> Vec<Token> {
    let mut item = Vec::new();
    let mut may_end_in_braces = true;
    for tree in trees {
        let is_end = match &tree {
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                matches!(item.as_slice(), [Token::Mark('#', _), Token::Mark('!', _)])
            }
            TokenTree::Group(group) => may_end_in_braces && group.delimiter() == Delimiter::Brace,
            TokenTree::Ident(word) => {
                may_end_in_braces &=
                    !["use", "const", "static", "type"].iter().any(|other| word == other);
                false
            }
            TokenTree::Punct(mark) => mark.as_char() == ';',
            TokenTree::Literal(_) => false,
        };
        flatten(tree, &mut item);
        if is_end {
            break;
        }
    }
    item
}

/// A token. Groups are flat, so that one can look ahead.
#[derive(Debug)]
enum Token {
    Word(Ident),
    Mark(char, Spacing),
    Literal(Literal),
    /// With the number of tokens up to the one that closes it.
    Open(Delimiter, usize),
    Close,
}

/// Adds the tokens of a tree. It is taken apart, not copied.
fn flatten(tree: TokenTree, tokens: &mut Vec<Token>) {
    let mut open: Vec<(usize, token_stream::IntoIter)> = Vec::new();
    let mut next = Some(tree);
    loop {
        match next {
            Some(TokenTree::Ident(word)) => tokens.push(Token::Word(word)),
            Some(TokenTree::Punct(mark)) => {
                tokens.push(Token::Mark(mark.as_char(), mark.spacing()))
            }
            Some(TokenTree::Literal(literal)) => tokens.push(Token::Literal(literal)),
            Some(TokenTree::Group(group)) => {
                let (delimiter, inner) = (group.delimiter(), group.stream());
                drop(group);
                tokens.push(Token::Open(delimiter, 0));
                open.push((tokens.len(), inner.into_iter()));
            }
            None => {
                let Some((start, _)) = open.pop() else { return };
                let length = tokens.len() - start;
                if let Some(Token::Open(_, inner)) =
                    start.checked_sub(1).and_then(|start| tokens.get_mut(start))
                {
                    *inner = length;
                }
                tokens.push(Token::Close);
            }
        }
        let Some((_, trees)) = open.last_mut() else { return };
        next = trees.next();
    }
}

/// The same with groups, and with an attribute for each line of a doc comment.
fn trees(tokens: Vec<Token>) -> Vec<TokenTree> {
    let mut open = vec![(Delimiter::None, Vec::new())];
    for token in tokens {
        let tree = match token {
            Token::Word(word) => word.into(),
            Token::Mark(mark, spacing) => Punct::new(mark, spacing).into(),
            Token::Literal(literal) => literal.into(),
            Token::Open(delimiter, _) => {
                open.push((delimiter, Vec::new()));
                continue;
            }
            Token::Close => {
                let Some((delimiter, inner)) = open.pop() else { continue };
                match (lines_of_docs(&inner), open.last_mut()) {
                    (Some(lines), Some((_, outer))) => {
                        add_docs(lines, outer);
                        continue;
                    }
                    _ => Group::new(delimiter, inner.into_iter().collect()).into(),
                }
            }
        };
        if let Some((_, inner)) = open.last_mut() {
            inner.push(tree);
        }
    }
    open.pop().map_or_else(Vec::new, |(_, trees)| trees)
}

/// The lines of `doc = "…"`, when they are several.
fn lines_of_docs(attribute: &[TokenTree]) -> Option<Vec<String>> {
    let [TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(text)] = attribute else {
        return None;
    };
    let text = attribute::unescaped(&text.to_string())
        .filter(|text| name == "doc" && text.contains('\n'))?;
    Some(text.split('\n').map(str::to_owned).collect())
}

/// Adds doc comments behind the marks that begin the first.
fn add_docs(lines: Vec<String>, trees: &mut Vec<TokenTree>) {
    let is_inner = matches!(trees.last(), Some(TokenTree::Punct(mark)) if mark.as_char() == '!');
    let inner = is_inner.then(|| quote!(!));
    trees.truncate(trees.len().saturating_sub(if is_inner { 2 } else { 1 }));
    trees.extend(quote!(#(# #inner [doc = #lines])*));
}

/// The printer of an item: it reads tokens from left to right. Each of its functions reads what it
/// is named after, and gives `None` when something else stands there, and nothing of the item is
/// used.
struct Printer<'t> {
    tokens: &'t [Token],
    layout: Layout,
}

impl<'t> Printer<'t> {
    fn new(tokens: &'t [Token]) -> Self {
        Self { tokens, layout: Layout::default() }
    }

    fn take(&mut self) -> Option<&'t Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    fn skip(&mut self, count: usize) {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    /// Whether a word comes next.
    fn is_word(&self, word: &str) -> bool {
        matches!(self.tokens.first(), Some(Token::Word(first)) if first == word)
    }

    /// Whether a mark comes next.
    fn is_mark(&self, mark: char) -> bool {
        matches!(self.tokens.first(), Some(Token::Mark(first, _)) if *first == mark)
    }

    /// Whether a mark of two comes next, such as `::`.
    fn is_pair(&self, one: char, two: char) -> bool {
        matches!(self.tokens, [Token::Mark(first, Spacing::Joint), Token::Mark(second, _), ..] if *first == one && *second == two)
    }

    fn is_open(&self, delimiter: Delimiter) -> bool {
        matches!(self.tokens.first(), Some(Token::Open(first, _)) if *first == delimiter)
    }

    /// Whether the group ends here.
    fn is_closed(&self) -> bool {
        matches!(self.tokens.first(), None | Some(Token::Close))
    }

    fn eat_word(&mut self, word: &str) -> bool {
        let is_there = self.is_word(word);
        self.skip(usize::from(is_there));
        is_there
    }

    fn eat_mark(&mut self, mark: char) -> bool {
        let is_there = self.is_mark(mark);
        self.skip(usize::from(is_there));
        is_there
    }

    fn mark(&mut self, mark: char) -> Option<()> {
        self.eat_mark(mark).then_some(())
    }

    fn open(&mut self, delimiter: Delimiter) -> Option<()> {
        let is_there = self.is_open(delimiter);
        self.skip(1);
        is_there.then_some(())
    }

    fn close(&mut self) -> Option<()> {
        matches!(self.take()?, Token::Close).then_some(())
    }

    /// Reads and prints an identifier.
    fn ident(&mut self) -> Option<()> {
        let Token::Word(word) = self.take()? else { return None };
        self.layout.token(word);
        Some(())
    }

    /// Reads and prints a literal.
    fn literal(&mut self) -> Option<()> {
        let Token::Literal(literal) = self.take()? else { return None };
        self.layout.token(literal);
        Some(())
    }

    /// Reads and prints a lifetime.
    fn lifetime(&mut self) -> Option<()> {
        self.mark('\'')?;
        self.layout.word("'");
        self.ident()
    }

    /// Reads and prints what stands between delimiters, separated by commas: in one line, or each
    /// in its own.
    fn list(&mut self, mut each: impl FnMut(&mut Self) -> Option<()>) -> Option<()> {
        self.layout.consistent(super::layout::INDENT);
        self.layout.zero();
        while !self.is_closed() {
            each(self)?;
            let has_comma = self.eat_mark(',');
            let is_last = self.is_closed();
            if !has_comma && !is_last {
                return None;
            }
            self.layout.comma(is_last);
        }
        self.layout.outdent();
        self.layout.end();
        Some(())
    }
}
#[cfg(test)]
mod tests {
    use super::super::{Source, parsed};
    use super::{Part, TokenStream, parts};

    /// How many items of a text are plain. They are printed as the printer would.
    fn plain(text: &str) -> usize {
        let tokens: TokenStream = text.parse().expect("tokens");
        assert_eq!(Source::of(tokens.clone()).text(), parsed(tokens.clone()).text());
        parts(tokens).iter().filter(|part| !matches!(part, Part::Tokens(_))).count()
    }

    #[test]
    fn definitions_are_printed_as_they_would_be() {
        let docs = r#"#[doc = " It \"is\" a `\\` thing. "] #[doc = ""] #[derive(Debug, Clone)] #[non_exhaustive]"#;
        let long = "Long".repeat(12);
        for item in [
            &format!("{docs} pub struct A {{ #[doc = \" B\"] pub r#type: Option<B>, }}"),
            "pub struct A { pub a: std::collections::BTreeMap<String, Vec<B>>, pub b: (u8, C,), }",
            "pub struct A { pub(super) a: B, #[deprecated] pub(in crate::c) d: (), e: &'static str }",
            &format!("pub struct A {{ pub a: {long}<{long}, {long}> }}"),
            &format!("#[derive({long}, {long}, {long})] pub enum {long} {{ A({long}, {long}), }}"),
            "pub enum A { #[doc = \" B\"] B, Unknown(String), }",
            "#[cfg(all(feature = \"a\", not(b)))] pub struct A(pub u8, String);",
            "#[doc(hidden)] #[must_use = \"it does nothing\"] pub type A = Vec<[u8]>;",
            &format!(
                "stub_response!({long}, A::json(200), {long}::text(404), _::<&'static str> ({long}), Self::B, mut x.y());"
            ),
        ] {
            assert!(plain(item) == 1, "{item}");
        }
        assert_eq!(
            plain(
                "#![doc = \" Page.\"] #![doc = \"\"] mod a; pub use a::*; use a::{b, r#c}; use b as _;"
            ),
            6
        );
    }

    #[test]
    fn lists_of_fields_have_a_line_for_each() {
        let list = "object!(A { 0 => required b \"b\", _ => additional r#type, });";
        let printed = "object!(A {\n    0 => required b \"b\",\n    _ => additional r#type,\n});\n";
        assert_eq!(Source::of(list.parse().expect("tokens")).text(), printed);
    }

    #[test]
    fn functions_are_printed_as_they_would_be() {
        let long = "long".repeat(10);
        for body in [
            "",
            "self.a = Some(a.into()); self",
            "A { a, b: 1, call: self.core.call(&TABLE).with(0, &a.into()).json(&body.into()) }",
            &format!("A {{ {long}: self.{long}.{long}().await?, b: Some(&mut {long}) }}"),
            "match a.b() { 200 | 201..=204 => A::b, -1 => c(|_| d), (1, Some(x)) if y(x) => &[1, 2], _ => e, }",
            &format!(
                "match a {{ Self::A | Self::B => {long}({long}, {long}), c => {long}::<u8>({long}).{long}({long}), }}"
            ),
            &format!(
                "a.map(|(key, value)| (key.into(), value)).filter(|value| !matches!(value, Self::{long}({long}(_))))"
            ),
            &format!("self.b(\"{long}\", {long}::{long}(\"{long}\", key))"),
            &format!("self.b(\"{long}\", {long}::{long}(\"{long}\", key))?"),
            &format!(
                "self.b(\"{long}\", {long}::{long}(\"{long}\", key)).c().d(\"{long}\", \"{long}\")"
            ),
            &format!(
                "self.b({long}).c = d.{long}({long})?.{long}({long})({long}).0.{long}({long}); e.f?.g"
            ),
            "let mut a: u8 = b(|x| Self::c(x).map(|y| y.d)); use a::B; a.b(); println!(\"{}\", a.b(*c, &d)); Ok(())",
            "while let Some(item) = items.next().await? { println!(\"{item:?}\"); } Ok(())",
            &format!(
                "x({long}, |a| match a {{ 1 => 2, _ => 3 }}, [{long}, \"b\"], (a, b), A {{}}, {long}())"
            ),
            &format!(
                "let {long} = [{}]; match {long} {{ a => b }} a.{long}(b).0",
                "12345678, ".repeat(20)
            ),
            &format!(
                "self.{long} = {long}({long}({long}, {long}({long})), &[&[\"{long}\"], &[]]);"
            ),
        ] {
            let signature = format!(
                "#[expect(a, reason = \"b\")] pub async fn a<B: C>(mut self, d: impl E<F = (G, &'static str)>, {long}: &mut H)"
            );
            for item in [
                &format!(
                    "impl<'de> A<'de> for B<C> {{ type D = E; const F: &'static [G] = &[h(\"i\")]; #[doc = r\" J.\"] {signature} -> K {{ {body} }} fn l(&self) {{ {body} }} }}"
                ),
                &format!("{signature} {{ {body} }}"),
                &format!(
                    "static A: B = B {{ a: \"b\", c: &[C::D(\"{long}\"), C::E(0)], f: {long}(\"{long}\").{long}(), g: None }};"
                ),
            ] {
                assert!(plain(item) == 1, "{item}");
            }
        }
    }

    #[test]
    fn docs_of_several_lines_are_lines_wherever_they_are_printed() {
        for item in ["pub struct A;", "trait A { fn b(); }"] {
            let several: TokenStream =
                format!("#![doc = \" a\n\"] #[doc = \" b \n\nc\t\u{ad}\"] {item}")
                    .parse()
                    .expect("tokens");
            let lines = Source::of(several).text();
            assert!(lines.starts_with("//! a\n//!\n\n/// b\n///\n///c\t\u{ad}\n"), "{lines}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_printer() {
        for other in [
            "",
            "pub struct A<T> { pub a: T }",
            "pub struct A<const N: usize> { pub a: [u8; N] }",
            "pub struct A { #[doc = \"/ not a comment\"] pub a: u8 }",
            "impl A { pub const B: u8 = { 1 }; }",
            "fn a() { if b { c } else { d } }",
            "fn a() { b + c }",
            "fn a() { match b { _ => (), } }",
            "const fn a() {}",
            "call![a, b];",
            "pub use a::{self};",
            "mod a { use b; }",
            "trait A { fn b(); }",
        ] {
            assert_eq!(plain(other), 0, "{other}");
        }
    }
}
