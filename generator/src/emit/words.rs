//! A paragraph's words: escaped so that they mean nothing but themselves, then wrapped.

use std::borrow::Cow;

/// The words of a paragraph or table cell.
#[derive(Debug, Default)]
pub struct InlineText {
    pieces: Vec<InlinePiece>,
    /// Whether the next piece of text continues the last word.
    open: bool,
}

#[derive(Debug, PartialEq)]
enum InlinePiece {
    Word(String),
    Break,
}

impl InlineText {
    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        !self
            .pieces
            .iter()
            .any(|piece| matches!(piece, InlinePiece::Word(word) if !word.is_empty()))
    }

    /// Ends the word.
    pub fn space(&mut self) {
        self.open = false;
    }

    /// Ends the line.
    pub fn line_break(&mut self) {
        self.open = false;
        if matches!(self.pieces.last(), Some(InlinePiece::Word(_))) {
            self.pieces.push(InlinePiece::Break);
        }
    }

    /// Adds markup that belongs to the words beside it.
    pub fn mark(&mut self, markup: &str) {
        match self.pieces.last_mut() {
            Some(InlinePiece::Word(word)) if self.open => word.push_str(markup),
            _ => self.pieces.push(InlinePiece::Word(markup.to_owned())),
        }
        self.open = true;
    }

    /// Adds text that means only itself; web addresses in it become links.
    pub fn text(&mut self, text: &str) {
        let text = clean(text);
        let mut rest: &str = &text;
        while let Some((before, url, after)) = split_url(rest) {
            self.escaped(before, false);
            self.mark(&format!("<{url}>"));
            rest = after;
        }
        self.escaped(rest, false);
    }

    /// Adds the text of a link.
    pub fn linked_text(&mut self, text: &str) {
        self.escaped(&clean(text), true);
    }

    /// Adds code. A blank text is quoted, because Markdown has no blank code.
    pub fn code(&mut self, code: &str) {
        let mut code = clean(code).replace(['\n', '\t'], " ");
        if code.trim().is_empty() {
            code = format!("\"{code}\"");
        }
        let longest = code.split(|character| character != '`').map(str::len).max().unwrap_or(0);
        let fence = "`".repeat(longest + 1);
        let pad = if code.starts_with('`') || code.ends_with('`') { " " } else { "" };
        self.mark(&format!("{fence}{pad}{code}{pad}{fence}"));
    }

    /// Ends a link that [`mark`](Self::mark)`("[")` began.
    pub fn link_end(&mut self, destination: &str) {
        match self.pieces.last_mut() {
            Some(InlinePiece::Word(word)) if word.ends_with('[') && !word.ends_with("\\[") => {
                word.pop();
                word.push_str(&format!("<{destination}>"));
            }
            Some(InlinePiece::Word(word)) => word.push_str(&format!("]({destination})")),
            _ => self.mark(&format!("<{destination}>")),
        }
        self.open = true;
    }

    /// Makes all of it bold.
    pub fn strengthen(&mut self) {
        self.pieces.retain(|piece| *piece != InlinePiece::Break);
        if let Some(InlinePiece::Word(first)) = self.pieces.first_mut() {
            first.insert_str(0, "**");
        }
        if let Some(InlinePiece::Word(last)) = self.pieces.last_mut() {
            last.push_str("**");
        }
    }

    /// All of it in one line, for a table.
    pub fn cell(self) -> String {
        let words = self.pieces.into_iter().filter_map(|piece| match piece {
            InlinePiece::Word(word) => Some(word.replace('|', "\\|")),
            InlinePiece::Break => None,
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// Lines of at most so many characters, where the words allow it.
    pub fn wrap(mut self, width: usize) -> Vec<String> {
        while self.pieces.last() == Some(&InlinePiece::Break) {
            self.pieces.pop();
        }
        let mut lines = Vec::new();
        let mut line = String::new();
        let mut length = 0;
        for piece in self.pieces {
            match piece {
                InlinePiece::Break => {
                    line.push('\\');
                    lines.push(std::mem::take(&mut line));
                }
                InlinePiece::Word(word) if line.is_empty() => {
                    line = guarded(word);
                    length = line.chars().count();
                }
                InlinePiece::Word(word) => {
                    length += 1 + word.chars().count();
                    if length > width {
                        lines.push(std::mem::replace(&mut line, guarded(word)));
                        length = line.chars().count();
                    } else {
                        line.push(' ');
                        line.push_str(&word);
                    }
                }
            }
        }
        lines.push(line);
        lines
    }

    fn escaped(&mut self, text: &str, in_link: bool) {
        let has_meaning = |character: char| {
            matches!(character, '\\' | '`' | '*' | '[' | '<' | '~' | ']' | '_' | '&')
        };
        let mut rest = text;
        let mut reference = Ahead::default();
        while let Some(character) = rest.chars().next() {
            let plain = rest
                .find(|character: char| character.is_whitespace() || has_meaning(character))
                .unwrap_or(rest.len());
            let (word, after) = rest.split_at(if plain > 0 { plain } else { character.len_utf8() });
            rest = after;
            if character.is_whitespace() {
                self.open = false;
                continue;
            }
            let escape = match character {
                '\\' | '`' | '*' | '[' | '<' | '~' => true,
                ']' => in_link,
                '_' => !self.ends_alphanumeric() || !after.starts_with(char::is_alphanumeric),
                '&' => reference.ends(after),
                _ => false,
            };
            if escape {
                self.mark("\\");
            }
            self.mark(word);
        }
    }

    fn ends_alphanumeric(&self) -> bool {
        match self.pieces.last() {
            Some(InlinePiece::Word(word)) if self.open => word.ends_with(char::is_alphanumeric),
            _ => false,
        }
    }
}

/// What of a text was looked at ahead, so that nothing is looked at twice.
#[derive(Default)]
struct Ahead {
    /// How much of the text is left where a semicolon or a space is, and whether it is a semicolon.
    stop: Option<(usize, bool)>,
}

impl Ahead {
    /// Whether the word that `rest` begins with has a semicolon in it, as a character reference has
    /// at its end.
    fn ends(&mut self, rest: &str) -> bool {
        if self.stop.is_none_or(|(left, _)| rest.len() < left) {
            let at = rest.find(|sign: char| sign == ';' || sign.is_whitespace());
            let left = rest.get(at.unwrap_or(rest.len())..).unwrap_or_default();
            self.stop = Some((left.len(), left.starts_with(';')));
        }
        self.stop.is_some_and(|(_, is_end)| is_end)
    }
}

/// A word that begins no list, heading, quote, rule or table where it begins a line.
fn guarded(word: String) -> String {
    let number = word.trim_start_matches(|first: char| first.is_ascii_digit());
    let is_number = number.len() < word.len() && (number == "." || number == ")");
    if is_number {
        return format!("{}\\{number}", word.strip_suffix(number).unwrap_or_default());
    }
    let sign =
        word.bytes().all(|byte| b"-+=:|".contains(&byte)) || word.bytes().all(|byte| byte == b'#');
    if sign || word.starts_with('>') { format!("\\{word}") } else { word }
}

/// Text before a web address, the address, and what comes after it.
fn split_url(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let start = from + text.get(from..)?.find("http")?;
        let (before, rest) = text.split_at(start);
        from = start + 4;
        let Some(scheme) =
            ["https://", "http://"].into_iter().find(|scheme| rest.starts_with(scheme))
        else {
            continue;
        };
        let end = rest
            .find(|end: char| end.is_whitespace() || "<>\"`\\|".contains(end))
            .unwrap_or(rest.len());
        let url = rest.get(..end)?.trim_end_matches(|last: char| ".,;:!?'*_~)]}".contains(last));
        if url.len() > scheme.len() {
            return Some((before, url, rest.get(url.len()..)?));
        }
    }
}

/// A text as one line, without what cannot be seen.
pub fn line(text: &str) -> String {
    clean(text).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text without characters that are not seen but do something.
pub fn clean(text: &str) -> Cow<'_, str> {
    if text.bytes().all(|byte| matches!(byte, b'\n' | b'\t' | b' '..=b'~')) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}', '\u{85}'], "\n");
    text.chars()
        .filter(|character| matches!(character, '\n' | '\t') || !is_invisible(*character))
        .collect()
}

fn is_invisible(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}
