//! From words of a document to Rust identifiers.
//!
//! [`ident`] is the only way to make an [`Ident`] from text of a document, so the output contains
//! valid identifiers only. [`words`] splits text into words, [`spelling`] spells it in ASCII,
//! [`Namespace`] keeps names different, and [`method`] names groups and their methods.

mod brand;
pub mod english;
pub mod method;
mod namespace;
mod phrase;
pub mod route;
mod spelling;
mod words;

use std::fmt;

use heck::{ToKebabCase, ToShoutySnakeCase};

pub use namespace::{Clash, Namespace};

/// A valid Rust identifier, raw (`r#type`) if it is a keyword.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ident(String);

impl Ident {
    /// The identifier as it is written, with `r#`.
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

/// What an identifier names, which decides its case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// A type or variant: `UpperCamelCase`.
    Type,
    /// A field, function, argument or module: `snake_case`.
    Value,
    /// A static: `SHOUTY_SNAKE_CASE`.
    Static,
}

/// The maximum length of an identifier or feature that is made from text of a document. Files have
/// these names, too, and file systems limit them. Names in real documents have up to a good hundred
/// letters. If two names are the same after the cut, a [`Namespace`] numbers them.
const MAX_LENGTH: usize = 160;

/// The identifier for a text, in a case.
pub fn ident(text: &str, case: Case) -> Ident {
    match case {
        Case::Value if is_snake_case(text) => return guard(text.to_owned()),
        Case::Type => {
            if let Some(name) = quick_camel_case(text) {
                return guard(name);
            }
        }
        Case::Value | Case::Static => {}
    }
    let text = beginning(text);
    let name = match case {
        Case::Type => camel_case(text),
        Case::Value => snake_case(text),
        Case::Static => snake_case(text).to_shouty_snake_case(),
    };
    let name = cut(name);
    let needs_letter = name.starts_with(|first: char| first.is_ascii_digit());
    guard(match (needs_letter, case) {
        (true, Case::Value) => format!("n{name}"),
        (true, _) => format!("N{name}"),
        (false, Case::Type) if name.is_empty() => "Empty".to_owned(),
        (false, Case::Value) if name.is_empty() => "empty".to_owned(),
        (false, Case::Static) if name.is_empty() => "EMPTY".to_owned(),
        (false, _) => name,
    })
}

/// The kebab-case name for a text: for cargo features.
pub fn kebab(text: &str) -> String {
    let name = cut(snake_case(beginning(text)).to_kebab_case());
    if name.is_empty() { "empty".to_owned() } else { name }
}

fn snake_case(text: &str) -> String {
    let mut name = String::with_capacity(text.len() + 8);
    words::for_each(text, |word| {
        if !name.is_empty() {
            name.push('_');
        }
        name.push_str(word);
    });
    name.make_ascii_lowercase();
    name
}

fn camel_case(text: &str) -> String {
    let mut name = String::with_capacity(text.len());
    words::for_each(text, |word| push_camel_word(&mut name, word));
    name
}

/// Appends a word to a name in camel case. Two numbers have an underscore between them: `V1_2` is
/// not `V12`.
fn push_camel_word(name: &mut String, word: &str) {
    let digit = |character: char| character.is_ascii_digit();
    if name.ends_with(digit) && word.starts_with(digit) {
        name.push('_');
    }
    if let Some((brand, rest)) = brand::in_type_name(word) {
        name.push_str(brand);
        name.push_str(&rest.to_ascii_lowercase());
        return;
    }
    let (first, rest) = word.split_at_checked(1).unwrap_or((word, ""));
    name.push_str(&first.to_ascii_uppercase());
    name.push_str(&rest.to_ascii_lowercase());
}

/// Whether a text is a name already, as most names of properties are.
fn is_snake_case(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.len() <= MAX_LENGTH
        && text.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        && !text.contains("__")
        && !text.ends_with('_')
}

/// The name in camel case of a text with ASCII letters and digits, single separators, and capitals
/// only where a word starts. Most texts are like this, so they take one pass. `None` for others.
fn quick_camel_case(text: &str) -> Option<String> {
    if text.len() > MAX_LENGTH || !text.starts_with(|first: char| first.is_ascii_alphabetic()) {
        return None;
    }
    let mut name = String::with_capacity(text.len());
    let mut start = 0;
    // Whether a capital, not a separator, divides the last two words.
    let mut is_camel = false;
    let mut before = b'_';
    for byte in text.bytes() {
        match (before, byte) {
            (b'_', b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9') => {
                if byte.is_ascii_digit() && name.ends_with(|last: char| last.is_ascii_digit()) {
                    name.push('_');
                }
                (start, is_camel) = (name.len(), false);
                name.push(char::from(byte.to_ascii_uppercase()));
            }
            (b'a'..=b'z', b'A'..=b'Z') => {
                finish_word(&mut name, start, true)?;
                (start, is_camel) = (name.len(), true);
                name.push(char::from(byte));
            }
            (_, b'a'..=b'z' | b'0'..=b'9') => name.push(char::from(byte)),
            (b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9', b'_' | b'-' | b' ' | b'.' | b'/') => {
                finish_word(&mut name, start, is_camel)?;
            }
            _ => return None,
        }
        before = if byte.is_ascii_alphanumeric() { byte } else { b'_' };
    }
    finish_word(&mut name, start, is_camel)?;
    Some(name)
}

/// Gives a brand its form in type names. `None` for a single letter next to a camel-case word: it
/// may be part of that word, as in `iPhone`.
fn finish_word(name: &mut String, start: usize, is_camel: bool) -> Option<()> {
    let word = name.get(start..)?;
    if is_camel && word.len() == 1 {
        return None;
    }
    if let Some((brand, _)) = brand::in_type_name(word) {
        name.replace_range(start..start + brand.len(), brand);
    }
    Some(())
}

/// A text without the words at its start that a name starts with, in camel case; the whole text if
/// no word would be left.
pub fn without_start(name: &str, text: &str) -> String {
    let (name, words) = (camel_words(name), camel_words(text));
    let same = name.iter().zip(&words).take_while(|(one, other)| one == other).count();
    join_camel(words.get(same..).filter(|rest| !rest.is_empty()).unwrap_or(&words))
}

/// Whether a name ends with the words of a text.
pub fn ends_with(name: &str, text: &str) -> bool {
    let words = camel_words(text);
    !words.is_empty() && camel_words(name).ends_with(&words)
}

/// The words of a text, each as in a name in camel case.
pub fn camel_words(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    words::for_each(text, |word| {
        let mut name = String::with_capacity(word.len());
        push_camel_word(&mut name, word);
        found.push(name);
    });
    found
}

/// The name in camel case of some words.
pub fn join_camel(words: &[String]) -> String {
    let mut name = String::new();
    for word in words {
        push_camel_word(&mut name, word);
    }
    name
}

/// The part of a text that can be in a name before [`cut`]; a character may become no letter.
fn beginning(text: &str) -> &str {
    match text.char_indices().nth(MAX_LENGTH * 8) {
        Some((end, _)) => text.get(..end).unwrap_or(text),
        None => text,
    }
}

/// The beginning of a name that is too long. Names are ASCII.
fn cut(mut name: String) -> String {
    if name.len() > MAX_LENGTH {
        name.truncate(MAX_LENGTH);
        name.truncate(name.trim_end_matches(['_', '-']).len());
    }
    name
}

/// Makes a keyword a raw identifier. The few keywords that cannot be raw get an underscore.
fn guard(name: String) -> Ident {
    match name.as_str() {
        "self" | "Self" | "super" | "crate" | "_" => Ident(format!("{name}_")),
        keyword if KEYWORDS.contains(&keyword) => Ident(format!("r#{keyword}")),
        _ => Ident(name),
    }
}

/// The keywords of every edition up to 2024, with the reserved ones.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{FileId, Location};

    #[test]
    fn a_name_that_is_one_already_stays() {
        for words in ["a", "a1_b2", "abc_1", "type", "a_b_c", "self", "x9y", "a_1b", "per_page_2"] {
            assert_eq!(ident(words, Case::Value), ident(&format!("{words} "), Case::Value));
            assert_eq!(ident(words, Case::Value).plain().trim_end_matches('_'), words);
        }
        assert_eq!(ident(&"a".repeat(1000), Case::Value).as_str().len(), MAX_LENGTH);
    }

    #[test]
    fn plain_words_are_what_they_would_be_otherwise() {
        const SIGNS: &[char] = &['a', 'b', 'C', 'D', '1', '_', '-', ' ', '.', '/'];
        let signs = SIGNS.len();
        let mut plain = 0;
        for number in 0..signs.pow(6) {
            let words: String =
                (0..6).map(|location| SIGNS[number / signs.pow(location) % signs]).collect();
            let Some(name) = quick_camel_case(&words) else { continue };
            assert_eq!(name, camel_case(&words), "{words}");
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
            assert_eq!(quick_camel_case(words).is_some(), is_plain, "{words}");
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

    /// Words of real documents, each with its name as a type or variant, and as a field or method.
    #[test]
    fn words_of_real_documents_become_names() {
        let mut wrong = Vec::new();
        for line in include_str!("name/words.tsv").lines().skip(1) {
            let text = line.split('\t').next().unwrap_or_default();
            let (ty, value) = (ident(text, Case::Type), ident(text, Case::Value));
            let expected = format!("{text}\t{ty}\t{value}");
            if line != expected {
                wrong.push(expected);
            }
        }
        assert!(wrong.is_empty(), "the lines of words.tsv would be:\n{}", wrong.join("\n"));
    }

    #[test]
    fn a_name_that_is_too_long_is_cut() {
        for case in [Case::Type, Case::Value, Case::Static] {
            let mut names = Namespace::default();
            let location = Location::root(FileId(0));
            for number in 1..=12 {
                let words = format!("{} {number}", "long".repeat(5_000));
                let (ident, clash) = names.take(ident(&words, case), &location);
                assert!((MAX_LENGTH..MAX_LENGTH + 4).contains(&ident.as_str().len()), "{ident}");
                assert_eq!(clash.is_some(), number > 1);
                assert!(number == 1 || ident.as_str().ends_with(&number.to_string()), "{ident}");
            }
        }
        assert_eq!(ident(&"a ".repeat(90), Case::Value).as_str().len(), MAX_LENGTH - 1);
        assert_eq!(kebab(&"名".repeat(90)).len(), MAX_LENGTH);
    }
}
