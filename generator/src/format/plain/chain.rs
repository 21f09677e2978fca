//! What expressions are, told before they are printed: how a box begins depends on what ends it.

use proc_macro2::{Delimiter, Spacing};

use super::Token;

/// What is called, read or awaited of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Link {
    Method,
    Field,
    Await,
    Call,
    Try,
}

/// What an expression begins with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Base {
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
pub(super) enum Kind {
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
    pub(super) fn of(tokens: &[Token], at: At) -> Option<(Self, usize)> {
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
                let parameters =
                    rest.iter().position(|token| matches!(token, Token::Mark('|', _)))?;
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
    pub(super) fn is_block(&self) -> bool {
        match self {
            Self::Closure => true,
            Self::Chain(Base::Array | Base::Struct | Base::Tuple, links) => links.is_empty(),
            _ => false,
        }
    }

    /// Whether a brace behind it stands on a line of its own when it is broken.
    pub(super) fn ends_on_its_own(&self) -> bool {
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
    pub(super) fn of(tokens: &[Token], at: At) -> Option<(Self, usize)> {
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
                    Token::Open(Delimiter::Brace, length) => {
                        Some((Self::Match, 1 + scrutinee + length + 2))
                    }
                    _ => None,
                }
            }
            Token::Word(word) => {
                const OTHERS: [&str; 17] = [
                    "async", "break", "const", "continue", "for", "if", "let", "loop", "move",
                    "return", "static", "unsafe", "use", "while", "yield", "fn", "_",
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
                        Token::Open(Delimiter::Parenthesis, inner) if length == 1 => {
                            Some((Self::Macro, inner + 4))
                        }
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
    pub(super) fn of(tokens: &[Token]) -> Option<(Self, usize)> {
        match tokens {
            [Token::Mark('?', _), ..] => Some((Self::Try, 1)),
            [Token::Open(Delimiter::Parenthesis, length), ..] => Some((Self::Call, length + 2)),
            [Token::Mark('.', Spacing::Alone), Token::Word(word), ..] if word == "await" => {
                Some((Self::Await, 2))
            }
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
pub(super) fn are_numbers(elements: &[Token]) -> bool {
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
    while let Some([Token::Mark(':', Spacing::Joint), Token::Mark(':', _), rest @ ..]) =
        tokens.get(length..)
    {
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
