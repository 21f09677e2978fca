//! Resolves `#[cfg(feature = "…")]` in files of Rust, for code whose features are chosen when it is
//! generated. Conditions on the target stay.
//!
//! The files are laid out as rustfmt does it: an attribute is on lines of its own, and an item ends
//! at the end of a line.

use std::borrow::Cow;
use std::collections::BTreeSet;

/// How the features of a crate are chosen.
#[derive(Debug, Clone, Copy)]
pub enum Features<'a> {
    /// By those who depend on it: they are features of cargo.
    OfCargo,
    /// When it is generated: these are enabled, and all others are not.
    Chosen(&'a BTreeSet<String>),
}

/// The value of a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Predicate {
    /// It always holds.
    Always,
    /// It never holds.
    Never,
    /// It depends on the target, or on features of cargo.
    Depends(String),
}

impl Features<'_> {
    /// The value of the condition of a `#[cfg]` attribute.
    pub fn resolve(&self, condition: &str) -> Predicate {
        match self {
            Self::OfCargo => Predicate::Depends(condition.to_owned()),
            Self::Chosen(chosen) => {
                let mut rest = condition;
                predicate(&mut rest, chosen)
            }
        }
    }

    /// A file without the conditions that are known.
    pub fn applied(&self, text: &str) -> String {
        match self {
            Self::OfCargo => text.to_owned(),
            Self::Chosen(_) => applied(text, |condition| self.resolve(condition)),
        }
    }
}

/// Reads a predicate from the start of `rest`, and removes it from there.
fn predicate(rest: &mut &str, chosen: &BTreeSet<String>) -> Predicate {
    let end = rest.find(['(', ')', ',']).unwrap_or(rest.len());
    let (head, tail) = rest.split_at_checked(end).unwrap_or((rest, ""));
    let Some(mut inner) = tail.strip_prefix('(') else {
        *rest = tail;
        return option(head.trim(), chosen);
    };
    let mut operands = Vec::new();
    loop {
        inner = inner.trim_start_matches([' ', ',']);
        if let Some(after) = inner.strip_prefix(')') {
            *rest = after;
            break;
        }
        if inner.is_empty() {
            *rest = inner;
            break;
        }
        operands.push(predicate(&mut inner, chosen));
    }
    match head.trim() {
        "not" => not(operands),
        "any" => joined("any", operands, Predicate::Always),
        all => joined(all, operands, Predicate::Never),
    }
}

/// `feature = "…"`, or a condition on the target.
fn option(text: &str, chosen: &BTreeSet<String>) -> Predicate {
    let feature = text.strip_prefix("feature = \"").and_then(|name| name.strip_suffix('"'));
    match feature {
        Some(name) if chosen.contains(name) => Predicate::Always,
        Some(_) => Predicate::Never,
        None => Predicate::Depends(text.to_owned()),
    }
}

fn not(operands: Vec<Predicate>) -> Predicate {
    match operands.into_iter().next() {
        Some(Predicate::Always) => Predicate::Never,
        Some(Predicate::Never) | None => Predicate::Always,
        Some(Predicate::Depends(text)) => Predicate::Depends(format!("not({text})")),
    }
}

/// `all(…)` or `any(…)`, which `decisive` decides alone.
fn joined(operator: &str, operands: Vec<Predicate>, decisive: Predicate) -> Predicate {
    if operands.contains(&decisive) {
        return decisive;
    }
    let mut open: Vec<String> = operands
        .into_iter()
        .filter_map(|operand| match operand {
            Predicate::Depends(text) => Some(text),
            _ => None,
        })
        .collect();
    match (open.len(), decisive) {
        (0, Predicate::Never) => Predicate::Always,
        (0, _) => Predicate::Never,
        (1, _) => Predicate::Depends(open.pop().unwrap_or_default()),
        _ => Predicate::Depends(format!("{operator}({})", open.join(", "))),
    }
}

fn applied(text: &str, resolve: impl Fn(&str) -> Predicate) -> String {
    let mut kept: Vec<String> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let (line, code) = whole_attribute(line, &mut lines);
        let indent = line.get(..line.len() - line.trim_start().len()).unwrap_or_default();
        let code = code.as_ref();
        if let Some(condition) = attribute(code, "cfg") {
            match resolve(condition) {
                Predicate::Always => {}
                Predicate::Depends(condition) => kept.push(format!("{indent}#[cfg({condition})]")),
                Predicate::Never => {
                    remove_attributes(&mut kept, indent);
                    skip_item(&mut lines);
                }
            }
        } else if let Some((condition, attributes)) =
            attribute(code, "cfg_attr").and_then(split_condition)
        {
            match resolve(condition) {
                Predicate::Always => kept.push(format!("{indent}#[{attributes}]")),
                Predicate::Never => {}
                Predicate::Depends(condition) => {
                    kept.push(format!("{indent}#[cfg_attr({condition}, {attributes})]"));
                }
            }
        } else {
            kept.push(line.to_owned());
        }
    }
    without_gaps(kept)
}

/// A line, and its code without indent. If it begins a condition, the code has all lines of that.
fn whole_attribute<'a>(
    line: &'a str,
    lines: &mut impl Iterator<Item = &'a str>,
) -> (&'a str, Cow<'a, str>) {
    let code = line.trim_start();
    if !code.starts_with("#[cfg") || code.ends_with(']') {
        return (line, Cow::Borrowed(code));
    }
    let mut code = code.to_owned();
    for line in lines.by_ref() {
        code.push_str(line.trim_start());
        if line.ends_with(")]") {
            break;
        }
        code.push(' ');
    }
    (line, Cow::Owned(code))
}

/// What is inside of an attribute on one line: `#[name(…)]`.
fn attribute<'a>(code: &'a str, name: &str) -> Option<&'a str> {
    code.strip_prefix("#[")?.strip_prefix(name)?.strip_prefix('(')?.strip_suffix(")]")
}

/// The condition of `cfg_attr`, and its attributes.
fn split_condition(inner: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    for (at, character) in inner.char_indices() {
        match character {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                return Some((inner.get(..at)?, inner.get(at + 1..)?.trim_start()));
            }
            _ => {}
        }
    }
    None
}

/// Removes the documentation and the attributes before an item that is removed.
fn remove_attributes(kept: &mut Vec<String>, indent: &str) {
    let belongs = |line: &String| {
        line.strip_prefix(indent).is_some_and(|it| it.starts_with("///") || it.starts_with("#["))
    };
    while kept.last().is_some_and(belongs) {
        kept.pop();
    }
}

/// Skips an item, a field, a statement or an arm: up to the first line outside of all brackets that
/// ends it.
fn skip_item<'a>(lines: &mut impl Iterator<Item = &'a str>) {
    let (mut depth, mut has_where) = (0_isize, false);
    for line in lines.by_ref() {
        let code = line.trim();
        if code.starts_with("//") || (depth == 0 && code.starts_with("#[") && code.ends_with(']')) {
            continue;
        }
        has_where |= depth == 0 && code == "where";
        let (change, last) = brackets(code);
        depth += change;
        let ends = match last {
            Some(',') => !has_where,
            Some(';' | '}') => true,
            _ => false,
        };
        if depth == 0 && ends {
            return;
        }
    }
}

/// How many brackets a line opens more than it closes, and its last character of code.
fn brackets(code: &str) -> (isize, Option<char>) {
    let (mut depth, mut last) = (0, None);
    let mut characters = code.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' => skip_text(&mut characters),
            '\'' => skip_character(&mut characters),
            '/' if characters.peek() == Some(&'/') => break,
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            _ => {}
        }
        if !character.is_whitespace() {
            last = Some(character);
        }
    }
    (depth, last)
}

fn skip_text(characters: &mut impl Iterator<Item = char>) {
    while let Some(character) = characters.next() {
        match character {
            '\\' => drop(characters.next()),
            '"' => return,
            _ => {}
        }
    }
}

/// Skips the rest of a character literal. A lifetime has no second quote.
fn skip_character(characters: &mut std::iter::Peekable<std::str::Chars<'_>>) {
    let mut ahead = characters.clone();
    let length = match (ahead.next(), ahead.next()) {
        (Some('\\'), _) => ahead.position(|it| it == '\'').map_or(0, |at| at + 3),
        (Some(_), Some('\'')) => 2,
        _ => 0,
    };
    for _ in 0..length {
        characters.next();
    }
}

/// The text of lines, without an empty line at the start or end of a block or beside another one.
fn without_gaps(lines: Vec<String>) -> String {
    let mut text = String::new();
    let mut previous = String::new();
    let mut lines = lines.into_iter().peekable();
    while let Some(line) = lines.next() {
        let closes = |next: &String| next.trim_start().starts_with(['}', ')', ']']);
        let is_gap = line.is_empty()
            && (previous.is_empty()
                || previous.ends_with(['{', '(', '['])
                || lines.peek().is_none_or(|next| next.is_empty() || closes(next)));
        if !is_gap {
            text.push_str(&line);
            text.push('\n');
            previous = line;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{Features, Predicate};
    use crate::runtime::{Condition, LAYERS};

    fn chosen(names: &[&str]) -> BTreeSet<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn conditions_are_resolved() {
        let features = chosen(&["fs"]);
        let resolve = |condition: &str| Features::Chosen(&features).resolve(condition);
        let depends = |text: &str| Predicate::Depends(text.to_owned());
        for (condition, value) in [
            (r#"feature = "fs""#, Predicate::Always),
            (r#"feature = "xml""#, Predicate::Never),
            (r#"not(feature = "xml")"#, Predicate::Always),
            (
                r#"all(feature = "fs", not(target_family = "wasm"))"#,
                depends(r#"not(target_family = "wasm")"#),
            ),
            (r#"all(feature = "xml", not(target_family = "wasm"))"#, Predicate::Never),
            (r#"any(feature = "fs", unix)"#, Predicate::Always),
            (r#"any(feature = "xml", unix, windows)"#, depends("any(unix, windows)")),
            (
                r#"all(feature = "fs", not(all(target_family = "wasm", target_os = "unknown")))"#,
                depends(r#"not(all(target_family = "wasm", target_os = "unknown"))"#),
            ),
        ] {
            assert_eq!(resolve(condition), value, "{condition}");
        }
        let cargo = Features::OfCargo.resolve(r#"feature = "fs""#);
        assert_eq!(cargo, depends(r#"feature = "fs""#));
    }

    #[test]
    fn what_is_not_enabled_is_removed() {
        let text = "\
use a::b;
#[cfg(feature = \"off\")]
use c::{
    d,
    e,
};

/// A struct.
#[derive(Debug)]
#[cfg_attr(feature = \"off\", derive(Default))]
#[cfg_attr(feature = \"on\", derive(Clone))]
pub struct A {
    /// One.
    one: u8,
    /// Two.
    #[cfg(feature = \"off\")]
    two: Vec<u8>,
}

/// Removed.
#[cfg(feature = \"off\")]
#[expect(clippy::all, reason = \"x\")]
fn f<'a, T>(
    one: &'a T,
) -> char
where
    T: Copy,
{
    let text = \"} // {\";
    '{'
}

#[cfg(feature = \"on\")]
fn g() -> u8 {
    #[cfg(feature = \"off\")]
    let value = [1]
        .into_iter()
        .sum();
    #[cfg(all(
        feature = \"on\",
        not(all(unix, windows)),
    ))]
    let value = 1;
    match value {
        #[cfg(feature = \"off\")]
        2 => {
            3
        }
        other => other,
    }
}
";
        let expected = "\
use a::b;

/// A struct.
#[derive(Debug)]
#[derive(Clone)]
pub struct A {
    /// One.
    one: u8,
}

fn g() -> u8 {
    #[cfg(not(all(unix, windows)))]
    let value = 1;
    match value {
        other => other,
    }
}
";
        let features = chosen(&["on"]);
        assert_eq!(Features::Chosen(&features).applied(text), expected);
        assert_eq!(Features::OfCargo.applied(text), text);
    }

    /// All attributes of the runtime have the form that is read.
    #[test]
    fn no_feature_is_left_in_the_runtime() {
        let all =
            ["blocking", "fs", "reqwest", "test-util", "tracing", "webhook-signatures", "xml"];
        let modules = || LAYERS.iter().flat_map(|layer| layer.modules);
        for names in [&[][..], &all[..], &["reqwest"], &["test-util", "xml"]] {
            let features = chosen(names);
            let features = Features::Chosen(&features);
            for module in modules() {
                let text = features.applied(module.text);
                assert!(!text.contains("feature = \""), "{}: {names:?}\n{text}", module.name);
            }
        }
        assert!(modules().any(|module| module.condition == Condition::Browser));
    }
}
