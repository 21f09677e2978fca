//! Texts that match a pattern.

use regex::RegexBuilder;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The largest program of a pattern, in bytes.
const SIZE: usize = 1 << 20;

/// The longest text that is made, in characters.
const LONGEST: usize = 10_000;

/// How many further texts are tried for a pattern with assertions.
const TRIES: usize = 3;

/// Whether a text matches a pattern (ECMA-262) somewhere. A pattern that cannot be read matches
/// every text.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let is_found = |pattern: &str| {
        let built = RegexBuilder::new(pattern).size_limit(SIZE).build();
        built.map(|built| built.is_match(text)).ok()
    };
    match is_found(&translated(pattern)) {
        Some(false) => return false,
        None if parse(pattern).is_some() => return false,
        _ => {}
    }
    lookaheads(pattern)
        .iter()
        .all(|ahead| is_found(&ahead.pattern).is_none_or(|found| found == ahead.is_positive))
}

/// A text that matches a pattern: the `index`th one, if it has to differ from others. `None` if the
/// pattern cannot be read, or if no text of this length was found.
pub(super) fn text(pattern: &str, least: usize, most: usize, index: usize) -> Option<String> {
    let hir = parse(pattern)?;
    let ahead = lookaheads(pattern);
    let wanted = ahead.iter().filter(|ahead| ahead.is_positive);
    let wanted: String =
        wanted.filter_map(|ahead| Some(written(&parse(&ahead.content)?, 0, index))).collect();
    let fits = |text: &String| {
        (least..=most).contains(&text.chars().count())
            && (ahead.is_empty() || matches(pattern, text))
    };
    let of_length = |extra: usize, index: usize| {
        let plain = written(&hir, extra, index);
        if wanted.is_empty() {
            return Some(plain).filter(fits);
        }
        let rest: String = plain.chars().skip(wanted.chars().count()).collect();
        let (replaced, after) = (format!("{wanted}{rest}"), format!("{plain}{wanted}"));
        let missing = least.saturating_sub(after.chars().count());
        let longer = format!("{after}{}", "a".repeat(missing));
        [plain, replaced, after, longer].into_iter().find(fits)
    };
    // Others may not begin with what must not follow.
    let indices = index..=index + if ahead.is_empty() { 0 } else { TRIES };
    indices
        .flat_map(|index| (0..=least.min(64)).chain([least]).map(move |extra| (extra, index)))
        .find_map(|(extra, index)| of_length(extra, index))
}

fn written(hir: &Hir, extra: usize, index: usize) -> String {
    let mut writer = Writer { text: String::new(), extra, index };
    writer.write(hir);
    writer.text
}

/// An assertion about what follows.
struct Lookahead {
    is_positive: bool,
    /// What has to follow, or must not.
    content: String,
    /// The same after what is before it in the pattern.
    pattern: String,
}

/// The assertions that every match of a pattern has to fulfil: those outside of groups and
/// alternatives. One that must not follow is among them if it is about the whole text.
fn lookaheads(pattern: &str) -> Vec<Lookahead> {
    let (mut depth, mut is_in_class) = (0_usize, false);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = pattern.get(at..).filter(|rest| !rest.is_empty()) {
        let is_positive = rest.starts_with("(?=");
        if depth == 0 && !is_in_class && (is_positive || rest.starts_with("(?!")) {
            let length = rest.len() - after_group(rest).len();
            let content = rest.get(3..length.saturating_sub(1)).unwrap_or_default();
            let before = translated(pattern.get(..at).unwrap_or_default());
            if is_positive || before == "^" {
                let content = translated(content);
                let pattern = format!("{before}(?:{content})");
                found.push(Lookahead { is_positive, content, pattern });
            }
            at += length;
            continue;
        }
        let mut characters = rest.chars();
        match characters.next() {
            Some('\\') => at += characters.next().map_or(0, char::len_utf8),
            Some('[') => is_in_class = true,
            Some(']') => is_in_class = false,
            Some('(') if !is_in_class => depth += 1,
            Some(')') if !is_in_class => depth = depth.saturating_sub(1),
            Some('|') if !is_in_class && depth == 0 => return Vec::new(),
            _ => {}
        }
        at += rest.chars().next().map_or(1, char::len_utf8);
    }
    found
}

fn parse(pattern: &str) -> Option<Hir> {
    let mut parser = regex_syntax::ParserBuilder::new().nest_limit(100).build();
    parser.parse(&translated(pattern)).ok()
}

/// The pattern without what only ECMA-262 has: assertions that look around are left out.
fn translated(pattern: &str) -> String {
    let mut text = String::with_capacity(pattern.len());
    let mut rest = pattern;
    let starts = ["(?=", "(?!", "(?<=", "(?<!"];
    while let Some(character) = rest.chars().next() {
        if starts.iter().any(|start| rest.starts_with(start)) {
            rest = after_group(rest);
            continue;
        }
        let length = if character == '\\' {
            rest.chars().take(2).map(char::len_utf8).sum()
        } else {
            character.len_utf8()
        };
        let (taken, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        text.push_str(taken);
        rest = after;
    }
    text
}

/// What is behind the group that a text begins with.
fn after_group(text: &str) -> &str {
    let (mut depth, mut is_escaped) = (0_usize, false);
    for (at, character) in text.char_indices() {
        match character {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '(' => depth += 1,
            ')' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return text.get(at + 1..).unwrap_or_default();
                }
            }
            _ => {}
        }
    }
    ""
}

struct Writer {
    text: String,
    /// How often a part is repeated beyond what is needed, if it may be.
    extra: usize,
    index: usize,
}

impl Writer {
    fn write(&mut self, hir: &Hir) {
        if self.text.len() > LONGEST {
            return;
        }
        match hir.kind() {
            HirKind::Empty | HirKind::Look(_) => {}
            HirKind::Literal(literal) => self.text.push_str(&String::from_utf8_lossy(&literal.0)),
            HirKind::Class(class) => self.text.extend(self.member(class)),
            HirKind::Repetition(repetition) => {
                let least = repetition.min as usize;
                let wanted = least.saturating_add(self.extra);
                let wanted = if least == 0 && self.extra == 0 { 1 } else { wanted };
                let most = repetition.max.map_or(LONGEST, |most| most as usize);
                for _ in 0..wanted.min(most).min(LONGEST) {
                    self.write(&repetition.sub);
                }
            }
            HirKind::Capture(capture) => self.write(&capture.sub),
            HirKind::Concat(parts) => parts.iter().for_each(|part| self.write(part)),
            HirKind::Alternation(parts) => {
                if let Some(part) = parts.get(self.index % parts.len().max(1)) {
                    self.write(part);
                }
            }
        }
    }

    /// A character of a class: a letter or digit if there is one.
    fn member(&self, class: &Class) -> Option<char> {
        let ranges: Vec<(char, char)> = match class {
            Class::Unicode(class) => {
                class.ranges().iter().map(|range| (range.start(), range.end())).collect()
            }
            Class::Bytes(class) => class
                .ranges()
                .iter()
                .map(|range| (char::from(range.start()), char::from(range.end())))
                .collect(),
        };
        let has = |character: &char| {
            ranges.iter().any(|(first, last)| (first..=last).contains(&character))
        };
        let preferred: Vec<char> =
            ('a'..='z').chain('A'..='Z').chain('0'..='9').filter(has).collect();
        let chosen = preferred.get(self.index % preferred.len().max(1)).copied();
        chosen.or_else(|| ('!'..='~').find(has)).or(ranges.first().map(|(first, _)| *first))
    }
}

#[cfg(test)]
mod tests {
    use super::{matches, text};

    #[test]
    fn a_text_matches_its_pattern_and_has_the_length() {
        for (pattern, least, most) in [
            ("^[a-z]{2}-[A-Z]{2}$", 0, 100),
            (r"^\d+$", 5, 8),
            (r"^(?!\d+$)[a-z0-9]{3,}$", 4, 10),
            ("^(card|bank)_[0-9A-Za-z]*$", 0, 40),
            (r"^[\w\-\/]+$", 1, 3),
            ("^$|^a+$", 0, 10),
            (r"\S", 0, 10),
            (r"^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z\d]{8,}$", 0, 20),
            (r"(?=.*[A-Z])(?=.*[!?])", 8, 20),
            (r"^(?![aA])\w+$", 1, 3),
            ("/(?=.*[a-z])(?=.*[0-9])/", 8, 20),
            ("^[^<>]*$", 12, 12),
        ] {
            let made = text(pattern, least, most, 0).unwrap();
            assert!(matches(pattern, &made), "{pattern}: {made}");
            assert!((least..=most).contains(&made.chars().count()), "{pattern}: {made}");
        }
    }

    #[test]
    fn assertions_are_checked() {
        let password = r"^(?=.*[a-z])(?=.*[A-Z])(?!.*\s).{4,}$";
        assert!(matches(password, "abCd"));
        assert!(!matches(password, "abcd"));
        assert!(!matches(password, "ab Cd"));
        assert!(matches(r"^(?=a)b|c$", "c"));
        assert!(matches(r"^([(?=x)]|a)$", "a"));
    }

    #[test]
    fn a_pattern_that_cannot_be_read_matches_everything_and_gives_no_text() {
        assert!(matches(r"(\w)\1", "a"));
        assert_eq!(text(r"(\w)\1", 0, 10, 0), None);
    }

    #[test]
    fn texts_of_different_indices_differ() {
        assert_ne!(text("^[a-z]+$", 0, 9, 0), text("^[a-z]+$", 0, 9, 1));
    }
}
