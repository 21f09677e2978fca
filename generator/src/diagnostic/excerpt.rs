//! The lines of a text that a message shows, and the underlined part. A line may be megabytes long,
//! so only a bounded part of it is read.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar as _, UnicodeWidthStr as _};

use crate::source::Position;

/// Columns of a line to show.
const COLUMNS: usize = 160;

/// Columns before the underlined part.
const COLUMNS_BEFORE: usize = 60;

/// If the part has more lines, only the first ones and the last one are shown.
const LINES: usize = 5;

/// Bytes of a line to read on each side: more than can be shown.
const LONGEST: usize = 4_096;

/// A line to show.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// Its number in the text, from 1.
    pub(super) number: usize,
    /// Its text, safe for a terminal.
    pub(super) text: String,
}

/// A part of a text to show. Columns are those of a terminal: a wide character takes two.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Excerpt {
    /// A part of one line.
    OneLine {
        /// The line.
        line: Line,
        /// The columns before the underlined part.
        before: usize,
        /// Columns to underline; at least one.
        width: usize,
    },
    /// A part that ends on another line than it starts on.
    Lines {
        /// The lines from the first one on.
        first: Vec<Line>,
        /// Whether lines before the last one are left out.
        cut: bool,
        /// The last line.
        last: Line,
        /// The columns before the part in the first line.
        start: usize,
        /// The columns up to its end in the last line.
        end: usize,
    },
}

impl Excerpt {
    /// The excerpt of a text for a position.
    pub(super) fn new(text: &str, location: Position) -> Self {
        let (start, end) = (location.start.min(text.len()), location.end.min(text.len()));
        let marked = text.get(start..end).unwrap_or_default().trim_end();
        match marked.contains('\n') {
            true => Self::lines(text, location.line, start, start + marked.len()),
            false => Self::one_line(text, location.line, start, start + marked.len()),
        }
    }

    /// The number of the last line that is shown.
    pub(super) fn last_number(&self) -> usize {
        match self {
            Self::OneLine { line, .. } => line.number,
            Self::Lines { last, .. } => last.number,
        }
    }

    fn one_line(text: &str, number: usize, start: usize, end: usize) -> Self {
        let (mut line, marked, after) =
            (before(text, start), text.get(start..end), rest_of_line(text, end));
        let columns = line.width();
        let (marked, cut) =
            first_columns(marked.unwrap_or_default(), COLUMNS.saturating_sub(columns));
        line.push_str(&marked);
        if !cut {
            push(&mut line, after);
        }
        let width = marked.width().max(1);
        Self::OneLine {
            line: Line { number, text: line.trim_end().to_owned() },
            before: columns,
            width,
        }
    }

    fn lines(text: &str, number: usize, start: usize, end: usize) -> Self {
        let mut opening = before(text, start);
        let columns = opening.width();
        push(&mut opening, rest_of_line(text, start));
        let mut first = vec![Line { number, text: opening.trim_end().to_owned() }];
        let after_first = text
            .get(start..end)
            .and_then(|marked| marked.split_once('\n'))
            .map_or("", |(_, rest)| rest);
        let between: Vec<&str> = after_first.split('\n').collect();
        let last = number + between.len();
        let cut = between.len() > LINES - 1;
        let shown = if cut { LINES - 3 } else { between.len() - 1 };
        for (line, number) in between.iter().take(shown).zip(number + 1..) {
            let mut shown = String::new();
            push(&mut shown, line.trim_end());
            first.push(Line { number, text: shown.trim_end().to_owned() });
        }
        let mut closing = before(text, end);
        let until = closing.width();
        push(&mut closing, rest_of_line(text, end));
        let last = Line { number: last, text: closing.trim_end().to_owned() };
        Self::Lines { first, cut, last, start: columns, end: until.max(1) }
    }
}

/// The end of the last character that ends before an offset or at it.
fn boundary(text: &str, offset: usize) -> usize {
    (0..=offset.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// The text before an offset in its line: all of it, or its end.
fn before(text: &str, offset: usize) -> String {
    let until =
        text.get(boundary(text, offset.saturating_sub(LONGEST))..offset).unwrap_or_default();
    let start = until.rfind('\n').map_or(0, |at| at + 1);
    let line = until.get(start..).unwrap_or_default();
    let columns = |limit: usize| {
        let mut columns = 0;
        let fits = |character: &char| {
            columns += shown_width(*character);
            columns <= limit
        };
        line.chars().rev().take_while(fits).map(char::len_utf8).sum::<usize>()
    };
    if columns(COLUMNS_BEFORE * 2) == line.len() {
        return visible(line);
    }
    let kept = line.len() - columns(COLUMNS_BEFORE);
    format!("…{}", visible(line.get(kept..).unwrap_or_default()))
}

/// The text from an offset to the end of its line.
fn rest_of_line(text: &str, offset: usize) -> &str {
    let end = boundary(text, offset.saturating_add(LONGEST));
    text.get(offset..end)
        .and_then(|rest| rest.split('\n').next())
        .unwrap_or_default()
        .trim_end_matches('\r')
}

/// Appends as much of a text to a line as fits.
fn push(line: &mut String, text: &str) {
    let (text, cut) = first_columns(text, COLUMNS.saturating_sub(line.width()));
    line.push_str(&text);
    if cut {
        line.push('…');
    }
}

/// As much of a text as fits, and whether it was cut.
fn first_columns(text: &str, limit: usize) -> (String, bool) {
    let mut columns = 0;
    let fits = |character: &char| {
        columns += shown_width(*character);
        columns <= limit
    };
    let length = text.chars().take_while(fits).map(char::len_utf8).sum();
    (visible(text.get(..length).unwrap_or_default()), length < text.len())
}

/// A text without characters that mislead a terminal or a reader: tabs become spaces, and control
/// characters and those that change the direction of writing become escapes.
pub fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\t' => shown.push_str("    "),
            _ if misleads(character) => _ = write!(shown, "\\u{{{:x}}}", u32::from(character)),
            other => shown.push(other),
        }
    }
    shown
}

/// How many columns a character takes as [`visible`] writes it.
fn shown_width(character: char) -> usize {
    match character {
        '\t' => 4,
        _ if misleads(character) => 5 + u32::from(character).max(1).ilog(16) as usize,
        other => other.width().unwrap_or(1),
    }
}

/// Whether a reader would not recognize this character: controls, changes of the direction of
/// writing, line separators, and characters without a width (Unicode Standard Annex 9, section 2;
/// `Default_Ignorable_Code_Point` of Annex 44, except variation selectors).
pub(super) fn misleads(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{ad}'
                | '\u{34f}'
                | '\u{61c}'
                | '\u{115f}'
                | '\u{1160}'
                | '\u{17b4}'
                | '\u{17b5}'
                | '\u{180b}'..='\u{180f}'
        )
        || matches!(character, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}')
        || matches!(character, '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}')
        || matches!(character, '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::{Excerpt, shown_width, visible};
    use crate::source::{At, locate};
    use unicode_width::UnicodeWidthStr as _;

    fn excerpt(text: &str, at: &str, length: usize) -> Excerpt {
        let start = text.find(at).unwrap_or_default();
        let location = locate(text, &At::Offset(start));
        Excerpt::new(text, crate::source::Position { end: start + length, ..location })
    }

    fn one_line(text: &str, at: &str) -> (String, usize, usize) {
        match excerpt(text, at, at.len()) {
            Excerpt::OneLine { line, before, width } => (line.text, before, width),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn columns_are_those_of_a_terminal() {
        assert_eq!(one_line("a: 客户 x: 1", "x:"), ("a: 客户 x: 1".to_owned(), 8, 2));
        assert_eq!(one_line("a: 客户 x: 1", "客户"), ("a: 客户 x: 1".to_owned(), 3, 4));
        assert_eq!(one_line("'😀': é", "é"), ("'😀': é".to_owned(), 6, 1));
        assert_eq!(one_line("e\u{301}: x", "x"), ("e\u{301}: x".to_owned(), 3, 1));
        assert_eq!(one_line("\t\ta: x", "x"), ("        a: x".to_owned(), 11, 1));
        assert_eq!(one_line("\ta", "\t"), ("    a".to_owned(), 0, 1));
    }

    #[test]
    fn lines_may_end_as_on_windows() {
        assert_eq!(one_line("a: 1\r\nb: x\r\nc: 2\r\n", "x"), ("b: x".to_owned(), 3, 1));
        let text = "a: |\r\n  one\r\n  two\r\nb: 1\r\n";
        let Excerpt::Lines { first, last, cut, start, end } = excerpt(text, "|", 15) else {
            panic!()
        };
        let shown: Vec<_> =
            first.iter().chain([&last]).map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(shown, [(1, "a: |"), (2, "  one"), (3, "  two")]);
        assert_eq!((cut, start, end), (false, 3, 5));
    }

    #[test]
    fn of_many_lines_the_first_and_the_last_are_shown() {
        let text = format!("a: >\n{}b: 1\n", "  line\n".repeat(20));
        let Excerpt::Lines { first, last, cut, .. } = excerpt(&text, ">", 2 + 20 * 7 - 1) else {
            panic!()
        };
        assert_eq!(first.iter().map(|line| line.number).collect::<Vec<_>>(), [1, 2, 3]);
        assert_eq!((cut, last.number), (true, 21));
    }

    #[test]
    fn of_a_long_line_a_window_is_shown() {
        for (filling, unit) in [("x", 1), ("客", 2), ("\t", 4), ("\u{202e}", 8)] {
            let text =
                format!("{{\"a\":\"{0}\",\"here\":1,\"b\":\"{0}\"}}", filling.repeat(100_000));
            let (line, before, width) = one_line(&text, "\"here\"");
            assert!(line.width() <= 162, "{line}");
            assert_eq!(width, 6);
            let columns: Vec<char> = line.chars().collect();
            assert!(
                line.contains("\"here\":1") && line.starts_with('…') && line.ends_with('…'),
                "{line}"
            );
            let until = line.split("\"here\"").next().map_or(0, |before| before.width());
            assert_eq!(until, before, "{unit} {columns:?}");
        }
        let (line, before, width) = one_line(&"y".repeat(100_000), &"y".repeat(50_000));
        assert_eq!((line.width(), before, width), (160, 0, 160));
    }

    #[test]
    fn an_end_and_an_empty_text_are_shown() {
        assert!(matches!(excerpt("a", "", 0), Excerpt::OneLine { before: 0, width: 1, .. }));
        let end = locate("a\n", &At::Offset(2));
        assert!(matches!(Excerpt::new("a\n", end), Excerpt::OneLine { before: 0, width: 1, .. }));
    }

    #[test]
    fn what_is_counted_is_what_is_written() {
        for character in ['a', 'é', '客', '\t', '\u{7}', '\u{1b}', '\u{202e}', '\u{e0041}', '\0']
        {
            assert_eq!(
                shown_width(character),
                visible(&character.to_string()).width(),
                "{character:?}"
            );
        }
    }

    #[test]
    fn what_could_mislead_is_escaped() {
        assert_eq!(
            visible("a\tb\u{202e}c\u{1b}[31m\u{7}\n"),
            "a    b\\u{202e}c\\u{1b}[31m\\u{7}\\u{a}"
        );
    }
}
