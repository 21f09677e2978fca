//! Spells text in ASCII: what no identifier may contain becomes letters or a space.

/// A text with ASCII letters, digits and separators only.
///
/// Letters with marks lose them. Other letters beyond ASCII become their code point, as mixed
/// scripts and look-alikes are lint warnings at best.
pub fn to_ascii(text: &str) -> String {
    let has_words = text.chars().any(char::is_alphanumeric);
    let mut out = String::with_capacity(text.len());
    let mut rest = text.chars();
    let mut before = None;
    while let Some(character) = rest.next() {
        let after = rest.as_str();
        match character {
            letter if letter.is_ascii_alphanumeric() => out.push(letter),
            letter if letter.is_alphanumeric() => push_letter(&mut out, letter),
            symbol if !has_words => push_symbol(&mut out, symbol),
            '+' | '-' if is_sign(character, before, after) => push_symbol(&mut out, character),
            '<' | '>' if text.contains('<') && text.contains('>') => out.push(' '),
            // In `key=value`, it is a separator.
            '=' if before.is_some_and(char::is_alphanumeric) && !matches!(after, "" | "=") => {
                out.push(' ');
            }
            '<' | '>' | '=' | '!' if !text.contains(' ') => push_symbol(&mut out, character),
            '#' if is_end(before, after) && text.len() == 2 => out.push_str(" sharp"),
            '+' | '#' | '*' if is_end(before, after) => push_symbol(&mut out, character),
            '(' if before.is_some_and(char::is_alphabetic) && after.starts_with("s)") => {}
            mark if is_inside_word(mark, before, after) => {}
            _ => out.push(' '),
        }
        before = Some(character);
    }
    out
}

/// Whether `+` or `-` is a sign, not a separator: at the start of a text (`-created_at`), before a
/// number (`GMT+1`), and for `-` also behind another separator (`reactions--1`).
fn is_sign(character: char, before: Option<char>, after: &str) -> bool {
    let has_number = after.starts_with(|next: char| next.is_ascii_digit());
    match before {
        None => after.starts_with(char::is_alphanumeric),
        Some(before) => has_number && (character == '+' || !before.is_alphanumeric()),
    }
}

/// Whether a symbol is at the end of a text, directly behind a word: `C#`, `18+`, `C++`.
fn is_end(before: Option<char>, after: &str) -> bool {
    let is_behind_word = before.is_some_and(|before| before.is_alphanumeric() || before == '+');
    is_behind_word && after.chars().all(|next| next == '+')
}

/// Whether a mark does not divide a word: a combining accent, and the apostrophe of `won't` and
/// `user's`.
fn is_inside_word(mark: char, before: Option<char>, after: &str) -> bool {
    const ENDINGS: [&str; 6] = ["d", "ll", "re", "s", "t", "ve"];
    let ending = after.split(|next: char| !next.is_alphanumeric()).next().unwrap_or_default();
    match mark {
        '\u{300}'..='\u{36f}' => true,
        '\'' | '\u{2019}' => before.is_some_and(char::is_alphabetic) && ENDINGS.contains(&ending),
        _ => false,
    }
}

/// The letters of U+00C0 to U+017F without their marks; `?` for those with two letters, and for
/// what is no letter.
const LATIN: &str = "AAAAAA?CEEEEIIIIDNOOOOO?OUUUUY??aaaaaa?ceeeeiiiidnooooo?ouuuuy?y\
    AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIi??JjKkkLlLlLlLlLlNnNnNnnNnOoOoOo??\
    RrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

/// Letters that become two, and letters outside of [`LATIN`].
const DIGRAPHS: &[(char, &str)] = &[
    ('Æ', "AE"),
    ('æ', "ae"),
    ('Þ', "Th"),
    ('þ', "th"),
    ('ß', "ss"),
    ('Ĳ', "IJ"),
    ('ĳ', "ij"),
    ('Œ', "OE"),
    ('œ', "oe"),
    ('Ș', "S"),
    ('ș', "s"),
    ('Ț', "T"),
    ('ț', "t"),
];

fn push_letter(out: &mut String, letter: char) {
    let index = u32::from(letter).checked_sub(0xc0).and_then(|index| usize::try_from(index).ok());
    let latin = index.and_then(|index| LATIN.as_bytes().get(index)).filter(|base| **base != b'?');
    let digraph = DIGRAPHS.iter().find(|(other, _)| *other == letter);
    match (latin, digraph) {
        (Some(base), _) => out.push(char::from(*base)),
        (None, Some((_, letters))) => out.push_str(letters),
        (None, None) => out.push_str(&format!(" u{:x} ", u32::from(letter))),
    }
}

fn push_symbol(out: &mut String, symbol: char) {
    out.push(' ');
    match symbol_name(symbol) {
        Some(name) => out.push_str(name),
        None => out.push_str(&format!("u{:x}", u32::from(symbol))),
    }
    out.push(' ');
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

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> String {
        to_ascii(text).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn letters_lose_their_marks() {
        for (text, ascii) in [
            ("Überweisung", "Uberweisung"),
            ("naïveÉtage", "naiveEtage"),
            ("cafe\u{301}s", "cafes"),
            ("Łódź", "Lodz"),
            ("İstanbul", "Istanbul"),
            ("straße", "strasse"),
            ("œuvre", "oeuvre"),
            ("Đà Nẵng", "Da N u1eb5 ng"),
            ("名前", "u540d u524d"),
        ] {
            assert_eq!(words(text), ascii, "{text}");
        }
        assert_eq!(LATIN.len(), 0x180 - 0xc0);
    }

    #[test]
    fn a_symbol_with_a_meaning_is_a_word() {
        for (text, ascii) in [
            ("+1", "plus 1"),
            ("-created_at", "minus created at"),
            ("C++", "C plus plus"),
            ("C#", "C sharp"),
            ("item#", "item hash"),
            ("red*", "red star"),
            ("18+", "18 plus"),
            ("<=", "less equal"),
            ("a>=b", "a greater equal b"),
            ("user=%u,db=%d", "user u db d"),
            ("if a > b", "if a b"),
            ("Page<User>", "Page User"),
            ("reactions-+1", "reactions plus 1"),
            ("reactions--1", "reactions minus 1"),
            ("Etc/GMT+11", "Etc GMT plus 11"),
            ("gpt-4", "gpt 4"),
            ("vnd.api+json", "vnd api json"),
            ("*", "star"),
            ("a-b", "a b"),
            ("$gt", "gt"),
        ] {
            assert_eq!(words(text), ascii, "{text}");
        }
    }

    #[test]
    fn an_apostrophe_and_an_optional_plural_do_not_divide_a_word() {
        for (text, ascii) in [
            ("won't fix", "wont fix"),
            ("the user\u{2019}s name", "the users name"),
            ("'quoted'", "quoted"),
            ("l'adresse", "l adresse"),
            ("Number(s) of item(s)", "Numbers of items"),
            ("f(x)", "f x"),
        ] {
            assert_eq!(words(text), ascii, "{text}");
        }
    }
}
