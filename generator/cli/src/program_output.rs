//! Excerpts of the output of other programs: bounded, safe for a terminal, and without tokens.

use std::env;

/// Lines to show, and characters of each.
const LINES: usize = 24;
const WIDTH: usize = 240;

/// Replaces a token.
const HIDDEN: &str = "[hidden]";

/// Shorter tokens are not hidden, because they would hide words.
const SHORTEST: usize = 4;

/// The output of cargo or git from the first error on, or all of it if there is none. Each line is
/// indented, to follow a message.
pub fn excerpt(output: &[u8]) -> String {
    last_words(output, &|line| hidden(line, &tokens()))
}

/// Like [`excerpt`], for a registry that rejects a token. Its output may repeat the token, which
/// only cargo has, so everything that looks like a token is hidden.
pub fn excerpt_without_tokens(output: &[u8]) -> String {
    last_words(output, &|line| {
        let line = hidden(line, &tokens());
        let words =
            line.split_inclusive(|it: char| it.is_whitespace() || "\"'`()[]{},;:=<>".contains(it));
        words.map(|word| if may_be_token(word) { HIDDEN } else { word }).collect()
    })
}

/// Whether a word is long and has letters and digits, and is not a path or a URL.
fn may_be_token(word: &str) -> bool {
    let has = |what: fn(&char) -> bool| word.chars().any(|it| what(&it));
    word.chars().count() >= 16
        && !word.contains(['/', '@'])
        && has(char::is_ascii_digit)
        && has(char::is_ascii_alphabetic)
}

fn last_words(output: &[u8], hide: &dyn Fn(&str) -> String) -> String {
    let text = String::from_utf8_lossy(output);
    let lines: Vec<&str> =
        text.lines().map(str::trim_end).filter(|line| !line.is_empty()).collect();
    let first =
        lines.iter().position(|line| line.starts_with("error") || line.starts_with("fatal"));
    shown(lines.get(first.unwrap_or_default()..).unwrap_or_default(), hide)
}

fn shown(lines: &[&str], hide: &dyn Fn(&str) -> String) -> String {
    let mut text: Vec<_> =
        lines.iter().take(LINES).map(|line| format!("    {}", visible(&hide(line)))).collect();
    if lines.len() > LINES {
        text.push(format!("    … and {} more lines", lines.len() - LINES));
    }
    text.join("\n")
}

fn hidden(line: &str, tokens: &[String]) -> String {
    tokens.iter().fold(line.to_owned(), |line, token| line.replace(token.as_str(), HIDDEN))
}

fn visible(line: &str) -> String {
    let cut = line.chars().count() > WIDTH;
    let harmless = |it: char| match it {
        '\t' => ' ',
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        it if it.is_control() => '\u{fffd}',
        it => it,
    };
    line.chars().take(WIDTH).map(harmless).chain(cut.then_some('…')).collect()
}

/// The tokens for cargo in the environment, the longest first. They are read only to hide them in
/// the output of a registry, which may repeat them. In a header, the scheme (`Bearer …`) is shown.
fn tokens() -> Vec<String> {
    let is_token = |name: &str| {
        name.starts_with("CARGO_") && name.contains("REGISTR") && name.ends_with("TOKEN")
    };
    let held = env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut tokens: Vec<String> = held
        .filter(|(name, _)| is_token(name))
        .flat_map(|(_, value)| value.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| word.len() >= SHORTEST && word != "Bearer" && word != "Basic")
        .collect();
    tokens.sort_by_key(|token| std::cmp::Reverse(token.len()));
    tokens
}

#[cfg(test)]
mod tests {
    use super::{LINES, excerpt, excerpt_without_tokens, hidden, shown, visible};

    #[test]
    fn only_what_matters_is_shown() {
        let output = b"    Updating `internal` index\nwarning: a\nerror: no\n\nCaused by:\n  \x1b[31mthat\x07\n";
        assert_eq!(
            excerpt(output),
            "    error: no\n    Caused by:\n      \u{fffd}[31mthat\u{fffd}"
        );
        assert_eq!(excerpt(b"one\ntwo"), "    one\n    two");
        assert_eq!(excerpt(b""), "");
        let many = vec!["x"; LINES + 3];
        assert!(shown(&many, &str::to_owned).ends_with("… and 3 more lines"));
        assert_eq!(visible(&"x".repeat(1000)).chars().count(), 241);
    }

    #[test]
    fn no_token_is_shown() {
        let tokens = ["s3cret-s3cret".to_owned(), "s3cret".to_owned()];
        assert_eq!(
            hidden("token s3cret-s3cret or s3cret is wrong", &tokens),
            "token [hidden] or [hidden] is wrong"
        );
        // What is in no variable, but in cargo's own files.
        let shown = excerpt_without_tokens(
            b"error: failed to publish lamps v0.1.0 to registry at http://127.0.0.1:33819/index01\nthe token \"ciou8Xh2kq0aPz7Lw3Yt\" (Bearer eyJhbGciOi1.eyJzdWIi.Qx) is not known",
        );
        assert_eq!(
            shown,
            "    error: failed to publish lamps v0.1.0 to registry at http://127.0.0.1:33819/index01\n    the token \"[hidden] (Bearer [hidden] is not known"
        );
    }
}
