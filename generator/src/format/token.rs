//! Tokens in a flat list, and a cursor over them.

use proc_macro2::{Delimiter, Ident, Literal, Spacing, TokenStream, TokenTree, token_stream};

/// A token. Groups are flat, so that a parser can look ahead.
#[derive(Debug)]
pub enum Token {
    Word(Ident),
    Mark(char, Spacing),
    Literal(Literal),
    /// The start of a group, with the number of tokens inside it.
    Open(Delimiter, usize),
    Close,
}

/// The tokens of a stream.
pub fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut open: Vec<(usize, token_stream::IntoIter)> = vec![(0, stream.into_iter())];
    while let Some((start, trees)) = open.last_mut() {
        match trees.next() {
            Some(TokenTree::Ident(word)) => tokens.push(Token::Word(word)),
            Some(TokenTree::Punct(mark)) => {
                tokens.push(Token::Mark(mark.as_char(), mark.spacing()));
            }
            Some(TokenTree::Literal(literal)) => tokens.push(Token::Literal(literal)),
            Some(TokenTree::Group(group)) => {
                tokens.push(Token::Open(group.delimiter(), 0));
                let inside = group.stream();
                // The last owner of a stream takes its tokens apart without copies.
                drop(group);
                open.push((tokens.len(), inside.into_iter()));
            }
            None => {
                let length = tokens.len() - *start;
                if let Some(Token::Open(_, inside)) =
                    start.checked_sub(1).and_then(|index| tokens.get_mut(index))
                {
                    *inside = length;
                }
                open.pop();
                if !open.is_empty() {
                    tokens.push(Token::Close);
                }
            }
        }
    }
    tokens
}

/// The tokens that a parser has not read yet.
#[derive(Debug, Clone, Copy)]
pub struct Cursor<'t> {
    tokens: &'t [Token],
}

impl<'t> Cursor<'t> {
    pub fn new(tokens: &'t [Token]) -> Self {
        Self { tokens }
    }

    /// All that is left.
    pub fn rest(&self) -> &'t [Token] {
        self.tokens
    }

    /// All that is left, as it can be read again.
    pub fn text(&self) -> String {
        let mut open = Vec::new();
        let mut text = String::new();
        for token in self.tokens {
            match token {
                Token::Word(word) => text.push_str(&format!("{word} ")),
                Token::Mark(mark, Spacing::Joint) => text.push(*mark),
                Token::Mark(mark, Spacing::Alone) => text.push_str(&format!("{mark} ")),
                Token::Literal(literal) => text.push_str(&format!("{literal} ")),
                Token::Open(delimiter, _) => {
                    let (start, end) = delimiters(*delimiter);
                    text.push_str(start);
                    open.push(end);
                }
                Token::Close => text.push_str(open.pop().unwrap_or_default()),
            }
        }
        text
    }

    pub fn peek(&self, ahead: usize) -> Option<&'t Token> {
        self.tokens.get(ahead)
    }

    pub fn next(&mut self) -> Option<&'t Token> {
        let (first, rest) = self.tokens.split_first()?;
        self.tokens = rest;
        Some(first)
    }

    pub fn skip(&mut self, count: usize) {
        self.tokens = self.tokens.get(count..).unwrap_or_default();
    }

    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    pub fn is_word(&self, word: &str) -> bool {
        matches!(self.tokens.first(), Some(Token::Word(first)) if first == word)
    }

    pub fn is_mark(&self, mark: char) -> bool {
        matches!(self.tokens.first(), Some(Token::Mark(first, _)) if *first == mark)
    }

    /// Whether an operator of two characters comes next, such as `::`.
    pub fn is_pair(&self, one: char, two: char) -> bool {
        match self.tokens {
            [Token::Mark(first, Spacing::Joint), Token::Mark(second, _), ..] => {
                *first == one && *second == two
            }
            _ => false,
        }
    }

    pub fn is_open(&self, delimiter: Delimiter) -> bool {
        matches!(self.tokens.first(), Some(Token::Open(first, _)) if *first == delimiter)
    }

    /// Reads a word if it comes next.
    pub fn eat_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        self.skip(usize::from(found));
        found
    }

    pub fn eat_mark(&mut self, mark: char) -> bool {
        let found = self.is_mark(mark);
        self.skip(usize::from(found));
        found
    }

    pub fn eat_pair(&mut self, one: char, two: char) -> bool {
        let found = self.is_pair(one, two);
        self.skip(if found { 2 } else { 0 });
        found
    }

    pub fn mark(&mut self, mark: char) -> Option<()> {
        self.eat_mark(mark).then_some(())
    }

    pub fn ident(&mut self) -> Option<String> {
        let Token::Word(word) = self.next()? else { return None };
        Some(word.to_string())
    }

    /// A cursor over the tokens of the group that comes next, which is read.
    pub fn group(&mut self, delimiter: Delimiter) -> Option<Self> {
        let Token::Open(found, length) = self.next()? else { return None };
        let inside = self.tokens.get(..*length).filter(|_| *found == delimiter)?;
        self.skip(length + 1);
        Some(Self::new(inside))
    }
}

fn delimiters(delimiter: Delimiter) -> (&'static str, &'static str) {
    match delimiter {
        Delimiter::Parenthesis => ("(", ")"),
        Delimiter::Brace => ("{", "}"),
        Delimiter::Bracket => ("[", "]"),
        Delimiter::None => ("", ""),
    }
}
