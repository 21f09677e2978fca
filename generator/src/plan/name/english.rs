//! English words in the names of operations.

/// Words without meaning in a name.
pub(super) const ARTICLES: &[&str] = &["a", "an", "the"];

/// Words that join others.
pub(super) const JOINTS: &[&str] = &[
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "per",
    "the", "to", "with",
];

/// Verbs that are no group, even where a tag has the same word: `listContacts` in `Lists`.
const VERBS: &[&str] =
    &["add", "create", "delete", "get", "list", "patch", "post", "put", "remove", "set", "update"];

/// Whether a word is a verb that names of operations often start with.
pub fn is_known_verb(word: &str) -> bool {
    VERBS.contains(&word)
}

/// Whether words mean the same thing, in the singular or the plural, however they are divided:
/// `addons` and `add-on`.
pub(super) fn same(some: &[String], others: &[String]) -> bool {
    let stems = |words: &[String]| words.iter().map(|word| stem(word).to_owned()).collect();
    let (one, other): (Vec<String>, Vec<String>) = (stems(some), stems(others));
    one == other || stem(&some.concat()) == stem(&others.concat())
}

/// What a word and its plural have in common; a number as its digits.
fn stem(word: &str) -> String {
    if let Some((digits, _)) = NUMBERS.iter().find(|(_, number)| *number == word) {
        return (*digits).to_owned();
    }
    let mut stem = word;
    while stem.len() > 2 && !stem.ends_with("ss") {
        match stem.strip_suffix(['e', 's']) {
            Some(shorter) => stem = shorter,
            None => break,
        }
    }
    match stem.strip_suffix('y') {
        Some(start) if start.len() > 1 => format!("{start}i"),
        _ => stem.to_owned(),
    }
}

/// Numbers as digits and as words.
pub(super) const NUMBERS: &[(&str, &str)] = &[
    ("1", "one"),
    ("2", "two"),
    ("3", "three"),
    ("4", "four"),
    ("5", "five"),
    ("6", "six"),
    ("7", "seven"),
    ("8", "eight"),
    ("9", "nine"),
    ("10", "ten"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plural_is_the_same_word() {
        for (one, other) in [
            ("customers", "customer"),
            ("companies", "company"),
            ("addresses", "address"),
            ("statuses", "status"),
            ("aliases", "alias"),
            ("boxes", "box"),
            ("invoices", "invoice"),
            ("vpcs", "vpc"),
            ("one", "1"),
        ] {
            assert_eq!(stem(one), stem(other), "{one} {other}");
        }
        assert_ne!(stem("address"), stem("addon"));
    }
}
