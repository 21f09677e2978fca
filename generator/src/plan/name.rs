//! From words of a document to Rust identifiers.
//!
//! An [`Ident`] is only made here, so whatever a document calls its things, what reaches the output
//! is an identifier.

use std::collections::BTreeMap;
use std::fmt;

use heck::{ToKebabCase, ToShoutySnakeCase, ToSnakeCase, ToUpperCamelCase};

use crate::source::Location;

/// A valid Rust identifier, raw (`r#type`) where it has to be.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The identifier as it is written, `r#` included.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The identifier without `r#`.
    pub fn plain(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }

    /// Whether it is raw.
    pub fn is_raw(&self) -> bool {
        self.0.starts_with("r#")
    }
}

impl fmt::Display for Ident {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// What an identifier is for, which decides its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A type or variant: `UpperCamelCase`.
    Type,
    /// A field, function, argument or module: `snake_case`.
    Value,
    /// A static: `SHOUTY_SNAKE_CASE`.
    Static,
}

/// The letters that an identifier or feature of a document's words has at most: files are called by
/// them, too, and no file system has names of any length. Real documents have names of a good
/// hundred letters. What is cut off makes names the same, and a [`Namespace`] makes them differ.
const LONGEST: usize = 160;

/// The identifier that some words become.
pub fn ident(words: &str, case: Case) -> Ident {
    match case {
        Case::Value if is_snake_case(words) => return guard(words.to_owned()),
        Case::Type => {
            if let Some(name) = plain_camel_case(words) {
                return guard(name);
            }
        }
        Case::Value | Case::Static => {}
    }
    let spelled = spell(beginning(words));
    let cased = match case {
        Case::Type => spelled.to_upper_camel_case(),
        Case::Value => spelled.to_snake_case(),
        Case::Static => spelled.to_shouty_snake_case(),
    };
    let cased = cut(cased);
    let starts_badly = cased.chars().next().is_none_or(|first| first.is_ascii_digit());
    let name = match (starts_badly, case) {
        (false, _) => cased,
        (true, _) if cased.is_empty() => "empty".to_owned().to_case(case),
        (true, Case::Type) => format!("N{cased}"),
        (true, Case::Value) => format!("n{cased}"),
        (true, Case::Static) => format!("N{cased}"),
    };
    guard(name)
}

/// Whether words are a name already, as those of most properties are.
fn is_snake_case(words: &str) -> bool {
    words.starts_with(|first: char| first.is_ascii_lowercase())
        && words.len() <= LONGEST
        && words.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        && !words.contains("__")
        && !words.ends_with('_')
}

/// The name in camel case of plain words: ASCII letters and digits with single signs between them,
/// and a capital only where a word begins. Most are plain, and `heck` looks at each letter through
/// Unicode's tables. `None` for others.
fn plain_camel_case(words: &str) -> Option<String> {
    if words.len() > LONGEST || !words.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let mut name = String::with_capacity(words.len());
    let mut before = b'_';
    for byte in words.bytes() {
        match (before, byte) {
            (b'_', b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9') => {
                name.push(char::from(byte.to_ascii_uppercase()))
            }
            (b'a'..=b'z', b'A'..=b'Z') | (_, b'a'..=b'z' | b'0'..=b'9') => {
                name.push(char::from(byte))
            }
            (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', b'_' | b'-' | b' ' | b'.' | b'/') => {}
            _ => return None,
        }
        before = if byte.is_ascii_alphanumeric() { byte } else { b'_' };
    }
    Some(name)
}

/// The kebab-case name that some words become: for cargo features.
pub fn kebab(words: &str) -> String {
    let name = cut(spell(beginning(words)).to_kebab_case());
    if name.is_empty() { "empty".to_owned() } else { name }
}

/// Words without those at their beginning that a name begins with, too; all of them if that would
/// leave none.
pub fn without_start(name: &str, words: &str) -> String {
    if words.is_empty() {
        return String::new();
    }
    let spelled = ident(words, Case::Type);
    let (name, words) = (camel_words(name), camel_words(spelled.plain()));
    let same = name.iter().zip(&words).take_while(|(one, other)| one == other).count();
    words.get(same..).filter(|rest| !rest.is_empty()).unwrap_or(&words).concat()
}

/// The words of a name in camel case, the first letter of each as it is.
pub fn camel_words(ident: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for character in ident.chars() {
        match words.last_mut() {
            Some(word) if !character.is_uppercase() => word.push(character),
            _ => words.push(character.to_string()),
        }
    }
    words
}

/// What can be part of a name that is cut anyway. Some of it may be no letters.
fn beginning(words: &str) -> &str {
    match words.char_indices().nth(LONGEST * 8) {
        Some((end, _)) => words.get(..end).unwrap_or(words),
        None => words,
    }
}

/// The beginning of a name that is too long. What is spelled is ASCII.
fn cut(mut name: String) -> String {
    if name.len() > LONGEST {
        name.truncate(LONGEST);
        name.truncate(name.trim_end_matches(['_', '-']).len());
    }
    name
}

trait ToCase {
    fn to_case(self, case: Case) -> String;
}

impl ToCase for String {
    fn to_case(self, case: Case) -> String {
        match case {
            Case::Type => self.to_upper_camel_case(),
            Case::Value => self,
            Case::Static => self.to_shouty_snake_case(),
        }
    }
}

/// Makes a keyword a raw identifier, or, for the few that cannot be raw, another word.
fn guard(name: String) -> Ident {
    match name.as_str() {
        "self" | "Self" | "super" | "crate" | "_" => Ident(format!("{name}_")),
        keyword if KEYWORDS.contains(&keyword) => Ident(format!("r#{keyword}")),
        _ => Ident(name),
    }
}

/// Keywords of every edition up to 2024, reserved ones included.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Puts words in place of what no identifier may hold. Letters beyond ASCII become their code
/// point: mixed scripts and look-alikes would be lint warnings at best.
fn spell(words: &str) -> String {
    let mut out = String::with_capacity(words.len());
    let only_symbols = !words.chars().any(|character| character.is_alphanumeric());
    for (index, character) in words.chars().enumerate() {
        let sign = index == 0 && words.chars().nth(1).is_some_and(|next| next.is_alphanumeric());
        match character {
            letter if letter.is_ascii_alphanumeric() => out.push(letter),
            '+' if sign => out.push_str("plus "),
            '-' if sign => out.push_str("minus "),
            symbol if only_symbols => match symbol_name(symbol) {
                Some(name) => {
                    out.push(' ');
                    out.push_str(name);
                    out.push(' ');
                }
                None => out.push_str(&format!(" u{:x} ", u32::from(symbol))),
            },
            '<' | '>' | '=' | '!' if !words.contains(' ') => {
                out.push(' ');
                out.push_str(symbol_name(character).unwrap_or_default());
                out.push(' ');
            }
            letter if letter.is_alphanumeric() => out.push_str(&plain_letter(letter)),
            _ => out.push(' '),
        }
    }
    out
}

/// A letter with a mark without it; any other letter as its code point.
fn plain_letter(letter: char) -> String {
    const PLAIN: &[(&str, &str)] = &[
        ("àáâãäåÀÁÂÃÄÅ", "a"),
        ("çÇ", "c"),
        ("èéêëÈÉÊË", "e"),
        ("ìíîïÌÍÎÏ", "i"),
        ("ñÑ", "n"),
        ("òóôõöøÒÓÔÕÖØ", "o"),
        ("ùúûüÙÚÛÜ", "u"),
        ("ýÿÝ", "y"),
        ("ß", "ss"),
        ("šŠ", "s"),
        ("žŽ", "z"),
    ];
    PLAIN.iter().find(|(letters, _)| letters.contains(letter)).map_or_else(
        || format!(" u{:x} ", u32::from(letter)),
        |(_, plain)| if letter.is_uppercase() { plain.to_uppercase() } else { (*plain).to_owned() },
    )
}

fn symbol_name(symbol: char) -> Option<&'static str> {
    Some(match symbol {
        '+' => "plus",
        '-' => "minus",
        '*' => "star",
        '/' => "slash",
        '%' => "percent",
        '=' => "equal",
        '<' => "less",
        '>' => "greater",
        '!' => "not",
        '&' => "and",
        '|' => "or",
        '^' => "caret",
        '~' => "tilde",
        '@' => "at",
        '#' => "hash",
        '$' => "dollar",
        '.' => "dot",
        ',' => "comma",
        ':' => "colon",
        ';' => "semicolon",
        '?' => "question",
        '_' => "underscore",
        '(' | ')' => "paren",
        '[' | ']' => "bracket",
        '{' | '}' => "brace",
        '"' => "quote",
        '\'' => "apostrophe",
        '`' => "backtick",
        '\\' => "backslash",
        ' ' => "space",
        _ => return None,
    })
}

/// Identifiers that must differ from each other, and where each comes from.
#[derive(Debug, Default)]
pub struct Namespace {
    taken: BTreeMap<String, Option<Location>>,
    suffix: &'static str,
    /// The first number that may be free behind a name, where some are not.
    numbers: BTreeMap<String, usize>,
}

/// An identifier that had to give way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clash {
    /// What it would have been.
    pub wanted: Ident,
    /// The one that has that name; `None` for names that are reserved.
    pub first: Option<Location>,
}

impl Namespace {
    /// A namespace in which some names are taken from the start; what would have one of them gets
    /// `suffix` behind it.
    pub fn reserving<'a>(names: impl IntoIterator<Item = &'a str>, suffix: &'static str) -> Self {
        Self {
            taken: names.into_iter().map(|name| (name.to_owned(), None)).collect(),
            suffix,
            numbers: BTreeMap::new(),
        }
    }

    /// Whether an identifier is taken.
    pub fn has(&self, ident: &Ident) -> bool {
        self.taken.contains_key(ident.plain())
    }

    /// Takes this identifier, or the nearest free one with a number behind it, and says when that
    /// had to be.
    pub fn take(&mut self, wanted: Ident, place: &Location) -> (Ident, Option<Clash>) {
        if !self.taken.contains_key(wanted.plain()) {
            self.taken.insert(wanted.plain().to_owned(), Some(place.clone()));
            return (wanted, None);
        }
        let first = self.taken.get(wanted.plain()).cloned().flatten();
        let suffixed = format!("{}{}", wanted.plain(), self.suffix);
        if first.is_none() && !self.taken.contains_key(&suffixed) {
            self.taken.insert(suffixed.clone(), Some(place.clone()));
            return (guard(suffixed), Some(Clash { wanted, first }));
        }
        let words = wanted.plain().trim_end_matches('_');
        let separator = if words.ends_with(|last: char| last.is_ascii_digit()) { "_" } else { "" };
        let number = self.numbers.entry(words.to_owned()).or_insert(2);
        let found = loop {
            let name = format!("{words}{separator}{number}");
            *number += 1;
            if !self.taken.contains_key(&name) {
                break guard(name);
            }
        };
        self.taken.insert(found.plain().to_owned(), Some(place.clone()));
        (found, Some(Clash { wanted, first }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    #[test]
    fn a_name_that_is_one_already_stays() {
        for words in ["a", "a1_b2", "abc_1", "type", "a_b_c", "self", "x9y", "a_1b", "per_page_2"] {
            assert_eq!(ident(words, Case::Value), ident(&format!("{words} "), Case::Value));
            assert_eq!(ident(words, Case::Value).plain().trim_end_matches('_'), words);
        }
        assert_eq!(ident(&"a".repeat(1000), Case::Value).as_str().len(), LONGEST);
    }

    #[test]
    fn plain_words_are_what_they_would_be_otherwise() {
        const SIGNS: &[char] = &['a', 'b', 'C', 'D', '1', '_', '-', ' ', '.', '/'];
        let signs = SIGNS.len();
        let mut plain = 0;
        for number in 0..signs.pow(6) {
            let words: String =
                (0..6).map(|place| SIGNS[number / signs.pow(place) % signs]).collect();
            let Some(name) = plain_camel_case(&words) else { continue };
            assert_eq!(name, spell(&words).to_upper_camel_case(), "{words}");
            plain += 1;
        }
        assert!(plain > 50_000, "{plain}");
        for words in [
            "repository-ruleset conditions",
            "userProfile",
            "UserProfile item",
            "a/b.c",
            "2fa",
            "userID",
            "é",
        ] {
            let is_plain = words.is_ascii() && words != "2fa" && words != "userID";
            assert_eq!(plain_camel_case(words).is_some(), is_plain, "{words}");
        }
    }

    #[test]
    fn what_a_name_begins_with_is_not_said_again() {
        for (name, words, expected) in [
            ("RuleDetailed", "rule-creation", "Creation"),
            ("Rule", "rule", "Rule"),
            ("RuleSet", "Ruler", "Ruler"),
            ("Rule", "", ""),
            ("Event", "event.made", "Made"),
        ] {
            assert_eq!(super::without_start(name, words), expected, "{name} {words}");
        }
    }

    #[test]
    fn words_become_identifiers() {
        for (words, ty, value) in [
            ("firstName", "FirstName", "first_name"),
            ("type", "Type", "r#type"),
            ("gen", "Gen", "r#gen"),
            ("self", "Self_", "self_"),
            ("3ds", "N3ds", "n3ds"),
            ("401k", "N401k", "n401k"),
            ("+1", "Plus1", "plus_1"),
            ("-1", "Minus1", "minus_1"),
            ("", "Empty", "empty"),
            ("$gt", "Gt", "gt"),
            ("<=", "LessEqual", "less_equal"),
            ("files[0]", "Files0", "files_0"),
            ("_links", "Links", "links"),
            ("über uns", "UberUns", "uber_uns"),
            ("名", "U540d", "u540d"),
            ("Customers timeline", "CustomersTimeline", "customers_timeline"),
            ("one/two\u{202e}three", "OneTwoThree", "one_two_three"),
        ] {
            assert_eq!(ident(words, Case::Type).as_str(), ty, "{words}");
            assert_eq!(ident(words, Case::Value).as_str(), value, "{words}");
        }
    }

    #[test]
    fn a_name_that_is_too_long_is_cut() {
        for case in [Case::Type, Case::Value, Case::Static] {
            let mut names = Namespace::default();
            let place = Location::root(FileId(0));
            for number in 1..=12 {
                let words = format!("{} {number}", "long".repeat(5_000));
                let (ident, clash) = names.take(ident(&words, case), &place);
                assert!((LONGEST..LONGEST + 4).contains(&ident.as_str().len()), "{ident}");
                assert_eq!(clash.is_some(), number > 1);
                assert!(number == 1 || ident.as_str().ends_with(&number.to_string()), "{ident}");
            }
        }
        assert_eq!(ident(&"a ".repeat(90), Case::Value).as_str().len(), LONGEST - 1);
        assert_eq!(kebab(&"名".repeat(90)).len(), LONGEST);
    }

    #[test]
    fn a_taken_name_gets_a_number() {
        let mut names = Namespace::reserving(["Option"], "Schema");
        let place = Location::root(FileId(0));
        assert_eq!(names.take(ident("paid", Case::Type), &place).0.as_str(), "Paid");
        let (second, clash) = names.take(ident("Paid", Case::Type), &place);
        assert_eq!(second.as_str(), "Paid2");
        assert_eq!(clash.map(|clash| clash.first), Some(Some(place.clone())));
        assert_eq!(names.take(ident("option", Case::Type), &place).0.as_str(), "OptionSchema");
    }
}
