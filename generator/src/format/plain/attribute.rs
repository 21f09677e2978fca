//! Attributes, doc comments among them.

use std::fmt::Write as _;

use proc_macro2::{Delimiter, Ident, Spacing};

use super::super::layout::INDENT;
use super::{Part, Printer, Token};

impl Printer<'_> {
    /// `#![doc = "…"]` as a comment.
    pub fn page(&mut self) -> Option<Part> {
        self.mark('#')?;
        self.mark('!')?;
        let docs = self.doc()?;
        let lines = docs.split('\n').flat_map(|line| ["//!", line.trim_end_matches(' '), "\n"]);
        self.tokens.is_empty().then(|| Part::Docs(lines.collect()))
    }

    /// Attributes that come next.
    pub fn attributes(&mut self) -> Option<()> {
        while self.eat_mark('#') {
            match self.tokens {
                [
                    _,
                    Token::Word(name),
                    Token::Mark('=', _),
                    Token::Literal(_),
                    Token::Close,
                    ..,
                ] if name == "doc" => {
                    for line in self.doc()?.split('\n') {
                        if line.starts_with('/') {
                            return None;
                        }
                        self.layout.word("///");
                        self.layout.word(line.trim_end_matches(' '));
                        self.layout.line();
                    }
                }
                _ => self.attribute()?,
            }
        }
        Some(())
    }

    /// What a doc comment says.
    fn doc(&mut self) -> Option<String> {
        self.open(Delimiter::Bracket)?;
        if !self.eat_word("doc") {
            return None;
        }
        self.mark('=')?;
        let Token::Literal(literal) = self.take()? else { return None };
        let docs = unescaped(&literal.to_string())?;
        self.close()?;
        Some(docs)
    }

    fn attribute(&mut self) -> Option<()> {
        self.open(Delimiter::Bracket)?;
        self.layout.word("#[");
        self.ident()?;
        while self.is_pair(':', ':') {
            self.skip(2);
            self.layout.word("::");
            self.ident()?;
        }
        if self.eat_mark('=') {
            self.layout.word(" = ");
            self.literal()?;
        } else if self.is_open(Delimiter::Parenthesis) {
            self.arguments_of_attribute()?;
        }
        self.close()?;
        self.layout.word("]");
        self.layout.space();
        Some(())
    }

    /// `(…)`
    fn arguments_of_attribute(&mut self) -> Option<()> {
        self.open(Delimiter::Parenthesis)?;
        self.layout.word("(");
        self.layout.consistent(INDENT);
        self.layout.zero();
        let (mut after_word, mut after_last_comma) = (false, false);
        while !self.is_closed() {
            match self.tokens.first()? {
                Token::Mark(mark, _) => {
                    self.skip(1);
                    after_last_comma = *mark == ',' && self.is_closed();
                    self.mark_in_attribute(*mark, after_word, after_last_comma);
                    after_word = false;
                }
                Token::Open(..) => {
                    self.arguments_of_attribute()?;
                    after_word = false;
                }
                word => {
                    if after_word {
                        self.layout.space();
                    }
                    if matches!(word, Token::Word(_)) {
                        self.ident()?
                    } else {
                        self.literal()?
                    };
                    after_word = true;
                }
            }
        }
        if !after_last_comma {
            self.layout.zero();
        }
        self.layout.outdent();
        self.layout.end();
        self.layout.word(")");
        self.close()
    }

    fn mark_in_attribute(&mut self, mark: char, after_word: bool, is_last_comma: bool) {
        if is_last_comma {
            self.layout.comma(true);
            return;
        }
        if after_word && mark == '=' {
            self.layout.word(" ");
        }
        self.layout.token(&mark);
        match mark {
            '=' => self.layout.word(" "),
            ',' => self.layout.space(),
            _ => {}
        }
    }

    /// The call of a macro with parentheses.
    pub fn call_of_macro(&mut self) -> Option<()> {
        self.ident()?;
        self.mark('!')?;
        self.layout.word("!(");
        self.open(Delimiter::Parenthesis)?;
        if !self.is_closed() {
            self.layout.consistent(INDENT);
            self.layout.zero();
            self.layout.inconsistent(0);
            self.tokens_of_macro()?;
            self.layout.end();
            self.layout.zero();
            self.layout.outdent();
            self.layout.end();
        }
        self.layout.word(")");
        self.close()
    }

    /// Up to the end of the group.
    fn tokens_of_macro(&mut self) -> Option<()> {
        let (mut before, mut is_joint) = (InMacro::Other, true);
        while !self.is_closed() {
            let token = self.tokens.first()?;
            let (needs_space, after) = before.then(token)?;
            if !is_joint {
                match token {
                    _ if needs_space => self.layout.space(),
                    Token::Mark('.', _) => self.layout.zero(),
                    _ => {}
                }
            }
            is_joint = matches!(token, Token::Mark(_, Spacing::Joint));
            match token {
                Token::Word(_) => self.ident()?,
                Token::Literal(_) => self.literal()?,
                Token::Mark(mark, _) => {
                    self.skip(1);
                    self.layout.token(mark);
                }
                Token::Open(_, _) => {
                    self.skip(1);
                    self.layout.word("(");
                    self.tokens_of_macro()?;
                    self.layout.word(")");
                    self.close()?;
                }
                Token::Close => return None,
            }
            before = after;
        }
        Some(())
    }

    /// `object!(Pet { … });`: a call with a list in braces, of which each element has a line.
    pub fn call_with_list(&mut self) -> Option<String> {
        let mut text = String::new();
        let (Token::Word(name), Token::Mark('!', _), Token::Open(Delimiter::Parenthesis, _)) =
            (self.take()?, self.take()?, self.take()?)
        else {
            return None;
        };
        let Token::Word(of) = self.take()? else { return None };
        self.open(Delimiter::Brace)?;
        let _ = write!(text, "{name}!({of} {{");
        let (mut before, is_empty) = ("\n    ", self.is_closed());
        while !self.is_closed() {
            let token = self.take()?;
            let is_comma = matches!(token, Token::Mark(',', _));
            text.push_str(if is_comma { "" } else { before });
            let _ = match token {
                Token::Word(word) => write!(text, "{word}"),
                Token::Literal(literal) => write!(text, "{literal}"),
                Token::Mark(mark, _) => write!(text, "{mark}"),
                Token::Open(..) | Token::Close => return None,
            };
            before = match token {
                Token::Mark(_, Spacing::Joint) => "",
                _ if is_comma => "\n    ",
                _ => " ",
            };
        }
        self.close()?;
        self.close()?;
        self.mark(';')?;
        text.push_str(if is_empty { "});\n" } else { "\n});\n" });
        Some(text)
    }
}

/// What stands before a token of a macro's call, as far as it decides about the space between them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum InMacro {
    Dot,
    Colon,
    Colons,
    Word,
    Group,
    Other,
}

impl InMacro {
    /// Whether there is a space before a token, and what stands behind it; `None` where that is
    /// another matter.
    fn then(self, token: &Token) -> Option<(bool, Self)> {
        let after_path = matches!(self, Self::Dot | Self::Colons);
        let then = match token {
            Token::Open(Delimiter::Parenthesis, _) => (self != Self::Word, Self::Group),
            Token::Word(word) if !is_keyword(word) => (!after_path, Self::Word),
            Token::Literal(literal) if literal.to_string().ends_with('.') => return None,
            Token::Literal(_) => (self != Self::Dot, Self::Word),
            Token::Mark(',' | ';', _) => (false, Self::Other),
            Token::Mark('.', _) => (!matches!(self, Self::Word | Self::Group), Self::Dot),
            Token::Mark(':', _) if self == Self::Colon => (false, Self::Colons),
            Token::Mark(':', Spacing::Joint) => (self != Self::Word, Self::Colon),
            Token::Mark('$' | '#' | '!', _) | Token::Open(..) | Token::Close => return None,
            Token::Word(_) | Token::Mark(..) => (true, Self::Other),
        };
        Some(then)
    }
}

/// What a literal of a string says.
pub(super) fn unescaped(literal: &str) -> Option<String> {
    for (start, end) in [("r\"", "\""), ("r#\"", "\"#")] {
        if let Some(raw) = literal.strip_prefix(start) {
            return raw.strip_suffix(end).map(str::to_owned);
        }
    }
    let inner = literal.strip_prefix('"')?.strip_suffix('"')?;
    let mut text = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some((plain, escape)) = rest.split_once('\\') {
        text.push_str(plain);
        let mut characters = escape.chars();
        let code = match characters.next()? {
            'n' => u32::from('\n'),
            'r' => u32::from('\r'),
            't' => u32::from('\t'),
            '0' => 0,
            'x' => {
                u32::from_str_radix(characters.by_ref().take(2).collect::<String>().as_str(), 16)
                    .ok()?
            }
            'u' => {
                let digits: String =
                    characters.by_ref().take_while(|digit| *digit != '}').collect();
                u32::from_str_radix(digits.strip_prefix('{')?, 16).ok()?
            }
            same @ ('"' | '\\' | '\'') => u32::from(same),
            _ => return None,
        };
        text.push(char::from_u32(code)?);
        rest = characters.as_str();
    }
    text.push_str(rest);
    Some(text)
}

/// Whether a word stands apart from what is around it.
fn is_keyword(word: &Ident) -> bool {
    const KEYWORDS: [&str; 36] = [
        "as", "async", "await", "box", "break", "const", "continue", "crate", "dyn", "else",
        "enum", "extern", "fn", "for", "if", "impl", "in", "let", "loop", "macro", "match", "mod",
        "move", "mut", "pub", "ref", "return", "static", "struct", "trait", "type", "unsafe",
        "use", "where", "while", "yield",
    ];
    KEYWORDS.iter().any(|keyword| word == keyword)
}
